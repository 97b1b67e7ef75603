import { and, eq, sql } from "drizzle-orm";
import { signal, type Tx } from "../db/database.js";
import { enqueue } from "../db/jobs.js";
import { intakes, orders, quotes, swaps, transfers } from "../db/schema.js";
import { slices } from "../db/slices.js";
import { post } from "./ledger.js";
import type { Effects, HeldChange, OrderChange, SwapChange } from "./rules/effects.js";
import { moveOrder, moveSwap } from "./state.js";

/**
 * Writes what was decided, in the order it was decided: money, orders, ledger, transfers to be made, jobs, signals.
 * Throws, and with its transaction nothing is written, when something is not as it was when it was looked at.
 */
export async function write(tx: Tx, all: readonly Effects[]): Promise<void> {
  const added = all.flatMap((done) => done.intakes);
  for (const rows of slices(added)) await tx.insert(intakes).values(rows);
  for (const { quotes: made } of all) {
    for (const quote of made) await tx.insert(quotes).values({ ...quote, ordinal: nextOrdinal(quote.orderId) });
  }
  for (const { held, order, swap, swaps: begun } of all) {
    for (const change of held) await changeHeld(tx, change);
    if (order) await changeOrder(tx, order);
    if (begun.length > 0) await tx.insert(swaps).values(begun);
    if (swap) await changeSwap(tx, swap);
  }
  await post(tx, ...all.flatMap((done) => done.postings));
  const outgoing = all.flatMap((done) => done.transfers);
  for (const rows of slices(outgoing)) await tx.insert(transfers).values(rows);
  await enqueue(tx, ...all.flatMap((done) => done.jobs));
  for (const id of new Set(all.flatMap(touched))) await signal(tx, "orders", id);
}

const nextOrdinal = (orderId: string) =>
  sql<number>`(select coalesce(max(${quotes.ordinal}), 0) + 1 from ${quotes} where ${quotes.orderId} = ${orderId})`;

/** The orders that pages may show otherwise from now on. */
const touched = (done: Effects): string[] => [
  ...(done.order ? [done.order.id] : []),
  ...[...done.postings, ...done.transfers].flatMap(({ orderId }) => orderId ?? []),
];

async function changeHeld(tx: Tx, { outputId, set }: HeldChange): Promise<void> {
  const changed = await tx
    .update(intakes)
    .set(set)
    .where(and(eq(intakes.outputId, outputId), eq(intakes.disposition, "held")))
    .returning({ outputId: intakes.outputId });
  if (changed.length !== 1) throw new Error(`the money ${outputId} is not held any more`);
}

async function changeOrder(tx: Tx, change: OrderChange): Promise<void> {
  // The row was locked before the decision: somebody changing it now has passed the lock by.
  if (!(await makeMove(tx, change))) throw new Error(`order ${change.id} changed while something was decided about it`);
}

/** A legal move, or facts added where the order stands. */
async function makeMove(tx: Tx, { id, move, facts }: OrderChange): Promise<boolean> {
  switch (move) {
    case "open→paid":
      return moveOrder(tx, id, "open", "paid", facts);
    case "open→expired":
      return moveOrder(tx, id, "open", "expired", facts);
    case "open→cancelled":
      return moveOrder(tx, id, "open", "cancelled", facts);
    case "paid→settled":
      return moveOrder(tx, id, "paid", "settled", facts);
    case "paid→cancelled":
      return moveOrder(tx, id, "paid", "cancelled", facts);
    case "paid":
      return note(tx, id, facts);
    default:
      return move satisfies never;
  }
}

async function note(tx: Tx, id: string, facts: OrderChange["facts"]): Promise<boolean> {
  const noted = await tx
    .update(orders)
    .set(facts)
    .where(and(eq(orders.id, id), eq(orders.state, "paid")))
    .returning({ id: orders.id });
  return noted.length === 1;
}

async function changeSwap(tx: Tx, { id, to, facts }: SwapChange): Promise<void> {
  const moved =
    to === "failed" ? await moveSwap(tx, id, "wanted", to, facts) : await moveSwap(tx, id, "sent", to, facts);
  if (!moved) throw new Error(`swap ${id} changed while its end was being recorded`);
}
