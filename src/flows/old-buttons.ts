import { LANGUAGES, texts } from "../i18n/index.js";
import { fold } from "./understand/text.js";

/** Labels that answer a question and mean nothing without it; "Delete it" must not be read as a command. */
const ANSWERS = [
  "chat.confirm.make",
  "chat.code.deleteIt",
  "chat.code.keep",
  "chat.settings.move",
  "chat.settings.stay",
  "chat.settlement.asPaid",
  "chat.price.open",
] as const;

const labels = new Set(LANGUAGES.flatMap((language) => ANSWERS.map((key) => fold(texts(language)(key)))));

/** True for the button of a question that may be over. */
export const isAnswerButton = (text: string): boolean => labels.has(fold(text).trim());
