import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { swaps } from "../../src/db/schema.js";
import type { Scope } from "../../src/shop/api-keys.js";
import { WEBHOOKS_MAX } from "../../src/shop/webhooks.js";
import { OWN_ERRORS } from "../../src/web/api/errors.js";
import { ApiTill, MILA, type Shown } from "../support/api-till.js";
import { eachEngine } from "../support/databases.js";
import { BTC, USDT_TRON } from "../support/market.js";
import { type KeyAnswer, KeyHolder, keyOf } from "../support/own-api.js";
import { THORB } from "../support/pay-pages.js";

type OwnProblem = keyof typeof OWN_ERRORS;

/** What leads to a code, and what the sentence says with it. */
interface Row {
  says: RegExp;
  send: () => Promise<KeyAnswer<unknown>>;
}

eachEngine("every code of our own that a caller can provoke", (open) => {
  const till = new ApiTill(open);
  const holder = async (scopes?: Scope[]) =>
    new KeyHolder((path, init) => till.request(path, init), await keyOf(till.database, THORB, scopes));

  async function paid(change: Record<string, string> = {}, senders = [MILA.userId]): Promise<string> {
    const fields = { payeeId: THORB, quoteAmount: "10", quoteAssetId: USDT_TRON, paymentAssetId: USDT_TRON, ...change };
    const shown = await till.told<Shown>("POST", "/payments", fields);
    await till.pays(shown, { senders });
    return shown.traceId;
  }
  const refunding = async (fields: Record<string, string>, headers = {}) =>
    (await holder()).post("/refunds", fields, headers);
  const adding = async (url: string, headers = {}) =>
    (await holder()).post<{ webhookId: string }>("/webhooks", { url }, headers);

  const rows: Record<OwnProblem, Row> = {
    key: {
      says: /Authorization: Bearer mixtill_/,
      send: () => new KeyHolder((path, init) => till.request(path, init), null).ask("/orders"),
    },
    scope: { says: /“refunds”/, send: async () => (await holder(["orders"])).post("/refunds", {}) },
    idempotency: {
      says: /Idempotency-Key/,
      send: async () => {
        const [traceId, named] = [await paid(), { "idempotency-key": "cold" }];
        await refunding({ traceId, quoteAmount: "1" }, named);
        return refunding({ traceId, quoteAmount: "2" }, named);
      },
    },
    notPaid: {
      says: /not paid/,
      send: async () => {
        const asked = { payeeId: THORB, quoteAmount: "10", quoteAssetId: "usd" };
        const { code: traceId } = await till.told<{ code: string }>("POST", "/one_time_payment", asked);
        return refunding({ traceId });
      },
    },
    noPayer: {
      says: /who has paid/,
      send: async () => refunding({ traceId: await paid({}, [randomUUID(), randomUUID()]) }),
    },
    converting: {
      says: /being converted/,
      send: async () => {
        const orderId = await paid({ strictMode: "1" });
        await till.database.db.insert(swaps).values({
          id: randomUUID(),
          orderId,
          provider: "route",
          fromAsset: USDT_TRON,
          fromAmount: "10",
          toAsset: BTC,
          expectedAmount: "0.0001",
          minimumAmount: "0.0001",
          state: "wanted",
        });
        return refunding({ traceId: orderId });
      },
    },
    nothingLeft: {
      says: /given back/,
      send: async () => {
        const traceId = await paid();
        await refunding({ traceId });
        return refunding({ traceId });
      },
    },
    tooMuch: {
      says: /^No more than 10 USDT can be given back/,
      send: async () => refunding({ traceId: await paid(), quoteAmount: "10.00000001" }),
    },
    tooSmall: {
      says: /Less than can be sent/,
      send: async () => refunding({ traceId: await paid({ paymentAssetId: BTC }), quoteAmount: "0.00000001" }),
    },
    refund: { says: /no such refund/, send: async () => (await holder()).ask(`/refunds/${randomUUID()}`) },
    refundTaken: {
      says: /on its way/,
      send: async () => {
        const shop = await holder();
        const begun = await shop.post<{ refundId: string }>("/refunds", { traceId: await paid() });
        return shop.post(`/refunds/${begun.data.refundId}/cancel`);
      },
    },
    webhook: {
      says: /no such webhook/,
      send: async () => (await holder()).ask(`/webhooks/${randomUUID()}`, { method: "DELETE" }),
    },
    webhooksFull: {
      says: /no more webhooks/,
      send: async () => {
        for (let n = 0; n < WEBHOOKS_MAX; n++) await adding(`https://shop${n}.example.com`);
        return adding("https://shop.example.com");
      },
    },
    delivery: {
      says: /no such delivery/,
      send: async () => (await holder()).post(`/deliveries/${randomUUID()}/resend`),
    },
    deliveryGone: {
      says: /receiver is gone/,
      send: async () => {
        const shop = await holder();
        const { data } = await adding("https://shop.example.com");
        const sent = await shop.post<{ deliveryId: string }>(`/webhooks/${data.webhookId}/ping`);
        await shop.ask(`/webhooks/${data.webhookId}`, { method: "DELETE" });
        return shop.post(`/deliveries/${sent.data.deliveryId}/resend`);
      },
    },
  };

  for (const [problem, { says, send }] of Object.entries(rows) as [OwnProblem, Row][]) {
    test(`${OWN_ERRORS[problem][0]}: ${problem}`, async () => {
      const { status, headers, ...answer } = await send();
      const [code, , statusOf = 200] = OWN_ERRORS[problem] as readonly [number, string, number?];
      expect([status, answer]).toEqual([
        statusOf,
        { code, success: false, message: expect.stringMatching(says), data: [], timestampMs: expect.any(Number) },
      ]);
      expect(headers.get("access-control-allow-origin")).toBe("*");
    });
  }
});
