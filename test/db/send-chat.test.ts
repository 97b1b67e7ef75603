import { asc } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { orders, remittances } from "../../src/db/schema.js";
import { type Language, texts } from "../../src/i18n/index.js";
import type { User } from "../../src/mixin/users.js";
import { plain } from "../../src/payments/money.js";
import type { Market } from "../../src/payments/ports.js";
import { claimSecret } from "../../src/shop/claims.js";
import { secretHash } from "../../src/shop/secrets.js";
import { BOT_ID, startChat, type Talking } from "../support/conversation.js";
import { eachEngine, empty } from "../support/databases.js";
import { createPaperNetwork } from "../support/paper-network.js";
import { webForTests } from "../support/pay-pages.js";
import { payInto } from "../support/payments.js";
import { BTC, ratesForTests, USDT_TRON } from "../support/rates.js";
import { CLAIM_KEY } from "../support/remittances.js";

const BEN_ID = "30001234";
const PHONE = "+971501234567";

eachEngine("sending money in the chat", (open) => {
  let database: Database;
  let chat: ReturnType<typeof startChat>;
  let ada: Talking;
  let ben: Talking;
  const market: Market = { rates: ratesForTests(), liquidity: null };

  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await empty(database);
    chat = startChat(database, { market });
    ada = await chat.english("Ada");
    ben = await chat.english("Ben");
    chat.directory.set(BEN_ID, { status: "found", user: user(ben.userId, BEN_ID, "Ben") });
  });

  const user = (userId: string, identityNumber: string, fullName: string, more: Partial<User> = {}): User => ({
    userId,
    identityNumber,
    fullName,
    avatarUrl: "https://mixin-images.zeromesh.net/ben.png",
    hasSafe: true,
    isBot: false,
    ...more,
  });

  const sent = () => database.db.select().from(remittances).orderBy(asc(remittances.orderId), asc(remittances.ordinal));
  const opened = () => database.db.select().from(orders).orderBy(asc(orders.createdAt), asc(orders.id));
  const nothing = async () => expect([await sent(), await opened()]).toEqual([[], []]);

  describe("in one line", () => {
    it("needs no word, when it says nothing but who gets how much", async () => {
      for (const said of [`${BEN_ID} 10 usdt trc20`, `10 usdt trc20 @${BEN_ID}`, `${BEN_ID} 10 usdt trc20 3 days`]) {
        const preview = await ada.says(said);
        expect(preview.text, said).toContain(`To: Ben (${BEN_ID})\nAmount: 10 USDT (TRON)`);
        expect(preview.buttons.has("Yes, send it"), said).toBe(true);
        await ada.says("cancel");
      }
      expect((await ada.says("ada@example.com 5 btc")).text).toContain("To: ada@example.com\nAmount: 5 BTC");
      await ada.says("cancel");
      // What has more in it may be something else, and an amount is an amount.
      for (const said of [`coffee ${BEN_ID} 10 btc`, "100 000 jpy", BEN_ID, `${BEN_ID} 10`]) {
        expect((await ada.says(said)).buttons.has("Yes, send it"), said).toBe(false);
        await ada.says("cancel");
      }
      await nothing();
    });

    it("to a Mixin ID: name, number and picture, all of it once, and one tap to pay", async () => {
      const preview = await ada.says(`send 10 usdt trc20 ${BEN_ID} lunch`);
      expect(preview.text).toContain(`Ben\nMixin ID ${BEN_ID}`);
      const card = preview.rows.find(({ category }) => category === "APP_CARD");
      expect(JSON.parse(card!.data)).toMatchObject({ cover_url: "https://mixin-images.zeromesh.net/ben.png" });
      for (const said of [
        `To: Ben (${BEN_ID})`,
        "Amount: 10 USDT (TRON)",
        "Note: lunch",
        "for: 7 days",
        "comes back",
      ]) {
        expect(preview.text).toContain(said);
      }
      await nothing();
      const done = await ada.taps("Yes, send it");
      const [order] = await opened();
      expect(order).toMatchObject({
        source: "transfer",
        merchantId: ada.userId,
        strict: true,
        title: "Transfer to Ben",
      });
      expect(done.buttons.get("Pay now")).toContain(`asset=${USDT_TRON}&amount=10&memo=${order!.id}&trace=`);
      expect(done.buttons.get("Other ways to pay")).toBe(`http://127.0.0.1:8080/code/${order!.id}`);
      expect(await sent()).toMatchObject([
        { recipientKind: "mixin", recipientId: ben.userId, address: BEN_ID, note: "lunch", claimHash: null },
      ]);
    });

    it("to a phone number nobody has on Mixin: a link whose secret is stored as its hash", async () => {
      const preview = await ada.says("send 10 usdt trc20 to +971 50 123 4567 lunch");
      expect(preview.text).toContain("To: +971 50 123 4567");
      expect(preview.text).toContain("a link to pass on");
      await ada.says("yes");
      const [one] = await sent();
      expect(one).toMatchObject({ recipientKind: "phone", recipientId: null, address: PHONE, language: "en" });
      expect(one!.claimHash).toBe(secretHash(claimSecret(CLAIM_KEY, one!.id)));
      expect((await opened())[0]!.title).not.toContain("1234");
    });

    it("its page says who gets it and what for, as long as it is not paid, and no whole address", async () => {
      await ada.says(`send 10 usdt trc20 ${PHONE} for <lunch>`);
      await ada.taps("Yes, send it");
      const [order] = await opened();
      const web = webForTests(database, { market });
      const page = async () => (await web.app.request(`/code/${order!.id}`)).text();
      expect(await page()).toContain("To: +971…67");
      expect(await page()).toContain("&lt;lunch&gt;");
      expect(await page()).not.toContain("501234");
      await payInto(database, createPaperNetwork(BOT_ID), BOT_ID).pay(market, ada.userId, order!.id, USDT_TRON);
      expect(await page()).not.toContain("lunch");
      web.close();
    });

    it("to a phone number that is somebody's on Mixin: to them", async () => {
      chat.directory.set(PHONE, { status: "found", user: user(ben.userId, BEN_ID, "Ben") });
      expect((await ada.says("send 10 usdt trc20 +971501234567")).text).toContain(
        `To: Ben (${BEN_ID}), +971 50 123 4567`,
      );
      await ada.says("yes");
      expect(await sent()).toMatchObject([{ recipientId: ben.userId, claimHash: null }]);
    });

    it("to somebody by phone whose name cannot be shown: not by their number on a page others may open", async () => {
      chat.directory.set(PHONE, { status: "found", user: user(ben.userId, BEN_ID, " \u200b") });
      await ada.says("send 10 usdt trc20 +971501234567");
      await ada.says("yes");
      expect((await opened())[0]!.title).toBe(`Transfer to ${BEN_ID}`);
    });

    it("with a note that leads nowhere, as it is shown before", async () => {
      expect((await ada.says(`send 10 usdt trc20 ${BEN_ID} see https://evil.example/x`)).text).toContain(
        "Note: see evil[.]example/x",
      );
      await ada.taps("Change the note");
      expect((await ada.says("www.evil.com")).text).toContain("Note: www[.]evil[.]com");
      await ada.says("cancel");
      const list = await ada.says(`${BEN_ID} 10 usd http://evil.com\nada@example.com 3 usd`);
      expect(list.text).toContain("“evil[.]com”");
    });

    it("to a mail address, in euros: the currencies to pay in, each with its own link", async () => {
      await ada.says("send 20 eur ada@example.de danke");
      const done = await ada.taps("Yes, send it");
      expect(done.text).toContain("Which currency do you pay in?");
      expect(await sent()).toMatchObject([
        { recipientKind: "email", address: "ada@example.de", language: "de", note: "danke" },
      ]);
      const [label] = [...done.buttons].find(([, action]) => action.includes(BTC))!;
      expect(label).toMatch(/^0\.00037\d* BTC$/);
      const quoted = await ada.taps(label);
      expect(quoted.buttons.get("Pay now")).toContain(`asset=${BTC}&amount=0.00037`);
      const [order] = await opened();
      expect((await ben.says(`/send pay ${order!.id} ${BTC}`)).text).toContain("nothing to pay here");
    });

    it("to a mail address, where the till cannot send mails: the link is for the sender to pass on", async () => {
      expect((await ada.says("send 20 eur ada@example.de")).text).toContain("I mail them a link.");
      await ada.says("cancel");
      const mute = await startChat(database, { market, mails: false }).english("Cleo");
      const preview = await mute.says("send 20 eur ada@example.de");
      expect(preview.text).not.toContain("mail them");
      expect(preview.text).toContain("You get a message with a link to pass on.");
      await mute.says("cancel");
      const list = await mute.says("send\nada@example.de 20 eur\nben@example.de 5 eur");
      expect(list.text).not.toContain("by e-mail I send it");
      expect(list.text).toContain("You get a message with a link to pass on.");
    });

    it("digits that are no Mixin ID, but could be a number of one's own country", async () => {
      await ada.says("time zone Shanghai");
      const preview = await ada.says("send 10 usdt trc20 13800138000");
      expect(preview.text).toContain(
        "Nobody has the Mixin ID 13800138000, so I took it as the phone number +86 138 0013 8000",
      );
      chat.directory.set("13800138000", { status: "found", user: user(ben.userId, "13800138000", "Ben") });
      // What was shown is what is sent, whoever has got that ID meanwhile.
      await ada.taps("Yes, send it");
      expect(await sent()).toMatchObject([{ recipientKind: "phone", recipientId: null, address: "+8613800138000" }]);
      expect((await ada.says("send 10 usdt trc20 13800138000")).text).toContain(
        "If you mean the phone number, write +86",
      );
    });

    it.each([
      ["en", `send 10 usdt trc20 ${BEN_ID} lunch`],
      ["en", `${BEN_ID} lunch 10 usdt trc20 send`],
      ["en", `please send 10 usdt trc20 to ${BEN_ID}`],
      ["de", `überweise 10 usdt trc20 an ${BEN_ID} Essen`],
      ["zh", `转账 10 usdt trc20 给 ${BEN_ID} 午饭`],
      ["ja", `送金 ${BEN_ID} 10 usdt trc20 ランチ`],
      ["es", `enviar 10 usdt trc20 a ${BEN_ID} comida`],
      ["ar", `أرسل 10 usdt trc20 إلى ${BEN_ID} غداء`],
    ] as const)("%s: %s", async (language: Language, line) => {
      const names = { en: "English", de: "Deutsch", zh: "中文", ja: "日本語", es: "Español", ar: "العربية" };
      await ada.says(names[language]);
      const preview = await ada.says(line);
      expect(preview.text).toContain("10 USDT (TRON)");
      expect(preview.text).toContain("Ben");
      await ada.taps(texts(language)("send.yes"));
      expect(await sent()).toMatchObject([{ recipientId: ben.userId, quoteAmount: "10.00000000" }]);
    });

    it("changes the time and the note before it is sent", async () => {
      await ada.says(`send 10 usdt trc20 ${BEN_ID} 3 days`);
      await ada.taps("Another time limit");
      expect((await ada.says("2 months")).text).toContain("from 1 hour to 30 days");
      expect((await ada.says("2 days")).text).toContain("taken for: 2 days");
      await ada.taps("Write a note");
      expect((await ada.says("for the cinema")).text).toContain("Note: for the cinema");
      expect((await ada.says("12 hours")).text).toContain("taken for: 12 hours");
      await ada.says("yes");
      expect(await sent()).toMatchObject([{ note: "for the cinema", termSeconds: 12 * 3600 }]);
    });
  });

  describe("step by step", () => {
    it("asks for whom and how much, goes back, and forgets all when cancelled", async () => {
      expect((await ada.says("send")).text).toContain("Who gets the money?");
      expect((await ada.says("somebody")).text).toContain("I need a Mixin ID");
      expect((await ada.says("help")).text).toContain("Who gets the money?");
      expect((await ada.says(BEN_ID)).text).toContain(`How much does Ben (${BEN_ID}) get?`);
      expect((await ada.says("a lot")).text).not.toContain("Please check");
      expect((await ada.says("10 usdt")).text).toContain("TRON");
      expect((await ada.says("TRON")).text).toContain("Amount: 10 USDT (TRON)");
      await ada.says("back");
      expect((await ada.says("back")).text).toContain("How much does Ben");
      expect((await ada.says("back")).text).toContain("Who gets the money?");
      expect((await ada.says("cancel")).text).not.toContain("Who gets");
      await nothing();
      expect((await ada.says("yes")).text).not.toContain("Pay");
      await nothing();
    });

    it("takes whatever is said with the answer, and offers those of last time", async () => {
      await ada.says(`send 10 usdt trc20 ${BEN_ID}`);
      await ada.taps("Yes, send it");
      expect((await ada.says("send 5 usdt trc20")).buttons.get(`Ben (${BEN_ID})`)).toBe(`input:@${BEN_ID}`);
      expect((await ada.says(`@${BEN_ID} coffee`)).text).toMatch(/Amount: 5 USDT \(TRON\)\nNote: coffee/);
    });
  });

  describe("is refused", () => {
    it.each([
      ["oneself", "That is you"],
      ["the till", "That is me"],
      ["a bot", "is a bot"],
      ["nobody", "Nobody has the Mixin ID 40000001"],
      ["limited", "does not let me search"],
    ])("to %s, and another one is asked for", async (who, said) => {
      const id = "40000001";
      if (who === "oneself") chat.directory.set(id, { status: "found", user: user(ada.userId, id, "Ada") });
      if (who === "the till")
        chat.directory.set(id, { status: "found", user: user(BOT_ID, id, "Mixtill", { isBot: true }) });
      if (who === "a bot")
        chat.directory.set(id, { status: "found", user: user(BOT_ID.replace("9", "8"), id, "Bot", { isBot: true }) });
      if (who === "limited") chat.directory.set(id, { status: "limited", until: new Date() });
      expect((await ada.says(`send 10 usdt trc20 ${id}`)).text).toContain(said);
      expect((await ada.says(BEN_ID)).text).toContain("Amount: 10 USDT (TRON)");
      await nothing();
    });

    it("when Mixin does not answer", async () => {
      chat.unsearchable.add(BEN_ID);
      expect((await ada.says(`send 10 usdt trc20 ${BEN_ID}`)).text).toContain("does not answer");
      chat.unsearchable.add(PHONE);
      expect((await ada.says(PHONE)).text).toContain("To: +971 50 123 4567");
    });

    it("nothing, less, and what is to be sent otherwise", async () => {
      expect((await ada.says(`send 0 usdt trc20 ${BEN_ID}`)).text).not.toContain("Please check");
      await ada.says("cancel");
      expect((await ada.says(`send 10 usdt trc20 ${BEN_ID} 40 days`)).text).toContain("to 30 days");
      await ada.says("cancel");
      expect((await ada.says("send an invoice 25 usd coffee")).text).toContain("coffee");
      expect((await ada.says("cancel")).text).not.toContain("Who gets");
      await nothing();
    });
  });

  describe("to several by lines", () => {
    const lines = `Payroll\n${BEN_ID} 10 usdt lunch\n+49 170 1234567 5 eur\nada@example.com 3 usdt\nnobody 4 usd\n${BEN_ID} 2 eur 3 days`;

    it("each line is shown with what was understood, then one confirmation, then a payment a currency", async () => {
      expect((await ada.says(`send\n${lines}`)).text).toContain("TRON");
      const dry = await ada.says("TRON");
      for (const said of [
        `1. 10 USDT (TRON) → Ben (${BEN_ID}) · “lunch”`,
        "2. 5 EUR → +49 170 1234567",
        "3. 3 USDT (TRON) → ada@example.com",
        "4. ✗ “nobody 4 usd”: no Mixin ID",
        `5. 2 EUR → Ben (${BEN_ID}) · 3 days`,
        `Lines 1 and 5 go to the same person: Ben`,
        "Left out, because I could not read them: 4.",
        "Together: 13 USDT (TRON) and 7 EUR.",
      ]) {
        expect(dry.text).toContain(said);
      }
      await nothing();
      const done = await ada.taps("Yes, send all of it");
      expect(done.text.match(/Other ways to pay/g)).toHaveLength(3);
      const all = await opened();
      expect(all.map(({ quoteAmount, quoteAsset }) => `${plain(quoteAmount)} ${quoteAsset}`).toSorted()).toEqual(
        [`13 ${USDT_TRON}`, "2 eur", "5 eur"].toSorted(),
      );
      expect(await sent()).toHaveLength(4);
    });

    it("without the word, when most lines say who gets how much; any other lines are one line", async () => {
      expect((await ada.says(`${BEN_ID} 10 usd\nada@example.com 3 usd`)).text).toContain("This is what I understood");
      await ada.says("cancel");
      expect((await ada.says("hello\nthere")).text).not.toContain("understood:");
      expect((await ada.says("invoice\n25 usd\ncoffee")).text).toContain("coffee");
    });

    it("another list takes the place of the one that is shown, with the networks and the time that were chosen", async () => {
      await ada.says(`send\n${lines}`);
      await ada.says("TRON");
      expect((await ada.says("3 days")).text).toContain("Each can be taken for 3 days");
      const corrected = await ada.says(`${BEN_ID} 11 usdt lunch\nada@example.com 4 usd`);
      expect(corrected.text).toContain("This is what I understood");
      expect(corrected.text).toContain("Together: 11 USDT (TRON) and 4 USD.");
      expect(corrected.text).toContain("Each can be taken for 3 days");
      expect(corrected.text).not.toContain("Left out");
      expect((await ada.says(`send\n${BEN_ID} 12 usdt\nnobody 4 usd`)).text).toContain("Together: 12 USDT (TRON).");
      await nothing();
      await ada.taps("Yes, send all of it");
      expect(await sent()).toMatchObject([
        { recipientId: ben.userId, quoteAmount: "12.00000000", termSeconds: 259_200 },
      ]);
    });

    it("a list that cannot be taken leaves the one before where it was", async () => {
      await ada.says(`${BEN_ID} 10 usd\nada@example.com 3 usd`);
      const many = Array.from({ length: 51 }, (_, n) => `a${n}@example.com 1 usd`).join("\n");
      expect((await ada.says(many)).text).toContain("at most 50 lines");
      expect((await ada.says("someone\nsomewhere")).text).toContain("I need a Mixin ID");
      expect((await ada.taps("Back")).text).toContain("Together: 13 USD.");
      expect((await ada.says("someone\nsomewhere")).text).toContain("Please tap “Yes, send all of it”");
    });

    it("back leads to the list, which is asked for again, and from there to what was shown", async () => {
      await ada.says(`send\n${lines}`);
      await ada.says("TRON");
      const asked = await ada.taps("Back");
      expect(asked.text).toContain("Please send the whole list again");
      expect(asked.text).toContain("one line each, such as “7000103970 10 usdt”");
      expect((await ada.taps("Back")).text).toContain("Together: 13 USDT (TRON) and 7 EUR.");
      await ada.taps("Another time limit");
      expect((await ada.says("back")).text).toContain("Together: 13 USDT (TRON) and 7 EUR.");
      await ada.says("back");
      // Past the network, too: it is asked for again.
      expect((await ada.says(`${BEN_ID} 10 usdt\nada@example.com 3 usdt`)).text).toContain("USDT exists on several");
      expect((await ada.says("Ethereum")).text).toContain("Together: 13 USDT (Ethereum).");
      await ada.says("cancel");
      expect((await ada.says(`${BEN_ID} 10 usd\nada@example.com 3 usd`)).buttons.has("Back")).toBe(true);
      expect((await ada.says("back")).text).toContain("Please send the whole list again");
      expect((await ada.says(`${BEN_ID} 10 usd`)).text).toContain("Together: 10 USD.");
      await nothing();
    });

    it("when asked for whom; too many and too long ones get a sentence", async () => {
      await ada.says("send");
      expect((await ada.says(`${BEN_ID} 10 usd\nada@example.com 3 usd`)).text).toContain("2. 3 USD → ada@example.com");
      const many = Array.from({ length: 51 }, (_, n) => `a${n}@example.com 1 usd`);
      expect((await ada.says(`send\n${many.join("\n")}`)).text).toContain("at most 50 lines");
      const long = Array.from({ length: 40 }, (_, n) => `a${n}@example.com 1 usd ${"x".repeat(90)}`);
      expect((await ada.says(`send\n${long.join("\n")}`)).text).toContain("too long for one message");
      expect((await ada.says("send\nfoo 1\nbar 2")).text).toContain("none of these lines");
      const fifty = many.slice(0, 50).join("\n");
      expect((await ada.says(`send\n${fifty}`)).text).toContain("Together: 50 USD");
      await ada.says("yes");
      expect(await sent()).toHaveLength(50);
    });
  });

  describe("is never cut", () => {
    const people = Array.from({ length: 19 }, (_, n) => `person${10 + n}@example.com`);

    it("nineteen in one line are nineteen, and more than can be are refused", async () => {
      const list = await ada.says(`send 2 usd to ${people.join(", ")}`);
      expect(list.text).toContain("19. 2 USD → person28@example.com");
      expect(list.text).toContain("Together: 38 USD.");
      await ada.says("cancel");
      const ids = Array.from({ length: 51 }, (_, n) => `@400000${10 + n}`);
      expect((await ada.says(`send 2 usd to ${ids.join(", ")}`)).text).toContain("at most 50 lines");
      await nothing();
    });

    it("a line that is too long is not read, and another one is asked for", async () => {
      const long = `send 10 usd to ${BEN_ID} ${"very ".repeat(60)}long`;
      expect((await ada.says(long)).text).toContain("at most 300 characters");
      expect((await ada.says(long)).text).toContain("at most 300 characters");
      expect((await ada.says(`${BEN_ID} 10 usd, ada@example.com 3 usd`)).text).toContain("Together: 13 USD.");
      await ada.says("cancel");
      const list = await ada.says(`${BEN_ID} 10 usd\nada@example.com 3 usd\nben@example.com 1 usd ${"x".repeat(300)}`);
      expect(list.text).toMatch(/3\. ✗ “ben@example.com.*: longer than 300 characters/);
      expect(list.text).toContain("Together: 13 USD.");
      await nothing();
    });

    it("a note that is too long is asked for again; in a list its line is left out", async () => {
      const asked = await ada.says(`send 10 usdt trc20 ${BEN_ID} ${"lunch ".repeat(25)}`);
      expect(asked.text).toContain("Please make the note shorter: at most 140 characters.");
      expect((await ada.says("x".repeat(141))).text).toContain("at most 140 characters");
      expect((await ada.says("lunch")).text).toContain("Amount: 10 USDT (TRON)\nNote: lunch");
      await ada.says("cancel");
      const list = await ada.says(`${BEN_ID} 10 usd\nada@example.com 3 usd ${"lunch ".repeat(25)}`);
      expect(list.text).toMatch(/2\. ✗ .*the note is longer than 140 characters/);
      expect(list.text).toContain("Together: 10 USD.");
      await nothing();
    });
  });

  describe("what was sent", () => {
    async function paid(line = `send 10 usdt trc20 ${BEN_ID}`): Promise<string> {
      await ada.says(line);
      await ada.taps("Yes, send it");
      const [order] = await opened();
      await payInto(database, createPaperNetwork(BOT_ID), BOT_ID).pay(market, ada.userId, order!.id, USDT_TRON);
      const [one] = await sent();
      expect(one!.state).toBe("waiting");
      return one!.id;
    }

    it("is listed for its sender, and what waits for its recipient", async () => {
      expect((await ada.says("my transfers")).text).toContain("sent nothing yet");
      const id = await paid();
      expect((await ada.says("my transfers")).text).toMatch(/1\. 10 USDT \(TRON\) → Ben.*: waits until/);
      const waiting = await ben.says("my transfers");
      expect(waiting.text).toMatch(/Waiting for you\n10 USDT \(TRON\) from Ada/);
      expect([...waiting.buttons.values()]).toContain(`input:/claim ${id} choose`);
      expect((await ben.says(`/transfers ${id}`)).text).toContain("no such transfer of yours");
      expect((await ben.says(`/transfers cancel ${id}`)).text).toContain("no such transfer of yours");
      expect((await ben.says("/transfers 7a8dbf6f-9e47-5e58a-699-7cbe190202e1")).text).not.toContain("went wrong");
    });

    it("can be reminded of twice a day, and taken back by two taps", async () => {
      const id = await paid();
      expect((await ada.says(`/transfers remind ${id}`)).text).toContain("Done");
      expect((await ada.says(`/transfers remind ${id}`)).text).toContain("short while ago");
      expect((await ada.says(`/transfers link ${id}`)).text).toContain("has no link");
      expect((await ada.says(`/transfers cancel ${id}`)).text).toContain("Take back 10 USDT (TRON) for Ben");
      expect((await sent())[0]!.state).toBe("waiting");
      expect((await ada.taps("Yes, take it back")).text).toContain("on its way back");
      expect((await sent())[0]!.state).toBe("returning");
      expect((await ada.says(`/transfers cancel ${id}`)).text).toContain("over already");
    });

    it("by phone: the message with the link comes again", async () => {
      const id = await paid(`send 10 usdt trc20 ${PHONE}`);
      expect((await ada.says(`/transfers ${id}`)).buttons.get("Message with the link")).toBe(
        `input:/transfers link ${id}`,
      );
      expect((await ada.says(`/transfers link ${id}`)).text).toContain("pass on the next message");
    });

    it("unpaid: can be paid or dropped", async () => {
      await ada.says(`send 10 usdt trc20 ${BEN_ID}`);
      await ada.taps("Yes, send it");
      const [one] = await sent();
      const shown = await ada.says(`/transfers ${one!.id}`);
      expect(shown.text).toContain("not paid yet");
      expect((await ada.taps("Pay it")).buttons.get("Pay now")).toContain("amount=10&");
      await ada.says(`/transfers cancel ${one!.id}`);
      expect((await ada.taps("Yes, do not send it")).text).toContain("It is not sent");
      expect((await sent())[0]!.state).toBe("cancelled");
      expect((await ada.says(`/send pay ${one!.orderId}`)).text).toContain("nothing to pay here");
    });
  });
});
