import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { inTransaction } from "../../src/db/database.js";
import { apiOrders, deliveries, orders } from "../../src/db/schema.js";
import { closeOrders } from "../../src/payments/execute.js";
import { expireOrders } from "../../src/payments/orders.js";
import { beginRefund } from "../../src/payments/refunds/begin.js";
import { previewRefund } from "../../src/payments/refunds/preview.js";
import { addWebhook, removeWebhook, tryWebhook, type Webhook, webhooksOf } from "../../src/shop/webhooks.js";
import { bodyOf, messagesOf, webhookOf } from "../support/callback-webhooks.js";
import { apiOrder, close, deliveriesOf } from "../support/callbacks.js";
import { eachEngine } from "../support/databases.js";
import { ADA, PaperTill } from "../support/paper-till.js";
import { payInto } from "../support/payments.js";
import { openShop, order, standingMarket, USDT_TRON } from "../support/till.js";
import { until } from "../support/until.js";

eachEngine("what a shop's webhooks are to hear", (open) => {
  const till = new PaperTill(open);
  const hook = (...given: Parameters<typeof webhookOf> extends [unknown, unknown, ...infer Rest] ? Rest : never) =>
    webhookOf(till.database, till.shop, ...given);
  const heard = async (orderId: string) => (await messagesOf(till.database, orderId)).map(({ event }) => event);
  const bodies = async (orderId: string) => (await messagesOf(till.database, orderId)).map(bodyOf);
  const payments = () => payInto(till.database, till.network, randomUUID());

  async function pay(orderId: string, amount: string): Promise<void> {
    const { quote, record } = payments();
    const { id } = await quote(standingMarket(), orderId, USDT_TRON);
    const output = till.network.receive({ senders: [ADA], requestId: id, memo: orderId, assetId: USDT_TRON, amount });
    await record(standingMarket(), output);
  }

  async function stands(orderId: string, state: string): Promise<void> {
    await until(`the order to be ${state}`, async () => {
      const [now] = await till.database.db.select().from(orders).where(eq(orders.id, orderId));
      return now!.state === state;
    });
  }

  async function settled(orderId: string): Promise<void> {
    await till.start();
    await stands(orderId, "settled");
    await till.stop();
  }

  async function refund(orderId: string, quoteAmount?: string): Promise<string> {
    const part = quoteAmount === undefined ? { of: "all" as const } : { of: "price" as const, amount: quoteAmount };
    const { db } = till.database;
    const [now, id] = [new Date(), randomUUID()];
    const wish = { merchantId: till.shop, orderId, part, rate: "then" as const };
    const answer = await previewRefund(db, standingMarket().rates, wish, now);
    if (!answer.ok) throw new Error(answer.reason);
    const { preview } = answer;
    const request = { id, merchantId: till.shop, preview, by: till.shop, title: "Back", language: "en", now };
    const begun = await inTransaction(db, (tx) => beginRefund(tx, request));
    if (!begun.ok) throw new Error(begun.reason);
    return id;
  }

  test("every step of a payment, each with what was so then; none overtakes another", async () => {
    const { id: webhookId, url } = await hook();
    const { id } = await order(till.database, till.shop, { title: "Two coffees", tipAmount: "1" });
    await pay(id, "4");
    await pay(id, "3");
    await pay(id, "3.5");
    await settled(id);
    expect(await heard(id)).toEqual(["order.paid_less", "order.paid_less", "order.pending", "order.success"]);
    const rows = await messagesOf(till.database, id);
    expect(rows.map(({ state }) => state)).toEqual(["waiting", "waiting", "waiting", "waiting"]);
    // What comes before news of a payment is as urgent as they are.
    expect(rows.map(({ isPaid }) => isPaid)).toEqual([true, true, true, true]);
    for (const row of rows) {
      expect(row).toMatchObject({ webhookId, url, merchantId: till.shop, orderId: id, attempts: 0, resendOf: null });
      expect(bodyOf(row)).toMatchObject({ id: row.id, event: row.event, createdAt: expect.any(Number) });
    }
    const told = (await bodies(id)).map(({ data }) => data.order);
    for (const each of told) {
      const same = { traceId: id, orderId: "", payeeId: till.shop, title: "Two coffees", source: "code" };
      expect(each).toMatchObject({ ...same, quoteAmount: "10", quoteAssetId: USDT_TRON, tipAmount: "1" });
      expect(JSON.stringify(each)).not.toContain(ADA);
    }
    expect(told.map(({ status }) => status)).toEqual(["paid_less", "paid_less", "pending", "success"]);
    expect(told.map(({ paymentAmount }) => paymentAmount)).toEqual(["4", "7", "10.5", "10.5"]);
    expect(told.map(({ surplusAmount }) => surplusAmount)).toEqual(["0", "0", "0.5", "0.5"]);
    expect(told.map(({ settleAmount }) => settleAmount)).toEqual(["", "", "", "10"]);
    expect(told.map(({ paidAt }) => typeof paidAt)).toEqual(["undefined", "undefined", "number", "number"]);
  });

  test("orders that a program asked for, as it numbered them, beside their callback", async () => {
    await hook();
    const callbackUrl = "https://shop.example.com/callback";
    const { id } = await apiOrder(till.database, till.shop, { callbackUrl, orderNumber: "shop-7" });
    await pay(id, "10");
    await settled(id);
    expect(await heard(id)).toEqual(["order.pending", "order.success"]);
    expect((await bodies(id))[0]!.data.order).toMatchObject({
      orderId: "shop-7",
      payeeId: till.shop.toUpperCase(),
      source: "api",
    });
    const all = await deliveriesOf(till.database, id);
    expect(all.filter(({ webhookId }) => webhookId === null)).toMatchObject([
      { event: "success", merchantId: till.shop, state: "waiting" },
    ]);
  });

  test("what comes to nothing: expired, cancelled, and why", async () => {
    await hook();
    const soon = new Date(Date.now() + 60_000);
    const invoice = await order(till.database, till.shop, { source: "invoice", deadline: soon });
    const part = await order(till.database, till.shop, { deadline: soon });
    const dropped = await order(till.database, till.shop);
    await pay(part.id, "4");
    await expireOrders(till.database.db, new Date(soon.getTime() + 1));
    await close(till.database, dropped);
    const last = async (orderId: string) => (await bodies(orderId)).at(-1)!;
    for (const [one, failureCode] of [
      [invoice, "40000"],
      [part, "40024"],
      [dropped, "40032"],
    ] as const) {
      const { event, data } = await last(one.id);
      expect([event, data.order["status"], data.order["failureCode"]]).toEqual(["order.failed", "failed", failureCode]);
    }
  });

  test("each webhook what it asked for, of its own shop; one that was removed nothing more", async () => {
    const other = await openShop(till.database);
    await webhookOf(till.database, other, "https://other.example.com/hook");
    const ends = await hook("https://a.example.com/", ["order.success", "order.failed"]);
    const steps = await hook("https://b.example.com/", ["order.pending"]);
    const gone = await hook("https://c.example.com/");
    const { id } = await order(till.database, till.shop);
    const wanted = { merchantId: till.shop, by: till.shop, webhookId: gone.id, cause: "test", now: new Date() };
    const ping = randomUUID();
    await inTransaction(till.database.db, (tx) => tryWebhook(tx, { ...wanted, id: ping }));
    expect(await inTransaction(till.database.db, (tx) => removeWebhook(tx, wanted))).toMatchObject({ id: gone.id });
    expect(await inTransaction(till.database.db, (tx) => removeWebhook(tx, wanted))).toBeNull();
    expect(await inTransaction(till.database.db, (tx) => tryWebhook(tx, { ...wanted, id: randomUUID() }))).toBe(false);
    expect((await webhooksOf(till.database.db, till.shop)).map((one) => one.id)).toEqual([ends.id, steps.id]);
    await pay(id, "10");
    await settled(id);
    const rows = await messagesOf(till.database, id);
    expect(rows.map(({ event, webhookId }) => [event, webhookId])).toEqual([
      ["order.pending", steps.id],
      ["order.success", ends.id],
    ]);
    const waited = await till.database.db.select().from(deliveries).where(eq(deliveries.id, ping));
    expect(waited).toMatchObject([{ event: "ping", state: "overtaken" }]);
  });

  test("nothing of an order whose number another has taken, of other people's money, nor where there is no shop", async () => {
    await hook();
    const replaced = await apiOrder(till.database, till.shop, { replacedBy: randomUUID() });
    const transfer = await order(till.database, till.shop, { source: "transfer" });
    const funding = await order(till.database, till.shop, { source: "refund" });
    await close(till.database, replaced, transfer, funding);
    const stranger = await openShop(till.database);
    const callbackUrl = "https://shop.example.com/callback";
    const nobodys = await apiOrder(till.database, stranger, { callbackUrl }, { merchantId: randomUUID() });
    await close(till.database, nobodys);
    expect(await till.database.db.select().from(deliveries)).toMatchObject([{ orderId: nobodys.id, merchantId: null }]);
  });

  test("it is written with the change, or not at all", async () => {
    await hook();
    const { id } = await order(till.database, till.shop);
    const failing = inTransaction(till.database.db, async (tx) => {
      await closeOrders(tx, [id], "cancelled", new Date());
      throw new Error("the database went away");
    });
    await expect(failing).rejects.toThrow("went away");
    expect(await heard(id)).toEqual([]);
  });

  test("a refund, once the payer has it", async () => {
    await hook();
    const { id } = await order(till.database, till.shop);
    await pay(id, "10");
    const refundId = await refund(id, "4");
    expect(await heard(id)).toEqual(["order.pending"]);
    await till.start();
    await until("both", async () => (await heard(id)).length === 3);
    await till.stop();
    expect((await heard(id)).toSorted()).toEqual(["order.pending", "order.success", "refund.success"]);
    const told = (await bodies(id)).find(({ event }) => event === "refund.success")!;
    expect(told.data).toMatchObject({
      refund: { refundId, traceId: id, status: "success", quoteAmount: "4", amount: "4", assetId: USDT_TRON },
      order: { traceId: id, paymentAmount: "10" },
    });
    const success = (await bodies(id)).find(({ event }) => event === "order.success")!;
    expect(success.data.order).toMatchObject({ status: "success", settleAmount: "6" });
  });

  test("a refund that the shop pays for", async () => {
    await hook("https://shop.example.com/hook", ["refund.success"]);
    const { id } = await order(till.database, till.shop);
    await pay(id, "10");
    await settled(id);
    const refundId = await refund(id);
    const view = await till.database.db.select().from(orders).where(eq(orders.source, "refund"));
    await pay(view[0]!.id, "10");
    await till.start();
    await until("the refund", async () => (await heard(id)).length === 1);
    await till.stop();
    expect((await bodies(id))[0]).toMatchObject({
      event: "refund.success",
      data: { refund: { refundId, amount: "10" } },
    });
    expect(await messagesOf(till.database, view[0]!.id)).toEqual([]);
  });

  test("an order whose money is all given back before it went out is settled, and so is one whose money paid for it", async () => {
    await hook();
    const callbackUrl = "https://shop.example.com/callback";
    const first = await order(till.database, till.shop);
    await pay(first.id, "10");
    await settled(first.id);
    const second = await apiOrder(till.database, till.shop, { callbackUrl });
    await pay(second.id, "10");
    await refund(first.id);
    expect(await heard(second.id)).toEqual(["order.pending", "order.success"]);
    expect((await bodies(second.id))[1]!.data.order).toMatchObject({ status: "success", settleAmount: "0" });
    const callbacks = (await deliveriesOf(till.database, second.id)).filter(({ webhookId }) => webhookId === null);
    expect(callbacks.map(({ event }) => event)).toEqual(["success"]);
    const own = await order(till.database, till.shop);
    await pay(own.id, "10");
    await refund(own.id);
    expect(await heard(own.id)).toEqual(["order.pending", "order.success"]);
  });

  test("a shop has ten of them; adding one twice adds it once", async () => {
    const all: Webhook[] = [];
    for (let n = 0; n < 9; n++) all.push(await hook(`https://${n}.example.com/`));
    const { id } = await order(till.database, till.shop);
    await inTransaction(till.database.db, (tx) => closeOrders(tx, [id], "cancelled", new Date()));
    expect(await heard(id)).toEqual(all.map(() => "order.failed"));
    const again = { by: till.shop, cause: "test", now: new Date() };
    const known = await inTransaction(till.database.db, (tx) => addWebhook(tx, { ...all[3]!, ...again }));
    expect(known).toEqual({ ok: true, webhook: all[3] });
    expect(await webhooksOf(till.database.db, till.shop)).toHaveLength(9);
    await hook("https://9.example.com/");
    await expect(hook("https://10.example.com/")).rejects.toThrow("full");
  });

  test("an order that was replaced after it had failed has failed all the same", async () => {
    await hook();
    const { id } = await apiOrder(till.database, till.shop);
    await inTransaction(till.database.db, (tx) => closeOrders(tx, [id], "expired", new Date()));
    await till.database.db.update(apiOrders).set({ replacedBy: randomUUID() }).where(eq(apiOrders.orderId, id));
    expect(await heard(id)).toEqual(["order.failed"]);
  });
});
