import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { inTransaction } from "../../src/db/database.js";
import { apiKeys, auditEntries, deliveries } from "../../src/db/schema.js";
import { keyHolder, keysOf, revokeKey, type Scope } from "../../src/shop/api-keys.js";
import { ENDPOINTS } from "../../src/web/api/endpoints/index.js";
import { ApiTill, MILA, type Shown } from "../support/api-till.js";
import { eachEngine } from "../support/databases.js";
import { USDT_TRON } from "../support/market.js";
import { KeyHolder, keyOf } from "../support/own-api.js";
import { THORB } from "../support/pay-pages.js";

const SCOPED = ENDPOINTS.flatMap(({ method, path, scope }) => (scope === undefined ? [] : [{ method, path, scope }]));
const NOBODY = "11111111-1111-4111-8111-111111111111";

eachEngine("keys of the API", (open) => {
  const till = new ApiTill(open);
  const holder = (key: string | null) => new KeyHolder((path, init) => till.request(path, init), key);

  test("are wanted by every endpoint that acts in a shop's name, before anything else is looked at", async () => {
    expect(SCOPED.length).toBeGreaterThan(6);
    for (const { method, path } of SCOPED) {
      const answer = await holder(null).ask(path.replaceAll(/\{\w+\}/g, "nonsense"), { method });
      expect([path, answer.status, answer.code, answer.success, answer.data]).toEqual([path, 401, 401, false, []]);
      expect(answer.message).toMatch(/Authorization: Bearer mixtill_/);
      expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="Mixtill"');
      expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    }
  });

  test("are refused when they are none, revoked, or stand elsewhere than in the header", async () => {
    const key = await keyOf(till.database, THORB);
    const [made] = await keysOf(till.database.db, THORB);
    const status = async (headers: Record<string, string>, query = "") =>
      (await till.request(`/v1/orders${query}`, { headers })).status;
    expect(await status({ authorization: `Bearer ${key}` })).toBe(200);
    expect(await status({ authorization: `bearer  ${key}` })).toBe(200);
    for (const wrong of [`Bearer ${key}x`, key, `Basic ${key}`, `Bearer mixtill_`, "Bearer", `Bearer ${key} ${key}`]) {
      expect([wrong, await status({ authorization: wrong })]).toEqual([wrong, 401]);
    }
    expect(await status({ "x-api-key": key })).toBe(401);
    expect(await status({}, `?key=${key}&authorization=Bearer%20${key}`)).toBe(401);
    const cause = { merchantId: THORB, by: THORB, keyId: made!.id, cause: "test", now: new Date() };
    await inTransaction(till.database.db, (tx) => revokeKey(tx, cause));
    const revoked = await holder(key).ask("/orders");
    expect([revoked.status, revoked.code]).toEqual([401, 401]);
    expect(revoked.message).toMatch(/unknown or revoked/);
    expect(revoked.headers.get("www-authenticate")).toBe('Bearer realm="Mixtill", error="invalid_token"');
  });

  test("are good for their scopes alone, and the one that is wanted is named", async () => {
    for (const scope of new Set(SCOPED.map((one) => one.scope))) {
      const others = (["orders", "refunds", "statistics", "webhooks"] as Scope[]).filter((other) => other !== scope);
      const key = await keyOf(till.database, THORB, others);
      for (const { method, path } of SCOPED.filter((one) => one.scope === scope)) {
        const answer = await holder(key).ask(path.replaceAll(/\{\w+\}/g, NOBODY), { method });
        expect([path, answer.status, answer.code]).toEqual([path, 403, 403]);
        expect(answer.message).toContain(`“${scope}”`);
        expect(answer.message).toContain("“API keys”");
        expect(answer.headers.get("www-authenticate")).toBe(
          `Bearer realm="Mixtill", error="insufficient_scope", scope="${scope}"`,
        );
      }
    }
  });

  test("are not needed for what MixPay has, nor looked at there", async () => {
    const answer = await holder("mixtill_nonsense").ask("/setting/assets");
    expect([answer.status, answer.code]).toEqual([200, 0]);
  });

  test("are noted as used once a minute", async () => {
    const key = await keyOf(till.database, THORB);
    const { db } = till.database;
    const now = new Date();
    const usedAt = async () => (await db.select().from(apiKeys).where(eq(apiKeys.merchantId, THORB)))[0]!.lastUsedAt;
    expect((await keyHolder(db, key, now))?.shop.id).toBe(THORB);
    expect(await usedAt()).toEqual(now);
    await keyHolder(db, key, new Date(now.getTime() + 30_000));
    expect(await usedAt()).toEqual(now);
    const later = new Date(now.getTime() + 61_000);
    await keyHolder(db, key, later);
    expect(await usedAt()).toEqual(later);
  });

  test("are on record beside all that was done with them", async () => {
    const shop = holder(await keyOf(till.database, THORB));
    const [key] = await keysOf(till.database.db, THORB);
    const fields = { payeeId: THORB, quoteAmount: "10", quoteAssetId: "usd", paymentAssetId: USDT_TRON };
    const shown = await till.told<Shown>("POST", "/payments", { ...fields, settlementAssetId: USDT_TRON });
    await till.pays(shown, { senders: [MILA.userId] });
    await till.settle(
      async () => (await shop.told<{ status: string }>(`/orders/${shown.traceId}`)).status === "success",
    );
    const refund = { traceId: shown.traceId, quoteAmount: "4", reason: "cold" };
    const begun = await shop.post<{ refundId: string }>("/refunds", refund, { "idempotency-key": "once" });
    expect((await shop.post(`/refunds/${begun.data.refundId}/cancel`)).code).toBe(0);
    const added = await shop.post<{ webhookId: string }>("/webhooks", { url: "https://shop.example.com/paid" });
    const { webhookId } = added.data;
    const pinged = await shop.post<{ deliveryId: string }>(`/webhooks/${webhookId}/ping`);
    await till.database.db.update(deliveries).set({ state: "failed", endedAt: new Date() });
    const resent = await shop.post<{ deliveryId: string }>(`/deliveries/${pinged.data.deliveryId}/resend`);
    expect((await shop.ask(`/webhooks/${webhookId}`, { method: "DELETE" })).code).toBe(0);
    const recorded = await till.database.db.select().from(auditEntries).orderBy(auditEntries.id);
    const byKey = { keyId: key!.id, keyName: "Till" };
    expect(recorded.map(({ action, userId, detail }) => [action, userId, detail])).toEqual([
      ["key.made", THORB, {}],
      ["refund.begun", THORB, { amount: "4", asset: USDT_TRON, part: "4", reason: "cold", ...byKey }],
      ["refund.cancelled", THORB, { amount: "4.00000000", asset: USDT_TRON, ...byKey }],
      ["webhook.added", THORB, byKey],
      ["delivery.resent", THORB, { deliveryId: resent.data.deliveryId, ...byKey }],
      ["webhook.removed", THORB, byKey],
    ]);
    // Whoever has another key of the same shop asks for the same refund: it is the one that there is.
    const other = holder(await keyOf(till.database, THORB, ["refunds"]));
    const again = await other.post<{ refundId: string }>("/refunds", refund, { "idempotency-key": "once" });
    expect(again.data.refundId).toBe(begun.data.refundId);
  });

  test("may be sent from wherever a preflight asks, and methods are told", async () => {
    const asked = await till.request("/v1/orders", {
      method: "OPTIONS",
      headers: { origin: "https://shop.example", "access-control-request-headers": "authorization" },
    });
    expect(asked.status).toBe(204);
    expect(asked.headers.get("access-control-allow-headers")).toBe("content-type, authorization, idempotency-key");
    expect(asked.headers.get("access-control-allow-methods")).toContain("DELETE");
    expect(asked.headers.get("access-control-allow-credentials")).toBeNull();
    const wrong = await holder(null).ask("/refunds", { method: "DELETE" });
    expect([wrong.status, wrong.code, wrong.headers.get("allow")]).toEqual([405, 405, "POST, GET, OPTIONS"]);
  });

  describe("are limited", () => {
    test("by shop, however many keys and addresses it has", async () => {
      till.serve({ limits: { shop: { burst: 3, perSecond: 0.1 } } });
      const keys = [await keyOf(till.database, THORB), await keyOf(till.database, THORB)];
      const answers = [];
      for (let n = 0; n < 4; n++) {
        const headers = { "x-forwarded-for": `203.0.113.${n}` };
        answers.push(await holder(keys[n % 2]!).ask("/orders", { headers }));
      }
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
      expect(answers.map(({ headers }) => headers.get("x-ratelimit-limit"))).toEqual(["3", "3", "3", "3"]);
      expect(answers.map(({ headers }) => headers.get("x-ratelimit-remaining"))).toEqual(["2", "1", "0", "0"]);
      expect(answers[3]!.code).toBe(1429);
      expect(Number(answers[3]!.headers.get("retry-after"))).toBeGreaterThan(0);
    });

    test("by address before they are looked up", async () => {
      till.serve({ limits: { keyed: { burst: 2, perSecond: 0.1 } } });
      const statuses = [];
      for (const key of ["mixtill_a", "mixtill_b", "mixtill_c"])
        statuses.push((await holder(key).ask("/orders")).status);
      expect(statuses).toEqual([401, 401, 429]);
      const good = await holder(await keyOf(till.database, THORB)).ask("/orders");
      expect(good.status).toBe(429);
    });
  });
});
