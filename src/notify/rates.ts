import { formatAmount, formatBps, formatList, formatMoment } from "../i18n/format.js";
import { texts } from "../i18n/index.js";
import { assetLabel, quoteLabel, readableRate, sourceLabel } from "../payments/labels.js";
import { decimal } from "../payments/money.js";
import type { Quote } from "../payments/quotes.js";
import type { Order } from "../payments/state.js";
import type { Reader } from "./facts.js";
import type { Teller } from "./teller.js";

/**
 * "Rate: 1 ETH = 11,017.5 AED, 1 ETH = 3,000 USDT (Mixin, 22 Nov 2026, 10:02)": the rates a quote was computed with,
 * the second when it converts; null when nothing was exchanged.
 */
export function rateLine(teller: Teller, order: Order, quote: Quote | null, who: Reader, converts: boolean) {
  if (!quote) return null;
  const t = texts(who.language);
  const { rates } = teller;
  const payment = assetLabel(quote.paymentAsset, rates);
  const each = (rate: string, of: string, inUnits: string): string[] => {
    const readable = readableRate(rate);
    if (!readable) return [];
    const [one, unit] = readable.inverted ? [inUnits, of] : [of, inUnits];
    return [t("notify.each", { one, amount: formatAmount(readable.value, unit, who.language) })];
  };
  const { conversion, rate } = quote;
  const perPayment = decimal(rate.rate).gt(0) ? decimal("1").div(rate.rate).toFixed() : "0";
  const shown = [
    ...(rate.paymentUsd === null ? [] : each(perPayment, payment, quoteLabel(order.quoteAsset, rates))),
    ...(converts && conversion ? each(conversion.rate, payment, assetLabel(conversion.settlementAsset, rates)) : []),
  ];
  if (shown.length === 0) return null;
  const at = rate.paymentUsd === null ? conversion!.at : rate.at;
  const source = sourceLabel(rate.source);
  const date = formatMoment(new Date(at), who.language, who.timeZone);
  // Price and settlement in the same asset: the same rate once.
  return t("notify.rates", { rates: formatList([...new Set(shown)], who.language), source, date });
}

/** What the operator keeps of a payment, as the merchant reads it; nothing when nothing is kept. */
export function costLines(teller: Teller, order: Order, quote: Quote | null, who: Reader): string[] {
  const t = texts(who.language);
  const lines: string[] = [];
  const spread = quote?.conversion?.spreadBps ?? 0;
  if (spread > 0 && order.settledAsset !== order.paymentAsset)
    lines.push(t("notify.spread", { spread: formatBps(spread, who.language) }));
  if (order.feeAmount !== null && order.settledAsset !== null && decimal(order.feeAmount).gt(0))
    lines.push(t("notify.fee", { fee: teller.amount(order.feeAmount, order.settledAsset, who.language) }));
  return lines;
}
