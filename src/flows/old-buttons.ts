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
  "invoice.confirm.makeIt",
  "invoice.confirm.sendIt",
  "invoice.confirm.change",
  "invoice.nothing",
  "invoice.lasts.none",
  "invoice.cancel.yes",
  "invoice.cancel.no",
  "invoice.late.accept",
  "invoice.late.refund",
  "invoice.return.yes",
  "invoice.return.no",
  "invoice.for.yes",
  "invoice.rules.noGrace",
  "invoice.rules.asPaid",
  "invoice.rules.return",
  "chat.price.open",
  "payee.change",
  "payee.keep",
  "refund.send",
  "refund.dont",
  "refund.really",
] as const;

const labels = new Set(LANGUAGES.flatMap((language) => ANSWERS.map((key) => fold(texts(language)(key)))));

/** True for the button of a question that may be over. */
export const isAnswerButton = (text: string): boolean => labels.has(fold(text).trim());
