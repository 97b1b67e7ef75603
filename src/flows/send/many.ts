import { decimal, MAX_AMOUNT } from "../../payments/money.js";
import type { Chat, Question } from "../engine/flow.js";
import { notUnderstood, understood } from "../ask/questions.js";
import { menuButtons } from "../ask/wording.js";
import { TERM } from "../understand/send-line.js";
import { askUnits, type Good, type List, namesSomebody, readList, refusal } from "./list.js";
import { type Answer, badText, dryRun, sumsOf } from "./list-preview.js";
import { termQuestion, termText } from "./one.js";
import { type Batch, openAndShow } from "./pay.js";

/** What came of a list that was shown. */
type Agreed =
  | { what: "yes"; termSeconds: number }
  | { what: "no" }
  /** `written` null: another list is to be asked for. */
  | { what: "list"; termSeconds: number; written: string | null };

/**
 * Sends to several people: a dry run of every line, one confirmation, and a payment for each currency. Until it is
 * confirmed, another list takes the place of this one.
 */
export async function sendMany(chat: Chat, first: string): Promise<void> {
  let written = first;
  let units = new Map<string, string>();
  let termSeconds: number = TERM.usual;
  for (;;) {
    const refused = refusal(chat, written);
    if (refused === null) units = await askUnits(chat, written, units);
    const list = refused === null ? await noteList(chat, written, units) : null;
    const problem = list ? problemOf(chat, list) : refused;
    if (!list || problem !== null) {
      written = await askList(chat, problem!);
      continue;
    }
    const agreed = await agree(chat, list, termSeconds);
    if (agreed.what === "no") return chat.say(chat.t("chat.flow.cancelled"), menuButtons(chat));
    ({ termSeconds } = agreed);
    if (agreed.what === "yes") return openAndShow(chat, batchesOf(list.good, termSeconds));
    // Whoever goes back to the list goes back past its networks, too.
    if (agreed.written === null) units = new Map();
    written = agreed.written ?? (await askList(chat, chat.t("send.list.again")));
  }
}

const noteList = (chat: Chat, written: string, units: ReadonlyMap<string, string>): Promise<List> =>
  chat.note<List>("list", () => readList(chat, written, units));

/** Why nothing of a list can be sent; null when it can. */
function problemOf(chat: Chat, { good, bad }: List): string | null {
  if (good.length === 0) return [chat.t("send.list.none"), ...bad.map((one) => badText(chat, one))].join("\n");
  return [...sumsOf(good).values()].some((sum) => decimal(sum).gt(MAX_AMOUNT)) ? chat.t("send.list.tooMuch") : null;
}

/** A list in the place of another: `text` says why or how. */
function askList(chat: Chat, text: string): Promise<string> {
  const question: Question<string> = {
    text,
    lines: true,
    understand: (typed) => (namesSomebody(chat, typed) ? understood(typed) : notUnderstood(chat.t("send.noRecipient"))),
  };
  return chat.ask("list", question);
}

/** Shows a list until it is confirmed, given up or replaced; the time for all whose lines say none may change. */
async function agree(chat: Chat, list: List, usualSeconds: number): Promise<Agreed> {
  let termSeconds = usualSeconds;
  for (let n = 1; ; n++) {
    const answer = await chat.ask<Answer>(`confirm ${n}`, dryRun(chat, list, termSeconds, n === 1));
    if (answer === "yes") return { what: "yes", termSeconds };
    if (answer === "no") return { what: "no" };
    if (answer === "list") return { what: "list", termSeconds, written: null };
    if (typeof answer === "object") return { what: "list", termSeconds, written: answer.written };
    const isSaid = typeof answer === "number";
    termSeconds = isSaid ? answer : await chat.ask(`term ${n}`, termQuestion(chat, termText(chat, "ask")));
  }
}

function batchesOf(good: Good[], termSeconds: number): Batch[] {
  const batches = new Map<string, Batch>();
  for (const { quoteAsset, termSeconds: own, to, amount, note } of good) {
    const term = own ?? termSeconds;
    const key = `${quoteAsset} ${term}`;
    const batch = batches.get(key) ?? { quoteAsset, termSeconds: term, sendings: [] };
    batch.sendings.push({ to, amount, note });
    batches.set(key, batch);
  }
  return [...batches.values()];
}
