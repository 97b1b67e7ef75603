import type { StoredAnswer } from "../db/tables/chat.js";
import type { Button, Chat, Flow, Question } from "./flow.js";
import type { Replies } from "./replies.js";
import { excerpt } from "./understand/text.js";
import type { Command } from "./words.js";

/** What arrives at a running flow: a text (which may name another flow), a wish for help, or nothing yet. */
export type Arrival = { kind: "text"; text: string; command: Command | null } | { kind: "help" } | { kind: "nothing" };

export type Outcome =
  /** A question waits; these are the answers so far. */
  | { kind: "waiting"; answers: StoredAnswer[] }
  | { kind: "done" }
  /** The person wants another flow instead. */
  | { kind: "left" }
  /** The flow is no longer the one these answers were given to. */
  | { kind: "changed" };

/** Everything of a Chat but asking, which is the engine's. */
export type Stage = Omit<Chat, "ask">;

/** The words around a question that are the same in every flow. */
export interface Frame {
  /** Buttons added to each question: back, cancel. `answered`: how many answers can be taken back. */
  buttons(answered: number): Button[];
  /** Where one is, said before the question is asked again. */
  help(answers: StoredAnswer[]): string;
}

class Waiting extends Error {
  constructor(
    readonly question: Question<unknown>,
    readonly lead: string | null,
  ) {
    super("a question waits for its answer");
  }
}
class Left extends Error {}
class Changed extends Error {}

/** The longest answer kept as typed; what it was understood as is kept whole. */
const KEPT_TEXT = 200;

/**
 * Runs a flow from its top with the answers given so far, then with what arrived. Only what is said after the newest
 * answer is collected in `replies`: the rest was said before.
 */
export async function runFlow(
  flow: Flow,
  stage: Stage,
  replies: Replies,
  frame: Frame,
  given: StoredAnswer[],
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
    if (!arrived || arrived.kind === "nothing") throw new Waiting(question, null);
    if (arrived.kind === "help") throw new Waiting(question, frame.help(answers));
    if (arrived.command?.strong && question.free) throw new Left();
    const understood = await question.understand(arrived.text);
    if (!understood.ok) {
      if (arrived.command) throw new Left();
      replies.clear();
      throw new Waiting({ ...question, text: understood.problem }, null);
    }
    answers.push({ key, text: excerpt(arrived.text, KEPT_TEXT), value: understood.value });
    at++;
    replies.clear();
    return understood.value;
  }

  // A prototype chain keeps getters of the stage alive: what a flow changes there it sees at once.
  const chat: Chat = Object.assign(Object.create(stage) as Stage, { ask });
  try {
    await flow.run(chat);
  } catch (error) {
    if (error instanceof Left) {
      replies.clear();
      return { kind: "left" };
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
    replies.say(error.question.text, [...(error.question.buttons ?? []), ...frame.buttons(answers.length)]);
    return { kind: "waiting", answers };
  }
  return { kind: "done" };
}
