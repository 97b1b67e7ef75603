import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Database, inTransaction, type Tx } from "../../src/db/database.js";
import { intakes, jobs, transfers } from "../../src/db/schema.js";
import { createWorker } from "../../src/db/worker.js";
import { answerLate, assignHeld, heldOf, keepAsFloat, returnHeld } from "../../src/payments/held.js";
import { recordOutputs } from "../../src/payments/intake.js";
import { balances } from "../../src/payments/ledger.js";
import { moneyHandlers } from "../../src/payments/money-jobs.js";
import { cancelOrder, expireOrders, viewOrder } from "../../src/payments/orders.js";
import type { WalletOutput } from "../../src/payments/ports.js";
import { type Quote, requestQuote } from "../../src/payments/quotes.js";
import { refundMemo } from "../../src/payments/refund-codes.js";
import { verifyLedger } from "../../src/payments/verify.js";
import { eachEngine, empty, quiet } from "../support/databases.js";
import { createPaperNetwork } from "../support/paper-network.js";
import { BTC, openShop, order, standingMarket, USDT_ETH, USDT_TRON } from "../support/till.js";
import { until } from "../support/until.js";

const BOT = randomUUID();
const ADA = randomUUID();
const BOB = randomUUID();
const OPERATOR = randomUUID();

eachEngine("held money", (open) => {
  const market = standingMarket();
  let database: Database;
  let network = createPaperNetwork(BOT);
  let shop: string;
  /** The moment of a test, and one long enough before it that deadlines are over. */
  let now = new Date();
  let opened = now;

  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await empty(database);
    network = createPaperNetwork(BOT);
    shop = await openShop(database);
    now = new Date();
    opened = new Date(now.getTime() - 600_000);
  });

  const isOperator = (userId: string) => userId === OPERATOR;
  const record = (...outputs: WalletOutput[]) =>
    recordOutputs(database.db, outputs, { botId: BOT, secret: "s", market, isOperator, log: quiet, opening: false });
  const inTx = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inTransaction(database.db, work);

  async function quoteFor(orderId: string, assetId = USDT_TRON, payerId?: string, at = now): Promise<Quote> {
    const wanted = { orderId, assetId, now: at, ...(payerId && { payerId }) };
    const answer = await requestQuote(database.db, market, wanted);
    if (!answer.ok) throw new Error(answer.reason);
    return answer.quote;
  }

  async function pays(quote: Quote, given: Partial<WalletOutput> = {}): Promise<string> {
    const { id: requestId, orderId: memo, paymentAsset: assetId, paymentAmount: amount } = quote;
    const createdAt = now.toISOString();
    const output = network.receive({ senders: [ADA], requestId, memo, assetId, amount, createdAt, ...given });
    await record(output);
    return output.outputId;
  }

  async function finds(given: Partial<WalletOutput> = {}): Promise<string> {
    const output = network.receive({ senders: [ADA], assetId: USDT_TRON, amount: "10", memo: "hello", ...given });
    await record(output);
    return output.outputId;
  }

  const sent = async () =>
    (await database.db.select().from(transfers).orderBy(transfers.seq)).map(({ kind, amount, members, memo }) => {
      const code = Buffer.from(memo, "base64").toString().split("|")[2];
      return `${kind} ${Number(amount)} to ${members.join()}${code ? ` ${code}` : ""}`;
    });
  const told = async () => (await database.db.select().from(jobs).orderBy(jobs.id)).map((job) => job.name);
  const heldBalance = async () =>
    (await balances(database.db)).find(({ account }) => account === "held")?.amount ?? "0";
  const intake = async (outputId: string) =>
    (await database.db.select().from(intakes).where(eq(intakes.outputId, outputId)))[0]!;
  const proven = async () => expect((await verifyLedger(database.db)).problems).toEqual([]);

  describe("parts of a price", () => {
    it("are shown by sender with the rest, and paid by their sender's rest", async () => {
      const { id } = await order(database, shop, { quoteAsset: "aed", quoteAmount: "20" });
      const quote = await quoteFor(id);
      await pays(quote, { amount: "2" });
      await pays(quote, { senders: [BOB], amount: "0.5", requestId: randomUUID() });
      const view = (await viewOrder(database.db, id, now))!;
      // 20 × 2 / 5.44959129 = 7.3399999…
      expect(view.parts).toEqual([
        {
          senderId: ADA,
          assetId: USDT_TRON,
          received: "2",
          credit: "7.33999998",
          rest: { assetId: USDT_TRON, amount: "3.4495913", covers: "12.66000002" },
        },
        {
          senderId: BOB,
          assetId: USDT_TRON,
          received: "0.5",
          credit: "1.83499999",
          rest: { assetId: USDT_TRON, amount: "4.9495913", covers: "18.16500001" },
        },
      ]);
      expect((await viewOrder(database.db, id, new Date(now.getTime() + 61_000)))!.parts[0]!.rest).toBeNull();
      const rest = await quoteFor(id, USDT_TRON, ADA);
      expect(rest).toMatchObject({ paymentAmount: "3.44959129", covers: "12.66000002", payerId: ADA });
      await pays(rest);
      expect((await viewOrder(database.db, id))!.order).toMatchObject({
        state: "paid",
        oddity: "none",
        paymentAmount: "5.44959129",
        surplusAmount: null,
      });
      expect(await sent()).toEqual([`settlement 5.44959129 to ${shop}`, `refund 0.5 to ${BOB} 40021`]);
      expect(await told()).toEqual(["tell.partial", "tell.partial", "tell.paid", "tell.refund"]);
      expect(await heldBalance()).toBe("0");
      await proven();
    });

    it("go back to their sender who asks in time, and to nobody else", async () => {
      const { id } = await order(database, shop, { deadline: new Date(now.getTime() + 1000) });
      const outputId = await pays(await quoteFor(id), { amount: "4" });
      const back = (senderId: string | null, at = now) => inTx((tx) => returnHeld(tx, { outputId, senderId, now: at }));
      expect(await back(BOB)).toBe("not_yours");
      expect(await back(null)).toBe("not_returnable");
      expect(await back(ADA, new Date(now.getTime() + 1001))).toBe("not_returnable");
      expect((await Promise.all([back(ADA), back(ADA), back(ADA)])).toSorted()).toEqual(["gone", "gone", "returned"]);
      expect(await sent()).toEqual([`refund 4 to ${ADA} 40024`]);
      expect((await viewOrder(database.db, id))!.parts).toEqual([]);
      await proven();
    });

    it("go back when the order is cancelled or expires", async () => {
      const cancelled = await order(database, shop);
      const expired = await order(database, shop, { deadline: new Date(now.getTime() + 1000) });
      for (const { id } of [cancelled, expired]) await pays(await quoteFor(id), { amount: "4" });
      await inTx((tx) => cancelOrder(tx, { orderId: cancelled.id, now }));
      await expireOrders(database.db, new Date(now.getTime() + 2000));
      expect(await sent()).toEqual([`refund 4 to ${ADA} 40032`, `refund 4 to ${ADA} 40024`]);
      await proven();
    });
  });

  describe("late money", () => {
    async function late() {
      const deadline = new Date(opened.getTime() + 1000);
      const rules = { quoteAsset: BTC, quoteAmount: "0.1", deadline, graceSeconds: 3600 };
      const { id: orderId } = await order(database, shop, rules);
      return { orderId, outputId: await pays(await quoteFor(orderId, BTC, undefined, opened)) };
    }
    const answer = (outputId: string, accept: boolean) =>
      inTx((tx) => answerLate(tx, { outputId, accept, market, now }));

    it("is the merchant's to accept, once", async () => {
      const { orderId, outputId } = await late();
      expect((await viewOrder(database.db, orderId))!.late.map((one) => one.outputId)).toEqual([outputId]);
      expect(await heldOf(database.db, { orderId })).toMatchObject([{ heldReason: "late", code: 40000 }]);
      const answers = await Promise.all([answer(outputId, true), answer(outputId, true), answer(outputId, false)]);
      const first = answers.find((one) => one !== "gone");
      expect(answers.filter((one) => one === "gone")).toHaveLength(2);
      const view = (await viewOrder(database.db, orderId))!;
      if (first === "accepted") expect(view.order).toMatchObject({ state: "paid", oddity: "late", payerId: ADA });
      expect(await sent()).toEqual([first === "accepted" ? `settlement 0.1 to ${shop}` : `refund 0.1 to ${ADA} 40000`]);
      expect((await intake(outputId)).resolvedAt).toEqual(now);
      await proven();
    });

    it("is not the merchant's to accept when it is not late money", async () => {
      expect(await answer(randomUUID(), true)).toBe("gone");
      expect(await answer(await finds(), true)).toBe("gone");
      const { orderId, outputId } = await late();
      expect(await inTx((tx) => returnHeld(tx, { outputId, senderId: ADA, now }))).toBe("not_returnable");
      expect(await inTx((tx) => keepAsFloat(tx, { outputId, now }))).toBe(false);
      await expireOrders(database.db, new Date(opened.getTime() + 3_602_000));
      expect((await viewOrder(database.db, orderId))!.order.state).toBe("expired");
      expect(await answer(outputId, true)).toBe("gone");
      expect(await sent()).toEqual([`refund 0.1 to ${ADA} 40000`]);
      await proven();
    });
  });

  describe("money that names no order", () => {
    const assign = (outputId: string, orderId: string, senderId = ADA) =>
      inTx((tx) => assignHeld(tx, { outputId, senderId, orderId, market, now }));

    it("waits for its sender, and goes back in three days when they say nothing", async () => {
      const outputId = await finds();
      expect(await told()).toEqual(["tell.unknown", "held.return"]);
      expect(await heldOf(database.db, { senderId: ADA, reason: "unknown" })).toMatchObject([
        { outputId, code: 40022 },
      ]);
      expect(await sent()).toEqual([]);
      const [job] = await database.db.select().from(jobs).where(eq(jobs.name, "held.return"));
      expect((job!.runAt.getTime() - Date.now()) / 3600_000).toBeCloseTo(72, 1);
      await database.db.update(jobs).set({ runAt: new Date() }).where(eq(jobs.name, "held.return"));
      const worker = createWorker({ database, log: quiet, processId: randomUUID(), handlers: moneyHandlers() });
      await worker.start();
      try {
        await until("the money is sent back", async () => (await sent()).length > 0);
      } finally {
        await worker.stop();
      }
      expect(await sent()).toEqual([`refund 10 to ${ADA} 40022`]);
      expect(await told()).toEqual(["tell.unknown", "held.return", "tell.refund"]);
      await proven();
    });

    it("pays the order its sender names, in full or in part", async () => {
      const { id } = await order(database, shop);
      expect(await assign(await finds({ amount: "4" }), id)).toEqual({ ok: true, became: "kept" });
      const outputId = await finds({ amount: "7" });
      expect(await assign(outputId, id)).toEqual({ ok: true, became: "paid" });
      expect((await viewOrder(database.db, id))!.order).toMatchObject({ state: "paid", oddity: "over", payerId: ADA });
      expect(await sent()).toEqual([`surplus 1 to ${ADA} 40024`, `settlement 10 to ${shop}`]);
      expect(await intake(outputId)).toMatchObject({
        disposition: "applied",
        orderId: id,
        surplusAmount: "1.00000000",
      });
      await proven();
    });

    it("is refused by name when it cannot be that, and goes on waiting", async () => {
      const outputId = await finds();
      const { id } = await order(database, shop);
      expect(await assign(outputId, id, BOB)).toEqual({ ok: false, reason: "not_yours" });
      expect(await assign(outputId, randomUUID())).toEqual({ ok: false, reason: "unknown_order" });
      expect(await assign(randomUUID(), id)).toEqual({ ok: false, reason: "gone" });
      const closed = await order(database, shop);
      await inTx((tx) => cancelOrder(tx, { orderId: closed.id, now }));
      expect(await assign(outputId, closed.id)).toEqual({ ok: false, reason: "not_open" });
      const strict = await order(database, shop, { settlementAsset: BTC, strict: true });
      expect(await assign(outputId, strict.id)).toEqual({ ok: false, reason: "not_convertible" });
      const nameless = await finds({ assetId: randomUUID() });
      expect(await assign(nameless, id)).toEqual({ ok: false, reason: "no_price" });
      await pays(await quoteFor(id, USDT_ETH), { amount: "1" });
      expect(await assign(outputId, id)).toEqual({ ok: false, reason: "wrong_asset" });
      expect(await heldOf(database.db, { reason: "unknown" })).toHaveLength(2);
      expect(await sent()).toEqual([]);
      await proven();
    });

    it("has one end, however many ask for different ones at once", async () => {
      const { id } = await order(database, shop);
      const outputId = await finds();
      const ends = await Promise.all([
        assign(outputId, id).then((answer) => answer.ok),
        inTx((tx) => returnHeld(tx, { outputId, senderId: ADA, now })).then((answer) => answer === "returned"),
        inTx((tx) => returnHeld(tx, { outputId, senderId: null, now })).then((answer) => answer === "returned"),
        inTx((tx) => keepAsFloat(tx, { outputId, now })),
      ]);
      expect(ends.filter(Boolean)).toHaveLength(1);
      expect((await sent()).length).toBe(ends[3] ? 0 : 1);
      await proven();
    });

    it("is the operator's own when an operator says FLOAT", async () => {
      await finds({ senders: [OPERATOR], memo: " float" });
      await finds({ senders: [ADA], memo: "FLOAT" });
      expect(await balances(database.db)).toContainEqual({ account: "float", assetId: USDT_TRON, amount: "-10" });
      expect(await heldOf(database.db, {})).toMatchObject([{ senderId: ADA, heldReason: "unknown" }]);
      await proven();
    });
  });

  describe("money that only an operator can place", () => {
    it("is told to operators, and becomes theirs when they say so", async () => {
      const nobodys = await finds({ senders: [ADA, BOB] });
      expect(await told()).toEqual(["tell.held"]);
      expect(await inTx((tx) => returnHeld(tx, { outputId: nobodys, senderId: null, now }))).toBe("not_returnable");
      expect(await inTx((tx) => keepAsFloat(tx, { outputId: nobodys, now }))).toBe(true);
      expect(await inTx((tx) => keepAsFloat(tx, { outputId: nobodys, now }))).toBe(false);
      expect(await intake(nobodys)).toMatchObject({ disposition: "float", heldReason: "no_single_sender" });
      expect(await heldBalance()).toBe("0");
      await proven();
    });

    it("came back from another till: an operator may return it, its sender not", async () => {
      const outputId = await finds({ memo: refundMemo(randomUUID(), 40021) });
      expect(await inTx((tx) => returnHeld(tx, { outputId, senderId: ADA, now }))).toBe("not_returnable");
      expect(await inTx((tx) => returnHeld(tx, { outputId, senderId: null, now }))).toBe("returned");
      expect(await sent()).toEqual([`refund 10 to ${ADA} 40022`]);
      await proven();
    });
  });
});
