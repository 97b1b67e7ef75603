import type { FateKind, Settings } from "./settings.js";

/** What Route offered; the payload names it and is good for one swap. Amounts are decimal strings. */
export interface QuoteRow {
  readonly payload: string;
  readonly caller: string;
  readonly input_asset: string;
  readonly input_amount: string;
  readonly output_asset: string;
  readonly output_amount: string;
  /** Milliseconds since 1970. */
  readonly expires_at: number;
}

/** A swap that was asked for: what has to be paid to Route, until when, and what was promised for it. */
export interface OrderRow {
  readonly order_id: string;
  readonly payer: string;
  /** The request id, asset, amount and memo (the order id) that the payment must have. */
  readonly trace: string;
  readonly input_asset: string;
  readonly input_amount: string;
  readonly output_asset: string;
  readonly quoted_amount: string;
  readonly expires_at: number;
  state: "created" | "paid" | "sent" | "returned";
  readonly created_at: string;
}

/** What arrived in Route's wallet, and what becomes of it. */
export interface PaymentRow {
  readonly output_id: string;
  /** Null: it belongs to no order. */
  readonly order_id: string | null;
  readonly payer: string;
  readonly asset: string;
  readonly amount: string;
  fate: FateKind;
  /** Why it goes back; empty when it is swapped. */
  reason: string;
  readonly due_at: number;
  /** Our transfer that answers it, once there is one. */
  answer: { readonly request_id: string; readonly asset: string; readonly amount: string } | null;
}

/** How Route behaves, and how often its dice were thrown. */
export interface RouteState {
  readonly settings: Settings;
  readonly throws: number;
}
