import { randomUUID } from "node:crypto";
import { MixinApi, type KeystoreClientReturnType } from "@mixin.dev/mixin-node-sdk";
import { sendRaw, websocket } from "@mixin.dev/mixin-node-sdk/blaze";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { conversationId } from "../../src/sandbox/bytes.js";
import { startSandbox, type Sandbox, type SandboxUser } from "../../src/sandbox/server.js";
import { soon } from "../support/soon.js";

interface Received {
  message_id: string;
  category: string;
  user_id: string;
  data: string;
  status: string;
  source: string;
}

let sandbox: Sandbox;
const closing: (() => void)[] = [];

function person(name: string): SandboxUser {
  const found = sandbox.users().find((user) => user.full_name === name);
  if (found === undefined) throw new Error(`nobody is called ${name}`);
  return found;
}

function client(user: SandboxUser): KeystoreClientReturnType {
  return MixinApi({ keystore: user.keystore, requestConfig: { baseURL: sandbox.url } });
}

/** The SDK's own socket for a user; what it received, and what could not be handled twice. */
async function online(user: SandboxUser, syncAck: boolean) {
  const messages: Received[] = [];
  const receipts: Received[] = [];
  const ws = websocket(
    user.keystore,
    sandbox.url.replace("http", "ws"),
    {
      onMessage: (message) => void messages.push(message as unknown as Received),
      onAckReceipt: (message) => void receipts.push(message as unknown as Received),
    },
    { parse: false, syncAck },
  );
  await new Promise((resolve, reject) => {
    ws.on("open", resolve);
    ws.on("error", reject);
  });
  closing.push(() => ws.terminate());
  const listPending = () => sendRaw(ws, { id: randomUUID(), action: "LIST_PENDING_MESSAGES" });
  return { ws, messages, receipts, listPending };
}

const text = (from: SandboxUser, to: SandboxUser, words: string, id: string = randomUUID()) => ({
  conversation_id: conversationId(from.user_id, to.user_id),
  recipient_id: to.user_id,
  message_id: id,
  category: "PLAIN_TEXT",
  data_base64: Buffer.from(words).toString("base64url"),
});

const words = (message: Received | undefined): string => Buffer.from(message?.data ?? "", "base64").toString();

beforeEach(async () => {
  sandbox = await startSandbox({ priceWalk: false, switches: { redeliveryMs: 150 } });
});

afterEach(async () => {
  for (const close of closing.splice(0)) close();
  await sandbox.close();
});

describe("the unmodified SDK chats", () => {
  it("carries a message to the bot and its answer back", async () => {
    const bot = person("Mixtill");
    const ada = person("Ada");
    const ears = await online(bot, true);
    await ears.listPending();
    await client(ada).message.sendBatch([text(ada, bot, "hello")] as never);
    await soon(() => expect(ears.messages).toHaveLength(1));
    expect(ears.messages[0]).toMatchObject({ category: "PLAIN_TEXT", user_id: ada.user_id, status: "SENT" });
    expect(words(ears.messages[0])).toBe("hello");

    const phone = await online(ada, true);
    await phone.listPending();
    await client(bot).message.sendBatch([text(bot, ada, "welcome 你好")] as never);
    await soon(() => expect(phone.messages).toHaveLength(1));
    expect(words(phone.messages[0])).toBe("welcome 你好");
    await soon(() => expect(ears.receipts[0]).toMatchObject({ status: "READ" }));
  });

  it("sends through the socket, too, and answers with the frame's id", async () => {
    const bot = person("Mixtill");
    const ada = person("Ada");
    const ears = await online(bot, true);
    await ears.listPending();
    const phone = await online(ada, false);
    const { data_base64: data, ...rest } = text(ada, bot, "by socket");
    await sendRaw(phone.ws, {
      id: randomUUID(),
      action: "CREATE_MESSAGE",
      params: { ...rest, data_base64: data },
    });
    await soon(() => expect(words(ears.messages[0])).toBe("by socket"));
    await soon(() => expect(phone.messages[0]).toMatchObject({ category: "", user_id: ada.user_id }));
  });

  it("pushes nothing before pending messages are asked for", async () => {
    const bot = person("Mixtill");
    const ada = person("Ada");
    const ears = await online(bot, true);
    await client(ada).message.sendBatch([text(ada, bot, "anybody?")] as never);
    await client(ada).user.profile();
    expect(ears.messages).toHaveLength(0);
    await ears.listPending();
    await soon(() => expect(ears.messages).toHaveLength(1));
  });

  it("pushes again, on the same line and on the next one, until the message is acknowledged", async () => {
    const bot = person("Mixtill");
    const ada = person("Ada");
    const deaf = await online(bot, false);
    await deaf.listPending();
    const id = randomUUID();
    await client(ada).message.sendBatch([text(ada, bot, "still there?", id)] as never);
    await soon(() => expect(deaf.messages.length).toBeGreaterThan(2));
    expect(new Set(deaf.messages.map((message) => message.message_id))).toEqual(new Set([id]));
    deaf.ws.terminate();

    const next = await online(bot, false);
    await next.listPending();
    await soon(() => expect(next.messages[0]).toMatchObject({ message_id: id, source: "LIST_PENDING_MESSAGES" }));
    await client(bot).message.sendAcknowledges([{ message_id: id, status: "READ" }]);
    expect(sandbox.world.delivery.pendingOf(bot.user_id)).toBe(0);
    const third = await online(bot, false);
    await third.listPending();
    await client(ada).message.sendBatch([text(ada, bot, "the next one")] as never);
    await soon(() => expect(third.messages.map(words)).toEqual(["the next one"]));
  });

  it("takes a message id once, however often it is sent", async () => {
    const bot = person("Mixtill");
    const ada = person("Ada");
    const ears = await online(bot, true);
    await ears.listPending();
    const message = text(ada, bot, "once");
    for (let time = 0; time < 3; time++) await client(ada).message.sendBatch([message] as never);
    await client(ada).message.sendBatch([text(ada, bot, "last")] as never);
    // What is not acknowledged in time comes again, under its id.
    await soon(() => expect(new Map(ears.messages.map((one) => [one.message_id, words(one)])).size).toBe(2));
    expect([...new Set(ears.messages.map(words))]).toEqual(["once", "last"]);
  });

  it("refuses a bot that writes into a conversation nobody opened, until it opens one", async () => {
    const bot = person("Mixtill");
    const ben = person("Ben");
    const message = text(bot, ben, "you were paid");
    await expect(client(bot).message.sendBatch([message] as never)).rejects.toMatchObject({ code: 403 });
    await client(bot).conversation.createContact(ben.user_id);
    await client(bot).message.sendBatch([message] as never);
  });

  it("greets the bot in the name of a person who adds it", async () => {
    const bot = person("Mixtill");
    const ada = person("Ada");
    const ears = await online(bot, true);
    await ears.listPending();
    sandbox.world.people.setRelation(ada.user_id, bot.user_id, "STRANGER");
    await client(ada).user.updateRelationships({ user_id: bot.user_id, action: "ADD" } as never);
    await soon(() => expect(words(ears.messages[0])).toBe("Hello"));
  });

  it("refuses what real clients could not show", async () => {
    const bot = person("Mixtill");
    const ada = person("Ada");
    await client(bot).conversation.createContact(ada.user_id);
    const json = (category: string, content: unknown) => ({
      ...text(bot, ada, JSON.stringify(content)),
      category,
    });
    const button = { label: "Pay", color: "#3D98D0", action: "input:pay" };
    const send = (message: unknown) => client(bot).message.sendBatch([message] as never);
    await send(json("APP_BUTTON_GROUP", [button]));
    const wrong = [
      json(
        "APP_BUTTON_GROUP",
        Array.from({ length: 7 }, () => button),
      ),
      json("APP_BUTTON_GROUP", [{ ...button, color: "blue" }]),
      json("APP_BUTTON_GROUP", [{ ...button, label: "x".repeat(37) }]),
      json("APP_CARD", { app_id: bot.user_id, title: "", description: "d" }),
      json("PLAIN_IMAGE", { attachment_id: randomUUID(), mime_type: "image/png", width: 1, height: 1, size: 1 }),
      json("SIGNAL_TEXT", "x"),
    ];
    for (const message of wrong) await expect(send(message)).rejects.toMatchObject({ code: 10002 });
  });

  it("keeps a picture for the message that shows it", async () => {
    const bot = person("Mixtill");
    const ada = person("Ada");
    const file = new File([new Uint8Array([1, 2, 3])], "x.png");
    const uploaded = await client(bot).attachment.upload(file);
    const found = await client(ada).attachment.fetch(uploaded.attachment_id);
    const bytes = new Uint8Array(await (await fetch(found.view_url)).arrayBuffer());
    expect(bytes).toEqual(new Uint8Array([1, 2, 3]));
  });

  it("answers a batch beyond 100 with 10002 and a body beyond 128 KB with a 413 that is no JSON", async () => {
    const bot = person("Mixtill");
    const ada = person("Ada");
    const many = Array.from({ length: 101 }, () => text(ada, bot, "x"));
    await expect(client(ada).message.sendBatch(many as never)).rejects.toMatchObject({ code: 10002 });
    const long = text(ada, bot, "x".repeat(100_000));
    await expect(client(ada).message.sendBatch([long] as never)).rejects.toMatchObject({ response: { status: 413 } });
  });

  it("finds people by Mixin number and by phone, and nobody else", async () => {
    const bot = client(person("Mixtill"));
    const ada = person("Ada");
    expect((await bot.user.search(ada.identity_number)).user_id).toBe(ada.user_id);
    expect((await bot.user.search(ada.phone)).user_id).toBe(ada.user_id);
    await expect(bot.user.search("999999999")).rejects.toMatchObject({ code: 404 });
    await expect(bot.user.search("+12")).rejects.toMatchObject({ code: 20110 });
    const fetched = await bot.user.fetchList([ada.user_id, randomUUID()]);
    expect(fetched.map((user) => user.full_name)).toEqual(["Ada"]);
  });
});
