/** What one check found. A check is skipped when another has to be well first, or when there is nothing to check. */
export type Finding =
  | { check: string; state: "ok" | "skipped"; note: string }
  | { check: string; state: "failed"; note: string; fix: string };

export const ok = (check: string, note: string): Finding => ({ check, state: "ok", note });
export const skipped = (check: string, note: string): Finding => ({ check, state: "skipped", note });
export const failed = (check: string, note: string, fix: string): Finding => ({ check, state: "failed", note, fix });

/** The world as the checks see it: tests set the clock, and wait less. */
export interface Surroundings {
  now: () => number;
  timeoutMs: number;
}
