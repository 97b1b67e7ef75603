import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { signal, type Tx } from "../db/database.js";
import { apiOrders, deliveries, merchants, webhooks } from "../db/schema.js";
import { slices } from "../db/slices.js";

/** When it was written down is the database's to say: it orders what is told of one order. */
export type NewDelivery = Omit<typeof deliveries.$inferInsert, "createdAt">;
export type ApiOrder = typeof apiOrders.$inferSelect;
export type Webhook = typeof webhooks.$inferSelect;

/** The webhooks of those of these that are shops; of a shop without any an empty list. One look for all of them. */
export async function webhooksOfShops(tx: Tx, merchantIds: Iterable<string>): Promise<Map<string, Webhook[]>> {
  const found = new Map<string, Webhook[]>();
  for (const ids of slices([...new Set(merchantIds)])) {
    const rows = await tx
      .select({ shop: merchants.id, webhook: webhooks })
      .from(merchants)
      .leftJoin(webhooks, and(eq(webhooks.merchantId, merchants.id), isNull(webhooks.removedAt)))
      .where(inArray(merchants.id, ids));
    for (const { shop, webhook } of rows) found.set(shop, [...(found.get(shop) ?? []), ...(webhook ? [webhook] : [])]);
  }
  return found;
}

/** What programs have said of those of these orders that they have asked for. */
export async function askedFor(tx: Tx, orderIds: Iterable<string>): Promise<Map<string, ApiOrder>> {
  const found = new Map<string, ApiOrder>();
  for (const ids of slices([...new Set(orderIds)])) {
    const rows = await tx.select().from(apiOrders).where(inArray(apiOrders.orderId, ids));
    for (const row of rows) found.set(row.orderId, row);
  }
  return found;
}

/** What callbacks still have to say of these orders says less than what comes now. Webhooks hear everything. */
export async function overtakeCallbacks(tx: Tx, orderIds: string[], now: Date): Promise<void> {
  for (const ids of slices(orderIds)) {
    await tx
      .update(deliveries)
      .set({ state: "overtaken", endedAt: now })
      .where(and(inArray(deliveries.orderId, ids), isNull(deliveries.webhookId), eq(deliveries.state, "waiting")));
  }
}

/** These orders are paid: what webhooks still have to hear of them goes before the rest, since what is said now waits for it. */
export async function hasten(tx: Tx, orderIds: string[]): Promise<void> {
  for (const ids of slices(orderIds)) {
    await tx
      .update(deliveries)
      .set({ isPaid: true })
      .where(and(inArray(deliveries.orderId, ids), eq(deliveries.isPaid, false), eq(deliveries.state, "waiting")));
  }
}

/**
 * What messages that are written now are numbered from: the database's microseconds, after it was waited for whatever is
 * locked. Those of one order that come later have greater ones.
 */
export async function nextSequence(tx: Tx): Promise<number> {
  const micros = sql<string>`(extract(epoch from clock_timestamp()) * 1000000)::bigint::text`;
  const [row] = await tx.select({ micros }).from(sql`(values (1)) as now (one)`);
  return Number(row!.micros);
}

/** Writes them down, each a moment after the one before; what is there already is left as it is. */
export async function writeDeliveries(tx: Tx, rows: NewDelivery[]): Promise<void> {
  if (rows.length === 0) return;
  for (const some of slices(rows)) {
    // By the clock, not by when the transaction began: that may be before the one whose changes it waited for.
    const values = some.map((row, n) => ({
      ...row,
      createdAt: sql`clock_timestamp() + ${n}::int * interval '1 microsecond'`,
    }));
    await tx.insert(deliveries).values(values).onConflictDoNothing({ target: deliveries.id });
  }
  await signal(tx, "deliveries", "");
}
