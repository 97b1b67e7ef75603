import { plain } from "../money.js";
import { CODES, isRefundMemo } from "../refund-codes.js";
import { standing } from "../state.js";
import { type Effects, effects, job } from "./effects.js";
import type { Aggregate, Money, QuoteFacts, Terms } from "./facts.js";
import { type Fit, fit, partsOf } from "./fit.js";
import { pay } from "./pay.js";
import { booked, disposed, giveBack, holdBack, newPiece, type Piece } from "./piece.js";

/** Parts of a price that are kept for one sender, and all that one order holds… */
const MOST_PARTS = 20;
const MOST_HELD = 200;

/**
 * …beyond which money goes back at once instead: keeping is a kindness, and anybody may send dust, as often as they like,
 * to make the decisions about an order slow.
 */
export const isCrowded = (aggregate: Aggregate, senderId: string | null): boolean =>
  aggregate.held.length >= MOST_HELD || partsOf(aggregate, senderId).length >= MOST_PARTS;

/** Money that names an order. `quote`: the one it names, if any. */
export function onIntake(aggregate: Aggregate, money: Money, quote: QuoteFacts | null, terms: Terms): Effects {
  const { order } = aggregate;
  const piece = newPiece(money, order.id, quote);
  // It is paid out of what we keep, and by nobody else.
  if (order.source === "claim") return giveBack(piece, CODES.unknownOrder, terms);
  const stands = standing(order.state);
  switch (stands) {
    case "taken":
      return giveBack(piece, CODES.second, terms);
    case "closed":
      return giveBack(piece, CODES.late, terms);
    case "payable":
      break;
    default:
      return stands satisfies never;
  }
  const fitted = fit(aggregate, money, quote, terms);
  if (order.deadline && money.receivedAt > order.deadline) return onLate(aggregate, piece, quote, fitted, terms);
  switch (fitted.kind) {
    case "enough":
      if (fitted.surplus.gt(0) && money.senderId === null) {
        return holdBack(piece, "no_single_sender", CODES.wrongAmount, terms);
      }
      return (
        pay(aggregate, { piece, quote, fit: fitted, late: false }, terms) ?? giveBack(piece, CODES.notSettleable, terms)
      );
    case "part":
      if (money.senderId === null || isRefundMemo(money.memo) || isCrowded(aggregate, money.senderId)) {
        return giveBack(piece, CODES.wrongAmount, terms);
      }
      return keepPart(piece, quote, fitted, terms);
    case "refused":
      return giveBack(piece, fitted.code, terms);
    default:
      return fitted satisfies never;
  }
}

/** Within the merchant's grace enough money waits for their word. */
function onLate(aggregate: Aggregate, piece: Piece, quote: QuoteFacts | null, fitted: Fit, terms: Terms): Effects {
  const { order, held } = aggregate;
  const { money } = piece;
  const graceEnds = order.deadline!.getTime() + order.graceSeconds * 1000;
  const asked = fitted.kind === "enough" && money.receivedAt.getTime() <= graceEnds && held.length < MOST_HELD;
  if (!asked || money.senderId === null || isRefundMemo(money.memo)) return giveBack(piece, CODES.late, terms);
  const { outputId, amount } = money;
  const credit = plain(fitted.credit);
  return effects("late", {
    ...disposed(piece, { disposition: "held", heldReason: "late", code: CODES.late, credit }, terms),
    keeps: [{ ...money, orderId: order.id, reason: "late", credit, quote }],
    postings: [booked(piece, ["held", amount])],
    jobs: [job("tell.late", outputId, { orderId: order.id, outputId })],
  });
}

/** A part of the price is kept for its sender, who is told the rest. */
export function keepPart(
  piece: Piece,
  quote: QuoteFacts | null,
  fitted: Extract<Fit, { kind: "part" }>,
  terms: Terms,
): Effects {
  const { outputId, amount } = piece.money;
  const { orderId } = piece;
  const credit = plain(fitted.credit);
  return effects("kept", {
    ...disposed(piece, { disposition: "held", heldReason: "partial", code: CODES.wrongAmount, credit }, terms),
    keeps: [{ ...piece.money, orderId, reason: "partial", credit, quote }],
    postings: piece.held ? [] : [booked(piece, ["held", amount])],
    jobs: [job("tell.partial", outputId, { orderId, outputId })],
  });
}
