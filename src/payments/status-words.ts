import type { Order } from "./state.js";

/**
 * `unpaid`: nothing has come. `paid_less`: a part has, and waits for its rest. `confirming`: enough came, but after the
 * deadline, and the merchant is asked (money on Mixin is final before we read it: nothing else waits to be confirmed).
 * `pending`: all is paid, the payee's money is on its way. The last two never change.
 */
export const STATUSES = ["unpaid", "confirming", "paid_less", "pending", "success", "failed"] as const;

export type Status = (typeof STATUSES)[number];

/**
 * What decides: where the order stands, and what it keeps, or kept to its end, of money that did not pay it. What was odd about money
 * that did is told in other fields.
 */
export interface Standing extends Pick<Order, "state"> {
  /** Ever: also when it went back afterwards. */
  isPaid: boolean;
  /** Too little came in time. */
  hasParts: boolean;
  /** Enough came, but late. */
  hasLate: boolean;
}

export interface Told {
  status: Status;
  /** "0" but for `failed`: what clients may branch by. */
  failureCode: string;
  /** For people. */
  failureReason: string;
}

/** What callers are told of an order. */
export function told(standing: Standing): Told {
  switch (standing.state) {
    case "open":
      return fine(openStatus(standing));
    case "paid":
      return fine("pending");
    case "settled":
      return fine("success");
    case "expired":
      return standing.hasParts
        ? failed("40024", "Wrong amount paid: it was less than the price when the deadline passed.")
        : failed("40000", "Payment overtime: nothing that pays the price came before the deadline.");
    case "cancelled":
      return standing.isPaid
        ? failed("40027", "The payment could not be turned into the settlement asset, and goes back to the payer.")
        : failed("40032", "The order was cancelled.");
    default:
      return standing.state satisfies never;
  }
}

function openStatus({ hasParts, hasLate }: Standing): Status {
  if (hasLate) return "confirming";
  return hasParts ? "paid_less" : "unpaid";
}

const fine = (status: Status): Told => ({ status, failureCode: "0", failureReason: "" });

const failed = (failureCode: string, failureReason: string): Told => ({ status: "failed", failureCode, failureReason });
