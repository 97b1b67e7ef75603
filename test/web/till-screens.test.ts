import { and, asc, eq } from "drizzle-orm";
import type { BrowserContextOptions, Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { inTransaction } from "../../src/db/database.js";
import { freshId } from "../../src/db/ids.js";
import { orders, refunds, transfers } from "../../src/db/schema.js";
import { changeSetting } from "../../src/payments/settings.js";
import { newTillLink } from "../../src/shop/till.js";
import { ALL, findingsOf } from "../support/axe.js";
import { chromiumIsHere } from "../support/chromium.js";
import { createPaperNetwork } from "../support/paper-network.js";
import { payBrowser } from "../support/pay-browser.js";
import { payInto } from "../support/payments.js";
import { ratesForTests, USDT_TRON } from "../support/rates.js";
import { signsIn, WITHOUT_WORKER } from "../support/till-browser.js";
import { until } from "../support/until.js";

const BOT = freshId();
const PHONE = { width: 390, height: 844 };
const TABLET = { width: 1024, height: 768 };
const WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth";

describe.skipIf(!chromiumIsHere())("every screen of the till", { timeout: 180_000 }, () => {
  const stage = payBrowser(async () => ({ till: { key: Buffer.alloc(32, 7), bot: "Mixtill" } }));
  const market = { rates: ratesForTests(), liquidity: null };
  const paper = createPaperNetwork(BOT);

  async function linkPath(): Promise<string> {
    const { id } = stage.merchant;
    const wanted = { id: freshId(), merchantId: id, userId: id, now: new Date() };
    const link = await inTransaction(stage.database.db, (tx) => newTillLink(tx, wanted));
    if (!link.ok) throw new Error(link.reason);
    return `/till/open/${link.secret}`;
  }
  async function opensTill(options: BrowserContextOptions = {}): Promise<Page> {
    const page = await stage.open(await linkPath(), { viewport: PHONE, reducedMotion: "reduce", ...options });
    await signsIn(page, options);
    return page;
  }
  const idOf = (page: Page): string => new URL(page.url()).pathname.split("/").pop()!;
  async function charges(page: Page, amount: string): Promise<string> {
    await page.keyboard.type(amount);
    await page.keyboard.press("Enter");
    await page.locator(".asking").waitFor();
    return idOf(page);
  }
  /** A customer pays an order, or so much of it. */
  async function pays(orderId: string, amount?: string): Promise<void> {
    const into = payInto(stage.database, paper, BOT);
    const quote = await into.quote(market, orderId, USDT_TRON);
    const from = { senders: [freshId()], requestId: quote.id, memo: orderId, assetId: USDT_TRON };
    await into.record(market, paper.receive({ ...from, amount: amount ?? quote.paymentAmount }));
  }
  const charged = () =>
    stage.database.db
      .select()
      .from(orders)
      .where(and(eq(orders.merchantId, stage.merchant.id), eq(orders.source, "invoice")))
      .orderBy(asc(orders.createdAt), asc(orders.id));
  const given = () => stage.database.db.select().from(refunds).orderBy(asc(refunds.createdAt), asc(refunds.id));
  /** A refused page is the browser's complaint, too. */
  const forgives = (complaint: RegExp) => {
    stage.complaints = stage.complaints.filter((text) => !complaint.test(text));
  };

  /** The screen as it stands: on a phone and a tablet, in the light and in the dark. */
  async function looks(page: Page, name: string): Promise<void> {
    await page.waitForLoadState();
    for (const [device, viewport] of Object.entries({ phone: PHONE, tablet: TABLET })) {
      await page.setViewportSize(viewport);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        expect.soft(await findingsOf(page, ALL), `${name}, ${device}, ${colorScheme}`).toEqual([]);
      }
      expect.soft(await page.evaluate(WIDER), `${name} is wider than the ${device}`).toBe(false);
    }
  }

  it("from the link to the code, and what becomes of it", async () => {
    const page = await stage.open(await linkPath(), { viewport: PHONE, reducedMotion: "reduce" });
    await looks(page, "link");
    await signsIn(page);
    await looks(page, "keypad");
    await page.locator("#units summary").click();
    await looks(page, "currencies");
    await page.keyboard.press("Escape");
    await page.locator("label.segment", { hasText: "Other" }).click();
    await page.locator("#tip-amount").fill("much");
    await page.locator(".key", { hasText: "5" }).click();
    await page.locator("#charge").click();
    await page.locator(".error").waitFor();
    await looks(page, "keypad-error");
    await page.locator(".bar .tab").first().click();
    await page.locator("#keypad:not(:has(.error))").waitFor();
    const id = await charges(page, "12.5");
    await looks(page, "code");
    await payInto(stage.database, paper, BOT).quote(market, id, USDT_TRON);
    await page.reload();
    await page.locator(".waiting", { hasText: "The customer has opened it" }).waitFor();
    await looks(page, "code-opened");
    await pays(id, "5");
    await page.locator(".part").waitFor();
    await looks(page, "part");
    await page.keyboard.press("Escape");
    await page.getByText("Cancel it?").waitFor();
    await looks(page, "cancel");
    await page.getByRole("button", { name: "Yes, cancel" }).click();
    await page.getByRole("heading", { name: "Cancelled" }).waitFor();
    await looks(page, "cancelled");
    await page.getByRole("link", { name: "Charge again" }).click();
    await page.locator("#keypad").waitFor();
    await pays(await charges(page, "7"));
    await page.getByRole("heading", { name: "Paid" }).waitFor();
    await looks(page, "paid");
    await page.keyboard.press("Enter");
    await page.locator("#keypad").waitFor();
    await charges(page, "8");
    stage.ahead = 21 * 60_000;
    await page.reload();
    await page.getByRole("heading", { name: "Time is over" }).waitFor();
    await looks(page, "over");
    forgives(/\b422\b/);
  });

  it("payments, and giving back", async () => {
    const page = await opensTill();
    await page.locator(".bar .tab").nth(1).click();
    await page.getByText("Nothing has been paid yet").waitFor();
    await looks(page, "payments-none");
    await page.locator(".bar .tab").first().click();
    await page.locator("#keypad").waitFor();
    const id = await charges(page, "20");
    await pays(id);
    await page.getByRole("heading", { name: "Paid" }).waitFor();
    await page.keyboard.press("Enter");
    await page.locator("#keypad").waitFor();
    await charges(page, "3");
    await page.locator(".bar .tab").nth(1).click();
    await page.getByRole("heading", { name: "Still to be paid" }).waitFor();
    await looks(page, "payments");
    await page.goto(`${stage.origin()}/till/payments/${id}`);
    await looks(page, "payment");
    const { db } = stage.database;
    await inTransaction(db, (tx) => changeSetting(tx, "refundConfirmUsd", "5", stage.merchant.id));
    // What was paid has gone out to the payee: it is the shop that pays what goes back.
    await db.update(transfers).set({ state: "done" }).where(eq(transfers.orderId, id));
    await page.getByRole("radio", { name: "A part" }).check();
    await page.locator("#part-amount").fill("99");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.locator(".error").waitFor();
    await looks(page, "refund-too-much");
    await page.locator("#part-amount").fill("12");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("heading", { name: "Give this back?" }).waitFor();
    await looks(page, "refund-sure");
    await page.getByRole("button", { name: "Give it back" }).click();
    await page.locator(".error").waitFor();
    await looks(page, "refund-unticked");
    await page.getByRole("checkbox").check();
    await page.getByRole("button", { name: "Give it back" }).click();
    await page.locator(".to-pay .qr").waitFor();
    await looks(page, "refund-to-pay");
    await db.update(refunds).set({ state: "done", doneAt: new Date() });
    await page.reload();
    await page.getByText("has arrived").first().waitFor();
    await looks(page, "refund-done");
    forgives(/\b422\b/);
  });

  it("the menu, and where there is no till", async () => {
    const page = await opensTill();
    const session = page.url();
    await page.locator(".menu > summary").click();
    await page.locator(".menu .sure summary").click();
    await looks(page, "menu");
    await page.goto(`${stage.origin()}/till/charge/${freshId()}`);
    await looks(page, "unknown");
    const used = await linkPath();
    await page.goto(stage.origin() + used);
    await signsIn(page);
    await page.goto(stage.origin() + used);
    await looks(page, "link-used");
    await page.goto(`${stage.origin()}/till/offline?lang=en`);
    await looks(page, "offline");
    await page.goto(session);
    await page.locator(".menu > summary").click();
    await page.locator(".menu .sure summary").click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "This device is not signed in" }).waitFor();
    await looks(page, "signed-out");
    forgives(/\b(401|404|410)\b/);
  });

  /** Presses twice in the same place, though another screen may be there by then. */
  async function pressesTwice(page: Page, button: Locator, pauseMs: number): Promise<void> {
    await button.scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await button.boundingBox())!;
    await page.mouse.click(x + width / 2, y + height / 2, { clickCount: 2, delay: pauseMs });
  }

  it.each([
    ["at once", 0],
    ["slowly", 150],
  ])("makes one of two presses, %s", async (_, pauseMs) => {
    for (const viewport of [PHONE, TABLET]) {
      const before = (await charged()).length;
      const page = await opensTill({ viewport });
      await page.keyboard.type("5");
      await pressesTwice(page, page.locator("#charge"), pauseMs);
      await page.locator(".asking").waitFor();
      const id = idOf(page);
      expect(await charged()).toHaveLength(before + 1);
      await pays(id);
      const refunded = (await given()).length;
      await page.goto(`${stage.origin()}/till/payments/${id}`);
      await pressesTwice(page, page.getByRole("button", { name: "Continue" }), pauseMs);
      await page.getByRole("heading", { name: "Give this back?" }).waitFor();
      // The second press has not confirmed what nobody had read.
      expect(await given()).toHaveLength(refunded);
      await page.locator(".column .danger:enabled").waitFor();
      await pressesTwice(page, page.getByRole("button", { name: "Give it back" }), pauseMs);
      await page.getByRole("heading", { name: "Given back" }).waitFor();
      expect(await given()).toHaveLength(refunded + 1);
      await page.context().close();
    }
  });

  it("gives nothing back by a press that was meant for the page before, wherever it lands", async () => {
    const page = await opensTill();
    const id = await charges(page, "5");
    await pays(id);
    await page.goto(`${stage.origin()}/till/payments/${id}`);
    await page.waitForLoadState();
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 1_000);
    await page.getByRole("button", { name: "Continue" }).click();
    const gives = page.getByRole("button", { name: "Give it back" });
    await gives.click({ force: true, clickCount: 2 });
    expect([await gives.isDisabled(), await given()]).toEqual([true, []]);
    await page.clock.runFor(1_000);
    await gives.click();
    await page.getByRole("heading", { name: "Given back" }).waitFor();
    expect(await given()).toHaveLength(1);
  });

  it("charges and gives back once without script, too", async () => {
    const page = await opensTill({ javaScriptEnabled: false });
    await page.locator("#amount").fill("5");
    await page.locator("#charge").dblclick();
    await page.locator(".asking").waitFor();
    const id = idOf(page);
    expect(await charged()).toHaveLength(1);
    await pays(id);
    await page.goto(`${stage.origin()}/till/payments/${id}`);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("button", { name: "Give it back" }).dblclick();
    await page.getByRole("heading", { name: "Given back" }).waitFor();
    expect(await given()).toHaveLength(1);
  });

  it("shows no money that is old without a connection: it says so, and then what is", async () => {
    const page = await opensTill();
    await page.evaluate("navigator.serviceWorker.ready.then(() => undefined)");
    const id = await charges(page, "5");
    await page.context().setOffline(true);
    // A page that is there stays, and says that nothing new comes.
    await page.getByText("Connection lost").waitFor();
    for (const path of [`/till/charge/${id}`, "/till/payments", `/till/payments/${id}`, "/till"]) {
      await page.goto(stage.origin() + path);
      await page.getByRole("heading", { name: "No connection" }).waitFor();
      const shown = await page.locator("body").innerText();
      expect([path, shown]).toEqual([path, expect.not.stringMatching(/\d|USD|Waiting|Paid/)]);
      await page.getByRole("link", { name: "Try again" }).waitFor();
    }
    await page.goto(`${stage.origin()}/till/charge/${id}`);
    await page.getByRole("heading", { name: "No connection" }).waitFor();
    await pays(id);
    await page.context().setOffline(false);
    await page.getByRole("heading", { name: "Paid" }).waitFor();
    expect(idOf(page)).toBe(id);
    forgives(/net::ERR_/);
  });

  it("takes no press away when news come between it and its release", async () => {
    const page = await opensTill(WITHOUT_WORKER);
    const id = await charges(page, "5");
    const cancel = page.locator(".beside details.sure summary");
    await cancel.hover();
    let lets = () => {};
    const held = new Promise<void>((resolve) => (lets = resolve));
    let asked = 0;
    await page.route(`**/till/charge/${id}`, async (route) => {
      const response = await route.fetch();
      if ((await response.text()).includes('class="part"')) {
        asked += 1;
        await held;
      }
      await route.fulfill({ response });
    });
    await pays(id, "2");
    await until("the news to be asked for", () => asked > 0);
    await page.mouse.down();
    const news = page.waitForResponse(`**/till/charge/${id}`);
    lets();
    await (await news).finished();
    await page.mouse.up();
    await page.getByText("Cancel it?").waitFor();
    await page.locator(".part").waitFor();
    // Who never lets go hears of it all the same.
    await page.mouse.down();
    await pays(id);
    await page.getByRole("heading", { name: "Paid" }).waitFor();
    await page.mouse.up();
  });
});
