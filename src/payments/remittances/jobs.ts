import type { Tx } from "../../db/database.js";
import type { JobHandler } from "../../db/worker.js";
import { remittances } from "../../db/schema.js";
import { eq } from "drizzle-orm";
import { expireRemittance } from "./close.js";
import { lockRemittance } from "./read.js";
import { claimRefusal } from "./standing.js";
import { tellRemittance } from "./tell.js";

const RETRY = { steps: [1, 5, 30, 300], forever: true };

/** How long a sender waits before they may have a recipient reminded again. */
const NUDGE_MS = 12 * 60 * 60_000;

/** Jobs of remittances, due when the rows say so: whatever has happened to one meanwhile, nothing is done then. */
export function remittanceJobs(
  clock: () => Date = () => new Date(),
): Record<"remittance.remind" | "remittance.expire", JobHandler> {
  return {
    "remittance.remind": {
      retry: RETRY,
      async run(job, commit) {
        const { remittanceId } = job.payload as { remittanceId: string };
        await commit((tx) => remindOnce(tx, remittanceId, clock()));
      },
    },
    "remittance.expire": {
      retry: RETRY,
      async run(job, commit) {
        const { remittanceId } = job.payload as { remittanceId: string };
        await commit((tx) => expireRemittance(tx, remittanceId));
      },
    },
  };
}

async function remindOnce(tx: Tx, id: string, now: Date): Promise<void> {
  const remittance = await lockRemittance(tx, id);
  if (!remittance || remittance.remindedAt !== null || !isWaiting(remittance, now)) return;
  await tx.update(remittances).set({ remindedAt: now }).where(eq(remittances.id, id));
  await tellRemittance(tx, id, "reminder");
}

const isWaiting = (remittance: Parameters<typeof claimRefusal>[0], now: Date): boolean =>
  remittance.state === "waiting" && claimRefusal(remittance, now) === null;

/** Its sender has the recipient reminded; twice a day at most. */
export async function nudgeRemittance(
  tx: Tx,
  { remittanceId, senderId, now }: { remittanceId: string; senderId: string; now: Date },
): Promise<"sent" | "too_soon" | "over" | "unknown"> {
  const remittance = await lockRemittance(tx, remittanceId);
  if (!remittance || remittance.senderId !== senderId) return "unknown";
  if (!isWaiting(remittance, now)) return "over";
  if (remittance.nudgedAt && now.getTime() - remittance.nudgedAt.getTime() < NUDGE_MS) return "too_soon";
  await tx.update(remittances).set({ nudgedAt: now }).where(eq(remittances.id, remittanceId));
  await tellRemittance(tx, remittanceId, "reminder", { again: now.toISOString() });
  return "sent";
}
