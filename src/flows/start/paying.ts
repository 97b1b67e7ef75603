import type { Flow } from "../engine/flow.js";
import { flowButton } from "../ask/wording.js";
import { labelOf } from "../words.js";

/** "How to pay": for payers, who need nothing of a shop's menu. */
export const paying: Flow = {
  version: 1,
  async run(chat) {
    chat.say(chat.t("chat.paying.text"));
    const newCode = labelOf("receipt-code", chat.language);
    chat.say(chat.t("chat.paying.sell", { newCode }), [
      flowButton(chat, "my-payments"),
      flowButton(chat, "receipt-code"),
      flowButton(chat, "menu"),
    ]);
  },
};
