import { and, asc, desc, eq, isNull } from "drizzle-orm";
import type { Executor, Tx } from "../../db/database.js";
import { orders, remittances } from "../../db/schema.js";
import type { Order, Remittance } from "../state.js";

export type { Remittance, RemittanceState } from "../state.js";

export async function remittanceById(db: Executor, id: string): Promise<Remittance | null> {
  const [found] = await db.select().from(remittances).where(eq(remittances.id, id));
  return found ?? null;
}

/** The same, locked for the rest of the transaction. Lock orders before. */
export async function lockRemittance(tx: Tx, id: string): Promise<Remittance | null> {
  const [found] = await tx.select().from(remittances).where(eq(remittances.id, id)).for("update");
  return found ?? null;
}

/** What somebody has sent, newest first; those of one sending in the order they were written. */
export function remittancesOf(
  db: Executor,
  senderId: string,
  { limit, offset = 0 }: { limit: number; offset?: number },
): Promise<Remittance[]> {
  return db
    .select()
    .from(remittances)
    .where(eq(remittances.senderId, senderId))
    .orderBy(desc(remittances.createdAt), asc(remittances.orderId), asc(remittances.ordinal))
    .limit(limit)
    .offset(offset);
}

/** What waits for this user to take it, that which goes back first coming first. */
export function remittancesFor(db: Executor, userId: string): Promise<Remittance[]> {
  return db
    .select()
    .from(remittances)
    .where(and(eq(remittances.recipientId, userId), eq(remittances.state, "waiting"), isNull(remittances.claimOrderId)))
    .orderBy(asc(remittances.expiresAt), asc(remittances.id));
}

/** What is paid by one order, in the order it was written. */
export function remittancesOfOrder(db: Executor, orderId: string): Promise<Remittance[]> {
  return db.select().from(remittances).where(eq(remittances.orderId, orderId)).orderBy(asc(remittances.ordinal));
}

/** The order a remittance is paid by, with all that is paid by it; null when there is no such remittance. */
export async function fundingOf(
  db: Executor,
  remittanceId: string,
): Promise<{ order: Order; remittances: Remittance[] } | null> {
  const [found] = await db
    .select({ order: orders })
    .from(remittances)
    .innerJoin(orders, eq(orders.id, remittances.orderId))
    .where(eq(remittances.id, remittanceId));
  return found ? { order: found.order, remittances: await remittancesOfOrder(db, found.order.id) } : null;
}
