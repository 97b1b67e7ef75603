import { and, asc, eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { deriveId, freshId } from "../../src/db/ids.js";
import { auditEntries, orders, swaps } from "../../src/db/schema.js";
import type { Market } from "../../src/payments/ports.js";
import { requestQuote } from "../../src/payments/quotes.js";
import { ensureMerchant } from "../../src/shop/merchants.js";
import { tipOf, type TipWish } from "../../src/shop/till-charge.js";
import { BOT_ID, type Talking } from "../support/conversation.js";
import { type Crew, openCrew } from "../support/crew.js";
import { eachEngine, empty } from "../support/databases.js";
import { createPaperNetwork } from "../support/paper-network.js";
import { webForTests } from "../support/pay-pages.js";
import { payInto } from "../support/payments.js";
import { BTC, ratesForTests, USDT_TRON } from "../support/rates.js";
import { Counter, hidden, shown } from "../support/till-counter.js";

const MINUTE_MS = 60_000;

describe("a tip", () => {
  const percent = (amount: string, of: string, asset: string) => tipOf(amount, { of: "percent", percent: of }, asset);

  it.each([
    ["12.50", "10", "usd", "1.25"],
    ["9.99", "15", "usd", "1.5"],
    ["0.10", "5", "usd", "0.01"],
    ["333", "10", "jpy", "33"],
    ["335", "10", "jpy", "34"],
    ["1.005", "5", "kwd", "0.05"],
    ["0.00000005", "10", BTC, "0.00000001"],
    ["999999999999.99", "15", "usd", "150000000000"],
  ])("of %s at %s %% in %s is %s, in the places of its currency, the half rounded up", (amount, of, asset, tip) => {
    expect(percent(amount, of, asset)).toBe(tip);
  });

  it("that is less than the smallest coin is none", () => {
    expect(percent("0.09", "5", "usd")).toBeNull();
    expect(percent("4", "10", "jpy")).toBeNull();
    expect(tipOf("5", { of: "none" }, "usd")).toBeNull();
    expect(tipOf("5", { of: "amount", amount: "0.004" } satisfies TipWish, "usd")).toBeNull();
  });
});

eachEngine("charging at the counter", (open) => {
  let database: Database;
  let world: Crew;
  let market: Market;
  let web: ReturnType<typeof webForTests>;
  let ahead: number;
  /** The clock stands still while this is set. */
  let stopped: Date | null;
  const now = () => stopped ?? new Date(Date.now() + ahead);
  const till = { key: Buffer.alloc(32, 7), bot: "Mixtill" };
  const network = createPaperNetwork(BOT_ID);

  beforeEach(async () => {
    database ??= await open();
    await empty(database);
    ahead = 0;
    stopped = null;
    market = { rates: ratesForTests(now), liquidity: null };
    world = await openCrew(database, market, now);
    const api = {
      publicUrl: "https://till.example.com",
      botId: BOT_ID,
      findUser: () => Promise.resolve("absent" as const),
      usersByIds: () => Promise.resolve([]),
      mixAddress: () => "",
    };
    web = webForTests(database, { market, clock: now, till, api });
  });
  afterEach(() => web.close());

  async function signedIn(one: Talking): Promise<Counter> {
    const link = (await one.says("till")).buttons.get("Open the till") ?? "";
    const counter = new Counter(web.app);
    expect((await counter.opens(link.split("/").pop()!)).status).toBe(303);
    return counter;
  }

  /** What the keypad sends. */
  const rung = (fields: Record<string, string> = {}) => ({
    visit: freshId(),
    amount: "12.50",
    unit: "usd",
    title: "",
    tip: "none",
    tipAmount: "",
    ...fields,
  });
  /** The order that was charged. */
  async function charges(counter: Counter, fields: Record<string, string> = {}): Promise<string> {
    const answer = await counter.posts("/till/charge", rung(fields));
    expect([answer.status, shown(await answer.text())]).toEqual([303, ""]);
    return answer.headers.get("location")!.split("/").pop()!;
  }
  async function refused(counter: Counter, fields: Record<string, string>): Promise<string> {
    const answer = await counter.posts("/till/charge", rung(fields));
    expect(answer.status).toBe(422);
    return answer.text();
  }
  const invoices = () =>
    database.db
      .select()
      .from(orders)
      .where(and(eq(orders.merchantId, world.shop.id), eq(orders.source, "invoice")))
      .orderBy(asc(orders.createdAt), asc(orders.id));
  const order = async (id: string) => (await invoices()).find((one) => one.id === id)!;

  /** Ada's wallet pays so much of an order. */
  async function pays(id: string, amount?: string): Promise<void> {
    const quoted = await requestQuote(database.db, market, { orderId: id, assetId: USDT_TRON, now: now() });
    if (!quoted.ok) throw new Error(quoted.reason);
    const output = network.receive({
      assetId: USDT_TRON,
      amount: amount ?? quoted.quote.paymentAmount,
      senders: [world.ada.userId],
      requestId: quoted.quote.id,
      memo: id,
      createdAt: now().toISOString(),
    });
    await payInto(database, network, BOT_ID).record(market, output);
  }

  it("shows a keypad in the shop's currency, with those used lately before all others", async () => {
    const counter = await signedIn(world.crew.cashier);
    await charges(counter, { unit: "jpy", amount: "500" });
    const html = await (await counter.request("/till")).text();
    expect(/name="unit" value="usd" checked/.test(html)).toBe(true);
    const units = [...html.matchAll(/name="unit" value="([^"]+)"/g)].map(([, unit]) => unit);
    expect(units.slice(0, 3)).toEqual(["usd", "jpy", "eur"]);
    expect(new Set(units).size).toBe(units.length);
    expect(units).toContain(USDT_TRON);
    expect(await (await counter.request(`/till?unit=${BTC}`)).text()).toMatch(
      new RegExp(`name="unit" value="${BTC}" checked`),
    );
    expect(await (await counter.request("/till?unit=doubloons")).text()).toMatch(/name="unit" value="usd" checked/);
  });

  it("makes an invoice in the name of whoever signed in, by the shop's rules, for twenty minutes", async () => {
    const counter = await signedIn(world.crew.cashier);
    const id = await charges(counter, { title: " Two \0 \u202e teas\u0007 ", tip: "10" });
    const made = await order(id);
    expect(made).toMatchObject({
      title: "Two teas",
      quoteAsset: "usd",
      state: "open",
      createdBy: world.crew.cashier.userId,
      payeeId: world.shop.payeeId,
      language: "en",
    });
    expect([Number(made.quoteAmount), Number(made.tipAmount)]).toEqual([13.75, 1.25]);
    expect(made.deadline!.getTime() - made.createdAt.getTime()).toBe(20 * MINUTE_MS);
    const [, deed] = await database.db.select().from(auditEntries).orderBy(auditEntries.id);
    expect(deed).toMatchObject({ action: "invoice.made", subject: "Two teas" });

    const page = await counter.reads(`/till/charge/${id}`);
    expect(page).toContain("Scan to pay");
    expect(page).toContain("13.75 USD");
    expect(page).toContain("with a tip of 1.25 USD");
    expect(page).toContain("Waiting for the customer");
    expect(await (await counter.request(`/till/charge/${id}`)).text()).toContain("QR code of the page");
  });

  it("once, however often the same keypad is sent", async () => {
    const counter = await signedIn(world.crew.owner);
    const fields = rung({ title: "Tea", tip: "5" });
    const sent = await Promise.all([1, 2, 3].map(() => counter.posts("/till/charge", fields)));
    const again = await counter.posts("/till/charge", fields);
    const places = new Set([...sent, again].map((answer) => answer.headers.get("location")));
    expect([places.size, (await invoices()).length]).toEqual([1, 1]);
    // Somebody goes back and corrects it.
    await charges(counter, { ...fields, amount: "13.50" });
    expect(await invoices()).toHaveLength(2);
  });

  it("anew when what the keypad had charged is over: the next customer has not paid", async () => {
    const counter = await signedIn(world.crew.cashier);
    const fields = rung();
    const first = await charges(counter, fields);
    await pays(first);
    const second = await charges(counter, fields);
    expect(second).not.toBe(first);
    await counter.posts(`/till/charge/${second}/cancel`, {});
    const third = await charges(counter, fields);
    ahead = 21 * MINUTE_MS;
    const fourth = await charges(counter, fields);
    expect(new Set([first, second, third, fourth]).size).toBe(4);
    expect(await counter.reads(`/till/charge/${fourth}`)).toContain("Waiting for the customer");
  });

  it("at its own price, though a customer made an order under the id that follows from the one in the QR code", async () => {
    const counter = await signedIn(world.crew.owner);
    const fields = rung({ title: "Tea" });
    const first = await charges(counter, fields);
    await pays(first);
    const cheap = { payeeId: world.shop.id, quoteAmount: "0.01", quoteAssetId: "usd", settlementAssetId: USDT_TRON };
    const squatted = await web.app.request("/v1/one_time_payment", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...cheap, traceId: deriveId(first, "again"), remark: "Tea" }),
    });
    expect(await squatted.json()).toMatchObject({ success: true });
    const second = await charges(counter, fields);
    expect([first, deriveId(first, "again")]).not.toContain(second);
    expect(await counter.reads(`/till/charge/${second}`)).toMatch(/Scan to pay.* 12.50 USD/);
  });

  it("anew when its id is that of an order that is not the till's own, however that came by it", async () => {
    const strangers = await ensureMerchant(database.db, { userId: world.crew.stranger.userId, name: "Sven's" });
    const others: Partial<typeof orders.$inferInsert>[] = [
      { source: "api" },
      { source: "code" },
      { merchantId: strangers.id },
      { payeeId: strangers.payeeId },
      { createdBy: null },
      { createdBy: world.crew.manager.userId },
      { quoteAmount: "0.01" },
      { quoteAsset: "jpy" },
      { tipAmount: null },
      { tipAmount: "0.01" },
    ];
    const counter = await signedIn(world.crew.cashier);
    const fields = rung({ tip: "10" });
    const seen = new Set([await charges(counter, fields)]);
    for (const other of others) {
      // The newest of the keypad's orders is another's from now on, and so are all before it.
      const [taken] = [...seen].slice(-1);
      await database.db.update(orders).set(other).where(eq(orders.id, taken!));
      const id = await charges(counter, fields);
      expect(seen).not.toContain(id);
      expect(await charges(counter, fields)).toBe(id);
      seen.add(id);
      const made = await order(id);
      expect([Number(made.quoteAmount), Number(made.tipAmount), made.quoteAsset]).toEqual([13.75, 1.25, "usd"]);
      expect(made).toMatchObject({ state: "open", createdBy: world.crew.cashier.userId, payeeId: world.shop.payeeId });
    }
    const made = await database.db.select().from(auditEntries).where(eq(auditEntries.action, "invoice.made"));
    expect(made).toHaveLength(seen.size);
  });

  it("reads amounts as the device's language writes them", async () => {
    const counter = await signedIn(world.crew.cashier);
    await counter.request("/till?lang=de");
    const id = await charges(counter, { amount: "1.234,50", tip: "own", tipAmount: "5,5" });
    const made = await order(id);
    expect([Number(made.quoteAmount), Number(made.tipAmount), made.title]).toEqual([1240, 5.5, "An der Kasse"]);
    expect(await counter.reads(`/till/charge/${id}`)).toContain("1.240 USD");
  });

  it("reads amounts in the language of the page they were typed on, though another was chosen meanwhile", async () => {
    const counter = await signedIn(world.crew.cashier);
    expect(hidden(await (await counter.request("/till")).text(), "written")).toBe("en");
    await counter.request("/till?lang=de");
    const fields = { written: "en", unit: "bhd", amount: "1.250", tip: "own", tipAmount: "1.005" };
    const made = await order(await charges(counter, fields));
    expect([Number(made.quoteAmount), Number(made.tipAmount)]).toEqual([2.255, 1.005]);
    // What is to be corrected is shown in that language, too.
    const again = await refused(counter, { ...fields, amount: "1.2505" });
    expect(shown(again)).toContain("At most 3 decimal places");
    expect(hidden(again, "written")).toBe("en");
    const german = await order(await charges(counter, { ...fields, written: "de", tip: "none" }));
    expect(Number(german.quoteAmount)).toBe(1250);
    expect(Number((await order(await charges(counter, { ...fields, written: "xx", tip: "none" }))).quoteAmount)).toBe(
      1250,
    );
  });

  it("says what is wrong with an amount, and keeps what was typed", async () => {
    const counter = await signedIn(world.crew.cashier);
    const visit = freshId();
    const empty = await refused(counter, { visit, amount: "", title: "Tea", tip: "15" });
    expect(shown(empty)).toContain("Please type an amount.");
    expect(hidden(empty, "visit")).toBe(visit);
    expect(empty).toMatch(/name="title"[^>]* value="Tea"/);
    expect(empty).toMatch(/name="tip" value="15" checked/);
    expect(shown(await refused(counter, { amount: "12.505" }))).toContain("At most 2 decimal places");
    expect(shown(await refused(counter, { amount: "1.5", unit: "jpy" }))).toContain("Only whole amounts");
    expect(shown(await refused(counter, { amount: "tea" }))).toContain("as a number");
    expect(shown(await refused(counter, { amount: "-5" }))).toContain("more than zero");
    expect(shown(await refused(counter, { amount: "1000000000000", tip: "5" }))).toContain("too large");
    const tip = await refused(counter, { tip: "own", tipAmount: "much" });
    expect(shown(tip)).toContain("as a number");
    expect(tip).toMatch(/<input id="tip-amount"[^>]* value="much" aria-invalid="true" aria-describedby="problem"/);
    expect(tip).not.toMatch(/<input id="amount"[^>]* aria-(invalid|describedby)/);
    expect(shown(await refused(counter, { unit: "doubloons" }))).toContain("cannot be used");
    expect(await invoices()).toEqual([]);
    const plain = await order(await charges(counter, { tip: "own", tipAmount: "0" }));
    expect(plain.tipAmount).toBeNull();
    expect((await order(await charges(counter, { tip: "4711" }))).tipAmount).toBeNull();
  });

  it("follows the payment: who looks at it, a part, all of it, and by whom", async () => {
    const counter = await signedIn(world.crew.cashier);
    const id = await charges(counter, { amount: "10", unit: USDT_TRON });
    const version = async () =>
      /data-version="([^"]*)"/.exec(await (await counter.request(`/till/charge/${id}`)).text())?.[1];
    const versions = [await version()];
    await pays(id, "4");
    versions.push(await version());
    const part = await counter.reads(`/till/charge/${id}`);
    expect(part).toContain("4 USDT (TRON) has come, 6 USDT (TRON) is missing");
    const quoted = await requestQuote(database.db, market, {
      orderId: id,
      assetId: USDT_TRON,
      now: now(),
      payerId: world.ada.userId,
    });
    if (!quoted.ok) throw new Error(quoted.reason);
    const rest = network.receive({
      assetId: USDT_TRON,
      amount: "6",
      senders: [world.ada.userId],
      requestId: quoted.quote.id,
      memo: id,
      createdAt: now().toISOString(),
    });
    await payInto(database, network, BOT_ID).record(market, rest);
    versions.push(await version());
    expect(new Set(versions).size).toBe(3);
    const paid = await counter.reads(`/till/charge/${id}`);
    expect(paid).toMatch(/Paid\s+10 USDT \(TRON\)/);
    expect(paid).toContain("by Ada");
    expect(paid).toContain("Next");
  });

  it("follows what a strict shop was paid until it is exchanged, and tells when it went back instead", async () => {
    const counter = await signedIn(world.crew.cashier);
    const id = await charges(counter, { title: "Tea" });
    const follows = async () => / data-order="/.test(await (await counter.request(`/till/charge/${id}`)).text());
    const paid = { state: "paid" as const, strict: true, paidAt: now(), paymentAsset: BTC, paymentAmount: "0.001" };
    const asPaid = { ...paid, settlementAsset: null };
    await database.db.update(orders).set(asPaid).where(eq(orders.id, id));
    expect([await follows(), await counter.reads(`/till/charge/${id}`)]).toEqual([
      false,
      expect.stringMatching(/ Paid /),
    ]);
    await database.db.update(orders).set({ settlementAsset: USDT_TRON }).where(eq(orders.id, id));
    const legs = { fromAsset: BTC, fromAmount: "0.001", toAsset: USDT_TRON, expectedAmount: "12", minimumAmount: "12" };
    await database.db.insert(swaps).values({ id: freshId(), orderId: id, provider: "route", ...legs });
    expect([await follows(), await counter.reads(`/till/charge/${id}`)]).toEqual([
      true,
      expect.stringMatching(/ Paid /),
    ]);

    await database.db.update(swaps).set({ state: "failed" }).where(eq(swaps.orderId, id));
    await database.db.update(orders).set({ state: "cancelled" }).where(eq(orders.id, id));
    const page = await counter.reads(`/till/charge/${id}`);
    expect(page).toContain("Paid, and sent back");
    expect(page).toContain("the money went back to whoever paid");
    expect(await follows()).toBe(false);
    expect(await counter.reads("/till/payments")).toMatch(/Tea .* 12.50 USD Sent back/);
    const details = await counter.reads(`/till/payments/${id}`);
    expect(details).toMatch(/State Sent back .* the money went back to whoever paid/);
    expect(details).not.toContain("has not been paid");
    expect(details).not.toContain("Receipt");
  });

  it("shows on an invoice that can be paid for days until when, with and without script", async () => {
    const { id } = await world.invoice(world.crew.cashier, "Table");
    const deadline = new Date("2031-05-06T07:08:00Z");
    await database.db.update(orders).set({ deadline }).where(eq(orders.id, id));
    const html = await (await (await signedIn(world.crew.cashier)).request(`/till/charge/${id}`)).text();
    expect(html).toMatch(/<p class="hint timer">Can be paid until <time[^>]*data-show="moment">6 May 2031/);
  });

  it("tells that somebody has opened it, and that the time is over", async () => {
    const counter = await signedIn(world.crew.cashier);
    const id = await charges(counter);
    await requestQuote(database.db, market, { orderId: id, assetId: USDT_TRON, now: now() });
    expect(await counter.reads(`/till/charge/${id}`)).toContain("The customer has opened it");
    ahead = 20 * MINUTE_MS + 1_000;
    expect(await counter.reads(`/till/charge/${id}`)).toContain("Time is over");
  });

  it("cancels what was not paid, and nothing that was", async () => {
    const counter = await signedIn(world.crew.cashier);
    const [open, paid] = [await charges(counter), await charges(counter)];
    await pays(paid);
    for (const id of [open, paid, open]) {
      expect((await counter.posts(`/till/charge/${id}/cancel`, {})).headers.get("location")).toBe(`/till/charge/${id}`);
    }
    expect((await order(open)).state).toBe("cancelled");
    expect((await order(paid)).paidAt).not.toBeNull();
    expect(await counter.reads(`/till/charge/${open}`)).toContain("Nobody can pay it any more");
  });

  it("shows and cancels what others charged to managers, not to cashiers, and of other shops nothing", async () => {
    const [cashier, manager] = [await signedIn(world.crew.cashier), await signedIn(world.crew.manager)];
    const [hers, his] = [await charges(cashier), await charges(manager)];
    const stranger = await signedIn(world.crew.stranger);
    for (const [counter, id, status] of [
      [cashier, his, 404],
      [manager, hers, 200],
      [stranger, hers, 404],
      [stranger, freshId(), 404],
      [stranger, "tea", 404],
    ] as const) {
      expect((await counter.request(`/till/charge/${id}`)).status).toBe(status);
      expect((await counter.request(`/till/payments/${id}`)).status).toBe(status);
    }
    expect((await cashier.posts(`/till/charge/${his}/cancel`, {})).status).toBe(404);
    expect((await stranger.posts(`/till/charge/${hers}/cancel`, {})).status).toBe(404);
    expect((await manager.posts(`/till/charge/${hers}/cancel`, {})).status).toBe(303);
    expect([(await order(hers)).state, (await order(his)).state]).toEqual(["cancelled", "open"]);
  });

  it("not faster than anybody could: thirty at once, each device for itself", async () => {
    const [fast, other] = [await signedIn(world.crew.cashier), await signedIn(world.crew.manager)];
    stopped = new Date();
    for (let n = 0; n < 30; n++) await charges(fast, { amount: String(n + 1) });
    const refused = await fast.posts("/till/charge", rung());
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(shown(await refused.text())).toContain("Nothing was charged");
    await charges(other);
  });
});
