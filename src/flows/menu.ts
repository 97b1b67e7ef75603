import type { Flow } from "./flow.js";
import { flowButton, menuButtons } from "./wording.js";

/** "Menu": what there is to do; to those who run the till, that too. */
export const menu: Flow = {
  version: 1,
  async run(chat) {
    chat.say(chat.t("chat.menu.text"), [
      ...menuButtons(chat),
      ...(chat.isOperator ? [flowButton(chat, "operator")] : []),
    ]);
  },
};
