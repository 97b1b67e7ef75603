import { type Decimal, decimal, plain, roundDown, roundUp } from "../money.js";
import type { Order } from "../state.js";
import type { HeldMoney, QuoteFacts } from "./facts.js";

/** Time a payment made in the quote's last second may take to reach the network. */
export const SLACK_SECONDS = 30;

type Price = Pick<Order, "quoteAmount">;
type Rate = Pick<QuoteFacts, "paymentAmount" | "covers">;
type Kept = Pick<HeldMoney, "amount" | "credit"> & { quote: Rate | null };

const covered = (order: Price, quote: Rate): Decimal => decimal(quote.covers ?? order.quoteAmount);

/** What of the price an amount pays at a quote's rate, before rounding. */
const share = (order: Price, quote: Rate, amount: string | Decimal): Decimal =>
  covered(order, quote).mul(amount).div(quote.paymentAmount);

/** What of the price an amount pays at a quote's rate, rounded down. */
export const creditOf = (order: Price, quote: Rate, amount: string | Decimal): Decimal =>
  roundDown(share(order, quote, amount));

/** What is left of the price after what these have paid. Never negative. */
export function remaining(order: Price, kept: readonly Pick<Kept, "credit">[]): Decimal {
  const left = kept.reduce((rest, part) => rest.minus(part.credit ?? "0"), decimal(order.quoteAmount));
  return left.gt(0) ? left : decimal("0");
}

/** What pays a part of the price at a quote's rate, rounded up. */
export const dueFor = (order: Price, quote: Rate, part: Decimal): Decimal =>
  roundUp(decimal(quote.paymentAmount).mul(part).div(covered(order, quote)));

/** More digits than any sum of shares needs, fewer than divisions are exact to. */
const SHARE_PLACES = 40;

/**
 * What is missing of the price when an amount comes to what is kept; negative when there is more. Counted in exact shares:
 * whoever pays a quote in two parts that add up to its amount has paid it, however their credits were rounded.
 */
export function missing(order: Price, kept: readonly Kept[], quote: Rate, amount: string | Decimal): Decimal {
  const before = kept.map((part) => (part.quote ? share(order, part.quote, part.amount) : decimal(part.credit ?? "0")));
  const paid = before.reduce((sum, part) => sum.plus(part), share(order, quote, amount));
  return decimal(order.quoteAmount).minus(paid.toDecimalPlaces(SHARE_PLACES));
}

/** What one sender has paid of an open order without paying all of it. */
export interface Part {
  senderId: string;
  assetId: string;
  /** Of the asset. */
  received: string;
  /** Of the price. */
  credit: string;
  /** What is left to pay, at the rate of the newest live quote in that asset; null when there is none. */
  rest: { assetId: string; amount: string; covers: string } | null;
}

/** What counts of money that has not paid an order: the most that one sender has paid of its price, in one asset. */
export function mostPaid(
  came: readonly Pick<HeldMoney, "senderId" | "assetId" | "amount" | "credit">[],
): { assetId: string; amount: string } | null {
  const sums = new Map<string, { assetId: string; amount: Decimal; credit: Decimal }>();
  for (const { senderId, assetId, amount, credit } of came) {
    const before = sums.get(`${senderId} ${assetId}`) ?? { amount: decimal("0"), credit: decimal("0") };
    const sum = { amount: before.amount.plus(amount), credit: before.credit.plus(credit ?? "0") };
    sums.set(`${senderId} ${assetId}`, { assetId, ...sum });
  }
  const [most] = [...sums.values()].sort((a, b) => b.credit.cmp(a.credit));
  return most ? { assetId: most.assetId, amount: plain(most.amount) } : null;
}

/** Sums kept parts by their senders. `live`: quotes that can be paid, newest first. */
export function partsBySender(
  order: Price,
  kept: readonly { senderId: string | null; assetId: string; amount: string; credit: string | null }[],
  live: readonly (Rate & { paymentAsset: string })[],
): Part[] {
  const senders = new Set(kept.map((part) => part.senderId).filter((sender) => sender !== null));
  return [...senders].map((senderId) => {
    const own = kept.filter((part) => part.senderId === senderId);
    const assetId = own[0]!.assetId;
    const covers = remaining(order, own);
    const quote = live.find((one) => one.paymentAsset === assetId);
    return {
      senderId,
      assetId,
      received: plain(own.reduce((sum, part) => sum.plus(part.amount), decimal("0"))),
      credit: plain(decimal(order.quoteAmount).minus(covers)),
      rest: quote ? { assetId, amount: plain(dueFor(order, quote, covers)), covers: plain(covers) } : null,
    };
  });
}
