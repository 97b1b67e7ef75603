import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, FrameLocator, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, test } from "vitest";
import { chromiumIsHere, launchChromium } from "../support/chromium.js";
import { createPostgresDatabase, postgresIsHere } from "../support/databases.js";
import { freePort, type Program, startBotProcess } from "../support/processes.js";
import { ASSETS, SandboxControl } from "../support/sandbox.js";
import { until } from "../support/until.js";

const SHOTS = "test-results";
const isHere = chromiumIsHere();

for (const engine of ["embedded", "postgres"] as const) {
  describe.skipIf(!isHere || (engine === "postgres" && !postgresIsHere))(
    `a shop opens (${engine})`,
    { timeout: 90_000 },
    () => {
      let browser: Browser;
      let context: BrowserContext;
      let page: Page;
      let till: Program;
      let sandbox: SandboxControl;
      let folder: string;
      let sandboxPort: number;
      let port: number;
      let databaseUrl: string | undefined;
      let dropDatabase = async () => {};

      beforeAll(async () => {
        browser = await launchChromium();
        folder = mkdtempSync(join(tmpdir(), "mixtill-shop-"));
        if (engine === "postgres") ({ url: databaseUrl, drop: dropDatabase } = await createPostgresDatabase());
        [port, sandboxPort] = [await freePort(), await freePort()];
        sandbox = new SandboxControl(`http://127.0.0.1:${sandboxPort}`);
        await open();
      });
      afterAll(async () => {
        await till.stop();
        await browser.close();
        await dropDatabase();
        rmSync(folder, { recursive: true, force: true });
      });
      beforeEach(async () => {
        context = await browser.newContext({ viewport: { width: 1400, height: 900 }, locale: "en-GB" });
        page = await context.newPage();
      });
      afterEach(() => context.close());

      async function open(): Promise<void> {
        till = await startBotProcess({ folder, sandboxUrl: null, sandboxPort, port, databaseUrl });
      }

      const phoneOf = (name: string): Locator => page.getByRole("region", { name: `${name}'s phone` });
      const screenOf = (phone: Locator): FrameLocator => phone.frameLocator("iframe");
      const shot = (name: string) => page.screenshot({ path: join(SHOTS, `${engine}-${name}.png`) });

      async function chatWithTheBot(name: string): Promise<Locator> {
        await page.goto(`http://localhost:${sandboxPort}/messenger`);
        const phone = phoneOf(name);
        const contact = phone.getByRole("navigation", { name: "Chats" }).getByRole("button", { name: "Mixtill" });
        const box = phone.getByRole("textbox", { name: "Message to Mixtill" });
        await contact.or(box).first().waitFor();
        if (await contact.isVisible()) await contact.click();
        await box.waitFor();
        return phone;
      }

      async function says(phone: Locator, text: string): Promise<void> {
        const box = phone.getByRole("textbox", { name: "Message to Mixtill" });
        await box.fill(text);
        await box.press("Enter");
      }
      const hears = (phone: Locator, text: string | RegExp) =>
        phone.locator(".messages").getByText(text).last().waitFor();
      const taps = (phone: Locator, label: string | RegExp) =>
        phone.locator(".messages").getByRole("button", { name: label }).last().click();

      async function balance(name: string, assetId: string): Promise<string> {
        const { user_id } = await sandbox.person(name);
        const { outputs } = await sandbox.ledger();
        return outputs
          .filter((o) => o.receivers.includes(user_id) && o.asset_id === assetId && o.state === "unspent")
          .reduce((sum, o) => sum + toUnits(o.amount), 0n)
          .toString();
      }

      test("a receipt code made in the chat is paid from its poster, settled, told and counted", async () => {
        const thorb = await chatWithTheBot("Thorb");
        await says(thorb, "hello");
        await hears(thorb, /Which language/);
        await taps(thorb, "English");
        await hears(thorb, /What shall we do/);
        await shot("1-menu");
        await taps(thorb, "New receipt code");
        await hears(thorb, /What do people pay for/);
        await says(thorb, "Donate");
        await hears(thorb, /What does it cost/);
        await says(thorb, "20 AED");
        await hears(thorb, /What do you want to receive/);
        await taps(thorb, "As paid");
        await hears(thorb, /Shall I make this receipt code/);
        await taps(thorb, "Make it");
        await hears(thorb, /your shop is open/);
        await thorb.locator(".messages img").last().waitFor();
        await shot("2-poster");

        // The payer points the scanner at the poster: it reads the picture's pixels.
        const ada = phoneOf("Ada");
        const before = await balance("Thorb", ASSETS.usdtTron);
        await ada.getByRole("button", { name: /scan/i }).first().click();
        await ada.locator(".screen", { hasText: "Donate" }).click();
        const payPage = screenOf(ada);
        await payPage.getByRole("heading", { name: "Donate" }).waitFor();
        await payPage.getByText("20 AED").first().waitFor();
        await payPage.locator("label", { hasText: /USDT\s*TRON/ }).click();
        await shot("3-choice");
        await payPage.getByRole("button", { name: "Continue" }).click();
        await payPage.getByText(/holds for/).waitFor();
        const payButton = payPage.getByRole("link", { name: /^Pay / });
        const [, amount = ""] = /([\d.]+)\sUSDT/.exec((await payButton.textContent()) ?? "") ?? [];
        await shot("4-amount");
        await payButton.click();
        const sheet = ada.getByRole("dialog", { name: "Payment" });
        await sheet.getByText("Your balance").waitFor();
        await shot("5-sheet");
        await sheet.getByRole("button", { name: /^Pay / }).click();
        await hears(thorb, "Paid: 20 AED");
        await hears(thorb, new RegExp(`20\\sAED, ${amount}\\sUSDT \\(TRON\\), by Ada, code Donate`));
        await sheet.getByRole("button", { name: "Done" }).click();
        await payPage.getByText("Paid", { exact: true }).waitFor();
        await payPage.getByText(/has received your payment/).waitFor();
        await shot("6-paid");

        const paid = toUnits(amount);
        await until(
          "the money to be in Thorb's own wallet",
          async () => BigInt(await balance("Thorb", ASSETS.usdtTron)) - BigInt(before) === paid,
        );
        await ada.getByRole("button", { name: "Close" }).first().click();
        await ada.getByRole("navigation", { name: "Chats" }).getByRole("button", { name: "Mixtill" }).click();
        await hears(ada, /Receipt: 20\sAED/);

        await taps(thorb, "Statistics");
        await thorb.locator(".messages img").nth(1).waitFor();
        await hears(thorb, /Today/);
        await shot("7-statistics");
      });

      test("everything is still there after the program was killed, in the middle of a question too", async () => {
        const thorb = await chatWithTheBot("Thorb");
        await says(thorb, "new receipt code");
        await hears(thorb, /What do people pay for/);
        await says(thorb, "Coffee");
        await hears(thorb, /What does it cost/);
        await till.kill();
        await open();
        await chatWithTheBot("Thorb");
        await says(thorb, "3.50 eur");
        await hears(thorb, /What do you want to receive/);
        await taps(thorb, "As paid");
        await hears(thorb, /Title: Coffee/);
        await taps(thorb, "Make it");
        await hears(thorb, /Coffee.*3\.50\sEUR/);
        await says(thorb, "stats donate");
        await hears(thorb, /20\sAED/);
      });
    },
  );
}

/** A decimal amount as whole units of the eighth place. */
function toUnits(amount: string): bigint {
  const [whole = "0", fraction = ""] = amount.split(".");
  return BigInt(whole + fraction.slice(0, 8).padEnd(8, "0"));
}
