import { describe, expect, it } from "vitest";
import type { Order } from "../../src/payments/state.js";
import { COIN, NOON, OTHER, openRulesTill, type RulesTill, type TillSetup, WANTED } from "../support/rules-till.js";

/** Ten dollars, paid with five coins, wanted as another. Spread ½ %, fee 0.3 %. */
const open = (provider: "desk" | "route" | null, order: Partial<Order> = {}, setup: TillSetup = {}) =>
  openRulesTill({ provider, feeBps: 30, ...setup, order: { settlementAsset: WANTED, ...order } });

const sent = (till: RulesTill) =>
  [...till.transfers.values()].map(
    ({ kind, amount, assetId, members }) => `${kind} ${amount} ${assetId} to ${members.join()}`,
  );
const told = (till: RulesTill) => [...till.jobs].map((key) => key.split(":")[0]);
const finishAll = (till: RulesTill) => [...till.transfers.keys()].forEach((id) => till.finishes(id));
/** What is owed or kept, in no asset but those named. */
const books = (till: RulesTill) =>
  Object.fromEntries([...till.accounts].filter(([, sum]) => !sum.isZero()).map(([key, sum]) => [key, sum.toFixed()]));

describe("the desk", () => {
  it("gives what was promised with the quote, and keeps what was paid", () => {
    const till = open("desk");
    const quote = till.quote(COIN)!;
    // 5 × 2 × 0.995 = 9.95; its fee 0.02985
    expect(quote.conversion).toMatchObject({ settlementAmount: "9.92015", feeAmount: "0.02985" });
    till.price(COIN, "1");
    till.wait(60);
    till.pays(quote);
    expect(till.order()).toMatchObject({
      state: "paid",
      paymentAsset: COIN,
      paymentAmount: "5",
      settledAsset: WANTED,
      settlementAmount: "9.92015",
      feeAmount: "0.02985",
      quoteId: quote.id,
    });
    expect(sent(till)).toEqual(["settlement 9.92015 wanted to shop"]);
    finishAll(till);
    expect(till.order().state).toBe("settled");
    expect(books(till)).toEqual({
      "wallet coin": "5",
      "float coin": "-5",
      "wallet wanted": "999990.07985",
      "float wanted": "-999990.05",
      "fees wanted": "-0.02985",
    });
  });

  it("converts nothing that is wanted as it is", () => {
    const till = open("desk");
    till.pays(till.quote(WANTED));
    expect(sent(till)).toEqual(["settlement 9.97 wanted to shop"]);
  });

  it("converts parts together, at the rate of the last", () => {
    const till = open("desk");
    till.pays(till.quote(COIN), { amount: "2" });
    till.price(COIN, "4");
    const rest = till.quote(COIN, "ada")!;
    // Six dollars are left: one and a half coins. 3.5 × 4 × 0.995 = 13.93
    expect(rest).toMatchObject({ paymentAmount: "1.5", conversion: { settlementAmount: "13.88821" } });
    till.pays(rest);
    expect(till.order()).toMatchObject({ paymentAmount: "3.5", settlementAmount: "13.88821", quoteId: rest.id });
  });

  it("converts what was due, not the surplus", () => {
    const till = open("desk");
    till.pays(till.quote(COIN), { amount: "9" });
    expect(sent(till)).toEqual(["surplus 4 coin to ada", "settlement 9.92015 wanted to shop"]);
  });

  it("takes money on a quote that is over at today's rate", () => {
    const till = open("desk");
    const quote = till.quote(COIN)!;
    till.wait(300);
    till.price(COIN, "1.99");
    till.pays(quote);
    const used = till.quotes.at(-1)!;
    expect(till.order()).toMatchObject({ state: "paid", quoteId: used.id, settlementAmount: "9.87054925" });
    expect(used.conversion).toMatchObject({ rate: "1.99", settlementAmount: "9.87054925", feeAmount: "0.02970075" });
  });

  it("does not hold its rate longer because the price has none in it", () => {
    const till = open("desk", { quoteAsset: COIN, quoteAmount: "5" });
    const quote = till.quote(COIN)!;
    till.wait(300);
    till.price(COIN, "1");
    till.pays(quote);
    expect(till.order()).toMatchObject({ state: "paid", settlementAmount: "4.960075" });
    expect(till.quotes.at(-1)).toMatchObject({ paymentAmount: "5", rate: quote.rate, conversion: { rate: "1" } });
  });

  it.each([
    ["its float does not cover it", (till: RulesTill) => till.quote(COIN), "9.94999999"],
    ["nobody knows the price any more", late, "100"],
  ])("cannot when %s: the payee gets what was paid", (_, quote, float) => {
    const till = open("desk", {}, { float });
    till.pays(quote(till));
    expect(till.order()).toMatchObject({ state: "paid", settledAsset: COIN, settlementAmount: "4.985" });
    expect(sent(till)).toEqual(["settlement 4.985 coin to shop"]);
    expect(told(till)).toEqual(["tell.paid", "tell.fallback"]);
  });

  /** A rateless price, a quote that is over, and no price of what is wanted. */
  function late(till: RulesTill) {
    const quote = till.quote(COIN)!;
    till.wait(300);
    till.price(WANTED, null);
    return { ...quote, rate: { ...quote.rate, paymentUsd: null } };
  }

  it("gives the last of its float", () => {
    const till = open("desk", {}, { float: "9.95" });
    till.pays(till.quote(COIN));
    expect(sent(till)).toEqual(["settlement 9.92015 wanted to shop"]);
  });

  it("cannot, and the order is strict: the money goes back, the order stays open, parts stay", () => {
    const till = open("desk", { strict: true }, { float: "1" });
    const quote = till.quote(COIN);
    till.pays(quote, { amount: "2" });
    till.pays(quote);
    expect(sent(till)).toEqual(["refund 5 coin to ada"]);
    expect(till.order().state).toBe("open");
    expect(till.intakes.get("output 2")).toMatchObject({ disposition: "refunded", code: 40027 });
    expect(till.aggregate().held).toHaveLength(1);
  });

  it("cannot for late or unplaced money of a strict order: it goes on waiting", () => {
    const till = open("desk", { strict: true, quoteAsset: COIN, quoteAmount: "5", graceSeconds: 600 }, { float: "1" });
    const quote = till.quote(COIN);
    const found = till.finds();
    expect(till.happen({ kind: "assigned", money: found }).answer).toBe("not_convertible");
    till.wait(3700);
    till.pays(quote);
    const money = till.aggregate().held[0]!;
    expect(till.happen({ kind: "late_answered", money, accept: true }).answer).toBe("not_convertible");
    expect(till.aggregate().held).toEqual([money]);
    expect(sent(till)).toEqual([]);
  });

  it("keeps no promise of another provider", () => {
    const till = open("desk");
    const quote = till.quote(COIN)!;
    till.price(COIN, "1.99");
    till.pays({ ...quote, conversion: { ...quote.conversion!, provider: "route" } });
    expect(till.order().settlementAmount).toBe("9.87054925");
  });
});

describe("nobody", () => {
  it.each([
    [false, "settlement 4.985 coin to shop", "paid"],
    [true, "refund 5 coin to ada", "open"],
  ])("converts; strict: %s", (strict, transfer, state) => {
    const till = open("desk", { strict });
    const quote = till.quote(COIN);
    const alone = open(null, { strict });
    alone.pays(quote);
    expect(sent(alone)).toEqual([transfer]);
    expect(alone.order().state).toBe(state);
  });
});

describe("an exchange", () => {
  /** Paid, and our leg given. */
  function swapping(order: Partial<Order> = {}) {
    const till = open("route", order);
    till.pays(till.quote(COIN));
    till.sendsSwap();
    return till;
  }
  const gives = (till: RulesTill, amount: string, assetId = WANTED) =>
    till.happen({ kind: "swap_back", money: till.money({ senderId: "route", assetId, amount }), feeBps: 30 });

  it("is asked when the order is paid; what the payee gets is known when it answers", () => {
    const till = open("route");
    till.pays(till.quote(COIN));
    expect(till.order()).toMatchObject({ state: "paid", settledAsset: null, settlementAmount: null, feeAmount: null });
    expect(till.aggregate().swap).toMatchObject({
      state: "wanted",
      fromAsset: COIN,
      fromAmount: "5",
      toAsset: WANTED,
      expectedAmount: "9.95",
      minimumAmount: "9.8505",
    });
    expect(told(till)).toEqual(["tell.paid", "swap.begin"]);
    expect(sent(till)).toEqual([]);
    till.sendsSwap();
    till.finishes([...till.transfers.keys()][0]!);
    expect(till.order().state).toBe("paid");
    expect(books(till)).toMatchObject({ "network coin": "5", "payee:shop coin": "-5" });
    expect(gives(till, "9.9").intakes[0]).toMatchObject({ disposition: "applied", swapId: till.aggregate().swap!.id });
    expect(till.order()).toMatchObject({ settledAsset: WANTED, settlementAmount: "9.8703", feeAmount: "0.0297" });
    finishAll(till);
    expect(till.order()).toMatchObject({ state: "settled", settledAt: NOON });
    expect(told(till)).toEqual(["tell.paid", "swap.begin", "tell.settled"]);
    expect(books(till)).toEqual({
      "float wanted": "-1000000",
      "wallet wanted": "1000000.0297",
      "fees wanted": "-0.0297",
    });
  });

  it("answers before our leg is known to be final", () => {
    const till = swapping();
    gives(till, "9.9");
    const [leg, settlement] = [...till.transfers.keys()];
    till.finishes(settlement!);
    expect(till.order().state).toBe("settled");
    till.finishes(leg!);
    expect(till.balance("network", COIN).toFixed()).toBe("0");
  });

  it("gives the money back, or part of it: the payee gets what there is", () => {
    const till = swapping();
    gives(till, "4.9", COIN);
    expect(till.aggregate().swap!.state).toBe("returned");
    expect(till.order()).toMatchObject({ state: "paid", settledAsset: COIN, settlementAmount: "4.8853" });
    expect(told(till)).toEqual(["tell.paid", "swap.begin", "tell.fallback"]);
    finishAll(till);
    expect(till.order().state).toBe("settled");
    expect(till.balance("payee:shop", COIN).toFixed()).toBe("0");
  });

  it("gives the money back, and the order is strict: so does the till", () => {
    const till = swapping({ strict: true });
    gives(till, "5", COIN);
    expect(till.order()).toMatchObject({ state: "cancelled", closedAt: NOON });
    finishAll(till);
    expect(sent(till)).toEqual(["swap 5 coin to route", "refund 5 coin to ada"]);
    expect(books(till)).toEqual({ "float wanted": "-1000000", "wallet wanted": "1000000" });
  });

  it("gives less than was agreed: a strict order's payer gets it, else the payee", () => {
    for (const strict of [true, false]) {
      const till = swapping({ strict });
      gives(till, "9.8504");
      expect(till.order().state).toBe(strict ? "cancelled" : "paid");
      expect(sent(till)[1]).toBe(strict ? "refund 9.8504 wanted to ada" : "settlement 9.8208488 wanted to shop");
    }
    const enough = swapping({ strict: true });
    gives(enough, "9.8505");
    expect(enough.order().state).toBe("paid");
  });

  it.each([
    [false, "settlement 4.985 coin to shop", "paid"],
    [true, "refund 5 coin to ada", "cancelled"],
  ])("does not take the swap; strict: %s", (strict, transfer, state) => {
    const till = open("route", { strict });
    till.pays(till.quote(COIN));
    expect(till.happen({ kind: "swap_failed", problem: "no", feeBps: 30 }).answer).toBe("noted");
    expect(till.aggregate().swap).toMatchObject({ state: "failed" });
    expect(sent(till)).toEqual([transfer]);
    expect(till.order().state).toBe(state);
    expect(told(till)).toEqual(["tell.paid", "swap.begin", "tell.fallback"]);
    expect(till.happen({ kind: "swap_failed", problem: "no", feeBps: 30 }).answer).toBe("gone");
  });

  it("fails a strict order that nobody can get the money back of: the payee has it", () => {
    const till = open("route", { strict: true });
    till.pays(till.quote(COIN), { senderId: null });
    till.happen({ kind: "swap_failed", problem: "no", feeBps: 30 });
    expect(sent(till)).toEqual(["settlement 4.985 coin to shop"]);
  });

  it("cannot fail once our leg is given", () => {
    expect(swapping().happen({ kind: "swap_failed", problem: "no", feeBps: 30 }).answer).toBe("gone");
  });

  it("answers twice, or with something else: that waits for an operator", () => {
    const till = swapping();
    gives(till, "1", OTHER);
    gives(till, "9.9");
    gives(till, "9.9");
    gives(till, "5", COIN);
    expect([...till.intakes.values()].map((row) => row.heldReason ?? row.disposition)).toEqual([
      "applied",
      "refund_came_back",
      "applied",
      "refund_came_back",
      "refund_came_back",
    ]);
    expect(sent(till)).toEqual(["swap 5 coin to route", "settlement 9.8703 wanted to shop"]);
  });
});
