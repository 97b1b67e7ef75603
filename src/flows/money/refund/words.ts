import { formatMoment, formatPaid } from "../../../i18n/format.js";
import { wholeOf } from "../../../payments/fiat.js";
import { type Order, type Refund } from "../../../payments/state.js";
import type { Chat } from "../../engine/flow.js";
import type { Names } from "../../ask/somebody.js";
import { moneyText } from "../../ask/wording.js";

export const money = (chat: Chat, amount: string, asset: string): string =>
  moneyText(amount, asset, chat.rates, chat.language);

/** A part of a price: of a currency in whole minor units, however the coins divide it. */
export const priceMoney = (chat: Chat, amount: string, asset: string): string =>
  money(chat, wholeOf(amount, asset), asset);

/** "20 AED, 5.45 USDT", or one of them when the price is in what was paid. */
export function amountsText(chat: Chat, order: Order): string {
  const price = money(chat, order.quoteAmount, order.quoteAsset);
  if (order.paymentAsset === null || order.paymentAmount === null) return price;
  const paid = money(chat, order.paymentAmount, order.paymentAsset);
  return order.paymentAsset === order.quoteAsset ? paid : formatPaid(price, paid, chat.language);
}

/** Who paid, by name and Mixin ID as far as they are known. */
export const payerText = (chat: Chat, names: Names, { payerId }: Pick<Order, "payerId">): string =>
  names.get(payerId ?? "") ?? chat.t("notify.somebody");

export const dateText = (chat: Chat, at: Date): string => formatMoment(at, chat.language, chat.person.timeZone);

/** "• 5.45 USDT on 3 Mar: on its way". */
export const refundLine = (chat: Chat, refund: Refund): string =>
  chat.t("refund.line", {
    amount: money(chat, refund.amount, refund.assetId),
    date: dateText(chat, refund.createdAt),
    state: chat.t(`refund.state.${refund.state}`),
  });
