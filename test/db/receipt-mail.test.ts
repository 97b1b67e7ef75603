import { randomUUID } from "node:crypto";
import { eq, isNull, sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Database, inTransaction, signal } from "../../src/db/database.js";
import { apiOrders, jobs, merchants, orders, receiptMails, refunds } from "../../src/db/schema.js";
import { tidy } from "../../src/db/housekeeping.js";
import { createWorker } from "../../src/db/worker.js";
import { DIRECTIONS, LANGUAGES, texts } from "../../src/i18n/index.js";
import { createPost } from "../../src/mail/post.js";
import { readMailServer } from "../../src/mail/server.js";
import { receiptHandlers } from "../../src/notify/mail/receipt.js";
import { RECEIPTS_OF_PAYER, RECEIPTS_OF_SHOP, RECEIPTS_WITHOUT_SHOP } from "../../src/notify/mail/receipt-limit.js";
import { queueReceipts, RECEIPTS_TO_ADDRESS } from "../../src/payments/receipts.js";
import { eachEngine, empty, quiet } from "../support/databases.js";
import { DEAD_PORT, type MailServerForTests, startMailServer } from "../support/mail-server.js";
import { openShop, THORB } from "../support/pay-pages.js";
import { USDT_TRON } from "../support/rates.js";
import { ADA, payer } from "../support/receipts.js";
import { until } from "../support/until.js";

const HOUR = 3_600_000;
const PUBLIC_URL = "https://pay.example.com";
const DEAD = `smtp://till:x@127.0.0.1:${DEAD_PORT}?from=pay@till.example.com`;

eachEngine("receipts by e-mail", (open) => {
  let database: Database;
  let server: MailServerForTests;
  let till: ReturnType<typeof payer>;
  let shift = 0;
  let closers: (() => Promise<void> | void)[] = [];

  beforeEach(async () => {
    database ??= await open();
    await empty(database);
    await openShop(database);
    till = payer(database);
    shift = 0;
    server = await startMailServer();
    closers = [() => server.close()];
  });
  afterEach(async () => {
    for (const close of closers.toReversed()) await close();
  });

  /** The program's part that sends; null: mail is not set up. Returns how to end it. */
  async function begin(url: string | null = server.url()): Promise<() => Promise<void>> {
    const limits = { silenceMs: 5_000, wholeMs: 8_000, ca: server.ca };
    const post = url === null ? null : createPost(readMailServer(url)!, limits);
    const handlers = receiptHandlers({
      database,
      botId: THORB,
      publicUrl: PUBLIC_URL,
      market: till.market,
      payLink: () => "https://wallet.test",
      operators: async () => [],
      nameOf: async () => "Ada",
      isMailSetUp: url !== null,
      creatorOf: async () => null,
      clock: () => new Date(Date.now() + shift),
      post,
    });
    const worker = createWorker({ database, handlers, log: quiet });
    const stop = async () => {
      post?.close();
      await worker.stop();
    };
    closers.push(stop);
    await worker.start();
    return stop;
  }

  const queue = (orderId: string, recipient = "mia@example.org", language = "en") =>
    inTransaction(database.db, (tx) => queueReceipts(tx, [{ orderId, recipient, language }]));
  const mailOf = async (orderId: string) =>
    (await database.db.select().from(receiptMails).where(eq(receiptMails.orderId, orderId)))[0]!;
  /** Receipts of an order that went an hour ago: to this address, or each to one of its own. */
  const before = (n: number, orderId: string, recipient?: string) =>
    Array.from({ length: n }, (_, index) => ({
      id: randomUUID(),
      orderId,
      recipient: recipient ?? `guest${index}@example.org`,
      language: "en",
      state: "sent" as const,
      createdAt: new Date(Date.now() - HOUR),
    }));
  const becomes = (orderId: string, state: "sent" | "refused") =>
    until(`the mail to be ${state}`, async () => {
      const mail = await mailOf(orderId);
      return mail.state === state && mail;
    });
  const attempts = (n: number) =>
    until(`${n} tries`, async () => {
      const [job] = await database.db.select().from(jobs).where(eq(jobs.name, "receipt.send"));
      return job && job.attempts >= n && job.leasedBy === null;
    });

  async function later(milliseconds: number): Promise<void> {
    shift += milliseconds;
    await database.db
      .update(jobs)
      .set({ runAt: sql`now()` })
      .where(isNull(jobs.doneAt));
    await signal(database.db, "jobs", "");
  }

  test("say what was paid, as text and as HTML that loads nothing", async () => {
    await begin();
    const { id, hash } = await till.paid({ tipAmount: "3", title: "Two coffees" });
    await database.db
      .update(orders)
      .set({ paidAt: new Date("2026-11-22T10:02:00Z") })
      .where(eq(orders.id, id));
    await queue(id);
    await becomes(id, "sent");
    const [got] = server.got;
    const { id: mailId } = await mailOf(id);
    expect(got).toMatchObject({
      wasEncrypted: true,
      envelope: { from: "pay@till.example.com", to: ["mia@example.org"] },
      from: { name: "Mixtill", address: "pay@till.example.com" },
      subject: "Receipt from Thorb: 20 AED",
      messageId: `<${mailId}@till.example.com>`,
    });
    const page = `${PUBLIC_URL}/code/${id}/receipt?lang=en`;
    const words = got!.text!.replace(/[\u2068\u2069]/g, "");
    for (const line of [
      "20 AED was paid to Thorb.",
      "Two coffees",
      "Paid on: 22 Nov 2026, 10:02 UTC",
      "Amount: 17 AED",
      "Tip: 3 AED",
      "Total: 20 AED",
      "Paid with: 5.44588156 USDT (TRON)",
      `Payment ID: ${id}`,
      `Transaction: ${hash}`,
      page,
    ]) {
      expect(words.split("\n")).toContain(line);
    }
    expect(words).toContain("Rate: 1 USDT (TRON) = 3.6725 AED");
    const addresses = [...got!.html!.matchAll(/https?:\/\/[^\s"<]+/g)].map(([address]) => address);
    expect(new Set(addresses)).toEqual(new Set([page]));
    expect(got!.html).not.toMatch(/<(img|script|iframe|link|object|video)\b|url\(|@import|src=/i);
    expect(got!.attachments).toEqual([]);
  });

  test.each(LANGUAGES)("speak the language of the page: %s", async (language) => {
    await begin();
    const { id } = await till.paid({ quoteAmount: "1234.5" });
    await queue(id, "mia@example.org", language);
    await becomes(id, "sent");
    const [got] = server.got;
    expect(got!.html).toMatch(new RegExp(`<html lang="${language}" dir="${DIRECTIONS[language]}"`));
    expect(got!.html).toContain(texts(language)("receipt.letter.button"));
    expect(got!.text).toContain(`/receipt?lang=${language}`);
    expect(got!.text).toContain(
      language === "de" ? "1.234,50 AED" : language === "es" ? "1234,50 AED" : "1,234.50 AED",
    );
    if (language !== "en") expect(got!.text).not.toMatch(/\b(paid|receipt from|somebody)\b/i);
  });

  test("lead nowhere but to the receipt, whatever the shop and the order are called", async () => {
    await begin();
    const name = "Prizes <b>https://evil.example/win</b>";
    await database.db.update(merchants).set({ name }).where(eq(merchants.id, THORB));
    const { id } = await till.paid({ title: "Go to evil.example/now\r\nBcc: eve@example.net" });
    await queue(id);
    await becomes(id, "sent");
    const [got] = server.got;
    for (const part of [got!.text!, got!.html!, got!.subject!])
      expect(part).not.toMatch(/https:\/\/evil|evil\.example/);
    expect(got!.html).not.toContain("<b>https");
    expect(got!.headers.map(({ key }) => key)).not.toContain("bcc");
    expect(got!.envelope.to).toEqual(["mia@example.org"]);
  });

  test("wait for a server that is away, and are the same when they go", async () => {
    const end = await begin(DEAD);
    const { id } = await till.paid();
    await queue(id);
    await attempts(1);
    expect(await mailOf(id)).toMatchObject({ state: "waiting", problem: expect.stringContaining("ECONNREFUSED") });
    await end();
    await begin();
    await later(HOUR);
    expect(await becomes(id, "sent")).toMatchObject({ problem: null });
    expect(server.got.map(({ messageId }) => messageId)).toEqual([`<${(await mailOf(id)).id}@till.example.com>`]);
  });

  test("are given up after a day, or at once by a server that knows better", async () => {
    const end = await begin(DEAD);
    const { id } = await till.paid();
    await queue(id);
    await attempts(1);
    await later(25 * HOUR);
    expect((await becomes(id, "refused")).problem).toContain("ECONNREFUSED");
    await end();
    server.behave({ refuse: { recipient: "nobody@example.org", code: 550 } });
    await begin();
    const other = await till.paid();
    await queue(other.id, "nobody@example.org");
    expect((await becomes(other.id, "refused")).problem).toContain("550");
    expect(server.got).toEqual([]);
  });

  test("go when they are asked for again after that, and a month later too", async () => {
    const end = await begin(null);
    const { id } = await till.paid();
    await queue(id);
    await becomes(id, "refused");
    await end();
    await begin();
    await queue(id);
    expect(await becomes(id, "sent")).toMatchObject({ problem: null });
    await database.db.update(receiptMails).set({ createdAt: new Date(Date.now() - 31 * 24 * HOUR) });
    await tidy(database.db);
    await queue(id);
    await becomes(id, "sent");
    expect(server.got).toHaveLength(2);
  });

  test("do not go where mail is not set up, nor for money that was returned", async () => {
    const end = await begin(null);
    const { id } = await till.paid();
    await queue(id);
    expect((await becomes(id, "refused")).problem).toBe("SMTP_URL is not set");
    await end();
    const other = await till.paid();
    await database.db.update(orders).set({ state: "cancelled" }).where(eq(orders.id, other.id));
    await queue(other.id);
    await begin();
    expect((await becomes(other.id, "refused")).problem).toBe("the money was returned");
    expect(server.got).toEqual([]);
  });

  test("say what was given back before they went", async () => {
    const { id } = await till.paid();
    await queue(id);
    const whose = { orderId: id, merchantId: THORB, payerId: ADA, createdBy: THORB };
    const what = { rate: "then" as const, quoteAmount: "20", assetId: USDT_TRON, amount: "5.44588156" };
    const sent = { source: "unsettled" as const, state: "done" as const, doneAt: new Date() };
    await database.db.insert(refunds).values({ id: randomUUID(), ...whose, ...what, ...sent });
    await begin();
    await becomes(id, "sent");
    const words = server.got[0]!.text!.replace(/[\u2068\u2069]/g, "");
    expect(words).toContain("Given back: 5.44588156 USDT (TRON)");
    expect(words.split("\n")).toContain("Status: Paid and given back");
  });

  test("go so often a day to one address and for one shop", async () => {
    const { id } = await till.paid();
    // What follows is about the shop and the address, not about who pays.
    await database.db.update(orders).set({ payerId: randomUUID() }).where(eq(orders.id, id));
    const other = await till.paid();
    await database.db.insert(receiptMails).values(before(RECEIPTS_TO_ADDRESS - 1, id, "mia@example.org"));
    await queue(other.id);
    await begin();
    await becomes(other.id, "sent");
    const third = await till.paid();
    await queue(third.id, "Mia@Example.org");
    expect((await becomes(third.id, "refused")).problem).toBe("too many receipts in a day");
    await database.db.insert(receiptMails).values(before(RECEIPTS_OF_SHOP, id));
    const fourth = await till.paid();
    await queue(fourth.id, "ben@example.org");
    expect((await becomes(fourth.id, "refused")).problem).toBe("too many receipts in a day");
    await database.db.update(receiptMails).set({ createdAt: new Date(Date.now() - 25 * HOUR) });
    const fifth = await till.paid();
    await queue(fifth.id, "ben@example.org");
    await becomes(fifth.id, "sent");
  });

  test("go so often a day for one payer, whomever they pay", async () => {
    const elsewhere = await till.paid({ merchantId: randomUUID() });
    const { id } = await till.paid();
    await database.db.insert(receiptMails).values(before(RECEIPTS_OF_PAYER - 1, elsewhere.id));
    await queue(id, "ben@example.org");
    await begin();
    await becomes(id, "sent");
    const next = await till.paid();
    await queue(next.id);
    expect((await becomes(next.id, "refused")).problem).toBe("too many receipts in a day");
    // Another payer's goes.
    const theirs = await till.paid();
    await database.db.update(orders).set({ payerId: randomUUID() }).where(eq(orders.id, theirs.id));
    await queue(theirs.id);
    await becomes(theirs.id, "sent");
  });

  test("go so often a day for all payees without a shop together", async () => {
    const some = await till.paid({ merchantId: randomUUID() });
    const another = await till.paid({ merchantId: randomUUID() });
    const ofShop = await till.paid();
    const payers = [some.id, another.id, ofShop.id];
    for (const id of payers) await database.db.update(orders).set({ payerId: randomUUID() }).where(eq(orders.id, id));
    await database.db.insert(receiptMails).values(before(RECEIPTS_WITHOUT_SHOP, some.id));
    await queue(another.id);
    await queue(ofShop.id);
    await begin();
    expect((await becomes(another.id, "refused")).problem).toBe("too many receipts in a day");
    await becomes(ofShop.id, "sent");
  });

  test("are forgotten a month after they went", async () => {
    const ids = await Promise.all([1, 2, 3].map(() => till.open()));
    const createdAt = new Date(Date.now() - 31 * 24 * HOUR);
    const mail = { recipient: "mia@example.org", language: "en" };
    await database.db.insert(receiptMails).values([
      { ...mail, id: randomUUID(), orderId: ids[0]!, state: "sent", createdAt },
      { ...mail, id: randomUUID(), orderId: ids[1]!, state: "waiting", createdAt },
      { ...mail, id: randomUUID(), orderId: ids[2]!, state: "sent" },
    ]);
    await tidy(database.db);
    const left = await database.db.select({ orderId: receiptMails.orderId }).from(receiptMails);
    expect(left.map(({ orderId }) => orderId).sort()).toEqual([ids[1]!, ids[2]!].sort());
  });

  test("go by themselves where the link said to whom, with the payment", async () => {
    const id = await till.open({ source: "api", language: "de" });
    const other = await till.open({ source: "api" });
    const said = { payeeId: THORB, payeeSent: THORB, clientId: randomUUID(), asked: "", viaLink: true };
    await database.db.insert(apiOrders).values([
      { ...said, orderId: id, orderNumber: "shop-1001", payerEmail: "ada@example.com" },
      { ...said, orderId: other },
    ]);
    expect(await database.db.$count(receiptMails)).toBe(0);
    await till.pay(id);
    await till.pay(other);
    expect(await database.db.select().from(receiptMails)).toMatchObject([
      { orderId: id, recipient: "ada@example.com", language: "de", state: "waiting" },
    ]);
    await begin();
    await becomes(id, "sent");
    expect(server.got[0]!.subject).toBe("Beleg von Thorb: 20 AED");
    expect(server.got[0]!.text).toContain("shop-1001");
  });
});
