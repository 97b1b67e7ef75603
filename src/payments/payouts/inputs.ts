import { type Decimal, decimal } from "../money.js";

/** Most outputs one transaction may spend (`common/validation.go` of Mixin's kernel). */
export const MAX_INPUTS = 256;

export type Choice<T> =
  /** Enough. */
  | { kind: "spend"; inputs: T[] }
  /** There is enough, but in more pieces than one transaction takes: make one piece of these first. */
  | { kind: "consolidate"; inputs: T[] }
  /** Not enough. */
  | { kind: "short" };

/**
 * Chooses what to spend of `ranked`: as many outputs as one transaction takes, the largest first, so that few are needed,
 * or before them one of exactly the amount (no change to wait for: a payment mostly goes out as it came in).
 * `total` is what all free outputs come to, those not in `ranked` too.
 */
export function chooseInputs<T extends { amount: string }>(
  ranked: readonly T[],
  total: Decimal,
  amount: string,
): Choice<T> {
  const inputs: T[] = [];
  let sum = decimal("0");
  for (const output of ranked) {
    inputs.push(output);
    sum = sum.plus(output.amount);
    if (sum.gte(amount)) return { kind: "spend", inputs };
  }
  return total.gte(amount) ? { kind: "consolidate", inputs } : { kind: "short" };
}

/** How many of the payments, from the first on, these outputs can pay together. */
export function affordable(outputs: readonly { amount: string }[], payments: readonly { amount: string }[]): number {
  let left = outputs.reduce((sum, { amount }) => sum.plus(amount), decimal("0"));
  const beyond = payments.findIndex(({ amount }) => (left = left.minus(amount)).lt(0));
  return beyond === -1 ? payments.length : beyond;
}
