import { and, eq, gt, lte, sql } from "drizzle-orm";
import type { Executor } from "../../db/database.js";
import { cursors, ledgerEntries } from "../../db/schema.js";
import { readCursor } from "../cursor.js";
import { type Decimal, decimal } from "../money.js";

/** A sum of the float up to and with a ledger entry. The ledger only grows: what lies that far back stays as it is. */
interface Milestone {
  entry: number;
  sum: string;
}

const START: Milestone = { entry: 0, sum: "0" };

/** No transaction lasts so long: whatever is entered from now on comes after what is this old. */
const SETTLED = sql`interval '1 hour'`;

/** A new milestone is worth it when so many entries lie behind the last one. */
const WORTH_IT = 2_000;

const { id, account, assetId: asset, amount, createdAt } = ledgerEntries;

const ofFloat = (assetId: string) => and(eq(account, "float"), eq(asset, assetId));

/** The operator's own of an asset by the ledger, at the cost of what came since the last milestone. */
export async function floatOf(db: Executor, assetId: string): Promise<Decimal> {
  const { entry, sum } = await readMilestone(db, assetId);
  const [since] = await db
    .select({ sum: sql<string>`coalesce(sum(${amount}), 0)::text` })
    .from(ledgerEntries)
    .where(and(ofFloat(assetId), gt(id, entry)));
  return decimal(sum).plus(since!.sum).neg();
}

/** The assets the operator ever had some of. One look into the index for each, however long the ledger is. */
export async function floatAssets(db: Executor): Promise<string[]> {
  const found: string[] = [];
  for (let last: string | undefined; ; found.push(last)) {
    const [next] = await db
      .select({ assetId: asset })
      .from(ledgerEntries)
      .where(and(eq(account, "float"), last === undefined ? undefined : gt(asset, last)))
      .orderBy(account, asset)
      .limit(1);
    if (!next) return found;
    last = next.assetId;
  }
}

/** Sets a milestone where the last one lies far behind. Each is summed anew from the first entry on. */
export async function setMilestone(db: Executor, assetId: string): Promise<void> {
  const last = await readMilestone(db, assetId);
  const [behind] = await db
    .select({ count: sql<number>`count(*)::int`, entry: sql<number | null>`max(${id})::float8` })
    .from(ledgerEntries)
    .where(and(ofFloat(assetId), gt(id, last.entry), sql`${createdAt} < now() - ${SETTLED}`));
  if (!behind || behind.entry === null || behind.count < WORTH_IT) return;
  const [all] = await db
    .select({ sum: sql<string>`sum(${amount})::text` })
    .from(ledgerEntries)
    .where(and(ofFloat(assetId), lte(id, behind.entry)));
  const milestone: Milestone = { entry: behind.entry, sum: all!.sum };
  const value = JSON.stringify(milestone);
  await db
    .insert(cursors)
    .values({ name: `float.${assetId}`, value })
    .onConflictDoUpdate({ target: cursors.name, set: { value, updatedAt: sql`now()` } });
}

async function readMilestone(db: Executor, assetId: string): Promise<Milestone> {
  const stored = await readCursor(db, `float.${assetId}`);
  return stored === null ? START : (JSON.parse(stored) as Milestone);
}
