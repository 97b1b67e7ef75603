import { describe, expect, it, test } from "vitest";
import { refundMemo } from "../../src/payments/refund-codes.js";
import type { Effects } from "../../src/payments/rules/effects.js";
import { SLACK_SECONDS } from "../../src/payments/rules/due.js";
import { ORDER_MOVES, type Order, type OrderState, standing } from "../../src/payments/state.js";
import { COIN, NOON, openRulesTill, OTHER, type RulesTill, type TillSetup } from "../support/rules-till.js";

/** Ten dollars, five coins. */
const open = (order: Partial<Order> = {}, setup: TillSetup = {}) => openRulesTill({ ...setup, order });
const after = (seconds: number): Date => new Date(NOON.getTime() + seconds * 1000);

const stateOf = (till: RulesTill) => till.order().state;
const sent = (till: RulesTill, kind?: string) =>
  [...till.transfers.values()]
    .filter((transfer) => !kind || transfer.kind === kind)
    .map(({ kind: what, amount, members, memo }) => {
      const code = Buffer.from(memo, "base64").toString().split("|")[2];
      return `${what} ${amount} to ${members.join()}${code ? ` ${code}` : ""}`;
    });
const told = (done: Effects) => done.jobs.map((job) => job.name);
const disposition = (till: RulesTill) =>
  [...till.intakes.values()].map(({ disposition: is, heldReason, code }) => [is, is === "held" ? heldReason : code]);

describe("money for an open order", () => {
  it("pays it when asset, amount and time fit", () => {
    const till = open();
    const done = till.pays(till.quote(COIN));
    expect(done.answer).toBe("paid");
    expect(told(done)).toEqual(["tell.paid"]);
    expect(sent(till)).toEqual(["settlement 5 to shop"]);
    expect(till.order()).toMatchObject({
      state: "paid",
      oddity: "none",
      payerId: "ada",
      paymentAsset: COIN,
      paymentAmount: "5",
      surplusAmount: null,
      settledAsset: COIN,
      settlementAmount: "5",
      feeAmount: "0",
      quoteId: "quote 0",
      paidAt: NOON,
    });
  });

  test.each([
    ["another asset", COIN, { assetId: OTHER }, 40020],
    ["an asset that nobody quoted", null, { assetId: OTHER }, 40020],
    ["the quote's amount long after the quote, at another rate", COIN, { receivedAt: after(91) }, 40025],
    ["the quote's amount after the deadline", COIN, { receivedAt: after(3601) }, 40000],
  ] as const)("%s: all goes back, and the order stays open", (_, asset, given, code) => {
    const till = open();
    const quote = asset && till.quote(asset);
    till.price(COIN, "1");
    const done = till.pays(quote, given);
    expect([done.answer, stateOf(till)]).toEqual(["refunded", "open"]);
    expect(told(done)).toEqual(["tell.refund"]);
    expect(sent(till)).toEqual([`refund 5 to ada ${code}`]);
  });

  test.each(["paid", "settled", "expired", "cancelled"] as const)("all goes back when the order is %s", (state) => {
    const till = open({ state });
    const code = state === "paid" || state === "settled" ? 40021 : 40000;
    till.pays(null);
    till.pays(null, { amount: "0.00000001", assetId: OTHER });
    expect(sent(till)).toEqual([`refund 5 to ada ${code}`, `refund 0.00000001 to ada ${code}`]);
    expect(stateOf(till)).toBe(state);
  });

  it("is held when nobody can have it back", () => {
    const till = open();
    const quote = till.quote(COIN);
    for (const amount of ["4", "6"]) {
      expect(told(till.pays(quote, { senderId: null, amount }))).toEqual(["tell.held"]);
    }
    till.pays(quote, { senderId: null, assetId: OTHER });
    expect(disposition(till)).toEqual([1, 2, 3].map(() => ["held", "no_single_sender"]));
    expect(till.balance("held", COIN).toFixed()).toBe("-10");
    expect(till.pays(quote, { senderId: null }).answer).toBe("paid");
    expect(till.order().payerId).toBeNull();
    expect(till.balance("held", COIN).toFixed()).toBe("-10");
  });

  it("is held when it says it is a refund: two tills must not send it back and forth for ever", () => {
    const till = open();
    const memo = refundMemo("trace", 40021);
    till.pays(till.quote(COIN), { amount: "4", memo });
    till.pays(null, { memo });
    till.finds({ memo });
    expect(disposition(till)).toEqual([1, 2, 3].map(() => ["held", "refund_came_back"]));
    expect(till.pays(till.quote(COIN), { memo }).answer).toBe("paid");
  });

  it("in the quote's last second may take its time on the way", () => {
    const till = open();
    const quote = till.quote(COIN);
    till.price(COIN, "1");
    expect(till.pays(quote, { receivedAt: after(61 + SLACK_SECONDS) }).answer).toBe("refunded");
    expect(till.pays(quote, { receivedAt: after(60 + SLACK_SECONDS) }).answer).toBe("paid");
  });
});

describe("a quote that is over", () => {
  it.each([
    ["4.951", "paid"],
    ["4.95", "refunded"],
    ["5.05", "paid"],
    ["5.051", "refunded"],
  ])("is taken when it comes within a hundredth of what is due now: 5 for %s, %s", (due, answer) => {
    const till = open();
    const quote = till.quote(COIN);
    till.wait(120);
    till.price(COIN, (10 / Number(due)).toFixed(8));
    const done = till.pays(quote);
    expect(done.answer).toBe(answer);
    if (answer === "paid") {
      expect(till.order()).toMatchObject({ oddity: "none", paymentAmount: "5", settlementAmount: "5" });
      // What it was taken at is kept with it.
      expect(till.quotes.at(-1)!.id).toBe(till.order().quoteId);
      expect(till.quotes.at(-1)!.rate.paymentUsd).toBe((10 / Number(due)).toFixed(8).replace(/\.?0+$/, ""));
    }
  });

  it("goes back when the asset has lost its price", () => {
    const till = open();
    const quote = till.quote(COIN);
    till.wait(120);
    till.price(COIN, null);
    till.pays(quote);
    expect(sent(till)).toEqual(["refund 5 to ada 40025"]);
  });

  it("cannot be over when no rate is in it", () => {
    const till = open({ quoteAsset: COIN });
    const quote = till.quote(COIN);
    till.wait(3600);
    till.price(COIN, null);
    expect(till.pays(quote).answer).toBe("paid");
  });
});

describe("too little", () => {
  it("is kept for its sender, who pays the rest", () => {
    const till = open();
    const quote = till.quote(COIN);
    const part = till.pays(quote, { amount: "2" });
    expect([part.answer, told(part), sent(till)]).toEqual(["kept", ["tell.partial"], []]);
    expect(part.intakes[0]).toMatchObject({ disposition: "held", heldReason: "partial", code: 40024, credit: "4" });
    expect(till.balance("held", COIN).toFixed()).toBe("-2");
    const rest = till.quote(COIN, "ada")!;
    expect(rest).toMatchObject({ paymentAmount: "3", covers: "6", payerId: "ada" });
    expect(till.pays(rest).answer).toBe("paid");
    expect(sent(till)).toEqual(["settlement 5 to shop"]);
    expect(disposition(till)).toEqual([1, 2].map(() => ["applied", null]));
    expect(till.balance("held", COIN).toFixed()).toBe("0");
    expect(till.order()).toMatchObject({ oddity: "none", paymentAmount: "5" });
  });

  it("and then what is missing of the quote, to the last place, is all: whatever the rounding", () => {
    const till = open({ quoteAmount: "20" }, { usd: { [COIN]: "3.67", [OTHER]: "1" } });
    const quote = till.quote(COIN)!;
    expect(quote.paymentAmount).toBe("5.44959129");
    till.pays(quote, { amount: "2" });
    expect(till.pays(quote, { amount: "3.44959129" }).answer).toBe("paid");
    expect(till.order()).toMatchObject({ oddity: "none", paymentAmount: "5.44959129", surplusAmount: null });
  });

  it("of one sender is nothing to another: dust does not spoil the order", () => {
    const till = open();
    const quote = till.quote(COIN);
    till.pays(quote, { senderId: "bob", amount: "0.00000001" });
    till.pays(till.quote(OTHER), { senderId: "eve", amount: "3" });
    expect(stateOf(till)).toBe("open");
    const done = till.pays(quote);
    expect(sent(till)).toEqual(["settlement 5 to shop", "refund 0.00000001 to bob 40021", "refund 3 to eve 40021"]);
    expect(told(done)).toEqual(["tell.paid", "tell.refund", "tell.refund"]);
    expect(till.balance("held", COIN).toFixed()).toBe("0");
  });

  it("has to be completed in the same asset", () => {
    const till = open();
    till.pays(till.quote(COIN), { amount: "2" });
    till.pays(till.quote(OTHER));
    expect(sent(till)).toEqual(["refund 3.33333334 to ada 40020"]);
    expect(stateOf(till)).toBe("open");
  });

  it("pays another's rest only as far as it goes", () => {
    const till = open();
    till.pays(till.quote(COIN), { amount: "2" });
    const rest = till.quote(COIN, "ada");
    expect(till.pays(rest, { senderId: "bob" })).toMatchObject({ answer: "kept", intakes: [{ credit: "6" }] });
    expect(till.pays(till.quote(COIN, "bob")).answer).toBe("kept");
    expect(till.pays(till.quote(COIN, "bob"), { senderId: "bob" }).answer).toBe("paid");
    expect(till.order()).toMatchObject({ payerId: "bob", paymentAmount: "5" });
  });

  it.each([
    [99, "4.95", "kept"],
    [100, "4.95", "paid"],
    [100, "4.94999999", "kept"],
    [0, "4.99999999", "kept"],
  ])("is enough within the merchant's tolerance of %i hundredths of a percent: %s", (toleranceBps, amount, answer) => {
    const till = open({ toleranceBps });
    expect(till.pays(till.quote(COIN), { amount }).answer).toBe(answer);
    if (answer === "paid") {
      expect(till.order()).toMatchObject({ oddity: "partial", paymentAmount: "4.95" });
      expect(till.intakes.get("output 1")!.credit).toBe("9.9");
    }
  });

  it("goes back when the order closes", () => {
    for (const [kind, code] of [
      ["expired", 40024],
      ["cancelled", 40032],
    ] as const) {
      const till = open({ source: "invoice" });
      till.pays(till.quote(COIN), { amount: "2" });
      const done = till.happen({ kind });
      expect([done.answer, stateOf(till)]).toEqual(["closed", kind]);
      expect(told(done)).toEqual(["tell.closed", "tell.refund"]);
      expect(sent(till)).toEqual([`refund 2 to ada ${code}`]);
      expect(till.happen({ kind: "expired" }).answer).toBe("not_open");
      expect(till.happen({ kind: "cancelled" }).answer).toBe("not_open");
    }
  });
});

describe("too much", () => {
  it("pays, and the surplus goes back", () => {
    const till = open();
    const done = till.pays(till.quote(COIN), { amount: "7.5" });
    expect(told(done)).toEqual(["tell.paid", "tell.surplus"]);
    expect(sent(till)).toEqual(["surplus 2.5 to ada 40024", "settlement 5 to shop"]);
    expect(till.order()).toMatchObject({ oddity: "over", paymentAmount: "5", surplusAmount: "2.5" });
    expect(till.intakes.get("output 1")).toMatchObject({ disposition: "applied", surplusAmount: "2.5", code: null });
  });

  it("counts from what was left to pay", () => {
    const till = open();
    const quote = till.quote(COIN);
    till.pays(quote, { amount: "2" });
    till.pays(quote);
    expect(sent(till)).toEqual(["surplus 2 to ada 40024", "settlement 5 to shop"]);
  });
});

describe("late money", () => {
  const late = (given: TillSetup = {}, order: Partial<Order> = {}) => {
    const till = open({ quoteAsset: COIN, quoteAmount: "5", graceSeconds: 600, ...order }, given);
    return { till, quote: till.quote(COIN)! };
  };
  const money = (till: RulesTill) => till.aggregate().held.find((one) => one.reason === "late")!;

  it("waits within the grace for the merchant's word", () => {
    const { till, quote } = late();
    till.wait(4000);
    const done = till.pays(quote);
    expect([done.answer, told(done), sent(till)]).toEqual(["late", ["tell.late"], []]);
    expect(till.pays(quote, { senderId: "bob", receivedAt: after(4201) }).answer).toBe("refunded");
    const accepted = till.happen({ kind: "late_answered", money: money(till), accept: true });
    expect(accepted.answer).toBe("paid");
    expect(till.order()).toMatchObject({ oddity: "late", payerId: "ada", paidAt: after(4000) });
    expect(sent(till)).toEqual(["refund 5 to bob 40000", "settlement 5 to shop"]);
  });

  it("goes back on the merchant's word, or when the order expires without it", () => {
    const { till, quote } = late();
    till.wait(4000);
    till.pays(quote);
    till.pays(quote, { senderId: "bob" });
    till.happen({ kind: "late_answered", money: money(till), accept: false });
    till.happen({ kind: "expired" });
    expect(sent(till)).toEqual(["refund 5 to ada 40000", "refund 5 to bob 40000"]);
  });

  it("is not asked about when it is not enough, or not of one sender", () => {
    const { till, quote } = late();
    till.wait(4000);
    till.pays(quote, { amount: "4.99999999" });
    till.pays(quote, { assetId: OTHER });
    till.pays(quote, { senderId: null });
    expect(disposition(till)).toEqual([
      ["refunded", 40000],
      ["refunded", 40000],
      ["held", "no_single_sender"],
    ]);
  });

  it("completes what its sender has paid before, and others have theirs back", () => {
    const { till, quote } = late();
    till.pays(quote, { amount: "2" });
    till.wait(4000);
    till.pays(quote, { senderId: "bob" });
    expect(till.pays(quote, { amount: "4" }).answer).toBe("late");
    till.happen({ kind: "late_answered", money: till.aggregate().held.at(-1)!, accept: true });
    expect(sent(till)).toEqual(["surplus 1 to ada 40024", "settlement 5 to shop", "refund 5 to bob 40021"]);
  });

  it("at a rate that has moved on since is taken as a whole", () => {
    const { till, quote } = late({}, { quoteAsset: "usd", quoteAmount: "10" });
    till.wait(4000);
    expect(till.pays(quote).answer).toBe("late");
    till.price(COIN, "1");
    expect(till.happen({ kind: "late_answered", money: money(till), accept: true }).answer).toBe("paid");
    expect(till.order()).toMatchObject({ paymentAmount: "5", settlementAmount: "5", oddity: "late" });
  });

  it("is settled by its answer once", () => {
    const { till, quote } = late();
    till.wait(4000);
    till.pays(quote);
    const one = money(till);
    till.happen({ kind: "late_answered", money: one, accept: true });
    expect(till.happen({ kind: "late_answered", money: one, accept: true }).answer).toBe("gone");
  });
});

describe("money that names nothing", () => {
  it("waits for its sender, and goes back when told, or in three days", () => {
    const till = open();
    const money = till.finds();
    expect([...till.jobs]).toEqual(["tell.unknown:output 1", "held.return:output 1"]);
    const done = till.happen({ kind: "returned", money });
    expect(sent(till)).toEqual(["refund 5 to ada 40022"]);
    expect(told(done)).toEqual(["tell.refund"]);
    expect(till.balance("held", COIN).toFixed()).toBe("0");
  });

  it("pays the order that its sender names, at today's rate", () => {
    const till = open();
    const money = till.finds({ amount: "6" });
    till.wait(600);
    till.price(COIN, "2.5");
    expect(till.happen({ kind: "assigned", money }).answer).toBe("paid");
    expect(sent(till)).toEqual(["surplus 2 to ada 40024", "settlement 4 to shop"]);
    expect(till.order()).toMatchObject({ oddity: "over", paidAt: after(600), paymentAmount: "4" });
    expect(till.intakes.get(money.outputId)).toMatchObject({ disposition: "applied", orderId: "order" });
  });

  it("is a part when it is not enough", () => {
    const till = open();
    expect(till.happen({ kind: "assigned", money: till.finds({ amount: "2" }) }).answer).toBe("kept");
    expect(disposition(till)).toEqual([["held", "partial"]]);
    expect(till.pays(till.quote(COIN, "ada")).answer).toBe("paid");
    expect(sent(till)).toEqual(["settlement 5 to shop"]);
  });

  it("goes on waiting when the order cannot take it", () => {
    const till = open();
    const money = till.finds();
    till.price(COIN, null);
    expect(till.happen({ kind: "assigned", money }).answer).toBe("no_price");
    till.price(COIN, "2");
    till.pays(till.quote(OTHER), { amount: "1" });
    expect(till.happen({ kind: "assigned", money }).answer).toBe("wrong_asset");
    till.wait(3601);
    expect(till.happen({ kind: "assigned", money }).answer).toBe("not_open");
    expect(sent(till)).toEqual([]);
    expect(till.intakes.get(money.outputId)).toMatchObject({ disposition: "held", heldReason: "unknown" });
  });
});

describe("a fee", () => {
  it("comes off the settlement, rounded down", () => {
    const till = open({ quoteAmount: "20" }, { feeBps: 30, usd: { [COIN]: "3.67" } });
    till.pays(till.quote(COIN));
    // 5.44959129 × 0.003 = 0.01634877387
    expect(till.order()).toMatchObject({ settlementAmount: "5.43324252", feeAmount: "0.01634877" });
    expect(till.balance("fees", COIN).toFixed()).toBe("-0.01634877");
  });
});

describe("where an order stands", () => {
  test.each(Object.keys(ORDER_MOVES) as OrderState[])("%s: payable exactly when it may become paid", (state) => {
    expect(standing(state) === "payable").toBe((ORDER_MOVES[state] as readonly OrderState[]).includes("paid"));
  });
});
