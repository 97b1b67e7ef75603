import type { NewJob } from "../../db/jobs.js";
import type { intakes, quotes, swaps, transfers } from "../../db/schema.js";
import type { Posting } from "../ledger.js";
import type { Order, ORDER_MOVES, OrderState, SwapState } from "../state.js";
import type { Aggregate, HeldMoney } from "./facts.js";

export type NewIntake = typeof intakes.$inferInsert;
export type NewTransfer = typeof transfers.$inferInsert;
export type NewSwap = typeof swaps.$inferInsert & { state: "wanted" };
/** Its ordinal is given when it is written. */
export type NewQuote = Omit<typeof quotes.$inferInsert, "ordinal">;

/** Held money that moves on, or whose reason changes (then its disposition stays `held`). */
export interface HeldChange {
  outputId: string;
  set: Partial<NewIntake> & Pick<NewIntake, "disposition">;
}

/** Every legal move of an order. */
export type OrderMove = {
  [From in keyof typeof ORDER_MOVES]: `${From}→${(typeof ORDER_MOVES)[From][number]}`;
}[keyof typeof ORDER_MOVES];

/** A move of an order with the facts that come with it; `paid`: facts about an order that stays so. */
export interface OrderChange {
  id: string;
  move: OrderMove | "paid";
  facts: Partial<Order>;
}

/** Where a change leaves the order. */
export const stateAfter = ({ move }: OrderChange): OrderState => move.split("→").at(-1) as OrderState;

export interface SwapChange {
  id: string;
  to: Extract<SwapState, "received" | "returned" | "failed">;
  facts: Partial<typeof swaps.$inferInsert>;
}

/** How an event ended, for whoever asked for it. The last ones refuse: nothing has changed. */
export type Answer = "paid" | "kept" | "late" | "refunded" | "held" | "float" | "closed" | "noted" | Refusal;
export type Refusal = "wrong_asset" | "no_price" | "not_convertible" | "too_small" | "not_open" | "gone";

/** All that follows from an event. Whoever writes it writes all of it in one transaction. */
export interface Effects {
  answer: Answer;
  /** Money that is new. */
  intakes: NewIntake[];
  held: HeldChange[];
  /** Money the order holds from now on. */
  keeps: HeldMoney[];
  order: OrderChange | null;
  quotes: NewQuote[];
  swaps: NewSwap[];
  swap: SwapChange | null;
  postings: Posting[];
  transfers: NewTransfer[];
  jobs: NewJob[];
}

/** Effects with what is given, nothing else. */
export const effects = (answer: Answer, given: Partial<Effects> = {}): Effects => ({
  answer,
  intakes: [],
  held: [],
  keeps: [],
  order: null,
  quotes: [],
  swaps: [],
  swap: null,
  postings: [],
  transfers: [],
  jobs: [],
  ...given,
});

/** The first with what the others add to it; the first's answer, and whichever changes the order and the swap. */
export function together(first: Effects, ...others: Effects[]): Effects {
  return others.reduce(
    (sum, other) => ({
      answer: sum.answer,
      intakes: [...sum.intakes, ...other.intakes],
      held: [...sum.held, ...other.held],
      keeps: [...sum.keeps, ...other.keeps],
      order: sum.order ?? other.order,
      quotes: [...sum.quotes, ...other.quotes],
      swaps: [...sum.swaps, ...other.swaps],
      swap: sum.swap ?? other.swap,
      postings: [...sum.postings, ...other.postings],
      transfers: [...sum.transfers, ...other.transfers],
      jobs: [...sum.jobs, ...other.jobs],
    }),
    first,
  );
}

/** A job that is added once for its cause. */
export const job = (name: string, cause: string, payload: Record<string, unknown>, runAt?: Date): NewJob => ({
  name,
  payload,
  dedupeKey: `${name}:${cause}`,
  ...(runAt && { runAt }),
});

/** The aggregate as an event left it, for the next event of the same transaction. */
export function after(aggregate: Aggregate, done: Effects): Aggregate {
  const moved = new Set(done.held.map((change) => change.outputId));
  const order = done.order && { ...aggregate.order, ...done.order.facts, state: stateAfter(done.order) };
  const swap = done.swaps[0] ?? aggregate.swap;
  return {
    ...aggregate,
    order: order ?? aggregate.order,
    held: [...aggregate.held.filter((money) => !moved.has(money.outputId)), ...done.keeps],
    swap: swap && { ...swap, state: done.swap?.to ?? swap.state },
    transfers: [
      ...aggregate.transfers,
      ...done.transfers.map(({ requestId, kind }) => ({ requestId, kind, state: "waiting" as const })),
    ],
  };
}
