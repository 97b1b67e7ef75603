import { eq, sql } from "drizzle-orm";
import type { Tx } from "../../db/database.js";
import { deriveId } from "../../db/ids.js";
import { orders, payees, refunds } from "../../db/schema.js";
import { transferSecret } from "../cursor.js";
import { decimal } from "../money.js";
import { cancelOrder, openOrder } from "../orders.js";
import type { Order, Refund } from "../state.js";
import { fundingClosed } from "./finish.js";
import { coinsThen } from "./left.js";
import { refundable, type RefundPreview, type RefundRefused } from "./preview.js";
import { payFromUnsettled } from "./unsettled.js";

/** How long a refund at today's rate may be thought over. */
const FRESH_MS = 10 * 60_000;

/** How long the merchant has to pay for a refund that is not paid out of unsettled money. */
const FUNDING_MS = 24 * 60 * 60_000;

/** Until when the merchant can pay for a refund. */
export const fundingDeadline = ({ createdAt }: Pick<Refund, "createdAt">): Date =>
  new Date(createdAt.getTime() + FUNDING_MS);

export interface RefundRequest {
  /** Derived from what caused it: beginning it twice is beginning it once. */
  id: string;
  merchantId: string;
  /** As it was shown and confirmed. */
  preview: RefundPreview;
  /** The user who confirmed it. */
  by: string;
  /** What the merchant sees on the order to be paid for it. */
  title: string;
  language: string;
  now: Date;
}

/** `funding`: the order that the merchant pays; null when unsettled money pays for it. */
export type RefundBegun = { ok: true; refund: Refund; funding: Order | null } | RefundRefused;

/**
 * Refunds of one payee's money take turns, and then those of one payment: who takes settlements of other payments changes
 * them too, and in another order two would wait for each other. Gives the payment as it stays; undefined: there is none.
 */
export async function takeRefundTurn(tx: Tx, orderId: string): Promise<Order | undefined> {
  const [found] = await tx.select({ payeeId: orders.payeeId }).from(orders).where(eq(orders.id, orderId));
  if (!found) return undefined;
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`unsettled ${found.payeeId}`}, 0))`);
  const [order] = await tx.select().from(orders).where(eq(orders.id, orderId)).for("update");
  return order;
}

/**
 * Gives money of a payment back: out of the payee's unsettled money when there is enough of it, else by an order that
 * the merchant pays and whose payee is the payer. All refunds of a payment together never take more than was paid,
 * however many begin at once.
 */
export async function beginRefund(tx: Tx, request: RefundRequest): Promise<RefundBegun> {
  const { id, merchantId, preview, now } = request;
  const { orderId, rate, assetId, amount, quoteAmount } = preview;
  await takeRefundTurn(tx, orderId);
  const [known] = await tx.select().from(refunds).where(eq(refunds.id, id));
  if (known) return { ok: true, refund: known, funding: await orderOf(tx, known.fundingOrderId) };
  const found = await refundable(tx, merchantId, orderId);
  if (!found.ok) return found;
  const { order, left } = found;
  if (left.price.lt(quoteAmount)) return { ok: false, reason: "too_much", left };
  if (rate === "then" && coinsThen(order, left.paid, decimal(quoteAmount)).lt(amount)) {
    return { ok: false, reason: "too_much", left };
  }
  if (rate === "today" && now.getTime() - Date.parse(preview.at) > FRESH_MS) return { ok: false, reason: "stale" };

  const payerId = order.payerId!;
  const refund: Refund = {
    id,
    orderId,
    merchantId,
    payerId,
    quoteAmount,
    rate,
    assetId,
    amount,
    source: "unsettled",
    fundingOrderId: null,
    state: "sending",
    createdBy: request.by,
    createdAt: now,
    doneAt: null,
  };
  if (await payFromUnsettled(tx, order, refund, now)) {
    await tx.insert(refunds).values(refund);
    return { ok: true, refund, funding: null };
  }
  const funding = await openFunding(tx, request, payerId);
  const linked: Refund = { ...refund, source: "link", fundingOrderId: funding.id, state: "unpaid" };
  await tx.insert(refunds).values(linked);
  return { ok: true, refund: linked, funding };
}

/** The payer gets exactly these coins: priced and settled in them, and returned to the merchant if that fails. */
async function openFunding(tx: Tx, request: RefundRequest, payerId: string): Promise<Order> {
  const { merchantId, preview, now } = request;
  const payee = { id: payerId, kind: "individual" as const, members: [payerId], threshold: 1 };
  await tx.insert(payees).values(payee).onConflictDoNothing({ target: payees.id });
  return openOrder(tx, {
    // Programs name orders as they like, and may know what a refund is derived from: nobody is to take its order's place.
    id: deriveId(request.id, `funding ${await transferSecret(tx)}`),
    payeeId: payerId,
    merchantId,
    source: "refund",
    codeId: null,
    title: request.title,
    quoteAsset: preview.assetId,
    quoteAmount: preview.amount,
    settlementAsset: preview.assetId,
    strict: true,
    deadline: fundingDeadline({ createdAt: now }),
    language: request.language,
  });
}

/** Takes back a refund that the merchant has not paid for. `taken`: it is paid for, or needs no paying. */
export async function cancelRefund(
  tx: Tx,
  request: { refundId: string; merchantId: string; now: Date },
): Promise<"cancelled" | "taken" | "closed" | "unknown"> {
  const [refund] = await tx.select().from(refunds).where(eq(refunds.id, request.refundId));
  if (!refund || refund.merchantId !== request.merchantId) return "unknown";
  if (refund.state === "cancelled") return "closed";
  if (refund.state !== "unpaid" || refund.fundingOrderId === null) return "taken";
  const answer = await cancelOrder(tx, { orderId: refund.fundingOrderId, now: request.now });
  if (answer === "cancelled") await fundingClosed(tx, refund.fundingOrderId);
  return answer;
}

async function orderOf(tx: Tx, id: string | null): Promise<Order | null> {
  if (id === null) return null;
  const [order] = await tx.select().from(orders).where(eq(orders.id, id));
  return order ?? null;
}
