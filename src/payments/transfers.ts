import { and, asc, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import { type Db, type Executor, inTransaction, signal, type Tx } from "../db/database.js";
import { deriveId } from "../db/ids.js";
import { intakes, orders, transfers, walletOutputs } from "../db/schema.js";
import { elsewhere } from "./intake.js";
import { type Account, type Line, post } from "./ledger.js";
import { type Decimal, decimal, plain } from "./money.js";
import type { Prepared, WalletOutput } from "./ports.js";
import { moveOrder, moveTransfer, type Transfer, type TransferState } from "./state.js";

/** Transfers of an asset at one stage in the order they arose, those that failed behind those that did not. */
export function transfersOf(db: Executor, assetId: string, state: TransferState, limit: number): Promise<Transfer[]> {
  return db
    .select()
    .from(transfers)
    .where(and(eq(transfers.state, state), eq(transfers.assetId, assetId)))
    .orderBy(asc(transfers.attempts), asc(transfers.seq))
    .limit(limit);
}

/** How many transfers of each asset are not done, by stage. */
export function openTransfers(db: Executor): Promise<{ assetId: string; state: TransferState; count: number }[]> {
  return db
    .select({ assetId: transfers.assetId, state: transfers.state, count: sql<number>`count(*)::int` })
    .from(transfers)
    .where(inArray(transfers.state, ["waiting", "signed", "stuck"]))
    .groupBy(transfers.assetId, transfers.state);
}

/**
 * What an amount of the asset could be paid with: outputs that no transfer has reserved, at most `limit`, one of exactly
 * the amount first, then the largest; and what all free outputs come to.
 */
export async function spendable(db: Executor, assetId: string, amount: string, limit: number) {
  const free = and(eq(walletOutputs.assetId, assetId), isNull(walletOutputs.spentBy));
  const [exact] = await db
    .select({ wire: walletOutputs.wire })
    .from(walletOutputs)
    .where(and(free, eq(walletOutputs.amount, amount)))
    .orderBy(asc(walletOutputs.sequence))
    .limit(1);
  if (exact) return { outputs: [toOutput(exact)], total: decimal(amount) };
  const largest = await db
    .select({ wire: walletOutputs.wire })
    .from(walletOutputs)
    .where(free)
    .orderBy(desc(walletOutputs.amount), asc(walletOutputs.sequence))
    .limit(limit);
  const [all] = await db
    .select({ sum: sql<string>`coalesce(sum(${walletOutputs.amount}), 0)::text` })
    .from(walletOutputs)
    .where(free);
  return { outputs: largest.map(toOutput), total: decimal(all!.sum) };
}

const toOutput = (row: { wire: Record<string, unknown> }): WalletOutput => row.wire as unknown as WalletOutput;

class NoLongerTrue extends Error {}

/**
 * Stores the signed bytes of a transfer and reserves its inputs, at once. Only then may they be sent. False, and nothing
 * changed, when the transfer or an input was taken meanwhile. A consolidation is a row only from here on.
 */
export async function storeSigned(db: Db, what: Transfer | Consolidation, signed: Prepared, inputs: WalletOutput[]) {
  const facts = { raw: signed.raw, transactionHash: signed.hash, problem: null };
  try {
    await inTransaction(db, async (tx) => {
      const stored =
        what.kind === "consolidation"
          ? (
              await tx
                .insert(transfers)
                .values({ ...what, ...facts, state: "signed" })
                .onConflictDoNothing()
                .returning()
            ).length === 1
          : await moveTransfer(tx, signed.requestId, "waiting", "signed", facts);
      if (!stored || !(await reserve(tx, inputs, signed.requestId))) throw new NoLongerTrue();
    });
    return true;
  } catch (error) {
    if (error instanceof NoLongerTrue) return false;
    throw error;
  }
}

async function reserve(tx: Tx, inputs: WalletOutput[], spender: string): Promise<boolean> {
  const ids = inputs.map((input) => input.outputId);
  const taken = await tx
    .update(walletOutputs)
    .set({ spentBy: spender })
    .where(and(inArray(walletOutputs.outputId, ids), isNull(walletOutputs.spentBy)))
    .returning({ outputId: walletOutputs.outputId });
  return taken.length === ids.length;
}

export type Consolidation = Omit<typeof transfers.$inferInsert, "state" | "kind"> & { kind: "consolidation" };

/** Many outputs made one: a transfer to ourselves. Its id comes from the newest output it uses. */
export function consolidation(botId: string, secret: string, inputs: WalletOutput[]): Consolidation {
  const newest = inputs.reduce((a, b) => (a.sequence > b.sequence ? a : b));
  const sum = inputs.reduce((total, input) => total.plus(input.amount), decimal("0"));
  return {
    requestId: deriveId(newest.outputId, `consolidation ${secret}`),
    kind: "consolidation",
    assetId: newest.assetId,
    amount: plain(sum),
    members: [botId],
    threshold: 1,
    memo: "",
  };
}

/** The network has made the transfer final: ledger, order and signal in one transaction. Doing it again does nothing. */
export async function finish(db: Db, transfer: Transfer, now: Date): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { requestId, assetId, orderId } = transfer;
    if (!(await moveTransfer(tx, requestId, "signed", "done", { doneAt: now, problem: null }))) return;
    const inputs = await tx
      .select({ amount: walletOutputs.amount })
      .from(walletOutputs)
      .where(eq(walletOutputs.spentBy, requestId));
    const spent = inputs.reduce((sum, input) => sum.plus(input.amount), decimal("0"));
    const lines: Line[] = [{ account: "wallet", assetId, amount: spent.neg() }];
    const owed = await creditor(tx, transfer);
    if (owed) lines.push({ account: owed, assetId, amount: plain(transfer.amount) });
    const change: Decimal = owed ? spent.minus(transfer.amount) : spent;
    lines.push({ account: "change", assetId, amount: change });
    await post(tx, { id: deriveId(requestId, "done"), orderId, lines });
    if (transfer.kind === "settlement" && orderId) {
      const settled = { settlementAmount: plain(transfer.amount), settledAt: now };
      if (!(await moveOrder(tx, orderId, "paid", "settled", settled))) throw new Error(`order ${orderId} is not paid`);
    }
    if (orderId) await signal(tx, "orders", orderId);
  });
}

/** Whose claim the transfer meets; null when it goes to ourselves. */
async function creditor(tx: Tx, transfer: Transfer): Promise<Account | null> {
  switch (transfer.kind) {
    case "settlement": {
      const [order] = await tx.select({ payeeId: orders.payeeId }).from(orders).where(eq(orders.id, transfer.orderId!));
      return `payee:${order!.payeeId}`;
    }
    case "refund": {
      const [intake] = await tx
        .select({ senderId: intakes.senderId })
        .from(intakes)
        .where(eq(intakes.outputId, transfer.outputId!));
      return `payer:${intake!.senderId!}`;
    }
    case "consolidation":
      return null;
    default:
      return transfer.kind satisfies never;
  }
}

/** Notes a failed try; the transfer stays where it is. */
export async function noteProblem(db: Db, requestId: string, problem: string): Promise<void> {
  await db
    .update(transfers)
    .set({ problem: problem.slice(0, 1000), attempts: sql`${transfers.attempts} + 1` })
    .where(eq(transfers.requestId, requestId));
}

/** Puts stuck transfers back in the queue: the cause may be gone since. Returns how many. */
export async function retryStuck(db: Db): Promise<number> {
  const stuck = await db.select({ requestId: transfers.requestId }).from(transfers).where(eq(transfers.state, "stuck"));
  for (const { requestId } of stuck) await moveTransfer(db, requestId, "stuck", "waiting");
  return stuck.length;
}

/** Takes outputs out of the wallet that the network says somebody else has spent. */
export async function writeOff(db: Db, outputs: WalletOutput[]): Promise<void> {
  await inTransaction(db, async (tx) => {
    for (const { outputId, assetId, amount } of outputs) {
      const gone = await tx
        .update(walletOutputs)
        .set({ spentBy: elsewhere(outputId) })
        .where(and(eq(walletOutputs.outputId, outputId), isNull(walletOutputs.spentBy)))
        .returning({ outputId: walletOutputs.outputId });
      if (gone.length === 0) continue;
      const lines: Line[] = [
        { account: "wallet", assetId, amount: decimal(amount).neg() },
        { account: "float", assetId, amount: plain(amount) },
      ];
      await post(tx, { id: deriveId(outputId, "spent elsewhere"), lines });
    }
  });
}
