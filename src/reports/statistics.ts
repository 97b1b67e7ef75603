import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Executor } from "../db/database.js";
import { orders } from "../db/schema.js";
import { Decimal, plain } from "../payments/money.js";

export const PERIODS = ["today", "7d", "30d", "all"] as const;
/** Whole days in the merchant's time zone: today; today with the 6 or the 29 days before it; everything. */
export type Period = (typeof PERIODS)[number];

export interface AssetSum {
  assetId: string;
  /** What payers paid in this asset. Decimal text. */
  amount: string;
  count: number;
}

export interface PeriodSums {
  count: number;
  /** Sum of the prices, in the quote currency. Decimal text. */
  gross: string;
  /** Most often paid first. */
  byAsset: AssetSum[];
}

export interface DayPoint {
  /** YYYY-MM-DD in the merchant's time zone. */
  day: string;
  count: number;
  /** Decimal text. */
  gross: string;
}

export interface Statistics {
  periods: Record<Period, PeriodSums>;
  /** The last 30 days, oldest first, days without a payment included. */
  days: DayPoint[];
}

export interface StatisticsOptions {
  /** IANA name, such as Asia/Dubai; the caller has checked it. */
  timeZone: string;
  now: Date;
}

const DAYS = 30;

/** What was paid on one code; all zeros when nothing was. */
export async function codeStatistics(
  db: Executor,
  options: StatisticsOptions & { codeId: string },
): Promise<Statistics> {
  const { sums, days } = await read(db, eq(orders.codeId, options.codeId), options);
  return { periods: periodsOf(sums), days: fill(days, options) };
}

/** What was paid to a shop: one entry for each currency its prices were stated in, most used first. */
export async function shopStatistics(
  db: Executor,
  options: StatisticsOptions & { merchantId: string },
): Promise<(Statistics & { quoteAsset: string })[]> {
  const { sums, days } = await read(db, eq(orders.merchantId, options.merchantId), options);
  return [...new Set(sums.map((row) => row.quoteAsset))]
    .map((quoteAsset) => ({
      quoteAsset,
      periods: periodsOf(sums.filter((row) => row.quoteAsset === quoteAsset)),
      days: fill(
        days.filter((row) => row.quoteAsset === quoteAsset),
        options,
      ),
    }))
    .sort((a, b) => b.periods.all.count - a.periods.all.count);
}

async function read(db: Executor, whose: SQL, options: StatisticsOptions) {
  // Nothing "paid" after now: the same question always has the same answer.
  const paid = and(
    whose,
    inArray(orders.state, ["paid", "settled"]),
    sql`${orders.paidAt} <= ${options.now.toISOString()}::timestamptz`,
  );
  return { sums: await sumsOf(db, paid, options), days: await daysOf(db, paid, options) };
}

/** Midnight in the time zone, `back` days before today; days of 23 and 25 hours come out right. */
const midnight = ({ timeZone, now }: StatisticsOptions, back: number): SQL =>
  sql`((date_trunc('day', ${now.toISOString()}::timestamptz at time zone ${timeZone}) - make_interval(days => ${back})) at time zone ${timeZone})`;

/** Which order columns a period's figures are summed from, each as text or whole number on both engines. */
const figures = (when?: SQL) => {
  const only = when ? sql` filter (where ${when})` : sql``;
  return {
    count: sql<number>`(count(*)${only})::int`,
    gross: sql<string>`coalesce(sum(${orders.quoteAmount})${only}, 0)::text`,
    amount: sql<string>`coalesce(sum(${orders.paymentAmount})${only}, 0)::text`,
  };
};

type Sums = Awaited<ReturnType<typeof sumsOf>>;

async function sumsOf(db: Executor, paid: SQL | undefined, options: StatisticsOptions) {
  const since = (back: number) => sql`${orders.paidAt} >= ${midnight(options, back)}`;
  return db
    .select({
      quoteAsset: orders.quoteAsset,
      paymentAsset: orders.paymentAsset,
      today: figures(since(0)),
      "7d": figures(since(6)),
      "30d": figures(since(DAYS - 1)),
      all: figures(),
    })
    .from(orders)
    .where(paid)
    .groupBy(orders.quoteAsset, orders.paymentAsset);
}

async function daysOf(db: Executor, paid: SQL | undefined, options: StatisticsOptions) {
  return (
    db
      .select({
        quoteAsset: orders.quoteAsset,
        day: sql<string>`((${orders.paidAt} at time zone ${options.timeZone})::date)::text`,
        count: sql<number>`count(*)::int`,
        gross: sql<string>`sum(${orders.quoteAmount})::text`,
      })
      .from(orders)
      .where(and(paid, sql`${orders.paidAt} >= ${midnight(options, DAYS - 1)}`))
      // By place: a repeated expression with parameters is another expression to PostgreSQL.
      .groupBy(sql`1, 2`)
  );
}

function periodsOf(rows: Sums): Record<Period, PeriodSums> {
  const period = (name: Period): PeriodSums => ({
    count: rows.reduce((sum, row) => sum + row[name].count, 0),
    gross: rows.reduce((sum, row) => sum.plus(row[name].gross), new Decimal(0)).toFixed(),
    byAsset: assetsOf(rows, name),
  });
  return { today: period("today"), "7d": period("7d"), "30d": period("30d"), all: period("all") };
}

function assetsOf(rows: Sums, name: Period): AssetSum[] {
  return rows
    .flatMap(({ paymentAsset, [name]: sums }) =>
      paymentAsset && sums.count > 0 ? [{ assetId: paymentAsset, amount: plain(sums.amount), count: sums.count }] : [],
    )
    .sort((a, b) => b.count - a.count || (a.assetId < b.assetId ? -1 : 1));
}

/** The last 30 days of the calendar in the time zone, with what was found for each. */
function fill(
  found: { day: string; count: number; gross: string }[],
  { timeZone, now }: StatisticsOptions,
): DayPoint[] {
  // sv-SE writes dates as YYYY-MM-DD.
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(now);
  const last = new Date(`${today}T00:00:00Z`);
  return Array.from({ length: DAYS }, (_, index) => {
    const date = new Date(last);
    date.setUTCDate(last.getUTCDate() - (DAYS - 1 - index));
    const day = date.toISOString().slice(0, 10);
    const row = found.find((one) => one.day === day);
    return { day, count: row?.count ?? 0, gross: plain(row?.gross ?? "0") };
  });
}
