import { beforeEach, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { deriveId } from "../../src/db/ids.js";
import { NO_CODE } from "../../src/payments/first-payments.js";
import { rangeBefore, rangeOf, type Span, spanBefore } from "../../src/reports/ranges.js";
import { statisticsOf } from "../../src/reports/statistics.js";
import { eachEngine, empty } from "../support/databases.js";
import { type Deal, happen, openShop } from "../support/trade.js";

const SHOP = deriveId("test", "shop");
const CODE = deriveId("test", "code");
const OTHER_CODE = deriveId("test", "other code");
const BTC = "c6d0c728-2624-429b-8e0d-d9d19b6592fa";
const USDT = "b91e18ff-a9ae-3dc7-8679-e935d9a4b34b";
const [ADA, BOB] = [deriveId("test", "ada"), deriveId("test", "bob")];

eachEngine("statistics", (open) => {
  let database: Database | undefined;
  let made = 0;

  beforeEach(async () => {
    database ??= await open();
    await empty(database);
    await openShop(database.db, SHOP, [CODE, OTHER_CODE]);
  });

  async function paid(at: string, change: Partial<Deal> = {}) {
    const deal: Deal = {
      id: deriveId(String(++made), "order"),
      merchantId: SHOP,
      source: "code",
      codeId: CODE,
      quoteAsset: "aed",
      quoteAmount: "20",
      paymentAsset: USDT,
      paymentAmount: "5.45",
      payerId: ADA,
      at: new Date(at),
      feeBps: 0,
      fate: "paid",
      refunds: [],
      ...change,
    };
    await happen(database!.db, [deal]);
  }

  async function ask(span: Span, timeZone: string, now: string, codeId: string | null = CODE) {
    const range = rangeOf(span, timeZone);
    const before = rangeBefore(span, timeZone, new Date(now));
    return statisticsOf(database!.db, { merchantId: SHOP, codeId, range, before, timeZone, now: new Date(now) });
  }
  const day = (first: string, last = first): Span => ({ unit: "days", first, last });
  const ALL: Span = { unit: "all", first: null, last: "2026-11-22" };
  const NOON = "2026-11-22T12:00:00Z";

  it("of a code nobody paid are of no currency", async () => {
    for (const span of [ALL, day("2026-11-22")]) expect((await ask(span, "UTC", NOON)).currencies).toEqual([]);
  });

  it("tell what came in, what it cost, who paid with what, and what went back, exactly", async () => {
    await paid("2026-11-22T09:00:00Z", { quoteAmount: "0.1", paymentAmount: "0.00000001", paymentAsset: BTC });
    await paid("2026-11-22T08:00:00Z", { quoteAmount: "100", paymentAmount: "27", feeBps: 100, payerId: BOB });
    await paid("2026-11-21T08:00:00Z", {
      quoteAmount: "1234567890123.12345678",
      refunds: [{ percent: 50, minutes: 1440 }],
    });
    const [aed] = (await ask(day("2026-11-22"), "UTC", NOON)).currencies;
    expect(aed).toMatchObject({
      count: 2,
      gross: "100.1",
      fees: "1",
      refunds: { count: 1, sum: "617283945061.56172839" },
      net: "-617283944962.46172839",
      average: "50.05",
      newPayers: 1,
      returning: 1,
      byAsset: [
        { assetId: USDT, amount: "27", gross: "100", count: 1 },
        { assetId: BTC, amount: "0.00000001", gross: "0.1", count: 1 },
      ],
      before: { count: 1, gross: "1234567890123.12345678", newPayers: 1 },
    });
  });

  it("of one day are compared with the day before up to the same time, else with all of the time before", async () => {
    await paid("2026-11-21T11:00:00Z");
    await paid("2026-11-21T13:00:00Z");
    expect((await ask(day("2026-11-22"), "UTC", NOON)).currencies[0]!.before!.count).toBe(1);
    expect((await ask(day("2026-11-22"), "UTC", "2026-11-23T12:00:00Z")).currencies[0]!.before!.count).toBe(2);
  });

  it.each<[Span, string, string]>([
    [{ unit: "month", first: "2026-11-01", last: "2026-11-22" }, "2026-11-22", "2026-10-01 2026-10-22"],
    [{ unit: "month", first: "2026-03-01", last: "2026-03-31" }, "2026-03-31", "2026-02-01 2026-02-28"],
    [{ unit: "month", first: "2026-02-01", last: "2026-02-28" }, "2026-11-22", "2026-01-01 2026-01-31"],
    [{ unit: "week", first: "2026-11-16", last: "2026-11-22" }, "2026-11-22", "2026-11-09 2026-11-15"],
    [{ unit: "year", first: "2026-01-01", last: "2026-11-22" }, "2026-11-22", "2025-01-01 2025-11-22"],
    [{ unit: "year", first: "2024-01-01", last: "2024-12-31" }, "2026-11-22", "2023-01-01 2023-12-31"],
    [{ unit: "days", first: "2026-03-01", last: "2026-03-15" }, "2026-11-22", "2026-02-14 2026-02-28"],
  ])("of %j, on %s, are compared with %s", (span, today, meant) => {
    const before = spanBefore(span, today)!;
    expect(`${before.first} ${before.last}`).toBe(meant);
  });

  it("leave out what nobody paid, what went back whole, and what is another code's", async () => {
    await paid("2026-11-22T08:00:00Z", { fate: "unpaid" });
    await paid("2026-11-22T08:00:00Z", { fate: "returned" });
    await paid("2026-11-22T08:00:00Z", { codeId: OTHER_CODE });
    await paid("2026-11-22T08:00:00Z", { codeId: null, source: "refund" });
    await paid("2026-11-22T08:00:00Z", { codeId: null, source: "transfer" });
    expect((await ask(ALL, "UTC", NOON)).currencies).toEqual([]);
    expect((await ask(ALL, "UTC", NOON, null)).currencies[0]!.count).toBe(1);
  });

  it("count who is new anew when a first payment went back whole", async () => {
    await paid("2026-11-20T08:00:00Z", { fate: "returned" });
    await paid("2026-11-21T08:00:00Z");
    await paid("2026-11-22T08:00:00Z", { codeId: OTHER_CODE });
    expect((await ask(day("2026-11-21"), "UTC", NOON)).currencies[0]).toMatchObject({ newPayers: 1, returning: 0 });
    const shop = await ask(day("2026-11-22"), "UTC", NOON, null);
    expect(shop.currencies[0]).toMatchObject({ newPayers: 0, returning: 1 });
    expect((await ask(day("2026-11-22"), "UTC", NOON, OTHER_CODE)).currencies[0]).toMatchObject({ newPayers: 1 });
  });

  it("begin the day at midnight of the merchant's time zone", async () => {
    // 19:59:59 and 20:00:00 UTC are the last second of the 21st and the first of the 22nd in Dubai (UTC+4).
    await paid("2026-11-21T19:59:59Z", { quoteAmount: "1" });
    await paid("2026-11-21T20:00:00Z", { quoteAmount: "2" });
    const dubai = await ask(day("2026-11-21", "2026-11-22"), "Asia/Dubai", NOON);
    expect(dubai.currencies[0]!.series).toEqual([
      { label: "2026-11-21", count: 1, gross: "1" },
      { label: "2026-11-22", count: 1, gross: "2" },
    ]);
    expect((await ask(day("2026-11-21"), "America/Los_Angeles", NOON)).currencies[0]!.count).toBe(2);
  });

  it("name an asset once, though a day of another zone is read in pieces", async () => {
    for (const at of ["2026-11-20T21:00:00Z", "2026-11-21T12:00:00Z", "2026-11-22T12:00:00Z"]) {
      await paid(at, { quoteAmount: "2", paymentAmount: "0.5" });
    }
    const dubai = await ask(day("2026-11-21", "2026-11-22"), "Asia/Dubai", NOON);
    expect(dubai.currencies[0]!.byAsset).toEqual([{ assetId: USDT, amount: "1.5", gross: "6", count: 3 }]);
  });

  it.each([
    // 20:30 UTC is half past midnight of the next day in Dubai, and noon of the same in Los Angeles.
    ["UTC", "2026-11-20T00:00:00.000Z", "2026-11-20"],
    ["Asia/Dubai", "2026-11-20T20:00:00.000Z", "2026-11-21"],
    ["America/Los_Angeles", "2026-11-20T08:00:00.000Z", "2026-11-20"],
    ["Pacific/Kiritimati", "2026-11-20T10:00:00.000Z", "2026-11-21"],
  ])("all of them begin with the day of the first payment in %s", async (timeZone, from, day) => {
    await paid("2026-11-20T20:30:00Z");
    await paid("2026-11-22T08:00:00Z");
    const all = await ask(ALL, timeZone, NOON);
    expect(all.range.from.toISOString()).toBe(from);
    expect(all.currencies[0]).toMatchObject({ count: 2, gross: "40" });
    expect(all.currencies[0]!.series[0]).toMatchObject({ label: day, count: 1 });
  });

  it("follow the clock change: a day of 25 hours and one of 23", async () => {
    // Berlin left summer time on 2026-10-25: that day ran from 22:00Z to 23:00Z of the next.
    const amounts = ["1", "2", "4", "8"];
    const times = ["2026-10-24T21:59:59Z", "2026-10-24T22:00:00Z", "2026-10-25T22:59:59Z", "2026-10-25T23:00:00Z"];
    for (const [n, at] of times.entries()) await paid(at, { quoteAmount: amounts[n]! });
    const autumn = await ask(day("2026-10-24", "2026-10-26"), "Europe/Berlin", "2026-10-26T23:00:00Z");
    expect(autumn.currencies[0]!.series.map((one) => one.gross)).toEqual(["1", "6", "8"]);
    const hours = await ask(day("2026-10-25"), "Europe/Berlin", "2026-10-26T12:00:00Z");
    expect(hours.unit).toBe("hour");
    expect(hours.currencies[0]!.series.map((one) => one.label).filter((label) => label === "2")).toHaveLength(2);
    await paid("2026-03-28T23:00:00Z", { quoteAmount: "16" });
    await paid("2026-03-29T21:59:59Z", { quoteAmount: "32" });
    await paid("2026-03-29T22:00:00Z", { quoteAmount: "64" });
    const spring = await ask(day("2026-03-29", "2026-03-30"), "Europe/Berlin", NOON);
    expect(spring.currencies[0]!.series.map((one) => one.gross)).toEqual(["48", "64"]);
  });

  it("of a shop keep its currencies apart and join its codes and invoices", async () => {
    await paid("2026-11-22T08:00:00Z");
    await paid("2026-11-22T08:20:00Z", { codeId: OTHER_CODE });
    await paid("2026-11-22T08:40:00Z", { codeId: null, source: "invoice" });
    await paid("2026-11-22T18:00:00Z", {
      quoteAsset: BTC,
      quoteAmount: "0.5",
      paymentAsset: BTC,
      paymentAmount: "0.5",
    });
    const all = await ask(ALL, "UTC", NOON, null);
    expect(all.currencies.map(({ quoteAsset, count, gross }) => [quoteAsset, count, gross])).toEqual([
      ["aed", 3, "60"],
      [BTC, 1, "0.5"],
    ]);
    expect((await ask(ALL, "UTC", NOON, NO_CODE)).currencies[0]).toMatchObject({ count: 1, gross: "20" });
    expect(all.hours.busiest.slice(0, 2)).toEqual([
      { weekday: 6, hour: 8, count: 3 },
      { weekday: 6, hour: 18, count: 1 },
    ]);
  });

  it.each([
    ["2026-11-22", "2026-11-22", "hour", 24],
    ["2026-10-24", "2026-11-22", "day", 30],
    ["2026-08-25", "2026-11-22", "week", 13],
    ["2026-01-01", "2026-11-22", "month", 11],
    ["2019-01-01", "2026-11-22", "year", 8],
  ])("from %s to %s are drawn by the %s", async (first, last, unit, bars) => {
    await paid("2026-11-22T08:00:00Z");
    const found = await ask(day(first, last), "Asia/Kathmandu", NOON);
    expect([found.unit, found.currencies[0]!.series.length]).toEqual([unit, bars]);
  });
});
