import { clean, fold, unquote } from "./text.js";

/** Why a duration was not taken; each has its own sentence in the chat. */
export type DurationProblem = "not_a_duration" | "past" | "too_short" | "too_long";
export type ReadDuration = { ok: true; seconds: number | null } | { ok: false; problem: DurationProblem };

export const MINUTE = 60;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

const LONGEST = 60;

const UNITS = new Map<string, number>([
  ...named(MINUTE, "m min mins minute minutes minuten 分 分钟 分鐘"),
  ...named(HOUR, "h hr hrs hour hours std stunde stunden 时 小时 小時 个小时 個小時 钟头 个钟头"),
  ...named(DAY, "d day days tag tage tagen 天 日"),
  ...named(WEEK, "w wk week weeks woche wochen 周 週 星期 个星期 礼拜 个礼拜"),
]);

const ONE = "a|an|one|ein|eine|einen|einer|1";
const HAN_DIGITS: Record<string, string> = Object.fromEntries(
  Array.from("一二三四五六七八九十")
    .map((digit, i) => [digit, String(i + 1)] as const)
    .concat([
      ["两", "2"],
      ["兩", "2"],
    ]),
);
const HALF = "half an|half a|eine halbe|einer halben|halbe|半|半个|半個";
const NONE =
  "none|no|no end|no deadline|no limit|never|unlimited|forever|ohne|keine|keins|nie|unbegrenzt|unbefristet|ohne ende|ohne frist|nein|无|無|没有|不限|不限时|永久|无期限|永不过期";
const PAST = "yesterday|ago|gestern|vorgestern|vor|昨天|前天|以前|之前|前";

const none = new Set(NONE.split("|"));
/** Longest first, so that "分钟" is not read as "分" with something behind. */
const unitNames = [...UNITS.keys()].sort((a, b) => b.length - a.length).join("|");
const WORD_NUMBERS = new RegExp(`^(?:(${HALF})|(?:${ONE}))\\s*(${unitNames})$`, "u");
const PART = new RegExp(`(\\d{1,7}(?:[.,]\\d{1,3})?)\\s*(${unitNames})(?![\\p{Ll}])\\.?`, "uy");

function named(seconds: number, words: string): [string, number][] {
  return words.split(" ").map((word) => [word, seconds]);
}

/**
 * Reads how long something lasts: "20 min", "3 h", "2 days", "1 h 30 min", "eine Stunde", "两天"; a bare number is none.
 * Null seconds: no end. Otherwise within `least` and `most` seconds.
 */
export function readDuration(typed: string, { least, most }: { least: number; most: number }): ReadDuration {
  const said = fold(clean(unquote(typed)))
    .replace(/[.!。！]+$/u, "")
    .replace(/^(?:for|für|fuer|valid|gültig)\s+/u, "")
    .replace(/^[一二两兩三四五六七八九十](?!\p{Nd})/u, (digit) => HAN_DIGITS[digit] ?? digit)
    .trim();
  if (said === "" || said.length > LONGEST) return { ok: false, problem: "not_a_duration" };
  if (none.has(said)) return { ok: true, seconds: null };
  if (isPast(said)) return { ok: false, problem: "past" };
  const seconds = inWords(said) ?? inParts(said);
  if (seconds === null) return { ok: false, problem: "not_a_duration" };
  if (seconds < least) return { ok: false, problem: "too_short" };
  return seconds > most ? { ok: false, problem: "too_long" } : { ok: true, seconds };
}

function isPast(said: string): boolean {
  if (/^[-−–]\s*\d/.test(said)) return true;
  return PAST.split("|").some((word) =>
    /\p{Script=Han}/u.test(word) ? said.endsWith(word) : said.split(" ").includes(word),
  );
}

function inWords(said: string): number | null {
  const found = WORD_NUMBERS.exec(said);
  const unit = UNITS.get(found?.[2] ?? "");
  if (unit === undefined) return null;
  return found?.[1] === undefined ? unit : unit / 2;
}

/** "1 h 30 min": each part a number and a unit, the units getting smaller. */
function inParts(said: string): number | null {
  let seconds = 0;
  let before = Infinity;
  PART.lastIndex = 0;
  for (let at = 0; at < said.length;) {
    PART.lastIndex = at;
    const found = PART.exec(said);
    const unit = UNITS.get(found?.[2] ?? "");
    if (!found || unit === undefined || unit >= before) return null;
    seconds += Number(found[1]!.replace(",", ".")) * unit;
    before = unit;
    at = PART.lastIndex + (/^\s*(?:and|und|,)?\s*/u.exec(said.slice(PART.lastIndex))?.[0].length ?? 0);
  }
  return Math.round(seconds);
}

const NUMBERED = new Set<DurationProblem>(["too_long", "too_short", "past"]);

/**
 * A duration at the end of a line, with what stands before it: "coffee 2h" → "coffee", 2 hours. Null when the line ends
 * with none.
 */
export function takeDuration(
  line: string,
  limits: { least: number; most: number },
): { rest: string; read: ReadDuration } | null {
  const words = line.split(" ");
  for (let n = Math.min(5, words.length - 1); n > 0; n--) {
    // A title may well end with "no" or "before"; a number with a unit is meant.
    const text = words.slice(-n).join(" ");
    const read = readDuration(text, limits);
    const isMeant = read.ok ? read.seconds !== null || n > 1 : NUMBERED.has(read.problem) && /^[-−–]?\s*\d/.test(text);
    if (isMeant) return { rest: words.slice(0, -n).join(" "), read };
  }
  return null;
}
