import { pino } from "pino";
import type { Config } from "../config.js";
import type { Log } from "../log.js";

/** Names whose values are never written, at any depth; matched without case, underscores and dashes. */
const SECRET =
  /^(.*(key|secret|password|passwd|token|pin|pinbase64|authorization|cookie|signature|seed|mnemonic)|keystore|databaseurl|smtpurl|raw|rawtransaction)$/;
/** Names that end like a secret and are none. */
const HARMLESS = new Set(["dedupekey", "publickey", "serverpublickey", "spendpublickey", "sessionpublickey"]);

const LONG_HEX = /\b[0-9a-f]{64,}\b/gi;
const BEARER = /Bearer\s+[\w.-]+/g;
const URL_PASSWORD = /(\b\w{1,20}:\/\/[^\s:/@]*):[^\s/@]+@/g;
const API_KEY = /mixtill_[\w-]+/g;
/** Addresses that are as good as a password, also as a parameter of another; no secret is shorter, names of files are. */
const SECRET_LINK = /((?:till(?:\/|%2F)open|claim)(?:\/|%2F))[\w-]{20,}/gi;
/** What Drizzle appends to a statement that failed: all that was to be written, to the end of its message. */
const PARAMETERS = /(?:^|\n|\\n)params:[^]*/;
const MAX_DEPTH = 8;
const MAX_TEXT = 2_000;

/** JSON lines on standard output. Secrets are hidden at every depth, in texts too; hashes are shortened by the way. */
export function createLog(level: Config["logLevel"], destination?: { write(line: string): void }): Log {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  const logger = destination ? pino(options, destination) : pino(options);
  return (at, message, fields) => logger[at]((fields ? hide(fields, 0) : {}) as object, hideText(message));
}

function hide(value: unknown, depth: number): unknown {
  if (typeof value === "string") return hideText(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= MAX_DEPTH) return "…";
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Error) return hideError(value, depth);
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`;
  if (Array.isArray(value)) return value.slice(0, 50).map((one) => hide(one, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, isSecret(name) ? "[hidden]" : hide(one, depth + 1)]),
  );
}

/** An error's words and cause; not its other fields, which carry whole requests with their headers. */
function hideError(error: Error, depth: number): unknown {
  const { code, requestId } = error as { code?: unknown; requestId?: unknown };
  return {
    name: error.name,
    message: hideText(error.message),
    ...(code === undefined ? {} : { code: hide(code, depth + 1) }),
    ...(typeof requestId === "string" ? { requestId } : {}),
    stack: hideText(framesOf(error)),
    ...(error.cause === undefined ? {} : { cause: hide(error.cause, depth + 1) }),
  };
}

/** Where an error was thrown, without its words, which may be of many lines. */
function framesOf({ stack = "", message }: Error): string {
  const start = stack.indexOf(message);
  const behind = start === -1 ? stack : stack.slice(start + message.length);
  return behind.split("\n").slice(1, 8).join("\n");
}

function isSecret(name: string): boolean {
  const bare = name.toLowerCase().replaceAll(/[_-]/g, "");
  return SECRET.test(bare) && !HARMLESS.has(bare);
}

function hideText(text: string): string {
  return text
    .replace(PARAMETERS, "")
    .replaceAll(API_KEY, "mixtill_…")
    .replaceAll(SECRET_LINK, "$1…")
    .replaceAll(LONG_HEX, (hex) => (hex.length === 64 ? `${hex.slice(0, 8)}…` : "[hidden]"))
    .replaceAll(BEARER, "Bearer [hidden]")
    .replaceAll(URL_PASSWORD, "$1:[hidden]@")
    .slice(0, MAX_TEXT);
}
