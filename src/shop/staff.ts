import { and, asc, eq, gt, inArray, isNull, ne, sql } from "drizzle-orm";
import type { Executor, Tx } from "../db/database.js";
import { enqueue } from "../db/jobs.js";
import { merchants, people, staff, tillSessions } from "../db/schema.js";
import { record } from "./audit.js";
import type { Merchant } from "./merchants.js";
import { demand } from "./rights.js";

export type Member = typeof staff.$inferSelect;
export type StaffRole = Member["role"];

/** Staff of one shop, the invited included. */
export const STAFF_MAX = 50;

/** Who works in a shop with their names, and who is invited to; the longest there come first. */
export interface Colleague extends Member {
  fullName: string;
  identityNumber: string;
}

export async function staffOf(db: Executor, merchantId: string): Promise<Colleague[]> {
  const rows = await db
    .select({ member: staff, fullName: people.fullName, identityNumber: people.identityNumber })
    .from(staff)
    .leftJoin(people, eq(people.userId, staff.userId))
    .where(and(eq(staff.merchantId, merchantId), inArray(staff.state, ["invited", "active"])))
    .orderBy(asc(staff.invitedAt), asc(staff.userId));
  return rows.map(({ member, ...names }) => ({
    ...member,
    fullName: names.fullName ?? "",
    identityNumber: names.identityNumber ?? "",
  }));
}

/** A shop somebody has to do with as its staff. */
export interface Job {
  member: Member;
  merchant: Merchant;
}

/** The shops that somebody works in, or is invited to; the oldest first. */
export function jobsOf(db: Executor, userId: string, state: "invited" | "active"): Promise<Job[]> {
  return db
    .select({ member: staff, merchant: merchants })
    .from(staff)
    .innerJoin(merchants, eq(merchants.id, staff.merchantId))
    .where(and(eq(staff.userId, userId), eq(staff.state, state)))
    .orderBy(asc(staff.invitedAt), asc(staff.merchantId));
}

/** Somebody's place in a shop; null when they never had one. */
export async function memberOf(db: Executor, merchantId: string, userId: string): Promise<Member | null> {
  const [found] = await db
    .select()
    .from(staff)
    .where(and(eq(staff.merchantId, merchantId), eq(staff.userId, userId)));
  return found ?? null;
}

interface Change {
  merchantId: string;
  /** Who does it. */
  by: string;
  /** Derived from what caused it. */
  cause: string;
  now: Date;
}

/** People a shop invites in a day: who has a shop could have the bot write to anybody. */
export const INVITED_A_DAY = 20;
const DAY_MS = 86_400_000;

/**
 * `already`: works there, with that role. `full`: no place for more. `waits`: was asked within a day and has not answered;
 * `asked`: was asked within a day, and it is over. `many`: too many people within a day.
 */
export type Invited = "invited" | "already" | "full" | "waits" | "asked" | "many";

/**
 * Invites somebody, who has to say yes in their own chat; one who works there already is asked nothing. Each gets one
 * card a day from a shop, whatever becomes of it, unless they took the place and lost it again.
 */
export async function invite(
  tx: Tx,
  { merchantId, by, cause, now, userId, role, name }: Change & { userId: string; role: StaffRole; name: string },
): Promise<Invited> {
  await demand(tx, { merchantId, by, action: "staff" });
  // Two invitations of one shop take turns, so that both count.
  await tx.select({ id: merchants.id }).from(merchants).where(eq(merchants.id, merchantId)).for("update");
  const all = await staffOf(tx, merchantId);
  const before = await memberOf(tx, merchantId, userId);
  if (before?.state === "active") return "already";
  const since = new Date(now.getTime() - DAY_MS);
  const tookIt = before?.state === "removed" && before.answeredAt !== null;
  if (before && !tookIt && before.invitedAt > since) return before.state === "invited" ? "waits" : "asked";
  if (all.filter((one) => one.userId !== userId).length >= STAFF_MAX) return "full";
  const others = and(eq(staff.merchantId, merchantId), gt(staff.invitedAt, since), ne(staff.userId, userId));
  if ((await tx.$count(staff, others)) >= INVITED_A_DAY) return "many";
  const fresh = { role, state: "invited" as const, refundLimit: null, invitedBy: by, invitedAt: now };
  await tx
    .insert(staff)
    .values({ merchantId, userId, ...fresh })
    .onConflictDoUpdate({
      target: [staff.merchantId, staff.userId],
      set: { ...fresh, answeredAt: null, removedAt: null },
    });
  await record(tx, { merchantId, userId: by, action: "staff.invited", subject: name, detail: { role }, cause });
  await enqueue(tx, {
    name: "tell.staff_invited",
    payload: { merchantId, userId },
    dedupeKey: `tell.staff_invited:${cause}`,
  });
  return "invited";
}

/** The invited person's own word. False when there is no invitation to answer (any more). */
export async function answerInvitation(
  tx: Tx,
  answer: Omit<Change, "by"> & { userId: string; accept: boolean; name: string },
): Promise<boolean> {
  const { merchantId, userId, accept, name, cause, now } = answer;
  const [answered] = await tx
    .update(staff)
    .set({ state: accept ? "active" : "declined", answeredAt: now })
    .where(and(eq(staff.merchantId, merchantId), eq(staff.userId, userId), eq(staff.state, "invited")))
    .returning();
  if (!answered) return false;
  const action = accept ? "staff.joined" : "staff.declined";
  const detail = { role: answered.role };
  await record(tx, { merchantId, userId, action, subject: name, detail, cause });
  await tellOwner(tx, { merchantId, userId, answer: accept ? "joined" : "declined", cause });
  return true;
}

async function tellOwner(
  tx: Tx,
  { cause, ...payload }: { merchantId: string; userId: string; answer: "joined" | "declined" | "left"; cause: string },
): Promise<void> {
  await enqueue(tx, { name: "tell.staff_answered", payload, dedupeKey: `tell.staff_answered:${cause}` });
}

/** Takes somebody's place away, or an invitation back. False when they had none. */
export async function removeStaff(tx: Tx, change: Change & { userId: string; name: string }): Promise<boolean> {
  const { merchantId, by, userId, name, cause, now } = change;
  await demand(tx, { merchantId, by, action: "staff" });
  const before = await end(tx, merchantId, userId, now);
  if (!before) return false;
  await record(tx, { merchantId, userId: by, action: "staff.removed", subject: name, cause });
  // Who had not answered yet is told nothing twice: their invitation says it when they open it.
  if (before.state === "active") {
    await enqueue(tx, {
      name: "tell.staff_removed",
      payload: { merchantId, userId },
      dedupeKey: `tell.staff_removed:${cause}`,
    });
  }
  return true;
}

/** Somebody gives their own place up. */
export async function leaveShop(
  tx: Tx,
  leaving: Omit<Change, "by"> & { userId: string; name: string },
): Promise<boolean> {
  const { merchantId, userId, name, cause, now } = leaving;
  const before = await memberOf(tx, merchantId, userId);
  if (before?.state !== "active" || !(await end(tx, merchantId, userId, now))) return false;
  await record(tx, { merchantId, userId, action: "staff.left", subject: name, cause });
  await tellOwner(tx, { merchantId, userId, answer: "left", cause });
  return true;
}

async function end(tx: Tx, merchantId: string, userId: string, now: Date): Promise<Member | null> {
  const [before] = await tx
    .select()
    .from(staff)
    .where(and(eq(staff.merchantId, merchantId), eq(staff.userId, userId), inArray(staff.state, ["invited", "active"])))
    .for("update");
  if (!before) return null;
  // Devices they have signed in are out for good, also when they are given a place again.
  const theirs = and(eq(tillSessions.merchantId, merchantId), eq(tillSessions.userId, userId));
  await tx
    .update(tillSessions)
    .set({ endedAt: now })
    .where(and(theirs, isNull(tillSessions.endedAt)));
  await tx
    .update(staff)
    .set({ state: "removed", removedAt: now, refundLimit: null })
    .where(and(eq(staff.merchantId, merchantId), eq(staff.userId, userId)));
  return before;
}

/** Makes a cashier a manager, or the other way round; of the invited, too. Null when they have no place. */
export async function changeRole(
  tx: Tx,
  change: Change & { userId: string; role: StaffRole; name: string },
): Promise<Member | null> {
  const { merchantId, by, userId, role, name, cause } = change;
  await demand(tx, { merchantId, by, action: "staff" });
  const changed = await set(tx, merchantId, userId, { role });
  if (!changed) return null;
  await record(tx, { merchantId, userId: by, action: "staff.role", subject: name, detail: { role }, cause });
  return changed;
}

/** How much of one payment a cashier may give back in all, in the shop's currency; null: nothing. */
export async function limitRefunds(
  tx: Tx,
  change: Change & { userId: string; limit: string | null; asset: string; name: string },
): Promise<Member | null> {
  const { merchantId, by, userId, limit, asset, name, cause } = change;
  await demand(tx, { merchantId, by, action: "staff" });
  const changed = await set(tx, merchantId, userId, { refundLimit: limit });
  if (!changed) return null;
  const detail: Record<string, string> = limit === null ? {} : { amount: limit, asset };
  await record(tx, { merchantId, userId: by, action: "staff.limit", subject: name, detail, cause });
  return changed;
}

async function set(
  tx: Tx,
  merchantId: string,
  userId: string,
  values: Partial<Pick<Member, "role" | "refundLimit">>,
): Promise<Member | null> {
  const [changed] = await tx
    .update(staff)
    .set(values)
    .where(and(eq(staff.merchantId, merchantId), eq(staff.userId, userId), inArray(staff.state, ["invited", "active"])))
    .returning();
  return changed ?? null;
}

/**
 * Decides which shop somebody acts for from now on: their own, or one they work in. False when they do not (any more).
 */
export async function actFor(tx: Executor, userId: string, merchantId: string): Promise<boolean> {
  if (merchantId !== userId) {
    const member = await memberOf(tx, merchantId, userId);
    if (member?.state !== "active") return false;
  }
  await tx.update(people).set({ actingFor: merchantId }).where(eq(people.userId, userId));
  return true;
}

/** Forgets all refund limits of a shop, which were sums in a currency it no longer has. How many there were. */
export async function forgetLimits(tx: Executor, merchantId: string): Promise<number> {
  const forgotten = await tx
    .update(staff)
    .set({ refundLimit: null })
    .where(and(eq(staff.merchantId, merchantId), sql`${staff.refundLimit} is not null`))
    .returning({ userId: staff.userId });
  return forgotten.length;
}
