import { and, eq, gt, inArray, isNotNull, isNull, ne } from "drizzle-orm";
import type { Executor } from "../db/database.js";
import { people, remittances } from "../db/schema.js";

/**
 * Different people that the bot writes to first in a day because one sender wants it, who have never talked with it:
 * whoever sends dust to one Mixin ID after another must not make a mailer of it.
 */
export const MOST_STRANGERS = 100;
const DAY_MS = 86_400_000;

/** Those of these users whom the bot is not to write to for this sender today any more: the later ones. */
export async function tooManyStrangers(
  db: Executor,
  { senderId, userIds, now }: { senderId: string; userIds: readonly string[]; now: Date },
): Promise<Set<string>> {
  if (userIds.length === 0) return new Set();
  // Whoever has talked with the bot has chosen a language.
  const talked = await db
    .select({ userId: people.userId })
    .from(people)
    .where(and(inArray(people.userId, [...new Set(userIds)]), isNotNull(people.language)));
  const known = new Set(talked.map(({ userId }) => userId));
  if (userIds.every((userId) => known.has(userId))) return new Set();
  const before = await db
    .selectDistinct({ userId: people.userId })
    .from(remittances)
    .innerJoin(people, eq(people.userId, remittances.recipientId))
    .where(
      and(
        eq(remittances.senderId, senderId),
        gt(remittances.createdAt, new Date(now.getTime() - DAY_MS)),
        // What was never paid nobody was told of; what may still be paid counts.
        ne(remittances.state, "cancelled"),
        isNull(people.language),
      ),
    );
  const written = new Set(before.map(({ userId }) => userId));
  const beyond = new Set<string>();
  for (const userId of userIds) {
    if (known.has(userId) || written.has(userId)) continue;
    if (written.size >= MOST_STRANGERS) beyond.add(userId);
    else written.add(userId);
  }
  return beyond;
}
