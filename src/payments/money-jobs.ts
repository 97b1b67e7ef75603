import type { JobHandler } from "../db/worker.js";
import { returnHeld } from "./held.js";

/** Jobs that move held money. */
export function moneyHandlers(clock: () => Date = () => new Date()): Record<"held.return", JobHandler> {
  return {
    /** Nobody has said what unknown money is for. Whatever has happened to it meanwhile, nothing is done then. */
    "held.return": {
      retry: { steps: [1, 5, 30, 300], forever: true },
      async run(job, commit) {
        const { outputId } = job.payload as { outputId: string };
        await commit(async (tx) => void (await returnHeld(tx, { outputId, senderId: null, now: clock() })));
      },
    },
  };
}
