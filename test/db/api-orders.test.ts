import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { inTransaction } from "../../src/db/database.js";
import { deliveries, merchants, orders, quotes } from "../../src/db/schema.js";
import { expireOrders } from "../../src/payments/orders.js";
import { type AskedOrder, apiOrderByNumber, apiOrderByTrace } from "../../src/shop/api-orders.js";
import { addGroupPayee, type ApiPayee } from "../../src/shop/api-payees.js";
import { programOver } from "../support/api-asked.js";
import { eachEngine, empty } from "../support/databases.js";
import { createPaperNetwork, type PaperNetwork } from "../support/paper-network.js";
import { payInto } from "../support/payments.js";
import { BTC, openShop, order, standingMarket, USDT_ETH, USDT_TRON } from "../support/till.js";

const BOT = randomUUID();
const market = standingMarket();
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000);

eachEngine("orders of programs", (open) => {
  let database: Database;
  let payee: ApiPayee;
  let network: PaperNetwork;
  const { ask, asks, known, stranger, orders: all } = programOver(() => database);
  const stateOf = async (id: string) =>
    (await database.db.select().from(orders).where(eq(orders.id, id))).map(({ state }) => state)[0];
  const pay = (orderId: string) => payInto(database, network, BOT).pay(market, randomUUID(), orderId, USDT_TRON);

  /** A part of the price, which is kept. */
  async function payPart(orderId: string, amount = "4"): Promise<void> {
    const { quote, record } = payInto(database, network, BOT);
    const { id } = await quote(market, orderId, USDT_TRON);
    const from = { senders: [randomUUID()], requestId: id, memo: orderId };
    await record(market, network.receive({ ...from, assetId: USDT_TRON, amount }));
  }

  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await empty(database);
    network = createPaperNetwork(BOT);
    payee = await known(await openShop(database));
  });

  it("are what was asked for, by the shop's rules for late and short money, kept with what is told back", async () => {
    await database.db.update(merchants).set({ graceSeconds: 600, toleranceBps: 50, strict: true });
    payee = await known(payee.payee.id);
    const [traceId, clientId, now, deadline] = [randomUUID(), randomUUID(), new Date(), inMinutes(30)];
    const { order, api, isNew } = await asks(payee, {
      traceId,
      clientId,
      now,
      deadline,
      orderNumber: "wc-100234",
      payeeSent: payee.payee.id.toUpperCase(),
      quoteAsset: "usd",
      quoteAmount: "10.50",
      settlementAsset: USDT_ETH,
      acceptedAsset: BTC,
      remark: "Two mugs",
      settlementMemo: "shop 7",
      language: "ja",
      returnTo: "https://shop.example/done",
      failedReturnTo: "https://shop.example/oh",
      callbackUrl: "https://shop.example/ipn?x=1",
      callbackEvents: ["settle"],
    });
    expect(isNew).toBe(true);
    expect(order).toMatchObject({
      id: traceId,
      source: "api",
      state: "open",
      payeeId: payee.payee.id,
      merchantId: payee.payee.id,
      title: "Two mugs",
      quoteAsset: "usd",
      quoteAmount: "10.50000000",
      codeId: null,
      settlementAsset: USDT_ETH,
      acceptedAsset: BTC,
      settlementMemo: "shop 7",
      language: "ja",
      deadline,
      graceSeconds: 600,
      toleranceBps: 50,
      strict: false,
      createdAt: now,
    });
    expect(api).toMatchObject({
      orderId: traceId,
      payeeSent: payee.payee.id.toUpperCase(),
      orderNumber: "wc-100234",
      clientId,
      remark: "Two mugs",
      returnTo: "https://shop.example/done",
      failedReturnTo: "https://shop.example/oh",
      callbackUrl: "https://shop.example/ipn?x=1",
      callbackEvents: ["settle"],
      replacedBy: null,
    });
  });

  it.each<[string, Partial<AskedOrder>, string]>([
    ["what it is for", { remark: " Two\n mugs\u202e ", orderNumber: "100234" }, "Two mugs"],
    ["a number, shown as one", { orderNumber: "100234" }, "#100234"],
    ["a number with a word in it", { orderNumber: "cart-7" }, "cart-7"],
    ["the shop", { remark: "\u200f" }, "Shop"],
  ])("are called by %s", async (_what, given, title) => {
    expect((await asks(payee, given)).order.title).toBe(title);
  });

  it("are called by who is paid, where there is no shop", async () => {
    const group = await inTransaction(database.db, (tx) =>
      addGroupPayee(tx, { members: [randomUUID(), randomUUID()], threshold: 2 }, `MIX3${"q".repeat(90)}WXYZ`),
    );
    expect((await asks(await stranger())).order).toMatchObject({ title: "Mila (7000104220)", graceSeconds: 0 });
    expect((await asks({ payee: group, merchant: null })).order.title).toBe("MIX3qqqq…qqWXYZ");
  });

  it("without a trace or number are each a new one", async () => {
    const ids = await Promise.all([asks(payee), asks(payee)]);
    expect(new Set(ids.map(({ order }) => order.id)).size).toBe(2);
  });

  it("are the same when the same is asked for again, however it is written, with the deadline said last", async () => {
    const callbackEvents: AskedOrder["callbackEvents"] = ["settle", "pending"];
    const first = await asks(payee, { orderNumber: "n-1", deadline: inMinutes(10), callbackEvents });
    const deadline = inMinutes(20);
    const again = await asks(payee, {
      orderNumber: "n-1",
      quoteAmount: "10.00",
      deadline,
      callbackEvents: ["pending", "settle", "pending"],
      language: "de",
      payeeSent: "X",
      clientId: randomUUID(),
    });
    expect(again).toMatchObject({ isNew: false, order: { id: first.order.id, deadline }, api: first.api });
    expect((await all()).length).toBe(1);
    const shorter = await asks(payee, { orderNumber: "n-1", deadline: null, callbackEvents });
    expect(shorter.order).toMatchObject({ id: first.order.id, deadline: null });
  });

  describe("asked for with another address to return to", () => {
    const [mine, theirs] = ["https://shop.example", "https://evil.example"];

    it("stay what they are on the same site: somebody may be paying", async () => {
      const first = await asks(payee, { orderNumber: "n-1", returnTo: `${mine}/thanks?visit=1` });
      const again = await asks(payee, { orderNumber: "n-1", returnTo: `${mine}/thanks?visit=2` });
      expect(again).toMatchObject({ isNew: false, order: { id: first.order.id }, api: first.api });
    });

    it("are the shop's own, whoever has asked for its number before", async () => {
      await asks(payee, { orderNumber: "n-1", returnTo: `${theirs}/phish` });
      const own = await asks(payee, { orderNumber: "n-1", returnTo: `${mine}/thanks` });
      expect(own).toMatchObject({ isNew: true, api: { returnTo: `${mine}/thanks` } });
    });

    it("lead nowhere once money is on them, whichever of the two was the shop's", async () => {
      const first = await asks(payee, { orderNumber: "n-1", returnTo: `${theirs}/phish` });
      await pay(first.order.id);
      const again = await asks(payee, { orderNumber: "n-1", returnTo: `${mine}/thanks` });
      expect(again).toMatchObject({
        isNew: false,
        order: { id: first.order.id },
        api: { returnTo: null, failedReturnTo: null },
      });
    });
  });

  it("that are over, but not yet closed, can be paid again: nothing that is on its way is lost", async () => {
    const first = await asks(payee, { orderNumber: "n-1", deadline: inMinutes(-1) });
    const again = await asks(payee, { orderNumber: "n-1", deadline: inMinutes(10) });
    expect(again).toMatchObject({ isNew: false, order: { id: first.order.id, state: "open" } });
    await pay(first.order.id);
    expect(await stateOf(first.order.id)).toBe("paid");
  });

  it.each<[string, Partial<AskedOrder>]>([
    ["the price", { quoteAmount: "11" }],
    ["its currency", { quoteAsset: "usd" }],
    ["what the payee gets", { settlementAsset: USDT_ETH }],
    ["what it is paid in", { acceptedAsset: USDT_TRON }],
    ["whether that may fall back", { strict: true }],
    ["what it is for", { remark: "Mugs" }],
    ["the payee's memo", { settlementMemo: "7" }],
    ["where we report", { callbackUrl: "https://shop.example/ipn" }],
    ["what we report", { callbackEvents: ["pending"] }],
    ["the site the payer goes to when it is paid", { returnTo: "https://shop.example/thanks" }],
    ["the site the payer goes to when it fails", { failedReturnTo: "https://shop.example/oh" }],
  ])("are others when %s is another: the one before is cancelled, and leads to the new one", async (_what, changed) => {
    const before = await asks(payee, { orderNumber: "n-1" });
    const after = await asks(payee, { orderNumber: "n-1", ...changed });
    expect(after).toMatchObject({ isNew: true, order: { state: "open" } });
    expect(await stateOf(before.order.id)).toBe("cancelled");
    expect(await apiOrderByTrace(database.db, before.order.id)).toEqual({ order: after.order, api: after.api });
    expect(await apiOrderByNumber(database.db, payee.payee.id, "n-1")).toEqual({ order: after.order, api: after.api });
    // Back to what it was: a third.
    const third = await asks(payee, { orderNumber: "n-1" });
    expect(third.order.id).not.toBe(before.order.id);
    for (const { order } of [before, after]) {
      expect((await apiOrderByTrace(database.db, order.id))?.order.id).toBe(third.order.id);
    }
  });

  it("that are replaced have not failed: their program hears nothing of them", async () => {
    const callbackUrl = "https://shop.example/ipn";
    await asks(payee, { orderNumber: "n-1", callbackUrl });
    await asks(payee, { orderNumber: "n-1", callbackUrl, quoteAmount: "11" });
    expect(await database.db.select().from(deliveries)).toEqual([]);
  });

  it("of the same number of another payee are none of theirs", async () => {
    const [mine, theirs] = [
      await asks(payee, { orderNumber: "n-1" }),
      await asks(await stranger(), { orderNumber: "n-1" }),
    ];
    expect(await stateOf(mine.order.id)).toBe("open");
    expect(theirs.isNew).toBe(true);
  });

  describe("that have expired without money", () => {
    const expired = async (given: Partial<AskedOrder>) => {
      const { order } = await asks(payee, { deadline: inMinutes(-5), ...given });
      await expireOrders(database.db, new Date());
      expect(await stateOf(order.id)).toBe("expired");
      return order.id;
    };

    it("are replaced, and looked for by their trace are the new one", async () => {
      const old = await expired({ orderNumber: "n-1" });
      const anew = await asks(payee, { orderNumber: "n-1", deadline: inMinutes(5) });
      expect(anew).toMatchObject({ isNew: true, order: { state: "open" } });
      expect((await apiOrderByTrace(database.db, old))?.order.id).toBe(anew.order.id);
    });

    it("are replaced also when the trace was named, which cannot be used twice", async () => {
      const traceId = randomUUID();
      await expired({ orderNumber: "n-1", traceId });
      const anew = await asks(payee, { orderNumber: "n-1", traceId });
      expect(anew.isNew).toBe(true);
      expect(anew.order.id).not.toBe(traceId);
      expect(await asks(payee, { orderNumber: "n-1", traceId })).toMatchObject({ isNew: false, order: anew.order });
      const changed = { orderNumber: "n-1", traceId, quoteAmount: "9" };
      expect(await ask(payee, changed)).toEqual({ ok: false, reason: "trace_used" });
    });

    it("stay what they are when they had a trace alone", async () => {
      const traceId = randomUUID();
      await expired({ traceId });
      expect(await asks(payee, { traceId })).toMatchObject({ isNew: false, order: { id: traceId, state: "expired" } });
    });
  });

  it("with money on them are the same for whoever asks for the same, and nobody's for others", async () => {
    const partly = (await asks(payee, { orderNumber: "n-1" })).order.id;
    await payPart(partly);
    const paid = (await asks(payee, { orderNumber: "n-2" })).order.id;
    await pay(paid);
    for (const [orderNumber, id] of [
      ["n-1", partly],
      ["n-2", paid],
    ] as const) {
      expect(await asks(payee, { orderNumber })).toMatchObject({ isNew: false, order: { id } });
      const changed = await ask(payee, { orderNumber, quoteAmount: "12" });
      expect(changed).toEqual({ ok: false, reason: "number_used" });
      const traced = await ask(payee, { orderNumber, traceId: randomUUID() });
      expect(traced).toEqual({ ok: false, reason: "number_used" });
    }
    expect((await all()).length).toBe(2);
  });

  it("that were paid in part, which went back at the deadline, are replaced by whatever is asked for", async () => {
    for (const [orderNumber, change] of [
      ["n-1", {}],
      ["n-2", { quoteAmount: "12" }],
      ["n-3", { traceId: randomUUID() }],
    ] as const) {
      const refunded = (await asks(payee, { orderNumber, deadline: inMinutes(1) })).order.id;
      await payPart(refunded, "0.01");
      expect(await ask(payee, { orderNumber, quoteAmount: "11" })).toEqual({ ok: false, reason: "number_used" });
      await expireOrders(database.db, inMinutes(2));
      expect(await stateOf(refunded)).toBe("expired");
      const anew = await asks(payee, { orderNumber, ...change });
      expect(anew).toMatchObject({ isNew: true, order: { state: "open" } });
      await pay(anew.order.id);
      expect(await asks(payee, { orderNumber, ...change, traceId: null })).toMatchObject({ order: { state: "paid" } });
    }
  });

  it("with a part on them keep the deadline until which its payer can pay the rest", async () => {
    const deadline = inMinutes(30);
    const { id } = (await asks(payee, { orderNumber: "n-1", deadline })).order;
    await payPart(id);
    for (const other of [inMinutes(1), inMinutes(60), null]) {
      expect((await asks(payee, { orderNumber: "n-1", deadline: other })).order).toMatchObject({ id, deadline });
    }
  });

  it("end no sooner than the moment until which a payer was shown an amount", async () => {
    const { id } = (await asks(payee, { orderNumber: "n-1" })).order;
    const { expiresAt } = await payInto(database, network, BOT).quote(market, id, USDT_TRON);
    const soon = new Date(expiresAt.getTime() - 1000);
    expect((await asks(payee, { orderNumber: "n-1", deadline: soon })).order).toMatchObject({
      id,
      deadline: expiresAt,
    });
    const later = new Date(expiresAt.getTime() + 1000);
    expect((await asks(payee, { orderNumber: "n-1", deadline: later })).order.deadline).toEqual(later);
    // Nobody pays by what has expired.
    const now = new Date(expiresAt.getTime() + 500);
    const afterwards = new Date(expiresAt.getTime() + 700);
    const moved = await asks(payee, { orderNumber: "n-1", deadline: afterwards, now });
    expect(moved.order.deadline).toEqual(afterwards);
    const ended = await asks(payee, { orderNumber: "n-1", deadline: soon, now });
    expect(ended.order.deadline).toEqual(soon);
  });

  it("that got coins in a wrong asset only, which went back at once, can still be changed", async () => {
    const first = (await asks(payee, { orderNumber: "n-1" })).order.id;
    const output = network.receive({ senders: [randomUUID()], memo: first, assetId: BTC, amount: "0.00000001" });
    await payInto(database, network, BOT).record(market, output);
    expect(await asks(payee, { orderNumber: "n-1", quoteAmount: "12" })).toMatchObject({ isNew: true });
    expect(await stateOf(first)).toBe("cancelled");
  });

  describe("with a trace", () => {
    it("have it as their code, and another trace is another order", async () => {
      const [one, two] = [randomUUID(), randomUUID()];
      expect((await asks(payee, { traceId: one, orderNumber: "n-1" })).order.id).toBe(one);
      expect(await asks(payee, { traceId: one, orderNumber: "n-1" })).toMatchObject({ isNew: false });
      expect(await asks(payee, { orderNumber: "n-1" })).toMatchObject({ isNew: false, order: { id: one } });
      expect((await asks(payee, { traceId: two, orderNumber: "n-1" })).order.id).toBe(two);
      expect((await apiOrderByTrace(database.db, one))?.order.id).toBe(two);
    });

    it("are refused when it stands for anything else", async () => {
      const used = { ok: false, reason: "trace_used" };
      const traceId = randomUUID();
      await asks(payee, { traceId });
      expect(await ask(payee, { traceId, quoteAmount: "11" })).toEqual(used);
      expect(await ask(payee, { traceId, orderNumber: "n-1" })).toEqual(used);
      expect(await ask(await stranger(), { traceId })).toEqual(used);
      const invoice = await order(database, payee.payee.id, { source: "invoice" });
      expect(await ask(payee, { traceId: invoice.id })).toEqual(used);
      const { id } = await payInto(database, network, BOT).quote(market, invoice.id, USDT_TRON);
      expect(await ask(payee, { traceId: id })).toEqual(used);
      expect(await apiOrderByTrace(database.db, invoice.id)).toBeNull();
      expect(await apiOrderByTrace(database.db, randomUUID())).toBeNull();
      expect((await database.db.select().from(quotes)).length).toBe(1);
    });
  });
});
