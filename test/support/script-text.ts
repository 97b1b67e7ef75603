import { type Language, LOCALES } from "../../src/i18n/index.js";
import { BOT } from "./script.js";
import type { Received } from "./payer.js";

/** Texts that stand for something of this run: what is written, and what it is. */
export type Standing = [placeholder: string, value: string][];

const DIRECTION_MARKS = /[\u200e\u200f\u061c\u2066-\u2069]/g;
const TIME = String.raw`\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]m|\s?[صم](?!\p{L}))?`;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const ADDRESSES = /\b(?:MIX[1-9A-HJ-NP-Za-km-z]{40,}|0x[0-9a-fA-F]{40}|T[1-9A-HJ-NP-Za-km-z]{33}|bc1[a-z0-9]{20,})\b/g;
const LINK =
  /(?:https?|mixin):\/\/[^\s”“"»«（）)「」。，、]*[^\s”“"»«（）)「」.,;:!?。，、؟]|\blocalhost:\d+(?:\/[^\s”“"»«（）)「」。，、]*[^\s”“"»«（）)「」.,;:!?。，、؟])?/g;

/** A key to a shop; lists show its last four characters. */
const KEY = /\bmixtill_[\w-]{43}/g;

/** How long a server took to answer, also in Markdown. */
const TAKEN = /(?<!\d)\d+\\?[.,]\d(?=\s?(?:s|秒|ث)(?!\p{L}))/gu;

/** Addresses of shops whose names have no Latin letters: "/shop-7cd453", also inside Markdown. */
const NAMELESS = /\bshop(\\?)-[0-9a-f]{6}\b/g;

/** A shop's address has something behind it when others of its name came first. */
const NUMBERED = /\b(thorb)-(?:[0-9a-f]{6}|\d{1,2})\b/gi;

/** How far the clocks of Berlin, Madrid, Zürich are from UTC: in summer an hour more. */
const SUMMER = /(?<=\p{L}, )UTC\+[12]\b/gu;

/** Replaces what differs from run to run. `said`: all that people typed, whose times stay as they are. */
export function settled(language: Language, standing: Standing, said: () => string) {
  const date = datesIn(language);
  const moment = new RegExp(`(?:${date})(?:,|،|\\sum|\\sat|\\sfi|\\sفي)?\\s?${TIME}(?:\\sUTC)?`, "giu");
  // Two days are one ‹date› whether or not the month changes between them.
  const range = new RegExp(`(?:\\d{1,2}\\.?\\s?[–-]\\s?|(?:${date})\\s?[–～]\\s?)?(?:${date})`, "giu");
  const time = new RegExp(`(?<![\\d:])${TIME}(?:\\sUTC)?(?![\\d:])`, "gu");
  const keyEnds = new Set<string>();
  return (text: string): string => {
    for (const [key] of text.matchAll(KEY)) keyEnds.add(key.slice(-4));
    let clean = text
      .replace(DIRECTION_MARKS, "")
      .replace(/[\u00a0\u202f\u2009]/g, " ")
      .replace(KEY, "‹key›")
      .replace(LINK, "‹link›");
    for (const end of keyEnds) clean = clean.replace(new RegExp(`(?<![\\w-])${end}(?![\\w-])`, "g"), "‹end›");
    for (const [placeholder, value] of standing) clean = clean.replaceAll(value, placeholder);
    return clean
      .replace(NAMELESS, "shop$1-‹id›")
      .replace(NUMBERED, "$1")
      .replace(UUID, "‹id›")
      .replace(/\b[0-9a-f]{64}\b/g, "‹id›")
      .replace(ADDRESSES, "‹address›")
      .replace(TAKEN, "‹seconds›")
      .replace(moment, "‹time›")
      .replace(range, "‹date›")
      .replace(SUMMER, "‹offset›")
      .replace(time, (found) => (said().includes(found) ? found : "‹time›"));
  };
}

/** A pattern of the dates that this language writes: "22 Nov 2026", "22.11.2026", "2026年11月22日", "Noviembre de 2026". */
function datesIn(language: Language): string {
  const names = [language, "en" as const].flatMap((one) =>
    (["long", "short"] as const).flatMap((month) =>
      Array.from({ length: 12 }, (_, at) =>
        new Intl.DateTimeFormat(LOCALES[one], { month, day: "numeric", timeZone: "UTC" })
          .formatToParts(Date.UTC(2026, at, 15))
          .find(({ type }) => type === "month")!
          .value.replaceAll(".", ""),
      ),
    ),
  );
  const month = `(?:${[...new Set(names)]
    .filter((name) => /\p{L}/u.test(name))
    .toSorted((a, b) => b.length - a.length)
    .join("|")})\\.?`;
  const year = String.raw`20\d{2}`;
  return [
    `${year}年(?:\\d{1,2}月(?:\\d{1,2}日)?)?`,
    String.raw`\d{1,2}月\d{1,2}日`,
    `${year}[/-]\\d{1,2}(?:[/-]\\d{1,2})?`,
    // In Markdown: "22\\.11\\.2026".
    `\\d{1,2}\\\\?\\.\\d{1,2}\\\\?\\.(?:${year})?`,
    `\\d{1,2}\\/\\d{1,2}\\/${year}`,
    // "10/25": in Chinese and Japanese a day; elsewhere it might be anything.
    ...(["zh", "ja"].includes(language) ? [String.raw`(?<![\d/])\d{1,2}\/\d{1,2}(?![\d/])`] : []),
    `\\d{1,2}(?:\\\\?\\.)?\\s(?:de\\s)?${month}(?!\\p{L})(?:\\s(?:de\\s)?${year})?`,
    `(?<!\\p{L})${month}\\s(?:de\\s)?${year}`,
  ].join("|");
}

export interface Shown {
  label: string;
  action: string;
}

/** The buttons of a message, in order. */
export function buttonsOf({ category, text }: Received): Shown[] {
  if (category === "APP_BUTTON_GROUP") return JSON.parse(text) as Shown[];
  return category === "APP_CARD" ? ((JSON.parse(text) as { actions?: Shown[] }).actions ?? []) : [];
}

/** As a script writes it: links with an arrow. */
export const written = ({ label, action }: Shown): string => `[${label}${action.startsWith("input:") ? "" : " ↗"}]`;

/** What somebody received, as lines of a script. `to`: " to Ada", " in the group" or nothing. */
export function linesOf(messages: Received[], to: string): string[] {
  return messages.flatMap((message, at) => {
    const buttons = buttonsOf(message).map(written).join(" ");
    if (message.category === "APP_BUTTON_GROUP") return [at === 0 ? `${BOT}${to}: ${buttons}` : `  ${buttons}`];
    const [kind, content] = contentOf(message);
    const [first = "", ...more] = content.split("\n");
    return [
      `${BOT}${to}${kind}: ${first}`,
      ...more.map((line) => `  ${line || "¶"}`),
      ...(buttons ? [`  ${buttons}`] : []),
    ];
  });
}

function contentOf({ category, text }: Received): [kind: string, content: string] {
  switch (category) {
    case "PLAIN_TEXT":
      return ["", text];
    case "APP_CARD": {
      const { title, description } = JSON.parse(text) as { title: string; description: string };
      return [" (card)", `${title}\n${description}`];
    }
    case "PLAIN_IMAGE":
      return [" (picture)", (JSON.parse(text) as { caption: string }).caption];
    case "PLAIN_DATA":
      return [" (file)", (JSON.parse(text) as { name: string }).name];
    case "PLAIN_POST":
      return [" (page)", text];
    default:
      return [` (${category})`, text];
  }
}
