import { randomUUID } from "node:crypto";
import type { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Database } from "../../src/db/database.js";
import type { Mixin } from "../../src/mixin/client.js";
import type { Endpoint } from "../../src/web/api/endpoint.js";
import { ENDPOINTS } from "../../src/web/api/endpoints/index.js";
import { API_ERRORS } from "../../src/web/api/errors.js";
import { openApi } from "../../src/web/api/openapi.js";
import { apiForTests, asking } from "../support/api-web.js";
import { eachEngine } from "../support/databases.js";
import { opensShop, SHOP, sells } from "../support/history.js";
import { openStage, type Stage } from "../support/mixin-stage.js";
import { keyOf } from "../support/own-api.js";
import { type OpenApi, type OpenApiOperation, pointed, strict } from "../support/open-api.js";
import { BTC, USDT_TRON } from "../support/rates.js";

type Asked = [method: "GET" | "POST" | "DELETE", path: string, sent: object];

const named = ({ method, path }: { method: string; path: string }): string => `${method} ${path}`;
const documented = (document: OpenApi, { method, path }: { method: string; path: string }): OpenApiOperation =>
  document.paths[path]![method.toLowerCase()]!;

describe("openapi.json", () => {
  const document = JSON.parse(JSON.stringify(openApi("https://till.example.com", ENDPOINTS))) as OpenApi;

  test("has every endpoint with every parameter", () => {
    expect(document.openapi).toBe("3.1.0");
    expect(document.servers).toEqual([{ url: "https://till.example.com/v1" }]);
    const all = Object.entries(document.paths).flatMap(([path, of]) =>
      Object.keys(of).map((method) => named({ method: method.toUpperCase(), path })),
    );
    expect(all.toSorted()).toEqual(ENDPOINTS.map(named).toSorted());
    for (const endpoint of ENDPOINTS) {
      const { parameters, requestBody } = documented(document, endpoint);
      const names = Object.keys(endpoint.input.shape);
      const header = endpoint.makes ? ["Idempotency-Key"] : [];
      expect(parameters.map(({ name }) => name)).toEqual([...names, ...header]);
      expect(parameters.filter((one) => one.in === "header").map(({ name }) => name)).toEqual(header);
      const bodies = Object.values(requestBody?.content ?? {});
      // What the path says already would be said twice.
      const inPath = parameters.filter((one) => one.in === "path").map(({ name }) => name);
      const inBody = names.filter((name) => !inPath.includes(name));
      expect(bodies).toHaveLength(endpoint.method === "POST" && inBody.length > 0 ? 3 : 0);
      for (const { schema } of bodies) {
        expect(Object.keys(schema.properties)).toEqual(inBody);
        expect(inBody).toEqual(expect.arrayContaining(schema.required ?? []));
      }
    }
  });

  test("has no body where the path says everything, and keeps what a body has to say", () => {
    for (const path of ["/refunds/{refundId}/cancel", "/webhooks/{webhookId}/ping", "/deliveries/{deliveryId}/resend"])
      expect([path, documented(document, { method: "POST", path }).requestBody]).toEqual([path, undefined]);
    const refund = documented(document, { method: "POST", path: "/refunds" }).requestBody!;
    expect(refund.content["application/json"]!.schema).toMatchObject({
      required: ["traceId"],
      additionalProperties: false,
    });
  });

  test("says the same of what is in a path and a body, should one have both", () => {
    const made: Endpoint = {
      method: "POST",
      path: "/things/{thingId}/name",
      summary: "Names a thing",
      input: z.object({ thingId: z.string(), name: z.string(), remark: z.string().optional() }),
      data: z.object({}),
      bucket: "keyed",
      scope: "orders",
      handle: () => Promise.resolve({}),
    };
    const both = JSON.parse(JSON.stringify(openApi("https://till.example.com", [made]))) as OpenApi;
    const { schema } = documented(both, made).requestBody!.content["application/json"]!;
    expect(Object.keys(schema.properties)).toEqual(["name", "remark"]);
    expect(schema.required).toEqual(["name"]);
  });

  test("names each operation once, and points to nothing that is not there", () => {
    const operations = Object.values(document.paths).flatMap((of) => Object.values(of));
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    for (const { operationId } of operations) expect(operationId).toMatch(/^[a-z][A-Za-z]+$/);
    for (const [, reference] of JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)) pointed(document, reference!);
    for (const [path, of] of Object.entries(document.paths)) {
      const inPath = Object.values(of).flatMap(({ parameters }) => parameters.filter((one) => one.in === "path"));
      expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
      expect(inPath.every(({ required }) => required)).toBe(true);
    }
  });

  test("explains every code", () => {
    const { properties } = document.components["schemas"]!["Refusal"] as {
      properties: { code: { oneOf: { const: number; description: string }[] } };
    };
    expect(properties.code.oneOf).toEqual(
      Object.values(API_ERRORS).map(([code, message]) => ({ const: code, description: message })),
    );
  });
});

eachEngine("what /openapi.json promises", (open) => {
  let stage: Stage;
  let mixin: Mixin;
  let database: Database;
  let app: Hono;
  let document: OpenApi;
  let key: Record<string, string>;

  beforeAll(async () => {
    stage = await openStage();
    mixin = stage.client();
    database = await open();
    app = apiForTests(database, mixin);
    await opensShop(database);
    key = { authorization: `Bearer ${await keyOf(database, SHOP)}` };
    const response = await app.request("/openapi.json", { headers: { origin: "https://tools.example" } });
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    document = (await response.json()) as OpenApi;
  });
  afterAll(() => stage.close());

  /** How each endpoint is asked for something it gives; a new one has to have its line here. */
  const requests: Record<string, () => Promise<Asked[]>> = {
    "POST /one_time_payment": () => Promise.resolve([["POST", "/one_time_payment", order()]]),
    "GET /payments_result": async () => [
      ["GET", "/payments_result", { traceId: randomUUID() }],
      ["GET", "/payments_result", { traceId: await asked(), with: "payment,transactions" }],
      ["GET", "/payments_result", { orderId: "unheard-of", payeeId: stage.ada.user_id }],
    ],
    "POST /payments": () => Promise.resolve([["POST", "/payments", { ...order(), paymentAssetId: USDT_TRON }]]),
    "POST /payments/refresh": async () => [
      ["POST", "/payments/refresh", { traceId: await asked(), paymentAssetId: BTC, clientId: randomUUID() }],
    ],
    "GET /payments_info": async () => {
      const traceId = await asked();
      await asking(app, "POST", "/payments/refresh", { traceId, paymentAssetId: BTC });
      return [["GET", "/payments_info", { traceId }]];
    },
    "GET /user/mixin_uuid/{mixin_id}": () =>
      Promise.resolve([["GET", `/user/mixin_uuid/${stage.ada.identity_number}`, {}]]),
    "POST /multisig": () =>
      Promise.resolve([
        [
          "POST",
          "/multisig",
          { threshold: 2, receivers: [stage.ada, stage.ben, stage.thorb].map((one) => one.user_id) },
        ],
      ]),
    "GET /payments_estimated": () =>
      Promise.resolve([["GET", "/payments_estimated", { paymentAssetId: BTC, quoteAssetId: "aed", quoteAmount: "5" }]]),
    "GET /setting/payment_assets": () => lists("/setting/payment_assets"),
    "GET /setting/settlement_assets": () => lists("/setting/settlement_assets"),
    "GET /setting/quote_assets": () => lists("/setting/quote_assets"),
    "GET /setting/assets": () => lists("/setting/assets"),
    "GET /orders": () =>
      Promise.resolve([
        ["GET", "/orders", {}],
        ["GET", "/orders", { status: "success", source: "code", limit: 1, q: "don", code: "donate", from: 1 }],
      ]),
    "GET /orders/{traceId}": async () => [["GET", `/orders/${await sold()}`, {}]],
    "POST /refunds": async () => [
      ["POST", "/refunds", { traceId: await sold(), quoteAmount: "1", rate: "today", reason: "cold" }],
    ],
    "GET /refunds": async () => {
      const { traceId } = await begun();
      return [["GET", "/refunds", { traceId }]];
    },
    "GET /refunds/{refundId}": async () => [["GET", `/refunds/${(await begun()).refundId}`, {}]],
    "POST /refunds/{refundId}/cancel": async () => [["POST", `/refunds/${(await begun()).refundId}/cancel`, {}]],
    "GET /webhooks": async () => {
      await heard();
      return [["GET", "/webhooks", {}]];
    },
    "POST /webhooks": () =>
      Promise.resolve([["POST", "/webhooks", { url: "https://shop.example.com/all", events: ["order.success"] }]]),
    "DELETE /webhooks/{webhookId}": async () => [["DELETE", `/webhooks/${await heard()}`, {}]],
    "POST /webhooks/{webhookId}/ping": async () => [["POST", `/webhooks/${await heard()}/ping`, {}]],
    "GET /deliveries": async () => {
      await pinged();
      return [["GET", "/deliveries", { status: "waiting", limit: 5, page: 1 }]];
    },
    "GET /deliveries/{deliveryId}": async () => [["GET", `/deliveries/${await pinged()}`, {}]],
    "POST /deliveries/{deliveryId}/resend": async () => [["POST", `/deliveries/${await pinged()}/resend`, {}]],
    "GET /statistics": () =>
      Promise.resolve([
        ["GET", "/statistics", {}],
        ["GET", "/statistics", { code: "donate", unit: "month", timeZone: "Asia/Tokyo" }],
      ]),
  };
  const lists = (path: string): Promise<Asked[]> =>
    Promise.resolve([
      ["GET", path, {}],
      ["GET", path, { quoteAssetId: "usd", quoteAmount: "10" }],
    ]);
  const order = () => ({ payeeId: stage.ada.user_id, quoteAssetId: "usd", quoteAmount: "10.50", isTemp: true });
  const asked = async () => (await asking<{ code: string }>(app, "POST", "/one_time_payment", order())).data.code;

  /** A payment to the shop that the key is of. */
  const sold = () => sells(database, randomUUID(), "2026-03-01T12:00:00Z");
  const begun = async () => {
    const fields = { traceId: await sold(), quoteAmount: "2" };
    return (await asking<{ refundId: string; traceId: string }>(app, "POST", "/refunds", fields, key)).data;
  };

  /** A webhook of that shop. */
  const heard = async () =>
    (await asking<{ webhookId: string }>(app, "POST", "/webhooks", { url: "https://shop.example.com/paid" }, key)).data
      .webhookId;
  const pinged = async () =>
    (await asking<{ deliveryId: string }>(app, "POST", `/webhooks/${await heard()}/ping`, {}, key)).data.deliveryId;

  /** Throws unless an answer is one of those that are documented for it. */
  function check(endpoint: { method: string; path: string }, answer: Awaited<ReturnType<typeof asking>>): void {
    const { status, headers: _, ...body } = answer;
    const written = documented(document, endpoint).responses[String(status)]!;
    const response = "$ref" in written ? (pointed(document, written.$ref as string) as typeof written) : written;
    const schema = strict(document, response.content["application/json"]!.schema);
    const read = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(body);
    expect([named(endpoint), read.error?.issues ?? [], body]).toEqual([named(endpoint), [], body]);
  }

  test("is kept by every endpoint, when it gives and when it refuses", async () => {
    expect(Object.keys(requests).toSorted()).toEqual(ENDPOINTS.map(named).toSorted());
    for (const endpoint of ENDPOINTS) {
      for (const [method, path, sent] of await requests[named(endpoint)]!()) {
        const answer = await asking(app, method, path, sent, endpoint.scope && key);
        expect([path, sent, answer.code, answer.message]).toEqual([path, sent, 0, ""]);
        check(endpoint, answer);
      }
      const { parameters, requestBody } = documented(document, endpoint);
      const inBody = requestBody?.content["application/json"]?.schema.required ?? [];
      const isWanted = inBody.length > 0 || (endpoint.method === "POST" && parameters.some(({ required }) => required));
      const nonsense = endpoint.path.replaceAll(/\{\w+\}/g, "x");
      if (endpoint.scope) {
        const keyless = await asking(app, endpoint.method, nonsense, {});
        expect(keyless.status).toBe(401);
        check(endpoint, keyless);
      }
      const refused = await asking(app, endpoint.method, nonsense, {}, endpoint.scope && key);
      if (isWanted) expect(refused.code).toBe(10011);
      check(endpoint, refused);
    }
  });

  test("is not kept by another answer: the check of this file sees it", async () => {
    const endpoint = { method: "GET", path: "/setting/quote_assets" };
    const answer = await asking<{ isAsset: unknown }[]>(app, "GET", endpoint.path, {});
    check(endpoint, answer);
    expect(() => check(endpoint, { ...answer, code: "0" as unknown as number })).toThrow();
    expect(() => check(endpoint, { ...answer, data: [{ ...answer.data[0]!, isAsset: true }] })).toThrow();
    expect(() => check(endpoint, { ...answer, data: [{ ...answer.data[0]!, more: 1 }] })).toThrow();
    expect(() => check(endpoint, { ...answer, success: false })).toThrow();
  });
});
