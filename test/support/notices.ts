import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll } from "vitest";
import type { Database } from "../../src/db/database.js";
import { enqueue, type Job } from "../../src/db/jobs.js";
import { outbox, people } from "../../src/db/tables/chat.js";
import { intakes, walletOutputs } from "../../src/db/tables/money.js";
import { jobs } from "../../src/db/tables/system.js";
import { createWorker } from "../../src/db/worker.js";
import type { Language } from "../../src/i18n/index.js";
import { type Tells, type TellOptions, tellHandlers } from "../../src/notify/money.js";
import { remittanceTellers } from "../../src/notify/remittances.js";
import { quiet } from "./databases.js";
import { standingRates, USDT_TRON } from "./till.js";
import { until } from "./until.js";

/** A message as its reader sees it. */
export interface Notice {
  /** A card's title; null of plain texts and buttons. */
  title: string | null;
  text: string;
  /** Label → what it does. */
  buttons: Record<string, string>;
}

type IntakeFacts = Partial<typeof intakes.$inferInsert>;

/** When all of this happens. */
export const NOON = new Date("2026-03-01T12:00:00Z");

/** A program that tells people what became of money, over the database of a suite. */
export function noticesStage(open: () => Promise<Database>, change: Partial<TellOptions> = {}) {
  let database: Database;
  let stop = async () => {};
  const operators = [randomUUID(), randomUUID()];
  beforeAll(async () => {
    database = await open();
    const options: TellOptions = {
      database,
      botId: randomUUID(),
      publicUrl: "https://pay.example.com",
      market: { rates: standingRates({ at: NOON }), liquidity: null },
      payLink: ({ assetId, amount, trace, memo }) => `https://wallet.test/${assetId}/${amount}/${trace}/${memo}`,
      operators: () => Promise.resolve(operators),
      nameOf: async () => "Ada",
      isMailSetUp: true,
      creatorOf: async () => null,
      clock: () => NOON,
      ...change,
    };
    const handlers = { ...tellHandlers(options), ...remittanceTellers(options) };
    const worker = createWorker({ database, handlers, log: quiet });
    stop = () => worker.stop();
    await worker.start();
  });
  afterAll(() => stop());

  async function run(name: string, payload: Record<string, unknown>, key: string = randomUUID()): Promise<Job> {
    await enqueue(database.db, { name, payload, dedupeKey: `${name}:${key}` });
    return until(`${name} to be done`, async () => {
      const [job] = await database.db
        .select()
        .from(jobs)
        .where(eq(jobs.dedupeKey, `${name}:${key}`));
      return job?.doneAt ? job : undefined;
    });
  }

  return {
    operators,
    get database() {
      return database;
    },

    speaks: async (userId: string, language: Language, timeZone = "Asia/Dubai"): Promise<void> => {
      await database.db.insert(people).values({ userId, language, timeZone });
    },

    changesTo: async (userId: string, language: Language): Promise<void> => {
      await database.db
        .insert(people)
        .values({ userId, language })
        .onConflictDoUpdate({ target: people.userId, set: { language } });
    },

    /** Has a job run to its end; `key` makes it the same job as an earlier one. */
    tell: <Name extends keyof Tells>(name: Name, about: Tells[Name], key: string = randomUUID()): Promise<Job> =>
      run(name, { ...about }, key),

    /** The same of jobs about transfers. */
    tellOf: (name: keyof ReturnType<typeof remittanceTellers>, about: Record<string, unknown>): Promise<Job> =>
      run(name, about),

    /** Everything queued for somebody. */
    heardBy: async (userId: string): Promise<Notice[]> => {
      const rows = await database.db.select().from(outbox).where(eq(outbox.recipientId, userId)).orderBy(outbox.seq);
      return rows.map(({ category, data }) => readNotice(category, data));
    },

    /** How many messages are queued, for anybody. */
    told: async (): Promise<number> => (await database.db.select().from(outbox)).length,

    /** Seven USDT (TRON) that came for an order, unless told otherwise. */
    intake: async (facts: IntakeFacts): Promise<string> => {
      const outputId = facts.outputId ?? randomUUID();
      const { db } = database;
      const sequence = (await db.select().from(walletOutputs)).length + 1;
      const money = { outputId, assetId: facts.assetId ?? USDT_TRON, amount: facts.amount ?? "7" };
      const came = { sequence, transactionHash: outputId, outputIndex: 0, wire: {}, createdAt: NOON };
      await db.insert(walletOutputs).values({ ...money, ...came });
      const rest = { requestId: randomUUID(), memo: "", receivedAt: NOON, disposition: "held" as const };
      await db.insert(intakes).values({ ...rest, ...facts, ...money });
      return outputId;
    },
  };
}

function readNotice(category: string, data: string): Notice {
  type Buttons = { label: string; action: string }[];
  const shown = (buttons: Buttons = []) => Object.fromEntries(buttons.map(({ label, action }) => [label, action]));
  if (category === "APP_BUTTON_GROUP") return { title: null, text: "", buttons: shown(JSON.parse(data) as Buttons) };
  if (category !== "APP_CARD") return { title: null, text: data, buttons: {} };
  const card = JSON.parse(data) as { title: string; description: string; actions?: Buttons };
  return { title: card.title, text: card.description, buttons: shown(card.actions) };
}
