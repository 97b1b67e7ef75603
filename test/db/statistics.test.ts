import { beforeEach, expect, it } from "vitest";
import { sql } from "drizzle-orm";
import type { Database } from "../../src/db/database.js";
import { deriveId } from "../../src/db/ids.js";
import { codes, merchants, orders, payees } from "../../src/db/schema.js";
import { codeStatistics, shopStatistics } from "../../src/reports/statistics.js";
import { eachEngine, empty } from "../support/databases.js";

const SHOP = deriveId("test", "shop");
const CODE = deriveId("test", "code");
const OTHER_CODE = deriveId("test", "other code");
const BTC = "c6d0c728-2624-429b-8e0d-d9d19b6592fa";
const USDT = "b91e18ff-a9ae-3dc7-8679-e935d9a4b34b";

eachEngine("statistics", (open) => {
  let database: Database | undefined;
  let made = 0;

  beforeEach(async () => {
    database ??= await open();
    await empty(database);
    const { db } = database;
    await db.insert(payees).values({ id: SHOP, kind: "individual", members: [SHOP], threshold: 1 });
    await db
      .insert(merchants)
      .values({ id: SHOP, handle: "thorb", handleSkeleton: "thorb", name: "Thorb", payeeId: SHOP });
    for (const id of [CODE, OTHER_CODE]) {
      await db
        .insert(codes)
        .values({ id, merchantId: SHOP, payeeId: SHOP, slug: id.slice(0, 8), title: "x", quoteAsset: "aed" });
    }
  });

  async function paid(at: string, change: Partial<typeof orders.$inferInsert> = {}) {
    const order = {
      id: deriveId(String(++made), "order"),
      payeeId: SHOP,
      merchantId: SHOP,
      source: "code" as const,
      codeId: CODE,
      title: "Donate",
      quoteAsset: "aed",
      quoteAmount: "20",
      state: "settled" as const,
      paymentAsset: USDT,
      paymentAmount: "5.45",
      paidAt: new Date(at),
      ...change,
    };
    await database!.db.insert(orders).values(order);
  }

  const ask = (timeZone: string, now: string) =>
    codeStatistics(database!.db, { codeId: CODE, timeZone, now: new Date(now) });

  it("of a code nobody paid are zeros and thirty empty days", async () => {
    const { periods, days } = await ask("Asia/Dubai", "2026-11-22T10:00:00Z");
    expect(periods.all).toEqual({ count: 0, gross: "0", byAsset: [] });
    expect(days).toHaveLength(30);
    expect(days[0]!.day).toBe("2026-10-24");
    expect(days[29]).toEqual({ day: "2026-11-22", count: 0, gross: "0" });
  });

  it("count by period and by asset, exactly", async () => {
    await paid("2026-11-22T09:00:00Z", { quoteAmount: "0.1", paymentAmount: "0.00000001", paymentAsset: BTC });
    await paid("2026-11-22T08:00:00Z", { quoteAmount: "0.2", state: "paid" });
    await paid("2026-11-17T08:00:00Z", { quoteAmount: "1234567890123.12345678" });
    await paid("2026-10-25T08:00:00Z");
    await paid("2025-01-01T08:00:00Z");
    const { periods } = await ask("UTC", "2026-11-22T10:00:00Z");
    expect(periods.today).toEqual({
      count: 2,
      gross: "0.3",
      byAsset: [
        { assetId: USDT, amount: "5.45", count: 1 },
        { assetId: BTC, amount: "0.00000001", count: 1 },
      ],
    });
    expect(periods["7d"]).toMatchObject({ count: 3, gross: "1234567890123.42345678" });
    expect(periods["30d"].count).toBe(4);
    expect(periods.all).toMatchObject({
      count: 5,
      byAsset: [{ assetId: USDT, amount: "21.8", count: 4 }, { assetId: BTC }],
    });
  });

  it("leave out what is not paid, what is another code's, and what lies ahead", async () => {
    for (const state of ["open", "expired", "cancelled"] as const) await paid("2026-11-22T08:00:00Z", { state });
    await paid("2026-11-22T08:00:00Z", { codeId: OTHER_CODE });
    await paid("2026-11-22T10:00:01Z");
    expect((await ask("UTC", "2026-11-22T10:00:00Z")).periods.all.count).toBe(0);
  });

  it("begin the day at midnight of the merchant's time zone", async () => {
    // 19:59:59 and 20:00:00 UTC are the last second of the 21st and the first of the 22nd in Dubai (UTC+4).
    await paid("2026-11-21T19:59:59Z", { quoteAmount: "1" });
    await paid("2026-11-21T20:00:00Z", { quoteAmount: "2" });
    const dubai = await ask("Asia/Dubai", "2026-11-22T10:00:00Z");
    expect(dubai.periods.today).toMatchObject({ count: 1, gross: "2" });
    expect(dubai.days.slice(-2)).toEqual([
      { day: "2026-11-21", count: 1, gross: "1" },
      { day: "2026-11-22", count: 1, gross: "2" },
    ]);
    expect((await ask("UTC", "2026-11-22T10:00:00Z")).periods.today.count).toBe(0);
    expect((await ask("America/Los_Angeles", "2026-11-22T07:59:00Z")).periods.today.count).toBe(2);
  });

  it("follow the clock change: a day of 25 hours and one of 23", async () => {
    // Berlin left summer time on 2026-10-25: that day ran from 22:00Z to 23:00Z of the next.
    await paid("2026-10-24T21:59:59Z", { quoteAmount: "1" });
    await paid("2026-10-24T22:00:00Z", { quoteAmount: "2" });
    await paid("2026-10-25T22:59:59Z", { quoteAmount: "4" });
    await paid("2026-10-25T23:00:00Z", { quoteAmount: "8" });
    const autumn = await ask("Europe/Berlin", "2026-10-26T12:00:00Z");
    expect(autumn.days.slice(-3).map((day) => day.gross)).toEqual(["1", "6", "8"]);
    expect(autumn.periods.today.gross).toBe("8");
    await paid("2026-03-28T23:00:00Z", { quoteAmount: "16" });
    await paid("2026-03-29T21:59:59Z", { quoteAmount: "32" });
    await paid("2026-03-29T22:00:00Z", { quoteAmount: "64" });
    const spring = await ask("Europe/Berlin", "2026-03-30T08:00:00Z");
    expect(spring.days.slice(-2).map((day) => day.gross)).toEqual(["48", "64"]);
  });

  it("of a shop keep its currencies apart and join its codes", async () => {
    await paid("2026-11-22T08:00:00Z");
    await paid("2026-11-22T08:00:00Z", { codeId: OTHER_CODE });
    await paid("2026-11-22T08:00:00Z", {
      quoteAsset: BTC,
      quoteAmount: "0.5",
      paymentAsset: BTC,
      paymentAmount: "0.5",
    });
    const all = await shopStatistics(database!.db, {
      merchantId: SHOP,
      timeZone: "UTC",
      now: new Date("2026-11-22T10:00:00Z"),
    });
    expect(all.map(({ quoteAsset, periods }) => [quoteAsset, periods.all.count, periods.all.gross])).toEqual([
      ["aed", 2, "40"],
      [BTC, 1, "0.5"],
    ]);
    expect(all[1]!.days.at(-1)).toEqual({ day: "2026-11-22", count: 1, gross: "0.5" });
  });

  it("find their rows by index", async () => {
    const plan = await database!.db.transaction(async (tx) => {
      await tx.execute(sql`set local enable_seqscan = off`);
      const month = sql`code_id = ${CODE} and paid_at >= now() - interval '30 days'`;
      return (await tx.execute(sql`explain select count(*) from orders where ${month}`)) as { rows: unknown[] };
    });
    expect(JSON.stringify(plan.rows)).toContain("orders_code_paid");
  });
});
