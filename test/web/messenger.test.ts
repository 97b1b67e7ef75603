import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:http";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import QRCode from "qrcode";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { chromiumIsHere, launchChromium } from "../support/chromium.js";
import { openTown, type Town } from "../support/messenger-town.js";
import { ASSETS } from "../support/sandbox.js";

const { usdtEthereum: USDT_ETHEREUM, usdtTron: USDT_TRON } = ASSETS;
const WIDE = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };

describe.skipIf(!chromiumIsHere())("the browser messenger", () => {
  let browser: Browser;
  let town: Town;
  let context: BrowserContext;
  let complaints: string[];

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  beforeEach(async () => {
    town = await openTown();
    complaints = [];
  });
  afterEach(async () => {
    await context.close();
    await town.close();
    expect(complaints).toEqual([]);
  });

  /** Opens the messenger and listens for errors of the page: scripts, blocked content, broken requests. */
  async function open(path = "/messenger", viewport = WIDE): Promise<Page> {
    context = await browser.newContext({ viewport, locale: "en-GB" });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    await page.goto(town.url + path);
    return page;
  }

  const phoneOf = (page: Page, name: string): Locator => page.getByRole("region", { name: `${name}'s phone` });
  const openChat = (phone: Locator, name: string): Promise<void> =>
    phone.getByRole("navigation", { name: "Chats" }).getByRole("button", { name }).click();
  const qr = (text: string): Promise<Buffer> => QRCode.toBuffer(text, { width: 400 });

  test("lets two people chat, with unread counts and ticks", async () => {
    const page = await open();
    const [thorb, ada] = [phoneOf(page, "Thorb"), phoneOf(page, "Ada")];
    await openChat(thorb, "Ada");
    await thorb.getByRole("textbox", { name: "Message to Ada" }).fill("Hello <b>Ada</b>, see https://a.example/x");
    await thorb.getByRole("textbox").press("Enter");
    const inAdasList = ada.getByRole("button", { name: "Thorb" }).filter({ hasText: "unread" });
    await inAdasList.waitFor();
    await thorb.locator(".ticks.delivered").waitFor();
    await inAdasList.click();
    await ada.getByText("Hello <b>Ada</b>, see").waitFor();
    expect(await ada.getByRole("link", { name: "https://a.example/x" }).count()).toBe(1);
    await thorb.locator(".ticks.read").waitFor();
    await ada.getByRole("textbox").fill("Hi");
    await ada.getByRole("button", { name: "Send", exact: true }).click();
    await thorb.locator(".theirs").getByText("Hi", { exact: true }).waitFor();
    await expect.poll(() => thorb.locator("[aria-live]").textContent()).toBe("Ada: Hi");
  });

  test("shows what a bot sends, and a button speaks as its person", async () => {
    const page = await open(`/messenger?as=${town.thorb.identity_number}`);
    const thorb = phoneOf(page, "Thorb");
    await town.botSays(
      town.thorb,
      "PLAIN_POST",
      "# Statistics\n| day | sum |\n|--|--|\n| today | 20 AED |\n<script>alert(1)</script>",
    );
    await town.botSays(town.thorb, "APP_CARD", {
      app_id: town.bot.user_id,
      title: "Paid: 20 AED",
      description: "by Ada",
      actions: [{ label: "Open", color: "#3D98D0", action: `${town.url}/messenger/static/icon.svg` }],
    });
    await town.botSays(town.thorb, "APP_BUTTON_GROUP", [
      { label: "English", color: "#3D98D0", action: "input:English please" },
      { label: "Deutsch", color: "#76A048", action: "input:Deutsch" },
    ]);
    const recalled = await town.botSays(town.thorb, "PLAIN_TEXT", "a mistake");
    await town.botSays(town.thorb, "MESSAGE_RECALL", { message_id: recalled });
    await openChat(thorb, "Mixtill");
    await thorb.getByRole("heading", { name: "Statistics" }).waitFor();
    expect(await thorb.getByRole("cell", { name: "20 AED" }).count()).toBe(1);
    await thorb.getByText("This message was recalled.").waitFor();
    expect(await thorb.locator(".messages").getByText("a mistake").count()).toBe(0);
    await thorb.getByRole("button", { name: "English" }).click();
    await thorb.locator(".own").getByText("English please").waitFor();
    await thorb.getByRole("button", { name: "Open" }).click();
    await thorb.getByRole("dialog").locator("iframe").waitFor();
    await page.keyboard.press("Escape");
    expect(await thorb.getByRole("dialog").count()).toBe(0);
  });

  test("makes a group, where everybody reads who said what", async () => {
    const page = await open();
    const [thorb, ada] = [phoneOf(page, "Thorb"), phoneOf(page, "Ada")];
    await thorb.getByRole("button", { name: "New group" }).click();
    const sheet = thorb.getByRole("dialog", { name: "New group" });
    await sheet.getByLabel("Name").fill("Thorb's café");
    await sheet.getByRole("checkbox", { name: "Mixtill" }).uncheck();
    await sheet.getByRole("button", { name: "Make the group" }).click();
    await sheet.getByText("Choose somebody.").waitFor();
    await sheet.getByRole("checkbox", { name: "Ada" }).check();
    await sheet.getByRole("button", { name: "Make the group" }).click();
    await thorb.getByText("You made this group.").waitFor();
    await thorb.getByText("2 members").waitFor();
    await thorb.getByRole("textbox").fill("Good morning");
    await thorb.getByRole("textbox").press("Enter");
    await openChat(ada, "Thorb's café");
    await ada.getByText("Thorb made this group.").waitFor();
    const said = ada.locator(".theirs", { hasText: "Good morning" });
    expect(await said.locator(".sender").textContent()).toBe("Thorb");
    await ada.getByRole("textbox").fill("Hi all");
    await ada.getByRole("textbox").press("Enter");
    await thorb.locator(".theirs").getByText("Hi all", { exact: true }).waitFor();
    await page.reload();
    await openChat(phoneOf(page, "Thorb"), "Thorb's café");
    await phoneOf(page, "Thorb").locator(".theirs").getByText("Hi all", { exact: true }).waitFor();
    await phoneOf(page, "Thorb").getByRole("button", { name: "Back to the chats" }).click();
    expect(
      await phoneOf(page, "Thorb")
        .getByRole("navigation", { name: "Chats" })
        .getByRole("button", { name: "Ada" })
        .textContent(),
    ).not.toContain("Hi all");
  });

  test("forwards a picture, and takes a message back", async () => {
    await town.botShows(town.thorb, await qr("https://a.example/x"), 400, "Donate");
    const page = await open();
    const [thorb, ada] = [phoneOf(page, "Thorb"), phoneOf(page, "Ada")];
    await openChat(ada, "Thorb");
    await openChat(thorb, "Mixtill");
    await thorb.getByRole("button", { name: "What to do with this message" }).click();
    await thorb.getByRole("button", { name: "Forward" }).click();
    await thorb.getByRole("dialog", { name: "Forward to" }).getByRole("button", { name: "Ada" }).click();
    await ada.getByRole("button", { name: "Enlarge: Donate" }).waitFor();
    await thorb.getByRole("button", { name: "Back to the chats" }).click();
    await openChat(thorb, "Ada");
    // Each step of a message of one's own is drawn; nothing comes after this one.
    await thorb.locator(".ticks.read").waitFor();
    await thorb.getByRole("button", { name: "What to do with this message" }).click();
    await thorb.getByRole("button", { name: "Take back" }).click();
    await ada.getByText("This message was recalled.").waitFor();
    expect(await ada.getByRole("button", { name: "Enlarge: Donate" }).count()).toBe(0);
  });

  test("offers a file with its name and size, and saves it under that name", async () => {
    await town.botSends(town.thorb, "payments-thorb-2026-03.csv", "text/csv", "Kind,Price\r\nPayment,20\r\n");
    const page = await open();
    const thorb = phoneOf(page, "Thorb");
    // It may be said aloud besides.
    await thorb.getByRole("navigation", { name: "Chats" }).getByText("File: payments-thorb-2026-03.csv").waitFor();
    await openChat(thorb, "Mixtill");
    const file = thorb.getByRole("link", { name: "payments-thorb-2026-03.csv" });
    expect(await file.innerText()).toContain("24 B");
    const [saved] = await Promise.all([page.waitForEvent("download"), file.click()]);
    expect(saved.suggestedFilename()).toBe("payments-thorb-2026-03.csv");
    expect(readFileSync(await saved.path(), "utf8")).toBe("Kind,Price\r\nPayment,20\r\n");
  });

  test("holds money on two networks apart, and the faucet adds to it", async () => {
    await town.control.faucet(town.cleo.user_id, USDT_ETHEREUM, "250");
    await town.control.faucet(town.cleo.user_id, USDT_TRON, "80.5");
    const page = await open(`/messenger?as=${town.cleo.identity_number}`);
    const cleo = phoneOf(page, "Cleo");
    await cleo.getByRole("button", { name: "Wallet" }).click();
    const row = (asset: string): Locator =>
      cleo.getByRole("list", { name: "Assets" }).locator(`[data-asset="${asset}"]`);
    await expect.poll(() => row(USDT_ETHEREUM).textContent()).toMatch(/250/);
    await expect.poll(() => row(USDT_TRON).textContent()).toMatch(/80\.5/);
    expect(await row(USDT_ETHEREUM).textContent()).not.toBe(await row(USDT_TRON).textContent());
    await cleo.getByRole("button", { name: "Get test money" }).click();
    await cleo.getByLabel("Asset", { exact: true }).selectOption(USDT_TRON);
    await cleo.getByLabel("Amount").fill("1e3");
    await cleo.getByRole("button", { name: "Get it" }).click();
    await cleo.getByRole("alert").getByText("Type an amount").waitFor();
    await cleo.getByLabel("Amount").fill("19.5");
    await cleo.getByRole("button", { name: "Get it" }).click();
    await expect.poll(() => row(USDT_TRON).textContent()).toMatch(/100/);
    await cleo.getByRole("list", { name: "History" }).getByText("+19.5").waitFor();
  });

  test("reads a QR code from another screen, pays it once, and refuses it the second time", async () => {
    await town.control.faucet(town.cleo.user_id, USDT_ETHEREUM, "250");
    const link = town.payLink({ asset: USDT_ETHEREUM, amount: "5.45", memo: "order-1", trace: randomUUID() });
    await town.botShows(town.thorb, await qr(link), 400, "Donate");
    const page = await open(`/messenger?as=${town.cleo.identity_number}`);
    const cleo = phoneOf(page, "Cleo");
    await cleo.getByRole("button", { name: "Scan a QR code" }).click();
    await cleo.getByRole("button", { name: "Thorb: Donate" }).click();
    const sheet = cleo.getByRole("dialog", { name: "Payment" });
    await sheet.getByText("5.45 USDT", { exact: true }).waitFor();
    expect(await sheet.textContent()).toMatch(/Mixtill7000103970.*Memoorder-1.*Your balance250 USDT/);
    await sheet.getByRole("button", { name: "Pay 5.45 USDT" }).click();
    await sheet.getByRole("heading", { name: "Paid" }).waitFor();
    await sheet.getByRole("button", { name: "Done" }).click();
    await openChat(cleo, "Mixtill");
    await cleo.getByText("You sent").waitFor();
    await cleo.getByText("Memo: order-1").waitFor();

    const again = phoneOf(page, "Thorb");
    await town.control.faucet(town.thorb.user_id, USDT_ETHEREUM, "250");
    await openChat(again, "Mixtill");
    await again.getByRole("button", { name: "Scan QR code" }).click();
    await again.getByRole("alert").getByText("Already paid").waitFor();
  });

  test("tells of a balance that is too small, before anything is signed", async () => {
    const link = town.payLink({ asset: USDT_ETHEREUM, amount: "5.45", trace: randomUUID() });
    const page = await open(`/messenger?as=${town.cleo.identity_number}&open=${encodeURIComponent(link)}`);
    const sheet = phoneOf(page, "Cleo").getByRole("dialog", { name: "Payment" });
    await sheet.getByRole("alert").getByText("The balance is too small").waitFor();
    expect(await sheet.getByRole("button", { name: "Pay 5.45 USDT" }).isDisabled()).toBe(true);
  });

  test("opens the pay sheet over a shop's page that leads to a pay link, and goes back to the page", async () => {
    await town.control.faucet(town.cleo.user_id, USDT_ETHEREUM, "10");
    const link = town.payLink({ asset: USDT_ETHEREUM, amount: "2", trace: randomUUID() });
    const shop = await serve(
      `<!doctype html><title>Shop</title><h1>Shop</h1><a href="${link.replaceAll("&", "&amp;")}">Pay now</a>`,
    );
    await town.botSays(town.cleo, "PLAIN_TEXT", `http://localhost:${portOf(shop)}/shop`);
    const page = await open(`/messenger?as=${town.cleo.identity_number}`);
    const cleo = phoneOf(page, "Cleo");
    await openChat(cleo, "Mixtill");
    await cleo.getByRole("link", { name: "localhost" }).click();
    const inside = cleo.frameLocator("iframe");
    await inside.getByRole("link", { name: "Pay now" }).click();
    await cleo.getByRole("button", { name: "Pay 2 USDT" }).click();
    await cleo.getByRole("heading", { name: "Paid" }).waitFor();
    await cleo.getByRole("button", { name: "Done" }).click();
    await inside.getByRole("heading", { name: "Shop" }).waitFor();
    shop.close();
    shop.closeAllConnections();
  });

  test("offers every person on a pay link that is opened in an ordinary tab", async () => {
    await town.control.faucet(town.cleo.user_id, USDT_ETHEREUM, "10");
    const path = new URL(town.payLink({ asset: USDT_ETHEREUM, amount: "3", trace: randomUUID() }));
    const page = await open(path.pathname + path.search);
    await page.getByRole("link", { name: "Pay as Cleo" }).click();
    await phoneOf(page, "Cleo").getByRole("button", { name: "Pay 3 USDT" }).waitFor();
  });

  test("works at a phone's width and with the keyboard alone", async () => {
    const page = await open("/messenger", PHONE);
    const thorb = phoneOf(page, "Thorb");
    await thorb.getByRole("navigation", { name: "Chats" }).getByRole("button", { name: "Ada" }).focus();
    await page.keyboard.press("Enter");
    await thorb.locator("textarea:focus").waitFor();
    await page.keyboard.type("from the keyboard");
    await page.keyboard.press("Enter");
    await thorb.locator(".own").getByText("from the keyboard").waitFor();
    await page.keyboard.press("Escape");
    await thorb.getByRole("navigation", { name: "Chats" }).waitFor();
    await thorb.getByRole("button", { name: "Wallet" }).focus();
    await page.keyboard.press("Enter");
    const dialog = thorb.getByRole("dialog");
    await dialog.waitFor();
    for (let at = 0; at < 8; at += 1) {
      await page.keyboard.press("Tab");
      expect(await dialog.locator(":focus").count()).toBe(1);
    }
    await page.keyboard.press("Escape");
    await thorb.locator("[aria-label=Wallet]:focus").waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(PHONE.width);
  });

  function serve(html: string): Promise<Server> {
    const server = createServer((_, response) => response.setHeader("content-type", "text/html").end(html));
    return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
  }

  function portOf(server: Server): number {
    return (server.address() as AddressInfo).port;
  }
});
