import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { createAssetBook } from "../../src/mixin/assets.js";
import { createAttachmentApi } from "../../src/mixin/attachments.js";
import { MixinRefused, MixinUnreachable } from "../../src/mixin/errors.js";
import { createMessageApi } from "../../src/mixin/messages.js";
import { createSdk } from "../../src/mixin/sdk.js";
import { createTransport, type Transport } from "../../src/mixin/transport.js";
import { createUserDirectory } from "../../src/mixin/users.js";

interface Asked {
  method: string;
  url: string;
  body: string;
  requestId: string;
  token: string;
}

/** A server that answers whatever a test says, for what no honest server does on demand. */
let server: Server | undefined;
let transport: Transport | undefined;

afterEach(async () => {
  transport?.close();
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
});

async function serve(answer: (asked: Asked, response: ServerResponse, count: number) => void, timeoutMs = 5000) {
  const asked: Asked[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const header = (name: string) => String(request.headers[name] ?? "");
    const one = {
      method: request.method ?? "",
      url: request.url ?? "",
      body: await readBody(request),
      requestId: header("x-request-id"),
      token: header("authorization"),
    };
    asked.push(one);
    answer(one, response, asked.length);
  };
  server = createServer((request, response) => void take(request, response));
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  transport = createTransport({
    apiUrl,
    sign: (method, uri, body, requestId) => [method, uri, body.length, requestId].join(" "),
    timeoutMs,
    log: () => undefined,
  });
  return { asked, apiUrl, transport, sdk: createSdk(transport, apiUrl) };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const data = (response: ServerResponse, value: unknown) => response.end(JSON.stringify({ data: value }));
const refuse = (response: ServerResponse, code: number, status = 202) => {
  response.statusCode = status;
  response.end(JSON.stringify({ error: { status, code, description: "no", extra: { field: "x" } } }));
};
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("a request", () => {
  test("signs exactly what is on the wire and asks anew under another id", async () => {
    const { asked, sdk } = await serve((one, response, count) =>
      count === 1 ? response.destroy() : data(response, { user_id: one.requestId }),
    );
    await sdk.user.search("ä b/7000");
    expect(asked).toHaveLength(2);
    for (const { method, url, requestId, token } of asked) expect(token).toBe(`Bearer ${method} ${url} 0 ${requestId}`);
    expect(new Set(asked.map(({ requestId }) => requestId)).size).toBe(2);
  });

  test("of the SDK leaves undefined parameters and properties out", async () => {
    const { asked, sdk } = await serve((_, response) => data(response, []));
    await sdk.utxo.safeOutputs({ asset: "a b", state: "unspent", limit: 5 });
    await sdk.user.updatePreferences({ receive_message_source: "ALL", fiat_currency: undefined } as never);
    expect(asked[0]?.url).toBe("/safe/outputs?asset=a+b&state=unspent&limit=5");
    expect(asked[1]?.body).toBe('{"receive_message_source":"ALL"}');
    expect(asked[1]?.token).toContain(` ${asked[1]?.body.length} `);
  });

  test("that is refused says by what, with code and details, and is not repeated", async () => {
    const { asked, transport } = await serve((_, response) => refuse(response, 10002));
    const error = await failure(transport.request({ method: "POST", path: "/messages?x=1", body: [] }));
    expect(error).toBeInstanceOf(MixinRefused);
    expect(error).toMatchObject({ code: 10002, description: "no", call: "POST /messages", extra: { field: "x" } });
    expect(error).toMatchObject({ requestId: asked[0]?.requestId });
    expect(asked).toHaveLength(1);
  });

  test.each([
    ["a server failure", (response: ServerResponse) => refuse(response, 500, 500)],
    ["a server failure inside a 202", (response: ServerResponse) => refuse(response, 7000)],
    ["a proxy's page", (response: ServerResponse) => response.writeHead(502).end("<html>")],
    ["an answer that is not JSON", (response: ServerResponse) => response.end("<html>")],
    ["a broken connection", (response: ServerResponse) => response.destroy()],
    [
      "the answer to another request",
      (response: ServerResponse) => {
        response.setHeader("X-Request-Id", "another");
        data(response, {});
      },
    ],
  ])("that meets %s has an unknown outcome and is repeated as often as told", async (_, answer) => {
    const { asked, transport } = await serve((_one, response) => answer(response));
    const error = await failure(transport.request({ method: "POST", path: "/messages", body: [], retries: 1 }));
    expect(error).toBeInstanceOf(MixinUnreachable);
    expect(asked).toHaveLength(2);
  });

  test("that is never answered ends at its deadline", async () => {
    const { transport } = await serve(() => undefined);
    const started = performance.now();
    const error = await failure(transport.request({ method: "GET", path: "/me", retries: 0, timeoutMs: 50 }));
    expect(error).toMatchObject({ name: "MixinUnreachable", message: expect.stringContaining("no answer in 50 ms") });
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test("with a 401 names the wrong clock when that is the reason", async () => {
    const { transport } = await serve((_, response) => {
      response.setHeader("X-Server-Time", `${Date.now() + 900_000}000000`);
      refuse(response, 401);
    });
    const error = await failure(transport.request({ method: "GET", path: "/me" }));
    expect(error).toMatchObject({ code: 401, message: expect.stringContaining("clock is 15 minutes behind") });
    expect(transport.clockSkewMs).toBeGreaterThan(890_000);
  });

  test("under way when the client closes fails at once, and none follows", async () => {
    const { asked, transport } = await serve(() => transport.close());
    expect(await failure(transport.request({ method: "GET", path: "/me" }))).toBeInstanceOf(MixinUnreachable);
    expect(await failure(transport.request({ method: "GET", path: "/me" }))).toBeInstanceOf(MixinUnreachable);
    expect(asked).toHaveLength(1);
  });
});

describe("messages", () => {
  const me = "965e5c6e-434c-3fa9-b780-c50f43cd955c";
  const you = "d1e9ec7e-199d-4578-91a0-a69d9a7ba048";
  const message = (messageId: string, data = "hi") => ({
    messageId,
    conversationId: "60478c27-1052-3df5-b938-b96a8b907e76",
    recipientId: you,
    category: "PLAIN_TEXT",
    data,
  });
  const idsIn = ({ body }: Asked) => (JSON.parse(body) as { message_id: string }[]).map(({ message_id: id }) => id);

  test("go out a hundred at a time and under 128 KB, in order", async () => {
    const { asked, transport } = await serve((_, response) => data(response, {}));
    const api = createMessageApi(transport, me);
    const small = Array.from({ length: 250 }, (_, index) => message(`m${index}`));
    const results = await api.send([
      ...small,
      message("big1", "x".repeat(60_000)),
      message("big2", "x".repeat(60_000)),
    ]);
    expect(results.every(({ ok }) => ok)).toBe(true);
    expect(asked.map((one) => idsIn(one).length)).toEqual([100, 100, 51, 1]);
    expect(asked.flatMap(idsIn)).toEqual([...small.map(({ messageId }) => messageId), "big1", "big2"]);
    expect(Math.max(...asked.map(({ body }) => Buffer.byteLength(body)))).toBeLessThanOrEqual(128_000);
  });

  test("too many for a proxy are halved until they pass", async () => {
    const { asked, transport } = await serve((one, response) => {
      if (idsIn(one).length > 30) response.writeHead(413).end("<html>too large</html>");
      else data(response, {});
    });
    const results = await createMessageApi(transport, me).send(Array.from({ length: 100 }, (_, i) => message(`m${i}`)));
    expect(results).toHaveLength(100);
    expect(results.every(({ ok }) => ok)).toBe(true);
    expect(asked.map((one) => idsIn(one).length)).toEqual([100, 50, 25, 25, 50, 25, 25]);
  });

  test("that are refused are found among the others, which all go out", async () => {
    const { transport } = await serve((one, response) => {
      if (idsIn(one).some((id) => id === "m3" || id === "m9")) refuse(response, 10002);
      else data(response, {});
    });
    const results = await createMessageApi(transport, me).send(Array.from({ length: 10 }, (_, i) => message(`m${i}`)));
    expect(results.filter(({ ok }) => !ok)).toMatchObject([
      { messageId: "m3", error: { code: 10002 } },
      { messageId: "m9", error: { code: 10002 } },
    ]);
    expect(results.map(({ messageId }) => messageId)).toEqual(Array.from({ length: 10 }, (_, i) => `m${i}`));
  });

  test("to somebody without a conversation create it and go out", async () => {
    let exists = false;
    const { asked, transport } = await serve((one, response) => {
      if (one.url === "/conversations") exists = true;
      if (exists) data(response, {});
      else refuse(response, 403);
    });
    expect(await createMessageApi(transport, me).send([message("m1")])).toEqual([{ messageId: "m1", ok: true }]);
    expect(asked.map(({ url }) => url)).toEqual(["/messages", "/conversations", "/messages"]);
    expect(JSON.parse(asked[1]?.body ?? "")).toMatchObject({ category: "CONTACT", participants: [{ user_id: you }] });
  });

  test("stopped by a refusal of us all, or by silence, are nobody's fault", async () => {
    const { asked, transport } = await serve((_, response) => refuse(response, 401));
    const batch = [message("m1"), message("m2")];
    await expect(createMessageApi(transport, me).send(batch)).rejects.toMatchObject({ code: 401 });
    expect(asked).toHaveLength(1);
    transport.close();
    await expect(createMessageApi(transport, me).send(batch)).rejects.toBeInstanceOf(MixinUnreachable);
  });
});

describe("users", () => {
  const ada = { user_id: "ada", identity_number: "30001", full_name: "Ada", avatar_url: "", has_safe: true, phone: "" };

  test("are searched once, and never within twelve hours of a 429", async () => {
    let now = 1_000_000;
    const { asked, sdk } = await serve((one, response) =>
      one.url === "/search/30001" ? data(response, ada) : refuse(response, one.url === "/search/40004" ? 404 : 429),
    );
    const users = createUserDirectory(
      sdk,
      () => undefined,
      () => now,
    );
    const found = { status: "found", user: { userId: "ada", fullName: "Ada", hasSafe: true, isBot: false } };
    expect(await users.search("30001")).toMatchObject(found);
    expect(await users.search(" 30 001")).toMatchObject(found);
    expect(await users.search("40004")).toEqual({ status: "absent" });
    expect(await users.search("40004")).toEqual({ status: "absent" });
    expect(asked).toHaveLength(2);

    const until = new Date(now + 12 * 3_600_000);
    expect(await users.search("+971501234567")).toEqual({ status: "limited", until });
    now += 11 * 3_600_000;
    expect(await users.search("50005")).toEqual({ status: "limited", until });
    expect(await users.search("30001")).toMatchObject(found);
    expect(asked).toHaveLength(3);
    now += 2 * 3_600_000;
    expect(await users.search("50005")).toMatchObject({ status: "limited" });
    expect(asked).toHaveLength(4);
  });

  test.each(["", "abc", "12", "1e9", "../me", "１００００", "+1"])("are not searched by %j", async (query) => {
    const { asked, sdk } = await serve((_, response) => data(response, ada));
    expect(await createUserDirectory(sdk, () => undefined).search(query)).toEqual({ status: "absent" });
    expect(asked).toHaveLength(0);
  });

  test("are fetched in bulk once, the missing ones left out, bots told apart", async () => {
    const bot = { ...ada, user_id: "bot", identity_number: "7000103970" };
    const { asked, sdk } = await serve((_, response) => data(response, [ada, bot]));
    const users = createUserDirectory(sdk, () => undefined);
    const known = await users.byIds(["ada", "bot", "gone", "ada"]);
    expect([...known.keys()]).toEqual(["ada", "bot"]);
    expect(known.get("bot")?.isBot).toBe(true);
    expect(await users.byId("ada")).toMatchObject({ identityNumber: "30001" });
    expect(asked.map(({ body }) => body)).toEqual(['["ada","bot","gone"]']);
  });
});

test("assets, prices and rates come as decimals with their age, old ones stay when Mixin fails", async () => {
  let now = Date.parse("2026-01-01T00:01:00Z");
  let isDown = false;
  const usdt = {
    asset_id: "usdt",
    chain_id: "tron",
    symbol: "USDT",
    name: "Tether",
    display_symbol: "",
    icon_url: "",
    precision: 6,
    price_usd: "1.0002",
    price_updated_at: "2026-01-01T00:00:00Z",
  };
  const { sdk, transport } = await serve((one, response) => {
    if (isDown) response.writeHead(500).end();
    else if (one.url.startsWith("/network/assets/top")) data(response, [usdt]);
    else if (one.url === "/network/chains") data(response, [{ chain_id: "tron", name: "TRON", symbol: "TRX" }]);
    else if (one.url === "/external/fiats")
      response.end('{"data":[{"code":"AED","rate":3.67250000000000001},{"code":"X","rate": 9e-7}]}');
    else if (one.url === "/safe/assets/coin")
      data(response, { ...usdt, asset_id: "coin", price_usd: "0", chain_id: "new" });
    else if (one.url === "/safe/assets/fetch")
      data(response, [{ ...usdt, asset_id: "coin", price_usd: "0.5", price_updated_at: "" }]);
    else refuse(response, 404);
  });
  const book = createAssetBook(sdk, transport, () => now);

  expect(await book.asset("usdt")).toMatchObject({
    displaySymbol: "USDT",
    chainName: "TRON",
    chainSymbol: "TRX",
    precision: 6,
  });
  expect(await book.price("usdt")).toEqual({ usd: "1.0002", at: new Date("2026-01-01T00:00:00Z") });
  expect(await book.fiatRate("aed")).toEqual({ rate: "3.67250000000000001", at: new Date(now) });
  expect(await book.fiatRate("x")).toMatchObject({ rate: "0.0000009" });
  expect(await book.fiatRate("zzz")).toBeUndefined();
  expect(await book.price("coin")).toBeUndefined();
  expect(await book.asset("nothing")).toBeUndefined();

  now += 60_000;
  await book.refresh();
  expect(await book.price("coin")).toEqual({ usd: "0.5", at: new Date(now) });
  expect((await book.assets()).map(({ assetId }) => assetId)).toEqual(["usdt", "coin"]);

  isDown = true;
  await expect(book.refresh()).rejects.toBeInstanceOf(MixinUnreachable);
  expect(await book.price("coin")).toEqual({ usd: "0.5", at: new Date(now) });
});

test("a file is put to the address Mixin names, again at a new one when the storage fails", async () => {
  const { asked, sdk, apiUrl } = await serve((one, response, count) => {
    const id = `file-${count}`;
    if (one.method === "POST")
      data(response, { attachment_id: id, upload_url: `${apiUrl}/${id}`, view_url: `${apiUrl}/v` });
    else response.writeHead(count === 2 ? 503 : 200).end();
  });
  const uploaded = await createAttachmentApi(sdk, () => undefined).upload(Buffer.from("png"), { mime: "image/png" });
  expect(uploaded).toEqual({ attachmentId: "file-3", viewUrl: `${apiUrl}/v`, mimeType: "image/png", size: 3 });
  expect(asked.map(({ method, url, body }) => `${method} ${url} ${body}`)).toEqual([
    "POST /attachments ",
    "PUT /file-1 png",
    "POST /attachments ",
    "PUT /file-3 png",
  ]);
});
