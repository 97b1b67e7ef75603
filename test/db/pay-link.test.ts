import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { inTransaction } from "../../src/db/database.js";
import { orders, quotes } from "../../src/db/schema.js";
import { DIRECTIONS, LANGUAGES } from "../../src/i18n/index.js";
import { moveOrder } from "../../src/payments/state.js";
import { programOver } from "../support/api-asked.js";
import { eachEngine } from "../support/databases.js";
import { link, LinkStage, wordsOf } from "../support/pay-link.js";
import { markPaid, THORB } from "../support/pay-pages.js";
import { BTC, USDT_ETHEREUM, USDT_TRON, XIN } from "../support/rates.js";

const SHOP = "https://shop.example.com";
const LANGUAGE_LINK = /<a href="(\/pay\?[^"]*lang=de)"/;

eachEngine("payment links", (open) => {
  const stage = new LinkStage(open);
  const { asks, known } = programOver(() => stage.database);
  const end = (id: string) => inTransaction(stage.database.db, (tx) => moveOrder(tx, id, "open", "expired", {}));

  describe("looked at", () => {
    it("show who is paid, how much, what for, and the ways to pay, and change nothing", async () => {
      const before = await stage.rows();
      const seen = await stage.look(link({ remark: "Two <coffees>", orderId: "shop-1001" }));
      expect(seen.status).toBe(200);
      for (const said of ["Thorb", "Mixin ID 7000103970", "Two &lt;coffees&gt;", "20 AED", "5.44588156 USDT", "TRON"]) {
        expect(seen.words).toContain(said);
      }
      expect((await stage.look(link(), { method: "HEAD" })).status).toBe(200);
      expect(await stage.rows()).toEqual(before);
    });

    it("know a Mixin user nobody has named before, without writing them down", async () => {
      const before = await stage.rows();
      const seen = await stage.look(link({ payeeId: stage.network.ada.user_id.replaceAll("-", "").toUpperCase() }));
      expect(seen.words).toContain(`Ada Mixin ID ${stage.network.ada.identity_number}`);
      expect(await stage.rows()).toEqual(before);
      const id = await stage.opened(link({ payeeId: stage.network.ada.user_id }));
      expect(await stage.orderOf(id)).toMatchObject({
        payeeId: stage.network.ada.user_id,
        merchantId: stage.network.ada.user_id,
      });
    });

    it("are called by the order's number when nothing else is said", async () => {
      expect((await stage.look(link({ orderId: "1001002" }))).html).toContain("<bdi>#1001002</bdi>");
    });

    it("offer no other asset than the one they name", async () => {
      const { html } = await stage.look(link({ paymentAssetId: XIN }));
      expect(html.match(/name="asset" value="[^"]*"/g)).toEqual([`name="asset" value="${XIN}"`]);
      expect((await stage.pay(link({ paymentAssetId: XIN }), { asset: BTC })).status).toBe(422);
      expect(await stage.orderOf(await stage.opened(link({ paymentAssetId: XIN }), { asset: XIN }))).toMatchObject({
        acceptedAsset: XIN,
      });
    });

    it("go on saying all they say in another language", async () => {
      const { html } = await stage.look(link({ orderId: "shop-1001", remark: "Tea & cake", style: "iframe" }));
      const path = LANGUAGE_LINK.exec(html)![1]!.replaceAll("&amp;", "&");
      const query = new URL(path, SHOP).searchParams;
      expect(query.get("remark")).toBe("Tea & cake");
      const german = await stage.look(path);
      expect(german.html).toContain('<html lang="de"');
      expect(german.words).toContain("Tea &amp; cake");
      expect(german.html).toContain("style=iframe");
    });

    it.each(LANGUAGES)("speak %s, also of what is wrong with them", async (language) => {
      const pages = [link(), link({ quoteAmount: "" }), link({ payeeId: "x" }), link({ expiredTimestamp: "1000" })];
      await asks(await known(THORB), { orderNumber: "shop-1001" });
      pages.push(link({ orderId: "shop-1001" }));
      for (const path of pages) {
        const seen = await stage.look(path, { headers: { "accept-language": language } });
        expect(seen.html).toContain(`<html lang="${language}" dir="${DIRECTIONS[language]}"`);
        expect(seen.words).not.toMatch(/\{\{|undefined|web\./);
        const own = seen.html.replace(/<p class="error" lang="en".*?<\/p>/s, "");
        if (language !== "en") expect(wordsOf(own)).not.toMatch(/\b(you|please|shop has|this payment)\b/i);
      }
    });
  });

  describe("paid", () => {
    it("open the order with all that was said", async () => {
      const later = Math.floor(stage.now().getTime() / 1000) + 3600;
      const said = {
        orderId: "shop-1001",
        remark: "Coffee",
        settlementMemo: "for 1001",
        strictMode: "true",
        settlementAssetId: USDT_TRON,
        returnTo: `${SHOP}/thanks?order=1001`,
        failedReturnTo: `${SHOP}/cart`,
        callbackUrl: `${SHOP}/hook`,
        callbackEvent: "pending|settle",
        expiredTimestamp: String(later),
        payerEmail: "ada@example.com",
      };
      const id = await stage.opened(link(said));
      expect(await stage.orderOf(id)).toMatchObject({
        source: "api",
        payeeId: THORB,
        merchantId: THORB,
        title: "Coffee",
        quoteAsset: "aed",
        settlementAsset: USDT_TRON,
        settlementMemo: "for 1001",
        strict: true,
        deadline: new Date(later * 1000),
        language: "en",
      });
      expect(await stage.saidOf(id)).toMatchObject({
        viaLink: true,
        orderNumber: "shop-1001",
        payeeSent: THORB,
        returnTo: said.returnTo,
        failedReturnTo: said.failedReturnTo,
        callbackUrl: said.callbackUrl,
        callbackEvents: ["settle", "pending"],
        payerEmail: "ada@example.com",
      });
      const [quote] = await stage.database.db.select().from(quotes).where(eq(quotes.orderId, id));
      expect(quote).toMatchObject({ paymentAsset: USDT_TRON });
    });

    it("say all of it, in the form, too, when an address in them has a query of its own", async () => {
      const path = `/pay?payeeId=${THORB}&returnTo=${SHOP}/ok?id=5&callbackUrl=${SHOP}/hook?id=5&quoteAmount=20&quoteAssetId=aed`;
      const { html } = await stage.look(`${path}&lang=de&style=iframe`);
      const action = /<form method="post" action="([^"]*)"/.exec(html)![1]!.replaceAll("&amp;", "&");
      const id = await stage.opened(action);
      expect(await stage.orderOf(id)).toMatchObject({
        quoteAsset: "aed",
        quoteAmount: expect.stringMatching(/^20(\.0*)?$/),
      });
      const said = { returnTo: `${SHOP}/ok?id=5`, callbackUrl: `${SHOP}/hook?id=5` };
      expect(await stage.saidOf(id)).toMatchObject(said);
    });

    it("take a trace of the caller's own as the code", async () => {
      const traceId = randomUUID();
      expect(await stage.opened(link({ traceId }))).toBe(traceId);
      expect(await stage.opened(link({ traceId }), { asset: USDT_ETHEREUM })).toBe(traceId);
    });

    it("have `amount` go before `quoteAmount`", async () => {
      const id = await stage.opened(link({ amount: "30", quoteAmount: "20" }));
      expect(Number((await stage.orderOf(id)).quoteAmount)).toBe(30);
    });

    it("let the payer say how much where the link does not", async () => {
      const path = link({ quoteAmount: "", orderId: "shop-1001" });
      expect((await stage.look(path)).words).toContain("Amount in AED");
      for (const amount of ["", "abc", "-1", "1.234567"]) {
        const answer = await stage.pay(path, { amount });
        expect(answer.status, amount).toBe(422);
        expect(await answer.text()).toContain('id="amount-error"');
      }
      expect(Number((await stage.orderOf(await stage.opened(path, { amount: "12,50" }))).quoteAmount)).toBe(12.5);
    });

    it("lead to one order, by the shop's number, until it is over", async () => {
      const path = link({ orderId: "shop-1001" });
      const first = await stage.opened(path);
      expect(await stage.opened(path, { asset: XIN })).toBe(first);
      await end(first);
      expect((await stage.look(path)).status).toBe(200);
      const second = await stage.opened(path);
      expect(second).not.toBe(first);
      await markPaid(stage.database, second, stage.now());
      for (const answer of [
        await stage.look(path),
        await stage.look(link({ orderId: "shop-1001", quoteAmount: "1" })),
      ]) {
        expect([answer.status, answer.headers.get("location")]).toEqual([303, `/code/${second}`]);
      }
      expect(await stage.opened(path)).toBe(second);
    });

    it("without a number are one order for each visit, also when the form is sent twice", async () => {
      const visit = randomUUID();
      const first = await stage.opened(link(), { visit });
      expect(await stage.opened(link(), { visit })).toBe(first);
      expect(await stage.opened(link(), { visit: randomUUID() })).not.toBe(first);
      await end(first);
      const next = await stage.opened(link(), { visit });
      expect(next).not.toBe(first);
      expect((await stage.orderOf(next)).state).toBe("open");
    });

    it("changed by whoever holds them are another order, but not when there is money on the first", async () => {
      const first = await stage.opened(link({ orderId: "shop-1001" }));
      const second = await stage.opened(link({ orderId: "shop-1001", quoteAmount: "1" }));
      expect([(await stage.orderOf(first)).state, (await stage.orderOf(second)).state]).toEqual(["cancelled", "open"]);
      const traceId = randomUUID();
      await stage.opened(link({ traceId }));
      const other = await stage.pay(link({ traceId, quoteAmount: "1" }));
      expect(other.status).toBe(409);
      expect(await other.text()).toContain("This link is for a payment that is there already");
    });

    it("want an asset that there is", async () => {
      for (const asset of ["", "nothing", randomUUID()]) {
        const answer = await stage.pay(link(), { asset });
        expect([answer.status, (await answer.text()).includes('role="alert"')]).toEqual([422, true]);
      }
      expect(await stage.database.db.$count(orders)).toBe(0);
    });
  });

  describe("for an order that a program has asked for", () => {
    it.each(["orderId", "traceId"] as const)("say so and lead nowhere else (%s)", async (by) => {
      const asked = { orderNumber: "shop-1001", traceId: randomUUID() };
      const { order } = await asks(await known(THORB), { ...asked, quoteAsset: "aed", quoteAmount: "20" });
      const named: Record<string, string> =
        by === "orderId" ? { orderId: asked.orderNumber } : { traceId: asked.traceId };
      const path = link({ ...named, returnTo: `${SHOP}/thanks` });
      for (const answer of [await stage.look(path), await stage.look(`${path}&amount=1`)]) {
        expect(answer.status).toBe(409);
        expect(answer.words).toContain("This order has a page of its own");
        expect(answer.html).not.toContain(order.id + '"');
        expect(answer.html).not.toContain("/code/");
        expect(answer.html).not.toContain(`href="${SHOP}`);
      }
      const answer = await stage.pay(path);
      expect([answer.status, answer.headers.get("location")]).toEqual([409, null]);
      expect(await stage.database.db.$count(quotes)).toBe(0);
    });

    it("pay it no more once it has taken over what a link opened", async () => {
      const path = link({ orderId: "shop-1001" });
      const first = await stage.opened(path);
      const same = { orderNumber: "shop-1001", quoteAsset: "aed", quoteAmount: "20" };
      const taken = await asks(await known(THORB), same);
      expect([taken.order.id, taken.api.viaLink, taken.isNew]).toEqual([first, false, false]);
      expect((await stage.look(path)).status).toBe(409);
      const changed = await asks(await known(THORB), { ...same, quoteAmount: "25" });
      expect(changed).toMatchObject({ isNew: true, api: { viaLink: false } });
    });
  });
});
