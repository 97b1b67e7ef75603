import { and, desc, eq } from "drizzle-orm";
import type { Executor, Tx } from "../db/database.js";
import { SHOP_NEWS, type ShopNews } from "../db/mutes.js";
import { merchants, shopMutes } from "../db/schema.js";
import { RECORDED, record } from "./audit.js";
import { demand } from "./rights.js";

export type Muted = Pick<typeof merchants.$inferSelect, "id" | "name" | "handle">;

/** From now on the user hears of this shop only what becomes of their own money. */
export async function muteShop(tx: Executor, userId: string, merchantId: string): Promise<void> {
  await tx.insert(shopMutes).values({ userId, merchantId }).onConflictDoNothing();
}

/** False when it was not muted. */
export async function unmuteShop(tx: Executor, userId: string, merchantId: string): Promise<boolean> {
  const gone = await tx
    .delete(shopMutes)
    .where(and(eq(shopMutes.userId, userId), eq(shopMutes.merchantId, merchantId)))
    .returning();
  return gone.length > 0;
}

/** The shops somebody has muted, latest first. */
export function mutedShops(db: Executor, userId: string): Promise<Muted[]> {
  return db
    .select({ id: merchants.id, name: merchants.name, handle: merchants.handle })
    .from(shopMutes)
    .innerJoin(merchants, eq(merchants.id, shopMutes.merchantId))
    .where(eq(shopMutes.userId, userId))
    .orderBy(desc(shopMutes.createdAt));
}

/** Which news a shop's owner gets. Returns the kinds that are muted from now on. */
export async function muteNews(
  tx: Tx,
  change: { merchantId: string; by: string; news: ShopNews; muted: boolean; cause: string },
): Promise<ShopNews[]> {
  const { merchantId, by, news, muted, cause } = change;
  await demand(tx, { merchantId, by, action: RECORDED["notices.changed"] });
  const [shop] = await tx.select().from(merchants).where(eq(merchants.id, merchantId)).for("update");
  const before = mutedNews(shop?.muted ?? []);
  const after = SHOP_NEWS.filter((one) => (one === news ? muted : before.includes(one)));
  await tx.update(merchants).set({ muted: after }).where(eq(merchants.id, merchantId));
  await record(tx, { merchantId, userId: by, action: "notices.changed", cause });
  return after;
}

/** What is stored, without words of another version. */
export const mutedNews = (stored: string[]): ShopNews[] => SHOP_NEWS.filter((one) => stored.includes(one));
