import { eq, sql } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type Database, inTransaction } from "../../src/db/database.js";
import { claimJobs, enqueue, finishJob, postponeJob, releaseJobs } from "../../src/db/jobs.js";
import { cursors, jobs } from "../../src/db/tables/system.js";
import { createWorker, type JobHandler } from "../../src/db/worker.js";
import type { Log } from "../../src/log.js";
import { eachEngine, empty, quiet } from "../support/databases.js";

eachEngine("jobs", (open) => {
  let database: Database;
  let stop: (() => Promise<void>) | null = null;
  beforeAll(async () => {
    database = await open();
  });
  beforeEach(() => empty(database));
  afterEach(async () => {
    await stop?.();
    stop = null;
  });

  const all = () => database.db.select().from(jobs).orderBy(jobs.id);

  async function work(handlers: Record<string, JobHandler>, log: Log = quiet): Promise<void> {
    const worker = createWorker({ database, handlers, log });
    stop = () => worker.stop();
    await worker.start();
  }

  test("a job exists only when its transaction commits", async () => {
    const failing = inTransaction(database.db, async (tx) => {
      await enqueue(tx, { name: "tell", payload: {} });
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await all()).toEqual([]);
  });

  test("a key is added once, even after its job is done", async () => {
    await enqueue(database.db, { name: "tell", payload: { n: 1 }, dedupeKey: "paid:1" });
    const [job] = await claimJobs(database.db, ["tell"], "w1", 10);
    await finishJob(database.db, job!);
    await enqueue(database.db, { name: "tell", payload: { n: 2 }, dedupeKey: "paid:1" });
    expect((await all()).map((j) => j.payload)).toEqual([{ n: 1 }]);
  });

  test("a claimed job belongs to one worker until its lease runs out", async () => {
    await enqueue(database.db, { name: "tell", payload: {} });
    const [mine] = await claimJobs(database.db, ["tell"], "w1", 10);
    expect(await claimJobs(database.db, ["tell"], "w2", 10)).toEqual([]);
    await database.db.update(jobs).set({ leasedUntil: sql`now() - interval '1 second'` });
    const [theirs] = await claimJobs(database.db, ["tell"], "w2", 10);
    expect(theirs).toMatchObject({ id: mine!.id, attempts: 2 });
    expect(await finishJob(database.db, mine!)).toBe(false);
    expect(await finishJob(database.db, theirs!)).toBe(true);
  });

  test("a worker that stops hands back what it had not begun, uncounted", async () => {
    await enqueue(database.db, { name: "tell", payload: {} });
    await claimJobs(database.db, ["tell"], "w1", 10);
    await releaseJobs(database.db, "w1");
    expect(await all()).toMatchObject([{ attempts: 0, leasedBy: null }]);
  });

  test("a job whose commit went through unheard is not put back", async () => {
    await enqueue(database.db, { name: "tell", payload: {} });
    const [job] = await claimJobs(database.db, ["tell"], "w1", 10);
    await finishJob(database.db, job!);
    await postponeJob(database.db, job!, null, "connection lost");
    expect(await all()).toMatchObject([{ deadAt: null, lastError: null }]);
  });

  test("a late worker cannot put back another's job", async () => {
    await enqueue(database.db, { name: "tell", payload: {} });
    const [mine] = await claimJobs(database.db, ["tell"], "w1", 10);
    await database.db.update(jobs).set({ leasedBy: "w2" });
    await postponeJob(database.db, mine!, 60, "late");
    expect(await all()).toMatchObject([{ lastError: null, leasedBy: "w2" }]);
  });

  test("what a handler writes and the job's end are one commit", async () => {
    let runs = 0;
    await enqueue(database.db, { name: "tell", payload: {} });
    await work({
      tell: {
        retry: { steps: [0], forever: true },
        async run(_job, commit) {
          runs += 1;
          await commit(async (tx) => {
            await tx.insert(cursors).values({ name: `run ${runs}`, value: "" });
            if (runs < 3) throw new Error("killed before the commit");
          });
        },
      },
    });
    await vi.waitFor(async () => expect((await all())[0]?.doneAt).not.toBeNull(), 10_000);
    expect(await database.db.select().from(cursors)).toMatchObject([{ name: "run 3" }]);
  });

  test("a job that failed while the database did runs again as soon as that is back", async () => {
    const rename = async (from: string, to: string) => {
      await database.db.execute(sql`alter table ${sql.identifier(from)} rename to ${sql.identifier(to)}`);
    };
    let runs = 0;
    await enqueue(database.db, { name: "tell", payload: {} });
    const tell: JobHandler = {
      retry: { steps: [300], forever: true },
      async run() {
        runs += 1;
        if (runs > 1) return;
        await rename("jobs", "jobs_away");
        throw new Error("the database is gone");
      },
    };
    const back = (said: string) => void (said.includes("put back") && rename("jobs_away", "jobs"));
    await work({ tell }, (_level, said) => back(said));
    await vi.waitFor(async () => expect((await all())[0]?.doneAt).not.toBeNull(), 10_000);
    expect(runs).toBe(2);
  });

  test("a job whose schedule ran out is kept, dead, with its last words", async () => {
    await enqueue(database.db, { name: "tell", payload: {} });
    await work({
      tell: { retry: { steps: [0], forever: false }, run: () => Promise.reject(new Error("endpoint is gone")) },
    });
    await vi.waitFor(async () => expect((await all())[0]?.deadAt).not.toBeNull(), 10_000);
    expect((await all())[0]).toMatchObject({ attempts: 2, lastError: "Error: endpoint is gone", doneAt: null });
  });

  test("a job of the future waits for its moment", async () => {
    await enqueue(database.db, { name: "tell", payload: {}, runAt: new Date(Date.now() + 60_000) });
    expect(await claimJobs(database.db, ["tell"], "w1", 10)).toEqual([]);
    await database.db.update(jobs).set({ runAt: new Date() }).where(eq(jobs.name, "tell"));
    expect(await claimJobs(database.db, ["tell"], "w1", 10)).toHaveLength(1);
  });
});
