import { sql } from "drizzle-orm";
import { bigserial, index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
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
