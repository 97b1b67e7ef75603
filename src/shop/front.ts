import { and, eq, ne, sql } from "drizzle-orm";
import type { Executor } from "../db/database.js";
import { codes, merchants, people } from "../db/schema.js";

/** What payers see of a shop. */
export interface Front {
  name: string;
  /** The owner's Mixin ID, so that payers can tell shops apart; empty when not known. */
  mixinId: string;
  /** Where the same can be paid anew; null when there is no such code (any more). */
  codePath: string | null;
}

/** The shop that an order belongs to and the code it came of, in one look. */
export async function frontOf(
  db: Executor,
  { merchantId, codeId }: { merchantId: string; codeId: string | null },
): Promise<Front> {
  const code = codeId === null ? sql`false` : and(eq(codes.id, codeId), ne(codes.state, "deleted"));
  const [found] = await db
    .select({ name: merchants.name, handle: merchants.handle, mixinId: people.identityNumber, slug: codes.slug })
    .from(merchants)
    .leftJoin(people, eq(people.userId, merchants.id))
    .leftJoin(codes, and(eq(codes.merchantId, merchants.id), code))
    .where(eq(merchants.id, merchantId));
  if (!found) return { name: "", mixinId: "", codePath: null };
  const { name, handle, mixinId, slug } = found;
  return { name, mixinId: mixinId ?? "", codePath: slug === null ? null : `/${handle}/${slug}` };
}
