import { randomUUID } from "node:crypto";
import { Decimal } from "decimal.js";
import type { Payment, Person } from "../support/payer.js";
import type { Kind } from "./kinds.js";
import type { Act, Agreed, Visit, Word } from "./story.js";
import type { World } from "./world.js";

/** Who takes part in a visit, and how the order they are about comes to be. */
export interface Cast {
  world: World;
  kind: Kind;
  asset: string;
  /** Talks to nobody but about this visit. */
  payer: Person;
  other: Person;
  third: Person;
  /** Some visits go one of two ways. */
  coin: boolean;
  /** Opens the order's page at a till; null when it cannot be paid any more. */
  opens(): Promise<Agreed | null>;
}

export const DUST = "0.00000001";
/** Past the deadline by this much, and so the money is late for certain. */
export const LATE_MS = 150;

export const anew = (payment: Payment, change: Partial<Payment> = {}): Payment => ({
  ...payment,
  trace: randomUUID(),
  ...change,
});

export const times = (payment: Payment, factor: string): string => new Decimal(payment.amount).mul(factor).toFixed(8);

type Draft = Pick<Visit, "run" | "purse"> & { course?: Visit["course"] };

export function visitOf(cast: Cast, order: Agreed | null, script: (visit: Visit) => Draft): Visit {
  const { kind } = cast;
  const nothing = { history: [], more: [], purse: [], run: async () => undefined };
  const visit: Visit = { kind, at: 0, order, course: "now", sending: null, refund: null, ...nothing };
  return Object.assign(visit, script(visit));
}

/** Pays all of these at once, each by its own payer. */
export async function pays(visit: Visit, ...payments: [Person, Payment][]): Promise<void> {
  const acts = payments.map(([payer, payment]): Act => ({ payer, payment, order: visit.order }));
  visit.history.push({ acts });
  await Promise.all(
    acts.map(async ({ payer, payment }) => {
      await payer.submits(payment);
      await payer.settles(payment.trace);
    }),
  );
}

export const decides = (visit: Visit, word: Word): void => void visit.history.push({ word });

export const money = (who: Person, { asset, amount }: Payment): Visit["purse"][number] => ({
  who,
  asset,
  amount: new Decimal(amount).plus(DUST).toFixed(),
});
