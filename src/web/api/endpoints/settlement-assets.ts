import { z } from "zod";
import { freshPrice } from "../../../payments/prices.js";
import { assetFields, assetShape, listed, priceOf } from "../assets.js";
import { paymentBounds, quoteBounds } from "../bounds.js";
import { endpoint } from "../endpoint.js";
import { amountText, text } from "../params.js";

/** What a payee can receive. Each can be paid in itself, so none depends on who converts. */
export const settlementAssets = endpoint({
  method: "GET",
  path: "/setting/settlement_assets",
  summary: "Assets that a payee can receive",
  input: z.object(listed),
  data: z.array(
    assetShape.extend({
      isAsset: z.boolean().describe("Always true"),
      isAvailable: z.boolean().describe("Whether it can be settled in now, for this price"),
      quoteSymbol: text.optional().describe("What the price is in; absent when none was named, as are the next two"),
      minQuoteAmount: amountText.optional().describe("The lowest price that can be settled in it"),
      maxQuoteAmount: amountText.optional().describe("The highest"),
    }),
  ),
  bucket: "usual",
  handle({ market, now }, input) {
    const { rates } = market;
    const { unit, amount } = priceOf(input, rates);
    const at = now();
    const shown = rates.assets().map((asset) => {
      const bounds = paymentBounds(market, asset.assetId, null, at);
      const quote = unit && quoteBounds(market, unit, asset.assetId, at);
      const fits = quote
        ? amount === null
          ? quote.max !== "0"
          : amount.gte(quote.min) && amount.lte(quote.max)
        : freshPrice(rates.usd(asset.assetId), at) !== null;
      return {
        ...assetFields(asset, rates),
        minPaymentAmount: bounds.min,
        maxPaymentAmount: fits ? bounds.max : "0",
        isAsset: true,
        isAvailable: fits,
        ...(unit && quote && { quoteSymbol: unit.symbol, minQuoteAmount: quote.min, maxQuoteAmount: quote.max }),
      };
    });
    return Promise.resolve(shown);
  },
});
