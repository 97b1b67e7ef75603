import type { Db } from "../../src/db/database.js";
import { deriveId } from "../../src/db/ids.js";
import type { Button, Chat, Flow, Question } from "../../src/flows/engine/flow.js";
import { FLOWS } from "../../src/flows/table.js";
import type { FlowName } from "../../src/flows/words.js";
import { contactConversationId } from "../../src/mixin/messages.js";
import { BOT_ID } from "../support/conversation.js";
import { markRun } from "./changes.js";

interface Asked {
  key: string;
  buttons: Button[];
}

/** One run of a flow from its top, for one message. */
export interface Run {
  n: number;
  flow: string;
  /** The same for all runs of one conversation's flow, from its first word to its end. */
  id: string;
  userId: string;
  /** Where its questions are shown, and the key of whose answers it takes. */
  conversationId: string;
  thread: string;
  merchantId: string | null;
  start: string;
  /** Questions answered so far, in order. */
  answered: Asked[];
  waitsFor: Asked | null;
  isDone: boolean;
}

/** How often a flow was run, came to its end, and how many different questions of it were asked. */
export interface Reached {
  runs: number;
  ends: number;
  keys: Set<string>;
}

/** Looks on while flows run; whatever is in the table is watched. One at a time: it puts itself into the table. */
export class Watch {
  readonly reached = new Map<string, Reached>();
  #runs: Run[] = [];
  #count = 0;
  readonly #own = new Map<FlowName, Flow>();

  begin(): void {
    for (const [name, flow] of Object.entries(FLOWS) as [FlowName, Flow][]) {
      this.#own.set(name, flow);
      this.reached.set(name, { runs: 0, ends: 0, keys: new Set() });
      FLOWS[name] = { version: flow.version, run: (chat) => this.#run(name, flow, chat) };
    }
  }

  end(): void {
    for (const [name, flow] of this.#own) FLOWS[name] = flow;
  }

  /** The runs since it was asked last, in order. */
  take(): Run[] {
    const runs = this.#runs;
    this.#runs = [];
    return runs;
  }

  async #run(flow: FlowName, own: Flow, chat: Chat): Promise<void> {
    const { userId } = chat.person;
    const conversationId = chat.groupId ?? contactConversationId(BOT_ID, userId);
    const run: Run = {
      n: ++this.#count,
      flow,
      id: chat.id("fuzz"),
      userId,
      conversationId,
      thread: chat.groupId === null ? conversationId : deriveId(conversationId, `thread of ${userId}`),
      merchantId: chat.merchant?.id ?? null,
      start: chat.start,
      answered: [],
      waitsFor: null,
      isDone: false,
    };
    this.#runs.push(run);
    const reached = this.reached.get(flow)!;
    reached.runs++;
    await markRun(chat.tx, run.n);
    const watched = Object.assign(Object.create(chat) as Chat, {
      ask: async <T>(key: string, question: Question<T>): Promise<T> => {
        const asked = { key, buttons: question.buttons ?? [] };
        run.waitsFor = asked;
        reached.keys.add(key);
        const value = await chat.ask(key, question);
        run.waitsFor = null;
        run.answered.push(asked);
        return value;
      },
      outside: <T>(key: string, work: (db: Db) => Promise<T>): Promise<T> =>
        chat.outside(key, (db) => work(marking(db, run.n))),
    });
    await own.run(watched);
    run.isDone = true;
    reached.ends++;
  }
}

/** The same database; what is done in its transactions is this run's. */
function marking(db: Db, run: number): Db {
  const transaction: Db["transaction"] = (work, config) =>
    db.transaction(async (tx) => {
      await markRun(tx, run);
      return work(tx);
    }, config);
  return Object.assign(Object.create(db) as Db, { transaction });
}
