import { setTimeout as sleep } from "node:timers/promises";

/** Waits, or returns at once when the signal fires; never rejects. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, signal ? { signal } : {}).catch(() => undefined);
}

/** How long to wait before try number `attempt` (0 = the first repetition), in milliseconds. */
export type BackOff = (attempt: number) => number;

/** Doubles from `first` to `most`, then takes a random part of it (at least half), so that crowds spread out. */
export function backOff(first: number, most: number, random: () => number = Math.random): BackOff {
  return (attempt) => {
    const full = Math.min(most, first * 2 ** Math.min(attempt, 30));
    return full / 2 + (full / 2) * random();
  };
}
