import { formatMoment } from "../i18n/format.js";
import type { OutboxMessage } from "../db/outbox.js";
import { type Language, texts } from "../i18n/index.js";
import { buttonGroup, text } from "../mixin/payloads.js";
import { mixinIdOf, orderFacts, reader } from "./facts.js";
import { BLUE, causeOf, GREEN, type Notices, type Teller } from "./teller.js";
import { fromShop, newsFor, type Told } from "./wanted.js";

/** An invoice lands in the chat of whoever is asked to pay it; and it is over without having been paid. */
export function invoiceNotices(teller: Teller): Pick<Notices, "tell.charge" | "tell.closed"> {
  const { db } = teller;
  return {
    async "tell.charge"({ orderId, userId }, job) {
      const { order, shop, title } = await orderFacts(db, orderId);
      if (order.state !== "open" || (order.deadline && order.deadline <= teller.now())) return [];
      const payer = await reader(db, userId, order.language);
      const { language, timeZone } = payer;
      const t = texts(language);
      const price = teller.price(order.quoteAmount, order.quoteAsset, language);
      const mixinId = await mixinIdOf(db, order.merchantId);
      const who = mixinId ? `${shop} (${mixinId})` : shop;
      const until =
        order.deadline && t("notify.charge.until", { date: formatMoment(order.deadline, language, timeZone) });
      const card = teller.card({
        title: t("notify.charge.title", { amount: price }),
        lines: [t("notify.charge.text", { shop: who, price, title }), until, t("notify.charge.know")],
        buttons: [{ label: t("notify.charge.pay"), color: GREEN, action: teller.orderLink(orderId) }],
      });
      // Whoever is reminded hears of the same invoice again: the asking is the cause.
      return [fromShop(order.merchantId, teller.to(payer.userId, causeOf(job), "charge: ask the payer", card))];
    },

    async "tell.closed"({ orderId }) {
      const { order, shop, title } = await orderFacts(db, orderId);
      if (order.state !== "expired" && order.state !== "cancelled") return [];
      const expired = order.state === "expired";
      const priceIn = (language: Language) => teller.price(order.quoteAmount, order.quoteAsset, language);
      const told: Told[] = [];
      const news = (message: OutboxMessage) => newsFor(order.merchantId, "invoices", message);
      // Who cancels has been answered where they did it.
      if (expired) {
        const { userId, language } = await reader(db, order.merchantId);
        const t = texts(language);
        const again = {
          label: t("notify.closed.duplicate"),
          color: BLUE,
          action: `input:/duplicate-invoice ${orderId}`,
        };
        const said = text(t("notify.closed.expired", { title, price: priceIn(language) }));
        told.push(news(teller.to(userId, orderId, "closed: tell the merchant", said)));
        told.push(news(teller.to(userId, orderId, "closed: offer to make it again", buttonGroup([again]))));
      }
      if (order.chargedUserId !== null && order.chargedUserId !== order.merchantId) {
        const { userId, language } = await reader(db, order.chargedUserId, order.language);
        const t = texts(language);
        const words = { title, shop, price: priceIn(language) };
        const said = text(t(expired ? "notify.closed.chargedExpired" : "notify.closed.chargedCancelled", words));
        told.push(fromShop(order.merchantId, teller.to(userId, orderId, "closed: tell the charged", said)));
      }
      return told;
    },
  };
}
