import { randomBytes } from "node:crypto";
import { and, asc, eq, isNull, lt, or } from "drizzle-orm";
import type { Db, Executor, Tx } from "../db/database.js";
import { apiKeys, merchants, type SCOPES } from "../db/schema.js";
import { record } from "./audit.js";
import type { Merchant } from "./merchants.js";
import { demand } from "./rights.js";
import { secretHash } from "./secrets.js";

export type ApiKey = typeof apiKeys.$inferSelect;
export type Scope = (typeof SCOPES)[number];

/** Keys of one shop that are not revoked. */
export const KEYS_MAX = 20;
const NAME_LENGTH = 40;
/** What every key begins with: programs that look for secrets in code know it by this. */
const PREFIX = "mixtill_";
/** When it was used last is written no more often than this. */
const USED_MS = 60_000;

/** The keys of a shop that are good, oldest first. */
export const keysOf = (db: Executor, merchantId: string): Promise<ApiKey[]> =>
  db.select().from(apiKeys).where(goodKeysOf(merchantId)).orderBy(asc(apiKeys.createdAt), asc(apiKeys.id));

const goodKeysOf = (merchantId: string) => and(eq(apiKeys.merchantId, merchantId), isNull(apiKeys.revokedAt));

/** `full`: the shop has as many as it can have. `secret` is the key itself, which nobody can be told a second time. */
export type MadeKey = { ok: true; key: ApiKey; secret: string } | { ok: false; reason: "full" };

/** Makes a key. `id` and `cause` are derived from what caused it. */
export async function makeKey(
  tx: Tx,
  wanted: { id: string; merchantId: string; by: string; name: string; scopes: Scope[]; cause: string; now: Date },
): Promise<MadeKey> {
  const { id, merchantId, by, scopes, cause, now } = wanted;
  await demand(tx, { merchantId, by, action: "programs" });
  // Two keys of one shop take turns, so that both count.
  await tx.select({ id: merchants.id }).from(merchants).where(eq(merchants.id, merchantId)).for("update");
  if ((await tx.$count(apiKeys, goodKeysOf(merchantId))) >= KEYS_MAX) return { ok: false, reason: "full" };
  const secret = PREFIX + randomBytes(32).toString("base64url");
  const name = Array.from(wanted.name).slice(0, NAME_LENGTH).join("");
  const [key] = await tx
    .insert(apiKeys)
    .values({ id, merchantId, name, scopes, hash: secretHash(secret), hint: secret.slice(-4), createdAt: now })
    .returning();
  await record(tx, { merchantId, userId: by, action: "key.made", subject: name, cause });
  return { ok: true, key: key!, secret };
}

/** Revokes a key of this shop, at once and for good; null when it has none of that id that is good. */
export async function revokeKey(
  tx: Tx,
  wanted: { merchantId: string; by: string; keyId: string; cause: string; now: Date },
): Promise<ApiKey | null> {
  const { merchantId, by, keyId, cause, now } = wanted;
  await demand(tx, { merchantId, by, action: "programs" });
  const [revoked] = await tx
    .update(apiKeys)
    .set({ revokedAt: now })
    .where(and(eq(apiKeys.id, keyId), goodKeysOf(merchantId)))
    .returning();
  if (!revoked) return null;
  await record(tx, { merchantId, userId: by, action: "key.revoked", subject: revoked.name, cause });
  return revoked;
}

/** Whose key this is, and notes that it was used; null when it is no key, or is revoked. */
export async function keyHolder(db: Db, secret: string, now: Date): Promise<{ key: ApiKey; shop: Merchant } | null> {
  if (!secret.startsWith(PREFIX)) return null;
  const [found] = await db
    .select({ key: apiKeys, shop: merchants })
    .from(apiKeys)
    .innerJoin(merchants, eq(merchants.id, apiKeys.merchantId))
    .where(and(eq(apiKeys.hash, secretHash(secret)), isNull(apiKeys.revokedAt)));
  if (!found) return null;
  const { lastUsedAt } = found.key;
  const before = new Date(now.getTime() - USED_MS);
  if (lastUsedAt === null || lastUsedAt < before) {
    const isDue = or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, before));
    await db
      .update(apiKeys)
      .set({ lastUsedAt: now })
      .where(and(eq(apiKeys.id, found.key.id), isDue));
  }
  return found;
}
