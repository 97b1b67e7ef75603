import { z } from "zod";
import { estimateConversion, parted } from "../../../payments/conversion/pricing.js";
import { decimal, dividedDown, isAmount, plain, roundDown } from "../../../payments/money.js";
import { readSettings } from "../../../payments/settings.js";
import { amountDue } from "../../../payments/quoting.js";
import { checkedPrice, settlementAssetId } from "../assets.js";
import { type ApiServices, endpoint } from "../endpoint.js";
import { ApiError } from "../errors.js";
import { amount, amountText, id, idText, quoteAssetId, text } from "../params.js";
import { knownAsset, quoteUnit, type Unit } from "../units.js";

const input = z
  .object({
    paymentAssetId: id.describe("The asset that is paid in"),
    settlementAssetId,
    quoteAssetId,
    quoteAmount: amount.describe("The price").optional(),
    paymentAmount: amount.describe("What is paid; goes before quoteAmount").optional(),
  })
  .refine((sent) => sent.quoteAmount !== undefined || sent.paymentAmount !== undefined, {
    error: "quoteAmount or paymentAmount is missing.",
  });

/** What a price costs now, or what an amount pays, and what of it reaches the payee. Nothing is promised by it. */
export const paymentsEstimated = endpoint({
  method: "GET",
  path: "/payments_estimated",
  summary: "What a price costs in an asset, and what the payee receives",
  input,
  data: z.object({
    price: amountText.describe("Units of the payment asset for one unit of the quote asset"),
    estimatedSettlementAmount: amountText.describe("What the payee would receive now; nothing is promised by it"),
    settlementAssetId: idText.describe("In this asset"),
    settlementAssetSymbol: text.describe("Its symbol"),
    paymentAssetId: idText.describe("The asset that is paid in"),
    paymentAssetSymbol: text.describe("Its symbol"),
    paymentAmount: amountText.describe("What is paid"),
    quoteAssetId: text.describe("What the price is in: a currency's code in lower case, or an asset's id"),
    quoteAssetSymbol: text.describe("Its symbol"),
    quoteAmount: amountText.describe("The price"),
  }),
  bucket: "usual",
  async handle(services, asked) {
    const { rates } = services.market;
    const unit = quoteUnit(asked.quoteAssetId, rates);
    const payment = knownAsset(asked.paymentAssetId, rates, "currency");
    const settlement = knownAsset(asked.settlementAssetId ?? payment.assetId, rates, "settlementAsset");
    const sums = sumsOf(services, asked, unit);
    const { feeBps } = await readSettings(services.database.db);
    return {
      ...sums,
      estimatedSettlementAmount: settled(services, payment.assetId, settlement.assetId, sums.paymentAmount, feeBps),
      settlementAssetId: settlement.assetId,
      settlementAssetSymbol: settlement.symbol,
      paymentAssetId: payment.assetId,
      paymentAssetSymbol: payment.symbol,
      quoteAssetId: unit.id,
      quoteAssetSymbol: unit.symbol,
    };
  },
});

/** The price, what pays it, and how they stand to each other; one of the two is given. */
function sumsOf({ market, now }: ApiServices, asked: z.output<typeof input>, unit: Unit) {
  const { paymentAssetId, paymentAmount, quoteAmount = "1" } = asked;
  const price = paymentAmount === undefined ? plain(checkedPrice(quoteAmount, unit)) : "1";
  const due = amountDue({ quoteAsset: unit.id, quoteAmount: price }, paymentAssetId, market.rates, now());
  if (!due) throw new ApiError("noPrice");
  const { rate } = due.rate;
  if (paymentAmount === undefined) return { price: rate, paymentAmount: due.amount, quoteAmount: price };
  if (!isAmount(paymentAmount)) throw new ApiError("places", "paymentAmount must have at most 8 decimal places.");
  const worth = roundDown(dividedDown(paymentAmount, decimal(rate)), unit.places);
  return { price: rate, paymentAmount, quoteAmount: plain(worth) };
}

/**
 * What reaches the payee after the operator's fee: of what is paid, or of what whoever converts makes of it as far as is
 * known now.
 */
function settled({ market, now }: ApiServices, from: string, to: string, paid: string, feeBps: number): string {
  if (from === to) return plain(parted(paid, feeBps).net);
  const offer = estimateConversion(market, { from, to, amount: paid, feeBps }, now());
  if (offer.ok) {
    const { settlementAmount, feeAmount } = offer.conversion;
    const cover = market.liquidity?.cover(to) ?? null;
    if (cover === null || decimal(settlementAmount).plus(feeAmount).lte(cover)) return settlementAmount;
    throw new ApiError("tooHigh", "More than can be converted now.");
  }
  switch (offer.reason) {
    case "no_price":
      throw new ApiError("noPair");
    case "too_small":
      throw new ApiError("tooLow", "Less than can be converted.");
    case "not_covered":
      throw new ApiError("tooHigh", "More than can be converted now.");
    default:
      return offer satisfies never;
  }
}
