import { formatItems } from "../../i18n/format.js";
import { heldOf } from "../../payments/held.js";
import { cancelInvoice } from "../../shop/invoices.js";
import type { Flow } from "../engine/flow.js";
import { invoiceStateText } from "./my-invoices.js";
import { confirmQuestion } from "../ask/questions.js";
import { whichInvoice } from "../ask/which-invoice.js";
import { amountText, flowButton } from "../ask/wording.js";

/** "Cancel invoice 2": asked once more when money for it is here (a part of the price, or late), which goes back. */
export const cancelOneInvoice: Flow = {
  version: 1,
  async run(chat) {
    const { t, now } = chat;
    const own = await whichInvoice(chat);
    if (!own) return;
    const { merchant, invoice } = own;
    const { title, id } = invoice.order;
    const buttons = [flowButton(chat, "my-invoices"), flowButton(chat, "menu")];
    if (invoice.order.state !== "open") {
      return chat.say(t("invoice.cancel.over", { title, state: invoiceStateText(chat, invoice) }), buttons);
    }
    const held = await heldOf(chat.tx, { orderId: id });
    const amounts = held.map(({ assetId, amount }) => amountText(chat, assetId, amount));
    const paid = formatItems(amounts, chat.language);
    if (paid !== "") {
      const [yes, no] = [t("invoice.cancel.yes"), t("invoice.cancel.no")];
      const again = t("chat.code.deleteAgain", { delete: yes, keep: no });
      const sure = await chat.ask(
        "confirm",
        confirmQuestion(t("invoice.cancel.sure", { title, paid }), yes, no, again),
      );
      if (!sure) return chat.say(t("invoice.cancel.kept", { title }), buttons);
    }
    const answer = await cancelInvoice(chat.tx, {
      merchantId: merchant.id,
      orderId: id,
      by: chat.person.userId,
      cause: chat.id("cancel"),
      now,
    });
    if (answer === "cancelled") {
      return chat.say(t(paid === "" ? "invoice.cancel.done" : "invoice.cancel.doneBack", { title, paid }), buttons);
    }
    chat.say(answer === "taken" ? t("invoice.cancel.taken", { title }) : t("invoice.gone"), buttons);
  },
};
