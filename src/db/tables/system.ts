import { sql } from "drizzle-orm";
import { bigserial, index, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { moment } from "./columns.js";

/** How far something that is read in order has been read. */
export const cursors = pgTable("cursors", {
  name: text().primaryKey(),
  value: text().notNull(),
  updatedAt: moment().notNull().defaultNow(),
});

/** Work to be done after a commit, claimed with a lease; enqueued in the caller's transaction. */
export const jobs = pgTable(
  "jobs",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    name: text().notNull(),
    payload: jsonb().$type<Record<string, unknown>>().notNull(),
    /** While a job with this key exists (done or not) another with the same key is not added. */
    dedupeKey: text().unique(),
    runAt: moment().notNull().defaultNow(),
    attempts: integer().notNull().default(0),
    leasedUntil: moment(),
    leasedBy: text(),
    lastError: text(),
    doneAt: moment(),
    /** Given up after its schedule ran out; kept to be looked at. */
    deadAt: moment(),
    createdAt: moment().notNull().defaultNow(),
  },
  (t) => [
    index("jobs_due")
      .on(t.runAt, t.id)
      .where(sql`${t.doneAt} is null and ${t.deadAt} is null`),
  ],
);

/** What operators have set in the chat; a key that is not there has its default. */
export const settings = pgTable("settings", {
  key: text().primaryKey(),
  value: jsonb().$type<unknown>().notNull(),
  updatedBy: uuid(),
  updatedAt: moment().notNull().defaultNow(),
});

/** Processes that share this database, each heard of every second while it lives. */
export const processes = pgTable("processes", {
  id: uuid().primaryKey(),
  startedAt: moment().notNull().defaultNow(),
  seenAt: moment().notNull().defaultNow(),
});

/** Work that one process at a time does, and who does it. */
export const roles = pgTable("roles", {
  name: text().primaryKey(),
  holder: uuid().notNull(),
  /** The holder's database session, which has the lock: ended by whoever takes over from a holder that is frozen. */
  backendPid: integer().notNull(),
  since: moment().notNull().defaultNow(),
  seenAt: moment().notNull().defaultNow(),
});

/** What the outside last told, kept so that a start does not depend on being told again. */
export const pictures = pgTable("pictures", {
  name: text().primaryKey(),
  value: jsonb().$type<unknown>().notNull(),
  takenAt: moment().notNull().defaultNow(),
});
