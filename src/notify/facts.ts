import { eq } from "drizzle-orm";
import type { Db } from "../db/database.js";
import { people } from "../db/tables/chat.js";
import { intakes, orders } from "../db/tables/money.js";
import { codes, merchants } from "../db/tables/shop.js";
import { type Language, pickLanguage } from "../i18n/index.js";
import { cut } from "../mixin/payloads.js";

/** Who is written to, and how: from what they chose, else from the page they paid on. */
export interface Reader {
  userId: string;
  name: string;
  language: Language;
  timeZone: string;
}

const NAME_LENGTH = 64;

/** A name somebody gave themselves, without what could disguise the words around it: controls and changes of direction. */
export const plainName = (name: string): string =>
  cut(name.replaceAll(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "").trim(), NAME_LENGTH);

export async function reader(db: Db, userId: string, pageLanguage: string | null = null): Promise<Reader> {
  const [person] = await db.select().from(people).where(eq(people.userId, userId));
  return {
    userId,
    name: person?.fullName ?? "",
    language: pickLanguage(person?.language ?? pageLanguage),
    timeZone: person?.timeZone ?? "UTC",
  };
}

/** An order with the shop and the code it belongs to. */
export async function orderFacts(db: Db, orderId: string) {
  const [row] = await db
    .select({ order: orders, shop: merchants.name, handle: merchants.handle, slug: codes.slug, codeTitle: codes.title })
    .from(orders)
    .innerJoin(merchants, eq(merchants.id, orders.merchantId))
    .leftJoin(codes, eq(codes.id, orders.codeId))
    .where(eq(orders.id, orderId));
  if (!row) throw new Error(`there is no order ${orderId}`);
  return row;
}

export async function intakeFacts(db: Db, outputId: string) {
  const [intake] = await db.select().from(intakes).where(eq(intakes.outputId, outputId));
  if (!intake) throw new Error(`there is no intake ${outputId}`);
  return intake;
}
