import { randomUUID, verify } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { asc, eq, isNotNull, ne } from "drizzle-orm";
import { expect, test } from "vitest";
import { inTransaction } from "../../src/db/database.js";
import { tidy } from "../../src/db/housekeeping.js";
import { auditEntries, deadEndpoints, deliveries, deliveryAttempts, jobs, webhooks } from "../../src/db/schema.js";
import { callbackKey } from "../../src/main/callback-key.js";
import { WAITS } from "../../src/notify/callbacks/verdict.js";
import { deliveriesOf, deliveryOf, resend } from "../../src/shop/deliveries.js";
import { removeWebhook, tryWebhook, type Webhook } from "../../src/shop/webhooks.js";
import { CallbackStage, type Listening } from "../support/callback-stage.js";
import { bodyOf, messagesOf, webhookOf } from "../support/callback-webhooks.js";
import { close, type CourierGiven, forwardClock } from "../support/callbacks.js";
import { eachEngine } from "../support/databases.js";
import type { MannerName } from "../support/receiver.js";
import { order } from "../support/till.js";
import { until } from "../support/until.js";

const KEY = callbackKey({
  app_id: randomUUID(),
  session_id: randomUUID(),
  server_public_key: "",
  session_private_key: "",
  spend_private_key: "11".repeat(32),
});

eachEngine("messages to webhooks", (open) => {
  const stage = new CallbackStage(open);

  /** A courier that waits for an answer as long as a slow machine may need to give it. */
  const courier = (given: CourierGiven = {}) => stage.courier({ totalMs: 10_000, ...given });

  /** A webhook whose path answers so, and what came there. */
  async function hook(manner: MannerName, host = "127.0.0.1") {
    const path = randomUUID();
    stage.receiver.say(path, manner);
    const webhook = await webhookOf(stage.database, stage.shop, stage.receiver.url(path).replace("127.0.0.1", host));
    return { ...webhook, path, got: () => stage.receiver.got.filter((one) => one.path === `/${path}`) };
  }

  const row = async (id: string) =>
    (await stage.database.db.select().from(deliveries).where(eq(deliveries.id, id)))[0]!;
  const attempts = (id: string) =>
    stage.database.db
      .select()
      .from(deliveryAttempts)
      .where(eq(deliveryAttempts.deliveryId, id))
      .orderBy(asc(deliveryAttempts.number));
  const tried = (id: string, times: number) =>
    until(`attempt ${times}`, async () => {
      const { attempts: count, leasedUntil } = await row(id);
      return count === times && leasedUntil === null;
    });
  const is = (id: string, state: string) => until(`it to be ${state}`, async () => (await row(id)).state === state);
  const eventsAt = ({ got }: { got: () => { body: string }[] }) => got().map((one) => bodyOf(one).event);

  /** An order of a code that comes to nothing, and the messages of it. */
  async function failedOrder() {
    const made = await order(stage.database, stage.shop);
    await close(stage.database, made);
    return messagesOf(stage.database, made.id);
  }

  async function settled(): Promise<Awaited<ReturnType<typeof messagesOf>>> {
    const made = await order(stage.database, stage.shop);
    await stage.settled({ ...made, path: "" });
    return messagesOf(stage.database, made.id);
  }

  const ask = (deliveryId: string, id: string = randomUUID()) =>
    inTransaction(stage.database.db, (tx) =>
      resend(tx, { merchantId: stage.shop, by: stage.shop, deliveryId, id, cause: id, now: new Date() }),
    );

  const remove = ({ id }: Webhook) =>
    inTransaction(stage.database.db, (tx) =>
      removeWebhook(tx, { merchantId: stage.shop, by: stage.shop, webhookId: id, cause: id, now: new Date() }),
    );

  test("are signed over exactly what is sent, and say what they are", async () => {
    const one = await hook("taken");
    const [message] = await settled();
    await courier({ sign: KEY.sign });
    await is(message!.id, "delivered");
    const [got] = one.got();
    expect(got!.body).toBe(message!.body);
    expect(got!.headers).toMatchObject({
      "content-type": "application/json",
      "mixtill-event": "order.success",
      "mixtill-delivery": message!.id,
    });
    const [, t, signature] = /^t=(\d+),ed25519=(.+)$/.exec(String(got!.headers["mixtill-signature"]))!;
    const signed = (body: string) =>
      verify(null, Buffer.from(`${t}.${body}`), KEY.publicKey, Buffer.from(signature!, "base64"));
    expect(signed(got!.body)).toBe(true);
    expect(signed(got!.body.replace("success", "failed"))).toBe(false);
  });

  test.each<MannerName>(["taken", "created", "empty", "refused", "nothing", "closesMidway"])(
    "%s: a status of success takes it, and nothing is sent afterwards",
    async (manner) => {
      const clock = forwardClock();
      const one = await hook(manner);
      const [message] = await failedOrder();
      const { wake } = await courier({ clock: clock.now });
      await is(message!.id, "delivered");
      clock.forward(100_000);
      wake();
      await pause(100);
      expect(one.got()).toHaveLength(1);
    },
  );

  test.each<MannerName>(["hangs", "broken", "redirects", "garbage", "closes", "hidden"])(
    "come again to one that %s, until it is taken",
    async (manner) => {
      const clock = forwardClock();
      const one = await hook(manner);
      const [message] = await failedOrder();
      const { wake } = await courier({ clock: clock.now, totalMs: manner === "hangs" ? 2_500 : 10_000 });
      await tried(message!.id, 1);
      stage.receiver.say(one.path, "empty");
      clock.forward(16);
      wake();
      await is(message!.id, "delivered");
      const tries = await attempts(message!.id);
      expect(tries.map(({ problem }) => problem === null)).toEqual([false, true]);
      expect(tries[1]).toMatchObject({ status: 204 });
    },
  );

  test("a dead address is told once, by one process after another, and again only after it has lived", async () => {
    const clock = forwardClock();
    const one = await hook("broken");
    let running = await courier({ clock: clock.now });
    const told = async () => {
      const rows = await stage.database.db.select().from(jobs).where(eq(jobs.name, "tell.dead_endpoint"));
      return rows.map(({ payload }) => payload["deliveryId"]);
    };
    async function dies(...messages: { id: string }[]): Promise<void> {
      running.wake();
      for (const [index, wait] of WAITS.entries()) {
        if (index > 0) clock.forward(wait + 1);
        if (index % 4 === 3) {
          await running.stop();
          running = await courier({ clock: clock.now });
        }
        running.wake();
        for (const { id } of messages) await tried(id, index + 1);
      }
      for (const { id } of messages) await is(id, "failed");
    }
    const [first] = await failedOrder();
    const [second] = await failedOrder();
    expect(await told()).toEqual([]);
    await dies(first!, second!);
    const [dead] = await stage.database.db.select().from(deadEndpoints);
    expect(dead).toMatchObject({ merchantId: stage.shop, place: one.id });
    expect(await told()).toHaveLength(1);
    expect(one.got()).toHaveLength(20);
    const [third] = await failedOrder();
    await dies(third!);
    expect(await told()).toHaveLength(1);
    stage.receiver.say(one.path, "empty");
    const again = await ask(third!.id);
    running.wake();
    await is(again.ok ? again.deliveryId : "", "delivered");
    expect(await stage.database.db.select().from(deadEndpoints)).toEqual([]);
    stage.receiver.say(one.path, "broken");
    const [fourth] = await failedOrder();
    await dies(fourth!);
    expect(await told()).toEqual([expect.any(String), fourth!.id]);
    expect((await attempts(fourth!.id)).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test("of one order go one at a time, in the order it happened", async () => {
    const one = await hook("takenSlowly");
    const made = await stage.listening("taken", { callbackUrl: null });
    await stage.payPart(made);
    await stage.settled(made);
    await close(stage.database, made);
    const wanted = ["order.paid_less", "order.success", "order.failed"];
    const couriers = await Promise.all([1, 2, 3].map(() => courier()));
    await until("all", async () =>
      (await messagesOf(stage.database, made.id)).every((all) => all.state === "delivered"),
    );
    expect(eventsAt(one).toSorted()).toEqual(wanted.toSorted());
    expect(stage.receiver.most(one.path)).toBe(1);
    // Paid and unpaid ones are looked for apart; what waits for its first try is never passed by a later one.
    expect(eventsAt(one)).toEqual(wanted);
    await Promise.all(couriers.map((each) => each.stop()));
  });

  test("one that was tried in vain holds up none that comes after it", async () => {
    const clock = forwardClock();
    const one = await hook("broken");
    const made = await stage.listening("taken", { callbackUrl: null });
    await stage.payPart(made);
    const [first] = await messagesOf(stage.database, made.id);
    const { wake } = await courier({ clock: clock.now });
    await tried(first!.id, 1);
    stage.receiver.say(one.path, "empty");
    await stage.settled(made);
    const second = (await messagesOf(stage.database, made.id))[1]!;
    wake();
    await is(second.id, "delivered");
    expect(await row(first!.id)).toMatchObject({ state: "waiting", attempts: 1 });
    clock.forward(16);
    wake();
    await is(first!.id, "delivered");
    expect(eventsAt(one)).toEqual(["order.paid_less", "order.success", "order.paid_less"]);
  });

  test("a callback and a webhook of the same order do not wait for each other, nor other orders for either", async () => {
    const hanging = await hook("hangs");
    const calm = await hook("empty", "localhost");
    const silent = await stage.over("hangs");
    const callback = await stage.over("taken", { host: "localhost" });
    await courier({ totalMs: 25_000 });
    await until("the callback", () => stage.stands(callback, "delivered"));
    await until("both messages", () => calm.got().length === 2);
    await until("those that hang", () => hanging.got().length > 0 && stage.got(silent).length === 1);
  });

  test("a shop's webhooks that hang hold up no callback of it, nor any other shop's", async () => {
    for (const host of ["one.example", "two.example", "three.example"]) await hook("hangs", host);
    const all: Listening[] = [];
    for (let n = 0; n < 8; n++) all.push(await stage.listening("taken", { host: "other.example" }));
    await stage.settled(...all);
    await courier({ totalMs: 25_000, resolve: () => Promise.resolve(["127.0.0.1"]) });
    await until("the callbacks", () => all.every((one) => stage.got(one).length === 1));
    const messages = () => stage.database.db.select().from(deliveries).where(isNotNull(deliveries.webhookId));
    expect(await messages()).toHaveLength(24);
    // As many as one shop may have underway; one more where all of these go to two webhooks, for the third always has a place.
    const underway = async () => (await messages()).filter(({ leasedBy }) => leasedBy !== null).length;
    await until("as many as may hang", async () => (await underway()) >= 8);
    expect(await underway()).toBeLessThanOrEqual(9);
  });

  test("many at once: nobody warns of listeners", async () => {
    const warnings: Error[] = [];
    const hear = (warning: Error) => void warnings.push(warning);
    process.on("warning", hear);
    for (const host of ["one.example", "two.example", "three.example", "four.example"]) {
      for (let n = 0; n < 4; n++) await stage.over("hangs", { host, payee: stage.shop });
    }
    const running = await courier({ totalMs: 25_000, resolve: () => Promise.resolve(["127.0.0.1"]) });
    await until("some", () => stage.receiver.got.length === 8);
    await running.stop();
    process.off("warning", hear);
    expect(warnings.filter(({ name }) => name === "MaxListenersExceededWarning")).toEqual([]);
  });

  test("to a webhook that was removed nothing is sent, and what waits is over", async () => {
    const clock = forwardClock();
    const one = await hook("broken");
    const [tiredOut] = await failedOrder();
    const { wake } = await courier({ clock: clock.now });
    await tried(tiredOut!.id, 1);
    await remove(one);
    expect(await row(tiredOut!.id)).toMatchObject({ state: "overtaken" });
    // One that was being written when it was removed.
    await stage.database.db.update(deliveries).set({ state: "waiting", endedAt: null, leasedBy: null });
    clock.forward(100);
    wake();
    await is(tiredOut!.id, "overtaken");
    expect(one.got()).toHaveLength(1);
    expect(await failedOrder()).toEqual([]);
    expect(await ask(tiredOut!.id)).toEqual({ ok: false, reason: "gone" });
  });

  test("a test is sent once, and says how the address answers", async () => {
    const one = await hook("broken");
    const id = randomUUID();
    const wanted = { id, merchantId: stage.shop, by: stage.shop, webhookId: one.id, now: new Date() };
    expect(await inTransaction(stage.database.db, (tx) => tryWebhook(tx, wanted))).toBe(true);
    expect(await inTransaction(stage.database.db, (tx) => tryWebhook(tx, wanted))).toBe(true);
    const { wake } = await courier();
    await is(id, "failed");
    wake();
    await pause(50);
    expect(one.got()).toHaveLength(1);
    expect(one.got()[0]!.headers).toMatchObject({ "mixtill-event": "ping", "mixtill-delivery": id });
    expect(JSON.parse(one.got()[0]!.body)).toMatchObject({ id, event: "ping", data: { webhookId: one.id } });
    expect(await stage.database.db.select().from(deadEndpoints)).toEqual([]);
    const shown = (await deliveryOf(stage.database.db, stage.shop, id))!;
    expect(shown).toMatchObject({ event: "ping", state: "failed", order: null, last: { status: 500 } });
    expect(shown.tries).toMatchObject([{ number: 1, status: 500, answer: '{"code":"SUCCESS"}' }]);
  });

  test("what was delivered is sent again on demand: the same body under an id of its own, once for one demand", async () => {
    const one = await hook("empty");
    const [message] = await settled();
    let running = await courier();
    await is(message!.id, "delivered");
    await running.stop();
    const id = randomUUID();
    expect(await ask(message!.id, id)).toEqual({ ok: true, deliveryId: id });
    expect(await ask(message!.id, id)).toEqual({ ok: true, deliveryId: id });
    expect(await ask(message!.id)).toEqual({ ok: true, deliveryId: id });
    // Wanted before a restart, sent after it.
    running = await courier();
    await is(id, "delivered");
    expect(await row(id)).toMatchObject({ resendOf: message!.id, event: "order.success", attempts: 1 });
    expect(one.got().map(({ body }) => body)).toEqual([message!.body, message!.body]);
    expect(one.got().map(({ headers }) => headers["mixtill-delivery"])).toEqual([message!.id, id]);
    expect(bodyOf(one.got()[1]!).id).toBe(message!.id);
    const audit = await stage.database.db.select().from(auditEntries).where(eq(auditEntries.action, "delivery.resent"));
    expect(audit).toHaveLength(2);
    expect(audit[0]).toMatchObject({ userId: stage.shop, subject: `127.0.0.1:${stage.receiver.port}` });
    expect(await ask(randomUUID())).toEqual({ ok: false, reason: "unknown" });
  });

  test("one that waits for its next try is tried at once, and goes on from there", async () => {
    const clock = forwardClock();
    const one = await hook("broken");
    const [message] = await failedOrder();
    const { wake } = await courier({ clock: clock.now });
    await tried(message!.id, 1);
    expect(await ask(message!.id)).toEqual({ ok: true, deliveryId: message!.id });
    wake();
    await tried(message!.id, 2);
    stage.receiver.say(one.path, "empty");
    clock.forward(16);
    wake();
    await is(message!.id, "delivered");
    expect(one.got()).toHaveLength(3);
  });

  test("callbacks are in the log and are sent again, too, until another order has their number", async () => {
    await webhookOf(stage.database, stage.shop, "https://shop.example.com/", ["refund.success"]);
    const callback = await stage.over("taken");
    await courier();
    const delivered = await until("it", () => stage.stands(callback, "delivered"));
    const again = await ask(delivered.id);
    expect(again).toMatchObject({ ok: true });
    await until("the copy", async () => (await stage.states(callback)).every((state) => state === "delivered"));
    expect(stage.got(callback).map(({ body }) => body)).toEqual([
      stage.got(callback)[0]!.body,
      stage.got(callback)[0]!.body,
    ]);
    expect(stage.got(callback)[1]!.headers).not.toHaveProperty("mixtill-event");
    const page = await deliveriesOf(stage.database.db, { merchantId: stage.shop, page: 1, size: 10 });
    expect(page.deliveries).toHaveLength(2);
    expect(page.deliveries[0]).toMatchObject({
      resendOf: delivered.id,
      event: "failed",
      order: { id: callback.id, number: `n-${callback.id.slice(0, 8)}`, title: callback.title },
      last: { status: 200, problem: null },
    });
    const shown = await deliveryOf(stage.database.db, stage.shop, delivered.id);
    expect(shown!.body).toBe(stage.got(callback)[0]!.body);
    expect(await deliveryOf(stage.database.db, randomUUID(), delivered.id)).toBeNull();
  });

  test("the log by pages, newest first, and only what has trouble", async () => {
    const clock = forwardClock();
    const one = await hook("empty");
    const fine = [...(await failedOrder()), ...(await failedOrder()), ...(await failedOrder())];
    const { wake } = await courier({ clock: clock.now });
    for (const { id } of fine) await is(id, "delivered");
    stage.receiver.say(one.path, "broken");
    const [bad] = await failedOrder();
    wake();
    await tried(bad!.id, 1);
    const wanted = { merchantId: stage.shop, size: 3 };
    const { db } = stage.database;
    const first = await deliveriesOf(db, { ...wanted, page: 1 });
    expect([first.page, first.pages]).toEqual([1, 2]);
    expect(first.deliveries.map(({ id }) => id)).toEqual([bad!.id, fine[2]!.id, fine[1]!.id]);
    const last = await deliveriesOf(db, { ...wanted, page: 9 });
    expect([last.page, last.deliveries.map(({ id }) => id)]).toEqual([2, [fine[0]!.id]]);
    const troubled = await deliveriesOf(db, { ...wanted, page: 1, troubled: true });
    expect(troubled.deliveries).toMatchObject([
      { id: bad!.id, state: "waiting", attempts: 1, last: { status: 500, problem: "it answers with status 500" } },
    ]);
  });

  test("a webhook is forgotten long after it was removed, and a dead address is told again after a month", async () => {
    const { db } = stage.database;
    const days = (n: number) => new Date(Date.now() - n * 86_400_000);
    const [kept, told, gone] = [await hook("empty"), await hook("empty"), await hook("empty")];
    const [message] = (await failedOrder()).filter(({ webhookId }) => webhookId === told.id);
    await db.delete(deliveries).where(ne(deliveries.id, message!.id));
    for (const one of [told, gone]) await remove(one);
    await db
      .update(webhooks)
      .set({ removedAt: days(61) })
      .where(isNotNull(webhooks.removedAt));
    await db.insert(deadEndpoints).values([
      { merchantId: stage.shop, place: "old.example.com", since: days(31) },
      { merchantId: stage.shop, place: "new.example.com", since: days(29) },
      { merchantId: stage.shop, place: kept.id, since: days(29) },
    ]);
    await tidy(db);
    const ids = (await db.select().from(webhooks)).map(({ id }) => id);
    expect(ids.toSorted()).toEqual([kept.id, told.id].toSorted());
    await remove(kept);
    expect((await db.select().from(deadEndpoints)).map(({ place }) => place)).toEqual(["new.example.com"]);
  });
});
