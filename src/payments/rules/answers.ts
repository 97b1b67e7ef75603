import { decimal } from "../money.js";
import { CODES } from "../refund-codes.js";
import { type Effects, effects, together } from "./effects.js";
import { remaining } from "./due.js";
import type { Aggregate, HeldMoney, QuoteFacts, Terms } from "./facts.js";
import { type Fit, fit, partsOf } from "./fit.js";
import { isCrowded, keepPart } from "./intake.js";
import { pay, todaysQuote } from "./pay.js";
import { giveBack, heldPiece } from "./piece.js";

/** The merchant's word on late money. What it was enough for it stays enough for; it is settled at today's rates. */
export function onLateAnswered(aggregate: Aggregate, money: HeldMoney, accept: boolean, terms: Terms): Effects {
  const piece = heldPiece(money);
  if (aggregate.order.state !== "open") return effects("gone");
  if (!accept) return giveBack(piece, CODES.late, terms);
  const fitted = fit(aggregate, money, money.quote, terms);
  if (fitted.kind === "part") return giveBack(piece, CODES.wrongAmount, terms);
  const taken = fitted.kind === "enough" ? fitted : whole(aggregate, money);
  return pay(aggregate, { piece, quote: money.quote, fit: taken, late: true }, terms) ?? effects("not_convertible");
}

/** All of it, for what it was found to be worth of the price: the rate has moved on since it was found to be enough. */
function whole(aggregate: Aggregate, money: HeldMoney): Extract<Fit, { kind: "enough" }> {
  const left = remaining(aggregate.order, partsOf(aggregate, money.senderId));
  const worth = decimal(money.credit ?? left);
  const short = worth.lt(left);
  return { kind: "enough", credit: short ? worth : left, surplus: decimal("0"), short, requoted: true };
}

/** Money that named nothing is for this order, says its sender: it pays at today's rate. */
export function onAssigned(aggregate: Aggregate, money: HeldMoney, terms: Terms): Effects {
  const { order } = aggregate;
  if (order.source === "claim" || order.state !== "open" || (order.deadline && order.deadline < terms.now))
    return effects("not_open");
  const today = todaysQuote(order, money, null, terms);
  if (!today) return effects("no_price");
  const quote: QuoteFacts = { ...today, covers: null, payerId: null, conversion: null, feeBps: terms.feeBps };
  const fitted = fit(aggregate, money, { ...quote, expiresAt: terms.now }, terms);
  const piece = { money, held: true, orderId: order.id, quoteId: quote.id };
  switch (fitted.kind) {
    case "refused":
      return effects("wrong_asset");
    case "part":
      if (isCrowded(aggregate, money.senderId)) return giveBack(piece, CODES.wrongAmount, terms);
      return together(keepPart(piece, quote, fitted, terms), effects("kept", { quotes: [today] }));
    case "enough":
      return pay(aggregate, { piece, quote: null, fit: fitted, late: false }, terms) ?? effects("not_convertible");
    default:
      return fitted satisfies never;
  }
}
