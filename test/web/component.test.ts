import { readFileSync } from "node:fs";
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterEach, describe, expect, it } from "vitest";
import { inTransaction, signal, type Tx } from "../../src/db/database.js";
import { moveOrder } from "../../src/payments/state.js";
import { findingsOf } from "../support/axe.js";
import { chromiumIsHere } from "../support/chromium.js";
import { PUBLIC_URL, startChat } from "../support/conversation.js";
import { DESKTOP, payBrowser, PHONE } from "../support/pay-browser.js";
import { addCode, markPaid, THORB } from "../support/pay-pages.js";
import { startShopPage, strictPolicy } from "../support/shop-page.js";
import { until } from "../support/until.js";

const PAY = `{ payeeId: "${THORB}", quoteAmount: "20", quoteAssetId: "aed" }`;
const BUTTON = `<mixtill-button payee-id="${THORB}" amount="20" currency="aed" order-id="order-1"></mixtill-button>`;

describe.skipIf(!chromiumIsHere())("mixtill.js on a shop's page of another origin with a strict policy", () => {
  const stage = payBrowser(async () => ({
    api: {
      publicUrl: "http://127.0.0.1",
      botId: THORB,
      findUser: () => Promise.resolve("absent" as const),
      usersByIds: () => Promise.resolve([]),
      mixAddress: () => "",
    },
  }));
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  async function shop(body = "", options: BrowserContextOptions = {}, policy = strictPolicy): Promise<Page> {
    const script = `<script src="${stage.origin()}/mixtill.js"></script>`;
    const served = await startShopPage(script + body, policy(stage.origin()));
    closing.push(() => served.close());
    return stage.open(served.url, { viewport: DESKTOP, ...options });
  }

  /** Pays as a script of the page does; what it hears is in `heard` from then on, how the promise ends in `end`. */
  const pays = (page: Page, options = PAY) =>
    page.evaluate(`(() => {
      window.heard = [];
      window.end = null;
      const mixpay = new MixPay();
      for (const type of ["status", "paid", "failed", "closed"]) {
        mixpay.on(type, ({ status, reason }) => heard.push([type, reason ?? status].join(" ")));
      }
      mixpay.pay(${options}).then(
        (paid) => (end = { ...paid, isPaid: true }),
        (error) => (end = { ...error, message: error.message, isError: error instanceof MixPayError }),
      );
    })()`);
  const heard = (page: Page) => page.evaluate("heard");
  const soon = (look: () => unknown) => expect.poll(look, { timeout: 20_000 });
  const ends = (page: Page, how: object) => soon(() => page.evaluate("end")).toMatchObject(how);

  /** Of the dialog that is open: one that was just closed leaves the page only when it hears of that. */
  const inFrame = (page: Page) => page.frameLocator("dialog[open] iframe");
  const traceOf = async (page: Page): Promise<string> => {
    const address = await page.locator("dialog[open] iframe").getAttribute("src");
    return new URL(address!).pathname.slice("/code/".length);
  };

  /** Chooses in the frame what to pay with, and has that paid. */
  async function isPaid(page: Page): Promise<string> {
    await inFrame(page).getByRole("button", { name: "Show the amount" }).click();
    await inFrame(page).getByRole("link", { name: /^Pay / }).waitFor();
    const trace = await traceOf(page);
    await markPaid(stage.database, trace, new Date());
    return trace;
  }

  const moves = (trace: string, move: (tx: Tx) => Promise<boolean>) =>
    inTransaction(stage.database.db, async (tx) => {
      expect(await move(tx)).toBe(true);
      await signal(tx, "orders", trace);
    });

  /** Takes what a test expects the browser to complain of out of what it must not. */
  function expectComplaint(words: RegExp): void {
    expect(stage.complaints.some((text) => words.test(text))).toBe(true);
    stage.complaints = stage.complaints.filter((text) => !words.test(text));
  }

  it("is the button that the chat says to copy, whatever the code is called, and a link where there is no script", async () => {
    const title = `"Tea" & <b>chai</b> شاي`;
    await addCode(stage.database, stage.merchant, { title });
    const { rows } = await startChat(stage.database).person("Thorb", THORB).says(`html ${title}`);
    const html = rows[1]!.data.replaceAll(PUBLIC_URL, stage.origin());
    const served = await startShopPage(html, strictPolicy(stage.origin()));
    closing.push(() => served.close());
    for (const javaScriptEnabled of [true, false]) {
      const page = await stage.open(served.url, { viewport: DESKTOP, javaScriptEnabled });
      const link = page.getByRole("link", { name: `Pay with Mixin: ${title}`, exact: true });
      await link.waitFor();
      // In the button, or what is inside of it.
      const target = await link.getAttribute("target");
      expect(target).toBe(javaScriptEnabled ? "_blank" : null);
      expect(await page.locator("b").count()).toBe(0);
      const code = await (await fetch((await link.getAttribute("href"))!)).text();
      expect(code).toContain("&lt;b&gt;chai&lt;/b&gt;");
    }
  });

  it("is paid by its button, which tells the page, and gets the focus back", async () => {
    const page = await shop(BUTTON);
    await page.evaluate(`
      window.heard = [];
      for (const type of ["status", "paid", "failed", "closed"]) {
        document.addEventListener("mixtill-" + type, ({ target, detail }) => heard.push([target.localName, type, detail.status].join(" ")));
      }`);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Payment" });
    await dialog.waitFor();
    await isPaid(page);
    await inFrame(page).getByRole("heading", { name: "Paid" }).waitFor();
    await soon(() => heard(page)).toContain("mixtill-button paid pending");
    await dialog.getByRole("button", { name: "Close" }).click();
    const told = ["status pending", "paid pending", "closed pending"].map((text) => `mixtill-button ${text}`);
    await soon(() => heard(page)).toEqual(told);
    expect(await page.evaluate("document.activeElement.localName")).toBe("mixtill-button");
    expect(await page.locator("dialog").count()).toBe(0);
  });

  it("resolves what pay() gives when it is paid, and tells on until it is settled", async () => {
    const page = await shop();
    await pays(page);
    const trace = await isPaid(page);
    await ends(page, { isPaid: true, traceId: trace, status: "pending" });
    await moves(trace, (tx) => moveOrder(tx, trace, "paid", "settled"));
    await soon(() => heard(page)).toEqual(["status pending", "paid pending", "status success"]);
    await page.keyboard.press("Escape");
    await soon(() => heard(page)).toContain("closed success");
  });

  it("asks at once when the frame says something, and believes nothing of it", async () => {
    const page = await shop();
    await page.clock.install();
    let [asked, answered] = [0, 0];
    page.on("request", (request) => (asked += request.url().includes("payments_result") ? 1 : 0));
    page.on("requestfinished", (request) => (answered += request.url().includes("payments_result") ? 1 : 0));
    await pays(page);
    await inFrame(page).getByRole("button", { name: "Show the amount" }).waitFor();
    await until("the answer to the second time it asks by itself", () => answered >= 2);
    // From now on it does not ask by itself any more.
    await page.clock.pauseAt(Date.now() + 20_000);
    await page.waitForTimeout(1_000);
    await until("its answers", () => asked === answered);
    const [before, frame] = [asked, page.frames()[1]!];
    await frame.evaluate(`parent.postMessage({ type: "MIXPAY_PAYMENT", data: { status: "success" } }, "*")`);
    await until("one more", () => asked > before);
    // And of others it does not even that.
    const after = asked;
    await page.evaluate(`postMessage({ type: "MIXPAY_PAYMENT", data: { status: "success" } }, "*")`);
    await page.evaluate(`postMessage({ type: "MIXTILL_CLOSE" }, "*")`);
    await page.waitForTimeout(500);
    expect(asked).toBe(after);
    expect(await heard(page)).toEqual([]);
    expect(await page.evaluate("end")).toBeNull();
    await frame.evaluate(`parent.postMessage({ type: "MIXTILL_CLOSE" }, "*")`);
    await ends(page, { isError: true, reason: "closed", status: "unpaid" });
  });

  it("rejects when it is closed, and asks no more", async () => {
    const page = await shop();
    let asked = 0;
    page.on("request", (request) => (asked += request.url().includes("payments_result") ? 1 : 0));
    await pays(page);
    await inFrame(page).getByRole("button", { name: "Show the amount" }).waitFor();
    await page.keyboard.press("Escape");
    await ends(page, { isError: true, reason: "closed", status: "unpaid" });
    expect(await heard(page)).toEqual(["closed unpaid"]);
    const before = asked;
    await page.waitForTimeout(3000);
    expect(asked).toBe(before);
    // And another can be shown.
    await pays(page);
    await inFrame(page).getByRole("button", { name: "Show the amount" }).waitFor();
    expect(
      await page.evaluate(`(() => { try { new MixPay().pay(${PAY}) } catch (error) { return error.reason } })()`),
    ).toBe("busy");
    // Also by whoever closes one only to show the next.
    await page.evaluate(`new MixPay().close(); void new MixPay().pay(${PAY})`);
    await inFrame(page).getByRole("button", { name: "Show the amount" }).waitFor();
    await soon(() => page.locator("dialog").count()).toBe(1);
  });

  it("looks once more when it is closed: it may have been paid just before", async () => {
    const page = await shop();
    await pays(page);
    await isPaid(page);
    await page.getByRole("button", { name: "Close" }).click();
    await ends(page, { isPaid: true, status: "pending" });
  });

  it("rejects when the payment fails", async () => {
    const page = await shop();
    await pays(page);
    await inFrame(page).getByRole("button", { name: "Show the amount" }).waitFor();
    const trace = await traceOf(page);
    await moves(trace, (tx) => moveOrder(tx, trace, "open", "expired"));
    await ends(page, { isError: true, reason: "failed", status: "failed", code: 40000 });
    expect(await heard(page)).toEqual(["status failed", "failed failed"]);
  });

  it("works as the README says", async () => {
    const section = /^## On your own page\n(.*?)^## /ms.exec(readFileSync("README.md", "utf8"))![1]!;
    const [html, js] = [...section.matchAll(/^```\w+\n(.*?)\n```$/gms)].map(([, code]) =>
      code!
        .replaceAll("https://pay.example.com", stage.origin())
        .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, THORB),
    );
    const page = await shop(html);
    await page.getByRole("button", { name: "Pay 10.50 USD" }).click();
    await inFrame(page).getByText("10.50 USD").first().waitFor();
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });

    const said: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    await page.evaluate(`void (async () => { ${js} })()`);
    const trace = await isPaid(page);
    await soon(() => said).toEqual(["pending", `paid ${trace}`]);
  });

  it("says so when no payment can be had", async () => {
    const page = await shop();
    await pays(page, `{ payeeId: "nobody", quoteAmount: "20", quoteAssetId: "aed" }`);
    await ends(page, {
      isError: true,
      reason: "refused",
      code: 10011,
      message: expect.stringMatching(/payeeId/) as string,
    });
    expect(await page.getByRole("alert").textContent()).toBe("This cannot be paid just now.");
    await page.keyboard.press("Escape");
    await soon(() => page.locator("dialog").count()).toBe(0);

    await page.route("**/one_time_payment", (route) => route.abort());
    await pays(page);
    await ends(page, { isError: true, reason: "network" });
    expectComplaint(/net::ERR_FAILED/);
  });

  it("refuses numbers as amounts, and addresses that are none of the web", async () => {
    const page = await shop();
    const thrown = (code: string) =>
      page.evaluate(`(() => { try { ${code} } catch (error) { return error.reason + ": " + error.message } })()`);
    expect(await thrown(`new MixPay().pay({ ...${PAY}, quoteAmount: 20 })`)).toBe(
      'usage: quoteAmount must be text, such as "10.50"',
    );
    for (const baseUrl of ["javascript:alert(1)", "data:text/html,x", "nothing"]) {
      expect(await thrown(`new MixPay({ baseUrl: "${baseUrl}" })`)).toMatch(/^usage: baseUrl/);
    }
    expect(await page.locator("dialog").count()).toBe(0);
  });

  it("is paid in the same tab where the page's policy forbids the frame", async () => {
    const page = await shop(BUTTON, {}, (origin) => strictPolicy(origin).replace(/; frame-src.*/, ""));
    await page.getByRole("button", { name: "Pay 20 AED" }).click();
    await page.waitForURL(`${stage.origin()}/code/**`);
    await page.getByRole("button", { name: "Show the amount" }).waitFor();
    expectComplaint(/frame-src|Framing/);
  });

  it("is paid in the same tab by a browser without dialogs, and leads back", async () => {
    const page = await shop();
    const url = page.url();
    await page.addInitScript("delete Document.prototype.adoptedStyleSheets");
    await page.reload();
    await pays(page);
    await page.waitForURL(`${stage.origin()}/code/**`);
    await page.getByRole("button", { name: "Show the amount" }).click();
    await page.getByRole("link", { name: /^Pay / }).waitFor();
    await markPaid(stage.database, stage.orderOf(page), new Date());
    await page.waitForURL(url);
  });

  it("keeps the focus away from the page behind it", async () => {
    const page = await shop(BUTTON);
    await page.getByRole("button", { name: "Pay 20 AED" }).click();
    await inFrame(page).getByRole("button", { name: "Show the amount" }).waitFor();
    expect(await page.getByRole("link", { name: "Open in a new tab" }).getAttribute("rel")).toBe("noopener");
    for (let pressed = 0; pressed < 25; pressed += 1) {
      await page.keyboard.press(pressed < 15 ? "Tab" : "Shift+Tab");
      expect(["before", "after"]).not.toContain(await page.evaluate("document.activeElement.id"));
    }
  });

  it("is a link to a code's page where it has an address, and nothing to click where that is none of the web", async () => {
    const page = await shop(
      `<mixtill-button href="https://till.example.com/thorb/donate" label="Donate"></mixtill-button>
       <mixtill-button href="javascript:alert(1)" label="Bad"></mixtill-button>`,
    );
    const link = page.getByRole("link", { name: "Donate" });
    expect(await link.getAttribute("href")).toBe("https://till.example.com/thorb/donate");
    expect([await link.getAttribute("target"), await link.getAttribute("rel")]).toEqual(["_blank", "noopener"]);
    expect(await page.getByText("Bad").getAttribute("href")).toBeNull();
    await page.evaluate(`document.querySelector("mixtill-button").setAttribute("label", "<b>Tip</b>")`);
    await page.getByRole("link", { name: "<b>Tip</b>" }).waitFor();
  });

  it("leaves the link inside the element to browsers without script", async () => {
    const page = await shop(
      `<mixtill-button href="https://till.example.com/"><a href="#fallback">Pay by Mixin</a></mixtill-button>`,
      {
        javaScriptEnabled: false,
      },
    );
    await page.getByRole("link", { name: "Pay by Mixin" }).click();
    await page.waitForURL(/#fallback$/);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    for (const [name, viewport] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
      it(`looks right in ${colorScheme} on a ${name}`, async () => {
        const page = await shop(BUTTON, { viewport, colorScheme, hasTouch: name === "phone" });
        const button = page.getByRole("button", { name: "Pay 20 AED" });
        expect((await button.boundingBox())!.height).toBeGreaterThanOrEqual(44);
        expect(await findingsOf(page)).toEqual([]);
        await button.click();
        await inFrame(page).getByRole("button", { name: "Show the amount" }).waitFor();
        expect(await findingsOf(page)).toEqual([]);
        const box = (await page.getByRole("dialog").boundingBox())!;
        if (name === "phone") expect(box).toEqual({ x: 0, y: 0, ...viewport });
        else expect(box.width).toBe(480);
        await stage.shot(page, `component-${colorScheme}-${name}`);
      });
    }
  }

  it("speaks the language it is told to, from right to left where that is how it is read", async () => {
    const page = await shop(BUTTON.replace("currency", 'lang="ar" currency'));
    await page.getByRole("button", { name: "ادفع 20 AED" }).click();
    await inFrame(page).locator("html[dir=rtl]").waitFor();
    expect(await page.getByRole("dialog", { name: "الدفع" }).getAttribute("dir")).toBe("rtl");
    await stage.shot(page, "component-ar");
  });
});
