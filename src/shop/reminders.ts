import { and, desc, eq, gt, inArray } from "drizzle-orm";
import type { Tx } from "../db/database.js";
import { enqueue } from "../db/jobs.js";
import { hasMuted } from "../db/mutes.js";
import { jobs, merchants, orders } from "../db/schema.js";
import type { Order } from "../payments/orders.js";

/** So that nobody is pestered: invoices sent to users by one shop in an hour, and one invoice to the same user. */
export const REMINDERS_AN_HOUR = 5;
export const SAME_AGAIN_SECONDS = 600;
const HOUR_MS = 3_600_000;

/** `muted`: they want to hear nothing of this shop. */
export type ReminderAnswer = "sent" | "too_many" | "too_soon" | "muted";

/**
 * Sends the card of an invoice to a Mixin user: a job in the caller's transaction. The caller has checked that the shop
 * may (its own invoice, which can still be paid).
 */
export async function remind(tx: Tx, order: Order, userId: string, now: Date): Promise<ReminderAnswer> {
  if (await hasMuted(tx, userId, order.merchantId)) return "muted";
  // Two reminders of one shop take turns, so that both count.
  await tx.select({ id: merchants.id }).from(merchants).where(eq(merchants.id, order.merchantId)).for("update");
  const answer = await mayRemind(tx, { merchantId: order.merchantId, orderId: order.id, userId, now });
  if (answer.why) return answer.why;
  await tx.update(orders).set({ chargedUserId: userId }).where(eq(orders.id, order.id));
  await enqueue(tx, {
    name: "tell.charge",
    payload: { orderId: order.id, userId },
    dedupeKey: answer.free,
    runAt: now,
  });
  return "sent";
}

/**
 * Whether the shop may remind now. Reminders are counted by the keys of their jobs: a shop has so many keys an hour, and
 * what was sent within the last sixty minutes has one of this hour or of the hour before.
 */
export async function mayRemind(
  tx: Tx,
  wanted: { merchantId: string; orderId: string | null; userId: string; now: Date },
): Promise<{ why: null; free: string } | { why: "too_many" | "too_soon" }> {
  const { merchantId, orderId, userId, now } = wanted;
  const hour = Math.floor(now.getTime() / HOUR_MS);
  const keysOf = (which: number) =>
    Array.from({ length: REMINDERS_AN_HOUR }, (_, n) => `tell.charge:${merchantId}:${which}:${n}`);
  const sent = await tx
    .select({ key: jobs.dedupeKey, at: jobs.runAt, payload: jobs.payload })
    .from(jobs)
    .where(
      and(
        inArray(jobs.dedupeKey, [...keysOf(hour - 1), ...keysOf(hour)]),
        gt(jobs.runAt, new Date(now.getTime() - HOUR_MS)),
      ),
    )
    .orderBy(desc(jobs.runAt));
  const soon = now.getTime() - SAME_AGAIN_SECONDS * 1000;
  const same = sent.find(({ payload }) => payload["orderId"] === orderId && payload["userId"] === userId);
  if (orderId !== null && same && same.at.getTime() > soon) return { why: "too_soon" };
  const used = new Set(sent.map(({ key }) => key));
  const free = keysOf(hour).find((key) => !used.has(key));
  return sent.length >= REMINDERS_AN_HOUR || free === undefined ? { why: "too_many" } : { why: null, free };
}
