import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { OrderWords } from "../../src/web/api/order-words.js";
import { ApiTill, type Shown } from "../support/api-till.js";
import { bodyOf, messagesOf, webhookOf } from "../support/callback-webhooks.js";
import { courierOf } from "../support/callbacks.js";
import { eachEngine } from "../support/databases.js";
import { anotherShop, KeyHolder, keyOf } from "../support/own-api.js";
import { THORB } from "../support/pay-pages.js";
import { USDT_TRON } from "../support/rates.js";
import { type Receiver, startReceiver } from "../support/receiver.js";
import { until } from "../support/until.js";

interface WebhookWords {
  webhookId: string;
  url: string;
  events: string[];
  createdAt: number;
}

interface DeliveryWords {
  deliveryId: string;
  event: string;
  status: string;
  attempts: number;
  webhookId: string;
  resendOf: string;
  traceId: string;
  problem: string;
  nextAt?: number;
  body: string;
  tries: { number: number; status?: number; answer: string; problem: string }[];
}

eachEngine("webhooks by the API", (open) => {
  const till = new ApiTill(open);
  let shop: KeyHolder;
  let receiver: Receiver;
  let courier: ReturnType<typeof courierOf>;
  const holder = async (merchantId: string) =>
    new KeyHolder((path, init) => till.request(path, init), await keyOf(till.database, merchantId));

  beforeEach(async () => {
    receiver = await startReceiver();
    shop = await holder(THORB);
    courier = courierOf(till.database, { totalMs: 10_000 });
  });
  afterEach(async () => {
    await courier.stop();
    await receiver.close();
  });

  const add = (url: string, more = {}) => shop.post<WebhookWords>("/webhooks", { url, ...more });
  const list = () => shop.told<WebhookWords[]>("/webhooks");
  const deliveries = (fields = {}) =>
    shop.told<{ deliveries: DeliveryWords[]; page: number; pages: number }>("/deliveries", { fields });
  const delivery = (id: string) => shop.told<DeliveryWords>(`/deliveries/${id}`);

  test("are added, listed and removed", async () => {
    expect(await list()).toEqual([]);
    const all = (await add("https://shop.example.com/a?b=c")).data;
    expect(all).toMatchObject({ url: "https://shop.example.com/a?b=c", createdAt: expect.any(Number) });
    expect(all.events).toEqual(["order.paid_less", "order.pending", "order.success", "order.failed", "refund.success"]);
    const some = (await add("https://shop.example.com/d", { events: ["refund.success", "order.success"] })).data;
    expect(some.events).toEqual(["order.success", "refund.success"]);
    expect(await list()).toEqual([all, some]);
    const removed = await shop.ask<WebhookWords>(`/webhooks/${all.webhookId}`, { method: "DELETE" });
    expect([removed.code, removed.data]).toEqual([0, all]);
    expect(await list()).toEqual([some]);
    const again = await shop.ask(`/webhooks/${all.webhookId}`, { method: "DELETE" });
    expect([again.status, again.code, again.message]).toEqual([200, 60021, "There is no such webhook."]);
  });

  test.each([
    ["http://shop.example.com/", "url must begin with https://."],
    ["https://user:word@shop.example.com/", "url must have no user name and no password in it."],
    ["https://127.0.0.1/hook", "url must be on the open internet."],
    ["https://[::1]/hook", "url must be on the open internet."],
    ["https://169.254.169.254/latest", "url must be on the open internet."],
    ["https://localhost/hook", "url must be on the open internet."],
    ["ftp://shop.example.com/", "url must begin with https://."],
    [`https://shop.example.com/${"x".repeat(2048)}`, "url has more than 2048 characters."],
    ["https://shop.example.com/a b", "url has a blank in it."],
    ["nowhere", "url is no address."],
  ])("are refused where nothing may be sent: %s", async (url, message) => {
    const answer = await add(url);
    expect([answer.status, answer.code, answer.message]).toEqual([200, 10011, message]);
    expect(await list()).toEqual([]);
  });

  test("of unknown events, and more than ten, are refused", async () => {
    const wrong = await add("https://shop.example.com/", { events: ["order.paid"] });
    expect([wrong.code, wrong.message]).toEqual([10011, expect.stringMatching(/^events\[0\] must be one of order\./)]);
    for (let n = 0; n < 10; n++) expect((await add(`https://shop.example.com/${n}`)).code).toBe(0);
    const full = await add("https://shop.example.com/10");
    expect([full.status, full.code]).toEqual([200, 60022]);
  });

  test("adding one twice under one Idempotency-Key adds it once; something else under it is refused", async () => {
    const key = { "idempotency-key": "hook-1" };
    const post = (fields: Record<string, string>) => shop.post<WebhookWords>("/webhooks", fields, key);
    const [first, second] = await Promise.all([1, 2].map(() => post({ url: "https://shop.example.com/a" })));
    expect(second!.data).toEqual(first!.data);
    expect(await list()).toHaveLength(1);
    expect((await post({ url: "https://shop.example.com/b" })).status).toBe(409);
    await shop.ask(`/webhooks/${first!.data.webhookId}`, { method: "DELETE" });
    expect((await post({ url: "https://shop.example.com/a" })).code).toBe(60021);
  });

  test("belong to one shop: another sees and changes nothing of them", async () => {
    const { webhookId } = (await add("https://shop.example.com/")).data;
    const { deliveryId } = (await shop.post<{ deliveryId: string }>(`/webhooks/${webhookId}/ping`)).data;
    const other = await holder(await anotherShop(till.database));
    expect((await other.ask("/webhooks")).data).toEqual([]);
    expect((await other.ask("/deliveries")).data).toEqual({ deliveries: [], page: 1, pages: 1 });
    expect((await other.ask(`/webhooks/${webhookId}`, { method: "DELETE" })).code).toBe(60021);
    expect((await other.post(`/webhooks/${webhookId}/ping`)).code).toBe(60021);
    expect((await other.ask(`/deliveries/${deliveryId}`)).code).toBe(60023);
    expect((await other.post(`/deliveries/${deliveryId}/resend`)).code).toBe(60023);
    expect((await shop.post(`/deliveries/${randomUUID()}/resend`)).code).toBe(60023);
    expect(await list()).toHaveLength(1);
  });

  test("are tried out, and the delivery tells how they answer; it is sent again on demand, until they are removed", async () => {
    const { id: webhookId } = await webhookOf(till.database, THORB, receiver.url("broken"));
    const ping = () => shop.post<{ deliveryId: string }>(`/webhooks/${webhookId}/ping`, {}, { "idempotency-key": "p" });
    const { deliveryId } = (await ping()).data;
    expect((await ping()).data).toEqual({ deliveryId });
    expect(await delivery(deliveryId)).toMatchObject({ status: "waiting", tries: [], nextAt: expect.any(Number) });
    await courier.start();
    const failed = await until("its try", async () => {
      const one = await delivery(deliveryId);
      return one.status === "failed" && one;
    });
    expect(failed).toMatchObject({
      event: "ping",
      webhookId,
      attempts: 1,
      traceId: "",
      problem: "it answers with status 500",
    });
    expect(failed.tries).toMatchObject([{ number: 1, status: 500, answer: '{"code":"SUCCESS"}' }]);
    expect(JSON.parse(failed.body)).toMatchObject({ id: deliveryId, event: "ping", data: { webhookId } });
    receiver.say("broken", "empty");
    const again = (await shop.post<{ deliveryId: string }>(`/deliveries/${deliveryId}/resend`)).data;
    await until("the copy", async () => (await delivery(again.deliveryId)).status === "delivered");
    expect(await delivery(again.deliveryId)).toMatchObject({ resendOf: deliveryId, problem: "", body: failed.body });
    const log = await deliveries();
    expect(log.deliveries.map((one) => one.deliveryId)).toEqual([again.deliveryId, deliveryId]);
    expect((await deliveries({ status: "failed" })).deliveries).toMatchObject([{ deliveryId }]);
    expect(await deliveries({ limit: 1, page: 2 })).toMatchObject({ page: 2, pages: 2, deliveries: [{ deliveryId }] });
    await shop.ask(`/webhooks/${webhookId}`, { method: "DELETE" });
    const gone = await shop.post(`/deliveries/${deliveryId}/resend`);
    expect([gone.status, gone.code]).toEqual([200, 60024]);
  });

  test("hear of an order in the words in which the API tells it", async () => {
    await webhookOf(till.database, THORB, receiver.url("empty"));
    const asked = { payeeId: THORB, orderId: "words-1", quoteAssetId: USDT_TRON, quoteAmount: "10", remark: "Tea" };
    const { code } = await till.told<{ code: string }>("POST", "/one_time_payment", asked);
    const shown = await till.told<Shown>("POST", "/payments", { ...asked, paymentAssetId: USDT_TRON });
    await till.pays(shown, { amount: "10.5" });
    const told = () => shop.told<OrderWords>(`/orders/${code}`);
    const heard = async (event: string) => {
      const rows = await messagesOf(till.database, code);
      return bodyOf(rows.find((row) => row.event === event)!).data.order;
    };
    const same = (said: Record<string, unknown>, now: OrderWords) => {
      const { payeeId, ...order } = said;
      expect(payeeId).toBe(THORB);
      expect(now).toMatchObject(order);
    };
    same(await heard("order.pending"), await told());
    await till.settle(async () => (await told()).status === "success");
    same(await heard("order.success"), await told());
    await courier.start();
    await until("all of it", () => receiver.got.length === 2);
    expect(receiver.got.map((one) => bodyOf(one).event)).toEqual(["order.pending", "order.success"]);
  });
});
