import { randomUUID } from "node:crypto";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, ApiStage, type Envelope, type Fields, type Sent } from "../support/api-stage.js";
import type { Person } from "../support/payer.js";
import { ASSETS } from "../support/sandbox.js";

interface Result {
  status: string;
  traceId: string;
  payeeId: string;
  quoteAmount: string;
  quoteAssetId: string;
}

describe("every way in which callers send", { timeout: 120_000 }, () => {
  let stage: ApiStage;
  let shop: Person;
  let members: string[];

  beforeAll(async () => {
    stage = await ApiStage.open();
    shop = await stage.somebody("Shop");
    members = await Promise.all(["One", "Two", "Three"].map(async (name) => (await stage.somebody(name)).userId));
  });
  afterAll(() => stage?.close());

  const wanted = (change: Record<string, string> = {}): Record<string, string> => ({
    payeeId: shop.userId,
    orderId: `send-${randomUUID().slice(0, 8)}`,
    quoteAmount: "12.5",
    quoteAssetId: "usd",
    settlementAssetId: ASSETS.usdtTron,
    ...change,
  });

  /** Sends a body with any method, GET too, which fetch refuses. */
  async function raw(method: string, path: string, body: string, headers: Record<string, string>): Promise<Answer> {
    const sending = request(stage.base + path, {
      method,
      headers: { ...ApiStage.address(), ...headers },
      agent: false,
    });
    sending.end(body);
    const [response] = await new Promise<[import("node:http").IncomingMessage]>((resolve, reject) => {
      sending.once("response", (come) => resolve([come]));
      sending.once("error", reject);
    });
    const said = await text(response);
    const status = response.statusCode ?? 0;
    return { status, headers: new Headers(), text: said, body: JSON.parse(said) as Envelope };
  }

  /** Names without quotes, the boundary with them. */
  const dotNet = (fields: Record<string, string>): Sent => {
    const parts = Object.entries(fields).map(
      ([name, value]) =>
        `--a-b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Disposition: form-data; name=${name}\r\n\r\n${value}\r\n`,
    );
    const headers = { "content-type": 'multipart/form-data; boundary="a-b"' };
    return { json: `${parts.join("")}--a-b--\r\n`, headers };
  };
  const asForm = (fields: Fields): Sent => ({ form: fields });
  const WAYS: Record<string, (fields: Record<string, string>) => Sent> = {
    "a form": asForm,
    "JSON texts": (fields) => ({ json: fields }),
    "JSON with numbers": (fields) => ({ json: { ...fields, quoteAmount: 12.5 } }),
    "JSON called text": (fields) => ({ json: fields, headers: { "content-type": "text/plain" } }),
    "JSON called a form": (fields) => ({
      json: fields,
      headers: { "content-type": "application/x-www-form-urlencoded" },
    }),
    "JSON with a charset": (fields) => ({
      json: fields,
      headers: { "content-type": "application/json;charset=UTF-8" },
    }),
    "a multipart form": (fields) => ({ multipart: fields }),
    "a multipart form as .NET writes it": dotNet,
    "the query of a POST": (fields) => ({ query: fields }),
    "the query of a POST with an empty JSON": (fields) => ({ query: fields, json: "" }),
    "the query of a POST with {}": (fields) => ({ query: fields, json: {} }),
    "half in the query, half in a form": ({ payeeId = "", ...fields }) => ({ query: { payeeId }, form: fields }),
  };

  describe("POST /one_time_payment", () => {
    for (const [way, sent] of Object.entries(WAYS)) {
      test(`takes ${way}, and finds the same order again`, async () => {
        const fields = wanted();
        const { code } = await stage.told<{ code: string }>("POST", "/one_time_payment", sent(fields));
        const { orderId = "", payeeId = "" } = fields;
        const result = await stage.told<Result>("GET", "/payments_result", { query: { orderId, payeeId } });
        expect(result).toMatchObject({ status: "unpaid", traceId: code, payeeId, quoteAssetId: "usd" });
        expect(Number(result.quoteAmount)).toBe(12.5);
        expect(await stage.told("POST", "/one_time_payment", asForm(fields))).toEqual({ code });
      });
    }
  });

  describe("POST /multisig", () => {
    const list = (write: (index: number) => string): Fields =>
      Object.fromEntries(members.map((id, index) => [write(index), id]));
    const groups: Record<string, () => Sent> = {
      "receivers[0]=": () => ({ form: { ...list((n) => `receivers[${n}]`), threshold: "2" } }),
      "receivers[]=": () => ({ form: { "receivers[]": members, threshold: "2" } }),
      "receivers= several times": () => ({ form: { receivers: members, threshold: "2" } }),
      "a JSON list": () => ({ json: { receivers: members, threshold: 2 } }),
      "a JSON list, the threshold a text": () => ({ json: { receivers: members, threshold: "2" } }),
      "multipart receivers[0]=": () => ({ multipart: { ...list((n) => `receivers[${n}]`), threshold: "2" } }),
      "multipart receivers[]=": () => ({ multipart: { "receivers[]": members, threshold: "2" } }),
      "the query, receivers[0]=": () => ({ query: { ...list((n) => `receivers[${n}]`), threshold: "2" } }),
    };
    let first: string | undefined;

    for (const [way, sent] of Object.entries(groups)) {
      test(`takes ${way}, and gives the same group the same id`, async () => {
        const { multisigId } = await stage.told<{ multisigId: string }>("POST", "/multisig", sent());
        expect(multisigId).toMatch(/^[0-9a-f-]{36}$/);
        first ??= multisigId;
        expect(multisigId).toBe(first);
      });
    }

    test("a group is a payee", async () => {
      const form = wanted({ payeeId: first ?? "" });
      const { code } = await stage.told<{ code: string }>("POST", "/one_time_payment", { form });
      expect(await stage.told("GET", "/payments_result", { query: { traceId: code } })).toMatchObject({
        payeeId: first,
      });
    });
  });

  describe("GET", () => {
    test("takes JSON in the body", async () => {
      const fields = wanted();
      const { code } = await stage.told<{ code: string }>("POST", "/one_time_payment", { form: fields });
      const { orderId, payeeId } = fields;
      const asked = JSON.stringify({ orderId, payeeId });
      const answer = await raw("GET", "/payments_result", asked, {
        "content-type": "application/json",
        "content-length": String(asked.length),
      });
      expect([answer.status, answer.body.data]).toEqual([200, expect.objectContaining({ traceId: code })]);
    });

    test("is not disturbed by a type of JSON without a body", async () => {
      for (const type of ["application/json", "application/json;charset=UTF-8"]) {
        const headers = { "content-type": type };
        expect(await stage.told("GET", "/setting/quote_assets", { headers })).toEqual(expect.any(Array));
      }
      const answer = await raw("GET", "/setting/quote_assets", "", { "content-type": "application/json" });
      expect(answer.body.code).toBe(0);
    });
  });

  test("booleans are true or false, however they are written", async () => {
    const yes = ["1", "true", "TRUE", 1, true];
    const no = ["0", "false", "False", "", 0, false, null];
    const asked = wanted();
    const codeOf = async (strictMode: unknown, orderId: string) =>
      (await stage.told<{ code: string }>("POST", "/one_time_payment", { json: { ...asked, orderId, strictMode } }))
        .code;
    const [strict, lenient] = [randomUUID(), randomUUID()];
    const strictCodes = new Set<string>();
    const lenientCodes = new Set<string>();
    // What means the same is the same order.
    for (const value of yes) strictCodes.add(await codeOf(value, strict));
    for (const value of no) lenientCodes.add(await codeOf(value, lenient));
    expect([strictCodes.size, lenientCodes.size]).toEqual([1, 1]);
    expect(await codeOf(undefined, lenient)).toBe([...lenientCodes][0]);
    for (const isTemp of ["1", "true", 1, true]) {
      await stage.told("POST", "/one_time_payment", { json: { ...wanted(), isTemp } });
    }
    const refused = await stage.ask("POST", "/one_time_payment", { json: { ...wanted(), strictMode: "perhaps" } });
    expect(refused.body).toMatchObject({ code: 10011, message: expect.stringContaining("strictMode") });
  });

  test("amounts keep every digit, as texts and as numbers", async () => {
    const json = `{"payeeId":"${shop.userId}","orderId":"digits-1","quoteAmount":1234567.10000001,"quoteAssetId":"${ASSETS.usdtTron}","settlementAssetId":""}`;
    const { code } = await stage.told<{ code: string }>("POST", "/one_time_payment", { json });
    const same = { orderId: "digits-1", quoteAmount: "1234567.10000001", quoteAssetId: ASSETS.usdtTron };
    const again = { form: wanted({ ...same, settlementAssetId: "" }) };
    expect(await stage.told("POST", "/one_time_payment", again)).toEqual({ code });
    const result = await stage.told<Result>("GET", "/payments_result", { query: { traceId: code } });
    expect(result.quoteAmount).toBe("1234567.10000001");
  });

  test("a currency in capitals is told in small letters, a payee exactly as it was sent", async () => {
    const payeeId = shop.userId.replaceAll("-", "").toUpperCase();
    const form = wanted({ payeeId, quoteAssetId: "USD", orderId: "capitals-1" });
    const { code } = await stage.told<{ code: string }>("POST", "/one_time_payment", { form });
    const result = await stage.told<Result>("GET", "/payments_result", { query: { orderId: "capitals-1", payeeId } });
    expect(result).toMatchObject({ traceId: code, payeeId, quoteAssetId: "usd" });
  });

  test("a callback's address may come encoded once more, its query stays", async () => {
    const plain = "https://shop.example.com/?wc-api=wc_gateway_mixpay";
    const orderId = "callback-1";
    const { code } = await stage.told<{ code: string }>("POST", "/one_time_payment", {
      form: wanted({ orderId, callbackUrl: plain }),
    });
    // The same order: it was read as the same address.
    for (const callbackUrl of [encodeURIComponent(plain), encodeURIComponent(encodeURIComponent(plain))]) {
      const form = wanted({ orderId, callbackUrl });
      expect(await stage.told("POST", "/one_time_payment", { form })).toEqual({ code });
    }
  });

  test("a deadline may be in seconds and in milliseconds", async () => {
    const at = Math.floor(Date.now() / 1000) + 3600;
    for (const expiredTimestamp of [String(at), `${at}000`]) {
      const form = wanted({ expiredTimestamp });
      const { code } = await stage.told<{ code: string }>("POST", "/one_time_payment", { form });
      const { expiredAt } = await stage.told<{ expiredAt: unknown }>("GET", "/payments_result", {
        query: { traceId: code },
      });
      expect(Number(expiredAt)).toBe(at);
    }
  });

  test("neither order nor trace: a code is made, and is the trace", async () => {
    const { orderId: _, ...form } = wanted();
    const { code } = await stage.told<{ code: string }>("POST", "/one_time_payment", { form });
    expect(await stage.told("GET", "/payments_result", { query: { traceId: code } })).toMatchObject({ traceId: code });
    const traceId = randomUUID();
    expect(await stage.told("POST", "/one_time_payment", { form: { ...form, traceId } })).toEqual({ code: traceId });
  });

  test("undocumented parameters of old clients disturb nothing", async () => {
    const old = { isTemp: "1", tagname: "", cancelUrl: "https://shop.example.com/cancel", origin: "x", linkId: "0" };
    const { code } = await stage.told<{ code: string }>("POST", "/one_time_payment", {
      form: { ...wanted(), ...old, from: "woocommerce", note: "n", memo: "m", expireSeconds: "86400" },
    });
    expect(code).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("browsers of any origin may ask", async () => {
    const asked = { origin: "https://shop.example.com", "access-control-request-method": "POST" };
    const headers = { ...asked, "access-control-request-headers": "content-type" };
    const preflight = await fetch(`${stage.base}/one_time_payment`, { method: "OPTIONS", headers });
    expect([200, 204]).toContain(preflight.status);
    expect(preflight.headers.get("access-control-allow-origin")).toBe("*");
    expect(preflight.headers.get("access-control-allow-headers")?.toLowerCase()).toContain("content-type");
    const { headers: got } = await stage.ask("GET", "/setting/quote_assets", { headers: { origin: asked.origin } });
    expect(got.get("access-control-allow-origin")).toBe("*");
    expect(got.get("access-control-expose-headers")).toContain("x-ratelimit-remaining");
    expect(Number(got.get("x-ratelimit-limit"))).toBeGreaterThan(0);
    expect(Number(got.get("x-ratelimit-remaining"))).toBeGreaterThanOrEqual(0);
  });
});
