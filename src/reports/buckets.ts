import { addDays, addMonths, beginOf, DAY_MS, dayIn, localTime, QUARTER_MS } from "./ranges.js";

/** What one bar of a chart stands for. */
export type BucketUnit = "hour" | "day" | "week" | "month" | "year";

export interface Bucket {
  /** "13" for the hour that begins at one, else its first day. */
  label: string;
  from: Date;
  to: Date;
}

/** Where the parts of a range are read: whole days of UTC, and quarters of one such day. */
export interface Piece {
  bucket: number;
  from: Date;
  to: Date;
  /** Of the day's 96 quarters, counted from 1; null: all of them. */
  quarters: [number, number] | null;
}

const MOST: [BucketUnit, number][] = [
  ["hour", 1],
  ["day", 35],
  ["week", 183],
  ["month", 1_100],
];

/** The unit that gives a range a number of bars that can be read. */
export function unitFor(from: Date, to: Date): BucketUnit {
  // A day may have 25 hours.
  const days = Math.round((to.getTime() - from.getTime()) / DAY_MS);
  return MOST.find(([, most]) => days <= most)?.[0] ?? "year";
}

const SHORTEST_MS: Record<BucketUnit, number> = {
  hour: DAY_MS / 24,
  day: DAY_MS - DAY_MS / 24,
  week: 7 * DAY_MS - DAY_MS / 24,
  month: 28 * DAY_MS - DAY_MS / 24,
  year: 365 * DAY_MS,
};

/** How many parts a range has at most when it is cut up in this unit. */
export const mostBuckets = (from: Date, to: Date, unit: BucketUnit): number =>
  Math.ceil((to.getTime() - from.getTime()) / SHORTEST_MS[unit]) + 1;

/** A range cut up; weeks are counted from its first day, months and years are the calendar's. */
export function bucketsOf(from: Date, to: Date, unit: BucketUnit, timeZone: string): Bucket[] {
  const buckets: Bucket[] = [];
  for (let at = from; at < to;) {
    const day = dayIn(at, timeZone);
    // Some zones were once a few minutes beside the quarters that are counted: there what is cut ends with the next one.
    const end = new Date(Math.ceil(nextOf(at, day, unit, timeZone).getTime() / QUARTER_MS) * QUARTER_MS);
    const until = end < to ? end : to;
    const label = unit === "hour" ? String(localTime(at, timeZone).getUTCHours()) : day;
    buckets.push({ label, from: at, to: until });
    at = until;
  }
  return buckets;
}

function nextOf(at: Date, day: string, unit: BucketUnit, timeZone: string): Date {
  switch (unit) {
    case "hour": {
      const minutes = localTime(at, timeZone).getUTCMinutes();
      return new Date(at.getTime() + (60 - minutes) * 60_000);
    }
    case "day":
      return beginOf(addDays(day, 1), timeZone);
    case "week":
      return beginOf(addDays(day, 7), timeZone);
    case "month":
      return beginOf(addMonths(`${day.slice(0, 8)}01`, 1), timeZone);
    case "year":
      return beginOf(`${Number(day.slice(0, 4)) + 1}-01-01`, timeZone);
    default:
      return unit satisfies never;
  }
}

/** The parts of a range that are read apart: some quarters at its edges, and the whole days of UTC inside. */
export function piecesOf(from: Date, to: Date, bucket = 0): Piece[] {
  const [begin, end] = [from.getTime(), to.getTime()];
  const [first, last] = [Math.ceil(begin / DAY_MS) * DAY_MS, Math.floor(end / DAY_MS) * DAY_MS];
  const part = (a: number, b: number): Piece[] => {
    const day = Math.floor(a / DAY_MS) * DAY_MS;
    const quarters: [number, number] = [(a - day) / QUARTER_MS + 1, (b - day) / QUARTER_MS];
    return a < b ? [{ bucket, from: new Date(day), to: new Date(day + DAY_MS), quarters }] : [];
  };
  if (first > last) return part(begin, end);
  const inside = first < last ? [{ bucket, from: new Date(first), to: new Date(last), quarters: null }] : [];
  return [...part(begin, first), ...inside, ...part(last, end)];
}
