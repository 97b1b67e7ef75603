import { z } from "zod";
import { plain } from "../../payments/money.js";
import type { Rates } from "../../payments/ports.js";
import type { ShopOrder } from "../../shop/order-search.js";
import { seconds, symbolOf } from "./asset-words.js";
import { amountText, idText, text } from "./params.js";
import { resultOf } from "./result-words.js";
import { status } from "./own-fields.js";

/** An order as its shop is told of it; what `payments_result` tells, too, has the same name and means the same. */
export const orderShape = z.object({
  traceId: idText.describe("The order's code: its page is /code/ followed by it"),
  orderId: text.describe("The shop's own number; empty when it named none"),
  source: z.enum(["code", "invoice", "api"]).describe("Paid on a code, sent as an invoice, or asked for by a program"),
  codeSlug: text.describe("The last part of the code's address; empty when it was paid on none"),
  title: text.describe("What it is called in the shop's lists"),
  status: status.describe("As in payments_result"),
  failureCode: text.describe('Why it has failed; "0" when it has not'),
  failureReason: text.describe("The same in words; empty when it has not failed"),
  quoteAmount: amountText.describe("The price, with the tip"),
  quoteAssetId: text.describe("What the price is in: a currency's code in lower case, or an asset's id"),
  quoteSymbol: text.describe("Its symbol"),
  tipAmount: amountText.describe("The part of the price that is a tip"),
  paymentAmount: amountText.describe("What counts of what was paid, with what was too much"),
  paymentAssetId: text.describe("The asset it was paid in; empty before"),
  paymentSymbol: text.describe("Its symbol"),
  surplusAmount: amountText.describe("What was too much, and goes back"),
  settleStatus: z.enum(["pending", "success"]).describe("success: the payee has the money"),
  settleAmount: text.describe("Empty until it is settled, as are the next two"),
  settleAsset: text.describe("The asset the payee got"),
  settleSymbol: text.describe("Its symbol"),
  refundedAmount: amountText.describe("The part of the price that was given back by the shop"),
  payerId: text.describe("The Mixin user who paid; empty while nobody has, or when nobody knows"),
  payerMixinNumber: text.describe("Their Mixin ID; empty when nobody knows"),
  payerName: text.describe("Their name; empty when nobody knows"),
  createdAt: z.int().describe("Unix seconds"),
  paidAt: z.int().optional().describe("Unix seconds; absent: it is not paid"),
  settledAt: z.int().optional().describe("Unix seconds; absent: it is not settled"),
  expiredAt: z.int().optional().describe("The order's deadline in unix seconds; absent: it has none"),
  replacedBy: idText.optional().describe("The order that has taken its place under its number; absent: it counts"),
});

export type OrderWords = z.input<typeof orderShape>;

/** What a shop is told of its order. `refunded`: what has been given back of the price. */
export function orderWords(found: ShopOrder, refunded: string, rates: Rates): OrderWords {
  const { order, api, slug, payer } = found;
  const result = resultOf(found, rates);
  return {
    traceId: order.id,
    orderId: api?.orderNumber ?? "",
    source: sourceOf(order.source),
    codeSlug: slug ?? "",
    title: order.title,
    status: result.status,
    failureCode: result.failureCode,
    failureReason: result.failureReason,
    quoteAmount: result.quoteAmount,
    quoteAssetId: result.quoteAssetId,
    quoteSymbol: symbolOf(order.quoteAsset, rates),
    tipAmount: plain(order.tipAmount ?? "0"),
    paymentAmount: result.paymentAmount,
    paymentAssetId: result.paymentAssetId,
    paymentSymbol: result.paymentSymbol,
    surplusAmount: result.surplusAmount,
    settleStatus: result.settleStatus,
    settleAmount: result.settleAmount,
    settleAsset: result.settleAsset,
    settleSymbol: result.settleSymbol,
    refundedAmount: plain(refunded),
    payerId: order.payerId ?? "",
    payerMixinNumber: payer?.mixinNumber ?? "",
    payerName: payer?.name ?? "",
    createdAt: seconds(order.createdAt),
    ...(order.paidAt && { paidAt: seconds(order.paidAt) }),
    ...(order.settledAt && { settledAt: seconds(order.settledAt) }),
    ...(order.deadline && { expiredAt: seconds(order.deadline) }),
    ...(api?.replacedBy && { replacedBy: api.replacedBy }),
  };
}

function sourceOf(source: ShopOrder["order"]["source"]): OrderWords["source"] {
  if (source === "code" || source === "invoice" || source === "api") return source;
  throw new Error(`an order of the source ${source} is no sale`);
}
