import type { Language } from "./index.js";

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
/** Arabic words and plain numbers: what an Arabic sentence shows in order by itself. */
const AT_HOME_IN_ARABIC = /^[\p{Script=Arabic}\p{M}\d\s.,،؛؟!«»]*$/u;
/** "https://till.example/shop", and the same as it is shown: "till.example/shop". */
const LINK = /^(?:[a-z]+:\/\/\S+|[\w.-]+(?::\d+)?\/\S+)$/i;

/**
 * A value as it stands inside a sentence. A value of the other direction is kept apart by Unicode's isolates: else
 * "قهوة, 20 AED" would be shown with its number before the word, and an Arabic message that begins with "20 USDT" from
 * the left. Links stay bare: clients would take the mark at their end for a part of them.
 */
export function asShown(value: string, language: Language): string {
  const strange = language === "ar" ? !AT_HOME_IN_ARABIC.test(value) : RIGHT_TO_LEFT.test(value);
  return strange && !LINK.test(value) && !value.startsWith("\u2068") ? `\u2068${value}\u2069` : value;
}

/** The same without the isolates: for what is said back or stored, and not only shown. */
export const withoutIsolates = (text: string): string => text.replace(/[\u2066-\u2069]/g, "");

/** Signs that are written without a space to their like. */
const DENSE = "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}ー、。，：；！？（）“”「」《》";
const [BEGIN, END] = ["\uE000", "\uE001"];
const BEGINS_DENSE = new RegExp(`^[${DENSE}]`, "u");
const ENDS_DENSE = new RegExp(`[${DENSE}]$`, "u");
const SPACE_BEFORE = new RegExp(`(?<=[${DENSE}${END}]) ${BEGIN}`, "gu");
const SPACE_BEHIND = new RegExp(`${END} (?=[${DENSE}${BEGIN}])`, "gu");

/** Marks where a Chinese or Japanese value begins and ends, for `tightened`. */
export function withEdges(value: string, language: Language): string {
  if (language !== "zh" && language !== "ja") return value;
  return `${BEGINS_DENSE.test(value) ? BEGIN : ""}${value}${ENDS_DENSE.test(value) ? END : ""}`;
}

/** "向 小明 支付" is "向小明支付", while "向 Thorb 支付" stays as it is; a value's own spaces stay, too. */
export const tightened = (text: string): string =>
  text.includes(BEGIN) || text.includes(END)
    ? text.replace(SPACE_BEFORE, "").replace(SPACE_BEHIND, "").replaceAll(BEGIN, "").replaceAll(END, "")
    : text;
