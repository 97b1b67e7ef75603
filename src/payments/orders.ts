import { and, asc, desc, eq, lt, sql } from "drizzle-orm";
import { type Db, type Executor, inTransaction, signal } from "../db/database.js";
import { intakes, orders, quotes, transfers, walletOutputs } from "../db/schema.js";
import type { Quote } from "./quotes.js";
import { moveOrder, type Order, type Transfer } from "./state.js";

export type { Order } from "./state.js";
export type { Quote } from "./quotes.js";
export type Intake = typeof intakes.$inferSelect;

/** How long a visit to a code may lie unpaid when nobody said otherwise. */
const VISIT_HOURS = 24;

/** Orders closed in one transaction. */
const EXPIRE_AT_ONCE = 200;

export interface NewOrder {
  /** The trace id, also in `/code/{id}`. */
  id: string;
  payeeId: string;
  merchantId: string;
  codeId: string | null;
  title: string;
  /** A fiat code in lower case or an asset id. */
  quoteAsset: string;
  quoteAmount: string;
  settlementAsset: string | null;
  /** Absent: a day from now. Null: none. */
  deadline?: Date | null;
  /** Of the page it is opened on. */
  language?: string | null;
}

/** Opens an order; opening it again gives the one that is there. */
export async function openOrder(tx: Executor, order: NewOrder): Promise<Order> {
  const deadline = order.deadline === undefined ? sql`now() + make_interval(hours => ${VISIT_HOURS})` : order.deadline;
  const opened = await tx
    .insert(orders)
    .values({ ...order, source: "code", deadline })
    .onConflictDoNothing({ target: orders.id })
    .returning();
  if (opened[0]) return opened[0];
  const [there] = await tx.select().from(orders).where(eq(orders.id, order.id));
  return there!;
}

/** All there is to show of an order. */
export interface OrderView {
  order: Order;
  /** The newest. */
  quote: Quote | null;
  /** Newest first. */
  quotes: Quote[];
  /** In the order they came. */
  intakes: Intake[];
  settlement: Pick<Transfer, "state" | "amount" | "assetId"> | null;
}

export async function viewOrder(db: Executor, id: string): Promise<OrderView | null> {
  const [order] = await db.select().from(orders).where(eq(orders.id, id));
  if (!order) return null;
  const made = await db.select().from(quotes).where(eq(quotes.orderId, id)).orderBy(desc(quotes.ordinal));
  const came = await db
    .select({ intake: intakes })
    .from(intakes)
    .innerJoin(walletOutputs, eq(walletOutputs.outputId, intakes.outputId))
    .where(eq(intakes.orderId, id))
    .orderBy(asc(walletOutputs.sequence));
  const [settlement] = await db
    .select({ state: transfers.state, amount: transfers.amount, assetId: transfers.assetId })
    .from(transfers)
    .where(and(eq(transfers.orderId, id), eq(transfers.kind, "settlement")));
  return {
    order,
    quote: made[0] ?? null,
    quotes: made,
    intakes: came.map((row) => row.intake),
    settlement: settlement ?? null,
  };
}

/**
 * Closes open orders whose deadline lies before `readUntil`: the moment up to which everything sent is known to have
 * been read, so that money sent in time is never refused as late. Returns how many.
 */
export async function expireOrders(db: Db, readUntil: Date): Promise<number> {
  for (let expired = 0; ;) {
    const batch = await inTransaction(db, async (tx) => {
      const due = await tx
        .select({ id: orders.id })
        .from(orders)
        .where(and(eq(orders.state, "open"), lt(orders.deadline, readUntil)))
        .orderBy(asc(orders.deadline))
        .limit(EXPIRE_AT_ONCE)
        .for("update", { skipLocked: true });
      for (const { id } of due) {
        if (await moveOrder(tx, id, "open", "expired")) await signal(tx, "orders", id);
      }
      return due.length;
    });
    expired += batch;
    if (batch < EXPIRE_AT_ONCE) return expired;
  }
}
