import { eq, gt } from "drizzle-orm";
import type { Database } from "../../src/db/database.js";
import { apiKeys, auditEntries, codes, conversations, orders, outbox, threadMessages } from "../../src/db/schema.js";
import { verifyLedger } from "../../src/payments/verify.js";
import { startChat } from "../support/conversation.js";
import { gather, type Member } from "./cast.js";
import { type Change, changesAfter, watchTables } from "./changes.js";
import { Facts } from "./facts.js";
import { type Failure, Judge, KEY, type OutRow } from "./judge.js";
import { MovingMarket } from "./market.js";
import { moneyAround } from "./money.js";
import { Dice } from "./random.js";
import { readRow } from "./shown.js";
import { type Kind, KINDS, type Said, Speaker } from "./speaker.js";
import { type Reached, Watch } from "./watch.js";

export interface FuzzOptions {
  messages: number;
  seed: number;
  /** Ends early after so many failures. */
  failuresMost?: number;
  /** Told now and then how far it is. */
  onProgress?: (done: number, perSecond: number) => void;
}

export interface FuzzResult {
  failures: string[];
  /** Messages handled, and of which kinds. */
  messages: number;
  kinds: Record<Kind, number>;
  duplicates: number;
  answers: number;
  /** Changes of money and rights that were looked at. */
  changes: number;
  reached: ReadonlyMap<string, Reached>;
  seconds: number;
}

const TRANSCRIPT = 20;
/** People besides the cast, who have nothing to begin with. */
const CROWD = 40;

/** Has a whole cast talk to the bot, in the order the seed says, and looks at everything that comes of it. */
export async function fuzz(database: Database, options: FuzzOptions): Promise<FuzzResult> {
  const { messages, seed, failuresMost = 5 } = options;
  const dice = new Dice(seed);
  const watch = new Watch();
  const begun = Date.now();
  let ahead = 0;
  const clock = () => new Date(Date.now() + ahead);
  const moving = new MovingMarket(clock);
  const operators = new Set<string>();
  const chat = startChat(database, { clock, market: moving.market, operators });
  await watchTables(database);
  const cast = await gather(database, chat, `fuzz ${seed}`, clock());
  operators.add(cast.operator.userId);
  const speaker = new Speaker({ cast, dice, watch, seed: `fuzz ${seed}`, clock });
  const facts = new Facts(cast, (thing) => speaker.learns(thing));
  const judge = new Judge(cast, facts);
  const money = moneyAround({ database, cast, market: moving.market, clock, dice });
  const crowd: Member[] = Array.from({ length: CROWD }, (_, n) => cast.meet(`Crowd ${n}`, null));

  const kinds = Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Record<Kind, number>;
  const transcripts = new Map<string, string[]>();
  const failures: string[] = [];
  const past: Said[] = [];
  const counts = { messages: 0, duplicates: 0, answers: 0, changes: 0 };
  let lastSeq = 0;
  let lastChange = 0;

  async function newRows(): Promise<OutRow[]> {
    const rows = await database.db.select().from(outbox).where(gt(outbox.seq, lastSeq)).orderBy(outbox.seq);
    lastSeq = rows.at(-1)?.seq ?? lastSeq;
    counts.answers += rows.length;
    return rows;
  }

  async function newChanges(): Promise<Change[]> {
    const { changes, last } = await changesAfter(database, lastChange);
    lastChange = last;
    return changes;
  }

  function note(userId: string, line: string): void {
    const lines = transcripts.get(userId) ?? [];
    lines.push(line);
    transcripts.set(userId, lines.slice(-2 * TRANSCRIPT));
  }

  function tell(found: Failure[]): void {
    for (const { what, userId } of found) {
      const lines = userId === undefined ? [] : (transcripts.get(userId) ?? []);
      const who = userId === undefined ? "" : ` (${facts.nameOf(userId)})`;
      const repeat = `repeat: npm run fuzz -- --seed ${seed} --messages ${counts.messages}`;
      failures.push(
        [`after ${counts.messages} messages${who}: ${what}`, ...lines.map((l) => `    ${l}`), repeat].join("\n"),
      );
    }
  }

  /** Answers as people remember them. */
  function show(rows: OutRow[], waiting: ReadonlyMap<string, string | null> | null): void {
    const buttons = new Map<string, string[]>();
    for (const row of rows) {
      const { text, actions } = readRow(row);
      note(row.recipientId, `← ${text.replaceAll("\n", " ⏎ ").slice(0, 300)}`);
      const inputs = actions.filter((one) => one.startsWith("input:")).map((one) => one.slice("input:".length));
      buttons.set(row.conversationId, [...(buttons.get(row.conversationId) ?? []), ...inputs]);
    }
    for (const [conversationId, list] of buttons) {
      speaker.shown(conversationId, list, waiting ? (waiting.get(conversationId) ?? null) : undefined);
    }
  }

  /** Something that people did not cause by talking. */
  async function happens(what: () => Promise<unknown>): Promise<void> {
    await what();
    const rows = await newRows();
    tell(judge.news(await newChanges(), rows));
    show(rows, null);
  }

  function someBatch(): Said[] {
    const size = dice.weighted([
      [2, 1],
      [2, 5],
      [10, 40],
    ]);
    const batch: Said[] = [];
    const talked = new Set<string>();
    const others = new Set<string>();
    for (let tries = 0; batch.length < size && tries < 4 * size; tries++) {
      const who = dice.chance(0.65) ? dice.weighted(cast.talkers) : dice.one(crowd);
      // Most wait for the answer; some type on.
      if (talked.has(who.userId) && !dice.chance(0.1)) continue;
      const said = speaker.says(who);
      const { conversationId } = said.message;
      // Several pictures, or things said to nobody in a group, are answered together.
      const isOther = said.kind === "no text" || said.kind === "in a group";
      if (isOther && others.has(conversationId)) continue;
      if (isOther) others.add(conversationId);
      talked.add(who.userId);
      batch.push(said);
    }
    return batch;
  }

  async function talkOn(): Promise<void> {
    const batch = someBatch();
    const again = batch
      .filter(() => dice.chance(0.02))
      .concat(past.length > 0 && dice.chance(0.2) ? [dice.one(past)] : []);
    for (const { who, kind, text } of batch) {
      note(who.userId, `→ (${kind}) ${JSON.stringify(text.slice(0, 300))}`);
      kinds[kind]++;
    }
    await chat.bot.handle([...batch, ...again].map(({ message }) => message));
    counts.messages += batch.length + again.length;
    counts.duplicates += again.length;
    past.push(...batch.slice(0, 1));
    if (past.length > 500) past.shift();

    const runs = watch.take();
    const changes = await newChanges();
    counts.changes += changes.length;
    const rows = await newRows();
    const problems = chat.problems.splice(0);
    tell(judge.batch({ batch, runs, changes, rows, problems }));
    const waiting = new Map(runs.map(({ conversationId, waitsFor }) => [conversationId, waitsFor?.key ?? null]));
    show(rows, waiting);
  }

  /** What was handled before leads to nothing at all. */
  async function repeatAll(): Promise<void> {
    const old = past.slice(-40);
    await chat.bot.handle(old.map(({ message }) => message));
    counts.messages += old.length;
    counts.duplicates += old.length;
    const rows = await newRows();
    const changes = await newChanges();
    const { length } = watch.take();
    if (rows.length + changes.length + length > 0)
      tell([{ what: "messages that were handled before were handled again" }]);
  }

  watch.begin();
  try {
    await happens(() => money.before());
    await happens(() => money.payOut());
    await happens(() => money.work());
    for (let round = 1; counts.messages < messages && failures.length < failuresMost; round++) {
      await talkOn();
      if (round % 5 === 0) await happens(() => money.event());
      if (round % 10 === 0) await happens(() => money.work());
      if (round % 20 === 0) moving.move(`${0.9 + dice.below(20) / 100}`);
      if (round % 40 === 0) ahead += dice.below(3 * 3_600_000);
      if (round % 50 === 0) await repeatAll();
      if (round % 100 === 0) await happens(() => money.payOut());
      if (round % 100 === 0) crowd[dice.below(CROWD)] = cast.meet(`Newcomer ${round}`, null);
      if (round % 100 === 0) options.onProgress?.(counts.messages, (1000 * counts.messages) / (Date.now() - begun));
    }
    for (const what of await keptKeys(database)) tell([{ what }]);
    const { ok, problems } = await verifyLedger(database.db);
    if (!ok) tell(problems.map((what) => ({ what: `the books do not add up: ${what}` })));
  } finally {
    watch.end();
  }
  return { failures, kinds, ...counts, reached: watch.reached, seconds: (Date.now() - begun) / 1000 };
}

/** Where a key stands that should stand nowhere: secret messages, which are never sent here, are their only place. */
async function keptKeys({ db }: Database): Promise<string[]> {
  const kept = [
    ...(await db.select({ what: conversations.answers }).from(conversations)),
    ...(await db.select({ what: outbox.data }).from(outbox).where(eq(outbox.isSecret, false))),
    ...(await db.select({ what: codes.title }).from(codes)),
    ...(await db.select({ what: orders.title }).from(orders)),
    ...(await db.select({ what: apiKeys }).from(apiKeys)),
    ...(await db.select({ what: auditEntries }).from(auditEntries)),
    ...(await db.select({ what: threadMessages.text }).from(threadMessages)),
  ];
  return kept
    .map(({ what }) => JSON.stringify(what))
    .filter((text) => text.match(KEY))
    .map((text) => `a key is kept: ${text.slice(0, 500)}`);
}
