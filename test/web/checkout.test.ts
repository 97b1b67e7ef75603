import type { BrowserContextOptions, Page } from "playwright-core";
import { afterEach, describe, expect, it } from "vitest";
import { inTransaction, signal } from "../../src/db/database.js";
import { deriveId } from "../../src/db/ids.js";
import { quotes } from "../../src/db/schema.js";
import type { AssetInfo, Rates } from "../../src/payments/ports.js";
import { moveOrder } from "../../src/payments/state.js";
import { chromiumIsHere } from "../support/chromium.js";
import { DESKTOP, payBrowser, PHONE } from "../support/pay-browser.js";
import { markPaid, THORB } from "../support/pay-pages.js";
import { ASSETS, BTC, ratesForTests, USDT_TRON } from "../support/rates.js";
import { startShopPage } from "../support/shop-page.js";
import { until } from "../support/until.js";

const MORE: AssetInfo[] = ["Litecoin", "Solana", "Dogecoin", "Monero"].map((name) => ({
  assetId: deriveId(name, "asset"),
  symbol: name.slice(0, 3).toUpperCase(),
  name,
  network: name,
  iconUrl: "",
}));

/** More assets than are shown at once. */
function manyRates(): Rates {
  const few = ratesForTests();
  const extra = (id: string) => MORE.find(({ assetId }) => assetId === id);
  return {
    ...few,
    assets: () => [...ASSETS, ...MORE],
    asset: (id) => few.asset(id) ?? extra(id) ?? null,
    usd: (id) => (extra(id) ? { value: "2", at: new Date() } : few.usd(id)),
  };
}

const link = (change: Record<string, string> = {}): string =>
  `/pay?${new URLSearchParams({
    payeeId: THORB,
    quoteAmount: "20",
    quoteAssetId: "aed",
    settlementAssetId: "",
    orderId: "shop-1001",
    remark: "Two coffees",
    ...change,
  }).toString()}`;

const BEYOND = `document.documentElement.scrollWidth - document.documentElement.clientWidth`;
const SMALL = `[...document.querySelectorAll("a, button, summary, label.choice, input[type=text], input[type=search]")]
  .map((element) => ({ text: element.textContent.trim(), height: element.getBoundingClientRect().height }))
  .filter(({ height }) => height > 0 && height < 44)`;

describe.skipIf(!chromiumIsHere())("the checkout in a browser", { timeout: 120_000 }, () => {
  const stage = payBrowser(async () => ({
    market: { rates: manyRates(), liquidity: null },
    api: {
      publicUrl: "http://127.0.0.1",
      botId: THORB,
      findUser: () => Promise.resolve("absent" as const),
      usersByIds: () => Promise.resolve([]),
      mixAddress: () => "",
    },
  }));
  const { open, orderOf, shot } = stage;
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  async function shopPage(body = ""): Promise<string> {
    const served = await startShopPage(
      body,
      `default-src 'none'; img-src data:; style-src 'self'; frame-src ${stage.origin()}`,
    );
    closing.push(() => served.close());
    return served.url;
  }
  const proceed = async (page: Page): Promise<void> => {
    await page.getByRole("button", { name: "Continue" }).click();
    await page.locator("#pay").waitFor();
    await page.waitForLoadState();
  };
  const settle = (orderId: string) =>
    inTransaction(stage.database.db, async (tx) => {
      await moveOrder(tx, orderId, "paid", "settled", {});
      await signal(tx, "orders", orderId);
    });

  it("is paid from the link, and goes back to the shop by itself", async () => {
    const shop = await shopPage();
    const page = await open(link({ returnTo: `${shop}thanks` }));
    await page.getByLabel("Search by name or network").fill("bit");
    await page.getByRole("radio", { name: /Bitcoin/ }).check();
    await proceed(page);
    const [quote] = await stage.database.db.select().from(quotes);
    expect(quote!.paymentAsset).toBe(BTC);
    await markPaid(stage.database, orderOf(page), new Date());
    // It goes in a few seconds, whoever has looked by then.
    const paid = page.getByRole("heading", { name: "Paid" });
    const says = page.getByText("You are taken back to the shop in a moment.");
    const leads = page.locator(`a[href="${shop}thanks"]`, { hasText: "Back to the shop" });
    await Promise.all([paid, says, leads].map((part) => part.waitFor()));
    await page.waitForURL(`${shop}thanks`);
    // Whoever comes back from there stays.
    await page.goBack();
    await page.getByRole("heading", { name: "Paid" }).waitFor();
    await page.waitForTimeout(5_000);
    expect(new URL(page.url()).pathname).toMatch(/^\/code\//);
    expect(await page.getByText("You are taken back").isVisible()).toBe(false);
  });

  it("finds an asset by its name or network, keeps the one that is chosen, and says when there is none", async () => {
    const page = await open(link());
    const shown = () => page.locator(".choice:visible .name").allInnerTexts();
    const search = page.getByLabel("Search by name or network");
    await search.fill("solana");
    expect((await shown()).map((name) => name.split("\n")[0])).toEqual(["USDT", "SOL"]);
    await search.fill("usdt eth");
    expect((await shown()).map((name) => name.replace("\n", " "))).toEqual(["USDT TRON", "USDT Ethereum"]);
    await search.fill("ETHEREUM");
    expect((await shown()).map((name) => name.split("\n")[0])).toEqual(["USDT", "USDT", "ETH", "XIN"]);
    await search.fill("gold");
    expect(await page.getByText("Nothing has this in its name.").isVisible()).toBe(true);
    await page.keyboard.press("Enter");
    expect(new URL(page.url()).pathname).toBe("/pay");
    await search.fill("");
    expect(await shown()).toHaveLength(9);
  });

  it("is worked with the keyboard alone", async () => {
    const page = await open(link(), { viewport: DESKTOP });
    await page.keyboard.press("Tab");
    await page.keyboard.type("solana");
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: /^Pay .*SOL$/ }).waitFor();
  });

  it("works without script", async () => {
    const page = await open(link({ quoteAmount: "", returnTo: "https://shop.example.com/thanks" }), {
      javaScriptEnabled: false,
    });
    expect(await page.locator(".search").isVisible()).toBe(false);
    await page.getByLabel("Amount in AED").fill("12.5");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText("for 12.50 AED").waitFor();
    await markPaid(stage.database, orderOf(page), new Date());
    await page.getByRole("heading", { name: "Paid" }).waitFor({ timeout: 20_000 });
    expect(await page.getByRole("link", { name: "Back to the shop" }).isVisible()).toBe(true);
    expect(await page.getByText("You are taken back").isVisible()).toBe(false);
  });

  it("in a frame of a shop's page tells it where the payment stands, to the end, and leaves it where it is", async () => {
    const clientId = deriveId("client", "checkout");
    const src = stage.origin() + link({ style: "iframe", clientId, returnTo: "https://shop.example.com/thanks" });
    const url = await shopPage(`<iframe src="${src.replaceAll("&", "&amp;")}" width="360" height="640"></iframe>`);
    const page = await open("/", { viewport: DESKTOP });
    await page.addInitScript(`window.heard = []; addEventListener("message", ({ data, origin }) => {
      if (data?.type === "MIXPAY_PAYMENT") heard.push({ ...data.data, origin });
    })`);
    await page.goto(url);
    const frame = page.frameLocator("iframe");
    await frame.getByRole("button", { name: "Continue" }).click();
    await frame.locator("#pay").waitFor();
    expect(await frame.locator("#pay").getAttribute("target")).toBe("_blank");
    const heard = () => page.evaluate("heard.filter(({ origin }) => origin !== location.origin)");
    const { pathname } = new URL(page.frames()[1]!.url());
    const traceId = pathname.slice("/code/".length);
    const told = (status: string) => ({ traceId, clientId, status, origin: stage.origin() });
    await expect.poll(heard).toEqual([told("unpaid")]);
    await shot(page, "framed");
    await markPaid(stage.database, traceId, new Date());
    await expect.poll(heard, { timeout: 10_000 }).toEqual([told("unpaid"), told("pending")]);
    await settle(traceId);
    await expect.poll(heard, { timeout: 10_000 }).toEqual([told("unpaid"), told("pending"), told("success")]);
    await frame.getByRole("heading", { name: "Paid" }).waitFor();
    await page.waitForTimeout(5_000);
    expect(page.url()).toBe(url);
    expect(await frame.getByRole("link", { name: "Back to the shop" }).isVisible()).toBe(true);
  });

  it("is not shown in a frame that it was not made for", async () => {
    await open(await shopPage(`<iframe src="${stage.origin()}/pay?payeeId=x"></iframe>`));
    // That there is no such payee is a complaint, too.
    await expect.poll(() => stage.complaints).toHaveLength(2);
    expect(stage.complaints.join()).toMatch(/frame/i);
    stage.complaints = [];
  });

  describe("in a view of a wallet's own", () => {
    const wallet = (change = "") => `window.mixpayPlus = Object.assign({
      appId: "image", appName: "Image Pay", appIcon: "", themeColor: "#ffcc00", assetList: [], ready: true,
      pay(json) { window.asked = JSON.parse(json); },
    }, { ${change} })`;
    async function inWallet(path: string, put: string): Promise<Page> {
      const page = await open("/");
      await page.addInitScript(put);
      await page.goto(stage.origin() + path);
      await proceed(page);
      return page;
    }

    it("has the wallet pay, with what is to be paid", async () => {
      const page = await inWallet(link(), wallet());
      const button = page.getByRole("button", { name: "Pay with Image Pay" });
      await button.click();
      const [quote] = await stage.database.db.select().from(quotes);
      expect(await page.evaluate("asked")).toMatchObject({
        assetId: USDT_TRON,
        symbol: "USDT",
        amount: "5.44588156",
        address: THORB,
        memo: orderOf(page),
        traceId: quote!.id,
        precision: 8,
      });
      expect(await page.evaluate(`getComputedStyle(document.getElementById("wallet")).color`)).toBe("rgb(0, 0, 0)");
      expect(await page.locator("#pay").isVisible()).toBe(true);
      await shot(page, "wallet");
    });

    it.each([{ onlyShowWallet: "image" }, { paymentMethod: "mixpayplus" }])("shows it alone for %o", async (asked) => {
      const page = await inWallet(link(asked), "window.mixpayPlus = undefined");
      // It may come long after the page.
      await page.evaluate(wallet());
      await page.getByRole("button", { name: "Pay with Image Pay" }).waitFor();
      expect(await page.locator("#pay").isVisible()).toBe(false);
      expect(await page.locator(".qr").isVisible()).toBe(false);
    });

    it.each([
      ["is not there", ""],
      ["is not ready", wallet("ready: false")],
      ["does not have the asset", wallet(`assetList: ["${BTC}"]`)],
    ])("shows the usual ways when the wallet %s", async (_, put) => {
      const page = await inWallet(link({ onlyShowWallet: "image" }), put);
      await page.waitForTimeout(600);
      expect(await page.locator("#wallet").isVisible()).toBe(false);
      expect(await page.locator("#pay").isVisible()).toBe(true);
    });
  });

  for (const scheme of ["light", "dark"] as const) {
    for (const [name, viewport, locale] of [
      ["phone", PHONE, "en-GB"],
      ["desktop", DESKTOP, "en-GB"],
      ["arabic", PHONE, "ar"],
    ] as const) {
      it(`looks right in ${scheme} (${name})`, async () => {
        const options: BrowserContextOptions = { viewport, locale, colorScheme: scheme };
        const shoot = async (page: Page, what: string) => {
          expect([await page.evaluate(BEYOND), await page.evaluate(SMALL)], what).toEqual([0, []]);
          await shot(page, `checkout-${what}-${scheme}-${name}`);
        };
        const page = await open(link({ returnTo: "http://127.0.0.1:9/thanks" }), options);
        await shoot(page, "pay");
        await page.locator("[data-search]").fill("ethereum");
        await shoot(page, "search");
        await page.locator("form .primary").click();
        await page.locator("#pay").waitFor();
        await page.waitForLoadState();
        await shoot(page, "order");
        await markPaid(stage.database, orderOf(page), new Date(Date.now() - 300_000));
        await page.locator(".outcome").waitFor();
        await until("the end of the animation", () => page.evaluate(`document.getAnimations().length === 0`));
        await shoot(page, "paid");
        await shoot(await open(link({ style: "iframe", orderId: "shop-1002" }), options), "framed");
        await shoot(await open(link({ quoteAmount: "", orderId: "shop-1003" }), options), "open");
        await shoot(await open(link({ payeeId: "thorb", orderId: "1" }), options), "wrong");
        stage.complaints = stage.complaints.filter((text) => !text.includes("422"));
      });
    }
  }
});
