import { and, isNotNull, lt, sql } from "drizzle-orm";
import type { Db } from "./database.js";
import { deliveries } from "./tables/api.js";
import { inboundMessages, outbox } from "./tables/chat.js";
import { jobs, processes } from "./tables/system.js";

/** The network keeps a message for seven days, so none older than this can come again. */
const INBOUND_DAYS = 30;
/** What was sent and done stays long enough to be looked up; money and its ledger stay for ever. */
const DONE_DAYS = 90;
/** What programs were told, with each attempt: as long as a shop may ask why it did not hear of an order. */
const DELIVERED_DAYS = 60;
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
  await db.delete(processes).where(lt(processes.seenAt, before(SILENT_DAYS)));
}
