import { describe, expect, it } from "vitest";
import { deriveId } from "../../src/db/ids.js";
import type { QuoteConversion } from "../../src/db/schema.js";
import { decimal, plain } from "../../src/payments/money.js";
import { sharesOf } from "../../src/payments/remittances/fund.js";
import { type ClaimRefusal, claimRefusal } from "../../src/payments/remittances/standing.js";
import type { Effects } from "../../src/payments/rules/effects.js";
import type { Aggregate, QuoteFacts, Terms } from "../../src/payments/rules/facts.js";
import { step } from "../../src/payments/rules/step.js";
import type { Order, Remittance } from "../../src/payments/state.js";
import {
  aggregateOf,
  COIN,
  heldOf,
  later,
  moneyOf,
  NOON,
  PAYEE,
  quoteOf,
  termsOf,
  WANTED,
} from "../support/rules-facts.js";

const conversion: QuoteConversion = {
  provider: "desk",
  settlementAsset: WANTED,
  settlementAmount: "9.95",
  feeAmount: "0",
  rate: "2",
  spreadBps: 50,
  settlementUsd: "1",
  at: NOON.toISOString(),
};

const bob = { ...PAYEE, id: "bob", members: ["bob"] };
const claim = (order: Partial<Order> = {}, given: Partial<Aggregate> = {}) =>
  aggregateOf(
    { source: "claim", payeeId: "bob", merchantId: "ada", quoteAsset: COIN, quoteAmount: "5", ...order },
    { payee: bob, ...given },
  );
const terms = termsOf({ now: later(10), cover: decimal("100") });

/** Bob takes five coins that Ada sent, kept by the order "funding". */
const taken = (aggregate: Aggregate, quote: QuoteFacts | null = null, now: Terms = terms) =>
  step(
    aggregate,
    {
      kind: "claimed",
      cause: "remittance",
      fundingOrderId: "funding",
      senderId: "ada",
      assetId: COIN,
      amount: "5",
      quote,
    },
    now,
  );

const linesOf = ({ postings }: Effects): string[] =>
  postings.flatMap(({ lines }) =>
    lines.map(({ account, assetId, amount }) => `${account} ${plain(amount)} ${assetId}`),
  );

const quoteOfClaim = (given: Partial<QuoteFacts> = {}) => quoteOf({ conversion, ...given });

describe("what is kept for somebody", () => {
  it("is paid out of the books as it is", () => {
    const done = taken(claim());
    expect(done.answer).toBe("paid");
    expect(done.order).toMatchObject({
      move: "open→paid",
      facts: { payerId: "ada", settledAsset: COIN, settlementAmount: "5", feeAmount: "0" },
    });
    expect(linesOf(done)).toEqual([`claim:funding 5 ${COIN}`, `payee:bob -5 ${COIN}`]);
    expect(done.transfers).toMatchObject([
      { requestId: deriveId("remittance", "settlement secret"), amount: "5", members: ["bob"], account: "payee:bob" },
    ]);
    expect([done.intakes, done.jobs]).toEqual([[], []]);
  });

  it("is converted as it was shown, by the desk at once", () => {
    const done = taken(claim({ settlementAsset: WANTED }), quoteOfClaim(), { ...terms, provider: "desk" });
    expect(done.order!.facts).toMatchObject({ settledAsset: WANTED, settlementAmount: "9.95", quoteId: "quote" });
    expect(done.transfers).toMatchObject([{ assetId: WANTED, amount: "9.95" }]);
    expect(linesOf(done)).toContain(`payee:bob -9.95 ${WANTED}`);
  });

  it("goes to an exchange, and is settled when it is back", () => {
    const route = quoteOfClaim({ conversion: { ...conversion, provider: "route" } });
    const done = taken(claim({ settlementAsset: WANTED }), route, { ...terms, provider: "route" });
    expect(done.order!.facts.settledAsset).toBeUndefined();
    expect(done.swaps).toMatchObject([{ id: deriveId("remittance", "swap"), fromAmount: "5", toAsset: WANTED }]);
    expect(done.transfers).toEqual([]);
  });

  it("stays where it is when what was chosen cannot be had now", () => {
    const none = { ...terms, provider: "desk" as const, cover: decimal("9.94") };
    const done = taken(claim({ settlementAsset: WANTED }), quoteOfClaim(), none);
    expect([done.answer, done.order, done.postings]).toEqual(["not_convertible", null, []]);
    expect(taken(claim({ settlementAsset: WANTED, strict: true }), null).answer).toBe("not_convertible");
  });

  it("goes to an address on a chain with the fee, which leaves something", () => {
    const payee = { ...PAYEE, id: "address", kind: "address" as const, members: [], destination: "TXyz", tag: null };
    const order = { payeeId: "address", networkFee: "1.50000000" };
    const [transfer] = taken(claim(order, { payee })).transfers;
    expect(transfer).toMatchObject({
      members: [],
      batchable: false,
      amount: "5",
      destination: { address: "TXyz", tag: "", fee: "1.5" },
    });
    const all = taken(claim({ ...order, networkFee: "5" }, { payee }));
    expect([all.answer, all.order]).toEqual(["too_small", null]);
  });

  it("is taken once, and only by an order that is made for it", () => {
    for (const state of ["paid", "settled", "expired", "cancelled"] as const) {
      expect(taken(claim({ state }))).toMatchObject({ answer: "not_open", order: null, postings: [] });
    }
    expect(taken(aggregateOf()).answer).toBe("gone");
  });

  it("cannot be paid from outside: such money goes back, whatever it says", () => {
    for (const state of ["open", "settled"] as const) {
      const money = moneyOf({ senderId: "eve" });
      const done = step(claim({ state }), { kind: "intake", money, quote: quoteOf() }, terms);
      expect(done).toMatchObject({ answer: "refunded", order: null, intakes: [{ code: 40022 }] });
      expect(done.transfers).toMatchObject([{ kind: "refund", members: ["eve"], amount: "5" }]);
    }
    const assigned = step(claim(), { kind: "assigned", money: heldOf({ orderId: null, reason: "unknown" }) }, terms);
    expect(assigned).toMatchObject({ answer: "not_open", order: null, postings: [] });
  });
});

describe("what is sent to others", () => {
  const funding = { source: "transfer" as const, payeeId: "ada", merchantId: "ada" };

  it("is kept for them when it is paid, and nothing goes out", () => {
    const ada = { ...PAYEE, id: "ada", members: ["ada"] };
    const order = aggregateOf(funding, { payee: ada });
    const done = step(order, { kind: "intake", money: moneyOf(), quote: quoteOf() }, terms);
    expect(done.order).toMatchObject({ move: "open→paid", facts: { settledAsset: COIN, settlementAmount: "5" } });
    expect(linesOf(done)).toEqual([
      `wallet 5 ${COIN}`,
      `payee:ada -5 ${COIN}`,
      `payee:ada 5 ${COIN}`,
      `claim:order -5 ${COIN}`,
    ]);
    expect(done.transfers).toEqual([]);
  });

  it("is shared by what each was to have, rounded down, the dust to the last", () => {
    const price = (quoteAsset: string, quoteAmount: string) => ({ quoteAsset, quoteAmount });
    const lines = (...amounts: string[]) => amounts.map((quoteAmount) => ({ quoteAmount }));
    const shares = (...given: Parameters<typeof sharesOf>) => sharesOf(...given).map(plain);
    const coins = (amount: string) => ({ assetId: COIN, amount });
    expect(shares(price("usd", "10"), lines("3", "3", "4"), coins("0.00000011"))).toEqual([
      "0.00000003",
      "0.00000003",
      "0.00000005",
    ]);
    expect(shares(price("usd", "3"), lines("1", "1", "1"), coins("1"))).toEqual([
      "0.33333333",
      "0.33333333",
      "0.33333334",
    ]);
    expect(shares(price(COIN, "12.75"), lines("10", "2.75"), coins("12.75"))).toEqual(["10", "2.75"]);
    expect(shares(price(COIN, "10"), lines("10"), coins("9.9"))).toEqual(["9.9"]);
    expect(shares(price("usd", "100.00000001"), lines("0.00000001", "100"), coins("0.002"))).toEqual(["0", "0.002"]);
  });
});

describe("a remittance can be claimed", () => {
  const remittance = (given: Partial<Remittance>): Remittance => ({
    id: "remittance",
    senderId: "ada",
    orderId: "funding",
    ordinal: 0,
    recipientKind: "mixin",
    recipientId: "bob",
    address: "7000103970",
    quoteAmount: "5",
    note: null,
    language: "en",
    termSeconds: 60,
    state: "waiting",
    assetId: COIN,
    amount: "5",
    claimHash: null,
    claimOrderId: null,
    returnReason: null,
    createdAt: NOON,
    paidAt: NOON,
    expiresAt: later(60),
    remindedAt: null,
    nudgedAt: null,
    claimedAt: null,
    doneAt: null,
    ...given,
  });

  it("while it waits, to the millisecond", () => {
    expect(claimRefusal(remittance({}), new Date(later(60).getTime() - 1))).toBeNull();
    expect(claimRefusal(remittance({}), later(60))).toBe("expired");
  });

  it.each<[Remittance["state"], Remittance["returnReason"], ClaimRefusal]>([
    ["unpaid", null, "unpaid"],
    ["cancelled", null, "unpaid"],
    ["claimed", null, "taken"],
    ["delivered", null, "taken"],
    ["returning", "expired", "expired"],
    ["returned", "expired", "expired"],
    ["returning", "cancelled", "returned"],
    ["returned", "refused", "returned"],
  ])("not when it is %s (%s): %s", (state, returnReason, reason) => {
    expect(claimRefusal(remittance({ state, returnReason }), NOON)).toBe(reason);
  });
});
