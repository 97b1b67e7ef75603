/** What was asked of Mixin when something went wrong. */
export interface FailedCall {
  /** Method and path without its query, e.g. `POST /messages`. */
  call: string;
  requestId: string;
}

/** Mixin answered, and the answer is no: nothing was done. */
export class MixinRefused extends Error {
  readonly code: number;
  readonly description: string;
  readonly call: string;
  readonly requestId: string;
  /** What the server adds, e.g. the name of the invalid field for code 10002. */
  readonly extra: unknown;
  /** Server clock minus ours, when they are five minutes or more apart: the likely reason of a 401. */
  readonly clockSkewMs: number | undefined;

  constructor(
    failed: FailedCall,
    answer: { code: number; description: string; extra?: unknown; clockSkewMs?: number | undefined },
  ) {
    const clock =
      answer.clockSkewMs === undefined
        ? ""
        : `; this machine's clock is ${describeSkew(answer.clockSkewMs)}, set it and try again`;
    super(`${failed.call} was refused: ${answer.code} ${answer.description}${clock}`);
    this.name = "MixinRefused";
    this.code = answer.code;
    this.description = answer.description;
    this.call = failed.call;
    this.requestId = failed.requestId;
    this.extra = answer.extra;
    this.clockSkewMs = answer.clockSkewMs;
  }
}

/** No answer, a broken one or a server's failure: whether it was done is unknown. */
export class MixinUnreachable extends Error {
  readonly call: string;
  readonly requestId: string;

  constructor(failed: FailedCall, reason: string, options?: ErrorOptions) {
    super(`${failed.call} got no usable answer: ${reason}`, options);
    this.name = "MixinUnreachable";
    this.call = failed.call;
    this.requestId = failed.requestId;
  }
}

/** Clocks further apart than this are refused by Mixin (its own clients use the same limit). */
export const MAX_CLOCK_SKEW_MS = 5 * 60_000;

/** A clock difference in words; positive means the server is ahead of us. */
export function describeSkew(skewMs: number): string {
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const amount = seconds < 120 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
  return `${amount} ${skewMs > 0 ? "behind" : "ahead"}`;
}

/**
 * Codes of Mixin whose request may succeed when it is made again later, with what that needs.
 * Every other code stays a no however often it is asked.
 */
const RETRY_TABLE: Readonly<Record<number, "same request" | "fresh outputs">> = {
  429: "same request", // rate limit; user search alone must wait 12 hours, see users.ts
  10104: "same request", // a deposit address is being generated
  10105: "fresh outputs", // locked by another transaction
  10106: "fresh outputs", // invalid output
  30100: "same request", // the chain's node
  30103: "same request", // the pool is short of funds
};

/** Codes that mean the server failed rather than decided; they make a MixinUnreachable. */
export const SERVER_FAILURE_CODES: ReadonlySet<number> = new Set([500, 502, 503, 504, 7000, 7001]);

/** Whether doing it again later may help. Transfers: only ever with the same bytes, see wallet.ts. */
export function isRetryable(error: unknown): boolean {
  if (error instanceof MixinUnreachable) return true;
  return error instanceof MixinRefused && RETRY_TABLE[error.code] !== undefined;
}

/** Whether the outputs chosen for a transfer are in use: read them again before building another. */
export function needsFreshOutputs(error: unknown): boolean {
  return error instanceof MixinRefused && RETRY_TABLE[error.code] === "fresh outputs";
}
