import { deriveId } from "../../db/ids.js";
import type { Account, Posting } from "../ledger.js";
import { type Decimal, decimal, plain } from "../money.js";
import { isRefundMemo, refundMemo, type RefundCode } from "../refund-codes.js";
import { type Effects, effects, job, type NewIntake } from "./effects.js";
import type { HeldMoney, Money, QuoteFacts, Terms } from "./facts.js";

/** A piece of money that an event is about: new in the wallet, or held until now. */
export interface Piece {
  money: Money;
  held: boolean;
  orderId: string | null;
  quoteId: string | null;
}

export const newPiece = (money: Money, orderId: string | null, quote: QuoteFacts | null): Piece => ({
  money,
  held: false,
  orderId,
  quoteId: quote?.id ?? null,
});

export const heldPiece = (money: HeldMoney): Piece => ({
  money,
  held: true,
  orderId: money.orderId,
  quoteId: money.quote?.id ?? null,
});

/** The id of what a piece of money (or a swap) leads to: known to nobody before it is sent. */
export const requestIdOf = (cause: string, purpose: "settlement" | "refund" | "surplus", terms: Terms): string =>
  deriveId(cause, `${purpose} ${terms.secret}`);

/** What a disposition writes of a piece: a new row, or the change of the one that is there. */
export function disposed(
  piece: Piece,
  set: Partial<NewIntake> & Pick<NewIntake, "disposition">,
  terms: Terms,
): Pick<Effects, "intakes" | "held"> {
  const { money, orderId, quoteId } = piece;
  if (piece.held) {
    const resolvedAt = set.disposition === "held" ? null : terms.now;
    return { intakes: [], held: [{ outputId: money.outputId, set: { orderId, quoteId, ...set, resolvedAt } }] };
  }
  const { outputId, assetId, amount, senderId, requestId, memo, receivedAt } = money;
  const row = { outputId, assetId, amount: plain(amount), senderId, requestId, memo, receivedAt, orderId, quoteId };
  return { intakes: [{ ...row, ...set }], held: [] };
}

/** Books a piece to whom it belongs from now on; the parts add up to its amount. */
export function booked(piece: Piece, ...to: [Account, Decimal | string][]): Posting {
  const { outputId, assetId, amount } = piece.money;
  return {
    id: deriveId(outputId, piece.held ? "resolved" : "intake"),
    orderId: piece.orderId,
    lines: [
      { account: piece.held ? "held" : "wallet", assetId, amount: plain(amount) },
      ...to.map(([account, part]) => ({ account, assetId, amount: decimal(part).neg() })),
    ],
  };
}

/** A transfer back to a user. */
export function payback(
  kind: "refund" | "surplus",
  cause: string,
  to: { senderId: string; assetId: string; amount: string; code: RefundCode; trace: string },
  links: { outputId: string | null; orderId: string | null; swapId?: string },
  terms: Terms,
) {
  return {
    ...links,
    requestId: requestIdOf(cause, kind, terms),
    kind,
    account: `payer:${to.senderId}`,
    assetId: to.assetId,
    amount: to.amount,
    members: [to.senderId],
    threshold: 1,
    memo: refundMemo(to.trace, to.code),
  };
}

/** Sends a piece back as a whole; when nobody can get it back, or it came back from somebody, it is held. */
export function giveBack(piece: Piece, code: RefundCode, terms: Terms): Effects {
  const { outputId, senderId, assetId, amount, memo, requestId } = piece.money;
  // Held money is judged already: who returns it has a word to say.
  if (senderId === null) return holdBack(piece, "no_single_sender", code, terms);
  if (!piece.held && isRefundMemo(memo)) return holdBack(piece, "refund_came_back", code, terms);
  const to = { senderId, assetId, amount: plain(amount), code, trace: piece.orderId ?? requestId };
  const transfer = payback("refund", outputId, to, { outputId, orderId: piece.orderId }, terms);
  return effects("refunded", {
    ...disposed(piece, { disposition: "refunded", code }, terms),
    postings: [booked(piece, [`payer:${senderId}`, amount])],
    transfers: [transfer],
    jobs: [job("tell.refund", outputId, { outputId, code, requestId: transfer.requestId })],
  });
}

/** Keeps a piece that nobody can be given, until an operator says what becomes of it. */
export function holdBack(
  piece: Piece,
  reason: "no_single_sender" | "refund_came_back",
  code: RefundCode,
  terms: Terms,
): Effects {
  if (piece.held) return effects("gone");
  const { outputId, amount } = piece.money;
  return effects("held", {
    ...disposed(piece, { disposition: "held", heldReason: reason, code }, terms),
    postings: [booked(piece, ["held", amount])],
    jobs: [job("tell.held", outputId, { outputId })],
  });
}
