import { index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { moment } from "./columns.js";
import { orders } from "./orders.js";
import { merchants } from "./shop.js";

/** A device at the counter, signed in by a link from the chat that works once. Of link and token only the hashes are kept. */
export const tillSessions = pgTable(
  "till_sessions",
  {
    id: uuid().primaryKey(),
    merchantId: uuid()
      .notNull()
      .references(() => merchants.id),
    /** In whose name it charges: what they may do in the shop at the moment is what it may do. */
    userId: uuid().notNull(),
    /** SHA-256 in hex. */
    linkHash: text().notNull().unique(),
    linkExpiresAt: moment().notNull(),
    /** SHA-256 in hex; null: the link has not been used. */
    tokenHash: text().unique(),
    /** What the browser calls itself, as people read it. */
    device: text().notNull().default(""),
    createdAt: moment().notNull().defaultNow(),
    openedAt: moment(),
    /** To the minute. */
    seenAt: moment(),
    endedAt: moment(),
  },
  (t) => [index("till_sessions_user").on(t.merchantId, t.userId)],
);

/** A receipt that a payer wants by e-mail. */
export const receiptMails = pgTable(
  "receipt_mails",
  {
    /** Derived from the order and the address: nobody gets it twice. */
    id: uuid().primaryKey(),
    orderId: uuid()
      .notNull()
      .references(() => orders.id),
    recipient: text().notNull(),
    language: text().notNull(),
    state: text({ enum: ["waiting", "sent", "refused"] })
      .notNull()
      .default("waiting"),
    problem: text(),
    createdAt: moment().notNull().defaultNow(),
    sentAt: moment(),
  },
  (t) => [
    index("receipt_mails_order").on(t.orderId),
    index("receipt_mails_recipient").on(t.recipient, t.createdAt),
    // A day's are counted.
    index("receipt_mails_created").on(t.createdAt),
  ],
);
