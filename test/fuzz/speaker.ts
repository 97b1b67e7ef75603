import { deriveId } from "../../src/db/ids.js";
import { LANGUAGES } from "../../src/i18n/index.js";
import { contactConversationId } from "../../src/mixin/messages.js";
import { WORDS } from "../../src/flows/words.js";
import { wordsFor } from "../../src/flows/understand/answers.js";
import { CONTROLS, OPERATOR_FLOWS } from "../../src/flows/vocabulary.js";
import type { IncomingMessage } from "../../src/mixin/blaze.js";
import { BOT_ID, BOT_NUMBER } from "../support/conversation.js";
import type { Cast, Member } from "./cast.js";
import type { Dice } from "./random.js";
import { mutated, randomText, SHORT_ANSWERS, VALUES, VOCABULARY } from "./texts.js";
import type { Watch } from "./watch.js";

/** What sort of message it is, for the count at the end. */
export const KINDS = [
  "goes on",
  "begins",
  "a word",
  "mutated",
  "random",
  "a button seen before",
  "no text",
  "in a group",
  "not for us",
] as const;
export type Kind = (typeof KINDS)[number];

export interface Said {
  kind: Kind;
  who: Member;
  text: string;
  message: IncomingMessage;
  /** True when whoever wrote it must be answered. */
  wantsAnswer: boolean;
}

/** Also in what is said once more of what was said in a group. */
const MENTION = new RegExp(`@${BOT_NUMBER}(?!\\d)`);

/** Somebody's or a group's conversation as its reader remembers it. */
interface Memory {
  /** What the buttons of the newest answer say. */
  buttons: string[];
  /** Key of the question that waits; null: none. */
  waitsFor: string | null;
}

const OTHER_CATEGORIES =
  "PLAIN_IMAGE|PLAIN_STICKER|PLAIN_CONTACT|PLAIN_AUDIO|PLAIN_VIDEO|PLAIN_DATA|PLAIN_LOCATION|PLAIN_LIVE|APP_CARD".split(
    "|",
  );
const NOT_FOR_US =
  "MESSAGE_RECALL|MESSAGE_PIN|PLAIN_JSON|SYSTEM_ACCOUNT_SNAPSHOT|SYSTEM_SAFE_SNAPSHOT|SIGNAL_KEY|SYSTEM_SESSION".split(
    "|",
  );
const REMEMBERED = 4_000;
const CARDS = 30;
const LEAVING = new Set(LANGUAGES.flatMap((language) => [...CONTROLS.cancel[language], ...CONTROLS.back[language]]));

/** Keys of questions that no button answers → what does. */
const FITTING: Record<string, readonly string[]> = {
  to: ["@"],
  whom: ["@", "@ 5 usdt", "+971501234567", "mia@example.org"],
  bot: ["@"],
  group: ["@ @", "@, @"],
  who: ["@"],
  amount: ["1", "2.5", "0.01", "10 usdt", "10"],
  price: ["3 usd", "20 aed", "5 usdt", "1.5"],
  part: ["1", "2 usd", "0.5 usdt"],
  title: ["Tea", "Kuchen", "午餐", "قهوة"],
  value: ["1 %", "0.5", "100", "5000"],
  limit: ["20", "5 usd"],
  order: ["#"],
  target: ["#"],
  handle: ["corner-shop", "my-tea", "kiosk", "laden-7"],
  lasts: ["2h", "1 day"],
  term: ["3 days"],
  note: ["for lunch"],
  goal: ["500 usd", "1000"],
  name: ["Online shop", "Kasse 2", "网店"],
  scopes: ["orders", "statistik, webhooks", "订单和退款"],
  url: ["https://shop.example.com/paid", "other.example/hook?k=1", "http://shop.example.com"],
  events: ["order.success, refund.success", "all"],
  which: ["1", "2", "shop.example.com/paid", "Online shop"],
};

/** Thinks of what people say next. */
export class Speaker {
  readonly #memories = new Map<string, Memory>();
  /** What buttons said, shown to anybody. */
  readonly #seen: string[] = [];
  /** Ids, links and short names of all that there is, whoever's it is. */
  readonly #things: string[] = [];
  readonly #recent: string[] = [];
  /** Conversation → commands about one thing, of cards that came there. */
  readonly #cards = new Map<string, string[]>();
  #count = 0;

  constructor(private readonly world: { cast: Cast; dice: Dice; watch: Watch; seed: string; clock: () => Date }) {}

  /** An answer came there, after which this question waits; undefined: news, whatever waits goes on waiting. */
  shown(conversationId: string, buttons: string[], waitsFor: string | null | undefined): void {
    const before = this.#memories.get(conversationId)?.waitsFor ?? null;
    if (before === null || waitsFor !== undefined) {
      this.#memories.set(conversationId, { buttons, waitsFor: waitsFor ?? null });
    }
    for (const button of buttons) keep(this.#seen, button);
    const cards = [...(this.#cards.get(conversationId) ?? []), ...buttons.filter((one) => /^\/\S+ \S{36}/.test(one))];
    this.#cards.set(conversationId, cards.slice(-CARDS));
  }

  /** There is something that has this id, name or link. */
  learns(thing: string): void {
    keep(this.#things, thing);
  }

  says(who: Member): Said {
    const { dice } = this.world;
    const waits = (this.#memories.get(contactConversationId(BOT_ID, who.userId))?.waitsFor ?? null) !== null;
    const kind = dice.weighted<Kind>([
      [waits ? 90 : 14, "goes on"],
      [waits ? 8 : 40, "begins"],
      [6, "a word"],
      [10, "mutated"],
      [8, "random"],
      [10, "a button seen before"],
      [3, "no text"],
      [4, "in a group"],
      [1, "not for us"],
    ]);
    return this.#message(kind, who);
  }

  #message(kind: Kind, who: Member): Said {
    const { dice, cast, seed, clock } = this.world;
    const own = contactConversationId(BOT_ID, who.userId);
    const group = dice.chance(0.8) ? cast.group : deriveId(seed, "another group");
    const mention = dice.chance(0.7) ? dice.one([`@${BOT_NUMBER} `, ` @${BOT_NUMBER}`, `hey @${BOT_NUMBER}, `]) : "";
    const text = this.#text(kind, who).replace(/Kx[a-c]\dq/g, (mark) => mark.toLowerCase());
    const said = kind === "in a group" ? (mention.startsWith(" ") ? text + mention : mention + text) : text;
    const category =
      kind === "no text"
        ? dice.one(OTHER_CATEGORIES)
        : kind === "not for us"
          ? dice.one(NOT_FOR_US)
          : dice.chance(0.03)
            ? "PLAIN_POST"
            : "PLAIN_TEXT";
    const data = kind === "random" && dice.chance(0.05) ? randomBytes(dice) : Buffer.from(said, "utf8");
    return {
      kind,
      who,
      text: said,
      message: {
        messageId: deriveId(seed, `message ${++this.#count}`),
        conversationId: kind === "in a group" ? group : own,
        userId: who.userId,
        category,
        data,
        createdAt: clock().toISOString(),
        quoteMessageId: "",
        source: "CREATE_MESSAGE",
      },
      wantsAnswer: kind !== "not for us" && (kind !== "in a group" || MENTION.test(said)),
    };
  }

  #text(kind: Kind, who: Member): string {
    const text = this.#plainText(kind, who);
    keep(this.#recent, text);
    return text;
  }

  #plainText(kind: Kind, who: Member): string {
    const { dice } = this.world;
    switch (kind) {
      case "goes on":
        return this.#answer(who);
      case "begins":
        return this.#beginning(who);
      case "a word":
        return dice.chance(0.5) ? dice.one(VOCABULARY) : `${dice.one(VOCABULARY)} ${this.#value()}`;
      case "mutated":
        return mutated(dice, dice.chance(0.5) ? this.#beginning(who) : this.#any(), this.#any());
      case "random":
        return randomText(dice);
      case "a button seen before":
        return this.#seen.length > 0 ? dice.one(this.#seen) : "menu";
      case "in a group":
        return dice.weighted([
          [3, () => this.#answer(who, this.world.cast.group)],
          [3, () => this.#beginning(who)],
          [2, () => dice.one(["invoice 5 usd tea", "12 eur", "link shop", "unlink shop", "收款 20 元", "hello"])],
          [1, () => randomText(dice)],
        ])();
      case "no text":
      case "not for us":
        return dice.chance(0.5) ? "" : randomText(dice);
      default:
        return kind satisfies never;
    }
  }

  /** What somebody sensible would say to the newest question. */
  #answer(who: Member, conversationId = contactConversationId(BOT_ID, who.userId)): string {
    const { dice } = this.world;
    const { buttons, waitsFor } = this.#memories.get(conversationId) ?? { buttons: [], waitsFor: null };
    const fitting = FITTING[waitsFor?.replace(/ \d+$/, "") ?? ""];
    const onward = buttons.filter((button) => !LEAVING.has(button));
    return dice.weighted([
      [onward.length > 0 ? 30 : 0, () => (dice.chance(0.5) ? onward[0]! : dice.one(onward))],
      [buttons.length > 0 ? 3 : 0, () => dice.one(buttons)],
      [fitting ? 30 : 0, () => this.#fitting(fitting ?? [])],
      [6, () => dice.one(wordsFor("yes"))],
      [2, () => dice.one(SHORT_ANSWERS)],
      [14, () => this.#value()],
      [1, () => randomText(dice)],
    ])();
  }

  /** A flow's word, of one that was seldom reached so far, with or without something behind it. */
  #beginning({ userId }: Member): string {
    const { dice, watch, cast } = this.world;
    const cards = this.#cards.get(contactConversationId(BOT_ID, userId)) ?? [];
    if (cards.length > 0 && dice.chance(0.35)) return dice.one(cards);
    const isOperators = dice.chance(userId === cast.operator.userId ? 0.7 : 0.1);
    const all = Object.keys(WORDS) as (keyof typeof WORDS)[];
    const flows = all.filter((flow) => OPERATOR_FLOWS.has(flow) === isOperators);
    const rank = (flow: string) => (watch.reached.get(flow)?.ends ?? 0) * 1_000 + (watch.reached.get(flow)?.runs ?? 0);
    const rarest = flows.toSorted((a, b) => rank(a) - rank(b)).slice(0, isOperators ? 3 : 10);
    const flow = dice.one(dice.chance(0.5) ? rarest : flows);
    const word = dice.chance(0.2) ? `/${flow}` : dice.one(WORDS[flow].words[dice.one(LANGUAGES)]);
    const alone = WORDS[flow].rest === "nothing" ? 0.9 : 0.4;
    return dice.chance(alone) ? word : `${word} ${this.#value()}${dice.chance(0.2) ? ` ${this.#value()}` : ""}`;
  }

  /** Something that fits some question. */
  #value(): string {
    const { dice, cast } = this.world;
    const person = () => dice.one([...cast.everybody.values()]);
    return dice.weighted([
      [6, () => dice.one(VALUES)],
      [1, () => `${1 + dice.below(60)} usd`],
      [1, () => `${1 + dice.below(9)} usdt`],
      [2, () => person().mixinId],
      [1, () => `@${person().mixinId} ${1 + dice.below(20)} usd tea`],
      [1, () => `${person().mixinId} ${1 + dice.below(9)} usdt\n${person().mixinId} 2 usdt`],
      [this.#things.length > 0 ? 4 : 0, () => dice.one(this.#things)],
    ])();
  }

  /** `@`: somebody's Mixin ID, `#`: an id or a link of something. */
  #fitting(values: readonly string[]): string {
    const { dice, cast } = this.world;
    const value = dice.one(values);
    if (value === "#") return this.#things.length > 0 ? dice.one(this.#things) : "1";
    return value.replace(/^@/, () => dice.one([...cast.everybody.values()]).mixinId);
  }

  #any(): string {
    const { dice } = this.world;
    return dice.one([() => this.#value(), () => dice.one(VOCABULARY), () => dice.one(this.#recent) ?? "hello"])();
  }
}

/** Adds to a list that forgets what is old. */
function keep(list: string[], text: string): void {
  list.push(text);
  if (list.length > REMEMBERED) list.splice(0, REMEMBERED / 4);
}

const randomBytes = (dice: Dice): Buffer => Buffer.from(Array.from({ length: dice.below(300) }, () => dice.below(256)));
