import { randomUUID } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { setTimeZone } from "../../src/shop/people.js";
import { inTransaction } from "../../src/db/database.js";
import { statisticsOf } from "../../src/reports/statistics.js";
import { findMerchant } from "../../src/shop/merchants.js";
import { ApiTill } from "../support/api-till.js";
import { eachEngine } from "../support/databases.js";
import { BTC, USDT_TRON } from "../support/market.js";
import { anotherShop, KeyHolder, keyOf } from "../support/own-api.js";
import { addCode, THORB } from "../support/pay-pages.js";
import { type Deal, happen } from "../support/trade.js";

interface Told {
  from: number;
  to: number;
  timeZone: string;
  unit: string;
  currencies: {
    quoteAssetId: string;
    count: number;
    quoteAmount: string;
    netAmount: string;
    assets: { paymentAssetId: string; count: number }[];
    points: { label: string; from: number; count: number; quoteAmount: string }[];
  }[];
}

const at = (text: string): number => Date.parse(text) / 1000;

eachEngine("statistics that programs read", (open) => {
  const till = new ApiTill(open);
  const holder = (key: string) => new KeyHolder((path, init) => till.request(path, init), key);
  let shop: KeyHolder;
  let codeId = "";

  beforeEach(async () => {
    shop = holder(await keyOf(till.database, THORB));
    const merchant = (await findMerchant(till.database.db, THORB))!;
    codeId = (await addCode(till.database, merchant, { title: "Donate" })).id;
  });

  const sold = (when: string, change: Partial<Deal> = {}): Deal => ({
    id: randomUUID(),
    merchantId: THORB,
    codeId,
    source: "code",
    payerId: randomUUID(),
    at: new Date(when),
    quoteAsset: "usd",
    quoteAmount: "10",
    paymentAsset: USDT_TRON,
    paymentAmount: "10",
    feeBps: 0,
    fate: "paid",
    refunds: [],
    ...change,
  });
  const told = (fields: Record<string, string | number> = {}) => shop.told<Told>("/statistics", { fields });

  test("are those of the chat, in the API's words", async () => {
    const payerId = randomUUID();
    await happen(till.database.db, [
      sold("2024-03-01T08:00:00Z", { payerId }),
      sold("2024-03-01T09:30:00Z", { payerId, paymentAsset: BTC, paymentAmount: "0.0001" }),
      sold("2024-03-02T23:30:00Z", { quoteAmount: "2.5", paymentAmount: "2.5" }),
      sold("2024-03-02T12:00:00Z", { quoteAsset: "aed", quoteAmount: "20", codeId: null }),
    ]);
    const range = { from: at("2024-03-01T00:00:00Z"), to: at("2024-03-03T00:00:00Z") };
    const said = await told({ ...range, unit: "day" });
    const { currencies } = await statisticsOf(till.database.db, {
      merchantId: THORB,
      range: { from: new Date(range.from * 1000), to: new Date(range.to * 1000) },
      timeZone: "UTC",
      now: new Date(),
    });
    expect(said).toMatchObject({ ...range, timeZone: "UTC", unit: "day" });
    expect(said.currencies).toHaveLength(2);
    const [usd] = currencies;
    expect(said.currencies[0]).toEqual({
      quoteAssetId: "usd",
      quoteSymbol: "USD",
      count: 3,
      quoteAmount: "22.5",
      feeAmount: usd!.fees,
      refundCount: 0,
      refundAmount: "0",
      netAmount: usd!.net,
      averageAmount: "7.5",
      newPayers: 2,
      returningPayers: 1,
      assets: [
        { paymentAssetId: USDT_TRON, paymentSymbol: "USDT", paymentAmount: "12.5", quoteAmount: "12.5", count: 2 },
        { paymentAssetId: BTC, paymentSymbol: "BTC", paymentAmount: "0.0001", quoteAmount: "10", count: 1 },
      ],
      points: [
        { label: "2024-03-01", from: range.from, count: 2, quoteAmount: "20" },
        { label: "2024-03-02", from: range.from + 86_400, count: 1, quoteAmount: "2.5" },
      ],
    });
    expect(said.currencies[1]).toMatchObject({ quoteAssetId: "aed", count: 1, quoteAmount: "20" });
  });

  test("are of all time, or one code, by the owner's clocks or others", async () => {
    await happen(till.database.db, [
      sold("2024-03-01T22:30:00Z"),
      sold("2024-03-02T12:00:00Z", { codeId: null, quoteAmount: "5", paymentAmount: "5" }),
    ]);
    await inTransaction(till.database.db, (tx) => setTimeZone(tx, THORB, "Asia/Dubai", new Date()));
    const to = at("2024-03-03T00:00:00Z");
    const all = await told({ to, unit: "day" });
    expect([all.timeZone, all.from]).toEqual(["Asia/Dubai", at("2024-03-02T00:00:00+04:00")]);
    expect(all.currencies[0]!.points.map(({ label, count }) => [label, count])).toEqual([
      ["2024-03-02", 2],
      ["2024-03-03", 0],
    ]);
    const utc = await told({ to, unit: "day", timeZone: "utc" });
    expect(utc.currencies[0]!.points.map(({ label, count }) => [label, count])).toEqual([
      ["2024-03-01", 1],
      ["2024-03-02", 1],
    ]);
    expect((await told({ to, code: "donate", unit: "none" })).currencies).toMatchObject([
      { count: 1, quoteAmount: "10", points: [] },
    ]);
    expect((await told({ to, unit: "hour", from: to - 86_400 })).currencies[0]!.points).toHaveLength(24);
    expect((await told({})).currencies[0]).toMatchObject({ count: 2 });
  });

  test("are told of zones that once were some minutes beside the quarters of an hour", async () => {
    const zones = [
      { timeZone: "Pacific/Kiritimati", from: "100000000", to: "200000000" },
      { timeZone: "Africa/Monrovia", from: "100000", to: "60000000" },
    ];
    await happen(till.database.db, [sold("1971-01-05T12:00:00Z"), sold("1974-05-01T12:00:00Z")]);
    for (const zone of zones) {
      for (const unit of ["week", "month", "year"]) {
        const { currencies } = await told({ ...zone, unit });
        expect(currencies).toMatchObject([{ count: 1 }]);
        expect(currencies[0]!.points.filter(({ count }) => count > 0)).toHaveLength(1);
      }
    }
    const hours = await told({
      ...zones[0],
      from: String(at("1974-05-01T00:00:00Z")),
      to: String(at("1974-05-02T00:00:00Z")),
      unit: "hour",
    });
    expect(hours.currencies[0]!.points.length).toBeGreaterThanOrEqual(24);
  });

  test("are empty where nothing was paid", async () => {
    const said = await told();
    expect(said.currencies).toEqual([]);
    expect(said.to).toBeGreaterThan(said.from);
  });

  test("are refused where nobody can tell what is asked for", async () => {
    const cases: [Record<string, string | number>, RegExp][] = [
      [{ timeZone: "Mars/Olympus" }, /^timeZone must be an IANA time zone/],
      [{ timeZone: "+04:00" }, /^timeZone must/],
      [{ unit: "decade" }, /^unit must be one of hour, day/],
      [{ unit: "hour", from: 1, to: at("2024-01-01T00:00:00Z") }, /^unit must give no more than 1000 points/],
      [{ from: at("2024-01-02T00:00:00Z"), to: at("2024-01-01T00:00:00Z") }, /^from must be before to/],
      [{ from: "999999999999999" }, /^from must be a moment before the year 2200/],
      [{ code: "tips" }, /^code must be the address of one/],
    ];
    for (const [fields, says] of cases) {
      const answer = await shop.ask("/statistics", { fields });
      expect([fields, answer.status, answer.code]).toEqual([fields, 200, 10011]);
      expect(answer.message).toMatch(says);
    }
  });

  test("of another shop are not told", async () => {
    await happen(till.database.db, [sold("2024-03-01T08:00:00Z")]);
    const stranger = holder(await keyOf(till.database, await anotherShop(till.database)));
    expect((await stranger.told<Told>("/statistics")).currencies).toEqual([]);
    expect((await stranger.ask("/statistics", { fields: { code: "donate" } })).code).toBe(10011);
  });
});
