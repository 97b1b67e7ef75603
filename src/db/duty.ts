import type { Log } from "../log.js";

/** Starts something; resolves to what stops it. */
export type Begin = () => Promise<() => Promise<void>>;

/** Work that is begun and ended again and again, never both at once. What could not begin is tried when it is wanted next. */
export function createDuty(name: string, begin: Begin, log: Log) {
  let wanted = false;
  let end: (() => Promise<void>) | null = null;
  let moving = Promise.resolve();
  let isMoving = false;

  async function move(): Promise<void> {
    isMoving = true;
    try {
      while (wanted !== (end !== null)) {
        log("info", wanted ? "this process takes over" : "this process steps back", { role: name });
        if (end === null) end = await begin();
        else {
          const ending = end;
          end = null;
          await ending();
        }
      }
    } catch (error) {
      log("error", "a role could not be begun or ended cleanly", { role: name, error });
    } finally {
      isMoving = false;
    }
  }

  return {
    /** Resolves when all that is under way has come to its end; never rejects. */
    want(now: boolean): Promise<void> {
      wanted = now;
      if (!isMoving) moving = move();
      return moving;
    },
    get isBegun(): boolean {
      return end !== null;
    },
  };
}
