import { inArray } from "drizzle-orm";
import type { Db } from "../../src/db/database.js";
import { intakes, orders, quotes, remittances, swaps } from "../../src/db/schema.js";
import type { Ledger, LedgerOutput } from "../support/sandbox-ledger.js";
import type { SwapRecord } from "./expected.js";
import type { Offer } from "./judge.js";
import { type Scene, visitsOf } from "./scene.js";

/** What the till recorded of a run: what it offered, and what it made of each payment. */
export interface Facts {
  /** The bot's output that a payment became. */
  outputOf: (trace: string) => LedgerOutput | undefined;
  /** The offer by which the till judged it. */
  offerOf: (output: LedgerOutput) => Offer | undefined;
  intakes: (typeof intakes.$inferSelect)[];
  orders: (typeof orders.$inferSelect)[];
  swaps: SwapRecord[];
  /** What is kept for others, as it stands. */
  remittances: (typeof remittances.$inferSelect)[];
}

export async function readFacts(db: Db, scene: Scene, ledger: Ledger, botId: string): Promise<Facts> {
  const traces = new Set(
    visitsOf(scene).flatMap(({ history }) =>
      history.flatMap((step) => ("acts" in step ? step.acts.map(({ payment }) => payment.trace) : [])),
    ),
  );
  const came = ledger.outputs.filter((one) => one.receivers.join() === botId && traces.has(one.request_id));
  const byTrace = new Map(came.map((output) => [output.request_id, output]));
  const ids = [...new Set(visitsOf(scene).flatMap(({ order }) => (order ? [order.id] : [])))];
  const none = ids.length === 0;
  const offered = none ? [] : await db.select().from(quotes).where(inArray(quotes.orderId, ids));
  const recorded =
    came.length === 0
      ? []
      : await db
          .select()
          .from(intakes)
          .where(
            inArray(
              intakes.outputId,
              came.map((output) => output.output_id),
            ),
          );
  const kept = none ? [] : await db.select().from(remittances).where(inArray(remittances.orderId, ids));
  const claims = kept.flatMap(({ claimOrderId }) => claimOrderId ?? []);
  const made = none
    ? []
    : await db
        .select()
        .from(swaps)
        .where(inArray(swaps.orderId, [...ids, ...claims]));
  const quoteOf = new Map(recorded.map(({ outputId, quoteId }) => [outputId, quoteId]));
  return {
    outputOf: (trace) => byTrace.get(trace),
    offerOf(output) {
      const named = offered.find(({ id }) => id === output.request_id);
      const quote = named ?? offered.find(({ id }) => id === quoteOf.get(output.output_id));
      return (
        quote && {
          id: quote.id,
          asset: quote.paymentAsset,
          amount: quote.paymentAmount,
          covers: quote.covers,
          expiresAt: quote.expiresAt.getTime(),
          isRateless: quote.rate.paymentUsd === null,
        }
      );
    },
    intakes: recorded,
    orders: none ? [] : await db.select().from(orders).where(inArray(orders.id, ids)),
    swaps: made.map(({ orderId, trace, minimumAmount }) => ({ orderId, trace, minimum: minimumAmount })),
    remittances: kept,
  };
}
