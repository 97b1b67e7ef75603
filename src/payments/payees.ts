import { and, eq, ne, type SQL } from "drizzle-orm";
import type { Executor } from "../db/database.js";
import { orders, payees, transfers } from "../db/schema.js";

/** Where settlement goes. */
export type Payee = typeof payees.$inferSelect;

/** Throws when there is no such payee. */
export async function payeeOf(db: Executor, id: string): Promise<Payee> {
  const [payee] = await db.select().from(payees).where(eq(payees.id, id));
  if (!payee) throw new Error(`there is no payee ${id}`);
  return payee;
}

/** A merchant's settlements to a payee, of transfers with their orders; what goes back to payers is not among them. */
export const settlementsTo = (merchantId: string, payeeId: string): SQL | undefined =>
  and(
    eq(orders.merchantId, merchantId),
    ne(orders.source, "refund"),
    eq(transfers.kind, "settlement"),
    eq(transfers.account, `payee:${payeeId}`),
  );
