import { LANGUAGE_NAMES, LANGUAGES } from "../../i18n/index.js";
import type { Button, Flow } from "../engine/flow.js";
import { clean, excerpt } from "../understand/text.js";
import { menuButtons } from "../ask/wording.js";

const NAME_MAX = 40;

export const languageButtons = (): Button[] =>
  LANGUAGES.map((language) => ({ label: LANGUAGE_NAMES[language], input: LANGUAGE_NAMES[language] }));

/** "Hello": who has chosen no language yet is asked for it first. */
export const greeting: Flow = {
  version: 1,
  async run(chat) {
    if (chat.person.language === null) {
      return chat.say(chat.t("chat.greeting.first", { bot: chat.botName }), languageButtons());
    }
    const name = excerpt(clean(chat.person.fullName), NAME_MAX);
    const text = name === "" ? chat.t("chat.greeting.nameless") : chat.t("chat.greeting.again", { name });
    chat.say(text, menuButtons(chat));
  },
};
