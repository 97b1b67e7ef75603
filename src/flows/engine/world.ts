import type { StoredAnswer } from "../../db/tables/chat.js";
import type { User } from "../../mixin/users.js";
import type { Market } from "../../payments/ports.js";
import type { Merchant } from "../../shop/merchants.js";
import type { Person } from "../../shop/people.js";
import type { Role } from "../../shop/rights.js";
import type { Errands } from "./errands.js";
import type { FoundUser, Payment } from "./flow.js";

/** What all conversations share. */
export interface World {
  market: Market;
  payLink: (payment: Payment) => string;
  /** Asks the network, for somebody: an errand. */
  findUser: (query: string, askerId: string) => Promise<FoundUser>;
  /** Asks the network: an errand. */
  usersByIds: (userIds: string[]) => Promise<Map<string, User> | null>;
  isOperator: (userId: string) => boolean;
  botId: string;
  botName: string;
  /** The bot's Mixin ID: in groups it answers only when mentioned by it. */
  botNumber: string;
  /** Without a slash at the end. */
  publicUrl: string;
  /** Whether the till sends e-mail. */
  mails: boolean;
  /** Whether webhooks may be called at any address, by http too: for development. */
  callsAnywhere: boolean;
  /** What a transfer that is to have a claim link is stored with. */
  claimHash: (remittanceId: string) => string;
  clock: () => Date;
}

/** The world while a batch of messages is handled. */
export type Stand = World & {
  errands: Errands;
  /** Users whose place in a shop changed meanwhile: whatever was loaded of them is looked up again. */
  stale: Set<string>;
};

/** Who talks; changed in place when a flow changes them. */
export interface Talker {
  person: Person;
  /** The shop they act for. */
  merchant: Merchant | null;
  /** What they are in it; whoever has no shop yet is the owner of the one to come. */
  role: Role;
  isStaff: boolean;
}

/** The flow that waits for an answer in a conversation. */
export interface Running {
  flow: string;
  flowVersion: number;
  runId: string;
  /** What stood behind the word that started it, then an answer a question. */
  answers: StoredAnswer[];
}

export interface Said {
  messageId: string;
  conversationId: string;
  /** The conversation when it is a group's; null in somebody's own chat. */
  groupId: string | null;
  text: string;
  /** The same with its line breaks, when it has several lines. */
  written?: string;
}
