import { z } from "zod";
import { FIATS } from "../../../payments/fiat.js";
import type { Rates } from "../../../payments/ports.js";
import { chainAsset, chainOf, listed } from "../assets.js";
import { unitBounds } from "../bounds.js";
import { endpoint } from "../endpoint.js";
import { amountText, text } from "../params.js";
import { assetUnit, fiatUnit, type Unit } from "../units.js";

/** What a price can be in: every currency there is a rate for, and every asset with a price. */
export const quoteAssets = endpoint({
  method: "GET",
  path: "/setting/quote_assets",
  summary: "Currencies and assets that a price can be in",
  input: z.object({ payeeId: listed.payeeId }),
  data: z.array(
    z.object({
      assetId: text.describe("A currency's code in lower case, or an asset's id"),
      symbol: text.describe('Such as "USD"'),
      iconUrl: text.describe("Its picture; of currencies empty"),
      minQuoteAmount: amountText.describe("The lowest price"),
      maxQuoteAmount: amountText.describe("The highest"),
      decimalDigit: z.int().describe("How many decimal places a price may have"),
      isAsset: z.union([z.literal(0), z.literal(1)]).describe("0: a currency. 1: an asset"),
      chainAsset: chainAsset.optional(),
    }),
  ),
  bucket: "usual",
  handle({ market: { rates } }) {
    const fiats = FIATS.filter(({ code }) => rates.fiat(code)).map(({ code, digits }) => fiatUnit(code, digits));
    return Promise.resolve([...fiats, ...rates.assets().map(assetUnit)].map((unit) => shown(unit, rates)));
  },
});

function shown(unit: Unit, rates: Rates) {
  const { min, max } = unitBounds(unit);
  return {
    assetId: unit.id,
    symbol: unit.symbol,
    iconUrl: unit.iconUrl,
    minQuoteAmount: min,
    maxQuoteAmount: max,
    decimalDigit: unit.places,
    isAsset: unit.asset ? (1 as const) : (0 as const),
    ...(unit.asset && chainOf(unit.asset, rates)),
  };
}
