/** Addresses remembered at once; beyond it those that waited longest are forgotten. */
const REMEMBERED = 20_000;

export interface Limiter {
  /** Takes one; 0 when it may pass, else the seconds to wait. */
  take(key: string): number;
  /** The same; and how many may pass at once after this one. */
  count(key: string): { wait: number; left: number };
}

/** A token bucket for each key: `burst` at once, then `perSecond`. In memory: each process counts for itself. */
export function createLimiter(limit: { burst: number; perSecond: number }, now: () => Date): Limiter {
  const buckets = new Map<string, { tokens: number; at: number }>();

  function count(key: string): { wait: number; left: number } {
    const at = now().getTime();
    const bucket = buckets.get(key) ?? { tokens: limit.burst, at };
    const grown = (Math.max(0, at - bucket.at) / 1000) * limit.perSecond;
    const tokens = Math.min(limit.burst, bucket.tokens + grown);
    const left = tokens >= 1 ? tokens - 1 : tokens;
    // Set anew, so that the map's order is the order of last use.
    buckets.delete(key);
    buckets.set(key, { tokens: left, at });
    if (buckets.size > REMEMBERED) buckets.delete(buckets.keys().next().value!);
    return { wait: tokens >= 1 ? 0 : Math.ceil((1 - tokens) / limit.perSecond), left: Math.floor(left) };
  }

  return { count, take: (key) => count(key).wait };
}
