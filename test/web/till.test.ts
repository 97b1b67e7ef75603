import { eq } from "drizzle-orm";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { inTransaction } from "../../src/db/database.js";
import { freshId } from "../../src/db/ids.js";
import { orders, refunds } from "../../src/db/schema.js";
import { requestQuote } from "../../src/payments/quotes.js";
import { newTillLink } from "../../src/shop/till.js";
import { findingsOf } from "../support/axe.js";
import { chromiumIsHere } from "../support/chromium.js";
import { postgresIsHere } from "../support/databases.js";
import { payBrowser } from "../support/pay-browser.js";
import { markPaid } from "../support/pay-pages.js";
import { Person, readPayLink } from "../support/payer.js";
import { phonesStage, toUnits } from "../support/phones.js";
import { ratesForTests, USDT_TRON } from "../support/rates.js";
import { ASSETS } from "../support/sandbox.js";
import { feels, felt, latest, scanned, signsIn, taps, WITHOUT_WORKER } from "../support/till-browser.js";
import { until } from "../support/until.js";

const PHONE = { width: 390, height: 844 };
const TABLET = { width: 1024, height: 768 };

for (const engine of ["embedded", "postgres"] as const) {
  describe.skipIf(!chromiumIsHere() || (engine === "postgres" && !postgresIsHere))(
    `the till at the counter (${engine})`,
    { timeout: 180_000 },
    () => {
      const stage = phonesStage(engine);

      /** The device at the counter: what the bot's link opens, on another screen than the chat's. */
      async function opensTill(options: BrowserContextOptions): Promise<Page> {
        const thorb = await stage.chatWithTheBot("Thorb");
        await stage.says(thorb, "hello");
        const english = latest(thorb).getByRole("button", { name: "English" }).last();
        const welcome = latest(thorb)
          .getByText(/What shall we do|Welcome back/)
          .last();
        await english.or(welcome).first().waitFor();
        if (await english.isVisible()) {
          await english.click();
          await stage.isAnswered(thorb, /What shall we do/);
        }
        await stage.says(thorb, "till");
        await stage.isAnswered(thorb, /turns a phone or tablet into the till/);
        const opens = stage.screenOf(thorb).getByRole("heading", { name: "Open the till?" });
        // News of the chat may draw it anew under the click.
        await until(
          "the page of the link",
          async () => {
            if (await opens.isVisible()) return true;
            await latest(thorb).getByRole("button", { name: "Open the till" }).last().click({ timeout: 5_000 });
            await opens.waitFor({ timeout: 10_000 });
            return true;
          },
          { timeoutMs: 60_000 },
        );
        const link = stage.page
          .frames()
          .find((frame) => frame.url().includes("/till/open/"))!
          .url();
        const browser: Browser = stage.page.context().browser()!;
        const context = await browser.newContext({
          locale: "en-GB",
          hasTouch: true,
          reducedMotion: "reduce",
          ...options,
        });
        const page = await context.newPage();
        await feels(page);
        await page.goto(link);
        await page.getByRole("button", { name: "Open the till on this device" }).waitFor();
        await signsIn(page, options);
        return page;
      }

      /** Somebody's own wallet pays what a page of ours asks for, in USDT (TRON). */
      async function pays(name: string, address: string, from: Page): Promise<void> {
        const page = await from.context().browser()!.newPage();
        await page.goto(address);
        const choice = page.locator("label.choice", { hasText: /USDT\s*TRON/ });
        const link = page.getByRole("link", { name: /^Pay / });
        await choice.or(link).first().waitFor();
        if (await choice.isVisible()) {
          await choice.click();
          await page.getByRole("button", { name: /Show the amount|New amount/ }).click();
        }
        await link.waitFor();
        const payment = readPayLink((await link.getAttribute("href"))!);
        await page.close();
        const { user_id: botId } = await stage.sandbox.bot();
        await new Person(stage.sandbox.url, await stage.sandbox.person(name), botId).pays(payment);
      }

      for (const [device, options] of [
        ["phone", { viewport: PHONE, colorScheme: "dark" }],
        ["tablet", { viewport: TABLET, colorScheme: "light" }],
      ] as const) {
        it(`on a ${device}: an amount with a tip is scanned, paid and heard at once, and given back`, async () => {
          const page = await opensTill({ ...options });
          const shot = (name: string) => page.screenshot({ path: `test-results/${engine}-till-${device}-${name}.png` });
          const isSound = async () => expect(await findingsOf(page)).toEqual([]);

          // By the keyboard, with the comma of other countries; then by the keys of the screen.
          const amount = page.getByRole("textbox", { name: "Amount" });
          await page.keyboard.type("12,505");
          await expect.poll(() => amount.inputValue()).toBe("12.50");
          await page.keyboard.press("Backspace");
          await expect.poll(() => amount.inputValue()).toBe("12.5");
          await page.keyboard.press("Escape");
          await expect.poll(() => amount.inputValue()).toBe("");
          await taps(page, "12.5");
          await page.getByRole("button", { name: "Delete", exact: true }).click();
          await taps(page, "50");
          await expect.poll(() => amount.inputValue()).toBe("12.50");
          await page.locator("#units summary").click();
          await page.getByRole("searchbox", { name: "Search for a currency" }).fill("tether usd tron");
          await page.locator(".unit-choice:not([hidden])", { hasText: "USDT (TRON)" }).click();
          await page.locator("label.segment", { hasText: "10%" }).click();
          await page.getByText("with a tip of 1.25 USDT (TRON)").waitFor();
          await page.getByPlaceholder("What for (optional)").fill("Lunch");
          await isSound();
          await shot("1-keypad");

          await page.getByRole("button", { name: "Charge 13.75 USDT (TRON)" }).click();
          await page.getByText("Waiting for the customer").first().waitFor();
          await isSound();
          await shot("2-code");
          const id = new URL(page.url()).pathname.split("/").pop()!;
          const address = await scanned(page.locator(".qr"));
          expect(address).toBe(new URL(`/code/${id}`, page.url()).href);

          const before = { ada: await stage.balance("Ada", ASSETS.usdtTron), at: Date.now() };
          await pays("Ada", address!, page);
          const paid = page.getByRole("heading", { name: "Paid" });
          await paid.waitFor();
          await isSound();
          await shot("3-paid");
          expect(await page.locator(".all-paid").innerText()).toMatch(/13\.75 USDT \(TRON\)\s+with a tip of 1\.25/);
          await expect.poll(() => felt(page)).toEqual({ notes: 2, vibrations: 1 });
          await expect.poll(() => page.locator("#alert").textContent()).toBe("Paid: 13.75 USDT (TRON)");
          const focused = page.locator(":focus");
          await expect.poll(() => focused.innerText()).toContain("Next");
          expect(before.ada - (await stage.balance("Ada", ASSETS.usdtTron))).toBe(toUnits("13.75"));

          await page.keyboard.press("Enter");
          await amount.waitFor();
          await expect.poll(() => amount.inputValue()).toBe("");
          await page.getByRole("link", { name: "Payments" }).click();
          await page.getByRole("heading", { name: "All payments of the shop" }).waitFor();
          await isSound();
          await shot("4-payments");
          await page.getByRole("link", { name: /Lunch/ }).first().click();
          await page.getByRole("heading", { name: "Give back" }).waitFor();
          await isSound();
          // Once it is in Thorb's own wallet, it is from there that he gives it back.
          await until(
            "the settlement",
            async () => (await stage.balance("Thorb", ASSETS.usdtTron)) >= toUnits("13.75"),
          );
          await page.getByRole("radio", { name: "A part" }).check();
          await page.getByLabel("Amount in USDT (TRON)").fill("3,75");
          await page.getByRole("button", { name: "Continue" }).click();
          await page.getByRole("heading", { name: "Give this back?" }).waitFor();
          await isSound();
          await shot("5-sure");
          await page.getByRole("button", { name: "Give it back" }).click();
          const toPay = page.getByText("The shop pays this");
          await toPay.waitFor();
          await isSound();
          await shot("6-refund");
          const given = await stage.balance("Ada", ASSETS.usdtTron);
          await pays("Thorb", (await scanned(page.locator(".to-pay .qr")))!, page);
          await page.getByText("has arrived").first().waitFor();
          await page.getByText("Given back in part").waitFor();
          expect((await stage.balance("Ada", ASSETS.usdtTron)) - given).toBe(toUnits("3.75"));

          await page.locator(".menu > summary").click();
          await page.locator(".menu .sure summary").click();
          await isSound();
          await shot("7-menu");
          await page.getByRole("button", { name: "Sign out" }).click();
          await page.getByRole("heading", { name: "This device is not signed in" }).waitFor();
          await page.goto(new URL("/till/payments", page.url()).href);
          await page.getByRole("heading", { name: "This device is not signed in" }).waitFor();
          await page.context().close();
        });
      }
    },
  );
}

describe.skipIf(!chromiumIsHere())("the till in a browser", { timeout: 120_000 }, () => {
  const stage = payBrowser(async () => ({ till: { key: Buffer.alloc(32, 7), bot: "Mixtill" } }));
  const market = { rates: ratesForTests(), liquidity: null };

  async function opensTill(options: BrowserContextOptions = {}): Promise<Page> {
    const { id } = stage.merchant;
    const wanted = { id: freshId(), merchantId: id, userId: id, now: new Date() };
    const link = await inTransaction(stage.database.db, (tx) => newTillLink(tx, wanted));
    if (!link.ok) throw new Error(link.reason);
    const page = await stage.open(`/till/open/${link.secret}`, {
      viewport: PHONE,
      reducedMotion: "reduce",
      ...options,
    });
    await signsIn(page, options);
    return page;
  }
  async function charges(page: Page, amount: string): Promise<string> {
    await page.keyboard.type(amount);
    await page.keyboard.press("Enter");
    await page.locator(".asking").waitFor();
    return new URL(page.url()).pathname.split("/").pop()!;
  }
  /** The customer has paid it. */
  async function isPaid(orderId: string): Promise<void> {
    await requestQuote(stage.database.db, market, { orderId, assetId: USDT_TRON, now: new Date() });
    await markPaid(stage.database, orderId, new Date());
  }

  it("shows on its button what is charged, and no sum where a tip can be read in two ways", async () => {
    const page = await opensTill();
    await page.keyboard.type("100");
    const button = page.locator("#charge");
    const tip = page.locator("#tip-amount");
    await page.locator("label.segment", { hasText: "Other" }).click();
    for (const [typed, sum] of [
      ["2,50", "Charge 102.50 USD"],
      ["2.5", "Charge 102.50 USD"],
      ["٢٫٥", "Charge 102.50 USD"],
      ["1,250", "Charge"],
      ["1.234,50", "Charge"],
      ["2.505", "Charge"],
      ["much", "Charge"],
      ["", "Charge 100 USD"],
      ["３", "Charge 103 USD"],
    ] as const) {
      await tip.fill(typed);
      await expect.poll(() => button.textContent(), { message: typed }).toBe(sum);
    }
    await tip.fill("2,50");
    await button.click();
    await page.locator(".figure", { hasText: "102.50" }).waitFor();
  });

  it("writes numbers in a language that was chosen meanwhile in another window, and reads digits of other scripts", async () => {
    const page = await opensTill();
    const other = await page.context().newPage();
    await other.goto(`${stage.origin()}/till?lang=de`);
    await other.close();
    await page.getByRole("link", { name: "Payments" }).click();
    await page.locator("html[lang=de] h1").waitFor();
    await page.locator("nav .tab").first().click();
    await page.locator("#keypad").waitFor();
    await page.keyboard.type("12345,5");
    await expect.poll(() => page.locator("#amount").inputValue()).toBe("12.345,5");
    await page.keyboard.press("Escape");
    await page.evaluate(
      "for (const key of '١٢٫٥') document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))",
    );
    await expect.poll(() => page.locator("#amount").inputValue()).toBe("12,5");
  });

  it("stays where it is when a form gets no page of ours, and says that nothing is done twice", async () => {
    const page = await opensTill(WITHOUT_WORKER);
    await page.route("**/till/charge", (route) => route.fulfill({ status: 500, body: "Oops" }));
    await page.keyboard.type("5");
    await page.keyboard.press("Enter");
    await page.locator(".display .error", { hasText: "it is charged only once" }).waitFor();
    await expect.poll(() => page.locator("#amount").inputValue()).toBe("5");
    await page.unroute("**/till/charge");
    await page.keyboard.press("Enter");
    await page.locator(".asking").waitFor();
    const charge = page.url();
    await page.route("**/cancel", (route) => route.fulfill({ status: 429, body: "Slower" }));
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Yes, cancel" }).click();
    await page.locator(".sure .error", { hasText: "nothing is done twice" }).waitFor();
    expect(page.url()).toBe(charge);
    await page.unroute("**/cancel");
    await page.getByRole("button", { name: "Yes, cancel" }).click();
    await page.getByRole("heading", { name: "Cancelled" }).waitFor();
    stage.complaints = stage.complaints.filter((complaint) => !/status of (500|429)/.test(complaint));
  });

  it("goes back though another page is on its way, which is not shown any more", async () => {
    const page = await opensTill(WITHOUT_WORKER);
    const id = await charges(page, "5");
    let lets = () => {};
    const held = new Promise<void>((resolve) => (lets = resolve));
    await page.route("**/till/payments", async (route) => {
      const answer = await route.fetch();
      await held;
      await route.fulfill({ response: answer });
    });
    await page.getByRole("link", { name: "Payments" }).click();
    await page.locator("main[aria-busy]").waitFor();
    await page.goBack();
    await page.locator("#keypad").waitFor();
    const answered = page.waitForResponse("**/till/payments");
    lets();
    await (await answered).finished();
    await page.goForward();
    await page.locator(".asking").waitFor();
    expect(new URL(page.url()).pathname).toBe(`/till/charge/${id}`);
  });

  it("is heard when it is paid while another page was looked at, once, and its bar is out of reach meanwhile", async () => {
    const page = await opensTill();
    await feels(page);
    await page.reload();
    const id = await charges(page, "5");
    await page.getByRole("link", { name: "Payments" }).click();
    await page.getByRole("heading", { name: "Still to be paid" }).waitFor();
    await isPaid(id);
    await page.goBack();
    await page.getByRole("heading", { name: "Paid" }).waitFor();
    await expect.poll(() => felt(page)).toEqual({ notes: 2, vibrations: 1 });
    await page.keyboard.press("Shift+Tab");
    expect(await page.evaluate("document.querySelector('.bar').contains(document.activeElement)")).toBe(false);
    expect(await page.locator(".bar").evaluateAll((bars) => bars.map((bar) => bar.inert))).toEqual([true]);
    await page.getByRole("link", { name: "Details" }).click();
    await page.getByRole("link", { name: "Receipt" }).waitFor();
    await page.goBack();
    await page.getByRole("heading", { name: "Paid" }).waitFor();
    expect(await felt(page)).toEqual({ notes: 2, vibrations: 1 });
  });

  it("keeps what somebody types of a refund while another one moves", async () => {
    const page = await opensTill();
    const id = await charges(page, "5");
    await isPaid(id);
    const payerId = freshId();
    await stage.database.db.update(orders).set({ payerId }).where(eq(orders.id, id));
    const { id: merchantId } = stage.merchant;
    const given = {
      id: freshId(),
      orderId: id,
      merchantId,
      payerId,
      createdBy: merchantId,
      assetId: USDT_TRON,
      amount: "1",
    };
    const refund = { ...given, quoteAmount: "1", rate: "then" as const, source: "unsettled" as const };
    await stage.database.db.insert(refunds).values({ ...refund, state: "sending" });
    await page.goto(`${stage.origin()}/till/payments/${id}`);
    await page.getByRole("radio", { name: "A part" }).check();
    await page.locator("#part-amount").fill("1.2");
    await stage.database.db.update(refunds).set({ state: "done" });
    await page.getByText("has arrived").first().waitFor();
    await expect.poll(() => page.getByRole("radio", { name: "A part" }).isChecked()).toBe(true);
    await expect.poll(() => page.locator("#part-amount:focus").inputValue()).toBe("1.2");
  });

  it("lists what was paid meanwhile when somebody looks again, and leaves the keyboard where it was", async () => {
    const page = await opensTill();
    const id = await charges(page, "5");
    await page.getByRole("link", { name: "Payments" }).click();
    await page.getByRole("heading", { name: "Still to be paid" }).waitFor();
    await page.locator(".bar a", { hasText: "Payments" }).focus();
    await isPaid(id);
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await page.locator(`.row[href="/till/payments/${id}"]`).waitFor();
    await page.locator(".bar a:focus", { hasText: "Payments" }).waitFor();
  });

  it("can be installed as a program of its own", async () => {
    const page = await opensTill();
    const session = await page.context().newCDPSession(page);
    const { errors, url } = await session.send("Page.getAppManifest");
    expect(new URL(url).pathname).toBe("/till/manifest.webmanifest");
    expect(errors).toEqual([]);
    // What is looked at in a private window can never be installed: as a test always is.
    const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
    const others = installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito");
    expect(others).toEqual([]);
  });

  it("says in its language that there is no connection, and keeps nothing of money", async () => {
    const page = await opensTill({ locale: "de-DE" });
    await page.evaluate("navigator.serviceWorker.ready.then(() => undefined)");
    await page.goto(`${stage.origin()}/till/payments`);
    await page.context().setOffline(true);
    await page.reload();
    await page.getByRole("heading", { name: "Keine Verbindung" }).waitFor();
    expect(await page.evaluate("getComputedStyle(document.body).display")).toBe("flex");
    const kept = (await page.evaluate(
      "caches.keys().then(async (names) => (await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)))).flat())",
    )) as string[];
    expect(kept.filter((path) => !path.startsWith("/assets/"))).toEqual(["/till/offline"]);
    await page.context().setOffline(false);
    await page.getByRole("heading", { name: "Alle Zahlungen des Ladens" }).waitFor();
    stage.complaints = stage.complaints.filter((complaint) => !/net::ERR_/.test(complaint));
  });

  it("says that the connection is lost, and shows what came meanwhile once it is back", async () => {
    const page = await opensTill();
    const id = await charges(page, "5");
    await page.context().setOffline(true);
    await page.getByText("Connection lost").waitFor();
    await isPaid(id);
    await page.context().setOffline(false);
    await page.getByRole("heading", { name: "Paid" }).waitFor();
    stage.complaints = stage.complaints.filter((complaint) => !/net::ERR_/.test(complaint));
  });

  it("charges once though the answer was lost, and says so", async () => {
    const page = await opensTill(WITHOUT_WORKER);
    await page.route("**/till/charge", async (route) => {
      await route.fetch({ maxRedirects: 0 });
      await route.abort();
    });
    await page.keyboard.type("5");
    await page.getByRole("button", { name: /^Charge/ }).click();
    await page.locator(".error", { hasText: "it is charged only once" }).waitFor();
    await page.unroute("**/till/charge");
    await page.getByRole("button", { name: /^Charge/ }).click();
    await page.locator(".asking").waitFor();
    await page.getByRole("link", { name: "Payments" }).click();
    await page.getByRole("heading", { name: "Still to be paid" }).waitFor();
    expect(await page.locator(".rows .row").count()).toBe(1);
    stage.complaints = stage.complaints.filter((complaint) => !/net::ERR_/.test(complaint));
  });

  it("is mute when it is told to, also the next time", async () => {
    const page = await opensTill();
    await feels(page);
    await page.getByRole("button", { name: "Sound" }).click();
    await page.reload();
    const sound = page.getByRole("button", { name: "Sound" });
    await expect.poll(() => sound.getAttribute("aria-pressed")).toBe("false");
    await isPaid(await charges(page, "5"));
    await page.getByRole("heading", { name: "Paid" }).waitFor();
    await expect.poll(() => felt(page)).toEqual({ notes: 0, vibrations: 1 });
  });

  it("asks once more before it cancels, also by Escape", async () => {
    const page = await opensTill();
    await charges(page, "5");
    await page.keyboard.press("Escape");
    await page.getByText("Cancel it?").waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByText("Cancel it?").isVisible()).toBe(false);
    await page.getByText("Cancel", { exact: true }).click();
    await page.getByRole("button", { name: "Yes, cancel" }).click();
    await page.getByRole("heading", { name: "Cancelled" }).waitFor();
    await page.getByRole("link", { name: "Charge again" }).click();
    await page.locator("#keypad").waitFor();
  });

  it("reads in Arabic from right to left, with a calculator's keys, and nothing is cut off", async () => {
    for (const viewport of [PHONE, TABLET, { width: 320, height: 568 }]) {
      const page = await opensTill({ locale: "ar-AE", viewport, colorScheme: "dark" });
      expect(await page.locator("html").getAttribute("dir")).toBe("rtl");
      expect(await findingsOf(page)).toEqual([]);
      const places = await page.locator(".key").evaluateAll((keys) => keys.map((key) => key.getBoundingClientRect().x));
      expect(places[0]).toBeLessThan(places[2]);
      const small = await page.evaluate(
        "[...document.querySelectorAll('button, a, summary, .segment')].filter((one) => { const { width, height } = one.getBoundingClientRect(); return width > 0 && (height < 47.5 || width < 47.5); }).map((one) => one.textContent)",
      );
      expect(small).toEqual([]);
      const id = await charges(page, "12.5");
      expect(await findingsOf(page)).toEqual([]);
      await isPaid(id);
      await page.getByRole("heading", { name: "تم الدفع" }).waitFor();
      expect(await findingsOf(page)).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    }
  });

  it("works without script: an amount is typed, its code shown, and what became of it loads by itself", async () => {
    const page = await opensTill({ javaScriptEnabled: false });
    await page.getByRole("textbox", { name: "Amount" }).fill("12.50");
    await page.getByRole("radio", { name: "15%" }).check();
    await page.getByRole("button", { name: "Charge" }).click();
    await page.getByText("14.38 USD").waitFor();
    await isPaid(new URL(page.url()).pathname.split("/").pop()!);
    await page.getByRole("heading", { name: "Paid" }).waitFor();
    await page.getByRole("link", { name: "Next" }).click();
    await page.getByRole("textbox", { name: "Amount" }).waitFor();
  });
});
