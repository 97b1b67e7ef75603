import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { deliveries } from "../../src/db/schema.js";
import { ADDRESS_AT_ONCE, UNPAID_AT_ONCE } from "../../src/notify/callbacks/courier.js";
import { claimDeliveries, type Due, LEASE_SECONDS } from "../../src/notify/callbacks/queue.js";
import { CallbackStage, type Listening } from "../support/callback-stage.js";
import { attemptsOf, close, deliveriesOf, forwardClock } from "../support/callbacks.js";
import { eachEngine } from "../support/databases.js";
import { openShop } from "../support/till.js";
import { until } from "../support/until.js";

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
    const hanging = [];
    for (const host of ["one.example", "two.example", "three.example", "four.example"]) {
      for (let n = 0; n < 4; n++) hanging.push(await stage.over("hangs", { host }));
    }
    const other = await stage.over("taken", { payee: await openShop(stage.database), host: "other.example" });
    await stage.courier({ totalMs: 25_000, resolve: () => Promise.resolve(["127.0.0.1"]) });
    await until("the other", () => stage.stands(other, "delivered"));
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
    expect(Date.now() - began).toBeLessThan(7_500);
    // To one address no more, under however many names.
    expect(hanging.flatMap(stage.got)).toHaveLength(ADDRESS_AT_ONCE);
    // Who found no place has not been tried, and is not given up.
    const rows = await stage.database.db.select().from(deliveries).where(eq(deliveries.event, "failed"));
    expect(rows.filter(({ state, attempts }) => state === "waiting" && attempts === 0)).toHaveLength(500);
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
    const order = async (isPaid: boolean): Promise<string[]> => {
      const now = sql`${clock.now().toISOString()}::timestamptz`;
      const seen: string[] = [];
      const choose = (all: Due[]): Due[] => {
        seen.push(...all.map(({ order }) => order.orderId));
        return [];
      };
      const wanted = { isPaid, now, worker: randomUUID(), busy: { hosts: [], payees: [] }, choose };
      await claimDeliveries(stage.database.db, wanted);
      return seen;
    };
    expect(await order(true)).toEqual([paid.id]);
    expect(await order(false)).toEqual([later.id, again[0]!.id, again[1]!.id]);
  });

  test("several processes never post the same attempt twice, nor one order's at the same time", async () => {
    const clock = forwardClock();
    const all = [];
    for (let n = 0; n < 60; n++)
      all.push(await stage.over(n % 3 === 0 ? "refused" : "taken", { host: n % 2 ? "localhost" : "127.0.0.1" }));
    const couriers = await Promise.all([1, 2, 3].map(() => stage.courier({ clock: clock.now })));
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
    const dead = { isPaid: false, now, worker: randomUUID(), busy: { hosts: [], payees: [] } };
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
