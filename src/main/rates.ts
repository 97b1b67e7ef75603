import type { Log } from "../log.js";
import type { AssetBook } from "../mixin/assets.js";
import type { AssetInfo, Price, Rates } from "../payments/ports.js";

const REFRESH_MS = 10_000;

/** The asset book as the payment core wants it: a picture of all prices that can be asked without waiting. */
export async function createRates(book: AssetBook, log: Log) {
  let assets: AssetInfo[] = [];
  let known = new Map<string, AssetInfo>();
  let prices = new Map<string, Price>();
  let fiats = new Map<string, Price>();
  let refreshing: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let lastGoodAt: Date | null = null;

  async function refresh(): Promise<void> {
    await book.refresh();
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
      iconUrl: a.iconUrl,
    }));
    known = new Map(assets.map((a) => [a.assetId, a]));
    prices = newPrices;
    fiats = newFiats;
    lastGoodAt = new Date();
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

  await tryRefresh();
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
