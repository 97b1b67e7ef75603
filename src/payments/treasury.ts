import type { Database } from "../db/database.js";
import { createLoop, type Loop } from "../db/loop.js";
import type { Log } from "../log.js";
import { readCursor, transferSecret } from "./cursor.js";
import { createWriter, CROWDED } from "./payouts/writer.js";
import type { Market, WalletPort } from "./ports.js";
import { createReader } from "./reader.js";
import { crowded } from "./payouts/purse.js";
import { openTransfers } from "./payouts/queue.js";
import { retryStuck } from "./payouts/stuck.js";

export interface TreasuryOptions {
  database: Database;
  wallet: WalletPort;
  /** The wallet's own user id. */
  botId: string;
  /** For what intakes are worth and how they are converted, and for the operator's limits. */
  market: Market;
  /** Those whose money, if they say so, is the operator's own; absent: nobody. */
  isOperator?: (userId: string) => boolean;
  /** The user an exchange outside acts as; absent: there is none. */
  exchangeId?: string | undefined;
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
  /** Look now: something arrived, or is to go out. */
  wake(): void;
  /** Finishes the step in hand; resolves when nothing runs any more. */
  stop(): Promise<void>;
  readonly state: Readonly<TreasuryState>;
}

type Writer = ReturnType<typeof createWriter>;

/** How long `start` waits for the very first reading; a network that is down does not keep the rest from starting. */
const STOCK_MS = 5_000;

/** A payee who could not be paid may be able to take money later. */
const RETRY_STUCK_MS = 60 * 60_000;

/** How often assets are looked for whose wallet is in too many pieces. */
const TIDY_MS = 60_000;

/** The bot's wallet at work: money in by one reader, money out by one writer per asset. */
export function createTreasury(options: TreasuryOptions): Treasury {
  const { database, log, clock = () => new Date(), pollMs = 3_000, settleMs = 400 } = options;
  const { db } = database;
  const state: TreasuryState = { lastReadAt: null, cursor: null, waiting: 0, stuck: 0 };
  const writers = new Map<string, Loop>();
  let overseer: Loop | null = null;
  let reading: Loop | null = null;
  let retryStuckAt = 0;
  let tidyAt = 0;
  let stopped = false;
  let tookStock = () => {};
  const stockTaken = new Promise<void>((resolve) => (tookStock = resolve));

  async function start(): Promise<void> {
    const secret = await transferSecret(db);
    const opened = (await readCursor(db, "outputs.opened")) !== null;
    if (stopped) return;
    const writer = createWriter({ ...options, secret, clock });
    overseer = createLoop({ name: "looking for transfers", run: () => oversee(writer), log });
    const reader = createReader({ ...options, db, secret, clock, recorded: () => overseer?.wake() });
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
  async function oversee(writer: Writer): Promise<number> {
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
    const assets = new Set(open.filter((row) => row.state !== "stuck").map((row) => row.assetId));
    if (clock().getTime() >= tidyAt) {
      for (const assetId of await crowded(db, CROWDED)) assets.add(assetId);
      tidyAt = clock().getTime() + TIDY_MS;
    }
    for (const assetId of assets) {
      let loop = writers.get(assetId);
      if (!loop) writers.set(assetId, (loop = paying(assetId, writer)));
      loop.wake();
    }
    return pollMs;
  }

  function paying(assetId: string, writer: Writer): Loop {
    return createLoop({
      name: "paying out",
      log,
      async run(stopping) {
        const pass = await writer.pass(assetId, stopping);
        // What is final has freed change: others may be waiting until the reader has seen it.
        if (pass.done > 0) reading?.wake();
        if (pass.underway > 0 && !pass.failed) return settleMs;
        return pass.underway + pass.waiting > 0 ? pollMs : null;
      },
    });
  }

  return {
    start,
    wake() {
      reading?.wake();
      overseer?.wake();
    },
    async stop() {
      stopped = true;
      tookStock();
      await Promise.all([reading?.stop(), overseer?.stop()]);
      await Promise.all([...writers.values()].map((writer) => writer.stop()));
    },
    state,
  };
}
