import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Executor, Tx } from "../db/database.js";
import { orders, refunds } from "../db/schema.js";
import { decimal, plain } from "../payments/money.js";
import type { Rates } from "../payments/ports.js";
import { takeRefundTurn } from "../payments/refunds/begin.js";
import { previewRefund, type RefundRefused } from "../payments/refunds/preview.js";
import type { Order, Refund } from "../payments/state.js";
import { detailsOf, type UsedKey } from "./audit.js";
import { beginShopRefund, type RefundDenied } from "./refunds.js";

/** What programs do with refunds, in the name of the shop's owner. */

export interface ProgramRefund {
  refund: Refund;
  order: Order;
  /** What the program said it is for. */
  reason: string;
  /** The shop has paid for it, where it had to: it is on its way. */
  isPaidFor: boolean;
}

export interface RefundWanted {
  /** Derived from the request where it has a name: asking twice is asking once. */
  id: string;
  merchantId: string;
  /** By which the program may. */
  key: UsedKey;
  orderId: string;
  /** The part of the price; null: all that is left. */
  quoteAmount: string | null;
  rate: Refund["rate"];
  reason: string;
  /** What the shop sees on the order that it pays for it. */
  title: (order: Order) => string;
  language: string;
  now: Date;
}

/** `repeated`: something else was wanted under this id. */
export type ProgramRefundBegun = ({ ok: true } & ProgramRefund) | RefundRefused | { ok: false; reason: "repeated" };

/** Gives back what a program wants to have given back, at what it comes to at this moment. */
export async function beginProgramRefund(tx: Tx, wanted: RefundWanted, rates: Rates): Promise<ProgramRefundBegun> {
  const { id, merchantId, key, orderId, quoteAmount, rate, reason, language, now } = wanted;
  // Those of one name take turns, also when they name different payments.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`refund ${id}`}, 0))`);
  const noted = { part: quoteAmount === null ? "all" : plain(quoteAmount), reason };
  const known = await programRefund(tx, merchantId, id);
  if (known) {
    const before = (await detailsOf(tx, "refund.begun", [id])).get(id);
    const isSame = known.order.id === orderId && known.refund.rate === rate;
    return isSame && before?.["part"] === noted.part && before["reason"] === reason
      ? { ok: true, ...known }
      : { ok: false, reason: "repeated" };
  }
  // What is left does not change between the look at it and the deed.
  const order = await takeRefundTurn(tx, orderId);
  if (!order) return { ok: false, reason: "unknown" };
  const part = quoteAmount === null ? ({ of: "all" } as const) : ({ of: "price", amount: quoteAmount } as const);
  const previewed = await previewRefund(tx, rates, { merchantId, orderId, part, rate }, now);
  if (!previewed.ok) return previewed;
  const { preview } = previewed;
  const title = wanted.title(order);
  const request = { id, merchantId, preview, by: merchantId, title, language, now, noted, key };
  const begun = await beginShopRefund(tx, request, rates);
  // Told by whoever made it: a look at it afterwards may fail, and whoever hears of that asks for it again.
  if (begun.ok) return { ok: true, refund: begun.refund, order, reason, isPaidFor: false };
  if (isDenied(begun)) throw new Error(`an owner was refused a refund: ${begun.reason}`);
  return begun;
}

const isDenied = (answer: { reason: string }): answer is RefundDenied =>
  ["not_yours", "no_limit", "over_limit"].includes(answer.reason);

/** A refund of this shop, however it was begun. */
export async function programRefund(db: Executor, merchantId: string, refundId: string): Promise<ProgramRefund | null> {
  const [found] = await refundsWhere(db, merchantId, eq(refunds.id, refundId));
  return found ?? null;
}

/** Those of one of this shop's orders, oldest first; cancelled ones too. */
export const programRefundsOf = (db: Executor, merchantId: string, orderId: string): Promise<ProgramRefund[]> =>
  refundsWhere(db, merchantId, eq(refunds.orderId, orderId));

async function refundsWhere(db: Executor, merchantId: string, which: ReturnType<typeof eq>): Promise<ProgramRefund[]> {
  const funding = alias(orders, "funding");
  const rows = await db
    .select({ refund: refunds, order: orders, isPaidFor: sql<boolean | null>`${funding.state} in ('paid', 'settled')` })
    .from(refunds)
    .innerJoin(orders, eq(orders.id, refunds.orderId))
    .leftJoin(funding, eq(funding.id, refunds.fundingOrderId))
    .where(and(which, eq(refunds.merchantId, merchantId)))
    .orderBy(asc(refunds.createdAt), asc(refunds.id));
  const details = await detailsOf(
    db,
    "refund.begun",
    rows.map(({ refund }) => refund.id),
  );
  return rows.map((row) => ({
    ...row,
    isPaidFor: row.isPaidFor ?? false,
    reason: details.get(row.refund.id)?.["reason"] ?? "",
  }));
}

/** What has been given back of the prices of these orders; nothing of those of which nothing was. */
export async function givenBack(db: Executor, orderIds: string[]): Promise<ReadonlyMap<string, string>> {
  if (orderIds.length === 0) return new Map();
  const done = await db
    .select({ orderId: refunds.orderId, amount: refunds.quoteAmount })
    .from(refunds)
    .where(and(inArray(refunds.orderId, orderIds), eq(refunds.state, "done")));
  const sums = new Map<string, string>();
  for (const { orderId, amount } of done) sums.set(orderId, plain(decimal(sums.get(orderId) ?? "0").plus(amount)));
  return sums;
}
