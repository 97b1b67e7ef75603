import type { Log } from "../log.js";

export interface Loop {
  start(): void;
  /** Runs a round now, or once more after the one in hand. */
  wake(): void;
  /** Resolves when the round in hand is done; none follows. */
  stop(): Promise<void>;
  /** When a round last ended without an error. */
  readonly lastGoodAt: Date | null;
}

const LONGEST_PAUSE_MS = 30_000;

/**
 * Runs `round` over and over while it answers true (there may be more), and then whenever it is woken or `pollMs` have passed.
 * One round at a time. A round that throws is logged and tried again after a pause that doubles up to half a minute.
 */
export function createLoop(name: string, log: Log, round: () => Promise<boolean>, pollMs = 1_000): Loop {
  let running: Promise<void> | null = null;
  let again = false;
  let timer: NodeJS.Timeout | undefined;
  const stopping = new AbortController();
  let failures = 0;
  let lastGoodAt: Date | null = null;

  async function run(): Promise<void> {
    clearTimeout(timer);
    let pause = pollMs;
    try {
      do {
        again = false;
        while (!stopping.signal.aborted && (await round()));
        lastGoodAt = new Date();
        failures = 0;
      } while (again && !stopping.signal.aborted);
    } catch (error) {
      pause = Math.min(LONGEST_PAUSE_MS, 250 * 2 ** failures++);
      log("warn", `${name}: a round failed, trying again`, { pause, error });
    }
    running = null;
    if (!stopping.signal.aborted) timer = setTimeout(begin, pause);
  }

  function begin(): void {
    running ??= run();
  }

  return {
    start: begin,
    wake() {
      again = true;
      if (!running && !stopping.signal.aborted && failures === 0) begin();
    },
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
    get lastGoodAt() {
      return lastGoodAt;
    },
  };
}
