import type { Log } from "../log.js";

/** Things that were opened, closed in reverse order: what came last depends on what came first. */
export function createHouse(log: Log) {
  const closers: { name: string; close: () => Promise<void> | void }[] = [];
  let closing: Promise<void> | null = null;

  async function closeAll(): Promise<void> {
    for (const { name, close } of closers.toReversed()) {
      try {
        await close();
      } catch (error) {
        log("error", `${name} did not stop cleanly`, { error });
      }
    }
  }

  return {
    opened(name: string, close: () => Promise<void> | void): void {
      closers.push({ name, close });
    },
    close(): Promise<void> {
      closing ??= closeAll();
      return closing;
    },
  };
}

export type House = ReturnType<typeof createHouse>;
