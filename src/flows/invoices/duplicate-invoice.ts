import { duplicateInvoice, lastsOf } from "../../shop/invoices.js";
import type { Flow } from "../engine/flow.js";
import { invoiceButton, showInvoice } from "./invoice-card.js";
import { lastsText } from "../ask/lasts.js";
import { agrees } from "../codes/make-code.js";
import { payingText } from "../ask/settle.js";
import { whichInvoice } from "../ask/which-invoice.js";
import { flowButton, priceText, receivesText, settlementText } from "../ask/wording.js";

/** "Duplicate invoice 2": the same once more, for somebody else. */
export const duplicateOneInvoice: Flow = {
  version: 1,
  async run(chat) {
    const { t, now, language } = chat;
    const own = await whichInvoice(chat);
    if (!own) return;
    const { merchant, invoice } = own;
    const { order } = invoice;
    const words = {
      title: order.title,
      price: priceText(chat, order),
      receives: receivesText(chat, settlementText(chat, order.settlementAsset)),
      lasts: lastsText(chat, lastsOf(order)),
    };
    const text = t("invoice.confirm.check", words) + payingText(chat, order);
    if (!(await agrees(chat, `${text}\n${t("invoice.confirm.make")}`, t("invoice.confirm.makeIt")))) return;
    const by = chat.person.userId;
    await chat.did("invoice.made", order.title, { amount: order.quoteAmount, asset: order.quoteAsset });
    const wanted = { id: chat.id("invoice"), merchantId: merchant.id, orderId: order.id, now, language, by };
    const made = await duplicateInvoice(chat.tx, wanted);
    if (!made) return chat.say(t("invoice.gone"), [flowButton(chat, "my-invoices")]);
    showInvoice(chat, merchant, made);
    chat.say(t("invoice.made", { title: made.title }), [
      invoiceButton(chat, "charge", made.id),
      invoiceButton(chat, "cancel-invoice", made.id),
      flowButton(chat, "my-invoices"),
    ]);
  },
};
