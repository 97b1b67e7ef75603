import { inArray } from "drizzle-orm";
import { Decimal } from "decimal.js";
import type { Db } from "../../src/db/database.js";
import {
  codes,
  inboundMessages,
  intakes,
  jobs,
  orders,
  outbox,
  transfers,
  walletOutputs,
} from "../../src/db/schema.js";
import { verifyLedger } from "../../src/payments/verify.js";
import type { Ledger } from "../support/sandbox-ledger.js";
import { replyId } from "../support/shop.js";
import { type Fate, fatesOf, noticesOf, type Payout, payoutOf } from "./expected.js";
import { secondTitle } from "./perform.js";
import type { Scene } from "./scene.js";
import type { World } from "./world.js";

/** Compares what happened with what had to happen; the bot is stopped. Resolves to what is wrong, in words. */
export async function verify(world: World, scene: Scene): Promise<string[]> {
  const ledger = await world.control.ledger();
  const fates = fatesOf(scene, world.botId, ledger);
  const problems: string[] = [];
  if (fates.length !== scene.acts.length) problems.push(`${fates.length} of ${scene.acts.length} payments are final`);
  problems.push(...payouts(world, scene, ledger, fates), ...chat(world, scene, ledger, fates));
  const database = await world.openDatabase();
  try {
    problems.push(...(await books(database.db, world, ledger, fates)), ...(await records(database.db, scene)));
  } finally {
    await database.close();
  }
  return problems;
}

/** Each payment left the wallet exactly once, to whom it belongs, and nothing else did. */
function payouts(world: World, scene: Scene, ledger: Ledger, fates: Fate[]): string[] {
  const wanted = fates.map((fate) => wordsOf(payoutOf(fate, scene)));
  const made: string[] = [];
  const problems: string[] = [];
  for (const transaction of ledger.transactions) {
    if (!transaction.senders.includes(world.botId) || world.accounted.has(transaction.request_id)) continue;
    world.accounted.add(transaction.request_id);
    if (transaction.state !== "spent") problems.push(`the payout ${transaction.request_id} is ${transaction.state}`);
    for (const { members, amount } of transaction.receivers) {
      const to = members.join();
      if (to !== world.botId) {
        made.push(wordsOf({ to, asset: transaction.asset_id, amount, memo: transaction.memo }));
      }
    }
  }
  return [...problems, ...difference("payout", wanted, made)];
}

function wordsOf({ to, asset, amount, memo }: Payout): string {
  return `${new Decimal(amount).toFixed()} ${asset} to ${to} (${Buffer.from(memo, "base64").toString()})`;
}

/** Each message that had to come came once, none came that nothing asked for, none changed its words. */
function chat(world: World, scene: Scene, ledger: Ledger, fates: Fate[]): string[] {
  const problems: string[] = [];
  const people = new Map([scene.merchant, ...scene.payers].map((person) => [person.userId, person.name]));
  const sent = ledger.messages.filter(
    (message) =>
      message.user_id === world.botId &&
      !message.category.startsWith("SYSTEM_") &&
      message.receivers.some((receiver) => people.has(receiver)),
  );
  const received = ledger.messages.filter(
    (message) => people.has(message.user_id) && message.category === "PLAIN_TEXT",
  );
  const replies = new Set<string>();
  for (const { message_id: cause, data } of received) {
    const ids = Array.from({ length: 10 }, (_, n) => replyId(cause, n));
    const answered = ids.map((id) => sent.some((message) => message.message_id === id));
    const words = Buffer.from(data, "base64").toString();
    if (answered.lastIndexOf(true) !== answered.indexOf(false) - 1) problems.push(`“${words}” was answered with gaps`);
    if (!answered[0]) problems.push(`“${words}” was not answered`);
    for (const id of ids) replies.add(id);
  }
  const notices = fates.flatMap((fate) => noticesOf(fate, scene)).filter(({ to }) => people.has(to));
  for (const { messageId, to, words } of notices) {
    const found = sent.filter((message) => message.message_id === messageId && message.receivers.includes(to));
    if (found.length !== 1)
      problems.push(`${found.length} messages instead of one for ${people.get(to)}: ${words.join(", ")}`);
    const text = Buffer.from(found[0]?.data ?? "", "base64").toString();
    for (const word of words) if (found[0] && !word.test(text)) problems.push(`${word} is missing in ${text}`);
  }
  const expected = new Set(notices.map(({ messageId }) => messageId));
  for (const message of sent) {
    const text = Buffer.from(message.data, "base64").toString();
    if (!replies.has(message.message_id) && !expected.has(message.message_id)) {
      problems.push(`nothing asked for the ${message.category}: ${text.slice(0, 200)}`);
    }
    if (message.conflicts > 0) problems.push(`a message came again with other words: ${text.slice(0, 200)}`);
  }
  return problems;
}

/** The bot's books agree with themselves and with the network. */
async function books(db: Db, world: World, ledger: Ledger, fates: Fate[]): Promise<string[]> {
  const { problems } = await verifyLedger(db);
  const rows = await db.select().from(walletOutputs);
  const mine = ledger.outputs.filter((output) => output.receivers.join() === world.botId);
  const theirs = mine
    .filter(({ state }) => state === "unspent")
    .map(({ output_id: id, amount }) => `${id} ${sum(amount)}`);
  const ours = rows
    .filter(({ spentBy }) => spentBy === null)
    .map(({ outputId, amount }) => `${outputId} ${sum(amount)}`);
  const recorded = await db
    .select()
    .from(intakes)
    .where(
      inArray(
        intakes.outputId,
        fates.map(({ output }) => output.output_id),
      ),
    );
  const judged = recorded.map(({ outputId, code }) => `${outputId} ${code ?? "paid"}`);
  const wanted = fates.map(({ output, refundCode }) => `${output.output_id} ${refundCode ?? "paid"}`);
  return [
    ...problems,
    ...difference("free output", theirs, ours),
    ...difference(
      "known output",
      mine.map((output) => output.output_id),
      rows.map((row) => row.outputId),
    ),
    ...difference("intake", wanted, judged),
  ];
}

const sum = (amount: string): string => new Decimal(amount).toFixed();

/** Nothing is left undone, nothing was done twice. */
async function records(db: Db, scene: Scene): Promise<string[]> {
  const problems: string[] = [];
  const ids = scene.said.map(({ messageId }) => messageId);
  if (ids.length > 0) {
    const handled = await db.select().from(inboundMessages).where(inArray(inboundMessages.messageId, ids));
    if (handled.length !== ids.length) problems.push(`${handled.length} of ${ids.length} messages were remembered`);
  }
  const made = (await db.select().from(codes)).filter((code) => code.title === secondTitle(scene));
  if (made.length !== 1) problems.push(`${made.length} codes “${secondTitle(scene)}” instead of one`);
  const late = (await db.select().from(transfers)).filter(({ state }) => state !== "done");
  problems.push(...late.map((row) => `the ${row.kind} ${row.requestId} is ${row.state}: ${row.problem ?? ""}`));
  const unsent = (await db.select().from(outbox)).filter(({ sentAt, failed }) => sentAt === null || failed !== null);
  problems.push(...unsent.map((row) => `the message ${row.messageId} was not sent: ${row.failed ?? "waiting"}`));
  const undone = (await db.select().from(jobs)).filter(({ doneAt }) => doneAt === null);
  problems.push(...undone.map((row) => `the job ${row.name} is not done: ${row.lastError ?? ""}`));
  const half = (await db.select().from(orders)).filter(({ state }) => state !== "open" && state !== "settled");
  problems.push(...half.map((row) => `the order ${row.id} is ${row.state}`));
  return problems;
}

/** What one list has more often than the other. */
function difference(what: string, wanted: string[], found: string[]): string[] {
  const counts = new Map<string, number>();
  for (const one of wanted) counts.set(one, (counts.get(one) ?? 0) + 1);
  for (const one of found) counts.set(one, (counts.get(one) ?? 0) - 1);
  return [...counts].flatMap(([one, count]) =>
    count === 0 ? [] : [`${what} ${count > 0 ? "missing" : "too much"}: ${Math.abs(count)} × ${one}`],
  );
}
