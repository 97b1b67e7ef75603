import { randomUUID } from "node:crypto";
import { and, asc, eq, isNotNull } from "drizzle-orm";
import { type Database, inTransaction } from "../../src/db/database.js";
import { deliveries } from "../../src/db/schema.js";
import { addWebhook, type Webhook, WEBHOOK_EVENTS, type WebhookEvent } from "../../src/shop/webhooks.js";

/** A message to a webhook, as its receiver reads it. */
export interface WebhookBody {
  id: string;
  event: string;
  webhookId: string;
  merchantId: string;
  /** Milliseconds. */
  createdAt: number;
  sequence: number;
  data: { order: Record<string, unknown>; refund?: Record<string, unknown> };
}

/** A webhook of a shop that hears of everything, unless told otherwise. */
export async function webhookOf(
  { db }: Database,
  merchantId: string,
  url = "https://shop.example.com/hook",
  events: readonly WebhookEvent[] = WEBHOOK_EVENTS,
): Promise<Webhook> {
  const id = randomUUID();
  const wanted = { id, merchantId, by: merchantId, url, events, cause: id, now: new Date() };
  const added = await inTransaction(db, (tx) => addWebhook(tx, wanted));
  if (!added.ok) throw new Error(added.reason);
  return added.webhook;
}

/** What webhooks are to hear of an order, in the order it happened. */
export const messagesOf = ({ db }: Database, orderId: string) =>
  db
    .select()
    .from(deliveries)
    .where(and(eq(deliveries.orderId, orderId), isNotNull(deliveries.webhookId)))
    .orderBy(asc(deliveries.createdAt), asc(deliveries.id));

export const bodyOf = ({ body }: { body: string | null }): WebhookBody => JSON.parse(body ?? "") as WebhookBody;
