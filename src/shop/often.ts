import { and, eq, gt, inArray, ne } from "drizzle-orm";
import type { Executor } from "../db/database.js";
import { remittances } from "../db/schema.js";

/**
 * Cards that one sender can have brought to one person in a day, as mails to one address: dust comes back to whoever sends
 * it, and would carry as many notes as they like.
 */
export const MOST_TO_ONE = 10;
const DAY_MS = 86_400_000;

/** Which of these are one too many today: what is sent together counts in the order it is written. Null: no Mixin user. */
export async function tooOften(
  db: Executor,
  { senderId, userIds, now }: { senderId: string; userIds: readonly (string | null)[]; now: Date },
): Promise<boolean[]> {
  const wanted = [...new Set(userIds.filter((userId) => userId !== null))];
  if (wanted.length === 0) return userIds.map(() => false);
  const before = await db
    .select({ userId: remittances.recipientId })
    .from(remittances)
    .where(
      and(
        eq(remittances.senderId, senderId),
        gt(remittances.createdAt, new Date(now.getTime() - DAY_MS)),
        inArray(remittances.recipientId, wanted),
        // What was never paid nobody was told of; what may still be paid counts.
        ne(remittances.state, "cancelled"),
      ),
    );
  const cards = new Map<string | null, number>();
  for (const { userId } of before) cards.set(userId, (cards.get(userId) ?? 0) + 1);
  return userIds.map((userId) => {
    if (userId === null) return false;
    const count = (cards.get(userId) ?? 0) + 1;
    if (count <= MOST_TO_ONE) cards.set(userId, count);
    return count > MOST_TO_ONE;
  });
}
