import type { Context } from "hono";

/** Addresses remembered at once; beyond it those that waited longest are forgotten. */
const REMEMBERED = 20_000;

export interface Limiter {
  /** Takes one; 0 when it may pass, else the seconds to wait. */
  take(key: string): number;
}

/** A token bucket for each key: `burst` at once, then `perSecond`. In memory: each process counts for itself. */
export function createLimiter(limit: { burst: number; perSecond: number }, now: () => Date): Limiter {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(key) {
      const at = now().getTime();
      const bucket = buckets.get(key) ?? { tokens: limit.burst, at };
      const grown = (Math.max(0, at - bucket.at) / 1000) * limit.perSecond;
      const tokens = Math.min(limit.burst, bucket.tokens + grown);
      // Set anew, so that the map's order is the order of last use.
      buckets.delete(key);
      buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, at });
      if (buckets.size > REMEMBERED) buckets.delete(buckets.keys().next().value!);
      return tokens >= 1 ? 0 : Math.ceil((1 - tokens) / limit.perSecond);
    },
  };
}

/**
 * Who asks, for counting: the peer, or what the proxy before us says. Of an IPv6 address the network's half, because
 * one household has them all. `trustProxy` absent: X-Forwarded-For is believed from this machine only.
 */
export function addressOf(c: Context, trustProxy: boolean | undefined): string {
  const env = c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined;
  const peer = (env?.incoming?.socket?.remoteAddress ?? "").replace(/^::ffff:/i, "");
  const isLocal = peer === "::1" || peer.startsWith("127.");
  // The last entry is the one our own proxy wrote; those before it can be forged by anybody.
  const forwarded = c.req.header("x-forwarded-for")?.split(",").at(-1)?.trim();
  const address = (trustProxy ?? isLocal) && forwarded ? forwarded.slice(0, 64) : peer;
  return address.includes(":") ? network(address) : address;
}

function network(address: string): string {
  const [head = "", tail = ""] = address.split("::");
  const left = head.split(":").filter(Boolean);
  const right = tail.split(":").filter(Boolean);
  const zeros = address.includes("::")
    ? Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0")
    : [];
  return [...left, ...zeros, ...right].slice(0, 4).join(":");
}
