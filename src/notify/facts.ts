import { and, eq, isNotNull } from "drizzle-orm";
import type { Db } from "../db/database.js";
import { people } from "../db/tables/chat.js";
import { apiOrders } from "../db/tables/api.js";
import { intakes, transfers } from "../db/tables/money.js";
import { orders, quotes, refunds } from "../db/tables/orders.js";
import { codes, merchants, payees } from "../db/tables/shop.js";
import { jobs } from "../db/tables/system.js";
import { withoutLinks } from "../db/text.js";
import { type Language, pickLanguage } from "../i18n/index.js";
import { cut } from "../mixin/payloads.js";
import { payeeName } from "../payments/payees.js";
import { isBetweenPeople } from "../payments/sales.js";

/** Who is written to, and how: from what they chose, else from the page they paid on. */
export interface Reader {
  userId: string;
  language: Language;
  timeZone: string;
}

const NAME_LENGTH = 64;
/** What a program may say of an order, with what taking links out of it adds. */
const TITLE_LENGTH = 120;

/** What others wrote, without what could disguise the words around it: controls and changes of direction. */
export const plainName = (name: string, length = NAME_LENGTH): string =>
  cut(name.replaceAll(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "").trim(), length);

/** Of what anybody can write into an order of a program's. */
const plainTitle = (title: string): string => plainName(withoutLinks(title.replaceAll(/\s+/g, " ")), TITLE_LENGTH);

export async function reader(db: Db, userId: string, pageLanguage: string | null = null): Promise<Reader> {
  const [person] = await db.select().from(people).where(eq(people.userId, userId));
  return {
    userId,
    language: pickLanguage(person?.language ?? pageLanguage),
    timeZone: person?.timeZone ?? "UTC",
  };
}

/** The Mixin ID of somebody who is known here; empty when they are not. Names can be made up, it cannot. */
export async function mixinIdOf(db: Db, userId: string): Promise<string> {
  const [person] = await db.select({ id: people.identityNumber }).from(people).where(eq(people.userId, userId));
  return person?.id ?? "";
}

/** The name somebody is known by here; empty when they are not. */
export async function knownName(db: Db, userId: string): Promise<string> {
  const [person] = await db.select({ name: people.fullName }).from(people).where(eq(people.userId, userId));
  return person?.name ?? "";
}

export type OrderFacts = Awaited<ReturnType<typeof orderFacts>>;

/**
 * An order with the shop and the code it belongs to; `title` is what it is called today. What somebody sends to others
 * has them in the place of a shop, what a program asked for may have a payee without one. `ownerId`: who hears of it
 * besides its payer; null where there is no shop. `viaLink`: whoever paid can have changed the price.
 */
export async function orderFacts(db: Db, orderId: string) {
  const [row] = await db
    .select({
      order: orders,
      payee: payees,
      shop: merchants.name,
      person: people.fullName,
      slug: codes.slug,
      codeTitle: codes.title,
      viaLink: apiOrders.viaLink,
    })
    .from(orders)
    .innerJoin(payees, eq(payees.id, orders.payeeId))
    .leftJoin(merchants, eq(merchants.id, orders.merchantId))
    .leftJoin(people, eq(people.userId, orders.merchantId))
    .leftJoin(codes, eq(codes.id, orders.codeId))
    .leftJoin(apiOrders, eq(apiOrders.orderId, orders.id))
    .where(eq(orders.id, orderId));
  if (!row) throw new Error(`there is no order ${orderId}`);
  const { order, payee, person, slug, codeTitle } = row;
  const between = isBetweenPeople(order);
  const name = between ? person : (row.shop ?? (payeeName(payee) || person));
  const shop = plainName(name ?? "");
  const ownerId = between || row.shop === null ? null : order.merchantId;
  return {
    order,
    slug,
    ownerId,
    viaLink: row.viaLink ?? false,
    shop,
    title: codeTitle ?? (order.source === "api" ? plainTitle(order.title) || shop : order.title),
  };
}

export async function intakeFacts(db: Db, outputId: string) {
  const [intake] = await db.select().from(intakes).where(eq(intakes.outputId, outputId));
  if (!intake) throw new Error(`there is no intake ${outputId}`);
  return intake;
}

export async function transferFacts(db: Db, requestId: string) {
  const [transfer] = await db.select().from(transfers).where(eq(transfers.requestId, requestId));
  if (!transfer) throw new Error(`there is no transfer ${requestId}`);
  return transfer;
}

/** The refund that an order's failed exchange led to; null when there is none. */
export async function exchangeRefund(db: Db, orderId: string) {
  const failed = and(eq(transfers.orderId, orderId), eq(transfers.kind, "refund"), isNotNull(transfers.swapId));
  const [transfer] = await db.select().from(transfers).where(failed);
  return transfer ?? null;
}

export async function refundFacts(db: Db, refundId: string) {
  const [refund] = await db.select().from(refunds).where(eq(refunds.id, refundId));
  if (!refund) throw new Error(`there is no refund ${refundId}`);
  return refund;
}

/** The quote that an order was paid by; null when there is none. */
export async function quoteFacts(db: Db, quoteId: string | null) {
  if (quoteId === null) return null;
  const [quote] = await db.select().from(quotes).where(eq(quotes.id, quoteId));
  return quote ?? null;
}

/** A shop's name, and the title of its code when one is meant. */
export async function shopFacts(db: Db, merchantId: string, codeId: string | null) {
  const [shop] = await db.select({ name: merchants.name }).from(merchants).where(eq(merchants.id, merchantId));
  if (!shop) throw new Error(`there is no shop ${merchantId}`);
  const [code] = codeId ? await db.select({ title: codes.title }).from(codes).where(eq(codes.id, codeId)) : [];
  return { shop: plainName(shop.name), code: code?.title ?? null };
}

/** When money that nobody claims goes back by itself; null when that is over. */
export async function returnsAt(db: Db, outputId: string): Promise<Date | null> {
  const [job] = await db
    .select({ at: jobs.runAt })
    .from(jobs)
    .where(eq(jobs.dedupeKey, `held.return:${outputId}`));
  return job?.at ?? null;
}
