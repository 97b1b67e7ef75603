import { z } from "zod";
import type { AssetSum, Currency } from "../../../reports/statistics.js";
import { firstDayOf, statisticsOf } from "../../../reports/statistics.js";
import { bucketsOf, mostBuckets } from "../../../reports/buckets.js";
import { DAY_MS } from "../../../reports/ranges.js";
import type { Rates } from "../../../payments/ports.js";
import { codeIdOf } from "../../../shop/order-search.js";
import { person } from "../../../shop/people.js";
import { seconds, symbolOf } from "../asset-words.js";
import { endpoint } from "../endpoint.js";
import { ApiError } from "../errors.js";
import { shopOf } from "../idempotency.js";
import { slug, timeZone, when } from "../own-fields.js";
import { amountText, idText, text } from "../params.js";

/** More than anybody draws. */
const MOST_POINTS = 1_000;
const UNITS = ["hour", "day", "week", "month", "year", "none"] as const;

const signedAmount = z.string().regex(/^-?\d+(\.\d+)?$/);

const asset = z.object({
  paymentAssetId: idText.describe("What was paid in"),
  paymentSymbol: text.describe("Its symbol"),
  paymentAmount: amountText.describe("What was paid in this asset"),
  quoteAmount: amountText.describe("The prices that were paid with it"),
  count: z.int().describe("Payments"),
});

const point = z.object({
  label: text.describe("The first day, YYYY-MM-DD; of hours the hour, 0 to 23"),
  from: z.int().describe("Unix seconds"),
  count: z.int().describe("Payments"),
  quoteAmount: amountText.describe("Sum of their prices"),
});

/** What was paid and given back in a stretch of time. */
export const statistics = endpoint({
  method: "GET",
  path: "/statistics",
  summary: "What the shop was paid and has given back in a stretch of time, by the currencies of its prices",
  scope: "statistics",
  input: z.object({
    from: when.optional().describe("From this moment on, in unix seconds (or milliseconds); absent: the first payment"),
    to: when.optional().describe("Up to this moment; absent: now"),
    timeZone: timeZone.optional(),
    code: slug.optional(),
    unit: z.enum(UNITS).optional().describe("What one point stands for; absent: what suits the time. none: no points"),
  }),
  data: z.object({
    from: z.int().describe("As it was counted, in whole quarters of an hour; unix seconds"),
    to: z.int().describe("The same of its end"),
    timeZone: text.describe("By whose clocks days begin"),
    unit: z.enum(UNITS).describe("What one point stands for"),
    currencies: z
      .array(
        z.object({
          quoteAssetId: text.describe("A currency's code in lower case, or an asset's id"),
          quoteSymbol: text.describe("Its symbol"),
          count: z.int().describe("Payments"),
          quoteAmount: amountText.describe("Sum of the prices"),
          feeAmount: amountText.describe("The operator's fees, as their part of the prices"),
          refundCount: z.int().describe("How many refunds"),
          refundAmount: amountText.describe("What was given back in that time, whenever it was paid"),
          netAmount: signedAmount.describe("The prices without fees and without what was given back"),
          averageAmount: amountText.describe("Of a payment"),
          newPayers: z.int().describe("Payments by those who had never paid here before"),
          returningPayers: z.int().describe("Payments by those who had"),
          assets: z.array(asset).describe("Most often paid first"),
          points: z.array(point).describe("Oldest first, those without payments too"),
        }),
      )
      .describe("One for each currency or asset that prices were in; most used first"),
  }),
  bucket: "keyed",
  async handle({ database: { db }, market: { rates }, now }, asked, asking) {
    const { id: merchantId } = shopOf(asking);
    const codeId = asked.code === undefined ? null : await codeIdOf(db, merchantId, asked.code);
    if (asked.code !== undefined && codeId === null)
      throw new ApiError("parameter", "code must be the address of one of the shop's codes.");
    const zone = asked.timeZone ?? (await person(db, merchantId))?.timeZone ?? "UTC";
    const to = asked.to ?? now();
    const whose = { merchantId, codeId, timeZone: zone };
    const from = asked.from ?? (await firstDayOf(db, whose)) ?? new Date(to.getTime() - DAY_MS);
    if (asked.from && from >= to) throw new ApiError("parameter", "from must be before to.");
    const { unit } = asked;
    if (unit !== undefined && unit !== "none" && mostBuckets(from, to, unit) > MOST_POINTS)
      throw new ApiError("parameter", `unit must give no more than ${MOST_POINTS} points: name a longer one.`);
    const found = await statisticsOf(db, {
      ...whose,
      range: { from: from < to ? from : to, to },
      before: null,
      ...(unit && { unit }),
      now: now(),
    });
    const buckets = unit === "none" ? [] : bucketsOf(found.range.from, found.range.to, found.unit, zone);
    return {
      from: seconds(found.range.from),
      to: seconds(found.range.to),
      timeZone: zone,
      unit: unit ?? found.unit,
      currencies: found.currencies.map((currency) => ({
        ...currencyWords(currency, rates),
        points: currency.series.map(({ label, count, gross }, index) => ({
          label,
          from: seconds(buckets[index]!.from),
          count,
          quoteAmount: gross,
        })),
      })),
    };
  },
});

const currencyWords = (found: Currency, rates: Rates) => ({
  quoteAssetId: found.quoteAsset,
  quoteSymbol: symbolOf(found.quoteAsset, rates),
  count: found.count,
  quoteAmount: found.gross,
  feeAmount: found.fees,
  refundCount: found.refunds.count,
  refundAmount: found.refunds.sum,
  netAmount: found.net,
  averageAmount: found.average,
  newPayers: found.newPayers,
  returningPayers: found.returning,
  assets: found.byAsset.map((sum) => assetWords(sum, rates)),
});

const assetWords = ({ assetId, amount, gross, count }: AssetSum, rates: Rates) => ({
  paymentAssetId: assetId,
  paymentSymbol: symbolOf(assetId, rates),
  paymentAmount: amount,
  quoteAmount: gross,
  count,
});
