import { isFiat } from "./fiat.js";
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
