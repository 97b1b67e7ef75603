import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { inTransaction } from "../../src/db/database.js";
import { apiOrders, orders, receiptMails } from "../../src/db/schema.js";
import { beginRefund } from "../../src/payments/refunds/begin.js";
import { previewRefund } from "../../src/payments/refunds/preview.js";
import { apiOrder } from "../support/callbacks.js";
import { eachEngine } from "../support/databases.js";
import { ADA, PaperTill } from "../support/paper-till.js";
import { payInto } from "../support/payments.js";
import { BTC } from "../support/market.js";
import { standingMarket, USDT_TRON } from "../support/till.js";

eachEngine("the receipt of a payment whose settlement is given back", (open) => {
  const till = new PaperTill(open);

  test("goes when it is settled by that, where it had to wait for the exchange", async () => {
    const { db } = till.database;
    const { id: orderId } = await apiOrder(till.database, till.shop, {});
    const { quote, record } = payInto(till.database, till.network, randomUUID());
    const { id: requestId } = await quote(standingMarket(), orderId, USDT_TRON);
    const paid = { senders: [ADA], requestId, memo: orderId, assetId: USDT_TRON, amount: "10" };
    await record(standingMarket(), till.network.receive(paid));
    // As an exchange leaves it: strict, done, and the money still here.
    await db
      .update(orders)
      .set({ strict: true, settlementAsset: BTC, settlementAmount: null })
      .where(eq(orders.id, orderId));
    await db.update(apiOrders).set({ payerEmail: "ada@example.com" }).where(eq(apiOrders.orderId, orderId));
    const now = new Date();
    const wish = { merchantId: till.shop, orderId, part: { of: "all" }, rate: "then" } as const;
    const answer = await previewRefund(db, standingMarket().rates, wish, now);
    if (!answer.ok) throw new Error(answer.reason);
    const common = { merchantId: till.shop, by: till.shop, title: "Back", language: "en", now };
    await inTransaction(db, (tx) => beginRefund(tx, { ...common, id: randomUUID(), preview: answer.preview }));
    const [order] = await db.select().from(orders).where(eq(orders.id, orderId));
    expect(order!.state).toBe("settled");
    expect(await db.select().from(receiptMails)).toMatchObject([
      { orderId, recipient: "ada@example.com", state: "waiting" },
    ]);
  });
});
