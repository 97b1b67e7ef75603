import type { intakes, payees, QuoteConversion, QuoteRate, quotes } from "../../db/schema.js";
import type { Decimal } from "../money.js";
import type { Order, Swap, Transfer } from "../state.js";

type Quote = typeof quotes.$inferSelect;
type Intake = typeof intakes.$inferSelect;

/** What a decision looks at of a quote. */
export type QuoteFacts = Pick<
  Quote,
  "id" | "paymentAsset" | "paymentAmount" | "covers" | "payerId" | "rate" | "conversion" | "feeBps" | "expiresAt"
>;

/** Money that was read from the wallet and belongs to somebody else so far. */
export interface Money {
  outputId: string;
  assetId: string;
  amount: string;
  /** The one user who sent it; null when there is none to give it back to. */
  senderId: string | null;
  /** The sender's trace. */
  requestId: string;
  memo: string;
  /** Transaction time: money is judged by when it was sent, not by when we look. */
  receivedAt: Date;
}

/** Money we keep without having decided: with an order a part of its price or late, else waiting for somebody's word. */
export interface HeldMoney extends Money {
  orderId: string | null;
  reason: NonNullable<Intake["heldReason"]>;
  /** What of the price it pays, rounded down. */
  credit: string | null;
  /** The quote it pays at; null when it named none. */
  quote: QuoteFacts | null;
}

/** An order with what matters of it where it stands. */
export interface Aggregate {
  order: Order;
  payee: Pick<typeof payees.$inferSelect, "id" | "kind" | "members" | "threshold" | "destination" | "tag">;
  /** Of an open order: parts of its price, and late money. */
  held: HeldMoney[];
  /** Of a paid order: the newest. */
  swap: Pick<Swap, "id" | "state" | "fromAsset" | "fromAmount" | "toAsset" | "expectedAmount" | "minimumAmount"> | null;
  /** Of a paid order: what is owed or was paid for it. */
  transfers: Pick<Transfer, "requestId" | "kind" | "state">[];
}

/** What the world says at the moment of a decision. */
export interface Terms {
  now: Date;
  /** Mixed into the ids of transfers. */
  secret: string;
  /** How far from what is due now a payment on an expired quote may be, in hundredths of a percent. */
  bandBps: number;
  /** The operator's fee on settlements now. */
  feeBps: number;
  /** Who converts now; null: nobody. */
  provider: "desk" | "route" | null;
  /** What pays the order's whole price now; null when the asset has no price. */
  due(order: Order, assetId: string): { amount: string; rate: QuoteRate } | null;
  /** What becomes of an amount of the asset now; null when it cannot be converted. */
  convert(order: Order, assetId: string, amount: Decimal, feeBps: number): QuoteConversion | null;
  /** What the desk can give of the order's settlement asset. */
  cover: Decimal;
}
