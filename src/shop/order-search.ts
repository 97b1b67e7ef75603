import { and, asc, desc, eq, gte, inArray, isNull, lt, ne, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Executor } from "../db/database.js";
import { apiOrders, codes, intakes, orders, payees, people, quotes, transfers } from "../db/schema.js";
import { isSaleRow } from "../payments/sales.js";
import type { Order, Transfer } from "../payments/state.js";
import { type OrderResult, withMoneyOf } from "./api-result.js";

/** Titles that one search looks at; it goes on from there when it is asked to. */
export const TITLES_LOOKED_AT = 20_000;

/** Which orders of a shop are wanted; what is absent does not matter. */
export interface OrderFilter {
  states?: readonly Order["state"][];
  /** What money an open order keeps that did not pay it. */
  kept?: "nothing" | "part" | "late";
  /** When they were made: from the first moment on, before the second. */
  from?: Date;
  to?: Date;
  source?: Order["source"];
  codeId?: string;
  /** The shop's own number: the one that counts. */
  orderNumber?: string;
  /** The order's code, or the trace of a payment that was offered for it. */
  traceId?: string;
  /** Who has paid, by Mixin ID. */
  payer?: string;
  /** Part of the title, in any case of letters. */
  words?: string;
}

/** Where a list goes on: after this order. `at`: when it was made, in microseconds since 1970. */
export interface Place {
  at: string;
  id: string;
}

/** An order as its shop sees it. */
export interface ShopOrder extends OrderResult {
  /** Of the code it was paid on, also when that is deleted by now; null: on none. */
  slug: string | null;
  payer: { mixinNumber: string; name: string } | null;
}

export interface OrderPage {
  orders: ShopOrder[];
  /** Null: that was the last. */
  next: Place | null;
}

/** What a shop sells by, newest first. A page may hold less than there is room for, and still have a next one. */
export async function searchOrders(
  db: Executor,
  wanted: { merchantId: string; filter: OrderFilter; after: Place | null; limit: number },
): Promise<OrderPage> {
  const { merchantId, filter, after, limit } = wanted;
  const conditions = await conditionsOf(db, merchantId, filter);
  if (!conditions) return { orders: [], next: null };
  const found = await placesOf(db, and(...conditions, after ? isAfter(after) : undefined), filter.words, limit);
  const shown = await shopOrders(
    db,
    found.places.map(({ id }) => id),
  );
  return { orders: shown, next: found.next };
}

/** One of this shop's orders, by its code or by the trace of a payment that was offered for it. */
export async function shopOrder(db: Executor, merchantId: string, traceId: string): Promise<ShopOrder | null> {
  const { orders: found } = await searchOrders(db, { merchantId, filter: { traceId }, after: null, limit: 1 });
  return found[0] ?? null;
}

/** Null: there is none. Whatever can be looked up alone is looked up first, so that few orders are gone through. */
async function conditionsOf(db: Executor, merchantId: string, filter: OrderFilter): Promise<SQL[] | null> {
  const { states, kept, from, to, source, codeId, orderNumber, traceId, payer } = filter;
  const conditions = [eq(orders.merchantId, merchantId), source ? eq(orders.source, source) : isSaleRow()];
  if (states) conditions.push(inArray(orders.state, [...states]));
  if (kept) conditions.push(keeps(kept));
  if (from) conditions.push(gte(orders.createdAt, from));
  if (to) conditions.push(lt(orders.createdAt, to));
  if (codeId !== undefined) conditions.push(eq(orders.codeId, codeId));
  if (traceId !== undefined) conditions.push(eq(orders.id, await orderIdOfTrace(db, traceId)));
  if (orderNumber !== undefined) {
    const id = await idOfNumber(db, merchantId, orderNumber);
    if (id === null) return null;
    conditions.push(eq(orders.id, id));
  }
  if (payer !== undefined) {
    const payers = await db.select({ id: people.userId }).from(people).where(eq(people.identityNumber, payer));
    if (payers.length === 0) return null;
    const ids = payers.map(({ id }) => id);
    conditions.push(inArray(orders.payerId, ids));
  }
  return conditions;
}

/** The order that a payment with this trace is for; of no payment: itself. */
async function orderIdOfTrace(db: Executor, traceId: string): Promise<string> {
  const [quote] = await db.select({ orderId: quotes.orderId }).from(quotes).where(eq(quotes.id, traceId));
  return quote?.orderId ?? traceId;
}

/** What programs ask for in a shop's name is paid to its owner. */
async function idOfNumber(db: Executor, merchantId: string, orderNumber: string): Promise<string | null> {
  const counts = and(eq(apiOrders.orderNumber, orderNumber), isNull(apiOrders.replacedBy));
  const [found] = await db
    .select({ id: apiOrders.orderId })
    .from(apiOrders)
    .where(and(eq(apiOrders.payeeId, merchantId), counts));
  return found?.id ?? null;
}

function keeps(what: NonNullable<OrderFilter["kept"]>): SQL {
  const has = (reasons: ("partial" | "late")[]) =>
    sql`exists (select 1 from ${intakes} where ${and(
      eq(intakes.orderId, orders.id),
      isNull(intakes.swapId),
      eq(intakes.disposition, "held"),
      inArray(intakes.heldReason, reasons),
    )})`;
  switch (what) {
    case "nothing":
      return sql`not ${has(["partial", "late"])}`;
    case "part":
      return sql`${has(["partial"])} and not ${has(["late"])}`;
    case "late":
      return has(["late"]);
    default:
      return what satisfies never;
  }
}

const micros = (of: SQL | typeof orders.createdAt) => sql<string>`(extract(epoch from ${of}) * 1000000)::bigint::text`;

function isAfter({ at, id }: Place): SQL {
  const moment = sql`timestamptz 'epoch' + ${at}::bigint * interval '1 microsecond'`;
  // The first half alone is what the index can begin at.
  return sql`(${orders.createdAt} <= ${moment} and (${orders.createdAt} < ${moment} or ${orders.id} < ${id}::uuid))`;
}

async function placesOf(
  db: Executor,
  where: SQL | undefined,
  words: string | undefined,
  limit: number,
): Promise<{ places: Place[]; next: Place | null }> {
  const found = words === undefined ? await newest(db, where, limit + 1) : await titled(db, where, words, limit);
  const places = found.filter(({ matches }) => matches);
  if (places.length > limit) return { places: places.slice(0, limit), next: places[limit - 1]! };
  const last = found.at(-1);
  return { places, next: last?.isEnd === true ? last : null };
}

interface FoundPlace extends Place {
  matches: boolean;
  /** The last that was looked at; there may be more. */
  isEnd: boolean;
}

async function newest(db: Executor, where: SQL | undefined, limit: number): Promise<FoundPlace[]> {
  const found = await db
    .select({ id: orders.id, at: micros(orders.createdAt) })
    .from(orders)
    .where(where)
    .orderBy(desc(orders.createdAt), desc(orders.id))
    .limit(limit);
  return found.map((place) => ({ ...place, matches: true, isEnd: false }));
}

/** Those with these words among as many as one search looks at, and the last of these. */
async function titled(db: Executor, where: SQL | undefined, words: string, limit: number): Promise<FoundPlace[]> {
  const looked = db
    .select({
      id: orders.id,
      at: micros(orders.createdAt).as("at"),
      matches: sql<boolean>`strpos(lower(${orders.title}), lower(${words})) > 0`.as("matches"),
      n: sql<number>`row_number() over (order by ${orders.createdAt} desc, ${orders.id} desc)`.as("n"),
    })
    .from(orders)
    .where(where)
    .orderBy(desc(orders.createdAt), desc(orders.id))
    .limit(TITLES_LOOKED_AT)
    .as("looked");
  const isEnd = sql<boolean>`${looked.n} = ${TITLES_LOOKED_AT}`;
  return db
    .select({ id: looked.id, at: looked.at, matches: looked.matches, isEnd })
    .from(looked)
    .where(or(looked.matches, isEnd))
    .orderBy(looked.n)
    .limit(limit + 1);
}

const payers = alias(people, "payers");

/** In the order given. */
async function shopOrders(db: Executor, ids: string[]): Promise<ShopOrder[]> {
  if (ids.length === 0) return [];
  const found = await db
    .select({ order: orders, api: apiOrders, label: payees.label, person: people, slug: codes.slug, payer: payers })
    .from(orders)
    .innerJoin(payees, eq(payees.id, orders.payeeId))
    .leftJoin(apiOrders, eq(apiOrders.orderId, orders.id))
    .leftJoin(people, eq(people.userId, orders.payeeId))
    .leftJoin(payers, eq(payers.userId, orders.payerId))
    .leftJoin(codes, eq(codes.id, orders.codeId))
    .where(inArray(orders.id, ids));
  const sorted = ids.flatMap((id) => found.find(({ order }) => order.id === id) ?? []);
  const results = await withMoneyOf(
    db,
    sorted.map(({ order, api, label, person }) => ({
      order,
      api,
      payee: {
        name: person?.fullName || label,
        mixinNumber: person?.identityNumber ?? "",
        avatarUrl: person?.avatarUrl ?? "",
      },
    })),
  );
  return results.map((result, index) => {
    const { slug, payer } = sorted[index]!;
    return {
      ...result,
      slug,
      payer: payer && { mixinNumber: payer.identityNumber, name: payer.fullName },
    };
  });
}

/** A code of this shop by its address, not deleted. */
export async function codeIdOf(db: Executor, merchantId: string, slug: string): Promise<string | null> {
  const live = and(eq(codes.merchantId, merchantId), eq(codes.slug, slug.toLowerCase()), ne(codes.state, "deleted"));
  const [found] = await db.select({ id: codes.id }).from(codes).where(live);
  return found?.id ?? null;
}

/** Money on its way to the payee of an order, or there. */
export type Settlement = Pick<Transfer, "state" | "assetId" | "amount" | "doneAt"> & { hash: string | null };

/** In the order in which they were decided; what never left is none. */
export const settlementsOf = (db: Executor, orderId: string): Promise<Settlement[]> =>
  db
    .select({
      state: transfers.state,
      assetId: transfers.assetId,
      amount: transfers.amount,
      doneAt: transfers.doneAt,
      hash: transfers.transactionHash,
    })
    .from(transfers)
    .where(and(eq(transfers.orderId, orderId), eq(transfers.kind, "settlement"), ne(transfers.state, "cancelled")))
    .orderBy(asc(transfers.seq));
