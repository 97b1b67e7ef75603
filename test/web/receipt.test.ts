import { receiptMails } from "../../src/db/schema.js";
import { isMailAddress } from "../../src/mail/server.js";
import type { BrowserContextOptions, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { chromiumIsHere } from "../support/chromium.js";
import { DESKTOP, payBrowser } from "../support/pay-browser.js";
import { payer } from "../support/receipts.js";
import { until } from "../support/until.js";

const ON_ITS_WAY = "The receipt is on its way to the address you gave.";
const SENT = "The receipt was sent to the address you gave.";
const MAILS = { mail: { isAddress: isMailAddress } };

describe.skipIf(!chromiumIsHere())("a receipt in a browser", { timeout: 120_000 }, () => {
  let till: ReturnType<typeof payer>;
  const stage = payBrowser(async (database) => {
    till = payer(database);
    return MAILS;
  });
  const { open, shot } = stage;

  const paid = async () => (await till.paid({ tipAmount: "3", title: "Two coffees" }, "6")).id;
  const opened = async (options: BrowserContextOptions = {}, lang = "en") =>
    open(`/code/${await paid()}/receipt?lang=${lang}`, { locale: lang, ...options });
  /** How many sheets of this paper it takes. */
  const sheets = async (page: Page, paper: { width: string; height: string }) =>
    (await page.pdf({ ...paper, preferCSSPageSize: false })).toString("latin1").match(/\/Type\s*\/Page\b/g)!.length;

  it("is sent by e-mail from the paid page, and says by itself when it has gone", async () => {
    const page = await open(`/code/${await paid()}`);
    await page.getByText("Send the receipt by e-mail").click();
    await page.getByLabel("E-mail address").fill("ada@example.com");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText(ON_ITS_WAY).waitFor();
    await stage.database.db.update(receiptMails).set({ state: "sent" });
    await page.getByRole("paragraph").getByText(SENT).waitFor();
    await expect.poll(() => page.getByRole("status").textContent()).toContain(SENT);
  });

  it("is sent without script as well, with what is wrong beside the field", async () => {
    const page = await opened({ javaScriptEnabled: false });
    expect(await page.getByRole("button", { name: "Print" }).isVisible()).toBe(false);
    expect(await page.getByText("from your browser's menu").isVisible()).toBe(true);
    await page.getByText("Send the receipt by e-mail").click();
    await page.getByLabel("E-mail address").fill("ada");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByRole("alert").waitFor();
    const field = page.getByLabel("E-mail address");
    expect(await field.inputValue()).toBe("ada");
    await field.fill("ada@example.com");
    await field.press("Enter");
    await page.getByText(ON_ITS_WAY).waitFor();
    stage.complaints = stage.complaints.filter((text) => !text.includes("422"));
  });

  it("keeps what is being typed when the page changes meanwhile", async () => {
    const id = await paid();
    const page = await open(`/code/${id}/receipt`);
    await page.getByText("Send the receipt by e-mail").click();
    await page.getByLabel("E-mail address").fill("ada@example.com");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText(ON_ITS_WAY).waitFor();
    await page.waitForLoadState();
    await page.getByText("Send the receipt by e-mail").click();
    await page.getByLabel("E-mail address").pressSequentially("ben@exam");
    await stage.database.db.update(receiptMails).set({ state: "sent" });
    await page.getByRole("paragraph").getByText(SENT).waitFor();
    await page.keyboard.type("ple.com");
    expect(await page.getByLabel("E-mail address").inputValue()).toBe("ben@example.com");
  });

  it("is printed on one sheet, and on a till's roll, black on white", async () => {
    for (const lang of ["en", "de", "ar"]) {
      const page = await opened({ viewport: DESKTOP, colorScheme: "dark" }, lang);
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      const seen = (selector: string) => page.locator(selector).first().isVisible();
      for (const clicked of [".actions", "footer nav", "details"]) expect(await seen(clicked)).toBe(false);
      const colours = `(({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(document.body))`;
      expect(await page.evaluate(colours)).toEqual(["rgb(0, 0, 0)", "rgb(255, 255, 255)"]);
      expect(await sheets(page, { width: "210mm", height: "297mm" })).toBe(1);
      expect(await sheets(page, { width: "80mm", height: "240mm" })).toBe(1);
      await shot(page, `receipt-a4-${lang}`);
      // 72 mm can be printed on of 80.
      await page.setViewportSize({ width: 272, height: 600 });
      await until("nothing to stand out", () =>
        page.evaluate<boolean>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"),
      );
      await shot(page, `receipt-roll-${lang}`);
    }
  });

  it("is printed by its button, with the reader's own time and its zone", async () => {
    const page = await opened({ timezoneId: "Asia/Dubai" });
    await page.evaluate("window.print = () => { document.title = 'printed'; }");
    await page.getByRole("button", { name: "Print" }).click();
    await expect.poll(() => page.title()).toBe("printed");
    expect(await page.locator("time").first().textContent()).toMatch(/ (GST|GMT\+4)$/);
    expect(await page.getByText("from your browser's menu").isVisible()).toBe(false);
  });
});
