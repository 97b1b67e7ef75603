import { setTimeout as pause } from "node:timers/promises";

export interface Patience {
  /** Default 20,000. */
  timeoutMs?: number;
  /** Between two looks, default 25. */
  everyMs?: number;
}

type Seen<T> = Exclude<T, undefined | null | false>;

/**
 * Looks again and again until there is something, and gives it. A look that throws has seen nothing yet; the error of
 * the time-out tells the last one.
 */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  { timeoutMs = 20_000, everyMs = 25 }: Patience = {},
): Promise<Seen<T>> {
  let last: unknown;
  for (const end = Date.now() + timeoutMs; ;) {
    try {
      const seen = await look();
      if (seen !== undefined && seen !== null && seen !== false) return seen as Seen<T>;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() >= end) throw new Error(`waited ${timeoutMs / 1000} s for ${what}`, { cause: last });
    await pause(everyMs);
  }
}
