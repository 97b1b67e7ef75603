import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { people } from "../../src/db/tables/chat.js";
import { orders, type QuoteConversion, type QuoteRate, quotes, refunds } from "../../src/db/tables/orders.js";
import { transfers } from "../../src/db/tables/money.js";
import type { Language } from "../../src/i18n/index.js";
import type { NewOrder } from "../../src/payments/orders.js";
import { eachEngine } from "../support/databases.js";
import { NOON, noticesStage } from "../support/notices.js";
import { BTC, openShop, order, USDT_ETH, USDT_TRON } from "../support/till.js";

const RATE: QuoteRate = { rate: "0.2725", paymentUsd: "1", quoteUsd: "3.67", at: NOON.toISOString(), source: "mixin" };
const TO_TRON: QuoteConversion = {
  provider: "desk",
  settlementAsset: USDT_TRON,
  settlementAmount: "5.4",
  feeAmount: "0.02",
  rate: "50000",
  spreadBps: 50,
  settlementUsd: "1",
  at: NOON.toISOString(),
};

eachEngine("notices of payments", (open) => {
  const stage = noticesStage(open);
  const { speaks, heardBy, tell, intake } = stage;

  interface Paid extends Partial<NewOrder> {
    facts?: Partial<typeof orders.$inferInsert>;
    rate?: QuoteRate;
    conversion?: QuoteConversion | null;
  }

  /** An order that was paid with 5.45 USDT (TRON), unless told otherwise. */
  async function paid(shop: string, payer: string | null, given: Paid = {}): Promise<string> {
    const { facts = {}, rate, conversion = null, ...wanted } = given;
    const { db } = stage.database;
    const { id } = await order(stage.database, shop, wanted);
    const quoteId = rate ? randomUUID() : null;
    const payment = { paymentAsset: USDT_TRON, paymentAmount: "5.45" };
    if (rate && quoteId) {
      const held = { paymentAsset: facts.paymentAsset ?? USDT_TRON, paymentAmount: facts.paymentAmount ?? "5.45" };
      await db
        .insert(quotes)
        .values({ id: quoteId, orderId: id, ordinal: 1, ...held, rate, conversion, expiresAt: NOON });
    }
    const paidAt = new Date("2026-03-01T08:30:00Z");
    await db
      .update(orders)
      .set({ state: "paid", payerId: payer, ...payment, quoteId, paidAt, ...facts })
      .where(eq(orders.id, id));
    return id;
  }

  const tellPaid = async (shop: string, payer: string | null, given: Paid = {}): Promise<string> => {
    const orderId = await paid(shop, payer, given);
    await tell("tell.paid", { orderId, outputId: randomUUID() });
    return orderId;
  };

  test("the merchant hears who paid what for which code, the payer gets a receipt with a link", async () => {
    const [shop, payer] = [await openShop(stage.database), randomUUID()];
    await speaks(shop, "en");
    const id = await tellPaid(shop, payer, { quoteAsset: "aed", quoteAmount: "20" });
    expect(await heardBy(shop)).toEqual([
      {
        title: "Paid: 20 AED",
        text: "20 AED, 5.45 USDT (TRON), by Ada, code “Coffee”",
        buttons: { "Write to the payer": `input:/contact ${id}`, Refund: `input:/refund ${id}` },
      },
    ]);
    expect(await heardBy(payer)).toEqual([
      {
        title: "Receipt: 20 AED",
        text: "You paid 20 AED, 5.45 USDT (TRON) to Shop for “Coffee” on 1 Mar 2026, 08:30 UTC.",
        buttons: {
          "Open the receipt": `https://pay.example.com/code/${id}`,
          "Write to the shop": `input:/contact ${id}`,
        },
      },
    ]);
  });

  test("each is told in their own language and number format; a new payer in the page's", async () => {
    const [shop, payer] = [await openShop(stage.database), randomUUID()];
    await speaks(shop, "de");
    await tellPaid(shop, payer, { quoteAsset: "aed", quoteAmount: "1234.5", language: "zh" });
    expect((await heardBy(shop))[0]).toMatchObject({
      title: "Bezahlt: 1.234,50 AED",
      text: "1.234,50 AED, 5,45 USDT (TRON), von Ada, Code „Coffee“",
    });
    expect((await heardBy(payer))[0]!.title).toBe("付款凭证：1,234.50 AED");
  });

  test.each<[Language, string[]]>([
    [
      "en",
      [
        "20 AED, 0.0001 BTC, by Ada, code “Coffee”",
        "You receive 5.4 USDT (TRON)",
        "Rate: 1 BTC = 183,500 AED and 1 BTC = 50,000 USDT (TRON) (Mixin, 1 Mar 2026, 16:00)",
        "Spread: 0.5%",
        "Fee: 0.02 USDT (TRON)",
      ],
    ],
    [
      "zh",
      [
        "20 AED（0.0001 BTC），付款人 Ada，收款码“Coffee”",
        "您将收到 5.4 USDT (TRON)",
        "汇率：1 BTC = 183,500 AED和1 BTC = 50,000 USDT (TRON)（Mixin，2026年3月1日 16:00）",
        "点差：0.5%",
        "手续费：0.02 USDT (TRON)",
      ],
    ],
    [
      "de",
      [
        "20 AED, 0,0001 BTC, von Ada, Code „Coffee“",
        "Sie erhalten 5,4 USDT (TRON)",
        "Kurs: 1 BTC = 183.500 AED und 1 BTC = 50.000 USDT (TRON) (Mixin, 01.03.2026, 16:00)",
        "Aufschlag: 0,5\u00a0%",
        "Gebühr: 0,02 USDT (TRON)",
      ],
    ],
  ])(
    "a conversion names all three amounts, rates with time and source, spread and fee (%s)",
    async (language, lines) => {
      const [shop, payer] = [await openShop(stage.database), randomUUID()];
      await speaks(shop, language);
      await speaks(payer, language);
      await tellPaid(shop, payer, {
        quoteAsset: "aed",
        quoteAmount: "20",
        settlementAsset: USDT_TRON,
        rate: { ...RATE, rate: "0.000005449591280653", paymentUsd: "50000" },
        conversion: TO_TRON,
        facts: {
          paymentAsset: BTC,
          paymentAmount: "0.0001",
          settledAsset: USDT_TRON,
          settlementAmount: "5.4",
          feeAmount: "0.02",
        },
      });
      expect((await heardBy(shop))[0]!.text.split("\n")).toEqual(lines);
      // What the shop gets of it is the shop's business.
      const [receipt] = await heardBy(payer);
      expect(receipt!.text).toContain("183");
      expect(receipt!.text).not.toMatch(/TRON|0[.,]02|0[.,]5/);
    },
  );

  test("an exchange underway says so, and the final amount follows when it is known", async () => {
    const shop = await openShop(stage.database);
    const converts = { settlementAsset: USDT_TRON, conversion: TO_TRON, rate: RATE };
    const orderId = await tellPaid(shop, randomUUID(), {
      ...converts,
      quoteAsset: "aed",
      quoteAmount: "20",
      facts: { paymentAsset: BTC, paymentAmount: "0.0001" },
    });
    expect((await heardBy(shop))[0]!.text).toContain(
      "It is being exchanged into USDT (TRON); the final amount follows.",
    );
    const { db } = stage.database;
    const known = { settledAsset: USDT_TRON, settlementAmount: "5.39", feeAmount: "0" };
    await db.update(orders).set(known).where(eq(orders.id, orderId));
    await tell("tell.settled", { orderId });
    expect((await heardBy(shop))[1]).toMatchObject({
      title: "Exchanged: 5.39 USDT (TRON)",
      text: "20 AED, 0.0001 BTC for “Coffee” became 5.39 USDT (TRON).\nSpread: 0.5%",
    });
  });

  test.each<[Language, string, string]>([
    ["en", "so you receive it as it was paid: 0.0001 BTC", "the money goes back to Ada, and this payment is cancelled"],
    ["zh", "您将按原币种收到 0.0001 BTC", "款项退还给 Ada，本次付款已取消"],
    ["de", "Sie erhalten, was bezahlt wurde: 0,0001 BTC", "geht das Geld an Ada zurück"],
  ])("an exchange that fails is told with what happens instead (%s)", async (language, asPaid, returned) => {
    const shop = await openShop(stage.database);
    await speaks(shop, language);
    const facts = { paymentAsset: BTC, paymentAmount: "0.0001" };
    const orderId = await paid(shop, randomUUID(), { settlementAsset: USDT_TRON, facts });
    await tell("tell.fallback", { orderId, why: "as_paid" });
    await tell("tell.fallback", { orderId, why: "returned" });
    const told = (await heardBy(shop)).map(({ text }) => text);
    expect(told).toEqual([expect.stringContaining(asPaid), expect.stringContaining(returned)]);
    expect(told[0]).toContain("USDT (TRON)");
  });

  test("the payer of a strict shop, who has a receipt, hears that a failed exchange sends the money back", async () => {
    const [shop, payer] = [await openShop(stage.database), randomUUID()];
    const facts = { paymentAsset: BTC, paymentAmount: "0.0001", payerId: payer };
    const orderId = await paid(shop, payer, { settlementAsset: USDT_TRON, facts });
    // What came back of it, in the coins it came in.
    await stage.database.db.insert(transfers).values({
      requestId: randomUUID(),
      kind: "refund",
      orderId,
      swapId: randomUUID(),
      account: `payer:${payer}`,
      assetId: USDT_TRON,
      amount: "4.5",
      members: [payer],
      threshold: 1,
      memo: "",
    });
    await tell("tell.fallback", { orderId, why: "returned" });
    const [told, ...more] = (await heardBy(payer)).map(({ text }) => text);
    expect(told).toContain("Your 4.5 USDT (TRON) for “Coffee” is on its way back to you.");
    expect(told).toContain("It could not be exchanged into what the shop receives.");
    expect(told).not.toContain("40027");
    expect(more).toEqual([]);
  });

  test.each([
    ["over", { surplusAmount: "0.55" }, "0.55 USDT (TRON) too much goes back by itself"],
    ["partial", {}, "A little less than the price, within your tolerance"],
    ["late", {}, "Paid after the time had ended"],
  ] as const)("the merchant hears what was odd about the money: %s", async (oddity, facts, words) => {
    const shop = await openShop(stage.database);
    await tellPaid(shop, randomUUID(), { facts: { oddity, ...facts } });
    expect((await heardBy(shop))[0]!.text.split("\n")).toEqual(["5.45 USDT (TRON), by Ada, code “Coffee”", words]);
  });

  test("an invoice is called one", async () => {
    const shop = await openShop(stage.database);
    await tellPaid(shop, randomUUID(), { source: "invoice" });
    expect((await heardBy(shop))[0]!.text).toBe("5.45 USDT (TRON), by Ada, invoice “Coffee”");
  });

  test("money of several senders has nobody to name and nobody to give a receipt", async () => {
    const shop = await openShop(stage.database);
    const before = await stage.told();
    await tellPaid(shop, null);
    expect((await heardBy(shop))[0]!.text).toContain("by somebody on Mixin");
    expect(await stage.told()).toBe(before + 1);
  });

  test("of a refund's own order only who pays it gets a receipt", async () => {
    const [shop, payer] = [await openShop(stage.database), randomUUID()];
    await tellPaid(shop, payer, { source: "refund" });
    expect(await heardBy(shop)).toEqual([]);
    expect((await heardBy(payer)).map(({ text }) => text)).toEqual([
      "You paid 5.45 USDT (TRON) for “Coffee” of Shop on 1 Mar 2026, 08:30 UTC. The money goes on to the customer.",
    ]);
  });

  test("telling twice is telling once", async () => {
    const shop = await openShop(stage.database);
    const orderId = await tellPaid(shop, randomUUID());
    const before = await stage.told();
    await tell("tell.paid", { orderId, outputId: randomUUID() });
    expect(await stage.told()).toBe(before);
  });

  test("names that would disguise the words around them are shown plainly", async () => {
    const [shop, payer] = [await openShop(stage.database), randomUUID()];
    await stage.database.db.insert(people).values({ userId: payer, fullName: `Eve\u202e\n${"x".repeat(2000)}` });
    await tellPaid(shop, payer);
    expect((await heardBy(shop))[0]!.text).toMatch(/by Evex{50,63}…, code “Coffee”$/);
  });

  const REASONS: [code: number, en: string, zh: string, de: string][] = [
    [40000, "time to pay had ended", "超过付款期限", "nach Ablauf der Frist"],
    [40020, "not the currency", "币种与要求的不一致", "eine andere Währung"],
    [40021, "already been paid", "之前已经付清", "bereits bezahlt"],
    [40024, "less than what was asked", "少于应付金额", "weniger als verlangt"],
    [40025, "rate had expired", "汇率已过期", "Kurs war abgelaufen"],
    [40027, "could not be exchanged", "无法兑换", "nicht in das tauschen"],
    [40032, "was cancelled", "已被取消", "abgebrochen"],
  ];
  test.each(REASONS)("whose money goes back hears why: %i", async (code, ...words) => {
    const shop = await openShop(stage.database);
    const { id: orderId } = await order(stage.database, shop);
    for (const [i, language] of (["en", "zh", "de"] as const).entries()) {
      const payer = randomUUID();
      await speaks(payer, language);
      const outputId = await intake({ senderId: payer, orderId, disposition: "refunded", code });
      await tell("tell.refund", { outputId, code, requestId: randomUUID() });
      const [told, ...more] = await heardBy(payer);
      expect(more).toEqual([]);
      expect(told!.text).toContain(words[i]);
      for (const said of ["7 USDT (TRON)", "Coffee"]) expect(told!.text).toContain(said);
      // Numbers are for programs.
      expect(told!.text).not.toContain(String(code));
    }
  });

  test.each<[Language, string]>([
    ["en", "Ada has taken back 7 USDT (TRON), a part of “Coffee”; it is still to be paid."],
    ["zh", "Ada 收回了为“Coffee”支付的部分款项 7 USDT (TRON)；这笔款仍待支付。"],
    ["de", "Ada hat den Teilbetrag von 7 USDT (TRON) für „Coffee“ zurückgeholt; die Zahlung ist noch offen."],
  ])("who takes a part back was answered in the chat; the shop hears of it (%s)", async (language, text) => {
    const [shop, payer] = [await openShop(stage.database), randomUUID()];
    await speaks(shop, language);
    const { id: orderId } = await order(stage.database, shop);
    const outputId = await intake({ senderId: payer, orderId, disposition: "refunded", code: 40024 });
    await tell("tell.refund", { outputId, code: 40024, requestId: randomUUID(), takenBack: true });
    expect(await heardBy(payer)).toEqual([]);
    expect(await heardBy(shop)).toEqual([{ title: null, text, buttons: {} }]);
  });

  test("money that named nothing is taken back without another word", async () => {
    const payer = randomUUID();
    const outputId = await intake({ senderId: payer, disposition: "refunded", code: 40022 });
    await tell("tell.refund", { outputId, code: 40022, requestId: randomUUID(), takenBack: true });
    expect(await heardBy(payer)).toEqual([]);
  });

  test("money that names no order goes back with what to do", async () => {
    const payer = randomUUID();
    const outputId = await intake({ senderId: payer, disposition: "refunded", code: 40022 });
    await tell("tell.refund", { outputId, code: 40022, requestId: randomUUID() });
    expect((await heardBy(payer))[0]!.text).toContain("use the link or the QR code of the shop");
  });

  test.each<[Language, string]>([
    ["en", "You paid 2 USDT (Ethereum) more than was asked for “Coffee”. It is on its way back to you."],
    ["zh", "您为“Coffee”多付了 2 USDT (Ethereum)，这笔钱正在退还给您。"],
    ["de", "Sie haben für „Coffee“ 2 USDT (Ethereum) mehr bezahlt als verlangt. Wir senden sie an Sie zurück."],
  ])("what was too much goes back by itself (%s)", async (language, text) => {
    const [shop, payer, requestId] = [await openShop(stage.database), randomUUID(), randomUUID()];
    await speaks(payer, language);
    const { id: orderId } = await order(stage.database, shop);
    const money = { assetId: USDT_ETH, surplusAmount: "2", disposition: "applied" as const };
    const outputId = await intake({ senderId: payer, orderId, ...money });
    const out = { requestId, outputId, orderId, kind: "surplus" as const, assetId: USDT_ETH, amount: "2" };
    await stage.database.db.insert(transfers).values({ ...out, members: [payer], threshold: 1, memo: "" });
    await tell("tell.surplus", { outputId, requestId });
    expect(await heardBy(payer)).toEqual([{ title: null, text, buttons: {} }]);
  });

  test.each<[Language, string, string, string]>([
    [
      "en",
      "Shop has refunded 2.5 USDT (TRON) to you, for 9 AED of “Coffee”.",
      "Shop has refunded your payment for “Coffee” (20 AED): 2.5 USDT (TRON).",
      "Refunded: Ada has got 2.5 USDT (TRON) back, for 9 AED of “Coffee”.",
    ],
    [
      "zh",
      "Shop 已退给您 2.5 USDT (TRON)，对应“Coffee”中的 9 AED。",
      "Shop 已退还您为“Coffee”（20 AED）支付的款项：2.5 USDT (TRON)。",
      "已退款：Ada 已收回 2.5 USDT (TRON)，对应“Coffee”中的 9 AED。",
    ],
    [
      "de",
      "Shop hat Ihnen 2,5 USDT (TRON) erstattet, für 9 AED von „Coffee“.",
      "Shop hat Ihnen die Zahlung für „Coffee“ (20 AED) erstattet: 2,5 USDT (TRON).",
      "Erstattet: 2,5 USDT (TRON) sind zurück bei Ada, für 9 AED von „Coffee“.",
    ],
  ])("a refund by the shop is told to both, in part or of all (%s)", async (language, part, whole, merchant) => {
    const [shop, payer] = [await openShop(stage.database), randomUUID()];
    await speaks(shop, language);
    await speaks(payer, language);
    const orderId = await paid(shop, payer, { quoteAsset: "aed", quoteAmount: "20" });
    for (const quoteAmount of ["9", "20"]) {
      const refund = { id: randomUUID(), orderId, merchantId: shop, payerId: payer, quoteAmount, createdBy: shop };
      const money = { rate: "then" as const, assetId: USDT_TRON, amount: "2.5", source: "unsettled" as const };
      await stage.database.db.insert(refunds).values({ ...refund, ...money, state: "done" });
      await tell("tell.refunded", { refundId: refund.id });
    }
    expect((await heardBy(payer)).map(({ text }) => text)).toEqual([part, whole]);
    expect((await heardBy(shop))[0]!.text).toBe(merchant);
  });
});
