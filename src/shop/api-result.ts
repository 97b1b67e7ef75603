import { and, asc, desc, eq, gte, inArray, isNull, or, type SQL, sql } from "drizzle-orm";
import type { Executor } from "../db/database.js";
import { apiOrders, intakes, orders, payees, people, quotes, transfers, walletOutputs } from "../db/schema.js";
import { asksTheSame, type Intake, type Order, type Quote } from "../payments/orders.js";
import type { Transfer } from "../payments/state.js";
import type { ApiOrder } from "./api-orders.js";

/** Rows of one kind that are looked at: of money that counts, more are never kept. */
const MOST_ROWS = 200;

/** Money that paid the order; of one that nobody has paid, what it keeps, or kept until it was closed. */
export type Came = Pick<Intake, "assetId" | "amount" | "senderId" | "credit" | "heldReason" | "receivedAt"> & {
  hash: string;
};

/** What a program is told of an order, read in few small queries: shops ask after all that are open every minute. */
export interface OrderResult {
  order: Order;
  /** Null: it was not asked for by a program. */
  api: ApiOrder | null;
  payee: { name: string; mixinNumber: string; avatarUrl: string };
  /** In the order it came. */
  came: Came[];
  /** Of an order that was never paid: the newest of its whole price. */
  quote: Quote | null;
  /** Of one that was: what went to the payee, and the surplus on its way back. */
  sent: Pick<Transfer, "kind" | "state" | "assetId" | "amount">[];
}

/**
 * By its code, or by the trace of any payment that was offered for it. What was replaced while it was open is told as what
 * took its place, when that asks for the same; null when it does not, for whoever knows the trace knows another price. One
 * that had ended before has said so, and keeps saying it.
 */
export async function resultByTrace(db: Executor, traceId: string): Promise<OrderResult | null> {
  const asked = (await headOf(db, eq(orders.id, traceId))) ?? (await headOfQuote(db, traceId));
  if (!asked?.api?.replacedBy) return asked && withMoney(db, asked);
  const inItsPlace = await headOf(db, sql`${orders.id} = ${lastInPlaceOf(asked.order.id)}`);
  if (!inItsPlace || !asksTheSame(inItsPlace.order, asked.order)) return null;
  return inItsPlace.order.strict === asked.order.strict ? withMoney(db, inItsPlace) : null;
}

/** The last of those that took the place of an open one, which was cancelled for it at that very moment. */
const lastInPlaceOf = (orderId: string): SQL => sql`(
  with recursive places (id, next, step) as (
    select order_id, replaced_by, 0 from api_orders where order_id = ${orderId}
    union all
    select taker.order_id, taker.replaced_by, places.step + 1
    from places
    join orders as old on old.id = places.id and old.state = 'cancelled'
    join orders as new on new.id = places.next and new.created_at = old.closed_at
    join api_orders as taker on taker.order_id = new.id
  )
  select id from places order by step desc limit 1
)`;

/** By the shop's own number. */
export async function resultByNumber(db: Executor, payeeId: string, orderNumber: string): Promise<OrderResult | null> {
  const counts = and(eq(apiOrders.payeeId, payeeId), eq(apiOrders.orderNumber, orderNumber));
  const head = await headOf(db, and(counts, isNull(apiOrders.replacedBy)));
  return head && withMoney(db, head);
}

export type Head = Pick<OrderResult, "order" | "api" | "payee">;

async function headOf(db: Executor, which: SQL | undefined): Promise<Head | null> {
  const [found] = await db
    .select({ order: orders, api: apiOrders, label: payees.label, person: people })
    .from(orders)
    .innerJoin(payees, eq(payees.id, orders.payeeId))
    .leftJoin(apiOrders, eq(apiOrders.orderId, orders.id))
    .leftJoin(people, eq(people.userId, orders.payeeId))
    .where(and(which, inArray(orders.source, ["api", "code", "invoice"])));
  if (!found) return null;
  const { order, api, label, person } = found;
  const payee = {
    name: person?.fullName || label,
    mixinNumber: person?.identityNumber ?? "",
    avatarUrl: person?.avatarUrl ?? "",
  };
  return { order, api, payee };
}

async function headOfQuote(db: Executor, id: string): Promise<Head | null> {
  const [quote] = await db.select({ orderId: quotes.orderId }).from(quotes).where(eq(quotes.id, id));
  return quote ? headOf(db, eq(orders.id, quote.orderId)) : null;
}

async function withMoney(db: Executor, head: Head): Promise<OrderResult> {
  const [found] = await withMoneyOf(db, [head]);
  const { id, paidAt } = head.order;
  return { ...found!, quote: paidAt === null ? await newestQuote(db, id) : null };
}

/** The same of several, in as many queries; but for their quotes. */
export async function withMoneyOf(db: Executor, heads: Head[]): Promise<OrderResult[]> {
  if (heads.length === 0) return [];
  const came = await cameFor(
    db,
    heads.map(({ order }) => order.id),
  );
  const paid = heads.filter(({ order }) => order.paidAt !== null).map(({ order }) => order.id);
  const sent = paid.length === 0 ? [] : await sentFor(db, paid);
  return heads.map((head) => ({
    ...head,
    came: came.filter(({ orderId }) => orderId === head.order.id),
    quote: null,
    sent: sent.filter(({ orderId }) => orderId === head.order.id),
  }));
}

const cameFor = (db: Executor, orderIds: string[]) =>
  db
    .select({
      orderId: intakes.orderId,
      assetId: intakes.assetId,
      amount: intakes.amount,
      senderId: intakes.senderId,
      credit: intakes.credit,
      heldReason: intakes.heldReason,
      receivedAt: intakes.receivedAt,
      hash: walletOutputs.transactionHash,
    })
    .from(intakes)
    .innerJoin(walletOutputs, eq(walletOutputs.outputId, intakes.outputId))
    .innerJoin(orders, eq(orders.id, intakes.orderId))
    .where(
      and(
        inArray(intakes.orderId, orderIds),
        isNull(intakes.swapId),
        or(
          eq(intakes.disposition, "applied"),
          // What went back before is nobody's payment any more.
          and(
            isNull(orders.paidAt),
            inArray(intakes.heldReason, ["partial", "late"]),
            or(eq(intakes.disposition, "held"), gte(intakes.resolvedAt, orders.closedAt)),
          ),
        ),
      ),
    )
    .orderBy(asc(walletOutputs.sequence))
    .limit(MOST_ROWS * orderIds.length);

const sentFor = (db: Executor, orderIds: string[]) =>
  db
    .select({
      orderId: transfers.orderId,
      kind: transfers.kind,
      state: transfers.state,
      assetId: transfers.assetId,
      amount: transfers.amount,
    })
    .from(transfers)
    .where(and(inArray(transfers.orderId, orderIds), inArray(transfers.kind, ["settlement", "surplus"])))
    .orderBy(asc(transfers.seq))
    .limit(MOST_ROWS * orderIds.length);

/** The newest of the whole price, whoever pays it; null: nobody has asked for one. */
export async function newestQuote(db: Executor, orderId: string): Promise<Quote | null> {
  const [quote] = await db
    .select()
    .from(quotes)
    .where(and(eq(quotes.orderId, orderId), isNull(quotes.payerId)))
    .orderBy(desc(quotes.ordinal))
    .limit(1);
  return quote ?? null;
}

/** The quote of this id, when it is one of the order's. */
export async function quoteOf(db: Executor, orderId: string, id: string): Promise<Quote | null> {
  const [quote] = await db
    .select()
    .from(quotes)
    .where(and(eq(quotes.id, id), eq(quotes.orderId, orderId)));
  return quote ?? null;
}
