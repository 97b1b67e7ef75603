import type { StoredAnswer } from "../../db/tables/chat.js";
import { carefully } from "./careful.js";
import type { Button, Chat, Flow, Question } from "./flow.js";
import type { Replies } from "./replies.js";
import { excerpt } from "../understand/text.js";
import type { Command } from "../words.js";

/**
 * What arrives at a running flow: a text (which may name another flow), a wish for help or to go back, or nothing yet.
 * "again": nothing new, so that it can only ask; whatever it would do without asking nobody has said.
 */
export type Arrival =
  /** `written`: with its line breaks, when it has several lines. */
  | { kind: "text"; text: string; written?: string; command: Command | null }
  | { kind: "help" }
  | { kind: "back" }
  | { kind: "nothing" }
  | { kind: "again" };

export type Outcome =
  /** This question waits; these are the answers so far. */
  | { kind: "waiting"; answers: StoredAnswer[]; asked: string }
  | { kind: "done" }
  /** The person wants another flow instead. */
  | { kind: "left" }
  /** The newest answer is to be taken back. */
  | { kind: "back" }
  /** The flow is no longer the one these answers were given to. */
  | { kind: "changed" }
  /** It would have done something, though what arrived answers nothing that is still asked. Nothing was done. */
  | { kind: "unheard" };

/** Everything of a Chat but asking and what is kept between messages, which is the engine's. */
export type Stage = Omit<Chat, "ask" | "note" | "heard">;

/** The words around a question that are the same in every flow. */
export interface Frame {
  /** Buttons added to each question: cancel, and back where it leads somewhere. */
  buttons(goesBack: boolean): Button[];
  /** Where one is, said before the question is asked again. */
  help(answers: StoredAnswer[]): string;
  /** True for what is no answer, but has another flow's word somewhere in it: the person wants that instead. */
  wantsOther(text: string): Promise<boolean>;
  /** What is said of the button of an earlier question; null of anything else. */
  earlier(text: string): string | null;
  /** Said before a question that is asked instead of the one that was answered. */
  moved(): string;
  /** What may have been meant by what is no answer: a sentence and its buttons; null when nobody can tell. */
  guess(text: string): { text: string; buttons: Button[] } | null;
}

class Waiting extends Error {
  constructor(
    readonly key: string,
    readonly question: Question<unknown>,
    readonly lead: string | null,
  ) {
    super("a question waits for its answer");
  }
}
class Left extends Error {}
class GoesBack extends Error {}
class Changed extends Error {}
class Unheard extends Error {}

/** The longest answer kept as typed; what it was understood as is kept whole. */
const KEPT_TEXT = 200;

/** Before the key of what a flow noted, so that it is no question's. */
const NOTE = "note:";
/** Nobody has said it: it can be neither taken back nor repeated to them. */
const isNote = ({ key }: StoredAnswer): boolean => key.startsWith(NOTE);

/** What people have said, of all that is kept. */
export const spoken = (answers: StoredAnswer[]): StoredAnswer[] => answers.filter((one) => !isNote(one));

/** Without the newest answer, and what was noted since. */
export const takeBack = (answers: StoredAnswer[]): StoredAnswer[] =>
  answers.slice(
    0,
    Math.max(
      answers.findLastIndex((one) => !isNote(one)),
      0,
    ),
  );

/** Where a run stands: the answers given so far, and the question that waits; null when it is not known. */
export interface Standing {
  given: StoredAnswer[];
  asked: string | null;
}

/**
 * Runs a flow from its top with the answers given so far, then with what arrived. Only what is said after the newest
 * answer is collected in `replies`: the rest was said before. What arrived answers the question that was asked, and no
 * other; when that is no longer asked, the flow may say so, but it does nothing.
 */
export async function runFlow(
  flow: Flow,
  stage: Stage,
  replies: Replies,
  frame: Frame,
  { given, asked }: Standing,
  arrival: Arrival,
): Promise<Outcome> {
  const answers = [...given];
  let at = 0;
  let unused: Arrival | null = arrival.kind === "nothing" ? null : arrival;

  async function ask<T>(key: string, question: Question<T>): Promise<T> {
    const stored = answers[at];
    if (stored) {
      if (stored.key !== key) throw new Changed();
      at++;
      replies.clear();
      return stored.value as T;
    }
    const arrived = unused;
    unused = null;
    if (!arrived || arrived.kind === "nothing" || arrived.kind === "again") throw new Waiting(key, question, null);
    if (arrived.kind === "back") {
      if (question.back === undefined) throw new GoesBack();
      return keep(key, "", question.back);
    }
    if (arrived.kind === "help") throw new Waiting(key, question, frame.help(spoken(answers)));
    if (arrived.command?.strong && question.free) throw new Left();
    if (asked !== null && asked !== key) {
      if (arrived.command) throw new Left();
      throw new Waiting(key, question, frame.moved());
    }
    const said = question.lines ? (arrived.written ?? arrived.text) : arrived.text;
    const understood = await question.understand(said);
    if (!understood.ok) {
      const earlier = frame.earlier(arrived.text);
      if (earlier !== null) throw new Waiting(key, question, earlier);
      if (arrived.command || (await frame.wantsOther(arrived.text))) throw new Left();
      replies.clear();
      const own = understood.buttons ?? [];
      const guess = own.length > 0 || question.free ? null : frame.guess(arrived.text);
      const text = guess ? `${understood.problem} ${guess.text}` : understood.problem;
      const buttons = [...own, ...(guess?.buttons ?? []), ...(question.buttons ?? [])];
      throw new Waiting(key, { ...question, text, buttons }, null);
    }
    return keep(key, arrived.text, understood.value);
  }

  function keep<T>(key: string, text: string, value: T): T {
    answers.push({ key, text: excerpt(text, KEPT_TEXT), value });
    at++;
    replies.clear();
    return value;
  }

  async function note<T>(key: string, find: () => Promise<T>): Promise<T> {
    const stored = answers[at];
    if (stored && stored.key !== NOTE + key) throw new Changed();
    const value = stored ? (stored.value as T) : await find();
    if (!stored) answers.push({ key: NOTE + key, text: "", value });
    at++;
    return value;
  }

  const { guarded, ...deeds } = carefully(stage, () => {
    if (unused !== null) throw new Unheard();
  });
  const heard = (): void => void (unused = null);
  // A prototype chain keeps getters of the stage alive: what a flow changes there it sees at once.
  const chat: Chat = Object.assign(Object.create(stage) as Stage, { ask, note, heard, ...deeds });
  Object.defineProperty(chat, "tx", { get: () => (unused === null ? stage.tx : guarded()) });
  try {
    await flow.run(chat);
  } catch (error) {
    if (error instanceof Unheard) {
      replies.clear();
      return { kind: "unheard" };
    }
    if (error instanceof Left) {
      replies.clear();
      return { kind: "left" };
    }
    if (error instanceof GoesBack) {
      replies.clear();
      return { kind: "back" };
    }
    if (error instanceof Changed) {
      replies.clear();
      return { kind: "changed" };
    }
    if (!(error instanceof Waiting)) throw error;
    if (error.lead !== null) {
      replies.clear();
      replies.say(error.lead);
    }
    const { text, buttons = [], back } = error.question;
    replies.say(text, [...buttons, ...frame.buttons(spoken(answers).length > 0 || back !== undefined)]);
    return { kind: "waiting", answers, asked: error.key };
  }
  return { kind: "done" };
}
