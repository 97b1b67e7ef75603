import { sql } from "drizzle-orm";
import { index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { amount, moment } from "./columns.js";

/**
 * What was paid to a code (or, without one, on a shop's invoices) in a stretch of time, kept in the transaction of each
 * payment and refund. Quarters of an hour begin together with the days of every time zone; days are of UTC, and spare
 * the reading of many quarters inside long ranges.
 */
export const rollups = pgTable(
  "rollups",
  {
    merchantId: uuid().notNull(),
    /** All zeros: invoices. */
    codeId: uuid().notNull(),
    span: text({ enum: ["quarter", "day"] }).notNull(),
    /** When the stretch begins. */
    at: moment().notNull(),
    quoteAsset: text().notNull(),
    paymentAsset: uuid().notNull(),
    count: integer().notNull().default(0),
    /** Sum of the prices, in the quote currency. */
    gross: amount().notNull().default("0"),
    /** The operator's fees, as their part of the prices. */
    fees: amount().notNull().default("0"),
    /** Coins that payers paid. */
    paid: amount().notNull().default("0"),
    /** Payments by whoever had never paid this code, and this shop, before. */
    newToCode: integer().notNull().default(0),
    newToShop: integer().notNull().default(0),
    /** Refunds that were done in the stretch, and the parts of the prices they gave back. */
    refunds: integer().notNull().default(0),
    refunded: amount().notNull().default("0"),
    /**
     * Of a day: the payments of each of its 96 quarters, and their prices; of a quarter: empty. They make days of other
     * zones and busy hours out of as many rows as there are days, however much was paid.
     */
    counts: integer()
      .array()
      .notNull()
      .default(sql`'{}'`),
    sums: amount()
      .array()
      .notNull()
      .default(sql`'{}'`),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.codeId, t.span, t.at, t.quoteAsset, t.paymentAsset] }),
    index("rollups_shop").on(t.merchantId, t.span, t.at),
  ],
);

/**
 * The first payment of a payer to a code, and to a shop (then the code is all zeros and `scope` says so): the earliest of
 * those that stand.
 */
export const firstPayments = pgTable(
  "first_payments",
  {
    merchantId: uuid().notNull(),
    scope: text({ enum: ["shop", "code"] }).notNull(),
    codeId: uuid().notNull(),
    payerId: uuid().notNull(),
    orderId: uuid().notNull(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.scope, t.codeId, t.payerId] })],
);
