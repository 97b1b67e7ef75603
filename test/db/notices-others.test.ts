import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { people } from "../../src/db/tables/chat.js";
import { transfers } from "../../src/db/tables/money.js";
import { orders } from "../../src/db/tables/orders.js";
import { codes, payees } from "../../src/db/tables/shop.js";
import type { Language } from "../../src/i18n/index.js";
import { LANGUAGES } from "../../src/i18n/index.js";
import type { Alert, AlertKind } from "../../src/payments/alerts.js";
import { eachEngine } from "../support/databases.js";
import { NOON, noticesStage } from "../support/notices.js";
import { openShop, order, USDT_TRON } from "../support/till.js";

const TOMORROW = new Date(NOON.getTime() + 86_400_000);

eachEngine("notices of invoices, payees and trouble", (open) => {
  /** Who made which bot. */
  const creators = new Map<string, string>();
  const stage = noticesStage(open, { creatorOf: async (bot) => creators.get(bot) ?? null });
  const { speaks, heardBy, tell } = stage;

  async function invoiceFor(language: Language) {
    const [shop, charged] = [await openShop(stage.database), randomUUID()];
    await speaks(shop, language);
    await speaks(charged, language);
    const wanted = { quoteAsset: "usd", quoteAmount: "25", source: "invoice" as const, deadline: TOMORROW };
    const { id } = await order(stage.database, shop, { ...wanted, chargedUserId: charged });
    const close = (state: "expired" | "cancelled") =>
      stage.database.db.update(orders).set({ state }).where(eq(orders.id, id));
    return { shop, charged, id, close };
  }

  test.each<[Language, string, string, string]>([
    [
      "en",
      "Invoice: 25 USD",
      "Shop asks you for 25 USD for “Coffee”.\nTo be paid by 2 Mar 2026, 16:00.\nPay only if you know what it is for.",
      "Look and pay",
    ],
    [
      "zh",
      "账单：25 USD",
      "Shop 请您支付 25 USD，用于“Coffee”。\n请在 2026年3月2日 16:00 前付款。\n请确认您知道这笔款项的用途再付款。",
      "查看并付款",
    ],
    [
      "de",
      "Rechnung: 25 USD",
      "Shop bittet Sie um 25 USD für „Coffee“.\nZahlbar bis 02.03.2026, 16:00.\nBezahlen Sie nur, wenn Sie wissen, wofür.",
      "Ansehen und bezahlen",
    ],
  ])("an invoice lands in the chat of whoever is asked, and again when reminded (%s)", async (language, ...words) => {
    const [title, text, label] = words;
    const { charged, id } = await invoiceFor(language);
    await tell("tell.charge", { orderId: id, userId: charged }, `${id}:1`);
    expect(await heardBy(charged)).toEqual([
      { title, text, buttons: { [label]: `https://pay.example.com/code/${id}` } },
    ]);
    await tell("tell.charge", { orderId: id, userId: charged }, `${id}:1`);
    expect(await heardBy(charged)).toHaveLength(1);
    await tell("tell.charge", { orderId: id, userId: charged }, `${id}:2`);
    expect(await heardBy(charged)).toHaveLength(2);
  });

  test("who asks is named with their Mixin ID: a name can be anybody's", async () => {
    const { shop, charged, id } = await invoiceFor("en");
    await stage.database.db.update(people).set({ identityNumber: "7000123" }).where(eq(people.userId, shop));
    await tell("tell.charge", { orderId: id, userId: charged });
    expect((await heardBy(charged))[0]!.text).toContain("Shop (7000123) asks you for 25 USD");
  });

  test("nobody is asked to pay what is over", async () => {
    const { charged, id, close } = await invoiceFor("en");
    await close("cancelled");
    await tell("tell.charge", { orderId: id, userId: charged });
    expect(await heardBy(charged)).toEqual([]);
  });

  test.each<[Language, string, string, string, string]>([
    [
      "en",
      "The invoice “Coffee” over 25 USD has expired without being paid.",
      "Make it again",
      "The invoice “Coffee” of Shop over 25 USD has expired. Please do not pay it any more.",
      "Shop has cancelled the invoice “Coffee” over 25 USD. Please do not pay it any more.",
    ],
    [
      "zh",
      "账单“Coffee”（25 USD）已过期，未收到付款。",
      "再开一张",
      "Shop 的账单“Coffee”（25 USD）已过期，请不要再付款。",
      "Shop 已取消账单“Coffee”（25 USD），请不要再付款。",
    ],
    [
      "de",
      "Die Rechnung „Coffee“ über 25 USD ist abgelaufen, ohne dass bezahlt wurde.",
      "Noch einmal stellen",
      "Die Rechnung „Coffee“ von Shop über 25 USD ist abgelaufen. Bitte bezahlen Sie sie nicht mehr.",
      "Shop hat die Rechnung „Coffee“ über 25 USD storniert. Bitte bezahlen Sie sie nicht mehr.",
    ],
  ])("an invoice that is over is told to the shop and who was asked (%s)", async (language, ...words) => {
    const [expired, again, chargedExpired, chargedCancelled] = words;
    const first = await invoiceFor(language);
    await first.close("expired");
    await tell("tell.closed", { orderId: first.id });
    const [said, offered] = await heardBy(first.shop);
    expect(said!.text).toBe(expired);
    expect(offered!.buttons).toEqual({ [again]: `input:/duplicate-invoice ${first.id}` });
    expect((await heardBy(first.charged)).map(({ text }) => text)).toEqual([chargedExpired]);

    // Whoever cancels it has been answered where they did.
    const second = await invoiceFor(language);
    await second.close("cancelled");
    await tell("tell.closed", { orderId: second.id });
    expect(await heardBy(second.shop)).toEqual([]);
    expect((await heardBy(second.charged)).map(({ text }) => text)).toEqual([chargedCancelled]);
  });

  const payee = async (kind: "individual" | "developer" | "multisig", members: string[], label: string) => {
    const id = randomUUID();
    await stage.database.db.insert(payees).values({ id, kind, members, threshold: 1, label });
    return id;
  };

  test.each<[Language, string, string]>([
    [
      "en",
      "From now on the money of your shop goes to Bea. Until now it went to Ann.\nIf that was not you, change it back at once.",
      "The money of Shop no longer goes to Ann. From now on it goes to Bea.",
    ],
    [
      "zh",
      "从现在起，您店铺的款项转给 Bea。此前转给 Ann。\n如果不是您本人操作，请立即改回。",
      "Shop 的款项不再转给 Ann，从现在起转给 Bea。",
    ],
    [
      "de",
      "Ab jetzt geht das Geld Ihres Ladens an Bea. Bisher ging es an Ann.\nWenn Sie das nicht waren, ändern Sie es sofort zurück.",
      "Das Geld von Shop geht nicht mehr an Ann, sondern ab jetzt an Bea.",
    ],
  ])("another payee is told to the shop and to who got the money until now (%s)", async (language, mine, theirs) => {
    const [shop, ann, bea] = [await openShop(stage.database), randomUUID(), randomUUID()];
    await speaks(shop, language);
    await speaks(ann, language);
    const oldPayeeId = await payee("individual", [ann], "Ann");
    const newPayeeId = await payee("individual", [bea], "Bea");
    await tell("tell.payee", { merchantId: shop, codeId: null, oldPayeeId, newPayeeId });
    const [said, button] = await heardBy(shop);
    expect(said!.text).toBe(mine);
    expect(Object.values(button!.buttons)).toEqual(["input:/payee"]);
    expect((await heardBy(ann)).map(({ text }) => text)).toEqual([theirs]);
    expect(await heardBy(bea)).toEqual([]);
  });

  test("all of a group are told, also of one code; its address is shown in full; a bot has no chat", async () => {
    const [shop, ann, bob] = [await openShop(stage.database), randomUUID(), randomUUID()];
    const codeId = randomUUID();
    const code = { id: codeId, merchantId: shop, payeeId: shop, slug: "tea", title: "Tea", quoteAsset: "usd" };
    await stage.database.db.insert(codes).values(code);
    const address = `MIX${"4fwusRK88p5GexHWddUQuYJbKMJTAuBvhud".repeat(9)}`;
    const group = await payee("multisig", [ann, bob], address);
    const robot = await payee("developer", [randomUUID()], "Robot");
    await tell("tell.payee", { merchantId: shop, codeId, oldPayeeId: group, newPayeeId: robot });
    const told = `The money of “Tea” at Shop no longer goes to ${address}. From now on it goes to Robot.`;
    for (const member of [ann, bob]) expect((await heardBy(member)).map(({ text }) => text)).toEqual([told]);
    const before = await stage.told();
    await tell("tell.payee", { merchantId: shop, codeId, oldPayeeId: robot, newPayeeId: group });
    expect(await stage.told()).toBe(before + 2);
    expect((await heardBy(shop))[2]!.text).toContain(`goes to ${address}. Until now it went to Robot.`);
  });

  test("of a bot, whoever made it is told", async () => {
    const [shop, ann, bot] = [await openShop(stage.database), randomUUID(), randomUUID()];
    creators.set(bot, ann);
    const robot = await payee("developer", [bot], "Robot");
    await tell("tell.payee", { merchantId: shop, codeId: null, oldPayeeId: robot, newPayeeId: shop });
    expect((await heardBy(ann)).map(({ text }) => text)).toEqual([
      "The money of Shop no longer goes to Robot. From now on it goes to Ada.",
    ]);
    expect(await heardBy(bot)).toEqual([]);
  });

  async function stuck(kind: "settlement" | "refund", language: Language) {
    const shop = await openShop(stage.database);
    await speaks(shop, language);
    await stage.database.db.update(payees).set({ label: "Ann" }).where(eq(payees.id, shop));
    const { id: orderId } = await order(stage.database, shop);
    const requestId = randomUUID();
    const account = kind === "settlement" ? `payee:${shop}` : `payer:${shop}`;
    const money = { assetId: USDT_TRON, amount: "10", members: [shop], threshold: 1, memo: "", account };
    await stage.database.db.insert(transfers).values({ requestId, orderId, kind, ...money, state: "stuck" });
    return { shop, requestId };
  }

  test.each<[Language, string, string]>([
    ["en", "10 USDT (TRON) for “Coffee” cannot be sent to Ann", "Or choose who else gets the money."],
    ["zh", "“Coffee”的 10 USDT (TRON) 无法转给 Ann", "或者另选收款方"],
    ["de", "10 USDT (TRON) für „Coffee“ lassen sich nicht an Ann senden", "wählen Sie, wer das Geld sonst bekommt"],
  ])("who cannot be paid is told what to do, each time anew (%s)", async (language, what, todo) => {
    const { shop, requestId } = await stuck("settlement", language);
    await tell("tell.stuck", { requestId });
    const [card] = await heardBy(shop);
    expect(card!.text).toContain(what);
    expect(card!.text).toContain(todo);
    expect(Object.values(card!.buttons)).toEqual(["input:/payee"]);
    await tell("tell.stuck", { requestId });
    expect(await heardBy(shop)).toHaveLength(2);
  });

  test("a refund that cannot arrive offers no other payee; one that went out is not told", async () => {
    const { shop, requestId } = await stuck("refund", "en");
    await tell("tell.stuck", { requestId });
    const [card] = await heardBy(shop);
    expect(card!.text).toContain("The refund of 10 USDT (TRON) for “Coffee” cannot be sent to Ada");
    expect(card!.buttons).toEqual({});
    await stage.database.db.update(transfers).set({ state: "done" }).where(eq(transfers.requestId, requestId));
    await tell("tell.stuck", { requestId });
    expect(await heardBy(shop)).toHaveLength(1);
  });

  test("who resumed payouts is not told that they go on; the others are", async () => {
    const [by, other] = stage.operators;
    const before = [(await heardBy(by!)).length, (await heardBy(other!)).length];
    await tell("tell.operators", { alert: { kind: "resumed", by: by! } });
    expect(await heardBy(by!)).toHaveLength(before[0]!);
    expect((await heardBy(other!)).slice(before[1])).toMatchObject([{ text: "Payouts were resumed." }]);
  });

  test("operators read in words why a payout waits for them", async () => {
    const [operator] = stage.operators;
    await stage.changesTo(operator!, "en");
    for (const [reason, words] of [
      ["above_transfer_limit", "above your limit for one payout"],
      ["above_day_limit", "the day's payouts are above your limit"],
      ["worth_unknown", "no price to compare it"],
    ] as const) {
      await tell("tell.operators", { alert: { kind: "approval", assetId: USDT_TRON, amount: "12.5", reason } });
      const card = (await heardBy(operator!)).at(-1);
      expect(card!.text).toContain(words);
      expect(card!.text).not.toContain(reason);
    }
  });

  const KINDS: Record<AlertKind, string[]> = {
    ledger: ["input:/reconcile", "input:/resume-payouts"],
    stuck: ["input:/stuck"],
    hangs: ["input:/stuck"],
    float_low: ["input:/float"],
    prices_stale: ["input:/operator"],
    blaze_down: ["input:/operator"],
    approval: ["input:/operator"],
    held: ["input:/held"],
    swap_late: ["input:/operator"],
    resumed: ["input:/operator"],
  };
  test.each(Object.entries(KINDS) as [AlertKind, string[]][])(
    "operators hear of %s in their language, with the button that helps",
    async (kind, actions) => {
      const [operator] = stage.operators;
      const alert: Alert = { kind, assetId: USDT_TRON, amount: "12.5", reason: "why\u202e", since: NOON.toISOString() };
      const titles = new Set<string | null>();
      for (const language of LANGUAGES) {
        await stage.changesTo(operator!, language);
        const before = (await heardBy(operator!)).length;
        await tell("tell.operators", { alert });
        const [card, ...more] = (await heardBy(operator!)).slice(before);
        expect(more).toEqual([]);
        titles.add(card!.title);
        expect(Object.values(card!.buttons)).toEqual(actions);
        expect(card!.text).toMatch(/12[.,]5 USDT \(TRON\)[^]*why\u2069?\n[^]*2026/);
      }
      expect(titles.size).toBe(LANGUAGES.length);
    },
  );

  test("a payout that waits is approved by one tap, and every operator hears of it", async () => {
    const requestId = randomUUID();
    const before = await Promise.all(stage.operators.map(async (who) => (await heardBy(who)).length));
    const key = randomUUID();
    await tell("tell.operators", { alert: { kind: "approval", requestId } }, key);
    await tell("tell.operators", { alert: { kind: "approval", requestId } }, key);
    for (const [i, operator] of stage.operators.entries()) {
      const cards = (await heardBy(operator)).slice(before[i]);
      expect(cards).toHaveLength(1);
      expect(Object.values(cards[0]!.buttons)[0]).toBe(`input:/approve ${requestId}`);
    }
  });
});
