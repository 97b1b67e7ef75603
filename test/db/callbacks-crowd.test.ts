import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { eq, inArray, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { deliveries, merchants } from "../../src/db/schema.js";
import { ADDRESS_AT_ONCE, UNPAID_AT_ONCE } from "../../src/notify/callbacks/courier.js";
import { hostOf } from "../../src/notify/callbacks/dead.js";
import type { Post } from "../../src/notify/callbacks/post.js";
import { claimDeliveries, type Due, type Kind, LEASE_SECONDS } from "../../src/notify/callbacks/queue.js";
import { CallbackStage, type Listening } from "../support/callback-stage.js";
import { messagesOf, webhookOf } from "../support/callback-webhooks.js";
import { attemptsOf, close, deliveriesOf, forwardClock } from "../support/callbacks.js";
import { eachEngine } from "../support/databases.js";
import { openShop, order } from "../support/till.js";
import { until } from "../support/until.js";

/** Who posts nowhere: hosts of strangers, "h1.example", say nothing for so long, all others take what they are told. */
function answering(posted: string[], millis: number): Post {
  return async ({ url }, stopping) => {
    const { host, pathname } = new URL(url);
    posted.push(pathname.slice(1));
    if (!/^h\d/.test(host)) return { millis: 0, status: 200, answer: '{"code":"SUCCESS"}', problem: null };
    await pause(millis, undefined, { signal: stopping }).catch(() => undefined);
    return stopping.aborted ? null : { millis, status: null, answer: null, problem: "there is no whole answer" };
  };
}

eachEngine("many callbacks, and several processes", (open) => {
  const stage = new CallbackStage(open);

  test("one that hangs holds up nobody else", async () => {
    const hanging = [];
    for (let n = 0; n < 30; n++) hanging.push(await stage.over("hangs"));
    const others = [];
    for (let n = 0; n < 50; n++) others.push(await stage.over("taken", { host: "localhost" }));
    await stage.courier({ totalMs: 25_000 });
    await until("the others", async () => {
      const [row] = await stage.database.db
        .select({ count: sql<number>`count(*)::int` })
        .from(deliveries)
        .where(eq(deliveries.state, "delivered"));
      return row!.count === 50;
    });
    expect(others.flatMap(stage.got)).toHaveLength(50);
    expect(hanging.flatMap(stage.got)).toHaveLength(4);
    expect((await Promise.all(hanging.map(({ id }) => attemptsOf(stage.database, id)))).flat()).toEqual([]);
  });

  test("a payee whose hosts all hang holds up no other payee", async () => {
    const hanging: Listening[] = [];
    for (const host of ["one.example", "two.example", "three.example", "four.example"]) {
      for (let n = 0; n < 4; n++) hanging.push(await stage.over("hangs", { host }));
    }
    const other = await stage.over("taken", { payee: await openShop(stage.database), host: "other.example" });
    await stage.courier({ totalMs: 25_000, resolve: () => Promise.resolve(["127.0.0.1"]) });
    await until("the other", () => stage.stands(other, "delivered"));
    await until("all that may hang", () => hanging.flatMap(stage.got).length >= 8);
    expect(hanging.flatMap(stage.got)).toHaveLength(8);
  });

  test("what nobody paid holds up nothing that was paid, wherever it hangs and whomever it names", async () => {
    const shops = [stage.shop];
    while (shops.length < 12) shops.push(await openShop(stage.database));
    const hanging = [];
    for (let n = 0; n < 500; n++) {
      hanging.push(await stage.listening("hangs", { payee: shops[n % 12]!, host: `h${n}.example` }));
    }
    await close(stage.database, ...hanging);
    const { connections } = stage.receiver;
    const before = connections();
    await stage.courier({ totalMs: 25_000, resolve: () => Promise.resolve(["127.0.0.1"]) });
    await until("all the room there is for them", () => connections() - before >= UNPAID_AT_ONCE);
    const paid: Listening[] = [];
    for (let n = 0; n < 20; n++) paid.push(await stage.listening("taken", { host: "shop.example" }));
    await stage.settled(...paid);
    const began = Date.now();
    await until("those of paid orders", () => paid.every((one) => stage.got(one).length === 1));
    // Long before any of the others gives up.
    expect(Date.now() - began).toBeLessThan(20_000);
    // To one address no more, under however many names.
    expect(hanging.flatMap(stage.got)).toHaveLength(ADDRESS_AT_ONCE);
    // Who found no place has not been tried, and is not given up.
    const rows = await stage.database.db.select().from(deliveries).where(eq(deliveries.event, "failed"));
    expect(rows.filter(({ state, attempts }) => state === "waiting" && attempts === 0)).toHaveLength(500);
  });

  test("strangers' callbacks, however many, hold up no shop's, whether it is tried first or again", async () => {
    const { db } = stage.database;
    const shops = [await openShop(stage.database), await openShop(stage.database)];
    const nobodies: string[] = [];
    while (nobodies.length < 120) nobodies.push(await openShop(stage.database));
    await db.delete(merchants).where(inArray(merchants.id, nobodies));
    const strangers: Listening[] = [];
    for (let n = 0; n < 240; n++) {
      const payee = n % 2 ? nobodies[(n - 1) / 2]! : shops[(n / 2) % 2]!;
      strangers.push(await stage.listening("hangs", { payee, host: `h${n}.example` }));
    }
    await close(stage.database, ...strangers);
    const again = await stage.over("taken", { payee: await openShop(stage.database), host: "again.example" });
    await db.update(deliveries).set({ attempts: 1 }).where(eq(deliveries.orderId, again.id));
    const first = await stage.over("taken", { host: "shop.example" });
    const posted: string[] = [];
    await stage.courier({ post: answering(posted, 200) });
    await until("both", () => [first, again].every(({ path }) => posted.includes(path)));
    // Not behind more than those that were underway already, and a few that are as new.
    for (const { path } of [first, again]) expect(posted.indexOf(path)).toBeLessThan(2 * UNPAID_AT_ONCE);
    expect(posted.length).toBeLessThan(120);
  });

  test("strangers' callbacks take no place of what webhooks hear of unpaid orders", async () => {
    const shops = [await openShop(stage.database), await openShop(stage.database)];
    for (let n = 0; n < 40; n++) await stage.over("hangs", { payee: shops[n % 2]!, host: `h${n}.example` });
    const posted: string[] = [];
    await stage.courier({ post: answering(posted, 25_000) });
    await until("all the room there is for them", () => posted.length === UNPAID_AT_ONCE);
    await webhookOf(stage.database, stage.shop, "https://shop.example/hook");
    const made = await order(stage.database, stage.shop);
    await close(stage.database, made);
    await until("the message", async () => (await messagesOf(stage.database, made.id))[0]?.state === "delivered");
    expect(posted).toHaveLength(UNPAID_AT_ONCE + 1);
  });

  test("a dot at the end of a name makes no other host of it", async () => {
    for (const host of ["one.example", "one.example.", "two.example."]) await stage.over("hangs", { host });
    const hosts = [`one.example:${stage.receiver.port}`];
    const seen: string[] = [];
    const choose = (due: Due[]): Due[] => {
      seen.push(...due.map(({ delivery }) => hostOf(delivery.url)));
      return [];
    };
    const wanted = { kind: "unpaid" as const, now: sql`now()`, worker: randomUUID(), choose };
    await claimDeliveries(stage.database.db, { ...wanted, busy: { hosts: [], payees: [], webhooks: [] } });
    expect(seen.splice(0).toSorted()).toEqual([...hosts, ...hosts, `two.example:${stage.receiver.port}`]);
    await claimDeliveries(stage.database.db, { ...wanted, busy: { hosts, payees: [], webhooks: [] } });
    expect(seen).toEqual([`two.example:${stage.receiver.port}`]);
  });

  test("first attempts come before further ones, and what was paid is apart", async () => {
    const clock = forwardClock();
    const first = await stage.courier({ clock: clock.now });
    const again: Listening[] = [];
    for (let n = 0; n < 2; n++) {
      const one = await stage.over("refused");
      await stage.tried(one, 1);
      again.push(one);
      // Their next attempts are not due at the same moment.
      clock.forward(1);
    }
    await first.stop();
    clock.forward(60);
    const later = await stage.over("taken");
    const paid = await stage.listening("taken");
    await stage.settled(paid);
    const orderOf = async (kind: Kind): Promise<string[]> => {
      const now = sql`${clock.now().toISOString()}::timestamptz`;
      const seen: string[] = [];
      const choose = (all: Due[]): Due[] => {
        seen.push(...all.flatMap(({ delivery }) => delivery.orderId ?? []));
        return [];
      };
      const wanted = { kind, now, worker: randomUUID(), busy: { hosts: [], payees: [], webhooks: [] }, choose };
      await claimDeliveries(stage.database.db, wanted);
      return seen;
    };
    expect(await orderOf("paid")).toEqual([paid.id]);
    expect(await orderOf("unpaid")).toEqual([later.id, again[0]!.id, again[1]!.id]);
  });

  test("several processes never post the same attempt twice, nor one order's at the same time", async () => {
    const clock = forwardClock();
    const all = [];
    for (let n = 0; n < 60; n++)
      all.push(await stage.over(n % 3 === 0 ? "refused" : "taken", { host: n % 2 ? "localhost" : "127.0.0.1" }));
    const couriers = await Promise.all([1, 2, 3].map(() => stage.courier({ clock: clock.now, totalMs: 10_000 })));
    const failing = all.filter((_order, n) => n % 3 === 0);
    for (const times of [1, 2, 3]) {
      await until(`attempt ${times}`, async () => {
        const rows = await stage.database.db.select().from(deliveries);
        return rows.every(
          (row) => row.leasedUntil === null && row.attempts === (row.state === "delivered" ? 1 : times),
        );
      });
      clock.forward(16);
      if (times < 3) couriers.forEach(({ wake }) => wake());
    }
    await Promise.all(couriers.map((one) => one.stop()));
    for (const order of all) {
      expect(stage.got(order)).toHaveLength(failing.includes(order) ? 3 : 1);
      expect(await attemptsOf(stage.database, order.id)).toHaveLength(stage.got(order).length);
      expect(stage.receiver.most(order.path)).toBe(1);
    }
  });

  test("to stop, what comes to its end is written down, and what does not is handed back", async () => {
    const [slow, hanging] = [await stage.over("takenSlowly"), await stage.over("hangs")];
    const first = await stage.courier({ totalMs: 20_000 });
    await until("both", () => stage.got(slow).length + stage.got(hanging).length === 2);
    const began = Date.now();
    await first.stop();
    expect(Date.now() - began).toBeLessThan(15_000);
    expect(await stage.states(slow)).toEqual(["delivered"]);
    expect(await deliveriesOf(stage.database, hanging.id)).toMatchObject([
      { state: "waiting", attempts: 0, leasedUntil: null, leasedBy: null },
    ]);
    stage.receiver.say(hanging.path, "taken");
    await stage.courier();
    await until("the other", () => stage.stands(hanging, "delivered"));
    expect(stage.got(slow)).toHaveLength(1);
    expect(stage.got(hanging)).toHaveLength(2);
  });

  test("what a process held that died is posted by another once its lease is over", async () => {
    const clock = forwardClock();
    const order = await stage.over("taken");
    const now = sql`${clock.now().toISOString()}::timestamptz`;
    const dead = { kind: "unpaid" as const, now, worker: randomUUID(), busy: { hosts: [], payees: [], webhooks: [] } };
    await until(
      "it to be due",
      async () => (await claimDeliveries(stage.database.db, { ...dead, choose: (all) => all })).length,
    );
    const { wake } = await stage.courier({ clock: clock.now });
    clock.forward(LEASE_SECONDS - 5);
    wake();
    await pause(50);
    expect(stage.got(order)).toEqual([]);
    clock.forward(6);
    wake();
    await until("it", () => stage.stands(order, "delivered"));
    expect(stage.got(order)).toHaveLength(1);
  });
});
