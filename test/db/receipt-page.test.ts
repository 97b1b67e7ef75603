import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Database, inTransaction } from "../../src/db/database.js";
import { jobs, orders, receiptMails, refunds } from "../../src/db/schema.js";
import { DIRECTIONS, LANGUAGES, texts } from "../../src/i18n/index.js";
import { isMailAddress } from "../../src/mail/server.js";
import { cancelOrder } from "../../src/payments/orders.js";
import { RECEIPTS_TO_ADDRESS } from "../../src/payments/receipts.js";
import { TOLD_AFTER_MS } from "../../src/shop/receipts.js";
import { eachEngine, empty } from "../support/databases.js";
import { openShop, submit, THORB, webForTests } from "../support/pay-pages.js";
import { wordsOf } from "../support/pay-link.js";
import { USDT_TRON } from "../support/rates.js";
import { ADA, payer } from "../support/receipts.js";

eachEngine("a receipt's page", (open) => {
  let database: Database;
  let web: ReturnType<typeof webForTests>;
  let till: ReturnType<typeof payer>;
  /** What the clock is ahead, in milliseconds. */
  let ahead = 0;

  beforeEach(async () => {
    database ??= await open();
    await empty(database);
    await openShop(database);
    till = payer(database);
    ahead = 0;
    const clock = () => new Date(Date.now() + ahead);
    web = webForTests(database, { mail: { isAddress: isMailAddress }, clock });
  });
  afterEach(() => web.close());

  async function look(path: string, init: RequestInit = {}) {
    const answer = await web.app.request(path, init);
    const html = await answer.text();
    return { status: answer.status, html, words: wordsOf(html).replace(/[\u2068\u2069]/g, "") };
  }
  const receipt = (id: string, query = "") => look(`/code/${id}/receipt${query}`);

  it("says who was paid, how much, what for, with what, at which rate and when", async () => {
    const { id, hash } = await till.paid({ tipAmount: "3", title: "Two coffees" });
    const paidAt = new Date("2026-11-22T10:02:03Z");
    await database.db.update(orders).set({ paidAt }).where(eq(orders.id, id));
    const { status, html, words } = await receipt(id);
    expect(status).toBe(200);
    for (const said of [
      "Receipt Thorb Mixin ID 7000103970",
      "till.example.com/thorb",
      "Two coffees 20 AED",
      "Paid on 22 Nov 2026, 10:02 UTC",
      "Amount 17 AED Tip 3 AED Total 20 AED",
      "Paid with 5.44588156 USDT (TRON)",
      "Rate 1 USDT (TRON) = 3.6725 AED",
      "UTC · Mixin",
      "Status Paid",
      `Payment ID ${id}`,
      `Transaction ${hash}`,
    ]) {
      expect(words).toContain(said);
    }
    expect(html).toContain('datetime="2026-11-22T10:02:03.000Z" data-show="stamp"');
    expect(html).toContain(`href="https://mixin.space/tx/${hash}" rel="noreferrer"`);
  });

  it("tells of its payer nothing", async () => {
    const { id } = await till.paid();
    const { html } = await receipt(id);
    for (const theirs of [ADA, "2815162", "Ada"]) expect(html).not.toContain(theirs);
  });

  it("tells what was too much, and what the shop has given back since", async () => {
    const { id } = await till.paid({}, "6");
    expect((await receipt(id)).words).toContain("Too much, returned 0.55411844 USDT (TRON)");
    const people = { merchantId: THORB, payerId: ADA, createdBy: THORB };
    const back = { ...people, orderId: id, rate: "then" as const, assetId: USDT_TRON, source: "link" as const };
    const doneAt = new Date("2026-11-24T09:00:00Z");
    const first = { ...back, id: randomUUID(), quoteAmount: "5", amount: "1.36", state: "done" as const, doneAt };
    await database.db.insert(refunds).values(first);
    expect((await receipt(id)).words).toMatch(
      /Given back 1\.36 USDT \(TRON\) 24 Nov 2026, 09:00 UTC Status Paid, a part given back/,
    );
    const rest = { ...back, id: randomUUID(), quoteAmount: "15", amount: "4.08", state: "sending" as const };
    const cancelled = { ...back, id: randomUUID(), quoteAmount: "2", amount: "0.54", state: "cancelled" as const };
    await database.db.insert(refunds).values([rest, cancelled]);
    const { words } = await receipt(id);
    expect(words).toContain("Being given back 4.08 USDT (TRON)");
    expect(words).toContain("Status Paid and given back ");
    expect(words).not.toContain("0.54 USDT");
  });

  it("leads to the payment as long as it is not paid, and is of sales alone", async () => {
    const id = await till.open();
    const before = await receipt(id);
    expect(before.status).toBe(200);
    expect(before.words).toContain("There is no receipt yet");
    expect(before.html).toContain(`href="/code/${id}"`);
    await inTransaction(database.db, (tx) => cancelOrder(tx, { orderId: id, now: new Date() }));
    expect((await receipt(id)).words).toContain("This payment was not completed");
    for (const source of ["transfer", "claim", "refund"] as const) {
      const other = await till.open({ source, quoteAsset: USDT_TRON });
      expect((await receipt(other)).status).toBe(404);
    }
    for (const unknown of [randomUUID(), "nothing"]) expect((await receipt(unknown)).status).toBe(404);
  });

  it.each(LANGUAGES)("speaks %s", async (language) => {
    const { id } = await till.paid({ quoteAmount: "1234.5", tipAmount: "100" });
    const { html, words } = await receipt(id, `?lang=${language}`);
    const t = texts(language);
    expect(html).toContain(`<html lang="${language}" dir="${DIRECTIONS[language]}"`);
    for (const name of ["title", "tip", "total", "paidWith", "trace", "print"] as const) {
      expect(words).toContain(t(`receipt.${name}`));
    }
    const price = { en: "1,234.50", zh: "1,234.50", de: "1.234,50", ja: "1,234.50", es: "1234,50", ar: "1,234.50" };
    expect(words).toContain(`${price[language]} AED`);
    if (language !== "en") expect(words).not.toMatch(/\b(Receipt|Paid|Total amount|Send)\b/);
  });

  it("is linked from the paid page, with a form to mail it where mail is set up", async () => {
    const { id } = await till.paid();
    const { html } = await look(`/code/${id}?lang=de`);
    expect(html).toContain(`href="/code/${id}/receipt?lang=de"`);
    expect(html).toContain(`action="/code/${id}/receipt?lang=de"`);
    expect((await look(`/code/${await till.open()}`)).html).not.toContain("/receipt");
    web.close();
    web = webForTests(database);
    for (const path of [`/code/${id}`, `/code/${id}/receipt`]) expect((await look(path)).html).not.toContain("<form");
    expect((await submit(web.app, `/code/${id}/receipt`, { email: "ada@example.com" })).status).toBe(404);
    expect(await database.db.$count(receiptMails)).toBe(0);
  });

  describe("by e-mail", () => {
    const send = async (id: string, email: string, query = "") => {
      const answer = await submit(web.app, `/code/${id}/receipt${query}`, { email });
      return { status: answer.status, to: answer.headers.get("location"), html: await answer.text() };
    };
    const waiting = () => database.db.select().from(receiptMails).orderBy(receiptMails.createdAt, receiptMails.id);

    /** Where it leads, without what only whoever asked has. */
    const pathOf = (to: string | null) => to?.replace(/[?&]asked=[\w.-]+/, "");

    it("is written down once for each address", async () => {
      const { id } = await till.paid();
      const sent = await send(id, " Ada.Lovelace@Example.com ", "?lang=de");
      expect(sent.status).toBe(303);
      expect(sent.to).toMatch(/\?asked=[\w-]+\.[\w-]{43}&lang=de$/);
      expect((await send(id, "ada.lovelace@example.com")).status).toBe(303);
      expect(await waiting()).toMatchObject([
        { orderId: id, recipient: "ada.lovelace@example.com", language: "de", state: "waiting" },
      ]);
      expect(await database.db.$count(jobs, eq(jobs.name, "receipt.send"))).toBe(1);
    });

    it("is told of to whoever asked, without the address, and of what others asked for nothing", async () => {
      const { id } = await till.paid();
      const { to } = await send(id, "ada.lovelace@example.com");
      const on = await look(to!);
      expect(on.words).toContain("The receipt is on its way to the address you gave.");
      expect(on.html).toContain('data-poll="5"');
      ahead = TOLD_AFTER_MS;
      for (const [state, said] of [
        ["waiting", "is on its way to"],
        ["sent", "was sent to"],
        ["refused", "could not be delivered to"],
      ] as const) {
        await database.db.update(receiptMails).set({ state });
        const { words, html } = await look(to!);
        expect(words).toContain(`${said} the address you gave`);
        expect(html.includes("data-poll")).toBe(state === "waiting");
        expect(html).not.toMatch(/lovelace|a•|e•/i);
        const others = await receipt(id);
        expect(others.html).not.toMatch(/the address you gave|data-poll|asked=/);
        expect(others.html).not.toContain(state);
      }
      // In the other languages, too, it stays told.
      expect((await look(to!)).html).toContain(`${to!.replaceAll("&", "&amp;")}&amp;lang=de`);
      ahead = 25 * 3_600_000;
      expect((await look(to!)).words).not.toContain("the address you gave");
    });

    it("is told of by no ticket but its own", async () => {
      const { id } = await till.paid();
      const { to } = await send(id, "ada@example.com");
      const other = await till.paid();
      await send(other.id, "ada@example.com");
      const [since, seal] = /asked=([^&]+)/.exec(to!)![1]!.split(".") as [string, string];
      const [mail] = await waiting();
      for (const ticket of [
        `${since}.${mail!.id}`,
        `${since}.`,
        `.${seal}`,
        seal,
        `${(parseInt(since, 36) + 1).toString(36)}.${seal}`,
        `${since}.${"é".repeat(43)}`,
      ]) {
        const { status, words } = await receipt(id, `?asked=${encodeURIComponent(ticket)}`);
        expect(status).toBe(200);
        expect(words).not.toContain("the address you gave");
      }
      expect((await receipt(other.id, `?asked=${since}.${seal}`)).words).not.toContain("the address you gave");
    });

    it("answers alike whether or not it has gone to an address before", async () => {
      const { id } = await till.paid();
      await send(id, "ada@example.com");
      await database.db.update(receiptMails).set({ state: "sent" });
      const seen = async (email: string) => {
        const { to } = await send(id, email);
        const { words } = await look(to!);
        return { to: pathOf(to), words: words.replaceAll(/\s+/g, " ") };
      };
      expect(await seen("ada@example.com")).toEqual(await seen("eve@example.com"));
      await send(id, "ben@example.com");
      const known = await send(id, "ada@example.com");
      const unknown = await send(id, "mia@example.com");
      expect([known.status, unknown.status]).toEqual([422, 422]);
      expect(wordsOf(known.html)).toBe(wordsOf(unknown.html));
    });

    it.each(["", "ada", "ada@example", "ada@example.com, eve@example.org", "a@b.c\r\nBcc: d@e.f", "x".repeat(400)])(
      "keeps what was typed when that is no address: %j",
      async (typed) => {
        const { id } = await till.paid();
        const { status, html } = await send(id, typed);
        expect(status).toBe(422);
        expect(html).toMatch(/<details class="mail" open/);
        expect(html).toMatch(/aria-invalid="true" aria-describedby="email-error email-hint" autofocus/);
        expect(wordsOf(html)).toContain("Please write an e-mail address such as ada@example.com.");
        expect(html).toContain(`value="${typed.trim().slice(0, 300)}"`);
        expect(await waiting()).toEqual([]);
      },
    );

    it("goes to three addresses, however many ask at once", async () => {
      const { id } = await till.paid();
      const names = ["a", "b", "c", "d", "e"];
      const answers = await Promise.all(names.map((name) => send(id, `${name}@example.com`)));
      expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([303, 303, 303, 422, 422]);
      const no = answers.find(({ status }) => status === 422)!;
      expect(wordsOf(no.html)).toContain("has been sent to 3 addresses");
      expect(await waiting()).toHaveLength(3);
    });

    it("goes again when it could not go, and what could not go uses up no address", async () => {
      const { id } = await till.paid();
      for (const name of ["a", "b", "c"]) expect((await send(id, `${name}@example.com`)).status).toBe(303);
      await database.db.update(receiptMails).set({ state: "refused", problem: "550 nobody here" });
      expect((await send(id, "A@example.com", "?lang=de")).status).toBe(303);
      const ofA = async () => (await waiting()).find(({ recipient }) => recipient === "a@example.com");
      expect(await ofA()).toMatchObject({ state: "waiting", problem: null, language: "de" });
      expect(await database.db.$count(jobs, eq(jobs.name, "receipt.send"))).toBe(4);
      // On its way: asking once more changes nothing.
      expect((await send(id, "a@example.com")).status).toBe(303);
      expect(await database.db.$count(jobs, eq(jobs.name, "receipt.send"))).toBe(4);
      for (const name of ["d", "e"]) expect((await send(id, `${name}@example.com`)).status).toBe(303);
      expect((await send(id, "b@example.com")).status).toBe(422);
    });

    it("goes to one address so often a day", async () => {
      for (let n = 0; n < RECEIPTS_TO_ADDRESS; n++) {
        expect((await send((await till.paid()).id, "ada@example.com")).status).toBe(303);
      }
      const { id } = await till.paid();
      const { status, html } = await send(id, "ADA@example.com");
      expect(status).toBe(422);
      expect(wordsOf(html)).toContain("So many receipts were sent to this address today");
      const before = new Date(Date.now() - 25 * 3_600_000);
      await database.db.update(receiptMails).set({ createdAt: before });
      expect((await send(id, "ada@example.com")).status).toBe(303);
    });

    it("is asked for so often by one address of the net", async () => {
      const { id } = await till.paid();
      for (let n = 0; n < 20; n++) expect((await send(id, "ada@example.com")).status).toBe(303);
      const { status, html } = await send(id, "ada@example.com");
      expect(status).toBe(429);
      expect(wordsOf(html)).toContain("Many receipts were sent from your network.");
    });

    it("is none of an order that is not paid, or is no sale", async () => {
      const open = await till.open();
      expect(await send(open, "ada@example.com")).toMatchObject({ status: 303, to: `/code/${open}/receipt` });
      const transfer = await till.open({ source: "transfer", quoteAsset: USDT_TRON });
      expect((await send(transfer, "ada@example.com")).status).toBe(404);
      expect(await waiting()).toEqual([]);
    });
  });
});
