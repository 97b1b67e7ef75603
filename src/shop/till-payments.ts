import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, or, sql } from "drizzle-orm";
import type { Executor } from "../db/database.js";
import { orders, people, refunds } from "../db/schema.js";
import { decimal, plain } from "../payments/money.js";
import type { Order } from "../payments/orders.js";
import { paidPart } from "../payments/refunds/left.js";
import { isSale, isSaleRow } from "../payments/sales.js";
import type { Refund } from "../payments/state.js";
import { may, type Role } from "./rights.js";

/** A payment as the counter lists it. */
export interface TillPayment {
  order: Order;
  /** Empty: nobody is known to have paid, or the bot does not know their name. */
  payer: string;
  /** What of the price has been given back or is on its way, decimal text. */
  givenBack: string;
  /** The part of the price that was paid, likewise: less than all of it where a little too little was enough. */
  paid: string;
}

/** Whose payments somebody sees: null: all of the shop; a cashier those they charged. */
export const seenBy = (role: Role, userId: string): string | null => (may(role, "all invoices") ? null : userId);

const ofShop = (merchantId: string, madeBy: string | null) =>
  and(eq(orders.merchantId, merchantId), isSaleRow(), madeBy === null ? undefined : eq(orders.createdBy, madeBy));

/** What a shop was paid, newest first, a page of it; `isMore`: there is another behind it. */
export async function tillPayments(
  db: Executor,
  wanted: { merchantId: string; madeBy: string | null; page: number; size: number },
): Promise<{ payments: TillPayment[]; isMore: boolean }> {
  const { merchantId, madeBy, page, size } = wanted;
  const found = await withPayer(db)
    .where(and(ofShop(merchantId, madeBy), isNotNull(orders.paidAt)))
    .orderBy(desc(orders.paidAt), desc(orders.id))
    .limit(size + 1)
    .offset((page - 1) * size);
  const given = await givenBack(
    db,
    found.slice(0, size).map(({ order }) => order.id),
  );
  const payments: TillPayment[] = [];
  for (const { order, payer } of found.slice(0, size)) {
    const paid = plain(await paidPart(db, order));
    payments.push({ order, payer: payer ?? "", givenBack: given(order.id), paid });
  }
  return { payments, isMore: found.length > size };
}

/** One of them, or an invoice that is still to be paid or was not; null when it is not for them to see. */
export async function tillPayment(
  db: Executor,
  wanted: { merchantId: string; madeBy: string | null; orderId: string },
): Promise<{ order: Order; payer: string; refunds: Refund[]; paid: string } | null> {
  const { merchantId, madeBy, orderId } = wanted;
  const [found] = await withPayer(db).where(and(ofShop(merchantId, madeBy), eq(orders.id, orderId)));
  if (!found || !isSale(found.order)) return null;
  const all = await db
    .select()
    .from(refunds)
    .where(eq(refunds.orderId, orderId))
    .orderBy(asc(refunds.createdAt), asc(refunds.id));
  return { order: found.order, payer: found.payer ?? "", refunds: all, paid: plain(await paidPart(db, found.order)) };
}

const withPayer = (db: Executor) =>
  db
    .select({ order: orders, payer: people.fullName })
    .from(orders)
    .leftJoin(people, eq(people.userId, orders.payerId))
    .$dynamic();

async function givenBack(db: Executor, orderIds: string[]): Promise<(orderId: string) => string> {
  if (orderIds.length === 0) return () => "0";
  const rows = await db
    .select({ orderId: refunds.orderId, sum: sql<string>`sum(${refunds.quoteAmount})::text` })
    .from(refunds)
    .where(and(inArray(refunds.orderId, orderIds), inArray(refunds.state, ["sending", "done"])))
    .groupBy(refunds.orderId);
  const sums = new Map(rows.map(({ orderId, sum }) => [orderId, plain(decimal(sum))]));
  return (orderId) => sums.get(orderId) ?? "0";
}

/** Invoices that this person made and that can still be paid, the newest first: the way back to one that was left. */
export async function waitingAtTill(
  db: Executor,
  wanted: { merchantId: string; userId: string; now: Date; most: number },
): Promise<Order[]> {
  const { merchantId, userId, now, most } = wanted;
  const made = userId === merchantId ? isNull(orders.createdBy) : eq(orders.createdBy, userId);
  const payable = or(isNull(orders.deadline), gt(orders.deadline, now));
  return db
    .select()
    .from(orders)
    .where(
      and(eq(orders.merchantId, merchantId), eq(orders.source, "invoice"), eq(orders.state, "open"), made, payable),
    )
    .orderBy(desc(orders.createdAt), desc(orders.id))
    .limit(most);
}
