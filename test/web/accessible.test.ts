import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { receiptMails, refunds } from "../../src/db/schema.js";
import { isMailAddress } from "../../src/mail/server.js";
import { apiOptions } from "../../src/main/api.js";
import { claimOptions } from "../../src/main/claims.js";
import type { Mixin } from "../../src/mixin/client.js";
import { cancelOrder, type NewOrder, openOrder } from "../../src/payments/orders.js";
import type { Market } from "../../src/payments/ports.js";
import { pauseCode } from "../../src/shop/codes.js";
import { inTransaction } from "../../src/db/database.js";
import { ALL, findingsOf } from "../support/axe.js";
import { chromiumIsHere } from "../support/chromium.js";
import { quiet } from "../support/databases.js";
import { openStage, type Stage } from "../support/mixin-stage.js";
import { createPaperNetwork } from "../support/paper-network.js";
import { payBrowser } from "../support/pay-browser.js";
import { addCode, addRefund, deskMarket, THORB } from "../support/pay-pages.js";
import { payInto } from "../support/payments.js";
import { BTC, ETH, USDT_TRON } from "../support/rates.js";
import { CLAIM_KEY, claimPath, paidRemittance } from "../support/remittances.js";

const BOT = randomUUID();
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 800 };
const WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth";

const link = (change: Record<string, string> = {}): string =>
  `/pay?${new URLSearchParams({ payeeId: THORB, quoteAmount: "20", quoteAssetId: "aed", ...change }).toString()}`;

describe.skipIf(!chromiumIsHere())("everybody can use", { timeout: 300_000 }, () => {
  let mixin: Mixin;
  let network: Stage;
  let market: Market;
  const paper = createPaperNetwork(BOT);
  beforeAll(async () => {
    network = await openStage();
    mixin = network.client();
  });
  afterAll(() => network.close());

  const stage = payBrowser(async (database) => {
    ({ market } = await deskMarket(database, { [BTC]: "1" }));
    return {
      market,
      mail: { isAddress: isMailAddress },
      api: apiOptions({ users: mixin.users, log: quiet }, { publicUrl: "http://127.0.0.1", botId: mixin.botId }),
      claims: claimOptions(
        mixin,
        { payUrl: `${network.sandbox.url}/pay` },
        { key: CLAIM_KEY, bot: { name: "Mixtill", number: network.bot.identity_number } },
      ),
    };
  });

  /** The page as it stands: on a phone and a desktop, in the light and in the dark. */
  async function looks(page: Page, name: string, allowed: string[] = []): Promise<void> {
    await page.waitForLoadState();
    for (const [device, viewport] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
      await page.setViewportSize(viewport);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        const findings = (await findingsOf(page, ALL)).filter(({ rule }) => !allowed.includes(rule));
        expect.soft(findings, `${name}, ${device}, ${colorScheme}`).toEqual([]);
      }
      expect.soft(await page.evaluate(WIDER), `${name} is wider than the ${device}`).toBe(false);
      if (device === "phone") await stage.shot(page, `all-${name}`);
    }
  }

  /**
   * Opens each of these pages, with its script and without; a refused form is the browser's complaint, too. `shows`: what
   * is there from the first look to the last.
   */
  async function visit(pages: Record<string, string>, shows = "body"): Promise<void> {
    const page = await stage.open("/", { reducedMotion: "reduce" });
    const plain = await stage.open("/", { javaScriptEnabled: false, viewport: PHONE, reducedMotion: "reduce" });
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(stage.origin() + path);
      await looks(page, name);
      expect(await page.locator(shows).isVisible(), name).toBe(true);
      await plain.goto(stage.origin() + path);
      // What loads itself again does so for those alone who have no script.
      const findings = (await findingsOf(plain, ALL)).filter(({ rule }) => rule !== "meta-refresh");
      expect.soft(findings, `${name}, without script`).toEqual([]);
      expect(await plain.locator(shows).isVisible(), name).toBe(true);
    }
    await Promise.all([page, plain].map((one) => one.context().close()));
    stage.complaints = stage.complaints.filter((text) => !/\b(404|409|410|422)\b/.test(text));
  }

  async function opened(given: Partial<NewOrder> = {}): Promise<string> {
    const { id: merchantId, payeeId } = stage.merchant;
    const price = { quoteAsset: "aed", quoteAmount: "20", settlementAsset: null, title: "Tea for two", codeId: null };
    return (await openOrder(stage.database.db, { id: randomUUID(), merchantId, payeeId, ...price, ...given })).id;
  }
  const till = () => payInto(stage.database, paper, BOT);
  const quoted = async (id: string, assetId = USDT_TRON) => till().quote(market, id, assetId);
  /** Money for an order, by its newest quote: all that it asks for, or otherwise. */
  async function arrives(id: string, amount?: string): Promise<void> {
    const quote = await quoted(id);
    const from = { senders: [randomUUID()], requestId: quote.id, memo: id };
    const output = paper.receive({ ...from, assetId: USDT_TRON, amount: amount ?? quote.paymentAmount });
    await till().record(market, output);
  }

  it("what shops show: codes, and what is no payment", async () => {
    await addCode(stage.database, stage.merchant);
    await addCode(stage.database, stage.merchant, { title: "Tip jar", quoteAmount: null, settlementAsset: BTC });
    const paused = await addCode(stage.database, stage.merchant, { title: "Paused" });
    await inTransaction(stage.database.db, (tx) => pauseCode(tx, stage.merchant.id, paused.id));
    await visit({
      front: "/",
      shop: "/thorb",
      "not-found": "/nothing/here",
      code: "/thorb/donate",
      "code-open": "/thorb/tip-jar?lang=de",
      "code-arabic": "/thorb/tip-jar?lang=ar",
      "code-paused": "/thorb/paused",
    });
    const page = await stage.open("/thorb/tip-jar", { reducedMotion: "reduce" });
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("alert").waitFor();
    await looks(page, "code-error");
    stage.complaints = stage.complaints.filter((text) => !text.includes("422"));
  });

  it("an order, from the choice of a currency to its end", async () => {
    const unquoted = await opened({ source: "invoice", deadline: new Date(Date.now() + 3_600_000) });
    const part = await opened({ deadline: new Date(Date.now() + 3_600_000) });
    await arrives(part, "2");
    const used = await opened();
    await addRefund(stage.database, used, 40020, "1", ETH, (await quoted(used)).id);
    const paid = await opened();
    await arrives(paid, "9");
    const cancelled = await opened();
    await inTransaction(stage.database.db, (tx) => cancelOrder(tx, { orderId: cancelled, now: new Date() }));
    await visit({
      unquoted: `/code/${unquoted}`,
      part: `/code/${part}`,
      used: `/code/${used}`,
      paid: `/code/${paid}`,
      "paid-german": `/code/${paid}?lang=de`,
      cancelled: `/code/${cancelled}`,
      transfer: `/code/${await opened({ source: "transfer", quoteAsset: USDT_TRON })}`,
    });
  });

  it("an order that asks for an amount, which is there for a minute", async () => {
    for (const [name, query] of Object.entries({
      live: "",
      "live-arabic": "?lang=ar",
      "live-framed": "?style=iframe",
    })) {
      const live = await opened();
      await quoted(live);
      await visit({ [name]: `/code/${live}${query}` }, "#pay");
    }
    const rest = await opened();
    await arrives(rest, "2");
    const asks = await stage.open(`/code/${rest}`);
    await asks.getByRole("button", { name: "Show the rest" }).click();
    await asks.locator("#pay").waitFor();
    await visit({ rest: `/code/${rest}` }, "#pay");
  });

  it("an order whose time is over", async () => {
    const late = await opened({ deadline: new Date(Date.now() + 3_600_000), graceSeconds: 7_200 });
    const ending = await opened({ deadline: new Date(Date.now() + 3_600_000) });
    const stale = await opened();
    await quoted(stale);
    stage.ahead = 61_000;
    await visit({ stale: `/code/${stale}` });
    const { id, paymentAmount: amount } = await quoted(late);
    stage.ahead = 3_700_000;
    const createdAt = new Date(Date.now() + stage.ahead).toISOString();
    const from = { senders: [randomUUID()], requestId: id, memo: late, createdAt };
    await till().record(market, paper.receive({ ...from, assetId: USDT_TRON, amount }));
    await visit({ late: `/code/${late}`, ending: `/code/${ending}`, "no-rates": `/code/${stale}` });
  });

  it("a receipt, and the form that mails it", async () => {
    const { db } = stage.database;
    const paid = await opened({ tipAmount: "3", source: "invoice" });
    await arrives(paid, "9");
    await db.insert(receiptMails).values([
      { id: randomUUID(), orderId: paid, recipient: "ada@example.com", language: "en", state: "sent" },
      { id: randomUUID(), orderId: paid, recipient: "ben@example.org", language: "en", state: "refused" },
    ]);
    const people = { merchantId: THORB, payerId: BOT, createdBy: THORB };
    const back = {
      quoteAmount: "5",
      rate: "then" as const,
      assetId: USDT_TRON,
      amount: "1.36",
      source: "link" as const,
    };
    const done = { state: "done" as const, doneAt: new Date() };
    await db.insert(refunds).values({ id: randomUUID(), orderId: paid, ...people, ...back, ...done });
    const open = await opened();
    await visit({
      receipt: `/code/${paid}/receipt`,
      "receipt-german": `/code/${paid}/receipt?lang=de`,
      "receipt-arabic": `/code/${paid}/receipt?lang=ar`,
      "receipt-chinese": `/code/${paid}/receipt?lang=zh`,
      "receipt-none": `/code/${open}/receipt`,
    });
    const page = await stage.open(`/code/${paid}/receipt`, { reducedMotion: "reduce" });
    await page.getByText("Send the receipt by e-mail").click();
    await page.getByLabel("E-mail address").fill("nobody");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByRole("alert").waitFor();
    await looks(page, "receipt-error");
    stage.complaints = stage.complaints.filter((text) => !text.includes("422"));
  });

  it("payment links, and what is said where they cannot be paid", async () => {
    const past = String(Math.floor(Date.now() / 1000) + 5);
    await visit({
      pay: link({ remark: "Two coffees" }),
      "pay-open": `/pay?payeeId=${THORB}&quoteAssetId=aed`,
      "pay-wrong": link({ quoteAmount: "0" }),
      "pay-expired": link({ expireSeconds: "", expiredTimestamp: past }),
      docs: "/docs",
    });
  });

  it("claims of money that was sent to them", async () => {
    const remittance = await paidRemittance(stage.database, { note: "Happy birthday, Ada!" });
    await visit({
      claim: claimPath(remittance),
      "claim-currency": `${claimPath(remittance)}?asset=${BTC}`,
      "claim-arabic": `${claimPath(remittance)}?lang=ar`,
      "claim-unknown": "/claim/unknown",
    });
    const page = await stage.open(`${claimPath(remittance)}?asset=${BTC}`, { reducedMotion: "reduce" });
    await page.getByText("An address on Bitcoin").click();
    await page.getByText("Your Mixin ID").click();
    await looks(page, "claim-ways");
    await page.getByLabel("Address on Bitcoin").fill("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq");
    await page.getByLabel("Address on Bitcoin").press("Enter");
    await page.getByText("Network fee").waitFor();
    await looks(page, "claim-confirm");
    await page.getByRole("button", { name: "Take the money" }).click();
    await page.getByRole("heading", { name: "On its way" }).waitFor();
    await looks(page, "claim-done");
    const another = await stage.open(claimPath(await paidRemittance(stage.database)), { reducedMotion: "reduce" });
    await another.getByText("Your Mixin ID").click();
    await another.getByLabel("Mixin ID", { exact: true }).fill("2815162");
    await another.getByRole("button", { name: "Ask me there" }).click();
    await another.getByRole("heading", { name: "Now look into Mixin Messenger" }).waitFor();
    await looks(another, "claim-asked");
    stage.complaints = stage.complaints.filter((text) => !text.includes("404"));
  });

  it("the sandbox's messenger", async () => {
    const page = await stage.open(`${network.sandbox.url}/messenger`, { reducedMotion: "reduce", viewport: DESKTOP });
    await page.getByRole("region", { name: "Ada's phone" }).waitFor();
    // Each of its phones has landmarks of the same names.
    await looks(page, "messenger", ["landmark-unique"]);
  });

  it("nothing that is broken: it would be found", async () => {
    const page = await stage.open(link(), { reducedMotion: "reduce" });
    expect(await findingsOf(page)).toEqual([]);
    await page.evaluate(`
      document.querySelector("button").textContent = "";
      document.querySelector("h1").style.color = "#cccccc";
      document.querySelector("h1").style.background = "#ffffff";
    `);
    const found = (await findingsOf(page)).map(({ rule }) => rule).sort();
    expect(found).toEqual(["button-name", "color-contrast"]);
    const plain = await stage.open(link(), { javaScriptEnabled: false });
    await plain.evaluate(`document.documentElement.removeAttribute("lang")`);
    expect((await findingsOf(plain)).map(({ rule }) => rule)).toEqual(["html-has-lang"]);
  });
});
