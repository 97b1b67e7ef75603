import { and, eq, gte, lt, type SQL, sql } from "drizzle-orm";
import type { Executor } from "../db/database.js";
import { rollups } from "../db/schema.js";
import { addDays, beginOf, DAY_MS, dayIn, localTime, QUARTER_MS } from "./ranges.js";

/** When payments come: `counts[weekday][hour]`, Monday first, in the merchant's time zone, whatever the currency. */
export interface Hours {
  /** The part of the range that was looked at. */
  from: Date;
  to: Date;
  counts: number[][];
  /** The busiest hours, most payments first; none when nothing was paid. */
  busiest: { weekday: number; hour: number; count: number }[];
}

/** Looked at are the last four weeks of a range: each weekday as often, and what was busy years ago tells nobody when to be there. */
const DAYS = 28;
const NAMED = 3;

/** Reads as many rows as there are days and assets. */
export async function busyHours(
  db: Executor,
  whose: SQL,
  range: { from: Date; to: Date },
  timeZone: string,
): Promise<Hours> {
  const last = dayIn(new Date(range.to.getTime() - 1), timeZone);
  const earliest = beginOf(addDays(last, 1 - DAYS), timeZone);
  const from = earliest > range.from ? earliest : range.from;
  const { to } = range;
  const days = await db
    .select({ at: rollups.at, counts: sql<string>`array_to_string(${rollups.counts}, ',')` })
    .from(rollups)
    .where(
      and(
        whose,
        eq(rollups.span, "day"),
        gte(rollups.at, new Date(Math.floor(from.getTime() / DAY_MS) * DAY_MS)),
        lt(rollups.at, to),
      ),
    );
  const counts = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
  for (const day of days) {
    const begin = day.at.getTime();
    const shown = clockOfDay(begin, timeZone);
    for (const [index, text] of day.counts.split(",").entries()) {
      const at = begin + index * QUARTER_MS;
      if (text === "0" || at < from.getTime() || at >= to.getTime()) continue;
      const local = new Date(shown(at));
      counts[(local.getUTCDay() + 6) % 7]![local.getUTCHours()]! += Number(text);
    }
  }
  const busiest = counts
    .flatMap((hours, weekday) => hours.map((count, hour) => ({ weekday, hour, count })))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || a.weekday - b.weekday || a.hour - b.hour)
    .slice(0, NAMED);
  return { from, to, counts, busiest };
}

/** What clocks show within a day: asked for each moment only on days when they change. */
function clockOfDay(begin: number, timeZone: string): (at: number) => number {
  const shown = (at: number) => localTime(new Date(at), timeZone).getTime();
  const offset = shown(begin) - begin;
  const even = shown(begin + DAY_MS) - begin - DAY_MS === offset;
  return even ? (at) => at + offset : shown;
}
