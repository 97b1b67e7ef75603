import { deriveId } from "../../db/ids.js";
import { decimal, plain } from "../money.js";
import { type Effects, effects, together } from "./effects.js";
import type { Aggregate, QuoteFacts, Terms } from "./facts.js";
import { plan } from "./plan.js";
import { settled, settlement } from "./settlement.js";

/** Coins that are kept for somebody, who takes them by an order of their own. */
export interface Claim {
  /** The remittance, which is claimed once. */
  cause: string;
  /** The order they were paid with, by which the ledger has them. */
  fundingOrderId: string;
  senderId: string;
  assetId: string;
  amount: string;
  /** Null: they are taken as they are. */
  quote: QuoteFacts | null;
}

/**
 * The order is paid out of the books. What was chosen and cannot be had is refused, for nothing has moved yet; only an
 * exchange that fails later leaves the recipient with what was sent.
 */
export function onClaimed(aggregate: Aggregate, claim: Claim, terms: Terms): Effects {
  const { order } = aggregate;
  const { cause, fundingOrderId, senderId, assetId, quote } = claim;
  if (order.source !== "claim") return effects("gone");
  if (order.state !== "open") return effects("not_open");
  const amount = decimal(claim.amount);
  const decided = plan(order, quote, { assetId, amount, sentAt: terms.now }, terms);
  if (decided.kind === "impossible" || (decided.kind === "as_paid" && decided.fallback)) {
    return effects("not_convertible");
  }
  if (order.networkFee !== null && decided.net.lte(order.networkFee)) return effects("too_small");
  const facts = {
    payerId: senderId,
    paymentAsset: assetId,
    paymentAmount: plain(amount),
    quoteId: quote?.id ?? null,
    paidAt: terms.now,
    ...(decided.kind !== "route" && settled(order, assetId, decided)),
  };
  const taken = effects("paid", {
    order: { id: order.id, move: "open→paid", facts },
    postings: [
      {
        id: deriveId(cause, "claimed"),
        orderId: order.id,
        lines: [
          { account: `claim:${fundingOrderId}`, assetId, amount },
          { account: `payee:${order.payeeId}`, assetId, amount: amount.neg() },
        ],
      },
    ],
  });
  return together(taken, settlement(aggregate, { cause, outputId: null, assetId }, amount, decided, terms));
}
