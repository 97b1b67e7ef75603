import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { apiOrders } from "../../src/db/schema.js";
import { WAITS } from "../../src/notify/callbacks/verdict.js";
import { CallbackStage } from "../support/callback-stage.js";
import { attemptsOf, close, courierOf, forwardClock } from "../support/callbacks.js";
import { eachEngine } from "../support/databases.js";
import type { MannerName } from "../support/receiver.js";
import { until } from "../support/until.js";

eachEngine("callbacks", (open) => {
  const stage = new CallbackStage(open);

  test("says which order it is about, and nothing else; nothing is sent after it was taken", async () => {
    const clock = forwardClock();
    const order = await stage.over("taken");
    const { wake } = await stage.courier({ clock: clock.now });
    const row = await until("it to be delivered", () => stage.stands(order, "delivered"));
    expect(row).toMatchObject({ event: "failed", attempts: 1, leasedBy: null });
    const body = `{"orderId":"n-${order.id.slice(0, 8)}","traceId":"${order.id}","payeeId":"${stage.shop.toUpperCase()}"}`;
    expect(stage.got(order)).toHaveLength(1);
    expect(stage.got(order)[0]).toMatchObject({ body, method: "POST" });
    expect(stage.got(order)[0]!.headers).toMatchObject({
      "content-type": "application/json",
      "user-agent": "Mixtill (test)",
      "mixtill-signature": expect.stringMatching(new RegExp(`^t=\\d+,length=${body.length}$`)),
    });
    expect(await attemptsOf(stage.database, order.id)).toMatchObject([
      { number: 1, status: 200, answer: '{"code":"SUCCESS"}', problem: null, at: expect.any(Date) },
    ]);
    clock.forward(100_000);
    wake();
    await pause(100);
    expect(stage.got(order)).toHaveLength(1);
  });

  test("an order without a number of its shop's", async () => {
    const order = await stage.listening("taken", { orderNumber: null, payeeSent: "as written" });
    await close(stage.database, order);
    await stage.courier();
    await until("it", () => stage.stands(order, "delivered"));
    expect(stage.got(order)[0]!.body).toBe(`{"orderId":"","traceId":"${order.id}","payeeId":"as written"}`);
  });

  test("is tried ten times on MixPay's schedule, by one process after another, and then no more", async () => {
    const clock = forwardClock();
    const order = await stage.over("refused");
    let running = await stage.courier({ clock: clock.now });
    await stage.tried(order, 1);
    for (const [index, wait] of WAITS.entries()) {
      if (index === 0) continue;
      clock.forward(wait - 3);
      running.wake();
      await pause(20);
      expect(stage.got(order)).toHaveLength(index);
      if (index % 3 === 0) {
        await running.stop();
        running = await stage.courier({ clock: clock.now });
      }
      clock.forward(3.5);
      running.wake();
      await stage.tried(order, index + 1);
    }
    expect(await until("its end", () => stage.stands(order, "failed"))).toMatchObject({ attempts: 10 });
    clock.forward(1_000_000);
    running.wake();
    await pause(100);
    expect(stage.got(order)).toHaveLength(10);
    const attempts = await attemptsOf(stage.database, order.id);
    expect(attempts.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const waited = attempts.slice(1).map(({ at }, n) => Math.round((at.getTime() - attempts[n]!.at.getTime()) / 1000));
    waited.forEach((seconds, n) => {
      expect(seconds).toBeGreaterThanOrEqual(WAITS[n + 1]!);
      expect(seconds).toBeLessThanOrEqual(WAITS[n + 1]! + 5);
    });
  });

  test.each<[MannerName, number | null, RegExp]>([
    ["hangs", null, /no whole answer/],
    ["broken", 500, /status 500/],
    ["redirects", 302, /redirects/],
    ["fail", 200, /not JSON/],
    ["closes", null, /connection failed/],
    ["closesMidway", 200, /connection failed/],
    ["garbage", null, /connection failed/],
    ["nul", 200, /not JSON/],
  ])(
    "comes again to one that %s, over restarts, until it is taken, and not once more",
    async (manner, status, problem) => {
      const clock = forwardClock();
      const order = await stage.over(manner);
      const restarted = () => stage.courier({ clock: clock.now, totalMs: manner === "hangs" ? 2_500 : 10_000 });
      let running = await restarted();
      for (const times of [1, 2]) {
        await stage.tried(order, times);
        await running.stop();
        if (times === 2) stage.receiver.say(order.path, "takenAsText");
        clock.forward(16);
        running = await restarted();
      }
      await until("it", () => stage.stands(order, "delivered"));
      const attempts = await attemptsOf(stage.database, order.id);
      expect(attempts.map((one) => one.status)).toEqual([status, status, 200]);
      expect(attempts.map((one) => one.problem)).toEqual([
        expect.stringMatching(problem),
        expect.stringMatching(problem),
        null,
      ]);
      await running.stop();
      clock.forward(100_000);
      const { wake } = await restarted();
      wake();
      await pause(100);
      expect(stage.got(order)).toHaveLength(3);
    },
  );

  test("news that comes while the news before it is posted waits for it, and nothing is locked meanwhile", async () => {
    const order = await stage.listening("takenLate", { callbackEvents: ["paid_less"] });
    await stage.payPart(order);
    await stage.courier({ totalMs: 10_000 });
    await until("the first", () => stage.got(order).length === 1);
    await close(stage.database, order);
    expect(await stage.states(order)).toEqual(expect.arrayContaining(["overtaken", "waiting"]));
    await until("the second", async () => (await stage.states(order)).every((state) => state === "delivered"));
    expect(stage.got(order).map(({ body }) => body)).toEqual([stage.got(order)[0]!.body, stage.got(order)[0]!.body]);
    expect(stage.receiver.most(order.path)).toBe(1);
  });

  test("what is overtaken while it is posted in vain is not tried again", async () => {
    const clock = forwardClock();
    const order = await stage.listening("hangs", { callbackEvents: ["paid_less"] });
    await stage.payPart(order);
    const { wake } = await stage.courier({ clock: clock.now, totalMs: 2_000 });
    await until("the first", () => stage.got(order).length === 1);
    stage.receiver.say(order.path, "taken");
    await close(stage.database, order);
    await until("the second", () => stage.stands(order, "delivered"));
    clock.forward(10_000);
    wake();
    await pause(100);
    expect(stage.got(order)).toHaveLength(2);
    expect((await stage.states(order)).toSorted()).toEqual(["delivered", "overtaken"]);
    expect(await attemptsOf(stage.database, order.id)).toHaveLength(2);
  });

  test("what was taken while the database was away for some seconds is not sent again", async () => {
    const order = await stage.over("taken");
    let away = 3;
    const db = new Proxy(stage.database.db, {
      get(target, key) {
        // What is written of an attempt, once it was made.
        const isAway = key === "transaction" && stage.got(order).length > 0 && away-- > 0;
        if (isAway) throw new Error("the database is away");
        return Reflect.get(target, key) as unknown;
      },
    });
    const courier = courierOf({ ...stage.database, db });
    await courier.start();
    await until("it", () => stage.stands(order, "delivered"));
    await courier.stop();
    expect(away).toBeLessThan(0);
    expect(stage.got(order)).toHaveLength(1);
  });

  test("nobody hears of an order that was replaced after it had ended", async () => {
    const order = await stage.over("taken");
    await stage.database.db.update(apiOrders).set({ replacedBy: randomUUID() }).where(eq(apiOrders.orderId, order.id));
    await stage.courier();
    await until("it to be put away", () => stage.stands(order, "overtaken"));
    expect(stage.got(order)).toEqual([]);
  });
});
