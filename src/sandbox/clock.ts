let last = 0n;

/**
 * Now as RFC 3339 with nanoseconds. Every call is later than the one before, so that a time
 * names a place in a list and can serve as its cursor, as `offset` does in Mixin's API.
 */
export function stamp(): string {
  const now = BigInt(Date.now()) * 1_000_000n;
  last = now > last ? now : last + 1n;
  return stampOf(last);
}

/** Tells the clock of a time used before a restart, so that it goes on after it. */
export function clockSeen(time: string): void {
  const seen = nanoseconds(time);
  if (seen !== undefined && seen > last) last = seen;
}

function stampOf(nanos: bigint): string {
  const seconds = new Date(Number(nanos / 1_000_000n)).toISOString().slice(0, 19);
  return `${seconds}.${String(nanos % 1_000_000_000n).padStart(9, "0")}Z`;
}

/** Nanoseconds since 1970 of an RFC 3339 time, undefined when it is none. */
export function nanoseconds(time: string): bigint | undefined {
  const match = /^(.+T\d\d:\d\d:\d\d)(?:\.(\d{1,9})\d*)?(Z|[+-]\d\d:\d\d)$/.exec(time);
  const millis = match === null ? Number.NaN : Date.parse(`${match[1]}${match[3]}`);
  if (Number.isNaN(millis)) return undefined;
  return BigInt(millis) * 1_000_000n + BigInt((match?.[2] ?? "").padEnd(9, "0"));
}
