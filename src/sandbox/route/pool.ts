import { ApiError } from "../errors.js";
import type { CatalogueAsset } from "../market/catalogue.js";
import type { Market } from "../market/market.js";
import { fromUnits, unitsOf } from "../wallet/amount.js";
import type { Settings } from "./settings.js";

/** USD on each side of every pool, in units of 1e-12: what large swaps move the price against. */
const DEPTH = 1_000_000n * 10n ** 12n;
/** USD, as a decimal string: what half a dollar and 20,000 dollars buy is the usual range. */
const LEAST_USD = "0.5";
const MOST_USD = "20000";

const noQuote = (): ApiError => new ApiError(10615, "No available quote found.");

/** A decimal price in units of 1e-12. */
function priceUnits(price: string): bigint {
  const [whole = "0", fraction = ""] = price.split(".");
  return BigInt(whole + fraction.slice(0, 12).padEnd(12, "0"));
}

/** Asset and price, or 10615 when nobody makes a price for it. */
function priced(market: Market, assetId: string): { asset: CatalogueAsset; price: bigint } {
  const asset = market.listed(assetId);
  const price = asset === undefined ? 0n : priceUnits(market.priceUsd(asset));
  if (asset === undefined || price === 0n) throw noQuote();
  return { asset, price };
}

/** Units of an asset that so many dollars buy. */
const bought = (usd: string, price: bigint): bigint => (unitsOf(usd) * 10n ** 12n) / price;

/** Refuses (10614) an amount that Route does not take of this asset, and tells what it takes. */
export function checkRange(market: Market, settings: Settings, assetId: string, units: bigint): void {
  const { price } = priced(market, assetId);
  const given = settings.ranges[assetId];
  const min = given === undefined ? bought(LEAST_USD, price) : unitsOf(given.min);
  const max = given === undefined ? bought(MOST_USD, price) : unitsOf(given.max);
  if (units >= min && units <= max && units > 0n) return;
  const extra = { asset_id: assetId, min: fromUnits(min), max: fromUnits(max), source: "mixin" };
  throw new ApiError(10614, "Invalid quote amount.", extra);
}

/** What a swap of these units brings, in units: market price, less the fee, less what its size moves the pool. */
export function outputUnits(market: Market, settings: Settings, from: string, to: string, units: bigint): bigint {
  if (settings.no_quote) throw noQuote();
  const { price: paid } = priced(market, from);
  const { price: got } = priced(market, to);
  const value = (units * paid) / 10n ** 8n;
  return (units * paid * BigInt(10_000 - settings.fee_bps) * DEPTH) / (got * 10_000n * (DEPTH + value));
}
