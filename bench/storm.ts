import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { Person } from "../test/support/payer.js";
import type { SandboxControl } from "../test/support/sandbox.js";
import { replyId } from "../test/support/shop.js";
import { until } from "../test/support/until.js";
import { percentile } from "./figures.js";
import { processorMs } from "./proc.js";

export const PEOPLE = 150;
export const EACH = 20;
const CALM_MESSAGES = 300;
const CALM_PAUSE_MS = 15;
const WORDS = ["help", "menu", "what is this?", "my codes", "hm"];
const PATIENCE = { timeoutMs: 60_000, everyMs: 50 };

export interface StormFigures {
  perSecond: number;
  /** Processor time of the bot's process for one message of the storm, milliseconds: the same however busy the machine is. */
  processorMs: number;
  /** Messages the bot sent for them: it may answer one with several. */
  sent: number;
  /** At low load, from the sandbox's acceptance of the message to that of the first answer. */
  p50: number;
  p99: number;
}

/** People who write to whichever bot is there. */
export async function gather(control: SandboxControl): Promise<Person[]> {
  const { user_id: botId } = await control.bot();
  const people: Person[] = [];
  for (let n = 0; n < PEOPLE; n++) people.push(new Person(control.url, await control.addUser(`Writer ${n}`), botId));
  return people;
}

/**
 * Writes to a bot at low load, then all at once. `isIdle` tells that so many messages in all have been answered.
 * Times are the sandbox's own: one clock for both ends.
 */
export async function storm(
  control: SandboxControl,
  people: Person[],
  botPid: number,
  isIdle: (answered: number) => Promise<boolean>,
): Promise<StormFigures> {
  const greetings = people.map((person) => ({ person, messages: [message("hello")] }));
  await sendAll(greetings);
  await until("everybody to be greeted", () => isIdle(PEOPLE), PATIENCE);

  const calm: string[] = [];
  const sending: Promise<unknown>[] = [];
  for (let n = 0; n < CALM_MESSAGES; n++) {
    const one = message(WORDS[n % WORDS.length]!);
    calm.push(one.messageId);
    sending.push(people[n % PEOPLE]!.sends([one]));
    await pause(CALM_PAUSE_MS);
  }
  await Promise.all(sending);
  await until("the answers at low load", () => isIdle(PEOPLE + CALM_MESSAGES), PATIENCE);

  const batches = people.map((person) => ({
    person,
    messages: Array.from({ length: EACH }, (_, n) => message(WORDS[n % WORDS.length]!)),
  }));
  const usedBefore = processorMs(botPid);
  await sendAll(batches);
  await until("the answers to the storm", () => isIdle(PEOPLE + CALM_MESSAGES + PEOPLE * EACH), PATIENCE);
  const used = processorMs(botPid) - usedBefore;

  const at = new Map<string, number>();
  for (const { message_id: id, created_at: moment } of (await control.ledger()).messages) at.set(id, toMs(moment));
  const stormed = batches.flatMap(({ messages }) => messages.map(({ messageId }) => messageId));
  const answers = stormed.map((id) => repliesTo(id, at));
  const missing = answers.filter((times) => times.length === 0).length;
  if (missing > 0) throw new Error(`${missing} messages of the storm were not answered`);
  const first = Math.min(...stormed.map((id) => at.get(id)!));
  const last = Math.max(...answers.flat());
  const waits = calm.map((id) => at.get(replyId(id))! - at.get(id)!);
  return {
    perSecond: stormed.length / ((last - first) / 1000),
    processorMs: used / stormed.length,
    sent: answers.flat().length,
    p50: percentile(waits, 0.5),
    p99: percentile(waits, 0.99),
  };
}

const message = (text: string) => ({ text, messageId: randomUUID() });

interface Batch {
  person: Person;
  messages: { text: string; messageId: string }[];
}

/** A request for each person, sixteen at once: people are many, but our processor has other work, too. */
async function sendAll(batches: Batch[]): Promise<void> {
  const left = [...batches];
  const lane = async () => {
    for (let next = left.pop(); next; next = left.pop()) await next.person.sends(next.messages);
  };
  await Promise.all(Array.from({ length: 16 }, lane));
}

function repliesTo(messageId: string, at: Map<string, number>): number[] {
  const times: number[] = [];
  for (let n = 0; at.has(replyId(messageId, n)); n++) times.push(at.get(replyId(messageId, n))!);
  return times;
}

/** RFC 3339 with nanoseconds, to milliseconds with a fraction. */
function toMs(moment: string): number {
  const fraction = /\.(\d+)Z$/.exec(moment)?.[1] ?? "0";
  return Date.parse(moment.replace(/\.\d+Z$/, "Z")) + Number(`0.${fraction}`) * 1000;
}
