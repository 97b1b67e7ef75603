import { and, asc, desc, eq, isNull, sql } from "drizzle-orm";
import { type Db, type Executor, inTransaction } from "../../db/database.js";
import { deriveId } from "../../db/ids.js";
import { walletOutputs } from "../../db/schema.js";
import { elsewhere } from "../intake.js";
import { type Line, post } from "../ledger.js";
import { decimal, plain } from "../money.js";
import type { WalletOutput } from "../ports.js";

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

/** The smallest free outputs of an asset, at most `limit`, and how many are free. */
export async function smallest(db: Executor, assetId: string, limit: number) {
  const free = and(eq(walletOutputs.assetId, assetId), isNull(walletOutputs.spentBy));
  const outputs = await db
    .select({ wire: walletOutputs.wire })
    .from(walletOutputs)
    .where(free)
    .orderBy(asc(walletOutputs.amount), asc(walletOutputs.sequence))
    .limit(limit);
  return { outputs: outputs.map(toOutput), count: await db.$count(walletOutputs, free) };
}

/** Assets with more than `count` free outputs. */
export async function crowded(db: Executor, count: number): Promise<string[]> {
  const found = await db
    .select({ assetId: walletOutputs.assetId })
    .from(walletOutputs)
    .where(isNull(walletOutputs.spentBy))
    .groupBy(walletOutputs.assetId)
    .having(sql`count(*) > ${count}`);
  return found.map(({ assetId }) => assetId);
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
