import { sql } from "drizzle-orm";
import { boolean, check, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { amount, moment } from "./columns.js";

/**
 * Where settlement goes. An individual payee is one member with threshold 1. One of kind `address` has no members: it is
 * paid on a chain, to `destination` (and `tag`, where the chain has one).
 */
export const payees = pgTable("payees", {
  id: uuid().primaryKey(),
  kind: text({ enum: ["individual", "developer", "multisig", "address"] }).notNull(),
  members: jsonb().$type<string[]>().notNull(),
  threshold: integer().notNull(),
  /** As people read it: a name with its Mixin ID; of a group its MIX address. */
  label: text().notNull().default(""),
  destination: text(),
  tag: text(),
  createdAt: moment().notNull().defaultNow(),
});

/** A Mixin user who gets paid; `id` is the Mixin user id. */
export const merchants = pgTable("merchants", {
  id: uuid().primaryKey(),
  handle: text().notNull().unique(),
  /** Confusable skeleton of the handle: two handles that look alike cannot both exist. */
  handleSkeleton: text().notNull().unique(),
  name: text().notNull(),
  payeeId: uuid()
    .notNull()
    .references(() => payees.id),
  /** Default price currency: a fiat code in lower case or an asset id. */
  quoteAsset: text().notNull().default("usd"),
  /** Default settlement asset id; null is "as paid". */
  settlementAsset: uuid(),
  /** How long after its deadline a payment may still be accepted by the merchant's word. */
  graceSeconds: integer().notNull().default(0),
  /** How much too little is enough, in hundredths of a percent. */
  toleranceBps: integer().notNull().default(0),
  /** When a conversion fails: return the money (true), or take what was paid. */
  strict: boolean().notNull().default(false),
  /** When the shop's figures are sent: at this hour of its owner's time zone, weekly on this day (1 is Monday). */
  digest: text({ enum: ["off", "daily", "weekly"] })
    .notNull()
    .default("off"),
  digestHour: integer().notNull().default(20),
  digestWeekday: integer().notNull().default(1),
  /** Kinds of notices that the shop does not want. */
  muted: jsonb().$type<string[]>().notNull().default([]),
  createdAt: moment().notNull().defaultNow(),
});

/** A reusable receipt code at `/{handle}/{slug}`. */
export const codes = pgTable(
  "codes",
  {
    id: uuid().primaryKey(),
    merchantId: uuid()
      .notNull()
      .references(() => merchants.id),
    payeeId: uuid()
      .notNull()
      .references(() => payees.id),
    slug: text().notNull(),
    title: text().notNull(),
    quoteAsset: text().notNull(),
    /** Null: the payer says how much. */
    quoteAmount: amount(),
    settlementAsset: uuid(),
    state: text({ enum: ["active", "paused", "deleted"] })
      .notNull()
      .default("active"),
    createdAt: moment().notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("codes_slug")
      .on(t.merchantId, t.slug)
      .where(sql`${t.state} <> 'deleted'`),
    index("codes_merchant").on(t.merchantId, t.createdAt),
    check("codes_amount_positive", sql`${t.quoteAmount} > 0`),
  ],
);
