import { sql } from "drizzle-orm";
import { bigint, bigserial, check, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
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
    source: text({ enum: ["code"] }).notNull(),
    codeId: uuid().references(() => codes.id),
    title: text().notNull(),
    quoteAsset: text().notNull(),
    quoteAmount: amount().notNull(),
    /** Null: settle in whatever was paid. */
    settlementAsset: uuid(),
    state: text({ enum: ["open", "paid", "settled", "expired", "cancelled"] })
      .notNull()
      .default("open"),
    /** What was odd about the money. */
    oddity: text({ enum: ["none", "partial", "over", "late"] })
      .notNull()
      .default("none"),
    deadline: moment(),
    /** Language of the page it was opened on: the payer is told in it until they choose one in the chat. */
    language: text(),
    payerId: uuid(),
    paymentAsset: uuid(),
    paymentAmount: amount(),
    settlementAmount: amount(),
    createdAt: moment().notNull().defaultNow(),
    paidAt: moment(),
    settledAt: moment(),
  },
  (t) => [
    index("orders_code_paid").on(t.codeId, t.paidAt),
    index("orders_merchant").on(t.merchantId, t.createdAt),
    index("orders_deadline").on(t.state, t.deadline),
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
    rate: jsonb().$type<QuoteRate>().notNull(),
    expiresAt: moment().notNull(),
    createdAt: moment().notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("quotes_order_ordinal").on(t.orderId, t.ordinal),
    check("quotes_positive", sql`${t.paymentAmount} > 0`),
  ],
);

/** One output of the bot's wallet, inserted once. `spentBy` is the transfer that consumes it. */
export const walletOutputs = pgTable(
  "wallet_outputs",
  {
    outputId: uuid().primaryKey(),
    sequence: bigint({ mode: "number" }).notNull().unique(),
    assetId: uuid().notNull(),
    amount: amount().notNull(),
    transactionHash: text().notNull(),
    outputIndex: integer().notNull(),
    /** What is needed to spend it again: kernel asset, mask, keys, as the network gave them. */
    wire: jsonb().$type<Record<string, unknown>>().notNull(),
    spentBy: uuid(),
    createdAt: moment().notNull(),
  },
  (t) => [
    index("wallet_outputs_spendable")
      .on(t.assetId, t.amount)
      .where(sql`${t.spentBy} is null`),
  ],
);

/** An inbound payment and its one disposition. Own change is not an intake. */
export const intakes = pgTable(
  "intakes",
  {
    outputId: uuid()
      .primaryKey()
      .references(() => walletOutputs.outputId),
    assetId: uuid().notNull(),
    amount: amount().notNull(),
    /** Null: the sender is not a single known user (deposit, multisig). */
    senderId: uuid(),
    requestId: text().notNull(),
    memo: text().notNull(),
    orderId: uuid().references(() => orders.id),
    quoteId: uuid(),
    disposition: text({ enum: ["applied", "refunded", "held"] }).notNull(),
    /** MixPay-compatible refund or hold code; null when applied. */
    code: integer(),
    /** Transaction time: deadlines are judged by it. */
    receivedAt: moment().notNull(),
    recordedAt: moment().notNull().defaultNow(),
  },
  (t) => [index("intakes_order").on(t.orderId), index("intakes_sender").on(t.senderId)],
);

/** Money out, written ahead: the row first, then the signed bytes, then the request. `requestId` is derived from its cause. */
export const transfers = pgTable(
  "transfers",
  {
    requestId: uuid().primaryKey(),
    seq: bigserial({ mode: "number" }).notNull(),
    kind: text({ enum: ["settlement", "refund", "consolidation"] }).notNull(),
    /** The intake (refund), the order (settlement), or null (consolidation). */
    outputId: uuid(),
    orderId: uuid(),
    assetId: uuid().notNull(),
    amount: amount().notNull(),
    members: jsonb().$type<string[]>().notNull(),
    threshold: integer().notNull(),
    memo: text().notNull(),
    /** waiting → signed (raw stored, may or may not be sent) → done; `stuck` needs the operator. */
    state: text({ enum: ["waiting", "signed", "done", "stuck"] })
      .notNull()
      .default("waiting"),
    raw: text(),
    transactionHash: text(),
    problem: text(),
    attempts: integer().notNull().default(0),
    createdAt: moment().notNull().defaultNow(),
    doneAt: moment(),
  },
  (t) => [
    index("transfers_open").on(t.state, t.assetId, t.seq),
    index("transfers_order").on(t.orderId),
    index("transfers_hash").on(t.transactionHash),
    check("transfers_positive", sql`${t.amount} > 0`),
  ],
);

/** Append-only double entry: the lines of one posting sum to zero per asset. Positive debits the account. */
export const ledgerEntries = pgTable(
  "ledger_entries",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    /** Derived from the cause: posting twice is posting once. */
    postingId: uuid().notNull(),
    line: integer().notNull(),
    account: text().notNull(),
    assetId: uuid().notNull(),
    amount: amount().notNull(),
    orderId: uuid(),
    createdAt: moment().notNull().defaultNow(),
  },
  (t) => [uniqueIndex("ledger_posting_line").on(t.postingId, t.line), index("ledger_account").on(t.account, t.assetId)],
);
