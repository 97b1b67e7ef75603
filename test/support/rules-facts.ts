import { decimal } from "../../src/payments/money.js";
import type { Aggregate, HeldMoney, Money, QuoteFacts, Terms } from "../../src/payments/rules/facts.js";
import type { Order } from "../../src/payments/state.js";

export const NOON = new Date("2026-01-01T12:00:00Z");
export const later = (seconds: number): Date => new Date(NOON.getTime() + seconds * 1000);
/** What is paid, and what is wanted for it. */
export const COIN = "coin";
export const OTHER = "other";
export const WANTED = "wanted";

export const PAYEE: Aggregate["payee"] = {
  id: "shop",
  kind: "individual",
  members: ["shop"],
  threshold: 1,
  destination: null,
  tag: null,
};

/** Ten dollars, for an hour. */
export const orderOf = (given: Partial<Order> = {}): Order => ({
  id: "order",
  payeeId: "shop",
  merchantId: "shop",
  source: "code",
  codeId: null,
  title: "Coffee",
  quoteAsset: "usd",
  quoteAmount: "10",
  tipAmount: null,
  settlementAsset: null,
  acceptedAsset: null,
  settlementMemo: null,
  state: "open",
  oddity: "none",
  deadline: new Date(NOON.getTime() + 3600_000),
  graceSeconds: 0,
  toleranceBps: 0,
  strict: false,
  createdBy: null,
  chargedUserId: null,
  language: null,
  payerId: null,
  paymentAsset: null,
  paymentAmount: null,
  surplusAmount: null,
  quoteId: null,
  settledAsset: null,
  settlementAmount: null,
  feeAmount: null,
  networkFee: null,
  createdAt: NOON,
  paidAt: null,
  settledAt: null,
  closedAt: null,
  ...given,
});

/** That order with nothing that belongs to it. */
export const aggregateOf = (order: Partial<Order> = {}, given: Partial<Aggregate> = {}): Aggregate => ({
  order: orderOf(order),
  payee: PAYEE,
  held: [],
  swap: null,
  transfers: [],
  ...given,
});

/** Five coins of Ada's. */
export const moneyOf = (given: Partial<Money> = {}): Money => ({
  outputId: "output",
  assetId: COIN,
  amount: "5",
  senderId: "ada",
  requestId: "trace",
  memo: "",
  receivedAt: NOON,
  ...given,
});

/** Two of Ada's five coins, kept for her. */
export const heldOf = (given: Partial<HeldMoney> = {}): HeldMoney => ({
  ...moneyOf({ amount: "2" }),
  orderId: "order",
  reason: "partial",
  credit: "4",
  quote: null,
  ...given,
});

/** Five coins for the ten dollars, for a minute; settled as they are. */
export const quoteOf = (given: Partial<QuoteFacts> = {}): QuoteFacts => ({
  id: "quote",
  paymentAsset: COIN,
  paymentAmount: "5",
  covers: null,
  payerId: null,
  rate: { rate: "0.5", paymentUsd: "2", quoteUsd: "1", at: NOON.toISOString(), source: "mixin" },
  conversion: null,
  feeBps: 0,
  expiresAt: later(60),
  ...given,
});

/** Noon, without prices and without anybody who converts. */
export const termsOf = (given: Partial<Terms> = {}): Terms => ({
  now: NOON,
  secret: "secret",
  bandBps: 100,
  feeBps: 0,
  provider: null,
  due: () => null,
  convert: () => null,
  cover: decimal("0"),
  ...given,
});
