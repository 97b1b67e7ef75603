import type { Config } from "../config.js";
import type { Database } from "../db/database.js";
import { createLoop } from "../db/loop.js";
import { createDesk } from "../liquidity/desk.js";
import { createRoute } from "../liquidity/route.js";
import type { Log } from "../log.js";
import type { Mixin } from "../mixin/client.js";
import { ROUTE_URL, ROUTE_USER_ID } from "../mixin/route.js";
import { createBook } from "../payments/conversion/book.js";
import type { ConversionBook, Exchange, LiquidityProvider, Market } from "../payments/ports.js";
import type { House } from "./house.js";
import { createRates } from "./rates.js";

export interface MarketOptions {
  config: Pick<Config, "liquidity">;
  mixin: Mixin;
  database: Database;
  /** Where Mixin Route is; null: at its usual address. */
  routeUrl: string | null;
  log: Log;
  house: House;
}

/** What Mixin Route swaps changes seldom. */
const TOKENS_MS = 10 * 60_000;

/** Prices, and who converts at them, as the configuration says. */
export async function createMarket(options: MarketOptions) {
  const { config, mixin, database, log, house } = options;
  const prices = await createRates(mixin.assets, database.db, log);
  house.opened("prices", () => prices.stop());
  const book = createBook(database.db, log);
  house.opened("float", () => book.stop());
  await book.refresh();
  book.start();
  const { provider, exchange } = choose(config.liquidity, book.book, options);
  const market: Market = { rates: prices.rates, liquidity: provider };
  return {
    market,
    /** Who swaps outside; null when nobody does. */
    exchange,
    /** Looks at the float now, which what converts is offered by. */
    lookAtFloat: () => book.refresh(),
    /** When prices were last read; null before the first time. */
    lastPricesAt: () => prices.lastGoodAt,
  };
}

function choose(
  kind: Config["liquidity"],
  book: () => ConversionBook,
  { mixin, routeUrl, log, house }: MarketOptions,
): { provider: LiquidityProvider | null; exchange: Exchange | null } {
  switch (kind) {
    case "none":
      return { provider: null, exchange: null };
    case "desk":
      return { provider: createDesk(book), exchange: null };
    case "route": {
      const onFailure = (error: unknown) => log("warn", "Mixin Route does not answer", { error });
      const route = createRoute({ wire: mixin.route(routeUrl ?? ROUTE_URL), userId: ROUTE_USER_ID, book, onFailure });
      const run = () => route.refresh().then(() => TOKENS_MS);
      const tokens = createLoop({ name: "asking Mixin Route what it swaps", run, log });
      house.opened("route", () => tokens.stop());
      tokens.wake();
      return route;
    }
    default:
      return kind satisfies never;
  }
}
