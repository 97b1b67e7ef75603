import fc from "fast-check";
import { decimal, plain, roundDown } from "../../src/payments/money.js";
import { refundMemo } from "../../src/payments/refund-codes.js";
import type { HeldMoney, QuoteFacts } from "../../src/payments/rules/facts.js";
import type { Order } from "../../src/payments/state.js";
import { COIN, NOON, openRulesTill, OTHER, type RulesTill, type TillSetup, WANTED } from "./rules-till.js";

const nat = (max: number) => fc.nat({ max });
const payer = fc.constantFrom("ada", "bob", "eve");
const asset = fc.constantFrom(COIN, COIN, COIN, OTHER, WANTED);

/** How much of a quote is paid: around all of it, a part, dust, or far too much. */
const share = fc.oneof(
  { weight: 5, arbitrary: fc.constant("all") },
  fc.constantFrom("dust", "one more", "one less", "99", "99.5"),
  fc.integer({ min: 1, max: 250 }).map((percent) => `${percent}`),
);

/** What may happen; numbers choose among what there is at that moment. */
const moves = {
  quote: fc.record({ kind: fc.constant("quote" as const), asset, payer: fc.option(payer, { nil: null }) }),
  pay: fc.record({
    kind: fc.constant("pay" as const),
    quote: nat(20),
    named: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    sender: fc.oneof({ weight: 9, arbitrary: payer }, { weight: 1, arbitrary: fc.constant(null) }),
    other: fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: asset }),
    refund: fc.oneof({ weight: 12, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    share,
    /** Seconds ago that it was sent. */
    ago: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: nat(600) }),
  }),
  find: fc.record({
    kind: fc.constant("find" as const),
    sender: payer,
    asset,
    percent: fc.integer({ min: 1, max: 200 }),
  }),
  wait: fc.record({
    kind: fc.constant("wait" as const),
    seconds: fc.oneof(nat(90), nat(4000), fc.constantFrom(30, 95, 95, 95, 1800)),
  }),
  price: fc.record({
    kind: fc.constant("price" as const),
    asset: fc.constantFrom(COIN, OTHER, WANTED),
    percent: fc.oneof(fc.integer({ min: 98, max: 102 }), fc.integer({ min: 1, max: 1000 }), fc.constant(0)),
  }),
  assign: fc.record({ kind: fc.constant("assign" as const), which: nat(9) }),
  takeBack: fc.record({ kind: fc.constant("take back" as const), which: nat(9) }),
  late: fc.record({ kind: fc.constant("late" as const), which: nat(9), accept: fc.boolean() }),
  /** A quote asked for in time, and paid after the deadline. */
  tooLate: fc.record({ kind: fc.constant("too late" as const), asset, sender: payer, share, seconds: nat(25) }),
  /** A quote that is paid when it is over, at another rate. */
  stale: fc.record({ kind: fc.constant("stale" as const), sender: payer, cents: fc.integer({ min: 190, max: 210 }) }),
  close: fc.record({ kind: fc.constantFrom("expire" as const, "cancel" as const) }),
  swap: fc.record({
    kind: fc.constant("swap" as const),
    how: fc.constantFrom("send", "get", "get", "get", "return", "back", "fail", "stray"),
    percent: fc.oneof(fc.constant(100), fc.integer({ min: 1, max: 120 })),
  }),
  finish: fc.record({ kind: fc.constant("finish" as const), which: nat(9) }),
};

type Move = typeof moves extends Record<string, infer One> ? (One extends fc.Arbitrary<infer M> ? M : never) : never;

const anyMove: fc.Arbitrary<Move> = fc.oneof(
  { weight: 4, arbitrary: moves.quote },
  { weight: 10, arbitrary: moves.pay },
  { weight: 2, arbitrary: moves.find },
  { weight: 4, arbitrary: moves.wait },
  { weight: 3, arbitrary: moves.price },
  { weight: 2, arbitrary: moves.assign },
  { weight: 1, arbitrary: moves.takeBack },
  { weight: 5, arbitrary: moves.late },
  { weight: 2, arbitrary: moves.tooLate },
  { weight: 1, arbitrary: moves.stale },
  { weight: 1, arbitrary: moves.close },
  { weight: 4, arbitrary: moves.swap },
  { weight: 3, arbitrary: moves.finish },
);

const order: fc.Arbitrary<Partial<Order>> = fc.record({
  quoteAsset: fc.constantFrom("usd", "usd", COIN),
  quoteAmount: fc.constantFrom("10", "0.01", "19.99", "123456.78", "0.00000003"),
  settlementAsset: fc.constantFrom(null, WANTED),
  deadline: fc.constantFrom(null, ...Array.from({ length: 3 }, () => new Date(NOON.getTime() + 1800_000))),
  graceSeconds: fc.constantFrom(0, 3600, 3600),
  toleranceBps: fc.constantFrom(0, 100),
  strict: fc.boolean(),
  source: fc.constantFrom("code", "invoice", "transfer"),
});

const setup: fc.Arbitrary<TillSetup> = fc.record({
  order,
  provider: fc.constantFrom("desk", "desk", "route", "route", null),
  usd: fc.constantFrom(
    { [COIN]: "2", [OTHER]: "3", [WANTED]: "1" },
    { [COIN]: "3.67", [OTHER]: "0.00001234", [WANTED]: "61234.5" },
    { [COIN]: "59123.45", [OTHER]: "0.99871", [WANTED]: "7" },
  ),
  float: fc.constantFrom("1000000", "1000000", "5", "0"),
  feeBps: fc.constantFrom(0, 30, 250),
});

/** A till and what happens to it. */
export const plays = fc.record({ setup, moves: fc.array(anyMove, { maxLength: 25, size: "max" }) });

/** Opens the till; `play` does a move, as far as it makes sense at that moment. */
export function begin(given: TillSetup) {
  const till = openRulesTill(given);
  const quotes: QuoteFacts[] = [];
  const found: HeldMoney[] = [];
  const pick = <T>(list: readonly T[], which: number): T | null => list[which % Math.max(list.length, 1)] ?? null;
  return {
    till,
    play(move: Move): void {
      switch (move.kind) {
        case "quote": {
          const quote = till.quote(move.asset, move.payer);
          if (quote) quotes.push(quote);
          return;
        }
        case "pay":
          return pay(till, pick(quotes.slice(-4), move.quote) ?? till.quote(COIN), move);
        case "find": {
          const amount = decimal("0.07").mul(move.percent);
          found.push(till.finds({ senderId: move.sender, assetId: move.asset, amount: plain(amount) }));
          return;
        }
        case "wait":
          return till.wait(move.seconds);
        case "price":
          return till.price(move.asset, move.percent === 0 ? null : plain(decimal("0.03").mul(move.percent)));
        case "assign": {
          const money = pick(stillUnknown(till, found), move.which);
          if (money) till.happen({ kind: "assigned", money });
          return;
        }
        case "take back":
          return takeBack(till, pick([...stillUnknown(till, found), ...partsInTime(till)], move.which));
        case "late": {
          const money = pick(
            till.aggregate().held.filter(({ reason }) => reason === "late"),
            move.which,
          );
          if (money) till.happen({ kind: "late_answered", money, accept: move.accept });
          return;
        }
        case "too late":
          return payTooLate(till, move);
        case "stale":
          return payStale(till, move);
        case "expire":
          return expire(till);
        case "cancel":
          till.happen({ kind: "cancelled" });
          return;
        case "swap":
          return swap(till, move.how, move.percent);
        case "finish": {
          const id = pick([...till.transfers.keys()], move.which);
          if (id) till.finishes(id);
          return;
        }
        default:
          return move satisfies never;
      }
    },
    /** Lets everything that is underway come to its end. */
    end(): void {
      swap(till, "fail", 100);
      swap(till, "back", 100);
      till.happen({ kind: "cancelled" });
      for (const money of stillUnknown(till, found)) takeBack(till, money);
      for (const id of till.transfers.keys()) till.finishes(id);
    },
  };
}

function pay(till: RulesTill, quote: QuoteFacts | null, move: Extract<Move, { kind: "pay" }>): void {
  const whole = decimal(quote?.paymentAmount ?? "1");
  const amount = amountOf(whole, move.share);
  if (!amount.gt(0)) return;
  till.pays(move.named ? quote : null, {
    amount: plain(amount),
    assetId: move.other ?? quote?.paymentAsset ?? COIN,
    senderId: move.sender,
    memo: move.refund ? refundMemo("trace", 40021) : "",
    receivedAt: new Date(till.now().getTime() - move.ago * 1000),
  });
}

function payTooLate(till: RulesTill, move: Extract<Move, { kind: "too late" }>): void {
  const quote = till.quote(move.asset);
  const { deadline } = till.order();
  if (!quote || !deadline) return;
  const amount = amountOf(decimal(quote.paymentAmount), move.share);
  till.wait((deadline.getTime() - till.now().getTime()) / 1000 + 1 + move.seconds);
  if (amount.gt(0)) till.pays(quote, { amount: plain(amount), senderId: move.sender });
}

function payStale(till: RulesTill, { sender, cents }: Extract<Move, { kind: "stale" }>): void {
  till.price(COIN, "2");
  const quote = till.quote(COIN);
  if (!quote) return;
  till.wait(91);
  till.price(COIN, plain(decimal(`${cents}`).div(100)));
  till.pays(quote, { senderId: sender });
}

function amountOf(whole: ReturnType<typeof decimal>, said: string) {
  switch (said) {
    case "all":
      return whole;
    case "dust":
      return decimal("0.00000001");
    case "one more":
      return whole.plus("0.00000001");
    case "one less":
      return whole.minus("0.00000001");
    default:
      return roundDown(whole.mul(said).div(100));
  }
}

const stillUnknown = (till: RulesTill, found: readonly HeldMoney[]): HeldMoney[] =>
  found.filter(({ outputId }) => {
    const row = till.intakes.get(outputId);
    return row?.disposition === "held" && row.heldReason === "unknown";
  });

/** What its sender may take back. */
function partsInTime(till: RulesTill): HeldMoney[] {
  const { order: kept, held } = till.aggregate();
  return kept.deadline === null || till.now() <= kept.deadline ? held.filter(({ reason }) => reason === "partial") : [];
}

function takeBack(till: RulesTill, money: HeldMoney | null): void {
  if (money) till.happen({ kind: "returned", money });
}

function expire(till: RulesTill): void {
  const { deadline, graceSeconds } = till.order();
  if (!deadline) return;
  const over = deadline.getTime() + graceSeconds * 1000 - till.now().getTime();
  if (over >= 0) till.wait(over / 1000 + 1);
  till.happen({ kind: "expired" });
}

function swap(till: RulesTill, how: string, percent: number): void {
  const { swap: underway } = till.aggregate();
  if (!underway) return;
  if (how === "send") return till.sendsSwap();
  if (how === "fail") return void till.happen({ kind: "swap_failed", problem: "no", feeBps: 0 });
  const wanted = how === "get";
  const whole = wanted ? underway.expectedAmount : underway.fromAmount;
  const amount = how === "back" ? decimal(whole) : roundDown(decimal(whole).mul(percent).div(100));
  const assetId = how === "stray" ? OTHER : wanted ? underway.toAsset : underway.fromAsset;
  if (!amount.gt(0)) return;
  // An exchange answers when it was given something.
  till.sendsSwap();
  const feeBps = till.quotes.find(({ id }) => id === till.order().quoteId)?.feeBps ?? 0;
  till.happen({ kind: "swap_back", money: till.money({ senderId: "route", assetId, amount: plain(amount) }), feeBps });
}
