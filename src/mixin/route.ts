import { randomUUID } from "node:crypto";
import { plainDecimal } from "./amounts.js";
import { readAnswer } from "./answer.js";
import { type FailedCall, MixinRefused, MixinUnreachable } from "./errors.js";
import { reasonOf } from "./reason.js";
import { accessHeaders, sharedSecret } from "./route-signing.js";
import type { Transport } from "./transport.js";

/** Mixin Route's production address, and the user it acts as. */
export const ROUTE_URL = "https://api.route.mixin.one";
export const ROUTE_USER_ID = "61cb8dd4-16b1-4744-ba0c-7b2d2e52fc59";

export interface RouteAsk {
  from: string;
  to: string;
  /** Of `from`. */
  amount: string;
}

export interface RouteQuote {
  ok: true;
  ask: RouteAsk;
  /** Of `to`. */
  outAmount: string;
  /** What Route wants to see again when the swap is asked for. */
  payload: string;
}

/** The transfer that pays for a swap, exactly as Route wants it. */
export interface RouteTransfer {
  ok: true;
  recipient: string;
  assetId: string;
  amount: string;
  trace: string;
  memo: string;
  outAmount: string;
}

/** Route's own no. `range` bounds the amount that may be given of an asset, as far as Route tells. */
export type RouteRefusal =
  | { ok: false; reason: "invalid" | "no_quote" }
  | { ok: false; reason: "range"; assetId: string | null; least: string | null; most: string | null };

export interface RouteApi {
  /** Ids of the assets it swaps. */
  tokens(): Promise<string[]>;
  quote(ask: RouteAsk): Promise<RouteQuote | RouteRefusal>;
  /** Opens a swap by a quote, which is good for one and a short time. Costs nothing until the transfer is made. */
  swap(quote: RouteQuote): Promise<RouteTransfer | RouteRefusal>;
}

export interface RouteOptions {
  /** Root of Route's API. */
  routeUrl: string;
  routeUserId?: string;
  /** To Mixin, which tells Route's session key. */
  transport: Pick<Transport, "request">;
  keystore: { app_id: string; session_private_key: string };
  /** For one request. */
  timeoutMs?: number;
  now?: () => number;
}

const TIMEOUT_MS = 8_000;
const UNAUTHORIZED = 401;

/** A client of Mixin Route. Its calls throw MixinUnreachable, or MixinRefused for what is not about the swap itself. */
export function createRouteApi(options: RouteOptions): RouteApi {
  const { routeUrl, routeUserId = ROUTE_USER_ID, transport, keystore, timeoutMs = TIMEOUT_MS } = options;
  const now = options.now ?? Date.now;
  let secret: Promise<Buffer> | null = null;

  async function readSecret(): Promise<Buffer> {
    const call = { method: "POST", path: "/sessions/fetch", body: [routeUserId] };
    const sessions = await transport.request<{ user_id: string; public_key: string }[]>(call);
    const session = sessions.findLast(({ user_id: id }) => id === routeUserId);
    if (!session) throw new Error("Mixin knows no session of Mixin Route");
    return sharedSecret(keystore.session_private_key, session.public_key);
  }

  function currentSecret(): Promise<Buffer> {
    secret ??= readSecret().catch((error: unknown) => {
      secret = null;
      throw error;
    });
    return secret;
  }

  /** One request; when Route does not know our signature its session key has changed, and it is read anew once. */
  async function request(method: string, uri: string, sent?: object): Promise<unknown> {
    const used = currentSecret();
    try {
      return await attempt(method, uri, sent, await used);
    } catch (error) {
      if (!(error instanceof MixinRefused) || error.code !== UNAUTHORIZED) throw error;
      if (secret === used) secret = null;
      return attempt(method, uri, sent, await currentSecret());
    }
  }

  async function attempt(method: string, uri: string, sent: object | undefined, key: Buffer): Promise<unknown> {
    const requestId = randomUUID();
    const url = new URL(uri, routeUrl);
    const body = sent === undefined ? "" : JSON.stringify(sent);
    const failed: FailedCall = { call: `Route ${method} ${url.pathname}`, requestId };
    const signed = { seconds: Math.floor(now() / 1000), method, uri: url.pathname + url.search, body };
    let response: Response;
    let text: string;
    try {
      response = await fetch(url, {
        method,
        headers: {
          "Content-Type": "application/json",
          "X-Request-Id": requestId,
          ...accessHeaders(keystore.app_id, key, signed),
        },
        redirect: "error",
        signal: AbortSignal.timeout(timeoutMs),
        ...(body === "" ? {} : { body }),
      });
      text = await response.text();
    } catch (error) {
      throw new MixinUnreachable(failed, reasonOf(error), { cause: error });
    }
    const answer = readAnswer(failed, { response, text, now: now(), parse: JSON.parse });
    if (answer.error) throw answer.error;
    return answer.data;
  }

  return {
    async tokens() {
      const found = listOf(await request("GET", "/web3/tokens?source=mixin"));
      return found.map((token) => text(token, "assetId"));
    },
    quote: (ask) =>
      orRefusal<RouteQuote>(async () => {
        const query = new URLSearchParams({
          inputMint: ask.from,
          outputMint: ask.to,
          amount: ask.amount,
          source: "mixin",
        });
        const quote = await request("GET", `/web3/quote?${query.toString()}`);
        if (!isAbout(ask, quote)) return { ok: false, reason: "no_quote" };
        return { ok: true, ask, outAmount: decimalText(quote, "outAmount"), payload: text(quote, "payload") };
      }),
    swap: ({ ask, payload }) =>
      orRefusal<RouteTransfer>(async () => {
        const { from, to, amount } = ask;
        const wanted = { payer: keystore.app_id, inputMint: from, inputAmount: amount, outputMint: to, payload };
        const swap = await request("POST", "/web3/swap", wanted);
        const quote = field(swap, "quote");
        if (!isAbout(ask, quote)) return { ok: false, reason: "invalid" };
        return { ok: true, ...readLink(text(swap, "tx")), outAmount: decimalText(quote, "outAmount") };
      }),
  };
}

/** Turns what Route refuses about a swap into an answer; everything else stays an error. */
async function orRefusal<T>(work: () => Promise<T | RouteRefusal>): Promise<T | RouteRefusal> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof MixinRefused)) throw error;
    if (error.code === 10611) return { ok: false, reason: "invalid" };
    if (error.code === 10615) return { ok: false, reason: "no_quote" };
    if (error.code === 10614) return { ok: false, reason: "range", ...readRange(error.extra) };
    throw error;
  }
}

/**
 * False when an answer says that it is about another swap: its link names only what is given, and as much of another asset
 * would pass for what is wanted. What it does not say is not held against it.
 */
function isAbout({ from, to, amount }: RouteAsk, quote: unknown): boolean {
  const says = (name: string, wanted: string, read: (said: string) => string): boolean => {
    const said = field(quote, name);
    return typeof said !== "string" || read(said) === wanted;
  };
  const id = (said: string) => said.toLowerCase();
  return (
    says("inputMint", from, id) && says("outputMint", to, id) && says("inAmount", plainDecimal(amount), plainDecimal)
  );
}

/** The bounds in a refusal, wherever in `extra` they are: where is not documented. */
function readRange(extra: unknown): { assetId: string | null; least: string | null; most: string | null } {
  const inner = field(extra, "data") ?? extra;
  const read = (...names: string[]) =>
    names.map((name) => field(inner, name)).find((value) => typeof value === "string");
  const amount = (name: string) => (/^\d+(\.\d+)?$/.test(read(name) ?? "") ? read(name)! : null);
  return { assetId: read("assetId", "asset_id") ?? null, least: amount("min"), most: amount("max") };
}

/** `…/pay/<recipient>?asset&amount&trace&memo`, on whichever host and scheme. */
function readLink(link: string): Omit<RouteTransfer, "ok" | "outAmount"> {
  const url = URL.canParse(link) ? new URL(link) : null;
  const part = (name: string): string => {
    const value = url?.searchParams.get(name);
    if (!value) throw new Error(`Route's pay link has no ${name}`);
    return value;
  };
  const recipient = url?.pathname.split("/").at(-1) ?? "";
  const [assetId, trace] = [part("asset").toLowerCase(), part("trace").toLowerCase()];
  return {
    recipient: recipient.toLowerCase(),
    assetId,
    amount: plainDecimal(part("amount")),
    trace,
    memo: part("memo"),
  };
}

const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function text(value: unknown, name: string): string {
  const found = field(value, name);
  if (typeof found !== "string" || found === "") throw new Error(`Route's answer has no ${name}`);
  return found;
}

const decimalText = (value: unknown, name: string): string => plainDecimal(text(value, name));
