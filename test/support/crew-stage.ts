import { beforeAll, beforeEach } from "vitest";
import type { Database } from "../../src/db/database.js";
import { freshId } from "../../src/db/ids.js";
import type { JobHandler } from "../../src/db/worker.js";
import { tellHandlers } from "../../src/notify/money.js";
import type { Market } from "../../src/payments/ports.js";
import { type Crew, openCrew } from "./crew.js";
import { empty } from "./databases.js";
import { runDueJobs } from "./due-jobs.js";
import { ratesForTests, USDT_TRON } from "./rates.js";
import { ears, telling } from "./told.js";
import type { Deal } from "./trade.js";

const market: Market = { rates: ratesForTests(), liquidity: null };

/** A shop with its crew on a suite's database, anew for each test, at a time that the test sets. */
export function crewStage(open: () => Promise<Database>, begins: () => Date) {
  let database: Database;
  let world: Crew;
  let hears: ReturnType<typeof ears>;
  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await empty(database);
    stage.now = begins();
    world = await openCrew(database, market, () => stage.now);
    hears = ears(database);
  });

  const stage = {
    now: begins(),
    get database() {
      return database;
    },
    get db() {
      return database.db;
    },
    get world() {
      return world;
    },
    /** What programs that tell people something are given. */
    options: () => telling(database, market, () => stage.now),
    /** Tells what is to be told, and does what else is due. */
    tell: (handlers: Record<string, JobHandler> = {}) =>
      runDueJobs(database, { ...tellHandlers(stage.options()), ...handlers }),
    /** What somebody has been sent since the last look. */
    hears: async (userId: string): Promise<string> => (await hears(userId)).text,
    /** Ada has paid for a coffee. */
    deal: (given: Partial<Deal> = {}): Deal => ({
      id: freshId(),
      merchantId: world.shop.id,
      codeId: world.coffee.id,
      source: "code",
      quoteAsset: "usd",
      quoteAmount: "20",
      paymentAsset: USDT_TRON,
      paymentAmount: given.quoteAmount ?? "20",
      payerId: world.ada.userId,
      at: stage.now,
      feeBps: 0,
      fate: "paid",
      refunds: [],
      ...given,
    }),
  };
  return stage;
}
