import type { UserResponse } from "@mixin.dev/mixin-node-sdk";
import { createCache } from "./cache.js";
import { MixinRefused, MixinUnreachable } from "./errors.js";
import type { Log } from "../log.js";
import type { Sdk } from "./sdk.js";

export interface User {
  userId: string;
  /** The Mixin ID, digits; empty for network users. */
  identityNumber: string;
  fullName: string;
  avatarUrl: string;
  /** Whether they can receive money. */
  hasSafe: boolean;
  isBot: boolean;
  /** Of a bot, who made it; where Mixin tells. */
  creatorId?: string;
  phone?: string;
}

export type UserSearch =
  | { status: "found"; user: User }
  | { status: "absent" }
  /** Mixin stopped answering searches; none goes out before `until`. */
  | { status: "limited"; until: Date };

export interface UserDirectory {
  /** Undefined when there is no such user. */
  byId(userId: string): Promise<User | undefined>;
  /** Those that exist, by id. */
  byIds(userIds: string[]): Promise<Map<string, User>>;
  /** By Mixin ID (digits) or phone number (`+` and country code). Anything else is absent without asking. */
  search(query: string): Promise<UserSearch>;
}

const HOUR_MS = 3_600_000;
/** After a 429 Mixin wants no search for twelve hours. */
const SEARCH_PAUSE_MS = 12 * HOUR_MS;
const KNOWN_MS = HOUR_MS;
/** Somebody who cannot receive money yet is told how to change that, and tries again. */
const NOT_ON_SAFE_MS = 5_000;
const SEARCHED_MS = 24 * HOUR_MS;
const ABSENT_MS = HOUR_MS / 6;
const MAX_CACHED = 20_000;
const FETCH_AT_ONCE = 100;
/** Not found, not on Safe, not a phone number. */
const ABSENT_CODES: ReadonlySet<number> = new Set([404, 10404, 20110]);

/** Users, remembered for an hour: names and pictures may be that old. */
export function createUserDirectory(sdk: Sdk, log: Log, now: () => number = Date.now): UserDirectory {
  const users = createCache<User>(MAX_CACHED, now);
  const searches = createCache<UserSearch>(MAX_CACHED, now);
  let limitedUntil = 0;

  function remember(wire: WireUser): User {
    const user = readUser(wire);
    users.set(user.userId, user, user.hasSafe ? KNOWN_MS : NOT_ON_SAFE_MS);
    return user;
  }

  async function search(query: string): Promise<UserSearch> {
    const wanted = query.replace(/[\s()-]/g, "");
    if (!/^(\d{4,}|\+\d{6,15})$/.test(wanted)) return { status: "absent" };
    const known = searches.get(wanted);
    if (known) return known;
    if (now() < limitedUntil) {
      return searches.getStale(wanted) ?? { status: "limited", until: new Date(limitedUntil) };
    }
    try {
      const found = { status: "found" as const, user: remember(await sdk.user.search(wanted)) };
      searches.set(wanted, found, found.user.hasSafe ? SEARCHED_MS : NOT_ON_SAFE_MS);
      return found;
    } catch (error) {
      if (!(error instanceof MixinRefused)) throw error;
      if (ABSENT_CODES.has(error.code)) {
        searches.set(wanted, { status: "absent" }, ABSENT_MS);
        return { status: "absent" };
      }
      if (error.code !== 429) throw error;
      limitedUntil = now() + SEARCH_PAUSE_MS;
      const until = new Date(limitedUntil);
      log("warn", "Mixin limits user searches, none goes out for 12 hours", { until: until.toISOString() });
      return searches.getStale(wanted) ?? { status: "limited", until };
    }
  }

  return {
    async byId(userId) {
      const known = users.get(userId);
      if (known) return known;
      try {
        return remember(await sdk.user.fetch(encodeURIComponent(userId)));
      } catch (error) {
        if (error instanceof MixinRefused && ABSENT_CODES.has(error.code)) return undefined;
        const stale = error instanceof MixinUnreachable ? users.getStale(userId) : undefined;
        if (stale) return stale;
        throw error;
      }
    },
    async byIds(userIds) {
      const missing = [...new Set(userIds)].filter((id) => !users.get(id));
      for (let at = 0; at < missing.length; at += FETCH_AT_ONCE) {
        for (const wire of await sdk.user.fetchList(missing.slice(at, at + FETCH_AT_ONCE))) remember(wire);
      }
      const known = new Map<string, User>();
      for (const id of userIds) {
        const user = users.get(id);
        if (user) known.set(id, user);
      }
      return known;
    },
    search,
  };
}

type WireUser = Pick<
  UserResponse,
  "user_id" | "identity_number" | "full_name" | "avatar_url" | "has_safe" | "phone"
> & {
  app?: { creator_id?: string } | null;
};

export function readUser(wire: WireUser): User {
  // Network users have none, which Mixin writes as "0".
  const identityNumber = wire.identity_number === "0" ? "" : (wire.identity_number ?? "");
  return {
    userId: wire.user_id,
    identityNumber,
    fullName: wire.full_name ?? "",
    avatarUrl: wire.avatar_url ?? "",
    hasSafe: wire.has_safe,
    // Bots have an app, and ten digits starting with 7000.
    isBot: (wire.app ?? null) !== null || /^7000\d{6}$/.test(identityNumber),
    ...(wire.app?.creator_id ? { creatorId: wire.app.creator_id } : {}),
    ...(wire.phone ? { phone: wire.phone } : {}),
  };
}
