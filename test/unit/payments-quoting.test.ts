import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { FIATS, fiatDigits, isFiat } from "../../src/payments/fiat.js";
import { assetLabel, quoteLabel } from "../../src/payments/labels.js";
import { Decimal, isAmount } from "../../src/payments/money.js";
import type { ConversionBook } from "../../src/payments/ports.js";
import { MAX_PRICE_AGE_MS, offer, offers } from "../../src/payments/quoting.js";
import { createDesk } from "../../src/liquidity/desk.js";
import { parted, rescaled, estimateConversion } from "../../src/payments/conversion/pricing.js";
import { BTC, standingMarket, standingRates, USDT_ETH, USDT_TRON } from "../support/market.js";

const now = new Date();
const aed20 = { quoteAsset: "aed", quoteAmount: "20", settlementAsset: null };
const amountsOf = (wanted: typeof aed20, rates = standingRates()) =>
  Object.fromEntries(
    offers(wanted, { rates, liquidity: null }, now).map(({ asset, amount }) => [asset.assetId, amount]),
  );

describe("the amount due", () => {
  it("is the price at today's rates, rounded up to 8 places", () => {
    // 20 / 3.67 = 5.449591280653950…; the same through a price of 50,000 is 0.000108991825…
    expect(amountsOf(aed20)).toEqual({ [USDT_TRON]: "5.44959129", [USDT_ETH]: "5.44959129", [BTC]: "0.000109" });
  });

  it("is not rounded up when it fits in the places", () => {
    const rates = standingRates({ fiat: { USD: "1" }, usd: { [BTC]: "3" } });
    expect(amountsOf({ ...aed20, quoteAsset: "usd", quoteAmount: "0.9" }, rates)[BTC]).toBe("0.3");
  });

  it("is the price itself in the asset that the price is in", () => {
    const wanted = { quoteAsset: BTC, quoteAmount: "0.00100000", settlementAsset: null };
    const asIs = offers(wanted, standingMarket({ usd: { [BTC]: "0" } }), now);
    expect(asIs.map(({ asset, amount, rate }) => [asset.assetId, amount, rate.paymentUsd])).toEqual([
      [BTC, "0.001", null],
    ]);
  });

  it("goes from asset to asset through their prices", () => {
    expect(amountsOf({ quoteAsset: BTC, quoteAmount: "0.5", settlementAsset: null })[USDT_TRON]).toBe("25000");
  });

  it("never is less than the price, and never more than a unit of the last place above it", () => {
    const cents = fc.integer({ min: 1, max: 10_000_000 }).map((n) => new Decimal(n).div(100).toFixed());
    const price = fc.integer({ min: 1, max: 1_000_000_000 }).map((n) => new Decimal(n).div(10_000).toFixed());
    fc.assert(
      fc.property(cents, price, price, (quoteAmount, usd, aed) => {
        const rates = standingRates({ usd: { [BTC]: usd }, fiat: { AED: aed } });
        const due = amountsOf({ ...aed20, quoteAmount }, rates)[BTC];
        fc.pre(due !== undefined);
        const excess = new Decimal(due).mul(usd).mul(aed).minus(quoteAmount);
        expect(excess.gte(0)).toBe(true);
        expect(excess.lt(new Decimal("1e-8").mul(usd).mul(aed))).toBe(true);
        expect(isAmount(due)).toBe(true);
      }),
    );
  });

  it("keeps the rate it was computed with, and the older of the two times", () => {
    const [usdt] = offers(aed20, standingMarket({ at: now }), now);
    expect(usdt!.rate).toEqual({
      rate: "0.272479564032697547",
      paymentUsd: "1",
      quoteUsd: "3.67",
      at: now.toISOString(),
      source: "mixin",
    });
  });
});

describe("a way to pay is offered", () => {
  it("in every priced asset when the payee takes what is paid", () => {
    expect(Object.keys(amountsOf(aed20))).toHaveLength(3);
  });

  it("only in the asset the payee wants", () => {
    const ids = offers({ ...aed20, settlementAsset: USDT_ETH }, standingMarket(), now).map((o) => o.asset.assetId);
    expect(ids).toEqual([USDT_ETH]);
    expect(
      offer({ ...aed20, settlementAsset: USDT_ETH }, standingRates().asset(BTC)!, standingMarket(), now),
    ).toBeNull();
  });

  test.each(["0", "-1", "", "NaN", "Infinity", "0x10"])("not at the price %j", (price) => {
    expect(amountsOf(aed20, standingRates({ usd: { [BTC]: price } }))).not.toHaveProperty(BTC);
  });

  it("not at a currency's rate of zero, nor in an unknown currency", () => {
    expect(amountsOf(aed20, standingRates({ fiat: { AED: "0" } }))).toEqual({});
    expect(amountsOf({ ...aed20, quoteAsset: "xyz" })).toEqual({});
  });

  it("not at prices older than the limit", () => {
    expect(amountsOf(aed20, standingRates({ at: new Date(now.getTime() - MAX_PRICE_AGE_MS) }))).toHaveProperty(BTC);
    expect(amountsOf(aed20, standingRates({ at: new Date(now.getTime() - MAX_PRICE_AGE_MS - 1) }))).toEqual({});
  });

  it("not for more than any wallet can hold", () => {
    expect(
      amountsOf({ ...aed20, quoteAmount: "1000000000000" }, standingRates({ usd: { [BTC]: "0.00001" } })),
    ).not.toHaveProperty(BTC);
  });
});

describe("with a desk that has 100 USDT (Ethereum), a spread of 0.5 % and a fee of 0.1 %", () => {
  const book = (given: Partial<ConversionBook> = {}): ConversionBook => ({
    spreadBps: 50,
    feeBps: 10,
    limit: () => null,
    cover: () => "100",
    ...given,
  });
  const market = (given: Partial<ConversionBook> = {}, prices: Parameters<typeof standingMarket>[0] = { at: now }) =>
    standingMarket(
      prices,
      createDesk(() => book(given)),
    );
  const wanted = (quoteAmount: string) => ({ quoteAsset: "usd", quoteAmount, settlementAsset: USDT_ETH });
  const convert = (amount: string, given: Partial<ConversionBook> = {}) =>
    estimateConversion(market(given), { from: BTC, to: USDT_ETH, amount, feeBps: 10 }, now);

  it("every asset pays, at the oracle's price; what the payee wants is paid as it is, the others become it", () => {
    const found = offers(wanted("10"), market(), now);
    expect(found.map(({ asset, amount, settlement }) => [asset.assetId, amount, settlement?.amount ?? null])).toEqual([
      // 10 × 0.995 = 9.95, less 0.00995
      [USDT_TRON, "10", "9.94005"],
      [USDT_ETH, "10", null],
      [BTC, "0.0002", "9.94005"],
    ]);
    expect(found[2]!.settlement).toEqual({
      assetId: USDT_ETH,
      amount: "9.94005",
      rate: "50000",
      spreadBps: 50,
      feeBps: 10,
      provider: "desk",
    });
  });

  it("what the float or the limit does not cover is not offered, to the last place", () => {
    const ways = (amount: string, given: Partial<ConversionBook> = {}) =>
      offers(wanted(amount), market(given), now).map(({ asset }) => asset.assetId);
    // × 0.995 = 100.000000007… and 100.000000017…
    expect(ways("100.50251257")).toEqual([USDT_TRON, USDT_ETH]);
    expect(ways("100.50251258")).toEqual([USDT_ETH]);
    expect(ways("5", { limit: () => "5" })).toHaveLength(3);
    expect(convert("0.1", { limit: () => "7.5" })).toEqual({ ok: false, reason: "not_covered", most: "7.5" });
    // An old picture of the float refuses nothing where it can be seen: it may be more by now.
    expect(convert("0.1")).toMatchObject({ ok: true, conversion: { settlementAmount: "4970.025" } });
  });

  it("nothing is converted at a price that is missing, zero or stale, of either asset", () => {
    const old = new Date(now.getTime() - MAX_PRICE_AGE_MS - 1);
    expect(offers({ ...wanted("10"), quoteAsset: BTC, quoteAmount: "0.0002" }, market({}, { at: old }), now)).toEqual(
      [],
    );
    for (const asset of [BTC, USDT_ETH]) {
      const prices = { usd: { [asset]: "0" } };
      const ways = offers({ ...wanted("0.0002"), quoteAsset: BTC }, market({}, prices), now);
      expect(ways.map(({ asset: { assetId } }) => assetId)).not.toContain(BTC);
    }
  });

  it("an amount of which nothing would be left is not offered", () => {
    const dust = { from: USDT_TRON, to: BTC, amount: "0.0004", feeBps: 10 };
    expect(estimateConversion(market(), dust, now)).toMatchObject({ ok: false, reason: "too_small" });
    // One unit of the last place, of which half a percent goes: nothing.
    expect(convert("0.00000001", { spreadBps: 0 })).toMatchObject({ ok: true });
  });

  it("settlement and fee come out of what the amount is worth, and both are rounded down", () => {
    const amounts = fc.integer({ min: 1, max: 2_000_000_000 }).map((n) => new Decimal(n).div(100_000_000).toFixed());
    const bps = fc.integer({ min: 0, max: 500 });
    fc.assert(
      fc.property(amounts, bps, bps, (amount, spreadBps, feeBps) => {
        const rich = market({ spreadBps, cover: () => null });
        const offered = estimateConversion(rich, { from: USDT_TRON, to: USDT_ETH, amount, feeBps }, now);
        fc.pre(offered.ok);
        const { settlementAmount, feeAmount } = offered.conversion;
        const worth = new Decimal(amount).mul(10_000 - spreadBps).div(10_000);
        const given = new Decimal(settlementAmount).plus(feeAmount);
        expect(given.lte(worth) && given.gt(worth.minus("0.00000001"))).toBe(true);
        expect(new Decimal(feeAmount).lte(given.mul(feeBps).div(10_000))).toBe(true);
        expect(isAmount(settlementAmount)).toBe(true);
        expect(rescaled(offered.conversion, amount, feeBps)).toEqual(offered.conversion);
      }),
    );
  });

  it("a fee that rounds to nothing takes nothing", () => {
    expect(parted("0.00000999", 10)).toEqual({ net: new Decimal("0.00000999"), fee: new Decimal(0) });
    expect(parted("0.00001", 10)).toEqual({ net: new Decimal("0.00000999"), fee: new Decimal("0.00000001") });
  });
});

describe("labels", () => {
  it("tell assets of one symbol apart by their network, and only those", () => {
    const rates = standingRates();
    expect(assetLabel(USDT_TRON, rates)).toBe("USDT (TRON)");
    expect(assetLabel(USDT_ETH, rates)).toBe("USDT (Ethereum)");
    expect(assetLabel(BTC, rates)).toBe("BTC");
    expect(quoteLabel("aed", rates)).toBe("AED");
    expect(quoteLabel(BTC, rates)).toBe("BTC");
  });
});

describe("currencies", () => {
  it("have their minor units", () => {
    expect([fiatDigits("usd"), fiatDigits("JPY"), fiatDigits("kwd"), fiatDigits("xyz")]).toEqual([2, 0, 3, null]);
    expect(isFiat("AED") && !isFiat(BTC)).toBe(true);
  });

  it("have none or three where ISO 4217 says so, two everywhere else", () => {
    const of = (digits: number) => FIATS.filter((fiat) => fiat.digits === digits).map(({ code }) => code);
    expect(of(0).join(" ")).toBe("bif clp djf gnf isk jpy kmf krw pyg rwf ugx vnd vuv xaf xof xpf");
    expect(of(3).join(" ")).toBe("bhd iqd jod kwd lyd omr tnd");
    expect(of(2)).toHaveLength(FIATS.length - 23);
  });

  it("are listed once each, in lower case", () => {
    const codes = FIATS.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.every((code) => /^[a-z]{3}$/.test(code))).toBe(true);
  });
});
