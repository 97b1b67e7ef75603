import { createCanvas, loadImage } from "@napi-rs/canvas";
import jsqrModule from "jsqr";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { quotes } from "../../src/db/schema.js";
import { pauseCode } from "../../src/shop/codes.js";
import { chromiumIsHere } from "../support/chromium.js";
import { DESKTOP, payBrowser, PHONE } from "../support/pay-browser.js";
import { addCode, addRefund, markPaid } from "../support/pay-pages.js";
import { XIN } from "../support/rates.js";
import { until } from "../support/until.js";

// The package is CommonJS: its default export arrives wrapped.
const jsqr = jsqrModule as unknown as typeof jsqrModule.default;

describe.skipIf(!chromiumIsHere())("the pay page in a browser", () => {
  const stage = payBrowser();
  const { open, shot, orderOf } = stage;
  const scan = async (page: Page) => {
    const image = await loadImage(await page.locator(".qr").screenshot());
    const context = createCanvas(image.width, image.height).getContext("2d");
    context.drawImage(image, 0, 0);
    const { data, width, height } = context.getImageData(0, 0, image.width, image.height);
    return jsqr(data, width, height)?.data;
  };

  it("is paid from the code to “paid”, which appears by itself", async () => {
    await addCode(stage.database, stage.merchant);
    const page = await open("/thorb/donate");
    await page.getByRole("radio", { name: /XIN/ }).check();
    await page.getByRole("button", { name: "Continue" }).click();
    const pay = page.getByRole("link", { name: /^Pay 0\.02\d+\sXIN$/ });
    await pay.waitFor();
    const [quote] = await stage.database.db.select().from(quotes);
    expect(await pay.getAttribute("href")).toContain(`trace=${quote!.id}&memo=${orderOf(page)}`);
    await page.locator(".countdown").waitFor();
    expect(await scan(page)).toBe(await pay.getAttribute("href"));
    expect(await page.locator(".countdown").textContent()).toMatch(/^[01]:[0-5]\d$/);

    await markPaid(stage.database, orderOf(page), new Date());
    await page.getByRole("heading", { name: "Paid" }).waitFor();
    expect(await page.getByRole("status").textContent()).toBe("Paid: 20 AED");
    expect(await page.locator(".qr").count()).toBe(0);
  });

  it("hears that it is paid also when the answers get lost by which it would learn of it", async () => {
    await addCode(stage.database, stage.merchant);
    const page = await open("/thorb/donate");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("link", { name: /^Pay/ }).waitFor();
    // One that never ends, one that is an error; then the server can be had again.
    const lost: string[] = [];
    await page.route(/\/code\/[^/]+$/, async (route) => {
      lost.push(route.request().url());
      if (lost.length === 1) return;
      if (lost.length === 2) await route.fulfill({ status: 503, body: "no" });
      else await route.continue();
    });
    await page.clock.install();
    await markPaid(stage.database, orderOf(page), new Date());
    await expect.poll(() => lost.length).toBe(1);
    await page.clock.fastForward(15_100);
    const asksAgain = (times: number) =>
      expect
        .poll(async () => {
          if (lost.length < times) await page.clock.fastForward(5_100);
          return lost.length;
        })
        .toBe(times);
    await asksAgain(2);
    await expect.poll(() => stage.complaints).toEqual([expect.stringContaining("503")]);
    await asksAgain(3);
    await page.getByRole("heading", { name: "Paid" }).waitFor();
    expect(stage.complaints.splice(0)).toHaveLength(1);
  });

  it("turns to “expired” when its time is over, and gets a new amount", async () => {
    await addCode(stage.database, stage.merchant);
    const page = await open("/thorb/donate");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.locator(".countdown").waitFor();
    // The server's clock moves on; the page, woken, sees that its amount is over.
    stage.ahead = 61_000;
    await page.evaluate(`document.dispatchEvent(new Event("visibilitychange"))`);
    await page.getByRole("heading", { name: "This amount has expired" }).waitFor();
    await shot(page, "stale-phone");
    await page.getByRole("button", { name: "Show the amount" }).click();
    await page.getByRole("link", { name: /^Pay/ }).waitFor();
  });

  it("counts by the server's clock, not by one that goes wrong", async () => {
    await addCode(stage.database, stage.merchant);
    stage.ahead = 3_600_000;
    const page = await open("/thorb/donate");
    await page.getByRole("button", { name: "Continue" }).click();
    await expect.poll(() => page.locator(".countdown").textContent()).toMatch(/^(0:5\d|1:00)$/);
  });

  it("works without script: the form, the amount, and a page that looks again", async () => {
    await addCode(stage.database, stage.merchant, { quoteAmount: null });
    const page = await open("/thorb/donate", { javaScriptEnabled: false });
    await page.getByLabel("Amount in AED").fill("1.234,50");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText("for 1,234.50").waitFor();
    expect(await page.getByText("holds until").textContent()).toContain("UTC");
    await markPaid(stage.database, orderOf(page), new Date());
    await page.getByRole("heading", { name: "Paid" }).waitFor({ timeout: 20_000 });
  });

  it("is worked with the keyboard alone", async () => {
    await addCode(stage.database, stage.merchant);
    const page = await open("/thorb/donate", { viewport: DESKTOP });
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: /^Pay .*USDT \(Ethereum\)/ }).waitFor();
    await page.keyboard.press("Tab");
    expect(await page.evaluate(`document.activeElement?.id`)).toBe("pay");
  });

  it("says what is wrong beside the field, with the field in focus", async () => {
    await addCode(stage.database, stage.merchant, { quoteAmount: null });
    const page = await open("/thorb/donate");
    await page.getByLabel("Amount in AED").fill("1e9");
    // A refused form is an error to the browser's console as well.
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("alert").waitFor();
    await page.locator("#amount:focus").waitFor();
    await shot(page, "error-phone");
    stage.complaints = stage.complaints.filter((text) => !text.includes("422"));
  });

  it("fits every width and has nothing too small to touch", async () => {
    await addCode(stage.database, stage.merchant, {
      title: `Eine-sehr-lange-Sache-ohne-Leerzeichen-${"x".repeat(60)}`,
      quoteAmount: "123456789.55",
    });
    const [code] = await stage.database.db.query.codes.findMany();
    for (const width of [320, 360, 768, 1280]) {
      const page = await open(`/thorb/${code!.slug}?lang=de`, { viewport: { width, height: 740 } });
      const check = async () => {
        expect(await page.evaluate(`document.documentElement.scrollWidth - document.documentElement.clientWidth`)).toBe(
          0,
        );
        const small = await page.evaluate(`
          [...document.querySelectorAll("a, button, summary, label.choice, input[type=text]")]
            .map((element) => ({ text: element.textContent.trim(), height: element.getBoundingClientRect().height }))
            .filter(({ height }) => height > 0 && height < 44)
        `);
        expect(small).toEqual([]);
      };
      await check();
      await page.getByRole("button", { name: "Weiter" }).click();
      await page.getByRole("link", { name: /bezahlen$/ }).waitFor();
      await page.waitForLoadState();
      await check();
      await page.context().close();
    }
  });

  for (const scheme of ["light", "dark"] as const) {
    for (const [name, viewport] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
      it(`looks right in ${scheme} on a ${name}`, async () => {
        await addCode(stage.database, stage.merchant);
        const tip = await addCode(stage.database, stage.merchant, {
          title: "Trinkgeld für das Team",
          quoteAmount: null,
          quoteAsset: "eur",
        });
        const options = { viewport, colorScheme: scheme } as const;
        const shoot = (page: Page, what: string) => shot(page, `${what}-${scheme}-${name}`);
        const page = await open("/thorb/donate", options);
        await shoot(page, "code");
        await page.getByRole("button", { name: "Continue" }).click();
        await page.locator(".countdown").waitFor();
        await shoot(page, "order");
        await addRefund(stage.database, orderOf(page), 40020, "0.5", XIN);
        await markPaid(stage.database, orderOf(page), new Date());
        await page.getByRole("heading", { name: "Paid" }).waitFor();
        await until("the end of the animation", () => page.evaluate(`document.getAnimations().length === 0`));
        await shoot(page, "paid");
        await shoot(await open("/thorb/trinkgeld-fuer-das-team?lang=de", options), "open-amount");
        await shoot(await open("/thorb/trinkgeld-fuer-das-team?lang=zh", options), "open-amount-zh");
        await pauseCode(stage.database.db, stage.merchant.id, tip.id);
        await shoot(await open("/thorb/trinkgeld-fuer-das-team?lang=de", options), "paused");
        await shoot(await open("/nobody/nothing", options), "not-found");
        stage.complaints = stage.complaints.filter((text) => !text.includes("404"));
        await shoot(await open("/", options), "front");
        const inMixin = await open("/thorb/donate", { ...options, userAgent: "Mozilla/5.0 (iPhone) Mixin/2.1.0" });
        await inMixin.getByRole("button", { name: "Continue" }).click();
        await inMixin.locator(".countdown").waitFor();
        await shoot(inMixin, "in-mixin");
      });
    }
  }
});
