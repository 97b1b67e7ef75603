import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { moment } from "./columns.js";
import { orders } from "./orders.js";
import { merchants, payees } from "./shop.js";

/** What a program may do with a key. */
export const SCOPES = ["orders", "refunds", "statistics", "webhooks"] as const;

/** What a shop's own webhooks tell of. */
export const WEBHOOK_EVENTS = [
  "order.paid_less",
  "order.pending",
  "order.success",
  "order.failed",
  "refund.success",
] as const;

/** A shop's word to a program: whoever holds it asks in the shop's name. Only its hash is kept. */
export const apiKeys = pgTable(
  "api_keys",
  {
    id: uuid().primaryKey(),
    merchantId: uuid()
      .notNull()
      .references(() => merchants.id),
    name: text().notNull(),
    scopes: jsonb().$type<(typeof SCOPES)[number][]>().notNull(),
    /** SHA-256 of the key, in hex. */
    hash: text().notNull().unique(),
    /** The key's last characters, to tell it from others. */
    hint: text().notNull(),
    createdAt: moment().notNull().defaultNow(),
    /** To the minute. */
    lastUsedAt: moment(),
    revokedAt: moment(),
  },
  (t) => [index("api_keys_merchant").on(t.merchantId)],
);

/** An address that a shop wants to have told of its orders and refunds. */
export const webhooks = pgTable(
  "webhooks",
  {
    id: uuid().primaryKey(),
    merchantId: uuid()
      .notNull()
      .references(() => merchants.id),
    url: text().notNull(),
    events: jsonb().$type<(typeof WEBHOOK_EVENTS)[number][]>().notNull(),
    createdAt: moment().notNull().defaultNow(),
    /** Nothing more is told to it from then on. */
    removedAt: moment(),
  },
  (t) => [
    index("webhooks_merchant")
      .on(t.merchantId)
      .where(sql`${t.removedAt} is null`),
  ],
);

/** Where none of a message's attempts was taken: the shop was told, and is not told again until one is taken there. */
export const deadEndpoints = pgTable(
  "dead_endpoints",
  {
    merchantId: uuid()
      .notNull()
      .references(() => merchants.id),
    /** A webhook's id; of callbacks, whose addresses are as many as orders, the host. */
    place: text().notNull(),
    since: moment().notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.place] })],
);

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
    /** Where the payer wants the receipt, as the link said. */
    payerEmail: text(),
    /** Another order has taken its number: nobody hears of this one any more. */
    replacedBy: uuid(),
    createdAt: moment().notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("api_orders_number")
      .on(t.payeeId, t.orderNumber)
      .where(sql`${t.replacedBy} is null and ${t.orderNumber} is not null`),
    // Whom nobody needs to write to any more is forgotten.
    index("api_orders_email")
      .on(t.createdAt)
      .where(sql`${t.payerEmail} is not null`),
  ],
);

/**
 * A message to a program's address: a row before it is a request. What MixPay's callbacks say is made from the order's row
 * above; those of a shop's webhooks carry what was so when they were written.
 */
export const deliveries = pgTable(
  "deliveries",
  {
    /** Derived from what it tells of. */
    id: uuid().primaryKey(),
    /** Those of one order to one receiver wait for each other, never for those of another. Null: a webhook is tried out. */
    orderId: uuid().references(() => orders.id),
    /** Null: a callback to the address that the order names. */
    webhookId: uuid().references(() => webhooks.id),
    /** Whose log it stands in; null: nobody keeps a shop where the payee is. */
    merchantId: uuid(),
    event: text({ enum: ["success", "failed", "pending", "paid_less", "ping", ...WEBHOOK_EVENTS] }).notNull(),
    /** What a webhook is told, byte for byte; null: made when it is sent. */
    body: text(),
    /** The one that somebody wanted to have sent again. */
    resendOf: uuid(),
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
    index("deliveries_merchant")
      .on(t.merchantId, t.createdAt, t.id)
      .where(sql`${t.merchantId} is not null`),
    // A shop's log, of what stands so, and of what has trouble.
    index("deliveries_state")
      .on(t.merchantId, t.state, t.createdAt, t.id)
      .where(sql`${t.merchantId} is not null`),
    index("deliveries_troubled")
      .on(t.merchantId, t.createdAt, t.id)
      .where(sql`${t.state} = 'failed' or (${t.state} = 'waiting' and ${t.attempts} > 0)`),
    // Whether a webhook that was removed can be forgotten.
    index("deliveries_webhook")
      .on(t.webhookId)
      .where(sql`${t.webhookId} is not null`),
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
