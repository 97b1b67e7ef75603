import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { freshId } from "../../src/db/ids.js";
import { enqueue } from "../../src/db/jobs.js";
import { jobs, merchants, orders, refunds, shopMutes } from "../../src/db/schema.js";
import { LANGUAGE_NAMES, LANGUAGES } from "../../src/i18n/index.js";
import { tellHandlers } from "../../src/notify/money.js";
import type { Market } from "../../src/payments/ports.js";
import { type Crew, openCrew } from "../support/crew.js";
import { eachEngine, empty } from "../support/databases.js";
import { runDueJobs } from "../support/due-jobs.js";
import { ratesForTests } from "../support/rates.js";
import { ears, telling } from "../support/told.js";

const market: Market = { rates: ratesForTests(), liquidity: null };

eachEngine("payers in the chat", (open) => {
  let database: Database;
  let world: Crew;
  let hears: ReturnType<typeof ears>;
  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await empty(database);
    world = await openCrew(database, market);
    hears = ears(database);
  });

  const tell = () => runDueJobs(database, tellHandlers(telling(database, market)));

  describe("my payments", () => {
    it("shows what one paid, newest first, with shop, amount and what went back", async () => {
      const { ada, crew, paid } = world;
      const [first, second] = [await paid(crew.owner, "Tea"), await paid(crew.owner, "Cake", "30")];
      await database.db
        .update(orders)
        .set({ paidAt: new Date("2026-01-05T10:00:00Z") })
        .where(eq(orders.id, first));
      await crew.owner.says(`/refund ${second}`);
      await crew.owner.says("12 usd");
      await crew.owner.says("The same coins");
      await crew.owner.says("Give it back");
      const list = await ada.says("my payments");
      expect(list.text.indexOf("Cake")).toBeLessThan(list.text.indexOf("Tea"));
      expect(list.text).toContain("1\\. Thorb's: Cake\n30 USD, 30 USDT");
      await database.db.update(refunds).set({ state: "done", doneAt: new Date() });
      const one = await ada.taps("1. Thorb's Cake");
      expect(one.text).toContain("paid, 12 USD given back");
      expect([...one.buttons.keys()]).toEqual([
        "Receipt again",
        "Its page",
        "Write to the shop",
        "Mute this shop",
        "My payments",
      ]);
      expect(one.buttons.get("Its page")).toContain(`/code/${second}`);
    });

    it("comes by the page", async () => {
      const { ada, crew, paid } = world;
      for (let n = 1; n <= 14; n++) await paid(crew.owner, `Tea ${n}`);
      const first = await ada.says("my payments");
      expect(first.text).toContain("Page 1 of 2");
      expect(first.text).toContain("Tea 14");
      const second = await ada.says("my payments 2");
      expect(second.text).toContain("13\\. Thorb's: Tea 2");
      expect(second.text).not.toContain("Tea 14");
    });

    it("is only of one's own: of others' payments nothing is known", async () => {
      const { crew, paid } = world;
      const orderId = await paid(crew.owner, "Tea");
      for (const text of [`/my-payments ${orderId}`, `/receipt ${orderId}`, `/my-payments ${freshId()}`]) {
        const answer = await crew.stranger.says(text);
        expect(answer.text).toContain("I find no such payment of yours");
        expect(answer.text).not.toContain("Tea");
      }
      expect((await crew.stranger.says("my payments")).text).toContain("You have not paid any shop");
      // Not even its shop's owner is its payer.
      expect((await crew.owner.says(`/my-payments ${orderId}`)).text).toContain("I find no such payment of yours");
    });

    it("brings the receipt again, as it was", async () => {
      const { ada, crew, paid } = world;
      const orderId = await paid(crew.owner, "Tea");
      await tell();
      const before = await hears(ada.userId);
      expect(before.text).toContain("Receipt: 10 USD");
      await ada.says(`/receipt ${orderId}`);
      await tell();
      const again = await hears(ada.userId);
      expect(again.text).toContain("Here is the receipt again:");
      expect(again.rows.at(-1)!.data).toBe(before.rows.at(-1)!.data);
    });

    it.each(LANGUAGES)("speaks %s", async (language) => {
      const { ada, crew, paid } = world;
      const orderId = await paid(crew.owner, "Tea");
      await ada.says(LANGUAGE_NAMES[language]);
      for (const text of ["/my-payments", `/my-payments ${orderId}`, "/mute thorbs", "/unmute thorbs", "/contact"]) {
        const { text: said } = await ada.says(text);
        expect(said).not.toBe("");
        if (language !== "en") expect(said, text).not.toMatch(/What you paid|You have|muted:|About which/);
      }
    });
  });

  describe("a muted shop", () => {
    const shopHandle = async () => (await database.db.select().from(merchants))[0]!.handle;

    it("cannot send invoices to the chat, and is told so", async () => {
      const { ada, crew, mixinId } = world;
      expect((await ada.says(`mute /${await shopHandle()}`)).text).toContain("Thorb's is muted");
      await crew.owner.says(`charge @${mixinId(ada)} 5 usd tea`);
      const sent = await crew.owner.says("Send it");
      expect(sent.text).toContain("could not be delivered in the chat of Ada");
      expect(await database.db.$count(jobs, eq(jobs.name, "tell.charge"))).toBe(0);
      await ada.taps("Unmute this shop");
      await crew.owner.says(`charge @${mixinId(ada)} 5 usd tea`);
      await crew.owner.says("Send it");
      expect(await database.db.$count(jobs, eq(jobs.name, "tell.charge"))).toBe(1);
    });

    it("brings nothing that was on its way, but all news of one's own money", async () => {
      const { ada, crew, invoice, paid } = world;
      const waiting = await invoice(crew.owner, "Soup");
      const orderId = await paid(crew.owner, "Tea");
      await ada.says(`/mute ${await shopHandle()}`);
      await hears(ada.userId);
      const payload = { orderId: waiting.id, userId: ada.userId };
      await enqueue(database.db, { name: "tell.charge", payload });
      await tell();
      const heard = await hears(ada.userId);
      expect(heard.text).not.toContain("Soup");
      expect(heard.text).toContain("Receipt: 10 USD");
      await database.db.insert(refunds).values({
        id: freshId(),
        orderId,
        merchantId: world.shop.id,
        payerId: ada.userId,
        quoteAmount: "4",
        rate: "then",
        assetId: (await database.db.select().from(orders).where(eq(orders.id, orderId)))[0]!.paymentAsset!,
        amount: "4",
        source: "unsettled",
        state: "done",
        createdBy: world.shop.id,
      });
      const [refund] = await database.db.select().from(refunds);
      await enqueue(database.db, { name: "tell.refunded", payload: { refundId: refund!.id } });
      await tell();
      expect((await hears(ada.userId)).text).toContain("has refunded 4 USDT (TRON) to you");
    });

    it("means what a shopkeeper is told, when it is called so; to anybody else it is a shop", async () => {
      const { ada, crew, shop } = world;
      const muted = async () => (await database.db.select().from(merchants).where(eq(merchants.id, shop.id)))[0]!.muted;
      const said = await crew.owner.says("mute payments");
      expect(said.text).toContain("Muted: Payments.");
      expect(said.text).toContain("Payments: muted");
      expect(await muted()).toEqual(["payments"]);
      for (const [text, all] of [
        ["mute the digest", ["payments", "digests"]],
        ["stummschalten die Ziele", ["payments", "digests", "goals"]],
        ["unmute payments", ["digests", "goals"]],
        ["屏蔽异常情况", ["digests", "goals", "unusual"]],
        ["silenciar los reembolsos", ["digests", "goals", "unusual", "refunds"]],
        ["ミュート 請求書", ["digests", "goals", "unusual", "refunds", "invoices"]],
        ["اكتم الدفعات", ["digests", "goals", "unusual", "refunds", "invoices", "payments"]],
        ["notifications Zahlungen an", ["digests", "goals", "unusual", "refunds", "invoices"]],
      ] as const) {
        await crew.owner.says(text);
        expect([...(await muted())].toSorted(), text).toEqual([...all].toSorted());
      }
      for (const one of [ada, crew.cashier]) {
        expect((await one.says("mute payments")).text).toContain("I know no shop “payments”");
        await one.says("cancel");
      }
    });

    it("is found by its name among those one paid, and nobody mutes their own", async () => {
      const { ada, crew, paid } = world;
      await paid(crew.owner, "Tea");
      expect((await ada.says("mute")).text).toContain("[Thorb's]");
      expect((await ada.says("nowhere")).text).toContain("I know no shop “nowhere”");
      expect((await ada.says("Thorb's")).text).toContain("Thorb's is muted");
      expect(await database.db.$count(shopMutes)).toBe(1);
      expect((await ada.says("unmute")).text).toContain("[Thorb's]");
      expect((await ada.says("Thorb's")).text).toContain("You hear of Thorb's again");
      expect(await database.db.$count(shopMutes)).toBe(0);
      expect((await crew.owner.says(`mute /${await shopHandle()}`)).text).toContain("That is your own shop");
    });
  });

  describe("what the shop's owner does without", () => {
    it("is a kind of news each, in one place; what money hangs on always comes", async () => {
      const { ada, crew, paid } = world;
      expect((await crew.owner.says("notifications")).text).toContain("Payments: on");
      const muted = await crew.owner.taps("Mute: Payments");
      expect(muted.text).toContain("Payments: muted");
      await paid(crew.owner, "Tea");
      await hears(crew.owner.userId);
      const { payeeId } = world.shop;
      const payload = { merchantId: world.shop.id, codeId: null, oldPayeeId: payeeId, newPayeeId: payeeId };
      await enqueue(database.db, { name: "tell.payee", payload });
      await tell();
      const heard = await hears(crew.owner.userId);
      expect(heard.text).not.toContain("Paid: 10 USD");
      expect(heard.text).toContain("If that was not you");
      expect((await hears(ada.userId)).text).toContain("Receipt: 10 USD");
      await crew.owner.taps("Tell me: Payments");
      await paid(crew.owner, "Cake");
      await tell();
      expect((await hears(crew.owner.userId)).text).toContain("Paid: 10 USD");
    });

    it.each(["payee", "stuck", "messages", "banana", "__proto__"])("cannot be %s", async (kind) => {
      await world.crew.owner.says(`/notifications ${kind} off`);
      expect((await database.db.select().from(merchants))[0]!.muted).toEqual([]);
    });
  });
});
