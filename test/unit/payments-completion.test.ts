import { describe, expect, it } from "vitest";
import { deriveId } from "../../src/db/ids.js";
import { refundMemo, settlementMemo } from "../../src/payments/refund-codes.js";
import { COIN, later, NOON } from "../support/rules-facts.js";
import { openRulesTill, WANTED } from "../support/rules-till.js";

describe("a payment that fits", () => {
  function paid() {
    const till = openRulesTill();
    const quote = till.quote(COIN)!;
    till.wait(30);
    return { till, done: till.pays(quote) };
  }

  it("has this effect, and no other", () => {
    const { done } = paid();
    expect(done).toMatchObject({
      answer: "paid",
      intakes: [{ outputId: "output 1", disposition: "applied", orderId: "order", quoteId: "quote 0", credit: "10" }],
      held: [],
      keeps: [],
      order: { id: "order", move: "open→paid", facts: { paidAt: later(30), quoteId: "quote 0", oddity: "none" } },
      quotes: [],
      swaps: [],
      swap: null,
      postings: [{ id: deriveId("output 1", "intake"), orderId: "order" }],
      transfers: [{ requestId: deriveId("output 1", "settlement secret"), memo: settlementMemo("order") }],
      jobs: [
        {
          name: "tell.paid",
          payload: { orderId: "order", outputId: "output 1" },
          dedupeKey: "tell.paid:output 1",
        },
      ],
    });
    for (const list of [done.intakes, done.postings, done.transfers, done.jobs]) expect(list).toHaveLength(1);
    expect(done.quotes).toEqual([]);
  });

  it("is settled when its settlement is final", () => {
    const { till, done } = paid();
    till.wait(30);
    till.finishes(done.transfers[0]!.requestId);
    expect(till.order()).toMatchObject({ state: "settled", settledAt: later(60) });
  });
});

describe("a payment of too much", () => {
  it("sends the rest back, and says which transfer that is", () => {
    const till = openRulesTill();
    const done = till.pays(till.quote(COIN), { amount: "7.5" });
    const requestId = deriveId("output 1", "surplus secret");
    expect(done.postings[0]!.lines.map(({ account, amount }) => `${account} ${amount.toString()}`)).toEqual([
      "wallet 7.5",
      "payee:shop -5",
      "payer:ada -2.5",
    ]);
    expect(done.transfers).toMatchObject([
      {
        requestId,
        kind: "surplus",
        outputId: "output 1",
        orderId: "order",
        account: "payer:ada",
        assetId: COIN,
        amount: "2.5",
        members: ["ada"],
        threshold: 1,
        memo: refundMemo("order", 40024),
      },
      { kind: "settlement", amount: "5" },
    ]);
    expect(done.jobs[1]).toEqual({
      name: "tell.surplus",
      payload: { outputId: "output 1", requestId },
      dedupeKey: "tell.surplus:output 1",
    });
  });
});

describe("a payment with what was kept before", () => {
  it("ends that too: its own part pays, another's goes back", () => {
    const till = openRulesTill();
    const quote = till.quote(COIN);
    till.pays(quote, { amount: "2" });
    till.pays(quote, { senderId: "bob", amount: "1" });
    till.wait(30);
    const done = till.pays(till.quote(COIN, "ada"));
    expect(done.held).toEqual([
      {
        outputId: "output 1",
        set: { orderId: "order", quoteId: "quote 0", disposition: "applied", code: null, resolvedAt: later(30) },
      },
      {
        outputId: "output 2",
        set: { orderId: "order", quoteId: "quote 0", disposition: "refunded", code: 40021, resolvedAt: later(30) },
      },
    ]);
    expect(done.postings.map(({ id }) => id)).toEqual([
      deriveId("output 3", "intake"),
      deriveId("output 1", "resolved"),
      deriveId("output 2", "resolved"),
    ]);
    expect(done.transfers.map(({ requestId }) => requestId)).toEqual([
      deriveId("output 3", "settlement secret"),
      deriveId("output 2", "refund secret"),
    ]);
  });
});

describe("a quote at the rate that was used", () => {
  it("is noted when another than the one that was paid: it cannot be paid, and nobody knows its id", () => {
    const till = openRulesTill({ feeBps: 30 });
    const quote = till.quote(COIN);
    till.wait(120);
    till.price(COIN, "1.99");
    const done = till.pays(quote);
    expect(done.quotes).toEqual([
      {
        id: deriveId("output 1", "requote secret"),
        orderId: "order",
        paymentAsset: COIN,
        paymentAmount: "5.02512563",
        covers: null,
        payerId: null,
        rate: {
          rate: "0.502512562814070351",
          paymentUsd: "1.99",
          quoteUsd: "1",
          at: later(120).toISOString(),
          source: "mixin",
        },
        conversion: null,
        feeBps: 30,
        expiresAt: later(120),
        createdAt: later(120),
      },
    ]);
    expect(till.order().quoteId).toBe(done.quotes[0]!.id);
  });

  it("is none when the quote holds, though the money is a little short of it", () => {
    const till = openRulesTill({ order: { toleranceBps: 100 } });
    const done = till.pays(till.quote(COIN), { amount: "4.95" });
    expect([done.answer, done.quotes, till.order().quoteId]).toEqual(["paid", [], "quote 0"]);
  });

  it("says what it was converted at, where the quote that was paid promised no conversion", () => {
    const till = openRulesTill({ provider: "desk", order: { settlementAsset: WANTED } });
    const quote = { ...till.quote(COIN)!, conversion: null };
    till.pays(quote);
    expect(till.order()).toMatchObject({ settledAsset: WANTED, settlementAmount: "9.95", paidAt: NOON });
    const used = till.quotes.at(-1)!;
    expect(used.id).toBe(till.order().quoteId);
    expect(used).toMatchObject({
      paymentAmount: quote.paymentAmount,
      rate: quote.rate,
      conversion: { provider: "desk", rate: "2", settlementAmount: "9.95" },
    });
  });

  it("is late money's too when its own rate has moved on", () => {
    const till = openRulesTill({ order: { graceSeconds: 600 } });
    const quote = till.quote(COIN);
    till.wait(3610);
    expect(till.pays(quote).answer).toBe("late");
    till.price(COIN, "1");
    const [money] = till.aggregate().held;
    till.happen({ kind: "late_answered", money: money!, accept: true });
    expect(till.quotes.at(-1)).toMatchObject({
      id: till.order().quoteId,
      paymentAmount: "10",
      rate: { paymentUsd: "1" },
    });
  });
});
