import { and, eq } from "drizzle-orm";
import type { Executor } from "./database.js";
import { merchants } from "./tables/shop.js";
import { shopMutes } from "./tables/team.js";

/**
 * What a shop's owner can do without being told. Anything else they always hear: that the payee changed, a payout is
 * stuck, a conversion failed, or a payer writes.
 */
export const SHOP_NEWS = ["payments", "refunds", "parts", "invoices", "digests", "goals", "unusual"] as const;
export type ShopNews = (typeof SHOP_NEWS)[number];

/** Whether the shop's owner wants to hear of this. */
export async function shopWants(db: Executor, merchantId: string, news: ShopNews): Promise<boolean> {
  const [shop] = await db.select({ muted: merchants.muted }).from(merchants).where(eq(merchants.id, merchantId));
  return !(shop?.muted ?? []).includes(news);
}

/** Whether this user wants to hear nothing of that shop but what becomes of their own money. */
export async function hasMuted(db: Executor, userId: string, merchantId: string): Promise<boolean> {
  const [mute] = await db
    .select()
    .from(shopMutes)
    .where(and(eq(shopMutes.userId, userId), eq(shopMutes.merchantId, merchantId)));
  return mute !== undefined;
}
