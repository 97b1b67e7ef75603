import { texts } from "../i18n/index.js";
import { text } from "../mixin/payloads.js";
import { wholeOf } from "../payments/fiat.js";
import { sameAmount } from "../payments/money.js";
import type { Intake } from "../payments/orders.js";
import { intakeFacts, orderFacts, reader, refundFacts, transferFacts } from "./facts.js";
import { refundReason } from "./reasons.js";
import type { Notices, Teller } from "./teller.js";
import { newsFor, type Told } from "./wanted.js";

/** Money goes back: by itself because it did not fit, what was too much of it, or by the shop's will. */
export function refundNotices(teller: Teller): Pick<Notices, "tell.refund" | "tell.surplus" | "tell.refunded"> {
  const { db } = teller;

  /** The shop was told of the part, so it hears that it is gone. Of money that names nothing there is nobody to tell. */
  async function takenBackNotice({ outputId, orderId, senderId, amount, assetId }: Intake): Promise<Told[]> {
    if (orderId === null) return [];
    const { ownerId, title } = await orderFacts(db, orderId);
    if (ownerId === null || senderId === ownerId) return [];
    const shop = await reader(db, ownerId);
    const t = texts(shop.language);
    const words = {
      payer: await teller.nameOf(senderId, t),
      title,
      amount: teller.amount(amount, assetId, shop.language),
    };
    const toShop = teller.to(
      shop.userId,
      outputId,
      "taken back: tell the merchant",
      text(t("notify.takenBack", words)),
    );
    return [newsFor(ownerId, "parts", toShop)];
  }

  return {
    async "tell.refund"({ outputId, code, takenBack }) {
      const intake = await intakeFacts(db, outputId);
      if (takenBack) return takenBackNotice(intake);
      if (!intake.senderId) throw new Error(`the intake ${outputId} has nobody to be returned to`);
      const facts = intake.orderId ? await orderFacts(db, intake.orderId) : null;
      const sender = await reader(db, intake.senderId, facts?.order.language);
      const t = texts(sender.language);
      const amount = teller.amount(intake.amount, intake.assetId, sender.language);
      const words = { amount, reason: refundReason(t, code) };
      const told = facts ? t("notify.refundFor", { ...words, title: facts.title }) : t("notify.refund", words);
      return [teller.to(sender.userId, outputId, "refund: tell the payer", text(told))];
    },

    async "tell.surplus"({ outputId, requestId }) {
      const intake = await intakeFacts(db, outputId);
      const transfer = await transferFacts(db, requestId);
      if (!intake.senderId || !intake.orderId) throw new Error(`the intake ${outputId} has no surplus to return`);
      const { order, title } = await orderFacts(db, intake.orderId);
      const payer = await reader(db, intake.senderId, order.language);
      const amount = teller.amount(transfer.amount, transfer.assetId, payer.language);
      const told = texts(payer.language)("notify.surplus", { amount, title });
      return [teller.to(payer.userId, outputId, "surplus: tell the payer", text(told))];
    },

    async "tell.refunded"({ refundId }) {
      const refund = await refundFacts(db, refundId);
      const { order, shop, title } = await orderFacts(db, refund.orderId);
      const payer = await reader(db, refund.payerId, order.language);
      const merchant = await reader(db, refund.merchantId);
      const words = (language: typeof payer.language) => ({
        shop,
        title,
        amount: teller.amount(refund.amount, refund.assetId, language),
        part: teller.price(wholeOf(refund.quoteAmount, order.quoteAsset), order.quoteAsset, language),
      });
      const whole = sameAmount(refund.quoteAmount, order.quoteAmount);
      const toPayer = texts(payer.language)(
        whole ? "notify.refunded.payerWhole" : "notify.refunded.payer",
        words(payer.language),
      );
      const t = texts(merchant.language);
      const name = await teller.nameOf(refund.payerId, t);
      const toMerchant = t("notify.refunded.merchant", { ...words(merchant.language), payer: name });
      const toShop = teller.to(merchant.userId, refundId, "refunded: tell the merchant", text(toMerchant));
      return [
        teller.to(payer.userId, refundId, "refunded: tell the payer", text(toPayer)),
        newsFor(refund.merchantId, "refunds", toShop),
      ];
    },
  };
}
