import type { Flow } from "../engine/flow.js";
import { mayRun } from "../engine/rights.js";
import { flowButton, menuButtons } from "../ask/wording.js";
import { controlLabel, labelOf } from "../words.js";

/** "Help": what the till does, in a few lines. */
export const help: Flow = {
  version: 1,
  async run(chat) {
    const { t, language, role, merchant } = chat;
    const buttons = [...menuButtons(chat), flowButton(chat, "more")];
    const mine = t("chat.help.mine", {
      myPayments: labelOf("my-payments", language),
      more: labelOf("more", language),
    });
    const files = t("chat.help.files", {
      csv: labelOf("csv", language),
      statement: labelOf("statement", language),
      poster: labelOf("poster", language),
      allCodes: labelOf("all-codes", language),
    });
    const refund = labelOf("refund", language);
    if (role !== "owner" && merchant) {
      const text = t(`staff.help.${role}`, {
        shop: merchant.name,
        newInvoice: labelOf("invoice", language),
        newCode: labelOf("receipt-code", language),
        codes: labelOf("my-codes", language),
        invoices: labelOf("my-invoices", language),
        refund,
        statistics: labelOf("statistics", language),
        activity: labelOf("activity", language),
      });
      return chat.say(withPoints(text, [...(mayRun(role, "csv") ? [files] : []), mine]), buttons);
    }
    const text = t("chat.help.text", {
      newCode: labelOf("receipt-code", language),
      newInvoice: labelOf("invoice", language),
      codes: labelOf("my-codes", language),
      invoices: labelOf("my-invoices", language),
      statistics: labelOf("statistics", language),
      back: controlLabel("back", language),
      cancel: controlLabel("cancel", language),
      help: controlLabel("help", language),
    });
    const people = t("send.help", { send: labelOf("send", language), transfers: labelOf("transfers", language) });
    const shop = t("chat.help.shop", {
      staff: labelOf("staff", language),
      digest: labelOf("digest", language),
      notifications: labelOf("notifications", language),
      goal: labelOf("goal", language),
    });
    const programs = t("programs.help", {
      html: labelOf("html-button", language),
      keys: labelOf("keys", language),
      webhooks: labelOf("webhooks", language),
    });
    chat.say(withPoints(text, [t("chat.help.refund", { refund }), people, files, shop, programs, mine]), buttons);
  },
};

/** More of the things it does, before what holds for all of them. */
function withPoints(text: string, points: string[]): string {
  const at = text.lastIndexOf("\n\n");
  return `${text.slice(0, at)}${points.map((point) => `\n• ${point}`).join("")}${text.slice(at)}`;
}
