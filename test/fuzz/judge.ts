import { deriveId } from "../../src/db/ids.js";
import type { outbox } from "../../src/db/schema.js";
import { foldLetters, unquote } from "../../src/flows/understand/text.js";
import { contactConversationId } from "../../src/mixin/messages.js";
import { BOT_ID, BOT_NUMBER } from "../support/conversation.js";
import { names } from "./amounts.js";
import type { Cast } from "./cast.js";
import { type Change, type Row } from "./changes.js";
import { BOOKS, type How, type Rule, RULES, waysOf } from "./confirmations.js";
import type { Facts } from "./facts.js";
import { CLAIM_MARK, PLACE, readRow, unfitFor } from "./shown.js";
import type { Said } from "./speaker.js";
import { SHORT_ANSWERS } from "./texts.js";
import type { Run } from "./watch.js";

export type OutRow = typeof outbox.$inferSelect;

/** Something that must not be. */
export interface Failure {
  what: string;
  /** Whose messages led to it; absent: nobody's. */
  userId?: string | undefined;
}

/** What came of a batch of messages. */
export interface Outcome {
  batch: Said[];
  runs: Run[];
  changes: Change[];
  rows: OutRow[];
  /** What the program logged. */
  problems: { message: string; fields: Record<string, unknown> | undefined }[];
}

const REPLIES_MOST = 80;
const shortWords = new Set(SHORT_ANSWERS.map((word) => fold(word)));
/** Flows that look at what anybody may pay who has its link. */
/** A key to a shop, as it is made. */
export const KEY = /mixtill_[\w-]{43}/g;
const BY_LINK = new Set(["for"]);
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** Says of every batch whether all of it was right. */
export class Judge {
  /** Thread → the question that waits there, and all that was shown with it so far. */
  readonly #waiting = new Map<string, { run: string; key: string; text: string }>();
  /** Ids that buttons of ours have named. */
  readonly #offered = new Set<string>();
  readonly #said = new Map<string, string[]>();
  /** Ids that somebody has typed: a title of theirs may have them, whoever reads it. */
  readonly #typed = new Set<string>();
  /** Keys that were said. */
  readonly #keys = new Set<string>();
  /** Likewise what looks like a place that is to be filled. */
  readonly #places = new Set<string>();

  constructor(
    private readonly cast: Cast,
    private readonly facts: Facts,
  ) {}

  /** Of what people said, and what it led to. */
  batch(outcome: Outcome): Failure[] {
    const { batch, runs, changes, rows, problems } = outcome;
    // What is no UTF-8 is read, and comes back in quotes, as something else than was meant.
    for (const { who, message } of batch) this.#remember(who.userId, message.data.toString("utf8"));
    const failures: Failure[] = problems.map(({ message, fields }) => ({
      what: `the program complained: ${message} ${told(fields?.["error"])}`,
      userId: batch.find(({ message: { messageId } }) => messageId === fields?.["messageId"])?.who.userId,
    }));
    const before = new Map(rows.map((row) => [row.messageId, this.#maySee(row)]));
    failures.push(...this.#changes(outcome));
    for (const change of changes) this.facts.take(change);
    failures.push(...answersOf(outcome, this.cast));
    for (const row of rows) failures.push(...this.#shown(row, runs, before.get(row.messageId)!));
    this.#keepQuestions(runs, rows);
    return failures;
  }

  /** Of what nobody asked for: money that moves, people that are told of it. */
  news(changes: Change[], rows: OutRow[]): Failure[] {
    for (const change of changes) this.facts.take(change);
    return rows.flatMap((row) => this.#shown(row, [], () => false));
  }

  #remember(userId: string, text: string): void {
    const said = this.#said.get(userId) ?? [];
    said.push(text);
    for (const [id] of text.matchAll(UUID)) this.#typed.add(id.toLowerCase());
    for (const [place] of text.matchAll(PLACE)) this.#places.add(place);
    this.#said.set(userId, said.slice(-30));
  }

  #maySee({ conversationId, recipientId }: OutRow): (merchantId: string) => boolean {
    const isOwn = conversationId === contactConversationId(BOT_ID, recipientId);
    const seen = new Set(
      this.cast.shops
        .map(({ merchant }) => merchant.id)
        .filter((id) => (isOwn ? this.facts.maySee(id, recipientId) : this.facts.groupShop(conversationId) === id)),
    );
    return (merchantId) => seen.has(merchantId);
  }

  /** What may not be shown at all, or not to this reader. */
  #shown(row: OutRow, runs: Run[], couldSee: (merchantId: string) => boolean): Failure[] {
    const { recipientId: userId } = row;
    const read = readRow(row);
    for (const id of read.actions.join(" ").match(UUID) ?? []) this.#offered.add(id.toLowerCase());
    const said = this.#said.get(userId) ?? [];
    const failures = unfitFor(read, said, {
      id: (id) => this.facts.isOperator(userId) || this.#typed.has(id),
      place: (place) => this.#places.has(place),
    });
    const all = [read.text, ...read.actions].join("\n");
    for (const [secret] of all.matchAll(/(?<=\/claim\/)[\w-]{24}/g)) {
      if (this.facts.secrets.get(secret) !== userId) failures.push("a claim link is shown to whom it is not for");
    }
    for (const [, id] of all.matchAll(CLAIM_MARK)) {
      if (this.facts.senders.get(id!) !== userId) failures.push("a claim link is shown to whom it is not for");
    }
    const canSee = this.#maySee(row);
    const flows = new Set(runs.filter((run) => run.userId === userId).map((run) => run.flow));
    for (const [key] of all.matchAll(KEY)) {
      if (this.#keys.has(key)) failures.push("a key is said again");
      if (!row.isSecret || read.text !== key) failures.push("a key is said in a message that is kept, or not alone");
      if (!flows.has("new-key")) failures.push("a key is said to somebody who made none");
      this.#keys.add(key);
      this.facts.learn(key);
    }
    for (const { mark, merchant } of this.cast.shops) {
      if (!all.includes(mark) || canSee(merchant.id) || couldSee(merchant.id)) continue;
      const isLinked = said.some((text) => this.#isLink(text, merchant.id, merchant.handle));
      if (isLinked && [...BY_LINK].some((flow) => flows.has(flow))) continue;
      // Who decides about a payout has to see what it is for, and about held money which order they have named for it.
      if (this.facts.isOperator(userId) && (flows.has("approve") || (isLinked && flows.has("held")))) continue;
      failures.push(
        `${this.facts.nameOf(userId)} sees into the shop of ${this.facts.nameOf(merchant.id)}: ${read.text}`,
      );
    }
    return failures.map((what) => ({ what, userId }));
  }

  #isLink(text: string, merchantId: string, handle: string): boolean {
    const ids = text.match(UUID) ?? [];
    return (
      ids.some((id) => this.facts.orders.get(id.toLowerCase())?.merchantId === merchantId) || text.includes(handle)
    );
  }

  /** Each change of money or rights: asked for, confirmed after it was shown, and by somebody who may. */
  #changes(outcome: Outcome): Failure[] {
    const failures: Failure[] = [];
    const reasons = new Set<number | null>();
    for (const change of outcome.changes) {
      const rules = RULES.filter((rule) => rule.table === change.table && rule.when(change));
      const run = outcome.runs.find(({ n }) => n === change.run);
      if (rules.length > 0 && !run) failures.push({ what: `${rules[0]!.what}, and no flow did it: ${brief(change)}` });
      for (const rule of rules) {
        reasons.add(change.run);
        const problem = run && this.#wrongWith(rule, change, run, outcome);
        if (problem)
          failures.push({ what: `${rule.what} by “${run.flow}”: ${problem}: ${brief(change)}`, userId: run.userId });
      }
      this.#takeOrder(change);
    }
    for (const change of outcome.changes) {
      if (!BOOKS.has(change.table) || reasons.has(change.run)) continue;
      const userId = outcome.runs.find(({ n }) => n === change.run)?.userId;
      failures.push({ what: `the books moved for no reason: ${brief(change)}`, userId });
    }
    return failures;
  }

  /** What later changes of the same message are about. */
  #takeOrder(change: Change): void {
    if (change.table === "orders" || change.table === "payees") this.facts.take(change);
  }

  #wrongWith(rule: Rule, change: Change, run: Run, outcome: Outcome): string | null {
    if (!rule.mayDo(run, change, this.facts)) return `${this.facts.nameOf(run.userId)} has no right to it`;
    const ways = waysOf(rule, run.flow);
    if (!ways) return "this flow may not";
    const problems = ways.map((way) => this.#wrongWay(way, rule, change, run, outcome));
    return problems.includes(null) ? null : problems[0]!;
  }

  #wrongWay(way: How, rule: Rule, change: Change, run: Run, outcome: Outcome): string | null {
    if (way === "said") return null;
    const texts = outcome.batch.filter(({ who }) => who.userId === run.userId).map(({ text }) => text);
    if (way === "named") {
      const ids = Object.values(change.after ?? change.before ?? {}).map(String);
      const named = [...run.start.matchAll(UUID)].map(([id]) => id.toLowerCase()).find((id) => ids.includes(id));
      // A payout has not the id of what it pays: that is judged by its own row.
      if (named === undefined && change.table !== "transfers") return "nobody named it";
      return named === undefined || this.#offered.has(named) ? null : "it was named by an id that was never shown";
    }
    const last = run.answered.at(-1);
    const pattern = "answers" in way ? way.answers : way.typed;
    if (!last || !pattern.test(last.key)) return `no confirmation was asked for (last answer: ${last?.key ?? "none"})`;
    const shown = this.#shownWith(run, last.key, outcome);
    if (shown === "") return `the question “${last.key}” was never shown`;
    if ("typed" in way) return null;
    const accepted = new Set(last.buttons.flatMap((one) => [one.label, "input" in one ? one.input : ""]).map(fold));
    if (!texts.some((text) => accepted.has(fold(text)) || shortWords.has(fold(text)))) {
      return `“${last.key}” took “${texts.join("” “")}” for a yes`;
    }
    const { amounts = [], words = [] } = rule.shown?.(change.after!, this.facts) ?? {};
    const missing = [
      ...amounts.filter((amount) => !names(shown, amount)),
      ...words.filter((word) => !squeezed(shown).includes(squeezed(word))),
    ];
    return missing.length === 0 ? null : `the confirmation did not say ${missing.join(", ")} but: ${shown}`;
  }

  /** All that was shown with a question of this run, from when it was asked until it was answered. */
  #shownWith(run: Run, key: string, { runs, rows }: Outcome): string {
    const before = this.#waiting.get(run.thread);
    const earlier = before?.run === run.id && before.key === key ? before.text : "";
    const isAhead = runs.some((one) => one.n < run.n && one.id === run.id && one.waitsFor?.key === key);
    return earlier + (isAhead ? textIn(rows, run) : "");
  }

  #keepQuestions(runs: Run[], rows: OutRow[]): void {
    for (const run of new Map(runs.map((one) => [one.thread, one])).values()) {
      const before = this.#waiting.get(run.thread);
      if (!run.waitsFor) this.#waiting.delete(run.thread);
      else {
        const { key } = run.waitsFor;
        const goesOn = before?.run === run.id && (before.key === key || isSecondTime(before.key, key));
        const earlier = goesOn ? before.text : "";
        this.#waiting.set(run.thread, { run: run.id, key, text: `${earlier}\n${textIn(rows, run)}` });
      }
    }
  }
}

/** Large amounts are confirmed twice: what the first confirmation has shown is still there to be read. */
const isSecondTime = (before: string, key: string): boolean => before === "confirm" && key === "confirm-large";

const textIn = (rows: OutRow[], { conversationId, userId }: Run): string =>
  rows
    .filter((row) => row.conversationId === conversationId && row.recipientId === userId)
    .map((row) => readRow(row).text)
    .join("\n");

/** Each message is answered that is to be, once, where it was said; and nothing else is said. */
function answersOf({ batch, rows }: Outcome, { group }: Cast): Failure[] {
  const failures: Failure[] = [];
  const left = new Map(rows.map((row) => [row.messageId, row]));
  for (const { who, text, message, wantsAnswer } of new Set(batch)) {
    let count = 0;
    for (; count < REPLIES_MOST; count++) {
      const id = deriveId(message.messageId, `reply:${count}`);
      const row = left.get(id);
      if (!row) break;
      left.delete(id);
      if (row.conversationId !== message.conversationId)
        failures.push({ what: "answered elsewhere", userId: who.userId });
    }
    const said = `${message.category} “${text.slice(0, 200)}”`;
    if (wantsAnswer && count === 0) failures.push({ what: `no answer to ${said}`, userId: who.userId });
    if (!wantsAnswer && count > 0)
      failures.push({ what: `an answer to ${said}, which was not for us`, userId: who.userId });
  }
  left.delete(deriveId(deriveId(group, "hello"), "reply:0"));
  for (const row of left.values()) {
    failures.push({ what: `nobody asked for this: ${readRow(row).text.slice(0, 300)}`, userId: row.recipientId });
  }
  return failures;
}

function fold(text: string): string {
  return foldLetters(unquote(text.replaceAll(`@${BOT_NUMBER}`, " ").replaceAll("\0", "")))
    .replace(/[\s\u2066-\u2069]+/gu, " ")
    .replace(/^[/\s,:]+|[.!。！?\s]+$/gu, "");
}

/** Names and numbers are written with spaces here and there. */
const squeezed = (text: string): string => fold(text).replace(/[\s\-()]/g, "");

const brief = ({ table, before, after }: Change): string => {
  const differs = (row: Row) =>
    Object.entries(row).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(before?.[key]));
  return `${table} ${JSON.stringify(after ? Object.fromEntries(differs(after)) : before).slice(0, 600)}`;
};

function told(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === "string" ? error : (JSON.stringify(error) ?? "");
  const cause = error.cause === undefined ? "" : ` ← ${told(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
