import { signal } from "../db/database.js";
import { formatMoment } from "../i18n/format.js";
import { texts } from "../i18n/index.js";
import { type Button, fitting, MAX_LABEL, MAX_TITLE } from "../mixin/payloads.js";
import { missingOf } from "../payments/fiat.js";
import { decimal, plain } from "../payments/money.js";
import { viewOrder } from "../payments/orders.js";
import { type Quote, requestQuote } from "../payments/quotes.js";
import { isRateless } from "../payments/quoting.js";
import type { Order } from "../payments/state.js";
import { intakeFacts, type OrderFacts, orderFacts, type Reader, reader } from "./facts.js";
import { BLUE, GREEN, type Notices, type Teller } from "./teller.js";
import { newsFor } from "./wanted.js";

/** What a payer has paid of an order so far, and what of its price that leaves. */
interface Part {
  senderId: string;
  assetId: string;
  received: string;
  /** Of the price, in its own unit. */
  missing: string;
}

/** When what is kept of an order goes back by itself; null: never. */
export const endOf = ({ deadline, graceSeconds }: Order): Date | null =>
  deadline && new Date(deadline.getTime() + graceSeconds * 1000);

/** A part of a price has come: its sender pays the rest by one tap, or takes the part back; the shop hears of it. */
export function partialNotices(teller: Teller): Pick<Notices, "tell.partial"> {
  const { db, options } = teller;

  /** A fresh amount of the rest, held for this payer alone: whoever saw an earlier link may have used it up. */
  async function quoteRest(orderId: string, { senderId, assetId }: Part): Promise<Quote | null> {
    const wanted = { orderId, assetId, payerId: senderId, now: teller.now(), fresh: true };
    const answer = await requestQuote(db, options.market, wanted);
    if (!answer.ok) return null;
    // The order's page shows it too.
    await signal(db, "orders", orderId);
    return answer.quote;
  }

  async function payerCard({ order, shop, title }: OrderFacts, part: Part, payer: Reader) {
    const { language, timeZone } = payer;
    const t = texts(language);
    const quote = await quoteRest(order.id, part);
    const missing = quote
      ? teller.amount(quote.paymentAmount, quote.paymentAsset, language)
      : teller.price(missingOf(part.missing, order.quoteAsset), order.quoteAsset, language);
    const received = teller.amount(part.received, part.assetId, language);
    const end = endOf(order);
    const moves = quote !== null && !isRateless(quote.rate);
    const renew = { label: t("notify.partial.renew"), color: BLUE, action: `input:/rest ${order.id}` };
    const buttons: Button[] = [
      ...(quote
        ? [
            {
              label: fitting(t("notify.partial.pay", { amount: missing }), t("invoice.rest.again"), MAX_LABEL),
              color: GREEN,
              action: linkOf(order, quote),
            },
          ]
        : [{ ...renew, label: t("notify.partial.rest"), color: GREEN }]),
      ...(moves ? [renew] : []),
    ];
    const holds = moves
      ? t("notify.partial.holds", {
          time: formatMoment(quote.expiresAt, language, timeZone),
          renew: t("notify.partial.renew"),
        })
      : null;
    return {
      title: fitting(t("notify.partial.title", { amount: missing }), missing, MAX_TITLE),
      lines: [
        t("notify.partial.text", { received, code: title, shop, missing }),
        end && t("notify.partial.until", { date: formatMoment(end, language, timeZone) }),
        holds,
      ],
      buttons,
      backLabel: t("notify.partial.back"),
    };
  }

  const linkOf = (order: Order, quote: Quote): string =>
    options.payLink({
      assetId: quote.paymentAsset,
      amount: plain(quote.paymentAmount),
      trace: quote.id,
      memo: order.id,
    });

  async function shopCard({ order, title }: OrderFacts, part: Part, shop: Reader) {
    const { language, timeZone } = shop;
    const t = texts(language);
    const received = teller.amount(part.received, part.assetId, language);
    const end = endOf(order);
    return teller.card({
      title: fitting(t("notify.partial.merchantTitle", { amount: received }), received, MAX_TITLE),
      lines: [
        t("notify.partial.merchant", {
          payer: await teller.nameOf(part.senderId, t),
          received,
          price: teller.price(order.quoteAmount, order.quoteAsset, language),
          code: title,
          missing: teller.price(missingOf(part.missing, order.quoteAsset), order.quoteAsset, language),
        }),
        end && t("notify.partial.merchantUntil", { date: formatMoment(end, language, timeZone) }),
      ],
      buttons: [],
    });
  }

  return {
    async "tell.partial"({ orderId, outputId }) {
      const intake = await intakeFacts(db, outputId);
      const view = await viewOrder(db, orderId);
      const kept = view?.parts.find(({ senderId }) => senderId === intake.senderId);
      // The rest has come meanwhile, or the part has gone back: whoever did that tells it.
      if (intake.disposition !== "held" || view?.order.state !== "open" || !kept) return [];
      const facts = await orderFacts(db, orderId);
      const { assetId, received, credit, senderId } = kept;
      const missing = plain(decimal(facts.order.quoteAmount).minus(credit));
      const part = { senderId, assetId, received, missing };
      const payer = await reader(db, senderId, facts.order.language);
      const { backLabel, buttons, ...card } = await payerCard(facts, part, payer);
      const back = { label: backLabel, color: BLUE, action: `input:/return ${outputId}` };
      const asked = teller.card({ ...card, buttons: [...buttons, back] });
      const toPayer = teller.to(payer.userId, outputId, "partial: tell the payer", asked);
      const { ownerId } = facts;
      if (ownerId === null) return [toPayer];
      const shop = await reader(db, ownerId);
      const news = await shopCard(facts, part, shop);
      const toShop = teller.to(shop.userId, outputId, "partial: tell the merchant", news);
      return [toPayer, newsFor(ownerId, "parts", toShop)];
    },
  };
}
