import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { freshId } from "../../src/db/ids.js";
import { conversations, jobs, merchants, orders, people, shopGroups, staff } from "../../src/db/schema.js";
import { LANGUAGES } from "../../src/i18n/index.js";
import type { Market } from "../../src/payments/ports.js";
import { BOT_ID, BOT_NUMBER, readAnswer } from "../support/conversation.js";
import { type Crew, openCrew } from "../support/crew.js";
import { eachEngine, empty } from "../support/databases.js";
import { ratesForTests } from "../support/rates.js";

const market: Market = { rates: ratesForTests(), liquidity: null };

eachEngine("staff in the chat", (open) => {
  let database: Database;
  let world: Crew;
  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await empty(database);
    world = await openCrew(database, market);
  });

  /** What is to be told: names of the jobs, with what they are about. */
  const told = async () =>
    (await database.db.select().from(jobs).orderBy(jobs.id))
      .filter(({ name }) => name.startsWith("tell.staff"))
      .map(({ name, payload }) => ({ name, ...payload }));
  const placeOf = async (userId: string) =>
    (await database.db.select().from(staff).where(eq(staff.userId, userId))).map(
      ({ role, state }) => `${role} ${state}`,
    );

  const aDayPasses = () =>
    database.db.update(staff).set({ invitedAt: new Date(Date.now() - 25 * 3_600_000), answeredAt: null });

  it("finds what the menu has no room for, each only what they may do", async () => {
    const { crew } = world;
    expect((await crew.owner.says("menu")).buttons.get("More functions")).toBe("input:More functions");
    const all = await crew.owner.taps("More functions");
    const money = ["Till", "Refund", "Late money", "Messages", "My payments"];
    const files = ["Export CSV", "Statement", "Poster", "All codes on a sheet"];
    const shop = ["Staff", "Who did what", "Who gets the money", "Digest", "Notifications", "Goal"];
    const programs = ["HTML button", "API keys", "Webhooks", "Deliveries"];
    expect([...all.buttons.keys()]).toEqual([...money, ...files, ...shop, ...programs]);
    const managers = [...(await crew.manager.says("more")).buttons.keys()];
    expect(managers).toEqual([...money, ...files, "Who did what", "Goal", "HTML button"]);
    const cashier = await crew.cashier.says("more");
    expect([...cashier.buttons.keys()]).toEqual(["Till", "Refund", "Messages", "My payments", "Who did what"]);
    expect(cashier.text).not.toContain("Files to keep");
    const help = await crew.owner.says("help");
    for (const named of [
      "Refund",
      "Export CSV",
      "Poster",
      "Staff",
      "Digest",
      "Notifications",
      "Goal",
      "API keys",
      "My payments",
    ]) {
      expect(help.text).toContain(`“${named}”`);
    }
    expect(help.buttons.has("More functions")).toBe(true);
    expect((await crew.cashier.says("help")).text).not.toContain("“Export CSV”");
    expect((await crew.manager.says("help")).text).toContain("“Export CSV”");
  });

  it("reads that the shop receives, not they themselves", async () => {
    const { crew } = world;
    expect((await crew.cashier.says("25 usd coffee")).text).toMatch(/\nThe shop receives: As paid.*\nCan be paid/);
    await crew.cashier.says("cancel");
    expect((await crew.manager.says("20 usd")).text).toContain(
      "A receipt code for 20 USD. The shop receives: As paid.",
    );
    await crew.manager.says("cancel");
    const cashiers = (await crew.cashier.says("settings")).text;
    expect(cashiers).toMatch(
      /^Your settings\nLanguage: English\nTime zone: .*\nYou act for .* \(cashier\)\.\n\[Language\]\n\[Time zone\]\n\[Menu\]$/,
    );
    expect((await crew.manager.says("settings")).text).toMatch(
      /^Your settings\nLanguage: English\nTime zone: .*\nYou act for .* \(manager\)\.\nShop address: .*\nCurrency: .*\nThe shop receives: As paid\n\[Language\]/,
    );
    expect((await crew.owner.says("20 usd")).text).toContain("A receipt code for 20 USD. You receive: As paid.");
    await crew.owner.says("cancel");
    expect((await crew.owner.says("show coffee")).text).toContain("“Coffee” is active: 20 USD. You receive: As paid.");
  });

  describe("an invitation", () => {
    it("is confirmed twice: by the owner, and by the invited in their own chat", async () => {
      const { crew, ada, mixinId, shop } = world;
      const list = (await crew.owner.says("staff")).text;
      expect(list).toContain("Mara (31002): manager, active");
      expect(list).toContain("Cleo (31003): cashier, active");
      expect((await crew.owner.taps("Invite somebody")).text).toContain("Whom do you want to invite?");
      expect((await crew.owner.says("banana")).text).toContain("A Mixin ID is a number");
      expect((await crew.owner.says(mixinId(crew.owner))).text).toContain("your own Mixin ID");
      expect((await crew.owner.says(mixinId(ada))).text).toContain("What shall Ada (31007) be?");
      expect((await crew.owner.taps("Cashier")).text).toContain("Invite Ada (31007) to work in your shop (cashier)?");
      expect(await placeOf(ada.userId)).toEqual([]);
      expect((await crew.owner.taps("Invite them")).text).toContain("Ada (31007) is invited");
      expect(await placeOf(ada.userId)).toEqual(["cashier invited"]);
      expect(await told()).toEqual([{ name: "tell.staff_invited", merchantId: shop.id, userId: ada.userId }]);

      // Until she says yes, it gives her nothing.
      expect((await ada.says("menu")).text).not.toContain("You act for");
      const asked = await ada.says(`/invitation ${shop.id}`);
      expect(asked.text).toContain("Thorb (31001) invites you to work in the shop Thorb's (cashier)");
      expect((await ada.taps("Join the shop")).text).toContain("Welcome to Thorb's! You act for it now (cashier)");
      expect(await placeOf(ada.userId)).toEqual(["cashier active"]);
      expect((await told()).at(-1)).toMatchObject({
        name: "tell.staff_answered",
        userId: ada.userId,
        answer: "joined",
      });
      expect((await ada.says("menu")).text).toContain("You act for Thorb's (cashier)");
      // Answered once is answered.
      expect((await ada.says(`/invitation ${shop.id}`)).text).toContain("taken back or answered");
      expect((await ada.says("Join the shop")).text).toContain("belongs to a question that is over");
    });

    it("names the role in the same line, on either side, in every language", async () => {
      const { crew, ada, mixinId } = world;
      const id = mixinId(ada);
      for (const [said, role] of [
        [`invite ${id} as cashier`, "cashier"],
        [`invite ${id} as a manager`, "manager"],
        [`invite cashier ${id}`, "cashier"],
        [`einladen ${id} als Kassierer`, "cashier"],
        [`einladen als Leitung ${id}`, "manager"],
        [`invitar a ${id} como cajero`, "cashier"],
        [`invitar ${id} de encargada`, "manager"],
        [`邀请${id}作为收银员`, "cashier"],
        [`邀请 ${id} 当店长`, "manager"],
        [`招待 ${id} レジ係として`, "cashier"],
        [`${id}を店長として招待`, "manager"],
        [`${id}をレジ係に招待`, "cashier"],
        [`ادع شخصا ${id} كأمين صندوق`, "cashier"],
        [`ادع شخصا ${id} كـ مدير`, "manager"],
        [`ادع شخصا ${id} كاشير`, "cashier"],
        [`ادع شخصا ${id} ككاشير`, "cashier"],
      ] as const) {
        expect((await crew.owner.says(said)).text, said).toContain(
          `Invite Ada (${id}) to work in your shop (${role})?`,
        );
      }
      expect((await crew.owner.says(`invite ${id}`)).text).toContain(`What shall Ada (${id}) be?`);
      expect((await crew.owner.says("as a cashier")).text).toContain("to work in your shop (cashier)?");
    });

    it("is declined, taken back, and of somebody else no way in", async () => {
      const { crew, ada, mixinId, shop } = world;
      const invites = async () => {
        await crew.owner.says(`invite @${mixinId(ada)} manager`);
        await crew.owner.says("Invite them");
      };
      await invites();
      expect((await crew.stranger.says(`/invitation ${shop.id}`)).text).toContain("taken back or answered");
      await ada.says("invitation");
      expect((await ada.says("Decline")).text).toContain("Declined: Thorb's is told");
      expect(await placeOf(ada.userId)).toEqual(["manager declined"]);
      await aDayPasses();
      await invites();
      await ada.says("invitation");
      await crew.owner.says(`/staff ${mixinId(ada)}`);
      await crew.owner.says("Remove them");
      await crew.owner.says("Yes, remove them");
      expect((await ada.says("Join the shop")).text).toContain("No invitation waits for your answer");
      expect(await placeOf(ada.userId)).toEqual(["manager removed"]);
    });

    it("goes to the same person once a day, whatever became of it", async () => {
      const { crew, ada, mixinId } = world;
      const invites = async () => {
        await crew.owner.says(`invite @${mixinId(ada)} manager`);
        return (await crew.owner.says("Invite them")).text;
      };
      const removes = async () => {
        for (const text of [`/staff ${mixinId(ada)}`, "Remove them", "Yes, remove them"]) await crew.owner.says(text);
      };
      expect(await invites()).toContain("is invited");
      expect(await invites()).toContain("Ada (31007) has your invitation and has not answered yet");
      await removes();
      expect(await invites()).toContain("I ask nobody twice a day");
      expect(await placeOf(ada.userId)).toEqual(["manager removed"]);
      expect((await told()).filter(({ name }) => name === "tell.staff_invited")).toHaveLength(1);
      await aDayPasses();
      expect(await invites()).toContain("is invited");
      await ada.says("invitation");
      await ada.says("Join the shop");
      await removes();
      expect(await invites(), "who took the place may have it again").toContain("is invited");
    });

    it("goes to so many people a day", async () => {
      const { crew, ada, mixinId, shop } = world;
      const of = { merchantId: shop.id, role: "cashier" as const, invitedBy: shop.id };
      await aDayPasses();
      const asked = Array.from({ length: 20 }, () => ({ ...of, userId: freshId(), state: "declined" as const }));
      await database.db.insert(staff).values(asked);
      const invites = async () => {
        await crew.owner.says(`invite @${mixinId(ada)} manager`);
        return (await crew.owner.says("Invite them")).text;
      };
      expect(await invites()).toContain("You have invited 20 people within a day");
      expect(await placeOf(ada.userId)).toEqual([]);
      await aDayPasses();
      expect(await invites()).toContain("is invited");
    });

    it("asks nobody who works there already, nor a bot", async () => {
      const { crew, mixinId, chat } = world;
      const bot = { userId: freshId(), identityNumber: "7000104007", fullName: "Purse", avatarUrl: "" };
      chat.directory.set("7000104007", { status: "found", user: { ...bot, hasSafe: true, isBot: true } });
      expect((await crew.owner.says("invite 7000104007 cashier")).text).toContain("is a bot");
      await crew.owner.says("cancel");
      await crew.owner.says(`invite ${mixinId(crew.cashier)} manager`);
      expect((await crew.owner.says("Invite them")).text).toContain("Cleo (31003) works in your shop already");
      expect(await placeOf(crew.cashier.userId)).toEqual(["cashier active"]);
    });
  });

  describe("the refund limit", () => {
    it("is what a cashier may give back of one payment in all, of those they charged", async () => {
      const { crew, paid, mixinId } = world;
      const orderId = await paid(crew.cashier, "Lunch", "30");
      expect((await crew.cashier.says(`/refund ${orderId}`)).text).toContain("The owner has not set how much");
      await crew.owner.says(`/staff ${mixinId(crew.cashier)}`);
      await crew.owner.taps("Refund limit");
      expect((await crew.owner.says("15 eur")).text).toContain("Please send a number");
      expect((await crew.owner.says("20")).text).toContain("Cleo (31003) may give back up to 20 USD of each payment");
      expect((await crew.owner.says("staff")).text).toContain("Cleo (31003): cashier, active, gives back up to 20 USD");

      const gives = async (amount: string) => {
        await crew.cashier.says(`/refund ${orderId}`);
        const read = await crew.cashier.says(amount);
        if (!read.buttons.has("The same coins")) return read;
        const check = await crew.cashier.says("The same coins");
        return check.text.includes("Give back:") ? crew.cashier.says("Give it back") : check;
      };
      expect((await gives("12 usd")).text).toContain("goes back to Ada");
      expect((await gives("9 usd")).text).toContain("you may give back up to 20 USD in all");
      expect((await gives("8 usd")).text).toContain("goes back to Ada");
      expect((await world.state()).refunds.map(({ quoteAmount }) => quoteAmount).toSorted()).toEqual([
        "12.00000000",
        "8.00000000",
      ]);
      expect((await crew.cashier.says(`/refund ${await paid(crew.owner, "Theirs")}`)).text).toContain(
        "only what their own invoices brought",
      );
    });

    it("shows a cashier nothing of what others charged and gave back", async () => {
      const { crew, paid } = world;
      await world.employ(crew.cashier, "cashier", "50");
      const orderId = await paid(crew.owner, "Theirs", "30");
      for (const text of [`/refund ${orderId}`, "All of it", "The same coins", "Give it back"])
        await crew.owner.says(text);
      const answer = await crew.cashier.says(`/refund ${orderId}`);
      expect(answer.text).toContain("only what their own invoices brought");
      expect(answer.text).not.toMatch(/30|USDT|Ada/);
    });

    it("is forgotten when the shop counts in another currency", async () => {
      const { crew } = world;
      await world.employ(crew.cashier, "cashier", "20");
      expect((await crew.owner.says("currency jpy")).text).toContain("refund limits of your cashiers were in USD");
      const places = (await world.state()).staff;
      expect(places.find(({ userId }) => userId === crew.cashier.userId)?.refundLimit).toBeNull();
    });
  });

  describe("who acts for which shop", () => {
    it("somebody with a shop of their own says so, and the answers of one are never those of the other", async () => {
      const { crew, ada, shop } = world;
      await ada.says("receipt code Soup");
      await ada.says("3 usd");
      await ada.says("as paid");
      await ada.says("Make it");
      await world.employ(ada, "manager");
      expect((await ada.says("my codes")).text).toContain("Soup");
      await ada.says("/delete-code soup");
      expect((await ada.says("shop")).text).toContain("Which shop do you act for?");
      expect((await ada.taps(`Thorb's (/${shop.handle})`)).text).toContain("You act for Thorb's now (manager)");
      expect((await ada.says("my codes")).text).toMatch(/Coffee[\s\S]*Cake/);
      await ada.says("/delete-code coffee");
      await database.db.update(people).set({ actingFor: ada.userId }).where(eq(people.userId, ada.userId));
      expect((await ada.says("Delete it")).text).toContain("begun for another shop, and you act for Ada now");
      expect((await world.state()).codes.every(({ state }) => state !== "deleted")).toBe(true);
      await world.dismiss(ada);
      expect((await ada.says("shop")).text).toContain("work in no other");
      expect(crew.owner.userId).toBe(shop.id);
    });

    it("staff without a shop open their own, and leave", async () => {
      const { crew, shop } = world;
      await crew.cashier.says("shop");
      expect((await crew.cashier.taps("My own shop")).text).toContain("You act for yourself now");
      await crew.cashier.says("receipt code Juice");
      await crew.cashier.says("4 usd");
      await crew.cashier.says("as paid");
      await crew.cashier.says("Make it");
      expect(await database.db.$count(merchants, eq(merchants.id, crew.cashier.userId))).toBe(1);
      await crew.cashier.says("shop");
      await crew.cashier.taps(`Leave Thorb's (/${shop.handle})`);
      expect((await crew.cashier.taps("Yes, leave it")).text).toContain("You no longer work in Thorb's");
      expect(await placeOf(crew.cashier.userId)).toEqual(["cashier removed"]);
      expect((await told()).at(-1)).toMatchObject({ name: "tell.staff_answered", answer: "left" });
    });
  });

  it("a manager who looks at a code reads by name who gets its money", async () => {
    const { crew } = world;
    expect((await crew.manager.says("/show-code coffee")).text).toContain("The money goes to: Thorb (31001)");
    expect((await crew.owner.says("/show-code coffee")).text).toContain("The money goes to: you");
  });

  it("who did what: the owner sees all, a manager what they might do, a cashier their own", async () => {
    const { crew, mixinId, vera } = world;
    await crew.owner.says("settlement btc");
    await crew.manager.says("/pause-code coffee");
    await crew.cashier.says("invoice 5 usd tea");
    await crew.cashier.says("Make it");
    await crew.owner.says(`/staff ${mixinId(vera)}`);
    await crew.owner.says("Make them a manager");
    const seen = (await crew.owner.says("activity")).text.replaceAll("\\", "");
    expect(seen).toContain("Thorb (31001): made Vera (31006) manager");
    expect(seen).toContain("Cleo (31003): made the invoice “tea”, 5 USD");
    expect(seen).toContain("Mara (31002): paused “Coffee”");
    expect(seen).toContain("Thorb (31001): changed what is received: BTC");
    const managers = (await crew.manager.says("who did what")).text;
    expect(managers).toContain("made the invoice");
    expect(managers).not.toMatch(/received|Vera/);
    const cashiers = (await crew.cashier.says("/activity")).text;
    expect(cashiers).toContain("made the invoice");
    expect(cashiers).not.toContain("paused");
    expect((await crew.stranger.says("activity")).text).toContain("Nothing has been recorded");
    for (let n = 0; n < 16; n++) await crew.manager.says(n % 2 === 0 ? "/resume-code coffee" : "/pause-code coffee");
    const first = await crew.owner.says("activity");
    expect(first.text).toContain("Page 1 of 2");
    expect((await crew.owner.taps("More")).text).toContain("Page 2 of 2");
  });

  describe("the shop's group", () => {
    const group = freshId();
    const news = (action: string, participant: string, actor: string) => ({
      ...world.chat.message(
        actor,
        JSON.stringify({ action, participant_id: participant, user_id: actor, role: "" }),
        "SYSTEM_CONVERSATION",
      ),
      conversationId: group,
    });
    const hears = async (action: string, participant: string, actor: string) => {
      await world.chat.bot.handle([news(action, participant, actor)]);
      return readAnswer(await world.chat.newRows());
    };

    it("is greeted once, linked by its owner alone, and left with the bot", async () => {
      const { crew, inGroup } = world;
      const hello = await hears("ADD", BOT_ID, crew.owner.userId);
      expect(hello.text).toContain("I answer only those who mention me");
      expect(hello.buttons.get("Link shop")).toBe(`input:@${BOT_NUMBER} Link shop`);
      expect(hello.rows.every(({ conversationId }) => conversationId === group)).toBe(true);
      expect((await hears("ADD", BOT_ID, crew.owner.userId)).text).toBe("");
      expect((await hears("ADD", crew.cashier.userId, crew.owner.userId)).text).toBe("");

      expect((await inGroup(group, crew.stranger, "link shop")).text).toContain("You have no shop yet");
      expect((await inGroup(group, crew.owner, "link shop", "")).text).toBe("");
      expect((await inGroup(group, crew.owner, "关联店铺")).text).toContain("This group now belongs to Thorb's");
      expect((await inGroup(group, crew.owner, "link shop")).text).toContain("already");
      expect((await inGroup(group, crew.manager, "unlink")).text).toContain("Only the owner of Thorb's");
      expect(await database.db.$count(shopGroups)).toBe(1);
      expect((await inGroup(group, crew.owner, "unlink")).text).toContain("no longer belongs to Thorb's");
      expect(await database.db.$count(shopGroups)).toBe(0);
      await inGroup(group, crew.owner, "link shop");
      await hears("REMOVE", BOT_ID, crew.stranger.userId);
      expect(await database.db.$count(shopGroups)).toBe(0);
    });

    it("is unlinked from the owner's own chat, too: they may be in it no longer", async () => {
      const { crew, inGroup } = world;
      const other = freshId();
      expect((await crew.owner.says("unlink")).text).toContain("Add me to a Mixin group");
      for (const one of [group, other]) await inGroup(one, crew.owner, "link shop");
      expect((await crew.manager.says("/unlink-shop")).text).toContain("Only the owner of Thorb's");
      expect(await database.db.$count(shopGroups)).toBe(2);
      expect((await crew.owner.says("unlink")).text).toContain("No group belongs to Thorb's any more");
      expect(await database.db.$count(shopGroups)).toBe(0);
      const done = await crew.owner.says("activity");
      expect(done.text.match(/unlinked a group/g)).toHaveLength(2);
    });

    it("takes charges from two cashiers at once, and neither answers for the other", async () => {
      const { crew, vera, inGroup, shop } = world;
      await inGroup(group, crew.owner, "link shop");
      const asked = await inGroup(group, crew.cashier, "25 usd coffee");
      expect(asked.text).toContain("Price: 25 USD");
      expect(asked.buttons.get("Make it")).toBe(`input:@${BOT_NUMBER} Make it`);
      await inGroup(group, vera, "7 usd cake");
      // Neither the owner's word, nor one that mentions nobody, nor one in the own chat answers.
      expect((await inGroup(group, crew.owner, "Make it")).text).toContain("I talk about money in private only");
      expect((await inGroup(group, crew.cashier, "Make it", "")).text).toBe("");
      expect((await crew.cashier.says("Make it")).text).toContain("belongs to a question that is over");
      expect(await database.db.$count(orders)).toBe(0);
      const made = await inGroup(group, crew.cashier, "Make it");
      expect(made.text).toContain("Anybody here can pay it, once");
      expect(made.text).toContain("coffee");
      expect(made.rows.every(({ conversationId }) => conversationId === group)).toBe(true);
      await inGroup(group, vera, "Make it");
      const invoices = await database.db.select().from(orders).orderBy(orders.createdAt);
      expect(invoices).toMatchObject([
        { title: "coffee", quoteAmount: "25.00000000", createdBy: crew.cashier.userId, merchantId: shop.id },
        { title: "cake", quoteAmount: "7.00000000", createdBy: vera.userId, merchantId: shop.id },
      ]);
      const waiting = await database.db.select().from(conversations);
      expect(waiting.filter(({ flow }) => flow !== null)).toEqual([]);
    });

    it("shows no figures, and serves nobody else", async () => {
      const { crew, inGroup } = world;
      const kind = "I talk about money in private only";
      expect((await inGroup(group, crew.cashier, "25 usd coffee")).text).toContain(kind);
      await inGroup(group, crew.owner, "link shop");
      for (const said of ["statistics", "my codes", "/payee", "menu", "help", "hello", "settings", "/refund"]) {
        expect((await inGroup(group, crew.owner, said)).text, said).toContain(kind);
      }
      for (const one of [crew.stranger, crew.removed]) {
        expect((await inGroup(group, one, "25 usd coffee")).text).toContain(kind);
        expect((await inGroup(group, one, "unlink")).text).toContain(kind);
      }
      await inGroup(group, crew.cashier, "25 usd coffee");
      await world.dismiss(crew.cashier);
      expect((await inGroup(group, crew.cashier, "Make it")).text).toContain(kind);
      expect(await database.db.$count(orders)).toBe(0);
    });

    it("can be told in every language", async () => {
      const { crew, inGroup } = world;
      const words = ["link shop", "关联店铺", "Laden verbinden", "店と連携", "Vincular tienda", "اربط المتجر"];
      for (const [i, language] of LANGUAGES.entries()) {
        await database.db.update(people).set({ language }).where(eq(people.userId, crew.owner.userId));
        const linked = await inGroup(freshId(), crew.owner, words[i]!);
        expect(linked.text, language).toContain("Thorb's");
      }
      expect(await database.db.$count(shopGroups)).toBe(6);
    });
  });
});
