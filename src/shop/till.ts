import { randomBytes } from "node:crypto";
import { and, asc, eq, gt, isNotNull, isNull, lt, ne } from "drizzle-orm";
import type { Db, Executor, Tx } from "../db/database.js";
import { merchants, people, staff, tillSessions } from "../db/schema.js";
import { record } from "./audit.js";
import { findMerchant, type Merchant } from "./merchants.js";
import { type Person, person } from "./people.js";
import { demand, may, NotAllowed, type Role, roleIn } from "./rights.js";
import { secretHash } from "./secrets.js";
import { memberOf } from "./staff.js";

export type TillSession = typeof tillSessions.$inferSelect;

/** How long a link from the chat opens the till. */
export const TILL_LINK_MS = 5 * 60_000;
/** Links for one person of one shop in a day. */
export const TILL_LINKS_A_DAY = 10;
/** Devices of one shop that are signed in at once. */
export const TILL_DEVICES_MAX = 20;
/** How long a device stays signed in. */
export const TILL_SESSION_MS = 90 * 86_400_000;
const DAY_MS = 86_400_000;
/** When a device was seen last is written no more often than this. */
const SEEN_MS = 60_000;
const DEVICE_LENGTH = 60;

/** `many`: they have had as many links as anybody can have in a day. `secret` is what the link ends with, told once. */
export type NewTillLink = { ok: true; secret: string; expiresAt: Date } | { ok: false; reason: "many" };

/** Makes a link that opens a shop's till on one device, once; `id` is derived from what caused it. */
export async function newTillLink(
  tx: Tx,
  wanted: { id: string; merchantId: string; userId: string; now: Date },
): Promise<NewTillLink> {
  const { id, merchantId, userId, now } = wanted;
  await demand(tx, { merchantId, by: userId, action: "charge" });
  await takeTurns(tx, merchantId);
  const dayAgo = new Date(now.getTime() - DAY_MS);
  const theirs = and(eq(tillSessions.merchantId, merchantId), eq(tillSessions.userId, userId));
  // Nobody has a use for links of yesterday that opened nothing.
  await tx.delete(tillSessions).where(and(theirs, isNull(tillSessions.tokenHash), lt(tillSessions.createdAt, dayAgo)));
  const today = await tx.$count(tillSessions, and(theirs, gt(tillSessions.createdAt, dayAgo)));
  if (today >= TILL_LINKS_A_DAY) return { ok: false, reason: "many" };
  const secret = randomBytes(32).toString("base64url");
  const linkExpiresAt = new Date(now.getTime() + TILL_LINK_MS);
  const link = { linkHash: secretHash(secret), linkExpiresAt, createdAt: now };
  await tx
    .insert(tillSessions)
    .values({ id, merchantId, userId, ...link })
    .onConflictDoUpdate({ target: tillSessions.id, set: link, setWhere: isNull(tillSessions.tokenHash) });
  return { ok: true, secret, expiresAt: linkExpiresAt };
}

/** Whose till a link would open now; null: none. Looking at it changes nothing: programs look at links, too. */
export async function tillLinkShows(
  db: Executor,
  secret: string,
  now: Date,
): Promise<{ shop: string; name: string } | null> {
  const [found] = await db
    .select({ shop: merchants.name, name: people.fullName })
    .from(tillSessions)
    .innerJoin(merchants, eq(merchants.id, tillSessions.merchantId))
    .leftJoin(people, eq(people.userId, tillSessions.userId))
    .where(goodLink(secret, now));
  return found ? { shop: found.shop, name: found.name ?? "" } : null;
}

const goodLink = (secret: string, now: Date) =>
  and(
    eq(tillSessions.linkHash, secretHash(secret)),
    isNull(tillSessions.tokenHash),
    isNull(tillSessions.endedAt),
    gt(tillSessions.linkExpiresAt, now),
  );

/** `over`: the link was used, is too old, or never was one. `full`: as many devices are signed in as can be. */
export type OpenedTill =
  | { ok: true; session: TillSession; token: string }
  | { ok: false; reason: "over" | "denied" | "full" };

/**
 * Signs a device in by a link, which is used up by it. `token` is what the device is known by from then on, told once;
 * `before` is what it was signed in as until now, and takes no place: nobody would find that session again.
 */
export async function openTill(
  tx: Tx,
  wanted: { secret: string; device: string; before?: TillSession | null; now: Date },
): Promise<OpenedTill> {
  const { secret, device, before = null, now } = wanted;
  const [link] = await tx.select().from(tillSessions).where(goodLink(secret, now));
  if (!link) return { ok: false, reason: "over" };
  const role = await roleIn(tx, link.merchantId, link.userId);
  if (role === null || !may(role, "charge")) return { ok: false, reason: "denied" };
  await takeTurns(tx, link.merchantId);
  const others = and(signedIn(link.merchantId, now), before ? ne(tillSessions.id, before.id) : undefined);
  if ((await tx.$count(tillSessions, others)) >= TILL_DEVICES_MAX) {
    return { ok: false, reason: "full" };
  }
  const token = randomBytes(32).toString("base64url");
  const name = Array.from(device).slice(0, DEVICE_LENGTH).join("");
  const [session] = await tx
    .update(tillSessions)
    .set({ tokenHash: secretHash(token), device: name, openedAt: now, seenAt: now })
    .where(goodLink(secret, now))
    .returning();
  if (!session) return { ok: false, reason: "over" };
  if (before) await leaveTill(tx, { session: before, now });
  const { merchantId, userId, id } = session;
  await record(tx, { merchantId, userId, action: "till.opened", subject: name, cause: id });
  return { ok: true, session, token };
}

const signedIn = (merchantId: string, now: Date) =>
  and(
    eq(tillSessions.merchantId, merchantId),
    isNotNull(tillSessions.tokenHash),
    isNull(tillSessions.endedAt),
    gt(tillSessions.openedAt, new Date(now.getTime() - TILL_SESSION_MS)),
  );

/** Links and devices of one shop are counted one after the other. */
const takeTurns = (tx: Tx, merchantId: string) =>
  tx.select({ id: merchants.id }).from(merchants).where(eq(merchants.id, merchantId)).for("update");

/** Who stands at a device, and what they are in the shop at this moment. */
export interface TillHolder {
  session: TillSession;
  merchant: Merchant;
  person: Person | null;
  role: Role;
}

/**
 * Who a device was signed in by; null when it is not (any more). Whoever has lost their place in the shop is signed out by
 * it for good, also when they are given another later.
 */
export async function tillHolder(db: Db, token: string, now: Date): Promise<TillHolder | null> {
  const [session] = await db
    .select()
    .from(tillSessions)
    .where(and(eq(tillSessions.tokenHash, secretHash(token)), isNull(tillSessions.endedAt)));
  if (!session || session.openedAt!.getTime() <= now.getTime() - TILL_SESSION_MS) return null;
  const role = await roleOf(db, session);
  if (role === null) {
    await db.update(tillSessions).set({ endedAt: now }).where(eq(tillSessions.id, session.id));
    return null;
  }
  if (session.seenAt === null || session.seenAt.getTime() <= now.getTime() - SEEN_MS) {
    await db.update(tillSessions).set({ seenAt: now }).where(eq(tillSessions.id, session.id));
  }
  const merchant = await findMerchant(db, session.merchantId);
  return merchant && { session, merchant, person: await person(db, session.userId), role };
}

async function roleOf(db: Db, { merchantId, userId, createdAt }: TillSession): Promise<Role | null> {
  const role = await roleIn(db, merchantId, userId);
  if (role === null || !may(role, "charge")) return null;
  if (userId === merchantId) return role;
  const since = (await memberOf(db, merchantId, userId))?.answeredAt ?? null;
  return since !== null && since > createdAt ? null : role;
}

/** A device that is signed in, with the name of whoever signed it in. */
export interface TillDevice {
  session: TillSession;
  name: string;
}

/** A shop's devices, the longest signed in first; `userId`: only theirs. */
export async function tillDevices(
  db: Executor,
  wanted: { merchantId: string; userId: string | null; now: Date },
): Promise<TillDevice[]> {
  const { merchantId, userId, now } = wanted;
  const rows = await db
    .select({ session: tillSessions, name: people.fullName, state: staff.state })
    .from(tillSessions)
    .leftJoin(people, eq(people.userId, tillSessions.userId))
    .leftJoin(staff, and(eq(staff.merchantId, tillSessions.merchantId), eq(staff.userId, tillSessions.userId)))
    .where(and(signedIn(merchantId, now), userId === null ? undefined : eq(tillSessions.userId, userId)))
    .orderBy(asc(tillSessions.openedAt), asc(tillSessions.id));
  // Whoever has lost their place is signed out, whether or not the device has heard of it.
  return rows
    .filter(({ session, state }) => session.userId === merchantId || state === "active")
    .map(({ session, name }) => ({ session, name: name ?? "" }));
}

/** Whether somebody in this role sees and signs out other people's devices too. */
export const mayCloseOthers = (role: Role): boolean => may(role, "staff");

/** Signs a device of this shop out; one's own, or as its owner any. Null when it is not signed in (any more). */
export async function closeTill(
  tx: Tx,
  wanted: { sessionId: string; merchantId: string; by: string; now: Date },
): Promise<TillSession | null> {
  const { sessionId, merchantId, by, now } = wanted;
  const role = await demand(tx, { merchantId, by, action: "charge" });
  const [found] = await tx
    .select()
    .from(tillSessions)
    .where(and(eq(tillSessions.id, sessionId), signedIn(merchantId, now)))
    .for("update");
  if (!found) return null;
  if (found.userId !== by && !mayCloseOthers(role)) throw new NotAllowed("staff");
  return end(tx, found, by, now);
}

/** A device signs itself out: whoever holds it may, whatever has become of who signed it in. */
export async function leaveTill(tx: Tx, { session, now }: { session: TillSession; now: Date }): Promise<void> {
  await end(tx, session, session.userId, now);
}

/** Null when it was over already. */
async function end(tx: Tx, session: TillSession, by: string, now: Date): Promise<TillSession | null> {
  const { id, merchantId, device: subject } = session;
  const [ended] = await tx
    .update(tillSessions)
    .set({ endedAt: now })
    .where(and(eq(tillSessions.id, id), isNull(tillSessions.endedAt)))
    .returning();
  if (!ended) return null;
  await record(tx, { merchantId, userId: by, action: "till.closed", subject, cause: id });
  return ended;
}
