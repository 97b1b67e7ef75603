import { deriveId } from "../../db/ids.js";
import { parted } from "../conversion/pricing.js";
import type { Posting } from "../ledger.js";
import { decimal, plain } from "../money.js";
import { CODES } from "../refund-codes.js";
import { type Effects, effects, job, type SwapChange, together } from "./effects.js";
import type { Aggregate, Money, Terms } from "./facts.js";
import { disposed, holdBack, newPiece, payback, type Piece } from "./piece.js";
import { asPaid } from "./plan.js";
import { settled, settlement } from "./settlement.js";

type Swap = NonNullable<Aggregate["swap"]>;
/** An order with the swap that is underway for it. */
type Swapping = Aggregate & { swap: Swap };

/** Money from the exchange for a swap: what was wanted, or what was given. */
export function onSwapBack(aggregate: Aggregate, money: Money, feeBps: number, terms: Terms): Effects {
  const { order, swap } = aggregate;
  const piece = newPiece(money, order.id, null);
  const leg = swap?.state === "sent" && order.state === "paid" ? legOf(swap, money.assetId) : null;
  // Not ours to judge: more than once, or other coins than either leg's.
  if (!swap || !leg) return holdBack(piece, "refund_came_back", CODES.unknownOrder, terms);
  return onLegBack({ ...aggregate, swap }, piece, leg, feeBps, terms);
}

function legOf(swap: Swap, assetId: string): "received" | "returned" | null {
  if (assetId === swap.toAsset) return "received";
  return assetId === swap.fromAsset ? "returned" : null;
}

function onLegBack(
  aggregate: Swapping,
  piece: Piece,
  to: "received" | "returned",
  feeBps: number,
  terms: Terms,
): Effects {
  const { order, swap } = aggregate;
  const { money } = piece;
  const change: SwapChange = {
    id: swap.id,
    to,
    facts: { receivedAmount: plain(money.amount), doneAt: terms.now },
  };
  const came = effects("noted", {
    ...disposed(piece, { disposition: "applied", swapId: swap.id, code: null }, terms),
    swap: change,
    postings: [backPosting(aggregate, money)],
  });
  const isEnough = !order.strict || decimal(money.amount).gte(swap.minimumAmount);
  // The network's fee would take all of it: what was expected left something, this does not.
  const leaves = order.networkFee === null || parted(money.amount, feeBps).net.gt(order.networkFee);
  const goesOn = to === "received" && isEnough && leaves;
  return together(came, goesOn ? payOut(aggregate, money, feeBps, terms) : end(aggregate, money, feeBps, terms));
}

/** What came is the payee's, and so is what the exchange made of what was given to it. */
function backPosting({ order, swap }: Swapping, { outputId, assetId, amount }: Money): Posting {
  const payee = `payee:${order.payeeId}` as const;
  return {
    id: deriveId(outputId, "intake"),
    orderId: order.id,
    lines: [
      { account: "wallet", assetId, amount: plain(amount) },
      { account: payee, assetId, amount: decimal(amount).neg() },
      { account: payee, assetId: swap.fromAsset, amount: swap.fromAmount },
      { account: "network", assetId: swap.fromAsset, amount: decimal(swap.fromAmount).neg() },
    ],
  };
}

function payOut(aggregate: Swapping, money: Money, feeBps: number, terms: Terms): Effects {
  const { order, swap } = aggregate;
  const { outputId, assetId } = money;
  const decided = { kind: "as_paid" as const, ...parted(money.amount, feeBps), fallback: false };
  return together(
    effects("noted", {
      order: { id: order.id, move: "paid", facts: settled(order, assetId, decided) },
      jobs: [job("tell.settled", order.id, { orderId: order.id })],
    }),
    settlement(
      aggregate,
      { cause: outputId, outputId, assetId, swapId: swap.id },
      decimal(money.amount),
      decided,
      terms,
    ),
  );
}

/** Nothing was sent: the exchange would not, or not for enough. */
export function onSwapFailed(aggregate: Swapping, problem: string, feeBps: number, terms: Terms): Effects {
  const { swap } = aggregate;
  if (swap.state !== "wanted" || aggregate.order.state !== "paid") return effects("gone");
  const failed = effects("noted", {
    swap: { id: swap.id, to: "failed", facts: { problem, doneAt: terms.now } },
  });
  const there = { outputId: null, assetId: swap.fromAsset, amount: swap.fromAmount };
  return together(failed, end(aggregate, there, feeBps, terms));
}

/** A swap that came to nothing: the payee gets the coins that are there, or, when the order is strict, the payer. */
function end(
  aggregate: Swapping,
  there: { outputId: string | null; assetId: string; amount: string },
  feeBps: number,
  terms: Terms,
): Effects {
  const { order, swap } = aggregate;
  const { outputId, assetId } = there;
  const amount = plain(there.amount);
  if (!order.strict || order.payerId === null) {
    const decided = { ...asPaid(amount, feeBps), fallback: true };
    return together(
      effects("noted", {
        order: { id: order.id, move: "paid", facts: settled(order, assetId, decided) },
      }),
      settlement(aggregate, { cause: swap.id, outputId, assetId, swapId: swap.id }, decimal(amount), decided, terms),
    );
  }
  const to = { senderId: order.payerId, assetId, amount, code: CODES.notSettleable, trace: order.id };
  return effects("noted", {
    order: { id: order.id, move: "paid→cancelled", facts: { closedAt: terms.now } },
    postings: [
      {
        id: deriveId(swap.id, "refund"),
        orderId: order.id,
        lines: [
          { account: `payee:${order.payeeId}`, assetId, amount },
          { account: `payer:${order.payerId}`, assetId, amount: decimal(amount).neg() },
        ],
      },
    ],
    transfers: [payback("refund", swap.id, to, { outputId, orderId: order.id, swapId: swap.id }, terms)],
    jobs: [job("tell.fallback", order.id, { orderId: order.id, why: "returned" })],
  });
}
