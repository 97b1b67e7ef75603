import type { Language } from "../../i18n/index.js";
import { addDays, addMonths, daysBetween, type Span, weekdayOf } from "../../reports/ranges.js";
import { isAhead } from "./period/ahead.js";
import { type Days, daysOfPoint, type Point, readNamedDay, readPoint } from "./period/dates.js";
import { without } from "./period/without.js";
import {
  AGO,
  COUNTED,
  DUAL,
  FROM,
  LAST,
  LAST_ONE,
  NAMED,
  type Named,
  NUMBERS,
  SINCE_BEFORE,
  SINCE_BEHIND,
  TO_BEHIND,
  UNTIL,
} from "./period/words.js";
import { foldLetters, unquote } from "./text.js";

/** `ahead`: it has not begun. `reversed`: it ends before it begins. `too_long`: more than ten years of days. */
export type PeriodProblem = "ahead" | "reversed" | "too_long";
export type ReadPeriod = { ok: true; span: Span } | { ok: false; problem: PeriodProblem };

const SPAN_MOST = 3_700;
/** Longer than half a year, a range over the turn of a year is more likely one with its ends exchanged. */
const TURN_MOST = 183;
const READ_MOST = 80;

/**
 * The time that is meant, in any of our languages: "last week", "1–15 March", "seit Montag", "3月", "2026". Null when it
 * is none. What runs still ends today. The language says what "11/3" is, where it does not say so itself.
 */
export function readPeriod(typed: string, today: string, language?: Language): ReadPeriod | null {
  const text = monthsFirst(tidy(typed), language);
  if (text === "" || text.length > READ_MOST) return null;
  return (
    readNamed(text, today) ??
    readCounted(text, today) ??
    readSince(text, today) ??
    readOne(text, today) ??
    readFromTo(text, today) ??
    (isAhead(text, (rest) => readPeriod(rest, today, language) !== null) ? { ok: false, problem: "ahead" } : null)
  );
}

/** Folded, with digits and signs as the tables have them. */
const tidy = (typed: string): string =>
  foldLetters(unquote(typed))
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replace(/[–—−~〜～]/g, "-")
    .replace(/[?!؟。]+$/, "")
    .replace(/\s+/g, " ")
    .trim();

/** Chinese and Japanese write the month before the day: "11/3-11/9" is of November there, and of March to September else. */
const monthsFirst = (text: string, language?: Language): string =>
  language === "ja" || language === "zh"
    ? text.replace(/(?<![\d/])(0?[1-9]|1[0-2])\/(\d{1,2})(?![\d/])/g, "$1月$2日")
    : text;

const ok = (span: Span): ReadPeriod => ({ ok: true, span });
const days = (first: string, last: string): ReadPeriod => ok({ unit: "days", first, last });

function readNamed(text: string, today: string): ReadPeriod | null {
  const name = (Object.keys(NAMED) as Named[]).find((one) => NAMED[one].includes(text));
  return name ? ok(spanNamed(name, today)) : null;
}

/** The time that a name means; buttons use it, too. */
export function spanNamed(name: Named, today: string): Span {
  const monday = addDays(today, -weekdayOf(today));
  const [month, year] = [`${today.slice(0, 8)}01`, `${today.slice(0, 4)}-01-01`];
  switch (name) {
    case "today":
      return { unit: "days", first: today, last: today };
    case "yesterday":
      return { unit: "days", first: addDays(today, -1), last: addDays(today, -1) };
    case "week":
      return { unit: "days", first: addDays(today, -6), last: today };
    case "month":
      return { unit: "days", first: addDays(today, -29), last: today };
    case "thisWeek":
      return { unit: "week", first: monday, last: today };
    case "lastWeek":
      return { unit: "week", first: addDays(monday, -7), last: addDays(monday, -1) };
    case "thisMonth":
      return { unit: "month", first: month, last: today };
    case "lastMonth":
      return { unit: "month", first: addMonths(month, -1), last: addDays(month, -1) };
    case "thisYear":
      return { unit: "year", first: year, last: today };
    case "lastYear":
      return { unit: "year", first: addMonths(year, -12), last: addDays(year, -1) };
    case "all":
      return { unit: "all", first: null, last: today };
    default:
      return name satisfies never;
  }
}

/** "7 days", "last 90 days", "最近三个月", "7d". */
function readCounted(text: string, today: string): ReadPeriod | null {
  const bare = without(without(text, LAST, "before"), AGO, "behind");
  const dual = DUAL.find(([names]) => names.includes(bare));
  if (dual) return counted(dual[1], dual[2], today);
  for (const [unit, names] of Object.entries(COUNTED) as [keyof typeof COUNTED, string[]][]) {
    for (const name of names) {
      if (!bare.endsWith(name)) continue;
      const before = bare.slice(0, -name.length).trim();
      // "1月", "2026年": written with a digit, these are dates; "3d" is not.
      const number = /^\d{1,4}$/.test(before)
        ? Number(before)
        : (NUMBERS.find(([written]) => written.includes(before))?.[1] ?? 0);
      const isDate =
        (unit === "year" && name === "年" && number > 99) ||
        (name === "日" && text === bare && !/^(7|10|14|28|30|60|90|100|180|365)$/.test(before));
      if (number > 0 && !isDate) return counted(number, unit, today);
    }
  }
  return null;
}

function counted(number: number, unit: keyof typeof COUNTED, today: string): ReadPeriod {
  if (number * { day: 1, week: 7, month: 31, year: 366 }[unit] > SPAN_MOST) return { ok: false, problem: "too_long" };
  if (unit === "day" || unit === "week") {
    return days(addDays(today, 1 - number * (unit === "week" ? 7 : 1)), today);
  }
  return days(addDays(addMonths(today, -number * (unit === "year" ? 12 : 1)), 1), today);
}

/** "since Monday", "ab 1. März", "从3月1日起". */
function readSince(text: string, today: string): ReadPeriod | null {
  const bare = without(without(text, SINCE_BEFORE, "before"), SINCE_BEHIND, "behind");
  if (bare === text) return null;
  const day = readNamedDay(without(bare, LAST_ONE, "before"), today);
  if (day !== null) return days(day, today);
  const name = (Object.keys(NAMED) as Named[]).find((one) => one !== "all" && NAMED[one].includes(bare));
  const since = name ? spanNamed(name, today).first : firstOf(bare, today);
  if (since === null) return null;
  return since > today ? { ok: false, problem: "ahead" } : days(since, today);
}

function firstOf(text: string, today: string): string | null {
  const point = readPoint(text);
  return (point && daysOfPoint(point, today)?.first) ?? null;
}

/** "march", "march 2026", "2026", "1.3.", "2026-03-01", "Monday". */
function readOne(text: string, today: string): ReadPeriod | null {
  const day = readNamedDay(without(text, LAST_ONE, "before"), today);
  if (day !== null) return days(day, day);
  const point = readPoint(text);
  const found = point && daysOfPoint(point, today);
  if (!found || !point) return null;
  if (found.first > today) return { ok: false, problem: "ahead" };
  const unit = point.day !== null ? "days" : point.month !== null ? "month" : "year";
  return ok({ unit, first: found.first, last: found.last < today ? found.last : today });
}

/** "1-15 march", "from 2026-03-01 to 2026-03-15", "1.3.-15.3.", "3月1日から15日まで", "march to may". */
function readFromTo(text: string, today: string): ReadPeriod | null {
  const bare = without(without(text, FROM, "before"), TO_BEHIND, "behind");
  for (const [left, right] of cuts(bare)) {
    const read = endsOf(left, right, today);
    if (read) return between(read, today);
  }
  return null;
}

/** Each way to part a text at a word that means "until"; the longest such words first. */
function cuts(text: string): [string, string][] {
  const found: [string, string][] = [];
  for (const word of UNTIL.toSorted((a, b) => b.length - a.length)) {
    const spaced = /^[\p{L}\p{M} ]+$/u.test(word) && !/[\p{Script=Han}\p{Script=Hiragana}]/u.test(word);
    const sign = spaced ? ` ${word} ` : word;
    for (let at = text.indexOf(sign); at > 0; at = text.indexOf(sign, at + 1)) {
      found.push([text.slice(0, at).trim(), text.slice(at + sign.length).trim()]);
    }
  }
  return found;
}

interface Ends {
  from: Days;
  to: Days;
  /** Which end may be moved by a year when the range would end before it begins; null: what was said is all there is. */
  moves: "from" | "to" | null;
}

function endsOf(left: string, right: string, today: string): Ends | null {
  const [a, b] = [pointOrDay(left, today), pointOrDay(right, today)];
  if (!a || !b) return null;
  // Of "march 1-15" and "1-15 march 2026", what one end leaves out is the other's.
  const from: Point = { ...a, month: a.day === null ? a.month : (a.month ?? b.month), year: a.year ?? b.year };
  const first = daysOfPoint(from, today);
  if (!first) return null;
  // Without a year it begins when it last could, and ends in the same year.
  const year = b.year ?? a.year ?? Number(first.first.slice(0, 4));
  const to: Point = { ...b, month: b.day === null ? b.month : (b.month ?? a.month), year };
  const last = daysOfPoint(to, today);
  if (!last) return null;
  const sure = from.month === to.month || (a.year !== null && b.year !== null);
  return { from: first, to: last, moves: sure ? null : b.year !== null ? "from" : "to" };
}

function pointOrDay(text: string, today: string): Point | null {
  const day = readNamedDay(text, today);
  if (day === null) return readPoint(text);
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  return { year, month, day: date };
}

function between({ from, to, moves }: Ends, today: string): ReadPeriod {
  let { first } = from;
  let { last } = to;
  if (last < first) {
    // "15 Dec to 3 Jan": over the turn of a year, when that is not far.
    if (moves === "from") first = addMonths(first, -12);
    if (moves === "to") last = addMonths(last, 12);
    if (moves === null || daysBetween(first, last) > TURN_MOST) return { ok: false, problem: "reversed" };
  }
  if (first > today) return { ok: false, problem: "ahead" };
  if (daysBetween(first, last) > SPAN_MOST) return { ok: false, problem: "too_long" };
  return days(first, last < today ? last : today);
}
