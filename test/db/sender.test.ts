import { eq, sql } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Database } from "../../src/db/database.js";
import { deriveId } from "../../src/db/ids.js";
import { type OutboxMessage, queueMessages } from "../../src/db/outbox.js";
import { outbox } from "../../src/db/tables/chat.js";
import { MixinRefused } from "../../src/mixin/errors.js";
import type { SenderPorts } from "../../src/notify/ports.js";
import { drawWaiting } from "../../src/notify/drawing.js";
import { createSender } from "../../src/notify/sender.js";
import { eachEngine, empty, quiet } from "../support/databases.js";
import { soon } from "../support/soon.js";

const ada = deriveId("ada", "conversation");
const ben = deriveId("ben", "conversation");

const message = (conversationId: string, data: string): OutboxMessage => ({
  messageId: deriveId(conversationId, data),
  conversationId,
  recipientId: conversationId,
  category: "PLAIN_TEXT",
  data,
});

class NoAnswer extends Error {}

eachEngine("outbox", (open) => {
  let database: Database;
  let sent: { conversationId: string; category: string; data: string }[];
  let sender: ReturnType<typeof createSender> | null = null;
  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    sent = [];
    await empty(database);
  });
  afterEach(async () => {
    await sender?.stop();
    sender = null;
  });

  const ports: SenderPorts = {
    async send(messages) {
      sent.push(...messages);
      return messages.map(({ messageId }) => ({ messageId, ok: true }));
    },
    draw: async () => ({ png: Buffer.from("png"), width: 10, height: 10, thumbnail: "dGh1bWI=" }),
    makeFile: async () => ({ content: new Blob(["a,b"]), mimeType: "text/csv", name: "payments.csv" }),
    upload: async () => "attachment-1",
    claimLink: async () => null,
    isRetryable: (error) => error instanceof NoAnswer,
    log: quiet,
  };
  const run = (changed: Partial<SenderPorts> = {}) => {
    sender = createSender(database.db, { ...ports, ...changed });
    sender.start();
  };
  const rows = () => database.db.select().from(outbox).orderBy(outbox.seq);
  const texts = (conversationId: string) => sent.filter((m) => m.conversationId === conversationId).map((m) => m.data);

  test("a message with characters that no database stores leaves without them", async () => {
    await queueMessages(database.db, [message(ada, "nul \u0000, half \ud83d, whole \u{1f600}")]);
    run();
    await soon(() => expect(texts(ada)).toEqual(["nul \ufffd, half \ufffd, whole \u{1f600}"]));
  });

  test("messages leave once, in the order they were queued", async () => {
    const queued = ["one", "two", "three"].map((data) => message(ada, data));
    await queueMessages(database.db, queued);
    await queueMessages(database.db, queued);
    run();
    await soon(() => expect(texts(ada)).toEqual(["one", "two", "three"]));
    await soon(async () => expect((await rows()).every((r) => r.sentAt !== null)).toBe(true));
  });

  test("of a secret nothing is left once it is sent or refused for good, and all of it before", async () => {
    const secret = (conversationId: string, data: string) => ({ ...message(conversationId, data), isSecret: true });
    await queueMessages(database.db, [secret(ada, "the key"), message(ada, "no secret"), secret(ben, "another key")]);
    let isAway = true;
    run({
      async send(messages) {
        if (isAway) throw new NoAnswer("timeout");
        const results = await ports.send(messages);
        const isRefused = new Set(
          messages.filter(({ conversationId }) => conversationId === ben).map((m) => m.messageId),
        );
        const no = new MixinRefused({ call: "POST /messages", requestId: "" }, { code: 403, description: "no" });
        return results.map((one) => (isRefused.has(one.messageId) ? { ...one, ok: false as const, error: no } : one));
      },
    });
    expect((await rows()).map(({ data }) => data)).toEqual(["the key", "no secret", "another key"]);
    isAway = false;
    sender!.wake();
    await soon(async () => expect((await rows()).every((r) => r.sentAt !== null || r.failed !== null)).toBe(true));
    expect(texts(ada)).toEqual(["the key", "no secret"]);
    expect((await rows()).map(({ data }) => data)).toEqual(["", "no secret", ""]);
    expect(JSON.stringify(await rows())).not.toContain("key");
  });

  test("after an unknown outcome the same messages go again under the same ids", async () => {
    let failures = 2;
    const seen: string[] = [];
    run({
      async send(messages) {
        seen.push(...messages.map((m) => m.messageId));
        if (failures-- > 0) throw new NoAnswer("timeout");
        return ports.send(messages);
      },
    });
    await queueMessages(database.db, [message(ada, "hello")]);
    sender!.wake();
    await soon(() => expect(texts(ada)).toEqual(["hello"]));
    expect(new Set(seen).size).toBe(1);
  });

  test("one refused for good is kept with the reason, and the others go", async () => {
    await queueMessages(database.db, [message(ada, "bad"), message(ada, "good"), message(ben, "also good")]);
    run({
      async send(messages) {
        const results = await ports.send(messages.filter((m) => m.data !== "bad"));
        const bad = messages.filter((m) => m.data === "bad");
        return [...results, ...bad.map((m) => ({ messageId: m.messageId, ok: false, error: new Error("10002") }))];
      },
    });
    await soon(async () => expect((await rows())[0]?.failed).toContain("10002"));
    expect(texts(ada)).toEqual(["good"]);
    expect(texts(ben)).toEqual(["also good"]);
  });

  test("a picture holds back its own conversation until it is drawn, and no other", async () => {
    let finish = () => {};
    const drawing = new Promise<void>((resolve) => {
      finish = resolve;
    });
    await queueMessages(database.db, [
      { ...message(ada, "Poster of Donate"), picture: { kind: "poster" } },
      message(ada, "after the poster"),
      message(ben, "paid"),
    ]);
    run({
      async draw(spec) {
        await drawing;
        return ports.draw(spec);
      },
    });
    await soon(() => expect(texts(ben)).toEqual(["paid"]));
    expect(texts(ada)).toEqual([]);
    finish();
    await soon(() => expect(sent.filter((m) => m.conversationId === ada)).toHaveLength(2));
    const [picture, after] = sent.filter((m) => m.conversationId === ada);
    expect(picture?.category).toBe("PLAIN_IMAGE");
    expect(JSON.parse(picture?.data ?? "")).toMatchObject({
      attachment_id: "attachment-1",
      caption: "Poster of Donate",
    });
    expect(after?.data).toBe("after the poster");
  });

  test("a picture whose end the database could not store is drawn again, not given up", async () => {
    await queueMessages(database.db, [{ ...message(ada, "Poster of Donate"), picture: { kind: "poster" } }]);
    const rename = async (from: string, to: string) => {
      await database.db.execute(sql`alter table ${sql.identifier(from)} rename to ${sql.identifier(to)}`);
    };
    let uploads = 0;
    run({
      async upload() {
        uploads += 1;
        if (uploads === 1) await rename("outbox", "outbox_away");
        return "attachment-1";
      },
      log: (_level, said) => void (said.includes("pictur") && rename("outbox_away", "outbox")),
    });
    await soon(() => expect(sent.map((m) => m.category)).toEqual(["PLAIN_IMAGE"]));
    expect(uploads).toBe(2);
  });

  test.each(["pictures", "files"] as const)("whoever asks for many %s keeps nobody else waiting", async (what) => {
    const picture = { kind: what === "files" ? "file.csv" : "poster" };
    const many = Array.from({ length: 6 }, (_, n) => ({ ...message(ada, `ada ${n}`), picture }));
    await queueMessages(database.db, [...many, { ...message(ben, "ben"), picture }]);
    const drawn = async () => (await rows()).filter((r) => !r.toDraw).map((r) => r.messageId);
    await drawWaiting(database.db, ports, what);
    expect(await drawn()).toEqual([many[0]!.messageId, message(ben, "ben").messageId]);
    // Whose own come in their order, and one that has to be tried later is no reason to stop.
    await database.db
      .update(outbox)
      .set({ nextTryAt: sql`now() + interval '1 day'` })
      .where(eq(outbox.messageId, many[1]!.messageId));
    await drawWaiting(database.db, ports, what);
    expect(await drawn()).toEqual([many[0], many[2], message(ben, "ben")].map((one) => one!.messageId));
  });

  const csv = (data: string): OutboxMessage => ({ ...message(ada, data), picture: { kind: "file.csv" } });

  test("a file is made and uploaded when it is sent, once, and goes with its name and size", async () => {
    await queueMessages(database.db, [csv("no file"), message(ada, "after the file")]);
    const uploads: [number, string][] = [];
    run({
      async upload(content, mimeType) {
        uploads.push([content instanceof Blob ? content.size : content.length, mimeType]);
        return "attachment-1";
      },
    });
    await soon(() => expect(sent).toHaveLength(2));
    expect(sent.map(({ category }) => category)).toEqual(["PLAIN_DATA", "PLAIN_TEXT"]);
    expect(JSON.parse(sent[0]!.data)).toEqual({
      attachment_id: "attachment-1",
      mime_type: "text/csv",
      size: 3,
      name: "payments.csv",
    });
    expect(uploads).toEqual([[3, "text/csv"]]);
  });

  test("a long file keeps nobody else's picture waiting", async () => {
    let finish = () => {};
    const reading = new Promise<void>((resolve) => {
      finish = resolve;
    });
    await queueMessages(database.db, [csv("no file"), { ...message(ben, "Poster"), picture: { kind: "poster" } }]);
    run({
      async makeFile(spec) {
        await reading;
        return ports.makeFile(spec);
      },
    });
    await soon(() => expect(sent.map(({ category }) => category)).toEqual(["PLAIN_IMAGE"]));
    finish();
    await soon(() => expect(sent.map(({ category }) => category)).toEqual(["PLAIN_IMAGE", "PLAIN_DATA"]));
  });

  test("a file that could not be read is made again; one that never can be is told of in words", async () => {
    await queueMessages(database.db, [csv("The file could not be made. Say “csv” to try again.")]);
    let tries = 0;
    const failing = () => Promise.reject(new Error(`the database is away, ${++tries}`));
    run({ makeFile: failing });
    await soon(async () => expect((await rows())[0]?.attempts).toBeGreaterThanOrEqual(1));
    await database.db.update(outbox).set({ attempts: 6, nextTryAt: new Date(0) });
    await soon(() => expect(tries).toBeGreaterThanOrEqual(2));
    await soon(() =>
      expect(sent).toMatchObject([
        { category: "PLAIN_TEXT", data: "The file could not be made. Say “csv” to try again." },
      ]),
    );
  });

  test("a file that is refused says why", async () => {
    await queueMessages(database.db, [csv("no file")]);
    run({ makeFile: async () => ({ refused: "Too many payments for one file." }) });
    await soon(() => expect(sent).toMatchObject([{ category: "PLAIN_TEXT", data: "Too many payments for one file." }]));
  });

  test("a picture that cannot be drawn goes as its words", async () => {
    await queueMessages(database.db, [{ ...message(ada, "Poster of Donate"), picture: { kind: "poster" } }]);
    run({ draw: () => Promise.reject(new Error("no such font")) });
    await soon(() => expect(sent).toMatchObject([{ category: "PLAIN_TEXT", data: "Poster of Donate" }]));
  });
});
