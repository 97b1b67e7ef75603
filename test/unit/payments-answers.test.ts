import { describe, expect, it } from "vitest";
import { effects } from "../../src/payments/rules/effects.js";
import type { Terms } from "../../src/payments/rules/facts.js";
import { step } from "../../src/payments/rules/step.js";
import type { OrderState } from "../../src/payments/state.js";
import { aggregateOf, heldOf, later, NOON, quoteOf, termsOf } from "../support/rules-facts.js";

const today: Terms["due"] = () => ({ amount: "5", rate: quoteOf().rate });
const after: OrderState[] = ["paid", "settled", "expired", "cancelled"];

describe("the merchant's word on late money", () => {
  const quote = quoteOf({ rate: { ...quoteOf().rate, paymentUsd: null } });
  const late = heldOf({ outputId: "late", reason: "late", amount: "3", credit: "6", quote });
  const part = heldOf({ quote });
  const answer = (held: (typeof late)[], accept = true, state: OrderState = "open") =>
    step(
      aggregateOf({ state, graceSeconds: 600 }, { held }),
      { kind: "late_answered", money: late, accept },
      termsOf(),
    );

  it("takes it with what its sender has paid before", () => {
    expect(answer([part, late])).toMatchObject({
      answer: "paid",
      order: { move: "open→paid", facts: { oddity: "late", paymentAmount: "5", paidAt: NOON } },
      held: [
        { outputId: "late", set: { disposition: "applied" } },
        { outputId: "output", set: { disposition: "applied" } },
      ],
    });
  });

  it("sends it back when that has gone back, so that it is not enough any more", () => {
    expect(answer([late])).toMatchObject({
      answer: "refunded",
      order: null,
      held: [{ outputId: "late", set: { disposition: "refunded", code: 40024 } }],
    });
  });

  it("sends it back when they do not want it", () => {
    expect(answer([part, late], false)).toMatchObject({
      answer: "refunded",
      order: null,
      held: [{ outputId: "late", set: { disposition: "refunded", code: 40000 } }],
    });
  });

  it("comes too late for an order that is not open", () => {
    for (const state of after) {
      expect(answer([part, late], true, state)).toEqual(effects("gone"));
      expect(answer([part, late], false, state)).toEqual(effects("gone"));
    }
  });
});

describe("money that its sender gives to an order", () => {
  const found = heldOf({ orderId: null, reason: "unknown", amount: "5", credit: null });
  const assign = (seconds: number, deadline: Date | null = later(3600), state: OrderState = "open") =>
    step(
      aggregateOf({ deadline, state }),
      { kind: "assigned", money: found },
      termsOf({ now: later(seconds), due: today }),
    );

  it("pays it until the deadline, and that is when it is paid", () => {
    expect(assign(3600)).toMatchObject({ answer: "paid", order: { facts: { paidAt: later(3600), oddity: "none" } } });
    expect(assign(3600.001)).toEqual(effects("not_open"));
    expect(assign(1_000_000, null).answer).toBe("paid");
  });

  it("is of no use to an order that is not open", () => {
    for (const state of after) expect(assign(0, null, state)).toEqual(effects("not_open"));
  });
});

describe("an order that closes", () => {
  const held = [heldOf(), heldOf({ outputId: "late", senderId: "bob", reason: "late" })];
  const terms = termsOf({ now: later(4000) });

  it.each([
    ["expired", [40024, 40000]],
    ["cancelled", [40032, 40032]],
  ] as const)("(%s) says when, and gives back all it holds", (kind, codes) => {
    const done = step(aggregateOf({}, { held }), { kind }, terms);
    expect(done.answer).toBe("closed");
    expect(done.order).toEqual({ id: "order", move: `open→${kind}`, facts: { closedAt: later(4000) } });
    expect(done.held.map(({ outputId, set }) => [outputId, set.disposition, set.code])).toEqual([
      ["output", "refunded", codes[0]],
      ["late", "refunded", codes[1]],
    ]);
    expect(done.transfers.map(({ members }) => members)).toEqual([["ada"], ["bob"]]);
  });

  it("is told of to whoever was sent it as an invoice, and to nobody else", () => {
    for (const kind of ["expired", "cancelled"] as const) {
      expect(step(aggregateOf({ source: "invoice" }), { kind }, terms).jobs).toEqual([
        { name: "tell.closed", payload: { orderId: "order" }, dedupeKey: "tell.closed:order" },
      ]);
      expect(step(aggregateOf({ source: "code" }), { kind }, terms).jobs).toEqual([]);
    }
  });

  it("closes once", () => {
    for (const state of after) {
      for (const kind of ["expired", "cancelled"] as const) {
        expect(step(aggregateOf({ state }, { held }), { kind }, terms)).toEqual(effects("not_open"));
      }
    }
  });
});
