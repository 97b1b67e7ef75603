const HOUR_MS = 60 * 60_000;
/** Different people somebody may have searched for in an hour: a pasted list of fifty, and some more. */
const PER_HOUR = 80;
/** People remembered at once; beyond it all begin anew. */
const REMEMBERED = 20_000;

export interface Searches {
  /** Whether this person may have this searched for now; null, or from when on they may. */
  waits(userId: string, query: string): Date | null;
}

/**
 * Counts what each person has searched for. Mixin answers nobody's searches for twelve hours after too many, so that one
 * who tries numbers would stop them for all. What was asked for before costs nothing: it is remembered.
 */
export function createSearches(clock: () => Date): Searches {
  const asked = new Map<string, { until: number; queries: Set<string> }>();
  return {
    waits(userId, query) {
      const now = clock().getTime();
      const before = asked.get(userId);
      const own = before && before.until > now ? before : { until: now + HOUR_MS, queries: new Set<string>() };
      if (asked.size >= REMEMBERED && !asked.has(userId)) asked.clear();
      asked.set(userId, own);
      if (own.queries.has(query)) return null;
      if (own.queries.size >= PER_HOUR) return new Date(own.until);
      own.queries.add(query);
      return null;
    },
  };
}
