import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { jobs, orders, transfers } from "../../src/db/schema.js";
import type { WalletPort } from "../../src/payments/ports.js";
import { requestQuote } from "../../src/payments/quotes.js";
import { createTreasury, type Treasury } from "../../src/payments/treasury.js";
import { verifyLedger } from "../../src/payments/verify.js";
import { eachEngine, empty, quiet } from "../support/databases.js";
import { createPaperNetwork, PaperRefusal } from "../support/paper-network.js";
import { BTC, openShop, order, standingRates, USDT_TRON } from "../support/till.js";
import { until } from "../support/until.js";

const BOT = randomUUID();
const ADA = randomUUID();

eachEngine("the treasury", (open) => {
  let database: Database;
  let network = createPaperNetwork(BOT);
  let shop: string;
  const running: Treasury[] = [];

  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await empty(database);
    network = createPaperNetwork(BOT);
    shop = await openShop(database);
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((treasury) => treasury.stop()));
  });

  async function start(given: Partial<Parameters<typeof createTreasury>[0]> = {}): Promise<Treasury> {
    const { wallet } = network;
    const treasury = createTreasury({ database, wallet, botId: BOT, log: quiet, pollMs: 25, settleMs: 5, ...given });
    running.push(treasury);
    await treasury.start();
    return treasury;
  }

  async function quoted(amount = "10", payeeId = shop) {
    const { id } = await order(database, payeeId, { quoteAmount: amount });
    const answer = await requestQuote(database.db, standingRates(), {
      orderId: id,
      assetId: USDT_TRON,
      now: new Date(),
    });
    if (!answer.ok) throw new Error(answer.reason);
    return answer.quote;
  }

  async function pay(amount = "10", payeeId = shop) {
    const { id, orderId, paymentAmount, paymentAsset } = await quoted(amount, payeeId);
    network.receive({ senders: [ADA], requestId: id, memo: orderId, assetId: paymentAsset, amount: paymentAmount });
    return orderId;
  }

  const paidTo = (user: string) =>
    network.paid
      .filter(({ to }) => to[0] === user)
      .map(({ amount }) => Number(amount))
      .sort((a, b) => a - b);

  async function isDone(count: number): Promise<boolean> {
    const rows = await database.db.select({ state: transfers.state, kind: transfers.kind }).from(transfers);
    return (
      rows.filter((row) => row.kind !== "consolidation").length === count && rows.every((row) => row.state === "done")
    );
  }

  const adds = async () =>
    expect(await verifyLedger(database.db, network.wallet)).toMatchObject({ ok: true, problems: [] });

  it("settles an exact payment to the payee and refunds what fits nothing", async () => {
    const treasury = await start({ pollMs: 60_000 });
    const orderId = await pay();
    network.receive({ senders: [ADA], assetId: BTC, amount: "0.25" });
    treasury.wake();
    await until("both transfers", () => isDone(2));
    expect(paidTo(shop)).toEqual([10]);
    expect(paidTo(ADA)).toEqual([0.25]);
    const [settled] = await database.db.select().from(orders).where(eq(orders.id, orderId));
    expect(settled).toMatchObject({ state: "settled", settlementAmount: "10.00000000" });
    await adds();
  });

  it("looks by itself, without being woken", async () => {
    await start();
    await pay();
    await until("the settlement", () => isDone(1));
  });

  it("says how it is doing", async () => {
    const treasury = await start();
    network.holdFinality();
    await pay();
    const { state } = treasury;
    await until("the transfer to be underway", () => state.waiting === 1 && state.cursor === 1);
    expect(state.stuck).toBe(0);
    expect(treasury.state.lastReadAt).toBeInstanceOf(Date);
  });

  describe("a payee who cannot be paid", () => {
    it("leaves one stuck transfer, holds up nobody, and is tried again at the next start", async () => {
      const closed = await openShop(database);
      network.refuse(closed);
      const first = await start();
      await pay("10", closed);
      await pay("20");
      await until("the other settlement", async () => {
        const done = await database.db.select().from(transfers).where(eq(transfers.state, "done"));
        return done.length === 1 && paidTo(shop).length === 1;
      });
      const [stuck] = await database.db.select().from(transfers).where(eq(transfers.state, "stuck"));
      expect(stuck!.problem).toContain("10404");
      await until("it to be counted", () => first.state.stuck === 1);
      await first.stop();
      await adds();
      network.accept(closed);
      await start();
      await until("the stuck settlement", () => isDone(2));
      expect(paidTo(closed)).toEqual([10]);
    });
  });

  describe("what to spend", () => {
    /** A wallet in which these outputs turn out to have been spent by somebody else with our key. */
    function robbed(...outputs: { outputId: string }[]): WalletPort {
      for (const { outputId } of outputs) network.steal(outputId);
      return network.wallet;
    }

    /** A treasury that has recorded what came in and cannot pay yet. */
    async function recorded(count: number): Promise<Treasury> {
      const prepare = () => Promise.reject(new Error("not yet"));
      const treasury = await start({ wallet: { ...network.wallet, prepare } });
      await until("the intakes", async () => (await database.db.select().from(transfers)).length === count);
      return treasury;
    }

    it("is not enough while change is underway: the transfer waits for it", async () => {
      network.receive({ senders: [BOT], assetId: USDT_TRON, amount: "100" });
      const quotes = [await quoted("10"), await quoted("20")];
      const payments = quotes.map(({ id, paymentAmount: amount }) => ({ senders: [ADA], requestId: id, amount }));
      const outputs = payments.map((payment) => network.receive({ assetId: USDT_TRON, ...payment }));
      await (await recorded(2)).stop();
      network.holdFinality();
      await start({ wallet: robbed(...outputs) });
      const states = async () =>
        (await database.db.select().from(transfers))
          .map((transfer) => transfer.state)
          .toSorted((a, b) => (a < b ? -1 : 1));
      await until("the first to be sent", async () => (await states()).includes("signed"));
      expect(await states()).toEqual(["signed", "waiting"]);
      network.releaseFinality();
      await until("both settlements", () => isDone(2));
      expect(paidTo(shop)).toEqual([10, 20]);
    });

    it("is made one first when it is in too many pieces", async () => {
      const treasury = await start({ maxInputs: 3 });
      for (let i = 0; i < 12; i++) network.receive({ senders: [BOT], assetId: USDT_TRON, amount: "1" });
      await until("the pieces", () => treasury.state.cursor === 12);
      const { id } = await quoted("9");
      await treasury.stop();
      const payment = network.receive({ senders: [ADA], requestId: id, assetId: USDT_TRON, amount: "9" });
      await (await recorded(1)).stop();
      await start({ maxInputs: 3, wallet: robbed(payment) });
      await until("the settlement", () => isDone(1));
      expect(paidTo(shop)).toEqual([9]);
      const made = await database.db.select().from(transfers).where(eq(transfers.kind, "consolidation"));
      expect(made.length).toBeGreaterThan(1);
      const report = await until("change to be read", async () => {
        const now = await verifyLedger(database.db, network.wallet);
        return now.assets[0]!.change === "0" && now;
      });
      expect(report).toMatchObject({ ok: true });
      // 12 + 9 came, 9 was paid, 9 was stolen.
      expect(report.assets[0]).toMatchObject({ in: "9", settled: "9", float: "3", wallet: "3" });
    });
  });

  describe("a network that answers badly", () => {
    it("is asked again with the same bytes, never with others", async () => {
      const sent: string[] = [];
      let failures = 3;
      const wallet: WalletPort = {
        ...network.wallet,
        async submit(transfer) {
          sent.push(transfer.raw);
          if (failures-- > 0) throw new PaperRefusal("unknown", "timeout before it was taken");
          await network.wallet.submit(transfer);
          throw new PaperRefusal("unknown", "timeout after it was taken");
        },
      };
      await start({ wallet });
      await pay();
      await until("the settlement", () => isDone(1));
      expect(new Set(sent).size).toBe(1);
      expect(sent).toHaveLength(4);
      expect(paidTo(shop)).toEqual([10]);
      await adds();
    });

    it("does not settle a transfer whose request id carries another transaction", async () => {
      const wallet: WalletPort = {
        ...network.wallet,
        lookup: async (requestId) => ({ requestId, hash: "another", state: "spent" }),
      };
      await start({ wallet });
      const orderId = await pay();
      await until("the failure to be noted", async () => {
        const [transfer] = await database.db.select().from(transfers);
        return transfer?.problem?.includes("another");
      });
      const [still] = await database.db.select().from(orders).where(eq(orders.id, orderId));
      expect(still!.state).toBe("paid");
    });
  });

  it("transfers that are refused after they were signed hold up no others", async () => {
    const wallet: WalletPort = {
      ...network.wallet,
      async submit(transfer) {
        if (/"amount":"[123]\./.test(transfer.raw)) throw new PaperRefusal("reread", "10106");
        return network.wallet.submit(transfer);
      },
    };
    await start({ wallet });
    for (const amount of ["1", "2", "3"]) await pay(amount);
    await until("the three refusals", async () => {
      const rows = await database.db.select().from(transfers);
      return rows.length === 3 && rows.every((row) => row.state === "signed" && row.attempts > 1);
    });
    await pay("4");
    await until("the fourth", () => paidTo(shop).includes(4), { timeoutMs: 5_000 });
    expect(paidTo(shop)).toEqual([4]);
  });

  describe("a process that dies", () => {
    /** A wallet whose process dies at its n-th call: before it is made, or when its answer is on the way. */
    function dying(n: number, when: "before" | "after"): { wallet: WalletPort; died: () => boolean } {
      let calls = 0;
      const call = async <T>(work: () => Promise<T>): Promise<T> => {
        calls += 1;
        if (calls > n || (calls === n && when === "before")) throw new Error("died");
        const answer = await work();
        if (calls >= n) throw new Error("died");
        return answer;
      };
      const alive = network.wallet;
      const wallet: WalletPort = {
        outputs: (from, limit) => call(() => alive.outputs(from, limit)),
        prepare: (transfer) => call(() => alive.prepare(transfer)),
        submit: (transfer) => call(() => alive.submit(transfer)),
        lookup: (requestId) => call(() => alive.lookup(requestId)),
        classify: (error) => alive.classify(error),
      };
      return { wallet, died: () => calls >= n };
    }

    it.each(["before", "after"] as const)(
      "%s any call leaves all to the next one, and nothing happens twice",
      async (when) => {
        for (let n = 1; n <= 14; n++) {
          await empty(database);
          network = createPaperNetwork(BOT);
          shop = await openShop(database);
          await (await start()).stop();
          await pay("10");
          const late = await quoted("5");
          network.receive({ senders: [ADA], requestId: late.id, assetId: USDT_TRON, amount: "4" });
          network.receive({ senders: [ADA], assetId: BTC, amount: "3" });
          const { wallet, died } = dying(n, when);
          const first = await start({ wallet });
          await until(`death ${when} call ${n}`, died);
          await first.stop();
          const second = await start();
          await until(`all to be done after death ${when} call ${n}`, () => isDone(3));
          await second.stop();
          expect({ n, shop: paidTo(shop), ada: paidTo(ADA) }).toEqual({ n, shop: [10], ada: [3, 4] });
          expect(await database.db.select().from(jobs)).toHaveLength(3);
          await adds();
        }
      },
    );
  });

  it("two at work on one database pay once", async () => {
    await Promise.all([start(), start()]);
    for (let i = 1; i <= 8; i++) await pay(String(i));
    await until("the settlements", () => isDone(8));
    expect(paidTo(shop)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    await adds();
  });

  it("stops while the network is down, and stays stopped", async () => {
    let calls = 0;
    const down: WalletPort = {
      ...network.wallet,
      outputs: async () => {
        calls += 1;
        throw new Error("down");
      },
    };
    const treasury = createTreasury({ database, wallet: down, botId: BOT, log: quiet, pollMs: 5 });
    const starting = treasury.start();
    await until("a failed reading", () => calls >= 2);
    await treasury.stop();
    const after = calls;
    treasury.wake();
    await starting;
    expect(calls).toBe(after);
  });
});
