import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { deriveId } from "../../src/db/ids.js";
import { migrationsFolder } from "../../src/db/migrations.js";
import { firstPayments, ledgerEntries, orders, refunds, rollups } from "../../src/db/schema.js";
import { NO_CODE } from "../../src/payments/first-payments.js";
import { Decimal, plain } from "../../src/payments/money.js";
import { rangeBefore, rangeOf, type Span } from "../../src/reports/ranges.js";
import { type Figures, statisticsOf } from "../../src/reports/statistics.js";
import { eachEngine, empty } from "../support/databases.js";
import { type Deal, happen, openShop } from "../support/trade.js";
import { PROPERTIES_SEED as seed } from "../support/properties.js";

const id = (name: string) => deriveId("recount", name);
const SHOP = id("shop");
const CODES = [id("coffee"), id("tea"), id("cake")];
const ASSETS = [id("usdt"), id("btc"), id("eth")];
const PAYERS = Array.from({ length: 6 }, (_, n) => id(`payer ${n}`));
const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/St_Johns",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Africa/Cairo",
  "Asia/Beirut",
  "Pacific/Auckland",
];
/** Clocks change around these in the zones above. */
const CHANGES = ["2026-03-08", "2026-03-29", "2026-04-05", "2026-04-24", "2026-10-04", "2026-10-25", "2026-11-01"];

const moments = fc.oneof(
  fc.tuple(fc.constantFrom(...CHANGES), fc.integer({ min: -500, max: 700 })).map(([day, steps]) => {
    return new Date(Date.parse(`${day}T00:00:00Z`) + steps * 5 * 60_000);
  }),
  fc
    .integer({ min: Date.parse("2025-12-20T00:00:00Z"), max: Date.parse("2026-12-31T00:00:00Z") })
    .map((ms) => new Date(ms)),
);

const cents = (most: number) => fc.integer({ min: 1, max: most }).map((n) => plain(new Decimal(n).div(100)));

const deal = fc.record({
  place: fc.constantFrom(...CODES, null),
  source: fc.constantFrom("code" as const, "code" as const, "code" as const, "refund" as const, "transfer" as const),
  quoteAsset: fc.constantFrom("aed", "eur", ASSETS[1]!),
  quoteAmount: cents(100_000_000),
  paymentAsset: fc.constantFrom(...ASSETS),
  paymentAmount: fc.bigInt({ min: 100n, max: 10n ** 15n }).map((n) => plain(new Decimal(n.toString()).div(1e8))),
  payerId: fc.option(fc.constantFrom(...PAYERS), { freq: 8 }),
  at: moments,
  feeBps: fc.constantFrom(0, 30, 100, 333),
  fate: fc.constantFrom("paid" as const, "paid" as const, "swapped" as const, "returned" as const, "unpaid" as const),
  refunds: fc.array(
    fc.record({
      percent: fc.integer({ min: 1, max: 50 }),
      minutes: fc.option(fc.integer({ min: 0, max: 60_000 }), { freq: 5 }),
    }),
    { maxLength: 2 },
  ),
});

const history = fc.array(fc.array(deal, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 8 });

const question = fc.record({
  zone: fc.constantFrom(...ZONES),
  code: fc.constantFrom(null, ...CODES, NO_CODE),
  unit: fc.constantFrom("days" as const, "week" as const, "month" as const, "year" as const, "all" as const),
  first: fc.integer({ min: 0, max: 380 }),
  length: fc.oneof(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 400 })),
  now: moments,
});

/** What happened, row by row: coins and fees of the ledger, prices of the orders, and refunds. */
async function rowsOf(database: Database) {
  const { db } = database;
  const ledger = await db.select().from(ledgerEntries);
  const all = await db.select().from(orders);
  const back = await db.select().from(refunds);
  const booked = (orderId: string, account: string) =>
    ledger
      .filter((entry) => entry.orderId === orderId && entry.account === account)
      .reduce((sum, entry) => sum.plus(entry.amount), new Decimal(0));
  const payments = all
    .filter((order) => order.source === "code" || order.source === "invoice")
    .filter((order) => order.state === "paid" || order.state === "settled")
    .map((order) => ({
      id: order.id,
      codeId: order.codeId ?? NO_CODE,
      at: order.paidAt!,
      quoteAsset: order.quoteAsset,
      asset: order.paymentAsset!,
      payerId: order.payerId,
      price: new Decimal(order.quoteAmount),
      coins: booked(order.id, "wallet"),
      // What the fee is of all that went out, as a part of the price.
      fee: new Decimal(order.quoteAmount)
        .mul(booked(order.id, "fees").neg())
        .div(booked(order.id, "wallet"))
        .toDecimalPlaces(8, Decimal.ROUND_DOWN),
    }))
    .sort((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1));
  const given = back
    .filter((refund) => refund.state === "done")
    .map((refund) => {
      const order = all.find((one) => one.id === refund.orderId)!;
      return { ...refund, codeId: order.codeId ?? NO_CODE, quoteAsset: order.quoteAsset, source: order.source };
    })
    .filter(({ source }) => source === "code" || source === "invoice");
  return { payments, given };
}

type Rows = Awaited<ReturnType<typeof rowsOf>>;

/** Counts one by one; knows nothing of days and quarters. */
function recount({ payments, given }: Rows, codeId: string | null, quoteAsset: string, within: (at: Date) => boolean) {
  const own = payments.filter((one) => codeId === null || one.codeId === codeId);
  const counted = own.filter((one) => one.quoteAsset === quoteAsset && within(one.at));
  const back = given.filter(
    (one) => (codeId === null || one.codeId === codeId) && one.quoteAsset === quoteAsset && within(one.doneAt!),
  );
  const gross = counted.reduce((sum, one) => sum.plus(one.price), new Decimal(0));
  const fees = counted.reduce((sum, one) => sum.plus(one.fee), new Decimal(0));
  const refunded = back.reduce((sum, one) => sum.plus(one.quoteAmount), new Decimal(0));
  const fresh = counted.filter((one) => one.payerId === null || own.find((p) => p.payerId === one.payerId) === one);
  const assets = [...new Set(counted.map((one) => one.asset))].map((assetId) => {
    const those = counted.filter((one) => one.asset === assetId);
    const amount = plain(those.reduce((sum, one) => sum.plus(one.coins), new Decimal(0)));
    const prices = plain(those.reduce((sum, one) => sum.plus(one.price), new Decimal(0)));
    return { assetId, amount, gross: prices, count: those.length };
  });
  return {
    count: counted.length,
    gross: plain(gross),
    fees: plain(fees),
    net: plain(gross.minus(fees).minus(refunded)),
    average: counted.length === 0 ? "0" : plain(gross.div(counted.length).toDecimalPlaces(8, Decimal.ROUND_DOWN)),
    refunds: { count: back.length, sum: plain(refunded) },
    newPayers: fresh.length,
    returning: counted.length - fresh.length,
    byAsset: assets.sort((a, b) => b.count - a.count || (a.assetId < b.assetId ? -1 : 1)),
  } satisfies Figures;
}

const shown = (at: Date, timeZone: string) =>
  new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(at);

const figures = ({ count, gross, fees, net, average, refunds: back, newPayers, returning, byAsset }: Figures) => ({
  count,
  gross,
  fees,
  net,
  average,
  refunds: back,
  newPayers,
  returning,
  byAsset,
});

function plusDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Where an array is not zero. */
const brief = (all: (number | string)[]) => [
  all.length,
  ...all.flatMap((one, index) => (Number(one) === 0 ? [] : [`${index}: ${one}`])),
];

/** Everything that is kept, as text, rows of nothing but zeros left out. */
async function kept(database: Database) {
  const rows = await database.db.select().from(rollups);
  const firsts = await database.db.select().from(firstPayments);
  return {
    rows: rows
      .filter((row) => row.count !== 0 || row.refunds !== 0)
      .map(({ counts, sums, ...row }) => JSON.stringify({ ...row, counts: brief(counts), sums: brief(sums) }))
      .sort(),
    firsts: firsts.map((row) => JSON.stringify(row)).sort(),
  };
}

/** Makes all of it anew out of orders and refunds, as the migration did for what was before. */
async function rebuild(database: Database): Promise<void> {
  await database.db.execute(sql`truncate table rollups, first_payments`);
  await migrate(database, "0008_rollups_backfill.sql");
}

async function migrate({ db }: Database, file: string): Promise<void> {
  const text = readFileSync(join(migrationsFolder, file), "utf8");
  for (const statement of text.split("--> statement-breakpoint")) await db.execute(sql.raw(statement));
}

async function play(
  database: Database,
  parts: Omit<Deal, "id" | "merchantId" | "codeId">[][],
  places: (string | null)[][],
) {
  let made = 0;
  for (const [b, batch] of parts.entries()) {
    const deals = batch.map((one, n): Deal => {
      const codeId = places[b]![n]!;
      const source = one.source === "code" && codeId === null ? "invoice" : one.source;
      return { ...one, source, codeId, id: id(`order ${made++}`), merchantId: SHOP };
    });
    await happen(database.db, deals);
  }
}

console.info(`properties of statistics: PROPERTIES_SEED=${seed}`);

eachEngine("statistics of any history", (open, engine) => {
  let database: Database;

  beforeAll(async () => {
    database = await open();
  });
  beforeEach(() => fresh());

  async function fresh() {
    await empty(database);
    await openShop(database.db, SHOP, CODES);
  }

  it(
    "equal a recount of it, for any range, code and zone; and what is kept equals its rebuild",
    { timeout: 240_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(history, fc.array(question, { minLength: 8, maxLength: 8 }), async (batches, questions) => {
          await fresh();
          await play(
            database,
            batches,
            batches.map((batch) => batch.map(({ place }) => place)),
          );
          const rows = await rowsOf(database);
          for (const { zone, code, unit, first, length, now } of questions) {
            const begin = plusDays("2025-12-18", first);
            const span: Span = {
              unit,
              first: unit === "all" ? null : begin,
              last: plusDays(begin, length - 1),
            };
            const before = rangeBefore(span, zone, now);
            const found = await statisticsOf(database.db, {
              merchantId: SHOP,
              codeId: code,
              range: rangeOf(span, zone),
              before,
              timeZone: zone,
              now,
            });
            const inSpan = (at: Date) => {
              const day = shown(at, zone);
              return (span.first === null || day >= span.first) && day <= span.last;
            };
            const inBefore = (at: Date) => before !== null && at >= before.from! && at < before.to;
            const used = (["aed", "eur", ASSETS[1]!] as const).filter((asset) =>
              [inSpan, inBefore].some((within) => {
                const { count, refunds: back } = recount(rows, code, asset, within);
                return count + back.count > 0;
              }),
            );
            expect(found.currencies.map((one) => one.quoteAsset).sort()).toEqual([...used].sort());
            for (const currency of found.currencies) {
              expect(figures(currency)).toEqual(recount(rows, code, currency.quoteAsset, inSpan));
              if (before) expect(figures(currency.before!)).toEqual(recount(rows, code, currency.quoteAsset, inBefore));
              const sum = (of: { count: number; gross: string }[]) => [
                of.reduce((total, point) => total + point.count, 0),
                plain(of.reduce((total, point) => total.plus(point.gross), new Decimal(0))),
              ];
              expect(sum(currency.series)).toEqual([currency.count, currency.gross]);
              if (before) expect(sum(currency.seriesBefore)).toEqual([currency.before!.count, currency.before!.gross]);
              if (found.unit === "day") {
                for (const point of currency.series) {
                  const day = recount(rows, code, currency.quoteAsset, (at) => shown(at, zone) === point.label);
                  expect([point.label, point.count, point.gross]).toEqual([point.label, day.count, day.gross]);
                }
              }
            }
            const hours = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
            const clock = new Intl.DateTimeFormat("en-US", {
              timeZone: zone,
              weekday: "short",
              hour: "numeric",
              hourCycle: "h23",
            });
            const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
            for (const one of rows.payments) {
              const counts =
                (code === null || one.codeId === code) &&
                inSpan(one.at) &&
                shown(one.at, zone) > plusDays(span.last, -28);
              if (!counts) continue;
              const part = Object.fromEntries(clock.formatToParts(one.at).map(({ type, value }) => [type, value]));
              hours[days.indexOf(part["weekday"]!)]![Number(part["hour"])]! += 1;
            }
            expect(found.hours.counts).toEqual(hours);
          }
          const incremental = await kept(database);
          await rebuild(database);
          expect(await kept(database)).toEqual(incremental);
        }),
        { seed, numRuns: engine === "postgres" ? 60 : 30, endOnFailure: true },
      );
    },
  );

  it("are there for a database that had its history before they were kept", async () => {
    const batches = fc.sample(fc.array(deal, { minLength: 10, maxLength: 10 }), { numRuns: 5, seed: 3 });
    await play(
      database,
      batches,
      batches.map((batch) => batch.map(({ place }) => place)),
    );
    const incremental = await kept(database);
    const { db } = database;
    const tables = ["payees", "merchants", "codes", "orders", "refunds"];
    const rows = new Map<string, unknown>();
    for (const table of tables) {
      const found = await db.execute(sql.raw(`select coalesce(jsonb_agg(to_jsonb(t)), '[]') as rows from ${table} t`));
      rows.set(table, (found as { rows: { rows: unknown }[] }).rows[0]!.rows);
    }
    await db.execute(sql`drop schema public cascade`);
    await db.execute(sql`create schema public`);
    const files = readdirSync(migrationsFolder)
      .filter((file) => file.endsWith(".sql"))
      .sort();
    const before = files.indexOf("0007_rollup_quarters.sql");
    for (const file of files.slice(0, before)) await migrate(database, file);
    for (const table of tables) {
      const json = JSON.stringify(rows.get(table));
      await db.execute(sql`insert into ${sql.identifier(table)}
        select * from jsonb_populate_recordset(null::${sql.identifier(table)}, ${json}::jsonb)`);
    }
    for (const file of files.slice(before)) await migrate(database, file);
    expect(incremental.rows.length).toBeGreaterThan(20);
    expect(await kept(database)).toEqual(incremental);
  });

  describe.skipIf(engine === "embedded")("with several processes at once", () => {
    it("lose nothing", async () => {
      const batches = fc.sample(fc.array(deal, { minLength: 12, maxLength: 12 }), { numRuns: 12, seed: 7 });
      const crowded = batches.map((batch, b) =>
        batch.map((one, n): Deal => ({
          ...one,
          source: one.place === null ? "invoice" : "code",
          codeId: one.place,
          at: new Date(Date.parse("2026-05-05T10:00:00Z") + ((n * 7 + b) % 3) * 900_000),
          id: id(`crowd ${b} ${n}`),
          merchantId: SHOP,
        })),
      );
      await Promise.all(crowded.map((batch) => happen(database.db, batch)));
      const incremental = await kept(database);
      expect(incremental.rows.length).toBeGreaterThan(10);
      await rebuild(database);
      expect(await kept(database)).toEqual(incremental);
    });
  });
});
