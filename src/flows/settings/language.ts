import { type Language, LANGUAGE_NAMES, LANGUAGES } from "../../i18n/index.js";
import type { Flow } from "../engine/flow.js";
import { choiceQuestion, choose, type Choice } from "../ask/questions.js";
import { menuButtons } from "../ask/wording.js";
import { LANGUAGE_WORDS } from "../words.js";

const CHOICES: Choice<Language>[] = LANGUAGES.map((value) => ({
  value,
  label: LANGUAGE_NAMES[value],
  words: LANGUAGE_WORDS[value],
}));

/** "Language", or the name of one: speaks it from then on and shows the menu. */
export const language: Flow = {
  version: 1,
  async run(chat) {
    const question = choiceQuestion(chat.t("chat.settings.language"), CHOICES, chat.t("chat.settings.languageAgain"));
    const chosen = choose(CHOICES, chat.start)?.value ?? (await chat.ask("language", question));
    await chat.speak(chosen);
    chat.say(`${chat.t("chat.settings.languageSet")}\n${chat.t("chat.menu.text")}`, menuButtons(chat));
  },
};
