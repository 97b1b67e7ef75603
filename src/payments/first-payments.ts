import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Tx } from "../db/database.js";
import { firstPayments, orders } from "../db/schema.js";
import { slices } from "../db/slices.js";
import { isSaleRow } from "./sales.js";
import type { Order } from "./state.js";

/** The code under which what was paid otherwise than by a code is counted. */
export const NO_CODE = "00000000-0000-0000-0000-000000000000";

type First = typeof firstPayments.$inferSelect;
type Scope = First["scope"];

/** A payment that has become (1), or is no more (-1), its payer's first. */
export interface FirstChange {
  order: Order;
  scope: Scope;
  by: 1 | -1;
}

const SCOPES: Scope[] = ["shop", "code"];

/**
 * Keeps who paid for the first time: the earliest payment of each payer that stands, whichever was heard of first. Called
 * once the orders are written; `begun` are paid now, `undone` no longer.
 */
export async function changeFirsts(tx: Tx, begun: Order[], undone: Order[]): Promise<FirstChange[]> {
  const stored = await lock(tx, [...begun, ...undone].flatMap(firstsOf));
  const own = new Map([...begun, ...undone].map((order) => [order.id, order]));
  const others = await ordersOf(
    tx,
    stored.map((first) => first.orderId).filter((id) => !own.has(id)),
  );
  const gone = new Set(undone.map((order) => order.id));
  const born = new Set(begun.map((order) => order.id));
  const rivals = new Map<string, Order[]>();
  for (const order of begun.filter(({ id }) => !gone.has(id))) {
    for (const key of firstsOf(order).map(keyOf)) rivals.set(key, [...(rivals.get(key) ?? []), order]);
  }
  const changes: FirstChange[] = [];
  for (const first of stored) {
    const current = own.get(first.orderId) ?? others.get(first.orderId)!;
    // What was put there just now was nobody's first before.
    const before = born.has(current.id) ? null : current;
    const next = gone.has(current.id)
      ? await earliest(tx, first)
      : (rivals.get(keyOf(first)) ?? []).reduce((found, order) => (isEarlier(order, found) ? order : found), current);
    if (next?.id !== first.orderId) await put(tx, first, next);
    if (before?.id === next?.id) continue;
    if (before) changes.push({ order: before, scope: first.scope, by: -1 });
    if (next) changes.push({ order: next, scope: first.scope, by: 1 });
  }
  return changes;
}

const firstsOf = (order: Order): First[] =>
  SCOPES.flatMap((scope) =>
    order.payerId === null
      ? []
      : {
          merchantId: order.merchantId,
          scope,
          codeId: scope === "shop" ? NO_CODE : (order.codeId ?? NO_CODE),
          payerId: order.payerId,
          orderId: order.id,
        },
  );

const keyOf = ({ merchantId, scope, codeId, payerId }: First) => `${merchantId} ${scope} ${codeId} ${payerId}`;

/** The rows as they stand, made where there is none; locked in one order, so that nobody waits in a circle. */
async function lock(tx: Tx, all: First[]): Promise<First[]> {
  const asked = new Map(all.map((first) => [keyOf(first), first]));
  const wanted = [...asked.keys()].sort().map((key) => asked.get(key)!);
  const stored: First[] = [];
  for (const rows of slices(wanted)) {
    const locked = await tx
      .insert(firstPayments)
      .values(rows)
      .onConflictDoUpdate({
        target: [firstPayments.merchantId, firstPayments.scope, firstPayments.codeId, firstPayments.payerId],
        set: { orderId: sql`${firstPayments.orderId}` },
      })
      .returning();
    stored.push(...locked);
  }
  return stored;
}

const isEarlier = (a: Order, b: Order): boolean => {
  const apart = a.paidAt!.getTime() - b.paidAt!.getTime();
  return apart < 0 || (apart === 0 && a.id < b.id);
};

async function ordersOf(tx: Tx, ids: string[]): Promise<Map<string, Order>> {
  const all = new Map<string, Order>();
  for (const some of slices([...new Set(ids)])) {
    for (const order of await tx.select().from(orders).where(inArray(orders.id, some))) all.set(order.id, order);
  }
  return all;
}

async function earliest(tx: Tx, { merchantId, scope, codeId, payerId }: First): Promise<Order | null> {
  const code = codeId === NO_CODE ? isNull(orders.codeId) : eq(orders.codeId, codeId);
  const [order] = await tx
    .select()
    .from(orders)
    .where(
      and(
        eq(orders.payerId, payerId),
        eq(orders.merchantId, merchantId),
        inArray(orders.state, ["paid", "settled"]),
        isSaleRow(),
        scope === "code" ? code : undefined,
      ),
    )
    .orderBy(asc(orders.paidAt), asc(orders.id))
    .limit(1);
  return order ?? null;
}

async function put(tx: Tx, first: First, order: Order | null): Promise<void> {
  const { merchantId, scope, codeId, payerId } = firstPayments;
  const here = and(
    eq(merchantId, first.merchantId),
    eq(scope, first.scope),
    eq(codeId, first.codeId),
    eq(payerId, first.payerId),
  );
  if (order) await tx.update(firstPayments).set({ orderId: order.id }).where(here);
  else await tx.delete(firstPayments).where(here);
}
