import { formatMoment, formatPaid } from "../i18n/format.js";
import { texts } from "../i18n/index.js";
import { text } from "../mixin/payloads.js";
import type { Intake } from "../payments/orders.js";
import { intakeFacts, type OrderFacts, orderFacts, reader } from "./facts.js";
import { endOf } from "./partial.js";
import { GREEN, type Notices, RED, type Teller } from "./teller.js";
import { newsFor, type Told } from "./wanted.js";

/** Money came after the deadline, within the shop's grace: the shop is asked, the payer told to wait. */
export function lateNotices(teller: Teller): Pick<Notices, "tell.late"> {
  const { db } = teller;

  async function askShop({ order, ownerId, title }: OrderFacts, intake: Intake, until: Date): Promise<Told[]> {
    if (ownerId === null || !order.deadline) return [];
    const merchant = await reader(db, ownerId);
    const t = texts(merchant.language);
    const price = teller.price(order.quoteAmount, order.quoteAsset, merchant.language);
    const came = teller.amount(intake.amount, intake.assetId, merchant.language);
    const card = teller.card({
      title: t("notify.late.title", { amount: price }),
      lines: [
        t("notify.late.merchant", {
          payer: await teller.nameOf(intake.senderId, t),
          amounts: intake.assetId === order.quoteAsset ? came : formatPaid(price, came, merchant.language),
          code: title,
          deadline: formatMoment(order.deadline, merchant.language, merchant.timeZone),
          until: formatMoment(until, merchant.language, merchant.timeZone),
        }),
      ],
      buttons: [
        { label: t("notify.late.accept"), color: GREEN, action: `input:/late ${intake.outputId} accept` },
        { label: t("notify.late.refund"), color: RED, action: `input:/late ${intake.outputId} refund` },
      ],
    });
    return [newsFor(ownerId, "parts", teller.to(ownerId, intake.outputId, "late: ask the merchant", card))];
  }

  return {
    async "tell.late"({ orderId, outputId }) {
      const intake = await intakeFacts(db, outputId);
      const facts = await orderFacts(db, orderId);
      const { order, shop, title } = facts;
      const end = endOf(order);
      // Answered or over before anybody was asked.
      if (intake.disposition !== "held" || order.state !== "open" || !end) return [];
      const told = await askShop(facts, intake, end);
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
