import { randomUUID } from "node:crypto";
import { and, eq, isNull, like } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { inTransaction } from "../../src/db/database.js";
import { enqueue } from "../../src/db/jobs.js";
import { jobs, outbox, rollups } from "../../src/db/schema.js";
import { createWorker } from "../../src/db/worker.js";
import { tellHandlers } from "../../src/notify/money.js";
import { expireOrders, viewOrder } from "../../src/payments/orders.js";
import { retryStuck, stuckTransfers } from "../../src/payments/payouts/stuck.js";
import type { Market } from "../../src/payments/ports.js";
import { requestQuote } from "../../src/payments/quotes.js";
import type { Order } from "../../src/payments/state.js";
import { addGroupPayee, type ApiPayee } from "../../src/shop/api-payees.js";
import { purchasesOf } from "../../src/shop/purchases.js";
import { placeOf } from "../../src/shop/threads.js";
import type { AskedOrder } from "../../src/shop/api-orders.js";
import { programOver } from "../support/api-asked.js";
import { eachEngine } from "../support/databases.js";
import { deskMarket } from "../support/pay-pages.js";
import { ADA, PaperTill } from "../support/paper-till.js";
import { ears, telling } from "../support/told.js";
import { BTC, standingMarket, USDT_ETH, USDT_TRON } from "../support/till.js";
import { until } from "../support/until.js";

eachEngine("money for a payee without a shop", (open) => {
  const till = new PaperTill(open);
  const { asks, stranger, known } = programOver(() => till.database);
  const problems: unknown[] = [];
  let stopTelling = async (): Promise<void> => {};
  afterEach(async () => {
    await stopTelling();
    stopTelling = async () => {};
    expect(problems.splice(0)).toEqual([]);
  });

  /** The till at work: it reads and pays, and tells people. */
  async function opens(): Promise<(userId: string) => Promise<string>> {
    await till.start();
    const { database } = till;
    const log = (level: string, message: string, facts?: object) => {
      if (level === "error" || level === "warn") problems.push({ message, ...facts });
    };
    const worker = createWorker({ database, handlers: tellHandlers(telling(database, standingMarket())), log });
    await worker.start();
    stopTelling = () => worker.stop();
    const hear = ears(database);
    return async (userId) => {
      await until("all to be told", async () => {
        const open = and(isNull(jobs.doneAt), like(jobs.name, "tell.%"));
        return (await database.db.select().from(jobs).where(open)).length === 0;
      });
      return JSON.stringify(await hear(userId));
    };
  }

  /** Ada sends what a quote for the order asks for, or another amount of it. */
  const pay = async (order: Order, amount?: string, market?: Market): Promise<string> =>
    (await quoted(order, market))(amount);

  async function quoted({ id }: Order, market = standingMarket()): Promise<(amount?: string) => string> {
    const answer = await requestQuote(till.database.db, market, { orderId: id, assetId: USDT_TRON, now: new Date() });
    if (!answer.ok) throw new Error(answer.reason);
    const { id: requestId, paymentAmount } = answer.quote;
    const from = { senders: [ADA], requestId, memo: id, assetId: USDT_TRON };
    return (amount = paymentAmount) => till.network.receive({ ...from, amount }).outputId;
  }

  const becomes = ({ id }: Order, state: Order["state"]) =>
    until(`the order to be ${state}`, async () => {
      const view = await viewOrder(till.database.db, id);
      return view?.order.state === state && view;
    });

  /** Everybody anything was written to. */
  const told = async () => [...new Set((await till.database.db.select().from(outbox)).map((one) => one.recipientId))];

  const asked = async (payee: ApiPayee, given: Partial<AskedOrder> = {}) => (await asks(payee, given)).order;

  it("reaches a bot under the memo that was wanted; the payer has a receipt with its name, and nobody to write to", async () => {
    const bot = await stranger(randomUUID(), true);
    const heard = await opens();
    const order = await asked(bot, { remark: "Two mugs", settlementMemo: "shop order 7" });
    await pay(order);
    await becomes(order, "settled");
    const paid = till.network.paid.filter(({ to }) => to[0] === bot.payee.id);
    expect(paid).toMatchObject([{ assetId: USDT_TRON, memo: "shop order 7" }]);
    expect(till.paidTo(bot.payee.id)).toEqual([10]);
    const receipt = await heard(ADA);
    expect(receipt).toContain("Mila (7000104220)");
    expect(receipt).toContain("Two mugs");
    expect(receipt).not.toContain("/contact");
    expect(await told()).toEqual([ADA]);
    const { db } = till.database;
    const { purchases } = await purchasesOf(db, ADA, { page: 1, size: 5 });
    expect(purchases).toMatchObject([
      { order: { id: order.id }, shop: { id: bot.payee.id, name: "Mila (7000104220)", handle: null } },
    ]);
    expect(await inTransaction(db, (tx) => placeOf(tx, { orderId: order.id, userId: ADA }))).toBeNull();
    const counted = await db.select().from(rollups).where(eq(rollups.merchantId, bot.payee.id));
    expect(counted.length).toBeGreaterThan(0);
    await till.adds();
  });

  it("reaches a group, and each payment under its own memo", async () => {
    const members = [randomUUID(), randomUUID()];
    const payee = await inTransaction(till.database.db, (tx) =>
      addGroupPayee(tx, { members, threshold: 2 }, `MIX3${"q".repeat(90)}WXYZ`),
    );
    const heard = await opens();
    const both = [
      await asked({ payee, merchant: null }, { orderNumber: "1001" }),
      await asked({ payee, merchant: null }, { orderNumber: "1002" }),
    ];
    for (const order of both) await pay(order);
    for (const order of both) await becomes(order, "settled");
    const memos = till.network.paid.map(({ memo }) => Buffer.from(memo, "base64").toString());
    expect(memos.toSorted()).toEqual(both.map(({ id }) => `PM|${id}`).toSorted());
    expect(till.network.paid.map(({ to }) => to)).toEqual([members.toSorted(), members.toSorted()]);
    expect(await heard(ADA)).toContain("MIX3qqqq…qqWXYZ");
    expect(await told()).toEqual([ADA]);
    await till.adds();
  });

  it("in two parts, or too much of it, is told to the payer alone", async () => {
    const user = await stranger();
    const heard = await opens();
    const parts = await asked(user);
    const first = await pay(parts, "4");
    await until("the part", async () => (await viewOrder(till.database.db, parts.id))?.parts.length === 1);
    expect(await heard(ADA)).toContain(first);
    await pay(parts, "6");
    await becomes(parts, "settled");
    const over = await asked(user);
    await pay(over, "12");
    await becomes(over, "settled");
    await until("the surplus", () => till.paidTo(ADA).length === 1);
    expect(till.paidTo(ADA)).toEqual([2]);
    expect(till.paidTo(user.payee.id)).toEqual([10, 10]);
    await heard(ADA);
    expect(await told()).toEqual([ADA]);
    await till.adds();
  });

  it("goes back when only a part came in time, and when it is late", async () => {
    const user = await stranger();
    const heard = await opens();
    const deadline = new Date(Date.now() + 60_000);
    const short = await asked(user, { deadline });
    await pay(short, "4");
    await until("the part", async () => (await viewOrder(till.database.db, short.id))?.parts.length === 1);
    const late = await asked(user, { deadline });
    const send = await quoted(late);
    // As the till does it, again and again: an order that a notice is just being written for is passed over.
    const overdue = new Date(deadline.getTime() + 60_000);
    await until("both to be over", async () => {
      await expireOrders(till.database.db, overdue);
      const views = await Promise.all([short, late].map(({ id }) => viewOrder(till.database.db, id)));
      return views.every((view) => view?.order.state === "expired");
    });
    send();
    await until("both to be back", () => till.paidTo(ADA).length === 2);
    expect(till.paidTo(ADA)).toEqual([4, 10]);
    expect(await heard(ADA)).toContain("4 USDT");
    expect(await told()).toEqual([ADA]);
    await till.adds();
  });

  it("is nobody's news either when its sender takes a part back, or when an exchange fails after all", async () => {
    const user = await stranger();
    const heard = await opens();
    const order = await asked(user);
    const outputId = await pay(order, "3");
    await until("the part", async () => (await viewOrder(till.database.db, order.id))?.parts.length === 1);
    await heard(ADA);
    const news = [
      { name: "tell.refund", payload: { outputId, code: 40024, requestId: outputId, takenBack: true } },
      { name: "tell.fallback", payload: { orderId: order.id, why: "as_paid" } },
      { name: "tell.fallback", payload: { orderId: order.id, why: "returned" } },
      { name: "tell.late", payload: { orderId: order.id, outputId } },
    ];
    const keyed = news.map((one, n) => ({ ...one, dedupeKey: `again ${n}` }));
    await enqueue(till.database.db, ...keyed);
    expect(await heard(ADA)).toBe(await heard(randomUUID()));
    expect(await told()).toEqual([ADA]);
  });

  it("in another asset than the one that is accepted goes back, also when it was quoted before", async () => {
    const user = await stranger();
    const heard = await opens();
    const order = await asked(user, { quoteAsset: "usd", acceptedAsset: USDT_TRON });
    const wanted = { orderId: order.id, assetId: BTC, now: new Date() };
    expect(await requestQuote(till.database.db, standingMarket(), wanted)).toMatchObject({ reason: "not_settleable" });
    till.network.receive({ senders: [ADA], memo: order.id, assetId: BTC, amount: "0.0002" });
    await until("it to be back", () => till.paidTo(ADA).length === 1);
    expect(await heard(ADA)).toContain("0.0002 BTC");
    expect((await viewOrder(till.database.db, order.id))?.order.state).toBe("open");
    expect(await told()).toEqual([ADA]);
  });

  describe("that cannot become what the payee wants", () => {
    const wants = { settlementAsset: USDT_ETH };

    /** Quoted while somebody converts; nobody does when it comes. */
    async function pays(order: Order): Promise<void> {
      const { market } = await deskMarket(till.database, { [USDT_ETH]: "100" });
      await pay(order, undefined, { ...market, rates: standingMarket().rates });
    }

    it("is theirs as it was paid, which nobody has to be told", async () => {
      const user = await stranger();
      const heard = await opens();
      const order = await asked(user, wants);
      await pays(order);
      await becomes(order, "settled");
      expect(till.paidTo(user.payee.id)).toEqual([10]);
      expect(await heard(ADA)).toContain("10 USDT");
      expect(await told()).toEqual([ADA]);
    });

    it("goes back when they are strict", async () => {
      const user = await stranger();
      const heard = await opens();
      const order = await asked(user, { ...wants, strict: true });
      await pays(order);
      await until("it to be back", () => till.paidTo(ADA).length === 1);
      expect(await heard(ADA)).toContain("10 USDT");
      expect(await told()).toEqual([ADA]);
    });
  });

  it("that they cannot be paid waits without anybody being told, and goes out once they can", async () => {
    const user = await stranger();
    const heard = await opens();
    till.network.refuse(user.payee.id);
    const order = await asked(user);
    await pay(order);
    await until("it to be stuck", async () => (await stuckTransfers(till.database.db)).length === 1);
    await heard(ADA);
    expect(await told()).toEqual([ADA]);
    till.network.accept(user.payee.id);
    expect(await retryStuck(till.database.db)).toBe(1);
    await becomes(order, "settled");
    await till.adds();
  });

  it("is told to the shop as soon as there is one", async () => {
    const shop = await known(till.shop);
    const heard = await opens();
    const order = await asked(shop, { orderNumber: "1001" });
    await pay(order);
    await becomes(order, "settled");
    const card = await heard(till.shop);
    expect(card).toContain("order “#1001”");
    expect(card).toContain(`/refund ${order.id}`);
    expect(await heard(ADA)).toContain(`/contact ${order.id}`);
    expect((await told()).toSorted()).toEqual([ADA, till.shop].toSorted());
    await till.adds();
  });
});
