import { and, eq, gte, lt, type SQL, sql } from "drizzle-orm";
import { unionAll } from "drizzle-orm/pg-core";
import type { Executor } from "../db/database.js";
import { rollups } from "../db/schema.js";
import { Decimal, plain, roundDown } from "../payments/money.js";
import { type Bucket, bucketsOf, type BucketUnit, type Piece, piecesOf, unitFor } from "./buckets.js";
import { busyHours, type Hours } from "./hours.js";
import { beginOf, DAY_MS, dayIn, QUARTER_MS, type Range } from "./ranges.js";

export interface AssetSum {
  assetId: string;
  /** What payers paid in this asset. Decimal text. */
  amount: string;
  /** The prices they paid for. Decimal text. */
  gross: string;
  count: number;
}

/** What was paid and given back in a stretch of time, in one quote currency. Sums are decimal text. */
export interface Figures {
  count: number;
  /** Sum of the prices. */
  gross: string;
  /** The operator's fees, as their part of the prices. */
  fees: string;
  /** What is left of the prices after fees, and after what was given back in that time. */
  net: string;
  /** Of a payment, before fees; rounded down to eight places. */
  average: string;
  refunds: { count: number; sum: string };
  /** Payments by those who had never paid this code (or, of the shop, anything in it) before, and by those who had. */
  newPayers: number;
  returning: number;
  /** Most often paid first. */
  byAsset: AssetSum[];
}

export interface Point {
  /** "13" for the hour from one on, else the first day. */
  label: string;
  count: number;
  gross: string;
}

export interface Currency extends Figures {
  quoteAsset: string;
  /** The same of the time before; null when there is none to compare with. */
  before: Figures | null;
  series: Point[];
  seriesBefore: Point[];
}

export interface Statistics {
  /** As it was read: to quarters of an hour; from the day of the first payment on where everything was asked for. */
  range: { from: Date; to: Date };
  before: { from: Date; to: Date } | null;
  /** What a point of the series stands for. */
  unit: BucketUnit;
  /** One entry for each currency that prices were stated in, in this time or the one before; most used first. */
  currencies: Currency[];
  hours: Hours;
}

export interface StatisticsOptions {
  merchantId: string;
  /** A code; the zero code (NO_CODE of payments) for invoices; absent or null: all of the shop. */
  codeId?: string | null;
  range: Range;
  /** What it is compared with; absent: as much time right before it; null: nothing. */
  before?: Range | null;
  /** IANA name, such as Asia/Dubai; the caller has checked it. */
  timeZone: string;
  /** What a point of the series stands for; absent: what suits the range. `none`: there are no series. */
  unit?: BucketUnit | "none";
  now: Date;
}

/**
 * What was paid on a code or to a shop in any range. Reads sums of days inside and of quarters of an hour at the edges:
 * how long it takes depends on how much time there is between, not on how much was paid.
 */
export async function statisticsOf(db: Executor, options: StatisticsOptions): Promise<Statistics> {
  const { timeZone, codeId = null } = options;
  const whose = whoseOf(options);
  const to = new Date(Math.ceil(options.range.to.getTime() / QUARTER_MS) * QUARTER_MS);
  const from = quarter(options.range.from ?? (await beginning(db, whose, timeZone)) ?? new Date(to.getTime() - DAY_MS));
  const range = { from: from < to ? from : to, to };
  const before = options.range.from === null ? null : rangeBefore(range, options.before);
  const { unit: wanted = "none" } = options;
  const unit = wanted === "none" ? unitFor(range.from, range.to) : wanted;
  const [buckets, bucketsBefore] = [range, before].map((one) =>
    one && options.unit !== "none" ? bucketsOf(one.from, one.to, unit, timeZone) : [],
  ) as [Bucket[], Bucket[]];
  const sums = await sumsOf(db, whose, codeId === null ? "shop" : "code", [range, ...(before ? [before] : [])]);
  const points = await pointsOf(db, whose, [...buckets, ...bucketsBefore]);
  const hours = await busyHours(db, whose, range, timeZone);
  const series = (quoteAsset: string, of: Bucket[], offset: number) =>
    of.map(({ label }, index) => {
      const own = points.filter((point) => point.quoteAsset === quoteAsset && point.bucket === index + offset);
      const count = own.reduce((sum, point) => sum + point.count, 0);
      return { label, count, gross: plain(own.reduce((sum, point) => sum.plus(point.gross), new Decimal(0))) };
    });
  const figures = (quoteAsset: string, part: number) =>
    figuresOf(sums.filter((row) => row.quoteAsset === quoteAsset && row.part === part));
  const currencies = [...new Set(sums.map((row) => row.quoteAsset))]
    .map((quoteAsset) => ({
      quoteAsset,
      ...figures(quoteAsset, 0),
      before: before && figures(quoteAsset, 1),
      series: series(quoteAsset, buckets, 0),
      seriesBefore: series(quoteAsset, bucketsBefore, buckets.length),
    }))
    .sort((a, b) => b.count - a.count || (a.quoteAsset < b.quoteAsset ? -1 : 1));
  return { range, before, unit, currencies, hours };
}

/** The day of the first payment on a code or to a shop; null: there was none. */
export const firstDayOf = (
  db: Executor,
  whose: Pick<StatisticsOptions, "merchantId" | "codeId" | "timeZone">,
): Promise<Date | null> => beginning(db, whoseOf(whose), whose.timeZone);

const whoseOf = ({ merchantId, codeId = null }: Pick<StatisticsOptions, "merchantId" | "codeId">): SQL =>
  and(eq(rollups.merchantId, merchantId), codeId === null ? undefined : eq(rollups.codeId, codeId))!;

const quarter = (at: Date): Date => new Date(Math.floor(at.getTime() / QUARTER_MS) * QUARTER_MS);

function rangeBefore(range: { from: Date; to: Date }, asked: Range | null | undefined) {
  if (asked === null) return null;
  const from = asked?.from ?? new Date(2 * range.from.getTime() - range.to.getTime());
  return { from: quarter(from), to: quarter(asked?.to ?? range.from) };
}

/** The day of the first payment, by the clocks of the zone. */
async function beginning(db: Executor, whose: SQL, timeZone: string): Promise<Date | null> {
  const firstOf = async (of: SQL) => {
    const found = await db
      .select({ at: sql<string | null>`min(${rollups.at})::text` })
      .from(rollups)
      .where(of);
    const at = found[0]?.at;
    return at ? new Date(at) : null;
  };
  const day = await firstOf(and(whose, eq(rollups.span, "day"))!);
  if (!day) return null;
  const end = new Date(day.getTime() + DAY_MS);
  const first = await firstOf(and(whose, eq(rollups.span, "quarter"), gte(rollups.at, day), lt(rollups.at, end))!);
  return beginOf(dayIn(first ?? day, timeZone), timeZone);
}

interface SumRow {
  part: number;
  quoteAsset: string;
  paymentAsset: string;
  count: number;
  gross: string;
  fees: string;
  paid: string;
  fresh: number;
  refunds: number;
  refunded: string;
}

async function sumsOf(db: Executor, whose: SQL, scope: "code" | "shop", ranges: { from: Date; to: Date }[]) {
  const fresh = scope === "code" ? rollups.newToCode : rollups.newToShop;
  // Each part by itself: joined with a table of parts, PostgreSQL would rather read all rows there are.
  const [first, ...more] = ranges.flatMap(({ from, to }, part) =>
    piecesOf(from, to).map((piece) => {
      const { span, from: begin, to: end } = spanned(piece);
      return db
        .select({
          part: sql<number>`${part}::int`.as("part"),
          quoteAsset: rollups.quoteAsset,
          paymentAsset: rollups.paymentAsset,
          count: sql<number>`sum(${rollups.count})::int`.as("count"),
          gross: sql<string>`sum(${rollups.gross})::text`.as("gross"),
          fees: sql<string>`sum(${rollups.fees})::text`.as("fees"),
          paid: sql<string>`sum(${rollups.paid})::text`.as("paid"),
          fresh: sql<number>`sum(${fresh})::int`.as("fresh"),
          refunds: sql<number>`sum(${rollups.refunds})::int`.as("refunds"),
          refunded: sql<string>`sum(${rollups.refunded})::text`.as("refunded"),
        })
        .from(rollups)
        .where(and(whose, eq(rollups.span, span), gte(rollups.at, begin), lt(rollups.at, end)))
        .groupBy(rollups.quoteAsset, rollups.paymentAsset);
    }),
  );
  if (!first) return [];
  const [second, ...rest] = more;
  const found: SumRow[] = second ? await unionAll(first, second, ...rest) : await first;
  // Taken back whole, a payment leaves zeros behind.
  return found.filter((row) => row.count !== 0 || row.refunds !== 0);
}

/** A piece as the rows it is read from. */
function spanned({ from, to, quarters }: Piece) {
  if (quarters === null) return { span: "day" as const, from, to };
  const at = (index: number) => new Date(from.getTime() + index * QUARTER_MS);
  return { span: "quarter" as const, from: at(quarters[0] - 1), to: at(quarters[1]) };
}

/** Days of another zone than UTC are made of parts of two rows: as many rows as days, however much was paid. */
async function pointsOf(db: Executor, whose: SQL, buckets: Bucket[]): Promise<Found[]> {
  const pieces = buckets.flatMap(({ from, to }, bucket) => piecesOf(from, to, bucket));
  const days = pieces.flatMap(({ bucket, from, quarters }) =>
    quarters ? { bucket, at: from, low: quarters[0], high: quarters[1] } : [],
  );
  const whole = pieces.flatMap(({ bucket, from, to, quarters }) => (quarters ? [] : { bucket, from, to }));
  if (pieces.length === 0) return [];
  const times = pieces.flatMap(({ from, to }) => [from.getTime(), to.getTime()]);
  // Without its bounds, all days there are would be looked at.
  const near = and(whose, gte(rollups.at, new Date(Math.min(...times))), lt(rollups.at, new Date(Math.max(...times))))!;
  const some = (of: SQL) => sql`sum((select sum(one) from unnest((${of})[part.low:part.high]) as one))`;
  return [
    ...(await joined(
      db,
      near,
      sql`jsonb_to_recordset(${JSON.stringify(days)}::jsonb) as part(bucket int, at timestamptz, low int, high int)`,
      sql`${rollups.at} = part.at`,
      { count: some(sql`${rollups.counts}`), gross: some(sql`${rollups.sums}`) },
    )),
    ...(await joined(
      db,
      near,
      sql`jsonb_to_recordset(${JSON.stringify(whole)}::jsonb) as part(bucket int, "from" timestamptz, "to" timestamptz)`,
      sql`${rollups.at} >= part."from" and ${rollups.at} < part."to"`,
      { count: sql`sum(${rollups.count})`, gross: sql`sum(${rollups.gross})` },
    )),
  ];
}

interface Found {
  bucket: number;
  quoteAsset: string;
  count: number;
  gross: string;
}

/** Days joined with the parts they belong to. */
const joined = (db: Executor, whose: SQL, parts: SQL, on: SQL, { count, gross }: { count: SQL; gross: SQL }) =>
  db
    .select({
      bucket: sql<number>`part.bucket`,
      quoteAsset: rollups.quoteAsset,
      count: sql<number>`${count}::int`,
      gross: sql<string>`${gross}::text`,
    })
    .from(rollups)
    .innerJoin(parts, on)
    .where(and(whose, eq(rollups.span, "day")))
    // By place: a repeated expression is another expression to PostgreSQL.
    .groupBy(sql`1, 2`);

function figuresOf(rows: SumRow[]): Figures {
  const sum = (column: "gross" | "fees" | "refunded") =>
    rows.reduce((total, row) => total.plus(row[column]), new Decimal(0));
  const number = (column: "count" | "fresh" | "refunds") => rows.reduce((total, row) => total + row[column], 0);
  const [gross, fees, refunded, count] = [sum("gross"), sum("fees"), sum("refunded"), number("count")];
  return {
    count,
    gross: plain(gross),
    fees: plain(fees),
    net: plain(gross.minus(fees).minus(refunded)),
    average: count === 0 ? "0" : plain(roundDown(gross.div(count))),
    refunds: { count: number("refunds"), sum: plain(refunded) },
    newPayers: number("fresh"),
    returning: count - number("fresh"),
    byAsset: byAsset(rows),
  };
}

/** A time that begins or ends within a day of UTC is read in pieces: an asset has a row of each. */
function byAsset(rows: SumRow[]): AssetSum[] {
  const sum = (of: SumRow[], column: "paid" | "gross") =>
    plain(of.reduce((total, row) => total.plus(row[column]), new Decimal(0)));
  return [...new Set(rows.map(({ paymentAsset }) => paymentAsset))]
    .map((assetId) => {
      const own = rows.filter(({ paymentAsset }) => paymentAsset === assetId);
      const count = own.reduce((total, row) => total + row.count, 0);
      return { assetId, amount: sum(own, "paid"), gross: sum(own, "gross"), count };
    })
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.assetId < b.assetId ? -1 : 1));
}
