import { type IncomingMessage, request as overHttp } from "node:http";
import { request as overHttps } from "node:https";
import { storable } from "../../db/text.js";
import { findTarget, type Reach, type Target } from "./target.js";
import { problemWith, problemWithStatus } from "./verdict.js";

/** Until the name is resolved and the connection is there, and until all of the answer is. */
const CONNECT_MS = 5_000;
export const TOTAL_MS = 10_000;
/** More of an answer than this is not read. */
const MOST_READ = 64 * 1024;
const MOST_KEPT = 1024;
/** Answers before the answer, "102 Processing" and the like: one that goes on with them costs time to read, and never ends. */
const MOST_INTERIM = 8;

export interface Letter {
  url: string;
  /** Sent byte for byte. */
  body: string;
  headers: Record<string, string>;
  /** What says that it is taken: MixPay's word in the answer, or a status of success. */
  takenBy: "word" | "status";
  /** Asked once there is a connection, of the address it leads to; false: not now, and nothing is sent. Absent: always. */
  admits?: (address: string) => boolean;
}

/** What became of one try. */
export interface Attempt {
  millis: number;
  /** Null: there was no answer. */
  status: number | null;
  /** The beginning of the answer. */
  answer: string | null;
  /** Null: the letter is taken. */
  problem: string | null;
}

/**
 * Posts a letter; never throws. Null when it is no attempt: `stopping` came first, and nobody knows what became of it, or
 * the letter was not admitted.
 */
export type Post = (letter: Letter, stopping: AbortSignal) => Promise<Attempt | null>;

export interface PostOptions {
  reach: Reach;
  userAgent: string;
  /** What a name means; absent: the name servers or the system are asked. */
  resolve?: (name: string) => Promise<string[]>;
  connectMs?: number;
  totalMs?: number;
}

/** Posts to addresses that strangers chose: over a connection of its own, to an address that was looked at, and no further. */
export function createPost(options: PostOptions): Post {
  const { reach, userAgent, resolve, connectMs = CONNECT_MS, totalMs = TOTAL_MS } = options;
  return async (letter, stopping) => {
    if (stopping.aborted) return null;
    const began = performance.now();
    const ending = new AbortController();
    const end = () => ending.abort();
    const timer = setTimeout(end, totalMs);
    stopping.addEventListener("abort", end, { once: true });
    const got: Got = { status: null, bytes: Buffer.alloc(0), admitted: true };
    let problem: string | null;
    try {
      const target = await unless(ending.signal, findTarget(letter.url, reach, resolve));
      if (target.ok) {
        const left = connectMs - (performance.now() - began);
        await exchange({ target, letter, userAgent, ending: ending.signal, connectMs: left }, got);
        problem = verdict(letter, got);
      } else {
        problem = target.problem;
      }
    } catch (error) {
      if (stopping.aborted || !got.admitted) return null;
      problem = ending.signal.aborted ? `there is no whole answer within ${totalMs / 1000} s` : failure(error);
    } finally {
      clearTimeout(timer);
      stopping.removeEventListener("abort", end);
    }
    const answer = got.status === null ? null : storable(decoded(got.bytes.subarray(0, MOST_KEPT)));
    return { millis: Math.round(performance.now() - began), status: got.status, answer, problem };
  };
}

/** What has come of an answer so far. */
interface Got {
  status: number | null;
  bytes: Buffer;
  admitted: boolean;
}

function verdict({ takenBy }: Letter, { status, bytes }: Got): string | null {
  if (takenBy === "status") return problemWithStatus(status ?? 0);
  return problemWith(status ?? 0, bytes.length > MOST_READ ? null : decoded(bytes));
}

interface Exchange {
  target: Extract<Target, { ok: true }>;
  letter: Letter;
  userAgent: string;
  ending: AbortSignal;
  /** What is left of it. */
  connectMs: number;
}

function exchange({ target, letter, userAgent, ending, connectMs }: Exchange, got: Got): Promise<void> {
  const { url, lookup } = target;
  const isSecure = url.protocol === "https:";
  return new Promise((resolve, reject) => {
    const request = (isSecure ? overHttps : overHttp)(url, {
      method: "POST",
      // A connection of its own: one that is kept would not ask for the address again.
      agent: false,
      lookup,
      signal: ending,
      headers: {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(letter.body),
        accept: "application/json",
        "user-agent": userAgent,
        ...letter.headers,
      },
    });
    const timer = setTimeout(() => request.destroy(new Error("it takes too long to connect")), Math.max(0, connectMs));
    request.on("socket", (socket) => {
      socket.once("connect", () => {
        got.admitted = letter.admits?.(socket.remoteAddress ?? "") ?? true;
        if (!got.admitted) request.destroy(new Error("it was not admitted"));
      });
      socket.once(isSecure ? "secureConnect" : "connect", () => clearTimeout(timer));
    });
    let interim = 0;
    request.on("information", () => {
      interim += 1;
      if (interim > MOST_INTERIM) request.destroy(new Error("it sends too many interim answers"));
    });
    // Where the status says it all, the rest of an answer is not missed.
    const cut = letter.takenBy === "status" ? () => resolve() : reject;
    request.on("response", (response) => void read(response, got).then(resolve, cut));
    // After an answer its reader says how it ended.
    const fail = (error: Error) => {
      if (got.status === null) reject(error);
    };
    request.on("error", fail);
    request.on("close", () => {
      clearTimeout(timer);
      fail(new Error("it was closed without an answer"));
    });
    request.end(letter.body);
  });
}

async function read(response: IncomingMessage, got: Got): Promise<void> {
  got.status = response.statusCode ?? 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    got.bytes = Buffer.concat([got.bytes, chunk]);
    if (got.bytes.length > MOST_READ) return;
  }
}

/** As UTF-8, without the mark that some editors put before it. */
const decoded = (bytes: Buffer): string => new TextDecoder().decode(bytes);

/** Attempts at several addresses fail together, with no words of their own. */
function failure(error: unknown): string {
  const { message = "", code = "" } = error as Partial<NodeJS.ErrnoException>;
  // From Node 24 on the words go on with advice for whoever starts Node; these are read by the shop.
  return `the connection failed: ${message.replace(/; if the root CA is installed locally.*$/s, "") || code}`;
}

/** The promise's value, unless the signal fires first. */
async function unless<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const abort = () => reject(new Error("it was ended"));
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
