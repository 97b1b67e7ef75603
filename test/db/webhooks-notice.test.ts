import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { deadEndpoints, deliveries, deliveryAttempts } from "../../src/db/schema.js";
import { LANGUAGES } from "../../src/i18n/index.js";
import { close } from "../support/callbacks.js";
import { messagesOf, webhookOf } from "../support/callback-webhooks.js";
import { eachEngine, empty } from "../support/databases.js";
import { NOON, noticesStage } from "../support/notices.js";
import { openShop, order } from "../support/till.js";

const HOST = "shop.example.com:8443";

eachEngine("an address that takes nothing", (open) => {
  const stage = noticesStage(open);
  let shop = "";
  beforeEach(async () => {
    await empty(stage.database);
    shop = await openShop(stage.database);
  });

  /** A message that has come to the end of its tries. */
  async function givenUp(problem: string, status: number | null) {
    const { db } = stage.database;
    await webhookOf(stage.database, shop, `https://${HOST}/hook?secret=1`);
    const made = await order(stage.database, shop, { title: "Two coffees" });
    await close(stage.database, made);
    const [message] = await messagesOf(stage.database, made.id);
    const { id } = message!;
    await db
      .update(deliveries)
      .set({ state: "failed", attempts: 10, createdAt: NOON, endedAt: NOON })
      .where(eq(deliveries.id, id));
    await db.insert(deliveryAttempts).values({ deliveryId: id, number: 10, at: NOON, millis: 5, status, problem });
    await db.insert(deadEndpoints).values({ merchantId: shop, place: message!.webhookId! });
    return { merchantId: shop, place: message!.webhookId!, deliveryId: id };
  }

  test("the shop reads which, since when, and what was wrong, and can send it again", async () => {
    await stage.speaks(shop, "en");
    const about = await givenUp("it answers with status 500", 500);
    await stage.tell("tell.dead_endpoint", about);
    await stage.tell("tell.dead_endpoint", about);
    const [said, buttons, ...more] = await stage.heardBy(shop);
    expect(more).toEqual([]);
    expect(said!.text).toContain(HOST);
    expect(said!.text).toContain("Not paid");
    expect(said!.text).toContain("Two coffees");
    // In the shop's own time zone.
    expect(said!.text).toContain("16:00");
    expect(said!.text).toContain("status 500");
    expect(said!.text).not.toContain("secret");
    expect(Object.values(buttons!.buttons)).toEqual([
      `input:/resend ${about.deliveryId}`,
      "input:/deliveries troubled",
    ]);
  });

  test.each(LANGUAGES)("in %s", async (language) => {
    await stage.speaks(shop, language);
    const about = await givenUp("there is no whole answer within 10 s", null);
    await stage.tell("tell.dead_endpoint", about);
    const [said, buttons] = await stage.heardBy(shop);
    expect(said!.text).toContain(HOST);
    expect(said!.text).not.toMatch(/\{\{|callbacks\.|programs\./);
    if (language !== "en") expect(said!.text).not.toContain("no whole answer");
    for (const label of Object.keys(buttons!.buttons)) expect(Array.from(label).length).toBeLessThanOrEqual(36);
  });

  test("of one that has lived meanwhile, and of what is too old to be kept, nothing is said", async () => {
    const about = await givenUp("it answers with status 500", 500);
    await stage.tell("tell.dead_endpoint", { ...about, deliveryId: randomUUID() });
    await stage.database.db.delete(deadEndpoints);
    await stage.tell("tell.dead_endpoint", about);
    expect(await stage.told()).toBe(0);
  });
});
