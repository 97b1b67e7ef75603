import { bigserial, boolean, index, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { amount, moment } from "./columns.js";
import { orders } from "./orders.js";
import { codes, merchants } from "./shop.js";

/** Who works in a shop, besides its owner. */
export const staff = pgTable(
  "staff",
  {
    merchantId: uuid()
      .notNull()
      .references(() => merchants.id),
    userId: uuid().notNull(),
    role: text({ enum: ["cashier", "manager"] }).notNull(),
    /** `invited` until they say yes themselves. */
    state: text({ enum: ["invited", "active", "declined", "removed"] }).notNull(),
    /** The most of one payment that a cashier may give back in all, in the shop's currency; null: nothing. */
    refundLimit: amount(),
    invitedBy: uuid().notNull(),
    invitedAt: moment().notNull().defaultNow(),
    answeredAt: moment(),
    removedAt: moment(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.userId] }), index("staff_user").on(t.userId, t.state)],
);

/** Who did what in a shop: append-only. */
export const auditEntries = pgTable(
  "audit_entries",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    merchantId: uuid().notNull(),
    userId: uuid().notNull(),
    /** A word of the list in shop/audit.ts. */
    action: text().notNull(),
    /** What it was done to, as people read it. */
    subject: text().notNull().default(""),
    detail: jsonb().$type<Record<string, string>>().notNull().default({}),
    /** Derived from the cause: doing it twice is recorded once. */
    cause: uuid().notNull().unique(),
    createdAt: moment().notNull().defaultNow(),
  },
  (t) => [index("audit_shop").on(t.merchantId, t.id)],
);

/** A Mixin group in which a shop's payments are announced, and its staff may charge. */
export const shopGroups = pgTable(
  "shop_groups",
  {
    conversationId: uuid().primaryKey(),
    merchantId: uuid()
      .notNull()
      .references(() => merchants.id),
    linkedBy: uuid().notNull(),
    linkedAt: moment().notNull().defaultNow(),
  },
  (t) => [index("shop_groups_merchant").on(t.merchantId)],
);

/** A sum that a shop or a code wants to come to. */
export const goals = pgTable(
  "goals",
  {
    id: uuid().primaryKey(),
    merchantId: uuid()
      .notNull()
      .references(() => merchants.id),
    /** Null: the whole shop. */
    codeId: uuid().references(() => codes.id),
    quoteAsset: text().notNull(),
    amount: amount().notNull(),
    /** What was paid before does not count. */
    since: moment().notNull().defaultNow(),
    reachedAt: moment(),
    endedAt: moment(),
  },
  (t) => [index("goals_merchant").on(t.merchantId)],
);

/** Payers who want to hear nothing of a shop. */
export const shopMutes = pgTable(
  "shop_mutes",
  {
    userId: uuid().notNull(),
    merchantId: uuid().notNull(),
    createdAt: moment().notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.merchantId] })],
);

/** A payer and a shop talk about one payment through the bot. */
export const threads = pgTable(
  "threads",
  {
    id: uuid().primaryKey(),
    orderId: uuid()
      .notNull()
      .references(() => orders.id),
    merchantId: uuid().notNull(),
    payerId: uuid().notNull(),
    openedAt: moment().notNull().defaultNow(),
  },
  (t) => [uniqueIndex("threads_order").on(t.orderId), index("threads_merchant").on(t.merchantId)],
);

/** What was said in a thread. */
export const threadMessages = pgTable(
  "thread_messages",
  {
    /** Derived from the chat message it came as. */
    id: uuid().primaryKey(),
    threadId: uuid()
      .notNull()
      .references(() => threads.id),
    fromPayer: boolean().notNull(),
    userId: uuid().notNull(),
    text: text().notNull(),
    createdAt: moment().notNull().defaultNow(),
  },
  (t) => [index("thread_messages_thread").on(t.threadId, t.createdAt)],
);
