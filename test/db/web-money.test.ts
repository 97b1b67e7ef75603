import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Database, inTransaction } from "../../src/db/database.js";
import { intakes, orders, people, quotes, refunds } from "../../src/db/schema.js";
import type { Language } from "../../src/i18n/index.js";
import { cancelOrder, type NewOrder, openOrder } from "../../src/payments/orders.js";
import type { Market } from "../../src/payments/ports.js";
import { changeSetting } from "../../src/payments/settings.js";
import type { Merchant } from "../../src/shop/merchants.js";
import { eachEngine, empty } from "../support/databases.js";
import { addCode, deskMarket, openShop, submit, webForTests } from "../support/pay-pages.js";
import { createPaperNetwork } from "../support/paper-network.js";
import { readPayLink } from "../support/payer.js";
import { payInto } from "../support/payments.js";
import { Remitter, toUser } from "../support/remitter.js";
import { ETH, USDT_ETHEREUM, USDT_TRON, XIN } from "../support/rates.js";

const BOT = randomUUID();
const HOUR_MS = 3_600_000;

eachEngine("the pay pages and money", (open) => {
  let database: Database;
  let merchant: Merchant;
  let market: Market;
  let refresh: () => Promise<void>;
  let web: ReturnType<typeof webForTests>;
  let network: ReturnType<typeof createPaperNetwork>;
  /** Moves the page's clock. */
  let ahead: number;

  beforeEach(async () => {
    database ??= await open();
    await empty(database);
    ahead = 0;
    network = createPaperNetwork(BOT);
    merchant = await openShop(database);
    ({ market, refresh } = await deskMarket(database, { [USDT_TRON]: "100" }));
    web = webForTests(database, { market, clock: () => new Date(Date.now() + ahead) });
  });
  afterEach(() => web.close());

  const page = async (path: string): Promise<string> => (await web.app.request(path)).text();
  const text = (html: string): string =>
    html
      .replace(/<(script|style|head)\b.*?<\/\1>/gs, "")
      .replace(/<[^>]*>/g, " ")
      .replaceAll("&quot;", '"')
      .replace(/[\u2068\u2069]/g, "")
      .replace(/\s+/g, " ");
  const assets = (html: string) => [...html.matchAll(/type="radio" name="asset" value="([^"]+)"/g)].map((m) => m[1]);
  const payment = (html: string) => {
    const link = /href="(https:\/\/mixin\.one\/pay[^"]+)"/.exec(html)?.[1];
    return link ? readPayLink(link.replaceAll("&amp;", "&")) : null;
  };

  async function begin(asset: string, path = "/thorb/donate"): Promise<string> {
    const answer = await submit(web.app, path, { asset });
    expect(answer.status).toBe(303);
    return answer.headers.get("location")!;
  }

  /** An order of 10 USDT (TRON) that anybody may pay, unless told otherwise. */
  async function opened(given: Partial<NewOrder> = {}): Promise<string> {
    const price = { quoteAsset: USDT_TRON, quoteAmount: "10", settlementAsset: null, title: "Tea", codeId: null };
    const whose = { id: randomUUID(), merchantId: merchant.id, payeeId: merchant.payeeId };
    return (await openOrder(database.db, { ...whose, ...price, ...given })).id;
  }

  /** Money arrives: what is not given is as the page's link has it. */
  async function arrives(
    html: string,
    given: { amount?: string; sender?: string | null; asset?: string; at?: number } = {},
  ): Promise<void> {
    const link = payment(html)!;
    const sender = given.sender === undefined ? randomUUID() : given.sender;
    const output = network.receive({
      assetId: given.asset ?? link.asset,
      amount: given.amount ?? link.amount,
      senders: sender === null ? [] : [sender],
      requestId: link.trace,
      memo: link.memo,
      createdAt: new Date(Date.now() + (given.at ?? ahead)).toISOString(),
    });
    await payInto(database, network, BOT).record(market, output);
  }

  const quoted = async (id: string, fields: Record<string, string> = {}) => {
    const answer = await submit(web.app, `/code/${id}/quote`, { asset: USDT_TRON, ...fields });
    expect(answer.status).toBe(303);
    return page(answer.headers.get("location")!);
  };

  describe("exchanged", () => {
    const SAYS: [Language, string, string, string[]][] = [
      [
        "en",
        "The shop receives USDT (TRON).",
        "The shop receives 5.40241449 USDT (TRON). Borne by the shop: spread 0.5% and fee 0.3%.",
        [
          "Price 20 AED",
          "Paid 0.0018153 ETH",
          "Rate 1 ETH = 11,017.5 AED",
          "Rate 1 ETH = 3,000 USDT (TRON)",
          "· Mixin",
        ],
      ],
      [
        "zh",
        "商家收到的是 USDT (TRON)。",
        "商家将收到 5.40241449 USDT (TRON)。 由商家承担：点差 0.5%和手续费 0.3%。",
        ["价格 20 AED", "实付 0.0018153 ETH", "汇率 1 ETH = 11,017.5 AED", "汇率 1 ETH = 3,000 USDT (TRON)", "· Mixin"],
      ],
      [
        "de",
        "Der Laden erhält USDT (TRON).",
        "Der Laden erhält 5,40241449 USDT (TRON). Das trägt der Laden: Aufschlag 0,5 % und Gebühr 0,3 %.",
        [
          "Preis 20 AED",
          "Bezahlt 0,0018153 ETH",
          "Kurs 1 ETH = 11.017,5 AED",
          "Kurs 1 ETH = 3.000 USDT (TRON)",
          "· Mixin",
        ],
      ],
    ];
    it.each(SAYS)(
      "say in %s what the shop gets before, and all amounts, rates and costs after",
      async (lang, ...said) => {
        const [receives, before, after] = said;
        await changeSetting(database.db, "feeBps", 30, null);
        await refresh();
        await addCode(database, merchant, { settlementAsset: USDT_TRON });
        const offered = await page(`/thorb/donate?lang=${lang}`);
        expect(assets(offered)).toEqual([USDT_TRON, USDT_ETHEREUM, "c6d0c728-2624-429b-8e0d-d9d19b6592fa", ETH, XIN]);
        expect(text(offered)).toContain(receives);
        const location = await begin(ETH, `/thorb/donate?lang=${lang}`);
        const html = await page(location);
        expect(payment(html)).toMatchObject({ asset: ETH, amount: "0.0018153" });
        expect(text(html)).toContain(before);
        await arrives(html);
        const paid = text(await page(location));
        for (const words of after) expect(paid).toContain(words);
        expect(paid).toMatch(lang === "de" ? /Aufschlag 0,5.%/ : /0\.5%/);
        expect(paid).toMatch(/0[.,]01625601 USDT \(TRON\)/);
        expect(paid).toMatch(/5[.,]40241449 USDT \(TRON\)/);
      },
    );

    it("say nothing of an exchange when there is none", async () => {
      await addCode(database, merchant, { settlementAsset: USDT_TRON });
      const location = await begin(USDT_TRON);
      const html = await page(location);
      expect(text(html.split("<details")[0]!)).not.toMatch(/receives|Spread|Aufschlag/);
      await arrives(html);
      expect(text(await page(location))).toMatch(/Rate 1 USDT \(TRON\) = 3\.6725 AED.*Shop receives 5\.44588156 USDT/);
    });

    it("tell the two USDT apart everywhere", async () => {
      await addCode(database, merchant, { settlementAsset: USDT_TRON });
      expect(text(await page("/thorb/donate"))).toMatch(/USDT TRON .*USDT Ethereum/);
      const location = await begin(USDT_ETHEREUM);
      expect(text(await page(location))).toMatch(/5\.44588156 USDT \(Ethereum\).*receives 5\.41865215 USDT \(TRON\)/);
    });

    it("offer only what the float covers, and say how much it does", async () => {
      await addCode(database, merchant, { title: "Big", quoteAmount: "400", settlementAsset: USDT_TRON });
      expect(assets(await page("/thorb/big"))).toEqual([USDT_TRON]);
      const answer = await submit(web.app, "/thorb/big", { asset: ETH });
      expect(answer.status).toBe(422);
      expect(text(await answer.text())).toContain(
        "At most 100 USDT (TRON) can be had by exchange at the moment. Please pay with USDT (TRON): it needs no exchange.",
      );
    });

    it("say so too when others have just been promised it, on the page of the order that was opened", async () => {
      await addCode(database, merchant, { title: "Sixty", quoteAmount: "220", settlementAsset: USDT_TRON });
      const first = await begin(ETH, "/thorb/sixty");
      expect(payment(await page(first))).not.toBeNull();
      // The list still shows what it showed a moment ago.
      const second = await begin(ETH, "/thorb/sixty");
      expect(second).toContain(`?not=${ETH}`);
      const html = await page(second);
      expect(payment(html)).toBeNull();
      expect(text(html)).toMatch(/At most 40\.39\d+ USDT \(TRON\) can be had by exchange/);
      const again = await submit(web.app, second.replace(/\?.*/, "/quote"), { asset: ETH });
      expect(again.status).toBe(422);
      expect(text(await again.text())).toMatch(/At most 40\.39\d+ USDT \(TRON\)/);
    });
  });

  describe("in parts", () => {
    const SAYS: [Language, string, string][] = [
      ["en", "4 USDT (TRON) has arrived; of 10 USDT (TRON), 6 USDT (TRON) is missing.", "Pay 6 USDT (TRON)"],
      ["zh", "已收到 4 USDT (TRON)；应付 10 USDT (TRON)，还差 6 USDT (TRON)。", "支付 6 USDT (TRON)"],
      ["de", "4 USDT (TRON) sind angekommen; vom Preis (10 USDT (TRON)) fehlen noch 6", "6 USDT (TRON) bezahlen"],
    ];
    it.each(SAYS)(
      "show in %s what has come and ask for the rest of the one who paid it",
      async (lang, came, button) => {
        const id = await opened();
        const payer = randomUUID();
        await arrives(await quoted(id), { amount: "4", sender: payer });
        const waiting = await page(`/code/${id}?lang=${lang}`);
        expect(text(waiting)).toContain(came);
        expect(payment(waiting)).toBeNull();
        // The link that the part came with is used up: nothing to choose, one button.
        expect(assets(waiting)).toEqual([]);
        await quoted(id);
        const html = await page(`/code/${id}?lang=${lang}`);
        expect(text(html)).toContain(came);
        expect(text(html)).toContain(button);
        expect(payment(html)!.amount).toBe("6");
        await arrives(html, { sender: payer });
        const [order] = await database.db.select().from(orders).where(eq(orders.id, id));
        expect(order).toMatchObject({ state: "paid", payerId: payer, paymentAmount: "10.00000000" });
      },
    );

    it("let somebody else pay all of it", async () => {
      const id = await opened();
      await arrives(await quoted(id), { amount: "0.00000001" });
      const stranger = await page(`/code/${id}`);
      expect(text(stranger)).toContain("Was that somebody else?");
      const whole = await page(`/code/${id}?whole=1`);
      expect(whole).toContain('name="whole" value="1"');
      const html = await quoted(id, { whole: "1", fresh: "1" });
      expect(payment(html)!.amount).toBe("10");
      expect(text(html)).toContain("A part has arrived from somebody. This page shows the full amount.");
      await arrives(html);
      const paid = text(await page(`/code/${id}`));
      expect(paid).toMatch(/Paid 10 USDT \(TRON\)/);
      expect(paid).toContain("0.00000001 USDT (TRON) goes back to the payer in full. This had already been paid.");
    });

    it("of several people show the full amount, and where each finds the rest", async () => {
      const id = await opened();
      await arrives(await quoted(id), { amount: "4" });
      const html = await quoted(id, { whole: "1", fresh: "1" });
      await arrives(html, { amount: "3" });
      expect(text(await page(`/code/${id}`))).toContain("Parts have arrived from several people.");
      expect(payment(await quoted(id, { fresh: "1" }))!.amount).toBe("10");
    });

    it("go back when it expires, with the reason", async () => {
      const id = await opened({ quoteAsset: "aed", quoteAmount: "20" });
      await arrives(await quoted(id), { amount: "1" });
      await inTransaction(database.db, (tx) => cancelOrder(tx, { orderId: id, now: new Date() }));
      const html = await page(`/code/${id}`);
      expect(text(html)).toContain("This payment was cancelled");
      expect(text(html)).toContain("1 USDT (TRON) goes back to the payer in full. The payment was cancelled.");
    });

    it("too much is paid, and the page says what goes back", async () => {
      const id = await opened();
      await arrives(await quoted(id), { amount: "12" });
      expect(text(await page(`/code/${id}`))).toContain("2 USDT (TRON) was too much and goes back to the payer.");
    });
  });

  it.each<[Language, string]>([
    ["en", "10 USDT (TRON) has arrived after the time to pay had ended. Thorb decides"],
    ["zh", "10 USDT (TRON) 在付款期限之后到达。Thorb 会决定"],
    ["de", "10 USDT (TRON) kamen nach Ablauf der Frist an. Thorb entscheidet"],
  ])("late say in %s that the shop decides", async (lang, said) => {
    const deadline = new Date(Date.now() + HOUR_MS);
    const id = await opened({ deadline, graceSeconds: 600 });
    const html = await quoted(id);
    ahead = HOUR_MS + 60_000;
    expect(text(await page(`/code/${id}?lang=en`))).toContain("do not pay any more");
    await arrives(html);
    const late = await page(`/code/${id}?lang=${lang}`);
    expect(text(late)).toContain(said);
    expect(late).toContain(`datetime="${new Date(deadline.getTime() + 600_000).toISOString()}"`);
    expect(payment(late)).toBeNull();
  });

  describe("of an invoice", () => {
    it.each<[Language, string, string]>([
      ["en", "Invoice Thorb", "This invoice can be paid once."],
      ["zh", "账单 Thorb", "这张账单只能支付一次。"],
      ["de", "Rechnung Thorb", "Diese Rechnung kann einmal bezahlt werden."],
    ])("tell in %s who asks, for what, until when and how often", async (lang, from, once) => {
      const deadline = new Date(Date.now() + HOUR_MS);
      const id = await opened({ source: "invoice", deadline });
      for (const html of [await page(`/code/${id}?lang=${lang}`), await quoted(id, { lang })]) {
        expect(text(html)).toContain(from);
        expect(text(html)).toContain(once);
        expect(html).toContain("<bdi>Tea</bdi>");
        expect(html).toContain(`datetime="${deadline.toISOString()}"`);
        expect(html).toContain(`data-until="${deadline.getTime()}"`);
      }
    });

    it("without a deadline, or one that is far, count nothing", async () => {
      const none = await page(`/code/${await opened({ source: "invoice", deadline: null })}`);
      expect(none).not.toMatch(/data-until|To be paid by/);
      const far = new Date(Date.now() + 48 * HOUR_MS);
      const later = await page(`/code/${await opened({ source: "invoice", deadline: far })}`);
      expect(later).toContain("To be paid by");
      expect(later).not.toContain("data-until");
    });

    it.each([
      ["expired", "This invoice has expired"],
      ["cancelled", "This invoice was cancelled"],
    ] as const)("say that it %s", async (state, said) => {
      const id = await opened({ source: "invoice" });
      await database.db.update(orders).set({ state }).where(eq(orders.id, id));
      expect(text(await page(`/code/${id}`))).toContain(said);
    });
  });

  describe("of a refund", () => {
    it.each<[Language, string, string]>([
      ["en", "Thorb gives money back to a customer", "The money goes on to the customer."],
      ["zh", "Thorb 通过这笔付款把钱退给顾客", "款项正转给顾客。"],
      ["de", "gibt Thorb einem Kunden Geld zurück", "Das Geld geht an den Kunden weiter."],
    ])("say in %s what it is, before and after", async (lang, before, after) => {
      const id = await opened({ source: "refund" });
      expect(text(await page(`/code/${id}?lang=${lang}`))).toContain(before);
      await arrives(await quoted(id, { lang }));
      expect(text(await page(`/code/${id}?lang=${lang}`))).toContain(after);
    });

    it("tell the payer what the shop gives back", async () => {
      const id = await opened();
      const payer = randomUUID();
      await arrives(await quoted(id), { sender: payer });
      const whose = { orderId: id, merchantId: merchant.id, payerId: payer, createdBy: merchant.id };
      const money = {
        quoteAmount: "4",
        rate: "then" as const,
        assetId: USDT_TRON,
        amount: "4",
        source: "link" as const,
      };
      const refundId = randomUUID();
      await database.db.insert(refunds).values({ id: refundId, ...whose, ...money, state: "unpaid" });
      expect(text(await page(`/code/${id}`))).not.toContain("4 USDT (TRON).");
      await database.db.update(refunds).set({ state: "sending" });
      expect(text(await page(`/code/${id}`))).toContain("Thorb is giving back 4 USDT (TRON).");
      await database.db.update(refunds).set({ state: "done" });
      expect(text(await page(`/code/${id}`))).toContain("Thorb has given back 4 USDT (TRON).");
    });
  });

  it("have another version after each change they show", async () => {
    const id = await opened();
    const version = async () => /data-version="([^"]+)"/.exec(await page(`/code/${id}`))![1]!;
    const seen = [await version()];
    const look = async () => seen.push(await version());
    const html = await quoted(id);
    await look();
    await arrives(html, { amount: "4" });
    await look();
    await database.db.update(intakes).set({ resolvedAt: new Date(), disposition: "refunded", code: 40024 });
    await look();
    await database.db.update(orders).set({ state: "paid", settlementAmount: "10" });
    await look();
    expect(new Set(seen).size).toBe(5);
    expect(await database.db.select().from(quotes)).toHaveLength(1);
  });

  it("ask the sender of money for other people in their own name, and show nobody how it is claimed", async () => {
    const sam = randomUUID();
    await database.db.insert(people).values({ userId: sam, fullName: "Sam", identityNumber: "7000104001" });
    const remitter = new Remitter(database, market);
    const { order } = await remitter.send(sam, [{ quoteAmount: "10" }], { title: "To Bob" });
    const html = await page(`/code/${order.id}`);
    expect(text(html)).toMatch(/Sam.*7000104001/);
    expect(text(html)).toContain("With this payment Sam sends money to other people.");
    expect(text(html)).toContain("To Bob");
    await arrives(await quoted(order.id), { sender: sam });
    const [sent] = await remitter.funded(order.id);
    expect(text(await page(`/code/${order.id}`))).toContain("The money waits for those it was sent to.");
    const claim = await remitter.prepared(sent!.id, toUser(randomUUID()));
    if (!claim.ok) throw new Error(claim.reason);
    expect((await web.app.request(`/code/${claim.order.id}`)).status).toBe(404);
    expect((await submit(web.app, `/code/${claim.order.id}/quote`, { asset: USDT_TRON })).status).toBe(404);
  });

  it("compute the ways to pay once a second for a price, and never show old ones for longer", async () => {
    let asked = 0;
    const counted = { ...market, rates: { ...market.rates, assets: () => (asked++, market.rates.assets()) } };
    web.close();
    web = webForTests(database, { market: counted, clock: () => new Date(1_800_000_000_000 + ahead) });
    await addCode(database, merchant);
    await page("/thorb/donate");
    const once = asked;
    expect(once).toBeGreaterThan(0);
    await page("/thorb/donate");
    await page("/thorb/donate");
    expect(asked).toBe(once);
    ahead = 1_000;
    await page("/thorb/donate");
    expect(asked).toBeGreaterThan(once);
  });
});
