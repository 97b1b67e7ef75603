import { formatMoment } from "../i18n/format.js";
import { type Language, texts, type Translate } from "../i18n/index.js";
import type { OutboxMessage } from "../db/outbox.js";
import { cut, fitting, MAX_TITLE, text } from "../mixin/payloads.js";
import { assetLabel } from "../payments/labels.js";
import { sameAmount } from "../payments/money.js";
import { CODES } from "../payments/refund-codes.js";
import type { Order } from "../payments/state.js";
import { exchangeRefund, type OrderFacts, orderFacts, quoteFacts, type Reader, reader } from "./facts.js";
import { costLines, rateLine } from "./rates.js";
import { refundReason } from "./reasons.js";
import { BLUE, type Notices, RED, type Teller } from "./teller.js";

/** The shop and the payer hear that an order is paid, and what became of its exchange. */
export function paidNotices(teller: Teller): Pick<Notices, "tell.paid" | "tell.settled" | "tell.fallback"> {
  const { db } = teller;

  const paidText = (order: Order, language: Language) =>
    teller.amount(order.paymentAmount ?? order.quoteAmount, order.paymentAsset ?? order.quoteAsset, language);

  /** "20 AED, 5.45 USDT", or just one of them when the price is in the asset that was paid. */
  const amounts = (order: Order, language: Language): string =>
    order.quoteAsset === order.paymentAsset
      ? paidText(order, language)
      : `${priceOf(order, language)}, ${paidText(order, language)}`;

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

  async function shopCard({ order, slug, title }: OrderFacts, shop: Reader) {
    const t = texts(shop.language);
    const quote = await quoteFacts(db, order.quoteId);
    const payer = await teller.nameOf(order.payerId, t);
    const words = { amounts: amounts(order, shop.language), payer, code: cut(title, 200) };
    return teller.card({
      title: t("notify.paidTitle", { amount: priceOf(order, shop.language) }),
      lines: [
        order.source === "invoice" ? t("notify.paidInvoice", words) : t("notify.paid", words),
        odd(order, t, shop.language),
        receives(order, t, shop.language),
        rateLine(teller, order, quote, shop, order.settledAsset !== order.paymentAsset),
        ...costLines(teller, order, quote, shop),
      ],
      buttons: [
        ...(slug ? [{ label: t("notify.statistics"), color: BLUE, action: `input:/statistics ${slug}` }] : []),
        { label: t("notify.refundButton"), color: RED, action: `input:/refund ${order.id}` },
      ],
    });
  }

  async function receipt({ order, shop, title }: OrderFacts, payer: Reader) {
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
      buttons: [{ label: t("notify.openReceipt"), color: BLUE, action: teller.orderLink(order.id) }],
    });
  }

  /** The payer has a receipt: they hear that the money comes back after all, in the coins it comes in. */
  async function returnedNotice({ order, title }: Pick<OrderFacts, "order" | "title">): Promise<OutboxMessage[]> {
    const refund = await exchangeRefund(db, order.id);
    if (order.payerId === null || !refund) return [];
    const payer = await reader(db, order.payerId, order.language);
    const t = texts(payer.language);
    const code = CODES.notSettleable;
    const amount = teller.amount(refund.amount, refund.assetId, payer.language);
    const said = t("notify.refundFor", { amount, title, reason: refundReason(t, code), code });
    return [teller.to(payer.userId, order.id, "fallback returned: tell the payer", text(said))];
  }

  return {
    async "tell.paid"({ orderId }) {
      const facts = await orderFacts(db, orderId);
      const { order } = facts;
      // Money of several senders together pays too; then there is nobody to name or to give a receipt.
      const payer = order.payerId ? await reader(db, order.payerId, order.language) : null;
      const receipts = payer
        ? [teller.to(payer.userId, orderId, "paid: receipt for the payer", await receipt(facts, payer))]
        : [];
      // Of a refund's own order the shop is the payer: it hears when the refund is done.
      if (order.source === "refund") return receipts;
      const shop = await reader(db, order.merchantId);
      return [teller.to(shop.userId, orderId, "paid: tell the merchant", await shopCard(facts, shop)), ...receipts];
    },

    async "tell.settled"({ orderId }) {
      const { order, title } = await orderFacts(db, orderId);
      if (order.settledAsset === null || order.settlementAmount === null) return [];
      const shop = await reader(db, order.merchantId);
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
      return [teller.to(shop.userId, orderId, "settled: tell the merchant", card)];
    },

    async "tell.fallback"({ orderId, why }) {
      const { order, title } = await orderFacts(db, orderId);
      const shop = await reader(db, order.merchantId);
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
      return why === "returned" ? [told, ...(await returnedNotice({ order, title }))] : [told];
    },
  };
}
