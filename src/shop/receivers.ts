import { asc, eq } from "drizzle-orm";
import type { Executor } from "../db/database.js";
import { people, remittances } from "../db/schema.js";
import { masked } from "./masked.js";

/** Somebody who gets a part of what an order pays for, as whoever has its link may know them. */
export interface Receiver {
  /** A name and Mixin ID; of an address only what its writer knows again. */
  name: string;
  quoteAmount: string;
  note: string | null;
}

/** Who gets what an order pays for, in the order it was written. */
export async function receiversOf(db: Executor, orderId: string): Promise<Receiver[]> {
  const rows = await db
    .select({ sent: remittances, name: people.fullName, mixinId: people.identityNumber })
    .from(remittances)
    .leftJoin(people, eq(people.userId, remittances.recipientId))
    .where(eq(remittances.orderId, orderId))
    .orderBy(asc(remittances.ordinal));
  return rows.map(({ sent: { address, quoteAmount, note }, name, mixinId }) => ({
    name: name === null ? masked(address) : `${name} (${mixinId ?? ""})`,
    quoteAmount,
    note,
  }));
}
