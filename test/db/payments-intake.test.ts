import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { cursors, intakes, jobs, ledgerEntries, transfers, walletOutputs } from "../../src/db/schema.js";
import { type IntakeOptions, recordOutputs } from "../../src/payments/intake.js";
import { convertedAt } from "../../src/payments/conversion/pricing.js";
import { balances, post } from "../../src/payments/ledger.js";
import { decimal, plain } from "../../src/payments/money.js";
import { expireOrders, viewOrder } from "../../src/payments/orders.js";
import type { LiquidityProvider, WalletOutput } from "../../src/payments/ports.js";
import { type Quote, requestQuote } from "../../src/payments/quotes.js";
import { verifyLedger } from "../../src/payments/verify.js";
import { eachEngine, empty, quiet } from "../support/databases.js";
import { createPaperNetwork } from "../support/paper-network.js";
import { BTC, openShop, order, standingMarket, USDT_ETH, USDT_TRON } from "../support/till.js";

const BOT = randomUUID();
const ADA = randomUUID();
const BOB = randomUUID();

eachEngine("money in", (open) => {
  let database: Database;
  let network = createPaperNetwork(BOT);
  let shop: string;
  const options: IntakeOptions = { botId: BOT, secret: "s", market: standingMarket(), log: quiet, opening: false };

  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await empty(database);
    network = createPaperNetwork(BOT);
    shop = await openShop(database);
  });

  /** An order priced in AED with its quote in USDT (TRON). */
  async function quoted(given: Parameters<typeof order>[2] = {}): Promise<Quote> {
    const { id } = await order(database, shop, { quoteAsset: "aed", quoteAmount: "20", ...given });
    return quoteFor(id);
  }

  async function quoteFor(orderId: string, assetId = USDT_TRON, fresh = false): Promise<Quote> {
    const answer = await requestQuote(database.db, standingMarket(), { orderId, assetId, now: new Date(), fresh });
    if (!answer.ok) throw new Error(answer.reason);
    return answer.quote;
  }

  function pays(quote: Quote, given: Partial<WalletOutput> = {}): WalletOutput {
    const { id, paymentAsset: assetId, paymentAmount: amount, orderId } = quote;
    return network.receive({ senders: [ADA], requestId: id, memo: orderId, assetId, amount, ...given });
  }

  const record = (...outputs: WalletOutput[]) => recordOutputs(database.db, outputs, options);

  async function dispositions(orderId: string) {
    const view = await viewOrder(database.db, orderId);
    return { state: view!.order.state, intakes: view!.intakes.map(({ disposition, code }) => code ?? disposition) };
  }

  describe("an exact payment", () => {
    it("pays the order, books it, and orders settlement and message in the same commit", async () => {
      const quote = await quoted();
      const output = pays(quote);
      await record(output);
      const view = (await viewOrder(database.db, quote.orderId))!;
      expect(view.order).toMatchObject({
        state: "paid",
        payerId: ADA,
        paymentAsset: USDT_TRON,
        paymentAmount: "5.44959129",
      });
      expect(view.order.paidAt).toEqual(new Date(output.createdAt));
      expect(view.settlements).toMatchObject([{ state: "waiting", amount: "5.44959129", assetId: USDT_TRON }]);
      const [transfer] = await database.db.select().from(transfers);
      expect(transfer).toMatchObject({
        kind: "settlement",
        members: [shop],
        threshold: 1,
        outputId: output.outputId,
        account: `payee:${shop}`,
        batchable: true,
      });
      expect(Buffer.from(transfer!.memo, "base64").toString()).toBe(`PM|${quote.orderId}`);
      const [job] = await database.db.select().from(jobs);
      expect(job).toMatchObject({ name: "tell.paid", payload: { orderId: quote.orderId, outputId: output.outputId } });
      expect(await balances(database.db)).toEqual([
        { account: `payee:${shop}`, assetId: USDT_TRON, amount: "-5.44959129" },
        { account: "wallet", assetId: USDT_TRON, amount: "5.44959129" },
      ]);
    });

    it("is recognised by its memo when the trace is another", async () => {
      const quote = await quoted();
      await record(pays(quote, { requestId: randomUUID(), memo: ` ${quote.orderId.toUpperCase()}` }));
      expect(await dispositions(quote.orderId)).toEqual({ state: "paid", intakes: ["applied"] });
    });

    it("is recognised by its trace when the memo is rubbish", async () => {
      const quote = await quoted();
      await record(pays(quote, { memo: "'; drop table orders" }));
      expect((await dispositions(quote.orderId)).state).toBe("paid");
    });

    it("is taken whatever bytes the memo has: what cannot be stored must not stop the reading", async () => {
      const quote = await quoted();
      await record(pays(quote, { memo: "a\u0000b" }), pays(await quoted(), { memo: "c\ud83d" }));
      const kept = await database.db.select({ memo: intakes.memo }).from(intakes).orderBy(intakes.memo);
      expect(kept).toEqual([{ memo: "a\ufffdb" }, { memo: "c\ufffd" }]);
      expect((await dispositions(quote.orderId)).state).toBe("paid");
    });

    it("of somebody else's quote pays that order: who pays does not matter", async () => {
      const quote = await quoted();
      await record(pays(quote, { senders: [BOB] }));
      expect((await viewOrder(database.db, quote.orderId))!.order.payerId).toBe(BOB);
    });
  });

  describe("read twice", () => {
    it("is recorded once, whatever the size of the pages", async () => {
      const outputs = [
        pays(await quoted()),
        pays(await quoted(), { amount: "1" }),
        network.receive({ assetId: BTC, amount: "1" }),
      ];
      expect(await record(...outputs)).toBe(3);
      const rows = async () => [
        await database.db.select().from(intakes),
        await database.db.select().from(ledgerEntries),
        await database.db.select().from(transfers),
        await database.db.select().from(jobs),
      ];
      const before = await rows();
      expect(await record(...outputs)).toBe(0);
      expect(await record(outputs[2]!)).toBe(0);
      expect(await record(outputs[0]!, outputs[1]!)).toBe(0);
      expect(await rows()).toEqual(before);
    });

    it("by two readers at once is recorded once", async () => {
      const quotes = [await quoted(), await quoted(), await quoted()];
      const outputs = quotes.map((quote) => pays(quote));
      const counts = await Promise.all([record(...outputs), record(...outputs), record(...outputs)]);
      expect(counts.sort()).toEqual([0, 0, 3]);
      expect(await database.db.select().from(transfers)).toHaveLength(3);
    });

    it("does not move the cursor back", async () => {
      const outputs = [pays(await quoted()), pays(await quoted())];
      await record(...outputs);
      await record(outputs[0]!);
      const [cursor] = await database.db.select().from(cursors).where(eq(cursors.name, "outputs"));
      expect(cursor!.value).toBe("2");
    });
  });

  describe("what does not fit goes back in full", () => {
    async function refunds() {
      const rows = await database.db.select().from(transfers).where(eq(transfers.kind, "refund"));
      return rows.map(({ amount, assetId, members, memo }) => ({
        amount,
        assetId,
        members,
        memo: Buffer.from(memo, "base64").toString(),
      }));
    }

    it("dust with somebody's trace: it is kept, the order stays payable with a fresh trace, then it goes back", async () => {
      const quote = await quoted();
      await record(pays(quote, { senders: [BOB], amount: "0.00000001" }));
      expect(await dispositions(quote.orderId)).toEqual({ state: "open", intakes: [40024] });
      expect(await refunds()).toEqual([]);
      const again = await quoteFor(quote.orderId, USDT_TRON, true);
      expect(again.id).not.toBe(quote.id);
      await record(pays(again));
      expect(await dispositions(quote.orderId)).toEqual({ state: "paid", intakes: [40021, "applied"] });
      expect(await refunds()).toEqual([
        { amount: "0.00000001", assetId: USDT_TRON, members: [BOB], memo: `RF|${quote.orderId}|40021` },
      ]);
    });

    it("another asset than the quote's, also with the order's memo alone", async () => {
      const quote = await quoted();
      await record(pays(quote, { assetId: BTC }), pays(quote, { requestId: randomUUID(), assetId: USDT_ETH }));
      expect(await dispositions(quote.orderId)).toEqual({ state: "open", intakes: [40020, 40020] });
    });

    it("a payment of a quote that is over, at another rate or at none", async () => {
      const quote = await quoted();
      const late = { createdAt: new Date(Date.now() + 10 * 60_000).toISOString() };
      for (const usd of ["0.98", "1.02", "0"]) {
        const market = standingMarket({ usd: { [USDT_TRON]: usd } });
        await recordOutputs(database.db, [pays(quote, late)], { ...options, market });
      }
      const gone = { ...options.market.rates, usd: () => null };
      await recordOutputs(database.db, [pays(quote, late)], { ...options, market: { rates: gone, liquidity: null } });
      expect(await dispositions(quote.orderId)).toEqual({ state: "open", intakes: [40025, 40025, 40025, 40025] });
      await record(pays(quote, late));
      const view = (await viewOrder(database.db, quote.orderId))!;
      expect(view.order).toMatchObject({ state: "paid", paymentAmount: "5.44959129", quoteId: view.quote!.id });
      expect(view.quote).toMatchObject({ ordinal: 2, paymentAmount: "5.44959129", payerId: null });
    });

    it("the second of two payments, in one page and in two", async () => {
      const quote = await quoted();
      await record(pays(quote), pays(quote, { requestId: randomUUID(), senders: [BOB] }));
      await record(pays(quote, { requestId: randomUUID(), senders: [BOB] }));
      expect(await dispositions(quote.orderId)).toEqual({ state: "paid", intakes: ["applied", 40021, 40021] });
      expect((await refunds()).map((refund) => refund.members)).toEqual([[BOB], [BOB]]);
    });

    it("money after the deadline, and the order expires only when the deadline has been read past", async () => {
      const deadline = new Date(Date.now() + 60_000);
      const quote = await quoted({ deadline });
      expect(await expireOrders(database.db, deadline)).toBe(0);
      expect(await expireOrders(database.db, new Date(deadline.getTime() + 1))).toBe(1);
      await record(pays(quote));
      expect(await dispositions(quote.orderId)).toEqual({ state: "expired", intakes: [40000] });
    });
  });

  describe("money nobody can be given back", () => {
    it("is held and said aloud", async () => {
      const alarms: string[] = [];
      const output = network.receive({ assetId: BTC, amount: "1", requestId: "" });
      const many = network.receive({ assetId: BTC, amount: "2", senders: [ADA, BOB] });
      await recordOutputs(database.db, [output, many], {
        ...options,
        log: (level, message) => void alarms.push(`${level} ${message}`),
      });
      expect(await database.db.select().from(transfers)).toEqual([]);
      expect(await balances(database.db)).toContainEqual({ account: "held", assetId: BTC, amount: "-3" });
      expect(alarms).toEqual(Array(2).fill("error money is held: it cannot be returned by itself"));
    });
  });

  describe("our own money", () => {
    it("is no intake, whether sent by the bot without us or change of a transfer", async () => {
      await record(network.receive({ assetId: BTC, amount: "1", senders: [BOT] }));
      expect(await database.db.select().from(intakes)).toEqual([]);
      expect(await balances(database.db)).toContainEqual({ account: "float", assetId: BTC, amount: "-1" });
    });

    it("that was there before this database is the operator's and is not sent back", async () => {
      const quote = await quoted();
      await recordOutputs(database.db, [network.receive({ assetId: BTC, amount: "1", senders: [ADA] }), pays(quote)], {
        ...options,
        opening: true,
      });
      expect((await dispositions(quote.orderId)).state).toBe("paid");
      expect((await database.db.select().from(transfers)).map((t) => t.kind)).toEqual(["settlement"]);
      expect(await balances(database.db)).toContainEqual({ account: "float", assetId: BTC, amount: "-1" });
    });

    it("that was spent before it was recorded is left aside", async () => {
      await record(network.receive({ assetId: BTC, amount: "1", senders: [ADA], state: "spent" }));
      expect(await database.db.select().from(intakes)).toEqual([]);
      expect(await balances(database.db)).toEqual([]);
      expect(await database.db.select().from(walletOutputs)).toHaveLength(1);
      expect(await verifyLedger(database.db)).toMatchObject({ ok: true });
    });
  });

  it("two hundred race for one invoice: one wins, the others are refunded exactly", async () => {
    const quote = await quoted({ source: "invoice" });
    const senders = Array.from({ length: 200 }, () => randomUUID());
    const outputs = senders.map((sender) => pays(quote, { requestId: randomUUID(), senders: [sender] }));
    const pages = Array.from({ length: 8 }, (_, page) => outputs.slice(page * 25, page * 25 + 25));
    await Promise.all(pages.map((page) => record(...page)));
    const sent = await database.db.select().from(transfers);
    const to = (kind: string) =>
      sent.filter((transfer) => `${transfer.kind} ${transfer.amount}` === `${kind} 5.44959129`);
    const { payerId } = (await viewOrder(database.db, quote.orderId))!.order;
    expect(to("settlement").map(({ members }) => members)).toEqual([[shop]]);
    const losers = senders.filter((sender) => sender !== payerId);
    expect(losers).toHaveLength(199);
    expect(
      to("refund")
        .flatMap(({ members }) => members)
        .toSorted(),
    ).toEqual(losers.toSorted());
    expect(sent).toHaveLength(200);
    expect(await verifyLedger(database.db)).toMatchObject({ ok: true, problems: [] });
  });

  describe("the desk's float", () => {
    /** Half a coin of spread in a hundred, as the desk takes it. */
    const desk: LiquidityProvider = {
      name: "desk",
      feeBps: 0,
      cover: () => null,
      estimate: ({ amount, rate }) => ({ ok: true, amount: plain(convertedAt(amount, rate, 50)), spreadBps: 50 }),
      quote: (ask) => Promise.resolve(desk.estimate(ask)),
    };
    const market = standingMarket({}, desk);

    const fund = (amount: string) =>
      post(database.db, {
        id: randomUUID(),
        lines: [
          { account: "wallet", assetId: USDT_ETH, amount },
          { account: "float", assetId: USDT_ETH, amount: decimal(amount).neg() },
        ],
      });

    it("that was promised to two and is left for one is given once: who comes first leaves it to whom it is promised still", async () => {
      await fund("19.9");
      const quotes = [];
      for (let made = 0; made < 2; made++) {
        const { id: orderId } = await order(database, shop, { settlementAsset: USDT_ETH });
        const answer = await requestQuote(database.db, market, { orderId, assetId: USDT_TRON, now: new Date() });
        if (!answer.ok) throw new Error(answer.reason);
        quotes.push(answer.quote);
      }
      const third = await order(database, shop, { settlementAsset: USDT_ETH });
      const wanted = { orderId: third.id, assetId: USDT_TRON, now: new Date() };
      expect(await requestQuote(database.db, market, wanted)).toEqual({ ok: false, reason: "not_covered", most: "0" });
      // The operator took half of it out, though it was promised.
      await fund("-9.95");
      await recordOutputs(
        database.db,
        quotes.map((quote) => pays(quote)),
        { ...options, market },
      );
      const settled = (await database.db.select().from(transfers)).map(({ assetId, amount }) => [assetId, amount]);
      expect(settled).toEqual([
        [USDT_TRON, "10.00000000"],
        [USDT_ETH, "9.95000000"],
      ]);
      expect(await balances(database.db)).toEqual(
        expect.arrayContaining([
          { account: "float", assetId: USDT_TRON, amount: "-10" },
          { account: `payee:${shop}`, assetId: USDT_TRON, amount: "-10" },
          { account: `payee:${shop}`, assetId: USDT_ETH, amount: "-9.95" },
        ]),
      );
      const told = await database.db.select({ name: jobs.name }).from(jobs).orderBy(jobs.id);
      expect(told.map(({ name }) => name)).toEqual(["tell.paid", "tell.fallback", "tell.paid"]);
    });
  });

  describe("what no wallet should say", () => {
    it.each(["0", "-1", "0.000000001", "5.449591290000000001", "1".padEnd(40, "0"), "much", "1e3", ""])(
      "an amount of %j is left aside and said aloud, and what comes after it is read",
      async (amount) => {
        const alarms: string[] = [];
        const quote = await quoted();
        const log: IntakeOptions["log"] = (level, message) => void alarms.push(`${level} ${message}`);
        const outputs = [pays(quote, { amount }), pays(quote, { requestId: randomUUID() })];
        await recordOutputs(database.db, outputs, { ...options, log });
        expect(alarms).toEqual(["error an output has an amount that no asset can have; left aside"]);
        expect(await dispositions(quote.orderId)).toEqual({ state: "paid", intakes: ["applied"] });
        expect(await verifyLedger(database.db)).toMatchObject({ ok: true, problems: [] });
      },
    );

    it("an amount beyond what anybody can owe us pays, and the surplus goes back to the last place", async () => {
      const quote = await quoted();
      await record(pays(quote, { amount: "123456789012345678901234.12345678" }));
      const [surplus] = (await database.db.select().from(transfers)).filter(({ kind }) => kind === "surplus");
      expect(surplus).toMatchObject({ amount: "123456789012345678901228.67386549", members: [ADA] });
      expect(await verifyLedger(database.db)).toMatchObject({ ok: true, problems: [] });
    });
  });
});
