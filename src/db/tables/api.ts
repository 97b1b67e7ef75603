import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { moment } from "./columns.js";
import { orders } from "./orders.js";
import { payees } from "./shop.js";

/** What a program said of the order it asked for, beside the price; all of it is told back to it, none decides about money. */
export const apiOrders = pgTable(
  "api_orders",
  {
    orderId: uuid()
      .primaryKey()
      .references(() => orders.id),
    payeeId: uuid()
      .notNull()
      .references(() => payees.id),
    /** The payee as it was written: shops compare it letter by letter. */
    payeeSent: text().notNull(),
    /** The shop's own number; null: it named none. */
    orderNumber: text(),
    clientId: uuid().notNull(),
    /** The parameters that make it this order, as canonical JSON: asking for the same is told from asking for another. */
    asked: text().notNull(),
    remark: text().notNull().default(""),
    returnTo: text(),
    failedReturnTo: text(),
    callbackUrl: text(),
    /** Besides the end, good or bad, of which every callback tells. */
    callbackEvents: jsonb().$type<("pending" | "settle" | "paid_less")[]>().notNull().default([]),
    /** Opened from a link, whose holder can have changed it; false: by a program, and no link may pay it. */
    viaLink: boolean().notNull().default(false),
    /** Another order has taken its number: nobody hears of this one any more. */
    replacedBy: uuid(),
    createdAt: moment().notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("api_orders_number")
      .on(t.payeeId, t.orderNumber)
      .where(sql`${t.replacedBy} is null and ${t.orderNumber} is not null`),
  ],
);

/** A message to a program's address: a row before it is a request. What it says is made from the order's row above. */
export const deliveries = pgTable(
  "deliveries",
  {
    /** Derived from what it tells of. */
    id: uuid().primaryKey(),
    /** Those of one order wait for each other, never for those of another. */
    orderId: uuid()
      .notNull()
      .references(() => orders.id),
    event: text({ enum: ["success", "failed", "pending", "paid_less"] }).notNull(),
    url: text().notNull(),
    /** Of an order that was paid. Others cost nothing to make: they may be many, and nobody paid waits behind them. */
    isPaid: boolean().notNull(),
    /** waiting → delivered | failed (its schedule ran out) | overtaken (a newer one of the order says more). */
    state: text({ enum: ["waiting", "delivered", "failed", "overtaken"] })
      .notNull()
      .default("waiting"),
    /** Those whose end is known. */
    attempts: integer().notNull().default(0),
    dueAt: moment().notNull().defaultNow(),
    /** While somebody posts it: nobody else does, nor a newer one of the order, until then. */
    leasedUntil: moment(),
    leasedBy: uuid(),
    createdAt: moment().notNull().defaultNow(),
    endedAt: moment(),
  },
  (t) => [
    index("deliveries_first")
      .on(t.isPaid, t.dueAt)
      .where(sql`${t.state} = 'waiting' and ${t.attempts} = 0`),
    index("deliveries_again")
      .on(t.isPaid, t.dueAt)
      .where(sql`${t.state} = 'waiting' and ${t.attempts} > 0`),
    // Few at any time: whether one of an order is being posted is asked for each that is due.
    index("deliveries_leased")
      .on(t.orderId)
      .where(sql`${t.leasedUntil} is not null`),
    index("deliveries_order").on(t.orderId, t.createdAt),
  ],
);

/** What became of each try to deliver. */
export const deliveryAttempts = pgTable(
  "delivery_attempts",
  {
    deliveryId: uuid()
      .notNull()
      .references(() => deliveries.id, { onDelete: "cascade" }),
    /** From 1. */
    number: integer().notNull(),
    at: moment().notNull(),
    millis: integer().notNull(),
    /** Null: there was no answer, for the reason in `problem`. */
    status: integer(),
    /** The answer's first kilobyte. */
    answer: text(),
    problem: text(),
  },
  (t) => [primaryKey({ columns: [t.deliveryId, t.number] })],
);
