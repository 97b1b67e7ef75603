import { mkdirSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { serve, type ServerType } from "@hono/node-server";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import type { Database } from "../../src/db/database.js";
import { openEmbedded } from "../../src/db/embedded.js";
import type { Merchant } from "../../src/shop/merchants.js";
import type { WebOptions } from "../../src/web/app.js";
import { launchChromium } from "./chromium.js";
import { empty } from "./databases.js";
import { openShop, webForTests } from "./pay-pages.js";

const SHOTS = "test-results/pay-page";
export const PHONE = { width: 360, height: 740 };
export const DESKTOP = { width: 1280, height: 800 };

/** The pay pages in a browser, over a fresh database for each test; `prepare` may change how they are made. */
export function payBrowser(prepare: (database: Database) => Promise<Partial<WebOptions>> = async () => ({})) {
  let browser: Browser;
  let web: ReturnType<typeof webForTests>;
  let server: ServerType;
  let address: string;
  const stage = {
    database: undefined as unknown as Database,
    merchant: undefined as unknown as Merchant,
    /** Moves the server's clock, in milliseconds. */
    ahead: 0,
    /** What the browser complained of; a test that expects it takes it out. */
    complaints: [] as string[],

    /** Of the pages: their scheme, host and port. */
    origin: () => address,
    /** A path of the pages, or the address of somebody else's. */
    open: async (path: string, options: BrowserContextOptions = {}): Promise<Page> => {
      const context = await browser.newContext({ viewport: PHONE, locale: "en-GB", ...options });
      const page = await context.newPage();
      page.on("pageerror", (error) => stage.complaints.push(String(error)));
      page.on("console", (message) => {
        if (message.type() === "error") stage.complaints.push(message.text());
      });
      await page.goto(path.startsWith("/") ? address + path : path);
      return page;
    },
    shot: (page: Page, name: string) => page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true }),
    orderOf: (page: Page): string => new URL(page.url()).pathname.slice("/code/".length),
  };

  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true });
    // One after the other: the engine's start leaves us no time to answer a browser that starts.
    browser = await launchChromium();
    stage.database = await openEmbedded(null);
  });
  afterAll(async () => {
    await browser.close();
    await stage.database.close();
  });
  beforeEach(async () => {
    stage.complaints = [];
    stage.ahead = 0;
    await empty(stage.database);
    stage.merchant = await openShop(stage.database);
    const clock = () => new Date(Date.now() + stage.ahead);
    web = webForTests(stage.database, { publicUrl: "http://127.0.0.1", clock, ...(await prepare(stage.database)) });
    server = await new Promise<ServerType>((resolve) => {
      const starting = serve({ fetch: web.app.fetch, hostname: "127.0.0.1", port: 0 }, () => resolve(starting));
    });
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    // What a test still holds of a page's requests would end after the test.
    const pages = browser.contexts().flatMap((context) => context.pages());
    await Promise.all(pages.map((page) => page.unrouteAll({ behavior: "ignoreErrors" })));
    await Promise.all(browser.contexts().map((context) => context.close()));
    web.close();
    await new Promise((resolve) => server.close(resolve));
    expect(stage.complaints).toEqual([]);
  });
  return stage;
}
