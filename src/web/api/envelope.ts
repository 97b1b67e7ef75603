import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** Programs ask from any page, and what they are told changes by the second. */
const HEADERS = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "x-ratelimit-limit, x-ratelimit-remaining, retry-after, www-authenticate",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
};

/** What pages are always told that they may send. */
const SENT = ["content-type", "authorization", "idempotency-key"];
const MOST_SENT = 20;
const SENT_LENGTH = 500;

/**
 * A day: what may be sent never changes. A key may be sent, too: there are clients that send theirs with every request, and
 * no browser adds it by itself, so no page can act in a shop's name that was not given the key.
 */
const PREFLIGHT = {
  ...HEADERS,
  "access-control-allow-methods": "GET, POST, DELETE, OPTIONS",
  "access-control-max-age": "86400",
  vary: "Access-Control-Request-Headers",
};

/** The answer to a request. The types of its fields are promised: `code` and `timestampMs` are integers. */
export const answered = (c: Context, now: Date, data: unknown, headers: Record<string, string>): Response =>
  c.json({ code: 0, success: true, message: "", data, timestampMs: now.getTime() }, 200, { ...HEADERS, ...headers });

export interface Refusal {
  code: number;
  message: string;
  /** MixPay's clients read what went wrong out of a 200 alone; it is another one where no handler came to decide. */
  status?: ContentfulStatusCode;
}

/** The answer to a request that is not fulfilled. */
export const refused = (
  c: Context,
  now: Date,
  { code, message, status = 200 }: Refusal,
  headers: Record<string, string> = {},
): Response =>
  c.json({ code, success: false, message, data: [], timestampMs: now.getTime() }, status, { ...HEADERS, ...headers });

/** What a browser asks before it lets a page of another origin ask us. */
export const preflight = (c: Context): Response =>
  c.body(null, 204, {
    ...PREFLIGHT,
    "access-control-allow-headers": [
      ...new Set([...SENT, ...alsoSent(c.req.header("access-control-request-headers"))]),
    ].join(", "),
  });

/** Libraries and tracing add headers of their own, which change nothing here; what is no list of names is none. */
function alsoSent(asked = ""): string[] {
  if (asked.length > SENT_LENGTH) return [];
  const names = asked.split(",").map((name) => name.trim().toLowerCase());
  return names.length <= MOST_SENT && names.every((name) => /^[\w!#$%&'*+.^`|~-]+$/.test(name)) ? names : [];
}
