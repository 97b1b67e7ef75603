import type { Flow } from "./flow.js";
import { menuButtons } from "./wording.js";

/** "Menu": what there is to do. */
export const menu: Flow = {
  version: 1,
  async run(chat) {
    chat.say(chat.t("chat.menu.text"), menuButtons(chat));
  },
};
