import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Decimal, decimal } from "../../src/payments/money.js";
import { isRefundMemo } from "../../src/payments/refund-codes.js";
import { ORDER_MOVES } from "../../src/payments/state.js";
import { begin, plays } from "../support/rules-play.js";
import { COIN, OTHER, type RulesTill, WANTED } from "../support/rules-till.js";
import { PROPERTIES_SEED as seed } from "../support/properties.js";

/** The same in CI each time; elsewhere others each time, said aloud so that they can be had again. */
const numRuns = Number(process.env["PROPERTIES_RUNS"] ?? 1000);
console.info(`properties of the money core: PROPERTIES_SEED=${seed} PROPERTIES_RUNS=${numRuns}`);

const ASSETS = [COIN, OTHER, WANTED];
const zero = decimal("0");
const sum = <T>(list: Iterable<T>, amount: (one: T) => string | Decimal | null | undefined): Decimal =>
  [...list].reduce((total, one) => total.plus(amount(one) ?? "0"), zero);

const rows = (till: RulesTill) => [...till.intakes.values()];
const transfers = (till: RulesTill) => [...till.transfers.values()];
const onItsWay = (till: RulesTill) => transfers(till).filter(({ state }) => state === "waiting");
const fromPayers = (till: RulesTill) => rows(till).filter(({ senderId, swapId }) => !swapId && senderId !== "route");

/** Compared some hundred thousand times: without a matcher's costs. */
function is(expected: Decimal, found: Decimal, what: string): void {
  if (!found.eq(expected)) throw new Error(`${what}: ${expected.toFixed()} and ${found.toFixed()}`);
}

function holds(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}

/** The swap whose coins have not come back. */
const converting = ({ swap }: ReturnType<RulesTill["aggregate"]>) =>
  swap && (swap.state === "wanted" || swap.state === "sent") ? swap : null;

/** What is kept of an asset for those it was sent to. */
function keptForOthers(till: RulesTill, asset: string): Decimal {
  const { source, state, settledAsset, settlementAmount } = till.order();
  return source === "transfer" && state === "settled" && settledAsset === asset ? decimal(settlementAmount!) : zero;
}

/** Everything in = settled + refunded + held + fees + float + network + open, per asset, and the books say the same. */
function adds(till: RulesTill): void {
  const swap = converting(till.aggregate());
  for (const asset of ASSETS) {
    const of = (list: readonly { assetId: string; amount: string }[]) =>
      sum(
        list.filter(({ assetId }) => assetId === asset),
        ({ amount }) => amount,
      );
    const owed = (account: string) => till.balance(account, asset).neg();
    const began = asset === WANTED ? till.startFloat : zero;
    const done = transfers(till).filter(({ state }) => state === "done");
    const held = of(rows(till).filter(({ disposition }) => disposition === "held"));
    const unsent = swap?.state === "wanted" && swap.fromAsset === asset ? decimal(swap.fromAmount) : zero;
    const others = keptForOthers(till, asset);
    const open = of(onItsWay(till)).plus(unsent).plus(others);
    const kept = owed("fees").plus(owed("dust")).plus(owed("float")).minus(began);
    is(of(rows(till)), of(done).plus(held).plus(open).plus(kept), `${asset}: in, and what became of it`);
    is(began.plus(of(rows(till))).minus(of(done)), till.balance("wallet", asset), `${asset}: the wallet`);
    is(held, owed("held"), `${asset}: held`);
    is(others, owed("claim:order"), `${asset}: kept for others`);
    const converted = swap?.fromAsset === asset ? decimal(swap.fromAmount) : zero;
    for (const account of ["payee:shop", "payer:ada", "payer:bob", "payer:eve"]) {
      const reasons = of(onItsWay(till).filter((transfer) => transfer.account === account));
      is(account === "payee:shop" ? reasons.plus(converted) : reasons, owed(account), `${asset}: ${account}`);
    }
    for (const account of ["fees", "dust", "float"]) {
      holds(owed(account).gte(0), `${asset}: ${account} is ${owed(account).toFixed()}`);
    }
  }
  const strange = [...till.accounts.keys()].filter((key) =>
    /payer:(?!ada|bob|eve)|payee:(?!shop)|claim:(?!order)/.test(key),
  );
  holds(strange.length === 0, `accounts: ${strange.join()}`);
}

/** Each payer has back exactly what was not kept, and nobody else has it. */
function givesBack(till: RulesTill): void {
  for (const row of rows(till)) {
    const { senderId, assetId, amount } = till.came.get(row.outputId)!;
    const same = row.senderId === senderId && row.assetId === assetId && decimal(row.amount).eq(amount);
    holds(same, `${row.outputId} is not what came`);
    const sentOn = row.disposition === "refunded" && !row.heldReason && isRefundMemo(row.memo);
    holds(!sentOn, `${row.outputId} said it was a refund, and went back`);
  }
  const back = transfers(till).filter(({ kind, swapId }) => (kind === "refund" || kind === "surplus") && !swapId);
  for (const row of rows(till)) {
    const own = back.filter(({ outputId }) => outputId === row.outputId);
    const due =
      row.disposition === "refunded" ? row.amount : row.disposition === "applied" ? (row.surplusAmount ?? "0") : "0";
    is(
      decimal(due),
      sum(own, ({ amount }) => amount),
      `back of ${row.outputId}`,
    );
    const toSender = own.every(({ members, assetId }) => members.join() === row.senderId && assetId === row.assetId);
    holds(toSender, `${row.outputId} goes back to somebody else`);
    holds((till.resolved.get(row.outputId) ?? 0) <= 1, `${row.outputId} has two ends`);
    holds(decimal(row.surplusAmount ?? "0").lt(row.amount), `the surplus of ${row.outputId} is all of it`);
  }
  holds(
    back.every(({ outputId }) => till.intakes.has(outputId!)),
    "something goes back that did not come",
  );
}

/** What was paid is what was due: of one payer, of one asset, neither less nor more. */
function paysWhatIsDue(till: RulesTill): void {
  const order = till.order();
  const applied = fromPayers(till).filter(({ disposition }) => disposition === "applied");
  if (order.paidAt === null) return holds(applied.length === 0, "money is applied to what is not paid");
  const parts = applied.map((row) => ({ ...row, kept: decimal(row.amount).minus(row.surplusAmount ?? "0") }));
  const ofOne = parts.every((row) => row.senderId === order.payerId && row.assetId === order.paymentAsset);
  holds(ofOne, "paid by several, or in several assets");
  is(
    decimal(order.paymentAmount!),
    sum(parts, ({ kept }) => kept),
    "what was kept",
  );
  is(
    decimal(order.surplusAmount ?? "0"),
    sum(parts, ({ surplusAmount }) => surplusAmount),
    "surplus",
  );
  const price = decimal(order.quoteAmount);
  const credit = sum(parts, (row) => row.credit);
  holds(credit.lte(price), `credit ${credit.toFixed()}`);
  // Late money may be short of the price as well.
  if (order.oddity !== "partial" && order.oddity !== "late") return is(price, credit, "credit");
  const tolerated = price.mul(order.toleranceBps).div(10_000).plus(decimal("0.00000001").mul(parts.length));
  holds(price.minus(credit).lte(tolerated), `credit ${credit.toFixed()}`);
}

/** Money on a quote that was over is measured by what was due when it came: a hundredth more or less. */
function isClose(till: RulesTill, due: string): void {
  const { quoteAmount } = till.order();
  const applied = fromPayers(till).filter(({ disposition }) => disposition === "applied");
  const [only] = applied;
  if (!only || applied.length > 1) return;
  const share = decimal(only.amount).div(due).mul(quoteAmount).minus(quoteAmount).abs();
  holds(share.lte(decimal(quoteAmount).mul("0.0100001")), `off by ${share.toFixed()}`);
}

/** By the rates of the quotes: all of the price, and not a unit more than rounding explains. */
function isExact(till: RulesTill): void {
  const order = till.order();
  const used = till.quotes.find(({ id }) => id === order.quoteId);
  const applied = fromPayers(till).filter(({ disposition }) => disposition === "applied");
  if (order.paidAt === null || order.oddity === "late" || !used) return;
  const price = decimal(order.quoteAmount);
  const rated = applied.map((row) => ({ row, quote: till.quotes.find(({ id }) => id === row.quoteId)! }));
  const over = rated.some(({ row, quote }) => row.receivedAt.getTime() > quote.expiresAt.getTime() + 30_000);
  if (over && used.rate.paymentUsd !== null) {
    holds(
      rated.every(({ quote }) => quote.id !== used.id),
      "a quote that was over is taken at its own rate",
    );
    return isClose(till, used.paymentAmount);
  }
  const share = sum(rated, ({ row, quote }) =>
    decimal(quote.covers ?? price)
      .mul(decimal(row.amount).minus(row.surplusAmount ?? "0"))
      .div(quote.paymentAmount),
  );
  const unit = decimal("0.00000001");
  const rounding = rated
    .reduce(
      (most, { quote }) =>
        most.plus(
          decimal(quote.covers ?? price)
            .div(quote.paymentAmount)
            .mul(unit),
        ),
      zero,
    )
    .plus(unit.mul(rated.length));
  const lacking = price.minus(share);
  const tolerated = order.oddity === "partial" ? price.mul(order.toleranceBps).div(10_000) : decimal("1e-30");
  holds(lacking.lte(tolerated), `short by ${lacking.toFixed()}`);
  holds(lacking.neg().lte(rounding), `over by ${lacking.neg().toFixed()}, rounding ${rounding.toFixed()}`);
}

/** The payee gets one settlement, of what the order says; what is strict is kept. */
function settles(till: RulesTill): void {
  const order = till.order();
  const own = transfers(till).filter(({ kind }) => kind === "settlement");
  const goesOut = order.paidAt !== null && order.source !== "transfer";
  holds(own.length <= (goesOut ? 1 : 0), "a settlement too many");
  for (const { amount, assetId, members } of own) {
    const said = amount === order.settlementAmount && assetId === order.settledAsset && members.join() === "shop";
    holds(said, "the settlement is not what the order says");
    const total = decimal(order.settlementAmount!).plus(order.feeAmount!);
    // What an exchange gives back is its own to choose.
    const asIs = assetId === order.paymentAsset && till.aggregate().swap === null;
    if (asIs) holds(total.lte(order.paymentAmount!), "more is settled than was paid");
    const wanted = order.settlementAsset === null || assetId === order.settlementAsset;
    if (order.strict && order.payerId !== null) holds(wanted, "a strict order is settled in another asset");
  }
  if (order.state === "settled" && goesOut) holds(own[0]?.state === "done", "settled, and not sent");
  if (order.paidAt === null || order.state !== "cancelled") return;
  holds(order.strict && own.length === 0, "paid, and taken back");
}

/** What waits for the merchant's word came within their grace. */
function asksInTime(till: RulesTill): void {
  const { deadline, graceSeconds } = till.order();
  for (const { outputId, heldReason, receivedAt } of rows(till)) {
    if (heldReason !== "late") continue;
    const after = (receivedAt.getTime() - deadline!.getTime()) / 1000;
    holds(after > 0 && after <= graceSeconds, `${outputId} came ${after} s after the deadline`);
  }
}

/** Who shares in an order that is no longer open has been told, one way or the other. */
function keepsNothing(till: RulesTill): void {
  if (till.order().state === "open") return;
  const parts = rows(till).filter(({ disposition }) => disposition === "held");
  const forgotten = parts.some(({ heldReason }) => heldReason === "partial" || heldReason === "late");
  holds(!forgotten && till.aggregate().held.length === 0, "a closed order keeps money");
}

const always = [adds, givesBack, paysWhatIsDue, isExact, settles, asksInTime, keepsNothing];

/** When nothing is underway any more. */
function ends(till: RulesTill): void {
  holds(["settled", "expired", "cancelled"].includes(till.order().state), `it ends ${till.order().state}`);
  const left = [...till.accounts].filter(([key, amount]) => /^(pay|network)/.test(key) && !amount.isZero());
  holds(left.length === 0, `still owed: ${left.map(([key, amount]) => `${key} ${amount.toFixed()}`).join()}`);
  const held = rows(till).filter(({ disposition }) => disposition === "held");
  const reasons = held.map(({ heldReason }) => heldReason);
  holds(
    reasons.every((reason) => reason === "no_single_sender" || reason === "refund_came_back"),
    `held: ${reasons.join()}`,
  );
}

/** All that plays should come to. */
const EVERYTHING = [
  "expired, cancelled, settled none, settled partial, settled over, settled late, strict",
  "sent to others, converted, fallback, swap received, swap returned, swap failed",
  "applied, refunded, partial, late, unknown, no_single_sender, refund_came_back",
  "40000, 40020, 40021, 40022, 40024, 40025, 40027, 40032",
].flatMap((line) => line.split(", "));

/** What a play came to, so that the plays can be seen to come to everything. */
function notable(till: RulesTill): string[] {
  const { state, oddity, settledAsset, settlementAsset, paymentAsset, paidAt } = till.order();
  return [
    state,
    `${state} ${oddity}`,
    ...(paidAt !== null && state === "cancelled" ? ["strict"] : []),
    ...(settledAsset !== null && settledAsset !== paymentAsset ? ["converted"] : []),
    ...(settlementAsset !== null && settledAsset !== null && settlementAsset !== settledAsset ? ["fallback"] : []),
    ...rows(till).flatMap((row) => [row.disposition, row.heldReason ?? "", `${row.code ?? ""}`]),
    ...(till.order().source === "transfer" && settledAsset !== null ? ["sent to others"] : []),
    ...(till.aggregate().swap ? [`swap ${till.aggregate().swap!.state}`] : []),
  ];
}

describe("whatever happens", () => {
  it("all adds up, each money has one end, final states stay, and nobody gets too much", { timeout: 600_000 }, () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(plays, ({ setup, moves }) => {
        const one = begin(setup);
        const { till } = one;
        for (const move of moves) {
          const { state } = till.order();
          one.play(move);
          if (ORDER_MOVES[state].length === 0) holds(till.order().state === state, `${state} is final`);
          for (const check of always) check(till);
        }
        notable(till).forEach((one) => seen.add(one));
        one.end();
        for (const check of [...always, ends]) check(till);
        notable(till).forEach((one) => seen.add(one));
      }),
      { seed, numRuns },
    );
    expect([...seen]).toEqual(expect.arrayContaining(EVERYTHING));
  });
});
