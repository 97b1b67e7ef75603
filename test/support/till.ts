import { randomUUID } from "node:crypto";
import type { Database } from "../../src/db/database.js";
import { merchants, payees } from "../../src/db/schema.js";
import { openOrder, type NewOrder, type Order } from "../../src/payments/orders.js";
import { USDT_TRON } from "./market.js";

export { BTC, standingMarket, standingRates, USDT_ETH, USDT_TRON } from "./market.js";

/** A merchant who is their own payee; both have the id returned. */
export async function openShop(database: Database, merchantId: string = randomUUID()): Promise<string> {
  const { db } = database;
  await db.insert(payees).values({ id: merchantId, kind: "individual", members: [merchantId], threshold: 1 });
  const handle = merchantId.slice(0, 8);
  await db
    .insert(merchants)
    .values({ id: merchantId, handle, handleSkeleton: handle, name: "Shop", payeeId: merchantId });
  return merchantId;
}

/** An order of 10 USDT (TRON), settled as paid, unless told otherwise. */
export function order(database: Database, shopId: string, given: Partial<NewOrder> = {}): Promise<Order> {
  return openOrder(database.db, {
    id: randomUUID(),
    payeeId: shopId,
    merchantId: shopId,
    codeId: null,
    title: "Coffee",
    quoteAsset: USDT_TRON,
    quoteAmount: "10",
    settlementAsset: null,
    ...given,
  });
}
