import type { Log } from "../log.js";

/** Something that runs again and again, one run at a time. */
export interface Loop {
  /** Run soon; while a run goes on, once more after it. */
  wake(): void;
  /** Lets the run in hand come to its end; resolves when nothing runs any more. */
  stop(): Promise<void>;
}

const FIRST_BACK_OFF_MS = 250;
const LAST_BACK_OFF_MS = 10_000;

/**
 * `run` says in how many milliseconds it wants to run again by itself (0: at once); null: only when woken. When it
 * throws, the loop waits longer each time, and wakes do not shorten that wait: what is down is not hammered.
 * Nothing runs before the first wake.
 */
export function createLoop(options: {
  name: string;
  run: (stopping: () => boolean) => Promise<number | null>;
  log: Log;
}): Loop {
  const { name, run, log } = options;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | null = null;
  let again = false;
  let failures = 0;
  let stopped = false;

  function later(ms: number): void {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(go, ms);
  }

  function go(): void {
    clearTimeout(timer);
    if (stopped || running) return;
    again = false;
    running = runAndPlan();
  }

  async function runAndPlan(): Promise<void> {
    const ms = await once();
    running = null;
    if (failures > 0) later(ms ?? 0);
    else if (again || ms === 0) go();
    else if (ms !== null) later(ms);
  }

  async function once(): Promise<number | null> {
    try {
      const ms = await run(() => stopped);
      failures = 0;
      return ms;
    } catch (error) {
      failures += 1;
      const wait = Math.min(LAST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** (failures - 1)) * (0.75 + Math.random() / 2);
      log(failures > 3 ? "error" : "warn", `${name} failed, trying again`, { error, failures });
      return wait;
    }
  }

  return {
    wake() {
      again = true;
      if (failures === 0) go();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
