import { describe, expect, it } from "vitest";
import { after, effects, job, stateAfter, together, type NewSwap } from "../../src/payments/rules/effects.js";
import { aggregateOf, COIN, heldOf, later, NOON, WANTED } from "../support/rules-facts.js";

const swap: NewSwap = {
  id: "swap",
  orderId: "order",
  provider: "route",
  state: "wanted",
  fromAsset: COIN,
  fromAmount: "5",
  toAsset: WANTED,
  expectedAmount: "10",
  minimumAmount: "9.9",
  createdAt: NOON,
};

describe("a job", () => {
  it("is added once for its cause, at once or at a time", () => {
    expect(job("tell.paid", "output", { a: 1 })).toStrictEqual({
      name: "tell.paid",
      payload: { a: 1 },
      dedupeKey: "tell.paid:output",
    });
    expect(job("held.return", "output", {}, later(60))).toStrictEqual({
      name: "held.return",
      payload: {},
      dedupeKey: "held.return:output",
      runAt: later(60),
    });
  });
});

describe("effects of several decisions", () => {
  const first = effects("paid", { order: { id: "order", move: "open→paid", facts: {} }, jobs: [job("a", "1", {})] });
  const second = effects("refunded", {
    order: { id: "order", move: "paid", facts: {} },
    swap: { id: "swap", to: "failed", facts: {} },
    keeps: [heldOf()],
    jobs: [job("b", "2", {})],
  });

  it("are all of them, with the answer and the order's change of the first", () => {
    expect(together(first, second)).toEqual({
      ...effects("paid"),
      order: first.order,
      swap: second.swap,
      keeps: second.keeps,
      jobs: [...first.jobs, ...second.jobs],
    });
    expect(together(second, first).order).toBe(second.order);
    expect(together(effects("noted"), second, first).order).toBe(second.order);
  });
});

describe("an order, to the next event of the same transaction,", () => {
  const before = aggregateOf({}, { held: [heldOf(), heldOf({ outputId: "other" })] });

  it("stands where its change left it", () => {
    const moved = effects("closed", {
      order: { id: "order", move: "open→expired", facts: { closedAt: later(5) } },
      held: [{ outputId: "output", set: { disposition: "refunded" } }],
    });
    expect(stateAfter(moved.order!)).toBe("expired");
    expect(after(before, moved)).toEqual({
      ...before,
      order: { ...before.order, state: "expired", closedAt: later(5) },
      held: [heldOf({ outputId: "other" })],
    });
  });

  it("has the money that it keeps, and owes what is to go out", () => {
    const kept = heldOf({ outputId: "new" });
    const transfers = [{ requestId: "id", kind: "refund" as const, assetId: COIN, amount: "1", members: ["ada"] }];
    const done = after(before, effects("kept", { keeps: [kept], transfers: transfers.map(complete) }));
    expect(done.held).toEqual([...before.held, kept]);
    expect(done.transfers).toEqual([{ requestId: "id", kind: "refund", state: "waiting" }]);
    expect(done.order).toBe(before.order);
    expect(done.swap).toBeNull();
  });

  it("has the swap that was begun for it, and then that as it ended", () => {
    const begun = after(before, effects("noted", { swaps: [swap] }));
    expect(begun.swap).toEqual(swap);
    const ended = after(begun, effects("noted", { swap: { id: "swap", to: "returned", facts: {} } }));
    expect(ended.swap).toEqual({ ...swap, state: "returned" });
    expect(after(begun, effects("noted")).swap).toEqual(swap);
  });
});

const complete = <T>(transfer: T) => ({ ...transfer, account: "payer:ada", threshold: 1, memo: "" });
