import { randomUUID } from "node:crypto";
import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { deadEndpoints, deliveries, jobs } from "../../src/db/schema.js";
import { DEAD_A_DAY } from "../../src/notify/callbacks/dead.js";
import { endAttempt } from "../../src/notify/callbacks/queue.js";
import { WAITS } from "../../src/notify/callbacks/verdict.js";
import { CallbackStage, type Listening } from "../support/callback-stage.js";
import { messagesOf, webhookOf } from "../support/callback-webhooks.js";
import { apiOrder, close } from "../support/callbacks.js";
import { eachEngine } from "../support/databases.js";
import { openShop, order } from "../support/till.js";

const NOON = "2026-03-01T12:00:00Z";
const TOMORROW = "2026-03-02T12:00:00Z";

eachEngine("what a shop hears of dead addresses", (open) => {
  const stage = new CallbackStage(open);

  /** The last try of a message, or another one. */
  async function tries(id: string, problem: string | null, at = NOON, answer = ""): Promise<void> {
    const { db } = stage.database;
    const worker = randomUUID();
    const attempts = problem === null ? 0 : WAITS.length - 1;
    const [delivery] = await db
      .update(deliveries)
      .set({ attempts, leasedBy: worker })
      .where(eq(deliveries.id, id))
      .returning();
    const attempt = { millis: 5, status: 500, answer, problem };
    const now = sql`${at}::timestamptz`;
    expect(await endAttempt(db, { delivery: delivery!, attempt, at: new Date(at), now, worker })).toBe(true);
  }

  const givenUp = (id: string, at?: string) => tries(id, "it answers with status 500", at);
  const taken = (id: string) => tries(id, null);

  /** Which messages the shop was told of, in the order it was. */
  async function told(): Promise<unknown[]> {
    const rows = await stage.database.db
      .select()
      .from(jobs)
      .where(eq(jobs.name, "tell.dead_endpoint"))
      .orderBy(asc(jobs.id));
    return rows.map(({ payload }) => payload["deliveryId"]);
  }

  /** The callback of an order, which was paid or came to nothing. */
  async function callback(callbackUrl: string, isPaid: boolean, shop = stage.shop): Promise<string> {
    const made: Listening = { ...(await apiOrder(stage.database, shop, { callbackUrl })), path: "" };
    await (isPaid ? stage.settled(made) : close(stage.database, made));
    const [row] = await stage.database.db
      .select()
      .from(deliveries)
      .where(and(eq(deliveries.orderId, made.id), isNull(deliveries.webhookId)));
    return row!.id;
  }

  test("nothing of callbacks of orders that nobody paid: strangers choose the shop and the address", async () => {
    await webhookOf(stage.database, stage.shop, "https://shop.example.com/", ["refund.success"]);
    const strangers = await callback("https://h1.evil.example/", false);
    await givenUp(strangers);
    expect(await told()).toEqual([]);
    expect(await stage.database.db.select().from(deadEndpoints)).toEqual([]);
    const paid = await callback("https://shop.example.com/callback", true);
    await givenUp(paid);
    expect(await told()).toEqual([paid]);
  });

  test("nothing of callbacks that are answered with no: it lives, and has asked by itself; webhooks have no such word", async () => {
    const [webhook, no] = [await webhookOf(stage.database, stage.shop, "https://shop.example.com/"), '{"code":"FAIL"}'];
    const declined = await callback("https://shop.example.com/callback", true);
    await tries(declined, "it answers with status 500", NOON, no);
    expect(await told()).toEqual([]);
    expect(await stage.database.db.select().from(deadEndpoints)).toEqual([]);
    const dead = await callback("https://shop.example.com/callback", true);
    await tries(dead, "it answers with status 500", NOON, '{"code":500}');
    const made = await order(stage.database, stage.shop);
    await close(stage.database, made);
    const toWebhook = (await messagesOf(stage.database, made.id)).find(({ webhookId }) => webhookId === webhook.id)!;
    await tries(toWebhook.id, "it answers with status 500", NOON, no);
    expect(await told()).toEqual([dead, toWebhook.id]);
  });

  test("not more than a few notices in a day; what was held back is told on another one", async () => {
    await webhookOf(stage.database, stage.shop, "https://shop.example.com/", ["refund.success"]);
    const ids: string[] = [];
    for (let n = 0; n <= DEAD_A_DAY; n++) ids.push(await callback(`https://h${n}.example.com/`, true));
    for (const id of ids) await givenUp(id);
    expect(await told()).toEqual(ids.slice(0, DEAD_A_DAY));
    const other = await openShop(stage.database);
    await webhookOf(stage.database, other, "https://other.example.com/", ["refund.success"]);
    const others = await callback("https://other.example.com/callback", true, other);
    await givenUp(others);
    const late = await callback(`https://h${DEAD_A_DAY}.example.com/`, true);
    const known = await callback("https://h0.example.com/again", true);
    for (const id of [late, known]) await givenUp(id, TOMORROW);
    expect(await told()).toEqual([...ids.slice(0, DEAD_A_DAY), others, late]);
  });

  test("a host is what the address leads to, not what was written before it", async () => {
    await webhookOf(stage.database, stage.shop, "https://shop.example.com/", ["refund.success"]);
    const id = await callback("https://H1.evil.example?click-here/x", true);
    await givenUp(id);
    await givenUp(await callback("https://h1.evil.example?another", true));
    await givenUp(await callback("https://h1.evil.example./", true));
    expect(await stage.database.db.select().from(deadEndpoints)).toMatchObject([{ place: "h1.evil.example" }]);
    expect(await told()).toEqual([id]);
    await taken(await callback("https://h1.evil.example./", true));
    expect(await stage.database.db.select().from(deadEndpoints)).toEqual([]);
  });

  test("two webhooks of one host are told apart, and from callbacks that go there", async () => {
    const [bad, good] = [
      await webhookOf(stage.database, stage.shop, "https://shop.example.com/old"),
      await webhookOf(stage.database, stage.shop, "https://shop.example.com/ok"),
    ];
    const dies: string[] = [];
    for (let n = 0; n < 2; n++) {
      const made = await order(stage.database, stage.shop);
      await close(stage.database, made);
      const all = await messagesOf(stage.database, made.id);
      const to = (webhookId: string) => all.find((one) => one.webhookId === webhookId)!.id;
      await givenUp(to(bad.id));
      dies.push(to(bad.id));
      await taken(to(good.id));
      await taken(await callback("https://shop.example.com/callback", true));
    }
    expect(await told()).toEqual(dies.slice(0, 1));
    const standing = await stage.database.db.select().from(deadEndpoints);
    expect(standing).toMatchObject([{ merchantId: stage.shop, place: bad.id }]);
  });
});
