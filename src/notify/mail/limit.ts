import { and, count, eq, ne, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Db } from "../../db/database.js";
import { mails, remittances } from "../../db/schema.js";

/**
 * Mails that one sender can have brought in a day, in all and to one address: whoever sends dust with a note, again and
 * again, must not make a mailer of us. Money beyond it is not held up, its sender passes on the link.
 */
const MOST_OF_SENDER = 100;
const MOST_TO_ADDRESS = 10;
/**
 * No mail of the day before is about a transfer that was begun earlier: it may wait for thirty days once it is paid. Older
 * ones of a sender are not read, however many there are.
 */
const OLDEST = "32 days";

/** Whether so many of the sender's mails came before this one that it does not go. Says the same each time it is tried. */
export async function isBeyondLimit(db: Db, mailId: string): Promise<boolean> {
  const [one, its] = [alias(mails, "one"), alias(remittances, "its")];
  const isToSame = sql`lower(${mails.recipient}) = lower(${one.recipient})`;
  const [before] = await db
    .select({ all: count(), toSame: sql<number>`(count(*) filter (where ${isToSame}))::int` })
    .from(one)
    .innerJoin(its, eq(its.id, one.remittanceId))
    .innerJoin(remittances, eq(remittances.senderId, its.senderId))
    .innerJoin(mails, eq(mails.remittanceId, remittances.id))
    .where(
      and(
        eq(one.id, mailId),
        sql`${remittances.createdAt} > ${one.createdAt} - interval '${sql.raw(OLDEST)}'`,
        ne(mails.state, "refused"),
        sql`${mails.createdAt} > ${one.createdAt} - interval '1 day'`,
        sql`(${mails.createdAt}, ${mails.id}) < (${one.createdAt}, ${one.id})`,
      ),
    );
  return before!.all >= MOST_OF_SENDER || before!.toSame >= MOST_TO_ADDRESS;
}
