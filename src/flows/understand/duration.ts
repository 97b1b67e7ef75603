import { westernDigits } from "../../payments/typed.js";
import { wordsFor } from "./answers.js";
import { clean, foldLetters, unquote } from "./text.js";

/** Why a duration was not taken; each has its own sentence in the chat. */
export type DurationProblem = "not_a_duration" | "past" | "too_short" | "too_long";
export type ReadDuration = { ok: true; seconds: number | null } | { ok: false; problem: DurationProblem };

export const MINUTE = 60;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

const LONGEST = 60;

/** How people call them, in English, German, Chinese, Japanese, Spanish and Arabic; of two things Arabic has a word. */
const UNITS = new Map<string, number>([
  ...named(MINUTE, "m|min|mins|minute|minutes|minuten|分|分钟|分鐘|分間|ぷん|minuto|minutos|دقيقة|دقائق|دقايق|د"),
  ...named(HOUR, "h|hr|hrs|hour|hours|std|stunde|stunden|时|小时|小時|个小时|個小時|钟头|个钟头|時間|じかん"),
  ...named(HOUR, "hora|horas|ساعة|ساعات|س"),
  ...named(DAY, "d|day|days|tag|tage|tagen|天|日|日間|día|días|يوم|أيام|يوما"),
  ...named(WEEK, "w|wk|week|weeks|woche|wochen|周|週|星期|个星期|礼拜|个礼拜|週間|semana|semanas|أسبوع|أسابيع|أسبوعا"),
]);

/** Said without a number, or with one that is no digit. */
const PHRASES = new Map<string, number>([
  ...named(
    15 * MINUTE,
    "quarter of an hour|a quarter of an hour|quarter hour|viertelstunde|eine viertelstunde|一刻钟|ربع ساعة",
  ),
  ...named(15 * MINUTE, "un cuarto de hora|cuarto de hora"),
  ...named(20 * MINUTE, "ثلث ساعة"),
  ...named(30 * MINUTE, "半時間"),
  ...named(MINUTE, "دقيقة|دقيقة واحدة"),
  ...named(2 * MINUTE, "دقيقتين|دقيقتان"),
  ...named(HOUR, "ساعة|ساعة واحدة"),
  ...named(
    90 * MINUTE,
    "ساعة ونصف|hora y media|anderthalb stunden|eineinhalb stunden|one and a half hours|an hour and a half",
  ),
  ...named(2 * HOUR, "ساعتين|ساعتان"),
  ...named(12 * HOUR, "半日|半天|half a day|medio día|نصف يوم|einen halben tag|ein halber tag"),
  ...named(DAY, "يوم|يوم واحد|一昼夜"),
  ...named(2 * DAY, "يومين|يومان"),
  ...named(WEEK, "أسبوع|أسبوع واحد"),
  ...named(2 * WEEK, "أسبوعين|أسبوعان|fortnight|a fortnight|quincena|una quincena"),
]);

const ONE = "a|an|one|ein|eine|einen|einer|un|una|uno|1";
const HALF = "half an|half a|eine halbe|einer halben|halbe|半|半个|半個|media|medio|نصف";
/** Number words as digits, where they begin a duration. */
const COUNTS = new Map<string, string>([
  ...counted("two|three|four|five|six|seven|eight|nine|ten"),
  ...counted("zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn"),
  ...counted("dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez"),
  ...counted("اثنان|ثلاث|أربع|خمس|ست|سبع|ثماني|تسع|عشر"),
  ...counted("اثنين|ثلاثة|أربعة|خمسة|ستة|سبعة|ثمانية|تسعة|عشرة"),
  ...counted("二|三|四|五|六|七|八|九|十"),
  ...(["一", "ひと"] as const).map((one): [string, string] => [one, "1"]),
  ...(["两", "兩"] as const).map((two): [string, string] => [two, "2"]),
]);
/** What may stand before a duration, or behind it, and says nothing more. */
const BEFORE =
  "for|für|fuer|valid|valid for|gültig|innerhalb von|por|durante|dentro de|válido|válida|válido por|لمدة|خلال|صالح لمدة|صالحة لمدة";
const BEHIND = "以内|之内|内|有効|有效|まで";
const PAST =
  "yesterday|ago|gestern|vorgestern|vor|昨天|前天|以前|之前|前|昨日|一昨日|まえ|ayer|anteayer|hace|أمس|قبل|منذ";

const none = new Set(wordsFor("noEnd").map(foldLetters));
const past = PAST.split("|").map(foldLetters);
/** Longest first, so that "分钟" is not read as "分" with something behind. */
const unitNames = [...UNITS.keys()].sort((a, b) => b.length - a.length).join("|");
const WORD_NUMBERS = new RegExp(`^(?:(${alternatives(HALF)})|(?:${ONE}))\\s*(${unitNames})$`, "u");
const PART = new RegExp(`(\\d{1,7}(?:[.,٫]\\d{1,3})?)\\s*(${unitNames})(?![\\p{Ll}\\p{Script=Arabic}])\\.?`, "uy");
const WORD_PART = new RegExp(`(?:${alternatives([...PHRASES.keys()].join("|"))})(?!\\p{L})`, "uy");
const LEAD = new RegExp(`^(?:${alternatives(BEFORE)})\\s+`, "u");
const TAIL = new RegExp(`\\s*(?:${alternatives(BEHIND)})+$`, "u");
/** "…，3天内有效", "…、2時間以内": without spaces a duration stands behind a comma, or is said to be one. */
const UNSPACED = [
  /^(.+)[，、；,]\s*([^，、；,\s]+)$/u,
  new RegExp(
    `^(.+?)((?:\\d+|[半一二两三四五六七八九十]+)\\p{Script=Han}+(?:${alternatives("以内|之内|内|有効|有效")}))$`,
    "u",
  ),
];
const HAN_COUNT = /^[一二两兩三四五六七八九十](?!\p{Nd})/u;
/** "1时间半", "1个半小时", "1 hora y media": a half more. */
const HALF_MORE = [
  /^(\d{1,4})()(時間|日|週間)半$/u,
  /^(\d{1,4})(个|個)半(小时|小時|钟头|星期)$/u,
  /^(\d{1,4}|una?)( )(horas?|dias?|semanas?) y medi[ao]$/u,
  /^(\d{1,4})( )(ساعات|ساعه|ايام|اسابيع) ونصف$/u,
];
const AND = /^\s*(?:and|und|y|و|と|,|،)?\s*/u;

function named(seconds: number, words: string): [string, number][] {
  return words.split("|").map((word) => [foldLetters(word), seconds]);
}

function counted(words: string): [string, string][] {
  return words.split("|").map((word, i) => [foldLetters(word), String(i + 2)]);
}

function alternatives(words: string): string {
  return words
    .split("|")
    .map(foldLetters)
    .toSorted((a, b) => b.length - a.length)
    .join("|");
}

/**
 * Reads how long something lasts: "20 min", "3 h", "2 days", "1 h 30 min", "eine Stunde", "两天"; a bare number is none.
 * Null seconds: no end. Otherwise within `least` and `most` seconds.
 */
export function readDuration(typed: string, { least, most }: { least: number; most: number }): ReadDuration {
  const said = withDigits(
    foldLetters(westernDigits(clean(unquote(typed))))
      .replace(/[.!。！]+$/u, "")
      .replace(LEAD, "")
      .replace(TAIL, "")
      .trim(),
  );
  if (said === "" || said.length > LONGEST) return { ok: false, problem: "not_a_duration" };
  if (none.has(said)) return { ok: true, seconds: null };
  if (isPast(said)) return { ok: false, problem: "past" };
  const seconds = PHRASES.get(said) ?? inWords(said) ?? inParts(said);
  if (seconds === null) return { ok: false, problem: "not_a_duration" };
  if (seconds < least) return { ok: false, problem: "too_short" };
  return seconds > most ? { ok: false, problem: "too_long" } : { ok: true, seconds };
}

/** "two hours" → "2 hours", "两天" → "2天", "1時間半" → "1.5時間". */
function withDigits(said: string): string {
  const [first = "", ...more] = said.split(" ");
  const count = COUNTS.get(first);
  let text = count !== undefined && more.length > 0 ? [count, ...more].join(" ") : said;
  text = text.replace(HAN_COUNT, (digit) => COUNTS.get(digit) ?? digit);
  const half = HALF_MORE.map((pattern) => pattern.exec(text)).find((found) => found !== null);
  if (half) text = `${/^\d/.test(half[1]!) ? half[1] : "1"}.5 ${half[3]}`;
  return text;
}

function isPast(said: string): boolean {
  if (/^[-−–]\s*\d/.test(said)) return true;
  return past.some((word) =>
    /[\p{Script=Han}\p{Script=Hiragana}]/u.test(word) ? said.endsWith(word) : said.split(" ").includes(word),
  );
}

function inWords(said: string): number | null {
  const found = WORD_NUMBERS.exec(said);
  const unit = UNITS.get(found?.[2] ?? "");
  if (unit === undefined) return null;
  return found?.[1] === undefined ? unit : unit / 2;
}

/** "1 h 30 min", "يومان و3 ساعات": each part a number and a unit, or a word that is both; the units getting smaller. */
function inParts(said: string): number | null {
  let seconds = 0;
  let before = Infinity;
  for (let at = 0; at < said.length;) {
    const part = readPart(said, at);
    if (!part || part.unit >= before) return null;
    seconds += part.count * part.unit;
    before = part.unit;
    at = part.end + (AND.exec(said.slice(part.end))?.[0].length ?? 0);
  }
  return Math.round(seconds);
}

function readPart(said: string, at: number): { count: number; unit: number; end: number } | null {
  PART.lastIndex = at;
  const numbered = PART.exec(said);
  const unit = UNITS.get(numbered?.[2] ?? "");
  if (numbered && unit !== undefined) {
    return { count: Number(numbered[1]!.replace(/[,٫]/, ".")), unit, end: PART.lastIndex };
  }
  WORD_PART.lastIndex = at;
  const word = PHRASES.get(WORD_PART.exec(said)?.[0] ?? "");
  return word === undefined ? null : { count: 1, unit: word, end: WORD_PART.lastIndex };
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
  for (const pattern of UNSPACED) {
    const [, rest = "", text = ""] = pattern.exec(line) ?? [];
    const read = text === "" ? null : readDuration(text, limits);
    if (read?.ok && read.seconds !== null) return { rest, read };
  }
  return null;
}
