import { isFiat } from "./fiat.js";
import { Decimal, decimal } from "./money.js";
import type { Rates } from "./ports.js";

/** What people call the asset: "BTC", and with its network where several assets share the symbol: "USDT (TRON)". */
export function assetLabel(assetId: string, rates: Rates): string {
  const asset = rates.asset(assetId);
  if (!asset) return assetId.slice(0, 8);
  const twin = rates.assets().some((other) => other.symbol === asset.symbol && other.assetId !== asset.assetId);
  return twin ? `${asset.symbol} (${asset.network})` : asset.symbol;
}

/** What people call what a price is stated in: "AED", or the asset's label. */
export function quoteLabel(quoteAsset: string, rates: Rates): string {
  return isFiat(quoteAsset) ? quoteAsset.toUpperCase() : assetLabel(quoteAsset, rates);
}

const SOURCES: Record<string, string> = { mixin: "Mixin" };

/** Where prices come from, as people know it. */
export const sourceLabel = (source: string): string => SOURCES[source] ?? SOURCES["mixin"]!;

/**
 * A rate as people read it best, from decimal text of units of B per unit of A: how many B one A is, or (`inverted`) how
 * many A one B is where the first would be a tiny number. Rounded: for reading only. Null when it is not above zero.
 */
export function readableRate(rate: string): { inverted: boolean; value: string } | null {
  const direct = decimal(rate);
  if (!direct.gt(0)) return null;
  const inverted = direct.lt("0.01");
  const value = inverted ? new Decimal(1).div(direct) : direct;
  return { inverted, value: (value.gte(1000) ? value.toDecimalPlaces(2) : value.toSignificantDigits(6)).toFixed() };
}
