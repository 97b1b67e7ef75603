import { eq } from "drizzle-orm";
import { signal, type Tx } from "../../db/database.js";
import { enqueue } from "../../db/jobs.js";
import { refunds } from "../../db/schema.js";
import { moveRefund, type Refund } from "../state.js";

/**
 * The payer has the money: the payer and the merchant are told. Doing it again does nothing. Returns the refund, for the
 * caller to count, when it is done by this.
 */
export async function refundDone(tx: Tx, refundId: string, now: Date): Promise<Refund[]> {
  // One that a merchant pays for goes through both states at once: its order says how far it is.
  await moveRefund(tx, refundId, "unpaid", "sending");
  if (!(await moveRefund(tx, refundId, "sending", "done", { doneAt: now }))) return [];
  await enqueue(tx, { name: "tell.refunded", payload: { refundId }, dedupeKey: `tell.refunded:${refundId}` });
  const [refund] = await tx.select().from(refunds).where(eq(refunds.id, refundId));
  await signal(tx, "orders", refund!.orderId);
  return [refund!];
}

/** The order that a merchant pays for a refund is settled: so the refund is done, and returned. */
export async function fundingSettled(tx: Tx, fundingOrderId: string, now: Date): Promise<Refund[]> {
  const refund = await fundedBy(tx, fundingOrderId);
  return refund ? refundDone(tx, refund.id, now) : [];
}

/** The order that a merchant should have paid for a refund has expired or was cancelled: so is the refund. */
export async function fundingClosed(tx: Tx, fundingOrderId: string): Promise<void> {
  const refund = await fundedBy(tx, fundingOrderId);
  if (refund && (await moveRefund(tx, refund.id, "unpaid", "cancelled"))) await signal(tx, "orders", refund.orderId);
}

async function fundedBy(tx: Tx, fundingOrderId: string): Promise<Refund | null> {
  const [refund] = await tx.select().from(refunds).where(eq(refunds.fundingOrderId, fundingOrderId));
  return refund ?? null;
}
