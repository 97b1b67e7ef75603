import { type Database, inTransaction } from "../db/database.js";
import { createLoop } from "../db/loop.js";
import type { Log } from "../log.js";
import { type Alert, alertOperators } from "./alerts.js";
import { pausePayouts } from "./payouts/control.js";
import { readMilestone, setMilestone } from "./milestone.js";
import { reconcile } from "./payouts/reconcile.js";
import type { Rates, WalletPort } from "./ports.js";
import { createWatch } from "./watch.js";

export interface WatchdogOptions {
  database: Database;
  wallet: Pick<WalletPort, "outputs" | "lookup">;
  rates: Rates;
  /** Since when no Blaze connection of this till is up; null while one is. */
  blazeDownSince: () => Date | null;
  log: Log;
  clock?: () => Date;
  /** How often it looks round. */
  everyMs?: number;
  /** How often books and wallet are compared without being told to. */
  compareMs?: number;
  /** After how long a difference is looked at again, before it is believed. */
  confirmMs?: number;
}

/** How long a proof of the whole ledger stands before all of it is read again. */
const PROVED_MS = 24 * 60 * 60_000;

/** Sees what goes wrong with the money and tells the operators; runs where the treasury runs. */
export interface Watchdog {
  start(): void;
  /** Look round, and compare books and wallet, now. */
  wake(): void;
  stop(): Promise<void>;
}

/** A difference between books and wallet that is found twice stops payouts. */
export function createWatchdog(options: WatchdogOptions): Watchdog {
  const { database, wallet, log, clock = () => new Date() } = options;
  const { everyMs = 60_000, compareMs = 5 * 60_000, confirmMs = 5_000 } = options;
  const { db } = database;
  const watch = createWatch(options);
  let compareAt = 0;
  let doubted = false;

  const loop = createLoop({
    name: "watching the money",
    log,
    async run() {
      const now = clock();
      await tell(await watch.look(now), now);
      if (now.getTime() < compareAt) return everyMs;
      // Before the comparison: when the network does not answer, the next is as far away as ever.
      compareAt = now.getTime() + compareMs;
      if (!(await differs(now))) return everyMs;
      compareAt = now.getTime() + confirmMs;
      return confirmMs;
    },
  });

  async function tell(alerts: Alert[], now: Date): Promise<void> {
    if (alerts.length === 0) return;
    await inTransaction(db, async (tx) => {
      for (const alert of alerts) await alertOperators(tx, alert, alert.assetId ?? "all", now);
    });
  }

  /** Compares; true when there is a difference that has to be looked at again. */
  async function differs(now: Date): Promise<boolean> {
    const proved = (await readMilestone(db))?.until.getTime() ?? 0;
    const thorough = now.getTime() - proved > PROVED_MS;
    const { ok, problems } = await reconcile(db, wallet, { now, thorough });
    if (ok && thorough) await setMilestone(db, now);
    const confirmed = !ok && doubted;
    doubted = !ok && !doubted;
    if (!confirmed) return doubted;
    log("error", "the books and the wallet differ; payouts are paused", { problems });
    await inTransaction(db, async (tx) => {
      await pausePayouts(tx, "ledger", null, now);
      const alert = { kind: "ledger" as const, reason: problems[0]!, count: String(problems.length) };
      await alertOperators(tx, alert, "all", now);
    });
    return false;
  }

  const wake = () => {
    compareAt = 0;
    loop.wake();
  };
  return { start: wake, wake, stop: () => loop.stop() };
}
