import { type Decimal, decimal } from "../money.js";
import { CODES, type RefundCode } from "../refund-codes.js";
import { isRateless } from "../quoting.js";
import { creditOf, dueFor, missing, remaining, SLACK_SECONDS } from "./due.js";
import type { Aggregate, HeldMoney, Money, QuoteFacts, Terms } from "./facts.js";

/** How money compares with what is due of an open order, whatever the deadline says. */
export type Fit =
  /** It pays, with the sender's earlier parts. `requoted`: at today's rate, for the quote it named was over. */
  | { kind: "enough"; credit: Decimal; surplus: Decimal; short: boolean; requoted: boolean }
  | { kind: "part"; credit: Decimal }
  | { kind: "refused"; code: RefundCode };

/** True while the quote's rate holds for money sent at this moment. */
export const holds = (quote: QuoteFacts, sentAt: Date): boolean =>
  sentAt.getTime() <= quote.expiresAt.getTime() + SLACK_SECONDS * 1000;

/** What this sender has paid of the order so far. Money without a sender stands alone. */
export const partsOf = (aggregate: Aggregate, senderId: string | null): HeldMoney[] =>
  senderId === null ? [] : aggregate.held.filter((money) => money.reason === "partial" && money.senderId === senderId);

/** Compares money with what its sender has still to pay at the rate of its quote. */
export function fit(aggregate: Aggregate, money: Money, quote: QuoteFacts | null, terms: Terms): Fit {
  const { order } = aggregate;
  const earlier = partsOf(aggregate, money.senderId);
  const other = earlier.some((part) => part.assetId !== money.assetId);
  const unwanted = order.acceptedAsset !== null && order.acceptedAsset !== money.assetId;
  if (!quote || quote.paymentAsset !== money.assetId || other || unwanted)
    return { kind: "refused", code: CODES.wrongAsset };
  const left = remaining(order, earlier);
  if (!isRateless(quote.rate) && !holds(quote, money.receivedAt)) return fitToday(aggregate, money, left, terms);
  const lack = missing(order, earlier, quote, money.amount);
  const tolerated = decimal(order.quoteAmount).mul(order.toleranceBps).div(10_000);
  if (lack.lte(0)) {
    const over = decimal(money.amount).minus(dueFor(order, quote, left));
    const surplus = over.gt(0) ? over : decimal("0");
    return { kind: "enough", credit: left, surplus, short: false, requoted: false };
  }
  const credit = creditOf(order, quote, money.amount);
  if (lack.gt(tolerated)) return { kind: "part", credit };
  return { kind: "enough", credit, surplus: decimal("0"), short: true, requoted: false };
}

/** On a quote that is over: taken when it comes close enough to what is due at today's rate. */
function fitToday({ order }: Aggregate, money: Money, left: Decimal, terms: Terms): Fit {
  const today = terms.due(order, money.assetId);
  if (!today) return { kind: "refused", code: CODES.rateExpired };
  const due = dueFor(order, { paymentAmount: today.amount, covers: null }, left);
  const off = due.minus(money.amount).abs();
  if (off.gt(due.mul(terms.bandBps).div(10_000))) return { kind: "refused", code: CODES.rateExpired };
  return { kind: "enough", credit: left, surplus: decimal("0"), short: false, requoted: true };
}
