import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import {
  decide,
  type OrderFacts,
  type OutputFacts,
  type QuoteFacts,
  SLACK_SECONDS,
} from "../../src/payments/decide.js";
import { Decimal } from "../../src/payments/money.js";
import { ORDER_MOVES, type OrderState, standing } from "../../src/payments/state.js";

const NOON = new Date("2026-01-01T12:00:00Z");
const after = (seconds: number): Date => new Date(NOON.getTime() + seconds * 1000);

const open: OrderFacts = { state: "open", deadline: after(3600), settlementAsset: null };
const quote: QuoteFacts = { paymentAsset: "usdt", paymentAmount: "5.45", expiresAt: after(60), rateless: false };
const exact: OutputFacts = { assetId: "usdt", amount: "5.45", createdAt: after(30), senderId: "ada", isRefund: false };

describe("an intake is decided", () => {
  it("pays the open order that it fits exactly", () => {
    expect(decide(open, quote, exact)).toEqual({
      disposition: "applied",
      code: null,
      next: "paid",
      events: [{ kind: "paid" }],
    });
  });

  const refusals: [string, OrderFacts | null, QuoteFacts | null, OutputFacts, number][] = [
    ["of another asset", open, quote, { ...exact, assetId: "btc" }, 40020],
    ["of an asset nobody quoted", open, null, exact, 40020],
    ["too little", open, quote, { ...exact, amount: "5.44999999" }, 40024],
    ["too much", open, quote, { ...exact, amount: "5.45000001" }, 40024],
    ["after the quote and its slack", open, quote, { ...exact, createdAt: after(61 + SLACK_SECONDS) }, 40025],
    ["after the deadline", open, quote, { ...exact, createdAt: after(3601) }, 40000],
    ["for another settlement asset", { ...open, settlementAsset: "btc" }, quote, exact, 40027],
    ["for a paid order", { ...open, state: "paid" }, quote, exact, 40021],
    ["for a settled order", { ...open, state: "settled" }, quote, exact, 40021],
    ["for an expired order", { ...open, state: "expired" }, quote, exact, 40000],
    ["for a cancelled order", { ...open, state: "cancelled" }, quote, exact, 40000],
    ["for no order", null, null, exact, 40022],
  ];
  test.each(refusals)("money %s goes back in full and changes nothing", (_, order, quoted, output, code) => {
    const next = order?.state ?? null;
    const events = [{ kind: "refund", code }];
    expect(decide(order, quoted, output)).toEqual({ disposition: "refunded", code, next, events });
  });

  test.each(refusals)("money %s is held when nobody can get it back", (_, order, quoted, output, code) => {
    const decision = decide(order, quoted, { ...output, senderId: null });
    expect(decision).toMatchObject({
      disposition: "held",
      code,
      events: [{ kind: "held", reason: "no_single_sender" }],
    });
  });

  it("holds a refund by another till instead of sending it back and forth for ever", () => {
    const decision = decide(null, null, { ...exact, isRefund: true });
    expect(decision).toMatchObject({ disposition: "held", events: [{ reason: "refund_came_back" }] });
  });

  it("takes a fitting payment of many senders: it needs no way back", () => {
    expect(decide(open, quote, { ...exact, senderId: null }).disposition).toBe("applied");
  });

  it("takes a payment made in the quote's last second that took its time on the way", () => {
    expect(decide(open, quote, { ...exact, createdAt: after(60 + SLACK_SECONDS) }).disposition).toBe("applied");
  });

  it("takes a late payment of a quote without a rate, until the deadline", () => {
    const rateless = { ...quote, rateless: true };
    expect(decide(open, rateless, { ...exact, createdAt: after(3600) }).disposition).toBe("applied");
    expect(decide(open, rateless, { ...exact, createdAt: after(3601) }).code).toBe(40000);
  });

  it("takes amounts written differently for equal", () => {
    expect(decide(open, quote, { ...exact, amount: "5.45000000" }).disposition).toBe("applied");
  });
});

const states = fc.constantFrom(...(Object.keys(ORDER_MOVES) as OrderState[]));
const seconds = fc.integer({ min: -100, max: 5000 }).map(after);
const assets = fc.constantFrom("usdt", "btc");
const amounts = fc.constantFrom("5.45", "5.44", "6", "0.00000001");
const anyOrder = fc.record<OrderFacts>({
  state: states,
  deadline: fc.option(seconds, { nil: null }),
  settlementAsset: fc.option(assets, { nil: null }),
});
const anyQuote = fc.record<QuoteFacts>({
  paymentAsset: assets,
  paymentAmount: amounts,
  expiresAt: seconds,
  rateless: fc.boolean(),
});
const anyOutput = fc.record<OutputFacts>({
  assetId: assets,
  amount: amounts,
  createdAt: seconds,
  senderId: fc.option(fc.constantFrom("ada", "bob"), { nil: null }),
  isRefund: fc.boolean(),
});

describe("whatever arrives", () => {
  it("has exactly one disposition, and only legal moves follow", () => {
    fc.assert(
      fc.property(
        fc.option(anyOrder, { nil: null }),
        fc.option(anyQuote, { nil: null }),
        anyOutput,
        (order, quoted, output) => {
          const decision = decide(order, quoted, output);
          expect(["applied", "refunded", "held"]).toContain(decision.disposition);
          expect(decision.events).toHaveLength(1);
          expect(decision.code === null).toBe(decision.disposition === "applied");
          if (decision.disposition === "applied") expect(ORDER_MOVES[order!.state]).toContain("paid");
          else expect(decision.next).toBe(order?.state ?? null);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("is applied exactly when order, asset, amount and time fit", () => {
    const slack = SLACK_SECONDS * 1000;
    fc.assert(
      fc.property(anyOrder, anyQuote, anyOutput, (order, quoted, output) => {
        const fits =
          order.state === "open" &&
          output.assetId === quoted.paymentAsset &&
          new Decimal(output.amount).eq(quoted.paymentAmount) &&
          (order.deadline === null || output.createdAt <= order.deadline) &&
          (quoted.rateless || output.createdAt.getTime() <= quoted.expiresAt.getTime() + slack) &&
          (order.settlementAsset === null || order.settlementAsset === output.assetId);
        expect(decide(order, quoted, output).disposition === "applied").toBe(fits);
      }),
      { numRuns: 5000 },
    );
  });

  it("adds up: in = settled + refunded + held, one payment at most, final states stay", () => {
    const moves = fc.array(
      fc.oneof(anyOutput, fc.constantFrom("expire" as const, "cancel" as const, "settle" as const)),
    );
    fc.assert(
      fc.property(anyOrder, anyQuote, moves, (start, quoted, events) => {
        let state = start.state;
        let applied = 0;
        const sums = { in: new Decimal(0), applied: new Decimal(0), refunded: new Decimal(0), held: new Decimal(0) };
        for (const event of events) {
          const before = state;
          if (typeof event === "string") {
            const to = ({ expire: "expired", cancel: "cancelled", settle: "settled" } as const)[event];
            if ((ORDER_MOVES[state] as readonly OrderState[]).includes(to)) state = to;
          } else {
            const decision = decide({ ...start, state }, quoted, event);
            state = decision.next ?? state;
            sums.in = sums.in.plus(event.amount);
            sums[decision.disposition] = sums[decision.disposition].plus(event.amount);
            applied += decision.disposition === "applied" ? 1 : 0;
          }
          if (ORDER_MOVES[before].length === 0) expect(state).toBe(before);
        }
        expect(applied).toBeLessThanOrEqual(1);
        expect(sums.in.eq(sums.applied.plus(sums.refunded).plus(sums.held))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("where an order stands", () => {
  test.each(Object.keys(ORDER_MOVES) as OrderState[])("%s: payable exactly when it may become paid", (state) => {
    expect(standing(state) === "payable").toBe((ORDER_MOVES[state] as readonly OrderState[]).includes("paid"));
  });
});
