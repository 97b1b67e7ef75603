import { MAX_CLOCK_SKEW_MS, MixinRefused, MixinUnreachable, SERVER_FAILURE_CODES, type FailedCall } from "./errors.js";
import { reasonOf } from "./reason.js";

interface Received {
  response: { status: number; headers: { get(name: string): string | null } };
  text: string;
  /** Our clock, milliseconds. */
  now: number;
  parse: (text: string) => unknown;
}

interface Answer {
  data?: unknown;
  error?: MixinRefused | MixinUnreachable;
  clockSkewMs: number | undefined;
}

interface Envelope {
  data?: unknown;
  error?: { code?: number; description?: string; extra?: unknown };
}

/**
 * What an HTTP answer means. Mixin says no with a 202 and `{"error"}`; only its own failures, 401 and 413 come as
 * HTTP statuses, the latter sometimes from a proxy and not in JSON.
 */
export function readAnswer(failed: FailedCall, received: Received): Answer {
  const { response, text } = received;
  const clockSkewMs = clockSkew(response.headers.get("x-server-time"), received.now);
  const unreachable = (reason: string, cause?: unknown): Answer => ({
    clockSkewMs,
    error: new MixinUnreachable(failed, reason, { cause }),
  });

  const echoed = response.headers.get("x-request-id");
  if (echoed !== null && echoed !== failed.requestId) return unreachable("the answer belongs to another request");
  if (response.status >= 500) return unreachable(`HTTP ${response.status}`);

  let envelope: Envelope = {};
  try {
    envelope = received.parse(text) ?? {};
  } catch (error) {
    if (response.status < 400) return unreachable(`the answer is not JSON (${reasonOf(error)})`, error);
  }
  if (response.status < 400 && !envelope.error) return { data: envelope.data, clockSkewMs };

  const code = envelope.error?.code ?? response.status;
  const description = envelope.error?.description ?? `HTTP ${response.status}`;
  if (SERVER_FAILURE_CODES.has(code)) return unreachable(`${code} ${description}`);
  const wrongClock = code === 401 && clockSkewMs !== undefined && Math.abs(clockSkewMs) >= MAX_CLOCK_SKEW_MS;
  const error = new MixinRefused(failed, {
    code,
    description,
    extra: envelope.error?.extra,
    clockSkewMs: wrongClock ? clockSkewMs : undefined,
  });
  return { error, clockSkewMs };
}

/** Server clock minus ours in milliseconds, from `X-Server-Time` (nanoseconds since 1970). */
export function clockSkew(serverTime: string | null | undefined, now: number): number | undefined {
  if (!serverTime || !/^\d{1,20}$/.test(serverTime)) return undefined;
  return Number(BigInt(serverTime) / 1_000_000n) - now;
}
