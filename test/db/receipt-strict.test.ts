import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { inTransaction } from "../../src/db/database.js";
import { apiOrders, receiptMails } from "../../src/db/schema.js";
import { isMailAddress } from "../../src/mail/server.js";
import { askReceipt } from "../../src/shop/receipts.js";
import { eachEngine } from "../support/databases.js";
import { LiquidTill } from "../support/liquid-till.js";
import { BTC } from "../support/market.js";
import { wordsOf } from "../support/pay-link.js";
import { webForTests } from "../support/pay-pages.js";
import { until } from "../support/until.js";

eachEngine("the receipt of a payment that is exchanged", (open) => {
  let till: LiquidTill;
  let web: ReturnType<typeof webForTests>;

  beforeAll(async () => {
    till = await LiquidTill.open("route", await open());
    web = webForTests(till.database, { market: till.market, mail: { isAddress: isMailAddress } });
  });
  beforeEach(() => till.control.route({ reset: true, delay_ms: 10 }));
  afterAll(async () => {
    web.close();
    await till.close();
  });

  /** An order whose link said where its receipt goes, paid in bitcoin for USDT (Ethereum). */
  async function paid(given: { strict: boolean; settlementAsset?: string | null }): Promise<string> {
    const { id, payeeId } = await till.bill({ source: "api", language: "es", ...given });
    const said = { payeeId, payeeSent: payeeId, clientId: randomUUID(), asked: "", viaLink: true };
    await till.database.db.insert(apiOrders).values({
      ...said,
      orderId: id,
      payerEmail: "ada@example.com",
      returnTo: "https://shop.example/thanks",
    });
    await till.pay(await till.payer(), await till.quoted(id));
    return id;
  }

  const mailsOf = async (orderId: string) =>
    (await till.database.db.select().from(receiptMails).orderBy(receiptMails.createdAt)).filter(
      (mail) => mail.orderId === orderId,
    );
  const page = async (path: string) => {
    const html = await (await web.app.request(`/code/${path}`)).text();
    return { html, words: wordsOf(html).replaceAll(/[\u2066-\u2069]/g, "") };
  };
  const receipt = (id: string) => page(`${id}/receipt`);
  const ask = (orderId: string) =>
    inTransaction(till.database.db, (tx) =>
      askReceipt(tx, { orderId, recipient: "ben@example.com", language: "en", now: new Date() }),
    );
  /** The exchange has what it is to exchange, and answers nothing. */
  const isThere = (orderId: string) =>
    until("our leg to arrive", async () => {
      const swap = await till.swap(orderId);
      const { orders } = await till.control.route({});
      return orders.some(({ trace, state }) => trace === swap?.trace && state !== "created");
    });

  it("is there when it is settled, not before, where the money goes back if the exchange fails", async () => {
    await till.control.route({ never: 1 });
    const id = await paid({ strict: true });
    await isThere(id);
    expect((await till.order(id)).state).toBe("paid");
    expect(await mailsOf(id)).toEqual([]);
    const { html, words } = await receipt(id);
    expect(words).toContain("There is no receipt yet");
    expect(words).toContain("is being exchanged into what the shop wants");
    expect(html).toContain('data-poll="5"');
    const paying = await page(id);
    expect(paying.html).not.toContain("/receipt");
    // The page goes on looking, and keeps its payer until it is certain.
    expect(paying.words).toContain("being exchanged into what Shop wants. If that fails, it comes back to you.");
    expect(paying.html).toContain(`data-order="${id}"`);
    expect(paying.html).not.toContain("data-go");
    expect(await ask(id)).toEqual({ ok: false, reason: "unpaid" });

    await till.control.route({ release: true });
    await till.becomes(id, "settled");
    expect(await mailsOf(id)).toMatchObject([{ recipient: "ada@example.com", language: "es", state: "waiting" }]);
    expect((await receipt(id)).words).toContain("Status Paid");
    const done = await page(id);
    expect(done.words).toContain("Shop has received your payment.");
    expect(done.html).not.toContain("data-order");
    expect(done.html).toContain('data-go="https://shop.example/thanks"');
    expect(await ask(id)).toMatchObject({ ok: true });
    await till.atRest();
  });

  it("is none where the money went back", async () => {
    await till.control.route({ fail: 1 });
    const id = await paid({ strict: true });
    await till.becomes(id, "cancelled");
    await till.atRest();
    expect(await mailsOf(id)).toEqual([]);
    expect((await receipt(id)).words).toContain("This payment was not completed");
    expect(await ask(id)).toEqual({ ok: false, reason: "unpaid" });
  });

  it("is there at once where the payee gets the money in any case, and goes once", async () => {
    await till.control.route({ never: 1 });
    const exchanged = await paid({ strict: false });
    await isThere(exchanged);
    expect(await mailsOf(exchanged)).toHaveLength(1);
    expect((await receipt(exchanged)).words).toContain("Status Paid");
    await till.control.route({ release: true });
    await till.becomes(exchanged, "settled");
    expect(await mailsOf(exchanged)).toHaveLength(1);
    for (const settlementAsset of [null, BTC]) {
      const kept = await paid({ strict: true, settlementAsset });
      await until("it to be paid", async () => (await till.order(kept)).paidAt !== null);
      expect(await mailsOf(kept)).toHaveLength(1);
    }
    await till.atRest();
  });
});
