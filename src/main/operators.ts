import { createLoop } from "../db/loop.js";
import type { Log } from "../log.js";
import type { UserSearch } from "../mixin/users.js";

/** A network that is down, or wants no more searches for now, is asked again after this. */
const RETRY_MS = 15_000;

/** Those who run this installation: configured by Mixin ID, known to the rest by user id. */
export function createOperators(mixinIds: string[], search: (mixinId: string) => Promise<UserSearch>, log: Log) {
  const found = new Set<string>();
  const unknown = new Set(mixinIds);
  const loop = createLoop({
    name: "finding the operators",
    log,
    async run() {
      for (const mixinId of unknown) {
        const result = await search(mixinId);
        if (result.status === "limited") return RETRY_MS;
        unknown.delete(mixinId);
        if (result.status === "found") found.add(result.user.userId);
        else log("warn", `OPERATORS: nobody on Mixin has the ID ${mixinId}. Correct it, and start again.`);
      }
      return null;
    },
  });

  return {
    start: () => loop.wake(),
    stop: () => loop.stop(),
    isOperator: (userId: string): boolean => found.has(userId),
    /** Throws while nobody can be told because the network has not said yet who they are. */
    async userIds(): Promise<string[]> {
      if (found.size === 0 && unknown.size > 0) throw new Error("who the operators are is not known yet");
      return [...found];
    },
  };
}
