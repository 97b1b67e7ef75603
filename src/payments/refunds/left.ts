import { and, asc, desc, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import type { Executor } from "../../db/database.js";
import { intakes, orders, refunds } from "../../db/schema.js";
import { type Decimal, decimal, roundDown, roundUp } from "../money.js";
import { isMaybeShort, isSaleRow, MAYBE_SHORT } from "../sales.js";
import type { Order, Refund } from "../state.js";

/** The refunds of a payment, oldest first; cancelled ones too. */
export function refundsOf(db: Executor, orderId: string): Promise<Refund[]> {
  return db.select().from(refunds).where(eq(refunds.orderId, orderId)).orderBy(asc(refunds.createdAt), asc(refunds.id));
}

export async function refundById(db: Executor, id: string): Promise<Refund | null> {
  const [refund] = await db.select().from(refunds).where(eq(refunds.id, id));
  return refund ?? null;
}

/** What of a payment can be given back still. */
export interface Left {
  /** The part of the price that was paid: all of it, but for a payment taken as enough within the tolerance. */
  paid: Decimal;
  /** The part of the price that no refund has, cancelled ones aside. */
  price: Decimal;
  /** The same in the coins that were paid, rounded down. */
  coins: Decimal;
}

/** Of a paid order. What refunds that are not done will take counts as taken. */
export async function leftOf(db: Executor, order: Order): Promise<Left> {
  const paid = await paidPart(db, order);
  const taken = (await refundsOf(db, order.id))
    .filter((refund) => refund.state !== "cancelled")
    .reduce((sum, refund) => sum.plus(refund.quoteAmount), decimal("0"));
  const price = paid.gt(taken) ? paid.minus(taken) : decimal("0");
  return { paid, price, coins: coinsThen(order, paid, price) };
}

/** The coins that were paid for a part of the price, rounded down. */
export const coinsThen = (order: Order, paid: Decimal, part: Decimal): Decimal =>
  roundDown(
    decimal(order.paymentAmount ?? "0")
      .mul(part)
      .div(paid),
  );

/** The part of the price that so many of the coins paid for, rounded up: nobody gets back more than was paid. */
export const partThen = (order: Order, paid: Decimal, coins: Decimal): Decimal =>
  roundUp(paid.mul(coins).div(order.paymentAmount ?? "1"));

/** The part of the price that was paid: all of it, but for a payment taken as enough within the tolerance. */
export async function paidPart(db: Executor, order: Order): Promise<Decimal> {
  const price = decimal(order.quoteAmount);
  if (!isMaybeShort(order.oddity)) return price;
  const kept = await db
    .select({ credit: intakes.credit })
    .from(intakes)
    .where(and(eq(intakes.orderId, order.id), eq(intakes.disposition, "applied"), isNull(intakes.swapId)));
  const credit = kept.reduce((sum, row) => sum.plus(row.credit ?? "0"), decimal("0"));
  return credit.gt(0) && credit.lt(price) ? credit : price;
}

/** What of an order's price was paid and what refunds have of it, as `leftOf` counts. */
const paidInSql = sql`case when ${inArray(orders.oddity, [...MAYBE_SHORT])} then least(${orders.quoteAmount}, coalesce(nullif((select sum(${intakes.credit}) from ${intakes} where ${intakes.orderId} = ${orders.id} and ${intakes.disposition} = 'applied' and ${intakes.swapId} is null), 0), ${orders.quoteAmount})) else ${orders.quoteAmount} end`;
const takenInSql = sql`coalesce((select sum(${refunds.quoteAmount}) from ${refunds} where ${refunds.orderId} = ${orders.id} and ${refunds.state} <> 'cancelled'), 0)`;

/** The newest payments to a shop of which something can be given back to somebody. `madeBy`: charged by this user. */
export function latestPayments(
  db: Executor,
  merchantId: string,
  limit: number,
  madeBy: string | null = null,
): Promise<Order[]> {
  return db
    .select()
    .from(orders)
    .where(
      and(
        eq(orders.merchantId, merchantId),
        inArray(orders.state, ["paid", "settled"]),
        isSaleRow(),
        isNotNull(orders.payerId),
        sql`${takenInSql} < ${paidInSql}`,
        madeBy === null ? undefined : eq(orders.createdBy, madeBy),
      ),
    )
    .orderBy(desc(orders.paidAt), desc(orders.id))
    .limit(limit);
}
