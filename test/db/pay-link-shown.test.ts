import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { eachEngine } from "../support/databases.js";
import { type Fields, link, LinkStage } from "../support/pay-link.js";
import { markPaid } from "../support/pay-pages.js";

const SHOP = "https://shop.example.com";

eachEngine("payment links that are wrong, in frames, and the way back", (open) => {
  const stage = new LinkStage(open);

  describe("that are wrong", () => {
    it.each<[string, Fields, RegExp]>([
      ["no payee", { payeeId: "" }, /payeeId is missing\./],
      ["a payee that is no id", { payeeId: "thorb" }, /payeeId must be a UUID\./],
      ["nobody", { payeeId: randomUUID() }, /There is no such payee\./],
      ["a price that is no number", { quoteAmount: "ten" }, /quoteAmount must be decimal text such as "10\.5"\./],
      ["no price at all", { quoteAmount: "0" }, /above zero/],
      ["too many places", { quoteAmount: "1.999" }, /more than 2 decimal places/],
      ["no currency", { quoteAssetId: "" }, /quoteAssetId is missing\./],
      ["an unknown currency", { quoteAssetId: "xxx" }, /currency/],
      ["an unknown asset to settle in", { settlementAssetId: randomUUID() }, /settled/],
      ["an unknown asset to pay in", { paymentAssetId: randomUUID() }, /paymentAssetId/],
      ["a number that is too short", { orderId: "1" }, /orderId must be 6 to 36/],
      ["a script to return to", { returnTo: "javascript:alert(1)" }, /returnTo must be an http or https address/],
      ["data to return to", { failedReturnTo: "data:text/html,x" }, /failedReturnTo must be/],
      ["a callback that is not https", { callbackUrl: "http://shop.example.com" }, /callbackUrl must be an https/],
      ["a remark that is too long", { remark: "x".repeat(51) }, /remark must have at most 50/],
      ["a deadline too far away", { expiredTimestamp: "4102444800" }, /expiredTimestamp must be/],
    ])("say which parameter it is and what would be right: %s", async (_, change, reason) => {
      const before = await stage.rows();
      const seen = await stage.look(link(change));
      expect(seen.status).toBe(422);
      expect(seen.words).toContain("This payment link has a mistake");
      expect(seen.words).toMatch(reason);
      expect((await stage.pay(link(change))).status).toBe(422);
      expect(await stage.rows()).toEqual(before);
    });

    it("are refused when they are over, with the way back to the shop", async () => {
      const over = link({ expiredTimestamp: "1700000000", failedReturnTo: `${SHOP}/cart`, orderId: "shop-1001" });
      const seen = await stage.look(over);
      expect(seen.status).toBe(410);
      expect(seen.html).toContain(`href="${SHOP}/cart"`);
      expect((await stage.pay(over)).status).toBe(410);
    });

    it("ask to try again when Mixin does not say who is paid", async () => {
      await stage.network.faults({ kind: "http_500" });
      try {
        const seen = await stage.look(link({ payeeId: randomUUID() }));
        expect([seen.status, seen.words.includes("Please try again in a minute")]).toEqual([503, true]);
      } finally {
        await stage.network.faults();
      }
    });

    it("have Mixin asked of strangers thirty times by one visitor, and then not again", async () => {
      const answers = [];
      for (let n = 0; n < 32; n += 1) answers.push((await stage.look(link({ payeeId: randomUUID() }))).status);
      expect(answers.slice(0, 30)).toEqual(Array.from({ length: 30 }, () => 422));
      expect(answers.slice(30)).toEqual([503, 503]);
      expect((await stage.look(link())).status).toBe(200);
    });
  });

  describe("in a frame", () => {
    const framing = ({ headers }: { headers: Headers }) => [
      /frame-ancestors ([^;]*)/.exec(headers.get("content-security-policy") ?? "")?.[1],
      headers.get("x-frame-options"),
    ];

    it("may be shown by anybody, and nothing else may", async () => {
      const id = await stage.opened(link());
      for (const path of [link({ style: "iframe" }), `/code/${id}?style=iframe`, "/pay?style=iframe"]) {
        expect(framing(await stage.look(path)), path).toEqual(["*", null]);
      }
      for (const path of [link(), `/code/${id}`, "/?style=iframe", "/claim/x?style=iframe", "/thorb?style=iframe"]) {
        expect(framing(await stage.look(path)), path).toEqual(["'none'", "DENY"]);
      }
      const refused = await stage.pay(link({ style: "iframe" }), { asset: "" });
      expect(framing(refused)).toEqual(["*", null]);
    });

    it("keep their style on the order's page, which tells the page around it where the payment stands", async () => {
      const clientId = randomUUID();
      const answer = await stage.pay(link({ style: "iframe", clientId, onlyShowWallet: "image" }));
      const path = answer.headers.get("location")!;
      expect(path).toMatch(/^\/code\/[^?]+\?style=iframe&onlyShowWallet=image$/);
      const traceId = path.slice(6, 42);
      const tells = async () => {
        const told = /data-tells="([^"]*)"/.exec((await stage.look(path)).html)![1]!;
        return JSON.parse(told.replaceAll("&quot;", '"')) as unknown;
      };
      expect(await tells()).toEqual({ traceId, clientId, status: "unpaid" });
      await markPaid(stage.database, traceId, stage.now());
      expect(await tells()).toEqual({ traceId, clientId, status: "pending" });
      expect((await stage.look(`/code/${traceId}`)).html).not.toContain("data-tells");
    });
  });

  it("lead back to the shop by themselves when they have just been paid, but not from a frame", async () => {
    const id = await stage.opened(link({ returnTo: `${SHOP}/thanks`, orderId: "shop-1001" }));
    expect((await stage.look(`/code/${id}`)).html).not.toContain("data-go");
    await markPaid(stage.database, id, stage.now());
    expect((await stage.look(`/code/${id}`)).html).toContain(`data-go="${SHOP}/thanks"`);
    expect((await stage.look(`/code/${id}?style=iframe`)).html).not.toContain("data-go");
    stage.ahead = 180_000;
    const { html } = await stage.look(`/code/${id}`);
    expect(html).not.toContain("data-go");
    expect(html).toContain(`href="${SHOP}/thanks"`);
  });
});
