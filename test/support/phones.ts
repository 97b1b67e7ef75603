import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, FrameLocator, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { launchChromium } from "./chromium.js";
import { createPostgresDatabase } from "./databases.js";
import { freePort } from "./ports.js";
import { type Program, startBotProcess } from "./processes.js";
import { SandboxControl } from "./sandbox.js";
import { until } from "./until.js";

const SHOTS = "test-results";
/** What somebody said last, and all that came after it. */
const LATEST = ".messages > li.message:not(:has(~ li.own))";

/** The whole program as `npm start` runs it, with its own sandbox, and people on the phones of its browser messenger. */
export function phonesStage(engine: "embedded" | "postgres") {
  let browser: Browser;
  let context: BrowserContext;
  let till: Program;
  let folder: string;
  let sandboxPort: number;
  let port: number;
  let databaseUrl: string | undefined;
  let dropDatabase = async () => {};

  const start = async (): Promise<void> => {
    till = await startBotProcess({ folder, sandboxUrl: null, sandboxPort, port, databaseUrl });
  };

  beforeAll(async () => {
    browser = await launchChromium();
    folder = mkdtempSync(join(tmpdir(), "mixtill-phones-"));
    if (engine === "postgres") ({ url: databaseUrl, drop: dropDatabase } = await createPostgresDatabase());
    [port, sandboxPort] = [await freePort(), await freePort()];
    stage.sandbox = new SandboxControl(`http://127.0.0.1:${sandboxPort}`);
    await start();
  });
  afterAll(async () => {
    // What never began has nothing to end, and its own failure to tell.
    await till?.stop();
    await browser?.close();
    await dropDatabase();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1400, height: 900 }, locale: "en-GB" });
    stage.page = await context.newPage();
  });
  afterEach(() => context.close());

  const stage = {
    page: undefined as unknown as Page,
    sandbox: undefined as unknown as SandboxControl,

    /** Kills the program and starts it again. */
    restart: async (): Promise<void> => {
      await till.kill();
      await start();
    },
    phoneOf: (name: string): Locator => stage.page.getByRole("region", { name: `${name}'s phone` }),
    /** The web page that is open on a phone. */
    screenOf: (phone: Locator): FrameLocator => phone.frameLocator("iframe"),
    shot: (name: string) => stage.page.screenshot({ path: join(SHOTS, `${engine}-${name}.png`) }),

    /** Opens somebody's chat with the bot, in a page that is fresh. */
    chatWithTheBot: async (name: string): Promise<Locator> => {
      await stage.page.goto(`http://localhost:${sandboxPort}/messenger`);
      return stage.opensChat(name);
    },
    opensChat: async (name: string): Promise<Locator> => {
      const phone = stage.phoneOf(name);
      const contact = phone.getByRole("navigation", { name: "Chats" }).getByRole("button", { name: "Mixtill" });
      const box = phone.getByRole("textbox", { name: "Message to Mixtill" });
      await contact.or(box).first().waitFor();
      // News of the chats draw their list anew, and a click in that moment meets nothing.
      await until("the chat with the bot to be open", async () => {
        if (await contact.isVisible()) await contact.click({ timeout: 5_000 });
        await box.waitFor({ timeout: 1_000 });
        return true;
      });
      return phone;
    },
    says: async (phone: Locator, text: string): Promise<void> => {
      const box = phone.getByRole("textbox", { name: "Message to Mixtill" });
      await box.fill(text);
      await box.press("Enter");
      await phone.locator(`${LATEST}.own`).filter({ hasText: text }).waitFor();
    },
    /** The bot says this after what was said last; `hears` is content with what it has said at any time. */
    isAnswered: (phone: Locator, text: RegExp) => phone.locator(LATEST).getByText(text).last().waitFor(),
    hears: (phone: Locator, text: string | RegExp) => phone.locator(".messages").getByText(text).last().waitFor(),
    taps: (phone: Locator, label: string | RegExp) =>
      phone.locator(".messages").getByRole("button", { name: label }).last().click(),

    /** What somebody's own wallet has, in units of the eighth place. */
    balance: async (name: string, assetId: string): Promise<bigint> => {
      const { user_id } = await stage.sandbox.person(name);
      const { outputs } = await stage.sandbox.ledger();
      return outputs
        .filter((o) => o.receivers.includes(user_id) && o.asset_id === assetId && o.state === "unspent")
        .reduce((sum, o) => sum + toUnits(o.amount), 0n);
    },
  };
  return stage;
}

/** A decimal amount as whole units of the eighth place. */
export function toUnits(amount: string): bigint {
  const [whole = "0", fraction = ""] = amount.split(".");
  return BigInt(whole + fraction.slice(0, 8).padEnd(8, "0"));
}
