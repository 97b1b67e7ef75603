import { and, eq, exists, inArray, isNotNull, isNull, lt, ne, notExists, or, sql } from "drizzle-orm";
import type { Db } from "./database.js";
import { apiOrders, deadEndpoints, deliveries, webhooks } from "./tables/api.js";
import { inboundMessages, outbox } from "./tables/chat.js";
import { receiptMails, tillSessions } from "./tables/counter.js";
import { orders } from "./tables/orders.js";
import { jobs, processes } from "./tables/system.js";

/** The network keeps a message for seven days, so none older than this can come again. */
const INBOUND_DAYS = 30;
/** What was sent and done stays long enough to be looked up; money and its ledger stay for ever. */
const DONE_DAYS = 90;
/** What programs were told, with each attempt: as long as a shop may ask why it did not hear of an order. */
const DELIVERED_DAYS = 60;
/** A shop that was told of a dead address, and has done nothing about it, is told again. */
const DEAD_DAYS = 30;
/** Whom receipts were mailed to: as long as the shop may be asked where one is. */
const RECEIPT_DAYS = 30;
/** Where a link said that the receipt should go, once nothing can be paid by it any more. */
const PAYER_DAYS = 90;
/** Who was signed in at a counter, on what, once they are not any more. */
const TILL_DAYS = 90;
/** The same since it was opened: a device that nobody signs out is out after ninety days. */
const LAPSED_TILL_DAYS = 90 + TILL_DAYS;
/** A process that was killed could not take its name off the list. */
const SILENT_DAYS = 1;

const before = (days: number) => sql`now() - make_interval(days => ${days})`;

/** Deletes what only served to do things once, when it can no longer be asked for. */
export async function tidy(db: Db): Promise<void> {
  await db.delete(inboundMessages).where(lt(inboundMessages.handledAt, before(INBOUND_DAYS)));
  await db.delete(outbox).where(and(isNotNull(outbox.sentAt), lt(outbox.sentAt, before(DONE_DAYS))));
  await db.delete(outbox).where(and(isNotNull(outbox.failed), lt(outbox.createdAt, before(DONE_DAYS))));
  await db.delete(jobs).where(and(isNotNull(jobs.doneAt), lt(jobs.doneAt, before(DONE_DAYS))));
  await db.delete(deliveries).where(and(isNotNull(deliveries.endedAt), lt(deliveries.endedAt, before(DELIVERED_DAYS))));
  await db.delete(webhooks).where(and(lt(webhooks.removedAt, before(DELIVERED_DAYS)), notExists(toldTo(db))));
  await db.delete(deadEndpoints).where(lt(deadEndpoints.since, before(DEAD_DAYS)));
  const went = ne(receiptMails.state, "waiting");
  await db.delete(receiptMails).where(and(went, lt(receiptMails.createdAt, before(RECEIPT_DAYS))));
  const written = and(isNotNull(apiOrders.payerEmail), lt(apiOrders.createdAt, before(PAYER_DAYS)));
  await db
    .update(apiOrders)
    .set({ payerEmail: null })
    .where(and(written, exists(itsOrderIsOver(db))));
  const isOut = lt(tillSessions.endedAt, before(TILL_DAYS));
  const isLapsed = lt(tillSessions.openedAt, before(LAPSED_TILL_DAYS));
  const wasNever = and(isNull(tillSessions.tokenHash), lt(tillSessions.linkExpiresAt, before(TILL_DAYS)));
  await db.delete(tillSessions).where(or(isOut, isLapsed, wasNever));
  await db.delete(processes).where(lt(processes.seenAt, before(SILENT_DAYS)));
}

/** What is still kept of what a webhook was told. */
const toldTo = (db: Db) =>
  db
    .select({ one: sql`1` })
    .from(deliveries)
    .where(eq(deliveries.webhookId, webhooks.id));

/** Until then its payer may still want the receipt. */
const itsOrderIsOver = (db: Db) =>
  db
    .select({ one: sql`1` })
    .from(orders)
    .where(and(eq(orders.id, apiOrders.orderId), inArray(orders.state, ["settled", "expired", "cancelled"])));
