import { randomUUID } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { signAccessToken } from "@mixin.dev/mixin-node-sdk";
import { WebSocket } from "ws";
import type { PersonKeystore } from "./types.js";

/** A message as Blaze pushes it, and the receipts of our own messages. */
export interface BlazeView {
  conversation_id: string;
  user_id: string;
  message_id: string;
  category: string;
  data: string;
  quote_message_id: string;
  status: string;
  created_at: string;
}

export interface BlazeHandlers {
  onMessage(view: BlazeView): Promise<void>;
  onReceipt(messageId: string, status: string): Promise<void>;
  onConnection(connected: boolean): void;
}

interface Frame {
  id: string;
  action: string;
  params?: Record<string, unknown>;
  data?: unknown;
  error?: { code: number; description: string };
}

const FIRST_DELAY = 500;
const LONGEST_DELAY = 8000;
// the official clients ping every 9 to 15 seconds and give up on silence
const PING_EVERY = 10_000;

/**
 * Keeps one Blaze connection of a person open until `close`, as the official clients do: pings,
 * LIST_PENDING_MESSAGES after each opening, messages handled in order, longer waits between failures.
 */
export class BlazeLoop {
  #socket: WebSocket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #delay = FIRST_DELAY;
  #queue: Promise<void> = Promise.resolve();
  #awaited: (() => void)[] = [];

  constructor(
    readonly url: () => string,
    readonly keystore: PersonKeystore,
    readonly handlers: BlazeHandlers,
  ) {
    this.#connect();
  }

  /** Resolves when the connection is open, at the latest after `patienceMs`. */
  opened(patienceMs: number): Promise<void> {
    if (this.#socket?.readyState === WebSocket.OPEN) return Promise.resolve();
    return new Promise((resolve) => {
      const impatient = setTimeout(resolve, patienceMs);
      this.#awaited.push(() => {
        clearTimeout(impatient);
        resolve();
      });
    });
  }

  /** Ends the connection for good and waits for the message in hand. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.terminate();
    for (const resolve of this.#awaited.splice(0)) resolve();
    await this.#queue;
  }

  #connect(): void {
    if (this.#closed) return;
    const token = signAccessToken("GET", "/", "", randomUUID(), this.keystore);
    const socket = new WebSocket(this.url(), "Mixin-Blaze-1", {
      headers: { Authorization: `Bearer ${token}` },
      handshakeTimeout: 5000,
    });
    this.#socket = socket;
    let answered = true;
    const ping = setInterval(() => {
      if (!answered) return socket.terminate();
      answered = false;
      if (socket.readyState === WebSocket.OPEN) socket.ping();
    }, PING_EVERY);
    socket.on("pong", () => (answered = true));
    socket.on("open", () => {
      this.#delay = FIRST_DELAY;
      this.handlers.onConnection(true);
      this.#send({ id: randomUUID(), action: "LIST_PENDING_MESSAGES" });
      for (const resolve of this.#awaited.splice(0)) resolve();
    });
    socket.on("message", (bytes: Buffer) => {
      this.#queue = this.#queue.then(() => this.#handle(bytes));
    });
    // an error is always followed by "close", which decides what happens next
    socket.on("error", () => undefined);
    socket.on("close", () => {
      clearInterval(ping);
      if (this.#closed) return;
      this.handlers.onConnection(false);
      this.#timer = setTimeout(() => this.#connect(), this.#delay * (0.5 + Math.random()));
      this.#delay = Math.min(this.#delay * 2, LONGEST_DELAY);
    });
  }

  /** A message is acknowledged only after it was kept; one that could not be kept comes again. */
  async #handle(bytes: Buffer): Promise<void> {
    try {
      const frame = JSON.parse(gunzipSync(bytes).toString("utf8")) as Frame;
      if (frame.action === "CREATE_MESSAGE" && isView(frame.data)) await this.handlers.onMessage(frame.data);
      if (frame.action === "ACKNOWLEDGE_MESSAGE_RECEIPT" && isReceipt(frame.data)) {
        await this.handlers.onReceipt(frame.data.message_id, frame.data.status);
      }
    } catch {
      this.#socket?.terminate();
    }
  }

  /** Tells the server that a message arrived (`DELIVERED`) or was seen (`READ`). */
  acknowledge(messageId: string, status: "DELIVERED" | "READ"): void {
    this.#send({
      id: randomUUID(),
      action: "ACKNOWLEDGE_MESSAGE_RECEIPT",
      params: { message_id: messageId, status },
    });
  }

  #send(frame: Frame): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(gzipSync(JSON.stringify(frame)));
  }
}

function isView(data: unknown): data is BlazeView {
  return isReceipt(data) && "category" in data && typeof data.category === "string" && data.category !== "";
}

function isReceipt(data: unknown): data is { message_id: string; status: string } {
  return typeof data === "object" && data !== null && "message_id" in data && typeof data.message_id === "string";
}
