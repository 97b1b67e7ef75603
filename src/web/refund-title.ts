import { type Language, texts } from "../i18n/index.js";
import { withoutIsolates } from "../i18n/values.js";

const LENGTH = 64;

/** What a shop sees on the order that it pays for a refund of a payment of this title. */
export const refundTitle = (title: string, language: Language): string =>
  Array.from(withoutIsolates(texts(language)("refund.fundingTitle", { title })))
    .slice(0, LENGTH)
    .join("");
