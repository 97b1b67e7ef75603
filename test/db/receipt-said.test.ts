import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { refunds } from "../../src/db/schema.js";
import { orderFacts } from "../../src/notify/facts.js";
import { receiptLetter } from "../../src/notify/mail/receipt-letter.js";
import { createTeller } from "../../src/notify/teller.js";
import type { Refund } from "../../src/payments/state.js";
import { eachEngine, empty } from "../support/databases.js";
import { wordsOf } from "../support/pay-link.js";
import { openShop, THORB, webForTests } from "../support/pay-pages.js";
import { USDT_TRON } from "../support/rates.js";
import { ADA, payer } from "../support/receipts.js";

eachEngine("what a receipt says, on its page and in its mail alike", (open) => {
  let database: Database;
  let web: ReturnType<typeof webForTests>;
  let till: ReturnType<typeof payer>;

  beforeEach(async () => {
    database ??= await open();
    await empty(database);
    await openShop(database);
    till = payer(database);
    web = webForTests(database);
  });
  afterEach(() => web.close());

  const bare = (text: string) => text.replace(/[\u2068\u2069]/g, "");

  async function mailed(orderId: string) {
    const teller = createTeller({
      database,
      botId: THORB,
      publicUrl: "https://till.example.com",
      market: till.market,
      payLink: () => "https://wallet.test",
      operators: async () => [],
      nameOf: async () => null,
      isMailSetUp: true,
      creatorOf: async () => null,
    });
    const about = { orderId, recipient: "mia@example.org", language: "en", state: "waiting" as const };
    const row = { ...about, id: randomUUID(), problem: null, createdAt: new Date(), sentAt: null };
    const { subject, text } = await receiptLetter(teller, row, await orderFacts(database.db, orderId));
    return { subject, text: bare(text) };
  }

  /** The page's rows, in order, as the mail writes a row; and what stands large above them. */
  async function shown(orderId: string) {
    const html = await (await web.app.request(`/code/${orderId}/receipt`)).text();
    const rows = [...html.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/gs)];
    const price = /<p class="price">(.*?)<\/p>/s.exec(html)![1]!;
    return {
      price: wordsOf(price).trim(),
      rows: rows.map(([, name, value]) => bare(`${name}: ${wordsOf(value!.replaceAll("<br/>", " · ")).trim()}`)),
    };
  }

  /** The rows, once it is sure that both have the same, and nothing else. */
  async function rowsOf(orderId: string): Promise<string[]> {
    const { rows } = await shown(orderId);
    const { text } = await mailed(orderId);
    const squeezed = (line: string) => line.replace(/\s+/g, " ");
    expect(text.split("\n\n")[2]!.split("\n")).toEqual(rows.map(squeezed));
    return rows.map(squeezed);
  }

  const refund = (orderId: string, given: Partial<Refund> & Pick<Refund, "state">) =>
    database.db.insert(refunds).values({
      id: randomUUID(),
      orderId,
      merchantId: THORB,
      payerId: ADA,
      createdBy: THORB,
      rate: "then",
      quoteAmount: "5",
      assetId: USDT_TRON,
      amount: "1.36",
      source: "link",
      ...given,
    });

  it("all that was paid is the price, and the status says so", async () => {
    const { id, hash } = await till.paid({ tipAmount: "3" });
    const rows = await rowsOf(id);
    expect(rows.slice(1, 6)).toEqual([
      "Amount: 17 AED",
      "Tip: 3 AED",
      "Total: 20 AED",
      "Paid with: 5.44588156 USDT (TRON)",
      "Rate: 1 USDT (TRON) = 3.6725 AED",
    ]);
    expect(rows.slice(7)).toEqual(["Status: Paid", `Payment ID: ${id}`, `Transaction: ${hash}`]);
  });

  it("less than the price is nowhere said to be all of it", async () => {
    const { id } = await till.paid({ toleranceBps: 200 }, "5.4");
    const rows = await rowsOf(id);
    expect(rows).toEqual(
      expect.arrayContaining(["Total: 20 AED", "Paid of that: 19.83 AED", "Paid with: 5.4 USDT (TRON)"]),
    );
    expect((await shown(id)).price).toBe("19.83 AED");
    const { subject, text } = await mailed(id);
    expect(subject).toBe("Receipt from Thorb: 19.83 AED");
    expect(text).toContain("19.83 AED was paid to Thorb.");
    expect(text).not.toContain("20 AED was paid");
  });

  it("all of the less that was paid is given back as a whole, a part of it as a part", async () => {
    const { id } = await till.paid({ toleranceBps: 200 }, "5.4");
    await refund(id, { state: "done", doneAt: new Date(), quoteAmount: "19" });
    expect(await rowsOf(id)).toContain("Status: Paid, a part given back");
    await refund(id, { state: "sending", quoteAmount: "0.8315", amount: "0.2264" });
    expect(await rowsOf(id)).toContain("Status: Paid and given back");
  });

  it("a price in coins, paid in them, is said once, also where it was less", async () => {
    const coins = { quoteAsset: USDT_TRON, quoteAmount: "10", toleranceBps: 200 };
    const all = await rowsOf((await till.paid(coins)).id);
    expect(all.filter((row) => row.includes("USDT"))).toEqual(["Total: 10 USDT (TRON)"]);
    const less = await rowsOf((await till.paid(coins, "9.9")).id);
    expect(less.filter((row) => row.includes("USDT"))).toEqual([
      "Total: 10 USDT (TRON)",
      "Paid of that: 9.9 USDT (TRON)",
    ]);
  });

  it("what was too much, and what goes back before the mail goes", async () => {
    const { id } = await till.paid({}, "6");
    expect(await rowsOf(id)).toEqual(
      expect.arrayContaining(["Paid with: 5.44588156 USDT (TRON)", "Too much, returned: 0.55411844 USDT (TRON)"]),
    );
    await refund(id, { state: "done", doneAt: new Date("2026-11-24T09:00:00Z") });
    await refund(id, { state: "sending", amount: "4.08", quoteAmount: "15", createdAt: new Date() });
    await refund(id, { state: "unpaid", amount: "0.54" });
    const rows = await rowsOf(id);
    expect(rows).toContain("Given back: 1.36 USDT (TRON) · 24 Nov 2026, 09:00 UTC");
    expect(rows.filter((row) => row.includes("iven back"))).toHaveLength(3);
    expect(rows.find((row) => row.startsWith("Being given back"))).toContain("4.08 USDT (TRON)");
    expect(rows).toContain("Status: Paid and given back");
  });
});
