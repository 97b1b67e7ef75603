import { fiatDigits } from "../../payments/fiat.js";
import { PLACES } from "../../payments/money.js";
import type { AssetInfo, Rates } from "../../payments/ports.js";
import { ApiError, type ApiProblem } from "./errors.js";

/** What a price is in, as programs are shown it. */
export interface Unit {
  /** A currency's code in lower case, or an asset's id. */
  id: string;
  symbol: string;
  iconUrl: string;
  places: number;
  /** Null: a currency. */
  asset: AssetInfo | null;
}

/** A currency with a rate, or an asset; refused when it is neither. */
export function quoteUnit(id: string, rates: Rates): Unit {
  const places = fiatDigits(id);
  if (places === null) return assetUnit(knownAsset(id, rates, id.length === 3 ? "currency" : "quoteAsset"));
  if (!rates.fiat(id)) throw new ApiError("currency", `There is no rate for ${id.toUpperCase()}.`);
  return fiatUnit(id, places);
}

/** An asset that is known; refused with this problem when it is not. */
export function knownAsset(id: string, rates: Rates, problem: ApiProblem): AssetInfo {
  const asset = rates.asset(id);
  if (!asset) throw new ApiError(problem);
  return asset;
}

export const fiatUnit = (id: string, places: number): Unit => ({
  id,
  symbol: id.toUpperCase(),
  iconUrl: "",
  places,
  asset: null,
});

export const assetUnit = (asset: AssetInfo): Unit => ({
  id: asset.assetId,
  symbol: asset.symbol,
  iconUrl: asset.iconUrl,
  places: PLACES,
  asset,
});
