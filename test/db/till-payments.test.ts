import { asc, eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Database, inTransaction } from "../../src/db/database.js";
import { freshId } from "../../src/db/ids.js";
import { intakes, orders, refunds, transfers } from "../../src/db/schema.js";
import type { Market } from "../../src/payments/ports.js";
import { changeSetting } from "../../src/payments/settings.js";
import type { Talking } from "../support/conversation.js";
import { type Crew, openCrew } from "../support/crew.js";
import { eachEngine, empty } from "../support/databases.js";
import { webForTests } from "../support/pay-pages.js";
import { ratesForTests } from "../support/rates.js";
import { Counter, hidden, shown } from "../support/till-counter.js";

const MINUTE_MS = 60_000;

eachEngine("payments at the counter", (open) => {
  let database: Database;
  let world: Crew;
  let web: ReturnType<typeof webForTests>;
  let ahead: number;
  const now = () => new Date(Date.now() + ahead);
  const till = { key: Buffer.alloc(32, 7), bot: "Mixtill" };

  beforeEach(async () => {
    database ??= await open();
    await empty(database);
    ahead = 0;
    const market: Market = { rates: ratesForTests(now), liquidity: null };
    world = await openCrew(database, market, now);
    web = webForTests(database, { market, clock: now, till });
  });
  afterEach(() => web.close());

  async function signedIn(one: Talking): Promise<Counter> {
    const link = (await one.says("till")).buttons.get("Open the till") ?? "";
    const counter = new Counter(web.app);
    expect((await counter.opens(link.split("/").pop()!)).status).toBe(303);
    return counter;
  }
  const given = () => database.db.select().from(refunds).orderBy(asc(refunds.createdAt), asc(refunds.id));

  /** Where the form of a payment's page leads, which names the visit to that page. */
  const sureOf = (id: string, query = "?part=all", visit = freshId()) =>
    `/till/payments/${id}/refund${query}&visit=${visit}`;
  /** Looks at what giving it back comes to, and gives what is to be confirmed. */
  async function looksAt(counter: Counter, id: string, query?: string): Promise<string> {
    const answer = await counter.request(sureOf(id, query));
    const html = await answer.text();
    expect([answer.status, shown(html)]).toEqual([200, expect.stringContaining("Give this back?")]);
    return html;
  }
  const confirms = (counter: Counter, id: string, html: string, more: Record<string, string> = {}) =>
    counter.posts(`/till/payments/${id}/refund`, { sealed: hidden(html, "sealed"), ...more });

  it("lists all of the shop to managers, what they charged to cashiers, the newest first", async () => {
    const { crew } = world;
    await world.paid(crew.owner, "Soup");
    await world.paid(crew.cashier, "Tea");
    await world.invoice(crew.cashier, "Cake");
    const [all, own] = [await signedIn(crew.manager), await signedIn(crew.cashier)];
    const page = await all.reads("/till/payments");
    expect(page).toContain("All payments of the shop");
    expect(page.indexOf("Tea")).toBeLessThan(page.indexOf("Soup"));
    expect(page).toMatch(/Tea .* Ada 10 USD Paid/);
    const hers = await own.reads("/till/payments");
    expect(hers).toContain("What you have charged");
    expect(hers).toMatch(/Still to be paid Cake/);
    expect(hers).toContain("Tea");
    expect(hers).not.toContain("Soup");
    expect(await (await signedIn(crew.stranger)).reads("/till/payments")).toContain("Nothing has been paid yet");
  });

  it("shows them by the page", async () => {
    const maker = world.crew.owner;
    for (let n = 1; n <= 26; n++) {
      const { id } = await world.invoice(maker, `Tea ${n}`);
      const paidAt = new Date(Date.now() - (100 - n) * MINUTE_MS);
      await database.db.update(orders).set({ state: "paid", paidAt }).where(eq(orders.id, id));
    }
    const counter = await signedIn(maker);
    const first = await counter.reads("/till/payments");
    expect(first).toContain("Tea 26 ");
    expect(first).not.toContain("Tea 1 ");
    expect(first).toContain("Older");
    expect(first).not.toContain("Newer");
    for (const page of ["2", "3"]) expect(await counter.reads(`/till/payments?page=${page}`)).toContain("Newer");
    const second = await counter.reads("/till/payments?page=2");
    expect(second).toContain("Tea 1 ");
    expect(second).not.toContain("Older");
    for (const page of ["0", "-1", "tea"])
      expect(await counter.reads(`/till/payments?page=${page}`)).toContain("Tea 26 ");
  });

  it("gives all of one back, shown before with its worth, and once", async () => {
    const counter = await signedIn(world.crew.owner);
    const id = await world.paid(world.crew.cashier, "Tea");
    const details = await counter.reads(`/till/payments/${id}`);
    for (const fact of ["10 USD", "10 USDT (TRON)", "Ada", "10 USD of it can be given back"]) {
      expect(details).toContain(fact);
    }
    const page = await looksAt(counter, id);
    expect(shown(page)).toMatch(/They get 10 USDT \(TRON\) To Ada For 10 USD · Tea/);
    expect(await given()).toEqual([]);
    const both = await Promise.all([confirms(counter, id, page), confirms(counter, id, page)]);
    for (const answer of [...both, await confirms(counter, id, page)]) {
      expect([answer.status, answer.headers.get("location")]).toEqual([303, `/till/payments/${id}`]);
    }
    const [refund, ...more] = await given();
    expect(more).toEqual([]);
    expect(refund).toMatchObject({ orderId: id, createdBy: world.shop.id, rate: "then" });
    expect(Number(refund!.amount)).toBe(10);
    expect(await counter.reads(`/till/payments/${id}`)).toContain("All of that payment has been given back already");
  });

  it("calls all that was paid given back, also where a little too little was enough", async () => {
    const counter = await signedIn(world.crew.owner);
    const id = await world.paid(world.crew.cashier, "Tea");
    await database.db.update(orders).set({ oddity: "partial" }).where(eq(orders.id, id));
    await database.db.update(intakes).set({ credit: "9.85" }).where(eq(intakes.orderId, id));
    await confirms(counter, id, await looksAt(counter, id, "?part=part&amount=9"));
    expect(await counter.reads("/till/payments")).toContain("Given back in part");
    await confirms(counter, id, await looksAt(counter, id));
    expect((await given()).map(({ quoteAmount }) => Number(quoteAmount))).toEqual([9, 0.85]);
    for (const path of ["/till/payments", `/till/payments/${id}`]) {
      const page = await counter.reads(path);
      expect(page).toContain("Given back");
      expect(page).not.toContain("Given back in part");
    }
  });

  it("leads to the receipt of what was paid, and of nothing else", async () => {
    const counter = await signedIn(world.crew.cashier);
    const paid = await world.paid(world.crew.cashier, "Tea");
    const { id } = await world.invoice(world.crew.cashier, "Cake");
    for (const path of ["payments", "charge"]) {
      const html = await (await counter.request(`/till/${path}/${paid}`)).text();
      expect(html).toMatch(new RegExp(`href="/code/${paid}/receipt\\?lang=en"[^>]*>Receipt<`));
      expect(await (await counter.request(`/till/${path}/${id}`)).text()).not.toContain("/receipt");
    }
    expect((await counter.request(`/code/${paid}/receipt?lang=en`)).status).toBe(200);
  });

  it("confirms nothing at an address that chooses nothing: somebody reloads that of the form", async () => {
    const counter = await signedIn(world.crew.owner);
    const id = await world.paid(world.crew.cashier, "Tea");
    for (const query of ["", "?part=part&amount=1", "?part=part&amount=1&visit=tea"]) {
      const answer = await counter.request(`/till/payments/${id}/refund${query}`);
      expect([answer.status, answer.headers.get("location")]).toEqual([303, `/till/payments/${id}`]);
    }
  });

  it("gives a part back once, though its answer is lost and the page that asks is loaded again", async () => {
    const counter = await signedIn(world.crew.owner);
    const id = await world.paid(world.crew.cashier, "Tea");
    const form = await (await counter.request(`/till/payments/${id}`)).text();
    const path = sureOf(id, "?part=part&amount=4", hidden(form, "visit"));
    const [first, again] = [await (await counter.request(path)).text(), await (await counter.request(path)).text()];
    await confirms(counter, id, first);
    const reloaded = await counter.request(path);
    expect([reloaded.status, reloaded.headers.get("location")]).toEqual([303, `/till/payments/${id}`]);
    expect((await confirms(counter, id, again)).status).toBe(303);
    expect(await given()).toHaveLength(1);
    // Who goes back to the payment and asks for the same part once more means another.
    const anew = hidden(await (await counter.request(`/till/payments/${id}`)).text(), "visit");
    const other = await counter.request(sureOf(id, "?part=part&amount=4", anew));
    await confirms(counter, id, await other.text());
    expect(await given()).toHaveLength(2);
  });

  it("gives a part back, at the rate of then or of today, and no more than is left", async () => {
    const counter = await signedIn(world.crew.manager);
    const id = await world.paid(world.crew.cashier, "Tea");
    const part = (amount: string, rate = "then") => `?part=part&amount=${amount}&rate=${rate}`;
    await confirms(counter, id, await looksAt(counter, id, part("4")));
    await confirms(counter, id, await looksAt(counter, id, part("1", "today")));
    expect((await given()).map(({ quoteAmount, rate }) => [Number(quoteAmount), rate])).toEqual([
      [4, "then"],
      [1, "today"],
    ]);
    const tooMuch = await counter.request(sureOf(id, part("5.01")));
    expect([tooMuch.status, shown(await tooMuch.text())]).toEqual([
      422,
      expect.stringContaining("That is more than is left: 5 USD"),
    ]);
    const unreadable = await counter.request(sureOf(id, part("tea")));
    expect(shown(await unreadable.text())).toContain("as a number");
  });

  it("reads a part in the language of the page it was typed on, though another was chosen meanwhile", async () => {
    const counter = await signedIn(world.crew.owner);
    const id = await world.paid(world.crew.cashier, "Tea", "2000");
    await counter.request("/till?lang=de");
    const asked = async (written: string) =>
      shown(await (await counter.request(sureOf(id, `?part=part&amount=1,250&written=${written}`))).text());
    expect(await asked("en")).toContain("For 1,250 USD · Tea");
    expect(await asked("de")).toContain("Für 1,25 USD · Tea");
  });

  it("asks twice for what is worth more than the operator's limit", async () => {
    await inTransaction(database.db, (tx) => changeSetting(tx, "refundConfirmUsd", "5", world.shop.id));
    const counter = await signedIn(world.crew.owner);
    const id = await world.paid(world.crew.cashier, "Tea");
    const page = await looksAt(counter, id);
    expect(shown(page)).toContain("This is worth more than 5 USD");
    const unsure = await confirms(counter, id, page);
    const asked = await unsure.text();
    expect([unsure.status, shown(asked)]).toEqual([422, expect.stringContaining("Please tick")]);
    expect(await given()).toEqual([]);
    expect((await confirms(counter, id, asked, { really: "1" })).status).toBe(303);
    expect(await given()).toHaveLength(1);
  });

  it("gives back no more than a cashier may, and only of what they charged", async () => {
    const { cashier, owner } = world.crew;
    const counter = await signedIn(cashier);
    const [hers, others] = [await world.paid(cashier, "Tea"), await world.paid(owner, "Soup")];
    expect((await counter.request(sureOf(others))).status).toBe(404);
    expect(await counter.reads(`/till/payments/${hers}`)).toContain("has not set how much you may give back");
    expect((await counter.request(sureOf(hers))).status).toBe(422);

    await world.employ(cashier, "cashier", "6");
    const refused = await counter.request(sureOf(hers));
    expect([refused.status, shown(await refused.text())]).toEqual([422, expect.stringContaining("6 USD")]);
    const four = await looksAt(counter, hers, "?part=part&amount=4");
    const three = await looksAt(counter, hers, "?part=part&amount=3");
    expect((await confirms(counter, hers, four)).status).toBe(303);
    // Both were within the limit when they were looked at; together they are not.
    expect((await confirms(counter, hers, three)).status).toBe(422);
    expect(await given()).toHaveLength(1);
  });

  it("confirms only what was shown to this device, for this payment, and unchanged", async () => {
    const [counter, other] = [await signedIn(world.crew.owner), await signedIn(world.crew.manager)];
    const [tea, soup] = [await world.paid(world.crew.cashier, "Tea"), await world.paid(world.crew.cashier, "Soup")];
    const page = await looksAt(counter, tea, "?part=part&amount=1&rate=today");
    const sealed = hidden(page, "sealed");
    const [text = "", signature = ""] = sealed.split(".");
    const shownOnce = JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as { preview: { amount: string } };
    shownOnce.preview.amount = "1000";
    const forged = Buffer.from(JSON.stringify(shownOnce)).toString("base64url");
    for (const wrong of [`${forged}.${signature}`, text, "", "..", `${sealed}A`]) {
      expect((await counter.posts(`/till/payments/${tea}/refund`, { sealed: wrong })).status).toBe(422);
    }
    expect((await counter.posts(`/till/payments/${soup}/refund`, { sealed })).status).toBe(422);
    expect((await other.posts(`/till/payments/${tea}/refund`, { sealed })).status).toBe(422);
    expect(await given()).toEqual([]);
    // The rate of today is not that of a while ago.
    ahead = 11 * MINUTE_MS;
    const late = await counter.posts(`/till/payments/${tea}/refund`, { sealed });
    expect([late.status, shown(await late.text())]).toEqual([422, expect.stringContaining("too long ago")]);
  });

  it("leads to where the shop pays for it, and out of it again", async () => {
    const counter = await signedIn(world.crew.manager);
    const id = await world.paid(world.crew.cashier, "Tea");
    // What was paid has gone out to the payee.
    await database.db.update(transfers).set({ state: "done" }).where(eq(transfers.orderId, id));
    const page = await looksAt(counter, id);
    expect(shown(page)).toContain("so the shop pays it");
    await confirms(counter, id, page);
    const [refund] = await given();
    expect(refund).toMatchObject({ source: "link", state: "unpaid" });
    const html = await (await counter.request(`/till/payments/${id}`)).text();
    expect(html).toContain(`href="https://till.example.com/code/${refund!.fundingOrderId}"`);
    expect(shown(html)).toContain("The shop pays this");
    const out = { refund: refund!.id };
    const stranger = await signedIn(world.crew.stranger);
    expect((await stranger.posts(`/till/payments/${id}/refund/cancel`, out)).status).toBe(404);
    const cashier = await signedIn(world.crew.cashier);
    const seen = await cashier.reads(`/till/payments/${id}`);
    expect(seen).toContain("Given back 10 USDT (TRON)");
    expect(seen).not.toContain("The shop pays this");
    expect(await (await signedIn(world.crew.owner)).reads(`/till/payments/${id}`)).toContain("The shop pays this");
    expect((await cashier.posts(`/till/payments/${id}/refund/cancel`, out)).status).toBe(303);
    expect((await given())[0]!.state).toBe("unpaid");
    expect((await counter.posts(`/till/payments/${id}/refund/cancel`, out)).status).toBe(303);
    expect((await given())[0]!.state).toBe("cancelled");
    expect((await counter.posts(`/till/payments/${id}/refund/cancel`, { refund: freshId() })).status).toBe(404);
    expect(await counter.reads(`/till/payments/${id}`)).toContain("10 USD of it can be given back");
  });
});
