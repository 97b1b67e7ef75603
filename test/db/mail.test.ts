import { randomUUID } from "node:crypto";
import { eq, isNull, sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Database, inTransaction, signal } from "../../src/db/database.js";
import { type Job } from "../../src/db/jobs.js";
import { jobs, mails, outbox, remittances } from "../../src/db/schema.js";
import { createWorker } from "../../src/db/worker.js";
import { DIRECTIONS, type Language, LANGUAGES } from "../../src/i18n/index.js";
import { createPost } from "../../src/mail/post.js";
import { readMailServer } from "../../src/mail/server.js";
import { queueMessages } from "../../src/db/outbox.js";
import { createSender } from "../../src/notify/sender.js";
import { claimMarker } from "../../src/notify/claim-marker.js";
import { queueMail } from "../../src/notify/mail/queue.js";
import { type MailOptions, mailHandlers } from "../../src/notify/mail/send.js";
import { tellHandlers } from "../../src/notify/money.js";
import type { Remittance } from "../../src/payments/state.js";
import { claimSecret, createClaims } from "../../src/shop/claims.js";
import { eachEngine, empty, quiet } from "../support/databases.js";
import { DEAD_PORT, type MailServerForTests, startMailServer } from "../support/mail-server.js";
import { CLAIM_KEY, paidRemittance } from "../support/remittances.js";
import { standingRates } from "../support/till.js";
import { until } from "../support/until.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PUBLIC_URL = "https://pay.example.com";

const linkTo = (remittance: Remittance) => `${PUBLIC_URL}/claim/${claimSecret(CLAIM_KEY, remittance.id)}`;

eachEngine("mail", (open) => {
  let database: Database;
  let server: MailServerForTests;
  let shift = 0;
  let closers: (() => Promise<void> | void)[] = [];

  beforeEach(async () => {
    database ??= await open();
    await empty(database);
    shift = 0;
    server = await startMailServer();
    closers = [() => server.close()];
  });
  afterEach(async () => {
    for (const close of closers.toReversed()) await close();
  });

  const options = (post: MailOptions["post"]): MailOptions => ({
    database,
    botId: "7f7a2f9c-0000-4000-8000-000000000001",
    publicUrl: PUBLIC_URL,
    market: { rates: standingRates(), liquidity: null },
    payLink: () => "https://wallet.test",
    operators: async () => [],
    nameOf: async () => "Ada",
    isMailSetUp: true,
    creatorOf: async () => null,
    clock: () => new Date(Date.now() + shift),
    post,
    claimLink: createClaims(database.db, CLAIM_KEY, PUBLIC_URL).linkOf,
  });
  const postBy = (url: string | null, limits = { silenceMs: 5_000, wholeMs: 8_000 }) =>
    url === null ? null : createPost(readMailServer(url)!, { ...limits, ca: server.ca });

  /** The program's part that sends, and the part that tells. */
  async function begin(url: string | null = server.url(), limits?: { silenceMs: number; wholeMs: number }) {
    const all = options(postBy(url, limits));
    const worker = createWorker({ database, handlers: { ...mailHandlers(all), ...tellHandlers(all) }, log: quiet });
    const stop = async () => {
      all.post?.close();
      await worker.stop();
    };
    closers.push(stop);
    await worker.start();
    return stop;
  }

  const queue = (remittance: Remittance, kind: "claim" | "reminder" = "claim") =>
    inTransaction(database.db, (tx) => queueMail(tx, { cause: remittance.id, kind, remittance }));

  const mail = async () => (await database.db.select().from(mails))[0]!;
  const told = async () => (await database.db.select().from(outbox).orderBy(outbox.seq)).map(({ data }) => data);
  const attempts = async (n: number) =>
    until(`${n} tries`, async () => {
      const [job] = await database.db.select().from(jobs).where(eq(jobs.name, "mail.send"));
      return job && job.attempts >= n && job.leasedBy === null && job;
    });
  const becomes = (state: "sent" | "refused") =>
    until(`the mail to be ${state}`, async () => ((await mail()).state === state ? mail() : null));
  const heard = (n: number) => until(`${n} messages`, async () => ((await told()).length >= n ? told() : null));

  /** So much later, when whatever waits for its next try is due. */
  async function later(milliseconds: number): Promise<void> {
    shift += milliseconds;
    await database.db
      .update(jobs)
      .set({ runAt: sql`now()` })
      .where(isNull(jobs.doneAt));
    await signal(database.db, "jobs", "");
  }

  test("brings the link, encrypted on its way, as text and as HTML that loads nothing", async () => {
    await begin();
    const remittance = await paidRemittance(database, { note: "For lunch <3\r\nBcc: eve@example.org" });
    const id = await queue(remittance);
    await becomes("sent");
    const [got] = server.got;
    expect(got).toMatchObject({
      wasEncrypted: true,
      envelope: { from: "pay@till.example.com", to: ["mia@example.org"] },
      from: { name: "Mixtill", address: "pay@till.example.com" },
      to: [{ address: "mia@example.org" }],
      subject: "Thorb sends you 10 USDT (TRON)",
      messageId: `<${id}@till.example.com>`,
    });
    for (const part of [got!.text!, got!.html!]) {
      expect(part).toContain(linkTo(remittance));
      expect(part).toContain("7000103970");
    }
    expect(got!.text).toContain("“\u2068For lunch <3 Bcc: eve@example[.]org\u2069”");
    expect(got!.html).toContain("For lunch &lt;3");
    expect(got!.html).not.toMatch(/<(img|script|iframe|link|object|video)\b|url\(|@import|src=/i);
    const addresses = [...got!.html!.matchAll(/https?:\/\/[^\s"<]+/g)].map(([address]) => address);
    expect(new Set(addresses)).toEqual(new Set([linkTo(remittance)]));
    const header = (name: string) => got!.headers.find(({ key }) => key === name)?.value;
    expect(header("auto-submitted")).toBe("auto-generated");
    expect(header("bcc")).toBeUndefined();
    expect(got!.attachments).toEqual([]);
    expect(await told()).toEqual([]);
  });

  test.each(LANGUAGES)("speaks the language of the transfer: %s", async (language: Language) => {
    await begin();
    const remittance = await paidRemittance(database, { language, name: "Élodie Müller 张伟" });
    await queue(remittance);
    await queue(remittance, "reminder");
    const both = await until("both mails", () => server.got.length === 2 && server.got);
    for (const got of both) {
      expect(got.subject).toContain("Élodie Müller 张伟");
      expect(got.html).toMatch(new RegExp(`<html lang="${language}" dir="${DIRECTIONS[language]}"`));
      expect(got.text).toContain(linkTo(remittance));
      if (language !== "en") expect(got.text).not.toMatch(/\b(takes?|money|whoever|address)\b/i);
    }
    expect(new Set(both.map(({ subject }) => subject)).size).toBe(2);
    // Header lines are ASCII, as servers that know no other want them.
    const head = both[0]!.raw.slice(0, both[0]!.raw.indexOf("\r\n\r\n"));
    expect(head).toMatch(/^[\t\r\n -~]*$/);
  });

  test("nothing that is a secret lies in the database, before or after", async () => {
    await begin();
    const remittance = await paidRemittance(database);
    await queue(remittance);
    await becomes("sent");
    const rows = await Promise.all([mails, jobs, outbox, remittances].map((table) => database.db.select().from(table)));
    expect(JSON.stringify(rows)).not.toContain(claimSecret(CLAIM_KEY, remittance.id));
  });

  test("a link to pass on is put in when it goes, and for its sender alone", async () => {
    const remittance = await paidRemittance(database);
    const links = createClaims(database.db, CLAIM_KEY, PUBLIC_URL);
    const went: string[] = [];
    const sender = createSender(database.db, {
      send: async (messages) => {
        went.push(...messages.map(({ data }) => data));
        return messages.map(({ messageId }) => ({ messageId, ok: true }));
      },
      draw: () => Promise.reject(new Error("there is nothing to draw")),
      makeFile: () => Promise.reject(new Error("there is no file")),
      upload: () => Promise.reject(new Error("there is nothing to upload")),
      claimLink: links.linkForSender,
      isRetryable: () => false,
      log: quiet,
    });
    closers.push(() => sender.stop());
    const marker = claimMarker(remittance.id);
    const to = (recipientId: string) => {
      const address = { messageId: randomUUID(), conversationId: randomUUID(), recipientId };
      return { ...address, category: "PLAIN_TEXT", data: `here: ${marker}` };
    };
    // Anybody can have the bot say a marker, by writing one into a note.
    await queueMessages(database.db, [to(remittance.senderId), to(randomUUID())]);
    sender.start();
    await until("both messages to go", () => went.length === 2);
    expect(went).toEqual([`here: ${linkTo(remittance)}`, `here: ${marker}`]);
    expect((await told()).every((data) => data.includes(marker))).toBe(true);
  });

  describe("that is refused", () => {
    test("at the recipient is told to its sender, with a message to pass on", async () => {
      server.behave({ refuse: { recipient: "mia@example.org", code: 550 } });
      await begin();
      const remittance = await paidRemittance(database, { note: "lunch" });
      await queue(remittance);
      expect((await becomes("refused")).problem).toContain("550");
      const [said, forward] = await heard(2);
      expect(said).toContain("to mia@example.org with 10 USDT (TRON) could not be delivered");
      expect(forward).toContain("I am sending you 10 USDT (TRON)");
      expect(forward).toContain("“lunch”");
      expect(forward).toContain(claimMarker(remittance.id));
      expect(server.got).toEqual([]);
    });

    test("for now is tried again, and goes", async () => {
      server.behave({ refuse: { recipient: "mia@example.org", code: 450 } });
      await begin();
      await queue(await paidRemittance(database));
      await attempts(1);
      server.behave({});
      await later(5_000);
      await becomes("sent");
      expect(await told()).toEqual([]);
    });

    test("for the link in it is told to its sender, and what the server repeats of the link is not kept", async () => {
      server.behave({ refuseLetter: ({ text }) => `bad link ${/https:\S+/.exec(text!)![0]} found` });
      await begin();
      const remittance = await paidRemittance(database);
      await queue(remittance);
      expect((await becomes("refused")).problem).toContain(`bad link ${PUBLIC_URL}/claim/… found`);
      await heard(2);
      const rows = await Promise.all([mails, jobs, outbox].map((table) => database.db.select().from(table)));
      expect(JSON.stringify(rows)).not.toContain(claimSecret(CLAIM_KEY, remittance.id));
    });

    test.each(["mia@example.org, eve@example.org", "mia@example.org\r\nBcc: eve@example.org", "mia", "<mia@x.org>"])(
      "because %j is no address",
      async (address) => {
        await begin();
        await queue(await paidRemittance(database, { address }));
        expect((await becomes("refused")).problem).toContain("no mail address");
        expect(server.connections).toBe(0);
      },
    );
  });

  describe("where the server does not take it", () => {
    test("because the password is wrong, it waits: that is the operator's to mend", async () => {
      const stop = await begin(server.url("wrong"));
      await queue(await paidRemittance(database));
      const job = await attempts(1);
      expect(job.lastError).toContain("Invalid login");
      expect(await mail()).toMatchObject({ state: "waiting" });
      await stop();
      await begin();
      await later(5_000);
      await becomes("sent");
    });

    test("because it offers no encryption, neither password nor mail goes there", async () => {
      const plain = await startMailServer({ plain: true });
      closers.push(() => plain.close());
      await begin(plain.url());
      await queue(await paidRemittance(database));
      expect((await attempts(1)).lastError).toMatch(/STARTTLS|TLS/);
      expect(plain.got).toEqual([]);
    });

    test("because it says nothing for long, it is tried again", async () => {
      server.behave({ slowMs: 60_000 });
      await begin(server.url(), { silenceMs: 500, wholeMs: 2_000 });
      await queue(await paidRemittance(database));
      expect((await attempts(1)).lastError).toMatch(/[Tt]imeout|aborted/);
      server.behave({});
      await later(5_000);
      await becomes("sent");
      expect(server.got).toHaveLength(1);
    });

    test("for an hour, it is kept and tried, its sender told of the delay once, and of the success", async () => {
      const dead = `smtp://till:x@127.0.0.1:${DEAD_PORT}?from=pay@till.example.com`;
      const stop = await begin(dead);
      await queue(await paidRemittance(database));
      expect((await attempts(1)).lastError).toContain("ECONNREFUSED");
      await later(5 * MINUTE);
      await attempts(2);
      expect(await told()).toEqual([]);
      await later(6 * MINUTE);
      await attempts(3);
      const [delay] = await heard(1);
      expect(delay).toContain("has not gone out yet");
      await later(HOUR - 11 * MINUTE);
      await attempts(4);
      await stop();
      await begin();
      await later(MINUTE);
      await becomes("sent");
      const all = await heard(2);
      expect(all).toHaveLength(2);
      expect(all[1]).toContain("has gone out now");
      expect(server.got).toHaveLength(1);
    });

    test("for a day, it is given up, and its sender gets the message to pass on", async () => {
      await begin(`smtp://till:x@127.0.0.1:${DEAD_PORT}?from=pay@till.example.com`);
      await queue(await paidRemittance(database));
      await attempts(1);
      await later(24 * HOUR);
      await becomes("refused");
      const [said, forward] = await heard(2);
      expect(said).toContain("could not be delivered");
      expect(forward).toContain("⟦claim:");
    });
  });

  test("is sent at least once: killed before it is noted, it goes again as the same message", async () => {
    const remittance = await paidRemittance(database);
    await queue(remittance);
    const [job] = await database.db.select().from(jobs).where(eq(jobs.name, "mail.send"));
    const killed = mailHandlers(options(postBy(server.url())))["mail.send"].run(job as Job, async () => {
      throw new Error("killed");
    });
    await expect(killed).rejects.toThrow("killed");
    expect(server.got).toHaveLength(1);
    await begin();
    await becomes("sent");
    const [first, second] = server.got;
    expect(second!.messageId).toBe(first!.messageId);
    expect(second!.text).toBe(first!.text);
  });

  test("asked for twice by the same cause, it goes once", async () => {
    await begin();
    const remittance = await paidRemittance(database);
    expect(await queue(remittance)).toBe(await queue(remittance));
    await becomes("sent");
    expect(await database.db.select().from(jobs)).toHaveLength(1);
  });

  test("does not go when the money was taken or goes back meanwhile", async () => {
    const remittance = await paidRemittance(database);
    await queue(remittance);
    await database.db.update(remittances).set({ state: "returning" });
    await begin();
    expect((await becomes("refused")).problem).toBe("not needed any more");
    expect(server.connections).toBe(0);
    expect(await told()).toEqual([]);
  });

  test("does not go when its term is over, though it has not gone back yet", async () => {
    await queue(await paidRemittance(database, { now: new Date(Date.now() - 7 * 24 * HOUR) }));
    await begin();
    expect((await becomes("refused")).problem).toBe("not needed any more");
    expect(server.connections).toBe(0);
  });

  describe("that many of one sender's went before, does not go", () => {
    /** All of one sender's. The addresses of those that went, and what the sender heard of the others. */
    async function brought(addresses: readonly string[]) {
      const senderId = randomUUID();
      for (const address of addresses) await queue(await paidRemittance(database, { senderId, address }));
      await begin();
      await until("all to be over", async () => {
        const all = await database.db.select().from(mails);
        return all.every(({ state }) => state !== "waiting");
      });
      return server.got.map(({ envelope }) => envelope.to[0]!).toSorted();
    }

    test("to one address", async () => {
      const went = await brought([...Array.from({ length: 12 }, () => "Mia@example.org"), "ben@example.org"]);
      expect(went).toEqual([...Array.from({ length: 10 }, () => "Mia@example.org"), "ben@example.org"]);
      const said = await heard(4);
      expect(said.filter((text) => text.includes("so many mails"))).toHaveLength(2);
      expect(said.filter((text) => text.includes("⟦claim:"))).toHaveLength(2);
    });

    test("to anybody, which is no one else's limit", async () => {
      const addresses = Array.from({ length: 101 }, (_, n) => `person${n}@example.org`);
      expect(await brought(addresses)).toHaveLength(100);
      expect((await heard(2))[0]).toContain("none went to person100@example.org");
      await queue(await paidRemittance(database));
      await until("another's mail", () => server.got.length === 101);
    });
  });

  test("without a mail server its sender hears that at once, with a message to pass on", async () => {
    await begin(null);
    const remittance = await paidRemittance(database, { language: "de", senderId: randomUUID() });
    await queue(remittance);
    const [said, forward] = await heard(2);
    expect(said).toContain("Mails are not set up here");
    expect(forward).toContain("Ich schicke dir 10 USDT (TRON)");
  });
});
