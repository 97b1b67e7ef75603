import { setTimeout as pause } from "node:timers/promises";
import type { Db } from "../db/database.js";
import { keepPicture, readPicture } from "../db/pictures.js";
import type { Log } from "../log.js";
import type { AssetBook, MarketPicture } from "../mixin/assets.js";
import type { AssetInfo, Price, Rates } from "../payments/ports.js";
import { NetworkProblem } from "./sandbox-child.js";

const REFRESH_MS = 10_000;
/** How old the kept picture may become: names hardly change, and a price is good for minutes. */
const KEEP_MS = 60_000;
const PICTURE = "market";
/** How long a first start waits for names and prices that nobody has told it yet. */
const FIRST_MS = 60_000;
const AGAIN_MS = 1_000;

/**
 * The asset book as the payment core wants it: a picture of all prices that can be asked without waiting. The last picture
 * is kept in the database: a start while Mixin is silent must not forget what an EUR is. Throws a NetworkProblem when there
 * is none and Mixin tells nothing.
 */
export async function createRates(book: AssetBook, db: Db, log: Log) {
  let assets: AssetInfo[] = [];
  let known = new Map<string, AssetInfo>();
  let prices = new Map<string, Price>();
  let fiats = new Map<string, Price>();
  let refreshing: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let lastGoodAt: Date | null = null;
  let keptAt = 0;

  async function read(): Promise<void> {
    const all = await book.assets();
    const newPrices = new Map<string, Price>();
    for (const { assetId } of all) {
      const price = await book.price(assetId);
      if (price) newPrices.set(assetId, { value: price.usd, at: price.at });
    }
    const newFiats = new Map<string, Price>();
    for (const code of await book.fiatCodes()) {
      const rate = await book.fiatRate(code);
      if (rate) newFiats.set(code, { value: rate.rate, at: rate.at });
    }
    assets = all.map((a) => ({
      assetId: a.assetId,
      symbol: a.displaySymbol,
      name: a.name,
      network: a.chainName,
      chainId: a.chainId,
      iconUrl: a.iconUrl,
    }));
    known = new Map(assets.map((a) => [a.assetId, a]));
    prices = newPrices;
    fiats = newFiats;
  }

  async function refresh(): Promise<void> {
    try {
      await book.refresh();
    } finally {
      // What could be read counts, also when not everything could.
      await read();
    }
    lastGoodAt = new Date();
    if (lastGoodAt.getTime() - keptAt < KEEP_MS) return;
    await keepPicture(db, PICTURE, { value: JSON.stringify(book.picture()), takenAt: lastGoodAt });
    keptAt = lastGoodAt.getTime();
  }

  async function recall(): Promise<void> {
    const picture = await readPicture(db, PICTURE);
    if (!picture) return;
    book.recall(JSON.parse(picture.value) as MarketPicture);
    await read();
    lastGoodAt = picture.takenAt;
  }

  async function tryRefresh(): Promise<void> {
    refreshing ??= refresh().finally(() => (refreshing = null));
    await refreshing.catch((error: unknown) => log("warn", "prices could not be refreshed", { error }));
  }

  const rates: Rates = {
    assets: () => assets.filter((a) => prices.has(a.assetId)),
    asset: (id) => known.get(id) ?? null,
    usd: (id) => prices.get(id) ?? null,
    fiat: (code) => fiats.get(code.toLowerCase()) ?? null,
  };

  await recall();
  await tryRefresh();
  for (const until = Date.now() + FIRST_MS; known.size === 0 || fiats.size === 0; await pause(AGAIN_MS)) {
    if (Date.now() > until) throw new NetworkProblem("Mixin does not tell its assets and prices. Try again later.");
    await tryRefresh();
  }
  timer = setInterval(() => void tryRefresh(), REFRESH_MS);
  return {
    rates,
    /** When prices were last read; null before the first time. */
    get lastGoodAt() {
      return lastGoodAt;
    },
    async stop(): Promise<void> {
      clearInterval(timer);
      await refreshing?.catch(() => undefined);
    },
  };
}
