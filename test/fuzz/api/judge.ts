import type { z } from "zod";
import { type Heard, PATIENCE_MS, type Reply } from "./connection.js";
import type { Asked } from "./requests.js";

/** What answers hold that come of our own insides. */
const INSIDES =
  /\bat \S+ \(|\.[cm]?[jt]sx?:\d+|node_modules|\/(?:src|dist)\/|\bselect \S+ from\b|\binsert into\b|violates|constraint|syntax error|drizzle|pglite|postgres|ECONN|TypeError|RangeError|ZodError|undefined/i;
/** Texts of callers that are told back. */
const TOLD_BACK = /"(?:traceId|payeeId|returnTo|title|remark|reason|url|problem|body)":"(?:[^"\\]|\\.)*"/g;
/** What Node answers by itself to what is no HTTP: nobody has heard a path yet. */
const NO_HTTP = new Set([400, 408, 413, 417, 431, 505]);
/** Paths and methods that the document cannot tell of. */
const ASTRAY = new Set([404, 405]);

/** What is wrong with an answer; null: nothing. */
export class Judge {
  constructor(
    readonly refusal: z.ZodType,
    readonly secrets: string[],
    /** What only those are told who have a key of the shop. */
    readonly hush: string,
  ) {}

  wrong(asked: Asked, heard: Heard): string | null {
    const { kind, operation, method, bytes } = asked;
    if ("nothing" in heard) return kind === "broken" && isHalf(bytes) ? null : heard.nothing;
    const { status, headers, body, millis } = heard;
    if (millis > PATIENCE_MS) return `answered after ${millis.toFixed(0)} ms`;
    if (status >= 500) return `status ${status}`;
    const leak = this.#leak(heard) ?? this.#trespass(asked, heard);
    if (leak) return leak;
    if (body === "" && NO_HTTP.has(status) && (kind === "broken" || isLongHead(bytes))) return null;
    if (method === "OPTIONS" && status === 204) return body === "" ? null : "a preflight with a body";
    if (!/^application\/json\b/.test(headers.get("content-type") ?? ""))
      return `content type ${headers.get("content-type")}`;
    if (headers.get("access-control-allow-origin") !== "*") return "browsers may not read it";
    if (method === "HEAD") return null;
    const told = parsed(body);
    if (told === undefined) return "no JSON";
    const isElsewhere = ASTRAY.has(status) && ((kind !== "plain" && kind !== "wrong") || operation.path.includes("{"));
    const schema = isElsewhere ? this.refusal : operation.answers.get(status);
    // Astray, another endpoint than the one that was meant may have answered; its envelope is looked at alone.
    if (!schema) return `status ${status} is not documented`;
    if (status === 429) return "the limits were to be lifted";
    const read = schema.safeParse(told);
    if (read.success || (kind !== "plain" && kind !== "wrong" && isEnvelope(told))) return null;
    return `not as documented: ${JSON.stringify(read.error.issues).slice(0, 500)}`;
  }

  /** What keys are asked for is given to those that are good for it alone. */
  #trespass({ kind, operation: { scope }, key }: Asked, { status, body }: Reply): string | null {
    if (key !== "good" && key !== "narrow" && body.includes(this.hush)) return "tells what is another shop's";
    const isHeard = !ASTRAY.has(status) && !NO_HTTP.has(status);
    if (scope === null || (kind !== "plain" && kind !== "wrong") || !isHeard) return null;
    if (key === "bad" && status !== 401) return `no good key, and yet the status ${status}`;
    if (key === "narrow" && status !== 403) return `a key for something else, and yet the status ${status}`;
    return (key === "good" || key === "foreign") && (status === 401 || status === 403) ? "a good key is refused" : null;
  }

  #leak({ body, headers }: Reply): string | null {
    const found = INSIDES.exec(body.replaceAll(TOLD_BACK, ""));
    if (found) return `shows our insides: ${found[0]}`;
    if (this.secrets.some((secret) => body.includes(secret))) return "shows a secret";
    return headers.has("x-injected") ? "a header that a caller wrote" : null;
  }
}

/** The code that was told, for counting. */
export function codeOf(heard: Heard): string {
  if ("nothing" in heard) return "none";
  const told = parsed(heard.body) as { code?: unknown } | undefined;
  return heard.status === 200 && typeof told?.code === "number" ? String(told.code) : `HTTP ${heard.status}`;
}

/** Node waits for the end of a head that has none. */
const isHalf = (bytes: Buffer): boolean => !bytes.includes("\r\n\r\n");

/** Of 16 KiB, which Node reads of a head and no more. */
const isLongHead = (bytes: Buffer): boolean => bytes.indexOf("\r\n\r\n") > 16_000;

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function isEnvelope(told: unknown): boolean {
  if (typeof told !== "object" || told === null) return false;
  const { code, success, message, data, timestampMs } = told as Record<string, unknown>;
  return (
    Object.keys(told).length === 5 &&
    Number.isInteger(code) &&
    success === (code === 0) &&
    typeof message === "string" &&
    typeof data === "object" &&
    data !== null &&
    Number.isInteger(timestampMs)
  );
}
