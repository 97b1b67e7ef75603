import { and, asc, eq, gte, inArray, isNull, lt, lte, type SQL, sql } from "drizzle-orm";
import type { Executor } from "../../db/database.js";
import { intakes, orders, people, quotes, type QuoteRate, refunds } from "../../db/schema.js";
import { Decimal, plain } from "../../payments/money.js";
import { isMaybeShort, isSaleRow, type SALES } from "../../payments/sales.js";
import { NOTHING, refundTrails, settlements, type Trail, trailsIn } from "./trails.js";

/** Which payments: of a shop or one of its codes, paid from one moment until before another, as it stood at `at`. */
export interface Wanted {
  merchantId: string;
  codeId: string | null;
  from: Date | null;
  to: Date;
  at: Date;
}

/** A payment, or money given back: then its amounts are what went back. Amounts are decimal text. */
export interface Entry {
  kind: "payment" | "refund";
  at: Date;
  orderId: string;
  refundId: string | null;
  source: (typeof SALES)[number];
  title: string;
  quoteAsset: string;
  /** Of the price. Of a payment taken as enough: what was paid of it. */
  value: string;
  price: string;
  assetId: string | null;
  amount: string | null;
  rate: QuoteRate | null;
  settledAsset: string | null;
  settlementAmount: string | null;
  feeAmount: string | null;
  payerId: string | null;
  payerName: string;
  payerNumber: string;
  state: "paid" | "settled" | "refunded";
  /** Of a payment: what of its price went back until `at`. */
  refunded: string;
  trail: Trail;
  /** Of a payment: what went on to the payee. */
  settlement: Trail;
}

/** Read at a time: some 20 ms of work, and half a megabyte. */
const PAGE = 500;

const PAID = ["paid", "settled"] as const;

/** Payments and refunds in the order of their time, each page read when the one before it was used. */
export async function* entries(db: Executor, wanted: Wanted): AsyncGenerator<Entry> {
  const streams = [pages(db, wanted, paymentPage), pages(db, wanted, refundPage)];
  const heads = await Promise.all(streams.map((stream) => stream.next()));
  for (;;) {
    let first = -1;
    for (const [i, head] of heads.entries()) {
      if (head.done) continue;
      const known = first < 0 ? undefined : heads[first];
      if (!known || known.done || head.value.at < known.value.at) first = i;
    }
    const head = first < 0 ? undefined : heads[first];
    if (!head || head.done) return;
    yield head.value;
    heads[first] = await streams[first]!.next();
  }
}

/** How many there are, counted up to `most`. */
export async function countEntries(db: Executor, wanted: Wanted, most: number): Promise<number> {
  const one = { one: sql<number>`1` };
  const payments = db.select(one).from(orders).where(paidWithin(wanted)).limit(most).as("some");
  const given = db
    .select(one)
    .from(refunds)
    .innerJoin(orders, eq(orders.id, refunds.orderId))
    .where(refundedWithin(wanted))
    .limit(most)
    .as("some");
  const count = async (from: typeof payments | typeof given) => {
    const [row] = await db.select({ count: sql<number>`count(*)::int` }).from(from);
    return row?.count ?? 0;
  };
  return Math.min(most, (await count(payments)) + (await count(given)));
}

interface Page {
  entries: Entry[];
  /** Where the next page begins; null: this was the last. */
  next: { at: string; id: string } | null;
}
type ReadPage = (db: Executor, wanted: Wanted, after: Page["next"]) => Promise<Page>;

async function* pages(db: Executor, wanted: Wanted, read: ReadPage): AsyncGenerator<Entry, undefined> {
  let after: Page["next"] = null;
  do {
    const page: Page = await read(db, wanted, after);
    yield* page.entries;
    after = page.next;
  } while (after);
}

export const paidWithin = ({ merchantId, codeId, from, to, at }: Wanted): SQL | undefined =>
  and(
    codeId === null ? eq(orders.merchantId, merchantId) : eq(orders.codeId, codeId),
    eq(orders.merchantId, merchantId),
    isSaleRow(),
    inArray(orders.state, [...PAID]),
    from ? gte(orders.paidAt, from) : undefined,
    lt(orders.paidAt, to),
    lte(orders.paidAt, at),
  );

export const refundedWithin = ({ merchantId, codeId, from, to, at }: Wanted): SQL | undefined =>
  and(
    eq(refunds.merchantId, merchantId),
    codeId === null ? undefined : eq(orders.codeId, codeId),
    eq(refunds.state, "done"),
    from ? gte(refunds.doneAt, from) : undefined,
    lt(refunds.doneAt, to),
    lte(refunds.doneAt, at),
  );

/** A payment as it is read for a page. */
const ORDER = {
  orderId: orders.id,
  source: orders.source,
  title: orders.title,
  quoteAsset: orders.quoteAsset,
  price: orders.quoteAmount,
  oddity: orders.oddity,
  rate: quotes.rate,
  payerId: orders.payerId,
  payerName: sql<string>`coalesce(${people.fullName}, '')`,
  payerNumber: sql<string>`coalesce(${people.identityNumber}, '')`,
};

async function paymentPage(db: Executor, wanted: Wanted, after: Page["next"]): Promise<Page> {
  const rows = await db
    .select({
      ...ORDER,
      // As text: moments have microseconds, dates of ours have not, and a page must begin where the last one ended.
      key: sql<string>`${orders.paidAt}::text`,
      paidAt: orders.paidAt,
      settledAt: orders.settledAt,
      assetId: orders.paymentAsset,
      amount: orders.paymentAmount,
      settledAsset: orders.settledAsset,
      settlementAmount: orders.settlementAmount,
      feeAmount: orders.feeAmount,
    })
    .from(orders)
    .leftJoin(quotes, eq(quotes.id, orders.quoteId))
    .leftJoin(people, eq(people.userId, orders.payerId))
    .where(
      and(
        paidWithin(wanted),
        after ? sql`(${orders.paidAt}, ${orders.id}) > (${after.at}::timestamptz, ${after.id}::uuid)` : undefined,
      ),
    )
    .orderBy(asc(orders.paidAt), asc(orders.id))
    .limit(PAGE);
  const ids = rows.map((row) => row.orderId);
  const partial = rows.filter((row) => isMaybeShort(row.oddity)).map((row) => row.orderId);
  const came = await trailsIn(db, ids);
  const went = await settlements(db, ids);
  const back = await refundedOf(db, ids, wanted.at);
  const credits = await creditsOf(db, partial);
  const last = rows.at(-1);
  return {
    entries: rows.map(({ key: _key, paidAt, settledAt, oddity: _oddity, source, rate, ...row }) => ({
      ...row,
      kind: "payment",
      refundId: null,
      at: paidAt ?? wanted.at,
      source: source as Entry["source"],
      value: paidPart(row.price, credits.get(row.orderId)),
      rate,
      state: settledAt !== null && settledAt <= wanted.at ? "settled" : "paid",
      refunded: back.get(row.orderId) ?? "0",
      trail: came.get(row.orderId) ?? NOTHING,
      settlement: went.get(row.orderId) ?? NOTHING,
    })),
    next: rows.length === PAGE && last ? { at: last.key, id: last.orderId } : null,
  };
}

async function refundPage(db: Executor, wanted: Wanted, after: Page["next"]): Promise<Page> {
  const rows = await db
    .select({
      ...ORDER,
      key: sql<string>`${refunds.doneAt}::text`,
      doneAt: refunds.doneAt,
      refundId: refunds.id,
      value: refunds.quoteAmount,
      assetId: refunds.assetId,
      amount: refunds.amount,
    })
    .from(refunds)
    .innerJoin(orders, eq(orders.id, refunds.orderId))
    .leftJoin(quotes, eq(quotes.id, orders.quoteId))
    .leftJoin(people, eq(people.userId, refunds.payerId))
    .where(
      and(
        refundedWithin(wanted),
        after ? sql`(${refunds.doneAt}, ${refunds.id}) > (${after.at}::timestamptz, ${after.id}::uuid)` : undefined,
      ),
    )
    .orderBy(asc(refunds.doneAt), asc(refunds.id))
    .limit(PAGE);
  const sent = await refundTrails(
    db,
    rows.map((row) => row.refundId),
  );
  const last = rows.at(-1);
  return {
    entries: rows.map(({ key: _key, doneAt, oddity: _oddity, source, ...row }) => ({
      ...row,
      kind: "refund",
      at: doneAt ?? wanted.at,
      source: source as Entry["source"],
      settledAsset: null,
      settlementAmount: null,
      feeAmount: null,
      state: "refunded",
      refunded: "0",
      trail: sent.get(row.refundId) ?? NOTHING,
      settlement: NOTHING,
    })),
    next: rows.length === PAGE && last ? { at: last.key, id: last.refundId } : null,
  };
}

/** A payment a little short of its price, taken as enough, is worth what was paid. */
function paidPart(price: string, credit: Decimal | undefined): string {
  return plain(credit?.gt(0) && credit.lt(price) ? credit : price);
}

async function refundedOf(db: Executor, orderIds: string[], at: Date): Promise<Map<string, string>> {
  if (orderIds.length === 0) return new Map();
  const rows = await db
    .select({ orderId: refunds.orderId, sum: sql<string>`sum(${refunds.quoteAmount})::text` })
    .from(refunds)
    .where(and(inArray(refunds.orderId, orderIds), eq(refunds.state, "done"), lte(refunds.doneAt, at)))
    .groupBy(refunds.orderId);
  return new Map(rows.map((row) => [row.orderId, plain(row.sum)]));
}

async function creditsOf(db: Executor, orderIds: string[]): Promise<Map<string, Decimal>> {
  if (orderIds.length === 0) return new Map();
  const rows = await db
    .select({ orderId: intakes.orderId, sum: sql<string>`coalesce(sum(${intakes.credit}), 0)::text` })
    .from(intakes)
    .where(and(inArray(intakes.orderId, orderIds), eq(intakes.disposition, "applied"), isNull(intakes.swapId)))
    .groupBy(intakes.orderId);
  return new Map(rows.flatMap((row) => (row.orderId ? [[row.orderId, new Decimal(row.sum)] as const] : [])));
}
