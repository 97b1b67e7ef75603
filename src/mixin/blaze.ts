import { randomUUID } from "node:crypto";
import { createConnection } from "./connection.js";
import { createDelivery } from "./delivery.js";
import { describeSkew, MAX_CLOCK_SKEW_MS } from "./errors.js";
import type { IncomingMessage } from "./frames.js";
import type { Log } from "../log.js";
import { backOff, pause } from "./wait.js";

export type { IncomingMessage } from "./frames.js";

export type BlazeState = "connecting" | "online" | "waiting" | "unauthorized" | "stopped";

export interface BlazeOptions {
  /** ws:// or wss:// */
  url: string;
  /** Signs a token; its request id is a fresh one. */
  sign: (method: string, uri: string, body: string) => string;
  /**
   * Called with whatever has arrived (at most `maxBatch`), one call at a time, in order of arrival. Resolves after
   * the commit; only then are the messages acknowledged. When it throws, the same messages come again after a pause.
   * A message may come more than once: remember ids.
   */
  handle: (messages: IncomingMessage[]) => Promise<void>;
  /** At most 100 ids; rejects when Mixin did not take them. */
  acknowledge: (messageIds: string[]) => Promise<void>;
  /** Server clock minus ours, milliseconds, asked after a refusal that does not tell it; undefined when unknown. */
  clockSkewMs?: () => Promise<number | undefined>;
  onState?: (state: BlazeState, detail: string) => void;
  log: Log;
  maxBatch?: number;
  /** Between pings, and the most a ping or a reply may take. Milliseconds. */
  pingMs?: number;
  replyMs?: number;
  /** First and longest pause before connecting again. Milliseconds. */
  reconnectMs?: { first: number; most: number };
  /** Pause after Mixin refused the token: it will not get better by asking often. Milliseconds. */
  unauthorizedMs?: number;
  now?: () => number;
}

export interface Blaze {
  start(): void;
  /** No reconnecting afterwards. Resolves when the socket is closed and the call in hand is done. */
  stop(): Promise<void>;
  readonly state: BlazeState;
  /** When the server was last heard of. */
  readonly lastSeenAt: Date | undefined;
}

/** With more than this waiting the socket is not read until all are handled. */
const PAUSE_ABOVE = 5000;

/**
 * The bot's message socket: connects, asks for pending messages, hands them over, and connects again whatever happens
 * until it is stopped. Run one per bot: what Mixin does with two is unknown.
 */
export function createBlaze(options: BlazeOptions): Blaze {
  const { log } = options;
  const now = options.now ?? Date.now;
  const reconnect = options.reconnectMs ?? { first: 500, most: 30_000 };
  const delay = backOff(reconnect.first, reconnect.most);
  const stopping = new AbortController();
  const connection = createConnection({
    url: options.url,
    sign: options.sign,
    pingMs: options.pingMs ?? 9000,
    replyMs: options.replyMs ?? 10_000,
    log,
    now,
    onMessage: (message) => {
      if (delivery.push(message) > PAUSE_ABOVE) connection.pauseReading();
    },
    onOnline: () => {
      failures = 0;
      setState("online", "connected");
    },
  });
  const delivery = createDelivery({
    handle: options.handle,
    acknowledge: options.acknowledge,
    onDrained: () => connection.resumeReading(),
    log,
    maxBatch: options.maxBatch ?? 200,
    retryMs: 500,
  });
  let state: BlazeState = "stopped";
  let running: Promise<void> | undefined;
  let stopped: Promise<void> | undefined;
  let failures = 0;

  function setState(next: BlazeState, detail: string): void {
    if (next === state) return;
    state = next;
    log(next === "unauthorized" ? "error" : "info", `blaze is ${next}`, { detail });
    options.onState?.(next, detail);
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      setState("connecting", options.url);
      const ended = await connection.connect();
      if (stopping.signal.aborted) break;
      if (ended.kind === "unauthorized") {
        const skewMs = ended.clockSkewMs ?? (await options.clockSkewMs?.().catch(() => undefined));
        setState("unauthorized", explainUnauthorized(skewMs));
        await pause(options.unauthorizedMs ?? 5 * 60_000, stopping.signal);
      } else {
        setState("waiting", ended.reason);
        await pause(delay(failures), stopping.signal);
        failures += 1;
      }
    }
  }

  return {
    start() {
      if (stopping.signal.aborted) throw new Error("this socket was stopped: create another one");
      running ??= run();
    },
    stop() {
      stopped ??= (async () => {
        stopping.abort();
        await Promise.all([connection.close(), running, delivery.stop()]);
        setState("stopped", "stopped");
      })();
      return stopped;
    },
    get state() {
      return state;
    },
    get lastSeenAt() {
      return connection.lastSeenAt;
    },
  };
}

function explainUnauthorized(skewMs: number | undefined): string {
  return skewMs !== undefined && Math.abs(skewMs) >= MAX_CLOCK_SKEW_MS
    ? `Mixin refuses the token because this machine's clock is ${describeSkew(skewMs)}: set the clock`
    : "Mixin refuses the token: the session was replaced or the keystore is not the bot's, use the current keystore";
}

/** A token for the socket: its request id has no header to match. */
export function socketToken(
  sign: (method: string, uri: string, body: string, requestId: string) => string,
): BlazeOptions["sign"] {
  return (method, uri, body) => sign(method, uri, body, randomUUID());
}
