import { z } from "zod";
import { parted } from "../../payments/conversion/pricing.js";
import { plain } from "../../payments/money.js";
import { type Quote, type QuoteRefusal, requestQuote } from "../../payments/quotes.js";
import { QUOTE_SECONDS } from "../../payments/quoting.js";
import { paymentMemo } from "../../payments/refund-codes.js";
import type { FoundApiOrder } from "../../shop/api-orders.js";
import { seconds, symbolOf } from "./asset-words.js";
import type { ApiServices } from "./endpoint.js";
import { ApiError } from "./errors.js";
import { amountText, idText, text } from "./params.js";

/** A payment as a wallet makes it: `recipient`, `paymentAssetId`, `paymentAmount`, `memo`, and `traceId` as its trace. */
export const payment = z.object({
  isChain: z.literal(false).describe("Payments are made in Mixin; there are no addresses on chains"),
  expire: z.int().describe("When this amount holds no longer, in unix seconds; the same request then gives the next"),
  seconds: z.int().describe("How long an amount holds"),
  payeeId: text.describe("As it was sent"),
  traceId: idText.describe("The order's code: the trace to pay with, and to ask for the result by"),
  clientId: idText.describe("This attempt to pay"),
  orderId: text.describe("The shop's own number; empty when it named none"),
  paymentAssetId: idText.describe("The asset to pay in"),
  paymentAssetSymbol: text.describe("Its symbol"),
  paymentAmount: amountText.describe("How much of it to pay, exactly"),
  settlementAssetId: idText.describe("The asset the payee receives"),
  settlementAssetSymbol: text.describe("Its symbol"),
  estimatedSettlementAmount: amountText.describe("How much of it the payee receives"),
  quoteAssetId: text.describe("What the price is in: a currency's code in lower case, or an asset's id"),
  quoteAssetSymbol: text.describe("Its symbol"),
  quoteAmount: amountText.describe("The price"),
  memo: text.describe("Has to go with the payment"),
  recipient: idText.describe("The Mixin user to pay to"),
  destination: text.describe("Always empty"),
  tag: text.describe("Always empty"),
});

type Payment = z.input<typeof payment>;

/** How an order is paid in this asset now. */
export async function paymentIn(
  services: ApiServices,
  found: FoundApiOrder,
  assetId: string,
  clientId: string | undefined,
): Promise<Payment> {
  const { database, market, now } = services;
  const answer = await requestQuote(database.db, market, { orderId: found.order.id, assetId, now: now() });
  if (!answer.ok) throw refusal(found, answer);
  return paymentBy(services, found, answer.quote, clientId);
}

/** How an order is paid by this quote. Without an id of the caller's own the attempt has the quote's, which its memo names. */
export function paymentBy(
  { botId, market: { rates } }: ApiServices,
  { order, api }: FoundApiOrder,
  quote: Quote,
  clientId = quote.id,
): Payment {
  const settlementAssetId = quote.conversion?.settlementAsset ?? quote.paymentAsset;
  const settled = quote.conversion?.settlementAmount ?? parted(quote.paymentAmount, quote.feeBps).net;
  return {
    isChain: false,
    expire: seconds(quote.expiresAt),
    seconds: QUOTE_SECONDS,
    payeeId: api.payeeSent,
    traceId: order.id,
    clientId,
    orderId: api.orderNumber ?? "",
    paymentAssetId: quote.paymentAsset,
    paymentAssetSymbol: symbolOf(quote.paymentAsset, rates),
    paymentAmount: plain(quote.paymentAmount),
    settlementAssetId,
    settlementAssetSymbol: symbolOf(settlementAssetId, rates),
    estimatedSettlementAmount: plain(settled),
    quoteAssetId: order.quoteAsset,
    quoteAssetSymbol: symbolOf(order.quoteAsset, rates),
    quoteAmount: plain(order.quoteAmount),
    memo: paymentMemo(clientId),
    recipient: botId,
    destination: "",
    tag: "",
  };
}

function refusal({ order }: FoundApiOrder, refused: QuoteRefusal): ApiError {
  switch (refused.reason) {
    case "unknown":
      return new ApiError("trace");
    case "not_open":
      return new ApiError("parameter", order.paidAt ? "This order is paid." : "This order cannot be paid any more.");
    case "not_settleable":
      return new ApiError("noPair");
    case "not_covered":
      return new ApiError("noPair", `At most ${refused.most} of the settlement asset can be had for a payment now.`);
    case "no_price":
      return new ApiError("noPrice");
    default:
      return refused satisfies never;
  }
}
