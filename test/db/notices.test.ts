import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Database } from "../../src/db/database.js";
import { enqueue } from "../../src/db/jobs.js";
import { people, outbox } from "../../src/db/tables/chat.js";
import { intakes, orders, walletOutputs } from "../../src/db/tables/money.js";
import { createWorker } from "../../src/db/worker.js";
import type { Language } from "../../src/i18n/index.js";
import { tellHandlers } from "../../src/notify/money.js";
import { eachEngine, empty, quiet } from "../support/databases.js";
import { openShop, order, standingRates, USDT_TRON } from "../support/till.js";

const bot = randomUUID();

eachEngine("notices of money", (open) => {
  let database: Database;
  let stop = async () => {};
  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await empty(database);
    const handlers = tellHandlers({
      database,
      botId: bot,
      publicUrl: "https://pay.example.com",
      rates: standingRates(),
      nameOf: async () => "Ada",
      wakeOutbox: () => {},
    });
    const worker = createWorker({ database, handlers, log: quiet });
    stop = () => worker.stop();
    await worker.start();
  });
  afterEach(() => stop());

  const speaks = (userId: string, language: Language) =>
    database.db.insert(people).values({ userId, language, timeZone: "Asia/Dubai" });

  /** Everything queued for somebody: a card's title and words, or a text. */
  async function heardBy(userId: string): Promise<string[]> {
    const rows = await database.db.select().from(outbox).where(eq(outbox.recipientId, userId)).orderBy(outbox.seq);
    return rows.map(({ category, data }) => {
      if (category !== "APP_CARD") return data;
      const card = JSON.parse(data) as { title: string; description: string };
      return `${card.title} | ${card.description}`;
    });
  }

  async function paid(
    shop: string,
    payer: string | null,
    given: { quoteAsset?: string; quoteAmount?: string; language?: string } = {},
  ) {
    const { language = null, ...price } = given;
    const { id } = await order(database, shop, price);
    const received = { state: "paid" as const, payerId: payer, paymentAsset: USDT_TRON, paymentAmount: "5.45" };
    const paidAt = new Date("2026-03-01T08:30:00Z");
    await database.db
      .update(orders)
      .set({ ...received, language, paidAt })
      .where(eq(orders.id, id));
    await enqueue(database.db, {
      name: "tell.paid",
      payload: { orderId: id, outputId: randomUUID() },
      dedupeKey: `paid:${id}`,
    });
    return id;
  }

  test("the merchant hears who paid what for which code, the payer gets a receipt with a link", async () => {
    const [shop, payer] = [await openShop(database), randomUUID()];
    await speaks(shop, "en");
    const id = await paid(shop, payer, { quoteAsset: "aed", quoteAmount: "20" });
    await vi.waitFor(async () =>
      expect(await heardBy(shop)).toEqual(["Paid: 20 AED | 20 AED, 5.45 USDT (TRON), by Ada, code Coffee"]),
    );
    expect(await heardBy(payer)).toEqual([
      "Receipt: 20 AED | You paid 20 AED, 5.45 USDT (TRON) to Shop for “Coffee” on 1 Mar 2026, 08:30 UTC.",
    ]);
    const [receipt] = await database.db.select().from(outbox).where(eq(outbox.recipientId, payer));
    expect(receipt?.data).toContain(`https://pay.example.com/code/${id}`);
  });

  test("each is told in their own language and number format; a new payer in the page's", async () => {
    const [shop, payer] = [await openShop(database), randomUUID()];
    await speaks(shop, "de");
    await paid(shop, payer, { quoteAsset: "aed", quoteAmount: "1234.5", language: "zh" });
    await vi.waitFor(async () => expect(await heardBy(payer)).toHaveLength(1));
    expect((await heardBy(shop))[0]).toContain("Bezahlt: 1.234,50 AED | 1.234,50 AED, 5,45 USDT (TRON), von Ada");
    expect((await heardBy(payer))[0]).toContain("付款凭证：1,234.50 AED");
  });

  test("a price in the asset that was paid is named once", async () => {
    const shop = await openShop(database);
    await paid(shop, randomUUID());
    await vi.waitFor(async () => expect((await heardBy(shop))[0]).toContain("| 5.45 USDT (TRON), by Ada"));
  });

  test("money of several senders has nobody to name and nobody to give a receipt", async () => {
    const shop = await openShop(database);
    await paid(shop, null);
    await vi.waitFor(async () => expect((await heardBy(shop))[0]).toContain("by somebody on Mixin"));
    expect(await database.db.select().from(outbox)).toHaveLength(1);
  });

  test("names that would disguise the words around them are shown plainly", async () => {
    const [shop, payer] = [await openShop(database), randomUUID()];
    await database.db.insert(people).values({ userId: payer, fullName: `Ada\u202e\n${"x".repeat(2000)}` });
    await paid(shop, payer);
    await vi.waitFor(async () => expect((await heardBy(shop))[0]).toMatch(/by Adax{50,63}…, code Coffee$/));
  });

  test.each([
    [40020, "not the currency"],
    [40021, "already been paid"],
    [40024, "exact amount"],
    [40025, "rate had expired"],
    [40000, "time to pay had ended"],
  ])("whose money goes back hears why: %i", async (code, words) => {
    const [shop, payer, outputId] = [await openShop(database), randomUUID(), randomUUID()];
    const { id: orderId } = await order(database, shop);
    await intake(outputId, payer, orderId, code);
    await enqueue(database.db, { name: "tell.refund", payload: { outputId, code } });
    await vi.waitFor(async () => expect(await heardBy(payer)).toHaveLength(1));
    const [told] = await heardBy(payer);
    expect(told).toMatch(
      new RegExp(`^Your 7 USDT \\(TRON\\) for “Coffee” is on its way back to you.*${words}.*\\(code ${code}\\)$`),
    );
  });

  test("money that names no order goes back with what to do", async () => {
    const [payer, outputId] = [randomUUID(), randomUUID()];
    await intake(outputId, payer, null, 40022);
    await enqueue(database.db, { name: "tell.refund", payload: { outputId, code: 40022 } });
    await vi.waitFor(async () =>
      expect((await heardBy(payer))[0]).toContain("use the link or the QR code of the shop"),
    );
  });

  async function intake(outputId: string, senderId: string, orderId: string | null, code: number) {
    const output = { outputId, assetId: USDT_TRON, amount: "7" };
    const at = new Date();
    await database.db
      .insert(walletOutputs)
      .values({ ...output, sequence: 1, transactionHash: "", outputIndex: 0, wire: {}, createdAt: at });
    const disposition = { disposition: "refunded" as const, code, orderId };
    await database.db
      .insert(intakes)
      .values({ ...output, senderId, requestId: randomUUID(), memo: "", receivedAt: at, ...disposition });
  }
});
