import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { orders, payees, quotes } from "../../src/db/schema.js";
import { pauseCode, deleteCode } from "../../src/shop/codes.js";
import type { Merchant } from "../../src/shop/merchants.js";
import type { WebOptions } from "../../src/web/app.js";
import { eachEngine, empty } from "../support/databases.js";
import { addCode, addRefund, markPaid, openShop, submit, THORB, webForTests } from "../support/pay-pages.js";
import { BTC, ratesForTests, USDT_ETHEREUM, USDT_TRON, XIN } from "../support/rates.js";

const NOBODY = "3d4a1f0e-6a53-4c1e-9c41-0d6ff0b6a111";

eachEngine("the pay pages", (open) => {
  let database: Database;
  let merchant: Merchant;
  let now: Date;
  let web: ReturnType<typeof webForTests>;
  const logged: unknown[] = [];

  function start(change: Partial<WebOptions> = {}): void {
    web?.close();
    web = webForTests(database, {
      clock: () => now,
      log: (level, text, fields) => logged.push([level, text, fields]),
      ...change,
    });
  }

  beforeEach(async () => {
    database ??= await open();
    await empty(database);
    logged.length = 0;
    now = new Date("2026-11-22T10:02:00Z");
    merchant = await openShop(database);
    start();
  });
  afterEach(() => web.close());

  const get = (path: string, headers: Record<string, string> = {}) => web.app.request(path, { headers });
  const page = async (path: string, headers: Record<string, string> = {}) => (await get(path, headers)).text();
  const text = (html: string) =>
    html
      .replace(/<(script|style|head)\b.*?<\/\1>/gs, "")
      .replace(/<[^>]*>/g, " ")
      .replace(/\s+/g, " ");
  const count = async () => (await database.db.select({ n: sql<number>`count(*)::int` }).from(orders))[0]!.n;

  async function begin(fields: Record<string, string> = {}, path = "/thorb/donate"): Promise<string> {
    const answer = await submit(web.app, path, { asset: USDT_TRON, ...fields });
    expect(answer.status).toBe(303);
    return answer.headers.get("location")!;
  }

  describe("of a code", () => {
    it("show shop, Mixin ID, title, price, and each way to pay with its amount and rate", async () => {
      await addCode(database, merchant);
      const answer = await get("/thorb/donate");
      expect(answer.status).toBe(200);
      const words = text(await answer.text());
      for (const said of ["Thorb", "Mixin ID 7000103970", "Donate", "20 AED", "USDT", "TRON", "Ethereum"]) {
        expect(words).toContain(said);
      }
      expect(words).toMatch(/5\.44588156 USDT\b.*1 USDT = 3\.6725 AED/);
      expect(words).toContain("10:02 UTC");
      expect(await count()).toBe(0);
    });

    it("are found in any case, and open no order by being looked at", async () => {
      await addCode(database, merchant);
      for (const path of ["/thorb/donate", "/Thorb/DONATE", "/thorb/donate?amount=5&asset=x"]) {
        expect((await get(path)).status).toBe(200);
      }
      expect((await web.app.request("/thorb/donate", { method: "HEAD" })).status).toBe(200);
      expect(await count()).toBe(0);
    });

    it("offer only what can be settled", async () => {
      await addCode(database, merchant, { title: "BTC only", settlementAsset: BTC });
      const html = await page("/thorb/btc-only");
      expect([...html.matchAll(/name="asset" value="([^"]+)"/g)].map((m) => m[1])).toEqual([BTC]);
      const answer = await submit(web.app, "/thorb/btc-only", { asset: USDT_TRON });
      expect(answer.status).toBe(422);
      expect(await count()).toBe(0);
    });

    it("open an order with a quote and lead to it", async () => {
      await addCode(database, merchant);
      const location = await begin({ lang: "de" });
      expect(location).toMatch(/^\/code\/[0-9a-f-]{36}\?lang=de$/);
      const [order] = await database.db.select().from(orders);
      expect(order).toMatchObject({
        title: "Donate",
        quoteAsset: "aed",
        quoteAmount: "20.00000000",
        state: "open",
        language: "de",
      });
      const [quote] = await database.db.select().from(quotes);
      expect(quote).toMatchObject({ orderId: order!.id, paymentAsset: USDT_TRON, paymentAmount: "5.44588156" });
    });

    it("sent twice by an impatient finger open one order; gone back to after paying, another", async () => {
      await addCode(database, merchant);
      const visit = /name="visit" value="([^"]+)"/.exec(await page("/thorb/donate"))![1]!;
      const first = await begin({ visit });
      expect(await begin({ visit })).toBe(first);
      expect(await count()).toBe(1);
      await markPaid(database, first.slice(6), now);
      expect(await begin({ visit })).not.toBe(first);
      expect(await count()).toBe(2);
    });

    it("open an order of their own where a program has taken its id, for itself", async () => {
      const code = await addCode(database, merchant);
      const visit = /name="visit" value="([^"]+)"/.exec(await page("/thorb/donate"))![1]!;
      const taken = (await begin({ visit })).slice(6);
      const thief = randomUUID();
      await database.db.insert(payees).values({ id: thief, kind: "individual", members: [thief], threshold: 1 });
      await database.db.update(orders).set({ source: "api", codeId: null, payeeId: thief, merchantId: thief });
      const opened = (await begin({ visit })).slice(6);
      expect(opened).not.toBe(taken);
      const [order] = await database.db.select().from(orders).where(eq(orders.id, opened));
      expect(order).toMatchObject({ source: "code", codeId: code.id, payeeId: merchant.id });
    });

    it("paused say so and take nothing; deleted are not there", async () => {
      const code = await addCode(database, merchant);
      await pauseCode(database.db, merchant.id, code.id);
      const paused = await get("/thorb/donate");
      expect(paused.status).toBe(200);
      expect(text(await paused.text())).toContain("has paused this payment code");
      expect((await submit(web.app, "/thorb/donate", { asset: USDT_TRON })).status).toBe(409);
      await deleteCode(database.db, merchant.id, code.id);
      expect((await get("/thorb/donate")).status).toBe(404);
      expect((await submit(web.app, "/thorb/donate", { asset: USDT_TRON })).status).toBe(404);
      expect(await count()).toBe(0);
    });

    it("begin at the shop's own address, which tells whose it is and no more", async () => {
      await addCode(database, merchant);
      const answer = await get("/Thorb?lang=en");
      expect(answer.status).toBe(200);
      const html = await answer.text();
      expect(text(html)).toMatch(/Thorb.*Mixin ID \d+.*scan the QR code or open the link/);
      expect(html).not.toContain("donate");
    });

    it("say when there is no price", async () => {
      await addCode(database, merchant);
      start({ market: { rates: ratesForTests(() => new Date("2026-11-22T01:00:00Z")), liquidity: null } });
      const html = text(await page("/thorb/donate"));
      expect(html).toContain("no exchange rate");
      expect(html).toMatch(/The last rate is of .*22 Nov 2026, 01:00 UTC.*\(code 10034\)/);
      expect((await submit(web.app, "/thorb/donate", { asset: USDT_TRON })).status).toBe(422);
      expect(await count()).toBe(0);
    });

    it("keep right-to-left and hostile titles to themselves", async () => {
      await addCode(database, merchant, { title: `<script>alert(1)</script>"'&` });
      await addCode(database, merchant, { title: "قهوة" });
      const hostile = await page("/thorb/script-alert-1-script");
      expect(hostile).toContain("<bdi>&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;</bdi>");
      expect(await page("/thorb/code")).toContain("<bdi>قهوة</bdi>");
    });

    it("have chosen what the price is stated in, else the first", async () => {
      await addCode(database, merchant, { title: "In coins", quoteAsset: USDT_TRON, quoteAmount: "3" });
      await addCode(database, merchant);
      expect(await page("/thorb/in-coins")).toMatch(new RegExp(`value="${USDT_TRON}" checked`));
      expect((await page("/thorb/donate")).match(/name="asset" value="[^"]+"[^>]*/)?.[0]).toContain(" checked");
    });
  });

  describe("of an open amount", () => {
    beforeEach(async () => void (await addCode(database, merchant, { quoteAmount: null })));

    it("ask for it and show rates only", async () => {
      const html = await page("/thorb/donate");
      expect(html).toContain('<label for="amount">Amount in AED</label>');
      expect(text(html)).toContain("1 USDT = 3.6725 AED");
    });

    it.each([
      ["1.234,50", "en", "1234.50000000", "1,234.50 AED"],
      ["１００", "en", "100.00000000", "100 AED"],
      ["1.234", "de", "1234.00000000", "1.234 AED"],
      ["0,5", "zh", "0.50000000", "0.50 AED"],
    ])("understand “%s” (%s) and show what was understood before paying", async (amount, lang, stored, shown) => {
      const location = await begin({ amount, lang });
      expect((await database.db.select().from(orders))[0]!.quoteAmount).toBe(stored);
      expect(text(await page(location))).toContain(shown);
    });

    it("show what cannot be one again, with the reason beside it", async () => {
      const refused: [amount: string, reason: string][] = [
        ["", "write the amount as a number"],
        ["abc", "write the amount as a number"],
        ["-1", "more than zero"],
        ["0", "more than zero"],
        ["1e9", "write the amount as a number"],
        ["0.001", "At most 2 decimal places"],
        ["0.000000001", "At most 2 decimal places"],
        ["99999999999999", "too large"],
        ["9".repeat(80), "too large"],
        ["<b>", "write the amount as a number"],
        ["\u0000", "write the amount as a number"],
      ];
      for (const [amount, reason] of refused) {
        const answer = await submit(web.app, "/thorb/donate", { asset: BTC, amount });
        const html = await answer.text();
        expect([amount, answer.status]).toEqual([amount, 422]);
        expect(html).toMatch(/aria-invalid="true" aria-describedby="amount-error"/);
        expect(/id="amount-error"[^>]*>([^<]*)/.exec(html)![1]).toContain(reason);
        // What was chosen stays chosen.
        expect(html).toMatch(new RegExp(`value="${BTC}" checked`));
      }
      expect(await count()).toBe(0);
    });
  });

  describe("of an order", () => {
    beforeEach(async () => void (await addCode(database, merchant)));

    it("show what to pay, the rate, how long it holds, the QR and the link with trace and memo", async () => {
      const location = await begin();
      const html = await page(location);
      const [quote] = await database.db.select().from(quotes);
      const link = `https://mixin.one/pay/${THORB}?asset=${USDT_TRON}&amount=5.44588156&trace=${quote!.id}&memo=${quote!.orderId}`;
      expect(html).toContain(`href="${link.replaceAll("&", "&amp;")}"`);
      expect(html).toContain(`data-until="${now.getTime() + 60_000}"`);
      expect(html).toMatch(
        /<svg viewBox="0 0 \d+ \d+" role="img" aria-label="QR code for paying 5\.44588156.USDT \(TRON\)/,
      );
      expect(text(html)).toMatch(/5\.44588156 USDT \(TRON\) for 20 AED/);
      expect(html).toMatch(/<noscript><meta http-equiv="refresh" content="\d"/);
    });

    it("put one tap first inside Messenger", async () => {
      const location = await begin();
      expect(await page(location, { "user-agent": "Mozilla/5.0 (iPhone) Mixin/2.1.0" })).toContain("payable in-mixin");
      expect(await page(location)).not.toContain("in-mixin");
    });

    it("offer a new amount when the quote is over, and hold it", async () => {
      const location = await begin();
      now = new Date(now.getTime() + 60_000);
      const html = await page(location);
      expect(text(html)).toContain("This amount has expired");
      expect(html).not.toContain("https://mixin.one/pay");
      const answer = await submit(web.app, `${location}/quote`, { asset: XIN });
      expect([answer.status, answer.headers.get("location")]).toEqual([303, location]);
      expect(text(await page(location))).toContain("0.02722941 XIN");
    });

    it("give a fresh trace when asked to", async () => {
      const location = await begin();
      await submit(web.app, `${location}/quote`, { asset: USDT_TRON });
      expect(await database.db.select().from(quotes)).toHaveLength(1);
      await submit(web.app, `${location}/quote`, { asset: USDT_TRON, fresh: "1" });
      const traces = (await database.db.select().from(quotes).orderBy(quotes.ordinal)).map((quote) => quote.id);
      expect(new Set(traces).size).toBe(2);
      expect(await page(location)).toContain(traces[1]);
    });

    it("turn to paid, and never show a pay link again", async () => {
      const location = await begin();
      await markPaid(database, location.slice(6), now);
      const html = await page(location);
      expect(text(html)).toMatch(/Paid 20 AED paid as 5\.44588156 USDT \(TRON\)/);
      expect(html).toContain('datetime="2026-11-22T10:02:00.000Z"');
      expect(html).not.toMatch(/mixin\.one|http-equiv|data-order=/);
      expect((await submit(web.app, `${location}/quote`, { asset: USDT_TRON })).status).toBe(303);
    });

    it("tell of money that was returned", async () => {
      const location = await begin();
      await addRefund(database, location.slice(6), 40020, "0.5", XIN);
      expect(text(await page(location))).toContain("0.5 XIN goes back to the payer in full. It was not the currency");
      for (const state of ["expired", "cancelled"] as const) {
        await database.db.update(orders).set({ state });
        expect(text(await page(location))).toContain(state === "expired" ? "has expired" : "was cancelled");
      }
    });

    it("offer a fresh link, and not the old one, when money that does not fit has used its trace", async () => {
      const location = await begin();
      const [burnt] = await database.db.select().from(quotes);
      await addRefund(database, location.slice(6), 40024, "0.00000001", USDT_TRON, burnt!.id.toUpperCase());
      const html = await page(location);
      expect(text(html)).toContain("This payment link has been used");
      expect(html).not.toContain(`trace=${burnt!.id}`);
      expect(html).toContain('name="fresh" value="1"');
      await submit(web.app, `${location}/quote`, { asset: USDT_TRON, fresh: "1" });
      const [, fresh] = await database.db.select().from(quotes).orderBy(quotes.ordinal);
      expect(await page(location)).toContain(`trace=${fresh!.id}`);
    });

    it("ask not to pay any more between the deadline and its end", async () => {
      const location = await begin();
      await database.db.update(orders).set({ deadline: now });
      const html = await page(location);
      expect(text(html)).toContain("do not pay any more");
      expect(html).not.toContain("mixin.one");
      expect((await submit(web.app, `${location}/quote`, { asset: USDT_TRON })).status).toBe(303);
    });

    it("are reloaded on the form's own address", async () => {
      const location = await begin();
      const answer = await get(`${location}/quote?lang=zh`);
      expect([answer.status, answer.headers.get("location")]).toEqual([303, `${location}?lang=zh`]);
    });
  });

  describe("that live", () => {
    async function events(path: string) {
      const answer = await get(path);
      expect(answer.headers.get("content-type")).toContain("text/event-stream");
      const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
      return {
        next: async (): Promise<string | null> => {
          for (let seen = ""; ;) {
            const { value, done } = await reader.read();
            if (done) return null;
            seen += value;
            const data = /data: (.*)\n/.exec(seen);
            if (data) return data[1]!;
          }
        },
        leave: () => reader.cancel(),
      };
    }

    beforeEach(async () => void (await addCode(database, merchant)));

    it("hear of a new quote, a refund and the payment at once", async () => {
      const location = await begin();
      const shown = /data-version="([^"]+)"/.exec(await page(location))![1];
      const stream = await events(`${location}/events`);
      expect(await stream.next()).toBe(shown);
      await addRefund(database, location.slice(6), 40020, "0.5", XIN);
      expect(await stream.next()).toBe("open.none.1.0.1.0.0");
      await markPaid(database, location.slice(6), now);
      expect(await stream.next()).toBe("paid.none.1.0.1.0.0");
      expect(await page(location)).toContain('data-version="paid.none.1.0.1.0.0"');
      await stream.leave();
    });

    it("end when the program stops, and open no new ones", async () => {
      const location = await begin();
      const stream = await events(`${location}/events`);
      await stream.next();
      web.close();
      expect(await stream.next()).toBeNull();
      expect((await get(`${location}/events`)).status).toBe(503);
    });

    it("of unknown orders are not there", async () => {
      expect((await get(`/code/${NOBODY}/events`)).status).toBe(404);
      expect((await get("/code/x/events")).status).toBe(404);
    });
  });

  describe("and languages", () => {
    it("come in what the browser wants, or what was chosen", async () => {
      await addCode(database, merchant);
      const wishes: [wish: string, query: string, lang: string, words: string][] = [
        ["de-AT,de;q=0.9,en;q=0.5", "", "de", "Bezahlen mit"],
        ["zh-TW", "", "zh", "付款币种"],
        ["fr-FR,zh;q=0.4", "", "zh", "付款币种"],
        ["fr", "", "en", "Pay with"],
        ["de", "?lang=zh", "zh", "付款币种"],
        ["de", "?lang=xx", "de", "Bezahlen mit"],
      ];
      for (const [wish, query, lang, words] of wishes) {
        const html = await page(`/thorb/donate${query}`, { "accept-language": wish });
        expect(html).toContain(`<html lang="${lang}" dir="ltr" `);
        expect(html).toContain(words);
      }
    });

    it("numbers are written as the language does, and a chosen language goes on", async () => {
      await addCode(database, merchant, { title: "Big", quoteAmount: "12345.5" });
      const html = await page("/thorb/big?lang=de");
      expect(text(html)).toContain("12.345,50 AED");
      expect(html).toContain('action="/thorb/big?lang=de"');
      const answer = await submit(web.app, "/thorb/big?lang=de", { asset: USDT_ETHEREUM });
      expect(answer.headers.get("location")).toMatch(/\?lang=de$/);
    });
  });

  describe("and bad input", () => {
    const PATHS = [
      "/nobody/nothing",
      "/thorb/nothing",
      "/nobody",
      "/thorb/donate/more",
      "/th\u00f6rb/donate",
      "/thorb/%00",
      "/%ff/%fe",
      "/thorb/%E0%A4%A",
      "/thorb/..%2f..%2fetc%2fpasswd",
      "/thorb/donate'%20or%201=1--",
      `/${"a".repeat(10_000)}/${"b".repeat(10_000)}`,
      "/code",
      "/code/",
      "/code/x",
      "/code/%00",
      `/code/${NOBODY}`,
      `/code/${NOBODY}/quote`,
      `/code/${NOBODY}0`,
      `/code/${"9".repeat(36)}`,
      "/assets/style.css",
      "/assets/../package.json",
      "/.env",
      "/wp-login.php",
    ];

    it("in addresses is answered by a page that says what to do", async () => {
      await addCode(database, merchant);
      const methods = ["GET", "POST", "PUT", "DELETE"];
      for (const [path, method] of PATHS.flatMap((path) => methods.map((method) => [path, method] as const))) {
        const body =
          method === "GET" ? {} : { body: "asset=x", headers: { "content-type": "application/x-www-form-urlencoded" } };
        const answer = await web.app.request(path, { method, ...body });
        // A slash too much leads to the address without it.
        if (answer.status === 301) continue;
        expect([path, method, answer.status]).toEqual([path, method, 404]);
        const html = await answer.text();
        expect(html).toContain("There is nothing here");
        expect(html).not.toMatch(/Error|at .*\.ts/);
      }
      expect(logged).toEqual([]);
    });

    it("in bodies is no order", async () => {
      await addCode(database, merchant);
      const location = await begin();
      const bodies: [type: string, body: string][] = [
        ["application/json", '{"asset":'],
        ["multipart/form-data", "no boundary"],
        ["multipart/form-data; boundary=x", "--x\r\nrubbish"],
        ["text/plain", "asset=1"],
        ["", "\u0000\ufffd"],
        ["application/x-www-form-urlencoded", "%%%=%ff&asset=%00&visit=%00&lang=%00"],
        ["application/x-www-form-urlencoded", "&".repeat(16_000)],
      ];
      for (const [type, body] of bodies) {
        for (const path of ["/thorb/donate", `${location}/quote`]) {
          const headers: Record<string, string> = type ? { "content-type": type } : {};
          const answer = await web.app.request(path, { method: "POST", headers, body });
          expect([type, path, answer.status]).toEqual([type, path, 422]);
        }
      }
      expect(await count()).toBe(1);
      expect(logged).toEqual([]);
    });

    it("forged assets open nothing", async () => {
      await addCode(database, merchant);
      const location = await begin();
      for (const asset of [NOBODY, "c6d0c728", "' or 1=1", USDT_TRON.toUpperCase() + "x"]) {
        expect((await submit(web.app, "/thorb/donate", { asset })).status).toBe(422);
        expect((await submit(web.app, `${location}/quote`, { asset })).status).toBe(422);
      }
      expect(await count()).toBe(1);
    });

    it("a body larger than any form is refused", async () => {
      await addCode(database, merchant);
      const answer = await submit(web.app, "/thorb/donate", { asset: "x".repeat(70_000) });
      expect(answer.status).toBe(413);
      expect(await answer.text()).toContain("could not be read");
    });

    it("a flood from one address is slowed down, and only that one", async () => {
      await addCode(database, merchant);
      start({ orderLimit: { burst: 2, perSecond: 1 }, isProxy: () => true });
      const from = (address: string) =>
        submit(web.app, "/thorb/donate", { asset: BTC }, { "x-forwarded-for": address });
      expect([(await from("198.51.100.1")).status, (await from("198.51.100.1")).status]).toEqual([303, 303]);
      const slowed = await from("198.51.100.1");
      expect([slowed.status, slowed.headers.get("retry-after")]).toEqual([429, "1"]);
      expect(await slowed.text()).toContain("A little too fast");
      expect((await from("198.51.100.2")).status).toBe(303);
      expect(await count()).toBe(3);
    });

    it("what fails on our side is logged and shown without its insides", async () => {
      await addCode(database, merchant);
      start({
        market: {
          rates: {
            ...ratesForTests(),
            assets: () => {
              throw new Error("secret inside");
            },
          },
          liquidity: null,
        },
      });
      const answer = await get("/thorb/donate");
      expect(answer.status).toBe(500);
      expect(await answer.text()).not.toContain("secret");
      expect(logged).toHaveLength(1);
    });
  });

  describe("and their surroundings", () => {
    it("run nothing but our own files", async () => {
      await addCode(database, merchant);
      const answer = await get("/thorb/donate");
      expect(answer.headers.get("content-security-policy")).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; frame-ancestors 'none'",
      );
      expect(answer.headers.get("x-frame-options")).toBe("DENY");
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      expect(answer.headers.get("strict-transport-security")).toContain("max-age");
      expect(answer.headers.get("cache-control")).toBe("no-store");
      const html = await answer.text();
      expect(html).not.toMatch(/\son\w+=|\sstyle=|<style|javascript:/i);
      expect(html.match(/<script[^>]*>/g)).toEqual([expect.stringMatching(/src="\/assets\/page\.[\w-]{12}\.js"/)]);
    });

    it("let only the named origins frame them", async () => {
      start({ frameAncestors: ["http://127.0.0.1:8081"] });
      const answer = await get("/");
      expect(answer.headers.get("content-security-policy")).toContain("frame-ancestors http://127.0.0.1:8081");
      expect(answer.headers.get("x-frame-options")).toBeNull();
    });

    it("have files that browsers may keep for ever", async () => {
      const html = await page("/");
      for (const path of html.match(/\/assets\/[^"]+/g)!) {
        const answer = await get(path);
        expect([path, answer.status]).toEqual([path, 200]);
        expect(answer.headers.get("cache-control")).toContain("immutable");
      }
    });

    it("tell what this is at the root, and how it is to those who run it", async () => {
      expect(text(await page("/"))).toContain("Payments in Mixin Messenger");
      expect(await page("/healthz")).toBe("ok");
      expect(await (await get("/readyz")).json()).toEqual({ ready: true, checks: [{ name: "database", ok: true }] });
      expect(await page("/metrics")).toBe("up 1\n");
      start({
        health: { live: () => false, ready: () => Promise.resolve([{ name: "blaze", ok: false, note: "offline" }]) },
      });
      expect((await get("/healthz")).status).toBe(503);
      expect((await get("/readyz")).status).toBe(503);
    });
  });
});
