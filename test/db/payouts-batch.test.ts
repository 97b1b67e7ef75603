import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { jobs, ledgerEntries, orders, transfers } from "../../src/db/schema.js";
import { moveTransfer, type Transfer } from "../../src/payments/state.js";
import { eachEngine } from "../support/databases.js";
import { ADA, people, PaperTill } from "../support/paper-till.js";
import { openShop, USDT_TRON } from "../support/till.js";
import { until } from "../support/until.js";

const batchesIn = (all: Transfer[]) => all.filter(({ kind }) => kind === "batch");
const decoded = (memo: string) => Buffer.from(memo, "base64").toString();

eachEngine("payouts together", (open) => {
  const till = new PaperTill(open);

  it("share a transaction, up to 255 of them, each with its own amount", async () => {
    // Two pieces: the second transaction need not wait for the first one's change.
    await till.fund(USDT_TRON, "5000");
    await till.fund(USDT_TRON, "5000");
    const payees = people(300);
    await till.owe(payees, "1.5");
    await till.start();
    await until("all to be paid", () => till.isDone(300));
    const all = await till.transfers();
    const batches = batchesIn(all);
    const sizes = batches.map(({ requestId }) => all.filter(({ batchId }) => batchId === requestId).length);
    expect(sizes).toEqual([255, 45]);
    expect(new Set(till.network.paid.map(({ requestId }) => requestId))).toEqual(
      new Set(batches.map(({ requestId }) => requestId)),
    );
    expect(payees.map((payee) => till.paidTo(payee))).toEqual(payees.map(() => [1.5]));
    await till.adds();
  });

  it("leave one row with the bytes, which the others follow, and one posting", async () => {
    await till.fund(USDT_TRON, "100");
    await till.owe(people(3), "2");
    await till.start();
    await until("all to be paid", () => till.isDone(3));
    const all = await till.transfers();
    const [batch] = batchesIn(all);
    expect(batch).toMatchObject({ amount: "6.00000000", account: null, usd: null, members: [] });
    expect(decoded(batch!.memo)).toBe(`PM|${batch!.requestId}`);
    expect(till.network.paid.map(({ memo }) => memo)).toEqual([batch!.memo, batch!.memo, batch!.memo]);
    for (const one of await till.owed()) {
      expect(one).toMatchObject({
        batchId: batch!.requestId,
        transactionHash: batch!.transactionHash,
        raw: null,
        usd: "2.00000000",
        signedAt: batch!.signedAt,
        doneAt: batch!.doneAt,
      });
    }
    const lines = await till.database.db.select().from(ledgerEntries).orderBy(ledgerEntries.id);
    const posting = lines.find(({ account, amount }) => account === "wallet" && amount === "-100.00000000")!.postingId;
    const posted = lines.filter(({ postingId }) => postingId === posting);
    expect(posted.map(({ amount }) => amount)).toEqual(["-100", "2", "2", "2", "94"].map((n) => `${n}.00000000`));
  });

  it("settle the orders they are for, and book each to its own", async () => {
    const payments = [await till.pay("1"), await till.pay("2"), await till.pay("3")];
    await till.start();
    await until("the settlements", () => till.isDone(3));
    const [batch] = batchesIn(await till.transfers());
    expect(batch).toMatchObject({ amount: "6.00000000" });
    const { db } = till.database;
    const settled = await db.select({ id: orders.id }).from(orders).where(eq(orders.state, "settled"));
    expect(settled.map(({ id }) => id).toSorted()).toEqual(payments.toSorted());
    for (const [n, orderId] of payments.entries()) {
      const lines = await db.select().from(ledgerEntries).where(eq(ledgerEntries.orderId, orderId));
      const amounts = lines
        .filter(({ account }) => account === `payee:${till.shop}`)
        .map(({ amount }) => Number(amount));
      expect(amounts).toEqual([-(n + 1), n + 1]);
    }
    await till.adds();
  });

  it("are only those that nobody needs the memo of", async () => {
    await till.fund(USDT_TRON, "50", "50");
    const [group, one, two] = people(3);
    await till.owe([group!], "5", { batchable: false, memo: "own", members: [group!, one!], threshold: 2 });
    await till.owe([one!, two!], "1");
    await till.start();
    await until("all to be paid", () => till.isDone(3));
    expect(till.network.paid.filter(({ memo }) => memo === "own")).toMatchObject([{ to: [group, one], amount: "5" }]);
    expect(batchesIn(await till.transfers())).toMatchObject([{ amount: "2.00000000" }]);
  });

  describe("with somebody who cannot be paid", () => {
    it("are taken apart until that one is alone: all others are paid", async () => {
      await till.fund(USDT_TRON, ...people(30).map(() => "10"));
      const payees = people(40);
      const bad = [payees[7]!, payees[8]!, payees[31]!];
      for (const payee of bad) till.network.refuse(payee);
      await till.owe(payees, "2");
      await till.start();
      await until("all to be over", async () =>
        (await till.transfers()).every(({ state }) => state === "done" || state === "stuck"),
      );
      const owed = await till.owed();
      const stuck = owed.filter(({ state }) => state === "stuck");
      expect(new Set(stuck.map(({ members }) => members[0]))).toEqual(new Set(bad));
      expect(stuck.map(({ problem }) => problem)).toEqual(bad.map(() => expect.stringContaining("10404")));
      const good = payees.filter((payee) => !bad.includes(payee));
      expect(good.map((payee) => till.paidTo(payee))).toEqual(good.map(() => [2]));
      expect(batchesIn(await till.transfers()).length).toBeLessThan(10);
      await till.adds();
    });

    it("tell the merchant once, however often it is tried again", async () => {
      const closed = await openShop(till.database);
      till.network.refuse(closed);
      await till.pay("1", closed);
      await till.pay("2");
      const isStuck = async () => (await till.transfers()).some(({ state }) => state === "stuck");
      await till.start();
      await until("it to be stuck", isStuck);
      await till.stop();
      const again = await till.start();
      await until("it to be stuck again", async () => again.state.stuck === 1 && (await isStuck()));
      const [stuck] = await till.database.db.select().from(transfers).where(eq(transfers.state, "stuck"));
      expect(stuck!.attempts).toBeGreaterThan(1);
      const told = await till.database.db.select().from(jobs).where(eq(jobs.name, "tell.stuck"));
      expect(told.map(({ payload }) => payload)).toEqual([{ requestId: stuck!.requestId }]);
    });
  });

  describe("that the wallet cannot pay all at once", () => {
    it("are paid as far as it goes, the others when more comes", async () => {
      await till.fund(USDT_TRON, "100");
      const [first, second, third] = people(3);
      await till.owe([first!, second!, third!], "40");
      await till.start();
      await until("two to be paid", async () => till.network.paid.length === 2);
      expect([till.paidTo(first!), till.paidTo(second!), till.paidTo(third!)]).toEqual([[40], [40], []]);
      till.network.receive({ senders: [ADA], assetId: USDT_TRON, amount: "30" });
      await until("the third", () => till.isDone(3));
      expect(till.paidTo(third!)).toEqual([40]);
    });

    it("do not wait for one that is too large", async () => {
      await till.fund(USDT_TRON, "100");
      const [large, small, other] = people(3);
      await till.owe([large!], "500");
      await till.owe([small!, other!], "20");
      await till.start();
      await until("the others to be paid", () => till.network.paid.length === 2);
      expect([till.paidTo(large!), till.paidTo(small!), till.paidTo(other!)]).toEqual([[], [20], [20]]);
    });
  });

  it("are not signed for what a transfer was before it changed", async () => {
    await till.fund(USDT_TRON, "100");
    const payees = people(3);
    const [first] = await till.owe(payees, "5");
    let prepared = 0;
    const { wallet } = till.network;
    await till.start({
      wallet: {
        ...wallet,
        async prepare(transfer) {
          const signed = await wallet.prepare(transfer);
          prepared += 1;
          if (prepared === 1) await moveTransfer(till.database.db, first!, "waiting", "cancelled");
          return signed;
        },
      },
    });
    const states = async () => (await till.owed()).map(({ state }) => state).join();
    await until("the other two", async () => (await states()) === "cancelled,done,done");
    expect(payees.map((payee) => till.paidTo(payee))).toEqual([[], [5], [5]]);
  });

  it("go to their payees once when two processes write at the same time", async () => {
    await till.fund(USDT_TRON, ...people(20).map(() => "10"));
    const payees = people(60);
    for (let n = 0; n < 6; n += 1) await till.owe(payees.slice(n * 10, n * 10 + 10), "1");
    await Promise.all([till.start(), till.start(), till.start()]);
    await until("all to be paid", () => till.isDone(60));
    expect(payees.map((payee) => till.paidTo(payee))).toEqual(payees.map(() => [1]));
    await till.adds();
  });

  describe("of a process that dies", () => {
    it.each(["before", "after"] as const)("%s any call are paid once by the next one", async (when) => {
      for (let n = 1; n <= 9; n += 1) {
        await till.reset();
        await till.fund(USDT_TRON, "50", "50", "1");
        const payees = people(4);
        till.network.refuse(payees[2]!);
        await till.owe(payees, "20");
        const { wallet, died } = till.network.dying(n, when);
        await till.start({ wallet });
        await until(`death ${when} call ${n}`, died);
        await till.stop();
        till.network.accept(payees[2]!);
        await till.start();
        await until(`all to be paid after death ${when} call ${n}`, () => till.isDone(4));
        await till.stop();
        const paid = payees.map((payee) => till.paidTo(payee));
        expect({ n, paid }).toEqual({ n, paid: [[20], [20], [20], [20]] });
        await till.adds();
      }
    });
  });
});
