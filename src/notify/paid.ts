import { formatMoment, formatPaid } from "../i18n/format.js";
import { type Language, texts, type Translate } from "../i18n/index.js";
import type { OutboxMessage } from "../db/outbox.js";
import { cut, fitting, MAX_TITLE, text } from "../mixin/payloads.js";
import { assetLabel } from "../payments/labels.js";
import { sameAmount } from "../payments/money.js";
import { CODES } from "../payments/refund-codes.js";
import { isBetweenPeople, isSale } from "../payments/sales.js";
import type { Order } from "../payments/state.js";
import { exchangeRefund, type OrderFacts, orderFacts, quoteFacts, type Reader, reader } from "./facts.js";
import { costLines, rateLine } from "./rates.js";
import { refundReason } from "./reasons.js";
import { paidToOthers } from "./staff.js";
import { BLUE, causeOf, type Notices, RED, type Teller } from "./teller.js";
import { newsFor } from "./wanted.js";

/** How what is sold by itself is called; all else is a code's. */
const PAID: Partial<Record<Order["source"], "notify.paidInvoice" | "notify.paidOrder">> = {
  invoice: "notify.paidInvoice",
  api: "notify.paidOrder",
};

/** The shop and the payer hear that an order is paid, and what became of its exchange. */
export function paidNotices(
  teller: Teller,
): Pick<Notices, "tell.paid" | "tell.receipt" | "tell.settled" | "tell.fallback"> {
  const { db } = teller;

  const paidText = (order: Order, language: Language) =>
    teller.amount(order.paymentAmount ?? order.quoteAmount, order.paymentAsset ?? order.quoteAsset, language);

  /** "20 AED, 5.45 USDT", or just one of them when the price is in the asset that was paid. */
  const amounts = (order: Order, language: Language): string =>
    order.quoteAsset === order.paymentAsset
      ? paidText(order, language)
      : formatPaid(priceOf(order, language), paidText(order, language), language);

  /** Payer and shop reach each other about this payment, through us. */
  const contactButton = ({ id }: Order, label: string) => ({ label, color: BLUE, action: `input:/contact ${id}` });

  const priceOf = (order: Order, language: Language) => teller.price(order.quoteAmount, order.quoteAsset, language);

  /** What the shop gets, when that is not just what was paid; null then. */
  function receives(order: Order, t: Translate, language: Language): string | null {
    const { settledAsset: asset, settlementAmount: amount } = order;
    if (asset === null || amount === null) {
      const converts = order.settlementAsset !== null && order.settlementAsset !== order.paymentAsset;
      return converts ? t("notify.exchanging", { unit: assetLabel(order.settlementAsset!, teller.rates) }) : null;
    }
    if (asset === order.paymentAsset && sameAmount(amount, order.paymentAmount ?? "0")) return null;
    return t("notify.receives", { amount: teller.amount(amount, asset, language) });
  }

  function odd(order: Order, t: Translate, language: Language): string | null {
    switch (order.oddity) {
      case "none":
        return null;
      case "partial":
        return t("notify.odd.partial");
      case "late":
        return t("notify.odd.late");
      case "over":
        return order.surplusAmount === null || order.paymentAsset === null
          ? null
          : t("notify.odd.over", { amount: teller.amount(order.surplusAmount, order.paymentAsset, language) });
      default:
        return order.oddity satisfies never;
    }
  }

  async function shopCard({ order, slug, title, viaLink }: OrderFacts, shop: Reader) {
    const t = texts(shop.language);
    const quote = await quoteFacts(db, order.quoteId);
    const payer = await teller.nameOf(order.payerId, t);
    const words = { amounts: amounts(order, shop.language), payer, code: cut(title, 200) };
    return teller.card({
      title: t("notify.paidTitle", { amount: priceOf(order, shop.language) }),
      lines: [
        t(PAID[order.source] ?? "notify.paid", words),
        viaLink ? t("notify.byLink") : null,
        odd(order, t, shop.language),
        receives(order, t, shop.language),
        rateLine(teller, order, quote, shop, order.settledAsset !== order.paymentAsset),
        ...costLines(teller, order, quote, shop),
      ],
      buttons: [
        ...(slug ? [{ label: t("notify.statistics"), color: BLUE, action: `input:/statistics ${slug}` }] : []),
        ...(order.payerId === null || order.payerId === order.merchantId
          ? []
          : [contactButton(order, t("payer.write.payer"))]),
        { label: t("notify.refundButton"), color: RED, action: `input:/refund ${order.id}` },
      ],
    });
  }

  async function receipt({ order, ownerId, shop, title }: OrderFacts, payer: Reader) {
    const { language, timeZone } = payer;
    const t = texts(language);
    const date = formatMoment(order.paidAt ?? order.createdAt, language, timeZone);
    return teller.card({
      title: t("notify.receiptTitle", { amount: priceOf(order, language) }),
      lines: [
        t(order.source === "refund" ? "notify.receiptRefund" : "notify.receipt", {
          amounts: amounts(order, language),
          shop,
          code: cut(title, 200),
          date,
        }),
        rateLine(teller, order, await quoteFacts(db, order.quoteId), payer, false),
      ],
      buttons: [
        { label: t("notify.openReceipt"), color: BLUE, action: teller.orderLink(order.id) },
        ...(ownerId !== null && isSale(order) && order.payerId !== ownerId
          ? [contactButton(order, t("payer.write.shop"))]
          : []),
      ],
    });
  }

  /** The payer has a receipt: they hear that the money comes back after all, in the coins it comes in. */
  async function returnedNotice({ order, title }: Pick<OrderFacts, "order" | "title">): Promise<OutboxMessage[]> {
    const refund = await exchangeRefund(db, order.id);
    if (order.payerId === null || !refund) return [];
    const payer = await reader(db, order.payerId, order.language);
    const t = texts(payer.language);
    const amount = teller.amount(refund.amount, refund.assetId, payer.language);
    const said = t("notify.refundFor", { amount, title, reason: refundReason(t, CODES.notSettleable) });
    return [teller.to(payer.userId, order.id, "fallback returned: tell the payer", text(said))];
  }

  return {
    async "tell.paid"({ orderId }) {
      const facts = await orderFacts(db, orderId);
      const { order, ownerId } = facts;
      // Money of several senders together pays too; then there is nobody to name or to give a receipt.
      const payer = order.payerId ? await reader(db, order.payerId, order.language) : null;
      const receipts = payer
        ? [teller.to(payer.userId, orderId, "paid: receipt for the payer", await receipt(facts, payer))]
        : [];
      // Of what they send themselves they hear what becomes of it.
      if (isBetweenPeople(order)) return payer?.userId === order.merchantId ? [] : receipts;
      // Of a refund's own order the shop is the payer: it hears when the refund is done.
      if (order.source === "refund" || ownerId === null) return receipts;
      const shop = await reader(db, ownerId);
      const others = await paidToOthers(teller, facts, (language) => amounts(order, language));
      const card = await shopCard(facts, shop);
      const toShop = teller.to(shop.userId, orderId, "paid: tell the merchant", card);
      return [newsFor(ownerId, "payments", toShop), ...receipts, ...others];
    },

    async "tell.receipt"({ orderId }, job) {
      const facts = await orderFacts(db, orderId);
      const { order } = facts;
      if (order.payerId === null || order.paidAt === null) return [];
      const payer = await reader(db, order.payerId, order.language);
      return [teller.to(payer.userId, causeOf(job), "receipt: once more", await receipt(facts, payer))];
    },

    async "tell.settled"({ orderId }) {
      const { order, ownerId, title } = await orderFacts(db, orderId);
      if (order.settledAsset === null || order.settlementAmount === null || ownerId === null) return [];
      const shop = await reader(db, ownerId);
      const t = texts(shop.language);
      const settled = teller.amount(order.settlementAmount, order.settledAsset, shop.language);
      const quote = await quoteFacts(db, order.quoteId);
      const card = teller.card({
        title: fitting(t("notify.settledTitle", { amount: settled }), settled, MAX_TITLE),
        lines: [
          t("notify.settled", { amounts: amounts(order, shop.language), code: cut(title, 200), settled }),
          ...costLines(teller, order, quote, shop),
        ],
        buttons: [],
      });
      const toShop = teller.to(shop.userId, orderId, "settled: tell the merchant", card);
      return [newsFor(ownerId, "payments", toShop)];
    },

    async "tell.fallback"({ orderId, why }) {
      const { order, ownerId, title } = await orderFacts(db, orderId);
      const toPayer = why === "returned" && order.source !== "claim" ? await returnedNotice({ order, title }) : [];
      if (ownerId === null) return toPayer;
      const shop = await reader(db, ownerId);
      const { language } = shop;
      const t = texts(language);
      const unit = order.settlementAsset ? assetLabel(order.settlementAsset, teller.rates) : "";
      const words = { code: title, price: priceOf(order, language), unit };
      const got =
        order.settlementAmount !== null && order.settledAsset !== null
          ? teller.amount(order.settlementAmount, order.settledAsset, language)
          : paidText(order, language);
      const said =
        why === "as_paid"
          ? t("notify.fallback.asPaid", { ...words, amount: got })
          : t("notify.fallback.returned", { ...words, payer: await teller.nameOf(order.payerId, t) });
      const told = teller.to(shop.userId, orderId, `fallback ${why}: tell the merchant`, text(said));
      return [told, ...toPayer];
    },
  };
}
