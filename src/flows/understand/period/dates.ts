import { addDays, addMonths, weekdayOf } from "../../../reports/ranges.js";
import { DAY_BEFORE_YESTERDAY, MONTHS, NAMED, WEEKDAYS } from "./words.js";

/** A day, a month or a year as somebody wrote it: what was left out is null. */
export interface Point {
  year: number | null;
  month: number | null;
  day: number | null;
}

/** The first and the last day of what a point means. */
export interface Days {
  first: string;
  last: string;
}

const month = (text: string): number | null => {
  const index = MONTHS.findIndex((names) => names.includes(text.replace(/\.$/, "")));
  return index < 0 ? null : index + 1;
};

const NAME = "([\\p{L}\\p{M}]+\\.?(?: [\\p{L}\\p{M}]+)?)";
const YEAR = "((?:19|20)\\d{2})";
const SHORT_YEAR = "((?:19|20)?\\d{2})";
const OF = "(?:\\.|st|nd|rd|th)?(?: (?:de|of)(?= )|ª|º)?";
const form = (pattern: string) => new RegExp(`^${pattern}$`, "u");

/** Each way to write a point, with what its groups are. Day before month where both could be. */
const FORMS: [RegExp, (found: string[]) => Point | null][] = [
  [form(`${YEAR}[-/.]0?(\\d{1,2})[-/.]0?(\\d{1,2})`), ([y, m, d]) => point(y, m, d)],
  [form(`${YEAR} ?年(?: ?(\\d{1,2}) ?月份?)?(?: ?(\\d{1,2}) ?[日号])?`), ([y, m, d]) => point(y, m, d)],
  [form(`(\\d{1,2}) ?月份?(?: ?(\\d{1,2}) ?[日号])?`), ([m, d]) => point(undefined, m, d)],
  [form(`(\\d{1,2}) ?[日号]`), ([d]) => point(undefined, undefined, d)],
  [form(`(\\d{1,2})[./-](\\d{1,2})[./-]${SHORT_YEAR}`), ([d, m, y]) => dayFirst(y, d, m)],
  [form(`(\\d{1,2})[./](\\d{1,2})\\.?`), ([d, m]) => dayFirst(undefined, d, m)],
  [form(`${YEAR}[-/.](\\d{1,2})`), ([y, m]) => point(y, m)],
  [form(`(\\d{1,2})[-/.]${YEAR}`), ([m, y]) => point(y, m)],
  [form(YEAR), ([y]) => point(y)],
  [form(`(\\d{1,2})${OF} ?${NAME}(?: de)?(?:,? ${YEAR})?`), ([d, m, y]) => named(y, m, d)],
  [form(`${NAME} (\\d{1,2})(?:st|nd|rd|th|\\.)?(?:,? ${YEAR})?`), ([m, d, y]) => named(y, m, d)],
  [form(`${NAME}(?: de| of|,)? ${YEAR}`), ([m, y]) => named(y, m)],
  [form(`${YEAR} ${NAME}`), ([y, m]) => named(y, m)],
  [form(NAME), ([m]) => named(undefined, m)],
  [form(`(\\d{1,2})(?:\\.|st|nd|rd|th)?`), ([d]) => point(undefined, undefined, d)],
];

function point(year?: string, monthText?: string, dayText?: string): Point | null {
  const number = (text?: string) => (text === undefined ? null : Number(text));
  const [m, d] = [number(monthText), number(dayText)];
  const y = year === undefined ? null : Number(year.length === 2 ? `20${year}` : year);
  if (m !== null && (m < 1 || m > 12)) return null;
  if (d !== null && (d < 1 || d > lengthOf(y ?? 2024, m ?? 1))) return null;
  return { year: y, month: m, day: d };
}

const dayFirst = (year: string | undefined, day?: string, monthText?: string): Point | null =>
  point(year, monthText, day) ?? point(year, day, monthText);

function named(year: string | undefined, name?: string, day?: string): Point | null {
  const found = month((name ?? "").replace(/ (?:de|of)$/, ""));
  return found === null ? null : point(year, String(found), day);
}

/** Reads one day, month or year, folded; null when it is none. A number alone is a day of a month that is named elsewhere. */
export function readPoint(text: string): Point | null {
  for (const [pattern, understand] of FORMS) {
    const found = pattern.exec(text);
    const read = found && understand(found.slice(1));
    if (read) return read;
  }
  return null;
}

/** A day that is named from today: yesterday, Monday. */
export function readNamedDay(text: string, today: string): string | null {
  if (NAMED.today.includes(text)) return today;
  if (NAMED.yesterday.includes(text)) return addDays(today, -1);
  if (DAY_BEFORE_YESTERDAY.includes(text)) return addDays(today, -2);
  const weekday = WEEKDAYS.findIndex((names) => names.includes(text));
  return weekday < 0 ? null : addDays(today, -((weekdayOf(today) - weekday + 7) % 7));
}

/** The days of a point; where no year is said, the latest that has begun. */
export function daysOfPoint({ year, month: m, day }: Point, today: string): Days | null {
  if (m === null) return year === null || day !== null ? null : { first: `${year}-01-01`, last: `${year}-12-31` };
  const of = (y: number): Days => {
    const begin = `${y}-${pad(m)}-01`;
    if (day === null) return { first: begin, last: addDays(addMonths(begin, 1), -1) };
    const date = `${y}-${pad(m)}-${pad(Math.min(day, lengthOf(y, m)))}`;
    return { first: date, last: date };
  };
  if (year !== null) return day !== null && day > lengthOf(year, m) ? null : of(year);
  const now = Number(today.slice(0, 4));
  return of(now).first <= today ? of(now) : of(now - 1);
}

const pad = (number: number) => String(number).padStart(2, "0");
const lengthOf = (year: number, m: number) => new Date(Date.UTC(year, m, 0)).getUTCDate();
