import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { inTransaction } from "../../src/db/database.js";
import { tidy } from "../../src/db/housekeeping.js";
import { apiOrders, deliveries, deliveryAttempts, orders } from "../../src/db/schema.js";
import { expireOrders } from "../../src/payments/orders.js";
import { closeOrders } from "../../src/payments/execute.js";
import { apiOrder, close, deliveriesOf } from "../support/callbacks.js";
import { eachEngine } from "../support/databases.js";
import { ADA, PaperTill } from "../support/paper-till.js";
import { payInto } from "../support/payments.js";
import { order, standingMarket, USDT_TRON } from "../support/till.js";
import { until } from "../support/until.js";

const callbackUrl = "https://shop.example.com/?wc-api=wc_gateway_mixpay";

eachEngine("what programs are to hear of their orders", (open) => {
  const till = new PaperTill(open);
  const asked = (api: Parameters<typeof apiOrder>[2] = {}, given: Parameters<typeof apiOrder>[3] = {}) =>
    apiOrder(till.database, till.shop, { callbackUrl, ...api }, given);
  const heard = async (orderId: string) =>
    (await deliveriesOf(till.database, orderId)).map(({ event, state }) => `${event} ${state}`).toSorted();
  const payments = () => payInto(till.database, till.network, randomUUID());

  async function pay(orderId: string, amount: string): Promise<void> {
    const { quote, record } = payments();
    const { id } = await quote(standingMarket(), orderId, USDT_TRON);
    const output = till.network.receive({ senders: [ADA], requestId: id, memo: orderId, assetId: USDT_TRON, amount });
    await record(standingMarket(), output);
  }

  async function settled(orderId: string): Promise<void> {
    await till.start();
    await until("the settlement", async () => {
      const [now] = await till.database.db.select().from(orders).where(eq(orders.id, orderId));
      return now!.state === "settled";
    });
    await till.stop();
  }

  test("success, when it is settled and not before; nothing else unless it was asked for", async () => {
    const { id } = await asked();
    await pay(id, "4");
    await pay(id, "6");
    expect(await heard(id)).toEqual([]);
    await settled(id);
    expect(await heard(id)).toEqual(["success waiting"]);
    expect((await deliveriesOf(till.database, id))[0]).toMatchObject({
      url: callbackUrl,
      attempts: 0,
      leasedUntil: null,
    });
  });

  test("each event that was asked for; a newer one overtakes what was not heard yet", async () => {
    const { id } = await asked({ callbackEvents: ["pending", "paid_less", "settle"] });
    await pay(id, "4");
    expect(await heard(id)).toEqual(["paid_less waiting"]);
    await pay(id, "3");
    expect(await heard(id)).toEqual(["paid_less overtaken", "paid_less waiting"]);
    await pay(id, "3");
    expect(await heard(id)).toEqual(["paid_less overtaken", "paid_less overtaken", "pending waiting"]);
    await settled(id);
    // The end and the settlement are one moment, and one message.
    expect((await heard(id)).at(-1)).toBe("success waiting");
    expect(await heard(id)).toHaveLength(4);
  });

  test("what was delivered stays so", async () => {
    const { id } = await asked({ callbackEvents: ["pending"] });
    await pay(id, "10");
    await till.database.db.update(deliveries).set({ state: "delivered" });
    await settled(id);
    expect(await heard(id)).toEqual(["pending delivered", "success waiting"]);
  });

  test("failed, when it is over without money: expired or cancelled; never while it can be paid", async () => {
    const soon = new Date(Date.now() + 60_000);
    const [late, dropped, still] = [await asked({}, { deadline: soon }), await asked(), await asked()];
    expect(await expireOrders(till.database.db, new Date())).toBe(0);
    expect(await heard(late.id)).toEqual([]);
    await expireOrders(till.database.db, new Date(soon.getTime() + 1));
    await close(till.database, dropped);
    expect(await heard(late.id)).toEqual(["failed waiting"]);
    expect(await heard(dropped.id)).toEqual(["failed waiting"]);
    expect(await heard(still.id)).toEqual([]);
  });

  test("nothing of an order that was replaced, of one without an address, nor of anybody else's", async () => {
    const replaced = await asked({ replacedBy: randomUUID() });
    const silent = await asked({ callbackUrl: null });
    const other = await order(till.database, till.shop);
    await close(till.database, replaced, silent, other);
    expect(await till.database.db.select().from(deliveries)).toEqual([]);
  });

  test("it is written with the change, or not at all", async () => {
    const { id } = await asked();
    const failing = inTransaction(till.database.db, async (tx) => {
      await closeOrders(tx, [id], "cancelled", new Date());
      throw new Error("the database went away");
    });
    await expect(failing).rejects.toThrow("went away");
    expect(await heard(id)).toEqual([]);
  });

  test("a crowd that ends at once", async () => {
    const all = await Promise.all(Array.from({ length: 60 }, () => asked()));
    await close(till.database, ...all);
    const rows = await till.database.db.select().from(deliveries);
    expect(new Set(rows.map(({ orderId }) => orderId)).size).toBe(60);
  });

  test("what is over for long is forgotten, with its attempts; what waits is not", async () => {
    const { db } = till.database;
    const days = (n: number) => new Date(Date.now() - n * 86_400_000);
    const [old, recent, waiting] = [await asked(), await asked(), await asked()];
    await close(till.database, old, recent, waiting);
    for (const row of await db.select().from(deliveries)) {
      const attempt = { deliveryId: row.id, number: 1, at: days(70), millis: 5, status: 200 };
      await db.insert(deliveryAttempts).values(attempt);
    }
    const ended = (orderId: string, endedAt: Date) =>
      db.update(deliveries).set({ state: "delivered", endedAt }).where(eq(deliveries.orderId, orderId));
    await ended(old.id, days(61));
    await ended(recent.id, days(59));
    await db.update(deliveries).set({ createdAt: days(70) });
    await tidy(db);
    expect(await heard(old.id)).toEqual([]);
    expect(await heard(recent.id)).toEqual(["failed delivered"]);
    expect(await heard(waiting.id)).toEqual(["failed waiting"]);
    expect(await db.select().from(deliveryAttempts)).toHaveLength(2);
    expect(await db.select().from(apiOrders)).toHaveLength(3);
  });
});
