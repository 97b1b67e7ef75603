import { describe, expect, it, test } from "vitest";
import { convertedAt, estimateConversion, quoteConversion } from "../../src/payments/conversion/pricing.js";
import type { ConversionAnswer, LiquidityProvider, Price, Rates } from "../../src/payments/ports.js";
import {
  freshPrice,
  isStale,
  lastRateAt,
  MAX_PRICE_AGE_MS,
  older,
  oracleRate,
  rateText,
} from "../../src/payments/prices.js";
import { amountDue, isRateless, isSettleable, offers } from "../../src/payments/quoting.js";
import { decimal } from "../../src/payments/money.js";
import { BTC, standingMarket, standingRates, USDT_ETH, USDT_TRON } from "../support/market.js";

const now = new Date();
const ago = (ms: number): Date => new Date(now.getTime() - ms);
const price = (value: string, at = now): Price => ({ value, at });
/** Prices that stay the same objects, as the market's do. */
function steady(usd: Record<string, Price>): Rates {
  return { ...standingRates({ at: now }), usd: (assetId) => usd[assetId] ?? null };
}

describe("a price", () => {
  test.each([
    ["1", "1"],
    ["0.00001234", "0.00001234"],
    ["1e5", "100000"],
    ["1E5", "100000"],
    ["1.5e+12", "1500000000000"],
    ["2.5e-10", "0.00000000025"],
  ])("may be written %s", (text, value) => expect(freshPrice(price(text), now)!.value.toFixed()).toBe(value));

  test.each([
    "0",
    "0.0",
    "0e5",
    "-1",
    "",
    " 1",
    "1 ",
    "1e",
    "e5",
    "1ee5",
    "1.",
    ".5",
    "NaN",
    "Infinity",
    "0x10",
    "1e5x",
  ])("is not %j", (text) => expect(freshPrice(price(text), now)).toBeNull());

  it("counts until it is as old as the limit", () => {
    expect(MAX_PRICE_AGE_MS).toBe(900_000);
    expect(freshPrice(price("1", ago(900_000)), now)).not.toBeNull();
    expect(freshPrice(price("1", ago(900_001)), now)).toBeNull();
    expect(freshPrice(null, now)).toBeNull();
  });

  it("is read once", () => {
    const one = price("2");
    expect(freshPrice(one, now)!.value).toBe(freshPrice(one, ago(1))!.value);
  });

  it("of two: the older says how old what follows from them is", () => {
    const [a, b] = [ago(5), ago(9)].map((at) => freshPrice(price("1", at), now)!);
    expect([older(a!, b!), older(b!, a!)]).toEqual([ago(9), ago(9)]);
  });

  it("is kept to eighteen digits, never more than it is", () => {
    expect(rateText(decimal("0.00123456789012345678999"))).toBe("0.00123456789012345678");
    expect(rateText(decimal("2").div(3))).toBe(`0.${"6".repeat(18)}`);
    expect(rateText(decimal("1e25"))).toBe("10000000000000000000000000");
  });
});

describe("the last rate", () => {
  const assets = [BTC, USDT_TRON].map((assetId) => standingRates().asset(assetId)!);
  const prices: Record<string, Price> = { [BTC]: price("50000", ago(5)), [USDT_TRON]: price("1", ago(9)) };
  const rates = (fiats: Record<string, Price>): Rates => ({
    ...standingRates(),
    assets: () => assets,
    usd: (id) => prices[id] ?? null,
    fiat: (code) => fiats[code] ?? null,
  });

  it("is as old as the unit's own, or as the newest of what can be paid with", () => {
    expect(lastRateAt("aed", rates({ aed: price("3.6725", ago(7)) }))).toEqual(ago(7));
    expect(lastRateAt("aed", rates({ aed: price("3.6725", ago(2)) }))).toEqual(ago(5));
    expect(lastRateAt(USDT_TRON, rates({}))).toEqual(ago(9));
  });

  it("is none where there never was one", () => {
    expect(lastRateAt("aed", rates({}))).toBeNull();
    const none: Rates = { ...rates({ aed: price("3.6725") }), assets: () => [] };
    expect(lastRateAt("aed", none)).toBeNull();
  });

  it("is stale after the time a price is good for, and when there is none", () => {
    expect(isStale(ago(MAX_PRICE_AGE_MS), now)).toBe(false);
    expect(isStale(ago(MAX_PRICE_AGE_MS + 1), now)).toBe(true);
    expect(isStale(null, now)).toBe(true);
  });
});

describe("the oracle's rate", () => {
  const rates = steady({ [BTC]: price("50000", ago(5)), [USDT_TRON]: price("0.999", ago(9)), [USDT_ETH]: price("0") });

  it("is how much of the one the other is, with the older price's age", () => {
    expect(oracleRate(rates, BTC, USDT_TRON, now)).toEqual({
      rate: "50050.05005005005",
      usd: "0.999",
      at: ago(9).toISOString(),
    });
  });

  it("is not known without both prices", () => {
    for (const [from, to] of [
      [BTC, USDT_ETH],
      [USDT_ETH, BTC],
      [BTC, "nothing"],
      ["nothing", BTC],
    ] as const) {
      expect(oracleRate(rates, from, to, now)).toBeNull();
    }
    expect(oracleRate(rates, BTC, USDT_TRON, new Date(now.getTime() + MAX_PRICE_AGE_MS))).toBeNull();
  });

  it("is computed once for two prices, and so is what is due at them", () => {
    expect(oracleRate(rates, BTC, USDT_TRON, now)).toBe(oracleRate(rates, BTC, USDT_TRON, now));
    const due = () => amountDue({ quoteAsset: BTC, quoteAmount: "1" }, USDT_TRON, rates, now)!.rate;
    expect(due()).toBe(due());
  });
});

describe("what is due in the price's own asset", () => {
  it("is the price, and has no rate that could be over", () => {
    const due = amountDue({ quoteAsset: BTC, quoteAmount: "0.50" }, BTC, standingRates(), now)!;
    const rate = { rate: "1", paymentUsd: null, quoteUsd: null, at: now.toISOString(), source: "same" };
    expect(due).toEqual({ amount: "0.5", rate });
    expect(isRateless(due.rate)).toBe(true);
    expect(isRateless(amountDue({ quoteAsset: "usd", quoteAmount: "1" }, BTC, standingRates(), now)!.rate)).toBe(false);
  });
});

/** Says always the same. */
const provider = (answer: ConversionAnswer, cover: string | null = null): LiquidityProvider => ({
  name: "route",
  feeBps: 30,
  cover: () => cover,
  estimate: () => answer,
  quote: () => Promise.resolve(answer),
});

describe("ways to pay", () => {
  const ids = (given: Parameters<typeof offers>[0], market: Parameters<typeof offers>[1]) =>
    offers(given, market, now).map(({ asset }) => asset.assetId);
  const usd = { quoteAsset: "usd", quoteAmount: "10", settlementAsset: null };
  const rates = standingRates();
  /** Bitcoin is known, and not among the assets that people mostly pay with. */
  const fewer: Rates = { ...rates, assets: () => rates.assets().filter(({ assetId }) => assetId !== BTC) };
  const gives = provider({ ok: true, amount: "9", spreadBps: 0 });

  it("are all assets for a payee who takes any, whoever converts", () => {
    const found = offers(usd, standingMarket({}, gives), now);
    expect(found.map(({ settlement }) => settlement)).toEqual([null, null, null]);
  });

  it("are what a provider converts that does not say how much it has", () => {
    expect(ids({ ...usd, settlementAsset: BTC }, standingMarket({}, gives))).toEqual([USDT_TRON, USDT_ETH, BTC]);
    const little = provider({ ok: true, amount: "9", spreadBps: 0 }, "8.99999999");
    expect(ids({ ...usd, settlementAsset: BTC }, standingMarket({}, little))).toEqual([BTC]);
  });

  it("are the price's own asset too, once, and first when it is none of the usual", () => {
    const price1 = { quoteAsset: BTC, quoteAmount: "1", settlementAsset: null };
    expect(ids(price1, { rates, liquidity: null })).toEqual([USDT_TRON, USDT_ETH, BTC]);
    expect(ids(price1, { rates: fewer, liquidity: null })).toEqual([BTC, USDT_TRON, USDT_ETH]);
    expect(ids({ ...price1, quoteAsset: "nothing" }, { rates: fewer, liquidity: null })).toEqual([]);
  });

  it("are the asset that the payee wants where nobody converts, also when it is none of the usual", () => {
    expect(ids({ ...usd, settlementAsset: BTC }, { rates: fewer, liquidity: null })).toEqual([BTC]);
    expect(ids({ ...usd, settlementAsset: "nothing" }, { rates: fewer, liquidity: null })).toEqual([]);
    expect(isSettleable({ ...usd, settlementAsset: BTC }, USDT_TRON, { rates, liquidity: null })).toBe(false);
    expect(isSettleable({ ...usd, settlementAsset: BTC }, USDT_TRON, { rates, liquidity: gives })).toBe(true);
  });
});

describe("a conversion", () => {
  const wanted = { from: BTC, to: USDT_TRON, amount: "0.002", feeBps: 30 };
  const both = async (answer: ConversionAnswer | null, given = {}) => {
    const market = standingMarket(given, answer && provider(answer));
    const asked = await quoteConversion(market, wanted, now);
    expect(estimateConversion(market, wanted, now)).toEqual(asked);
    return asked;
  };

  it("is what the provider gives, less the fee, at the oracle's rate", async () => {
    expect(await both({ ok: true, amount: "99.50", spreadBps: 50 }, { at: now })).toEqual({
      ok: true,
      conversion: {
        provider: "route",
        settlementAsset: USDT_TRON,
        settlementAmount: "99.2015",
        feeAmount: "0.2985",
        rate: "50000",
        spreadBps: 50,
        settlementUsd: "1",
        at: now.toISOString(),
      },
    });
    expect(convertedAt("0.002", "50000", 50).toFixed()).toBe("99.5");
  });

  it("is none without a provider or without a price", async () => {
    expect(await both(null)).toEqual({ ok: false, reason: "no_price" });
    const zero = { usd: { [BTC]: "0" } };
    expect(await both({ ok: true, amount: "1", spreadBps: 0 }, zero)).toEqual({ ok: false, reason: "no_price" });
  });

  it("is refused with the provider's reason, and when nothing would be left", async () => {
    const refused = { ok: false as const, reason: "not_covered" as const, most: "7" };
    expect(await both(refused)).toEqual(refused);
    const nothing = { ok: false, reason: "too_small", least: "0.00000001" };
    expect(await both({ ok: true, amount: "0", spreadBps: 0 })).toEqual(nothing);
  });
});
