import type { ChildProcess } from "node:child_process";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ApiStage } from "../support/api-stage.js";
import { chromiumIsHere, launchChromium } from "../support/chromium.js";
import {
  type Block,
  blocksOfPage,
  blocksOfReadme,
  blockWith,
  keyInChat,
  plain,
  shapeOf,
  starts,
} from "../support/documented.js";
import { freePort } from "../support/ports.js";
import { ASSETS } from "../support/sandbox.js";
import { Visitor } from "../support/shop.js";
import { startShopPage } from "../support/shop-page.js";
import { until } from "../support/until.js";

describe("programs and pages that are written down about the API", { timeout: 120_000 }, () => {
  let stage: ApiStage;
  let blocks: Block[];
  const running: ChildProcess[] = [];

  beforeAll(async () => {
    stage = await ApiStage.open();
    blocks = blocksOfPage(await (await fetch(`${stage.program.url}/docs`)).text());
  });
  afterAll(async () => {
    for (const child of running) child.kill();
    await stage?.close();
  });

  function runs(block: Block) {
    const started = starts(block);
    running.push(started.child);
    return started;
  }

  /** A receiver of the page at a port that is free, once it answers; it is deaf to who only claims something. */
  async function listens(block: Block, port: RegExp) {
    const free = await freePort();
    const address = `http://127.0.0.1:${free}/paid`;
    expect(block.code).toMatch(port);
    const { said } = runs({ ...block, code: block.code.replace(port, `listen(${free})`) });
    const body = JSON.stringify({ orderId: "docs-1001", traceId: "", payeeId: "" });
    const forged = await until("the receiver", () => fetch(address, { method: "POST", body }));
    expect(forged.status).toBe(403);
    return { address, said };
  }

  test("those with mixpayjs", async () => {
    const programs = [...blocks, ...blocksOfReadme(stage.program.url)].filter(({ code }) =>
      code.includes('from "mixpayjs"'),
    );
    expect(programs).toHaveLength(2);
    for (const program of programs) {
      const { said, ended } = runs(program);
      expect(await ended).toEqual([0, null]);
      expect(said()).toContain("symbol: 'USDT'");
    }
  });

  test("the receiver of callbacks is told of a payment", async () => {
    const { address, said } = await listens(blockWith(blocks, "const { orderId, payeeId }"), /listen\(3000\)/);
    const [shop, payer] = [await stage.somebody("Shop"), await stage.somebody("Payer")];
    await stage.control.faucet(payer.userId, ASSETS.usdtTron, "50");
    const { code } = await stage.told<{ code: string }>("POST", "/one_time_payment", {
      form: {
        payeeId: shop.userId,
        orderId: "docs-1001",
        quoteAssetId: "usd",
        quoteAmount: "10",
        settlementAssetId: ASSETS.usdtTron,
        callbackUrl: address,
      },
    });
    const page = await new Visitor().renews(`${stage.program.url}/code/${code}`, ASSETS.usdtTron);
    await payer.pays(page.payment!);
    await until("the callback", () => said().includes("docs-1001 success 10 usd"), { timeoutMs: 60_000 });
  });

  test("the receiver of webhooks takes those of its own, and the log tells of others in the words of the page", async () => {
    const authorization = `Bearer ${await keyInChat(stage)}`;
    const asks = <Data>(method: string, path: string, form = {}) =>
      stage.told<Data>(method, path, { ...(method === "POST" && { form }), headers: { authorization } });
    const receiver = blockWith(blocks, "const WEBHOOK =");
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/paid`;
    const { webhookId } = await asks<{ webhookId: string }>("POST", "/webhooks", { url });
    const mine = { ...receiver, code: receiver.code.replace(/(?<=const WEBHOOK = ")[^"]+/, webhookId) };
    const { said } = runs({ ...mine, code: mine.code.replace("listen(3001)", `listen(${port})`) });
    await until("the receiver", () => fetch(url, { method: "POST", body: "{}" }));

    const ended = async (id: string) =>
      until("the end of a delivery", async () => {
        const delivery = await asks<{ status: string; body: string }>("GET", `/deliveries/${id}`);
        return delivery.status === "waiting" ? undefined : delivery;
      });
    const pings = (id: string) => asks<{ deliveryId: string }>("POST", `/webhooks/${id}/ping`);
    expect((await ended((await pings(webhookId)).deliveryId)).status).toBe("delivered");
    await until("the ping", () => said().startsWith("ping "));

    // Another webhook at the same address is not the one that the program was told of.
    const other = await asks<{ webhookId: string }>("POST", "/webhooks", { url });
    const { body, ...refused } = await ended((await pings(other.webhookId)).deliveryId);
    const { body: _, ...shown } = JSON.parse(blockWith(blocks, '"tries"').code) as Record<string, unknown>;
    expect(refused.status).toBe(shown["status"]);
    expect(shapeOf(refused)).toEqual(shapeOf(shown));
    expect(Object.keys(JSON.parse(body) as object).slice(0, 3)).toEqual(["id", "event", "webhookId"]);
  });

  test("what the plugin for WooCommerce is given is where things are", () => {
    const lines = [...blocks, ...blocksOfReadme(stage.program.url)].filter(({ language }) => language === "php");
    const defined = lines.flatMap(({ code }) => [...code.matchAll(/^define\('(MIXPAY_\w+)', '([^']+)'\);$/gm)]);
    const expected = { MIXPAY_API_URL: "/v1", MIXPAY_PAY_LINK: "/pay", MIXPAY_CODE_LINK: "/code" };
    for (const [, name, value] of defined) {
      expect(value).toBe(stage.program.url + expected[name as keyof typeof expected]);
    }
    expect(defined).toHaveLength(5);
  });

  describe.skipIf(!chromiumIsHere())("on a page of a shop", () => {
    let browser: Browser;
    const closing: (() => Promise<void>)[] = [];
    beforeAll(async () => {
      browser = await launchChromium();
    });
    afterAll(async () => {
      await browser.close();
      for (const close of closing) await close();
    });

    /** What is copied, but for who is paid, on a page of another origin; and what that page says on its console. */
    async function copied(html: string): Promise<{ page: Page; said: string[] }> {
      const shop = await stage.somebody("Shop");
      const code = html.replaceAll(/(?<=payee-?id[=:]\s*"?)[0-9a-f-]{36}/gi, shop.userId);
      expect(code).not.toBe(html);
      const served = await startShopPage(code, "default-src * 'unsafe-inline'");
      closing.push(() => served.close());
      const page = await browser.newPage();
      const said: string[] = [];
      page.on("console", (message) => said.push(message.text()));
      await page.goto(served.url);
      return { page, said };
    }

    const ofPage = (text: string): string =>
      blockWith(
        blocks.filter(({ language }) => language === "html"),
        text,
      ).code;
    const isShown = (page: Page): Promise<void> =>
      page.frameLocator("dialog iframe").getByText("10.50 USD").first().waitFor();

    test("the button opens the payment, and leads to it where there is no script", async () => {
      const { page } = await copied(ofPage("<mixtill-button"));
      await page.getByRole("button", { name: "Pay 10.50 USD" }).click();
      await isShown(page);
      const link = new URL(plain(/(?<=<a href=")[^"]+/.exec(ofPage("<mixtill-button"))![0]));
      link.searchParams.set("payeeId", (await stage.somebody("Shop")).userId);
      const answer = await fetch(link);
      expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining("10.50")]);
    });

    test("the script says why there was no payment", async () => {
      const { page, said } = await copied(ofPage("mixpay.pay({"));
      await page.getByRole("button", { name: "Pay 10.50 USD" }).click();
      await isShown(page);
      await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
      await until("the reason", () => said.some((line) => line.startsWith("closed ")));
    });

    test("the frame tells where the payment stands", async () => {
      const { page, said } = await copied(ofPage("<iframe"));
      await page.frameLocator("iframe").getByRole("button", { name: "Continue" }).click();
      await until("the message", () => said.some((line) => /^[0-9a-f-]{36} unpaid$/.test(line)));
    });
  });
});
