import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Executor, Tx } from "../../db/database.js";
import { freshId } from "../../db/ids.js";
import { orders, transfers } from "../../db/schema.js";
import { type Account, post } from "../ledger.js";
import { plain } from "../money.js";
import { type Payee, payeeOf, settlementsTo } from "../payees.js";
import { moveTransfer, type Transfer } from "../state.js";

/** Transfers the network refused for good, oldest first. */
export function stuckTransfers(db: Executor): Promise<Transfer[]> {
  return db.select().from(transfers).where(eq(transfers.state, "stuck")).orderBy(asc(transfers.seq));
}

/** Puts stuck transfers back in the queue: the cause may be gone since. Returns how many. */
export async function retryStuck(db: Executor): Promise<number> {
  const stuck = await stuckTransfers(db);
  for (const { requestId } of stuck) await moveTransfer(db, requestId, "stuck", "waiting");
  return stuck.length;
}

/** How many payments of a shop could not be paid to this payee and wait. */
export async function stuckAt(db: Executor, merchantId: string, payeeId: string): Promise<number> {
  const [found] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(transfers)
    .innerJoin(orders, eq(orders.id, transfers.orderId))
    .where(and(settlementsTo(merchantId, payeeId), eq(transfers.state, "stuck")));
  return found!.count;
}

export interface Redirection {
  merchantId: string;
  /** The payee who cannot be paid. */
  fromPayeeId: string;
  payeeId: string;
}

/**
 * Sends a merchant's settlements to one payee that have not gone out (stuck, waiting, or waiting for approval) to
 * another instead; what the merchant gives back to payers is not among them. Throws when there is no such payee.
 * Returns how many were turned round.
 */
export async function redirectStuck(tx: Tx, { merchantId, fromPayeeId, payeeId }: Redirection): Promise<number> {
  if (fromPayeeId === payeeId) return 0;
  const payee = await payeeOf(tx, payeeId);
  const account: Account = `payee:${payeeId}`;
  const open = await tx
    .select({ transfer: transfers })
    .from(transfers)
    .innerJoin(orders, eq(orders.id, transfers.orderId))
    .where(and(settlementsTo(merchantId, fromPayeeId), inArray(transfers.state, ["stuck", "waiting", "approval"])))
    .orderBy(asc(transfers.requestId))
    .for("update", { of: transfers });
  for (const { transfer } of open) await turnRound(tx, transfer, payee, account);
  return open.length;
}

/** The row is locked: its account is what it was read as. */
async function turnRound(tx: Tx, transfer: Transfer, payee: Payee, account: Account) {
  const { requestId, assetId, orderId } = transfer;
  const { members, threshold, kind } = payee;
  // A group or a bot may need the memo that a shared transaction has not.
  const batchable = transfer.batchable && kind === "individual";
  await tx
    .update(transfers)
    // Whoever let it pass above the limits let it pass to somebody else.
    .set({ account, members, threshold, batchable, problem: null, attempts: 0, approvedBy: null })
    .where(eq(transfers.requestId, requestId));
  if (transfer.state === "stuck") await moveTransfer(tx, requestId, "stuck", "waiting");
  const amount = plain(transfer.amount);
  await post(tx, {
    // It may be turned round again later, and back: no cause names this one time.
    id: freshId(),
    orderId,
    lines: [
      { account: transfer.account as Account, assetId, amount },
      { account, assetId, amount: `-${amount}` },
    ],
  });
}
