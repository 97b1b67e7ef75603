/** A stretch of time: from the first moment on (null: from the beginning), up to the second, which is not in it. */
export interface Range {
  from: Date | null;
  to: Date;
}

/**
 * Whole days of a calendar, the last one included, written YYYY-MM-DD. `unit` says what they are compared with: days with
 * as many days before, weeks, months and years with the same days of the one before.
 */
export interface Span {
  unit: "days" | "week" | "month" | "year" | "all";
  /** Null: since the beginning. */
  first: string | null;
  last: string;
}

const MINUTE_MS = 60_000;
export const QUARTER_MS = 15 * MINUTE_MS;
export const DAY_MS = 24 * 60 * MINUTE_MS;

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  let clock = clocks.get(timeZone);
  if (!clock) {
    const parts = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" } as const;
    clock = new Intl.DateTimeFormat("en-US", { timeZone, ...parts, second: "2-digit", hourCycle: "h23" });
    clocks.set(timeZone, clock);
  }
  return clock;
}

/** What clocks show in a zone, as the moment at which clocks in UTC show the same. */
export function localTime(at: Date, timeZone: string): Date {
  const parts = new Map(
    clockOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const day = [part("year"), part("month") - 1, part("day")] as const;
  return new Date(Date.UTC(...day, part("hour"), part("minute"), part("second")));
}

/** The day it is in a zone. */
export const dayIn = (at: Date, timeZone: string): string => localTime(at, timeZone).toISOString().slice(0, 10);

/** The moment a day begins in a zone: midnight, or when clocks that skip it have gone on. */
export function beginOf(day: string, timeZone: string): Date {
  const shown = Date.parse(`${day}T00:00:00Z`);
  const offset = (at: number) => localTime(new Date(at), timeZone).getTime() - at;
  const [before, after] = [shown - offset(shown - DAY_MS), shown - offset(shown + DAY_MS)];
  const found = [Math.min(before, after), Math.max(before, after)].find((at) => at + offset(at) === shown);
  return new Date(found ?? before);
}

/** The day so many days later. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The same day so many months later; the month's last where it is shorter. */
export function addMonths(day: string, months: number): string {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  const length = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, length))).toISOString().slice(0, 10);
}

/** How many days later the second day is. */
export const daysBetween = (first: string, last: string): number =>
  Math.round((Date.parse(`${last}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / DAY_MS);

/** Monday is 0. */
export const weekdayOf = (day: string): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;

/** The moments of whole days in a zone. */
export const rangeOf = ({ first, last }: Span, timeZone: string): Range => ({
  from: first === null ? null : beginOf(first, timeZone),
  to: beginOf(addDays(last, 1), timeZone),
});

/** The days that a span is compared with; null when there are none before it. */
export function spanBefore({ unit, first, last }: Span, today: string): Span | null {
  if (first === null || unit === "all") return null;
  if (unit === "days") {
    const length = daysBetween(first, last) + 1;
    return { unit, first: addDays(first, -length), last: addDays(first, -1) };
  }
  if (unit === "week") return { unit, first: addDays(first, -7), last: addDays(last, -7) };
  const months = unit === "month" ? 1 : 12;
  // A month that is over is compared with all of the one before, however many days that has.
  const whole = last < today && addDays(last, 1) === addMonths(first, months);
  return { unit, first: addMonths(first, -months), last: whole ? addDays(first, -1) : addMonths(last, -months) };
}

/**
 * The moments a span is compared with. While its last day runs, the day it is compared with ends at the same time of day
 * (rounded down to a quarter of an hour): half a day is not compared with a whole one.
 */
export function rangeBefore(span: Span, timeZone: string, now: Date): Range | null {
  const today = dayIn(now, timeZone);
  const before = spanBefore(span, today);
  if (!before) return null;
  const range = rangeOf(before, timeZone);
  if (span.last < today) return range;
  const elapsed = Math.floor((now.getTime() - beginOf(today, timeZone).getTime()) / QUARTER_MS) * QUARTER_MS;
  const cut = beginOf(before.last, timeZone).getTime() + elapsed;
  return { from: range.from, to: new Date(Math.min(cut, range.to.getTime())) };
}
