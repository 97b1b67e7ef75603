import { sameAmount } from "./money.js";
import { CODES, type RefundCode } from "./refund-codes.js";
import { type OrderState, standing } from "./state.js";

/** Time a payment made in the quote's last second may take to reach the network. */
export const SLACK_SECONDS = 30;

/** What a decision looks at of the order that the money names. */
export interface OrderFacts {
  state: OrderState;
  deadline: Date | null;
  settlementAsset: string | null;
}

export interface QuoteFacts {
  paymentAsset: string;
  paymentAmount: string;
  expiresAt: Date;
  /** No rate is in it (priced in the asset that is paid), so time cannot make it wrong. */
  rateless: boolean;
}

export interface OutputFacts {
  assetId: string;
  amount: string;
  /** Transaction time: money is judged by when it was sent, not by when we look. */
  createdAt: Date;
  /** The one user who sent it; null when there is none to give it back to. */
  senderId: string | null;
  /** It says of itself that it is a refund. */
  isRefund: boolean;
}

export type HeldReason = "no_single_sender" | "refund_came_back";

export type MoneyEvent =
  | { kind: "paid" }
  | { kind: "refund"; code: RefundCode }
  | { kind: "held"; code: RefundCode; reason: HeldReason };

/** What becomes of an intake: its disposition, where the order stands afterwards, and who has to hear of it. */
export type Decision =
  | { disposition: "applied"; code: null; next: "paid"; events: MoneyEvent[] }
  | { disposition: "refunded" | "held"; code: RefundCode; next: OrderState | null; events: MoneyEvent[] };

/** Decides an intake. Total: every combination of order, quote and output has exactly one answer. */
export function decide(order: OrderFacts | null, quote: QuoteFacts | null, output: OutputFacts): Decision {
  const problem = whatIsWrong(order, quote, output);
  if (problem === null) return { disposition: "applied", code: null, next: "paid", events: [{ kind: "paid" }] };
  const next = order?.state ?? null;
  const reason = whyNotRefundable(output);
  if (reason === null) {
    return { disposition: "refunded", code: problem, next, events: [{ kind: "refund", code: problem }] };
  }
  return { disposition: "held", code: problem, next, events: [{ kind: "held", code: problem, reason }] };
}

function whatIsWrong(order: OrderFacts | null, quote: QuoteFacts | null, output: OutputFacts): RefundCode | null {
  if (order === null) return CODES.unknownOrder;
  const stands = standing(order.state);
  switch (stands) {
    case "taken":
      return CODES.second;
    case "closed":
      return CODES.late;
    case "payable":
      break;
    default:
      return stands satisfies never;
  }
  if (order.deadline !== null && output.createdAt > order.deadline) return CODES.late;
  if (quote === null || quote.paymentAsset !== output.assetId) return CODES.wrongAsset;
  if (!sameAmount(quote.paymentAmount, output.amount)) return CODES.wrongAmount;
  if (!quote.rateless && output.createdAt.getTime() > quote.expiresAt.getTime() + SLACK_SECONDS * 1000) {
    return CODES.rateExpired;
  }
  if (order.settlementAsset !== null && order.settlementAsset !== output.assetId) return CODES.notSettleable;
  return null;
}

function whyNotRefundable(output: OutputFacts): HeldReason | null {
  if (output.senderId === null) return "no_single_sender";
  return output.isRefund ? "refund_came_back" : null;
}
