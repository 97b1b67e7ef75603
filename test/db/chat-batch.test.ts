import { eq, sql } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { freshId } from "../../src/db/ids.js";
import { conversations, inboundMessages, outbox } from "../../src/db/schema.js";
import { codesOf } from "../../src/shop/codes.js";
import { BOT_ID, BOT_NUMBER, readAnswer, startChat, UNSHOWABLE } from "../support/conversation.js";
import { eachEngine, empty } from "../support/databases.js";

eachEngine("messages in batches", (open) => {
  let database: Database;
  let chat: ReturnType<typeof startChat>;

  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await empty(database);
    chat = startChat(database);
  });

  const handled = async () => (await database.db.select().from(inboundMessages)).length;

  it("are answered in order, in one go, each once however often they come", async () => {
    const ada = chat.person("Ada");
    const lines = ["English", "New receipt code", "Tea", "20 aed", "as paid", "Make it", "New receipt code", "Cake"];
    const batch = lines.map((line) => chat.message(ada.userId, line));
    await chat.bot.handle(batch);
    const answer = readAnswer(await chat.newRows());
    expect(answer.text.indexOf("English it is")).toBeLessThan(answer.text.indexOf("Here is “Tea”"));
    expect(answer.text.trimEnd()).toMatch(/What does it cost\?(?!.*What does it cost)/s);
    expect(await codesOf(database.db, ada.userId)).toHaveLength(1);

    await chat.bot.handle([...batch, ...batch]);
    await chat.bot.handle(batch.toReversed());
    expect(await chat.newRows()).toEqual([]);
    expect(await codesOf(database.db, ada.userId)).toHaveLength(1);
    expect(chat.problems).toEqual([]);
    expect(chat.woken).toBeGreaterThan(0);
  });

  it("of the same second keep their order, together and one after the other", async () => {
    const createdAt = new Date("2026-11-20T12:00:00Z").toISOString();
    const lines = ["English", "New receipt code", "Tea", "20 aed", "as paid", "Make it", "rename 1", "Green tea"];
    for (const [n, size] of [1, 2, 3, lines.length].entries()) {
      const who = chat.person(`Quick ${n}`);
      const messages = lines.map((line) => ({ ...chat.message(who.userId, line), createdAt }));
      for (let at = 0; at < lines.length; at += size) await chat.bot.handle(messages.slice(at, at + size));
      const [code, ...others] = await codesOf(database.db, who.userId);
      expect(code, `${size} at once`).toMatchObject({
        title: "Green tea",
        quoteAmount: "20.00000000",
        quoteAsset: "aed",
      });
      expect(others).toEqual([]);
      const texts = readAnswer(await chat.newRows()).text;
      expect(texts.indexOf("Here is “Tea”")).toBeLessThan(texts.lastIndexOf("Green tea"));
    }
    expect(chat.problems).toEqual([]);
  });

  it("twice in one batch are answered once", async () => {
    const ada = chat.person("Ada");
    const hello = chat.message(ada.userId, "hello");
    await chat.bot.handle([hello, hello]);
    expect((await chat.newRows()).length).toBe(2);
  });

  it("of many people are handled together, their names asked for once", async () => {
    const people = Array.from({ length: 150 }, (_, n) => chat.person(`Person ${n}`));
    await chat.bot.handle(people.map((p) => chat.message(p.userId, "hello")));
    await chat.bot.handle(people.map((p) => chat.message(p.userId, "English")));
    expect(chat.asked).toHaveLength(1);
    expect(await handled()).toBe(300);
    expect((await people[149]!.says("hi")).text).toContain("Hello Person 149!");
  });

  it("give the same replies the same ids when a commit was lost", async () => {
    const ada = chat.person("Ada");
    const hello = chat.message(ada.userId, "hello");
    await chat.bot.handle([hello]);
    const first = await chat.newRows();
    await database.db.delete(inboundMessages);
    await database.db.delete(outbox);
    await startChat(database).bot.handle([hello]);
    const again = await database.db.select().from(outbox).orderBy(outbox.seq);
    expect(again.map((row) => [row.messageId, row.data])).toEqual(first.map((row) => [row.messageId, row.data]));
  });

  it("go through although one of them cannot be handled; that one gets an apology", async () => {
    const [ada, bob] = [await chat.english("Ada"), await chat.english("Bob")];
    await ada.says("New receipt code");
    await database.db
      .update(conversations)
      .set({
        answers: sql`'[{"key":"start","text":"","value":""},{"key":"title","text":"x","value":"x"},{"key":"price","text":"x","value":{"amount":"20","unit":{"kind":"asset"}}}]'::jsonb`,
      })
      .where(eq(conversations.conversationId, ada.conversationId));
    await database.db.execute(sql`update conversations set answers = jsonb_set(answers, '{2,value}', 'null')`);
    await chat.bot.handle([
      chat.message(ada.userId, "as paid"),
      chat.message(bob.userId, "help"),
      chat.message(ada.userId, "cancel"),
    ]);
    const answer = readAnswer(await chat.newRows());
    expect(answer.text).toMatch(/Something went wrong on my side.*I am a till in your chat.*Cancelled/s);
    expect(chat.problems.map((p) => p.message)).toContain("a message could not be handled; its sender gets an apology");
    expect((await ada.says("menu")).text).toContain("What shall we do?");
  });

  it("start a flow again, politely, when it changed under a running conversation", async () => {
    const ada = await chat.english("Ada");
    await ada.says("New receipt code");
    await ada.says("Tea");
    await database.db.update(conversations).set({ flowVersion: 0 });
    expect((await ada.says("20 aed")).text).toMatch(/has been improved since.*What do people pay for/s);
    await ada.says("Tea");
    await database.db.execute(
      sql`update conversations set answers = jsonb_set(answers, '{1,key}', '"former-question"')`,
    );
    expect((await ada.says("20 aed")).text).toMatch(/has been improved since.*What do people pay for/s);
    await database.db.update(conversations).set({ flow: "a flow of another time" });
    expect((await ada.says("hi")).text).toContain("Hello Ada!");
  });

  it("without the database are not acknowledged", async () => {
    const broken = {
      ...database,
      db: new Proxy(database.db, {
        get: () => () => {
          throw new Error("no database");
        },
      }),
    };
    const lost = startChat(broken);
    await expect(lost.bot.handle([lost.message(freshId(), "hello")])).rejects.toThrow("no database");
  });

  it("are answered without a name when the directory is silent, and asked again later", async () => {
    let now = Date.parse("2026-11-20T12:00:00Z");
    chat = startChat(database, { clock: () => new Date(now) });
    const nameless = freshId();
    await chat.bot.handle([chat.message(nameless, "English")]);
    expect(readAnswer(await chat.newRows()).text).toContain("English it is");
    const late = chat.person("Late", nameless);
    expect((await late.says("hi")).text).toContain("Hello! What shall we do?");
    now += 61_000;
    expect((await late.says("hi")).text).toContain("Hello Late!");
    expect(chat.asked).toHaveLength(2);
  });

  describe("that are no text", () => {
    it("are answered once and keep the question", async () => {
      const ada = await chat.english("Ada");
      await ada.says("New receipt code");
      for (const category of [
        "PLAIN_IMAGE",
        "PLAIN_STICKER",
        "PLAIN_CONTACT",
        "PLAIN_AUDIO",
        "PLAIN_LOCATION",
        "ENCRYPTED_TEXT",
        "APP_CARD",
      ]) {
        expect((await ada.sends(category, "{}")).text).toContain("I can only read text");
      }
      const images = [1, 2, 3].map(() => chat.message(ada.userId, "{}", "PLAIN_IMAGE"));
      await chat.bot.handle(images);
      const rows = await chat.newRows();
      expect(rows.filter((row) => row.category === "PLAIN_TEXT")).toHaveLength(1);
      expect((await ada.says("Tea")).text).toContain("What does it cost?");
    });

    it("and not said by a person are ignored, except that a snapshot wakes the treasury", async () => {
      const ada = await chat.english("Ada");
      for (const category of [
        "SYSTEM_SAFE_SNAPSHOT",
        "SYSTEM_CONVERSATION",
        "SYSTEM_ACCOUNT_SNAPSHOT",
        "MESSAGE_RECALL",
        "MESSAGE_PIN",
        "PLAIN_JSON",
        "SIGNAL_KEY",
        "",
      ]) {
        expect((await ada.sends(category, "{}")).rows).toEqual([]);
      }
      expect(chat.snapshots).toBe(1);
      await chat.bot.handle([
        chat.message(BOT_ID, "hello"),
        { ...chat.message(ada.userId, "hello"), messageId: "no uuid" },
      ]);
      expect(await chat.newRows()).toEqual([]);
      expect(chat.problems).toEqual([]);
    });
  });

  it("in a group are answered only when the bot is mentioned, and in private words", async () => {
    const ada = await chat.english("Ada");
    const group = freshId();
    const inGroup = (text: string) => ({ ...chat.message(ada.userId, text), conversationId: group });
    await chat.bot.handle([inGroup("menu"), inGroup("stats"), inGroup(`@${BOT_NUMBER}9 stats`), inGroup(`x@7000`)]);
    expect(await chat.newRows()).toEqual([]);
    await chat.bot.handle([inGroup(`@${BOT_NUMBER} stats donate`)]);
    const rows = await chat.newRows();
    expect(rows.every((row) => row.conversationId === group)).toBe(true);
    expect(readAnswer(rows).text).toContain("in private only");
    expect(readAnswer(rows).buttons.get("Write to Mixtill")).toBe(`mixin://users/${BOT_ID}`);
    // Also behind more than is read of a message.
    await chat.bot.handle([inGroup("ä".repeat(5_000) + ` @${BOT_NUMBER}`)]);
    expect(readAnswer(await chat.newRows()).text).toContain("in private only");
  });

  describe("that are odd", () => {
    it.each([
      ["empty", "", "empty to me"],
      ["only spaces", " \n\t ", "empty to me"],
      ["only controls", "\u0000\u0001\u202e\u2066", "empty to me"],
      ["emoji", "😀👍🏽", "😀👍🏽 Nice!"],
      ["right to left", "الجو جميل هنا", "I read “\u2068الجو جميل هنا\u2069”"],
      ["with overrides", "pay \u202eeerf\u202c 5", "I"],
      ["64 KB", "word ".repeat(13_107), "I read “word word"],
      ["template syntax", "{{bot}} $t(chat.menu.text)", "I read “{{bot}} $t(chat.menu.text)”"],
      ["markup", "<script>alert(1)</script>", "I read “<script>"],
      ["a number alone", "20", "20 of what?"],
      ["a word in a sentence", "my sales of today please", "understood “Statistics”"],
    ])("(%s) get a sensible answer", async (_, text, expected) => {
      const ada = await chat.english("Ada");
      const answer = await ada.says(text);
      expect(answer.text).toContain(expected);
      expect(answer.text).not.toMatch(UNSHOWABLE);
      expect(answer.buttons.size).toBeGreaterThan(0);
    });
  });
});
