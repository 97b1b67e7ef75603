import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { FIATS, fiatDigits, isFiat } from "../../src/payments/fiat.js";
import { assetLabel, quoteLabel } from "../../src/payments/labels.js";
import { Decimal, isAmount } from "../../src/payments/money.js";
import { MAX_PRICE_AGE_MS, offer, offers } from "../../src/payments/quoting.js";
import { BTC, standingRates, USDT_ETH, USDT_TRON } from "../support/till.js";

const now = new Date();
const aed20 = { quoteAsset: "aed", quoteAmount: "20", settlementAsset: null };
const amountsOf = (wanted: typeof aed20, rates = standingRates()) =>
  Object.fromEntries(offers(wanted, rates, now).map(({ asset, amount }) => [asset.assetId, amount]));

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
    const asIs = offers(wanted, standingRates({ usd: { [BTC]: "0" } }), now);
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
    const [usdt] = offers(aed20, standingRates({ at: now }), now);
    expect(usdt!.rate).toEqual({
      rate: "0.272479564032697548",
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
    const ids = offers({ ...aed20, settlementAsset: USDT_ETH }, standingRates(), now).map((o) => o.asset.assetId);
    expect(ids).toEqual([USDT_ETH]);
    expect(
      offer({ ...aed20, settlementAsset: USDT_ETH }, standingRates().asset(BTC)!, standingRates(), now),
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

  it("are listed once each, in lower case", () => {
    const codes = FIATS.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.every((code) => /^[a-z]{3}$/.test(code))).toBe(true);
  });
});
