import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Database, inTransaction } from "../../src/db/database.js";
import { deriveId, freshId } from "../../src/db/ids.js";
import {
  apiKeys,
  auditEntries,
  conversations,
  deliveries,
  deliveryAttempts,
  outbox,
  people,
  webhooks,
} from "../../src/db/schema.js";
import { labelOf } from "../../src/flows/words.js";
import { LANGUAGE_NAMES, LANGUAGES, texts } from "../../src/i18n/index.js";
import { problemWith } from "../../src/notify/callbacks/verdict.js";
import { findTarget } from "../../src/notify/callbacks/target.js";
import { triedText } from "../../src/i18n/tried.js";
import { record } from "../../src/shop/audit.js";
import { keyHolder, KEYS_MAX, makeKey } from "../../src/shop/api-keys.js";
import { WEBHOOKS_MAX } from "../../src/shop/webhooks.js";
import { type Answer, PUBLIC_URL, startChat, type Talking, UNSHOWABLE } from "../support/conversation.js";
import { type Crew, openCrew } from "../support/crew.js";
import { eachEngine, empty } from "../support/databases.js";
import { USDT_TRON } from "../support/market.js";
import { ratesForTests } from "../support/rates.js";

const market = { rates: ratesForTests(), liquidity: null };
const NOW = new Date("2026-11-19T14:07:00Z");
const KEY = /mixtill_[\w-]{43}/;

eachEngine("programs in the chat", (open) => {
  let database: Database;
  let world: Crew;
  let owner: Talking;

  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await empty(database);
    // Nothing is made at the same moment as something else: lists are in the order of time.
    let ticks = 0;
    world = await openCrew(database, market, () => new Date(NOW.getTime() + ticks++));
    owner = world.crew.owner;
  });

  const keyRows = () => database.db.select().from(apiKeys).orderBy(apiKeys.createdAt, apiKeys.name);
  const hookRows = () => database.db.select().from(webhooks).orderBy(webhooks.url);
  const links = (answer: Answer): string[] => [...answer.buttons.values()].filter((one) => one.startsWith("http"));

  async function makesKey(name: string, scopes: string): Promise<string> {
    await owner.says(`new key ${name}`);
    await owner.says(scopes);
    return KEY.exec((await owner.taps("Make the key")).text)![0];
  }

  describe("keys", () => {
    it("are made by buttons, said once and alone, and listed without what they are", async () => {
      const none = await owner.says("api keys");
      expect(none.text).toContain("No program has a key to your shop.");
      expect(links(none)).toEqual([`${PUBLIC_URL}/docs`]);
      expect((await owner.taps("New key")).text).toContain("Which program is the key for?");
      expect((await owner.says("\u200b")).text).toContain("I cannot see any text in that");
      expect((await owner.says("x".repeat(41))).text).toContain("at most 40 characters");
      expect((await owner.says("Online shop")).text).toContain("What may “Online shop” do?");
      expect((await owner.says("fly to the moon")).text).toContain("or type what it may do: orders, refunds");
      const check = await owner.taps("Orders and refunds");
      expect(check.text).toContain("May do: Read orders, Refunds");
      expect(check.text).toContain("Refunds move money");
      expect((await owner.says("perhaps")).text).toContain("Please tap “Make the key”");
      expect(await keyRows()).toEqual([]);

      const made = await owner.taps("Make the key");
      const [secret, said] = made.rows;
      expect(secret).toMatchObject({ category: "PLAIN_TEXT", isSecret: true });
      expect(secret!.data).toMatch(new RegExp(`^${KEY.source}$`));
      expect(said).toMatchObject({ isSecret: false });
      expect(said!.data).toContain("It is shown only this once");
      expect(said!.data).not.toMatch(KEY);
      expect(links(made)).toEqual([`${PUBLIC_URL}/docs`]);
      const holder = await keyHolder(database.db, secret!.data, NOW);
      expect(holder).toMatchObject({ key: { name: "Online shop", scopes: ["orders", "refunds"] } });
      expect(holder!.shop.id).toBe(world.shop.id);

      const list = await owner.says("keys");
      expect(list.text).toContain(`1. Online shop: Read orders, Refunds · ends in ${secret!.data.slice(-4)}`);
      expect(list.text).toContain("made 19 Nov 2026, 14:07 UTC, last used 19 Nov 2026, 14:07 UTC");
      expect(list.text).not.toMatch(KEY);
      expect(await database.db.select().from(auditEntries)).toMatchObject([
        { action: "key.made", subject: "Online shop", userId: owner.userId },
      ]);
    });

    it("stand in no table once they are sent, and in no answer that is kept", async () => {
      const secret = await makesKey("Cash desk", "everything");
      for (const text of ["keys", "back", "new key", secret, "cancel", secret, `receipt code ${secret}`, "5 usd"]) {
        expect((await owner.says(text)).text, text).not.toContain(secret);
      }
      await database.db.update(outbox).set({ data: "" }).where(eq(outbox.isSecret, true));
      const rows = await Promise.all(
        [conversations, outbox, apiKeys, auditEntries, people].map((t) => database.db.select().from(t)),
      );
      expect(JSON.stringify(rows)).not.toContain(secret);
      expect(JSON.stringify(rows)).not.toContain(secret.slice("mixtill_".length, 40));
    });

    it("that somebody sends are not kept, and they are told so", async () => {
      const secret = await makesKey("Cash desk", "everything");
      const told = await owner.says(`is this good? ${secret}`);
      expect(told.text).toContain("That was a key to a shop, and I have not kept it.");
      expect([...told.buttons.keys()][0]).toBe("API keys");
      const stranger = await world.crew.stranger.says(secret);
      expect(stranger.text).toContain("I have not kept it");
      expect((await owner.says(`new key ${secret}`)).text).toContain("A key belongs in your program alone");
    });

    it.each([
      ["orders, statistics", ["orders", "statistics"]],
      ["statistik und bestellungen", ["orders", "statistics"]],
      ["订单和退款", ["orders", "refunds"]],
      ["注文と統計とwebhook", ["orders", "statistics", "webhooks"]],
      ["pedidos y reembolsos", ["orders", "refunds"]],
      ["الطلبات والإحصاءات", ["orders", "statistics"]],
      ["Webhooks", ["webhooks"]],
      ["alles", ["orders", "refunds", "statistics", "webhooks"]],
    ])("may do what is typed: %s", async (typed, scopes) => {
      await makesKey("Shop", typed);
      expect((await keyRows())[0]!.scopes).toEqual(scopes);
    });

    it("move no money unless refunds are named", async () => {
      await owner.says("new key Figures");
      expect((await owner.taps("Statistics")).text).not.toContain("Refunds move money");
    });

    it("are changed on the way back, and given up by cancel", async () => {
      await owner.says("new key");
      await owner.says("First");
      expect((await owner.says("back")).text).toContain("Which program is the key for?");
      await owner.says("Second");
      await owner.taps("Statistics");
      expect((await owner.says("back")).text).toContain("What may “Second” do?");
      await owner.taps("Webhooks");
      expect((await owner.says("cancel")).text).toContain("Cancelled; nothing was changed.");
      expect(await keyRows()).toEqual([]);
    });

    it("are revoked by button, number or name, after one more question", async () => {
      const secret = await makesKey("Online shop", "orders");
      await makesKey("Figures", "statistics");
      await owner.says("keys");
      const sure = await owner.taps("Revoke Online shop");
      expect(sure.text).toContain(`Revoke “Online shop” (ends in ${secret.slice(-4)})?`);
      expect((await owner.taps("Keep the key")).text).toContain("“Online shop” stays good.");
      expect(await keyHolder(database.db, secret, NOW)).not.toBeNull();
      expect((await owner.says("revoke key bananas")).text).toContain("You have no key “bananas”.");
      await owner.says("online shop");
      expect((await owner.taps("Yes, revoke it")).text).toContain("“Online shop” is revoked");
      expect(await keyHolder(database.db, secret, NOW)).toBeNull();
      expect((await owner.says("keys")).text).not.toContain("Online shop:");
      await owner.says("revoke 1");
      await owner.says("yes");
      expect((await owner.says("revoke key")).text).toContain("no key that could be revoked");
      expect((await owner.taps("Revoke Online shop")).text).toContain("no key that could be revoked");
    });

    it("of another shop cannot be revoked", async () => {
      await makesKey("Online shop", "orders");
      const [key] = await keyRows();
      const eve = await world.chat.english("Eve");
      await eve.says("5 usd");
      await eve.says("Make it");
      await eve.says("new key Mine");
      await eve.taps("Statistics");
      await eve.taps("Make the key");
      expect((await eve.says(`/revoke-key ${key!.id}`)).text).toContain("You have no key");
      await eve.says("1");
      await eve.says("yes");
      expect((await keyRows()).filter(({ revokedAt }) => revokedAt === null)).toMatchObject([{ id: key!.id }]);
    });

    it("are so many and no more", async () => {
      await inTransaction(database.db, async (tx) => {
        for (let n = 1; n < KEYS_MAX; n++) {
          const id = freshId();
          const wanted = {
            id,
            merchantId: world.shop.id,
            by: world.shop.id,
            name: `Key ${n}`,
            scopes: ["orders" as const],
          };
          await makeKey(tx, { ...wanted, cause: id, now: NOW });
        }
      });
      await owner.says("new key The last");
      await owner.taps("Statistics");
      expect((await owner.taps("Make the key")).text).toMatch(KEY);
      expect((await owner.says("new key One more")).text).toContain("Your shop has 20 keys, which is the most.");
      expect((await owner.says("keys")).buttons.size).toBe(16);
    });

    it("are made for a shop that opens with them", async () => {
      const lina = await world.chat.english("Lina");
      await lina.says("new key Web");
      await lina.taps("Everything");
      const secret = KEY.exec((await lina.taps("Make the key")).text)![0];
      expect((await keyHolder(database.db, secret, NOW))?.shop.id).toBe(lina.userId);
    });

    it("are nobody's business in a group", async () => {
      const group = freshId();
      await world.inGroup(group, owner, "link shop");
      for (const text of ["keys", "new key Web", "/new-key Web", "webhooks", "deliveries"]) {
        expect((await world.inGroup(group, owner, text)).text, text).toContain("I talk about money in private only");
      }
      expect(await keyRows()).toEqual([]);
    });
  });

  describe("webhooks", () => {
    it("are added, listed, tested and removed", async () => {
      expect((await owner.says("webhooks")).text).toContain("Nobody is told of your orders yet.");
      expect((await owner.taps("Add webhook")).text).toContain("Which address of your server shall I call?");
      await owner.says("shop.example.com/paid?k=1");
      expect((await owner.says("bananas")).text).toContain("or type events");
      const added = await owner.taps("Settled or not paid");
      expect(added.text).toContain(
        "From now on https://shop.example.com/paid?k=1 is told: Paid and settled, Not paid.",
      );
      expect(added.text).toContain(`${PUBLIC_URL}/.well-known/mixtill-callbacks.pem`);
      expect(links(added)).toEqual([`${PUBLIC_URL}/docs`]);
      await owner.says("add webhook https://other.example/hook");
      await owner.says("order.success, refund.success");
      const list = await owner.says("webhooks");
      expect(list.text).toContain(
        "1. https://shop.example.com/paid?k=1\nPaid and settled, Not paid · since 19 Nov 2026",
      );
      expect(list.text).toContain("2. https://other.example/hook\nPaid and settled, Given back");

      expect((await owner.taps("Test webhook")).text).toContain("Which webhook shall I test?");
      expect((await owner.says("3")).text).toContain("You have no webhook “3”.");
      const tested = await owner.taps("2. other.example/hook");
      expect(tested.text).toContain("A test message is on its way to https://other.example/hook.");
      expect(await database.db.select().from(deliveries)).toMatchObject([
        { event: "ping", url: "https://other.example/hook", state: "waiting", merchantId: world.shop.id },
      ]);
      expect((await owner.taps("See what came of it")).text).toContain("is about to be sent");

      await owner.says("remove webhook 1");
      expect((await owner.taps("Keep the webhook")).text).toContain("goes on being told");
      await owner.says("remove webhook shop.example.com/paid");
      expect((await owner.taps("Yes, remove it")).text).toContain("is told nothing any more");
      expect((await hookRows()).filter(({ removedAt }) => removedAt === null)).toMatchObject([
        { url: "https://other.example/hook", events: ["order.success", "refund.success"] },
      ]);
    });

    it.each([
      ["http://shop.example.com/paid", "I call only addresses that begin with https://"],
      ["ftp://shop.example.com/paid", "I call only addresses that begin with https://"],
      ["https://shop.example.com/my page", "There is a space in that."],
      ["my shop", "There is a space in that."],
      ["bananas", "I cannot read that as an address."],
      ["https://", "I cannot read that as an address."],
      ["https://user:word@shop.example.com/", "There is a user name or a password"],
      ["https://localhost/paid", "That address can be reached only from inside its own network."],
      ["localhost:8080/paid", "That address can be reached only"],
      ["https://127.0.0.1/paid", "That address can be reached only"],
      ["https://2130706433/paid", "That address can be reached only"],
      ["https://10.1.2.3/paid", "That address can be reached only"],
      ["https://169.254.169.254/latest", "That address can be reached only"],
      ["https://[::1]/paid", "That address can be reached only"],
      ["https://[fd00::1]/paid", "That address can be reached only"],
      ["https://printer.local/paid", "That address can be reached only"],
      [`https://shop.example.com/${"x".repeat(2048)}`, "That address is too long"],
    ])("are told nothing at %s", async (address, says) => {
      expect((await owner.says(`add webhook ${address}`)).text).toContain(says);
      expect((await owner.says(address)).text).toContain(says);
      expect(await hookRows()).toEqual([]);
    });

    it("may be anywhere where the till is made for development", async () => {
      const chat = startChat(database, { callsAnywhere: true, clock: () => NOW });
      const dev = await chat.english("Dev");
      await dev.says("add webhook http://127.0.0.1:9000/hook");
      await dev.taps("Everything");
      expect(await hookRows()).toMatchObject([{ url: "http://127.0.0.1:9000/hook", merchantId: dev.userId }]);
    });

    it("are told once at an address, and so many of them", async () => {
      for (let n = 1; n <= WEBHOOKS_MAX; n++) {
        await owner.says(`add webhook https://shop.example.com/${n}`);
        if (n === 1) {
          await owner.taps("Everything");
          const again = await owner.says("add webhook HTTPS://shop.example.com/1");
          expect(again.text).toContain("That address is told already.");
          await owner.says("cancel");
        } else await owner.taps("Given back");
      }
      expect(await hookRows()).toHaveLength(WEBHOOKS_MAX);
      expect((await owner.says("add webhook https://shop.example.com/11")).text).toContain(
        "Your shop has 10 webhooks, which is the most.",
      );
    });

    it("that were removed meanwhile are not tested, nor removed again", async () => {
      for (const path of ["one", "two"]) {
        await owner.says(`add webhook https://shop.example.com/${path}`);
        await owner.taps("Everything");
      }
      const [one, two] = await hookRows();
      const remove = ({ id }: { id: string }) =>
        database.db.update(webhooks).set({ removedAt: NOW }).where(eq(webhooks.id, id));
      await owner.says(`/remove-webhook ${one!.id}`);
      await remove(one!);
      expect((await owner.taps("Yes, remove it")).text).toContain("That webhook has been removed.");
      expect((await owner.says(`/test-webhook ${one!.id}`)).text).toContain("You have no webhook");
      await owner.says("cancel");
      await remove(two!);
      expect((await owner.says("test webhook")).text).toContain("Nobody is told of your orders yet.");
      expect(await database.db.$count(deliveries)).toBe(0);
      expect(await database.db.$count(auditEntries, eq(auditEntries.action, "webhook.removed"))).toBe(0);
    });
  });

  describe("deliveries", () => {
    let webhookId = "";
    beforeEach(async () => {
      await owner.says("add webhook https://shop.example.com/paid");
      await owner.taps("Everything");
      webhookId = (await hookRows())[0]!.id;
    });

    type Row = typeof deliveries.$inferInsert;
    type Try = Omit<typeof deliveryAttempts.$inferInsert, "deliveryId" | "number" | "at" | "millis">;

    /** The n-th message of a log, a minute after the one before, and what its tries came to. */
    async function delivered(n: number, given: Partial<Row>, tries: Try[] = []): Promise<string> {
      const id = deriveId(`delivery ${n}`, "test");
      const at = new Date(NOW.getTime() + n * 60_000);
      const url = "https://shop.example.com/paid";
      const row = { id, merchantId: world.shop.id, webhookId, event: "order.success" as const, body: "{}", url };
      await database.db
        .insert(deliveries)
        .values({ ...row, isPaid: false, createdAt: at, attempts: tries.length, ...given });
      for (const [i, one] of tries.entries()) {
        const attempt = { deliveryId: id, number: i + 1, at: new Date(at.getTime() + i * 1_000), millis: 340 };
        await database.db.insert(deliveryAttempts).values({ ...attempt, ...one });
      }
      return id;
    }
    const down = { status: 500, answer: "<h1>*Down*</h1>\n[x](http://evil)", problem: "it answers with status 500" };

    it("are listed newest first, page by page, and those with problems alone", async () => {
      expect((await owner.says("deliveries")).text).toContain("Your programs have been told nothing yet.");
      const { id: orderId } = await world.invoice(owner, "Tea [1]");
      await delivered(1, { orderId, state: "delivered", endedAt: NOW }, [{ status: 200 }]);
      await delivered(2, { orderId, state: "failed", event: "order.failed", endedAt: NOW }, [down, down]);
      await delivered(3, { orderId, dueAt: new Date("2026-11-19T15:00:00Z") }, [
        { problem: "the connection failed: ECONNREFUSED" },
      ]);
      await delivered(4, { orderId, webhookId: null, state: "overtaken", event: "order.pending" });
      const list = await owner.says("deliveries");
      expect(list.text.replaceAll("\\", "")).toContain(
        [
          "**1. Paid, being settled** · Tea [1]\n19 Nov 2026, 14:11 UTC · no longer sent: it was out of date",
          "**2. Paid and settled** · Tea [1]\n19 Nov 2026, 14:10 UTC · is tried again at 19 Nov 2026, 15:00 UTC (no connection: ECONNREFUSED)",
          "**3. Not paid** · Tea [1]\n19 Nov 2026, 14:09 UTC · given up after 2 tries (status 500)",
          "**4. Paid and settled** · Tea [1]\n19 Nov 2026, 14:08 UTC · taken",
        ].join("\n\n"),
      );
      expect(list.text).toContain("Tea \\[1\\]");
      const troubled = await owner.taps("Only with problems");
      expect(troubled.text.replaceAll("\\", "")).toMatch(/Paid and settled.*Not paid/s);
      expect((await owner.taps("All deliveries")).text).toContain("4. Paid and settled");
      for (let n = 5; n <= 20; n++) await delivered(n, { state: "delivered", endedAt: NOW }, [{ status: 200 }]);
      const second = await owner.says("deliveries 2");
      expect(second.text).toContain("Page 2 of 3");
      expect([...second.buttons.keys()]).toContain("9. Paid and settled");
      expect((await owner.taps("More")).text).toContain("Page 3 of 3");
      expect((await owner.says("deliveries bananas")).text).toContain("Page 1 of 3");
    });

    it("have no numbers among those with problems: a number is one of all", async () => {
      const { id: orderId } = await world.invoice(owner, "Tea");
      const failed = await delivered(1, { orderId, state: "failed", event: "order.failed", endedAt: NOW }, [down]);
      const taken = await delivered(2, { orderId, state: "delivered", endedAt: NOW }, [{ status: 200 }]);
      const troubled = await owner.says("deliveries troubled");
      expect(troubled.text).toContain("**Not paid** · Tea");
      expect(troubled.text).not.toMatch(/\d\\?\. /);
      expect(troubled.buttons.get("Not paid · Tea")).toBe(`input:/delivery ${failed}`);
      expect((await owner.taps("Not paid · Tea")).text).toContain("given up after 1 try");
      expect((await owner.says("delivery 1")).buttons.get("Send again")).toBe(`input:/resend ${taken}`);
      expect((await owner.says("delivery 2")).buttons.get("Send again")).toBe(`input:/resend ${failed}`);
    });

    it("that ended with their webhook say so, whether they had been tried or not", async () => {
      const { id: orderId } = await world.invoice(owner, "Tea");
      await delivered(1, { orderId });
      await delivered(2, { orderId }, [down]);
      await owner.says("remove webhook");
      await owner.taps("Yes, remove it");
      const { text } = await owner.says("deliveries");
      expect(text.split("no longer sent: the webhook was removed")).toHaveLength(3);
    });

    it("say so when none is in trouble", async () => {
      await delivered(1, { state: "delivered", endedAt: NOW }, [{ status: 200 }]);
      for (const text of ["deliveries troubled", "/deliveries troubled 2", "deliveries Probleme", "推送记录 有问题"]) {
        expect((await owner.says(text)).text, text).toContain("Your programs have taken whatever they were told.");
      }
    });

    it("each show every try, with the answer as words and nothing more", async () => {
      const id = await delivered(1, { state: "failed", endedAt: NOW }, [
        { problem: "the name shop.example.com leads to no address" },
        { status: 302, answer: "", problem: "it redirects, which is not followed" },
        { ...down, answer: `${down.answer}${"x".repeat(1_000)}` },
      ]);
      for (const text of [`/delivery ${id}`, "delivery 1", `show delivery ${id.toUpperCase()}`]) {
        const shown = await owner.says(text);
        expect(shown.text, text).toContain("**1\\.** 19 Nov 2026, 14:08 UTC, 0\\.3 s: the name leads to no address");
        expect(shown.text).toContain("status 302, it redirects, which is not followed");
        expect(shown.text).toContain("> \\<h1\\>\\*Down\\*\\</h1\\> \\[x\\]\\(http://evil\\)xxx");
        expect(shown.text).not.toMatch(UNSHOWABLE);
        expect(shown.rows[0]!.category).toBe("PLAIN_POST");
      }
    });

    it("are sent again by button and by number; what is unknown is answered", async () => {
      const id = await delivered(1, { state: "failed", endedAt: NOW }, [down]);
      await owner.says("delivery 1");
      expect((await owner.taps("Send again")).text).toContain(
        "“Paid and settled” (shop.example.com) is sent once more.",
      );
      const copies = await database.db.select().from(deliveries).where(eq(deliveries.resendOf, id));
      expect(copies).toMatchObject([{ state: "waiting", url: "https://shop.example.com/paid" }]);
      expect((await owner.taps("See what came of it")).text).toContain("Somebody wanted to have this one sent again.");
      const audit = eq(auditEntries.action, "delivery.resent");
      expect(await database.db.$count(auditEntries, audit)).toBe(1);
      for (const text of [
        "resend 99",
        `/resend ${freshId()}`,
        "/resend tea",
        "delivery 0",
        "delivery tea",
        `/delivery ${freshId()}`,
      ]) {
        expect((await owner.says(text)).text, text).toContain("There is no such delivery");
      }
      expect((await owner.says("resend")).text).toContain("What your programs were told");
      expect((await owner.says("delivery")).text).toContain("What your programs were told");
      await database.db.update(webhooks).set({ removedAt: NOW });
      expect((await owner.says(`/resend ${id}`)).text).toContain("That cannot be sent again");
      expect(await database.db.$count(deliveries)).toBe(2);
    });

    it("of another shop are not shown, nor sent again", async () => {
      const id = await delivered(1, { state: "failed", endedAt: NOW }, [down]);
      const eve = await world.chat.english("Eve");
      await eve.says("5 usd");
      await eve.says("Make it");
      for (const text of ["deliveries", "delivery 1", `/delivery ${id}`, `/resend ${id}`, "resend 1"]) {
        expect((await eve.says(text)).text, text).toMatch(/There is no such delivery|have been told nothing yet/);
      }
      expect(await database.db.$count(deliveries)).toBe(1);
    });

    it("tell why they were not taken, in the reader's words", async () => {
      const problems = [
        ...[301, 200, 200, 200].map((status, n) => problemWith(status, ["", null, "{}", "<html>"][n]!)),
        ...(await Promise.all(
          ["http://x.example", "https://a:b@x.example", "https://none.example", "https://10.0.0.1"].map(async (url) => {
            const target = await findTarget(url, "public", () => Promise.resolve([]));
            return target.ok ? "" : target.problem;
          }),
        )),
        "there is no whole answer within 10 s",
        "the connection failed: socket hang up",
      ];
      for (const language of LANGUAGES) {
        const t = texts(language);
        const said = problems.map((problem) => triedText({ t, language }, { status: null, problem }));
        expect(new Set(said).size, said.join("\n")).toBe(problems.length);
        const asWritten = said.filter((text, n) => text === problems[n]);
        if (language !== "en") expect(asWritten, language).toEqual([]);
      }
    });
  });

  describe("the button for one's own page", () => {
    const expected = (slug: string, text: string) =>
      [
        `<script src="${PUBLIC_URL}/mixtill.js" async></script>`,
        `<mixtill-button href="${PUBLIC_URL}/${world.shop.handle}/${slug}" label="${text}"><a href="${PUBLIC_URL}/${world.shop.handle}/${slug}">${text}</a></mixtill-button>`,
      ].join("\n");

    it("is copied from a message of its own, for any code, by button and by words", async () => {
      const html = expected(world.coffee.slug, "Pay with Mixin: Coffee");
      await owner.says("show coffee");
      for (const answer of [
        await owner.taps("HTML button"),
        await owner.says("html coffee"),
        await owner.says("embed 1"),
      ]) {
        expect(answer.rows[0]!.data).toContain("Copy this into your web page");
        expect(answer.rows[1]!.data).toBe(html);
        expect(links(answer)).toEqual([
          `${PUBLIC_URL}/${world.shop.handle}/${world.coffee.slug}`,
          `${PUBLIC_URL}/docs`,
        ]);
      }
      expect((await world.crew.manager.says("html coffee")).text).toContain(html);
      expect((await owner.says("html button")).text).toContain("Which code?");
      expect((await owner.says("cake")).text).toContain("Pay with Mixin: Cake");
    });

    it.each([
      [`"Tea" & <b>more</b> 'now'`, "&quot;Tea&quot; &amp; &lt;b&gt;more&lt;/b&gt; &#39;now&#39;"],
      ["قهوة عربية", "قهوة عربية"],
    ])("takes a title such as %s", async (title, shown) => {
      for (const line of [`receipt code “${title}”`, "5 usd", "as paid", "Make it"]) await owner.says(line);
      const { rows } = await owner.says(`html ${title}`);
      expect(rows[1]!.data).toMatch(
        new RegExp(`label="Pay with Mixin: ${shown}"><a href="[^"<> ]+">Pay with Mixin: ${shown}</a>`),
      );
      expect(rows[1]!.data).not.toMatch(/[\u2066-\u2069]/);
    });
  });

  it.each(LANGUAGES)("what a program did with a key is told as such in %s", async (language) => {
    await owner.says(LANGUAGE_NAMES[language]);
    const key = { id: freshId(), name: "Web *1*" };
    const done = { merchantId: world.shop.id, userId: owner.userId, action: "refund.begun", subject: "Tea" } as const;
    const detail = { amount: "4", asset: USDT_TRON };
    await record(database.db, { ...done, detail, key, cause: "by a program" });
    const seen = (await owner.says(labelOf("activity", language))).text.replace(/[\u2066-\u2069]/g, "");
    expect(seen).toMatch(/Thorb \\\(31001\\\)[^:：\n]*[“„「«]Web \\\*1\\\*[”“」»][^:：\n]*[:：].*Tea/);
    await record(database.db, { ...done, detail, cause: "by hand" });
    expect((await owner.says(labelOf("activity", language))).text.split("Web")).toHaveLength(2);
  });

  it.each(LANGUAGES)("all of it is said in %s", async (language) => {
    const t = texts(language);
    await owner.says(LANGUAGE_NAMES[language]);
    const taps = async (label: string) => (await owner.taps(label.replace(/[\u2066-\u2069]/g, ""))).text;
    expect((await owner.says(labelOf("keys", language))).text).toContain(t("programs.keys.none"));
    expect(await taps(labelOf("new-key", language))).toContain(t("programs.newKey.name"));
    await owner.says("Web 1");
    expect(await taps(t("programs.newKey.giveBack"))).toContain(t("programs.newKey.refunds"));
    expect(await taps(t("programs.newKey.make"))).toMatch(KEY);
    await owner.says(labelOf("keys", language));
    await taps(t("programs.keys.revoke", { name: "Web 1" }));
    expect(await taps(t("programs.revoke.yes"))).toContain("Web 1");
    await owner.says(labelOf("webhooks", language));
    await taps(labelOf("add-webhook", language));
    await owner.says("https://shop.example.com/paid");
    await taps(t("programs.add.all"));
    expect(await taps(labelOf("test-webhook", language))).toContain("https://shop.example.com/paid");
    expect(await taps(t("programs.test.look"))).toContain(t("programs.event.ping"));
    await taps(labelOf("resend", language));
    await taps(labelOf("deliveries", language));
    await taps(t("programs.log.troubled"));
    await owner.says(labelOf("remove-webhook", language));
    expect(await taps(t("programs.remove.yes"))).toContain("https://shop.example.com/paid");
    await owner.says(`${labelOf("html-button", language)} coffee`);
    expect(world.chat.problems).toEqual([]);
  });
});
