import { and, desc, eq, gt, inArray, isNull, lte, or, type SQL, sql } from "drizzle-orm";
import type { Executor, Tx } from "../db/database.js";
import { intakes, orders } from "../db/schema.js";
import { Decimal, decimal, plain, sameAmount } from "../payments/money.js";
import { cancelOrder, type NewOrder, openOrder, openUnlessTaken, type Order } from "../payments/orders.js";
import { record } from "./audit.js";
import { findMerchant, type Merchant } from "./merchants.js";
import { demand, may } from "./rights.js";

/** How long an invoice may be paid, in seconds; null is for ever. */
export const LASTS = { least: 60, most: 366 * 86_400, usual: 86_400 } as const;

export interface NewInvoice {
  /** Derived from what caused the invoice: making it twice is making it once. */
  id: string;
  merchant: Merchant;
  title: string;
  /** A fiat code in lower case or an asset id. */
  quoteAsset: string;
  /** Decimal text. */
  quoteAmount: string;
  /** The part of it that is a tip; null or absent: nobody was asked for one. */
  tipAmount?: string | null;
  /** Asset id; null: settle in whatever is paid. */
  settlementAsset: string | null;
  /** How long it may be paid, from now on; null: until it is paid or cancelled. */
  lastsSeconds: number | null;
  now: Date;
  /** The Mixin user it is for. */
  chargedUserId?: string | null;
  /** Who makes it; absent: the shop's owner. */
  by?: string;
  /** What a payer who has chosen no language is told in. */
  language: string;
}

/** Makes a one-time invoice: to the shop's payee and by the shop's rules for late, short and unconvertible money. */
export const createInvoice = (tx: Tx, input: NewInvoice): Promise<Order> => openOrder(tx, orderFor(input));

/**
 * The same; null when the id is that of another order. What is there counts as this invoice only when the same person asked
 * for the same, with the same tip.
 */
export async function invoiceUnlessTaken(tx: Tx, input: NewInvoice): Promise<Order | null> {
  const wanted = orderFor(input);
  const there = await openUnlessTaken(tx, wanted);
  if (!there || there.createdBy !== wanted.createdBy) return null;
  return sameAmount(there.tipAmount ?? "0", wanted.tipAmount ?? "0") ? there : null;
}

function orderFor(input: NewInvoice) {
  const { merchant, lastsSeconds, now } = input;
  return {
    id: input.id,
    source: "invoice" as const,
    payeeId: merchant.payeeId,
    merchantId: merchant.id,
    codeId: null,
    title: input.title,
    quoteAsset: input.quoteAsset,
    quoteAmount: input.quoteAmount,
    tipAmount: input.tipAmount ?? null,
    settlementAsset: input.settlementAsset,
    deadline: lastsSeconds === null ? null : new Date(now.getTime() + lastsSeconds * 1000),
    graceSeconds: merchant.graceSeconds,
    toleranceBps: merchant.toleranceBps,
    strict: merchant.strict,
    chargedUserId: input.chargedUserId ?? null,
    createdBy: input.by === undefined || input.by === merchant.id ? null : input.by,
    createdAt: now,
    language: input.language,
  } satisfies NewOrder;
}

/** `open`: can be paid now. `partly`: and somebody has paid a part. `expired`: the deadline is over. */
export type InvoiceState = "open" | "partly" | "paid" | "expired" | "cancelled";

/** What somebody has paid of an invoice without paying all of it. */
export interface InvoicePart {
  /** Null: not a single known user. */
  senderId: string | null;
  assetId: string;
  amount: string;
  /** Of the price. */
  credit: string;
}

export interface Invoice {
  order: Order;
  state: InvoiceState;
  /** Whoever has paid most comes first. */
  parts: InvoicePart[];
  /** What of the price whoever has paid most still has to pay. */
  rest: string;
}

/** `open`: can still be paid; `closed`: expired or cancelled. */
export type InvoiceList = "open" | "paid" | "closed";

export interface InvoicePage {
  invoices: Invoice[];
  /** From 1. */
  page: number;
  pages: number;
}

/** A shop's invoices, newest first, a page of them; a page that is not there is the last. `madeBy`: only this user's. */
export async function invoicesOf(
  db: Executor,
  merchantId: string,
  list: InvoiceList,
  at: { now: Date; page: number; size: number; madeBy?: string | null },
): Promise<InvoicePage> {
  const ofShop = and(eq(orders.merchantId, merchantId), eq(orders.source, "invoice"), madeBy(at.madeBy));
  const wanted = and(ofShop, inList(list, at.now));
  const [counted] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(orders)
    .where(wanted);
  const pages = Math.max(1, Math.ceil((counted?.count ?? 0) / at.size));
  const page = Math.min(Math.max(at.page, 1), pages);
  const found = await db
    .select()
    .from(orders)
    .where(wanted)
    .orderBy(desc(orders.createdAt), desc(orders.id))
    .limit(at.size)
    .offset((page - 1) * at.size);
  return { invoices: await withParts(db, found, at.now), page, pages };
}

function inList(list: InvoiceList, now: Date): SQL | undefined {
  const payable = and(eq(orders.state, "open"), or(isNull(orders.deadline), gt(orders.deadline, now)));
  const over = and(eq(orders.state, "open"), lte(orders.deadline, now));
  if (list === "open") return payable;
  if (list === "paid") return inArray(orders.state, ["paid", "settled"]);
  return or(inArray(orders.state, ["expired", "cancelled"]), over);
}

const madeBy = (userId: string | null = null): SQL | undefined =>
  userId === null ? undefined : eq(orders.createdBy, userId);

/**
 * An invoice of this shop; null when there is none of that id, or it is somebody else's. `by`: made by this user, or it
 * is not theirs to see.
 */
export async function invoiceOf(
  db: Executor,
  merchantId: string,
  id: string,
  now: Date,
  by: string | null = null,
): Promise<Invoice | null> {
  const found = await db
    .select()
    .from(orders)
    .where(and(eq(orders.id, id), eq(orders.merchantId, merchantId), eq(orders.source, "invoice"), madeBy(by)));
  const [invoice] = await withParts(db, found, now);
  return invoice ?? null;
}

async function withParts(db: Executor, found: Order[], now: Date): Promise<Invoice[]> {
  const open = found.filter((order) => order.state === "open").map((order) => order.id);
  const rows = open.length === 0 ? [] : await partsOf(db, open);
  return found.map((order) => {
    const parts = rows
      .filter((row) => row.orderId === order.id)
      .map(({ senderId, assetId, amount, credit }) => ({
        senderId,
        assetId,
        amount: plain(amount),
        credit: plain(credit),
      }))
      .sort((a, b) => decimal(b.credit).cmp(a.credit));
    const left = decimal(order.quoteAmount).minus(parts[0]?.credit ?? "0");
    return { order, parts, rest: plain(Decimal.max(left, 0)), state: stateOf(order, parts.length > 0, now) };
  });
}

/** What each sender has paid of these orders and is kept. */
async function partsOf(db: Executor, orderIds: string[]) {
  return db
    .select({
      orderId: intakes.orderId,
      senderId: intakes.senderId,
      assetId: intakes.assetId,
      amount: sql<string>`sum(${intakes.amount})::text`,
      credit: sql<string>`coalesce(sum(${intakes.credit}), 0)::text`,
    })
    .from(intakes)
    .where(and(inArray(intakes.orderId, orderIds), eq(intakes.disposition, "held"), eq(intakes.heldReason, "partial")))
    .groupBy(intakes.orderId, intakes.senderId, intakes.assetId);
}

function stateOf(order: Order, partly: boolean, now: Date): InvoiceState {
  if (order.state === "cancelled") return "cancelled";
  if (order.state === "paid" || order.state === "settled") return "paid";
  if (order.state === "expired" || (order.deadline !== null && order.deadline <= now)) return "expired";
  return partly ? "partly" : "open";
}

/**
 * Cancels an invoice of this shop; parts that were paid go back. A cashier cancels what they made themselves. `unknown`:
 * there is no such invoice of theirs.
 */
export async function cancelInvoice(
  tx: Tx,
  wanted: { merchantId: string; orderId: string; by: string; now: Date; cause: string },
): Promise<"cancelled" | "taken" | "closed" | "unknown"> {
  const { merchantId, orderId, by, now, cause } = wanted;
  const role = await demand(tx, { merchantId, by, action: "charge" });
  const invoice = await invoiceOf(tx, merchantId, orderId, now, may(role, "all invoices") ? null : by);
  if (!invoice) return "unknown";
  const answer = await cancelOrder(tx, { orderId, now });
  const subject = invoice.order.title;
  if (answer === "cancelled") await record(tx, { merchantId, userId: by, action: "invoice.cancelled", subject, cause });
  return answer;
}

/** How long an invoice could be paid when it was made, in seconds; null: for ever. */
export const lastsOf = ({ deadline, createdAt }: Order): number | null =>
  deadline && Math.round((deadline.getTime() - createdAt.getTime()) / 60_000) * 60;

/** The same invoice once more, lasting as long from now on, by the shop's rules of today; null when it is not theirs. */
export async function duplicateInvoice(
  tx: Tx,
  wanted: { id: string; merchantId: string; orderId: string; now: Date; language: string; by?: string },
): Promise<Order | null> {
  const { id, merchantId, orderId, now, language, by } = wanted;
  const merchant = await findMerchant(tx, merchantId);
  const invoice = await invoiceOf(tx, merchantId, orderId, now);
  if (!merchant || !invoice) return null;
  const { title, quoteAsset, quoteAmount, settlementAsset } = invoice.order;
  const lastsSeconds = lastsOf(invoice.order);
  return createInvoice(tx, {
    id,
    merchant,
    title,
    quoteAsset,
    quoteAmount,
    settlementAsset,
    lastsSeconds,
    now,
    language,
    ...(by === undefined ? {} : { by }),
  });
}
