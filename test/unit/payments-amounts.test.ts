import { describe, expect, it, test } from "vitest";
import { missingOf, wholeOf } from "../../src/payments/fiat.js";
import { assetLabel, quoteLabel, readableRate } from "../../src/payments/labels.js";
import { decimal, dividedDown, isAmount, plain, roundDown, roundUp, sameAmount } from "../../src/payments/money.js";
import { affordable } from "../../src/payments/payouts/inputs.js";
import { isRefundMemo, refundMemo, settlementMemo } from "../../src/payments/refund-codes.js";
import { MAX_PRICE_AGE_MS } from "../../src/payments/prices.js";
import { worth } from "../../src/payments/worth.js";
import { BTC, standingRates, USDT_ETH, USDT_TRON } from "../support/market.js";

describe("an amount", () => {
  test.each(["1", "0.00000001", "1000000000000", "000000000000001", "999999999999.99999999", "1.000000000"])(
    "is %j",
    (text) => expect(isAmount(text)).toBe(true),
  );

  test.each([
    ["nothing", "0"],
    ["nothing, in many digits", "0.00000000"],
    ["less than there is", "0.000000001"],
    ["of nine places", "1.000000001"],
    ["more than is taken anywhere", "1000000000000.00000001"],
    ["more than is taken anywhere, whole", "1000000000001"],
    ["of sixteen digits", "0000000000000001"],
    ["below zero", "-1"],
    ["with a sign", "+1"],
    ["with an exponent", "1e3"],
    ["hexadecimal", "0x10"],
    ["without an end", "1."],
    ["without a beginning", ".5"],
    ["with a comma", "1,5"],
    ["with something before it", " 1"],
    ["with something after it", "1 "],
    ["with a new line after it", "1\n"],
    ["empty", ""],
    ["no number", "Infinity"],
  ])("is none that is %s: %j", (_, text) => expect(isAmount(text)).toBe(false));

  it("has as many places as its unit", () => {
    expect([isAmount("1.99", 2), isAmount("1.999", 2), isAmount("1", 0), isAmount("1.5", 0)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it("is the same however it is written, and written without an exponent", () => {
    expect(sameAmount("5.00000000", decimal("5"))).toBe(true);
    expect(sameAmount("5", "5.00000001")).toBe(false);
    expect([plain("1e-8"), plain("20.00"), plain("1000000000000000000000000000000")]).toEqual([
      "0.00000001",
      "20",
      "1000000000000000000000000000000",
    ]);
  });

  it("is rounded to the network's places, up when due and down when given", () => {
    expect([roundUp(decimal("1.000000001")), roundDown(decimal("1.000000009"))].map(plain)).toEqual([
      "1.00000001",
      "1",
    ]);
    expect(plain(dividedDown("2", decimal("3")))).toBe(`0.${"6".repeat(80)}`);
  });

  it("that is missing of a price is told in whole minor units of a currency, and to the last place of a coin", () => {
    expect([missingOf("3.33333334", "usd"), missingOf("3.33333334", "JPY"), missingOf("3.33333334", BTC)]).toEqual([
      "3.34",
      "4",
      "3.33333334",
    ]);
  });

  it("that there is of a price is told in whole minor units too, unless that would be nothing", () => {
    expect([wholeOf("3.33999999", "usd"), wholeOf("3.9", "JPY"), wholeOf("3.33333334", BTC)]).toEqual([
      "3.33",
      "3",
      "3.33333334",
    ]);
    expect([wholeOf("0.00999999", "usd"), wholeOf("0.9", "jpy"), wholeOf("0.01", "usd")]).toEqual([
      "0.00999999",
      "0.9",
      "0.01",
    ]);
  });
});

describe("payments that outputs can pay together", () => {
  const of = (...amounts: string[]) => amounts.map((amount) => ({ amount }));

  test.each([
    ["all, to the last place", of("1", "2"), of("0.5", "2.5"), 2],
    ["those before the first that is too much", of("3"), of("2", "1.00000001", "0.5"), 1],
    ["none", of("1"), of("2", "0.5"), 0],
    ["none of none", of("1"), of(), 0],
    ["none with nothing", of(), of("0.00000001"), 0],
  ])("are %s", (_, outputs, payments, count) => {
    expect(affordable(outputs, payments)).toBe(count);
  });
});

describe("a memo", () => {
  it("says what it is about as MixPay's do", () => {
    expect(Buffer.from(settlementMemo("order"), "base64").toString()).toBe("PM|order");
    expect(Buffer.from(refundMemo("trace", 40021), "base64").toString()).toBe("RF|trace|40021");
  });

  it("is a refund's only when it begins so", () => {
    expect(isRefundMemo(refundMemo("trace", 40021))).toBe(true);
    expect([settlementMemo("order"), "RF|trace|40021", "", btoa(" RF|trace")].map(isRefundMemo)).toEqual(
      Array.from({ length: 4 }, () => false),
    );
  });
});

describe("what an amount is worth in another unit", () => {
  const now = new Date();
  const rates = standingRates({ at: now });
  const inUnits = (amount: string, from: string, to: string, given = rates) =>
    worth(amount, from, to, given, now)?.toFixed() ?? null;

  it("goes through the prices of both, of currencies upside down", () => {
    expect(inUnits("2", BTC, USDT_TRON)).toBe("100000");
    expect(inUnits("0.5", BTC, "aed")).toBe("91750");
    expect(inUnits("3.67", "aed", USDT_TRON)).toBe("1");
    expect(inUnits("3.67", "AED", "jpy")).toBe("150");
  });

  it("is itself in its own unit, whatever the prices", () => {
    const none = standingRates({ at: new Date(0) });
    expect([inUnits("2.50", BTC, BTC, none), inUnits("7", "xyz", "xyz", none)]).toEqual(["2.5", "7"]);
  });

  it("is not known when a price is missing, zero or stale", () => {
    expect([inUnits("1", "xyz", BTC), inUnits("1", BTC, "xyz")]).toEqual([null, null]);
    expect(inUnits("1", BTC, "usd", standingRates({ usd: { [BTC]: "0" } }))).toBeNull();
    expect(inUnits("1", BTC, "usd", standingRates({ at: new Date(now.getTime() - MAX_PRICE_AGE_MS - 1) }))).toBeNull();
  });
});

describe("what people call", () => {
  const rates = standingRates();

  it("an asset that nobody knows: the beginning of its id", () => {
    expect(assetLabel("0123456789abcdef", rates)).toBe("01234567");
    expect(quoteLabel("0123456789abcdef", rates)).toBe("01234567");
  });

  it("an asset with a twin: by its network as well", () => {
    expect([USDT_TRON, USDT_ETH, BTC].map((id) => assetLabel(id, rates))).toEqual([
      "USDT (TRON)",
      "USDT (Ethereum)",
      "BTC",
    ]);
  });
});

describe("a rate as it is read", () => {
  test.each([
    ["1", false, "1"],
    ["0.272479564032697547", false, "0.27248"],
    ["0.01", false, "0.01"],
    ["0.009999", true, "100.01"],
    ["0.00002", true, "50000"],
    ["0.0000163", true, "61349.69"],
    ["999.9999", false, "1000"],
    ["1000", false, "1000"],
    ["1234.5678", false, "1234.57"],
    ["123.456789", false, "123.457"],
  ])("%s", (rate, inverted, value) => expect(readableRate(rate)).toEqual({ inverted, value }));

  it("is none at zero or below", () => {
    expect([readableRate("0"), readableRate("-1")]).toEqual([null, null]);
  });
});
