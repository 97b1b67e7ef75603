import { and, eq, type SQL } from "drizzle-orm";
import type { Executor } from "../db/database.js";
import { deriveId } from "../db/ids.js";
import { orders, payees, transfers } from "../db/schema.js";
import { isSaleRow } from "./sales.js";

/** Where settlement goes. */
export type Payee = typeof payees.$inferSelect;

/** The id of a payee: of one member that user's; the same group has the same, whoever names it. */
export const payeeIdOf = ({ members, threshold }: Pick<Payee, "members" | "threshold">): string =>
  members.length === 1 ? members[0]! : deriveId(`${threshold} of ${members.toSorted().join()}`, "payee");

/**
 * A payee as people read it, empty when nothing was noted; of a group the ends of its address, which is longer than a line
 * and told from another by them.
 */
export const payeeName = ({ kind, label }: Pick<Payee, "kind" | "label">): string =>
  kind === "multisig" && label.length > 20 ? `${label.slice(0, 8)}…${label.slice(-6)}` : label;

/** The id of an address on a chain as a payee. */
export const addressPayeeId = ({ destination, tag }: { destination: string; tag: string }): string =>
  deriveId(`address ${destination} ${tag}`, "payee");

/** Throws when there is no such payee. */
export async function payeeOf(db: Executor, id: string): Promise<Payee> {
  const [payee] = await db.select().from(payees).where(eq(payees.id, id));
  if (!payee) throw new Error(`there is no payee ${id}`);
  return payee;
}

/** A merchant's settlements to a payee, of transfers with their orders; what goes back to payers, or to other people, is not among them. */
export const settlementsTo = (merchantId: string, payeeId: string): SQL | undefined =>
  and(
    eq(orders.merchantId, merchantId),
    isSaleRow(),
    eq(transfers.kind, "settlement"),
    eq(transfers.account, `payee:${payeeId}`),
  );
