import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { type Database, inTransaction } from "../../src/db/database.js";
import { openEmbedded } from "../../src/db/embedded.js";
import { transfers } from "../../src/db/schema.js";
import { walletPort } from "../../src/main/wallet.js";
import { post } from "../../src/payments/ledger.js";
import { withdrawFloat } from "../../src/payments/payouts/floats.js";
import { MAX_RECEIVERS } from "../../src/payments/payouts/outgoing.js";
import { reconcile } from "../../src/payments/payouts/reconcile.js";
import type { WalletPort } from "../../src/payments/ports.js";
import { createTreasury, type Treasury } from "../../src/payments/treasury.js";
import { empty, quiet } from "../support/databases.js";
import { openStage, type Stage } from "../support/mixin-stage.js";
import { SandboxControl } from "../support/sandbox.js";
import { standingMarket, USDT_TRON } from "../support/till.js";
import { until } from "../support/until.js";

let stage: Stage;
let control: SandboxControl;
let database: Database;
let wallet: WalletPort;
let botId: string;
let treasury: Treasury | null = null;

beforeAll(async () => {
  stage = await openStage({ finalityMs: 60 });
  control = new SandboxControl(stage.sandbox.url);
  database = await openEmbedded(null);
  botId = stage.bot.user_id;
  wallet = walletPort(stage.client({ timeoutMs: 20_000 }).wallet);
});

beforeEach(async () => {
  await empty(database);
  // Read by a new database: what the bot has is the operator's own.
  await control.faucet(botId, USDT_TRON, "1000");
  await start();
  await stop();
});

afterEach(stop);

afterAll(async () => {
  await database.close();
  await stage.close();
});

async function start(): Promise<void> {
  const market = standingMarket();
  treasury = createTreasury({ database, wallet, botId, market, log: quiet, pollMs: 100, settleMs: 40 });
  await treasury.start();
}

async function stop(): Promise<void> {
  await treasury?.stop();
  treasury = null;
}

/** Transfers out of the operator's money that wait and may share a transaction. */
async function owe(to: readonly string[], amount: string): Promise<void> {
  await inTransaction(database.db, async (tx) => {
    for (const userId of to) {
      const requestId = randomUUID();
      const account = `payer:${userId}` as const;
      await post(tx, {
        id: requestId,
        lines: [
          { account: "float", assetId: USDT_TRON, amount },
          { account, assetId: USDT_TRON, amount: `-${amount}` },
        ],
      });
      const row = { requestId, kind: "refund" as const, account, batchable: true, assetId: USDT_TRON, amount };
      await tx.insert(transfers).values({ ...row, members: [userId], threshold: 1, memo: "" });
    }
  });
}

const newcomers = (count: number) =>
  Promise.all(Array.from({ length: count }, async (_, n) => (await control.addUser(`Payee ${n}`)).user_id));

/** What these people have got from the bot: how many outputs each, in how many transactions. */
async function got(people: readonly string[]) {
  const { outputs } = await control.ledger();
  const theirs = outputs.filter(
    ({ senders, receivers }) => senders.includes(botId) && people.includes(receivers[0] ?? ""),
  );
  const of = (userId: string) => theirs.filter(({ receivers }) => receivers[0] === userId).map(({ amount }) => amount);
  return { amounts: people.map(of), transactions: new Set(theirs.map((output) => output.transaction_hash)).size };
}

async function quiescence(): Promise<void> {
  await until(
    "all to be over and all change to be read",
    async () => {
      const rows = await database.db.select({ state: transfers.state }).from(transfers);
      const report = await reconcile(database.db, wallet);
      expect(report.problems).toEqual([]);
      const isOver = rows.every(({ state }) => state === "done" || state === "stuck");
      return isOver && report.assets.every(({ change }) => change === "0");
    },
    { timeoutMs: 60_000 },
  );
}

it("255 people are paid by one transaction of the network, and the books stay exact", async () => {
  const people = await newcomers(MAX_RECEIVERS);
  await owe(people, "0.12345678");
  await start();
  await quiescence();
  const { amounts, transactions } = await got(people);
  expect(amounts).toEqual(people.map(() => ["0.12345678"]));
  expect(transactions).toBe(1);
}, 120_000);

it("one without Safe among them holds up nobody", async () => {
  const people = await newcomers(12);
  await control.safe(people[5]!, false);
  await owe(people, "2");
  await start();
  await quiescence();
  const { amounts } = await got(people);
  expect(amounts).toEqual(people.map((_, n) => (n === 5 ? [] : ["2"])));
  await stop();
  await control.safe(people[5]!, true);
  await start();
  await until("the last one", async () => (await got(people)).amounts[5]!.length === 1);
  await quiescence();
}, 120_000);

it("what the operator withdraws arrives", async () => {
  const [operator] = await newcomers(1);
  const wanted = { cause: randomUUID(), assetId: USDT_TRON, amount: "12.5", to: operator!, by: operator! };
  expect(await inTransaction(database.db, (tx) => withdrawFloat(tx, wanted))).toMatchObject({ ok: true });
  await start();
  await quiescence();
  expect((await got([operator!])).amounts).toEqual([["12.5"]]);
});
