import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { freshId } from "../../src/db/ids.js";
import { orders, threadMessages, threads } from "../../src/db/schema.js";
import { THREADS } from "../../src/shop/threads.js";
import type { Talking } from "../support/conversation.js";
import { crewStage } from "../support/crew-stage.js";
import { eachEngine } from "../support/databases.js";

const HOUR_MS = 3_600_000;

eachEngine("messages about a payment", (open) => {
  const stage = crewStage(open, () => new Date());

  const later = (ms: number) => void (stage.now = new Date(stage.now.getTime() + ms));
  /** What these people hear, after all that came before. */
  async function heardBy(...people: Talking[]): Promise<string[]> {
    await stage.tell();
    return Promise.all(people.map(({ userId }) => stage.hears(userId)));
  }
  /** The button that answers, of the newest card. */
  async function replyTo(): Promise<string> {
    const [thread] = await stage.db.select().from(threads);
    return `/reply ${thread!.id}`;
  }
  const write = async (who: Talking, orderId: string, text: string) =>
    (await who.says(`/contact ${orderId} ${text}`)).text;

  it("a payer asks, all who may answer hear it, and the answer comes back, both through the till", async () => {
    const { ada, crew, vera, paid } = stage.world;
    const orderId = await paid(crew.cashier, "Tea");
    await heardBy(ada, crew.owner, crew.manager, crew.cashier, vera);
    const asked = await ada.says(`/contact ${orderId}`);
    expect(asked.text).toContain("Your message about “Tea” (10 USD, 10 USDT");
    expect(asked.text).toContain("goes to Thorb's, through me");
    expect((await ada.says("There was no sugar in it!")).text).toContain("Sent. I bring you the answer.");
    const [owner, manager, cashier, other, stranger, removed] = await heardBy(
      crew.owner,
      crew.manager,
      crew.cashier,
      vera,
      crew.stranger,
      crew.removed,
    );
    for (const text of [owner, manager, cashier]) {
      expect(text).toContain("Ada writes about “Tea”, 10 USD");
      expect(text).toContain("“There was no sugar in it!”\nThey wrote this, not me.");
      expect(text).toContain("[Reply]");
    }
    expect([other, stranger, removed]).toEqual(["", "", ""]);

    await stage.hears(ada.userId);
    const answering = await crew.cashier.says(await replyTo());
    expect(answering.text).toContain("goes to Ada (31007), through me and in the name of your shop");
    expect(answering.text).toContain("Payer: There was no sugar in it!");
    await crew.cashier.says("Sorry! The next one is on us.");
    const [told, ownerHears] = await heardBy(ada, crew.owner);
    expect(told).toContain("Thorb's writes about your payment “Tea”, 10 USD");
    expect(told).toContain("“Sorry! The next one is on us.”");
    expect(told).not.toMatch(/Cleo|31003/);
    expect(ownerHears).toBe("");

    expect((await ada.says(await replyTo())).text).toContain("You: There was no sugar in it!\nShop: Sorry!");
    await ada.says("Thank you");
    expect((await heardBy(crew.manager))[0]).toContain("“Thank you”");
    expect(await stage.db.$count(threadMessages)).toBe(3);
  });

  it("the shop may begin: owner, managers, and a cashier about what they charged", async () => {
    const { ada, crew, vera, paid } = stage.world;
    const orderId = await paid(crew.cashier, "Tea");
    for (const one of [vera, crew.stranger, crew.removed]) {
      expect(await write(one, orderId, "Hello")).toContain("I find no payment like that");
    }
    for (const one of [crew.owner, crew.manager, crew.cashier]) {
      expect(await write(one, orderId, "You forgot your umbrella")).toContain("Sent.");
    }
    const [told] = await heardBy(ada);
    expect(told!.match(/umbrella/g)).toHaveLength(3);
    for (const one of [vera, crew.stranger, crew.removed]) {
      expect((await one.says(`${await replyTo()} Hello`)).text).toContain("I find no payment like that");
    }
    await stage.world.dismiss(crew.manager);
    expect(await write(crew.manager, orderId, "Me again")).toContain("I find no payment like that");
    expect(await stage.db.$count(threadMessages)).toBe(3);
  });

  it("is listed for the shop: a cashier sees their own", async () => {
    const { ada, crew, paid } = stage.world;
    await write(ada, await paid(crew.cashier, "Tea"), "Cold");
    await write(crew.owner, await paid(crew.owner, "Cake"), "Your keys are here");
    const all = await crew.owner.says("messages");
    expect(all.text).toContain("“Tea”, 10 USD");
    expect(all.text).toContain("Payer: Cold \\(waits for your answer\\)");
    expect(all.text).toContain("Shop: Your keys are here");
    const own = await crew.cashier.says("messages");
    expect(own.text).toContain("Cold");
    expect(own.text).not.toContain("keys");
    expect((await crew.cashier.taps("1. Tea")).text).toContain("Payer: Cold");
    expect((await ada.says("messages")).text).toContain("No payer has written");
  });

  it("leads nowhere, disguises nothing, and fits", async () => {
    const { ada, crew, paid } = stage.world;
    const orderId = await paid(crew.owner, "Tea");
    await ada.says(`/contact ${orderId}`);
    expect((await ada.says("😀".repeat(401))).text).toContain("That has 401 characters; at most 400 fit");
    expect((await ada.says("\u202e\u200b")).text).toContain("There is nothing to read in that");
    await ada.says("see \u202ehttps://evil.example/login and mixin://pay/x or www.evil.com, 12.50 paid");
    await heardBy(crew.owner);
    const [said] = await stage.db.select().from(threadMessages);
    expect(said!.text).toBe("see evil[.]example/login and pay/x or www[.]evil[.]com, 12.50 paid");
  });

  it("a card holds the longest message there is", async () => {
    const { ada, crew, paid } = stage.world;
    const orderId = await paid(crew.owner, `T${"e".repeat(60)}a`);
    await heardBy(crew.owner);
    expect(await write(ada, orderId, "x".repeat(400))).toContain("Sent.");
    expect((await heardBy(crew.owner))[0]).toMatch(/x{400}”\nThey wrote this, not me.+\n\[Reply\]$/s);
  });

  describe("limits", () => {
    it("a side that gets no answer waits, for a day at most", async () => {
      const { ada, crew, paid } = stage.world;
      const orderId = await paid(crew.owner, "Tea");
      for (let n = 0; n < THREADS.inARow; n++) expect(await write(ada, orderId, `Hello ${n}`)).toContain("Sent.");
      expect(await write(ada, orderId, "Hello?")).toContain("5 of your messages wait for an answer");
      expect(await write(crew.owner, orderId, "Yes?")).toContain("Sent.");
      expect(await write(ada, orderId, "No sugar")).toContain("Sent.");
      for (let n = 1; n < THREADS.inARow; n++) await write(ada, orderId, `And ${n}`);
      expect(await write(ada, orderId, "Hello?")).toContain("wait for an answer");
      later(25 * HOUR_MS);
      expect(await write(ada, orderId, "Hello?")).toContain("Sent.");
    });

    it("so many messages an hour in a thread, whoever writes", async () => {
      const { ada, crew, paid } = stage.world;
      const orderId = await paid(crew.owner, "Tea");
      for (let n = 0; n < THREADS.anHour; n++) await write(n % 2 ? crew.owner : ada, orderId, `${n}`);
      expect(await stage.db.$count(threadMessages)).toBe(THREADS.anHour);
      for (const one of [ada, crew.owner]) expect(await write(one, orderId, "more")).toContain("within an hour");
      later(HOUR_MS + 1);
      expect(await write(ada, orderId, "more")).toContain("Sent.");
    });

    it("one question to a shop at a time", async () => {
      const { ada, crew, paid } = stage.world;
      const [tea, cake] = [await paid(crew.owner, "Tea"), await paid(crew.owner, "Cake")];
      await write(ada, tea, "No sugar");
      expect(await write(ada, cake, "No cream")).toContain("You have asked this shop about another payment");
      await write(crew.owner, tea, "Sorry");
      expect(await write(ada, cake, "No cream")).toContain("Sent.");
    });

    it("payments of half a year, and only those that were paid by somebody else", async () => {
      const { ada, crew, invoice, paid } = stage.world;
      const orderId = await paid(crew.owner, "Tea");
      await write(ada, orderId, "No sugar");
      later((THREADS.days + 1) * 24 * HOUR_MS);
      for (const one of [ada, crew.owner]) expect(await write(one, orderId, "Hi")).toContain("more than 180 days old");
      const unpaid = (await invoice(crew.owner, "Soup")).id;
      await stage.db.update(orders).set({ payerId: crew.owner.userId }).where(eq(orders.id, orderId));
      for (const id of [unpaid, orderId, freshId()]) {
        expect(await write(crew.owner, id, "Hi")).toContain("I find no payment like that");
      }
    });

    it("the same message, delivered twice, is one", async () => {
      const { ada, crew, chat, paid } = stage.world;
      const message = chat.message(ada.userId, `/contact ${await paid(crew.owner, "Tea")} No sugar`);
      await chat.bot.handle([message]);
      await chat.bot.handle([message]);
      expect(await stage.db.$count(threadMessages)).toBe(1);
    });
  });

  it("a payer who muted the shop hears answers, and nothing that the shop begins", async () => {
    const { ada, crew, shop, paid } = stage.world;
    const [tea, cake] = [await paid(crew.owner, "Tea"), await paid(crew.owner, "Cake")];
    await write(crew.owner, tea, "Come again");
    await ada.says(`/mute ${shop.handle}`);
    const [told] = await heardBy(ada);
    expect(told).not.toContain("Come again");
    expect(await write(crew.owner, cake, "Special offer")).toContain("does not want messages from your shop");
    expect(await write(ada, cake, "No cream")).toContain("Sent.");
    expect(await write(crew.owner, cake, "Sorry")).toContain("Sent.");
    expect((await heardBy(ada))[0]).toContain("“Sorry”");
  });
});
