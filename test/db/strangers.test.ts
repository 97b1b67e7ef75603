import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { freshId } from "../../src/db/ids.js";
import { people, remittances } from "../../src/db/schema.js";
import { MOST_STRANGERS } from "../../src/shop/strangers.js";
import { startChat, type Talking } from "../support/conversation.js";
import { eachEngine, empty } from "../support/databases.js";

const HOUR_MS = 3_600_000;

eachEngine("people who never talked with the bot", (open) => {
  let database: Database;
  let chat: ReturnType<typeof startChat>;
  let ada: Talking;
  let now: Date;

  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await empty(database);
    now = new Date("2026-11-22T12:00:00Z");
    chat = startChat(database, { clock: () => now });
    ada = await chat.english("Ada");
  });

  function findable(mixinId: string, userId: string = freshId()): string {
    const user = {
      userId,
      identityNumber: mixinId,
      fullName: `P${mixinId}`,
      avatarUrl: "",
      hasSafe: true,
      isBot: false,
    };
    chat.directory.set(mixinId, { status: "found", user });
    return userId;
  }

  /** Ada has sent to one of them, and to so many others. */
  async function sentTo(others: number): Promise<void> {
    findable("40000000");
    await ada.says("send 1 usd 40000000");
    await ada.taps("Yes, send it");
    const [one] = await database.db.select().from(remittances);
    const ids = Array.from({ length: others }, () => freshId());
    await database.db.insert(people).values(ids.map((userId) => ({ userId })));
    await database.db
      .insert(remittances)
      .values(ids.map((recipientId, n) => ({ ...one!, id: freshId(), ordinal: n + 1, recipientId })));
  }

  const BEYOND = "I have written to 100 people today who had never written to me";

  it("are so many of one sender in a day; those who have talked with it, and links, are not counted", async () => {
    await sentTo(MOST_STRANGERS - 1);
    findable("40000001");
    expect((await ada.says("send 1 usd 40000001")).text).toContain(BEYOND);
    // It asks for another one: by mail, somebody who talked with it, or the same again.
    expect((await ada.says("bob@example.com")).text).toContain("To: bob@example.com");
    const ben = await chat.english("Ben");
    findable("40000002", ben.userId);
    for (const again of ["40000002", "40000000"]) {
      await ada.says("cancel");
      expect((await ada.says(`send 1 usd ${again}`)).text).toContain("Please check");
    }
    await ada.says("cancel");
    const cleo = await chat.english("Cleo");
    expect((await cleo.says("send 1 usd 40000001")).text).toContain("Please check");
    now = new Date(now.getTime() + 25 * HOUR_MS);
    expect((await ada.says("send 1 usd 40000001")).text).toContain("Please check");
  });

  it("are counted line by line in a list, each of them once", async () => {
    await sentTo(MOST_STRANGERS - 2);
    for (const id of ["40000001", "40000002"]) findable(id);
    const list = await ada.says("40000001 1 usd\n40000001 2 usd\n40000002 3 usd\nbob@example.com 4 usd");
    expect(list.text).toContain("Together: 7 USD.");
    expect(list.text).toMatch(/3\. ✗ “40000002 3 usd”: .*people today who had never written to me/);
  });

  it("are not counted when nothing was sent to them after all", async () => {
    await sentTo(MOST_STRANGERS - 1);
    await database.db.update(remittances).set({ state: "cancelled" }).where(eq(remittances.ordinal, 5));
    findable("40000001");
    expect((await ada.says("send 1 usd 40000001")).text).toContain("Please check");
  });

  it("like everybody else get so many cards of one sender in a day, and no more", async () => {
    const ben = await chat.english("Ben");
    findable("40000002", ben.userId);
    findable("40000003");
    const list = await ada.says(`${"40000002 1 usd tea\n".repeat(12)}40000003 1 usd`);
    expect(list.text).toContain("Together: 11 USD.");
    expect(list.text).toMatch(/11\. ✗ .*has had 10 transfers from you today/);
    await ada.taps("Yes, send all of it");
    expect((await ada.says("send 1 usd 40000002")).text).toContain("P40000002 (40000002) has had 10 transfers");
    expect((await ada.says("40000003")).text).toContain("Please check");
    await ada.says("cancel");
    const cleo = await chat.english("Cleo");
    expect((await cleo.says("send 1 usd 40000002")).text).toContain("Please check");
    // What is not paid after all has brought no card.
    await database.db.update(remittances).set({ state: "cancelled" }).where(eq(remittances.ordinal, 5));
    expect((await ada.says("send 1 usd 40000002")).text).toContain("Please check");
    await ada.says("cancel");
    now = new Date(now.getTime() + 25 * HOUR_MS);
    expect((await ada.says("40000002 1 usd\n".repeat(10))).text).toContain("Together: 10 USD.");
  });
});
