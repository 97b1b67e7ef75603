import { z } from "zod";
import { plain } from "../../../payments/money.js";
import type { AssetInfo, Market } from "../../../payments/ports.js";
import { assetFields, assetShape, listed, priceOf, settlementAssetId } from "../assets.js";
import { type Bounds, paymentBounds } from "../bounds.js";
import { endpoint } from "../endpoint.js";
import { knownAsset } from "../units.js";

/** What a price can be paid in. */
export const paymentAssets = endpoint({
  method: "GET",
  path: "/setting/payment_assets",
  summary: "Assets that can be paid in",
  input: z.object({ ...listed, settlementAssetId }),
  data: z.array(assetShape),
  bucket: "usual",
  handle({ market, ways, now }, input) {
    const { rates } = market;
    const { unit, amount } = priceOf(input, rates);
    const settlementAsset = input.settlementAssetId ?? null;
    if (settlementAsset !== null) knownAsset(settlementAsset, rates, "settlementAsset");
    const due =
      unit &&
      amount &&
      new Map(
        ways({ quoteAsset: unit.id, quoteAmount: plain(amount), settlementAsset }).offers.map((offer) => [
          offer.asset.assetId,
          offer.amount,
        ]),
      );
    const at = now();
    const shown = rates.assets().map((asset) => {
      const bounds = paymentBounds(market, asset.assetId, settlementAsset, at);
      return fields(asset, market, due && !due.has(asset.assetId) ? { ...bounds, max: "0" } : bounds);
    });
    return Promise.resolve(shown);
  },
});

/** Every asset a shop can have to do with, whatever the price. */
export const assets = endpoint({
  method: "GET",
  path: "/setting/assets",
  summary: "Every asset",
  input: z.object({}),
  data: z.array(assetShape),
  bucket: "usual",
  handle({ market, now }) {
    const at = now();
    const shown = market.rates
      .assets()
      .map((asset) => fields(asset, market, paymentBounds(market, asset.assetId, null, at)));
    return Promise.resolve(shown);
  },
});

const fields = (asset: AssetInfo, { rates }: Market, { min, max }: Bounds) => ({
  ...assetFields(asset, rates),
  minPaymentAmount: min,
  maxPaymentAmount: max,
});
