import { sql } from "drizzle-orm";
import { boolean, check, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { amount, moment } from "./columns.js";
import { codes, payees } from "./shop.js";

/** The one record of "this is to be paid". Its id is the trace id and stands in `/code/{id}`. */
export const orders = pgTable(
  "orders",
  {
    id: uuid().primaryKey(),
    payeeId: uuid()
      .notNull()
      .references(() => payees.id),
    merchantId: uuid().notNull(),
    /**
     * `api`: a program asked for it. `refund`: a merchant pays it to give money back to a payer, who is its payee. `transfer`: somebody pays what is sent
     * to others; they are its payee until it is claimed. `claim`: pays a recipient out of what we keep for them; nobody
     * else can pay it.
     */
    source: text({ enum: ["code", "invoice", "api", "refund", "transfer", "claim"] }).notNull(),
    codeId: uuid().references(() => codes.id),
    title: text().notNull(),
    quoteAsset: text().notNull(),
    quoteAmount: amount().notNull(),
    /** The part of the price that is a tip, as it was rung up; null: nobody was asked for one. */
    tipAmount: amount(),
    /** Null: settle in whatever was paid. */
    settlementAsset: uuid(),
    /** The only asset it can be paid in; null: whatever can be settled. */
    acceptedAsset: uuid(),
    /** What the payee finds on the settlement instead of our own memo. */
    settlementMemo: text(),
    state: text({ enum: ["open", "paid", "settled", "expired", "cancelled"] })
      .notNull()
      .default("open"),
    /** What was odd about the money. */
    oddity: text({ enum: ["none", "partial", "over", "late"] })
      .notNull()
      .default("none"),
    deadline: moment(),
    /** How long after the deadline late money waits for the merchant's word; as the merchant had it set. */
    graceSeconds: integer().notNull().default(0),
    /** How much too little is enough, in hundredths of a percent of the price; as the merchant had it set. */
    toleranceBps: integer().notNull().default(0),
    /** A conversion that fails returns the money; otherwise the payee gets what was paid. */
    strict: boolean().notNull().default(false),
    /** The Mixin user an invoice was sent to; anybody may pay it all the same. */
    chargedUserId: uuid(),
    /** Language of the page it was opened on: the payer is told in it until they choose one in the chat. */
    language: text(),
    /** Who made it in the chat, when that was not the shop's owner. */
    createdBy: uuid(),
    payerId: uuid(),
    paymentAsset: uuid(),
    /** What was kept of what the payer sent; the surplus went back. */
    paymentAmount: amount(),
    surplusAmount: amount(),
    /** The quote that was paid: its rates, spread and fee are the order's. */
    quoteId: uuid(),
    /** What the payee gets, known once paid (with a swap underway: once that is done). */
    settledAsset: uuid(),
    settlementAmount: amount(),
    /** The operator's fee, in the settled asset. */
    feeAmount: amount(),
    /** Of a claim that is paid out on a chain: what the network keeps of the settlement, in the settled asset. */
    networkFee: amount(),
    createdAt: moment().notNull().defaultNow(),
    paidAt: moment(),
    settledAt: moment(),
    /** When it expired or was cancelled. */
    closedAt: moment(),
  },
  (t) => [
    index("orders_code_paid").on(t.codeId, t.paidAt),
    index("orders_merchant").on(t.merchantId, t.createdAt),
    // A shop's payments are read by the page, in this order.
    index("orders_merchant_paid")
      .on(t.merchantId, t.paidAt, t.id)
      .where(sql`${t.paidAt} is not null`),
    index("orders_deadline").on(t.state, t.deadline),
    index("orders_invoices").on(t.merchantId, t.source, t.state),
    index("orders_payer")
      .on(t.payerId, t.paidAt)
      .where(sql`${t.payerId} is not null`),
    check("orders_amount_positive", sql`${t.quoteAmount} > 0`),
  ],
);

/** The rates a quote was computed with, kept for statistics, refunds and disputes. Decimal strings. */
export interface QuoteRate {
  /** Payment asset units per quote asset unit. */
  rate: string;
  /** USD per payment asset unit; null when quote and payment asset are the same. */
  paymentUsd: string | null;
  /** Units of the quote currency per USD (fiat), or USD per unit (asset); null when the same. */
  quoteUsd: string | null;
  /** ISO moment of the older of the prices used. */
  at: string;
  source: string;
}

/** How a payment is turned into what the payee wants, as it was offered with the quote. Amounts are decimal strings. */
export interface QuoteConversion {
  provider: "desk" | "route";
  settlementAsset: string;
  /** Reserved (desk) or expected (route) for all that is paid, the payer's earlier parts included, after spread and fee. */
  settlementAmount: string;
  /** The operator's fee, of the settlement asset: it and `settlementAmount` come out of the conversion. */
  feeAmount: string;
  /** Settlement units per payment unit by the oracle, before spread and fee. */
  rate: string;
  spreadBps: number;
  /** USD per settlement unit, and the ISO moment of the older of the two prices. */
  settlementUsd: string;
  at: string;
}

/** A payment asset and amount held for an order until it expires; `id` is the trace in the pay link. */
export const quotes = pgTable(
  "quotes",
  {
    id: uuid().primaryKey(),
    orderId: uuid()
      .notNull()
      .references(() => orders.id),
    ordinal: integer().notNull(),
    paymentAsset: uuid().notNull(),
    paymentAmount: amount().notNull(),
    /** The part of the order's price that this amount pays; null: all of it. Less when the payer has paid a part. */
    covers: amount(),
    /** Whose rest it is; null: anybody's. */
    payerId: uuid(),
    rate: jsonb().$type<QuoteRate>().notNull(),
    conversion: jsonb().$type<QuoteConversion>(),
    /** The operator's fee in hundredths of a percent of what is settled, as shown before paying. */
    feeBps: integer().notNull().default(0),
    expiresAt: moment().notNull(),
    createdAt: moment().notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("quotes_order_ordinal").on(t.orderId, t.ordinal),
    // Anybody may ask for quotes of an order: nothing that is done often reads more than the newest, or those that live.
    index("quotes_order_asset").on(t.orderId, t.paymentAsset, t.ordinal),
    index("quotes_order_live").on(t.orderId, t.expiresAt),
    index("quotes_live").on(t.expiresAt),
    check("quotes_positive", sql`${t.paymentAmount} > 0`),
  ],
);

/** A payment on its way through an exchange outside: out in one asset, back in another. */
export const swaps = pgTable(
  "swaps",
  {
    /** Derived from the intake that completed the order. */
    id: uuid().primaryKey(),
    orderId: uuid()
      .notNull()
      .references(() => orders.id),
    provider: text({ enum: ["route"] }).notNull(),
    fromAsset: uuid().notNull(),
    fromAmount: amount().notNull(),
    toAsset: uuid().notNull(),
    /** What the quote promised; less than `minimumAmount` is not taken. */
    expectedAmount: amount().notNull(),
    minimumAmount: amount().notNull(),
    /**
     * wanted → sent (our leg is a transfer) → received | returned; or wanted → failed (nothing was sent, or our leg was
     * taken back).
     */
    state: text({ enum: ["wanted", "sent", "received", "returned", "failed"] })
      .notNull()
      .default("wanted"),
    /** What the exchange wants for this swap: to whom, under which trace and memo. */
    recipient: uuid(),
    trace: uuid().unique(),
    memo: text(),
    receivedAmount: amount(),
    problem: text(),
    createdAt: moment().notNull().defaultNow(),
    sentAt: moment(),
    doneAt: moment(),
  },
  (t) => [
    index("swaps_order").on(t.orderId),
    index("swaps_open").on(t.state, t.createdAt),
    index("swaps_memo").on(t.memo),
  ],
);

/** Money a merchant gives back for a payment. */
export const refunds = pgTable(
  "refunds",
  {
    id: uuid().primaryKey(),
    orderId: uuid()
      .notNull()
      .references(() => orders.id),
    merchantId: uuid().notNull(),
    payerId: uuid().notNull(),
    /** The part of the order's price that is given back. */
    quoteAmount: amount().notNull(),
    /** `then`: the coins that were paid for that part. `today`: coins of that worth by the rate now. */
    rate: text({ enum: ["then", "today"] }).notNull(),
    assetId: uuid().notNull(),
    amount: amount().notNull(),
    /** `unsettled`: of the payee's money that has not gone out. `link`: the merchant pays an order for it. */
    source: text({ enum: ["unsettled", "link"] }).notNull(),
    /** The order the merchant pays. */
    fundingOrderId: uuid().references(() => orders.id),
    state: text({ enum: ["unpaid", "sending", "done", "cancelled"] }).notNull(),
    createdBy: uuid().notNull(),
    createdAt: moment().notNull().defaultNow(),
    doneAt: moment(),
  },
  (t) => [
    index("refunds_order").on(t.orderId),
    index("refunds_merchant_done").on(t.merchantId, t.doneAt, t.id),
    uniqueIndex("refunds_funding").on(t.fundingOrderId),
    check("refunds_positive", sql`${t.amount} > 0 and ${t.quoteAmount} > 0`),
  ],
);
