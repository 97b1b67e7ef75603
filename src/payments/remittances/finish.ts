import { and, eq, isNotNull } from "drizzle-orm";
import type { Tx } from "../../db/database.js";
import { remittances, transfers } from "../../db/schema.js";
import { moveRemittance, type Remittance } from "../state.js";
import { tellRemittance } from "./tell.js";

/** The order that pays a recipient is settled: they have their money. Doing it again does nothing. */
export async function claimSettled(tx: Tx, claimOrderId: string, now: Date): Promise<void> {
  const remittance = await claimedBy(tx, claimOrderId);
  if (remittance && (await moveRemittance(tx, remittance.id, "claimed", "delivered", { doneAt: now }))) {
    await tellRemittance(tx, remittance.id, "delivered");
  }
}

/** What its recipient wanted could not be had after all, and they want nothing else: its sender gets the coins. */
export async function claimFailed(tx: Tx, claimOrderId: string): Promise<void> {
  const remittance = await claimedBy(tx, claimOrderId);
  if (!remittance) return;
  await moveRemittance(tx, remittance.id, "claimed", "returning", { returnReason: "undeliverable" });
  await tx
    .update(transfers)
    .set({ remittanceId: remittance.id })
    // Not what strangers sent there and have back: that has no swap.
    .where(and(eq(transfers.orderId, claimOrderId), eq(transfers.kind, "refund"), isNotNull(transfers.swapId)));
}

/** Its sender has it back. Doing it again does nothing. */
export async function returnDone(tx: Tx, remittanceId: string, now: Date): Promise<void> {
  if (await moveRemittance(tx, remittanceId, "returning", "returned", { doneAt: now })) {
    await tellRemittance(tx, remittanceId, "returned");
  }
}

async function claimedBy(tx: Tx, claimOrderId: string): Promise<Remittance | null> {
  const [remittance] = await tx.select().from(remittances).where(eq(remittances.claimOrderId, claimOrderId));
  return remittance ?? null;
}
