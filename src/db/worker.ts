import type { Log } from "../log.js";
import { type Database, inTransaction, type Tx } from "./database.js";
import { freshId } from "./ids.js";
import { claimJobs, finishJob, type Job, postponeJob, releaseJobs } from "./jobs.js";
import { createLoop } from "./loop.js";

/** What a job name leads to. */
export interface JobHandler {
  /** Seconds until each further try; after the last the job is dead, or with `forever` the last step is repeated. */
  retry: { steps: number[]; forever: boolean };
  /**
   * Does the work. Whatever it writes to the database belongs in `commit`, which also marks the job done:
   * so the work is recorded exactly once even when two workers ran it.
   */
  run(job: Job, commit: (work: (tx: Tx) => Promise<void>) => Promise<void>): Promise<void>;
}

const BATCH = 20;

/** How often due jobs are looked for without a signal: for next tries and expired leases. */
const POLL_MS = 1_000;

export interface WorkerOptions {
  database: Database;
  handlers: Record<string, JobHandler>;
  log: Log;
  /** Whose leases these are: with it they end when the process is not heard of any more, not only by their time. */
  processId?: string;
}

/** Runs jobs as they fall due; several workers may share a database. */
export function createWorker(options: WorkerOptions) {
  const { database, handlers, log, processId: me = freshId() } = options;
  const names = Object.keys(handlers);
  let unlisten = async () => {};
  /** Jobs may be ours that nobody runs: the database did not say what became of a claim, or did not take a job back. */
  let isUnsure = false;
  const loop = createLoop({
    name: "running jobs",
    log,
    async run() {
      if (isUnsure) await releaseJobs(database.db, me);
      isUnsure = true;
      const claimed = await claimJobs(database.db, names, me, BATCH);
      isUnsure = false;
      await Promise.all(claimed.map(runOne));
      return claimed.length > 0 ? 0 : POLL_MS;
    },
  });

  async function runOne(job: Job): Promise<void> {
    const handler = handlers[job.name]!;
    let committed = false;
    try {
      await handler.run(job, async (work) => {
        await inTransaction(database.db, async (tx) => {
          if (!(await finishJob(tx, job))) throw new LeaseLost();
          await work(tx);
        });
        committed = true;
      });
      if (!committed) await finishJob(database.db, job);
    } catch (error) {
      if (!committed && !(error instanceof LeaseLost)) await failed(job, handler, error);
    }
  }

  async function failed(job: Job, { retry }: JobHandler, error: unknown): Promise<void> {
    const step = retry.steps[job.attempts - 1] ?? (retry.forever ? retry.steps.at(-1) : null) ?? null;
    log(step === null ? "error" : "warn", "a job failed", { job: job.name, id: job.id, attempt: job.attempts, error });
    await postponeJob(database.db, job, step, String(error)).catch((problem: unknown) => {
      isUnsure = true;
      log("error", "a failed job could not be put back yet", { id: job.id, error: problem });
    });
  }

  return {
    async start(): Promise<void> {
      unlisten = await database.listen("jobs", () => loop.wake());
      loop.wake();
    },
    /** Finishes the jobs in hand, hands back the rest. */
    async stop(): Promise<void> {
      await unlisten();
      await loop.stop();
      await releaseJobs(database.db, me);
    },
  };
}

class LeaseLost extends Error {}
