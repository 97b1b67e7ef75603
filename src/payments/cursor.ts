import { eq, sql } from "drizzle-orm";
import type { Executor } from "../db/database.js";
import { freshId } from "../db/ids.js";
import { cursors } from "../db/schema.js";

/**
 * `outputs`: sequence of the last output recorded. `outputs.opened`: the first reading came to its end. `float.<asset>`:
 * a sum of the float, see conversion/float.ts. `ledger.proved`: sums of the ledger, see milestone.ts.
 */
type CursorName =
  | "outputs"
  | "outputs.opened"
  | "transfers.secret"
  | "wallet.owner"
  | "ledger.proved"
  | `float.${string}`;

export async function readCursor(db: Executor, name: CursorName): Promise<string | null> {
  const [row] = await db.select({ value: cursors.value }).from(cursors).where(eq(cursors.name, name));
  return row?.value ?? null;
}

/** Moves a cursor forward; a slower reader never moves it back. */
export async function writeCursor(tx: Executor, name: "outputs" | "outputs.opened", value: number): Promise<void> {
  await tx
    .insert(cursors)
    .values({ name, value: String(value) })
    .onConflictDoUpdate({
      target: cursors.name,
      set: { value: sql`greatest(${cursors.value}::bigint, excluded.value::bigint)::text`, updatedAt: sql`now()` },
    });
}

/**
 * A secret of this database that is mixed into the request ids of our transfers. Request ids are global on the network
 * and the causes ours derive from are public: without it anybody could compute the id of a settlement and burn it with
 * a transfer of their own, before we send.
 */
export async function transferSecret(db: Executor): Promise<string> {
  const known = await readCursor(db, "transfers.secret");
  if (known !== null) return known;
  await db.insert(cursors).values({ name: "transfers.secret", value: freshId() }).onConflictDoNothing();
  return (await readCursor(db, "transfers.secret"))!;
}

/**
 * The bot whose wallet this database keeps the books of: the first that asked. With another bot's keys its outputs cannot
 * be spent and its open transfers must not be made.
 */
export async function walletOwner(db: Executor, botId: string): Promise<string> {
  await db.insert(cursors).values({ name: "wallet.owner", value: botId }).onConflictDoNothing();
  return (await readCursor(db, "wallet.owner"))!;
}
