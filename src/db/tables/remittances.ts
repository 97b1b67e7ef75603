import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { amount, moment } from "./columns.js";
import { orders } from "./orders.js";

/**
 * What the conversation calls a transfer: money from one person to another, kept by us from when its sender has paid it
 * until its recipient claims it or it goes back. (`transfers` are what leaves the wallet.)
 */
export const remittances = pgTable(
  "remittances",
  {
    id: uuid().primaryKey(),
    senderId: uuid().notNull(),
    /** What the sender pays; several that are sent together in one currency share one. */
    orderId: uuid()
      .notNull()
      .references(() => orders.id),
    /** Its place among those sent together, from 0. */
    ordinal: integer().notNull(),
    recipientKind: text({ enum: ["mixin", "phone", "email"] }).notNull(),
    /** The Mixin user it is for; of a link null until somebody claims it. */
    recipientId: uuid(),
    /** As it is sent to: a Mixin ID, a phone number (E.164), an e-mail address. */
    address: text().notNull(),
    /** What its sender wrote: a part of the order's price. */
    quoteAmount: amount().notNull(),
    note: text(),
    /** Language the recipient is written to in, until they choose one. */
    language: text().notNull(),
    /** How long it may be claimed, from when it is paid. */
    termSeconds: integer().notNull(),
    /** See REMITTANCE_MOVES. `cancelled`: it was never paid. */
    state: text({ enum: ["unpaid", "waiting", "claimed", "delivered", "returning", "returned", "cancelled"] })
      .notNull()
      .default("unpaid"),
    /** What is kept for it, once paid. */
    assetId: uuid(),
    amount: amount(),
    /** SHA-256 of the claim link's secret, hex; null of one that is claimed in the chat only. */
    claimHash: text().unique(),
    /** The order its recipient is paid by, once claimed. */
    claimOrderId: uuid(),
    /** Why it goes back. `undeliverable`: its recipient claimed it, and could not be paid there. */
    returnReason: text({ enum: ["expired", "cancelled", "refused", "undeliverable"] }),
    createdAt: moment().notNull().defaultNow(),
    paidAt: moment(),
    expiresAt: moment(),
    remindedAt: moment(),
    /** When its sender last asked for a reminder. */
    nudgedAt: moment(),
    claimedAt: moment(),
    doneAt: moment(),
  },
  (t) => [
    index("remittances_sender").on(t.senderId, t.createdAt),
    index("remittances_recipient").on(t.recipientId, t.state),
    index("remittances_order").on(t.orderId),
    index("remittances_claim_order").on(t.claimOrderId),
    check("remittances_positive", sql`${t.quoteAmount} > 0`),
  ],
);

/** Somebody on a claim page says they are this Mixin user, who is asked in the bot's chat. */
export const claimRequests = pgTable(
  "claim_requests",
  {
    id: uuid().primaryKey(),
    remittanceId: uuid()
      .notNull()
      .references(() => remittances.id),
    userId: uuid().notNull(),
    state: text({ enum: ["asked", "confirmed", "refused"] })
      .notNull()
      .default("asked"),
    createdAt: moment().notNull().defaultNow(),
    answeredAt: moment(),
  },
  (t) => [
    index("claim_requests_remittance").on(t.remittanceId, t.createdAt),
    index("claim_requests_user").on(t.userId, t.createdAt),
  ],
);

/** An e-mail to be sent: a row before it is a connection. Its text is made when it goes, so that no secret lies here. */
export const mails = pgTable(
  "mails",
  {
    /** Derived from its cause. */
    id: uuid().primaryKey(),
    kind: text({ enum: ["claim", "reminder"] }).notNull(),
    remittanceId: uuid()
      .notNull()
      .references(() => remittances.id),
    recipient: text().notNull(),
    language: text().notNull(),
    /** `refused`: the server does not take it, for good. */
    state: text({ enum: ["waiting", "sent", "refused"] })
      .notNull()
      .default("waiting"),
    problem: text(),
    /** When its sender was told that it takes longer. */
    delayToldAt: moment(),
    createdAt: moment().notNull().defaultNow(),
    sentAt: moment(),
  },
  (t) => [index("mails_remittance").on(t.remittanceId)],
);
