import { describe, expect, it, test } from "vitest";
import { deriveId } from "../../src/db/ids.js";
import { decimal } from "../../src/payments/money.js";
import { refundMemo } from "../../src/payments/refund-codes.js";
import type { HeldMoney, Terms } from "../../src/payments/rules/facts.js";
import { fit, partsOf } from "../../src/payments/rules/fit.js";
import { isCrowded } from "../../src/payments/rules/intake.js";
import { step } from "../../src/payments/rules/step.js";
import { aggregateOf, COIN, heldOf, later, moneyOf, NOON, quoteOf, termsOf } from "../support/rules-facts.js";

/** Dust that was kept, each of one sender. */
const dust = (count: number, senderId: string, given: Partial<HeldMoney> = {}) =>
  Array.from({ length: count }, (_, n) =>
    heldOf({ outputId: `${senderId} ${n}`, senderId, amount: "0.00000001", credit: "0.00000002", ...given }),
  );
const today: Terms["due"] = () => ({ amount: "5", rate: quoteOf().rate });
const terms = termsOf({ due: today });
const rate = { quote: quoteOf(), terms };

describe("an order that holds much", () => {
  test.each([
    [19, 0, "kept"],
    [20, 0, "refunded"],
    [0, 199, "kept"],
    [0, 200, "refunded"],
    [20, 200, "refunded"],
  ])("with %i parts of one sender and %i pieces of others: one more part of theirs is %s", (own, others, answer) => {
    const aggregate = aggregateOf({}, { held: [...dust(own, "ada"), ...dust(others, "bob")] });
    const done = step(aggregate, { kind: "intake", money: moneyOf({ amount: "1" }), quote: rate.quote }, terms);
    expect(done.answer).toBe(answer);
    const money = heldOf({ orderId: null, reason: "unknown", amount: "1" });
    expect(step(aggregate, { kind: "assigned", money }, terms).answer).toBe(answer);
    expect(isCrowded(aggregate, "ada")).toBe(answer === "refunded");
    if (answer === "refunded") expect(done.intakes).toMatchObject([{ code: 40024 }]);
  });

  it("takes the rest of the price all the same", () => {
    const aggregate = aggregateOf({}, { held: [...dust(20, "ada"), ...dust(200, "bob")] });
    const done = step(aggregate, { kind: "intake", money: moneyOf(), quote: rate.quote }, terms);
    expect([done.answer, done.held.length]).toEqual(["paid", 220]);
  });

  test.each([
    [199, "late"],
    [200, "refunded"],
  ])("asks the merchant about late money beside %i pieces: %s", (count, answer) => {
    const aggregate = aggregateOf({ graceSeconds: 600 }, { held: dust(count, "bob") });
    const money = moneyOf({ receivedAt: later(3601) });
    const quote = quoteOf({ expiresAt: later(3600) });
    expect(step(aggregate, { kind: "intake", money, quote }, terms).answer).toBe(answer);
  });

  it("counts money without a sender as nobody's part", () => {
    const aggregate = aggregateOf({}, { held: [heldOf({ senderId: null }), heldOf({ reason: "late" }), heldOf()] });
    expect(partsOf(aggregate, null)).toEqual([]);
    expect(partsOf(aggregate, "ada")).toEqual([heldOf()]);
  });
});

describe("a part of the price", () => {
  const money = moneyOf({ amount: "2" });

  it("is held for its sender, with what it pays", () => {
    const quote = quoteOf();
    const done = step(aggregateOf(), { kind: "intake", money, quote }, terms);
    expect(done).toMatchObject({
      answer: "kept",
      intakes: [{ disposition: "held", heldReason: "partial", code: 40024, credit: "4", quoteId: "quote" }],
      keeps: [{ ...money, orderId: "order", reason: "partial", credit: "4", quote }],
      order: null,
      postings: [{ id: deriveId("output", "intake"), orderId: "order" }],
      transfers: [],
      jobs: [
        {
          name: "tell.partial",
          payload: { orderId: "order", outputId: "output" },
          dedupeKey: "tell.partial:output",
        },
      ],
    });
  });

  it("that was found before stays held: only what it is for is new, and the rate of today", () => {
    const found = heldOf({ orderId: null, reason: "unknown", credit: null });
    const done = step(aggregateOf(), { kind: "assigned", money: found }, termsOf({ due: today, now: later(10) }));
    const quoteId = deriveId("output", "requote secret");
    expect(done).toMatchObject({
      answer: "kept",
      intakes: [],
      held: [
        {
          outputId: "output",
          set: { disposition: "held", heldReason: "partial", orderId: "order", quoteId, resolvedAt: null },
        },
      ],
      quotes: [{ id: quoteId, paymentAmount: "5", createdAt: later(10), expiresAt: NOON }],
      postings: [],
      jobs: [{ name: "tell.partial" }],
    });
    expect(done.quotes).toHaveLength(1);
  });

  it("of two assets does not pay an order", () => {
    const other = fit(aggregateOf({}, { held: [heldOf()] }), moneyOf({ assetId: "other" }), quoteOf(), terms);
    expect(other).toEqual({ kind: "refused", code: 40020 });
  });

  it("within the tolerance is all, at the rate that was quoted", () => {
    const order = { toleranceBps: 6000 };
    const enough = { kind: "enough", credit: decimal("4"), surplus: decimal("0"), short: true, requoted: false };
    expect(fit(aggregateOf(order), money, quoteOf(), terms)).toEqual(enough);
  });
});

describe("money that is late", () => {
  const order = { graceSeconds: 600 };
  const quote = quoteOf({ expiresAt: later(3600), rate: { ...quoteOf().rate, paymentUsd: null } });
  const sent = (seconds: number, memo = "") =>
    step(aggregateOf(order), { kind: "intake", money: moneyOf({ receivedAt: later(seconds), memo }), quote }, terms);

  it.each([
    [3600, "paid"],
    [3600.001, "late"],
    [4200, "late"],
    [4200.001, "refunded"],
  ])("is so from the deadline to the end of the grace: after %f seconds, %s", (seconds, answer) => {
    expect(sent(seconds).answer).toBe(answer);
  });

  it("is held, and the merchant asked", () => {
    expect(sent(4000)).toMatchObject({
      intakes: [{ disposition: "held", heldReason: "late", code: 40000, credit: "10" }],
      keeps: [{ outputId: "output", assetId: COIN, orderId: "order", reason: "late", credit: "10", quote }],
      postings: [{ id: deriveId("output", "intake"), lines: [{ account: "wallet" }, { account: "held" }] }],
      transfers: [],
      jobs: [{ name: "tell.late", payload: { orderId: "order", outputId: "output" }, dedupeKey: "tell.late:output" }],
    });
  });

  it("goes nowhere when it says that it is a refund", () => {
    const done = sent(4000, refundMemo("trace", 40021));
    expect(done.intakes).toMatchObject([{ heldReason: "refund_came_back", code: 40000 }]);
  });
});
