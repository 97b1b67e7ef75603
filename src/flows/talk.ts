import type { Db, Tx } from "../db/database.js";
import { deriveId } from "../db/ids.js";
import type { StoredAnswer } from "../db/tables/chat.js";
import { type Language, texts } from "../i18n/index.js";
import type { User } from "../mixin/users.js";
import { fiatDigits } from "../payments/fiat.js";
import type { Market, Rates } from "../payments/ports.js";
import type { Merchant } from "../shop/merchants.js";
import { type Person, setLanguage, setTimeZone } from "../shop/people.js";
import { type Arrival, type Frame, runFlow, type Stage } from "./engine.js";
import type { Errands } from "./errands.js";
import type { Flow, FoundUser, Payment } from "./flow.js";
import { answerElsewhere } from "./nonsense.js";
import { isAnswerButton } from "./old-buttons.js";
import { Replies } from "./replies.js";
import { FLOWS } from "./table.js";
import { backButton, cancelButton, menuButtons } from "./wording.js";
import {
  type Command,
  controlLabel,
  type FlowName,
  guessLanguage,
  labelOf,
  readCommand,
  readControl,
  WORDS,
} from "./words.js";

/** What all conversations share. */
export interface World {
  market: Market;
  payLink: (payment: Payment) => string;
  /** Asks the network: an errand. */
  findUser: (mixinId: string) => Promise<FoundUser>;
  /** Asks the network: an errand. */
  usersByIds: (userIds: string[]) => Promise<Map<string, User> | null>;
  isOperator: (userId: string) => boolean;
  botId: string;
  botName: string;
  /** Without a slash at the end. */
  publicUrl: string;
  clock: () => Date;
}

/** The world while a batch of messages is handled. */
export type Stand = World & { errands: Errands };

/** Who talks; changed in place when a flow changes them. */
export interface Talker {
  person: Person;
  merchant: Merchant | null;
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
  text: string;
}

/** The zone somebody is likely in who chose a language and nothing else yet. */
const LIKELY_ZONE: Record<Language, string> = { en: "UTC", zh: "Asia/Shanghai", de: "Europe/Berlin" };

/** Answers one text message: the replies, and the flow that waits afterwards (null: none). */
export async function talk(
  world: Stand,
  tx: Tx,
  talker: Talker,
  running: Running | null,
  said: Said,
): Promise<{ replies: Replies; running: Running | null }> {
  const conversation = new Conversation(world, tx, talker, said);
  return running ? conversation.goOn(running) : conversation.begin();
}

class Conversation {
  readonly #command: Command | null;
  #language: Language;
  readonly #replies: Replies;

  constructor(
    private readonly world: Stand,
    private readonly tx: Tx,
    private readonly talker: Talker,
    private readonly said: Said,
  ) {
    this.#command = isAnswerButton(said.text) ? null : readCommand(said.text, world.isOperator(talker.person.userId));
    this.#language = (talker.person.language as Language | null) ?? guessLanguage(said.text, this.#command);
    this.#replies = new Replies(world.botId);
  }

  get #t() {
    return texts(this.#language);
  }

  /** A message while no flow waits. */
  async begin(): Promise<{ replies: Replies; running: Running | null }> {
    const control = readControl(this.said.text);
    if (control === "back" || control === "cancel") {
      this.#replies.say(this.#t("chat.menu.nothingRuns"), menuButtons({ language: this.#language }));
      return this.#end(null);
    }
    const command =
      this.#command ?? answerElsewhere(this.#stage("", this.said.messageId), this.#replies, this.said.text);
    return this.#end(command ? await this.#start(command.flow, command.rest) : null);
  }

  /** A message to a waiting flow. */
  async goOn(running: Running): Promise<{ replies: Replies; running: Running | null }> {
    const control = readControl(this.said.text);
    if (control === "cancel") {
      this.#replies.say(this.#t("chat.flow.cancelled"), menuButtons({ language: this.#language }));
      return this.#end(null);
    }
    const flow = (FLOWS as Partial<Record<string, Flow>>)[running.flow];
    if (!flow) return this.begin();
    const [start, ...answers] = running.answers;
    if (!start || flow.version !== running.flowVersion) return this.#end(await this.#restart(running));
    if (control === "back" && answers.length === 0) {
      const cancel = controlLabel("cancel", this.#language);
      this.#replies.say(this.#t("chat.flow.first", { cancel }));
    }
    const arrival: Arrival =
      control === "back"
        ? { kind: "nothing" }
        : control === "help"
          ? { kind: "help" }
          : { kind: "text", text: this.said.text, command: this.#command };
    return this.#end(await this.#run(running, control === "back" ? answers.slice(0, -1) : answers, arrival));
  }

  #end(running: Running | null) {
    return { replies: this.#replies, running };
  }

  async #start(name: FlowName, rest: string): Promise<Running | null> {
    const runId = deriveId(this.said.messageId, `run:${name}`);
    const start: StoredAnswer = { key: "start", text: rest, value: rest };
    const begun = { flow: name, flowVersion: FLOWS[name].version, runId, answers: [start] };
    return this.#run(begun, [], { kind: "nothing" });
  }

  async #restart({ flow, answers }: Running): Promise<Running | null> {
    const name = flow as FlowName;
    this.#replies.say(this.#t("chat.flow.changed", { what: this.#title(name) }));
    return this.#start(name, answers[0]?.key === "start" ? answers[0].text : "");
  }

  async #run(running: Running, given: StoredAnswer[], arrival: Arrival): Promise<Running | null> {
    const name = running.flow as FlowName;
    const start = running.answers[0]!;
    const replies = new Replies(this.world.botId);
    const stage = this.#stage(start.text, running.runId, replies);
    const outcome = await runFlow(FLOWS[name], stage, replies, this.#frame(name), given, arrival);
    this.#replies.append(replies);
    if (outcome.kind === "waiting") return { ...running, answers: [start, ...outcome.answers] };
    if (outcome.kind === "changed") return this.#restart(running);
    if (outcome.kind === "done" || !this.#command) return null;
    this.#replies.say(this.#t("chat.flow.left", { what: this.#title(name) }));
    return this.#start(this.#command.flow, this.#command.rest);
  }

  #title(name: FlowName): string {
    return labelOf(name in WORDS ? (name as keyof typeof WORDS) : "receipt-code", this.#language);
  }

  #frame(name: FlowName): Frame {
    return {
      buttons: (answered) => [...(answered > 0 ? [backButton(this.#language)] : []), cancelButton(this.#language)],
      help: (answers) => {
        const given = answers.map(({ text }) => text).join(" · ");
        return this.#t("chat.help.inFlow", {
          what: this.#title(name),
          soFar: given === "" ? "" : this.#t("chat.help.soFar", { answers: given }),
          back: controlLabel("back", this.#language),
          cancel: controlLabel("cancel", this.#language),
        });
      },
    };
  }

  #stage(start: string, runId: string, replies = this.#replies): Stage {
    const { world, tx, talker, said } = this;
    const { market, errands } = world;
    const { rates } = market;
    const outside = async <T>(key: string, work: (db: Db) => Promise<T>) =>
      errands.result(`${said.messageId}:${key}`, work);
    const language = () => this.#language;
    const speak = async (chosen: Language) => {
      this.#language = chosen;
      const { person } = talker;
      const zone = person.language === null && person.timeZone === "UTC" ? LIKELY_ZONE[chosen] : person.timeZone;
      if (person.language !== chosen) await setLanguage(tx, person.userId, chosen);
      if (person.timeZone !== zone) await setTimeZone(tx, person.userId, zone);
      Object.assign(person, { language: chosen, timeZone: zone });
    };
    return {
      get person() {
        return talker.person;
      },
      get merchant() {
        return talker.merchant;
      },
      set merchant(shop) {
        talker.merchant = shop;
      },
      get language() {
        return language();
      },
      get t() {
        return texts(language());
      },
      get units() {
        return {
          language: language(),
          assets: rates.assets(),
          fiatDigits: (code: string) => payableDigits(code, rates),
        };
      },
      start,
      now: world.clock(),
      tx,
      rates,
      market,
      payLink: world.payLink,
      outside,
      findUser: (mixinId) => outside(`user:${mixinId}`, () => world.findUser(mixinId)),
      usersByIds: (userIds) => outside(`users:${userIds.join()}`, () => world.usersByIds(userIds)),
      isOperator: world.isOperator(talker.person.userId),
      botId: world.botId,
      botName: world.botName,
      publicUrl: world.publicUrl,
      say: (text, buttons) => replies.say(text, buttons),
      post: (markdown) => replies.post(markdown),
      card: (card) => replies.card(card),
      buttons: (buttons) => replies.buttons(buttons),
      picture: (spec, caption) => replies.picture(spec, caption),
      id: (purpose) => deriveId(runId, purpose),
      speak,
    };
  }
}

/** Places of a currency that can be paid: one without a known rate could be asked for but never paid. */
function payableDigits(code: string, rates: Rates): number | null {
  const digits = fiatDigits(code);
  return digits === null || code === "usd" || rates.fiat(code) ? digits : null;
}
