import { createServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import type { TlsOptions } from "node:tls";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createPost, type PostOptions } from "../../src/notify/callbacks/post.js";
import { selfMadeCertificate } from "../support/certificate.js";
import { type MannerName, type Receiver, startReceiver } from "../support/receiver.js";

const BODY = '{"orderId":"Ä-1","traceId":"t","payeeId":"p"}';
const never = new AbortController().signal;
const poster = (given: Partial<PostOptions> = {}) =>
  createPost({ reach: "anywhere", userAgent: "Mixtill (test)", connectMs: 5_000, totalMs: 10_000, ...given });
/** For those who never come to an end; the others have the time that a busy machine needs. */
const SHORT = { connectMs: 300, totalMs: 600 };
const patience = (manner: MannerName) => (manner === "hangs" || manner === "drips" ? SHORT : {});
const letter = (url: string) => ({ url, body: BODY, headers: { "x-more": "1" }, takenBy: "word" as const });

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.close());
beforeEach(() => void receiver.got.splice(0));

describe("a callback over a real connection", () => {
  test("is the body byte for byte, over a connection that is closed again", async () => {
    const before = receiver.connections();
    const url = receiver.url("taken?wc-api=wc_gateway_mixpay&a=%2F%20b");
    expect(await poster()(letter(url), never)).toMatchObject({
      status: 200,
      problem: null,
      answer: '{"code":"SUCCESS"}',
    });
    await poster()(letter(url), never);
    expect(receiver.connections()).toBe(before + 2);
    expect(receiver.got).toHaveLength(2);
    expect(receiver.got[0]).toMatchObject({
      method: "POST",
      path: "/taken?wc-api=wc_gateway_mixpay&a=%2F%20b",
      body: BODY,
      headers: {
        "content-type": "application/json",
        "content-length": String(Buffer.byteLength(BODY)),
        "user-agent": "Mixtill (test)",
        "x-more": "1",
        connection: "close",
      },
    });
  });

  test.each<[MannerName, number | null, string | null]>([
    ["takenAsText", 200, null],
    ["takenWithMark", 200, null],
    ["takenSlowly", 200, null],
    ["long", 200, null],
    ["takenAfterInterim", 200, null],
    ["refused", 200, "its answer does not say that it is taken"],
    ["lowerCase", 200, "its answer does not say that it is taken"],
    ["list", 200, "its answer does not say that it is taken"],
    ["null", 200, "its answer does not say that it is taken"],
    ["fail", 200, "its answer is not JSON"],
    ["nothing", 200, "its answer is not JSON"],
    ["nul", 200, "its answer is not JSON"],
    ["huge", 200, "its answer is too long"],
    ["broken", 500, "it answers with status 500"],
    ["created", 201, "it answers with status 201"],
    ["hidden", 401, "it answers with status 401"],
    ["redirects", 302, "it redirects, which is not followed"],
    ["redirectsKeeping", 307, "it redirects, which is not followed"],
    ["hangs", null, "there is no whole answer within 0.6 s"],
    ["drips", 200, "there is no whole answer within 0.6 s"],
    ["closes", null, "the connection failed: socket hang up"],
    ["closesMidway", 200, "the connection failed: aborted"],
    ["garbage", null, "the connection failed: Parse Error: Expected HTTP/"],
    ["upgrades", null, "the connection failed: it was closed without an answer"],
    ["interim", null, "the connection failed: it sends too many interim answers"],
  ])("%s: status %s, %s", async (manner, status, problem) => {
    const attempt = await poster(patience(manner))(letter(receiver.url(manner)), never);
    expect(attempt).toMatchObject({ status, problem: problem && expect.stringContaining(problem) });
    expect(receiver.got.map(({ path }) => path)).toEqual([`/${manner}`]);
    expect(attempt!.millis).toBeLessThan(5_000);
    expect((attempt!.answer ?? "").length).toBeLessThanOrEqual(1024);
    expect(attempt!.answer ?? "").not.toMatch(/\0/);
  });

  test("keeps the beginning of an answer that broke off", async () => {
    expect(await poster()(letter(receiver.url("closesMidway")), never)).toMatchObject({ answer: '{"code":"SUCC' });
  });

  test.each<[MannerName, number | null, string | null]>([
    ["taken", 200, null],
    ["created", 201, null],
    ["empty", 204, null],
    ["refused", 200, null],
    ["nothing", 200, null],
    ["huge", 200, null],
    ["drips", 200, null],
    ["closesMidway", 200, null],
    ["broken", 500, "it answers with status 500"],
    ["hidden", 401, "it answers with status 401"],
    ["redirects", 302, "it redirects, which is not followed"],
    ["hangs", null, "there is no whole answer within 0.6 s"],
    ["closes", null, "the connection failed: socket hang up"],
    ["garbage", null, "the connection failed: Parse Error: Expected HTTP/"],
    ["upgrades", null, "the connection failed: it was closed without an answer"],
    ["interim", null, "the connection failed: it sends too many interim answers"],
  ])("of a webhook the status says it all: %s, status %s, %s", async (manner, status, problem) => {
    const attempt = await poster(patience(manner))({ ...letter(receiver.url(manner)), takenBy: "status" }, never);
    expect(attempt).toMatchObject({ status, problem: problem && expect.stringContaining(problem) });
    expect((attempt!.answer ?? "").length).toBeLessThanOrEqual(1024);
  });

  test("nobody listens there", async () => {
    const closed = await startReceiver();
    await closed.close();
    expect(await poster()(letter(closed.url("taken")), never)).toMatchObject({
      status: null,
      answer: null,
      problem: expect.stringMatching(/^the connection failed: connect ECONNREFUSED/),
    });
  });

  test("goes to the address that was looked at, under the name that was given, and asks for it once", async () => {
    let asked = 0;
    const resolve = async (name: string) => {
      asked += 1;
      expect(name).toBe("shop.example.com");
      // The second time it would lead elsewhere.
      return asked === 1 ? ["127.0.0.1"] : ["127.0.0.2"];
    };
    const url = `http://shop.example.com:${receiver.port}/taken`;
    expect(await poster({ resolve })(letter(url), never)).toMatchObject({ problem: null });
    expect(asked).toBe(1);
    expect(receiver.got[0]!.headers.host).toBe(`shop.example.com:${receiver.port}`);
  });

  test("tries the next address of a name when the first does not answer", async () => {
    const url = `http://shop.example.com:${receiver.port}/taken`;
    const resolve = () => Promise.resolve(["::1", "127.0.0.1"]);
    expect(await poster({ resolve })(letter(url), never)).toMatchObject({ problem: null });
  });

  test("where it may not go now, it says nothing, and that is no attempt", async () => {
    const asked: string[] = [];
    const admits = (address: string) => asked.push(address) > 1;
    const url = `http://shop.example.com:${receiver.port}/taken`;
    // The first address that is given does not answer.
    const post = poster({ resolve: () => Promise.resolve(["::1", "127.0.0.1"]) });
    expect(await post({ ...letter(url), admits }, never)).toBeNull();
    expect(receiver.got).toEqual([]);
    expect(await post({ ...letter(url), admits }, never)).toMatchObject({ problem: null });
    expect(asked).toEqual(["127.0.0.1", "127.0.0.1"]);
  });

  test("a name server that says nothing does not hold it up", async () => {
    const resolve = () => new Promise<string[]>(() => undefined);
    const attempt = await poster({ resolve, ...SHORT })(letter("https://shop.example.com/"), never);
    expect(attempt).toMatchObject({ status: null, problem: "there is no whole answer within 0.6 s" });
  });

  test("does not post inside from the open internet's side", async () => {
    const url = receiver.url("taken").replace("http:", "https:");
    const before = receiver.connections();
    expect(await poster({ reach: "public" })(letter(url), never)).toMatchObject({
      status: null,
      problem: "127.0.0.1 is not on the open internet",
    });
    expect(receiver.connections()).toBe(before);
  });

  test("when it is to stop, says that nobody knows", async () => {
    const stopping = new AbortController();
    const posted = poster({ totalMs: 10_000 })(letter(receiver.url("hangs")), stopping.signal);
    setTimeout(() => stopping.abort(), 50);
    expect(await posted).toBeNull();
    expect(await poster()(letter(receiver.url("taken")), stopping.signal)).toBeNull();
  });
});

describe("https", () => {
  test("names the shop in the handshake, and believes no certificate that it made itself", async () => {
    const names: unknown[] = [];
    const SNICallback: TlsOptions["SNICallback"] = (name, done) => {
      names.push(name);
      done(null);
    };
    const server = createServer({ ...selfMadeCertificate(), SNICallback }, () => names.push("a request"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `https://shop.example.com:${(server.address() as AddressInfo).port}/`;
    const attempt = await poster({ resolve: () => Promise.resolve(["127.0.0.1"]) })(letter(url), never);
    expect(attempt).toMatchObject({ status: null, problem: "the connection failed: self-signed certificate" });
    expect(names).toEqual(["shop.example.com"]);
    server.close();
  });

  test("a handshake that does not come to its end counts as connecting", async () => {
    const server = createTcpServer((socket) => void socket.on("error", () => undefined));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const attempt = await poster(SHORT)(letter(url), never);
    expect(attempt).toMatchObject({ problem: "the connection failed: it takes too long to connect" });
    server.close();
  });
});
