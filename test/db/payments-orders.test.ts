import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { jobs, ledgerEntries, orders, transfers, walletOutputs } from "../../src/db/schema.js";
import { balanceOf, balances, post, type Posting } from "../../src/payments/ledger.js";
import { cancelOrder, expireOrders, type NewOrder, openOrder, viewOrder } from "../../src/payments/orders.js";
import { requestQuote } from "../../src/payments/quotes.js";
import { moveOrder, moveTransfer } from "../../src/payments/state.js";
import { verifyLedger } from "../../src/payments/verify.js";
import { eachEngine, empty } from "../support/databases.js";
import { BTC, openShop, order, standingRates, USDT_ETH, USDT_TRON } from "../support/till.js";

const MINUTE = 60_000;

eachEngine("orders and their money", (open) => {
  let database: Database;
  let shop: string;

  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await empty(database);
    shop = await openShop(database);
  });

  describe("an order", () => {
    it("opened twice is one, and stays as it was first", async () => {
      const first = await order(database, shop, { title: "Tea" });
      const { id, payeeId, merchantId, codeId, quoteAsset, settlementAsset } = first;
      const same = { id, payeeId, merchantId, codeId, quoteAsset, settlementAsset };
      const again = await openOrder(database.db, { ...same, title: "Coffee", quoteAmount: "10.0" });
      expect(again).toEqual(first);
    });

    it("is never another that is there under its id: programs choose ids", async () => {
      const first = await order(database, shop, { settlementAsset: BTC });
      const { id, payeeId, merchantId, codeId, quoteAsset, quoteAmount, settlementAsset } = first;
      const same = { id, payeeId, merchantId, codeId, quoteAsset, quoteAmount, settlementAsset, title: "Coffee" };
      const others: Partial<NewOrder>[] = [
        { source: "api" },
        { payeeId: await openShop(database) },
        { merchantId: randomUUID() },
        { quoteAsset: BTC },
        { quoteAmount: "10.01" },
        { settlementAsset: null },
        { settlementAsset: USDT_ETH },
      ];
      for (const other of others) {
        const opens = openOrder(database.db, { ...same, ...other });
        await expect(opens, JSON.stringify(other)).rejects.toThrow(`order ${id} is there already, and is another`);
      }
      expect(await database.db.select().from(orders)).toEqual([first]);
    });

    it("closes after a day unless it was told otherwise", async () => {
      const days = ((await order(database, shop)).deadline!.getTime() - Date.now()) / (24 * 60 * MINUTE);
      expect(days).toBeCloseTo(1, 2);
      expect((await order(database, shop, { deadline: null })).deadline).toBeNull();
    });

    it("keeps what its merchant had set when it was opened", async () => {
      expect(await order(database, shop)).toMatchObject({
        source: "code",
        graceSeconds: 0,
        toleranceBps: 0,
        strict: false,
        chargedUserId: null,
      });
      const chargedUserId = randomUUID();
      const rules = { source: "invoice", graceSeconds: 600, toleranceBps: 50, strict: true, chargedUserId } as const;
      expect(await order(database, shop, rules)).toMatchObject(rules);
    });

    it("is cancelled once, and only while it is open", async () => {
      const cancel = (orderId: string) =>
        database.db.transaction((tx) => cancelOrder(tx, { orderId, now: new Date() }));
      const { id } = await order(database, shop, { source: "invoice" });
      const answers = await Promise.all([cancel(id), cancel(id), cancel(id)]);
      expect(answers.toSorted()).toEqual(["cancelled", "closed", "closed"]);
      expect((await viewOrder(database.db, id))!.order).toMatchObject({ state: "cancelled" });
      expect((await viewOrder(database.db, id))!.order.closedAt).not.toBeNull();
      const told = await database.db.select({ name: jobs.name, payload: jobs.payload }).from(jobs);
      expect(told).toEqual([{ name: "tell.closed", payload: { orderId: id } }]);
      const paid = await order(database, shop);
      await moveOrder(database.db, paid.id, "open", "paid");
      expect(await cancel(paid.id)).toBe("taken");
      expect(await cancel(randomUUID())).toBe("closed");
    });

    it("expires when its deadline and grace have been read past, many at once", async () => {
      const deadline = new Date();
      const ids = await Promise.all(
        [0, 60, 60, 61].map(async (graceSeconds) => (await order(database, shop, { deadline, graceSeconds })).id),
      );
      await order(database, shop, { deadline: null });
      const after = (ms: number) => new Date(deadline.getTime() + ms);
      const states = async () =>
        Promise.all(ids.map(async (id) => (await viewOrder(database.db, id))!.order.state === "expired"));
      expect(await expireOrders(database.db, after(60_000))).toBe(1);
      expect(await states()).toEqual([true, false, false, false]);
      const counts = await Promise.all([1, 2].map(() => expireOrders(database.db, after(60_001))));
      expect(counts[0]! + counts[1]!).toBe(2);
      expect(await states()).toEqual([true, true, true, false]);
    });

    it("nobody has opened has no view", async () => {
      expect(await viewOrder(database.db, randomUUID())).toBeNull();
    });

    it("moves only from where it is thought to stand, and one of many wins", async () => {
      const { id } = await order(database, shop);
      expect(await moveOrder(database.db, id, "paid", "settled")).toBe(false);
      const moves = await Promise.all(Array.from({ length: 8 }, () => moveOrder(database.db, id, "open", "expired")));
      expect(moves.filter(Boolean)).toHaveLength(1);
      expect(await moveOrder(database.db, id, "open", "paid")).toBe(false);
      expect((await viewOrder(database.db, id))!.order.state).toBe("expired");
    });
  });

  describe("a quote", () => {
    const rates = standingRates();
    const now = new Date();
    const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);

    async function ask(orderId: string, given: { assetId?: string; now?: Date; fresh?: boolean } = {}) {
      return requestQuote(database.db, { rates, liquidity: null }, { orderId, assetId: USDT_TRON, now, ...given });
    }

    async function quote(...asked: Parameters<typeof ask>) {
      const answer = await ask(...asked);
      if (!answer.ok) throw new Error(answer.reason);
      return answer.quote;
    }

    it("holds for a minute, and is given again while it has time left", async () => {
      const { id } = await order(database, shop, { quoteAsset: "aed", quoteAmount: "20" });
      const first = await quote(id);
      expect(first).toMatchObject({ ordinal: 1, paymentAmount: "5.44959129", expiresAt: after(60) });
      expect((await quote(id, { now: after(49) })).id).toBe(first.id);
      const second = await quote(id, { now: after(51) });
      expect(second).toMatchObject({ ordinal: 2, expiresAt: after(111) });
      expect(second.id).not.toBe(first.id);
    });

    it("is another for another asset, and for whoever asks for a fresh one", async () => {
      const { id } = await order(database, shop, { quoteAsset: "aed", quoteAmount: "20" });
      const ids = [await quote(id), await quote(id, { assetId: BTC }), await quote(id, { fresh: true })].map(
        (q) => q.id,
      );
      expect(new Set(ids).size).toBe(3);
      expect((await viewOrder(database.db, id))!.quotes.map((q) => q.id)).toEqual(ids.toReversed());
    });

    it("does not outlive the order's deadline", async () => {
      const { id } = await order(database, shop, { deadline: after(20) });
      expect((await quote(id)).expiresAt).toEqual(after(20));
      expect(await ask(id, { now: after(20) })).toEqual({ ok: false, reason: "not_open" });
    });

    it("asked for by many at once is one", async () => {
      const { id } = await order(database, shop);
      const quotes = await Promise.all(Array.from({ length: 8 }, () => quote(id)));
      expect(new Set(quotes.map((q) => q.id)).size).toBe(1);
    });

    it("is refused with the reason", async () => {
      expect(await ask(randomUUID())).toEqual({ ok: false, reason: "unknown" });
      const choosy = await order(database, shop, { settlementAsset: USDT_ETH });
      expect(await ask(choosy.id)).toEqual({ ok: false, reason: "not_settleable" });
      const { id } = await order(database, shop);
      expect(await ask(id, { assetId: randomUUID() })).toEqual({ ok: false, reason: "no_price" });
      expect(await ask(id, { assetId: BTC, now: after(10 * 3600) })).toEqual({ ok: false, reason: "no_price" });
      await moveOrder(database.db, id, "open", "cancelled");
      expect(await ask(id)).toEqual({ ok: false, reason: "not_open" });
    });
  });

  describe("the ledger", () => {
    const posting = (id: string, ...amounts: string[]): Posting => ({
      id,
      lines: amounts.map((amount, n) => ({ account: n === 0 ? "wallet" : `payer:${n}`, assetId: BTC, amount })),
    });

    it("takes a posting once", async () => {
      const one = posting(randomUUID(), "1", "-1");
      await post(database.db, one);
      await post(database.db, one, posting(randomUUID(), "0.5", "-0.25", "-0.25"));
      expect(await balances(database.db)).toEqual([
        { account: "payer:1", assetId: BTC, amount: "-1.25" },
        { account: "payer:2", assetId: BTC, amount: "-0.25" },
        { account: "wallet", assetId: BTC, amount: "1.5" },
      ]);
      expect((await balanceOf(database.db, "wallet", BTC)).toFixed()).toBe("1.5");
      expect((await balanceOf(database.db, "wallet", USDT_TRON)).toFixed()).toBe("0");
    });

    it("refuses what does not sum to zero per asset", async () => {
      await expect(post(database.db, posting(randomUUID(), "1", "-0.99999999"))).rejects.toThrow("off by 0.00000001");
      const mixed: Posting = {
        id: randomUUID(),
        lines: [
          { account: "wallet", assetId: BTC, amount: "1" },
          { account: "float", assetId: USDT_TRON, amount: "-1" },
        ],
      };
      await expect(post(database.db, mixed)).rejects.toThrow("off by");
      expect(await database.db.select().from(ledgerEntries)).toEqual([]);
    });

    it("is found out when a row is missing, invented, or of another amount", async () => {
      expect(await verifyLedger(database.db)).toEqual({ ok: true, problems: [], assets: [] });
      await post(database.db, posting(randomUUID(), "1", "-1"));
      expect((await verifyLedger(database.db)).problems).toEqual([
        expect.stringMatching(/^payer:.*: the ledger says 1, its reasons 0$/),
        expect.stringMatching(/^wallet .*: the ledger says 1, its reasons 0$/),
      ]);
      await database.db.delete(ledgerEntries).where(eq(ledgerEntries.account, "wallet"));
      expect((await verifyLedger(database.db)).problems[0]).toContain("1 postings do not sum to zero");
    });
  });

  describe("a transfer", () => {
    it("keeps its signed bytes: only what waits can be signed, only what is signed can be done", async () => {
      const { id } = await order(database, shop);
      const requestId = randomUUID();
      await database.db.insert(transfers).values({
        requestId,
        kind: "settlement",
        orderId: id,
        assetId: BTC,
        amount: "1",
        members: [shop],
        threshold: 1,
        memo: "",
      });
      expect(await moveTransfer(database.db, requestId, "signed", "done")).toBe(false);
      expect(await moveTransfer(database.db, requestId, "waiting", "signed", { raw: "aa" })).toBe(true);
      expect(await moveTransfer(database.db, requestId, "waiting", "signed", { raw: "bb" })).toBe(false);
      const [kept] = await database.db.select().from(transfers);
      expect(kept).toMatchObject({ state: "signed", raw: "aa" });
      expect(await database.db.select().from(walletOutputs)).toEqual([]);
      expect(await database.db.select({ state: orders.state }).from(orders)).toEqual([{ state: "open" }]);
    });
  });
});
