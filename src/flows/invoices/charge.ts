import type { Flow } from "../engine/flow.js";
import { chargeAnew } from "./invoice.js";
import { sendTo } from "./invoice-card.js";
import { invoiceStateText } from "./my-invoices.js";
import { confirmQuestion } from "../ask/questions.js";
import { askSomebody, nameText } from "../ask/somebody.js";
import { readOrderId, whichInvoice } from "../ask/which-invoice.js";
import { flowButton, menuButtons, priceText } from "../ask/wording.js";
import { controlLabel } from "../words.js";

/** "Charge @7000103970 5 usd tea": a new invoice for somebody; with an invoice's id, that one. */
export const charge: Flow = {
  version: 1,
  async run(chat) {
    const { t } = chat;
    if (readOrderId(chat.start) === null) return chargeAnew(chat);
    const own = await whichInvoice(chat);
    if (!own) return;
    const { invoice } = own;
    const { order, state } = invoice;
    if (state !== "open" && state !== "partly") {
      const words = { title: order.title, state: invoiceStateText(chat, invoice) };
      return chat.say(t("invoice.charge.over", words), [flowButton(chat, "my-invoices"), flowButton(chat, "menu")]);
    }
    const to = await askSomebody(chat, null);
    const words = { title: order.title, price: priceText(chat, order), name: nameText(to) };
    const send = t("invoice.confirm.sendIt");
    const again = t("chat.confirm.again", { make: send, cancel: controlLabel("cancel", chat.language) });
    const sure = await chat.ask("confirm", confirmQuestion(t("invoice.charge.confirm", words), send, null, again));
    if (!sure) return chat.say(t("chat.flow.cancelled"), menuButtons(chat));
    await sendTo(chat, order, to);
  },
};
