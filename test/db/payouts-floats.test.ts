import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { inTransaction } from "../../src/db/database.js";
import { ledgerEntries, payees, quotes, transfers } from "../../src/db/schema.js";
import { approve, pendingApproval } from "../../src/payments/payouts/control.js";
import { floats, withdrawFloat } from "../../src/payments/payouts/floats.js";
import { redirectStuck, stuckTransfers } from "../../src/payments/payouts/stuck.js";
import { balances, post } from "../../src/payments/ledger.js";
import { changeSetting } from "../../src/payments/settings.js";
import { eachEngine } from "../support/databases.js";
import { ADA, people, PaperTill } from "../support/paper-till.js";
import { BTC, openShop, USDT_TRON } from "../support/till.js";
import { until } from "../support/until.js";

const OPERATOR = randomUUID();
const DAY_MS = 86_400_000;

eachEngine("the operator's float", (open) => {
  const till = new PaperTill(open);

  const withdraw = (amount: string, cause: string = randomUUID(), assetId = USDT_TRON) =>
    inTransaction(till.database.db, (tx) => withdrawFloat(tx, { cause, assetId, amount, to: OPERATOR, by: OPERATOR }));

  /** An open quote of the desk that has reserved so much of USDT. */
  async function reserve(settlementAmount: string): Promise<void> {
    const { id } = await till.quoted("10");
    const conversion = {
      provider: "desk" as const,
      settlementAsset: USDT_TRON,
      settlementAmount,
      feeAmount: "0",
      rate: "1",
      spreadBps: 0,
      settlementUsd: "1",
      at: new Date().toISOString(),
    };
    await till.database.db.update(quotes).set({ conversion }).where(eq(quotes.id, id));
  }

  describe("withdrawn", () => {
    it("goes to whom it is for, once", async () => {
      await till.fund(USDT_TRON, "100");
      const cause = randomUUID();
      const first = await withdraw("30", cause);
      expect(await withdraw("30", cause)).toEqual(first);
      await till.start();
      await until("the withdrawal", () => till.isDone(1));
      expect(till.paidTo(OPERATOR)).toEqual([30]);
      expect(await withdraw("30", cause)).toEqual(first);
      expect(await till.owed()).toMatchObject([{ kind: "withdrawal", account: "float", approvedBy: OPERATOR }]);
      await until("the change", async () => (await floats(till.database.db))[0]?.float === "70");
      await till.adds();
    });

    it("is never what belongs to others, is promised, or is leaving already", async () => {
      await till.fund(USDT_TRON, "100");
      till.network.receive({ senders: [ADA], assetId: USDT_TRON, amount: "500", memo: "whose?" });
      const treasury = await till.start();
      await until("it to be held", () => treasury.state.cursor === 2);
      await till.stop();
      expect(await withdraw("100.00000001")).toEqual({ ok: false, reason: "not_enough", most: "100" });
      await till.owe(people(1), "10");
      expect(await withdraw("90.00000001")).toEqual({ ok: false, reason: "not_enough", most: "90" });
      await reserve("25.5");
      expect(await withdraw("64.50000001")).toEqual({ ok: false, reason: "not_enough", most: "64.5" });
      expect(await withdraw("60")).toMatchObject({ ok: true });
      expect(await withdraw("4.50000001")).toEqual({ ok: false, reason: "not_enough", most: "4.5" });
      expect(await withdraw("4.5")).toMatchObject({ ok: true });
      expect(await withdraw("0.00000001")).toEqual({ ok: false, reason: "not_enough", most: "0" });
      expect(await withdraw("1", randomUUID(), BTC)).toEqual({ ok: false, reason: "not_enough", most: "0" });
    });

    it("is there once, however many ask at the same time", async () => {
      await till.fund(USDT_TRON, "100");
      const answers = await Promise.all(Array.from({ length: 8 }, () => withdraw("30")));
      expect(answers.filter(({ ok }) => ok)).toHaveLength(3);
      await till.start();
      await until("the withdrawals", () => till.isDone(3));
      expect(till.paidTo(OPERATOR)).toEqual([30, 30, 30]);
      await till.adds();
    });
  });

  describe("as it is told", () => {
    /** A conversion by the desk some days ago that took so much (or, negative, brought it). */
    async function converted(days: number, amount: string, orderId: string | null = randomUUID()): Promise<void> {
      const id = randomUUID();
      const lines = [
        { account: "float" as const, assetId: USDT_TRON, amount },
        {
          account: "payee:x" as const,
          assetId: USDT_TRON,
          amount: amount.startsWith("-") ? amount.slice(1) : `-${amount}`,
        },
      ];
      await post(till.database.db, { id, orderId, lines });
      const createdAt = new Date(Date.now() - days * DAY_MS);
      await till.database.db.update(ledgerEntries).set({ createdAt }).where(eq(ledgerEntries.postingId, id));
    }

    it("has what is reserved, the pace of the last week, and how long it lasts", async () => {
      await till.fund(USDT_TRON, "1000");
      expect(await floats(till.database.db)).toEqual([
        { assetId: USDT_TRON, float: "1000", reserved: "0", spentPerDay: "0", lastsDays: null },
      ]);
      await converted(8, "500");
      await converted(6.5, "100");
      await converted(3, "60");
      await converted(2, "-20");
      await converted(1, "77", null);
      await reserve("83");
      expect(await floats(till.database.db)).toEqual([
        // 1000 − 500 − 100 − 60 + 20 − 77; 140 in 7 days; (283 − 83) / 20.
        { assetId: USDT_TRON, float: "283", reserved: "83", spentPerDay: "20", lastsDays: 10 },
      ]);
    });

    it("has a pace from the first day on", async () => {
      await till.fund(USDT_TRON, "100");
      await converted(0.1, "10");
      expect(await floats(till.database.db)).toMatchObject([{ float: "90", spentPerDay: "10", lastsDays: 9 }]);
      await converted(1.5, "10");
      expect(await floats(till.database.db)).toMatchObject([{ float: "80", spentPerDay: "10", lastsDays: 8 }]);
    });
  });
});

eachEngine("settlements to a payee who cannot be paid", (open) => {
  const till = new PaperTill(open);
  const redirect = (fromPayeeId: string, payeeId: string) =>
    inTransaction(till.database.db, (tx) => redirectStuck(tx, { merchantId: fromPayeeId, fromPayeeId, payeeId }));
  const owedTo = async (payeeId: string) =>
    (await balances(till.database.db)).find(({ account }) => account === `payee:${payeeId}`)?.amount ?? "0";

  it("go to another, with what waits; what has gone out and what others get stays", async () => {
    const [closed, other] = [await openShop(till.database), await openShop(till.database)];
    await till.start();
    await till.pay("3", closed);
    await until("the first settlement", () => till.isDone(1));
    till.network.refuse(closed);
    await till.pay("10", closed);
    await till.pay("20", closed);
    await till.pay("5");
    const stuck = () => stuckTransfers(till.database.db);
    await until("two to be stuck", async () => (await stuck()).length === 2 && till.paidTo(till.shop).length === 1);
    await till.stop();
    expect(await owedTo(closed)).toBe("-30");
    expect(await redirect(closed, other)).toBe(2);
    expect(await redirect(closed, other)).toBe(0);
    expect([await owedTo(closed), await owedTo(other)]).toEqual(["0", "-30"]);
    expect(await stuck()).toEqual([]);
    await till.start();
    await until("them to be paid", () => till.isDone(4));
    expect([till.paidTo(closed), till.paidTo(other), till.paidTo(till.shop)]).toEqual([[3], [10, 20], [5]]);
    expect(await owedTo(other)).toBe("0");
    await till.adds();
  });

  it("can be turned round and back again", async () => {
    const [closed, other] = [await openShop(till.database), await openShop(till.database)];
    till.network.refuse(closed);
    await till.start();
    await till.pay("10", closed);
    await until("it to be stuck", async () => (await stuckTransfers(till.database.db)).length === 1);
    await till.stop();
    for (const _ of [1, 2]) {
      expect(await redirect(closed, other)).toBe(1);
      expect(
        await inTransaction(till.database.db, (tx) =>
          redirectStuck(tx, { merchantId: closed, fromPayeeId: other, payeeId: closed }),
        ),
      ).toBe(1);
    }
    expect([await owedTo(closed), await owedTo(other)]).toEqual(["-10", "0"]);
    till.network.accept(closed);
    await till.start();
    await until("it to be paid", () => till.isDone(1));
    expect(till.paidTo(closed)).toEqual([10]);
    await till.adds();
  });

  it("need the operator's word anew: it was for somebody else", async () => {
    const [known, other] = [await openShop(till.database), await openShop(till.database)];
    const { db } = till.database;
    await changeSetting(db, "perTransferUsd", "5", OPERATOR);
    await till.start();
    await till.pay("10", known);
    const held = await until("it to wait for a word", async () => (await pendingApproval(db))[0]);
    await till.stop();
    expect(await approve(db, held.requestId, OPERATOR)).toBe(true);
    expect(await redirect(known, other)).toBe(1);
    await till.start();
    await until("it to wait again", async () => (await pendingApproval(db)).length === 1);
    expect([till.paidTo(known), till.paidTo(other)]).toEqual([[], []]);
    await approve(db, held.requestId, OPERATOR);
    await until("it to be paid", () => till.isDone(1));
    expect(till.paidTo(other)).toEqual([10]);
    await till.adds();
  });

  it("share no transaction any more when the new payee is a group", async () => {
    const closed = await openShop(till.database);
    till.network.refuse(closed);
    await till.start();
    await till.pay("10", closed);
    await until("it to be stuck", async () => (await stuckTransfers(till.database.db)).length === 1);
    await till.stop();
    const [one, two] = people(2);
    const group = { id: randomUUID(), kind: "multisig" as const, members: [one!, two!], threshold: 2 };
    await till.database.db.insert(payees).values(group);
    await redirect(closed, group.id);
    const [turned] = await till.database.db.select().from(transfers);
    expect(turned).toMatchObject({ batchable: false, members: [one, two], threshold: 2, state: "waiting" });
    await expect(redirect(closed, randomUUID())).rejects.toThrow("there is no payee");
  });
});
