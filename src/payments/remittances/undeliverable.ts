import { and, asc, eq } from "drizzle-orm";
import { type Executor, signal, type Tx } from "../../db/database.js";
import { orders, remittances, transfers } from "../../db/schema.js";
import type { Account } from "../ledger.js";
import { moveOrder, moveRemittance, moveTransfer, type Order, type Remittance, type Transfer } from "../state.js";
import { sendBack } from "./close.js";

interface Stuck {
  transfer: Transfer;
  order: Order;
  remittance: Remittance;
}

/** What was claimed and the network refuses to pay out, oldest first. */
export function stuckClaims(db: Executor): Promise<Stuck[]> {
  return db
    .select({ transfer: transfers, order: orders, remittance: remittances })
    .from(transfers)
    .innerJoin(orders, eq(orders.id, transfers.orderId))
    .innerJoin(remittances, eq(remittances.claimOrderId, orders.id))
    .where(and(eq(transfers.state, "stuck"), eq(transfers.kind, "settlement")))
    .orderBy(asc(transfers.seq));
}

/**
 * Gives senders back what their recipients cannot be paid, in the coins it has become: nobody but the recipient could say
 * where else it should go, and they have had their choice. Returns how many go back.
 */
export async function returnStuckClaims(tx: Tx, now: Date): Promise<number> {
  const found = await stuckClaims(tx);
  // Orders before transfers before remittances, as everybody does who needs them.
  for (const { order } of found.toSorted((a, b) => (a.order.id < b.order.id ? -1 : 1))) {
    await tx.select({ id: orders.id }).from(orders).where(eq(orders.id, order.id)).for("update");
  }
  let count = 0;
  for (const stuck of found) if (await returnOne(tx, stuck, now)) count += 1;
  return count;
}

async function returnOne(tx: Tx, { transfer, order, remittance }: Stuck, now: Date): Promise<boolean> {
  const { requestId, assetId, amount } = transfer;
  // Somebody was faster: it is tried again, or goes back already.
  if (!(await moveTransfer(tx, requestId, "stuck", "cancelled"))) return false;
  const closed = await moveOrder(tx, order.id, "paid", "cancelled", { closedAt: now });
  const facts = { returnReason: "undeliverable" as const };
  const back = await moveRemittance(tx, remittance.id, "claimed", "returning", facts);
  if (!closed || !back) throw new Error(`the claim ${order.id} changed while it was given back`);
  await sendBack(
    tx,
    remittance,
    { from: transfer.account as Account, orderId: order.id, assetId, amount },
    "undeliverable",
  );
  await signal(tx, "orders", order.id);
  return true;
}
