import { fromUnits, toUnits } from "./amounts.js";
import type { WalletOutput } from "./outputs.js";

/** The most outputs one transaction may spend, and the most it may make. */
export const MAX_INPUTS = 256;
export const MAX_OUTPUTS = 256;

export type Selection =
  /** Enough: spend these, `change` (decimal, "0" for none) comes back. */
  | { inputs: WalletOutput[]; change: string }
  /** Enough, but in too many pieces: first send these to ourselves as one, then choose again. */
  | { consolidate: WalletOutput[] }
  /** Not enough: this much is missing. */
  | { missing: string };

/** Chooses what to spend for an amount: unspent outputs, the largest first. The outputs are of one asset. */
export function selectInputs(outputs: readonly WalletOutput[], amount: string): Selection {
  const wanted = toUnits(amount);
  const usable = outputs
    .filter(({ state }) => state === "unspent")
    .map((output) => ({ output, units: toUnits(output.amount) }))
    .sort((a, b) => (a.units === b.units ? a.output.sequence - b.output.sequence : a.units < b.units ? 1 : -1));

  const chosen: WalletOutput[] = [];
  let sum = 0n;
  for (const { output, units } of usable) {
    if (sum >= wanted && chosen.length > 0) break;
    chosen.push(output);
    sum += units;
  }
  if (sum < wanted || chosen.length === 0) return { missing: fromUnits(wanted - sum) };
  if (chosen.length > MAX_INPUTS) return { consolidate: chosen.slice(0, MAX_INPUTS) };
  return { inputs: chosen, change: fromUnits(sum - wanted) };
}
