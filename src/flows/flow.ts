import type { Db, Tx } from "../db/database.js";
import type { PictureSpec } from "../db/tables/chat.js";
import type { Language, Translate } from "../i18n/index.js";
import type { User, UserSearch } from "../mixin/users.js";
import type { Market, Rates } from "../payments/ports.js";
import type { Merchant } from "../shop/merchants.js";
import type { Person } from "../shop/people.js";
import type { Units } from "./understand/units.js";
import type { FlowName } from "./words.js";

/** One conversation: a function that reads from top to bottom like the chat it produces. */
export interface Flow {
  /** Raised when questions or their keys change: conversations of an older version start again, politely. */
  version: number;
  /**
   * Called again from the top for each message, with the answers given so far. So it writes nothing to the database
   * before its last answer, and then everything, with ids made by `chat.id`.
   */
  run(chat: Chat): Promise<void>;
}

export type Understood<T> = { ok: true; value: T } | { ok: false; problem: string };

export interface Question<T> {
  /** One short message. */
  text: string;
  buttons?: Button[];
  /** Takes nearly any text as the answer (a title): only strong commands lead elsewhere. */
  free?: boolean;
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
  /** The person's own shop: whatever they ask for is looked up in it, and nowhere else. */
  merchant: Merchant | null;
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
  /** Without a slash at the end. */
  readonly publicUrl: string;
  /** The link that opens a payment in the payer's wallet. */
  payLink(payment: Payment): string;
  /** A Mixin user by Mixin ID (digits). */
  findUser(mixinId: string): Promise<FoundUser>;
  /** Users by their ids, those that exist; null when Mixin did not answer in time. */
  usersByIds(userIds: string[]): Promise<Map<string, User> | null>;
  /**
   * Does something that may not happen inside the message's transaction: ask the network, or commit something of its
   * own. It may run more than once, and `work` must use the handed database, never `tx`.
   */
  outside<T>(key: string, work: (db: Db) => Promise<T>): Promise<T>;
  /** The answer to a question; asks it when there is none yet, and then the function ends here for now. */
  ask<T>(key: string, question: Question<T>): Promise<T>;
  say(text: string, buttons?: Button[]): void;
  /** Markdown. */
  post(markdown: string): void;
  card(card: Card): void;
  buttons(buttons: Button[]): void;
  /** Drawn when it is sent; the caption says the same in words. */
  picture(spec: PictureSpec, caption: string): void;
  /** The id of something this run makes: the same however often it is run. */
  id(purpose: string): string;
  /** Speaks another language from here on, also to the person's next messages. */
  speak(language: Language): Promise<void>;
}

export type Flows = Record<FlowName, Flow>;
