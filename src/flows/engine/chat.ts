import type { Database } from "../../db/database.js";
import type { Log } from "../../log.js";
import type { IncomingMessage } from "../../mixin/blaze.js";
import type { User, UserSearch } from "../../mixin/users.js";
import type { Market } from "../../payments/ports.js";
import type { Profile } from "../../shop/people.js";
import { apologize, handleTogether } from "./batch.js";
import { Errands, ErrandsWaiting } from "./errands.js";
import type { FoundUser, Payment } from "./flow.js";
import { type Heard, hear } from "./inbound.js";
import { createSearches } from "./searches.js";
import { withProfile } from "./store.js";
import type { World } from "./world.js";

export interface ChatOptions {
  database: Database;
  /** Prices, and who converts. */
  market: Market;
  botId: string;
  /** The bot's Mixin ID: in groups it answers only when mentioned by it. */
  botNumber: string;
  botName: string;
  publicUrl: string;
  /** Whether the till sends e-mail. */
  isMailSetUp: boolean;
  /** Whether webhooks may be called at any address, by http too: for development. Absent: at public ones, by https. */
  callsAnywhere?: boolean;
  log: Log;
  /** The link that opens a payment in the payer's wallet. */
  payLink: (payment: Payment) => string;
  directory: {
    /** Names of users; asked for people never seen before. What it does not answer in time is asked for again later. */
    profiles(userIds: string[]): Promise<Map<string, Profile>>;
    /** A user by Mixin ID (digits) or phone number (E.164). */
    findUser(query: string): Promise<UserSearch>;
    /** Users by their ids, those that exist. */
    usersByIds(userIds: string[]): Promise<Map<string, User>>;
  };
  /** What a transfer that is to have a claim link is stored with: a hash of the link's secret. */
  claimHash: (remittanceId: string) => string;
  /** Whether this user may do what operators do; absent: nobody may. */
  isOperator?: (userId: string) => boolean;
  /** Called after a commit that may have left messages to be sent. */
  wakeOutbox: () => void;
  /** Called when the network says that money may have moved. */
  onSnapshot: () => void;
  clock?: () => Date;
}

export interface ChatBot {
  /**
   * Answers messages: in order, each once, all in one commit; resolves after it. One call at a time. Throws only when
   * the database cannot be used: then nothing was acknowledged and the same messages come again.
   */
  handle(messages: IncomingMessage[]): Promise<void>;
}

const PROFILE_TIMEOUT_MS = 2_000;
const SEARCH_TIMEOUT_MS = 4_000;
/** A flow needs one errand or two for a message; one that never has enough is a mistake of ours. */
const ERRAND_ROUNDS_MAX = 6;
/** After this, somebody whose name was not to be had is asked for again. */
const PROFILE_RETRY_MS = 60_000;
const REMEMBERED_MAX = 100_000;

export function createChat(options: ChatOptions): ChatBot {
  const { database, log } = options;
  const clock = options.clock ?? (() => new Date());
  const world: World = {
    market: options.market,
    payLink: options.payLink,
    findUser,
    usersByIds,
    isOperator: options.isOperator ?? (() => false),
    botId: options.botId,
    botName: options.botName,
    botNumber: options.botNumber,
    publicUrl: options.publicUrl.replace(/\/+$/, ""),
    mails: options.isMailSetUp,
    callsAnywhere: options.callsAnywhere ?? false,
    claimHash: options.claimHash,
    clock,
  };
  const searches = createSearches(clock);
  /** When each user's name need not be asked for before. */
  const named = new Map<string, number>();

  async function newProfiles(heard: Heard[]): Promise<Profile[]> {
    const now = clock().getTime();
    const unsure = [...new Set(heard.map((h) => h.userId))].filter((id) => (named.get(id) ?? 0) <= now);
    if (unsure.length === 0) return [];
    if (named.size > REMEMBERED_MAX) named.clear();
    const known = await withProfile(database.db, unsure);
    for (const id of unsure) named.set(id, known.has(id) ? Infinity : now + PROFILE_RETRY_MS);
    const strangers = unsure.filter((id) => !known.has(id));
    if (strangers.length === 0) return [];
    const found = await within(PROFILE_TIMEOUT_MS, options.directory.profiles(strangers)).catch((error: unknown) => {
      log("warn", "the names of new people could not be read; they are asked for again later", { error });
      return new Map<string, Profile>();
    });
    return strangers.flatMap((id) => {
      const profile = found.get(id);
      if (!profile) return [];
      named.set(id, Infinity);
      const { identityNumber, fullName, avatarUrl } = profile;
      return [{ userId: id, identityNumber, fullName: sound(fullName), avatarUrl: sound(avatarUrl) }];
    });
  }

  async function findUser(query: string, askerId: string): Promise<FoundUser> {
    const until = searches.waits(askerId, query);
    if (until) return { status: "limited", until };
    return within(SEARCH_TIMEOUT_MS, options.directory.findUser(query)).catch((error: unknown) => {
      log("warn", "a user could not be searched for", { error });
      return { status: "unreachable" as const };
    });
  }

  async function usersByIds(userIds: string[]) {
    return within(SEARCH_TIMEOUT_MS, options.directory.usersByIds(userIds)).catch((error: unknown) => {
      log("warn", "users could not be looked up", { error });
      return null;
    });
  }

  /** Handles messages in one transaction, again from its beginning whenever a flow needs something done outside of it. */
  async function handleAll(heard: Heard[], profiles: Profile[]): Promise<void> {
    const errands = new Errands(database.db);
    for (let round = 1; ; round++) {
      try {
        return await handleTogether(database.db, world, heard, profiles, errands);
      } catch (error) {
        if (!(error instanceof ErrandsWaiting) || round === ERRAND_ROUNDS_MAX) throw error;
      }
      await errands.run();
    }
  }

  async function handleAlone(one: Heard, profiles: Profile[]): Promise<void> {
    try {
      await handleAll([one], profiles);
    } catch (error) {
      log("error", "a message could not be handled; its sender gets an apology", { messageId: one.messageId, error });
      await apologize(database.db, world, one);
    }
  }

  return {
    async handle(messages) {
      if (messages.some((m) => m.category === "SYSTEM_SAFE_SNAPSHOT")) options.onSnapshot();
      const heard = messages.map((message) => hear(message, options)).filter((h) => h !== null);
      if (heard.length === 0) return;
      const profiles = await newProfiles(heard);
      try {
        await handleAll(heard, profiles);
      } catch (error) {
        log("warn", "a batch of messages failed; each is tried alone", { messages: heard.length, error });
        for (const one of heard) await handleAlone(one, profiles);
      }
      options.wakeOutbox();
    },
  };
}

/** Text that a database takes: no lone surrogates, no NUL. */
const sound = (text: string): string => text.replace(/\p{Cs}/gu, "").replaceAll("\0", "");

async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
