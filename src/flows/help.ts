import type { Flow } from "./flow.js";
import { menuButtons } from "./wording.js";
import { controlLabel, labelOf } from "./words.js";

/** "Help": what the till does, in a few lines. */
export const help: Flow = {
  version: 1,
  async run(chat) {
    const { language } = chat;
    const text = chat.t("chat.help.text", {
      newCode: labelOf("receipt-code", language),
      newInvoice: labelOf("invoice", language),
      codes: labelOf("my-codes", language),
      invoices: labelOf("my-invoices", language),
      statistics: labelOf("statistics", language),
      back: controlLabel("back", language),
      cancel: controlLabel("cancel", language),
      help: controlLabel("help", language),
    });
    chat.say(text, menuButtons(chat));
  },
};
