import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { type Database, inTransaction } from "../../src/db/database.js";
import { jobs } from "../../src/db/schema.js";
import { approve, pausePayouts, pendingApproval, resumePayouts } from "../../src/payments/payouts/control.js";
import { changeSetting, type OperatorSettings, readSettings } from "../../src/payments/settings.js";
import { eachEngine } from "../support/databases.js";
import { people, PaperTill } from "../support/paper-till.js";
import { BTC, standingMarket, USDT_TRON } from "../support/till.js";
import { until } from "../support/until.js";

const OPERATOR = randomUUID();

async function alerts(database: Database): Promise<Record<string, string>[]> {
  const rows = await database.db.select().from(jobs).orderBy(jobs.id);
  return rows
    .filter(({ name }) => name === "tell.operators")
    .map(({ payload }) => payload["alert"] as Record<string, string>);
}

eachEngine("an operator's limits", (open) => {
  const till = new PaperTill(open);

  const limit = (given: Partial<Pick<OperatorSettings, "perTransferUsd" | "perDayUsd">>) =>
    inTransaction(till.database.db, async (tx) => {
      for (const key of ["perTransferUsd", "perDayUsd"] as const) {
        if (given[key] !== undefined) await changeSetting(tx, key, given[key], OPERATOR);
      }
    });
  const states = async () => (await till.owed()).map(({ state }) => state).join();
  const allow = (requestId: string) => inTransaction(till.database.db, (tx) => approve(tx, requestId, OPERATOR));

  it("let pass what is not above them, and hold back what is, until the operator's word", async () => {
    await till.fund(BTC, "1", "1", "1");
    await limit({ perTransferUsd: "5000" });
    const [small, large] = people(2);
    await till.owe([small!], "0.1", { assetId: BTC });
    const [held] = await till.owe([large!], "0.10000001", { assetId: BTC });
    await till.start();
    await until("one to be done, one held", async () => (await states()) === "done,approval");
    expect(till.paidTo(large!)).toEqual([]);
    expect((await till.owed())[0]!.usd).toBe("5000.00000000");
    expect((await pendingApproval(till.database.db)).map(({ requestId }) => requestId)).toEqual([held]);
    const alert = {
      kind: "approval",
      requestId: held,
      assetId: BTC,
      amount: "0.10000001",
      reason: "above_transfer_limit",
    };
    expect(await alerts(till.database)).toEqual([alert]);
    expect(await allow(held!)).toBe(true);
    expect(await allow(held!)).toBe(false);
    await until("it to go out", () => till.isDone(2));
    expect(till.paidTo(large!)).toEqual([0.10000001]);
    expect((await till.owed())[1]).toMatchObject({ approvedBy: OPERATOR, usd: "5000.00050000" });
    await till.adds();
  });

  it("count what goes out in a day, of all assets; what was approved is not counted", async () => {
    await till.fund(USDT_TRON, "100", "100", "100", "100");
    await till.fund(BTC, "1");
    await limit({ perDayUsd: "100" });
    const [ada, ben] = people(2);
    await till.start();
    await till.owe([ada!], "60");
    await until("the first", async () => (await states()) === "done");
    await till.owe([ada!], "0.001", { assetId: BTC });
    await until("the second to be held: 50 more would be 110", async () => (await states()) === "done,approval");
    await till.owe([ben!], "40");
    await until("the third, to the limit", async () => (await states()) === "done,approval,done");
    const [held] = await pendingApproval(till.database.db);
    await allow(held!.requestId);
    await until("the approved one", () => till.isDone(3));
    const [last] = await till.owe([ben!], "0.00000001");
    await until("nothing more to pass", async () => (await states()).endsWith("approval"));
    expect((await alerts(till.database)).map(({ reason, requestId }) => [reason, requestId])).toEqual([
      ["above_day_limit", held!.requestId],
      ["above_day_limit", last],
    ]);
  });

  it("count a day, and no more", async () => {
    await till.fund(USDT_TRON, "100", "100");
    await limit({ perDayUsd: "100" });
    const now = Date.now();
    const at = (hours: number) => ({
      clock: () => new Date(now + hours * 3_600_000),
      market: standingMarket({ at: new Date(now + hours * 3_600_000) }),
    });
    await till.owe(people(1), "80");
    await till.start(at(0));
    await until("the first", () => till.isDone(1));
    await till.stop();
    await till.start(at(23.9));
    await till.owe(people(1), "30");
    await until("the second to be held", async () => (await states()) === "done,approval");
    await till.stop();
    await till.start(at(24.1));
    await till.owe(people(1), "30");
    await until("the third", async () => (await states()) === "done,approval,done");
  });

  it("hold back what nobody knows the worth of", async () => {
    await till.fund(USDT_TRON, "100");
    await limit({ perTransferUsd: "5000" });
    await till.owe(people(1), "1");
    await till.start({ market: standingMarket({ at: new Date(Date.now() - 3_600_000) }) });
    await until("it to be held", async () => (await states()) === "approval");
    expect(await alerts(till.database)).toMatchObject([{ kind: "approval", reason: "worth_unknown", amount: "1" }]);
  });

  it("do not ask for the worth when there are none", async () => {
    await till.fund(USDT_TRON, "100");
    await till.owe(people(1), "1");
    await till.start({ market: standingMarket({ at: new Date(0) }) });
    await until("it to be paid", () => till.isDone(1));
    expect((await till.owed())[0]!.usd).toBeNull();
  });

  it("take those out of a batch that are above; the others go together", async () => {
    await till.fund(USDT_TRON, "1000");
    await limit({ perTransferUsd: "50", perDayUsd: "100" });
    const payees = people(6);
    for (const [n, amount] of ["40", "51", "30", "31", "10", "20"].entries()) await till.owe([payees[n]!], amount);
    await till.start();
    await until("all to be over", async () => (await states()) === "done,approval,done,approval,done,done");
    const batches = (await till.transfers()).filter(({ kind }) => kind === "batch");
    expect(batches.map(({ amount }) => amount)).toEqual(["100.00000000"]);
    await till.adds();
  });

  it("hold when writers of two assets come to them at the same time", async () => {
    for (let round = 0; round < 5; round += 1) {
      await till.reset();
      await till.fund(USDT_TRON, "100");
      await till.fund(BTC, "1");
      await limit({ perDayUsd: "100" });
      await till.owe(people(1), "60");
      await till.owe(people(1), "0.0012", { assetId: BTC });
      // Both are prepared before either is stored.
      const { wallet } = till.network;
      let prepared = 0;
      await till.start({
        wallet: {
          ...wallet,
          async prepare(transfer) {
            const signed = await wallet.prepare(transfer);
            prepared += 1;
            await until("the other to be prepared, too", () => prepared >= 2, { everyMs: 1 });
            return signed;
          },
        },
      });
      await until("one to be held, one done", async () => ["done,approval", "approval,done"].includes(await states()));
      await till.stop();
    }
  });
});

eachEngine("payouts that are paused", (open) => {
  const till = new PaperTill(open);
  const pause = (why: "operator" | "ledger" = "operator") =>
    inTransaction(till.database.db, (tx) => pausePayouts(tx, why, OPERATOR));
  const resume = () => inTransaction(till.database.db, (tx) => resumePayouts(tx, OPERATOR));

  it("sign nothing new, see what is signed to its end, and go on when resumed", async () => {
    await till.fund(USDT_TRON, "100", "100");
    till.network.holdFinality();
    await till.owe(people(1), "1");
    const treasury = await till.start();
    await until("the first to be signed", async () => (await till.owed())[0]!.state === "signed");
    expect(await pause()).toBe(true);
    await till.owe(people(1), "2");
    till.network.releaseFinality();
    await until("the first to be done", async () => (await till.owed())[0]!.state === "done");
    await until("the other to be counted", () => treasury.state.waiting === 1);
    expect((await till.owed())[1]!.state).toBe("waiting");
    expect(await resume()).toBe(true);
    await until("the other", () => till.isDone(2));
    expect(await alerts(till.database)).toMatchObject([{ kind: "resumed", by: OPERATOR }]);
  });

  it("are not signed even when their bytes were made before", async () => {
    await till.fund(USDT_TRON, "100");
    await till.owe(people(2), "1");
    const { wallet } = till.network;
    let prepared = 0;
    let looks = 0;
    await till.start({
      wallet: {
        ...wallet,
        async outputs(from, limit) {
          looks += 1;
          return wallet.outputs(from, limit);
        },
        async prepare(transfer) {
          const signed = await wallet.prepare(transfer);
          prepared += 1;
          await pause();
          return signed;
        },
      },
    });
    await until("it to be tried", () => prepared === 1);
    const then = looks;
    await until("two more rounds", () => looks > then + 2);
    expect(prepared).toBe(1);
    expect((await till.transfers()).map(({ state }) => state)).toEqual(["waiting", "waiting"]);
    await till.adds();
  });

  it("are not tidied either", async () => {
    await till.fund(USDT_TRON, ...people(60).map(() => "1"));
    await pause();
    const treasury = await till.start();
    await until("two rounds", () => treasury.state.lastReadAt !== null);
    await till.stop();
    expect(await till.transfers()).toEqual([]);
  });

  it("keep the reason they were paused for first, and say when they were not", async () => {
    expect(await resume()).toBe(false);
    expect(await pause("ledger")).toBe(true);
    expect(await pause("operator")).toBe(false);
    expect((await readSettings(till.database.db)).paused).toMatchObject({ why: "ledger" });
    expect(await resume()).toBe(true);
    expect((await readSettings(till.database.db)).paused).toBeNull();
  });
});
