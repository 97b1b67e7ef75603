import { randomUUID } from "node:crypto";
import { readAnswer } from "./answer.js";
import { MixinUnreachable, type FailedCall } from "./errors.js";
import type { Log } from "../log.js";
import { reasonOf } from "./reason.js";
import type { SignToken } from "./token.js";
import { backOff, pause } from "./wait.js";

export interface TransportOptions {
  /** Without a path: Mixin signs the path, so the API lives at the root of its host. */
  apiUrl: string;
  sign: SignToken;
  /** For one try, milliseconds. */
  timeoutMs: number;
  log: Log;
  now?: () => number;
}

export interface Call {
  method: string;
  /** Path and query. */
  path: string;
  /** Sent as it is when text, as JSON otherwise. */
  body?: unknown;
  /** Tries after the first when there is no answer; 0 for calls whose unknown outcome the caller resolves. */
  retries?: number;
  timeoutMs?: number;
  /** Reads the answer's text; for answers that JSON.parse would damage. */
  parse?: (text: string) => unknown;
}

export interface Transport {
  /** The `data` of the answer. Throws MixinRefused or MixinUnreachable. */
  request<T>(call: Call): Promise<T>;
  /** Server clock minus ours at the last answer, milliseconds; undefined before the first. */
  readonly clockSkewMs: number | undefined;
  /** Ends what is under way; later requests fail at once. */
  close(): void;
}

const DEFAULT_RETRIES = 2;

/**
 * One signed request to Mixin: a fresh token and request id for each try, a deadline for each, the answer's
 * request id compared. Every call we make may be repeated, because all ids in them are derived.
 */
export function createTransport(options: TransportOptions): Transport {
  const { sign, log } = options;
  const now = options.now ?? Date.now;
  const retryDelay = backOff(300, 3000);
  const underWay = new Set<AbortController>();
  const closing = new AbortController();
  let clockSkewMs: number | undefined;

  async function attempt(call: Call): Promise<unknown> {
    const requestId = randomUUID();
    const url = new URL(call.path, options.apiUrl);
    const body = typeof call.body === "string" ? call.body : call.body === undefined ? "" : JSON.stringify(call.body);
    const failed: FailedCall = { call: `${call.method} ${url.pathname}`, requestId };
    if (closing.signal.aborted) throw new MixinUnreachable(failed, "the client is closed");

    const controller = new AbortController();
    underWay.add(controller);
    const timeoutMs = call.timeoutMs ?? options.timeoutMs;
    const deadline = setTimeout(() => controller.abort(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs);
    try {
      const response = await fetch(url, {
        method: call.method,
        headers: {
          "Content-Type": "application/json",
          "X-Request-Id": requestId,
          Authorization: `Bearer ${sign(call.method, url.pathname + url.search, body, requestId)}`,
        },
        redirect: "error",
        signal: controller.signal,
        ...(body === "" ? {} : { body }),
      });
      const text = await response.text();
      const answer = readAnswer(failed, { response, text, now: now(), parse: call.parse ?? JSON.parse });
      clockSkewMs = answer.clockSkewMs ?? clockSkewMs;
      if (answer.error) throw answer.error;
      return answer.data;
    } catch (error) {
      if (controller.signal.aborted) throw new MixinUnreachable(failed, reasonOf(controller.signal.reason));
      if (error instanceof TypeError) throw new MixinUnreachable(failed, reasonOf(error), { cause: error });
      throw error;
    } finally {
      clearTimeout(deadline);
      underWay.delete(controller);
    }
  }

  return {
    async request<T>(call: Call): Promise<T> {
      const retries = call.retries ?? DEFAULT_RETRIES;
      for (let tried = 0; ; tried += 1) {
        try {
          return (await attempt(call)) as T;
        } catch (error) {
          if (!(error instanceof MixinUnreachable) || tried >= retries || closing.signal.aborted) throw error;
          log("debug", "asking Mixin again", { reason: error.message, requestId: error.requestId });
          await pause(retryDelay(tried), closing.signal);
        }
      }
    },
    get clockSkewMs() {
      return clockSkewMs;
    },
    close() {
      closing.abort();
      for (const controller of underWay) controller.abort(new Error("the client is closed"));
    },
  };
}
