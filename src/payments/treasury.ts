import type { Database } from "../db/database.js";
import { createLoop, type Loop } from "../db/loop.js";
import type { Log } from "../log.js";
import { readCursor, transferSecret } from "./cursor.js";
import { createPayouts } from "./payouts.js";
import type { WalletPort } from "./ports.js";
import { createReader } from "./reader.js";
import { openTransfers, retryStuck } from "./transfers.js";

export interface TreasuryOptions {
  database: Database;
  wallet: WalletPort;
  /** The wallet's own user id. */
  botId: string;
  log: Log;
  clock?: () => Date;
  /** How often the wallet is read without being told to. */
  pollMs?: number;
  /** How often a sent transfer is asked after. */
  settleMs?: number;
  /** Most outputs spent by one transaction; less than the network's limit in tests. */
  maxInputs?: number;
}

/** For metrics; as of the last look. */
export interface TreasuryState {
  /** When the wallet was last read to its end. */
  lastReadAt: Date | null;
  /** Sequence of the last output recorded. */
  cursor: number | null;
  /** Transfers not final yet. */
  waiting: number;
  /** Transfers that were refused; tried again at each start and every hour. */
  stuck: number;
}

export interface Treasury {
  /** Begins to read and to pay; also goes on with what a process that died has left. */
  start(): Promise<void>;
  /** Look now: something arrived. */
  wake(): void;
  /** Finishes the step in hand; resolves when nothing runs any more. */
  stop(): Promise<void>;
  readonly state: Readonly<TreasuryState>;
}

/** How long `start` waits for the very first reading; a network that is down does not keep the rest from starting. */
const STOCK_MS = 5_000;

/** A payee who could not be paid may be able to take money later. */
const RETRY_STUCK_MS = 60 * 60_000;

/** The bot's wallet at work: money in by one reader, money out by one writer per asset. */
export function createTreasury(options: TreasuryOptions): Treasury {
  const { database, wallet, botId, log, clock = () => new Date(), pollMs = 3_000, settleMs = 400 } = options;
  const { db } = database;
  const state: TreasuryState = { lastReadAt: null, cursor: null, waiting: 0, stuck: 0 };
  const writers = new Map<string, Loop>();
  let overseer: Loop | null = null;
  let reading: Loop | null = null;
  let retryStuckAt = 0;
  let stopped = false;
  let tookStock = () => {};
  const stockTaken = new Promise<void>((resolve) => (tookStock = resolve));

  async function start(): Promise<void> {
    const secret = await transferSecret(db);
    const opened = (await readCursor(db, "outputs.opened")) !== null;
    if (stopped) return;
    const payouts = createPayouts({ database, wallet, botId, secret, log, clock, maxInputs: options.maxInputs });
    overseer = createLoop({ name: "looking for transfers", run: () => oversee(payouts), log });
    const reader = createReader({ db, wallet, botId, secret, log, clock, recorded: () => overseer?.wake() });
    reading = createLoop({
      name: "reading the wallet",
      log,
      async run(stopping) {
        const readTo = await reader.read(stopping);
        state.cursor = reader.position();
        if (readTo) state.lastReadAt = readTo;
        tookStock();
        return pollMs;
      },
    });
    overseer.wake();
    reading.wake();
    // A new database first takes stock of what the wallet holds, so that what comes after is told apart from it.
    if (!opened) await Promise.race([stockTaken, new Promise((resolve) => setTimeout(resolve, STOCK_MS).unref())]);
  }

  /** Sees to it that each asset with open transfers has its writer at work. */
  async function oversee(payouts: ReturnType<typeof createPayouts>): Promise<number> {
    if (clock().getTime() >= retryStuckAt) {
      const retried = await retryStuck(db);
      if (retried > 0) log("warn", "stuck transfers are tried again", { retried });
      retryStuckAt = clock().getTime() + RETRY_STUCK_MS;
    }
    const open = await openTransfers(db);
    const count = (stuck: boolean) =>
      open.filter((row) => (row.state === "stuck") === stuck).reduce((sum, row) => sum + row.count, 0);
    state.waiting = count(false);
    state.stuck = count(true);
    for (const { assetId } of open.filter((row) => row.state !== "stuck")) {
      let writer = writers.get(assetId);
      if (!writer) writers.set(assetId, (writer = createWriter(assetId, payouts)));
      writer.wake();
    }
    return pollMs;
  }

  function createWriter(assetId: string, payouts: ReturnType<typeof createPayouts>): Loop {
    return createLoop({
      name: "paying out",
      log,
      async run(stopping) {
        const pass = await payouts.pass(assetId, stopping);
        // What is final has freed change: others may be waiting until the reader has seen it.
        if (pass.done > 0) reading?.wake();
        if (pass.underway > 0 && !pass.failed) return settleMs;
        return pass.underway + pass.waiting > 0 ? pollMs : null;
      },
    });
  }

  return {
    start,
    wake: () => reading?.wake(),
    async stop() {
      stopped = true;
      tookStock();
      await Promise.all([reading?.stop(), overseer?.stop()]);
      await Promise.all([...writers.values()].map((writer) => writer.stop()));
    },
    state,
  };
}
