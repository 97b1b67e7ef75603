import { deriveId } from "../../db/ids.js";
import type { Account, Posting } from "../ledger.js";
import { type Decimal, plain, roundDown } from "../money.js";
import { settlementMemo } from "../refund-codes.js";
import type { Order } from "../state.js";
import { type Effects, effects, job, type NewTransfer } from "./effects.js";
import type { Aggregate, Terms } from "./facts.js";
import { requestIdOf } from "./piece.js";
import type { Plan } from "./plan.js";

export type Settled = Exclude<Plan, { kind: "impossible" }>;

/** What the order says of its settlement. */
export const settled = (order: Order, paidAsset: string, { kind, net, fee }: Settled): Partial<Order> => ({
  settledAsset: kind === "as_paid" ? paidAsset : order.settlementAsset,
  settlementAmount: plain(net),
  feeAmount: plain(fee),
});

/** Coins that are booked to the payee. */
interface Source {
  /** The money or the swap they come of, which is settled once. */
  cause: string;
  outputId: string | null;
  assetId: string;
  swapId?: string;
}

/** Gives the payee what was decided; what is sent to others is kept for those. `kept`: how many coins there are. */
export function settlement(
  { order, payee }: Pick<Aggregate, "order" | "payee">,
  from: Source,
  kept: Decimal,
  decided: Settled,
  terms: Terms,
): Effects {
  const account: Account = `payee:${payee.id}`;
  const posting = (purpose: string, lines: Posting["lines"]): Posting => ({
    id: deriveId(from.cause, purpose),
    orderId: order.id,
    lines,
  });
  const transfer = (assetId: string): NewTransfer => ({
    requestId: requestIdOf(from.cause, "settlement", terms),
    kind: "settlement",
    outputId: from.outputId,
    orderId: order.id,
    swapId: from.swapId ?? null,
    account,
    // A program knows its payments by their memos, of which a shared transaction has but one.
    batchable: payee.kind === "individual" && order.source !== "api",
    assetId,
    amount: plain(decided.net),
    members: payee.members,
    threshold: payee.threshold,
    memo: order.settlementMemo ?? settlementMemo(order.id),
    ...(payee.kind === "address" && { destination: destinationOf(order, payee) }),
  });
  const goesTo = (assetId: string): Pick<Effects, "postings" | "transfers"> =>
    order.source === "transfer"
      ? { postings: [posting("kept", taken(account, `claim:${order.id}`, assetId, decided.net))], transfers: [] }
      : { postings: [], transfers: [transfer(assetId)] };
  const { net, fee } = decided;
  switch (decided.kind) {
    case "as_paid": {
      const { postings, transfers } = goesTo(from.assetId);
      return effects("noted", {
        postings: [...(fee.gt(0) ? [posting("fee", taken(account, "fees", from.assetId, fee))] : []), ...postings],
        transfers,
        jobs: decided.fallback ? [job("tell.fallback", order.id, { orderId: order.id, why: "as_paid" })] : [],
      });
    }
    case "desk": {
      const { settlementAsset: assetId } = decided.conversion;
      const given = net.plus(fee);
      const lines = [
        ...taken(account, "float", from.assetId, kept),
        { account: "float" as const, assetId, amount: given },
        { account, assetId, amount: net.neg() },
        { account: "fees" as const, assetId, amount: fee.neg() },
      ];
      const { postings, transfers } = goesTo(assetId);
      return effects("noted", { postings: [posting("desk", lines), ...postings], transfers });
    }
    case "route":
      return beginSwap(order, from, kept, decided, terms);
    default:
      return decided satisfies never;
  }
}

const destinationOf = (order: Order, { destination, tag }: Aggregate["payee"]) => ({
  address: destination ?? "",
  tag: tag ?? "",
  fee: plain(order.networkFee ?? "0"),
});

const taken = (from: Account, to: Account, assetId: string, amount: Decimal): Posting["lines"] => [
  { account: from, assetId, amount },
  { account: to, assetId, amount: amount.neg() },
];

function beginSwap(
  order: Order,
  { cause, assetId }: Source,
  kept: Decimal,
  { conversion, net, fee }: Extract<Plan, { kind: "desk" | "route" }>,
  terms: Terms,
): Effects {
  const id = deriveId(cause, "swap");
  const expected = net.plus(fee);
  const minimum = roundDown(expected.mul(10_000 - terms.bandBps).div(10_000));
  const swap = {
    id,
    orderId: order.id,
    provider: "route" as const,
    state: "wanted" as const,
    fromAsset: assetId,
    fromAmount: plain(kept),
    toAsset: conversion.settlementAsset,
    expectedAmount: plain(expected),
    minimumAmount: plain(minimum),
    createdAt: terms.now,
  };
  return effects("noted", { swaps: [swap], jobs: [job("swap.begin", id, { swapId: id })] });
}
