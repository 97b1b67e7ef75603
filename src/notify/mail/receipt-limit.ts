import { and, eq, ne, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Db } from "../../db/database.js";
import { merchants, orders, receiptMails } from "../../db/schema.js";
import { RECEIPTS_TO_ADDRESS } from "../../payments/receipts.js";

/**
 * Receipts that go out in a day for one shop: whoever pays dust to a shop of their own, again and again, must not make a
 * mailer of us. Beyond it the receipt is still on its page.
 */
export const RECEIPTS_OF_SHOP = 300;
/** For all payees without a shop together: programs make as many of those as they like. */
export const RECEIPTS_WITHOUT_SHOP = 300;
/** For what one payer has paid, to whomever. */
export const RECEIPTS_OF_PAYER = 50;

/** Whether so many came before this one that it does not go. Says the same each time it is tried. */
export async function isBeyondReceiptLimit(db: Db, mailId: string): Promise<boolean> {
  const [one, its, itsShop] = [alias(receiptMails, "one"), alias(orders, "its"), alias(merchants, "its_shop")];
  const howMany = (same: ReturnType<typeof sql>) => sql<number>`(count(*) filter (where ${same}))::int`;
  const [before] = await db
    .select({
      toSame: howMany(sql`${receiptMails.recipient} = ${one.recipient}`),
      ofShop: howMany(sql`${orders.merchantId} = ${its.merchantId}`),
      ofPayer: howMany(sql`${orders.payerId} = ${its.payerId}`),
      withoutShop: howMany(sql`${merchants.id} is null and ${itsShop.id} is null`),
    })
    .from(one)
    .innerJoin(its, eq(its.id, one.orderId))
    .leftJoin(itsShop, eq(itsShop.id, its.merchantId))
    .innerJoin(
      receiptMails,
      and(
        ne(receiptMails.state, "refused"),
        sql`${receiptMails.createdAt} > ${one.createdAt} - interval '1 day'`,
        sql`(${receiptMails.createdAt}, ${receiptMails.id}) < (${one.createdAt}, ${one.id})`,
      ),
    )
    .innerJoin(orders, eq(orders.id, receiptMails.orderId))
    .leftJoin(merchants, eq(merchants.id, orders.merchantId))
    .where(eq(one.id, mailId));
  return (
    before !== undefined &&
    (before.toSame >= RECEIPTS_TO_ADDRESS ||
      before.ofShop >= RECEIPTS_OF_SHOP ||
      before.ofPayer >= RECEIPTS_OF_PAYER ||
      before.withoutShop >= RECEIPTS_WITHOUT_SHOP)
  );
}
