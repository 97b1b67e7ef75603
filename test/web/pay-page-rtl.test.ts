import type { BrowserContextOptions, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { chromiumIsHere } from "../support/chromium.js";
import { payBrowser, PHONE } from "../support/pay-browser.js";
import { addCode, addRefund, markPaid } from "../support/pay-pages.js";
import { XIN } from "../support/rates.js";
import { until } from "../support/until.js";

const BEYOND = `document.documentElement.scrollWidth - document.documentElement.clientWidth`;

describe.skipIf(!chromiumIsHere())("the pay page from right to left", { timeout: 120_000 }, () => {
  const stage = payBrowser();
  const { open, shot, orderOf } = stage;

  /** Where the words are in what is seen, from the left. */
  const places = (page: Page, selector: string, words: string[]): Promise<number[]> =>
    page.evaluate(
      `(() => {
        const root = document.querySelector(${JSON.stringify(selector)});
        return ${JSON.stringify(words)}.map((word) => {
          const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const at = node.data.indexOf(word);
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + word.length);
            return range.getBoundingClientRect().left;
          }
          throw new Error(word + " is not in " + root.textContent);
        });
      })()`,
    );

  it("turns the page and keeps amounts, rates and names in order", async () => {
    await addCode(stage.database, stage.merchant, { title: "قهوة", quoteAmount: "1234.50" });
    const [code] = await stage.database.db.query.codes.findMany();
    const page = await open(`/thorb/${code!.slug}`, { locale: "ar-AE" });
    expect(await page.evaluate(`document.dir`)).toBe("rtl");
    expect(await page.locator(".price").textContent()).toBe("1,234.50 AED");
    // The number before its unit; the equation of a rate from the left; the choice's mark on the right.
    for (const [selector, words] of [
      [".price", ["1,234.50", "AED"]],
      [".choice .cost small", ["1 ", "=", "AED"]],
    ] as const) {
      const left = await places(page, selector, [...words]);
      expect(left, selector).toEqual(left.toSorted((a, b) => a - b));
    }
    const mark = await page.locator(".choice input").first().boundingBox();
    expect(mark!.x).toBeGreaterThan(PHONE.width / 2);
    await page.getByRole("button", { name: "متابعة" }).click();
    await page.locator("#pay").waitFor();
    await expect.poll(() => page.locator("time").first().textContent()).toMatch(/^\d{1,2}:\d{2} [صم]$/);
    const amount = (await page.locator(".amount").textContent())!.trim().split(/\s+/);
    const left = await places(page, ".amount", amount.slice(0, 2));
    expect(left).toEqual(left.toSorted((a, b) => a - b));
  });

  it("takes an amount in Arabic digits", async () => {
    await addCode(stage.database, stage.merchant, { quoteAmount: null });
    const page = await open("/thorb/donate?lang=ar");
    await page.locator("#amount").fill("١٢٣٤٫٥٠");
    await page.getByRole("button", { name: "متابعة" }).click();
    await page.getByText("مقابل").filter({ hasText: "1,234.50 AED" }).waitFor();
  });

  for (const scheme of ["light", "dark"] as const) {
    it(`looks right in ${scheme}`, async () => {
      const options: BrowserContextOptions = { viewport: PHONE, colorScheme: scheme, locale: "ar" };
      const shoot = async (page: Page, what: string) => {
        expect(await page.evaluate(BEYOND), what).toBe(0);
        await shot(page, `rtl-${what}-${scheme}`);
      };
      await addCode(stage.database, stage.merchant);
      const { slug } = await addCode(stage.database, stage.merchant, { title: "تبرع مفتوح", quoteAmount: null });
      const anyAmount = await open(`/thorb/${slug}`, options);
      await shoot(anyAmount, "open");
      const page = await open("/thorb/donate", options);
      await shoot(page, "code");
      await page.locator(`input[value="${XIN}"]`).check();
      await page.getByRole("button", { name: "متابعة" }).click();
      await page.locator("#pay").waitFor();
      await page.locator("summary").last().click();
      await shoot(page, "order");
      await addRefund(stage.database, orderOf(page), 40020, "3.5", XIN);
      await markPaid(stage.database, orderOf(page), new Date());
      await page.getByRole("heading", { name: "تم الدفع" }).waitFor();
      await until("the end of the animation", () => page.evaluate(`document.getAnimations().length === 0`));
      await shoot(page, "paid");
      const nothing = await open("/nobody/here", options);
      await shoot(nothing, "nothing");
      stage.complaints = stage.complaints.filter((text) => !text.includes("404"));
    });
  }
});
