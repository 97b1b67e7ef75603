import { and, asc, eq, isNull } from "drizzle-orm";
import { type Executor, signal, type Tx } from "../db/database.js";
import { deadEndpoints, deliveries, merchants, WEBHOOK_EVENTS, webhooks } from "../db/schema.js";
import { nextSequence } from "../payments/listeners.js";
import { webhookBody } from "../payments/message-bodies.js";
import { record, type UsedKey } from "./audit.js";
import { demand } from "./rights.js";

export { WEBHOOK_EVENTS };
export type Webhook = typeof webhooks.$inferSelect;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** Of one shop that are not removed. */
export const WEBHOOKS_MAX = 10;

const standingOf = (merchantId: string) => and(eq(webhooks.merchantId, merchantId), isNull(webhooks.removedAt));

/** The addresses a shop has told of what happens in it, oldest first. */
export const webhooksOf = (db: Executor, merchantId: string): Promise<Webhook[]> =>
  db.select().from(webhooks).where(standingOf(merchantId)).orderBy(asc(webhooks.createdAt), asc(webhooks.id));

/** `full`: the shop has as many as it can have. */
export type AddedWebhook = { ok: true; webhook: Webhook } | { ok: false; reason: "full" };

/** Adds an address. `id` and `cause` are derived from what caused it: the same id again is the same webhook. */
export async function addWebhook(
  tx: Tx,
  wanted: {
    id: string;
    merchantId: string;
    by: string;
    url: string;
    events: readonly WebhookEvent[];
    cause: string;
    now: Date;
    key?: UsedKey;
  },
): Promise<AddedWebhook> {
  const { id, merchantId, by, url, events, cause, now } = wanted;
  await demand(tx, { merchantId, by, action: "programs" });
  // Two of one shop take turns, so that both count.
  await tx.select({ id: merchants.id }).from(merchants).where(eq(merchants.id, merchantId)).for("update");
  const [known] = await tx
    .select()
    .from(webhooks)
    .where(and(eq(webhooks.id, id), eq(webhooks.merchantId, merchantId)));
  if (known) return { ok: true, webhook: known };
  if ((await tx.$count(webhooks, standingOf(merchantId))) >= WEBHOOKS_MAX) return { ok: false, reason: "full" };
  // In the table's order, each once.
  const heard = WEBHOOK_EVENTS.filter((event) => events.includes(event));
  const [webhook] = await tx
    .insert(webhooks)
    .values({ id, merchantId, url, events: heard, createdAt: now })
    .returning();
  await record(tx, { merchantId, userId: by, action: "webhook.added", subject: hostIn(url), key: wanted.key, cause });
  return { ok: true, webhook: webhook! };
}

/** Takes a webhook of this shop away: nothing more is sent to it, what waits included. Null when it has none of that id. */
export async function removeWebhook(
  tx: Tx,
  wanted: { merchantId: string; by: string; webhookId: string; cause: string; now: Date; key?: UsedKey },
): Promise<Webhook | null> {
  const { merchantId, by, webhookId, cause, now } = wanted;
  await demand(tx, { merchantId, by, action: "programs" });
  const [removed] = await tx
    .update(webhooks)
    .set({ removedAt: now })
    .where(and(eq(webhooks.id, webhookId), standingOf(merchantId)))
    .returning();
  if (!removed) return null;
  await tx
    .delete(deadEndpoints)
    .where(and(eq(deadEndpoints.merchantId, merchantId), eq(deadEndpoints.place, webhookId)));
  await tx
    .update(deliveries)
    .set({ state: "overtaken", endedAt: now })
    .where(
      and(eq(deliveries.merchantId, merchantId), eq(deliveries.webhookId, webhookId), eq(deliveries.state, "waiting")),
    );
  await record(tx, {
    merchantId,
    userId: by,
    action: "webhook.removed",
    subject: hostIn(removed.url),
    key: wanted.key,
    cause,
  });
  return removed;
}

/** Has a webhook told nothing but that it is there, to see how it answers. False when the shop has none of that id. */
export async function tryWebhook(
  tx: Tx,
  wanted: { id: string; merchantId: string; by: string; webhookId: string; now: Date },
): Promise<boolean> {
  const { id, merchantId, by, webhookId, now } = wanted;
  await demand(tx, { merchantId, by, action: "programs" });
  const [webhook] = await tx
    .select()
    .from(webhooks)
    .where(and(eq(webhooks.id, webhookId), standingOf(merchantId)));
  if (!webhook) return false;
  const sequence = await nextSequence(tx);
  const body = webhookBody({ id, event: "ping", webhook, at: now, sequence, data: { webhookId } });
  await tx
    .insert(deliveries)
    .values({ id, webhookId, merchantId, event: "ping", body, url: webhook.url, isPaid: false, createdAt: now })
    .onConflictDoNothing({ target: deliveries.id });
  await signal(tx, "deliveries", "");
  return true;
}

/** "shop.example.com:8443": what of an address a record shows; the rest may hold what only the shop knows. */
export const hostIn = (url: string): string => new URL(url).host;
