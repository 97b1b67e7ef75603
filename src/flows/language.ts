import { type Language, LANGUAGE_NAMES, LANGUAGES } from "../i18n/index.js";
import type { Flow } from "./flow.js";
import { choiceQuestion, choose, type Choice } from "./questions.js";
import { menuButtons } from "./wording.js";

const WORDS: Record<Language, string[]> = {
  en: ["en", "english", "englisch", "英语", "英文"],
  zh: ["zh", "chinese", "chinesisch", "汉语", "中国话", "简体中文", "普通话"],
  de: ["de", "german", "deutsch", "德语", "德文"],
};
const CHOICES: Choice<Language>[] = LANGUAGES.map((value) => ({
  value,
  label: LANGUAGE_NAMES[value],
  words: WORDS[value],
}));

/** The language whose name this is; null when it is none. */
export const readLanguage = (typed: string): Language | null => choose(CHOICES, typed)?.value ?? null;

/** "Language", or the name of one: speaks it from then on and shows the menu. */
export const language: Flow = {
  version: 1,
  async run(chat) {
    const question = choiceQuestion(chat.t("chat.settings.language"), CHOICES, chat.t("chat.settings.languageAgain"));
    const chosen = readLanguage(chat.start) ?? (await chat.ask("language", question));
    await chat.speak(chosen);
    chat.say(`${chat.t("chat.settings.languageSet")} ${chat.t("chat.menu.text")}`, menuButtons(chat));
  },
};
