import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Database, inTransaction } from "../../src/db/database.js";
import { intakes, orders, quotes, transfers, walletOutputs } from "../../src/db/schema.js";
import { createDesk } from "../../src/liquidity/desk.js";
import { createBook, readBook } from "../../src/payments/conversion/book.js";
import { deskCover, freeFloat } from "../../src/payments/conversion/cover.js";
import { floatAssets, floatOf, setMilestone } from "../../src/payments/conversion/float.js";
import { readCursor } from "../../src/payments/cursor.js";
import { post } from "../../src/payments/ledger.js";
import { decimal, plain } from "../../src/payments/money.js";
import type { Market, Rates } from "../../src/payments/ports.js";
import { type QuoteAnswer, type QuoteRequest, requestQuote } from "../../src/payments/quotes.js";
import { offers } from "../../src/payments/quoting.js";
import { changeSetting } from "../../src/payments/settings.js";
import { eachEngine, empty, quiet } from "../support/databases.js";
import { BTC, openShop, order, standingRates, USDT_ETH, USDT_TRON } from "../support/till.js";
import { until } from "../support/until.js";

eachEngine("quotes", (open, engine) => {
  let database: Database;
  let shop: string;
  let rates: Rates;
  let market: Market;

  beforeAll(async () => void (database = await open()));

  beforeEach(async () => {
    await empty(database);
    shop = await openShop(database);
    rates = standingRates();
    const book = createBook(database.db, quiet);
    market = { rates, liquidity: createDesk(book.book) };
    await fill("100");
    await book.refresh();
  });

  /** Gives the operator's float more of USDT (Ethereum). */
  async function fill(amount: string, assetId = USDT_ETH): Promise<void> {
    await post(database.db, {
      id: randomUUID(),
      lines: [
        { account: "wallet", assetId, amount },
        { account: "float", assetId, amount: plain(decimal(amount).neg()) },
      ],
    });
  }

  /** An order in USD, to be settled in USDT (Ethereum), paid in USDT (TRON) or BTC. */
  const bill = async (usd: string, given: Parameters<typeof order>[2] = {}): Promise<string> =>
    (await order(database, shop, { quoteAsset: "usd", quoteAmount: usd, settlementAsset: USDT_ETH, ...given })).id;

  const ask = (orderId: string, given: Partial<QuoteRequest> = {}, at = market): Promise<QuoteAnswer> =>
    requestQuote(database.db, at, { orderId, assetId: USDT_TRON, now: new Date(), ...given });

  async function quoted(orderId: string, given: Partial<QuoteRequest> = {}) {
    const answer = await ask(orderId, given);
    if (!answer.ok) throw new Error(answer.reason);
    return answer.quote;
  }

  const free = async () => plain(await freeFloat(database.db, USDT_ETH));

  describe("a quote that converts", () => {
    it("keeps everything it was computed from", async () => {
      await changeSetting(database.db, "feeBps", 20, null);
      const at = new Date();
      market = { ...market, rates: standingRates({ at }) };
      const quote = await quoted(await bill("10"), { assetId: BTC, now: at });
      expect(plain(quote.paymentAmount)).toBe("0.0002");
      expect(quote.feeBps).toBe(20);
      expect(quote.rate).toEqual({
        rate: "0.00002",
        paymentUsd: "50000",
        quoteUsd: "1",
        at: at.toISOString(),
        source: "mixin",
      });
      // 10 × 0.995 = 9.95, of which 0.2 % is 0.0199
      expect(quote.conversion).toEqual({
        provider: "desk",
        settlementAsset: USDT_ETH,
        settlementAmount: "9.9301",
        feeAmount: "0.0199",
        rate: "50000",
        spreadBps: 50,
        settlementUsd: "1",
        at: at.toISOString(),
      });
      expect(quote.covers).toBeNull();
      expect(quote.payerId).toBeNull();
    });

    it("is not made when the coins are as the payee wants them, or any will do", async () => {
      expect((await quoted(await bill("10"), { assetId: USDT_ETH })).conversion).toBeNull();
      expect((await quoted(await bill("10", { settlementAsset: null }))).conversion).toBeNull();
    });

    it("takes the operator's spread, and nobody's when nobody converts", async () => {
      await changeSetting(database.db, "spreadBps", 300, null);
      const book = await readBook(database.db);
      const dear = { rates, liquidity: createDesk(() => book) };
      const answer = await ask(await bill("10"), {}, dear);
      expect(answer.ok && answer.quote.conversion?.settlementAmount).toBe("9.7");
      const orderId = await bill("10");
      expect(await ask(orderId, {}, { rates, liquidity: null })).toEqual({ ok: false, reason: "not_settleable" });
    });

    it("is refused at a price that is missing, zero or stale, of either asset", async () => {
      const stale = new Date(Date.now() - 15 * 60_000 - 1);
      const broken = [
        { at: stale },
        { usd: { [USDT_TRON]: "0" } },
        { usd: { [USDT_ETH]: "0" } },
        { fiat: { USD: "0" } },
      ];
      const orderId = await bill("10");
      for (const given of broken) {
        const answer = await ask(orderId, {}, { ...market, rates: standingRates(given) });
        expect(answer).toEqual({ ok: false, reason: "no_price" });
      }
      expect(await database.db.select().from(quotes)).toEqual([]);
      // Priced in what is paid there is no rate for the payment, but one is needed for what it becomes.
      const asIs = await bill("10", { quoteAsset: USDT_TRON });
      const without = { ...market, rates: standingRates({ usd: { [USDT_TRON]: "0" } }) };
      expect(await ask(asIs, {}, without)).toEqual({ ok: false, reason: "no_price" });
    });

    it("is refused when next to nothing would come of it", async () => {
      const orderId = await bill("0.0001", { settlementAsset: BTC });
      expect(await ask(orderId)).toEqual({ ok: false, reason: "not_settleable" });
    });
  });

  describe("a reservation", () => {
    it("holds what the desk will give, fee included, until the quote is over or its order is", async () => {
      await changeSetting(database.db, "feeBps", 100, null);
      const orderId = await bill("10");
      const quote = await quoted(orderId);
      expect(quote.conversion).toMatchObject({ settlementAmount: "9.8505", feeAmount: "0.0995" });
      expect(await free()).toBe("90.05");
      await database.db.update(orders).set({ state: "paid" }).where(eq(orders.id, orderId));
      expect(await free()).toBe("100");
      await database.db.update(orders).set({ state: "open" }).where(eq(orders.id, orderId));
      const live = async (msLeft: number) => {
        await database.db.update(quotes).set({ expiresAt: new Date(Date.now() + msLeft) });
        return free();
      };
      expect(await live(-28_000)).toBe("90.05");
      expect(await live(-31_000)).toBe("100");
    });

    it("is one for an order, however many quotes it has", async () => {
      const orderId = await bill("60");
      const first = await quoted(orderId);
      const again = await quoted(orderId, { fresh: true });
      await quoted(orderId, { assetId: BTC });
      expect(again.id).not.toBe(first.id);
      expect(await free()).toBe("40.3");
    });

    it("is not made for coins that are on their way out", async () => {
      const row = { kind: "withdrawal" as const, account: "float", assetId: USDT_ETH, members: [shop], threshold: 1 };
      const requestId = randomUUID();
      await database.db.insert(transfers).values({ ...row, requestId, amount: "95", memo: "" });
      expect(await ask(await bill("10"))).toEqual({ ok: false, reason: "not_covered", most: "5" });
      await database.db.update(transfers).set({ state: "cancelled" }).where(eq(transfers.requestId, requestId));
      expect((await ask(await bill("10"))).ok).toBe(true);
    });

    it("is refused when the float does not cover it, and says what would be", async () => {
      await quoted(await bill("60"));
      expect(await ask(await bill("60"))).toEqual({ ok: false, reason: "not_covered", most: "40.3" });
      // 40.50251257 × 0.995 is 40.30000000…
      const rest = await quoted(await bill("40.5"));
      expect(rest.conversion!.settlementAmount).toBe("40.2975");
      expect(await free()).toBe("0.0025");
      await fill("1000");
      expect((await ask(await bill("60"))).ok).toBe(true);
    });

    it("is refused above the operator's limit for the asset, and says it", async () => {
      await changeSetting(database.db, "deskLimits", { [USDT_ETH]: "20" }, null);
      const book = await readBook(database.db);
      const limited = { rates, liquidity: createDesk(() => book) };
      expect(await ask(await bill("30"), {}, limited)).toEqual({ ok: false, reason: "not_covered", most: "20" });
      expect((await ask(await bill("20"), {}, limited)).ok).toBe(true);
    });

    it("of many at once never exceeds the float", async () => {
      const bills: string[] = [];
      for (let i = 0; i < 40; i++) bills.push(await bill("10"));
      const answers = await Promise.all(bills.map((orderId, i) => ask(orderId, { assetId: i % 2 ? BTC : USDT_TRON })));
      const made = answers.filter((answer) => answer.ok);
      const refused = answers.filter((answer) => !answer.ok);
      // 100 / 9.95
      expect(made).toHaveLength(10);
      expect(refused).toHaveLength(30);
      expect(new Set(refused.map((answer) => JSON.stringify(answer)))).toEqual(
        new Set([JSON.stringify({ ok: false, reason: "not_covered", most: "0.5" })]),
      );
      expect(await free()).toBe("0.5");
    });

    it("does not stand in the way of its own order", async () => {
      const orderId = await bill("100");
      await quoted(orderId);
      await inTransaction(database.db, async (tx) => {
        expect(plain(await deskCover(tx, USDT_ETH, orderId))).toBe("100");
        expect(plain(await deskCover(tx, USDT_ETH, null))).toBe("0.5");
      });
      expect((await ask(orderId, { fresh: true })).ok).toBe(true);
    });

    it.skipIf(engine === "embedded")("counts no coins twice while a withdrawal becomes final", async () => {
      const { db } = database;
      const requestId = randomUUID();
      const row = { requestId, kind: "withdrawal" as const, account: "float", assetId: USDT_ETH, amount: "40" };
      await db.insert(transfers).values({ ...row, members: [randomUUID()], threshold: 1, memo: "", state: "signed" });
      expect(await free()).toBe("60");
      const looked = await inTransaction(db, async (tx) => {
        // Who looks is held up at the transfers, with or without having seen the float.
        await tx.execute(sql`lock table transfers in access exclusive mode`);
        const looking = free();
        await until("the look to wait", async () => {
          const waiting = sql`pg_locks where relation = 'transfers'::regclass and not granted`;
          return (await tx.select({ one: sql`1` }).from(waiting)).length > 0;
        });
        await tx.update(transfers).set({ state: "done" }).where(eq(transfers.requestId, requestId));
        await post(tx, {
          id: randomUUID(),
          lines: [
            { account: "wallet", assetId: USDT_ETH, amount: "-40" },
            { account: "float", assetId: USDT_ETH, amount: "40" },
          ],
        });
        return { looking };
      });
      expect(await looked.looking).toBe("60");
    });

    it("is seen by the page before anybody asks: what the float does not cover is not offered", async () => {
      await quoted(await bill("60"));
      const book = await readBook(database.db);
      const now = { rates, liquidity: createDesk(() => book) };
      const ways = (quoteAmount: string) =>
        offers({ quoteAsset: "usd", quoteAmount, settlementAsset: USDT_ETH }, now, new Date()).map(
          (o) => o.asset.assetId,
        );
      expect(ways("40")).toEqual([USDT_TRON, USDT_ETH, BTC]);
      expect(ways("41")).toEqual([USDT_ETH]);
    });
  });

  describe("the rest of a payer", () => {
    /** A part of an order as the intake keeps it. */
    async function part(orderId: string, senderId: string, amount: string, credit: string, assetId = USDT_TRON) {
      const outputId = randomUUID();
      const received = { outputId, assetId, amount };
      await database.db.insert(walletOutputs).values({
        ...received,
        sequence: (await database.db.select().from(walletOutputs)).length + 1,
        transactionHash: outputId,
        outputIndex: 0,
        wire: {},
        createdAt: new Date(),
      });
      await database.db.insert(intakes).values({
        ...received,
        senderId,
        requestId: "",
        memo: "",
        orderId,
        disposition: "held",
        heldReason: "partial",
        credit,
        receivedAt: new Date(),
      });
    }

    it("is what is missing of the price, and what comes of it includes what was paid before", async () => {
      const ada = randomUUID();
      const orderId = await bill("10");
      await part(orderId, ada, "4", "4");
      await part(orderId, ada, "1.5", "1.5");
      await part(orderId, randomUUID(), "9", "9");
      const quote = await quoted(orderId, { payerId: ada });
      expect(plain(quote.paymentAmount)).toBe("4.5");
      expect(plain(quote.covers!)).toBe("4.5");
      expect(quote.payerId).toBe(ada);
      // All 10 are converted in one.
      expect(quote.conversion!.settlementAmount).toBe("9.95");
      expect(await free()).toBe("90.05");
    });

    it("is theirs alone: others see the whole price, and each their own", async () => {
      const [ada, ben] = [randomUUID(), randomUUID()];
      const orderId = await bill("10");
      await part(orderId, ada, "4", "4");
      await part(orderId, ben, "7", "7");
      const [hers, his, anybodys] = [
        await quoted(orderId, { payerId: ada }),
        await quoted(orderId, { payerId: ben }),
        await quoted(orderId, { payerId: randomUUID() }),
      ];
      expect([hers, his, anybodys].map((quote) => plain(quote.paymentAmount))).toEqual(["6", "3", "10"]);
      expect(anybodys.payerId).toBeNull();
      expect((await quoted(orderId, { payerId: ada })).id).toBe(hers.id);
      expect((await quoted(orderId)).id).toBe(anybodys.id);
      // A further part makes another rest.
      await part(orderId, ada, "1", "1");
      const less = await quoted(orderId, { payerId: ada });
      expect(plain(less.paymentAmount)).toBe("5");
    });

    it("is rounded up, and has to come in the same coins", async () => {
      const ada = randomUUID();
      const orderId = await bill("10", { quoteAsset: "aed" });
      await part(orderId, ada, "1", "3.67");
      const quote = await quoted(orderId, { payerId: ada });
      // 6.33 / 3.67 = 1.724795640326975…
      expect(plain(quote.paymentAmount)).toBe("1.72479565");
      expect(decimal(quote.covers!).eq("6.33")).toBe(true);
      expect(await ask(orderId, { payerId: ada, assetId: BTC })).toEqual({ ok: false, reason: "not_settleable" });
    });
  });

  it("adds up what the float is from the last milestone on, and comes to the same", async () => {
    const { db } = database;
    const entries = (count: number, ageHours: number) =>
      db.execute(sql`
        insert into ledger_entries (posting_id, line, account, asset_id, amount, created_at)
        select gen_random_uuid(), 0, 'float', ${USDT_ETH}::uuid, -0.00000001 * n, now() - make_interval(hours => ${ageHours})
        from generate_series(1, ${count}::int) n`);
    const milestone = () => readCursor(db, `float.${USDT_ETH}`);
    const float = async () => plain(await floatOf(db, USDT_ETH));
    await fill("0.5", BTC);
    expect(await floatAssets(db)).toEqual([USDT_ETH, BTC].toSorted());
    await entries(1_999, 2);
    await setMilestone(db, USDT_ETH);
    expect(await milestone()).toBeNull();
    await entries(1, 2);
    await entries(3, 0);
    // 100, then the sums of 1 to 1,999, of 1, and of 1 to 3
    expect(await float()).toBe("100.01999007");
    await setMilestone(db, USDT_ETH);
    expect(await milestone()).toBe(JSON.stringify({ entry: 2004, sum: "-100.01999001" }));
    expect(await float()).toBe("100.01999007");
    await fill("-100");
    expect(await float()).toBe("0.01999007");
    // From here on only what came later is looked at.
    await db.execute(sql`update ledger_entries set amount = amount * 2 where id <= 2004`);
    expect(await float()).toBe("0.01999007");
  });

  it("asked for by many at once is the same for one order and asset", async () => {
    const orderId = await bill("10");
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask(orderId)));
    expect(new Set(answers.map((answer) => answer.ok && answer.quote.id)).size).toBe(1);
    expect(await database.db.select().from(quotes)).toHaveLength(1);
  });

  it("is refused for an order that is unknown, over, or past its deadline", async () => {
    expect(await ask(randomUUID())).toEqual({ ok: false, reason: "unknown" });
    const past = await bill("10", { deadline: new Date(Date.now() - 1) });
    expect(await ask(past)).toEqual({ ok: false, reason: "not_open" });
    const paid = await bill("10");
    await database.db.update(orders).set({ state: "paid" }).where(eq(orders.id, paid));
    expect(await ask(paid)).toEqual({ ok: false, reason: "not_open" });
  });

  it("ends with its order's deadline", async () => {
    const deadline = new Date(Date.now() + 20_000);
    const quote = await quoted(await bill("10", { deadline }));
    expect(quote.expiresAt).toEqual(deadline);
  });
});
