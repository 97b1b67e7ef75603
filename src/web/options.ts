import type { Database } from "../db/database.js";
import type { Log } from "../log.js";
import type { ChainFees, Market } from "../payments/ports.js";
import type { Wanted } from "../payments/quoting.js";
import type { Ways } from "./ways.js";
import type { IsProxy } from "./who-asks.js";

/** A Mixin user as pages and programs need them. */
export interface MixinUser {
  userId: string;
  fullName: string;
  identityNumber: string;
  avatarUrl: string;
  /** Whether they can receive money. */
  hasSafe: boolean;
  isBot: boolean;
}

/** What the pages on which people take money that was sent to them need of the world. */
export interface ClaimOptions {
  /** Signs what a visit carries. */
  key: Buffer;
  /** The bot that asks people in its chat. */
  bot: { name: string; number: string };
  /** By Mixin ID; `busy`: cannot be asked now. */
  findUser(mixinId: string): Promise<MixinUser | "absent" | "busy">;
  /** Those that exist, by id. Throws when they cannot be asked for. */
  usersByIds(userIds: string[]): Promise<MixinUser[]>;
  /** Who a `MIX…` address names; null when it cannot be read or names others than Mixin users. */
  readMixAddress(text: string): { members: string[]; threshold: number } | null;
  /** Recognises people who agree to it on Mixin's own page, from where they come back to `/claim/signed-in`. */
  signIn: {
    challenge(): { verifier: string; challenge: string };
    authorizeUrl(asked: { state: string; challenge: string }): string;
    user(code: string, verifier: string): Promise<MixinUser | null>;
  };
  /** Whether this asset can leave for an address on its chain, as far as is known. */
  leaves: (assetId: string) => Promise<boolean>;
  /** What leaving for an address on a chain costs, in the asset that leaves. */
  feeOf: ChainFees;
  /** How often one address of the net, and one transfer, may be tried: at once, and a second in the long run. */
  limit?: { burst: number; perSecond: number };
}

/** What the API needs of the world. */
export interface ApiOptions {
  publicUrl: string;
  /** Who memos of Mixin payments go to: the bot. */
  botId: string;
  /**
   * By user id or Mixin ID, of which each network may have but a few looked up; what was heard lately is told at once.
   * `busy`: cannot be asked now.
   */
  findUser(idOrNumber: string, network?: string): Promise<MixinUser | "absent" | "busy">;
  /** Those that exist of these ids. Throws when they cannot be asked for. */
  usersByIds(userIds: string[]): Promise<MixinUser[]>;
  /** A group that is a payee, as an address. */
  mixAddress(group: { members: string[]; threshold: number }): string;
  /** Callbacks may go to http addresses; absent: to https alone. */
  allowHttpCallbacks?: boolean;
  /**
   * How often one address of the net, one network for one payee, and one shop with its keys may ask: at once, and a second
   * in the long run.
   */
  limits?: Partial<Record<"usual" | "results" | "payee" | "keyed" | "shop", { burst: number; perSecond: number }>>;
}

/** What the counter needs of the world. */
export interface TillOptions {
  /** Signs what is shown to be confirmed. */
  key: Buffer;
  /** The bot that gives out the links that open it. */
  bot: string;
}

export interface WebOptions {
  database: Database;
  /** Prices, and who converts. */
  market: Market;
  /** Where people reach us, without a slash at the end. */
  publicUrl: string;
  /** The link that opens the payment in the payer's wallet. */
  payLink: (payment: { assetId: string; amount: string; trace: string; memo: string }) => string;
  /** Origins that may show our pages in a frame; none when empty. */
  frameAncestors: string[];
  log: Log;
  clock?: () => Date;
  health: { live(): boolean; ready(): Promise<{ name: string; ok: boolean; note?: string }[]> };
  metrics: () => Promise<{ type: string; text: string }>;
  /** Whose X-Forwarded-For is believed. */
  isProxy: IsProxy;
  /** Absent: there are no claim pages. */
  claims?: ClaimOptions;
  /** Absent: there is no API. */
  api?: ApiOptions;
  /** Absent: there is no counter. */
  till?: TillOptions;
  /** Receipts can be mailed, to what this takes for an address; absent: mail is not set up. */
  mail?: { isAddress(text: string): boolean };
  /** The public key of callbacks' signatures, as PEM; absent: nobody asks for it. */
  callbackKey?: string;
  /** How many orders and quotes one address may ask for: at once, and a second in the long run. */
  orderLimit?: { burst: number; perSecond: number };
}

/** What every route needs. */
export interface Services extends Pick<WebOptions, "database" | "market" | "payLink" | "log" | "mail"> {
  now: () => Date;
  /** The ways to pay a price now. */
  ways: (wanted: Wanted) => Ways;
}
