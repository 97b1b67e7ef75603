import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { BlazeHandlers, Mixin } from "../../src/mixin/client.js";
import type { BlazeState, IncomingMessage } from "../../src/mixin/blaze.js";
import { appCard, buttonGroup, file as fileOf, image, post, text, type Payload } from "../../src/mixin/payloads.js";
import { openStage, type Person, type Stage } from "../support/mixin-stage.js";

let stage: Stage;
beforeEach(async () => {
  stage = await openStage({ switches: { redeliveryMs: 150 } });
});
afterEach(() => stage.close());

const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 10_000, interval: 10 });

/** The bot on line: what it was given, and what it was told about its state. */
function listen(mixin: Mixin, handlers: Partial<BlazeHandlers> = {}) {
  const handled: IncomingMessage[] = [];
  const states: { state: BlazeState; detail: string }[] = [];
  const blaze = mixin.blaze({
    handle: async (messages) => void handled.push(...messages),
    onState: (state, detail) => void states.push({ state, detail }),
    reconnectMs: { first: 20, most: 100 },
    ...handlers,
  });
  blaze.start();
  const seen = () => new Set(handled.map(({ messageId }) => messageId));
  return { blaze, handled, states, seen };
}
const pending = () => stage.sandbox.world.delivery.pendingOf(stage.bot.user_id);
const stored = (id: string) => stage.sandbox.world.store.messages.get(id);

function outgoing(mixin: Mixin, to: Person, payload: Payload, messageId: string = randomUUID()) {
  return {
    messageId,
    conversationId: mixin.messages.conversationIdWith(to.user_id),
    recipientId: to.user_id,
    ...payload,
  };
}

describe("a chat on the sandbox", () => {
  test("goes both ways, and what was handled is acknowledged", async () => {
    const mixin = stage.client();
    const { handled } = listen(mixin);
    const id = await stage.ada.writes("hello");
    await until(() => expect(handled.some(({ messageId }) => messageId === id)).toBe(true));
    const hello = handled.find(({ messageId }) => messageId === id);
    expect(hello).toMatchObject({ category: "PLAIN_TEXT", userId: stage.ada.user_id });
    expect(hello?.data.toString()).toBe("hello");
    expect(hello?.conversationId).toBe(mixin.messages.conversationIdWith(stage.ada.user_id));
    await until(() => expect(pending()).toBe(0));

    const reply = outgoing(mixin, stage.ada, text("hi, Ada"));
    expect(await mixin.messages.send([reply])).toEqual([{ messageId: reply.messageId, ok: true }]);
    expect(Buffer.from(stored(reply.messageId)?.data ?? "", "base64").toString()).toBe("hi, Ada");
  });

  test("takes each kind of payload we build", async () => {
    const mixin = stage.client();
    const file = await mixin.attachments.upload(Buffer.from("a picture"), { mime: "image/png" });
    expect(await (await fetch(file.viewUrl)).text()).toBe("a picture");
    const table = new Blob([new Blob(["Kind,Price\r\n"]), "Payment,20\r\n"]);
    const csv = await mixin.attachments.upload(table, { mime: "text/csv" });
    expect(await (await fetch(csv.viewUrl)).text()).toBe("Kind,Price\r\nPayment,20\r\n");
    const picture = { ...file, width: 10, height: 10, thumbnail: "dGh1bWI=" };
    const button = { label: "Pay", color: "#3D98D0", action: "input:pay" };
    const card = { appId: stage.bot.user_id, title: "Paid", description: "20 AED" };
    const payloads = [
      text("hi"),
      post("# hi"),
      image({ ...picture, attachmentId: file.attachmentId }),
      fileOf({ ...csv, name: "payments.csv" }),
      buttonGroup([button]),
      appCard(card),
      appCard({ ...card, actions: [button] }),
    ];
    const batch = payloads.map((payload) => outgoing(mixin, stage.ada, payload));
    expect((await mixin.messages.send(batch)).map(({ ok }) => ok)).toEqual(payloads.map(() => true));
  });

  test("acknowledges nothing before it is handled; what failed comes again", async () => {
    let failures = 2;
    const seen: string[] = [];
    listen(stage.client(), {
      handle: async (messages) => {
        if (failures > 0) {
          failures -= 1;
          expect(pending()).toBeGreaterThan(0);
          throw new Error("no database");
        }
        seen.push(...messages.map(({ messageId }) => messageId));
      },
    });
    const id = await stage.ada.writes("hello");
    await until(() => expect(seen).toContain(id));
    await until(() => expect(pending()).toBe(0));
  });

  test("finds what was written while the bot was away", async () => {
    const ids = [await stage.ada.writes("one"), await stage.ada.writes("two"), await stage.ben.writes("three")];
    const { seen, handled } = listen(stage.client());
    await until(() => expect([...seen()]).toEqual(expect.arrayContaining(ids)));
    const mine = handled.filter(({ userId }) => userId === stage.ada.user_id).map(({ messageId }) => messageId);
    expect(mine.indexOf(ids[0] ?? "")).toBeLessThan(mine.indexOf(ids[1] ?? ""));
  });

  test("loses nothing when lines drop and messages come twice, late and out of order", async () => {
    const { seen } = listen(stage.client());
    await stage.faults(
      { kind: "blaze_drop", count: 5, probability: 0.2 },
      { kind: "message_duplicate", probability: 0.3 },
      { kind: "message_reorder", probability: 0.2, delay_ms: 20 },
      { kind: "message_delay", probability: 0.2, delay_ms: 50 },
      { kind: "blaze_refuse", count: 2, probability: 0.5 },
    );
    const ids = await Promise.all(Array.from({ length: 60 }, (_, index) => stage.ada.writes(`message ${index}`)));
    await until(() => expect([...seen()]).toEqual(expect.arrayContaining(ids)));
    await until(() => expect(pending()).toBe(0));
    expect((await stage.fired())[0]).toBeGreaterThan(0);
  });

  test("acknowledges again when that failed", async () => {
    await stage.faults({ kind: "http_500", match: { path: "/acknowledgements" }, count: 4 });
    listen(stage.client());
    await stage.ada.writes("hello");
    await until(async () => expect(await stage.fired()).toEqual([4]));
    await until(() => expect(pending()).toBe(0));
  });
});

describe("a socket that is refused", () => {
  test("for its token reports so and does not hammer", async () => {
    await stage.faults({ kind: "blaze_refuse", status: 401 });
    const { blaze, states } = listen(stage.client());
    await until(() => expect(blaze.state).toBe("unauthorized"));
    expect(states.at(-1)?.detail).toContain("session was replaced");
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await stage.fired()).toEqual([1]);
  });

  test("for a wrong clock says that it is the clock, and by how much", async () => {
    const now = () => Date.now() - 20 * 60_000;
    const mixin = stage.client({ now });
    const { states } = listen(mixin);
    await until(() => expect(states.at(-1)?.detail).toContain("clock is 20 minutes behind"));
    await expect(mixin.profile()).rejects.toThrow("clock is 20 minutes behind");
  });

  test("for a while comes back by itself", async () => {
    await stage.faults({ kind: "blaze_refuse", count: 3 });
    const { blaze } = listen(stage.client());
    await until(() => expect(blaze.state).toBe("online"));
    expect(await stage.fired()).toEqual([3]);
  });

  test("stays closed once it was stopped", async () => {
    const mixin = stage.client();
    const { blaze, states } = listen(mixin);
    await until(() => expect(blaze.state).toBe("online"));
    await blaze.stop();
    const before = states.length;
    await stage.ada.writes("anybody there?");
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(states).toHaveLength(before);
    expect(pending()).toBeGreaterThan(0);
  });
});

describe("sending", () => {
  test("hundreds of messages and more than 128 KB at once arrives in full and in order", async () => {
    const mixin = stage.client();
    const batch = Array.from({ length: 260 }, (_, index) =>
      outgoing(mixin, stage.ada, text(index % 40 === 0 ? "x".repeat(40_000) : `message ${index}`)),
    );
    expect((await mixin.messages.send(batch)).every(({ ok }) => ok)).toBe(true);
    const order = batch.map(({ messageId }) => stored(messageId)?.created_at ?? "");
    expect(order).not.toContain("");
    expect(order).toEqual(order.toSorted());
  });

  test("halves what is too large", async () => {
    await stage.faults({ kind: "too_large_413", match: { path: "/messages" }, count: 3 });
    const mixin = stage.client();
    const batch = Array.from({ length: 50 }, (_, index) => outgoing(mixin, stage.ada, text(`message ${index}`)));
    expect((await mixin.messages.send(batch)).every(({ ok }) => ok)).toBe(true);
    expect(batch.every(({ messageId }) => stored(messageId) !== undefined)).toBe(true);
    expect(await stage.fired()).toEqual([3]);
  });

  test("tells which message is refused, the others arrive", async () => {
    const mixin = stage.client();
    const batch = Array.from({ length: 9 }, (_, index) => outgoing(mixin, stage.ada, text(`message ${index}`)));
    batch[4] = outgoing(mixin, stage.ada, { category: "APP_BUTTON_GROUP", data: "[]" });
    const results = await mixin.messages.send(batch);
    expect(results.map(({ ok }) => ok)).toEqual([true, true, true, true, false, true, true, true, true]);
    expect(results[4]).toMatchObject({ messageId: batch[4]?.messageId, error: { code: 10002 } });
  });

  test("shows a message once although the answer got lost", async () => {
    await stage.ada.writes("a conversation begins");
    await stage.faults({ kind: "timeout_after", match: { path: "/messages" }, count: 1 });
    const mixin = stage.client({ timeoutMs: 1_000 });
    const message = outgoing(mixin, stage.ada, text("once"));
    expect(await mixin.messages.send([message])).toEqual([{ messageId: message.messageId, ok: true }]);
    expect(stored(message.messageId)).toMatchObject({ duplicates: 1, conflicts: 0 });
  });

  test("to somebody who never wrote creates the conversation", async () => {
    const response = await fetch(`${stage.sandbox.url}/sandbox/users`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ full_name: "Cleo" }),
    });
    const cleo = (await response.json()) as Person;
    const mixin = stage.client();
    const message = outgoing(mixin, cleo, text("hello Cleo"));
    expect(await mixin.messages.send([message])).toEqual([{ messageId: message.messageId, ok: true }]);
    expect(stored(message.messageId)).toBeDefined();
  });
});

describe("asking", () => {
  test("knows itself, people by id, number and phone", async () => {
    const mixin = stage.client();
    const { ada } = stage;
    expect(await mixin.profile()).toMatchObject({ userId: stage.bot.user_id, isBot: true, fullName: "Mixtill" });
    expect(await mixin.users.byId(ada.user_id)).toMatchObject({ fullName: "Ada", hasSafe: true, isBot: false });
    const found = { status: "found", user: { userId: ada.user_id } };
    expect(await mixin.users.search(ada.identity_number)).toMatchObject(found);
    expect(await mixin.users.search(ada.phone)).toMatchObject(found);
    expect(await mixin.users.search("99999999")).toEqual({ status: "absent" });
    expect(await mixin.users.byId(randomUUID())).toBeUndefined();
    expect((await mixin.users.byIds([ada.user_id, randomUUID()])).size).toBe(1);
  });

  test("sends no search for twelve hours after one was limited", async () => {
    await stage.faults({ kind: "rate_limit_429", match: { path: "/search/" } });
    const mixin = stage.client();
    expect(await mixin.users.search("2815162")).toMatchObject({ status: "limited" });
    expect(await mixin.users.search("3721004")).toMatchObject({ status: "limited" });
    expect(await stage.fired()).toEqual([1]);
  });

  test("knows assets, their networks, prices and currency rates", async () => {
    const { assets } = stage.client();
    const all = await assets.assets();
    const networks = new Set(all.filter(({ symbol }) => symbol === "USDT").map(({ chainName }) => chainName));
    expect(networks.size).toBeGreaterThan(1);
    expect(networks).not.toContain("");
    const btc = "c6d0c728-2624-429b-8e0d-d9d19b6592fa";
    expect((await assets.asset(btc))?.kernelAssetId).toBe(
      "fe6b7788944d328778f98e3e81588215b5a07de4f9a4a7de4db4535b404e65db",
    );
    expect((await assets.price(btc))?.usd).toMatch(/^\d+(\.\d+)?$/);
    expect((await assets.fiatRate("AED"))?.rate).toMatch(/^3\.67/);
    expect(await assets.asset(randomUUID())).toBeUndefined();
  });
});
