import { and, asc, desc, eq, inArray } from "drizzle-orm";
import type { Executor, Tx } from "../db/database.js";
import { intakes, orders, payees, quotes, swaps, transfers } from "../db/schema.js";
import type { Aggregate, HeldMoney } from "./rules/facts.js";

type Intake = typeof intakes.$inferSelect;
type Quote = typeof quotes.$inferSelect;

/**
 * Loads orders with what matters of them where they stand. They stay locked for the rest of the transaction; they are
 * locked in one order, so that two that need several of the same cannot wait for each other. Ids of no order are left out.
 */
export async function loadOrders(tx: Tx, ids: Iterable<string>): Promise<Map<string, Aggregate>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const rows = await tx.select().from(orders).where(inArray(orders.id, wanted)).orderBy(asc(orders.id)).for("update");
  const idsOf = (state: string) => rows.filter((order) => order.state === state).map((order) => order.id);
  const found = await tx
    .select()
    .from(payees)
    .where(inArray(payees.id, [...new Set(rows.map((order) => order.payeeId))]));
  const payeesById = new Map(found.map((payee) => [payee.id, payee]));
  const held = await heldParts(tx, idsOf("open"));
  const outgoing = await owed(tx, idsOf("paid"));
  const exchanged = await newestSwaps(tx, idsOf("paid"));
  return new Map(
    rows.map((order) => [
      order.id,
      {
        order,
        payee: payeesById.get(order.payeeId)!,
        held: held.filter((money) => money.orderId === order.id),
        swap: exchanged.find((swap) => swap.orderId === order.id) ?? null,
        transfers: outgoing.filter((transfer) => transfer.orderId === order.id),
      },
    ]),
  );
}

async function heldParts(tx: Tx, orderIds: string[]): Promise<HeldMoney[]> {
  if (orderIds.length === 0) return [];
  const rows = await tx
    .select({ intake: intakes, quote: quotes })
    .from(intakes)
    .leftJoin(quotes, eq(quotes.id, intakes.quoteId))
    .where(
      and(
        inArray(intakes.orderId, orderIds),
        eq(intakes.disposition, "held"),
        inArray(intakes.heldReason, ["partial", "late"]),
      ),
    )
    .orderBy(asc(intakes.receivedAt), asc(intakes.outputId));
  return rows.map(({ intake, quote }) => toHeld(intake, quote));
}

async function owed(tx: Tx, orderIds: string[]) {
  if (orderIds.length === 0) return [];
  return tx
    .select({
      orderId: transfers.orderId,
      requestId: transfers.requestId,
      kind: transfers.kind,
      state: transfers.state,
    })
    .from(transfers)
    .where(inArray(transfers.orderId, orderIds));
}

async function newestSwaps(tx: Tx, orderIds: string[]) {
  if (orderIds.length === 0) return [];
  return tx.select().from(swaps).where(inArray(swaps.orderId, orderIds)).orderBy(desc(swaps.createdAt));
}

/** Held money as the rules see it, locked; null when it is not held (any more). Lock its order before. */
export async function loadHeld(tx: Tx, outputId: string): Promise<HeldMoney | null> {
  const [intake] = await tx
    .select()
    .from(intakes)
    .where(and(eq(intakes.outputId, outputId), eq(intakes.disposition, "held")))
    .for("update");
  if (!intake) return null;
  const quote = intake.quoteId === null ? null : await quoteById(tx, intake.quoteId);
  return toHeld(intake, quote);
}

/** The fee that was shown with the quote an order was paid at. */
export async function feeShown(tx: Tx, quoteId: string | null): Promise<number> {
  return quoteId === null ? 0 : ((await quoteById(tx, quoteId))?.feeBps ?? 0);
}

async function quoteById(db: Executor, id: string): Promise<Quote | null> {
  const [quote] = await db.select().from(quotes).where(eq(quotes.id, id));
  return quote ?? null;
}

function toHeld(intake: Intake, quote: Quote | null): HeldMoney {
  const { outputId, assetId, amount, senderId, requestId, memo, receivedAt, orderId, credit } = intake;
  const money = { outputId, assetId, amount, senderId, requestId, memo, receivedAt };
  return { ...money, orderId, credit, quote, reason: intake.heldReason! };
}
