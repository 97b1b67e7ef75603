import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { jobs, orders, transfers } from "../../src/db/schema.js";
import { reconcile } from "../../src/payments/payouts/reconcile.js";
import type { WalletPort } from "../../src/payments/ports.js";
import { createTreasury } from "../../src/payments/treasury.js";
import { eachEngine, quiet } from "../support/databases.js";
import { PaperRefusal } from "../support/paper-network.js";
import { ADA, BOT, people, PaperTill } from "../support/paper-till.js";
import { BTC, openShop, standingMarket, USDT_TRON } from "../support/till.js";
import { until } from "../support/until.js";

eachEngine("the treasury", (open) => {
  const till = new PaperTill(open);

  /** Money for an order that is paid already. */
  const payAgain = (orderId: string, assetId: string, amount: string) =>
    till.network.receive({ senders: [ADA], memo: orderId, assetId, amount });

  it("settles an exact payment to the payee and refunds what fits nothing", async () => {
    const treasury = await till.start({ pollMs: 60_000 });
    const orderId = await till.pay();
    payAgain(orderId, BTC, "0.25");
    treasury.wake();
    await until("both transfers", () => till.isDone(2));
    expect(till.paidTo(till.shop)).toEqual([10]);
    expect(till.paidTo(ADA)).toEqual([0.25]);
    const [settled] = await till.database.db.select().from(orders).where(eq(orders.id, orderId));
    expect(settled).toMatchObject({ state: "settled", settlementAmount: "10.00000000" });
    await till.adds();
  });

  it("looks by itself, without being woken", async () => {
    await till.start();
    await till.pay();
    await until("the settlement", () => till.isDone(1));
  });

  it("says how it is doing", async () => {
    const treasury = await till.start();
    till.network.holdFinality();
    await till.pay();
    const { state } = treasury;
    await until("the transfer to be underway", () => state.waiting === 1 && state.cursor === 1);
    expect(state.stuck).toBe(0);
    expect(treasury.state.lastReadAt).toBeInstanceOf(Date);
  });

  describe("a payee who cannot be paid", () => {
    it("leaves one stuck transfer, holds up nobody, and is tried again at the next start", async () => {
      const closed = await openShop(till.database);
      till.network.refuse(closed);
      const first = await till.start();
      await till.pay("10", closed);
      await till.pay("20");
      await until("the other settlement", () => till.paidTo(till.shop).length === 1);
      await until("it to be counted", () => first.state.stuck === 1 && first.state.waiting === 0);
      const [stuck] = await till.database.db.select().from(transfers).where(eq(transfers.state, "stuck"));
      expect(stuck!.problem).toContain("10404");
      await till.stop();
      await till.adds();
      till.network.accept(closed);
      await till.start();
      await until("the stuck settlement", () => till.isDone(2));
      expect(till.paidTo(closed)).toEqual([10]);
    });
  });

  describe("what to spend", () => {
    it("is not enough while change is underway: the transfer waits for it", async () => {
      await till.fund(USDT_TRON, "100");
      const [first, second] = people(2);
      await till.owe([first!, second!], "40", { batchable: false });
      till.network.holdFinality();
      await till.start();
      const states = async () => (await till.transfers()).map(({ state }) => state).join();
      await until("the first to be sent", async () => (await states()) === "signed,waiting");
      till.network.releaseFinality();
      await until("both", () => till.isDone(2));
      expect([till.paidTo(first!), till.paidTo(second!)]).toEqual([[40], [40]]);
    });

    it("is made one first when it is in too many pieces", async () => {
      await till.fund(USDT_TRON, ...people(12).map(() => "1"));
      const [payee] = people(1);
      await till.owe([payee!], "9");
      await till.start({ maxInputs: 3 });
      await until("the settlement", () => till.isDone(1));
      expect(till.paidTo(payee!)).toEqual([9]);
      const made = await till.database.db.select().from(transfers).where(eq(transfers.kind, "consolidation"));
      expect(made.length).toBeGreaterThan(1);
      const report = await until("change to be read", async () => {
        const now = await reconcile(till.database.db, till.network.wallet);
        return now.assets[0]!.change === "0" && now;
      });
      expect(report).toMatchObject({ ok: true, problems: [] });
      expect(report.assets[0]).toMatchObject({ in: "12", refunded: "9", float: "3", wallet: "3" });
    });

    it("is not what somebody else has spent: that is written off the operator's own", async () => {
      await till.fund(USDT_TRON, "50", "40", "30");
      const gone = (await till.network.wallet.outputs(0))[0]!;
      till.network.steal(gone.outputId);
      const [payee] = people(1);
      await till.owe([payee!], "60");
      await till.start();
      await until("the transfer", () => till.isDone(1));
      expect(till.paidTo(payee!)).toEqual([60]);
      const report = await until("change to be read", async () => {
        const now = await reconcile(till.database.db, till.network.wallet);
        return now.assets[0]!.change === "0" && now;
      });
      expect(report.assets[0]).toMatchObject({ in: "120", refunded: "60", withdrawn: "50", float: "10", wallet: "10" });
      expect(report).toMatchObject({ ok: true, problems: [] });
    });

    it("becomes less pieces in a quiet moment; some of the largest stay", async () => {
      await till.fund(USDT_TRON, "7", ...people(59).map(() => "1"));
      await till.fund(BTC, ...people(50).map(() => "1"));
      await till.start();
      const free = async () =>
        (await till.network.wallet.outputs(0, 1_000, "unspent")).map(({ amount }) => Number(amount));
      await until("one to be made of them", async () => (await free()).length === 61);
      expect((await free()).toSorted((a, b) => b - a).slice(0, 3)).toEqual([50, 7, 1]);
      await until("it to be read", async () => (await till.transfers()).every(({ state }) => state === "done"));
      expect(await till.transfers()).toMatchObject([{ kind: "consolidation", amount: "50.00000000", account: null }]);
      await till.adds();
    });
  });

  describe("a network that answers badly", () => {
    it("is asked again with the same bytes, never with others", async () => {
      const sent: string[] = [];
      let failures = 3;
      const wallet: WalletPort = {
        ...till.network.wallet,
        async submit(transfer) {
          sent.push(transfer.raw);
          if (failures-- > 0) throw new PaperRefusal("unknown", "timeout before it was taken");
          await till.network.wallet.submit(transfer);
          throw new PaperRefusal("unknown", "timeout after it was taken");
        },
      };
      await till.start({ wallet });
      await till.pay();
      await until("the settlement", () => till.isDone(1));
      expect(new Set(sent).size).toBe(1);
      expect(sent).toHaveLength(4);
      expect(till.paidTo(till.shop)).toEqual([10]);
      await till.adds();
    });

    it("does not settle a transfer whose request id carries another transaction", async () => {
      const wallet: WalletPort = {
        ...till.network.wallet,
        lookup: async (requestId) => ({ requestId, hash: "another", state: "spent" }),
      };
      await till.start({ wallet });
      const orderId = await till.pay();
      await until("the failure to be noted", async () => (await till.transfers())[0]?.problem?.includes("another"));
      const [still] = await till.database.db.select().from(orders).where(eq(orders.id, orderId));
      expect(still!.state).toBe("paid");
    });

    it("holds up no others with what it refuses after it was signed", async () => {
      const { wallet } = till.network;
      await till.fund(USDT_TRON, "10", "10", "10", "10");
      const [bad, good] = people(2);
      for (const amount of ["1", "2", "3"]) await till.owe([bad!], amount, { batchable: false });
      await till.start({
        wallet: {
          ...wallet,
          async submit(transfer) {
            if (transfer.raw.includes(bad!)) throw new PaperRefusal("reread", "10106");
            return wallet.submit(transfer);
          },
        },
      });
      await until("the three refusals", async () =>
        (await till.transfers()).every((row) => row.state === "signed" && row.attempts > 1),
      );
      await till.owe([good!], "4");
      await until("the fourth", () => till.paidTo(good!).includes(4));
      expect(till.paidTo(bad!)).toEqual([]);
    });
  });

  it.each(["before", "after"] as const)("a process that dies %s any call leaves all to the next one", async (when) => {
    for (let n = 1; n <= 14; n++) {
      await till.reset();
      await (await till.start()).stop();
      const orderId = await till.pay("10");
      payAgain(orderId, USDT_TRON, "4");
      payAgain(orderId, BTC, "3");
      const { wallet, died } = till.network.dying(n, when);
      const first = await till.start({ wallet });
      await until(`death ${when} call ${n}`, died);
      await first.stop();
      const second = await till.start();
      await until(`all to be done after death ${when} call ${n}`, () => till.isDone(3));
      await second.stop();
      expect({ n, shop: till.paidTo(till.shop), ada: till.paidTo(ADA) }).toEqual({ n, shop: [10], ada: [3, 4] });
      expect(await till.database.db.select().from(jobs)).toHaveLength(3);
      await till.adds();
    }
  });

  it("two at work on one database pay once", async () => {
    await Promise.all([till.start(), till.start()]);
    for (let i = 1; i <= 8; i++) await till.pay(String(i));
    await until("the settlements", () => till.isDone(8));
    expect(till.paidTo(till.shop)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    await till.adds();
  });

  it("stops while the network is down, and stays stopped", async () => {
    let calls = 0;
    const down: WalletPort = {
      ...till.network.wallet,
      outputs: async () => {
        calls += 1;
        throw new Error("down");
      },
    };
    const { database } = till;
    const market = standingMarket();
    const treasury = createTreasury({ database, wallet: down, botId: BOT, market, log: quiet, pollMs: 5 });
    const starting = treasury.start();
    await until("a failed reading", () => calls >= 2);
    await treasury.stop();
    const after = calls;
    treasury.wake();
    await starting;
    expect(calls).toBe(after);
  });
});
