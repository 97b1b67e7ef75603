import { onAssigned, onLateAnswered } from "./answers.js";
import { type Claim, onClaimed } from "./claimed.js";
import { onCancelled, onExpired } from "./close.js";
import { onTransferDone } from "./done.js";
import { type Effects, effects } from "./effects.js";
import type { Aggregate, HeldMoney, Money, QuoteFacts, Terms } from "./facts.js";
import { onIntake } from "./intake.js";
import { onSwapBack, onSwapFailed } from "./swap.js";
import { onReturned } from "./unplaced.js";

/** All that can happen to an order. `feeBps`: the fee that was shown with the quote that was paid. */
export type Event =
  /** Money that names the order, and the quote it names. */
  | { kind: "intake"; money: Money; quote: QuoteFacts | null }
  /** Its deadline and grace are over, and all that was sent until then is read. */
  | { kind: "expired" }
  | { kind: "cancelled" }
  /** The merchant's word on late money. */
  | { kind: "late_answered"; money: HeldMoney; accept: boolean }
  /** Held money goes back to its sender; `bySender`: they asked for it. */
  | { kind: "returned"; money: HeldMoney; bySender?: boolean }
  /** Held money that named nothing is for this order. */
  | { kind: "assigned"; money: HeldMoney }
  /** What is kept for somebody is taken by them. */
  | ({ kind: "claimed" } & Claim)
  /** Money from the exchange. */
  | { kind: "swap_back"; money: Money; feeBps: number }
  /** The exchange does not take the swap; nothing was sent. */
  | { kind: "swap_failed"; problem: string; feeBps: number }
  | { kind: "transfer_done"; requestId: string };

/**
 * What follows from an event on an order: the one place that decides it. Pure: the same order, event and terms have the
 * same effects. Total: an event that is out of place changes nothing, or sends the money back.
 */
export function step(aggregate: Aggregate, event: Event, terms: Terms): Effects {
  switch (event.kind) {
    case "intake":
      return onIntake(aggregate, event.money, event.quote, terms);
    case "expired":
      return onExpired(aggregate, terms);
    case "cancelled":
      return onCancelled(aggregate, terms);
    case "late_answered":
      return onLateAnswered(aggregate, event.money, event.accept, terms);
    case "returned":
      return onReturned(event.money, terms, event.bySender);
    case "assigned":
      return onAssigned(aggregate, event.money, terms);
    case "claimed":
      return onClaimed(aggregate, event, terms);
    case "swap_back":
      return onSwapBack(aggregate, event.money, event.feeBps, terms);
    case "swap_failed":
      return aggregate.swap
        ? onSwapFailed({ ...aggregate, swap: aggregate.swap }, event.problem, event.feeBps, terms)
        : effects("gone");
    case "transfer_done":
      return onTransferDone(aggregate, event.requestId, terms);
    default:
      return event satisfies never;
  }
}
