import type { Db } from "../db/database.js";
import { enqueue, type NewJob } from "../db/jobs.js";
import { unusualNow } from "../reports/unusual.js";

/** Has shops told what is unusual now, each occurrence once: its job is named by when it began. */
export async function tellUnusual(db: Db, now: Date): Promise<void> {
  const { silent, bursts } = await unusualNow(db, now);
  const jobs: NewJob[] = [
    ...silent.map(({ codeId, since }) => ({
      name: "tell.silent",
      payload: { codeId, since: since.toISOString() },
      dedupeKey: `tell.silent:${codeId}:${since.toISOString()}`,
    })),
    ...bursts.map(({ merchantId, from, count }) => ({
      name: "tell.refund_burst",
      payload: { merchantId, count, from: from.toISOString() },
      dedupeKey: `tell.refund_burst:${merchantId}:${from.toISOString()}`,
    })),
  ];
  await enqueue(db, ...jobs);
}
