import { and, desc, eq, gt, max, sql } from "drizzle-orm";
import { union } from "drizzle-orm/pg-core";
import type { Executor } from "../db/database.js";
import { quotes } from "../db/schema.js";
import type { Quote } from "./quotes.js";
import type { Order } from "./state.js";

/** Of those that are over, what a page may still have to ask anew for. */
const NEWEST = 20;

/**
 * What is ever looked for among an order's quotes, newest first: the newest of all, the newest live ones of each asset and
 * payer, and the one that was paid. An order may have a hundred thousand: pages are opened by anybody, as are quotes.
 */
export async function shownQuotes(db: Executor, order: Order, now: Date): Promise<Quote[]> {
  const { paymentAsset, payerId, covers, ordinal } = quotes;
  const own = eq(quotes.orderId, order.id);
  // By number, not by a limit: a database that takes an order's quotes for few would read and sort them all.
  const last = db
    .select({ ordinal: max(ordinal) })
    .from(quotes)
    .where(own);
  const newest = db
    .select()
    .from(quotes)
    .where(and(own, sql`${ordinal} > (${last}) - ${NEWEST}::int`));
  const live = db
    .selectDistinctOn([paymentAsset, payerId, covers])
    .from(quotes)
    .where(and(own, gt(quotes.expiresAt, now)))
    .orderBy(paymentAsset, payerId, covers, desc(ordinal));
  if (order.quoteId === null) return union(newest, live).orderBy(desc(ordinal));
  const paid = db.select().from(quotes).where(eq(quotes.id, order.quoteId));
  return union(newest, live, paid).orderBy(desc(ordinal));
}
