import { deriveId } from "../../db/ids.js";
import type { QuoteConversion } from "../../db/schema.js";
import type { Account } from "../ledger.js";
import { type Decimal, decimal, plain } from "../money.js";
import { CODES } from "../refund-codes.js";
import type { Order } from "../state.js";
import { type Effects, effects, job, type NewQuote, together } from "./effects.js";
import type { Aggregate, Money, QuoteFacts, Terms } from "./facts.js";
import { type Fit, partsOf } from "./fit.js";
import { booked, disposed, giveBack, heldPiece, payback, type Piece } from "./piece.js";
import { plan } from "./plan.js";
import { settled, settlement } from "./settlement.js";

/** Money that completes an order. */
export interface Completion {
  piece: Piece;
  quote: QuoteFacts | null;
  fit: Extract<Fit, { kind: "enough" }>;
  late: boolean;
}

/** The order is paid, with all that follows; null when what its strict payee wants cannot be had. */
export function pay(aggregate: Aggregate, completion: Completion, terms: Terms): Effects | null {
  const { order } = aggregate;
  const { piece, fit, quote } = completion;
  const { money } = piece;
  const earlier = partsOf(aggregate, money.senderId);
  const own = decimal(money.amount).minus(fit.surplus);
  const kept = earlier.reduce((sum, part) => sum.plus(part.amount), own);
  // Money that waited for somebody's word pays when that is given.
  const paidAt = piece.held ? terms.now : money.receivedAt;
  const decided = plan(order, quote, { assetId: money.assetId, amount: kept, sentAt: paidAt }, terms);
  if (decided.kind === "impossible") return null;

  const conversion = decided.kind === "as_paid" ? null : decided.conversion;
  const requoted = requote(order, completion, conversion, terms);
  const owed: Account = `payee:${order.payeeId}`;
  const facts: Partial<Order> = {
    oddity: oddityOf(completion),
    payerId: money.senderId,
    paymentAsset: money.assetId,
    paymentAmount: plain(kept),
    surplusAmount: fit.surplus.gt(0) ? plain(fit.surplus) : null,
    quoteId: requoted?.id ?? quote?.id ?? null,
    paidAt,
    ...(decided.kind !== "route" && settled(order, money.assetId, decided)),
  };
  const applied = effects("paid", {
    ...disposed(piece, { disposition: "applied", credit: plain(fit.credit), ...surplusOf(fit), code: null }, terms),
    order: { id: order.id, move: "open→paid", facts },
    quotes: requoted ? [requoted] : [],
    postings: [booked(piece, [owed, own], ...surplusAccount(completion))],
    jobs: [job("tell.paid", money.outputId, { orderId: order.id, outputId: money.outputId })],
  });
  const parts = earlier.map((part) =>
    effects("paid", {
      ...disposed(heldPiece(part), { disposition: "applied", code: null }, terms),
      postings: [booked(heldPiece(part), [owed, part.amount])],
    }),
  );
  const rivals = aggregate.held.filter((one) => one.outputId !== money.outputId && !earlier.includes(one));
  return together(
    applied,
    ...parts,
    surplusBack(completion, terms),
    settlement(
      aggregate,
      { cause: money.outputId, outputId: money.outputId, assetId: money.assetId },
      kept,
      decided,
      terms,
    ),
    ...rivals.map((one) => giveBack(heldPiece(one), CODES.second, terms)),
  );
}

function oddityOf({ fit, late }: Completion): Order["oddity"] {
  if (late) return "late";
  if (fit.surplus.gt(0)) return "over";
  return fit.short ? "partial" : "none";
}

const surplusOf = (fit: Completion["fit"]) => (fit.surplus.gt(0) ? { surplusAmount: plain(fit.surplus) } : {});

const surplusAccount = ({ piece, fit }: Completion): [Account, Decimal][] =>
  fit.surplus.gt(0) ? [[`payer:${piece.money.senderId!}`, fit.surplus]] : [];

function surplusBack({ piece, fit }: Completion, terms: Terms): Effects {
  if (!fit.surplus.gt(0)) return effects("noted");
  const { outputId, assetId, senderId } = piece.money;
  const { orderId } = piece;
  const to = { senderId: senderId!, assetId, amount: plain(fit.surplus), code: CODES.wrongAmount, trace: orderId! };
  const transfer = payback("surplus", outputId, to, { outputId, orderId }, terms);
  return effects("noted", {
    transfers: [transfer],
    jobs: [job("tell.surplus", outputId, { outputId, requestId: transfer.requestId })],
  });
}

/** The rates that were used when they are not the quote's: an order shows what it was really paid and settled at. */
function requote(order: Order, { piece, quote, fit }: Completion, conversion: QuoteConversion | null, terms: Terms) {
  if (!quote || fit.requoted) return todaysQuote(order, piece.money, conversion, terms, quote?.feeBps);
  if (conversion === null || conversion.at === quote.conversion?.at) return null;
  const { paymentAmount, covers, rate, feeBps } = quote;
  return { ...noted(order, piece.money, terms), paymentAmount, covers, rate, conversion, feeBps };
}

/** A quote at today's rate for the whole price, which money that is there already is taken at; null without a price. */
export function todaysQuote(
  order: Order,
  money: Money,
  conversion: QuoteConversion | null,
  terms: Terms,
  feeBps = terms.feeBps,
): NewQuote | null {
  const today = terms.due(order, money.assetId);
  if (!today) return null;
  return {
    ...noted(order, money, terms),
    paymentAmount: today.amount,
    covers: null,
    rate: today.rate,
    conversion,
    feeBps,
  };
}

/** It only tells what was used: nobody can pay it. */
const noted = (order: Order, { outputId, assetId, receivedAt }: Money, terms: Terms) => ({
  id: deriveId(outputId, `requote ${terms.secret}`),
  orderId: order.id,
  paymentAsset: assetId,
  payerId: null,
  expiresAt: receivedAt,
  createdAt: terms.now,
});
