import type { Log } from "../log.js";
import type { Database, Tx } from "./database.js";
import { inTransaction } from "./database.js";
import { freshId } from "./ids.js";
import { claimJobs, finishJob, type Job, postponeJob, releaseJobs } from "./jobs.js";

/** What a job name leads to. */
export interface JobHandler {
  /** Seconds until each further try; after the last the job is dead. `"forever"` repeats the last step. */
  retry: { steps: number[]; forever: boolean };
  /**
   * Does the work. Whatever it writes to the database belongs in `commit`, which also marks the job done:
   * so the work is recorded exactly once even when two workers ran it.
   */
  run(job: Job, commit: (work: (tx: Tx) => Promise<void>) => Promise<void>): Promise<void>;
}

const POLL_MS = 1_000;
const BATCH = 20;

/** Runs jobs as they fall due; several workers may share a database. */
export function createWorker(options: { database: Database; handlers: Record<string, JobHandler>; log: Log }) {
  const { database, handlers, log } = options;
  const names = Object.keys(handlers);
  const me = freshId();
  let running: Promise<void> | null = null;
  let again = false;
  let timer: NodeJS.Timeout | undefined;
  let unlisten = async () => {};
  let stopped = false;

  function wake(): void {
    if (stopped) return;
    if (running) {
      again = true;
      return;
    }
    running = drain()
      .catch((error: unknown) => log("error", "the job worker could not reach the database", { error }))
      .finally(() => {
        running = null;
        if (again) {
          again = false;
          wake();
        }
      });
  }

  async function drain(): Promise<void> {
    while (!stopped) {
      const claimed = await claimJobs(database.db, names, me, BATCH);
      if (claimed.length === 0) return;
      await Promise.all(claimed.map(runOne));
    }
  }

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
      if (committed || error instanceof LeaseLost) return;
      const step = handler.retry.steps[job.attempts - 1] ?? (handler.retry.forever ? handler.retry.steps.at(-1) : null);
      log(step == null ? "error" : "warn", "a job failed", { job: job.name, id: job.id, attempt: job.attempts, error });
      await postponeJob(database.db, job, step ?? null, String(error)).catch((e: unknown) =>
        log("error", "a failed job could not be put back; its lease will run out", { id: job.id, error: e }),
      );
    }
  }

  return {
    async start(): Promise<void> {
      unlisten = await database.listen("jobs", wake);
      timer = setInterval(wake, POLL_MS);
      wake();
    },
    wake,
    /** Finishes the jobs in hand, hands back the rest. */
    async stop(): Promise<void> {
      stopped = true;
      clearInterval(timer);
      await unlisten();
      await running;
      await releaseJobs(database.db, me);
    },
  };
}

class LeaseLost extends Error {}
