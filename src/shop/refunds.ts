import { eq } from "drizzle-orm";
import type { Executor, Tx } from "../db/database.js";
import { orders, refunds } from "../db/schema.js";
import { type Decimal, decimal } from "../payments/money.js";
import type { Rates } from "../payments/ports.js";
import {
  beginRefund,
  cancelRefund,
  takeRefundTurn,
  type RefundBegun,
  type RefundRequest,
} from "../payments/refunds/begin.js";
import { refundsOf } from "../payments/refunds/left.js";
import { worth } from "../payments/worth.js";
import { record, type UsedKey } from "./audit.js";
import { findMerchant } from "./merchants.js";
import { demand, may, NotAllowed, type Role } from "./rights.js";
import { memberOf } from "./staff.js";

/** `not_yours`: charged by somebody else. `over_limit`: more of this payment than one may give back. `no_limit`: one may give back nothing. */
export type RefundDenied =
  | { ok: false; reason: "not_yours" | "no_limit" }
  | { ok: false; reason: "over_limit"; limit: string; asset: string };

interface Wanted {
  merchantId: string;
  /** Who gives it back. */
  by: string;
  orderId: string;
  /** The part of the price that is to be given back now. */
  quoteAmount: string;
}

/**
 * Whether somebody may give that much of a payment back, besides what was given back before. Null: they may. A cashier
 * may of what they charged themselves, and of one payment no more than their limit in all.
 */
export async function refundDenied(
  db: Executor,
  role: Role,
  { merchantId, by, orderId, quoteAmount }: Wanted,
  rates: Rates,
  now: Date,
): Promise<RefundDenied | null> {
  if (may(role, "all refunds")) return null;
  const [order] = await db.select().from(orders).where(eq(orders.id, orderId));
  const merchant = await findMerchant(db, merchantId);
  if (!order || !merchant || order.merchantId !== merchantId || order.createdBy !== by) {
    return { ok: false, reason: "not_yours" };
  }
  const limit = (await memberOf(db, merchantId, by))?.refundLimit ?? null;
  if (limit === null) return { ok: false, reason: "no_limit" };
  const before = (await refundsOf(db, orderId)).filter(({ state }) => state !== "cancelled");
  const all = before.reduce((sum, one) => sum.plus(one.quoteAmount), decimal(quoteAmount));
  const value = inCurrency(all, order.quoteAsset, merchant.quoteAsset, rates, now);
  // What cannot be priced may be worth anything.
  if (value?.lte(limit)) return null;
  return { ok: false, reason: "over_limit", limit, asset: merchant.quoteAsset };
}

const inCurrency = (amount: Decimal, from: string, to: string, rates: Rates, now: Date): Decimal | null =>
  from === to ? amount : worth(amount, from, to, rates, now);

/** Gives money back in somebody's name, if they may at this moment; recorded as done by them, with what is `noted`. */
export async function beginShopRefund(
  tx: Tx,
  request: RefundRequest & { noted?: Record<string, string>; key?: UsedKey },
  rates: Rates,
): Promise<RefundBegun | RefundDenied> {
  const { merchantId, by, preview, now } = request;
  const { orderId, quoteAmount } = preview;
  const role = await demand(tx, { merchantId, by, action: "refund" });
  // One after the other they stay within the limit together.
  const order = await takeRefundTurn(tx, orderId);
  const [known] = await tx.select().from(refunds).where(eq(refunds.id, request.id));
  const denied = known ? null : await refundDenied(tx, role, { merchantId, by, orderId, quoteAmount }, rates, now);
  if (denied) return denied;
  const begun = await beginRefund(tx, request);
  if (begun.ok && !known) {
    const detail = { ...request.noted, amount: preview.amount, asset: preview.assetId };
    const subject = order?.title ?? "";
    await record(tx, {
      merchantId,
      userId: by,
      action: "refund.begun",
      subject,
      detail,
      key: request.key,
      cause: request.id,
    });
  }
  return begun;
}

/** Takes back a refund that is not paid for; a cashier one of their own. */
export async function cancelShopRefund(
  tx: Tx,
  request: { refundId: string; merchantId: string; by: string; now: Date; cause: string; key?: UsedKey },
): Promise<"cancelled" | "taken" | "closed" | "unknown"> {
  const { refundId, merchantId, by, now, cause } = request;
  const role = await demand(tx, { merchantId, by, action: "refund" });
  const [refund] = await tx.select().from(refunds).where(eq(refunds.id, refundId));
  if (refund && refund.createdBy !== by && !may(role, "all refunds")) throw new NotAllowed("all refunds");
  const answer = await cancelRefund(tx, { refundId, merchantId, now });
  if (answer === "cancelled" && refund) {
    const [order] = await tx.select({ title: orders.title }).from(orders).where(eq(orders.id, refund.orderId));
    const detail = { amount: refund.amount, asset: refund.assetId };
    const subject = order?.title ?? "";
    await record(tx, { merchantId, userId: by, action: "refund.cancelled", subject, detail, key: request.key, cause });
  }
  return answer;
}
