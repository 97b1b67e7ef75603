import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { enqueue } from "../../src/db/jobs.js";
import { intakes } from "../../src/db/tables/money.js";
import { orders, quotes } from "../../src/db/tables/orders.js";
import type { Language } from "../../src/i18n/index.js";
import { eachEngine } from "../support/databases.js";
import { NOON, noticesStage } from "../support/notices.js";
import { openShop, order, USDT_TRON } from "../support/till.js";

const minutes = (count: number) => new Date(NOON.getTime() + count * 60_000);

eachEngine("notices of money that waits", (open) => {
  const stage = noticesStage(open);
  const { speaks, heardBy, tell, intake } = stage;

  /** Somebody who has paid 4 of 10 USDT, or what that is of another price. */
  async function partOf(
    language: Language,
    wanted: { quoteAsset?: string; quoteAmount?: string; credit?: string } = {},
  ) {
    const [shop, payer] = [await openShop(stage.database), randomUUID()];
    await speaks(shop, language);
    await speaks(payer, language);
    const { credit = "4", ...price } = wanted;
    const { id: orderId } = await order(stage.database, shop, { ...price, deadline: minutes(30), graceSeconds: 600 });
    const outputId = await intake({ senderId: payer, orderId, amount: "4", heldReason: "partial", credit });
    return { shop, payer, orderId, outputId };
  }

  const quoteOf = async (orderId: string) => {
    const [quote] = await stage.database.db.select().from(quotes).where(eq(quotes.orderId, orderId));
    return quote;
  };

  test.each<[Language, string, string, string, string]>([
    [
      "en",
      "Still to pay: 6 USDT (TRON)",
      "4 USDT (TRON) received for “Coffee” at Shop, 6 USDT (TRON) missing.\nWhat is not complete by 1 Mar 2026, 16:40 goes back to you by itself.",
      "Pay 6 USDT (TRON)",
      "Give it back",
    ],
    [
      "zh",
      "还需支付：6 USDT (TRON)",
      "Shop 的“Coffee”已收到 4 USDT (TRON)，还差 6 USDT (TRON)。\n若在 2026年3月1日 16:40 前未付清，已付款项会自动退还给您。",
      "支付 6 USDT (TRON)",
      "退还给我",
    ],
    [
      "de",
      "Noch zu zahlen: 6 USDT (TRON)",
      "4 USDT (TRON) sind für „Coffee“ bei Shop angekommen, 6 USDT (TRON) fehlen noch.\nWas bis 01.03.2026, 16:40 nicht vollständig ist, geht von selbst an Sie zurück.",
      "6 USDT (TRON) bezahlen",
      "Geld zurück",
    ],
  ])("who has paid a part pays the exact rest by one tap, or takes it back (%s)", async (language, ...words) => {
    const [title, text, pay, back] = words;
    const { payer, orderId, outputId } = await partOf(language);
    await tell("tell.partial", { orderId, outputId });
    const quote = await quoteOf(orderId);
    expect(quote).toMatchObject({ payerId: payer, paymentAmount: "6.00000000", covers: "6.00000000" });
    const link = `https://wallet.test/${USDT_TRON}/6/${quote!.id}/${orderId}`;
    expect(await heardBy(payer)).toEqual([
      { title, text, buttons: { [pay]: link, [back]: `input:/return ${outputId}` } },
    ]);
  });

  test.each<[Language, string]>([
    ["en", "Ada has paid 4 USDT (TRON) of 10 USDT (TRON) for “Coffee”; 6 USDT (TRON) is missing."],
    ["zh", "Ada 为“Coffee”支付了 4 USDT (TRON)（应付 10 USDT (TRON)），还差 6 USDT (TRON)。"],
    ["de", "Von Ada kamen 4 USDT (TRON) (Preis 10 USDT (TRON)) für „Coffee“; 6 USDT (TRON) fehlen noch."],
  ])("the shop hears of each part once (%s)", async (language, text) => {
    const { shop, orderId, outputId } = await partOf(language);
    await tell("tell.partial", { orderId, outputId });
    await tell("tell.partial", { orderId, outputId });
    const told = await heardBy(shop);
    expect(told).toHaveLength(1);
    expect(told[0]!.text.split("\n")[0]).toBe(text);
  });

  test("a rest by a rate says how long it holds and can be had anew", async () => {
    const { payer, orderId, outputId } = await partOf("en", {
      quoteAsset: "aed",
      quoteAmount: "36.7",
      credit: "14.68",
    });
    await tell("tell.partial", { orderId, outputId });
    const [told] = await heardBy(payer);
    expect(told!.title).toBe("Still to pay: 6 USDT (TRON)");
    expect(told!.text).toContain("The amount holds until 1 Mar 2026, 16:01; after that, tap “New amount”.");
    expect(told!.buttons["New amount"]).toBe(`input:/rest ${orderId}`);
  });

  test("without a rate the rest is named in the price's currency, and asked for by a button", async () => {
    const { payer, orderId, outputId } = await partOf("en", { quoteAsset: "eur", quoteAmount: "10", credit: "3.5" });
    await tell("tell.partial", { orderId, outputId });
    const [told] = await heardBy(payer);
    expect(told!.title).toBe("Still to pay: 6.50 EUR");
    expect(told!.buttons).toEqual({
      "Show the rest": `input:/rest ${orderId}`,
      "Give it back": `input:/return ${outputId}`,
    });
    expect(await quoteOf(orderId)).toBeUndefined();
  });

  test.each(["paid", "expired"] as const)("of a part of an order that is %s by now nobody is told", async (state) => {
    const { shop, payer, orderId, outputId } = await partOf("en");
    await stage.database.db.update(orders).set({ state }).where(eq(orders.id, orderId));
    await tell("tell.partial", { orderId, outputId });
    expect([await heardBy(shop), await heardBy(payer)]).toEqual([[], []]);
    expect(await quoteOf(orderId)).toBeUndefined();
  });

  test.each<[Language, string, string, string[]]>([
    [
      "en",
      "Ada paid 10 USDT (TRON) for “Coffee” after the time had ended (1 Mar 2026, 15:55). Do you accept it? Without an answer it goes back after 1 Mar 2026, 16:05.",
      "Your 10 USDT (TRON) for “Coffee” arrived after the time to pay had ended. Shop decides by 1 Mar 2026, 16:05 whether to accept it; otherwise all of it goes back to you. There is nothing you need to do.",
      ["Accept", "Refund"],
    ],
    [
      "zh",
      "Ada 在付款期限（2026年3月1日 15:55）之后为“Coffee”支付了 10 USDT (TRON)。要接受吗？2026年3月1日 16:05 前没有答复将自动退回。",
      "您为“Coffee”支付的 10 USDT (TRON) 在付款期限之后到达。Shop 会在 2026年3月1日 16:05 前决定是否接受，否则全额退还给您。您无需做任何事。",
      ["接受", "退款"],
    ],
    [
      "de",
      "Von Ada kamen 10 USDT (TRON) für „Coffee“, aber erst nach Ablauf der Frist (01.03.2026, 15:55). Nehmen Sie die Zahlung an? Ohne Antwort geht sie nach dem 01.03.2026, 16:05 zurück.",
      "Ihre 10 USDT (TRON) für „Coffee“ kamen nach Ablauf der Frist an. Shop entscheidet bis 01.03.2026, 16:05, ob die Zahlung noch gilt; sonst geht alles an Sie zurück. Sie müssen nichts tun.",
      ["Annehmen", "Zurückgeben"],
    ],
  ])("late money: the shop is asked, the payer told to wait (%s)", async (language, asked, wait, labels) => {
    const [shop, payer] = [await openShop(stage.database), randomUUID()];
    await speaks(shop, language);
    await speaks(payer, language);
    const { id: orderId } = await order(stage.database, shop, { deadline: minutes(-5), graceSeconds: 600 });
    const outputId = await intake({ senderId: payer, orderId, amount: "10", heldReason: "late" });
    await tell("tell.late", { orderId, outputId });
    const [card] = await heardBy(shop);
    expect(card!.text).toBe(asked);
    expect(card!.buttons).toEqual({
      [labels[0]!]: `input:/late ${outputId} accept`,
      [labels[1]!]: `input:/late ${outputId} refund`,
    });
    expect((await heardBy(payer)).map(({ text }) => text)).toEqual([wait]);
  });

  test("late money that was answered before anybody was asked is not asked about", async () => {
    const shop = await openShop(stage.database);
    const { id: orderId } = await order(stage.database, shop, { deadline: minutes(-5), graceSeconds: 600 });
    const outputId = await intake({ senderId: randomUUID(), orderId, disposition: "refunded", code: 40000 });
    await tell("tell.late", { orderId, outputId });
    expect(await heardBy(shop)).toEqual([]);
  });

  test.each<[Language, string, string[]]>([
    ["en", "What is 7 USDT (TRON) for?", ["It is for an invoice", "Send it back"]],
    ["zh", "7 USDT (TRON) 是付什么的？", ["用于支付账单", "退还给我"]],
    ["de", "Wofür sind 7 USDT (TRON)?", ["Für eine Rechnung", "Geld zurück"]],
  ])(
    "who sent money that names nothing is asked, and hears when it goes back (%s)",
    async (language, title, labels) => {
      const sender = randomUUID();
      await speaks(sender, language);
      const outputId = await intake({ senderId: sender, heldReason: "unknown", code: 40022 });
      const back = { name: "held.return", payload: { outputId }, dedupeKey: `held.return:${outputId}` };
      await enqueue(stage.database.db, { ...back, runAt: new Date("2027-03-04T12:00:00Z") });
      await tell("tell.unknown", { outputId });
      const [card] = await heardBy(sender);
      expect(card!.title).toBe(title);
      expect(card!.text).toMatch(/2027/);
      expect(card!.buttons).toEqual({
        [labels[0]!]: `input:/for ${outputId}`,
        [labels[1]!]: `input:/return ${outputId}`,
      });
    },
  );

  test("once it has gone back, nobody is asked any more", async () => {
    const sender = randomUUID();
    const outputId = await intake({ senderId: sender, heldReason: "unknown", code: 40022 });
    await stage.database.db.update(intakes).set({ disposition: "refunded" }).where(eq(intakes.outputId, outputId));
    await tell("tell.unknown", { outputId });
    expect(await heardBy(sender)).toEqual([]);
  });

  test.each<[Language, string, string]>([
    ["en", "it has no single sender", "Held money"],
    ["zh", "没有唯一的付款人", "暂存款"],
    ["de", "kein einzelner Absender", "Verwahrtes Geld"],
  ])("money that nobody can be asked about is told to every operator (%s)", async (language, reason, label) => {
    const before = await Promise.all(stage.operators.map(async (who) => (await heardBy(who)).length));
    expect(new Set(before).size).toBe(1);
    await stage.changesTo(stage.operators[0]!, language);
    const outputId = await intake({ senderId: null, heldReason: "no_single_sender" });
    await tell("tell.held", { outputId });
    const [mine, others] = await Promise.all(stage.operators.map(async (who) => (await heardBy(who)).slice(before[0])));
    expect(mine).toHaveLength(1);
    expect(others).toHaveLength(1);
    expect(mine![0]!.text).toContain("7 USDT (TRON)");
    expect(mine![0]!.text).toContain(reason);
    expect(mine![0]!.buttons).toEqual({ [label]: "input:/held" });
  });
});
