import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Database, inTransaction } from "../../src/db/database.js";
import { cancelOrder, expireOrders } from "../../src/payments/orders.js";
import type { Market } from "../../src/payments/ports.js";
import type { AskedOrder } from "../../src/shop/api-orders.js";
import type { ApiPayee } from "../../src/shop/api-payees.js";
import { programOver } from "../support/api-asked.js";
import { eachEngine, empty } from "../support/databases.js";
import { deskMarket, openShop, submit, webForTests } from "../support/pay-pages.js";
import { createPaperNetwork, type PaperNetwork } from "../support/paper-network.js";
import { payInto } from "../support/payments.js";
import { BTC, USDT_ETHEREUM, USDT_TRON } from "../support/rates.js";

const BOT = randomUUID();
const shopLinks = { returnTo: "https://shop.example/done?order=7", failedReturnTo: "https://shop.example/failed" };

eachEngine("pages of orders that programs asked for", (open) => {
  let database: Database;
  let market: Market;
  let web: ReturnType<typeof webForTests>;
  let shop: ApiPayee;
  let network: PaperNetwork;
  const { asks, known, stranger } = programOver(() => database);

  beforeEach(async () => {
    database ??= await open();
    await empty(database);
    network = createPaperNetwork(BOT);
    shop = await known((await openShop(database)).id);
    ({ market } = await deskMarket(database, { [USDT_TRON]: "100" }));
    web = webForTests(database, { market });
  });
  afterEach(() => web.close());

  const asked = async (given: Partial<AskedOrder> = {}, payee = shop) => (await asks(payee, given)).order.id;
  const page = async (id: string, language = "en"): Promise<string> =>
    (await web.app.request(`/code/${id}`, { headers: { "accept-language": language } })).text();
  const text = (html: string): string =>
    html
      .replace(/<(script|style|head)\b.*?<\/\1>/gs, "")
      .replace(/<[^>]*>/g, " ")
      .replace(/[\u2068\u2069]/g, "")
      .replace(/\s+/g, " ");
  const ways = (html: string) => [...html.matchAll(/type="radio" name="asset" value="([^"]+)"/g)].map((m) => m[1]);
  /** Links out of here: where to, and what they say of where they come from. */
  const out = (html: string) =>
    [...html.matchAll(/<a [^>]*href="(?:https?:\/\/shop|javascript|data)[^>]*>/g)].map(String);
  const pay = (id: string) => payInto(database, network, BOT).pay(market, randomUUID(), id, USDT_TRON);

  it("say what it is, whom it pays, and until when", async () => {
    const deadline = new Date(Date.now() + 3_600_000);
    const id = await asked({ remark: "Two mugs", quoteAsset: "aed", quoteAmount: "20", deadline });
    const shown = text(await page(id));
    expect(shown).toMatch(/Thorb.*Mixin ID.*7000103970.*Two mugs.*20 AED/);
    expect(shown).toMatch(/To be paid by.*left/);
    expect(shown).not.toContain("invoice");
    const always = text(await page(await asked({ quoteAsset: "aed", quoteAmount: "20" }, await stranger())));
    expect(always).toContain("Mila (7000104220)");
    expect(always).not.toContain("To be paid by");
  });

  it("offer every way to pay it, or the one that is accepted; others are refused", async () => {
    const price = { quoteAsset: "usd", quoteAmount: "20" };
    expect(ways(await page(await asked(price))).length).toBeGreaterThan(2);
    const id = await asked({ ...price, acceptedAsset: BTC, settlementAsset: USDT_TRON });
    expect(ways(await page(id))).toEqual([BTC]);
    expect((await submit(web.app, `/code/${id}/quote`, { asset: USDT_ETHEREUM })).status).toBe(422);
    expect((await submit(web.app, `/code/${id}/quote`, { asset: BTC })).status).toBe(303);
  });

  it("lead back to the shop once it is paid, and where it wants when it is not any more", async () => {
    const paid = await asked(shopLinks);
    expect(out(await page(paid))).toEqual([]);
    await pay(paid);
    const [link, ...others] = out(await page(paid));
    expect(link).toContain('href="https://shop.example/done?order=7"');
    expect(link).toContain('rel="noreferrer"');
    expect(others).toEqual([]);
    expect(text(await page(paid, "de"))).toContain("Zurück zum Shop");
    const expired = await asked({ ...shopLinks, deadline: new Date(Date.now() - 60_000) });
    expect(out(await page(expired))).toEqual([]);
    await expireOrders(database.db, new Date());
    expect(out(await page(expired)).join()).toContain('href="https://shop.example/failed"');
    const cancelled = await asked({ returnTo: shopLinks.returnTo });
    await inTransaction(database.db, (tx) => cancelOrder(tx, { orderId: cancelled, now: new Date() }));
    expect(out(await page(cancelled)).join()).toContain('href="https://shop.example/done?order=7"');
    const without = await asked();
    await pay(without);
    expect(text(await page(without))).not.toContain("Back to the shop");
  });

  it.each([
    "javascript:alert(1)",
    "data:text/html,x",
    "//shop.example",
    "shop.example",
    'https://shop.example/"onclick="x',
  ])("do not lead to %s as it is written", async (returnTo) => {
    const id = await asked({ returnTo });
    await pay(id);
    const html = await page(id);
    expect(html).not.toContain(`href="${returnTo}`);
    expect(html).not.toContain('"onclick');
    if (!returnTo.startsWith("https:")) expect(html).not.toContain("Back to the shop");
  });

  it("of one that was replaced lead to the one in its place", async () => {
    const first = await asked({ orderNumber: "n-1" });
    const second = await asked({ orderNumber: "n-1", quoteAmount: "11" });
    const third = await asked({ orderNumber: "n-1", quoteAmount: "12" });
    const html = await page(first);
    expect(text(html)).toContain("This payment was cancelled");
    expect(html).toMatch(new RegExp(`href="/code/${third}[^"]*"`));
    expect(html).not.toContain(second);
  });
});
