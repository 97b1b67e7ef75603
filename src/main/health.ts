import { setTimeout as pause } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { Db } from "../db/database.js";

/** What health and metrics look at. */
export interface Vitals {
  db: Db;
  blazeOnline(): boolean;
  pricesAgeSeconds(): number;
  intakeAgeSeconds(): number;
}

const STALE_SECONDS = 120;

/** A database that takes longer is as good as none; whoever asks is not kept waiting. */
const PATIENCE_MS = 2_000;

/** Alive: this process answers. Ready: it can take money right now. */
export function createHealth(sources: Vitals) {
  const age = (name: string, seconds: number) => ({
    name,
    ok: seconds <= STALE_SECONDS,
    note: Number.isFinite(seconds) ? `${Math.round(seconds)} s old` : "never read",
  });
  return {
    live: () => true,
    async ready() {
      const silence = { name: "database", ok: false, note: "does not answer" };
      const database = await Promise.race([
        pause(PATIENCE_MS, silence, { ref: false }),
        sources.db.execute(sql`select 1`).then(
          () => ({ name: "database", ok: true }),
          () => silence,
        ),
      ]);
      return [
        database,
        { name: "blaze", ok: sources.blazeOnline(), ...(sources.blazeOnline() ? {} : { note: "not connected" }) },
        age("prices", sources.pricesAgeSeconds()),
        age("wallet", sources.intakeAgeSeconds()),
      ];
    },
  };
}
