import { describe, expect, it, test } from "vitest";
import { deriveId } from "../../src/db/ids.js";
import { plain } from "../../src/payments/money.js";
import { refundMemo } from "../../src/payments/refund-codes.js";
import { type Effects, effects } from "../../src/payments/rules/effects.js";
import type { Aggregate } from "../../src/payments/rules/facts.js";
import { step } from "../../src/payments/rules/step.js";
import type { Order } from "../../src/payments/state.js";
import { aggregateOf, COIN, later, moneyOf, OTHER, termsOf, WANTED } from "../support/rules-facts.js";

type Swap = NonNullable<Aggregate["swap"]>;

const terms = termsOf({ now: later(100) });
const swapping = (order: Partial<Order> = {}, state: Swap["state"] = "sent") =>
  aggregateOf(
    { state: "paid", settlementAsset: WANTED, payerId: "ada", ...order },
    {
      swap: {
        id: "swap",
        state,
        fromAsset: COIN,
        fromAmount: "5.00000000",
        toAsset: WANTED,
        expectedAmount: "10.00000000",
        minimumAmount: "9.90000000",
      },
    },
  );
const back = (aggregate: Aggregate, assetId: string, amount: string) =>
  step(aggregate, { kind: "swap_back", money: moneyOf({ senderId: "route", assetId, amount }), feeBps: 100 }, terms);
const fails = (aggregate: Aggregate) =>
  step(aggregate, { kind: "swap_failed", problem: "refused", feeBps: 100 }, terms);
const lines = (done: Effects) =>
  done.postings.map(({ id, lines: all }) => [
    id,
    ...all.map(({ account, assetId, amount }) => `${account} ${plain(amount)} ${assetId}`),
  ]);

describe("what comes back from an exchange", () => {
  it("as what was wanted is the payee's, less the fee; they are told now what they get", () => {
    const done = back(swapping(), WANTED, "10.10");
    expect(done).toMatchObject({
      answer: "noted",
      intakes: [{ outputId: "output", disposition: "applied", swapId: "swap", code: null, orderId: "order" }],
      order: { move: "paid", facts: { settledAsset: WANTED, settlementAmount: "9.999", feeAmount: "0.101" } },
      transfers: [{ requestId: deriveId("output", "settlement secret"), swapId: "swap", amount: "9.999" }],
    });
    expect(done.swap).toEqual({
      id: "swap",
      to: "received",
      facts: { receivedAmount: "10.1", doneAt: later(100) },
    });
    expect(done.jobs).toEqual([
      { name: "tell.settled", payload: { orderId: "order" }, dedupeKey: "tell.settled:order" },
    ]);
    expect(lines(done)).toEqual([
      [
        deriveId("output", "intake"),
        "wallet 10.1 wanted",
        "payee:shop -10.1 wanted",
        "payee:shop 5 coin",
        "network -5 coin",
      ],
      [deriveId("output", "fee"), "payee:shop 0.101 wanted", "fees -0.101 wanted"],
    ]);
  });

  it("as what was given is the payee's too, who is told that", () => {
    const done = back(swapping(), COIN, "5");
    expect(done.swap).toMatchObject({ to: "returned", facts: { receivedAmount: "5" } });
    expect(done.transfers).toMatchObject([
      { requestId: deriveId("swap", "settlement secret"), outputId: "output", swapId: "swap", amount: "4.95" },
    ]);
    expect(done.jobs).toEqual([
      { name: "tell.fallback", payload: { orderId: "order", why: "as_paid" }, dedupeKey: "tell.fallback:order" },
    ]);
  });

  it("of a strict order goes back to the payer when it is not what was wanted", () => {
    const done = back(swapping({ strict: true }), WANTED, "9.89999999");
    expect(done.order).toEqual({ id: "order", move: "paid→cancelled", facts: { closedAt: later(100) } });
    expect(done.transfers).toEqual([
      {
        requestId: deriveId("swap", "refund secret"),
        kind: "refund",
        outputId: "output",
        orderId: "order",
        swapId: "swap",
        account: "payer:ada",
        assetId: WANTED,
        amount: "9.89999999",
        members: ["ada"],
        threshold: 1,
        memo: refundMemo("order", 40027),
      },
    ]);
    expect(done.jobs).toEqual([
      { name: "tell.fallback", payload: { orderId: "order", why: "returned" }, dedupeKey: "tell.fallback:order" },
    ]);
    expect(lines(done)[1]).toEqual([
      deriveId("swap", "refund"),
      "payee:shop 9.89999999 wanted",
      "payer:ada -9.89999999 wanted",
    ]);
  });

  it("goes back to who sent it when the network's fee would take all of it", () => {
    const out = (networkFee: string) => back(swapping({ source: "claim", strict: true, networkFee }), WANTED, "10");
    expect(out("9.89").transfers).toMatchObject([{ kind: "settlement", amount: "9.9" }]);
    const done = out("9.9");
    expect(done.order).toMatchObject({ move: "paid→cancelled" });
    expect(done.transfers).toMatchObject([{ kind: "refund", account: "payer:ada", amount: "10", assetId: WANTED }]);
  });

  test.each<[string, Aggregate]>([
    ["no swap is known", { ...swapping(), swap: null }],
    ["our leg was not given", swapping({}, "wanted")],
    ["the swap has ended", swapping({}, "received")],
    ["the order has ended", swapping({ state: "cancelled" })],
    ["the order was settled", swapping({ state: "settled" })],
  ])("waits for an operator when %s", (_, aggregate) => {
    for (const assetId of [WANTED, COIN, OTHER]) {
      const done = back(aggregate, assetId, "5");
      expect(done).toMatchObject({
        answer: "held",
        intakes: [{ disposition: "held", heldReason: "refund_came_back", code: 40022, orderId: "order" }],
        order: null,
        swap: null,
        transfers: [],
      });
    }
  });
});

describe("a swap that cannot be made", () => {
  it("says why and when, and the payee gets what was paid", () => {
    const done = fails(swapping({}, "wanted"));
    expect(done.answer).toBe("noted");
    expect(done.swap).toEqual({ id: "swap", to: "failed", facts: { problem: "refused", doneAt: later(100) } });
    expect(done.transfers).toMatchObject([{ kind: "settlement", outputId: null, amount: "4.95", assetId: COIN }]);
  });

  test.each<[string, Aggregate]>([
    ["is none", aggregateOf({ state: "paid" })],
    ["has been given our leg", swapping()],
    ["has failed before", swapping({}, "failed")],
    ["is of an order that has ended", swapping({ state: "cancelled" }, "wanted")],
  ])("changes nothing when it %s", (_, aggregate) => {
    expect(fails(aggregate)).toEqual(effects("gone"));
  });
});
