import { and, eq, exists, lt, sql } from "drizzle-orm";
import type { Log } from "../log.js";
import type { Database, Executor } from "./database.js";
import { freshId } from "./ids.js";
import { createLoop } from "./loop.js";
import { jobs, processes } from "./tables/system.js";

/** How often a process makes itself heard. */
const BEAT_MS = 1_000;

/** Who has not been heard of for so long is dead, or frozen, or cut off: others take its work over. */
export const ABSENT_SECONDS = 5;

/** Tells the others who share the database that this process lives. All moments are the database's. */
export function createPresence(database: Database, log: Log) {
  const { db, engine } = database;
  const id = freshId();
  const loop = createLoop({ name: "being heard of", run: () => beat().then(() => BEAT_MS), log });

  async function beat(): Promise<void> {
    await db
      .insert(processes)
      .values({ id })
      .onConflictDoUpdate({ target: processes.id, set: { seenAt: sql`now()` } });
  }

  return {
    /** Names this process while it runs: in leases, and as holder of roles. */
    id,
    async start(): Promise<void> {
      // The embedded database has one process: whoever was here before is gone, however lately it was heard of.
      if (engine === "embedded") await db.update(processes).set({ seenAt: new Date(0) });
      await beat();
      loop.wake();
    },
    async stop(): Promise<void> {
      await loop.stop();
      await db.delete(processes).where(eq(processes.id, id));
    },
  };
}

/** In a query on jobs: leased by a process that is absent. One that was never heard of keeps its lease. */
export const leasedByTheAbsent = (db: Executor) =>
  exists(
    db
      .select({ one: sql`1` })
      .from(processes)
      .where(
        and(
          eq(sql`${processes.id}::text`, jobs.leasedBy),
          lt(processes.seenAt, sql`now() - make_interval(secs => ${ABSENT_SECONDS})`),
        ),
      ),
  );
