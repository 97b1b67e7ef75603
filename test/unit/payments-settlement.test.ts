import { describe, expect, it, test } from "vitest";
import { deriveId } from "../../src/db/ids.js";
import type { QuoteConversion } from "../../src/db/schema.js";
import { decimal, plain } from "../../src/payments/money.js";
import { settlementMemo } from "../../src/payments/refund-codes.js";
import { type Effects, effects } from "../../src/payments/rules/effects.js";
import type { Aggregate, Terms } from "../../src/payments/rules/facts.js";
import { asPaid, plan } from "../../src/payments/rules/plan.js";
import { type Settled, settlement } from "../../src/payments/rules/settlement.js";
import { aggregateOf, COIN, later, NOON, orderOf, PAYEE, quoteOf, termsOf, WANTED } from "../support/rules-facts.js";

const conversion: QuoteConversion = {
  provider: "desk",
  settlementAsset: WANTED,
  settlementAmount: "9.92015",
  feeAmount: "0.02985",
  rate: "2",
  spreadBps: 50,
  settlementUsd: "1",
  at: NOON.toISOString(),
};
const converted = (provider: "desk" | "route"): Settled => ({
  kind: provider,
  conversion: { ...conversion, provider },
  net: decimal("9.92015"),
  fee: decimal("0.02985"),
});
const money = { cause: "output", outputId: "output", assetId: COIN };
const five = decimal("5");
const terms = termsOf({ now: later(10) });
const settle = (decided: Settled, from: Parameters<typeof settlement>[1] = money, given: Partial<Aggregate> = {}) =>
  settlement(aggregateOf({}, given), from, five, decided, terms);

/** With amounts as text. */
const readable = (done: Effects) => ({
  ...done,
  postings: done.postings.map((posting) => ({
    ...posting,
    lines: posting.lines.map(({ account, assetId, amount }) => `${account} ${plain(amount)} ${assetId}`),
  })),
});

const transfer = {
  requestId: deriveId("output", "settlement secret"),
  kind: "settlement",
  outputId: "output",
  orderId: "order",
  swapId: null,
  account: "payee:shop",
  batchable: true,
  assetId: COIN,
  amount: "4.985",
  members: ["shop"],
  threshold: 1,
  memo: settlementMemo("order"),
};

describe("a payee gets", () => {
  it("what was paid, less the fee", () => {
    expect(readable(settle(asPaid("5", 30)))).toEqual({
      ...effects("noted"),
      postings: [
        { id: deriveId("output", "fee"), orderId: "order", lines: ["payee:shop 0.015 coin", "fees -0.015 coin"] },
      ],
      transfers: [transfer],
    });
  });

  it("all of it when there is no fee, and nothing is booked for that", () => {
    expect(readable(settle(asPaid("5", 0)))).toEqual({
      ...effects("noted"),
      transfers: [{ ...transfer, amount: "5" }],
    });
  });

  it("what was paid where something else was wanted: is told so", () => {
    expect(settle({ ...asPaid("5", 0), fallback: true }).jobs).toEqual([
      { name: "tell.fallback", payload: { orderId: "order", why: "as_paid" }, dedupeKey: "tell.fallback:order" },
    ]);
  });

  it("the desk's coins, which keeps all that was paid", () => {
    expect(readable(settle(converted("desk")))).toEqual({
      ...effects("noted"),
      postings: [
        {
          id: deriveId("output", "desk"),
          orderId: "order",
          lines: [
            "payee:shop 5 coin",
            "float -5 coin",
            "float 9.95 wanted",
            "payee:shop -9.92015 wanted",
            "fees -0.02985 wanted",
          ],
        },
      ],
      transfers: [{ ...transfer, assetId: WANTED, amount: "9.92015" }],
    });
  });

  it("nothing yet when an exchange converts: it is asked first, for at most a band less than was shown", () => {
    const id = deriveId("output", "swap");
    expect(settle(converted("route"))).toEqual({
      ...effects("noted"),
      swaps: [
        {
          id,
          orderId: "order",
          provider: "route",
          state: "wanted",
          fromAsset: COIN,
          fromAmount: "5",
          toAsset: WANTED,
          expectedAmount: "9.95",
          minimumAmount: "9.8505",
          createdAt: later(10),
        },
      ],
      jobs: [{ name: "swap.begin", payload: { swapId: id }, dedupeKey: `swap.begin:${id}` }],
    });
  });

  it("the coins of a swap, with its name on them", () => {
    const [made] = settle(asPaid("5", 0), { cause: "swap", outputId: null, assetId: COIN, swapId: "swap" }).transfers;
    expect(made).toMatchObject({
      requestId: deriveId("swap", "settlement secret"),
      outputId: null,
      swapId: "swap",
    });
  });

  it("its own transaction when it is a group: many payments in one go only to single users", () => {
    const group = { ...PAYEE, kind: "multisig" as const, members: ["a", "b"], threshold: 2 };
    for (const decided of [asPaid("5", 0), converted("desk")]) {
      const [made] = settle(decided, money, { payee: group }).transfers;
      expect(made).toMatchObject({ batchable: false, members: ["a", "b"], threshold: 2 });
      expect(settle(decided).transfers[0]).toMatchObject({ batchable: true });
    }
  });
});

describe("what becomes of a payment", () => {
  const order = orderOf({ settlementAsset: WANTED });
  const strict = { ...order, strict: true };
  const paid = (sentAt = NOON) => ({ assetId: COIN, amount: five, sentAt });
  const today = { ...conversion, settlementAmount: "8", feeAmount: "0", at: later(10).toISOString() };
  const desk = (given: Partial<Terms> = {}) =>
    termsOf({ provider: "desk", feeBps: 30, cover: decimal("9.95"), convert: () => today, ...given });
  const promising = (given: Partial<QuoteConversion> = {}) =>
    quoteOf({ feeBps: 30, conversion: { ...conversion, ...given } });

  it("the promise of its quote is kept as long as the quote holds", () => {
    expect(plan(order, promising(), paid(later(90)), desk())).toEqual(converted("desk"));
    expect(plan(order, promising(), paid(later(91)), desk())).toMatchObject({ kind: "desk", net: decimal("8") });
  });

  it("what is wanted is taken as it is, or whatever comes", () => {
    for (const settlementAsset of [COIN, null]) {
      const asIs = plan(orderOf({ settlementAsset }), quoteOf(), paid(), desk());
      expect(asIs).toEqual({ kind: "as_paid", net: five, fee: decimal("0"), fallback: false });
    }
  });

  it("without a quote the fee is today's", () => {
    const asIs = plan(orderOf(), null, paid(), desk());
    expect(asIs).toMatchObject({ kind: "as_paid", net: decimal("4.985"), fee: decimal("0.015") });
  });

  it("the desk gives what its float covers, fee and all; an exchange whatever it promises", () => {
    const fallback = { kind: "as_paid", net: decimal("4.985"), fee: decimal("0.015"), fallback: true };
    const short = { cover: decimal("9.94999999") };
    expect(plan(order, promising(), paid(), desk(short))).toEqual(fallback);
    expect(plan(strict, promising(), paid(), desk(short))).toEqual({ kind: "impossible" });
    const route = desk({ provider: "route", cover: decimal("0") });
    expect(plan(order, promising({ provider: "route" }), paid(), route)).toEqual(converted("route"));
  });

  test.each([
    ["nothing", null],
    ["an amount of which nothing is left", { ...today, settlementAmount: "0" }],
  ])("a conversion into %s is none", (_, answer) => {
    const asIs = plan(order, null, paid(), desk({ convert: () => answer }));
    expect(asIs).toMatchObject({ kind: "as_paid", fallback: true });
    expect(plan(strict, null, paid(), desk({ convert: () => answer }))).toEqual({ kind: "impossible" });
  });
});
