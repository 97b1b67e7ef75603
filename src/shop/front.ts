import { and, eq, ne, sql } from "drizzle-orm";
import type { Executor } from "../db/database.js";
import { codes, merchants, payees, people } from "../db/schema.js";
import type { Order } from "../payments/orders.js";
import { payeeName } from "../payments/payees.js";

/** What payers see of a shop. */
export interface Front {
  name: string;
  /** The owner's Mixin ID, so that payers can tell shops apart; empty when not known. */
  mixinId: string;
  /** Where the same can be paid anew; null when there is no such code (any more). */
  codePath: string | null;
}

/** The shop that an order belongs to and the code it came of, in one look; of what somebody sends, they; else its payee. */
export async function frontOf(
  db: Executor,
  { merchantId, payeeId, codeId, source }: Pick<Order, "merchantId" | "payeeId" | "codeId" | "source">,
): Promise<Front> {
  if (source === "transfer") return personOf(db, merchantId);
  const code = codeId === null ? sql`false` : and(eq(codes.id, codeId), ne(codes.state, "deleted"));
  const [found] = await db
    .select({ name: merchants.name, handle: merchants.handle, mixinId: people.identityNumber, slug: codes.slug })
    .from(merchants)
    .leftJoin(people, eq(people.userId, merchants.id))
    .leftJoin(codes, and(eq(codes.merchantId, merchants.id), code))
    .where(eq(merchants.id, merchantId));
  if (!found) return payeeFront(db, payeeId);
  const { name, handle, mixinId, slug } = found;
  return { name, mixinId: mixinId ?? "", codePath: slug === null ? null : `/${handle}/${slug}` };
}

/** A payee without a shop, whom only a program named. */
export async function payeeFront(db: Executor, payeeId: string): Promise<Front> {
  const [found] = await db
    .select({ payee: payees, name: people.fullName, mixinId: people.identityNumber })
    .from(payees)
    .leftJoin(people, eq(people.userId, payees.id))
    .where(eq(payees.id, payeeId));
  const label = found ? payeeName(found.payee) : "";
  // A label has the Mixin ID in it.
  if (label !== "") return { name: label, mixinId: "", codePath: null };
  return { name: found?.name || payeeId.slice(0, 8), mixinId: found?.mixinId ?? "", codePath: null };
}

async function personOf(db: Executor, userId: string): Promise<Front> {
  const [found] = await db
    .select({ name: people.fullName, mixinId: people.identityNumber })
    .from(people)
    .where(eq(people.userId, userId));
  return { name: found?.name ?? "", mixinId: found?.mixinId ?? "", codePath: null };
}
