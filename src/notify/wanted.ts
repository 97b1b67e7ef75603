import { hasMuted, type ShopNews, shopWants } from "../db/mutes.js";
import type { Db } from "../db/database.js";
import type { OutboxMessage } from "../db/outbox.js";

/** A message and who may have asked not to get such ones; without `unless` it is always sent. */
export type Told = OutboxMessage & { unless?: Unless };

type Unless = { muted: "news"; merchantId: string; news: ShopNews } | { muted: "shop"; merchantId: string };

/** News for a shop's owner, who may do without that kind. */
export const newsFor = (merchantId: string, news: ShopNews, message: OutboxMessage): Told => ({
  ...message,
  unless: { muted: "news", merchantId, news },
});

/**
 * Something a shop wants of somebody, who may have muted it. What becomes of their own money (receipts, parts, refunds,
 * money that comes back) is none of it: that they always hear.
 */
export const fromShop = (merchantId: string, message: OutboxMessage): Told => ({
  ...message,
  unless: { muted: "shop", merchantId },
});

/** What of it is wanted: the one place where mutes are heeded. */
export async function wanted(db: Db, told: Told[]): Promise<OutboxMessage[]> {
  const kept: OutboxMessage[] = [];
  for (const { unless, ...message } of told) {
    if (unless === undefined || (await isWanted(db, message, unless))) kept.push(message);
  }
  return kept;
}

async function isWanted(db: Db, { recipientId }: OutboxMessage, unless: Unless): Promise<boolean> {
  return unless.muted === "news"
    ? shopWants(db, unless.merchantId, unless.news)
    : !(await hasMuted(db, recipientId, unless.merchantId));
}
