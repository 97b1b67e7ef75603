import { setTimeout as pause } from "node:timers/promises";
import type { Db } from "../db/database.js";
import { type Role, rolesAlive } from "../db/roles.js";

/** What health and metrics look at. */
export interface Vitals {
  db: Db;
  /** Null while another process has the socket. */
  blazeOnline(): boolean | null;
  pricesAgeSeconds(): number;
  /** Null while another process reads the wallet. */
  intakeAgeSeconds(): number | null;
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
  /** What this process does not do must be done by one that is heard of. */
  const elsewhere = (name: string, role: Role, alive: Role[]) =>
    alive.includes(role)
      ? { name, ok: true, note: "in another process" }
      : { name, ok: false, note: "no process does this" };
  return {
    live: () => true,
    async ready() {
      const alive = await Promise.race([
        pause(PATIENCE_MS, null, { ref: false }),
        rolesAlive(sources.db).catch(() => null),
      ]);
      const online = sources.blazeOnline();
      const readAge = sources.intakeAgeSeconds();
      return [
        alive ? { name: "database", ok: true } : { name: "database", ok: false, note: "does not answer" },
        online === null
          ? elsewhere("blaze", "blaze", alive ?? [])
          : { name: "blaze", ok: online, ...(online ? {} : { note: "not connected" }) },
        age("prices", sources.pricesAgeSeconds()),
        readAge === null ? elsewhere("wallet", "wallet", alive ?? []) : age("wallet", readAge),
      ];
    },
  };
}
