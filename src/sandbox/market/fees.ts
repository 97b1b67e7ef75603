import { CHAINS, type CatalogueAsset } from "./catalogue.js";
import type { Market } from "./market.js";

/** Mixin's own account that takes withdrawal fees. */
export const CASHIER = "674d6776-d600-4346-af46-58e77d8df185";

export interface Fee {
  readonly asset_id: string;
  readonly amount: string;
}

/**
 * What withdrawing costs: about a quarter of a dollar in the chain's own asset, at its price now. Roundly, since the real
 * fees move in steps and not with every price.
 */
export function withdrawalFee(market: Market, asset: CatalogueAsset): Fee {
  const feeId = CHAINS.find((chain) => chain.chain_id === asset.chain_id)?.fee_asset_id ?? asset.chain_id;
  const feeAsset = market.asset(feeId) ?? asset;
  return {
    asset_id: feeAsset.asset_id,
    amount: Number((0.25 / Number(market.view(feeAsset).price_usd)).toPrecision(1)).toFixed(8),
  };
}
