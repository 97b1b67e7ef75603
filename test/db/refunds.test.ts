import { randomUUID } from "node:crypto";
import { and, asc, eq } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Database, inTransaction } from "../../src/db/database.js";
import { jobs, orders, payees, refunds, transfers } from "../../src/db/schema.js";
import { balanceOf } from "../../src/payments/ledger.js";
import { expireOrders, viewOrder } from "../../src/payments/orders.js";
import type { Market } from "../../src/payments/ports.js";
import { beginRefund, cancelRefund } from "../../src/payments/refunds/begin.js";
import { type RefundPreview, previewRefund, type RefundPart } from "../../src/payments/refunds/preview.js";
import { changeSetting } from "../../src/payments/settings.js";
import { createTreasury, type Treasury } from "../../src/payments/treasury.js";
import { verifyLedger } from "../../src/payments/verify.js";
import { eachEngine, empty, quiet } from "../support/databases.js";
import { createPaperNetwork } from "../support/paper-network.js";
import { payInto } from "../support/payments.js";
import { BTC, openShop, order, standingMarket, USDT_TRON } from "../support/till.js";
import { until } from "../support/until.js";

const BOT = randomUUID();
const ADA = randomUUID();

eachEngine("a merchant gives money back", (open) => {
  let database: Database;
  let network = createPaperNetwork(BOT);
  let shop: string;
  let market: Market;
  let till: ReturnType<typeof payInto>;
  const running: Treasury[] = [];

  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await empty(database);
    network = createPaperNetwork(BOT);
    till = payInto(database, network, BOT);
    market = standingMarket();
    shop = await openShop(database);
  });
  afterEach(stop);

  async function stop(): Promise<void> {
    await Promise.all(running.splice(0).map((treasury) => treasury.stop()));
  }

  /** Lets everything go out that can. */
  async function payOut(wallet = network.wallet): Promise<void> {
    const options = { database, wallet, botId: BOT, market, log: quiet, pollMs: 10, settleMs: 2 };
    const treasury = createTreasury(options);
    running.push(treasury);
    await treasury.start();
  }

  /** A payment of 20 AED in USDT, which is 5.44959129 of them, unless told otherwise. */
  async function paid(given: { by?: string; to?: string; price?: string; payeeId?: string } = {}): Promise<string> {
    const { by = ADA, to = shop, price = "20", payeeId = to } = given;
    const { id } = await order(database, to, { quoteAsset: "aed", quoteAmount: price, payeeId });
    await till.pay(market, by, id, USDT_TRON);
    return id;
  }

  async function preview(orderId: string, part: RefundPart = { of: "all" }, rate: "then" | "today" = "then") {
    const answer = await previewRefund(
      database.db,
      market.rates,
      { merchantId: shop, orderId, part, rate },
      new Date(),
    );
    if (!answer.ok) throw new Error(answer.reason);
    return answer.preview;
  }

  function begin(shown: RefundPreview, given: { id?: string; merchantId?: string; now?: Date } = {}) {
    const { id = randomUUID(), merchantId = shop, now = new Date() } = given;
    const request = { id, merchantId, preview: shown, by: shop, title: "Refund: Coffee", language: "en", now };
    return inTransaction(database.db, (tx) => beginRefund(tx, request));
  }

  const settlements = (orderId: string) =>
    database.db
      .select({ state: transfers.state, amount: transfers.amount })
      .from(transfers)
      .where(and(eq(transfers.orderId, orderId), eq(transfers.kind, "settlement")))
      .orderBy(asc(transfers.seq));

  const orderOf = async (id: string) => (await viewOrder(database.db, id))!.order;
  const refundOf = async (orderId: string) => (await viewOrder(database.db, orderId))!.refunds[0]!;
  const paidTo = (user: string) => network.paid.filter(({ to }) => to[0] === user).map(({ amount }) => amount);
  const adds = async () => expect(await verifyLedger(database.db)).toMatchObject({ ok: true, problems: [] });
  const isDone = (orderId: string) =>
    until("the refund to be done", async () => (await refundOf(orderId)).state === "done");

  describe("out of what has not been settled", () => {
    it("gives all of it back: the coins that were paid, and the payment is settled with nothing", async () => {
      const orderId = await paid();
      const shown = await preview(orderId);
      expect(shown).toMatchObject({
        quoteAmount: "20",
        amount: "5.44959129",
        source: "unsettled",
        currency: "aed",
        worthThen: "20",
        worthNow: "20",
        usd: "5.45",
      });
      expect(await begin(shown)).toMatchObject({ ok: true, funding: null });
      expect(await settlements(orderId)).toEqual([{ state: "cancelled", amount: "5.44959129" }]);
      expect(await orderOf(orderId)).toMatchObject({ state: "settled", settlementAmount: "0.00000000" });
      const [back] = await database.db.select().from(transfers).where(eq(transfers.kind, "merchant_refund"));
      expect(back).toMatchObject({ state: "waiting", members: [ADA], amount: "5.44959129", account: `payer:${ADA}` });
      expect(Buffer.from(back!.memo, "base64").toString()).toBe(`RF|${orderId}|40028`);
      await adds();
      await payOut();
      await isDone(orderId);
      expect(network.paid).toMatchObject([{ to: [ADA], amount: "5.44959129" }]);
      const told = await database.db.select().from(jobs).where(eq(jobs.name, "tell.refunded"));
      expect(told.map(({ payload }) => payload)).toEqual([{ refundId: back!.refundId }]);
      await adds();
    });

    it("gives a part back, rounded down, and the rest goes to the payee", async () => {
      const orderId = await paid();
      const shown = await preview(orderId, { of: "price", amount: "5" });
      expect(shown).toMatchObject({ quoteAmount: "5", amount: "1.36239782" });
      await begin(shown);
      expect(await settlements(orderId)).toEqual([
        { state: "cancelled", amount: "5.44959129" },
        { state: "waiting", amount: "4.08719347" },
      ]);
      await payOut();
      await isDone(orderId);
      await until("the payment to be settled", async () => (await orderOf(orderId)).state === "settled");
      expect(await orderOf(orderId)).toMatchObject({ settlementAmount: "4.08719347" });
      expect(paidTo(shop)).toEqual(["4.08719347"]);
      expect(paidTo(ADA)).toEqual(["1.36239782"]);
      await adds();
    });

    it("takes a number of coins, and the part of the price they paid for, rounded up", async () => {
      const orderId = await paid();
      const shown = await preview(orderId, { of: "coins", amount: "1" });
      expect(shown).toMatchObject({ amount: "1", quoteAmount: "3.67" });
      await begin(shown);
      expect(await preview(orderId)).toMatchObject({ quoteAmount: "16.33", amount: "4.44959128" });
    });

    it("gives back what it is worth today, which may be more coins than were paid", async () => {
      const { id } = await order(database, shop, { quoteAsset: "usd", quoteAmount: "100" });
      await till.pay(market, ADA, id, BTC);
      const other = await order(database, shop, { quoteAsset: "usd", quoteAmount: "100" });
      await till.pay(market, ADA, other.id, BTC);
      market = standingMarket({ usd: { [BTC]: "40000" } });
      expect(await preview(id)).toMatchObject({ amount: "0.002", worthThen: "100", worthNow: "80", usd: "80" });
      const shown = await preview(id, { of: "all" }, "today");
      expect(shown).toMatchObject({ amount: "0.0025", worthThen: "125", worthNow: "100", source: "unsettled" });
      await begin(shown);
      expect(await settlements(id)).toEqual([{ state: "cancelled", amount: "0.00200000" }]);
      expect((await settlements(other.id)).map(({ amount }) => amount)).toEqual(["0.00200000", "0.00150000"]);
      expect(await orderOf(other.id)).toMatchObject({ state: "paid", settlementAmount: "0.00150000" });
      await adds();
    });

    it("uses the payment's own first, then the newest, and never what is signed", async () => {
      const first = await paid();
      const second = await paid();
      const third = await paid({ price: "10" });
      await database.db.update(transfers).set({ state: "signed" }).where(eq(transfers.orderId, first));
      await begin(await preview(first));
      expect((await settlements(first)).map(({ state }) => state)).toEqual(["signed"]);
      expect((await settlements(third)).map(({ state }) => state)).toEqual(["cancelled"]);
      expect(await settlements(second)).toEqual([
        { state: "cancelled", amount: "5.44959129" },
        // Of the newest the sum of 10 AED, 2.72479565 rounded up, of this the rest.
        { state: "waiting", amount: "2.72479565" },
      ]);
      await adds();
    });

    it("gives back what cannot be paid to the payee", async () => {
      network.refuse(shop);
      const orderId = await paid();
      await payOut();
      await until("the settlement to be stuck", async () => (await settlements(orderId))[0]?.state === "stuck");
      await begin(await preview(orderId));
      await isDone(orderId);
      expect(network.paid).toMatchObject([{ to: [ADA], amount: "5.44959129" }]);
      await adds();
    });
  });

  describe("other people's money", () => {
    it("is not touched: neither another shop's, nor another shop's with the same payee, nor a payee's of another code", async () => {
      const orderId = await paid();
      await payOut();
      await until("the payment to be settled", async () => (await orderOf(orderId)).state === "settled");
      await stop();
      const other = await openShop(database);
      const charity = randomUUID();
      await database.db.insert(payees).values({ id: charity, kind: "individual", members: [charity], threshold: 1 });
      const others = [
        await paid({ to: other }),
        await paid({ to: other, payeeId: shop }),
        await paid({ payeeId: charity }),
      ];
      const shown = await preview(orderId);
      expect(shown.source).toBe("link");
      expect(await begin(shown)).toMatchObject({ ok: true, refund: { source: "link", state: "unpaid" } });
      for (const id of others) {
        expect(await settlements(id)).toEqual([{ state: "waiting", amount: "5.44959129" }]);
        expect(await orderOf(id)).toMatchObject({ state: "paid", settlementAmount: "5.44959129" });
      }
      expect((await balanceOf(database.db, `payee:${other}`, USDT_TRON)).toFixed()).toBe("-5.44959129");
      expect((await balanceOf(database.db, `payer:${ADA}`, USDT_TRON)).toFixed()).toBe("0");
      await adds();
    });

    it("is not for another shop to give away", async () => {
      const orderId = await paid();
      const other = await openShop(database);
      const shown = await preview(orderId);
      expect(await begin(shown, { merchantId: other })).toEqual({ ok: false, reason: "unknown" });
      expect(await settlements(orderId)).toEqual([{ state: "waiting", amount: "5.44959129" }]);
    });
  });

  describe("by a payment of the merchant", () => {
    async function settledAndBegun() {
      const orderId = await paid();
      await payOut();
      await until("the payment to be settled", async () => (await orderOf(orderId)).state === "settled");
      await stop();
      const begun = await begin(await preview(orderId));
      if (!begun.ok || !begun.funding) throw new Error("no order to pay");
      return { orderId, refundId: begun.refund.id, funding: begun.funding };
    }

    it("the payer gets exactly that, also where the operator takes a fee, and is told once", async () => {
      await changeSetting(database.db, "feeBps", 100, null);
      const { orderId, funding } = await settledAndBegun();
      expect(funding).toMatchObject({
        source: "refund",
        payeeId: ADA,
        merchantId: shop,
        quoteAsset: USDT_TRON,
        quoteAmount: "5.44959129",
        settlementAsset: USDT_TRON,
        strict: true,
      });
      await till.pay(market, shop, funding.id, USDT_TRON);
      expect((await refundOf(orderId)).state).toBe("unpaid");
      await payOut();
      await isDone(orderId);
      expect(paidTo(ADA)).toEqual(["5.44959129"]);
      const told = await database.db.select().from(jobs).where(eq(jobs.name, "tell.refunded"));
      expect(told).toHaveLength(1);
      await adds();
    });

    it("cancelled before it is paid it takes nothing of the payment, and money for it goes back", async () => {
      const { orderId, refundId, funding } = await settledAndBegun();
      const quote = await till.quote(market, funding.id, USDT_TRON);
      const cancel = (merchantId: string) =>
        inTransaction(database.db, (tx) => cancelRefund(tx, { refundId, merchantId, now: new Date() }));
      expect(await cancel(await openShop(database))).toBe("unknown");
      expect(await cancel(shop)).toBe("cancelled");
      expect(await cancel(shop)).toBe("closed");
      expect((await refundOf(orderId)).state).toBe("cancelled");
      expect(await preview(orderId)).toMatchObject({ quoteAmount: "20" });
      const { id: requestId, paymentAmount: amount } = quote;
      const late = network.receive({ senders: [shop], requestId, memo: funding.id, assetId: USDT_TRON, amount });
      await till.record(market, late);
      expect((await viewOrder(database.db, funding.id))!.intakes).toMatchObject([{ disposition: "refunded" }]);
      expect((await refundOf(orderId)).state).toBe("cancelled");
    });

    it("paid for, it cannot be cancelled", async () => {
      const { refundId, funding } = await settledAndBegun();
      await till.pay(market, shop, funding.id, USDT_TRON);
      const answer = await inTransaction(database.db, (tx) =>
        cancelRefund(tx, { refundId, merchantId: shop, now: new Date() }),
      );
      expect(answer).toBe("taken");
    });

    it("not paid within a day it is over", async () => {
      const { orderId } = await settledAndBegun();
      await expireOrders(database.db, new Date(Date.now() + 25 * 60 * 60_000));
      expect((await refundOf(orderId)).state).toBe("cancelled");
      expect(await preview(orderId)).toMatchObject({ quoteAmount: "20" });
    });
  });

  describe("never more than was paid", () => {
    it("over all refunds together, however many begin at once", async () => {
      const orderId = await paid();
      await paid();
      const shown = await preview(orderId, { of: "price", amount: "7" });
      const answers = await Promise.all(Array.from({ length: 8 }, () => begin(shown)));
      expect(answers.filter((answer) => answer.ok)).toHaveLength(2);
      expect(answers.filter((answer) => !answer.ok && answer.reason === "too_much")).toHaveLength(6);
      expect(await preview(orderId)).toMatchObject({ quoteAmount: "6" });
      await adds();
    });

    it("begun twice from one conversation is begun once", async () => {
      const orderId = await paid();
      const shown = await preview(orderId, { of: "price", amount: "7" });
      const id = randomUUID();
      await Promise.all([begin(shown, { id }), begin(shown, { id }), begin(shown, { id })]);
      expect(await database.db.select().from(refunds)).toHaveLength(1);
      expect(await preview(orderId)).toMatchObject({ quoteAmount: "13" });
    });

    it("also not by a preview that says so", async () => {
      const orderId = await paid();
      const shown = await preview(orderId, { of: "price", amount: "7" });
      expect(await begin({ ...shown, amount: "5" })).toMatchObject({ ok: false, reason: "too_much" });
      expect(await begin({ ...shown, quoteAmount: "20.01" })).toMatchObject({ ok: false, reason: "too_much" });
    });

    it("of a payment taken as enough, what was paid counts as all of it", async () => {
      const { id } = await order(database, shop, { quoteAsset: USDT_TRON, quoteAmount: "10", toleranceBps: 100 });
      const quote = await till.quote(market, id, USDT_TRON);
      const short = { senders: [ADA], requestId: quote.id, memo: id, assetId: USDT_TRON, amount: "9.95" };
      await till.record(market, network.receive(short));
      expect(await preview(id)).toMatchObject({ quoteAmount: "9.95", amount: "9.95" });
    });
  });

  describe("against a settlement that is being signed at the same moment", () => {
    it("either it goes out whole and the merchant pays the refund, or what is left goes out; never both", async () => {
      const orderId = await paid();
      const shown = await preview(orderId, { of: "price", amount: "5" });
      let begun = false;
      // The bytes are made, and before they are stored the refund takes of what they pay.
      const prepare: typeof network.wallet.prepare = async (wanted) => {
        const prepared = await network.wallet.prepare(wanted);
        if (!begun) {
          begun = true;
          expect(await begin(shown)).toMatchObject({ ok: true, funding: null });
        }
        return prepared;
      };
      await payOut({ ...network.wallet, prepare });
      await isDone(orderId);
      await until("the payment to be settled", async () => (await orderOf(orderId)).state === "settled");
      expect(paidTo(shop)).toEqual(["4.08719347"]);
      expect(paidTo(ADA)).toEqual(["1.36239782"]);
      await adds();
    });

    it("whatever comes first, what came in is what goes out", async () => {
      for (let round = 0; round < 5; round++) {
        const orderId = await paid();
        const shown = await preview(orderId, { of: "price", amount: "5" });
        const treasury = payOut();
        const answer = await begin(shown);
        await treasury;
        if (!answer.ok) throw new Error(answer.reason);
        if (answer.funding) await till.pay(market, shop, answer.funding.id, USDT_TRON);
        await isDone(orderId);
        await until("the payment to be settled", async () => (await orderOf(orderId)).state === "settled");
        await stop();
      }
      const open = await database.db.select().from(orders).where(eq(orders.state, "paid"));
      expect(open).toEqual([]);
      expect(paidTo(ADA)).toEqual(Array.from({ length: 5 }, () => "1.36239782"));
      await adds();
    });
  });

  it("says why not", async () => {
    const now = new Date();
    const ask = (orderId: string, part: RefundPart = { of: "all" }, rate: "then" | "today" = "then") =>
      previewRefund(database.db, market.rates, { merchantId: shop, orderId, part, rate }, now);
    expect(await ask(randomUUID())).toEqual({ ok: false, reason: "unknown" });
    expect(await ask((await order(database, shop)).id)).toEqual({ ok: false, reason: "not_paid" });
    const orderId = await paid();
    expect(await ask(orderId, { of: "price", amount: "20.01" })).toMatchObject({ ok: false, reason: "too_much" });
    expect(await ask(orderId, { of: "coins", amount: "5.4495913" })).toMatchObject({ ok: false, reason: "too_much" });
    expect(await ask(orderId, { of: "price", amount: "0.00000001" })).toEqual({ ok: false, reason: "too_small" });
    const shown = await preview(orderId, { of: "all" }, "today");
    const tooLate = new Date(Date.now() + 11 * 60_000);
    expect(await begin(shown, { now: tooLate })).toEqual({ ok: false, reason: "stale" });
    market = standingMarket({ at: new Date(Date.now() - 60 * 60_000) });
    expect(await ask(orderId, { of: "all" }, "today")).toEqual({ ok: false, reason: "no_price" });
    await begin(await preview(orderId));
    expect(await ask(orderId)).toEqual({ ok: false, reason: "nothing_left" });
    expect(await database.db.select().from(orders).where(eq(orders.source, "refund"))).toEqual([]);
  });
});
