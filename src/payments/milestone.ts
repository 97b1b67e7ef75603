import { sql } from "drizzle-orm";
import type { Executor } from "../db/database.js";
import { cursors } from "../db/schema.js";
import { readCursor } from "./cursor.js";
import { completed, joined, type Sums, sumUp } from "./proof.js";

/** The ledger up to a moment, as it was when it was proved. It only grows: what lies that far back stays as it is. */
export interface Milestone {
  until: Date;
  sums: Sums[];
}

/** No transaction lasts so long: whatever is booked from now on lies after what is this old. */
const SETTLED_MS = 60 * 60_000;

export async function readMilestone(db: Executor): Promise<Milestone | null> {
  const stored = await readCursor(db, "ledger.proved");
  if (stored === null) return null;
  const { until, sums } = JSON.parse(stored) as { until: string; sums: Sums[] };
  return { until: new Date(until), sums: completed(sums) };
}

/** Sets the milestone to where the ledger does not change any more; for whoever has just proved all of it. */
export async function setMilestone(db: Executor, now: Date): Promise<void> {
  const last = await readMilestone(db);
  const until = new Date(now.getTime() - SETTLED_MS);
  if (last && last.until >= until) return;
  const sums = joined(last?.sums ?? [], await sumUp(db, { after: last?.until, until }));
  const value = JSON.stringify({ until, sums });
  await db
    .insert(cursors)
    .values({ name: "ledger.proved", value })
    .onConflictDoUpdate({ target: cursors.name, set: { value, updatedAt: sql`now()` } });
}
