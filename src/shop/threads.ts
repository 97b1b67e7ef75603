import { and, desc, eq, gt, ne, sql } from "drizzle-orm";
import type { Executor, Tx } from "../db/database.js";
import { deriveId } from "../db/ids.js";
import { enqueue } from "../db/jobs.js";
import { hasMuted } from "../db/mutes.js";
import { orders, threadMessages, threads } from "../db/schema.js";
import { withoutLinks } from "../db/text.js";
import { isSale } from "../payments/sales.js";
import type { Order } from "../payments/state.js";
import { findMerchant } from "./merchants.js";
import { may, roleIn } from "./rights.js";

export type Thread = typeof threads.$inferSelect;
export type ThreadMessage = typeof threadMessages.$inferSelect;
export type Side = "payer" | "shop";

/** So that nobody is pestered. */
export const THREADS = {
  /** How old a payment may be. */
  days: 180,
  /** Messages of both sides together, in one thread. */
  anHour: 20,
  /** Messages of one side in a day without an answer. */
  inARow: 5,
} as const;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * `unknown`: no payment of theirs. `old`: it was too long ago. `muted`: the payer wants to hear nothing of the shop and has
 * asked nothing. `waiting`: as many messages as may be wait for an answer. `other`: a question about another payment waits.
 */
export type NotWritten = "unknown" | "old" | "muted" | "waiting" | "too_many" | "other";

/** Who writes about which payment. */
export interface Writer {
  orderId: string;
  userId: string;
  now: Date;
}

export interface Place {
  order: Order;
  side: Side;
  thread: Thread | null;
}

/** Whether somebody may write about a payment now, and as what. */
export async function mayWrite(
  tx: Tx,
  writer: Writer,
): Promise<(Place & { ok: true }) | { ok: false; why: NotWritten }> {
  const place = await placeOf(tx, writer);
  if (!place) return { ok: false, why: "unknown" };
  const why = await refusal(tx, place, writer.now);
  return why === null ? { ok: true, ...place } : { ok: false, why };
}

/** The payment, and as what this user may speak of it; null: it is none of theirs. */
export async function placeOf(tx: Tx, { orderId, userId }: Omit<Writer, "now">): Promise<Place | null> {
  const [order] = await tx.select().from(orders).where(eq(orders.id, orderId));
  // Of what somebody paid in their own shop, or to a payee without one, there is nobody to talk to.
  if (!order || !isSale(order) || order.paidAt === null || order.payerId === null) return null;
  if (order.payerId === order.merchantId || !(await findMerchant(tx, order.merchantId))) return null;
  const side = order.payerId === userId ? "payer" : await shopSide(tx, order, userId);
  if (side === null) return null;
  const [thread] = await tx.select().from(threads).where(eq(threads.orderId, orderId)).for("update");
  return { order, side, thread: thread ?? null };
}

async function shopSide(tx: Tx, order: Order, userId: string): Promise<"shop" | null> {
  const role = await roleIn(tx, order.merchantId, userId);
  if (role === null) return null;
  return may(role, "all messages") || order.createdBy === userId ? "shop" : null;
}

async function refusal(tx: Tx, { order, side, thread }: Place, now: Date): Promise<NotWritten | null> {
  if (order.paidAt!.getTime() < now.getTime() - THREADS.days * DAY_MS) return "old";
  const said = thread ? await lastMessages(tx, thread.id, THREADS.anHour) : [];
  const asked = thread !== null && (await hasAsked(tx, thread.id));
  if (side === "shop" && !asked && (await hasMuted(tx, order.payerId!, order.merchantId))) return "muted";
  const since = (ms: number) => said.filter(({ createdAt }) => createdAt.getTime() > now.getTime() - ms);
  if (since(HOUR_MS).length >= THREADS.anHour) return "too_many";
  const answered = said.findIndex(({ fromPayer }) => fromPayer !== (side === "payer"));
  const unanswered = since(DAY_MS).length;
  if (Math.min(answered < 0 ? said.length : answered, unanswered) >= THREADS.inARow) return "waiting";
  return side === "payer" && (await asksElsewhere(tx, order, now)) ? "other" : null;
}

/** Whether the payer has written in it: then whatever the shop writes is an answer. */
export async function hasAsked(db: Executor, threadId: string): Promise<boolean> {
  const [asked] = await db
    .select({ id: threadMessages.id })
    .from(threadMessages)
    .where(and(eq(threadMessages.threadId, threadId), eq(threadMessages.fromPayer, true)))
    .limit(1);
  return asked !== undefined;
}

/** One question to a shop at a time: another payment's waits for an answer, since less than a day. */
async function asksElsewhere(tx: Tx, { id, merchantId, payerId }: Order, now: Date): Promise<boolean> {
  const theirs = await tx
    .select({ id: threads.id })
    .from(threads)
    .innerJoin(threadMessages, eq(threadMessages.threadId, threads.id))
    .where(
      and(
        eq(threads.merchantId, merchantId),
        eq(threads.payerId, payerId!),
        ne(threads.orderId, id),
        gt(threadMessages.createdAt, new Date(now.getTime() - DAY_MS)),
      ),
    )
    .groupBy(threads.id);
  for (const thread of theirs) {
    const [last] = await lastMessages(tx, thread.id, 1);
    if (last?.fromPayer) return true;
  }
  return false;
}

/** The latest messages of a thread, newest first. */
export function lastMessages(db: Executor, threadId: string, most: number): Promise<ThreadMessage[]> {
  return db
    .select()
    .from(threadMessages)
    .where(eq(threadMessages.threadId, threadId))
    .orderBy(desc(threadMessages.createdAt), desc(threadMessages.id))
    .limit(most);
}

/**
 * Says something about a payment to the other side, who is told by a job. `id` is derived from the message it came as:
 * saying it twice is saying it once.
 */
export async function write(
  tx: Tx,
  message: Writer & { id: string; text: string },
): Promise<{ ok: true; side: Side } | { ok: false; why: NotWritten }> {
  const { id, orderId, userId, text, now } = message;
  const place = await placeOf(tx, message);
  if (!place) return { ok: false, why: "unknown" };
  const why = await refusal(tx, place, now);
  if (why !== null) return { ok: false, why };
  const { merchantId, payerId } = place.order;
  const threadId = deriveId(orderId, "thread");
  await tx
    .insert(threads)
    .values({ id: threadId, orderId, merchantId, payerId: payerId!, openedAt: now })
    .onConflictDoNothing();
  const [last] = await lastMessages(tx, threadId, 1);
  // Messages of one moment keep their order.
  const createdAt = new Date(Math.max(now.getTime(), (last?.createdAt.getTime() ?? 0) + 1));
  await tx
    .insert(threadMessages)
    .values({ id, threadId, fromPayer: place.side === "payer", userId, text: withoutLinks(text), createdAt })
    .onConflictDoNothing();
  await enqueue(tx, { name: "tell.message", payload: { messageId: id }, dedupeKey: `tell.message:${id}` });
  return { ok: true, side: place.side };
}

/** The payment that a thread is about; null when there is no such thread. */
export async function orderOfThread(db: Executor, threadId: string): Promise<string | null> {
  const [thread] = await db.select({ orderId: threads.orderId }).from(threads).where(eq(threads.id, threadId));
  return thread?.orderId ?? null;
}

export interface ThreadRow {
  thread: Thread;
  order: Pick<Order, "id" | "title" | "quoteAmount" | "quoteAsset">;
  last: ThreadMessage;
}

/** What payers and a shop wrote each other, latest first. `madeBy`: only about what this user charged. */
export async function threadsOf(
  db: Executor,
  merchantId: string,
  wanted: { page: number; size: number; madeBy: string | null },
): Promise<{ rows: ThreadRow[]; page: number; pages: number }> {
  const { size, madeBy } = wanted;
  const whose = and(eq(threads.merchantId, merchantId), madeBy === null ? undefined : eq(orders.createdBy, madeBy));
  const [counted] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(threads)
    .innerJoin(orders, eq(orders.id, threads.orderId))
    .where(whose);
  const pages = Math.max(1, Math.ceil((counted?.count ?? 0) / size));
  const page = Math.min(Math.max(wanted.page, 1), pages);
  const { id, title, quoteAmount, quoteAsset } = orders;
  const found = await db
    .select({ thread: threads, order: { id, title, quoteAmount, quoteAsset } })
    .from(threads)
    .innerJoin(orders, eq(orders.id, threads.orderId))
    .where(whose)
    .orderBy(desc(sql`(select max(created_at) from thread_messages where thread_id = ${threads.id})`))
    .limit(size)
    .offset((page - 1) * size);
  const rows: ThreadRow[] = [];
  for (const one of found) {
    const [last] = await lastMessages(db, one.thread.id, 1);
    if (last) rows.push({ ...one, last });
  }
  return { rows, page, pages };
}
