import type { QuoteRate } from "../db/schema.js";
import { wholeOf } from "./fiat.js";
import { readableRate, sourceLabel } from "./labels.js";
import { type Decimal, decimal, plain, sameAmount } from "./money.js";
import type { OrderView } from "./orders.js";
import type { ReceiptFacts } from "./receipts.js";

/** One line of a receipt, as each face of it words it. What a currency or an asset is called is the face's to say. */
export type ReceiptLine =
  | { name: "number" | "trace" | "transaction"; text: string }
  | { name: "date"; at: Date }
  | { name: "amount" | "tip" | "total" | "paidPart"; price: string }
  | { name: "paidWith" | "surplus"; assetId: string; amount: string }
  /** So many of `unit` were one of `one`. */
  | { name: "rate"; one: string; unit: string; value: string }
  | { name: "ratedAt"; at: Date; source: string }
  | { name: "givesBack" | "gaveBack"; assetId: string; amount: string; at: Date }
  | { name: "status"; state: Given };

/** How much of what was paid the shop has given back, or is giving. */
export type Given = "paid" | "part" | "whole";

/** What a receipt says, in this order, on its page and in a mail alike. */
export function receiptLines(view: OrderView, { orderNumber, hashes, paidPart }: ReceiptFacts): ReceiptLine[] {
  const { order, quotes } = view;
  const { quoteAsset, quoteAmount, paymentAsset, paymentAmount } = order;
  const paid = paymentAsset && paymentAmount ? { assetId: paymentAsset, amount: paymentAmount } : null;
  // The price was in coins, and those were paid: nothing is said twice.
  const isSaid = paid?.assetId === quoteAsset && sameAmount(paid.amount, paidPart);
  const quote = quotes.find(({ id }) => id === order.quoteId);
  return [
    ...(orderNumber === null ? [] : [{ name: "number" as const, text: orderNumber }]),
    { name: "date", at: order.paidAt ?? order.createdAt },
    ...tipLines(view),
    { name: "total", price: quoteAmount },
    ...(paidPart.lt(quoteAmount) ? [{ name: "paidPart" as const, price: paidPrice(view, paidPart) }] : []),
    ...(paid && !isSaid ? [{ name: "paidWith" as const, ...paid }] : []),
    ...(paid && quote ? rateLines(quote.rate, paid.assetId, quoteAsset) : []),
    ...backLines(view),
    { name: "status", state: givenBack(view, paidPart) },
    { name: "trace", text: order.id },
    ...hashes.map((hash) => ({ name: "transaction" as const, text: hash })),
  ];
}

/** What was paid of the price, as a receipt says it: never more, also by a part of a cent. */
export const paidPrice = ({ order }: Pick<OrderView, "order">, paidPart: Decimal): string =>
  wholeOf(plain(paidPart), order.quoteAsset);

/** The price without the tip, and the tip; nothing where nobody was asked for one. */
function tipLines({ order }: OrderView): ReceiptLine[] {
  const { quoteAmount, tipAmount } = order;
  if (tipAmount === null) return [];
  return [
    { name: "amount", price: plain(decimal(quoteAmount).minus(tipAmount)) },
    { name: "tip", price: tipAmount },
  ];
}

/** The way round in which the rate is read best; nothing where nothing was exchanged. */
function rateLines({ rate, paymentUsd, at, source }: QuoteRate, paymentAsset: string, quoteAsset: string) {
  const perQuote = decimal(rate);
  const readable = paymentUsd !== null && perQuote.gt(0) ? readableRate(decimal("1").div(perQuote).toFixed()) : null;
  if (!readable) return [];
  const [one, unit] = readable.inverted ? [quoteAsset, paymentAsset] : [paymentAsset, quoteAsset];
  return [
    { name: "rate" as const, one, unit, value: readable.value },
    { name: "ratedAt" as const, at: new Date(at), source: sourceLabel(source) },
  ];
}

/** What was too much, and what the shop has given back since. */
function backLines({ order, refunds }: OrderView): ReceiptLine[] {
  const { paymentAsset, surplusAmount } = order;
  const isTooMuch = surplusAmount !== null && decimal(surplusAmount).gt(0);
  return [
    ...(paymentAsset && isTooMuch ? [{ name: "surplus" as const, assetId: paymentAsset, amount: surplusAmount }] : []),
    ...refunds.filter(isUnderWay).map(({ state, amount, assetId, createdAt, doneAt }) => ({
      name: state === "done" ? ("gaveBack" as const) : ("givesBack" as const),
      assetId,
      amount,
      at: doneAt ?? createdAt,
    })),
  ];
}

/** `paidPart`: what of the price was paid, which is all that can be given back. */
export function givenBack({ refunds }: Pick<OrderView, "refunds">, paidPart: Decimal): Given {
  const back = refunds.filter(isUnderWay).reduce((sum, { quoteAmount }) => sum.plus(quoteAmount), decimal("0"));
  if (back.isZero()) return "paid";
  return back.gte(paidPart) ? "whole" : "part";
}

/** One that the shop has begun and not paid for may come to nothing. */
const isUnderWay = ({ state }: OrderView["refunds"][number]): boolean => state === "sending" || state === "done";
