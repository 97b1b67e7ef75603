import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { openPostgres } from "../src/db/postgres.js";
import { merchants, payees, quotes } from "../src/db/schema.js";
import { openOrder } from "../src/payments/orders.js";
import { createPostgresDatabase, postgresIsHere, quiet } from "../test/support/databases.js";
import { Person } from "../test/support/payer.js";
import { startBotProcess, startSandboxProcess } from "../test/support/processes.js";
import { ASSETS, SandboxControl, type SandboxUser } from "../test/support/sandbox.js";
import { print, ratio, whole } from "./figures.js";

const PAYMENTS = 300;
const PRICE = "2";
const COMMIT_MS = 2_000;
const MOST_MS = 60_000;

/** A backlog of payments, all final on the network before the bot starts: how fast it records and settles them. */
export async function benchSettlements(folder: string): Promise<void> {
  if (!postgresIsHere) {
    console.log("\nSettlements: needs PostgreSQL, which is not here");
    return;
  }
  const postgres = await createPostgresDatabase();
  const sandbox = await startSandboxProcess({ folder: join(folder, "settlements") });
  try {
    const commits = await commitsPerSecond(postgres.url);
    const control = new SandboxControl(sandbox.url);
    const settings = { folder: join(folder, "settlements"), sandboxUrl: sandbox.url, databaseUrl: postgres.url };
    // The first start takes stock of the wallet: what is there before is nobody's payment.
    await (await startBotProcess(settings)).stop();
    await payAll(control, postgres.url, await control.bot());
    const bot = await startBotProcess({ ...settings, environment: { LOG_LEVEL: "warn" } });
    const perSecond = await settledPerSecond(postgres.url);
    await bot.stop();
    print(`Money: a backlog of ${PAYMENTS} payments in one asset; beside one connection that commits a row each time`, [
      {
        what: "payments settled per second",
        ours: whole(perSecond),
        beside: whole(commits),
        ratio: ratio(perSecond, commits),
        wanted: "≥ 0.3",
      },
    ]);
  } finally {
    await sandbox.stop();
    await postgres.drop();
  }
}

async function payAll(control: SandboxControl, url: string, bot: SandboxUser): Promise<void> {
  const asset = ASSETS.usdtTron;
  const shop = await control.addUser("Shop");
  const payer = new Person(control.url, await control.addUser("Payer"), bot.user_id);
  const database = await openPostgres(url, quiet);
  const payee = { id: shop.user_id, kind: "individual" as const, members: [shop.user_id], threshold: 1 };
  await database.db.insert(payees).values(payee);
  const names = { handle: "bench", handleSkeleton: "bench", name: "Shop" };
  await database.db.insert(merchants).values({ id: shop.user_id, ...names, payeeId: shop.user_id });
  for (let n = 0; n < PAYMENTS; n++) {
    await control.faucet(payer.userId, asset, PRICE);
    const [orderId, trace] = [randomUUID(), randomUUID()];
    await openOrder(database.db, {
      id: orderId,
      payeeId: shop.user_id,
      merchantId: shop.user_id,
      codeId: null,
      title: "Coffee",
      quoteAsset: asset,
      quoteAmount: PRICE,
      settlementAsset: null,
    });
    await database.db.insert(quotes).values({
      id: trace,
      orderId,
      ordinal: 1,
      paymentAsset: asset,
      paymentAmount: PRICE,
      rate: { rate: "1", paymentUsd: null, quoteUsd: null, at: new Date().toISOString(), source: "same" },
      expiresAt: new Date(Date.now() + 3_600_000),
    });
    await payer.submits({ to: bot.user_id, asset, amount: PRICE, trace, memo: orderId });
    if (n === PAYMENTS - 1) await payer.settles(trace);
  }
  await database.close();
}

async function settledPerSecond(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const until = Date.now() + MOST_MS; Date.now() < until; await pause(100)) {
      const found = await client.query<{ n: number; seconds: number | null }>(
        `select count(*)::int as n, extract(epoch from max(settled_at) - (select min(recorded_at) from intakes))::float as seconds
         from orders where state = 'settled'`,
      );
      const [row] = found.rows;
      if (row && row.n === PAYMENTS && row.seconds !== null) return PAYMENTS / row.seconds;
    }
    throw new Error("the payments were not settled in time");
  } finally {
    await client.end();
  }
}

async function commitsPerSecond(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("create table commits (id bigserial primary key, note text)");
  let commits = 0;
  const began = performance.now();
  while (performance.now() - began < COMMIT_MS) {
    await client.query("insert into commits (note) values ($1)", ["a payment"]);
    commits += 1;
  }
  await client.query("drop table commits");
  await client.end();
  return (commits * 1_000) / COMMIT_MS;
}
