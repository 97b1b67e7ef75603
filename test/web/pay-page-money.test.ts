import { randomUUID } from "node:crypto";
import type { BrowserContextOptions, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { changeSetting } from "../../src/payments/settings.js";
import { type NewOrder, openOrder } from "../../src/payments/orders.js";
import type { Market } from "../../src/payments/ports.js";
import { chromiumIsHere } from "../support/chromium.js";
import { createPaperNetwork } from "../support/paper-network.js";
import { DESKTOP, payBrowser, PHONE } from "../support/pay-browser.js";
import { addCode, deskMarket } from "../support/pay-pages.js";
import { readPayLink } from "../support/payer.js";
import { payInto } from "../support/payments.js";
import { ETH, USDT_TRON } from "../support/rates.js";
import { until } from "../support/until.js";

const BOT = randomUUID();

describe.skipIf(!chromiumIsHere())("money on the pay page in a browser", { timeout: 120_000 }, () => {
  let market: Market;
  const network = createPaperNetwork(BOT);
  const stage = payBrowser(async (database) => {
    await changeSetting(database.db, "feeBps", 30, null);
    ({ market } = await deskMarket(database, { [USDT_TRON]: "100" }));
    return { market };
  });
  const { open, shot } = stage;

  /** Money comes as the page's button would send it, or otherwise. */
  async function arrives(page: Page, given: { amount?: string; sender?: string } = {}): Promise<void> {
    const link = readPayLink((await page.locator("#pay").getAttribute("href"))!);
    const output = network.receive({
      assetId: link.asset,
      amount: given.amount ?? link.amount,
      senders: [given.sender ?? randomUUID()],
      requestId: link.trace,
      memo: link.memo,
      createdAt: new Date(Date.now() + stage.ahead).toISOString(),
    });
    await payInto(stage.database, network, BOT).record(market, output);
  }

  async function opened(given: Partial<NewOrder> = {}): Promise<string> {
    const { id: merchantId, payeeId } = stage.merchant;
    const price = { quoteAsset: USDT_TRON, quoteAmount: "10", settlementAsset: null, title: "Tea", codeId: null };
    return (await openOrder(stage.database.db, { id: randomUUID(), merchantId, payeeId, ...price, ...given })).id;
  }

  const chooses = async (page: Page, asset: string): Promise<void> => {
    const choice = page.locator(`input[value="${asset}"]`);
    if (!(await choice.isVisible())) await page.locator("summary").first().click();
    await choice.check();
    await page.locator("form button[type=submit]").first().click();
    await page.locator("#pay").waitFor();
    // The new page is there when it can be seen; its script has run when it is loaded.
    await page.waitForLoadState();
  };

  it("asks for the rest by itself when a part has come, and is paid by it", async () => {
    const page = await open(`/code/${await opened()}`);
    await chooses(page, USDT_TRON);
    const payer = randomUUID();
    await arrives(page, { amount: "4", sender: payer });
    await page.getByRole("heading", { name: "Pay the rest" }).waitFor();
    expect(await page.getByRole("status").textContent()).toBe("Pay the rest");
    await page.getByRole("button", { name: "Show the rest" }).click();
    await page.getByRole("link", { name: /^Pay 6\sUSDT \(TRON\)$/ }).waitFor();
    await arrives(page, { sender: payer });
    await page.getByRole("heading", { name: "Paid" }).waitFor();
    expect(await page.locator(".amount").textContent()).toMatch(/^10\sUSDT \(TRON\)$/);
  });

  it("lets somebody else pay all of it, also without script", async () => {
    const id = await opened();
    const page = await open(`/code/${id}`, { javaScriptEnabled: false });
    await chooses(page, USDT_TRON);
    await arrives(page, { amount: "0.5" });
    await page.goto(page.url());
    await page.getByRole("link", { name: "Pay the full amount" }).click();
    await page.getByRole("button", { name: "Show the amount" }).click();
    await page.getByRole("link", { name: /^Pay 10\sUSDT \(TRON\)$/ }).waitFor();
    expect(await page.getByText("A part has arrived from somebody").isVisible()).toBe(true);
  });

  it("counts down to an invoice's deadline, and looks again when it is over", async () => {
    const deadline = new Date(Date.now() + 2 * 3_600_000);
    const page = await open(`/code/${await opened({ source: "invoice", deadline })}`);
    expect(await page.locator("header .countdown").textContent()).toMatch(/^1:59:5\d$|^2:00:00$/);
    await chooses(page, USDT_TRON);
    expect(await page.locator(".countdown").count()).toBe(2);
    stage.ahead = 2 * 3_600_000;
    await page.evaluate(`document.dispatchEvent(new Event("visibilitychange"))`);
    await page.getByRole("heading", { name: "The time to pay is over" }).waitFor();
  });

  it("tells of late money when it comes", async () => {
    const deadline = new Date(Date.now() + 3_600_000);
    const page = await open(`/code/${await opened({ deadline, graceSeconds: 900 })}`);
    await chooses(page, USDT_TRON);
    const paying = await open(new URL(page.url()).pathname);
    stage.ahead = 3_700_000;
    await arrives(paying);
    await page.getByRole("heading", { name: "Money has arrived after the time" }).waitFor();
    await shot(page, "late-phone");
  });

  for (const scheme of ["light", "dark"] as const) {
    for (const [name, viewport] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
      it(`looks right in ${scheme} on a ${name}`, async () => {
        const options: BrowserContextOptions = { viewport, colorScheme: scheme };
        const shoot = (page: Page, what: string) => shot(page, `money-${what}-${scheme}-${name}`);
        await addCode(stage.database, stage.merchant, { settlementAsset: USDT_TRON });
        const page = await open("/thorb/donate?lang=de", options);
        await shoot(page, "code");
        await chooses(page, ETH);
        await shoot(page, "exchange");
        await arrives(page);
        await page.getByRole("heading", { name: "Bezahlt" }).waitFor();
        await until("the end of the animation", () => page.evaluate(`document.getAnimations().length === 0`));
        await shoot(page, "exchanged");

        const deadline = new Date(Date.now() + 3_600_000);
        const invoice = await open(`/code/${await opened({ source: "invoice", deadline })}`, options);
        await shoot(invoice, "invoice");
        await chooses(invoice, USDT_TRON);
        await arrives(invoice, { amount: "4" });
        await invoice.getByRole("heading", { name: "Pay the rest" }).waitFor();
        await shoot(invoice, "part");
        await invoice.getByRole("button", { name: "Show the rest" }).click();
        await invoice.locator("#pay").waitFor();
        await shoot(invoice, "rest");
        const width = `document.documentElement.scrollWidth - document.documentElement.clientWidth`;
        for (const one of [page, invoice]) expect(await one.evaluate(width)).toBe(0);

        await addCode(stage.database, stage.merchant, { title: "Big", quoteAmount: "300", settlementAsset: USDT_TRON });
        const first = await open("/thorb/big", options);
        const second = await open("/thorb/big", options);
        await chooses(first, ETH);
        await second.locator(`input[value="${ETH}"]`).check();
        await second.getByRole("button", { name: "Continue" }).click();
        await second.getByRole("alert").getByText("At most").waitFor();
        await shoot(second, "not-covered");

        const refund = await open(`/code/${await opened({ source: "refund" })}?lang=zh`, options);
        await shoot(refund, "refund");
      });
    }
  }
});
