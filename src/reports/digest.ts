import { and, countDistinct, eq, gte, inArray, isNotNull, lt, or, sql } from "drizzle-orm";
import type { Executor } from "../db/database.js";
import { codes, orders, rollups } from "../db/schema.js";
import { Decimal, plain } from "../payments/money.js";
import { isSaleRow } from "../payments/sales.js";
import { piecesOf } from "./buckets.js";
import { addDays, QUARTER_MS, rangeOf, type Span } from "./ranges.js";
import { type Statistics, statisticsOf } from "./statistics.js";

/** What a digest is made of. */
export interface DigestFigures {
  span: Span;
  statistics: Statistics;
  /** The code that brought most, in the currency that was used most; null: none brought anything. */
  best: { title: string; gross: string; quoteAsset: string; count: number } | null;
  /** How many people paid, and how often the most frequent of them did. */
  payers: { count: number; most: number };
}

/** The day before `day`, or the seven days before it, beside as much time before. */
export async function digestOf(
  db: Executor,
  wanted: { merchantId: string; day: string; weekly: boolean; timeZone: string; now: Date },
): Promise<DigestFigures> {
  const { merchantId, day, weekly, timeZone, now } = wanted;
  const days = weekly ? 7 : 1;
  const span: Span = { unit: "days", first: addDays(day, -days), last: addDays(day, -1) };
  const before: Span = { unit: "days", first: addDays(day, -2 * days), last: addDays(day, -days - 1) };
  const range = rangeOf(span, timeZone);
  const options = { merchantId, range, before: rangeOf(before, timeZone), timeZone, now };
  const statistics = await statisticsOf(db, options);
  const { from, to } = statistics.range;
  const [top] = statistics.currencies.filter(({ count }) => count > 0);
  const best = top ? await bestCode(db, merchantId, top.quoteAsset, from, to) : null;
  return { span, statistics, best, payers: await payersIn(db, merchantId, from, to) };
}

async function bestCode(db: Executor, merchantId: string, quoteAsset: string, from: Date, to: Date) {
  const within = piecesOf(from, to).map(({ from: begin, to: end, quarters }) => {
    const at = (index: number) => new Date(begin.getTime() + index * QUARTER_MS);
    return quarters === null
      ? and(eq(rollups.span, "day"), gte(rollups.at, begin), lt(rollups.at, end))
      : and(eq(rollups.span, "quarter"), gte(rollups.at, at(quarters[0] - 1)), lt(rollups.at, at(quarters[1])));
  });
  if (within.length === 0) return null;
  const sums = await db
    .select({
      title: codes.title,
      gross: sql<string>`sum(${rollups.gross})::text`,
      count: sql<number>`sum(${rollups.count})::int`,
    })
    .from(rollups)
    .innerJoin(codes, eq(codes.id, rollups.codeId))
    .where(and(eq(rollups.merchantId, merchantId), eq(rollups.quoteAsset, quoteAsset), or(...within)))
    .groupBy(codes.id, codes.title);
  const [best] = sums
    .filter(({ count }) => count > 0)
    .sort((a, b) => new Decimal(b.gross).cmp(a.gross) || (a.title < b.title ? -1 : 1));
  return best ? { ...best, gross: plain(new Decimal(best.gross)), quoteAsset } : null;
}

async function payersIn(db: Executor, merchantId: string, from: Date, to: Date) {
  const paid = and(
    eq(orders.merchantId, merchantId),
    isSaleRow(),
    inArray(orders.state, ["paid", "settled"]),
    isNotNull(orders.payerId),
    gte(orders.paidAt, from),
    lt(orders.paidAt, to),
  );
  const [all] = await db
    .select({ count: countDistinct(orders.payerId) })
    .from(orders)
    .where(paid);
  const times = sql<number>`count(*)::int`;
  const [top] = await db
    .select({ times })
    .from(orders)
    .where(paid)
    .groupBy(orders.payerId)
    .orderBy(sql`1 desc`)
    .limit(1);
  return { count: all?.count ?? 0, most: top?.times ?? 0 };
}
