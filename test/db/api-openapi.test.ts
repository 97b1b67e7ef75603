import { randomUUID } from "node:crypto";
import type { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Database } from "../../src/db/database.js";
import type { Mixin } from "../../src/mixin/client.js";
import { ENDPOINTS } from "../../src/web/api/endpoints/index.js";
import { API_ERRORS } from "../../src/web/api/errors.js";
import { openApi } from "../../src/web/api/openapi.js";
import { apiForTests, asking } from "../support/api-web.js";
import { eachEngine } from "../support/databases.js";
import { openStage, type Stage } from "../support/mixin-stage.js";
import { type OpenApi, type OpenApiOperation, pointed, strict } from "../support/open-api.js";
import { BTC, USDT_TRON } from "../support/rates.js";

type Asked = [method: "GET" | "POST", path: string, sent: object];

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
      expect(parameters.map(({ name }) => name)).toEqual(names);
      const bodies = Object.values(requestBody?.content ?? {});
      expect(bodies).toHaveLength(endpoint.method === "POST" ? 3 : 0);
      for (const { schema } of bodies) expect(Object.keys(schema.properties)).toEqual(names);
    }
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

  beforeAll(async () => {
    stage = await openStage();
    mixin = stage.client();
    database = await open();
    app = apiForTests(database, mixin);
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
  };
  const lists = (path: string): Promise<Asked[]> =>
    Promise.resolve([
      ["GET", path, {}],
      ["GET", path, { quoteAssetId: "usd", quoteAmount: "10" }],
    ]);
  const order = () => ({ payeeId: stage.ada.user_id, quoteAssetId: "usd", quoteAmount: "10.50", isTemp: true });
  const asked = async () => (await asking<{ code: string }>(app, "POST", "/one_time_payment", order())).data.code;

  /** Throws unless an answer is one of those that are documented for it. */
  function check(endpoint: { method: string; path: string }, answer: Awaited<ReturnType<typeof asking>>): void {
    const { status, headers: _, ...body } = answer;
    const response = documented(document, endpoint).responses[String(status)]!;
    const schema = strict(document, response.content["application/json"]!.schema);
    const read = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(body);
    expect([named(endpoint), read.error?.issues ?? [], body]).toEqual([named(endpoint), [], body]);
  }

  test("is kept by every endpoint, when it gives and when it refuses", async () => {
    expect(Object.keys(requests).toSorted()).toEqual(ENDPOINTS.map(named).toSorted());
    for (const endpoint of ENDPOINTS) {
      for (const [method, path, sent] of await requests[named(endpoint)]!()) {
        const answer = await asking(app, method, path, sent);
        expect([path, sent, answer.code, answer.message]).toEqual([path, sent, 0, ""]);
        check(endpoint, answer);
      }
      const required = documented(document, endpoint).requestBody?.content["application/json"]?.schema.required ?? [];
      const refused = await asking(app, endpoint.method, endpoint.path.replace("{mixin_id}", "x"), {});
      if (required.length > 0) expect(refused.code).toBe(10011);
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
