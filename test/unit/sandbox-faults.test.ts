import { randomUUID } from "node:crypto";
import { MixinApi } from "@mixin.dev/mixin-node-sdk";
import { sendRaw, websocket } from "@mixin.dev/mixin-node-sdk/blaze";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { conversationId } from "../../src/sandbox/bytes.js";
import { Faults } from "../../src/sandbox/control/faults.js";
import { startSandbox, type Sandbox, type SandboxUser } from "../../src/sandbox/server.js";
import { soon } from "../support/soon.js";

let sandbox: Sandbox;
let ada: SandboxUser;
let bot: SandboxUser;
const closing: (() => void)[] = [];

beforeEach(async () => {
  sandbox = await startSandbox({ priceWalk: false, switches: { redeliveryMs: 100 } });
  const [first, , third] = sandbox.users();
  if (first === undefined || third === undefined) throw new Error("people are missing");
  bot = first;
  ada = third;
});

afterEach(async () => {
  for (const close of closing.splice(0)) close();
  await sandbox.close();
});

async function faults(...rules: Record<string, unknown>[]): Promise<void> {
  const answer = await fetch(`${sandbox.url}/sandbox/faults`, { method: "POST", body: JSON.stringify({ rules }) });
  expect(answer.status).toBe(200);
}

const api = (user: SandboxUser, timeout = 300) =>
  MixinApi({ keystore: user.keystore, requestConfig: { baseURL: sandbox.url, timeout } });

const message = (words: string, id: string = randomUUID()) => ({
  conversation_id: conversationId(ada.user_id, bot.user_id),
  recipient_id: bot.user_id,
  message_id: id,
  category: "PLAIN_TEXT",
  data_base64: Buffer.from(words).toString("base64url"),
});

async function listen(user: SandboxUser, syncAck = true) {
  const heard: string[] = [];
  let closed = 0;
  const ws = websocket(
    user.keystore,
    sandbox.url.replace("http", "ws"),
    {
      onMessage: ({ data }) => void heard.push(Buffer.from(data as string, "base64").toString()),
      onAckReceipt: () => undefined,
    },
    { parse: false, syncAck },
  );
  closing.push(() => ws.terminate());
  ws.on("close", () => (closed += 1));
  await new Promise((resolve, reject) => {
    ws.on("open", resolve);
    ws.on("error", reject);
  });
  await sendRaw(ws, { id: randomUUID(), action: "LIST_PENDING_MESSAGES" });
  return { heard, closed: () => closed };
}

describe("requests that go wrong", () => {
  it("answers 500 as often as it was asked, then works again", async () => {
    await faults({ kind: "http_500", match: { path: "/me", user: ada.user_id }, count: 2 });
    const me = await api(ada).user.profile();
    expect(me.full_name).toBe("Ada");
    const active = (await (await fetch(`${sandbox.url}/sandbox/faults`)).json()) as { rules: { fired: number }[] };
    expect(active.rules[0]?.fired).toBe(2);
  });

  it("keeps silent before it does anything, or after it did", async () => {
    const before = message("never arrived");
    await faults({ kind: "timeout_before", match: { path: "/messages" } });
    await expect(api(ada, 500).message.sendBatch([before] as never)).rejects.toMatchObject({ code: "ECONNABORTED" });
    expect(sandbox.world.messages.get(before.message_id)).toBeUndefined();

    const after = message("arrived unanswered");
    await faults({ kind: "timeout_after", match: { path: "/messages" }, count: 1 });
    await api(ada, 500).message.sendBatch([after] as never);
    expect(sandbox.world.messages.get(after.message_id)).toMatchObject({ duplicates: 1, conflicts: 0 });

    const cut = message("hung up on");
    await faults({ kind: "silence", match: { path: "/messages" }, count: 1 });
    await api(ada).message.sendBatch([cut] as never);
    expect(sandbox.world.messages.get(cut.message_id)).toMatchObject({ duplicates: 1 });
  });

  it("answers 429 in a body and 413 without one", async () => {
    await faults({ kind: "rate_limit_429", match: { path: "/search" } });
    await expect(api(bot).user.search(ada.identity_number)).rejects.toMatchObject({ code: 429 });
    await faults({ kind: "too_large_413", match: { path: "/messages" } });
    await expect(api(ada).message.sendBatch([message("x")] as never)).rejects.toMatchObject({
      response: { status: 413 },
    });
  });
});

describe("Blaze that goes wrong", () => {
  it("drops the line instead of pushing, and refuses the next", async () => {
    await faults({ kind: "blaze_drop", match: { user: bot.user_id }, count: 1 }, { kind: "blaze_refuse", count: 1 });
    await expect(listen(bot)).rejects.toThrow(/503/);
    const line = await listen(bot);
    await api(ada).message.sendBatch([message("one")] as never);
    await soon(() => expect(line.closed()).toBe(1));
    const next = await listen(bot);
    await soon(() => expect(next.heard).toEqual(["one"]));
  });

  it("repeats, delays and reorders messages", async () => {
    const line = await listen(bot, false);
    await faults({ kind: "message_duplicate", count: 1 });
    await api(ada).message.sendBatch([message("twice")] as never);
    await soon(() => expect(line.heard.slice(0, 2)).toEqual(["twice", "twice"]));

    await faults({ kind: "message_reorder", match: { user: ada.user_id }, count: 1, delay_ms: 5_000 });
    const second = await listen(ada);
    const reply = (words: string) => ({ ...message(words), recipient_id: ada.user_id });
    await api(bot).message.sendBatch([reply("first"), reply("second")] as never);
    await soon(() => expect(second.heard).toEqual(["second", "first"]));

    await faults({ kind: "message_delay", match: { user: ada.user_id }, count: 1, delay_ms: 40 });
    await api(bot).message.sendBatch([reply("late"), reply("soon")] as never);
    await soon(() => expect(second.heard.slice(2)).toEqual(["soon", "late"]));
  });
});

describe("rules", () => {
  it("draw the same dice for the same seed", () => {
    const run = (seed: number): boolean[] => {
      const dice = new Faults();
      dice.set([{ kind: "http_500", probability: 0.5 }], seed);
      return Array.from({ length: 40 }, () => dice.fire("http_500", {}) !== undefined);
    };
    expect(run(7)).toEqual(run(7));
    expect(run(7)).not.toEqual(run(8));
    expect(run(7).filter(Boolean).length).toBeGreaterThan(8);
  });

  it("are refused with a sentence when they make no sense, and cleared by DELETE", async () => {
    const answer = await fetch(`${sandbox.url}/sandbox/faults`, {
      method: "POST",
      body: JSON.stringify({ rules: [{ kind: "earthquake" }] }),
    });
    expect(answer.status).toBe(400);
    await faults({ kind: "http_500" });
    await fetch(`${sandbox.url}/sandbox/faults`, { method: "DELETE" });
    expect((await api(ada).user.profile()).full_name).toBe("Ada");
  });
});
