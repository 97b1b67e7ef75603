import { and, eq } from "drizzle-orm";
import type { Executor, Tx } from "../db/database.js";
import { deriveId } from "../db/ids.js";
import { shopGroups } from "../db/schema.js";
import { record } from "./audit.js";
import { demand } from "./rights.js";

/** A Mixin group in which a shop's payments are announced, and its staff may charge. */
export type ShopGroup = typeof shopGroups.$inferSelect;

export async function groupOf(db: Executor, conversationId: string): Promise<ShopGroup | null> {
  const [found] = await db.select().from(shopGroups).where(eq(shopGroups.conversationId, conversationId));
  return found ?? null;
}

interface Change {
  conversationId: string;
  merchantId: string;
  by: string;
  /** Derived from what caused it. */
  cause: string;
}

/** `taken`: the group belongs to another shop already. */
export async function linkGroup(tx: Tx, change: Change): Promise<"linked" | "already" | "taken"> {
  const { conversationId, merchantId, by, cause } = change;
  await demand(tx, { merchantId, by, action: "group" });
  const added = await tx
    .insert(shopGroups)
    .values({ conversationId, merchantId, linkedBy: by })
    .onConflictDoNothing({ target: shopGroups.conversationId })
    .returning();
  if (added.length === 0) {
    return (await groupOf(tx, conversationId))?.merchantId === merchantId ? "already" : "taken";
  }
  await record(tx, { merchantId, userId: by, action: "group.linked", cause });
  return "linked";
}

/** False when the group is not this shop's (any more). */
export async function unlinkGroup(tx: Tx, change: Change): Promise<boolean> {
  const { conversationId, merchantId, by, cause } = change;
  await demand(tx, { merchantId, by, action: "group" });
  return drop(tx, { conversationId, by, cause }, merchantId);
}

/** Unlinks all groups of a shop, for an owner who may be in them no longer. How many there were. */
export async function unlinkAll(tx: Tx, { merchantId, by, cause }: Omit<Change, "conversationId">): Promise<number> {
  await demand(tx, { merchantId, by, action: "group" });
  const all = await tx.select().from(shopGroups).where(eq(shopGroups.merchantId, merchantId));
  for (const { conversationId } of all) {
    await drop(tx, { conversationId, by, cause: deriveId(cause, conversationId) }, merchantId);
  }
  return all.length;
}

/** The bot is no longer in the group: nothing can be announced there. */
export async function leaveGroup(tx: Tx, left: Omit<Change, "merchantId">): Promise<void> {
  const group = await groupOf(tx, left.conversationId);
  if (group) await drop(tx, left, group.merchantId);
}

async function drop(
  tx: Tx,
  { conversationId, by, cause }: Omit<Change, "merchantId">,
  merchantId: string,
): Promise<boolean> {
  const gone = await tx
    .delete(shopGroups)
    .where(and(eq(shopGroups.conversationId, conversationId), eq(shopGroups.merchantId, merchantId)))
    .returning();
  if (gone.length === 0) return false;
  await record(tx, { merchantId, userId: by, action: "group.unlinked", cause });
  return true;
}
