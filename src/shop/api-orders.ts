import { and, desc, eq, gt, inArray, isNull, sql } from "drizzle-orm";
import { type Executor, signal, type Tx } from "../db/database.js";
import { deriveId, freshId } from "../db/ids.js";
import { apiOrders, intakes, orders, quotes } from "../db/schema.js";
import { plain } from "../payments/money.js";
import { cancelOrder, openOrder, type Order } from "../payments/orders.js";
import type { ApiPayee } from "./api-payees.js";
import { titleFor } from "./api-titles.js";

export type ApiOrder = typeof apiOrders.$inferSelect;

/** An order with what a program said of it. */
export interface FoundApiOrder {
  order: Order;
  api: ApiOrder;
}

/** What a program asks to be paid. */
export interface AskedOrder {
  /** Which code it is to have; null: a fresh one. */
  traceId: string | null;
  /**
   * Derived from the caller's own name of the request, where it names no trace: what is made for it has this code. Unlike a
   * trace nobody looks for it there, so what stands under a number already is good enough: then the name is not kept.
   */
  keyId?: string | null;
  /** The shop's own; null: none. One number of a payee has one order that counts. */
  orderNumber: string | null;
  payee: ApiPayee;
  /** As it was written. */
  payeeSent: string;
  clientId: string | null;
  /** A fiat code in lower case or an asset id. */
  quoteAsset: string;
  quoteAmount: string;
  /** Null: settle in whatever is paid. */
  settlementAsset: string | null;
  acceptedAsset: string | null;
  /** A conversion that fails returns the money; otherwise the payee gets what was paid. */
  strict: boolean;
  remark: string;
  settlementMemo: string | null;
  returnTo: string | null;
  failedReturnTo: string | null;
  callbackUrl: string | null;
  callbackEvents: ("pending" | "settle" | "paid_less")[];
  /** Null: none. */
  deadline: Date | null;
  /** By whoever holds a link, who can have changed it. */
  viaLink?: boolean;
  /** Where the payer wants the receipt; absent: nothing was said. */
  payerEmail?: string | null;
  /** Of whom it will be shown to. */
  language: string | null;
  now: Date;
}

/**
 * `number_used`: it has money under other parameters. `trace_used`, `key_used`: it stands for something else. `programs`: a link asked
 * for what a program has asked for, whose terms are not the link's to say.
 */
export type AskedAnswer =
  | ({ ok: true; isNew: boolean } & FoundApiOrder)
  | { ok: false; reason: "number_used" | "trace_used" | "key_used" | "programs" };

/**
 * The order a program asks for. Asking for the same again, also at the same moment, gives the same code, with the deadline
 * that was said last while no money is on it; what has ended without money, or is to be another and has none, is replaced by a new one.
 */
export async function askOrder(tx: Tx, asked: AskedOrder): Promise<AskedAnswer> {
  await takeTurns(tx, asked);
  const { traceId, orderNumber, payee } = asked;
  const named = namedId(asked);
  const used = { ok: false, reason: traceId === null ? "key_used" : "trace_used" } as const;
  const traced = named === null ? null : await locked(tx, await apiOrderByTrace(tx, named));
  if (traced) {
    if (isProgramsOnly(traced, asked)) return { ok: false, reason: "programs" };
    if (traced.api.asked !== parametersOf(asked)) return used;
    if (!isOver(traced) || orderNumber === null || traced.touched) return again(tx, traced, asked);
    return replace(tx, traced, { ...asked, traceId: null, keyId: null });
  }
  if (named !== null && (await isTaken(tx, named))) return used;
  if (orderNumber === null) return open(tx, asked, newId(asked));
  const numbered = await locked(tx, await apiOrderByNumber(tx, payee.payee.id, orderNumber));
  if (!numbered) return open(tx, asked, newId(asked));
  if (isProgramsOnly(numbered, asked)) return { ok: false, reason: "programs" };
  // Whoever says how it is to be traced looks for it there: another trace is another order.
  const isSame = numbered.api.asked === parametersOf(asked) && traceId === null;
  if (numbered.touched) return isSame ? again(tx, numbered, asked) : { ok: false, reason: "number_used" };
  return isSame && leadsTo(numbered.api, asked) && !isOver(numbered)
    ? again(tx, numbered, asked)
    : replace(tx, numbered, asked);
}

/**
 * True when its payer goes to the site that this request says, too: anybody may ask for a shop's number, before it or after,
 * and must not decide where its payers go. Within a site the first address holds: many have a new one in each request.
 */
const leadsTo = (api: ApiOrder, { returnTo, failedReturnTo }: AskedOrder): boolean =>
  siteOf(api.returnTo) === siteOf(returnTo) && siteOf(api.failedReturnTo) === siteOf(failedReturnTo);

const siteOf = (address: string | null): string | null =>
  address !== null && URL.canParse(address) ? new URL(address).origin : null;

/** What a program has asked for has its own code; a changed link must not be able to pay less for the same number. */
const isProgramsOnly = ({ api }: FoundApiOrder, { viaLink }: AskedOrder): boolean => viaLink === true && !api.viaLink;

/** Also when it was replaced: then the one that counts in its place. */
export async function apiOrderByTrace(db: Executor, traceId: string): Promise<FoundApiOrder | null> {
  const found = await one(db, eq(apiOrders.orderId, traceId));
  if (!found || found.api.replacedBy === null) return found;
  return apiOrderByNumber(db, found.api.payeeId, found.api.orderNumber!);
}

/** What a program said of this very order; null when none asked for it. */
export async function apiOrderOf(db: Executor, orderId: string): Promise<ApiOrder | null> {
  const [api] = await db.select().from(apiOrders).where(eq(apiOrders.orderId, orderId));
  return api ?? null;
}

/** The one that counts of this payee's number. */
export const apiOrderByNumber = (db: Executor, payeeId: string, orderNumber: string): Promise<FoundApiOrder | null> =>
  one(db, and(eq(apiOrders.payeeId, payeeId), eq(apiOrders.orderNumber, orderNumber), isNull(apiOrders.replacedBy)));

async function one(db: Executor, which: ReturnType<typeof and>): Promise<FoundApiOrder | null> {
  const [found] = await db
    .select({ order: orders, api: apiOrders })
    .from(apiOrders)
    .innerJoin(orders, eq(orders.id, apiOrders.orderId))
    .where(which);
  return found ?? null;
}

/**
 * What makes it this order: what is paid and how it reaches whom, what the payer reads that it is for, and where we say
 * that it is paid. Not where the payer goes afterwards (see `leadsTo`), nor in which language or until when: shops count
 * that from the moment of asking, and a payer who is about to pay must not find the order gone for it.
 */
function parametersOf(asked: AskedOrder): string {
  const { orderNumber, payee, quoteAsset, quoteAmount, settlementAsset, acceptedAsset, strict } = asked;
  const { remark, settlementMemo, callbackUrl, callbackEvents } = asked;
  return JSON.stringify([
    payee.payee.id,
    orderNumber,
    quoteAsset,
    plain(quoteAmount),
    settlementAsset,
    acceptedAsset,
    strict,
    remark,
    settlementMemo,
    callbackUrl,
    [...new Set(callbackEvents)].sort(),
  ]);
}

/** Of those who ask for one number or one trace, each sees what the one before left. In one order, or they wait in a circle. */
async function takeTurns(tx: Tx, asked: AskedOrder): Promise<void> {
  const { orderNumber, payee } = asked;
  const named = namedId(asked);
  const keys = [
    ...(orderNumber === null ? [] : [`api number ${payee.payee.id} ${orderNumber}`]),
    ...(named === null ? [] : [`api trace ${named}`]),
  ];
  for (const key of keys) await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`);
}

interface Locked extends FoundApiOrder {
  /** It was paid, or money is held for it now. What came and went back has changed nothing. */
  touched: boolean;
}

/** The order as it stands, and stays for the rest of the transaction. */
async function locked(tx: Tx, found: FoundApiOrder | null): Promise<Locked | null> {
  if (!found) return null;
  const { api } = found;
  const [order] = await tx.select().from(orders).where(eq(orders.id, api.orderId)).for("update");
  const [kept] = await tx
    .select({ outputId: intakes.outputId })
    .from(intakes)
    .where(and(eq(intakes.orderId, api.orderId), inArray(intakes.disposition, ["applied", "held"])))
    .limit(1);
  return { order: order!, api, touched: kept !== undefined };
}

const isOver = ({ order }: FoundApiOrder): boolean => order.state === "expired" || order.state === "cancelled";

/**
 * The same order once more: open and without money, it can be paid until the moment that is said now, though never less
 * long than a payer was told. Once a program has asked for it, it is the program's.
 */
async function again(tx: Tx, { order, api: before, touched }: Locked, asked: AskedOrder): Promise<AskedAnswer> {
  const api = await amended(tx, before, { ...asked, isOpen: order.state === "open" });
  const isFree = order.state === "open" && !touched;
  const deadline = isFree ? await notBeforeQuotes(tx, order, asked) : order.deadline;
  if (order.deadline?.getTime() === deadline?.getTime()) return { ok: true, isNew: false, order, api };
  const [moved] = await tx.update(orders).set({ deadline }).where(eq(orders.id, order.id)).returning();
  await signal(tx, "orders", order.id);
  return { ok: true, isNew: false, order: moved!, api };
}

/** The deadline that is said, or the end of a quote that somebody may be paying by: whichever is later. */
async function notBeforeQuotes(tx: Tx, { id }: Order, { deadline, now }: AskedOrder): Promise<Date | null> {
  if (deadline === null) return null;
  const [last] = await tx
    .select({ expiresAt: quotes.expiresAt })
    .from(quotes)
    .where(and(eq(quotes.orderId, id), gt(quotes.expiresAt, now)))
    .orderBy(desc(quotes.expiresAt))
    .limit(1);
  return last && last.expiresAt > deadline ? last.expiresAt : deadline;
}

/**
 * Once a program has asked for it, it is the program's. Of those who open it by a link while it can be paid, the last says
 * where the receipt goes: they are who is about to pay. When it is asked for with different sites to return to, and cannot
 * be replaced, it leads nowhere.
 */
async function amended(tx: Tx, before: ApiOrder, asked: AskedOrder & { isOpen: boolean }): Promise<ApiOrder> {
  const { viaLink, payerEmail, isOpen } = asked;
  const change = {
    ...(!leadsTo(before, asked) && { returnTo: null, failedReturnTo: null }),
    ...(before.viaLink && !viaLink && { viaLink: false }),
    ...(isOpen && payerEmail && payerEmail !== before.payerEmail && { payerEmail }),
  };
  if (Object.keys(change).length === 0) return before;
  const [api] = await tx.update(apiOrders).set(change).where(eq(apiOrders.orderId, before.orderId)).returning();
  return api!;
}

/** A new order under the number of one that has no money. */
async function replace(tx: Tx, old: Locked, asked: AskedOrder): Promise<AskedAnswer> {
  const id = newId(asked);
  // First this: then nobody is told that it has failed.
  await tx.update(apiOrders).set({ replacedBy: id }).where(eq(apiOrders.orderId, old.order.id));
  if (!isOver(old)) await cancelOrder(tx, { orderId: old.order.id, now: asked.now });
  return open(tx, asked, id);
}

const newId = (asked: AskedOrder): string => namedId(asked) ?? freshId();

/** The code that is said, in whichever way; null: any. */
const namedId = ({ traceId, keyId = null }: AskedOrder): string | null => traceId ?? keyId;

async function open(tx: Tx, asked: AskedOrder, id: string): Promise<AskedAnswer> {
  const { payee, merchant } = asked.payee;
  const order = await openOrder(tx, {
    id,
    source: "api",
    payeeId: payee.id,
    merchantId: merchant?.id ?? payee.id,
    codeId: null,
    title: await titleFor(tx, asked),
    quoteAsset: asked.quoteAsset,
    quoteAmount: asked.quoteAmount,
    settlementAsset: asked.settlementAsset,
    acceptedAsset: asked.acceptedAsset,
    settlementMemo: asked.settlementMemo,
    deadline: asked.deadline,
    graceSeconds: merchant?.graceSeconds ?? 0,
    toleranceBps: merchant?.toleranceBps ?? 0,
    strict: asked.strict,
    createdAt: asked.now,
    language: asked.language,
  });
  const { payeeSent, orderNumber, remark, returnTo, failedReturnTo, callbackUrl, callbackEvents } = asked;
  const [api] = await tx
    .insert(apiOrders)
    .values({
      orderId: id,
      payeeId: payee.id,
      payeeSent,
      orderNumber,
      clientId: asked.clientId ?? deriveId(id, "client"),
      asked: parametersOf(asked),
      remark,
      returnTo,
      failedReturnTo,
      callbackUrl,
      callbackEvents,
      viaLink: asked.viaLink ?? false,
      payerEmail: asked.payerEmail ?? null,
      createdAt: asked.now,
    })
    .returning();
  return { ok: true, isNew: true, order, api: api! };
}

/** True when the trace already is something else's: an order's, or that of a payment of one. */
async function isTaken(tx: Tx, traceId: string): Promise<boolean> {
  const [order] = await tx.select({ id: orders.id }).from(orders).where(eq(orders.id, traceId));
  const [quote] = await tx.select({ id: quotes.id }).from(quotes).where(eq(quotes.id, traceId));
  return order !== undefined || quote !== undefined;
}
