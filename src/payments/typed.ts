/**
 * Numbers as people type them, in the digits and with the separators of any language: "1.234,50", "1,234.50",
 * "1'234", "1 234,5", "12,34,567", "１００", "٢٠٫٥". What they stand for is decided here, once, for the chat and the pages.
 */

/** Read positive or zero; a sign is the caller's to look at. */
export interface TypedNumber {
  /** Plain decimal text: digits, at most one point. */
  number: string;
  /** One separator and three digits after it: read by the habit of the language, so it should be shown. */
  ambiguous: boolean;
}

/** Only ever the decimal sign, and only ever between thousands, whatever the language. */
const [DECIMAL, THOUSANDS] = ["٫", "'"];
/** Between thousands: apostrophes, underscores, the Arabic sign and the spaces that people and Intl put there. */
const GROUPING = /(?<=\d)['’‘`´_٬\u0020\u00a0\u2009\u202f](?=\d)/g;
/** Languages that write "1.234" for one thousand and more; the others write "1,234". */
const POINT_GROUPS: ReadonlySet<string> = new Set(["de", "es"]);

/**
 * The text with digits of any script, full-width signs and the Arabic comma as 0-9 and ASCII, and "19,-" as "19".
 * "½" and "²" stay what they are: they are no digits.
 */
export function westernDigits(typed: string): string {
  if (/^[\x20-\x7e]*$/.test(typed)) return typed.replace(NOTHING_BEHIND, "");
  return typed
    .replace(/[^\p{No}]+/gu, (part) => part.normalize("NFKC"))
    .replace(/\p{Nd}/gu, digitValue)
    .replaceAll("،", ",")
    .replace(NOTHING_BEHIND, "");
}

/** "19,-" and "19.--": no cents. */
const NOTHING_BEHIND = /(?<=\d)[.,][-–—]{1,2}(?=\s|$)/g;

/** Digits of a script follow each other from nought to nine, and scripts' digits are whole tens. */
function digitValue(digit: string): string {
  const point = digit.codePointAt(0) ?? 0;
  if (point < 0x80) return digit;
  let first = point;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(first - 1))) first--;
  return String((point - first) % 10);
}

/** Reads digits and separators; null when they make no number. `typed` has been through `westernDigits`. */
export function readNumber(typed: string, language: string): TypedNumber | null {
  const text = typed.trim().replace(/(?<=\d)[.,]$/, "");
  if (!/^[\d.,]/.test(text)) return null;
  const marked = text.replace(GROUPING, THOUSANDS);
  const sure = (number: string | null): TypedNumber | null =>
    number === null ? null : { number: number.replace(/^(?=\.)/, "0"), ambiguous: false };
  if (marked.includes(DECIMAL)) return sure(withFraction(marked, DECIMAL));
  const points = count(marked, ".");
  const commas = count(marked, ",");
  if (points + commas === 0) return sure(ungrouped(marked));
  const last = marked.lastIndexOf(".") > marked.lastIndexOf(",") ? "." : ",";
  const once = (last === "." ? points : commas) === 1;
  if (!once) return sure(points > 0 && commas > 0 ? null : ungrouped(marked));
  const lone = /^([1-9]\d{0,2})[.,](\d{3})$/.exec(marked);
  if (!lone) return sure(withFraction(marked, last));
  const groups = last === (POINT_GROUPS.has(language) ? "." : ",");
  return { number: groups ? lone[1]! + lone[2]! : `${lone[1]}.${lone[2]}`, ambiguous: true };
}

const count = (text: string, mark: string): number => text.split(mark).length - 1;

function withFraction(text: string, mark: string): string | null {
  const [whole = "", fraction = "", ...more] = text.split(mark);
  if (more.length > 0 || !/^\d+$/.test(fraction)) return null;
  const digits = whole === "" ? "" : ungrouped(whole);
  return digits === null ? null : `${digits}.${fraction}`;
}

/** The digits of a whole number whose groups are of three, or of two before the last as in India, with one mark only. */
function ungrouped(text: string): string | null {
  if (/^\d+$/.test(text)) return text;
  const mark = /[^\d]/.exec(text)?.[0];
  if (mark === undefined) return null;
  const groups = text.split(mark);
  const [first = "", ...rest] = groups;
  const last = rest.at(-1) ?? "";
  const between = rest.slice(0, -1);
  const western = /^\d{1,3}$/.test(first) && rest.every((group) => /^\d{3}$/.test(group));
  const indian =
    mark === "," && /^\d{1,2}$/.test(first) && /^\d{3}$/.test(last) && between.every((group) => /^\d{2}$/.test(group));
  return western || indian ? groups.join("") : null;
}
