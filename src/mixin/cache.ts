/** Values by key, each with its own lifetime; the oldest go when there are too many. */
export interface Cache<Value> {
  get(key: string): Value | undefined;
  /** Also when its time is over, for when nothing better can be had. */
  getStale(key: string): Value | undefined;
  set(key: string, value: Value, lifetimeMs: number): void;
}

export function createCache<Value>(maxEntries: number, now: () => number): Cache<Value> {
  const entries = new Map<string, { value: Value; until: number }>();
  return {
    get(key) {
      const entry = entries.get(key);
      return entry && entry.until > now() ? entry.value : undefined;
    },
    getStale: (key) => entries.get(key)?.value,
    set(key, value, lifetimeMs) {
      entries.delete(key);
      entries.set(key, { value, until: now() + lifetimeMs });
      const oldest = entries.keys().next();
      if (entries.size > maxEntries && !oldest.done) entries.delete(oldest.value);
    },
  };
}
