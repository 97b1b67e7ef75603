import type { Db } from "../db/database.js";
import type { Log } from "../log.js";
import { readCursor, writeCursor } from "./cursor.js";
import { recordOutputs } from "./intake.js";
import { expireOrders } from "./orders.js";
import type { Market, WalletPort } from "./ports.js";

/** Outputs asked for at once. */
const PAGE = 200;

/** Outputs recorded in one transaction: a long one would hold up everybody else on the embedded engine. */
const GROUP = 50;

/** How far the network's clock and ours may be apart, with the time an output takes to be listed. */
const MARGIN_MS = 2 * 60_000;

export interface ReaderOptions {
  db: Db;
  wallet: Pick<WalletPort, "outputs">;
  botId: string;
  secret: string;
  market: Market;
  isOperator?: ((userId: string) => boolean) | undefined;
  exchangeId?: string | undefined;
  log: Log;
  clock: () => Date;
  /** Told after each commit that recorded something. */
  recorded: () => void;
}

/** Reads the wallet's outputs in their order, from where the last reading (of this or an earlier process) ended. */
export function createReader(options: ReaderOptions) {
  const { db, wallet, clock, recorded } = options;
  let position: number | null = null;

  /**
   * Reads to the end, then closes orders whose deadline has been passed. Resolves to the moment up to which all is read;
   * null when it was stopped before the end.
   */
  async function read(stopping: () => boolean): Promise<Date | null> {
    const startedAt = clock();
    position = toNumber(await readCursor(db, "outputs"));
    const opening = (await readCursor(db, "outputs.opened")) === null;
    for (;;) {
      if (stopping()) return null;
      const page = await wallet.outputs(position ?? 0, PAGE);
      const news = page.filter((output) => position === null || output.sequence > position);
      if (news.length === 0) break;
      news.sort((a, b) => a.sequence - b.sequence);
      for (let from = 0; from < news.length && !stopping(); from += GROUP) {
        const group = news.slice(from, from + GROUP);
        const count = await recordOutputs(db, group, { ...options, opening });
        position = group.at(-1)!.sequence;
        if (count > 0) recorded();
      }
    }
    if (opening) await writeCursor(db, "outputs.opened", position ?? 0);
    await expireOrders(db, new Date(startedAt.getTime() - MARGIN_MS), clock());
    return startedAt;
  }

  return { read, position: () => position };
}

const toNumber = (text: string | null): number | null => (text === null ? null : Number(text));
