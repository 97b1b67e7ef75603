import { sql } from "drizzle-orm";
import { bigserial, boolean, index, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { moment } from "./columns.js";

/** Everybody the bot has met. `language` is null until chosen: then the greeting asks for it. */
export const people = pgTable("people", {
  userId: uuid().primaryKey(),
  identityNumber: text().notNull().default(""),
  fullName: text().notNull().default(""),
  avatarUrl: text().notNull().default(""),
  language: text(),
  timeZone: text().notNull().default("UTC"),
  /** The shop they act for when it is not their own: as its staff. */
  actingFor: uuid(),
  profileAt: moment(),
  createdAt: moment().notNull().defaultNow(),
});

/** Ids of messages already handled: the network delivers at least once, we act at most once. */
export const inboundMessages = pgTable(
  "inbound_messages",
  {
    messageId: uuid().primaryKey(),
    conversationId: uuid().notNull(),
    userId: uuid().notNull(),
    handledAt: moment().notNull().defaultNow(),
  },
  (t) => [index().on(t.handledAt)],
);

/** An answer given in a running flow: the question's key, what was typed, and the value it was understood as. */
export interface StoredAnswer {
  key: string;
  text: string;
  value: unknown;
}

/** A conversation and the flow that runs in it; answers are replayed, so a restart loses nothing. */
export const conversations = pgTable("conversations", {
  conversationId: uuid().primaryKey(),
  userId: uuid().notNull(),
  flow: text(),
  flowVersion: integer().notNull().default(0),
  /** Identity of this run of the flow: what the flow creates derives its ids from it. */
  runId: uuid(),
  answers: jsonb().$type<StoredAnswer[]>().notNull().default([]),
  updatedAt: moment().notNull().defaultNow(),
});

/**
 * A picture to be drawn, or a file to be made, when the message is sent. What a picture shows is a pure function of these
 * words; what a file tells is fixed by the ids and moments in them.
 */
export interface PictureSpec {
  kind: string;
  [field: string]: string | number | boolean | null;
}

/** Every outgoing message is a row before it is a request; `messageId` is derived from its cause. */
export const outbox = pgTable(
  "outbox",
  {
    seq: bigserial({ mode: "number" }).primaryKey(),
    messageId: uuid().notNull().unique(),
    conversationId: uuid().notNull(),
    recipientId: uuid().notNull(),
    category: text().notNull(),
    /** Payload text, not base64. Of a picture: its caption until it is drawn, then the image payload; likewise of a file. */
    data: text().notNull(),
    picture: jsonb().$type<PictureSpec>(),
    /** True until drawn and uploaded; then `data` holds the finished payload. */
    toDraw: boolean().notNull().default(false),
    /** What it says is for its reader alone: once sent, `data` is emptied. */
    isSecret: boolean().notNull().default(false),
    createdAt: moment().notNull().defaultNow(),
    sentAt: moment(),
    /** Given up: refused by the network for good, with its words. */
    failed: text(),
    attempts: integer().notNull().default(0),
    /** Not before: a message that could not go holds back only its own conversation. */
    nextTryAt: moment().notNull().defaultNow(),
  },
  (t) => [
    index("outbox_waiting")
      .on(t.seq)
      .where(sql`${t.sentAt} is null and ${t.failed} is null`),
    index("outbox_conversation_waiting")
      .on(t.conversationId, t.seq)
      .where(sql`${t.sentAt} is null and ${t.failed} is null`),
  ],
);
