import { verify } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ApiStage } from "../support/api-stage.js";
import type { WebhookBody } from "../support/callback-webhooks.js";
import { type Receiver, startReceiver } from "../support/receiver.js";
import { ASSETS } from "../support/sandbox.js";
import { converses, makesCode, Visitor } from "../support/shop.js";
import { until } from "../support/until.js";

const PATIENT = { timeoutMs: 60_000, everyMs: 100 };
let stage: ApiStage;
let receiver: Receiver;

beforeAll(async () => {
  [stage, receiver] = [await ApiStage.open(), await startReceiver()];
});
afterAll(async () => {
  await receiver?.close();
  await stage?.close();
});

test(
  "a shop's server, with a key from the chat, hears of a payment on a code, signed, and again on demand",
  { timeout: 180_000 },
  async () => {
    const thorb = await (await stage.person("Thorb")).online();
    const payer = await stage.somebody("Payer");
    await stage.control.faucet(payer.userId, ASSETS.usdtTron, "20");
    const codeUrl = await makesCode(thorb, { title: "Coffee", price: "10 usd" }, PATIENT);
    await converses(thorb, "new key Server", PATIENT);
    await converses(thorb, "everything", PATIENT);
    const made = await converses(thorb, "Make the key", PATIENT);
    const secret = made.map(({ text }) => /mixtill_[\w-]{43}/.exec(text)?.[0]).find(Boolean);
    const headers = { authorization: `Bearer ${secret}` };

    const url = receiver.url("empty");
    const hook = await stage.told<{ webhookId: string }>("POST", "/webhooks", { headers, json: { url } });
    await stage.told("POST", `/webhooks/${hook.webhookId}/ping`, { headers });
    await until("the test", () => receiver.got.length === 1, PATIENT);

    const page = await new Visitor().opens(codeUrl, ASSETS.usdtTron);
    await payer.pays(page.payment!);
    const heard = () => receiver.got.map(({ body }) => JSON.parse(body) as WebhookBody);
    await until("the payment", () => heard().some(({ event }) => event === "order.success"), PATIENT);
    expect(heard().map(({ event }) => event)).toEqual(["ping", "order.pending", "order.success"]);
    const order = { traceId: page.orderId, title: "Coffee", source: "code" };
    expect(heard()[2]).toMatchObject({ data: { order: { ...order, status: "success" } } });

    const pem = await (await fetch(`${stage.program.url}/.well-known/mixtill-callbacks.pem`)).text();
    for (const { headers: sent, body } of receiver.got) {
      const [, t, signature] = /^t=(\d+),ed25519=(.+)$/.exec(String(sent["mixtill-signature"]))!;
      expect(verify(null, Buffer.from(`${t}.${body}`), pem, Buffer.from(signature!, "base64"))).toBe(true);
      expect(sent["mixtill-event"]).toBe((JSON.parse(body) as WebhookBody).event);
    }

    // The log knows all of it, and one of them comes again.
    type Log = { deliveries: { deliveryId: string; event: string; status: string }[] };
    const log = await until(
      "all to be taken",
      async () => {
        const { deliveries } = await stage.told<Log>("GET", "/deliveries", { headers });
        return deliveries.every(({ status }) => status === "delivered") && deliveries;
      },
      PATIENT,
    );
    expect(log.map(({ event }) => event)).toEqual(["order.success", "order.pending", "ping"]);
    await stage.told("POST", `/deliveries/${log[0]!.deliveryId}/resend`, { headers });
    await until("it again", () => receiver.got.length === 4, PATIENT);
    expect(receiver.got[3]!.body).toBe(receiver.got[2]!.body);
  },
);
