import { randomUUID } from "node:crypto";
import type { IncomingMessage as HttpAnswer } from "node:http";
import { WebSocket, type RawData } from "ws";
import { clockSkew } from "./answer.js";
import { decodeFrame, encodeFrame, messageIn, type Frame, type IncomingMessage } from "./frames.js";
import type { Log } from "../log.js";
import { reasonOf } from "./reason.js";

export interface ConnectionOptions {
  url: string;
  sign: (method: string, uri: string, body: string) => string;
  pingMs: number;
  replyMs: number;
  log: Log;
  now: () => number;
  onMessage: (message: IncomingMessage) => void;
  /** The server has answered our first request: messages flow. */
  onOnline: () => void;
}

/** Why a connection is over. */
export type Ended = { kind: "closed"; reason: string } | { kind: "unauthorized"; clockSkewMs: number | undefined };

export interface Connection {
  /** One connection from dialling to its end; never rejects. */
  connect(): Promise<Ended>;
  close(): Promise<void>;
  pauseReading(): void;
  resumeReading(): void;
  readonly lastSeenAt: Date | undefined;
}

const SUBPROTOCOL = "Mixin-Blaze-1";
const MAX_PACKED_BYTES = 4 * 1024 * 1024;
const CLOSE_DEADLINE_MS = 2000;

/** Opens a socket with a fresh token; nothing is asked of the server yet. */
export function dial(options: Pick<ConnectionOptions, "url" | "sign" | "replyMs">): WebSocket {
  return new WebSocket(options.url, SUBPROTOCOL, {
    headers: { Authorization: `Bearer ${options.sign("GET", new URL(options.url).pathname, "")}` },
    handshakeTimeout: options.replyMs,
    perMessageDeflate: false,
    maxPayload: MAX_PACKED_BYTES,
  });
}

/** One WebSocket at a time to Blaze: frames, replies by id, pings with a deadline. Knows nothing of reconnecting. */
export function createConnection(options: ConnectionOptions): Connection {
  const { log } = options;
  let socket: WebSocket | undefined;
  let closed: Promise<Ended> | undefined;
  let lastSeen: number | undefined;
  let heard = false;
  const replies = new Map<string, (reply: Frame | undefined) => void>();

  function connect(): Promise<Ended> {
    closed = new Promise((resolve) => {
      let ended: Ended | undefined;
      const ws = dial(options);
      socket = ws;
      const heartbeat = setInterval(() => beat(ws), options.pingMs);
      const end = (because: Ended) => {
        ended ??= because;
        ws.terminate();
      };

      ws.on("unexpected-response", (_request, answer) => end(refusal(answer, options.now())));
      ws.on("error", (error) => {
        ended ??= { kind: "closed", reason: reasonOf(error) };
      });
      ws.on("open", () => {
        seen();
        void listPending(ws).then((problem) => (problem ? end(problem) : options.onOnline()));
      });
      ws.on("pong", seen);
      ws.on("ping", seen);
      ws.on("message", (data, isBinary) => {
        seen();
        const refused = receive(data, isBinary);
        if (refused) end(refused);
      });
      ws.on("close", (code) => {
        clearInterval(heartbeat);
        for (const settle of replies.values()) settle(undefined);
        resolve(ended ?? { kind: "closed", reason: `closed with code ${code}` });
      });
    });
    return closed;
  }

  function seen(): void {
    heard = true;
    lastSeen = options.now();
  }

  function beat(ws: WebSocket): void {
    if (ws.readyState !== WebSocket.OPEN || ws.isPaused) return;
    heard = false;
    ws.ping();
    const giveUp = () => {
      if (heard || ws.isPaused || ws.readyState !== WebSocket.OPEN) return;
      log("warn", "blaze did not answer a ping");
      ws.terminate();
    };
    // One more look at the socket first: when we were busy, the answer is there already.
    setTimeout(() => setImmediate(giveUp), options.replyMs).unref();
  }

  /** Asks for what was not acknowledged yet, which also starts the flow of new messages. */
  async function listPending(ws: WebSocket): Promise<Ended | undefined> {
    const reply = await request(ws, { id: randomUUID(), action: "LIST_PENDING_MESSAGES" });
    if (!reply) return { kind: "closed", reason: "no reply to LIST_PENDING_MESSAGES" };
    if (reply.error?.code === 401) return { kind: "unauthorized", clockSkewMs: undefined };
    if (reply.error) return { kind: "closed", reason: `${reply.error.code} ${reply.error.description}` };
    return undefined;
  }

  /** Sends a frame and waits for the one with the same id; undefined when none comes in time. */
  function request(ws: WebSocket, frame: Frame): Promise<Frame | undefined> {
    return new Promise((resolve) => {
      const settle = (reply: Frame | undefined) => {
        clearTimeout(deadline);
        replies.delete(frame.id);
        resolve(reply);
      };
      const deadline = setTimeout(() => settle(undefined), options.replyMs);
      replies.set(frame.id, settle);
      ws.send(encodeFrame(frame), (error) => error && settle(undefined));
    });
  }

  function receive(data: RawData, isBinary: boolean): Ended | undefined {
    let frame: Frame;
    try {
      if (!isBinary || !Buffer.isBuffer(data)) throw new Error("not a binary frame");
      frame = decodeFrame(data);
    } catch (error) {
      log("warn", "skipped a frame that cannot be read", { reason: reasonOf(error) });
      return undefined;
    }
    const settle = replies.get(frame.id);
    if (settle) {
      settle(frame);
      return undefined;
    }
    if (frame.error) {
      if (frame.error.code === 401) return { kind: "unauthorized", clockSkewMs: undefined };
      log("warn", "blaze reports an error", { code: frame.error.code, description: frame.error.description });
      return undefined;
    }
    const message = messageIn(frame);
    if (message) options.onMessage(message);
    return undefined;
  }

  function resumeReading(): void {
    if (socket?.readyState === WebSocket.OPEN && socket.isPaused) socket.resume();
  }

  return {
    connect,
    async close() {
      if (!socket || socket.readyState === WebSocket.CLOSED) return;
      resumeReading(); // or the other side's goodbye is never read
      if (socket.readyState === WebSocket.CONNECTING) socket.terminate();
      else socket.close(1000);
      const deadline = setTimeout(() => socket?.terminate(), CLOSE_DEADLINE_MS);
      await closed;
      clearTimeout(deadline);
    },
    pauseReading: () => socket?.pause(),
    resumeReading,
    get lastSeenAt() {
      return lastSeen === undefined ? undefined : new Date(lastSeen);
    },
  };
}

/** Why the server answered the dialling with something else than a socket. */
export function refusal(answer: HttpAnswer, now: number): Ended {
  const serverTime = answer.headers["x-server-time"];
  answer.resume();
  if (answer.statusCode !== 401) return { kind: "closed", reason: `HTTP ${answer.statusCode} instead of a socket` };
  return { kind: "unauthorized", clockSkewMs: clockSkew(Array.isArray(serverTime) ? serverTime[0] : serverTime, now) };
}
