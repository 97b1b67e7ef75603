import type { Tx } from "../../db/database.js";
import { deriveId } from "../../db/ids.js";
import type { StoredAnswer } from "../../db/tables/chat.js";
import { type Language, texts } from "../../i18n/index.js";
import { type Action, may, NotAllowed } from "../../shop/rights.js";
import { readAnywhere } from "../guess/anywhere.js";
import { didYouMean, guessButtons } from "../guess/did-you-mean.js";
import { type Begun, readBegun, startedFor } from "./begun.js";
import { type Arrival, type Frame, runFlow, spoken, type Stage, takeBack } from "./engine.js";
import type { Button, Flow } from "./flow.js";
import { guessWord } from "../guess/guess-command.js";
import { answerElsewhere } from "../guess/nonsense.js";
import { isAnswerButton } from "../guess/old-buttons.js";
import { deniedText, neededFor } from "./rights.js";
import { Replies } from "./replies.js";
import { isPasted } from "../send/pasted.js";
import { createStage } from "./stage.js";
import { FLOWS } from "../table.js";
import { backButton, cancelButton, flowButton, menuButtons } from "../ask/wording.js";
import {
  type Command,
  controlLabel,
  type FlowName,
  guessLanguage,
  labelOf,
  readCommand,
  readControl,
  WORDS,
} from "../words.js";
import type { Running, Said, Stand, Talker } from "./world.js";

/** Answers one text message: the replies, and the flow that waits afterwards (null: none). */
export async function talk(
  world: Stand,
  tx: Tx,
  talker: Talker,
  running: Running | null,
  said: Said,
): Promise<{ replies: Replies; running: Running | null }> {
  const conversation = new Conversation(world, tx, talker, said, running);
  return running ? conversation.goOn(running) : conversation.begin();
}

/** Flows that run in a shop's group: all others are nobody else's business. */
export const GROUP_FLOWS: ReadonlySet<FlowName> = new Set<FlowName>(["invoice", "link-shop", "unlink-shop"]);

/** Flows whose word may be followed by several lines. */
const LINE_FLOWS: ReadonlySet<FlowName> = new Set<FlowName>(["send"]);

class Conversation {
  #command: Command | null;
  readonly #tongue: { language: Language };
  readonly #replies: Replies;

  constructor(
    private readonly world: Stand,
    private readonly tx: Tx,
    private readonly talker: Talker,
    private readonly said: Said,
    running: Running | null,
  ) {
    const command = isAnswerButton(said.text) ? null : readCommand(said.text, world.isOperator(talker.person.userId));
    const chosen = talker.person.language as Language | null;
    // A word that several languages have does not turn a conversation round.
    const language = chosen ?? readBegun(running?.answers[0]?.value)?.language ?? guessLanguage(said.text, command);
    this.#command = said.groupId !== null && command && !GROUP_FLOWS.has(command.flow) ? null : this.#inLines(command);
    this.#tongue = { language };
    this.#replies = this.#blank();
  }

  /** Buttons in a group say whom they talk to: what is said there to nobody is not answered. */
  #blank(): Replies {
    return new Replies(this.world.botId, this.said.groupId === null ? "" : `@${this.world.botNumber} `);
  }

  /** What stands behind a word that takes several lines keeps their breaks. */
  #inLines(command: Command | null): Command | null {
    const [first = "", ...more] = (this.said.written ?? "").split("\n");
    if (!command || more.length === 0 || !LINE_FLOWS.has(command.flow)) return command;
    const named = readCommand(first, this.world.isOperator(this.talker.person.userId));
    return named?.flow === command.flow ? { ...command, rest: [named.rest, ...more].join("\n").trim() } : command;
  }

  get #written(): { written?: string } {
    return this.said.written === undefined ? {} : { written: this.said.written };
  }

  get #language(): Language {
    return this.#tongue.language;
  }

  get #menu(): Button[] {
    return menuButtons({ language: this.#language, role: this.talker.role, groupId: this.said.groupId });
  }

  get #t() {
    return texts(this.#language);
  }

  /** A message while no flow waits. */
  async begin(): Promise<{ replies: Replies; running: Running | null }> {
    const control = readControl(this.said.text);
    if (control === "back" || control === "cancel") {
      this.#replies.say(this.#t("chat.menu.nothingRuns"), this.#menu);
      return this.#end(null);
    }
    const command =
      this.#command ??
      this.#charged() ??
      this.#pasted() ??
      (await answerElsewhere(this.#stage("", this.said.messageId), this.#replies, this.said.text));
    return this.#end(command ? await this.#start(command.flow, command.rest) : null);
  }

  /** In a shop's group whatever is no command is an invoice's line: who comes here with none is not let in. */
  #charged(): { flow: FlowName; rest: string } | null {
    return this.said.groupId === null ? null : { flow: "invoice", rest: this.said.text };
  }

  /** Lines that each name somebody and an amount need no word. */
  #pasted(): { flow: FlowName; rest: string } | null {
    const { written } = this.said;
    if (written === undefined || !isPasted(written, this.#stage("", this.said.messageId))) return null;
    return { flow: "send", rest: written };
  }

  /** A message to a waiting flow. */
  async goOn(running: Running): Promise<{ replies: Replies; running: Running | null }> {
    const control = readControl(this.said.text);
    if (control === "cancel") {
      this.#replies.say(this.#t("chat.flow.cancelled"), this.#menu);
      return this.#end(null);
    }
    const flow = (FLOWS as Partial<Record<string, Flow>>)[running.flow];
    if (!flow) return this.begin();
    const [start, ...answers] = running.answers;
    if (!start || flow.version !== running.flowVersion) return this.#end(await this.#restart(running));
    const arrival: Arrival =
      control === "back" || control === "help"
        ? { kind: control }
        : { kind: "text", text: this.said.text, ...this.#written, command: this.#command };
    return this.#end(await this.#run(running, answers, arrival));
  }

  #end(running: Running | null) {
    return { replies: this.#replies, running };
  }

  async #start(name: FlowName, rest: string, arrival: Arrival = { kind: "nothing" }): Promise<Running | null> {
    const runId = deriveId(this.said.messageId, `run:${name}`);
    const value: Begun = { shop: this.talker.merchant?.id ?? null, language: this.#language };
    const start: StoredAnswer = { key: "start", text: rest, value };
    const begun = { flow: name, flowVersion: FLOWS[name].version, runId, answers: [start] };
    return this.#run(begun, [], arrival);
  }

  async #restart({ flow, answers }: Running): Promise<Running | null> {
    const name = flow as FlowName;
    this.#replies.say(this.#t("chat.flow.changed", { what: this.#title(name) }));
    return this.#start(name, answers[0]?.key === "start" ? answers[0].text : "", { kind: "again" });
  }

  async #run(running: Running, given: StoredAnswer[], arrival: Arrival): Promise<Running | null> {
    const name = running.flow as FlowName;
    const start = running.answers[0]!;
    const needed = neededFor(name);
    if (needed && !may(this.talker.role, needed)) return this.#deny(needed);
    // What was begun for one shop is never finished for another.
    const begun = readBegun(start.value);
    if (needed && !startedFor(begun, this.talker.merchant)) return this.#otherShop();
    const replies = this.#blank();
    const stage = this.#stage(start.text, running.runId, replies);
    // Only what somebody said is said to a question; going over the answers again asks whatever there is to ask.
    const asked = arrival.kind === "text" ? (begun?.asked ?? null) : null;
    const outcome = await runFlow(FLOWS[name], stage, replies, this.#frame(name), { given, asked }, arrival).catch(
      (error: unknown) => {
        if (error instanceof NotAllowed) return error;
        throw error;
      },
    );
    if (outcome instanceof NotAllowed) return this.#deny(outcome.action);
    this.#replies.append(replies);
    if (outcome.kind === "back") return this.#goBack(running, given);
    if (outcome.kind === "unheard") return this.#askAgain(running, given, arrival);
    if (outcome.kind === "waiting") {
      const value = begun ? ({ ...begun, asked: outcome.asked } satisfies Begun) : start.value;
      return { ...running, answers: [{ ...start, value }, ...outcome.answers] };
    }
    if (outcome.kind === "changed") return this.#restart(running);
    if (outcome.kind === "done" || !this.#command) return null;
    this.#replies.say(this.#t("chat.flow.left", { what: this.#title(name) }));
    return this.#start(this.#command.flow, this.#command.rest);
  }

  async #goBack(running: Running, given: StoredAnswer[]): Promise<Running | null> {
    if (spoken(given).length === 0) {
      const cancel = controlLabel("cancel", this.#language);
      this.#replies.say(this.#t("chat.flow.first", { cancel }));
    }
    return this.#run(running, takeBack(given), { kind: "again" });
  }

  /** What was asked no longer is: whoever meant to go back goes back, and anybody else is asked for their last word again. */
  async #askAgain(running: Running, given: StoredAnswer[], arrival: Arrival): Promise<Running | null> {
    if (spoken(given).length === 0) {
      const name = running.flow as FlowName;
      const begin = name in WORDS ? [flowButton({ language: this.#language }, name as keyof typeof WORDS)] : [];
      this.#replies.clear();
      this.#replies.say(this.#t("chat.flow.over"), [...begin, flowButton({ language: this.#language }, "menu")]);
      return null;
    }
    if (arrival.kind === "text" || arrival.kind === "help") this.#replies.say(this.#t("chat.flow.moved"));
    return this.#run(running, takeBack(given), { kind: "again" });
  }

  #deny(action: Action): null {
    // What may not be done for this shop may be possible in one's own.
    const other = this.said.groupId === null ? [flowButton({ language: this.#language }, "shop")] : [];
    this.#replies.say(deniedText(this.#t, action, this.talker.merchant), [...this.#menu, ...other]);
    return null;
  }

  #otherShop(): null {
    const { merchant } = this.talker;
    const words = { shop: merchant?.name ?? "" };
    this.#replies.say(this.#t(merchant ? "staff.otherShop" : "staff.noLonger", words), this.#menu);
    return null;
  }

  #title(name: FlowName): string {
    return labelOf(name in WORDS ? (name as keyof typeof WORDS) : "receipt-code", this.#language);
  }

  #frame(name: FlowName): Frame {
    return {
      buttons: (goesBack) => [...(goesBack ? [backButton(this.#language)] : []), cancelButton(this.#language)],
      help: (answers) => {
        const said = answers.flatMap(({ text }) => (text === "" ? [] : [text]));
        const given = said.join(" · ");
        return this.#t("chat.help.inFlow", {
          what: this.#title(name),
          soFar: given === "" ? "" : this.#t("chat.help.soFar", { answers: given }),
          back: controlLabel("back", this.#language),
          cancel: controlLabel("cancel", this.#language),
        });
      },
      wantsOther: async (text) => {
        if (this.said.groupId !== null) return false;
        const named = await readAnywhere(text, this.#stage("", this.said.messageId));
        if (named) this.#command = { ...named, strong: false, language: null };
        return named !== null;
      },
      moved: () => this.#t("chat.flow.moved"),
      earlier: (text) => (isAnswerButton(text) ? this.#t("chat.flow.earlier") : null),
      guess: (text) => {
        const guesses = guessWord(text, this.world.isOperator(this.talker.person.userId), this.#language);
        // Back and cancel are below every question.
        const more = guesses.filter(({ said }) => readControl(said) === null);
        return guesses.length === 0 ? null : { text: didYouMean({ t: this.#t }, guesses), buttons: guessButtons(more) };
      },
    };
  }

  #stage(start: string, runId: string, replies = this.#replies): Stage {
    const { world, tx, talker, said } = this;
    return createStage({ world, tx, talker, said, start, runId, replies, tongue: this.#tongue });
  }
}
