import type { Child } from "hono/jsx";
import { formatBps } from "../../i18n/format.js";
import { texts } from "../../i18n/index.js";
import { assetLabel, quoteLabel, sourceLabel } from "../../payments/labels.js";
import { decimal } from "../../payments/money.js";
import type { OrderPageProps } from "./order.js";
import { eachText, FactList, Moment, paymentText, priceText, rateText } from "./parts.js";

/** A paid order's amounts in all its currencies, with the rates, their time and source, and what the operator keeps. */
export function Facts({ view, rates, speech }: OrderPageProps) {
  const { order, quotes } = view;
  const { language } = speech;
  const t = texts(language);
  const quote = quotes.find(({ id }) => id === order.quoteId);
  if (!order.paymentAsset || !order.paymentAmount || order.source === "refund") return null;
  const paidIn = assetLabel(order.paymentAsset, rates);
  const converted = order.settledAsset !== null && order.settledAsset !== order.paymentAsset;
  const waits = order.settledAsset === null && view.swap !== null;
  const received = t(order.source === "transfer" ? "web.money.transferOrder.received" : "web.money.facts.received");
  const rows: [name: string, value: Child][] = [];
  if (quote && quote.rate.paymentUsd !== null) {
    rows.push([t("web.money.facts.rate"), rateText(quote.rate, paidIn, quoteLabel(order.quoteAsset, rates), language)]);
  }
  if (quote?.conversion && (converted || waits)) {
    const { rate, settlementAsset } = quote.conversion;
    rows.push([t("web.money.facts.rate"), eachText(rate, paidIn, assetLabel(settlementAsset, rates), language)]);
  }
  if (quote && rows.length > 0) {
    const at = new Date(quote.rate.paymentUsd === null ? quote.conversion!.at : quote.rate.at);
    const source = sourceLabel(quote.rate.source);
    rows.push([
      t("web.money.facts.at"),
      <>
        <Moment at={at} language={language} /> · {source}
      </>,
    ]);
  }
  if (quote?.conversion && quote.conversion.spreadBps > 0 && (converted || waits)) {
    rows.push([t("web.money.facts.spread"), formatBps(quote.conversion.spreadBps, language)]);
  }
  if (order.settledAsset && order.feeAmount && decimal(order.feeAmount).gt(0)) {
    rows.push([t("web.money.facts.fee"), paymentText(order.feeAmount, order.settledAsset, rates, language)]);
  }
  if (waits) {
    const unit = assetLabel(view.swap!.toAsset, rates);
    rows.push([received, t("web.money.facts.exchanging", { unit })]);
  } else if (order.settledAsset && order.settlementAmount) {
    rows.push([received, paymentText(order.settlementAmount, order.settledAsset, rates, language)]);
  }
  if (rows.length === 0) return null;
  rows.unshift(
    [t("web.money.facts.price"), priceText(order.quoteAmount, order.quoteAsset, rates, language)],
    [t("web.money.facts.paid"), paymentText(order.paymentAmount, order.paymentAsset, rates, language)],
  );
  return <FactList facts={rows} />;
}
