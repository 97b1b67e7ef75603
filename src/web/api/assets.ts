import { z } from "zod";
import { type Decimal, decimal } from "../../payments/money.js";
import type { AssetInfo, Rates } from "../../payments/ports.js";
import { ApiError } from "./errors.js";
import { amount, amountText, id, idText, quoteAssetId, text } from "./params.js";
import { type Unit, quoteUnit } from "./units.js";

/** The coin of the network that an asset lives on. */
export const chainAsset = z
  .object({
    id: idText.describe("Its id"),
    name: text.describe("Its name"),
    symbol: text.describe("Its symbol; empty when it is not known here"),
    iconUrl: text.describe("Its picture; empty when it is not known here"),
  })
  .describe("The coin of the network it lives on; absent: it has none");

/** An asset as every list shows it. */
export const assetShape = z.object({
  assetId: idText.describe("Its id on Mixin"),
  name: text.describe('Such as "Tether USD"'),
  symbol: text.describe('Such as "USDT"'),
  iconUrl: text.describe("Its picture"),
  network: text.describe('The network it lives on, such as "TRON": tells assets of the same symbol apart'),
  onChainSupported: z.boolean().describe("Whether it can be paid from an address on its chain"),
  minPaymentAmount: amountText.describe("The least that can be paid in it"),
  maxPaymentAmount: amountText.describe('"0": cannot be paid in for this price'),
  chainAsset: chainAsset.optional(),
});

/** What lists of assets are asked with. */
export const listed = {
  payeeId: z.string().describe("Changes nothing: every payee can be paid in the same assets").optional(),
  quoteAssetId: quoteAssetId.optional(),
  quoteAmount: amount.describe("A price: assets it cannot be paid in are marked").optional(),
};

export const settlementAssetId = id.describe("The asset the payee receives; absent: whatever is paid").optional();

/** Payments come from wallets of Mixin alone. */
const ON_CHAIN = false;

export const assetFields = (asset: AssetInfo, rates: Rates) => ({
  assetId: asset.assetId,
  name: asset.name,
  symbol: asset.symbol,
  iconUrl: asset.iconUrl,
  network: asset.network,
  onChainSupported: ON_CHAIN,
  ...chainOf(asset, rates),
});

export function chainOf({ chainId, network }: AssetInfo, rates: Rates): { chainAsset?: z.input<typeof chainAsset> } {
  if (chainId === undefined) return {};
  const { name, symbol, iconUrl } = rates.asset(chainId) ?? { name: network, symbol: "", iconUrl: "" };
  return { chainAsset: { id: chainId, name, symbol, iconUrl } };
}

/** The price a list is asked for, when it is; its unit is refused when it is none. */
export function priceOf(
  { quoteAssetId: unitId, quoteAmount }: { quoteAssetId?: string | undefined; quoteAmount?: string | undefined },
  rates: Rates,
): { unit: Unit | null; amount: Decimal | null } {
  const unit = unitId === undefined ? null : quoteUnit(unitId, rates);
  if (quoteAmount === undefined) return { unit, amount: null };
  if (!unit) throw new ApiError("parameter", "quoteAmount needs quoteAssetId beside it.");
  return { unit, amount: checkedPrice(quoteAmount, unit) };
}

/** A price with no more places than its unit has. */
export function checkedPrice(price: string, { places, symbol }: Unit): Decimal {
  const value = decimal(price);
  if (value.decimalPlaces() <= places) return value;
  throw new ApiError("places", `quoteAmount must have at most ${places} decimal places in ${symbol}.`);
}
