import { formatMoment } from "../i18n/format.js";
import { texts } from "../i18n/index.js";
import { text } from "../mixin/payloads.js";
import { intakeFacts, orderFacts, reader } from "./facts.js";
import { endOf } from "./partial.js";
import { GREEN, type Notices, RED, type Teller } from "./teller.js";

/** Money came after the deadline, within the shop's grace: the shop is asked, the payer told to wait. */
export function lateNotices(teller: Teller): Pick<Notices, "tell.late"> {
  const { db } = teller;
  return {
    async "tell.late"({ orderId, outputId }) {
      const intake = await intakeFacts(db, outputId);
      const { order, shop, title } = await orderFacts(db, orderId);
      const end = endOf(order);
      // Answered or over before anybody was asked.
      if (intake.disposition !== "held" || order.state !== "open" || !end || !order.deadline) return [];
      const merchant = await reader(db, order.merchantId);
      const t = texts(merchant.language);
      const price = teller.price(order.quoteAmount, order.quoteAsset, merchant.language);
      const came = teller.amount(intake.amount, intake.assetId, merchant.language);
      const card = teller.card({
        title: t("notify.late.title", { amount: price }),
        lines: [
          t("notify.late.merchant", {
            payer: await teller.nameOf(intake.senderId, t),
            amounts: intake.assetId === order.quoteAsset ? came : `${price}, ${came}`,
            code: title,
            deadline: formatMoment(order.deadline, merchant.language, merchant.timeZone),
            until: formatMoment(end, merchant.language, merchant.timeZone),
          }),
        ],
        buttons: [
          { label: t("notify.late.accept"), color: GREEN, action: `input:/late ${outputId} accept` },
          { label: t("notify.late.refund"), color: RED, action: `input:/late ${outputId} refund` },
        ],
      });
      const told = [teller.to(merchant.userId, outputId, "late: ask the merchant", card)];
      if (!intake.senderId) return told;
      const payer = await reader(db, intake.senderId, order.language);
      const said = texts(payer.language)("notify.late.payer", {
        amount: teller.amount(intake.amount, intake.assetId, payer.language),
        code: title,
        shop,
        until: formatMoment(end, payer.language, payer.timeZone),
      });
      return [...told, teller.to(payer.userId, outputId, "late: tell the payer", text(said))];
    },
  };
}
