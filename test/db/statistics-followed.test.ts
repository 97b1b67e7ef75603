import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { and, eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { type Database, inTransaction } from "../../src/db/database.js";
import { migrationsFolder } from "../../src/db/migrations.js";
import { rollups } from "../../src/db/schema.js";
import { NO_CODE } from "../../src/payments/first-payments.js";
import { plain } from "../../src/payments/money.js";
import { viewOrder } from "../../src/payments/orders.js";
import type { Market } from "../../src/payments/ports.js";
import { beginRefund } from "../../src/payments/refunds/begin.js";
import { previewRefund, type RefundPart } from "../../src/payments/refunds/preview.js";
import { changeSetting } from "../../src/payments/settings.js";
import { createTreasury, type Treasury } from "../../src/payments/treasury.js";
import { eachEngine, empty, quiet } from "../support/databases.js";
import { LiquidTill } from "../support/liquid-till.js";
import { createPaperNetwork } from "../support/paper-network.js";
import { payInto } from "../support/payments.js";
import { openShop, order, standingMarket, USDT_TRON } from "../support/till.js";
import { until } from "../support/until.js";

const NOTHING = { count: 0, gross: "0", fees: "0", paid: "0", newToShop: 0, refunds: 0, refunded: "0" };

/** What is kept of a shop: the same in quarters as in days, in the parts of a day as in its sum. */
async function keptOf({ db }: Database, merchantId: string) {
  const sums = async (span: "day" | "quarter") => {
    const rows = await db
      .select()
      .from(rollups)
      .where(and(eq(rollups.merchantId, merchantId), eq(rollups.span, span)));
    for (const { codeId, count, counts } of rows) {
      expect(codeId).toBe(NO_CODE);
      if (span === "day") expect(counts.reduce((sum, one) => sum + one, 0)).toBe(count);
    }
    const [row, ...more] = rows.filter(({ count, refunds }) => count !== 0 || refunds !== 0);
    // Of a test that runs over the end of a quarter: refunds are counted when they are done.
    return [...(row ? [row] : []), ...more].reduce(
      (all, { count, gross, fees, paid, newToShop, refunds, refunded }) => ({
        count: all.count + count,
        gross: plain(Number(all.gross) === 0 ? gross : all.gross),
        fees: plain(Number(all.fees) === 0 ? fees : all.fees),
        paid: plain(Number(all.paid) === 0 ? paid : all.paid),
        newToShop: all.newToShop + newToShop,
        refunds: all.refunds + refunds,
        refunded: plain(Number(all.refunded) === 0 ? refunded : all.refunded),
      }),
      NOTHING,
    );
  };
  const days = await sums("day");
  expect(await sums("quarter")).toEqual(days);
  return days;
}

/** All that is kept, made anew by the migration that made it of what there was. */
async function rebuild({ db }: Database): Promise<void> {
  await db.execute(sql`truncate table rollups, first_payments`);
  const text = readFileSync(join(migrationsFolder, "0008_rollups_backfill.sql"), "utf8");
  for (const statement of text.split("--> statement-breakpoint")) await db.execute(sql.raw(statement));
}

eachEngine("what is counted of a payment that is converted", (open) => {
  let till: LiquidTill;
  beforeAll(async () => {
    till = await LiquidTill.open("route", await open());
    await changeSetting(till.database.db, "feeBps", 100, null);
    await till.book.refresh();
  });
  beforeEach(() => till.control.route({ reset: true, delay_ms: 10 }));
  afterAll(() => till.close());

  async function paid(given: Parameters<LiquidTill["bill"]>[0] = {}) {
    const bill = await till.bill(given);
    const payer = await till.payer();
    await till.pay(payer, await till.quoted(bill.id));
    return bill;
  }
  const kept = (shop: string) => keptOf(till.database, shop);
  const WHOLE = { ...NOTHING, count: 1, gross: "100", paid: "0.002", newToShop: 1 };

  it("is the payment at once, and its fee when the exchange has sent what came of it", async () => {
    await till.withoutJobs(async () => {
      const { id, merchantId } = await paid();
      await till.becomes(id, "paid");
      expect(await kept(merchantId)).toEqual(WHOLE);
    });
    const { id, merchantId } = await paid();
    await till.becomes(id, "settled");
    // One percent of what came, cut off.
    expect(await kept(merchantId)).toEqual({ ...WHOLE, fees: "0.99999999" });
  });

  it("is nothing when the exchange failed and the payer has it back; not converted, it is a payment", async () => {
    await till.control.route({ fail: 2 });
    const strict = await paid({ strict: true });
    await till.becomes(strict.id, "cancelled");
    expect(await kept(strict.merchantId)).toEqual(NOTHING);
    const asPaid = await paid();
    await till.becomes(asPaid.id, "settled");
    expect(await kept(asPaid.merchantId)).toEqual({ ...WHOLE, fees: "1" });
    await till.atRest();
  });
});

eachEngine("what is counted of a payment that is given back", (open) => {
  const BOT = randomUUID();
  const ADA = randomUUID();
  let database: Database;
  let network = createPaperNetwork(BOT);
  let till: ReturnType<typeof payInto>;
  let market: Market;
  let shop: string;
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
    await changeSetting(database.db, "feeBps", 100, null);
  });
  afterEach(() => Promise.all(running.splice(0).map((treasury) => treasury.stop())));

  async function payOut(): Promise<void> {
    const options = { database, wallet: network.wallet, botId: BOT, market, log: quiet, pollMs: 10, settleMs: 2 };
    const treasury = createTreasury(options);
    running.push(treasury);
    await treasury.start();
  }

  async function giveBack(orderId: string, part: RefundPart): Promise<void> {
    const wish = { merchantId: shop, orderId, part, rate: "then" as const };
    const shown = await previewRefund(database.db, market.rates, wish, new Date());
    if (!shown.ok) throw new Error(shown.reason);
    const { preview } = shown;
    const request = { id: randomUUID(), merchantId: shop, preview, by: shop, title: "Coffee", language: "en" };
    const begun = await inTransaction(database.db, (tx) => beginRefund(tx, { ...request, now: new Date() }));
    expect(begun).toMatchObject({ ok: true, funding: null });
  }

  const allDone = (orderId: string) =>
    until("the refunds to be done", async () =>
      (await viewOrder(database.db, orderId))!.refunds.every(({ state }) => state === "done"),
    );

  it("is the refund when it is done, and not before; the payment and its fee stay", async () => {
    const { id } = await order(database, shop, { quoteAmount: "10" });
    await till.pay(market, ADA, id, USDT_TRON);
    const payment = { ...NOTHING, count: 1, gross: "10", fees: "0.1", paid: "10", newToShop: 1 };
    expect(await keptOf(database, shop)).toEqual(payment);
    await giveBack(id, { of: "price", amount: "4" });
    expect(await keptOf(database, shop)).toEqual(payment);
    await payOut();
    await allDone(id);
    const after = { ...payment, refunds: 1, refunded: "4" };
    expect(await keptOf(database, shop)).toEqual(after);
    await rebuild(database);
    expect(await keptOf(database, shop)).toEqual(after);
  });

  it("of a payment taken as enough is what was paid of its price, all of which can go back", async () => {
    const { id } = await order(database, shop, { quoteAmount: "10", toleranceBps: 1_000 });
    const quote = await till.quote(market, id, USDT_TRON);
    const short = { senders: [ADA], requestId: quote.id, memo: id, assetId: USDT_TRON, amount: "9.5" };
    await till.record(market, network.receive(short));
    const payment = { ...NOTHING, count: 1, gross: "9.5", fees: "0.095", paid: "9.5", newToShop: 1 };
    expect(await keptOf(database, shop)).toEqual(payment);
    await rebuild(database);
    expect(await keptOf(database, shop)).toEqual(payment);
  });
});
