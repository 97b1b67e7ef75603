import type { Tx } from "../../db/database.js";
import { enqueue } from "../../db/jobs.js";

/**
 * What is to be told about a remittance. `cancelled`: it was never paid, for a reason: the time to pay is over, its sender
 * took it back, or what they wrote could not be had for what they paid. `link`: its sender wants the message to pass on.
 */
export type RemittanceNews = "claimed" | "delivered" | "returned" | "cancelled" | "reminder" | "link";

/** Why an unpaid one is over. */
export type Unfunded = "expired" | "cancelled" | "not_convertible";

/** Has it told once. `again`: makes another telling of the same. */
export const tellRemittance = (
  tx: Tx,
  remittanceId: string,
  what: RemittanceNews,
  { why, again = "" }: { why?: Unfunded; again?: string } = {},
): Promise<void> =>
  enqueue(tx, {
    name: "tell.remittance",
    payload: { remittanceId, what, ...(why && { why }) },
    dedupeKey: `tell.remittance:${what}:${remittanceId}${again && `:${again}`}`,
  });
