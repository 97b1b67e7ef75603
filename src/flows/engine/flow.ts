import type { Db, Tx } from "../../db/database.js";
import type { PictureSpec } from "../../db/tables/chat.js";
import type { Language, Translate } from "../../i18n/index.js";
import type { User, UserSearch } from "../../mixin/users.js";
import type { Market, Rates } from "../../payments/ports.js";
import type { Merchant } from "../../shop/merchants.js";
import type { Deed } from "../../shop/audit.js";
import type { Person } from "../../shop/people.js";
import type { Role } from "../../shop/rights.js";
import type { Units } from "../understand/units.js";
import type { FlowName } from "../words.js";

/** One conversation: a function that reads from top to bottom like the chat it produces. */
export interface Flow {
  /** Raised when questions or their keys change: conversations of an older version start again, politely. */
  version: number;
  /**
   * Called again from the top for each message, with the answers given so far. So it writes nothing to the database
   * before its last answer, and then everything, with ids made by `chat.id`. A message that answers no question of the
   * run does nothing: writing (`tx`, `outside`, `did`, `speak`) ends the run then, and the newest answer is asked for again.
   */
  run(chat: Chat): Promise<void>;
}

/** `buttons`: what was perhaps meant, offered before the question's own. */
export type Understood<T> = { ok: true; value: T } | { ok: false; problem: string; buttons?: Button[] };

export interface Question<T> {
  /** One short message. */
  text: string;
  buttons?: Button[];
  /** Takes nearly any text as the answer (a title): only strong commands lead elsewhere. */
  free?: boolean;
  /** Takes several lines: what was typed keeps its line breaks. */
  lines?: boolean;
  /** What "back" answers, where it would not lead to what people want to change; absent: the newest answer is taken back. */
  back?: T;
  /** The value must survive JSON; `problem` is one sentence that says what to do. */
  understand(text: string): Understood<T> | Promise<Understood<T>>;
}

/** A button that says its `input` in the person's name, or opens a link. */
export type Button = { label: string; tone?: Tone } & ({ input: string } | { link: string });
export type Tone = "main" | "calm" | "danger";

export interface Card {
  title: string;
  description: string;
  buttons?: Button[];
  /** A picture on top: an https address. */
  coverUrl?: string;
  /** May be forwarded to others. */
  shareable?: boolean;
}

/** What a pay link says: the amount is decimal text. */
export interface Payment {
  assetId: string;
  amount: string;
  trace: string;
  memo: string;
}

/** `unreachable`: Mixin did not answer in time. */
export type FoundUser = UserSearch | { status: "unreachable" };

/** What a flow has at hand. */
export interface Chat {
  readonly person: Person;
  /** The shop they act for, their own or one they work in: whatever they ask for is looked up in it, and nowhere else. */
  merchant: Merchant | null;
  /** What they are in that shop. */
  readonly role: Role;
  /** Whether they work in somebody's shop, be it this one or another. */
  readonly isStaff: boolean;
  /** The conversation when it is a group's, whose members all read it; null in the person's own chat. */
  readonly groupId: string | null;
  readonly language: Language;
  readonly t: Translate;
  /** What stood behind the word that started the flow. */
  readonly start: string;
  readonly now: Date;
  readonly tx: Tx;
  readonly rates: Rates;
  readonly market: Market;
  readonly units: Units;
  /** Whether the person may do what operators do. */
  readonly isOperator: boolean;
  readonly botId: string;
  readonly botName: string;
  /** The bot's Mixin ID. */
  readonly botNumber: string;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  /** Whether the till sends e-mail; without it links are the sender's to pass on. */
  readonly mails: boolean;
  /** Whether webhooks may be called at any address, by http too: for development. */
  readonly callsAnywhere: boolean;
  /** What a transfer that is to have a claim link is stored with. */
  claimHash(remittanceId: string): string;
  /** The link that opens a payment in the payer's wallet. */
  payLink(payment: Payment): string;
  /** A Mixin user by Mixin ID (digits) or phone number (E.164). */
  findUser(query: string): Promise<FoundUser>;
  /** The same for many, each by what it was asked for as. */
  findUsers(queries: string[]): Promise<Map<string, FoundUser>>;
  /** Users by their ids, those that exist; null when Mixin did not answer in time. */
  usersByIds(userIds: string[]): Promise<Map<string, User> | null>;
  /**
   * Does something that may not happen inside the message's transaction: ask the network, or commit something of its
   * own. It may run more than once, and `work` must use the handed database, never `tx`.
   */
  outside<T>(key: string, work: (db: Db) => Promise<T>): Promise<T>;
  /** The answer to a question; asks it when there is none yet, and then the function ends here for now. */
  ask<T>(key: string, question: Question<T>): Promise<T>;
  /**
   * Something found out once in a run and kept with its answers: what was shown is what is confirmed, whatever the world
   * says by then. The value must survive JSON; going back over it finds it out anew.
   */
  note<T>(key: string, find: () => Promise<T>): Promise<T>;
  /** Takes the message as heard: this very one has done before, in a transaction of its own, what is found done now. */
  heard(): void;
  say(text: string, buttons?: Button[]): void;
  /** The same of what is the reader's alone, such as a key: once sent, nobody can read it here any more. Never an answer's value. */
  secret(text: string, buttons?: Button[]): void;
  /** Markdown. */
  post(markdown: string): void;
  card(card: Card): void;
  buttons(buttons: Button[]): void;
  /** Drawn when it is sent; the caption says the same in words. */
  picture(spec: PictureSpec, caption: string): void;
  /** Made when it is sent; the caption says before what it is, `failed` is said instead when it cannot be made. */
  file(spec: PictureSpec, caption: string, failed: string): void;
  /** The id of something this run makes: the same however often it is run. */
  id(purpose: string): string;
  /**
   * Makes sure that the person may do this in their shop at this moment, and records that they did, in the transaction of
   * the change. Called right before it.
   */
  did(deed: Deed, subject?: string, detail?: Record<string, string>): Promise<void>;
  /** This user's place in a shop has changed: from their next message on it counts. */
  changed(userId: string): void;
  /** Speaks another language from here on, also to the person's next messages. */
  speak(language: Language): Promise<void>;
}

export type Flows = Record<FlowName, Flow>;
