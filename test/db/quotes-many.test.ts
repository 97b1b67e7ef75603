import { randomUUID } from "node:crypto";
import { desc, eq, sql } from "drizzle-orm";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { type Database, inTransaction } from "../../src/db/database.js";
import { orders, quotes } from "../../src/db/schema.js";
import { matchOutputs } from "../../src/payments/matching.js";
import { viewOrder } from "../../src/payments/orders.js";
import { type Quote, type QuoteRequest, requestQuote } from "../../src/payments/quotes.js";
import { createWatch, versionOf } from "../../src/web/watch.js";
import { eachEngine, empty, quiet } from "../support/databases.js";
import { createPaperNetwork } from "../support/paper-network.js";
import { payInto } from "../support/payments.js";
import { BTC, openShop, order, standingMarket, USDT_TRON } from "../support/till.js";

const BOT = randomUUID();
const [ADA, EVE] = [randomUUID(), randomUUID()];
const MANY = 4_000;
const LIVE_AT_MOST = 20;

eachEngine("an order with very many quotes", (open) => {
  const market = standingMarket();
  let database: Database;
  let network = createPaperNetwork(BOT);
  let till: ReturnType<typeof payInto>;
  let orderId: string;

  beforeAll(async () => void (database = await open()));

  beforeEach(async () => {
    await empty(database);
    network = createPaperNetwork(BOT);
    till = payInto(database, network, BOT);
    orderId = (await order(database, await openShop(database), { deadline: null })).id;
  });

  /** Copies a quote, a day after it was over. */
  const copies = (of: Quote, count = MANY) =>
    database.db.execute(sql`
      insert into quotes (id, order_id, ordinal, payment_asset, payment_amount, rate, expires_at)
      select gen_random_uuid(), q.order_id, newest.ordinal + n, q.payment_asset, q.payment_amount, q.rate,
        now() - interval '1 day'
      from quotes q, (select max(ordinal) as ordinal from quotes where order_id = ${of.orderId}) newest,
        generate_series(1, ${count}::int) n
      where q.id = ${of.id}`);

  async function quoted(given: Partial<QuoteRequest> = {}): Promise<Quote> {
    const wanted = { orderId, assetId: USDT_TRON, now: new Date(), ...given };
    const answer = await requestQuote(database.db, market, wanted);
    if (!answer.ok) throw new Error(answer.reason);
    return answer.quote;
  }

  const view = async () => (await viewOrder(database.db, orderId))!;
  const made = () => database.db.$count(quotes);

  /** The version that open pages are told. */
  async function streamed(): Promise<string> {
    const watch = createWatch(database, quiet);
    try {
      return await new Promise((heard) => void watch.follow(orderId, heard));
    } finally {
      watch.close();
    }
  }

  it("shows the newest, those that live in each asset, and the one that was paid", async () => {
    const paid = await quoted();
    const inBtc = await quoted({ assetId: BTC });
    await copies(paid);
    const [last] = await database.db.select().from(quotes).orderBy(desc(quotes.ordinal)).limit(1);
    await database.db.update(orders).set({ quoteId: paid.id }).where(eq(orders.id, orderId));
    const shown = await view();
    expect(shown.quote?.id).toBe(last!.id);
    expect(shown.quotes).toHaveLength(22);
    expect(shown.quotes.slice(-2).map(({ id }) => id)).toEqual([inBtc.id, paid.id]);
    const ordinals = shown.quotes.map(({ ordinal }) => ordinal);
    expect(ordinals).toEqual(ordinals.toSorted((a, b) => b - a));
    // When it is over and nobody paid it, nobody looks for it.
    await database.db.update(orders).set({ quoteId: null });
    const later = (await viewOrder(database.db, orderId, inBtc.expiresAt))!;
    expect(later.quotes).toHaveLength(20);
  });

  it("has one version for its page and for whoever follows it, another with each quote", async () => {
    expect(versionOf(await view())).toBe(await streamed());
    const first = await quoted();
    await copies(first);
    const before = versionOf(await view());
    expect(await streamed()).toBe(before);
    await quoted({ fresh: true });
    expect(versionOf(await view())).not.toBe(before);
    expect(versionOf(await view())).toBe(await streamed());
  });

  it("is found by a quote of long ago, and by its id with the newest quote in the asset that came", async () => {
    const first = await quoted();
    const inBtc = await quoted({ assetId: BTC });
    await copies(first);
    expect((await quoted()).id).toBe(first.id);
    const newest = await quoted({ fresh: true });
    const unquoted = (await order(database, await openShop(database))).id;
    const receive = (requestId: string, assetId = USDT_TRON, memo = orderId) =>
      network.receive({ requestId, memo, assetId, amount: "1" });
    const outputs = [
      receive(first.id),
      receive(randomUUID()),
      receive(randomUUID(), BTC),
      receive(randomUUID(), randomUUID()),
      receive(randomUUID(), USDT_TRON, unquoted),
      receive(randomUUID(), USDT_TRON, randomUUID()),
    ];
    const matches = await inTransaction(database.db, (tx) => matchOutputs(tx, outputs));
    const found = outputs.map(({ outputId }) => {
      const match = matches.get(outputId);
      return match?.to === "order" ? [match.orderId, match.quote?.id ?? null] : match;
    });
    expect(found).toEqual([
      [orderId, first.id],
      [orderId, newest.id],
      [orderId, inBtc.id],
      [orderId, null],
      [unquoted, null],
      [outputs[5]!.memo, null],
    ]);
  });

  it("is paid as any other, by a quote that still lives", async () => {
    const first = await quoted();
    await copies(first);
    await till.record(
      market,
      network.receive({ senders: [ADA], requestId: first.id, memo: orderId, assetId: USDT_TRON, amount: "10" }),
    );
    expect((await view()).order).toMatchObject({ state: "paid", payerId: ADA, quoteId: first.id });
  });

  it("gives the newest again to whoever wants one more of too many that live", async () => {
    const given: string[] = [];
    for (let i = 0; i < LIVE_AT_MOST; i++) given.push((await quoted({ fresh: true })).id);
    expect(new Set(given).size).toBe(LIVE_AT_MOST);
    const more = await Promise.all([quoted({ fresh: true }), quoted({ fresh: true }), quoted()]);
    expect(new Set(more.map(({ id }) => id))).toEqual(new Set([given.at(-1)]));
    expect(await made()).toBe(LIVE_AT_MOST);
    // Each asset has its own, and those that are over make room.
    await quoted({ assetId: BTC, fresh: true });
    await database.db.update(quotes).set({ expiresAt: sql`now()` });
    expect(given).not.toContain((await quoted({ fresh: true })).id);
    expect(await made()).toBe(LIVE_AT_MOST + 2);
  });

  it("makes no more than that when many want a fresh one at once", async () => {
    await Promise.all(Array.from({ length: 2 * LIVE_AT_MOST }, () => quoted({ fresh: true })));
    expect(await made()).toBe(LIVE_AT_MOST);
  });

  it("still has a quote for the rest of a payer when it has too many for anybody", async () => {
    const { id: requestId } = await quoted();
    const part = { requestId, memo: orderId, assetId: USDT_TRON, amount: "4", senders: [ADA] };
    await till.record(market, network.receive(part));
    for (let i = 0; i < LIVE_AT_MOST; i++) await quoted({ fresh: true });
    const rest = await quoted({ payerId: ADA });
    expect(rest).toMatchObject({ payerId: ADA });
    expect((await quoted({ payerId: ADA, fresh: true })).id).toBe(rest.id);
    expect(await quoted({ payerId: EVE, fresh: true })).toMatchObject({ payerId: null });
    expect(await made()).toBe(LIVE_AT_MOST + 1);
    // Beside thousands of others that are newer, it is shown as long as it lives.
    await copies(rest);
    const shown = await view();
    expect(shown.quotes.map(({ id }) => id)).toContain(rest.id);
    expect(shown.parts).toMatchObject([{ senderId: ADA, rest: { amount: "6" } }]);
    const pays = { requestId: rest.id, memo: orderId, assetId: USDT_TRON, amount: "6", senders: [ADA] };
    await till.record(market, network.receive(pays));
    expect((await view()).order).toMatchObject({ state: "paid", payerId: ADA, quoteId: rest.id });
  });
});
