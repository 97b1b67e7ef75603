import { describe, expect, it, test } from "vitest";
import { deriveId } from "../../src/db/ids.js";
import { refundMemo } from "../../src/payments/refund-codes.js";
import type { Effects } from "../../src/payments/rules/effects.js";
import { onKept, onReturned, onStray, onUnplaced } from "../../src/payments/rules/unplaced.js";
import { step } from "../../src/payments/rules/step.js";
import { aggregateOf, COIN, heldOf, later, moneyOf, NOON, termsOf } from "../support/rules-facts.js";

const terms = termsOf({ now: later(10) });
const everybody = () => true;
const nobody = () => false;
/** Where the money is booked to, with the sign turned: what is owed or kept. */
const bookedTo = (done: Effects) =>
  done.postings.flatMap(({ lines }) => lines.map((line) => `${line.account} ${line.amount.toString()}`));

describe("money that names nothing", () => {
  it("is held as it came; its sender is asked at once, and it goes back by itself in three days", () => {
    expect(onUnplaced(moneyOf({ memo: "for you" }), nobody, terms)).toMatchObject({
      answer: "held",
      order: null,
      transfers: [],
      intakes: [
        {
          outputId: "output",
          assetId: COIN,
          amount: "5",
          senderId: "ada",
          requestId: "trace",
          memo: "for you",
          receivedAt: NOON,
          orderId: null,
          quoteId: null,
          disposition: "held",
          heldReason: "unknown",
          code: 40022,
        },
      ],
      postings: [
        {
          id: deriveId("output", "intake"),
          orderId: null,
          lines: [
            { account: "wallet", assetId: COIN, amount: "5" },
            { account: "held", assetId: COIN },
          ],
        },
      ],
      jobs: [
        { name: "tell.unknown", payload: { outputId: "output" }, dedupeKey: "tell.unknown:output" },
        {
          name: "held.return",
          payload: { outputId: "output" },
          dedupeKey: "held.return:output",
          runAt: later(10 + 72 * 3600),
        },
      ],
    });
  });

  test.each([
    ["by an operator who says so", "FLOAT", everybody, "float"],
    ["by an operator who says so somehow", " Float\n", everybody, "float"],
    ["by an operator who says something else", "float please", everybody, "held"],
    ["by an operator who says nothing", "", everybody, "held"],
    ["by anybody else who says so", "FLOAT", nobody, "held"],
  ])("%s: %j", (_, memo, isOperator, answer) => {
    const done = onUnplaced(moneyOf({ memo }), isOperator, terms);
    expect([done.answer, done.intakes[0]!.disposition]).toEqual([answer, answer]);
    expect(bookedTo(done)).toEqual(["wallet 5", `${answer} -5`]);
  });

  it("asks who the sender is, not who anybody is", () => {
    const asked: string[] = [];
    onUnplaced(moneyOf({ memo: "float" }), (userId) => asked.push(userId) > 0, terms);
    expect(asked).toEqual(["ada"]);
  });

  it("of nobody who could have it back waits for an operator, whatever it says", () => {
    for (const memo of ["", "FLOAT", refundMemo("trace", 40021)]) {
      const done = onUnplaced(moneyOf({ senderId: null, memo }), everybody, terms);
      expect(done).toMatchObject({
        answer: "held",
        intakes: [{ disposition: "held", heldReason: "no_single_sender", code: 40022 }],
        jobs: [{ name: "tell.held", payload: { outputId: "output" }, dedupeKey: "tell.held:output" }],
      });
      expect(done.jobs).toHaveLength(1);
    }
  });

  it("and says that it is a refund, or is an exchange's, waits for an operator: no machine is asked", () => {
    for (const done of [
      onUnplaced(moneyOf({ memo: refundMemo("trace", 40021) }), nobody, terms),
      onStray(moneyOf(), terms),
    ]) {
      expect(done.intakes).toMatchObject([{ disposition: "held", heldReason: "refund_came_back", code: 40022 }]);
      expect(done.jobs.map(({ dedupeKey }) => dedupeKey)).toEqual(["tell.held:output"]);
      expect(bookedTo(done)).toEqual(["wallet 5", "held -5"]);
    }
  });
});

describe("held money", () => {
  it.each([
    ["partial", "order", 40024, "order"],
    ["unknown", null, 40022, "trace"],
    ["refund_came_back", null, 40022, "trace"],
  ] as const)("(%s) goes back to its sender, with what it was about", (reason, orderId, code, trace) => {
    const money = heldOf({ reason, orderId, memo: reason === "refund_came_back" ? refundMemo("x", 40021) : "" });
    const done = onReturned(money, terms);
    const requestId = deriveId("output", "refund secret");
    expect(done).toMatchObject({
      answer: "refunded",
      intakes: [],
      held: [{ outputId: "output", set: { disposition: "refunded", code, orderId, resolvedAt: later(10) } }],
      postings: [{ id: deriveId("output", "resolved"), orderId }],
      transfers: [
        {
          requestId,
          kind: "refund",
          outputId: "output",
          orderId,
          account: "payer:ada",
          assetId: COIN,
          amount: "2",
          members: ["ada"],
          threshold: 1,
          memo: refundMemo(trace, code),
        },
      ],
    });
    expect(done.jobs).toEqual([
      { name: "tell.refund", payload: { outputId: "output", code, requestId }, dedupeKey: "tell.refund:output" },
    ]);
    expect(bookedTo(done)).toEqual(["held 2", "payer:ada -2"]);
    if (orderId) expect(step(aggregateOf(), { kind: "returned", money }, terms)).toEqual(done);
    // Its sender is answered where they asked for it.
    const asked = onReturned(money, terms, true);
    const payload = { outputId: "output", code, requestId, takenBack: true };
    expect(asked).toEqual({ ...done, jobs: [{ ...done.jobs[0], payload }] });
    if (orderId) expect(step(aggregateOf(), { kind: "returned", money, bySender: true }, terms)).toEqual(asked);
  });

  it("that nobody can have back stays where it is", () => {
    const done = onReturned(heldOf({ senderId: null, reason: "no_single_sender" }), terms);
    expect(done).toMatchObject({ answer: "gone", held: [], postings: [], transfers: [], jobs: [] });
  });

  it("becomes the operator's own on their word", () => {
    const done = onKept(heldOf({ orderId: null, reason: "unknown" }), terms);
    expect(done).toMatchObject({
      answer: "float",
      intakes: [],
      held: [{ outputId: "output", set: { disposition: "float", resolvedAt: later(10) } }],
      postings: [{ id: deriveId("output", "resolved"), orderId: null }],
      transfers: [],
    });
    expect(bookedTo(done)).toEqual(["held 2", "float -2"]);
  });

  it("goes back under an id that nobody knows without the secret", () => {
    const ids = ["secret", "other"].map((secret) => onReturned(heldOf(), termsOf({ secret })).transfers[0]!.requestId);
    expect(new Set(ids).size).toBe(2);
  });
});
