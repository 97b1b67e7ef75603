import { and, asc, desc, eq, lt, sql } from "drizzle-orm";
import { type Db, type Executor, inTransaction, type Tx } from "../db/database.js";
import { intakes, orders, refunds, swaps, transfers, walletOutputs } from "../db/schema.js";
import { closeOrders } from "./execute.js";
import type { Quote } from "./quotes.js";
import { shownQuotes } from "./quotes-shown.js";
import { sameAmount } from "./money.js";
import { type Part, partsBySender } from "./rules/due.js";
import { type Order, type Refund, standing, type Swap, type Transfer } from "./state.js";

export type { Order } from "./state.js";
export type { Quote } from "./quotes.js";
export type { Part } from "./rules/due.js";
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
  /** The part of the price that is a tip; null or absent: nobody was asked for one. */
  tipAmount?: string | null;
  settlementAsset: string | null;
  /** The only asset it can be paid in; null or absent: any. */
  acceptedAsset?: string | null;
  /** What the payee finds on the settlement instead of our own memo. */
  settlementMemo?: string | null;
  /** Absent: a day from now. Null: none. */
  deadline?: Date | null;
  /** Of the page it is opened on. */
  language?: string | null;
  /** Absent: a visit to a code. */
  source?: Order["source"];
  /** How long after the deadline late money waits for the merchant's word; absent: not at all. */
  graceSeconds?: number;
  /** How much too little is enough, in hundredths of a percent; absent: nothing. */
  toleranceBps?: number;
  /** A conversion that fails returns the money; absent: the payee gets what was paid. */
  strict?: boolean;
  /** The Mixin user an invoice is sent to. */
  chargedUserId?: string | null;
  /** Who makes it in the chat; null or absent: the shop's owner. */
  createdBy?: string | null;
  /** What the network keeps of a settlement to an address on a chain, in the settled asset. */
  networkFee?: string | null;
  /** Absent: now, by the database's clock. */
  createdAt?: Date;
}

/** Opens an order; opening it again gives the one that is there. Throws when that is another. */
export async function openOrder(tx: Executor, order: NewOrder): Promise<Order> {
  const opened = await openUnlessTaken(tx, order);
  if (!opened) throw new Error(`order ${order.id} is there already, and is another`);
  return opened;
}

/**
 * The same; null when the id is that of another order. Programs choose ids of their orders, also one that we derive: what
 * is there counts as this order only when it asks for the same, for the same payee.
 */
export async function openUnlessTaken(tx: Executor, order: NewOrder): Promise<Order | null> {
  const source = order.source ?? "code";
  const deadline = order.deadline === undefined ? sql`now() + make_interval(hours => ${VISIT_HOURS})` : order.deadline;
  const opened = await tx
    .insert(orders)
    .values({ ...order, source, deadline })
    .onConflictDoNothing({ target: orders.id })
    .returning();
  if (opened[0]) return opened[0];
  const [there] = await tx.select().from(orders).where(eq(orders.id, order.id));
  const isSame = there?.source === source && there.merchantId === order.merchantId && asksTheSame(there, order);
  return isSame ? there : null;
}

/** True when two orders ask for the same price, and the same payee gets the same for it. */
export const asksTheSame = (a: Asked, b: Asked): boolean =>
  a.payeeId === b.payeeId &&
  a.quoteAsset === b.quoteAsset &&
  sameAmount(a.quoteAmount, b.quoteAmount) &&
  a.settlementAsset === b.settlementAsset;

type Asked = Pick<Order, "payeeId" | "quoteAsset" | "quoteAmount" | "settlementAsset">;

/** All there is to show of an order. */
export interface OrderView {
  order: Order;
  /** The newest. */
  quote: Quote | null;
  /** Newest first, without those that are over and nobody looks for any more. */
  quotes: Quote[];
  /** In the order they came. */
  intakes: Intake[];
  /** What each sender has paid of an open order without paying all of it. */
  parts: Part[];
  /** Money that came after the deadline and waits for the merchant's word. */
  late: Intake[];
  /** Oldest first, also those that were replaced by another. */
  settlements: Transfer[];
  /** The newest. */
  swap: Swap | null;
  /** Oldest first. */
  refunds: Refund[];
}

/** `now` decides which quotes are live. Null when there is no such order. */
export async function viewOrder(db: Executor, id: string, now = new Date()): Promise<OrderView | null> {
  const [order] = await db.select().from(orders).where(eq(orders.id, id));
  if (!order) return null;
  const made = await shownQuotes(db, order, now);
  const came = await db
    .select({ intake: intakes })
    .from(intakes)
    .innerJoin(walletOutputs, eq(walletOutputs.outputId, intakes.outputId))
    .where(eq(intakes.orderId, id))
    .orderBy(asc(walletOutputs.sequence));
  const consequences = order.paidAt === null ? NO_CONSEQUENCES : await consequencesOf(db, id);
  const all = came.map((row) => row.intake);
  const held = all.filter((intake) => intake.disposition === "held");
  return {
    order,
    quote: made[0] ?? null,
    quotes: made,
    intakes: all,
    parts: partsBySender(
      order,
      held.filter((intake) => intake.heldReason === "partial"),
      made.filter((quote) => quote.expiresAt > now),
    ),
    late: held.filter((intake) => intake.heldReason === "late"),
    ...consequences,
  };
}

/** Of an order that was never paid, as are most that somebody looks at. */
const NO_CONSEQUENCES: Pick<OrderView, "settlements" | "swap" | "refunds"> = {
  settlements: [],
  swap: null,
  refunds: [],
};

async function consequencesOf(db: Executor, id: string): Promise<typeof NO_CONSEQUENCES> {
  const settlements = await db
    .select()
    .from(transfers)
    .where(and(eq(transfers.orderId, id), eq(transfers.kind, "settlement")))
    .orderBy(asc(transfers.seq));
  const [swap] = await db.select().from(swaps).where(eq(swaps.orderId, id)).orderBy(desc(swaps.createdAt)).limit(1);
  const given = await db.select().from(refunds).where(eq(refunds.orderId, id)).orderBy(asc(refunds.createdAt));
  return { settlements, swap: swap ?? null, refunds: given };
}

/** `taken`: it is paid. `closed`: it was closed before, or there is none. Whoever asks has to have the right to. */
export async function cancelOrder(
  tx: Tx,
  { orderId, now }: { orderId: string; now: Date },
): Promise<"cancelled" | "taken" | "closed"> {
  const [order] = await closeOrders(tx, [orderId], "cancelled", now);
  if (!order) return "closed";
  const stands = standing(order.state);
  return stands === "payable" ? "cancelled" : stands;
}

/**
 * Closes open orders whose deadline and grace lie before `readUntil`: the moment up to which everything sent is known
 * to have been read, so that money sent in time is never refused as late. What they hold goes back. Returns how many.
 */
export async function expireOrders(db: Db, readUntil: Date, now = new Date()): Promise<number> {
  for (let expired = 0; ;) {
    const batch = await inTransaction(db, async (tx) => {
      const due = await tx
        .select({ id: orders.id })
        .from(orders)
        .where(
          and(
            eq(orders.state, "open"),
            lt(orders.deadline, readUntil),
            sql`${orders.deadline} + make_interval(secs => ${orders.graceSeconds}) < ${readUntil.toISOString()}::timestamptz`,
          ),
        )
        .orderBy(asc(orders.deadline))
        .limit(EXPIRE_AT_ONCE)
        .for("update", { skipLocked: true });
      await closeOrders(
        tx,
        due.map((order) => order.id),
        "expired",
        now,
      );
      return due.length;
    });
    expired += batch;
    if (batch < EXPIRE_AT_ONCE) return expired;
  }
}
