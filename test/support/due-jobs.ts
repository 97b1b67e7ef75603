import { type Database, inTransaction } from "../../src/db/database.js";
import { freshId } from "../../src/db/ids.js";
import { claimJobs, finishJob } from "../../src/db/jobs.js";
import type { JobHandler } from "../../src/db/worker.js";

/** Runs what is due, and what that leads to, as one process would; returns how many jobs it did. */
export async function runDueJobs(database: Database, handlers: Record<string, JobHandler>): Promise<number> {
  const me = freshId();
  for (let done = 0; ;) {
    const claimed = await claimJobs(database.db, Object.keys(handlers), me, 20);
    if (claimed.length === 0) return done;
    for (const job of claimed) {
      let committed = false;
      await handlers[job.name]!.run(job, async (work) => {
        await inTransaction(database.db, async (tx) => {
          if (!(await finishJob(tx, job))) throw new Error(`the job ${job.name} was done by another`);
          await work(tx);
        });
        committed = true;
      });
      if (!committed) await finishJob(database.db, job);
      done++;
    }
  }
}
