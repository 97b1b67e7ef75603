import { and, asc, eq, inArray, isNull, lte, or, sql } from "drizzle-orm";
import { type Executor, signal } from "./database.js";
import { leasedByTheAbsent } from "./presence.js";
import { slices } from "./slices.js";
import { jobs } from "./tables/system.js";

export interface NewJob {
  name: string;
  payload: Record<string, unknown>;
  /** A second job with the same key is not added, even after the first is done (until housekeeping removes it). */
  dedupeKey?: string;
  runAt?: Date;
}

export type Job = typeof jobs.$inferSelect;

/** Adds jobs in the caller's transaction; they exist, and workers hear of them, when it commits. */
export async function enqueue(tx: Executor, ...added: NewJob[]): Promise<void> {
  if (added.length === 0) return;
  for (const some of slices(added)) await tx.insert(jobs).values(some).onConflictDoNothing({ target: jobs.dedupeKey });
  await signal(tx, "jobs", "");
}

/** How long a claimed job belongs to its worker at most. */
export const LEASE_SECONDS = 60;

/**
 * Claims up to `limit` due jobs of the named kinds for this worker. A lease that has run out, or whose process is not
 * heard of any more, counts for nothing.
 */
export async function claimJobs(db: Executor, names: string[], worker: string, limit: number): Promise<Job[]> {
  const due = db
    .select({ id: jobs.id })
    .from(jobs)
    .where(
      and(
        isNull(jobs.doneAt),
        isNull(jobs.deadAt),
        inArray(jobs.name, names),
        lte(jobs.runAt, sql`now()`),
        or(isNull(jobs.leasedUntil), lte(jobs.leasedUntil, sql`now()`), leasedByTheAbsent(db)),
      ),
    )
    .orderBy(asc(jobs.runAt), asc(jobs.id))
    .limit(limit)
    .for("update", { skipLocked: true });
  const claimed = await db
    .update(jobs)
    .set({
      leasedBy: worker,
      leasedUntil: sql`now() + make_interval(secs => ${LEASE_SECONDS})`,
      attempts: sql`${jobs.attempts} + 1`,
    })
    .where(inArray(jobs.id, due))
    .returning();
  return claimed.sort((a, b) => a.id - b.id);
}

/** Marks a job done, in the transaction that did its work; false when the lease was lost to another worker. */
export async function finishJob(tx: Executor, job: Job): Promise<boolean> {
  const done = await tx
    .update(jobs)
    .set({ doneAt: sql`now()`, leasedUntil: null })
    .where(and(eq(jobs.id, job.id), isNull(jobs.doneAt), eq(jobs.leasedBy, job.leasedBy ?? "")))
    .returning({ id: jobs.id });
  return done.length === 1;
}

/** Puts a failed job back for `seconds` later, or gives it up when `seconds` is null; one that is done after all stays so. */
export async function postponeJob(db: Executor, job: Job, seconds: number | null, problem: string): Promise<void> {
  await db
    .update(jobs)
    .set({
      leasedUntil: null,
      leasedBy: null,
      lastError: problem.slice(0, 1000),
      ...(seconds === null ? { deadAt: sql`now()` } : { runAt: sql`now() + make_interval(secs => ${seconds})` }),
    })
    .where(and(eq(jobs.id, job.id), isNull(jobs.doneAt), eq(jobs.leasedBy, job.leasedBy ?? "")));
}

/** Hands back what a worker had claimed and does not run. */
export async function releaseJobs(db: Executor, worker: string): Promise<void> {
  await db
    .update(jobs)
    .set({ leasedUntil: null, leasedBy: null, attempts: sql`${jobs.attempts} - 1` })
    .where(and(eq(jobs.leasedBy, worker), isNull(jobs.doneAt)));
}
