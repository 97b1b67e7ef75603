import { asc, eq, inArray } from "drizzle-orm";
import { type Db, inTransaction, type Tx } from "../../db/database.js";
import { deriveId } from "../../db/ids.js";
import { orders, transfers, walletOutputs } from "../../db/schema.js";
import { transfersDone } from "../execute.js";
import { type Account, type Line, post } from "../ledger.js";
import { plain } from "../money.js";
import { moveTransfer, moveTransfers, type Transfer } from "../state.js";
import { totalOf } from "./outgoing.js";

/** The network has made a transaction final: ledger, orders and signals at once. Doing it again does nothing. */
export async function finish(db: Db, sent: Transfer, now: Date): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { requestId, assetId } = sent;
    const pays = await paidBy(tx, sent);
    await lockOrders(tx, pays);
    const facts = { doneAt: now, problem: null };
    if (!(await moveTransfer(tx, requestId, "signed", "done", facts))) return;
    const others = pays.filter((transfer) => transfer.requestId !== requestId);
    await moveTransfers(
      tx,
      others.map((transfer) => transfer.requestId),
      "signed",
      "done",
      facts,
    );
    const inputs = await tx
      .select({ amount: walletOutputs.amount })
      .from(walletOutputs)
      .where(eq(walletOutputs.spentBy, requestId));
    const spent = totalOf(inputs);
    await post(tx, {
      id: deriveId(requestId, "done"),
      orderId: sent.orderId,
      lines: [
        { account: "wallet", assetId, amount: spent.neg() },
        ...pays.map(({ account, amount, orderId }): Line => {
          return { account: account as Account, assetId, amount: plain(amount), orderId };
        }),
        { account: "change", assetId, amount: spent.minus(totalOf(pays)) },
      ],
    });
    await transfersDone(tx, pays, now);
  });
}

/** The transfers that a signed transaction pays: itself, those of the batch, or none. */
async function paidBy(tx: Tx, sent: Transfer): Promise<Transfer[]> {
  if (sent.kind === "consolidation") return [];
  if (sent.kind !== "batch") return [sent];
  return tx.select().from(transfers).where(eq(transfers.batchId, sent.requestId)).orderBy(asc(transfers.seq));
}

/** Before the transfers, as everybody does who needs both, and in one order: so that nobody waits for each other. */
async function lockOrders(tx: Tx, pays: readonly Transfer[]): Promise<void> {
  const ids = pays.flatMap(({ orderId }) => orderId ?? []);
  if (ids.length === 0) return;
  await tx.select({ id: orders.id }).from(orders).where(inArray(orders.id, ids)).orderBy(asc(orders.id)).for("update");
}
