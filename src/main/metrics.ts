import { sql } from "drizzle-orm";
import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { jobs } from "../db/tables/system.js";
import { outbox } from "../db/tables/chat.js";
import { transfers } from "../db/tables/money.js";
import { readCursor } from "../payments/cursor.js";
import type { Vitals } from "./health.js";

/** Figures for Prometheus. Counts of rows are read when asked for. What another process does is NaN here. */
export function createMetrics(sources: Vitals) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const messages = new Counter({ name: "mixtill_messages_total", help: "Chat messages handled", registers });
  const gauge = (name: string, help: string, read: () => number | Promise<number>) =>
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        // What cannot be counted now must not hide the other figures.
        this.set(await Promise.resolve(read()).catch(() => Number.NaN));
      },
    });
  const count = async (table: typeof jobs | typeof outbox | typeof transfers, where: ReturnType<typeof sql>) => {
    const [row] = await sources.db
      .select({ n: sql<number>`count(*)::int` })
      .from(table)
      .where(where);
    return row?.n ?? 0;
  };
  gauge("mixtill_blaze_online", "1 while the message socket is connected", () =>
    Number(sources.blazeOnline() ?? Number.NaN),
  );
  gauge("mixtill_prices_age_seconds", "Since prices were last read", () => sources.pricesAgeSeconds());
  gauge("mixtill_intake_age_seconds", "Since the wallet was last read", () => sources.intakeAgeSeconds() ?? Number.NaN);
  gauge("mixtill_outbox_waiting", "Chat messages not yet sent", () =>
    count(outbox, sql`${outbox.sentAt} is null and ${outbox.failed} is null`),
  );
  gauge("mixtill_outputs_read", "Sequence of the last output of the wallet that was recorded", async () =>
    Number((await readCursor(sources.db, "outputs")) ?? 0),
  );
  gauge("mixtill_jobs_waiting", "Jobs not yet done, without those that were planned for later", () =>
    count(
      jobs,
      sql`${jobs.doneAt} is null and ${jobs.deadAt} is null and (${jobs.attempts} > 0 or ${jobs.runAt} <= now())`,
    ),
  );
  gauge("mixtill_jobs_dead", "Jobs given up", () => count(jobs, sql`${jobs.deadAt} is not null`));
  gauge("mixtill_transfers_waiting", "Transfers not yet final", () =>
    count(transfers, sql`${transfers.state} in ('waiting', 'signed')`),
  );
  gauge("mixtill_transfers_stuck", "Transfers that need the operator", () =>
    count(transfers, sql`${transfers.state} = 'stuck'`),
  );
  return {
    messages,
    text: async () => ({ type: registry.contentType, text: await registry.metrics() }),
  };
}
