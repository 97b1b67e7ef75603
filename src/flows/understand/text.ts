import { withoutIsolates } from "../../i18n/values.js";
import { withoutKeys } from "./secrets.js";

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Longer messages are cut here before anybody looks at them: nothing we ask for is that long. */
const READ_AT_MOST = 4_000;

/** Bytes of a text message as text: at most the beginning of a long one, in NFC, without what must never be shown or kept. */
export function readText(data: Buffer): string {
  const head = data.length > READ_AT_MOST ? data.subarray(0, READ_AT_MOST) : data;
  return withoutKeys(clean(head.toString("utf8").replace(/\uFFFD+$/, "")));
}

/** Of lists, which may be longer than anything else; whoever takes one says where it has to end. */
const LINES_AT_MOST = 2 * READ_AT_MOST;
/** Looked at for them: a table is pasted with more spaces than words, and no line of it may be lost unseen. */
const READ_LINES_AT_MOST = 64_000;

/** The lines of a text message with something in them, each clean, with breaks between; null when it is one line. */
export function readLines(data: Buffer): string | null {
  const head = data.subarray(0, READ_LINES_AT_MOST);
  if (!head.includes(0x0a)) return null;
  const lines = head
    .toString("utf8")
    .replace(/\uFFFD+$/, "")
    .split("\n")
    .map(clean)
    .filter((line) => line !== "");
  if (lines.length < 2) return null;
  return withoutKeys(lines.join("\n"))
    .slice(0, LINES_AT_MOST - 1)
    .replace(/[\uD800-\uDBFF]$/, "");
}

/**
 * One line in NFC: line breaks and runs of spaces become a space; control characters, direction overrides and marks,
 * non-characters and stacks of accents go. Letters that are written right to left stay, and so do emoji joiners.
 */
export function clean(text: string): string {
  return text
    .normalize("NFC")
    .replace(/[\s\u0085\u2028\u2029]+/gu, " ")
    .replace(/\p{Cc}/gu, "")
    .replace(/[\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/g, "")
    .replace(/[\uFFFE\uFFFF\p{Co}\p{Cs}]/gu, "")
    .replace(/(\p{M}{4})\p{M}+/gu, "$1")
    .trim();
}

/** How many characters a reader sees. */
export function countGraphemes(text: string): number {
  let count = 0;
  for (const _ of graphemes.segment(text)) count++;
  return count;
}

/** The beginning of a text for being quoted back, cut between characters. */
export function excerpt(text: string, max: number): string {
  if (text.length <= max) return text;
  let kept = "";
  let count = 0;
  for (const { segment } of graphemes.segment(text.slice(0, max * 12))) {
    if (++count > max) return `${kept.trimEnd()}…`;
    kept += segment;
  }
  return kept.length < text.length ? `${kept.trimEnd()}…` : kept;
}

/** True when there is something to read: a letter, a digit, a sign, an emoji; not only joiners and marks. */
export const isVisible = (text: string): boolean => /[\p{L}\p{N}\p{P}\p{S}]/u.test(text);

/** True for messages of emoji and nothing else. */
export const isEmojiOnly = (text: string): boolean =>
  /\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(text) &&
  /^(?:\p{Extended_Pictographic}|\p{Emoji_Component}|\p{M}|\s)+$/u.test(text);

const QUOTES = /^(?:"(.+)"|'(.+)'|“(.+)”|„(.+)[“”]|«(.+)»|「(.+)」|『(.+)』|‘(.+)’)$/u;

/** What stands in quotation marks, when the whole text does: so any word can be said without being a command. */
export function unquote(text: string): string {
  const inside = QUOTES.exec(text)
    ?.slice(1)
    .find((part) => part !== undefined);
  return inside === undefined ? text : inside.trim();
}

/**
 * For comparing words: full-width and half-width alike, capitals and small letters alike (also ß and SS), and a label
 * as what tapping it says: without the isolates that `texts()` puts around a value of the other direction.
 */
export const fold = (text: string): string =>
  withoutIsolates(text)
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replace(ARABIC_DIGIT, (digit) => String(digit.charCodeAt(0) & 0xf));

/** In a list shown with "2." somebody says "٢". */
const ARABIC_DIGIT = /[\u0660-\u0669\u06f0-\u06f9]/g;

/**
 * For words that people type: as `fold`, and alike however they are accented or, in Arabic, written: without vowel signs
 * and lengthening, one alef, one yeh, one teh marbuta.
 */
export function foldLetters(text: string): string {
  const folded = fold(text);
  if (/^[\x20-\x7e]*$/.test(folded)) return folded;
  return folded
    .normalize("NFD")
    .replace(/[\u0300-\u036f\u064b-\u065f\u0670\u0640]/g, "")
    .replace(/[ىی]/g, "ي")
    .replaceAll("ة", "ه")
    .replaceAll("ک", "ك")
    .normalize("NFC");
}

/** A user's words inside Markdown: shown, never obeyed. */
export const escapeMarkdown = (text: string): string => text.replace(/[\\`*_{}[\]()#+\-.!|<>~]/g, "\\$&");
