import { eq, sql } from "drizzle-orm";
import type { Executor } from "../../db/database.js";
import { deriveId } from "../../db/ids.js";
import { ledgerEntries } from "../../db/schema.js";
import { post } from "../ledger.js";
import { decimal } from "../money.js";

/**
 * Makes the fees earned so far part of the float, where the operator can use and withdraw them. Once a day (UTC) for an
 * asset: the same day twice is one.
 */
export async function collectFees(db: Executor, now: Date): Promise<void> {
  const earned = await db
    .select({ assetId: ledgerEntries.assetId, amount: sql<string>`(-sum(${ledgerEntries.amount}))::text` })
    .from(ledgerEntries)
    .where(eq(ledgerEntries.account, "fees"))
    .groupBy(ledgerEntries.assetId);
  const day = now.toISOString().slice(0, 10);
  const postings = earned
    .filter(({ amount }) => decimal(amount).gt(0))
    .map(({ assetId, amount }) => ({
      id: deriveId(`${assetId} ${day}`, "fees"),
      lines: [
        { account: "fees" as const, assetId, amount },
        { account: "float" as const, assetId, amount: decimal(amount).neg() },
      ],
    }));
  await post(db, ...postings);
}
