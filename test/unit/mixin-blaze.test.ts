import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, test, vi } from "vitest";
import { WebSocketServer, type WebSocket } from "ws";
import {
  createBlaze,
  type Blaze,
  type BlazeOptions,
  type BlazeState,
  type IncomingMessage,
} from "../../src/mixin/blaze.js";
import { MixinUnreachable } from "../../src/mixin/errors.js";

interface Frame {
  id: string;
  action: string;
}
const pack = (value: unknown) => gzipSync(JSON.stringify(value));
const push = (messageId: string, text = "hi") => ({
  id: `frame-of-${messageId}`,
  action: "CREATE_MESSAGE",
  data: {
    type: "message",
    conversation_id: "c",
    user_id: "u",
    message_id: messageId,
    category: "PLAIN_TEXT",
    data: Buffer.from(text).toString("base64"),
    created_at: "2026-01-01T00:00:00Z",
    quote_message_id: "",
    source: "",
  },
});

/** A socket server that does what a test says, for what no honest server does on demand. */
const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

interface Stage {
  url: string;
  http: Server;
  /** Every line that was opened, and what was asked on it. */
  lines: WebSocket[];
  frames: Frame[];
}

async function stage(
  settings: { onFrame?: (ws: WebSocket, frame: Frame) => void; autoPong?: boolean } = {},
): Promise<Stage> {
  const http = createServer();
  const wss = new WebSocketServer({ server: http, autoPong: settings.autoPong ?? true });
  const lines: WebSocket[] = [];
  const frames: Frame[] = [];
  const answer = settings.onFrame ?? ((ws, frame) => ws.send(pack({ id: frame.id, action: frame.action })));
  wss.on("connection", (ws) => {
    lines.push(ws);
    ws.on("message", (bytes) => {
      const frame = JSON.parse(gunzipSync(bytes as Buffer).toString()) as Frame;
      frames.push(frame);
      answer(ws, frame);
    });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    for (const line of lines) line.terminate();
    wss.close();
    http.close();
  });
  return { url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/`, http, lines, frames };
}

function connect(url: string, settings: Partial<BlazeOptions> = {}) {
  const handled: IncomingMessage[][] = [];
  const acknowledged: string[] = [];
  const states: BlazeState[] = [];
  const logged: string[] = [];
  const blaze = createBlaze({
    url,
    sign: (method, uri, body) => `${method}|${uri}|${body}`,
    handle: async (messages) => void handled.push(messages),
    acknowledge: async (ids) => void acknowledged.push(...ids),
    reconnectMs: { first: 10, most: 40 },
    log: (level, message, fields) => logged.push(`${level} ${message} ${JSON.stringify(fields)}`),
    ...settings,
    onState: (state, detail) => {
      states.push(state);
      settings.onState?.(state, detail);
    },
  });
  closers.push(() => blaze.stop());
  blaze.start();
  return { blaze, handled, acknowledged, states, logged };
}
/** A promise that is resolved from outside. */
function opened(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => undefined as void;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
/** Everything sent on the line before was read. */
async function roundTrip(line: WebSocket | undefined): Promise<void> {
  await new Promise((resolve) => line?.once("pong", resolve).ping());
}
const until = (check: () => void) => vi.waitFor(check, { timeout: 5000, interval: 5 });
const online = (blaze: Blaze) => until(() => expect(blaze.state).toBe("online"));
const idsOf = (handled: IncomingMessage[][]) => handled.flat().map(({ messageId }) => messageId);

describe("the message socket", () => {
  test("asks for pending messages first and hands over what comes, in order", async () => {
    const { url, lines, frames } = await stage();
    const { blaze, handled, acknowledged } = connect(url);
    await online(blaze);
    expect(frames.map(({ action }) => action)).toEqual(["LIST_PENDING_MESSAGES"]);
    for (const id of ["m1", "m2", "m3"]) lines[0]?.send(pack(push(id)));
    await until(() => expect(acknowledged).toEqual(["m1", "m2", "m3"]));
    expect(idsOf(handled)).toEqual(["m1", "m2", "m3"]);
    expect(handled[0]?.[0]).toEqual({
      messageId: "m1",
      conversationId: "c",
      userId: "u",
      category: "PLAIN_TEXT",
      data: Buffer.from("hi"),
      createdAt: "2026-01-01T00:00:00Z",
      quoteMessageId: "",
      source: "",
    });
    expect(blaze.lastSeenAt).toBeInstanceOf(Date);
  });

  test("skips receipts, replies and frames that cannot be read, and goes on", async () => {
    const { url, lines } = await stage();
    const { blaze, handled, logged } = connect(url);
    await online(blaze);
    lines[0]?.send("text");
    lines[0]?.send(Buffer.from("not gzip"));
    lines[0]?.send(gzipSync("not json"));
    lines[0]?.send(pack("a string"));
    lines[0]?.send(pack({ ...push("receipt"), action: "ACKNOWLEDGE_MESSAGE_RECEIPT" }));
    lines[0]?.send(pack({ id: "x", action: "CREATE_MESSAGE", data: { message_id: "ours", category: "" } }));
    lines[0]?.send(pack({ id: "x", action: "ERROR", error: { code: 7000, description: "busy" } }));
    lines[0]?.send(pack(push("m1")));
    await until(() => expect(idsOf(handled)).toEqual(["m1"]));
    expect(logged.filter((line) => line.includes("cannot be read"))).toHaveLength(4);
    expect(logged.some((line) => line.includes("7000"))).toBe(true);
  });

  test("acknowledges nothing before it is stored, and hands the same over again when storing fails", async () => {
    const { url, lines } = await stage();
    const calls: string[][] = [];
    const gate = opened();
    const { blaze, acknowledged } = connect(url, {
      handle: async (messages) => {
        calls.push(messages.map(({ messageId }) => messageId));
        if (calls.length === 1) throw new Error("database is away");
        await gate.promise;
      },
    });
    await online(blaze);
    lines[0]?.send(pack(push("m1")));
    await until(() => expect(calls).toHaveLength(2));
    lines[0]?.send(pack(push("m1")));
    lines[0]?.send(pack(push("m2")));
    await roundTrip(lines[0]);
    expect(acknowledged).toEqual([]);
    gate.resolve();
    await until(() => expect(acknowledged).toEqual(["m1", "m2"]));
    expect(calls).toEqual([["m1"], ["m1"], ["m2"]]);
  });

  test("hands over what arrived meanwhile in one call, never two calls at once", async () => {
    const { url, lines } = await stage();
    const sizes: number[] = [];
    let running = 0;
    const { blaze, acknowledged } = connect(url, {
      maxBatch: 50,
      handle: async (messages) => {
        running += 1;
        expect(running).toBe(1);
        sizes.push(messages.length);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running -= 1;
      },
    });
    await online(blaze);
    for (let index = 0; index < 500; index += 1) lines[0]?.send(pack(push(`m${index}`)));
    await until(() => expect(acknowledged).toHaveLength(500));
    expect(Math.max(...sizes)).toBe(50);
    expect(sizes.length).toBeLessThan(40);
  });

  test("acknowledges at most a hundred at a time, and again when that failed", async () => {
    const { url, lines } = await stage();
    const tries: string[][] = [];
    const { blaze } = connect(url, {
      acknowledge: async (ids) => {
        tries.push(ids);
        if (tries.length === 1)
          throw new MixinUnreachable({ call: "POST /acknowledgements", requestId: "r" }, "timeout");
      },
    });
    await online(blaze);
    for (let index = 0; index < 250; index += 1) lines[0]?.send(pack(push(`m${index}`)));
    await until(() => expect(new Set(tries.slice(1).flat()).size).toBe(250));
    expect(Math.max(...tries.map((ids) => ids.length))).toBeLessThanOrEqual(100);
  });

  test("connects again after a drop and asks for pending messages again", async () => {
    const { url, lines, frames } = await stage();
    const { blaze, states } = connect(url);
    for (let drop = 0; drop < 3; drop += 1) {
      await until(() => expect(frames).toHaveLength(drop + 1));
      await online(blaze);
      lines[drop]?.terminate();
      await until(() => expect(blaze.state).not.toBe("online"));
    }
    await online(blaze);
    expect(states.slice(0, 6)).toEqual(["connecting", "online", "waiting", "connecting", "online", "waiting"]);
  });

  test("connects again when the first request gets no reply or an error", async () => {
    let asked = 0;
    const { url } = await stage({
      onFrame: (ws, frame) => {
        asked += 1;
        if (asked === 2) ws.send(pack({ id: frame.id, action: "ERROR", error: { code: 7000, description: "busy" } }));
        if (asked === 3) ws.send(pack({ id: frame.id, action: frame.action }));
      },
    });
    const { blaze, logged } = connect(url, { replyMs: 50 });
    await online(blaze);
    expect(asked).toBe(3);
    expect(logged.some((line) => line.includes("no reply"))).toBe(true);
  });

  test("gives up a line on which a ping is not answered", async () => {
    const { url, lines } = await stage({ autoPong: false });
    const { states } = connect(url, { pingMs: 20, replyMs: 40 });
    await until(() => expect(lines.length).toBeGreaterThan(1));
    expect(states).toContain("waiting");
  });

  test("waits longer and longer for a server that is away", async () => {
    const { url, http, lines } = await stage();
    http.close();
    for (const line of lines) line.terminate();
    const dials: number[] = [];
    const { blaze } = connect(url, {
      reconnectMs: { first: 8, most: 1000 },
      onState: (state) => void (state === "connecting" && dials.push(performance.now())),
    });
    await until(() => expect(dials.length).toBeGreaterThan(5));
    await blaze.stop();
    const gap = (index: number) => (dials[index + 1] ?? 0) - (dials[index] ?? 0);
    expect(gap(4)).toBeGreaterThan(gap(0));
    expect(gap(4)).toBeGreaterThanOrEqual(60);
  });
});

describe("a refused token", () => {
  async function refusing(headers: string): Promise<{ url: string; dials: () => number }> {
    const http = createServer();
    let dials = 0;
    http.on("upgrade", (_request, socket) => {
      dials += 1;
      socket.end(`HTTP/1.1 401 Unauthorized\r\n${headers}Content-Length: 0\r\nConnection: close\r\n\r\n`);
    });
    await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
    closers.push(() => void http.close());
    return { url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}`, dials: () => dials };
  }

  test("is reported, and not tried again for a long while", async () => {
    const { url, dials } = await refusing("");
    const details: string[] = [];
    const { blaze } = connect(url, { onState: (_state, detail) => void details.push(detail) });
    await until(() => expect(blaze.state).toBe("unauthorized"));
    expect(details.at(-1)).toContain("session was replaced");
    // Longer than twenty of the pauses after an ordinary drop.
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(dials()).toBe(1);
  });

  test("is tried again after the pause", async () => {
    const { url, dials } = await refusing("");
    connect(url, { unauthorizedMs: 20 });
    await until(() => expect(dials()).toBeGreaterThan(2));
  });

  test("because of a wrong clock is named as that", async () => {
    const { url } = await refusing(`X-Server-Time: ${Date.now() - 3_600_000}000000\r\n`);
    const details: string[] = [];
    connect(url, { onState: (_state, detail) => void details.push(detail) });
    await until(() => expect(details.at(-1)).toContain("clock is 60 minutes ahead"));
  });

  test("whose answer does not tell the time makes us ask for it", async () => {
    const { url } = await refusing("");
    const details: string[] = [];
    connect(url, { onState: (_, detail) => void details.push(detail), clockSkewMs: async () => 600_000 });
    await until(() => expect(details.at(-1)).toContain("clock is 10 minutes behind"));
  });

  test("on an open line closes it", async () => {
    const { url, lines } = await stage();
    const { blaze } = connect(url);
    await online(blaze);
    lines[0]?.send(pack({ id: "x", action: "ERROR", error: { code: 401, description: "gone" } }));
    await until(() => expect(blaze.state).toBe("unauthorized"));
    expect(lines).toHaveLength(1);
  });
});

test("a backlog larger than what is kept is read in portions, none lost, the line kept", async () => {
  const { url, lines } = await stage();
  const gate = opened();
  const seen = new Set<string>();
  const { blaze, states } = connect(url, {
    pingMs: 50,
    replyMs: 200,
    handle: async (messages) => {
      await gate.promise;
      for (const { messageId } of messages) seen.add(messageId);
    },
  });
  await online(blaze);
  const packed = Array.from({ length: 8000 }, (_, index) => pack(push(`m${index}`)));
  for (const bytes of packed) lines[0]?.send(bytes);
  // Longer than a ping may take: a line that is not read is not a dead one.
  await new Promise((resolve) => setTimeout(resolve, 500));
  gate.resolve();
  await until(() => expect(seen.size).toBe(8000));
  expect(states).toEqual(["connecting", "online"]);
});

describe("stopping", () => {
  test("waits for the call in hand, acknowledges it, and never connects again", async () => {
    const { url, lines } = await stage();
    const gate = opened();
    const { blaze, acknowledged } = connect(url, { handle: () => gate.promise });
    await online(blaze);
    lines[0]?.send(pack(push("m1")));
    await roundTrip(lines[0]);
    let isStopped = false;
    const stopped = blaze.stop().then(() => (isStopped = true));
    await until(() => expect(lines[0]?.readyState).toBe(3));
    expect(isStopped).toBe(false);
    gate.resolve();
    await stopped;
    expect(acknowledged).toEqual(["m1"]);
    expect(blaze.state).toBe("stopped");
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(lines).toHaveLength(1);
    expect(() => blaze.start()).toThrow("create another");
  });

  test("works while connecting, while waiting, while refused, and twice", async () => {
    const http = createServer();
    http.on("upgrade", () => undefined);
    await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
    closers.push(
      () => http.closeAllConnections(),
      () => void http.close(),
    );
    const silent = connect(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
    const away = connect("ws://127.0.0.1:1", { reconnectMs: { first: 60_000, most: 60_000 } });
    await until(() => expect(away.blaze.state).toBe("waiting"));
    expect(silent.blaze.state).toBe("connecting");
    await Promise.all([silent.blaze.stop(), silent.blaze.stop(), away.blaze.stop()]);
    expect([silent.blaze.state, away.blaze.state]).toEqual(["stopped", "stopped"]);
  });

  test("gives up a call that keeps failing, unacknowledged", async () => {
    const { url, lines } = await stage();
    const { blaze, acknowledged, logged } = connect(url, { handle: () => Promise.reject(new Error("away")) });
    await online(blaze);
    lines[0]?.send(pack(push("m1")));
    await until(() => expect(logged.some((line) => line.includes("tried again"))).toBe(true));
    await blaze.stop();
    expect(acknowledged).toEqual([]);
  });
});
