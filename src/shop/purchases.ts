import { and, desc, eq, inArray, isNotNull, sql } from "drizzle-orm";
import type { Executor } from "../db/database.js";
import { merchants, orders, payees, people, refunds } from "../db/schema.js";
import { payeeName } from "../payments/payees.js";
import { isSaleRow } from "../payments/sales.js";
import type { Order, Refund } from "../payments/state.js";

/** A payment to a shop, as whoever paid it sees it. */
export interface Purchase {
  order: Order;
  /** Without a handle: a payee who has no shop here. */
  shop: { id: string; name: string; handle: string | null };
  /** Oldest first, without cancelled ones. */
  refunds: Refund[];
}

export interface PurchasePage {
  purchases: Purchase[];
  /** From 1. */
  page: number;
  pages: number;
}

/** What somebody paid to shops, newest first; a page that is not there is the last. */
export async function purchasesOf(
  db: Executor,
  payerId: string,
  wanted: { page: number; size: number },
): Promise<PurchasePage> {
  const { size } = wanted;
  const [counted] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(orders)
    .where(paidBy(payerId));
  const pages = Math.max(1, Math.ceil((counted?.count ?? 0) / size));
  const page = Math.min(Math.max(wanted.page, 1), pages);
  const found = await select(db)
    .where(paidBy(payerId))
    .orderBy(desc(orders.paidAt), desc(orders.id))
    .limit(size)
    .offset((page - 1) * size);
  return { purchases: await withRefunds(db, found), page, pages };
}

/** One of them; null when it is not theirs. */
export async function purchaseOf(db: Executor, payerId: string, orderId: string): Promise<Purchase | null> {
  const found = await select(db).where(and(paidBy(payerId), eq(orders.id, orderId)));
  return (await withRefunds(db, found))[0] ?? null;
}

const paidBy = (payerId: string) => and(eq(orders.payerId, payerId), isNotNull(orders.paidAt), isSaleRow());

const select = (db: Executor) =>
  db
    .select({ order: orders, merchant: merchants, payee: payees, person: people.fullName })
    .from(orders)
    .innerJoin(payees, eq(payees.id, orders.payeeId))
    .leftJoin(merchants, eq(merchants.id, orders.merchantId))
    .leftJoin(people, eq(people.userId, orders.payeeId))
    .$dynamic();

type Row = Awaited<ReturnType<typeof select>>[number];

const shopOf = ({ merchant, payee, person }: Row): Purchase["shop"] =>
  merchant
    ? { id: merchant.id, name: merchant.name, handle: merchant.handle }
    : { id: payee.id, name: payeeName(payee) || (person ?? ""), handle: null };

async function withRefunds(db: Executor, found: Row[]): Promise<Purchase[]> {
  if (found.length === 0) return [];
  const ids = found.map(({ order }) => order.id);
  const all = await db.select().from(refunds).where(inArray(refunds.orderId, ids)).orderBy(refunds.createdAt);
  const ofOrder = (id: string) => all.filter(({ orderId, state }) => orderId === id && state !== "cancelled");
  return found.map((row) => ({ order: row.order, shop: shopOf(row), refunds: ofOrder(row.order.id) }));
}
