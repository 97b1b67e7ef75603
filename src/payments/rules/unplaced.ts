import { CODES, isRefundMemo } from "../refund-codes.js";
import { type Effects, effects, job } from "./effects.js";
import type { HeldMoney, Money, Terms } from "./facts.js";
import { booked, disposed, giveBack, heldPiece, holdBack, newPiece } from "./piece.js";

/** How long a sender is waited for before money that names nothing goes back by itself. */
const ASKED_MS = 72 * 60 * 60_000;

/** What an operator writes on money for the float. */
const FLOAT = "FLOAT";

/**
 * Money from an exchange that does not say for what: a second answer, or the rest of one. It is owed to somebody here, and
 * an exchange does not answer when it is asked: an operator has to look.
 */
export const onStray = (money: Money, terms: Terms): Effects =>
  holdBack(newPiece(money, null, null), "refund_came_back", CODES.unknownOrder, terms);

/** Money that names no order. An operator's may be their own, for the desk. */
export function onUnplaced(money: Money, isOperator: (userId: string) => boolean, terms: Terms): Effects {
  const piece = newPiece(money, null, null);
  const { outputId, senderId, amount } = money;
  const own = senderId !== null && isOperator(senderId) && money.memo.trim().toUpperCase() === FLOAT;
  if (own) {
    return effects("float", {
      ...disposed(piece, { disposition: "float" }, terms),
      postings: [booked(piece, ["float", amount])],
    });
  }
  if (senderId === null) return holdBack(piece, "no_single_sender", CODES.unknownOrder, terms);
  if (isRefundMemo(money.memo)) return holdBack(piece, "refund_came_back", CODES.unknownOrder, terms);
  return effects("held", {
    ...disposed(piece, { disposition: "held", heldReason: "unknown", code: CODES.unknownOrder }, terms),
    postings: [booked(piece, ["held", amount])],
    jobs: [
      job("tell.unknown", outputId, { outputId }),
      job("held.return", outputId, { outputId }, new Date(terms.now.getTime() + ASKED_MS)),
    ],
  });
}

/** Held money goes back to its sender. Who asked for it is answered where they asked, and not told once more. */
export function onReturned(money: HeldMoney, terms: Terms, bySender = false): Effects {
  const code = money.reason === "partial" ? CODES.wrongAmount : CODES.unknownOrder;
  const done = giveBack(heldPiece(money), code, terms);
  if (!bySender) return done;
  return { ...done, jobs: done.jobs.map((one) => ({ ...one, payload: { ...one.payload, takenBack: true } })) };
}

/** Held money becomes the operator's own. */
export function onKept(money: HeldMoney, terms: Terms): Effects {
  const piece = heldPiece(money);
  return effects("float", {
    ...disposed(piece, { disposition: "float" }, terms),
    postings: [booked(piece, ["float", money.amount])],
  });
}
