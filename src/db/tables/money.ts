import { sql } from "drizzle-orm";
import {
  bigint,
  bigserial,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { amount, moment } from "./columns.js";
import { orders } from "./orders.js";

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
    index("wallet_outputs_spender").on(t.spentBy),
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
    /** Held is the one that moves on, once, to another. `float`: the operator's own. */
    disposition: text({ enum: ["applied", "refunded", "held", "float"] }).notNull(),
    /** Why it is (or was) held: a part of the price, after the deadline, no order named, nobody to return it to. */
    heldReason: text({ enum: ["partial", "late", "unknown", "no_single_sender", "refund_came_back"] }),
    /** MixPay-compatible refund or hold code; null when applied. */
    code: integer(),
    /** What of the order's price this pays, by the rate of its quote. */
    credit: amount(),
    /** What of an applied intake went back as surplus. */
    surplusAmount: amount(),
    /** The incoming leg of this swap. */
    swapId: uuid(),
    /** When a held intake moved on. */
    resolvedAt: moment(),
    /** Transaction time: deadlines are judged by it. */
    receivedAt: moment().notNull(),
    recordedAt: moment().notNull().defaultNow(),
  },
  (t) => [
    index("intakes_order").on(t.orderId),
    index("intakes_sender").on(t.senderId),
    index("intakes_held")
      .on(t.heldReason, t.recordedAt)
      .where(sql`${t.disposition} = 'held'`),
  ],
);

/** An address on a chain. `fee`: decimal text, in the asset that is sent, out of the amount. */
export interface ChainDestination {
  address: string;
  tag: string;
  fee: string;
}

/** Money out, written ahead: the row first, then the signed bytes, then the request. `requestId` is derived from its cause. */
export const transfers = pgTable(
  "transfers",
  {
    requestId: uuid().primaryKey(),
    seq: bigserial({ mode: "number" }).notNull(),
    /**
     * `surplus`: what was too much. `merchant_refund`: a merchant gives money back. `swap`: to the exchange.
     * `withdrawal`: the operator's own to the operator. `return`: a remittance nobody claimed. `consolidation` (many outputs made one) and `batch` (many
     * transfers in one transaction, those with its `batchId`) are transactions only and owe nobody anything.
     */
    kind: text({
      enum: [
        "settlement",
        "refund",
        "surplus",
        "merchant_refund",
        "swap",
        "withdrawal",
        "return",
        "consolidation",
        "batch",
      ],
    }).notNull(),
    /** The intake it comes of (refund, surplus, settlement), the order it belongs to, the refund, the swap. */
    outputId: uuid(),
    orderId: uuid(),
    refundId: uuid(),
    swapId: uuid(),
    remittanceId: uuid(),
    /** Out to a chain instead of to members: where to, and what of `amount` the network keeps for it. */
    destination: jsonb().$type<ChainDestination>(),
    /** The ledger account that is debited when it is done; null for consolidations and batches. */
    account: text(),
    /** Several settlements may share a transaction when nobody needs its memo. */
    batchable: boolean().notNull().default(false),
    /** The transfer of kind `batch` that carries this one; it has the bytes and the outputs. */
    batchId: uuid(),
    assetId: uuid().notNull(),
    amount: amount().notNull(),
    members: jsonb().$type<string[]>().notNull(),
    threshold: integer().notNull(),
    memo: text().notNull(),
    /**
     * waiting → signed (raw stored, may or may not be sent) → done. `approval` waits for the operator's word, `stuck`
     * was refused by the network, `cancelled` never left: its money went another way.
     */
    state: text({ enum: ["waiting", "approval", "signed", "done", "stuck", "cancelled"] })
      .notNull()
      .default("waiting"),
    raw: text(),
    transactionHash: text(),
    problem: text(),
    attempts: integer().notNull().default(0),
    /** What it was worth in USD when it went out, for the limits; null when that was not known. */
    usd: amount(),
    /** The operator who let it pass above the limits. */
    approvedBy: uuid(),
    createdAt: moment().notNull().defaultNow(),
    /** When its bytes were stored. */
    signedAt: moment(),
    doneAt: moment(),
  },
  (t) => [
    index("transfers_batch").on(t.batchId),
    index("transfers_account").on(t.account, t.state),
    index("transfers_signed_at").on(t.signedAt),
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
  (t) => [
    uniqueIndex("ledger_posting_line").on(t.postingId, t.line),
    index("ledger_account").on(t.account, t.assetId),
    index("ledger_created").using("brin", t.createdAt),
  ],
);
