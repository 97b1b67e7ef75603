import type { Flow } from "../engine/flow.js";
import { mayRun } from "../engine/rights.js";
import { actingText, flowButton, menuButtons } from "../ask/wording.js";

/** "Menu": what there is to do; to those who run the till, that too. */
export const menu: Flow = {
  version: 1,
  async run(chat) {
    const text = [...actingText(chat), chat.t("chat.menu.text")].join("\n");
    chat.say(text, [
      ...menuButtons(chat),
      flowButton(chat, "more"),
      ...(mayRun(chat.role, "refund") && chat.role !== "owner" ? [flowButton(chat, "refund")] : []),
      ...(chat.isStaff ? [flowButton(chat, "shop")] : []),
      ...(chat.isOperator ? [flowButton(chat, "operator")] : []),
    ]);
  },
};
