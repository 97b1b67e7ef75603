import type { Db, Executor } from "../../db/database.js";
import { createLoop } from "../../db/loop.js";
import type { Log } from "../../log.js";
import { plain } from "../money.js";
import type { ConversionBook } from "../ports.js";
import { DEFAULT_SETTINGS, readSettings } from "../settings.js";
import { freeFloat } from "./cover.js";
import { floatAssets, setMilestone } from "./float.js";

/** How often the picture is taken anew: lists show it, quotes and payments look for themselves. */
const REFRESH_MS = 5_000;

/** How often sums are taken that save adding up the whole ledger. */
const MILESTONES_MS = 10 * 60_000;

/** Before anything was read: the defaults, and a float that nobody knows. */
const EMPTY: ConversionBook = {
  spreadBps: DEFAULT_SETTINGS.spreadBps,
  feeBps: DEFAULT_SETTINGS.feeBps,
  limit: () => null,
  cover: () => null,
};

/** What operators have set and what of their float is free, as it is now. */
export async function readBook(db: Executor): Promise<ConversionBook> {
  const { spreadBps, feeBps, deskLimits } = await readSettings(db);
  const free = new Map<string, string>();
  for (const assetId of await floatAssets(db)) free.set(assetId, plain(await freeFloat(db, assetId)));
  return {
    spreadBps,
    feeBps,
    limit: (assetId) => deskLimits[assetId] ?? null,
    cover: (assetId) => free.get(assetId) ?? "0",
  };
}

/** Keeps the picture that providers go by fresh; `book` answers at once. */
export function createBook(db: Db, log: Log) {
  let book = EMPTY;
  let milestonesAt = 0;
  const refresh = async () => void (book = await readBook(db));
  const loop = createLoop({
    name: "looking at the float",
    log,
    async run() {
      await refresh();
      if (Date.now() >= milestonesAt) {
        for (const assetId of await floatAssets(db)) await setMilestone(db, assetId);
        milestonesAt = Date.now() + MILESTONES_MS;
      }
      return REFRESH_MS;
    },
  });
  return {
    book: (): ConversionBook => book,
    /** Takes the picture now. */
    refresh,
    start: () => loop.wake(),
    stop: () => loop.stop(),
  };
}
