import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { and, eq, isNull, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { ledgerEntries, transfers, walletOutputs } from "../../src/db/schema.js";
import { post } from "../../src/payments/ledger.js";
import { type Comparison, reconcile } from "../../src/payments/payouts/reconcile.js";
import type { WalletOutput } from "../../src/payments/ports.js";
import { readMilestone, setMilestone } from "../../src/payments/milestone.js";
import { checkLedger, report, verifyLedger } from "../../src/payments/verify.js";
import { eachEngine } from "../support/databases.js";
import { ADA, people, PaperTill } from "../support/paper-till.js";
import { BTC, USDT_TRON } from "../support/till.js";
import { until } from "../support/until.js";

eachEngine("books and wallet", (open) => {
  const till = new PaperTill(open);
  const compared = async (given: Comparison = { thorough: true }) =>
    (await reconcile(till.database.db, till.network.wallet, given)).problems;

  /** The network's outputs after three were read, two of them changed into something paid and its change. */
  async function traded(): Promise<WalletOutput[]> {
    await till.fund(USDT_TRON, "100", "50", "7");
    await till.owe(people(3), "40");
    await till.start();
    await until("the transfers", () => till.isDone(3));
    await until("the change to be read", async () => (await report(till.database.db)).assets[0]!.change === "0");
    await till.stop();
    expect(await compared()).toEqual([]);
    return till.network.wallet.outputs(0);
  }

  it("agree while nothing has come, and when all has come and gone", async () => {
    expect(await compared()).toEqual([]);
    await traded();
  });

  describe("differ", () => {
    it("when a row is lost", async () => {
      const lost = (await traded()).find(({ state }) => state === "unspent")!;
      await till.database.db.delete(walletOutputs).where(eq(walletOutputs.outputId, lost.outputId));
      const problems = await compared();
      expect(problems).toContain(`${USDT_TRON}: output ${lost.outputId} (${lost.amount}) is not in the books`);
      expect(problems).toContainEqual(expect.stringMatching(/^wallet .*: the ledger says 37, its reasons \d+$/));
      expect(problems).toHaveLength(2);
    });

    it("when an amount is wrong", async () => {
      const { outputId, amount } = (await traded()).find(({ state }) => state === "unspent")!;
      const changed = { amount: sql`${walletOutputs.amount} + 0.00000001` };
      await till.database.db.update(walletOutputs).set(changed).where(eq(walletOutputs.outputId, outputId));
      expect(await compared()).toContainEqual(
        expect.stringContaining(`output ${outputId} (${amount}) is ${amount} of ${USDT_TRON} on the network`),
      );
    });

    it("when an output is of another asset", async () => {
      const { outputId } = (await traded()).find(({ state }) => state === "unspent")!;
      await till.database.db.update(walletOutputs).set({ assetId: BTC }).where(eq(walletOutputs.outputId, outputId));
      expect(await compared()).toContainEqual(expect.stringContaining(`output ${outputId} `));
    });

    it("when somebody else with the key has spent an output", async () => {
      const stolen = (await traded()).find(({ state }) => state === "unspent")!;
      till.network.steal(stolen.outputId);
      expect(await compared()).toEqual([
        `${USDT_TRON}: output ${stolen.outputId} (${stolen.amount}) was spent by somebody else`,
      ]);
    });

    it("when somebody else has spent what a transfer of ours was to spend", async () => {
      await till.fund(USDT_TRON, "100");
      const [funds] = await till.network.wallet.outputs(0);
      await till.owe(people(1), "40");
      const { wallet } = till.network;
      await till.start({ wallet: { ...wallet, submit: () => Promise.reject(new Error("not now")) } });
      await until("it to be signed", async () => (await till.transfers())[0]!.state === "signed");
      await till.stop();
      expect(await compared()).toEqual([]);
      till.network.steal(funds!.outputId);
      expect(await compared({ now: new Date(Date.now() + 61_000) })).toEqual([
        `${USDT_TRON}: output ${funds!.outputId} (100) was spent by somebody else`,
      ]);
    });

    it("when an output was made up", async () => {
      const [real] = await traded();
      const made = { outputId: randomUUID(), sequence: 4, assetId: USDT_TRON, amount: "5", createdAt: new Date() };
      await till.database.db.delete(walletOutputs).where(eq(walletOutputs.sequence, 4));
      await till.database.db
        .insert(walletOutputs)
        .values({ ...made, transactionHash: "ab", outputIndex: 0, wire: { ...real } });
      const problems = await compared();
      expect(problems).toContainEqual(
        expect.stringContaining(`output ${made.outputId} (5) is not known to the network`),
      );
    });

    it("when the books say spent and the network says here", async () => {
      const here = (await traded()).find(({ state }) => state === "unspent")!;
      const [done] = await till.database.db.select().from(transfers).where(eq(transfers.kind, "batch"));
      const ofOutput = eq(walletOutputs.outputId, here.outputId);
      await till.database.db.update(walletOutputs).set({ spentBy: done!.requestId }).where(ofOutput);
      expect(await compared()).toContainEqual(expect.stringContaining("is said to be spent, and is there"));
      await till.database.db.update(walletOutputs).set({ spentBy: randomUUID() }).where(ofOutput);
      expect(await compared()).toContainEqual(expect.stringContaining("was written off, and is there"));
    });

    it("in one word when everything does", async () => {
      await till.fund(USDT_TRON, ...people(1_100).map(() => "1"));
      await till.database.db.update(walletOutputs).set({ amount: "2" }).where(isNull(walletOutputs.spentBy));
      expect(await compared()).toContain("1100 outputs are not as the network has them");
    });
  });

  it("agree at every moment while money moves", async () => {
    await till.fund(USDT_TRON, ...people(80).map(() => "5"));
    const treasury = await till.start();
    let moving = true;
    const looks: string[][] = [];
    const looking = (async () => {
      while (moving) {
        looks.push(await compared({ thorough: looks.length % 2 === 0 }));
        // On the embedded engine nothing of this waits for anything: others get their turn.
        await pause(1);
      }
    })();
    try {
      for (let round = 1; round <= 6; round += 1) {
        await till.owe(people(20), "0.5");
        for (let n = 1; n <= 4; n += 1) await till.pay(String(n));
        till.network.receive({ senders: [ADA], assetId: BTC, amount: "1", memo: "rubbish" });
        treasury.wake();
        const isOver = async () => (await till.owed()).filter(({ state }) => state === "done").length > round * 15;
        await until("some to be done", isOver, { timeoutMs: 60_000 });
      }
      await until("all to be done", () => till.isDone(6 * 24), { timeoutMs: 60_000 });
    } finally {
      moving = false;
      await looking;
    }
    expect(looks.length).toBeGreaterThan(3);
    expect(looks.flat()).toEqual([]);
    await till.adds();
  });

  describe("the ledger's proof", () => {
    it("tells what came and where it went", async () => {
      await till.fund(USDT_TRON, "100");
      await till.start();
      await till.pay("10");
      await until("the settlement", () => till.isDone(1));
      till.network.receive({ senders: [ADA], assetId: USDT_TRON, amount: "3", memo: "who knows" });
      await till.owe(people(1), "999");
      const told = await until("all to be read", async () => {
        const now = await verifyLedger(till.database.db);
        return now.assets[0]!.held === "3" && now.assets[0]!.change === "0" && now;
      });
      expect(told).toEqual({
        ok: true,
        problems: [],
        assets: [
          {
            assetId: USDT_TRON,
            in: "113",
            settled: "10",
            refunded: "0",
            withdrawn: "0",
            network: "0",
            held: "3",
            open: "999",
            float: "-899",
            fees: "0",
            dust: "0",
            wallet: "103",
            change: "0",
          },
        ],
      });
    });

    it("holds for every moment of the past", async () => {
      await till.fund(USDT_TRON, "100");
      await till.start();
      await till.pay("10");
      await until("the settlement", () => till.isDone(1));
      await till.owe(people(2), "20");
      await until("the transfers", () => till.isDone(3));
      await till.stop();
      const moments = await till.database.db
        .selectDistinct({ at: ledgerEntries.createdAt })
        .from(ledgerEntries)
        .orderBy(ledgerEntries.createdAt);
      expect(moments.length).toBeGreaterThan(4);
      const seen: string[] = [];
      for (const { at } of moments) {
        const then = await report(till.database.db, new Date(at.getTime() + 1));
        expect(then.problems).toEqual([]);
        seen.push(then.assets[0]!.in);
      }
      expect(seen[0]).toBe("100");
      expect(seen.at(-1)).toBe("110");
      expect(await report(till.database.db, new Date(0))).toEqual({ ok: true, problems: [], assets: [] });
    });

    it("goes on from a milestone, and finds out when what lies before it changes", async () => {
      await till.fund(USDT_TRON, "100");
      await till.start();
      await till.owe(people(2), "20");
      await until("the transfers", () => till.isDone(2));
      // Their change may still be on its way into the books; a milestone is set where nothing moves.
      await till.stop();
      const { db } = till.database;
      const whole = await verifyLedger(db);
      // All that is there now lies far enough back.
      await setMilestone(db, new Date(Date.now() + 3_600_000));
      const milestone = await readMilestone(db);
      expect(milestone!.sums).toMatchObject([{ assetId: USDT_TRON, in: "100" }]);
      expect((await checkLedger(db)).problems).toEqual([]);
      await till.start();
      const orderId = await till.pay("5");
      await till.owe(people(1), "1");
      await until("more transfers", () => till.isDone(4));
      await till.stop();
      const [quick, again] = [await checkLedger(db), await verifyLedger(db)];
      expect(quick).toEqual(again);
      expect(quick.problems).toEqual([]);
      expect([whole.assets[0]!.in, quick.assets[0]!.in]).toEqual(["100", "105"]);
      await setMilestone(db, new Date(Date.now() + 3_600_000));
      expect((await readMilestone(db))!.until > milestone!.until).toBe(true);
      expect(await verifyLedger(db)).toEqual(again);

      const twice = { amount: sql`${ledgerEntries.amount} * 2` };
      await db.update(ledgerEntries).set(twice).where(eq(ledgerEntries.orderId, orderId));
      expect((await checkLedger(db)).problems).toEqual([]);
      expect((await verifyLedger(db)).problems).toContainEqual(
        expect.stringMatching(/^the ledger until .* is not what it was$/),
      );
    });

    it("fails when an entry is gone, or what is owed is not what is to be paid", async () => {
      await till.fund(USDT_TRON, "100");
      await till.owe(people(1), "500");
      const owed = and(eq(ledgerEntries.assetId, USDT_TRON), sql`${ledgerEntries.account} like 'payer:%'`);
      await till.database.db.delete(transfers);
      expect((await verifyLedger(till.database.db)).problems).toEqual([
        expect.stringMatching(/^payer:.*: the ledger says 500, its reasons 0$/),
      ]);
      await till.database.db.delete(ledgerEntries).where(owed);
      expect((await verifyLedger(till.database.db)).problems).toEqual([
        `${USDT_TRON}: 1 postings do not sum to zero`,
        `${USDT_TRON}: in, and what became of it: 100 and -400`,
      ]);
    });

    it("fails when more went out by the ledger than was transferred", async () => {
      await till.fund(USDT_TRON, "100");
      const lines = [
        { account: "payee:x" as const, assetId: USDT_TRON, amount: "5" },
        { account: "wallet" as const, assetId: USDT_TRON, amount: "-5" },
      ];
      await post(till.database.db, { id: randomUUID(), lines });
      expect((await verifyLedger(till.database.db)).problems).toEqual([
        `${USDT_TRON}: open is -5`,
        `payee:x ${USDT_TRON}: the ledger says -5, its reasons 0`,
        `wallet ${USDT_TRON}: the ledger says 95, its reasons 100`,
        `settled ${USDT_TRON}: the ledger says 5, its reasons 0`,
      ]);
      expect((await checkLedger(till.database.db)).problems).toEqual([
        `${USDT_TRON}: open is -5`,
        `open ${USDT_TRON}: the ledger says -5, its reasons 0`,
        `wallet ${USDT_TRON}: the ledger says 95, its reasons 100`,
      ]);
    });
  });
});
