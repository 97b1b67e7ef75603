import type { Ledger, LedgerMessage } from "../support/sandbox-ledger.js";
import { replyId } from "../support/shop.js";
import type { Notice } from "./expected.js";
import type { Scene } from "./scene.js";
import type { World } from "./world.js";

/** Answers to one message are not more than this. */
const MOST_ANSWERS = 10;
/** Alerts to operators that mean that something is wrong with money. */
const ALARMS = /Books and wallet differ|A transfer was refused|Money is held/;

const textOf = ({ data }: LedgerMessage): string => Buffer.from(data, "base64").toString();

/**
 * Each message that had to come came once, none came that nothing asked for, none changed its words, and everything that
 * was said was answered. What each is about is told by its words: its id is the program's own affair.
 */
export async function talkProblems(world: World, scene: Scene, ledger: Ledger, notices: Notice[]): Promise<string[]> {
  const own = [scene.merchant, ...scene.payers];
  const others = scene.visits.flatMap(({ history }) =>
    history.flatMap((step) => ("acts" in step ? step.acts.map(({ payer }) => payer) : [])),
  );
  const people = new Map([...world.shops.people, ...others, ...own].map((one) => [one.userId, one.name]));
  // Those who were there before have been told other things.
  const isNew = new Set(own.map(({ userId }) => userId));
  const isNow = (message: LedgerMessage, who: string) => isNew.has(who) || message.created_at > scene.since;
  const sent = ledger.messages.filter(
    (message) =>
      message.user_id === world.botId &&
      !message.category.startsWith("SYSTEM_") &&
      message.receivers.some((receiver) => people.has(receiver) && isNow(message, receiver)),
  );
  const heard = ledger.messages.filter(
    (message) => people.has(message.user_id) && message.category === "PLAIN_TEXT" && isNow(message, message.user_id),
  );
  const sentIds = new Set(sent.map((message) => message.message_id));
  const problems: string[] = [];
  const replies = new Set<string>();
  for (const message of heard) {
    const ids = Array.from({ length: MOST_ANSWERS }, (_, n) => replyId(message.message_id, n));
    const answered = ids.map((id) => sentIds.has(id));
    if (!answered[0]) problems.push(`“${textOf(message)}” was not answered`);
    else if (answered.lastIndexOf(true) + 1 !== answered.filter(Boolean).length) {
      problems.push(`“${textOf(message)}” was answered with gaps`);
    }
    for (const id of ids) replies.add(id);
  }
  const told = sent.filter((message) => !replies.has(message.message_id));
  for (const message of sent.filter(({ conflicts }) => conflicts > 0)) {
    problems.push(`a message came again with other words: ${textOf(message).slice(0, 200)}`);
  }
  const alarms = ledger.messages.filter(
    (message) => message.user_id === world.botId && message.created_at > scene.since && ALARMS.test(textOf(message)),
  );
  problems.push(...alarms.map((message) => `the operators were told: ${textOf(message).slice(0, 200)}`));
  return [...problems, ...matched(told, notices, people)];
}

/** Gives each message the first notice that it can be, those that must be before others; what is left on either side is wrong. */
function matched(told: LedgerMessage[], notices: Notice[], people: ReadonlyMap<string, string>): string[] {
  const left = notices.toSorted((a, b) => Number(a.isOptional) - Number(b.isOptional));
  const problems: string[] = [];
  for (const message of told) {
    const text = textOf(message);
    const at = left.findIndex(
      ({ to, words }) => message.receivers.includes(to) && words.every((word) => word.test(text)),
    );
    if (at >= 0) left.splice(at, 1);
    else {
      const whom = message.receivers.map((id) => people.get(id) ?? id).join();
      problems.push(`nothing asked for what ${whom} was told: ${text.slice(0, 200)}`);
    }
  }
  const missing = left.filter(({ isOptional }) => !isOptional);
  problems.push(
    ...missing.map(({ to, what, words }) => `${people.get(to) ?? to} was not told “${what}”: ${words.join(", ")}`),
  );
  return problems;
}
