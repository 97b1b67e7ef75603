import { eq, inArray, sql } from "drizzle-orm";
import type { Executor, Tx } from "../db/database.js";
import { people } from "../db/schema.js";
import { planDigest } from "./digests.js";

/** Somebody the bot has met: payer, merchant, or both. */
export type Person = typeof people.$inferSelect;

/** What Mixin says of a user. */
export interface Profile {
  userId: string;
  identityNumber: string;
  fullName: string;
  avatarUrl: string;
}

/** Remembers people; a known one keeps language and time zone and gets the newer name. One statement for all. */
export async function ensurePeople(tx: Executor, profiles: Profile[]): Promise<void> {
  if (profiles.length === 0) return;
  const rows = profiles.toSorted((a, b) => (a.userId < b.userId ? -1 : 1));
  await tx.execute(sql`
    insert into people (user_id, identity_number, full_name, avatar_url, profile_at)
    select "userId", "identityNumber", "fullName", "avatarUrl", now()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r("userId" uuid, "identityNumber" text, "fullName" text, "avatarUrl" text)
    on conflict (user_id) do update set identity_number = excluded.identity_number,
      full_name = excluded.full_name, avatar_url = excluded.avatar_url, profile_at = excluded.profile_at`);
}

/** Remembers that these people exist, before anything else is known of them. */
export async function meet(tx: Executor, userIds: string[]): Promise<void> {
  if (userIds.length === 0) return;
  await tx.execute(sql`
    insert into people (user_id)
    select value::uuid from jsonb_array_elements_text(${JSON.stringify(userIds.toSorted())}::jsonb)
    on conflict (user_id) do nothing`);
}

export async function person(db: Executor, userId: string): Promise<Person | null> {
  const [found] = await db.select().from(people).where(eq(people.userId, userId));
  return found ?? null;
}

/** What is known of these users; whoever the bot has not met is left out. */
export async function profilesOf(db: Executor, userIds: string[]): Promise<Profile[]> {
  if (userIds.length === 0) return [];
  const { userId, identityNumber, fullName, avatarUrl } = people;
  return db.select({ userId, identityNumber, fullName, avatarUrl }).from(people).where(inArray(userId, userIds));
}

export async function setLanguage(tx: Executor, userId: string, language: string): Promise<void> {
  await tx.update(people).set({ language }).where(eq(people.userId, userId));
}

/** `timeZone` is an IANA name both Intl and PostgreSQL know. Their shop's figures are sent by its clocks. */
export async function setTimeZone(tx: Tx, userId: string, timeZone: string, now: Date): Promise<void> {
  await tx.update(people).set({ timeZone }).where(eq(people.userId, userId));
  await planDigest(tx, userId, now);
}
