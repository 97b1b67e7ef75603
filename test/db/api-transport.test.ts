import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Database } from "../../src/db/database.js";
import type { Mixin } from "../../src/mixin/client.js";
import { apiForTests, asking } from "../support/api-web.js";
import { webForTests } from "../support/pay-pages.js";
import { eachEngine } from "../support/databases.js";
import { openStage, type Stage } from "../support/mixin-stage.js";
import { ratesForTests, USDT_TRON } from "../support/rates.js";

const ESTIMATE = { paymentAssetId: USDT_TRON, quoteAssetId: "usd", quoteAmount: "10" };

eachEngine("the API", (open) => {
  let stage: Stage;
  let mixin: Mixin;
  let database: Database;
  let shift = 0;
  const now = () => new Date(Date.now() + shift);

  beforeAll(async () => {
    stage = await openStage();
    mixin = stage.client();
    database = await open();
  });
  afterAll(() => stage.close());
  beforeEach(() => {
    shift = 0;
  });

  test("answers in one envelope of fixed types", async () => {
    const app = apiForTests(database, mixin);
    const response = await app.request(`/v1/payments_estimated?${new URLSearchParams(ESTIMATE).toString()}`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^application\/json/);
    const body = (await response.json()) as Record<string, unknown>;
    expect(body).toEqual({
      code: 0,
      success: true,
      message: "",
      data: expect.any(Object) as unknown,
      timestampMs: expect.any(Number) as unknown,
    });
    expect(Number.isInteger(body["timestampMs"])).toBe(true);
  });

  test("says what is wrong with a parameter, by its name, with status 200", async () => {
    const app = apiForTests(database, mixin);
    const said = async (sent: object) => {
      const { status, code, success, message, data } = await asking(app, "GET", "/payments_estimated", sent);
      expect({ status, code, success, data }).toEqual({ status: 200, code: 10011, success: false, data: [] });
      return message;
    };
    expect(await said({})).toBe("paymentAssetId is missing. quoteAssetId is missing.");
    expect(await said({ ...ESTIMATE, quoteAmount: "" })).toBe("quoteAmount or paymentAmount is missing.");
    expect(await said({ ...ESTIMATE, quoteAmount: "10,50" })).toBe(
      'quoteAmount must be an amount above zero such as "10.5".',
    );
    expect(await said({ ...ESTIMATE, quoteAmount: "0.00" })).toMatch(/above zero/);
    expect(await said({ ...ESTIMATE, quoteAmount: "9".repeat(100) })).toMatch(/at most 60 characters/);
    expect(await said({ ...ESTIMATE, paymentAssetId: "tether" })).toBe("paymentAssetId must be a UUID.");
    expect(await said({ ...ESTIMATE, quoteAssetId: "dollars" })).toBe(
      'quoteAssetId must be a currency such as "usd", or an asset id.',
    );
    const broken = await app.request("/v1/multisig", { method: "POST", body: '{"receivers":' });
    expect(broken.status).toBe(200);
    expect(await broken.json()).toMatchObject({ code: 10011, message: "The body is no JSON." });
    const members = await asking(app, "POST", "/multisig", { receivers: ["a", { b: 1 }, "c"], threshold: {} });
    expect(members.message).toBe(
      "receivers[0] must be a UUID. receivers[1] must be text. receivers[2] must be a UUID.",
    );
  });

  test("answers what is no address of it in the same manner", async () => {
    const app = apiForTests(database, mixin);
    for (const path of ["", "/", "/nothing", "/payments_estimated/", "/user/mixin_uuid", "/%00", "/a/b/c"]) {
      const response = await app.request(`/v1${path}`);
      expect([path, response.status]).toEqual([path, 404]);
      expect(await response.json()).toMatchObject({ code: 404, success: false, data: [] });
    }
    const wrong = await app.request("/v1/multisig");
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get("allow")).toBe("POST, OPTIONS");
    const { message, ...said } = (await wrong.json()) as { message: string };
    expect(said).toMatchObject({ code: 405, success: false, data: [] });
    expect(message).toMatch(/ Ask it with POST\.$/);
    expect((await app.request("/v1/setting/assets", { method: "DELETE" })).status).toBe(405);
    expect((await app.request("/v1/setting/assets", { method: "HEAD" })).status).toBe(200);
  });

  test("refuses a body that nobody needs", async () => {
    const app = apiForTests(database, mixin);
    const response = await app.request("/v1/multisig", { method: "POST", body: "x".repeat(100_000) });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ code: 10011, message: "The request is too large.", data: [] });
  });

  test("keeps to itself what broke, and logs it without the query", async () => {
    const logged: unknown[] = [];
    const rates = {
      ...ratesForTests(),
      asset: () => {
        throw new Error("a secret of ours");
      },
    };
    const app = apiForTests(database, mixin, {
      market: { rates, liquidity: null },
      log: (...line) => void logged.push(line),
    });
    const response = await app.request(
      `/v1/payments_estimated?${new URLSearchParams({ ...ESTIMATE, settlementMemo: "hush" }).toString()}`,
    );
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ code: -1, success: false, data: [] });
    expect(text).not.toMatch(/secret|at .*\.ts/);
    expect(logged).toEqual([
      [
        "error",
        "an API request failed",
        { error: expect.any(Error) as unknown, method: "GET", path: "/v1/payments_estimated" },
      ],
    ]);
  });

  test("can be asked by the pages of others", async () => {
    const app = apiForTests(database, mixin);
    const asked = await app.request("/v1/one_time_payment", {
      method: "OPTIONS",
      headers: {
        origin: "https://shop.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
      },
    });
    expect(asked.status).toBe(204);
    expect(Object.fromEntries(asked.headers)).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET, POST, DELETE, OPTIONS",
      "access-control-allow-headers": "content-type, authorization, idempotency-key",
      "access-control-max-age": "86400",
    });
    expect(asked.headers.get("vary")?.toLowerCase()).toContain("access-control-request-headers");
    for (const path of ["/v1/setting/assets", "/v1/nothing", "/v1/multisig"]) {
      const { headers } = await app.request(path, { headers: { origin: "https://shop.example" } });
      expect(headers.get("access-control-allow-origin")).toBe("*");
      expect(headers.get("access-control-expose-headers")).toContain("x-ratelimit-remaining");
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("content-security-policy")).toBeNull();
    }
  });

  test("lets pages send what their libraries add, when it is a list of names", async () => {
    const app = apiForTests(database, mixin);
    const usual = ["content-type", "authorization", "idempotency-key"];
    const allowed = async (asked?: string) => {
      const headers = asked === undefined ? {} : { "access-control-request-headers": asked };
      const response = await app.request("/v1/one_time_payment", { method: "OPTIONS", headers });
      expect(response.status).toBe(204);
      expect(response.headers.get("vary")?.toLowerCase()).toContain("access-control-request-headers");
      return response.headers.get("access-control-allow-headers")?.split(", ");
    };
    expect(await allowed()).toEqual(usual);
    expect(await allowed("Content-Type,X-Requested-With , traceparent,traceparent")).toEqual([
      ...usual,
      "x-requested-with",
      "traceparent",
    ]);
    const many = Array.from({ length: 20 }, (_, n) => `x-${n}`);
    expect(await allowed(many.join(","))).toEqual([...usual, ...many]);
    for (const wrong of ["", "a,,b", "a b", "a;b", "a,*:", "é", [...many, "x-20"].join(","), "x".repeat(501)]) {
      expect([wrong, await allowed(wrong)]).toEqual([wrong, usual]);
    }
  });

  test("counts each address of the net, tells what is left, and lets it come back", async () => {
    const limits = { usual: { burst: 2, perSecond: 0.1 } };
    const app = apiForTests(database, mixin, { clock: now }, limits);
    const ask = (address: string, path = "/v1/setting/quote_assets") =>
      app.request(
        path,
        { headers: { "x-forwarded-for": address } },
        { incoming: { socket: { remoteAddress: "127.0.0.1" } } },
      );
    const left = async (address: string) => {
      const { status, headers } = await ask(address);
      return [
        status,
        headers.get("x-ratelimit-limit"),
        headers.get("x-ratelimit-remaining"),
        headers.get("retry-after"),
      ];
    };
    expect(await left("203.0.113.1")).toEqual([200, "2", "1", null]);
    expect(await left("203.0.113.1")).toEqual([200, "2", "0", null]);
    expect(await left("203.0.113.1")).toEqual([429, "2", "0", "10"]);
    const refused = await ask("203.0.113.1");
    expect(await refused.json()).toMatchObject({ code: 1429, success: false, data: [] });
    expect(await left("203.0.113.2")).toEqual([200, "2", "1", null]);
    shift = 10_000;
    expect(await left("203.0.113.1")).toEqual([200, "2", "0", null]);
  });

  test("has limits of its own: neither does it use up those of the pages, nor they its", async () => {
    const limits = { usual: { burst: 1, perSecond: 0.001 } };
    const app = apiForTests(database, mixin, { orderLimit: { burst: 1, perSecond: 0.001 } }, limits);
    const post = (path: string) => app.request(path, { method: "POST" });
    expect((await post("/v1/multisig")).status).toBe(200);
    expect((await post("/v1/multisig")).status).toBe(429);
    expect((await post("/nowhere")).status).toBe(404);
    expect((await post("/nowhere")).status).toBe(429);
  });

  test("counts each payee for what makes rows, however it is written, and results by themselves", async () => {
    const few = { burst: 2, perSecond: 0.001 };
    const app = apiForTests(database, mixin, {}, { usual: { burst: 100, perSecond: 1 }, results: few, payee: few });
    const payeeId = stage.ada.user_id;
    const order = { quoteAssetId: "usd", quoteAmount: "1", paymentAssetId: USDT_TRON };
    const create = (payee: string, path = "/one_time_payment") =>
      asking(app, "POST", path, { ...order, payeeId: payee });
    const first = await create(payeeId);
    expect([first.code, first.headers.get("x-ratelimit-remaining")]).toEqual([0, "99"]);
    expect((await create(payeeId.toUpperCase(), "/payments")).code).toBe(0);
    const refused = await create(payeeId.replaceAll("-", ""));
    expect([refused.status, refused.code, refused.data]).toEqual([429, 1429, []]);
    expect([refused.headers.get("x-ratelimit-limit"), refused.headers.get("x-ratelimit-remaining")]).toEqual([
      "2",
      "0",
    ]);
    expect((await create(stage.ben.user_id)).code).toBe(0);
    expect((await asking(app, "GET", "/setting/payment_assets", { payeeId })).code).toBe(0);
    const results = [1, 2, 3].map(() => asking(app, "GET", "/payments_result", { orderId: "100001", payeeId }));
    expect((await Promise.all(results)).map(({ code }) => code)).toEqual([0, 0, 1429]);
  });

  test("counts a payee by the networks that ask: nobody of another one is kept from asking, and what is no id counts nowhere", async () => {
    const few = { burst: 2, perSecond: 0.001 };
    const many = { burst: 100, perSecond: 1 };
    const app = apiForTests(database, mixin, {}, { usual: many, results: many, payee: few });
    const create = async (from: string, payeeId: string) => {
      const response = await app.request(
        "/v1/one_time_payment",
        {
          method: "POST",
          body: JSON.stringify({ payeeId, quoteAssetId: "usd", quoteAmount: "1" }),
          headers: { "content-type": "application/json" },
        },
        { incoming: { socket: { remoteAddress: from } } },
      );
      return ((await response.json()) as { code: number }).code;
    };
    const ada = stage.ada.user_id;
    for (const [code, from] of [
      [0, "203.0.113.1"],
      [0, "203.0.113.2"],
      [1429, "203.0.113.3"],
      [0, "198.51.100.1"],
      [0, "2001:db8:7:1::1"],
      [0, "2001:db8:7:2::1"],
      [1429, "2001:db8:7:3::1"],
      [0, "2001:db8:8::1"],
    ] as const) {
      expect([from, await create(from, ada)]).toEqual([from, code]);
    }
    for (let n = 0; n < 5; n += 1) expect(await create("192.0.2.1", "x".repeat(1000))).toBe(10011);
  });

  test("is not there where there is nobody to ask about people", async () => {
    const { app } = webForTests(database);
    for (const path of ["/v1/setting/assets", "/openapi.json"]) expect((await app.request(path)).status).toBe(404);
  });
});
