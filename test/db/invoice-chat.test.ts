import { and, desc, eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { freshId } from "../../src/db/ids.js";
import { jobs, orders } from "../../src/db/schema.js";
import { createDesk } from "../../src/liquidity/desk.js";
import type { Market } from "../../src/payments/ports.js";
import { startChat, type Talking } from "../support/conversation.js";
import { eachEngine } from "../support/databases.js";
import { BTC, ratesForTests, USDT_TRON } from "../support/rates.js";

const market: Market = {
  rates: ratesForTests(),
  liquidity: createDesk(() => ({ spreadBps: 50, feeBps: 0, limit: () => null, cover: () => null })),
};
const HOUR = 3_600_000;

eachEngine("one-time invoices in the chat", (open) => {
  let database: Database;
  let chat: ReturnType<typeof startChat>;
  /** Moves by a millisecond with each look, and further when a test says so. */
  let now = new Date();
  const clock = () => (now = new Date(now.getTime() + 1));

  beforeAll(async () => {
    database = await open();
    chat = startChat(database, { market, clock });
  });

  const invoicesOf = (owner: Talking) =>
    database.db
      .select()
      .from(orders)
      .where(and(eq(orders.merchantId, owner.userId), eq(orders.source, "invoice")))
      .orderBy(desc(orders.createdAt), desc(orders.id));
  const newest = async (owner: Talking) => (await invoicesOf(owner))[0]!;
  /** How long the newest may be paid, in milliseconds. */
  const lasting = async (owner: Talking) => {
    const { deadline, createdAt } = await newest(owner);
    return deadline!.getTime() - createdAt.getTime();
  };

  /** Somebody who can be found by a Mixin ID. */
  function findable(name: string, mixinId: string, isBot = false): string {
    const userId = freshId();
    const user = { userId, identityNumber: mixinId, fullName: name, avatarUrl: "", hasSafe: true, isBot };
    chat.directory.set(mixinId, { status: "found", user });
    return userId;
  }

  describe("asked step by step", () => {
    it("amount, what for, what to receive, how long, confirm; then QR code and card", async () => {
      const thorb = await chat.english("Thorb");
      expect((await thorb.taps("New invoice")).text).toContain("How much is it?");
      const title = await thorb.says("25 usd");
      expect(title.text).toContain("What is it for?");
      expect(title.buttons.has("Payer decides")).toBe(false);
      const settle = await thorb.says("Coffee");
      expect(settle.text).toContain("What do you want to receive?");
      expect(settle.text).toContain("I turn it into that, for now into: USDT (TRON), USDT (Ethereum), BTC, ETH, XIN");
      expect(settle.text).not.toContain("only pay with that one");
      const lasts = await thorb.taps("USDT (TRON)");
      expect(lasts.text).toContain("How long can it be paid?");
      expect([...lasts.buttons.keys()]).toEqual(["No end", "15 minutes", "1 hour", "24 hours", "Back", "Cancel"]);
      const check = await thorb.taps("1 hour");
      expect(check.text).toContain(
        "Please check:\nFor: Coffee\nPrice: 25 USD\nYou receive: USDT (TRON)\nCan be paid: 1 hour",
      );
      expect(check.buttons.has("Change something")).toBe(false);
      expect(await invoicesOf(thorb)).toEqual([]);

      const made = await thorb.taps("Make it");
      const order = await newest(thorb);
      expect(order).toMatchObject({
        source: "invoice",
        state: "open",
        title: "Coffee",
        quoteAsset: "usd",
        quoteAmount: "25.00000000",
        settlementAsset: USDT_TRON,
        payeeId: thorb.userId,
        codeId: null,
        language: "en",
        graceSeconds: 0,
        toleranceBps: 0,
        strict: false,
      });
      expect(await lasting(thorb)).toBe(HOUR);
      const link = `http://127.0.0.1:8080/code/${order.id}`;
      const qr = made.rows.find((row) => row.picture);
      expect(qr).toMatchObject({
        category: "PLAIN_IMAGE",
        toDraw: true,
        picture: { kind: "qr", url: link, title: "25 USD · Coffee", language: "en" },
      });
      expect(qr?.data).toMatch(/^Scan to pay Thorb: 25 USD for “Coffee”, until .* UTC\. 127\.0\.0\.1:8080\/code\//);
      const card = made.rows.find((row) => row.category === "APP_CARD");
      expect(JSON.parse(card?.data ?? "{}")).toMatchObject({
        title: "Coffee",
        shareable: true,
        actions: [{ label: "Pay", action: link }],
      });
      expect(card?.data).toContain("Thorb receives: USDT (TRON)");
      expect([...made.buttons.keys()]).toEqual(["Pay", "Send to somebody", "Cancel invoice", "My invoices"]);
    });

    it("goes on after a restart, back and help at each step, nonsense keeps the question", async () => {
      const ada = await chat.english("Ada");
      await ada.says("invoice");
      for (const [typed, answer] of [
        ["0", "Zero cannot be paid. Please send an amount above it."],
        ["open", "I do not know “open” as a currency"],
        ["0.000000001 btc", "At most 8 decimal places"],
        ["99999999999999 usd", "more than I can handle"],
        ["-1", "cannot be below zero"],
        ["5 florins", "I do not know “florins” as a currency"],
      ] as const) {
        expect((await ada.says(typed)).text).toContain(answer);
      }
      expect((await ada.says("eur")).text).toContain("How many EUR? Send a number.");
      expect((await ada.says("0")).text).toContain("Zero cannot be paid");
      expect((await ada.says("19.90")).text).toContain("What is it for?");
      expect((await ada.says("x".repeat(65))).text).toContain("65 characters");
      const restarted = startChat(database, { market, clock });
      await restarted.newRows();
      const again = restarted.person("Ada", ada.userId);
      expect((await again.says("help")).text).toMatch(/You are at: New invoice.*So far: eur · 19\.90.*What is it for/s);
      expect((await again.says("back")).text).toContain("How many EUR?");
      await again.says("19.90");
      expect((await again.taps("Nothing special")).text).toContain("What do you want to receive?");
      await again.says("as paid");
      for (const [typed, answer] of [
        ["soon", "could not read that as a duration"],
        ["15", "could not read that as a duration"],
        ["-2h", "That lies in the past"],
        ["yesterday", "That lies in the past"],
        ["10 s", "could not read that as a duration"],
        ["0 min", "at least 1 minute"],
        ["3000 days", "at most 366 days"],
      ] as const) {
        expect((await again.says(typed)).text).toContain(answer);
      }
      expect((await again.says("2 days")).text).toContain("For: Invoice\nPrice: 19.90 EUR\nYou receive: As paid");
      expect((await again.says("maybe")).text).toContain("Please tap “Make it”, or “Cancel”");
      expect((await again.says("back")).text).toContain("How long can it be paid?");
      expect((await again.taps("No end")).text).toContain("Can be paid: No end");
      expect((await again.says("no")).text).toContain("Cancelled");
      expect(await invoicesOf(ada)).toEqual([]);
      await chat.newRows();
    });
  });

  describe("in one line", () => {
    it("shows what was understood and names what was taken as usual", async () => {
      const bea = await chat.english("Bea");
      const check = await bea.says("invoice 25 usd coffee 2h");
      expect(check.text).toContain(
        "For: coffee\nPrice: 25 USD\nYou receive: As paid (not said, so as usual)\nCan be paid: 2 hours",
      );
      await bea.taps("Make it");
      expect(await newest(bea)).toMatchObject({ title: "coffee", quoteAsset: "usd", settlementAsset: null });
      expect(await lasting(bea)).toBe(2 * HOUR);

      const bare = await bea.says("invoice 7");
      expect(bare.text).toContain("For: Invoice (not said, so as usual)\nPrice: 7 USD (no currency said, so your USD)");
      expect(bare.text).toContain("Can be paid: 24 hours (not said, so as usual)");
      expect((await bea.says("maybe")).text).toContain("Please tap “Make it” or “Change something”.");
      expect((await bea.taps("Change something")).text).toContain("How much is it?");
      await bea.says("8 eur");
      await bea.says("tea");
      await bea.says("btc");
      expect((await bea.says("20 min")).text).toContain(
        "For: tea\nPrice: 8 EUR\nYou receive: BTC\nCan be paid: 20 minutes",
      );
      await bea.taps("Make it");
      expect(await newest(bea)).toMatchObject({ title: "tea", quoteAsset: "eur", settlementAsset: BTC });
    });

    it("asks only for what is missing or wrong", async () => {
      const cleo = await chat.english("Cleo");
      expect((await cleo.says("invoice 0 usd tea")).text).toContain("Zero cannot be paid");
      await cleo.says("cancel");
      expect((await cleo.says("invoice 5.005 usd tea")).text).toContain("At most 2 decimal places");
      await cleo.says("cancel");
      expect((await cleo.says("invoice 5 usd tea -2h")).text).toContain("That lies in the past");
      expect((await cleo.says("1 h")).text).toContain("For: tea\nPrice: 5 USD");
      await cleo.says("cancel");
      expect((await cleo.says("invoice 12 tea")).text).toContain("12 of what?");
      expect((await cleo.taps("AED")).text).toContain("Price: 12 AED\n");
      await cleo.says("cancel");
      expect((await cleo.says("invoice 3 usdt tea")).text).toContain("USDT exists on several networks");
      expect((await cleo.says("tron")).text).toContain("Price: 3 USDT (TRON)");
      await cleo.says("cancel");
      expect((await cleo.says("invoice rent")).text).toContain("How much is it?");
      expect((await cleo.says("500 usd")).text).toContain("What do you want to receive?");
      await cleo.says("cancel");
      expect(await invoicesOf(cleo)).toEqual([]);
    });

    it("says when payers have little choice", async () => {
      const alone = startChat(database, { clock });
      await alone.newRows();
      const dora = alone.person("Dora");
      await dora.says("English");
      await dora.says("invoice");
      await dora.says("5 usd");
      expect((await dora.says("tea")).text).toContain("payers can only pay with that one");
      await dora.says("btc");
      expect((await dora.says("1 h")).text).toContain("Payers can pay this with BTC only at the moment");
      await dora.says("cancel");
      expect((await dora.says("invoice 0.00000001 usdt trc20 x")).text).not.toContain("Payers can pay this with");
      await dora.says("cancel");
      await chat.newRows();
    });

    it("has the shop's rules of that moment in it", async () => {
      const emil = await chat.english("Emil");
      await emil.says("grace 2 h");
      await emil.says("tolerance 1.5 %");
      await emil.says("strict");
      await emil.taps("Return it");
      await emil.says("invoice 5 usd");
      await emil.taps("Make it");
      expect(await newest(emil)).toMatchObject({ graceSeconds: 7200, toleranceBps: 150, strict: true });
      await emil.says("grace none");
      expect(await newest(emil)).toMatchObject({ graceSeconds: 7200 });
    });
  });

  describe("lists, cancels and duplicates", () => {
    it("shows the open ones with buttons, others by a tap", async () => {
      const finn = await chat.english("Finn");
      expect((await finn.says("my invoices")).text).toContain("You have no open invoice");
      for (const line of ["invoice 5 usd tea 1h", "invoice 7 eur *cake* no end"]) {
        await finn.says(line);
        await finn.taps("Make it");
      }
      const list = await finn.taps("My invoices");
      expect(list.text).toContain("**Open invoices**");
      expect(list.text).toMatch(/\*\*1\. \\\*cake\\\*\*\* · 7 EUR · open, no deadline\n127\.0\.0\.1:8080\/code\//);
      expect(list.text).toMatch(/\*\*2\. tea\*\* · 5 USD · open, until /);
      expect((await finn.says("my invoices paid")).text).toContain("Nothing here yet: Paid invoices");

      const shown = await finn.says("show invoice 2");
      expect(shown.text).toContain("“tea”, 5 USD: open, until ");
      expect(shown.rows.some((row) => row.picture?.["kind"] === "qr")).toBe(true);
      expect([...shown.buttons.keys()]).toEqual([
        "Pay",
        "Send to somebody",
        "Cancel invoice",
        "Duplicate invoice",
        "My invoices",
      ]);
      expect((await finn.taps("Cancel invoice")).text).toContain("“tea” is cancelled: nobody can pay it any more");
      expect((await finn.says("my invoices")).text).not.toContain("tea");
      const closed = await finn.taps("Closed invoices");
      expect(closed.text).toContain("**1. tea** · 5 USD · cancelled");
      const over = await finn.taps("1. tea");
      expect(over.text).toContain("“tea”, 5 USD: cancelled");
      expect(over.rows.some((row) => row.picture)).toBe(false);
      expect((await finn.says(`/cancel-invoice ${(await invoicesOf(finn))[1]!.id}`)).text).toContain(
        "“tea” cannot be cancelled: it is cancelled",
      );

      const again = await finn.taps("Duplicate invoice");
      expect(again.text).toContain("For: tea\nPrice: 5 USD\nYou receive: As paid\nCan be paid: 1 hour");
      const made = await finn.taps("Make it");
      expect(made.rows.some((row) => row.picture)).toBe(true);
      expect(await newest(finn)).toMatchObject({ title: "tea", state: "open", quoteAmount: "5.00000000" });
      expect(await lasting(finn)).toBe(HOUR);
    });

    it("tells expired ones by their deadline, before anything else has noticed", async () => {
      const gert = await chat.english("Gert");
      await gert.says("invoice 5 usd tea 20 min");
      await gert.taps("Make it");
      const before = now;
      now = new Date(now.getTime() + 20 * 60_000);
      expect((await gert.says("my invoices")).text).toContain("You have no open invoice");
      expect((await gert.says("my invoices expired")).text).toContain("· expired");
      now = before;
      expect((await gert.says("my invoices")).text).toContain("**1. tea**");
    });

    it("fills pages of twelve", async () => {
      const many = await chat.english("Many");
      for (let n = 1; n <= 13; n++) {
        await many.says(`invoice ${n} usd item ${n}`);
        await many.taps("Make it");
      }
      expect((await many.says("my invoices")).text).toContain("Open invoices · Page 1 of 2");
      expect((await many.taps("More")).text).toContain("**13. item 1**");
    });

    it("asks which one is meant, and knows only one's own", async () => {
      const hana = await chat.english("Hana");
      await hana.says("invoice 5 usd tea");
      await hana.taps("Make it");
      await hana.says("invoice 6 usd cake");
      await hana.taps("Make it");
      expect((await hana.says("cancel invoice")).text).toContain("Which invoice?");
      expect((await hana.says("9")).text).toContain("You have no open invoice “9”");
      expect((await hana.says("Tea")).text).toContain("“tea” is cancelled");

      const { id } = await newest(hana);
      const stranger = await chat.english("Stranger");
      await stranger.says("invoice 1 usd own");
      await stranger.taps("Make it");
      for (const command of ["show-invoice", "cancel-invoice", "duplicate-invoice", "charge"]) {
        const refused = await stranger.says(`/${command} ${id}`);
        expect(refused.text, command).toContain("You have no such invoice");
        expect(refused.text).not.toContain("cake");
      }
      const nobody = await chat.english("Nobody");
      expect((await nobody.says(`/cancel-invoice ${id}`)).text).toContain("You have no open invoice");
      expect(await newest(hana)).toMatchObject({ title: "cake", state: "open" });
    });
  });

  describe("sent to somebody", () => {
    const remindersTo = async (userId: string) =>
      (await database.db.select().from(jobs).where(eq(jobs.name, "tell.charge"))).filter(
        ({ payload }) => payload["userId"] === userId,
      );

    it("“charge @id 5 usd tea” makes an invoice and sends its card", async () => {
      const ida = await chat.english("Ida");
      const max = findable("Max", "40001");
      const check = await ida.says("charge @40001 5 usd tea 1h");
      expect(check.text).toContain("For: tea\nPrice: 5 USD");
      expect(check.text).toContain("Goes to: Max (40001)\nShall I make this invoice and send it?");
      expect(await remindersTo(max)).toEqual([]);
      const sent = await ida.taps("Send it");
      expect(sent.text).toContain("Max (40001) gets “tea” in their chat now");
      const order = await newest(ida);
      expect(order).toMatchObject({ chargedUserId: max, title: "tea" });
      expect(await remindersTo(max)).toMatchObject([{ payload: { orderId: order.id, userId: max } }]);
      expect((await chat.personRow(max))?.fullName).toBe("Max");
    });

    it("asks whom, and says why somebody cannot be charged", async () => {
      const jon = chat.person("Jon");
      await jon.says("English");
      const self = { userId: jon.userId, identityNumber: "40010", fullName: "Jon", avatarUrl: "", hasSafe: true };
      chat.directory.set("40010", { status: "found", user: { ...self, isBot: false } });
      chat.directory.set("40011", { status: "limited", until: new Date(0) });
      findable("Robot", "7000123456", true);
      chat.unsearchable.add("40013");
      const lea = findable("Lea", "40012");
      await jon.says("invoice 9 usd lunch");
      await jon.taps("Make it");
      expect((await jon.taps("Send to somebody")).text).toContain("Who shall get the invoice?");
      for (const [typed, answer] of [
        ["Lea", "A Mixin ID is a number of 4 to 12 digits"],
        ["@999999", "Nobody with the Mixin ID 999999 can be found"],
        ["40010", "That is your own Mixin ID"],
        ["40011", "Mixin lets me look up no more people for some hours"],
        ["7000123456", "7000123456 is a bot and cannot pay"],
        ["40013", "Mixin does not answer just now"],
      ] as const) {
        expect((await jon.says(typed)).text).toContain(answer);
      }
      expect(chat.problems.splice(0)).toMatchObject([{ message: "a user could not be searched for" }]);
      expect((await jon.says("@40012")).text).toContain("Send “lunch”, 9 USD, to Lea (40012)?");
      expect((await jon.says("back")).text).toContain("Who shall get the invoice?");
      await jon.says("40012");
      expect((await jon.taps("Send it")).text).toContain("Lea (40012) gets “lunch”");
      expect(await remindersTo(lea)).toHaveLength(1);
    });

    it("looks somebody up outside of the transaction, once for a message, also for many messages at once", async () => {
      const kim = await chat.english("Kim");
      const lou = await chat.english("Lou");
      findable("Max", "40020");
      findable("Mia", "40021");
      chat.searched.length = 0;
      await chat.bot.handle([
        chat.message(kim.userId, "charge @40020 5 usd tea"),
        chat.message(kim.userId, "back"),
        chat.message(lou.userId, "charge @40021 6 usd cake"),
      ]);
      const said = (await chat.newRows()).map((row) => row.data).join("\n");
      expect(said).toContain("Goes to: Max (40020)");
      expect(said).toContain("Goes to: Mia (40021)");
      expect(said).toContain("This is the first question");
      // Once for each message that needs to know: the flow runs anew from its first line for each.
      expect(chat.searched.toSorted()).toEqual(["40020", "40020", "40021"]);
      expect(chat.problems).toEqual([]);
    });

    it("pesters nobody: five an hour for a shop, one in ten minutes for an invoice and a person", async () => {
      const ned = await chat.english("Ned");
      const pia = findable("Pia", "40030");
      await ned.says("invoice 5 usd tea no end");
      await ned.taps("Make it");
      const { id } = await newest(ned);
      const remind = async () => {
        await ned.says(`/charge ${id}`);
        await ned.says("40030");
        return (await ned.taps("Send it")).text;
      };
      const begun = now;
      expect(await remind()).toContain("Pia (40030) gets “tea”");
      expect(await remind()).toContain("less than 10 minutes ago");
      for (let n = 1; n < 5; n++) {
        now = new Date(now.getTime() + 10 * 60_000 + 1);
        expect(await remind()).toContain("Pia (40030) gets “tea”");
      }
      now = new Date(now.getTime() + 10 * 60_000 + 1);
      expect(await remind()).toContain("5 invoices within the last hour");
      expect((await ned.says("charge @40030 1 usd more")).text).toContain("5 invoices within the last hour");
      expect(await remindersTo(pia)).toHaveLength(5);
      now = new Date(begun.getTime() + HOUR + 1000);
      expect(await remind()).toContain("Pia (40030) gets “tea”");
      now = new Date(begun.getTime() + 3 * HOUR);
      await ned.says(`/cancel-invoice ${id}`);
      expect((await ned.says(`/charge ${id}`)).text).toContain("“tea” cannot be sent: it is cancelled");
      now = begun;
    });
  });
});
