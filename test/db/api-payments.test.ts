import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { apiOrders, intakes, orders, payees, people, quotes } from "../../src/db/schema.js";
import { refundMemo } from "../../src/payments/refund-codes.js";
import { ApiTill, BOT, MILA, type Shown } from "../support/api-till.js";
import { eachEngine } from "../support/databases.js";
import { BTC, USDT_ETH, USDT_TRON } from "../support/market.js";
import { THORB } from "../support/pay-pages.js";

interface Payment extends Shown {
  clientId: string;
  expire: number;
}

eachEngine("payments that programs ask for", (open) => {
  const till = new ApiTill(open);
  const usual = { payeeId: THORB, quoteAmount: "10.50", quoteAssetId: "USD", settlementAssetId: USDT_TRON };

  const code = async (fields: object = {}): Promise<string> =>
    (await till.told<{ code: string }>("POST", "/one_time_payment", { ...usual, ...fields })).code;
  const refused = async (fields: object, path = "/one_time_payment") => {
    const { code, message, success, data } = await till.ask("POST", path, { ...usual, ...fields });
    expect([success, data]).toEqual([false, []]);
    return { code, message };
  };
  const rowOf = async (id: string) => {
    const { db } = till.database;
    const [row] = await db
      .select()
      .from(orders)
      .innerJoin(apiOrders, eq(apiOrders.orderId, orders.id))
      .where(eq(orders.id, id));
    return { ...row!.orders, ...row!.api_orders };
  };

  describe("/one_time_payment", () => {
    it("makes an order of all that is said", async () => {
      const id = await code({
        payeeId: THORB.toUpperCase().replaceAll("-", ""),
        orderId: "shop_1001",
        paymentAssetId: BTC,
        strictMode: true,
        remark: " Coffee ",
        settlementMemo: "table 4",
        returnTo: "https://shop.example.com/thanks?order=1001",
        failedReturnTo: "http://shop.example.com/cart",
        callbackUrl: "https%3A%2F%2Fshop.example.com%2F%3Fwc-api%3Dwc_gateway_mixpay",
        callbackEvent: "settle|refund| PENDING|paid_less",
        isTemp: 1,
        tagname: "x",
        origin: "y",
        linkId: 0,
      });
      expect(await rowOf(id)).toMatchObject({
        source: "api",
        payeeId: THORB,
        merchantId: THORB,
        title: "Coffee",
        quoteAsset: "usd",
        quoteAmount: "10.50000000",
        settlementAsset: USDT_TRON,
        acceptedAsset: BTC,
        strict: true,
        settlementMemo: "table 4",
        deadline: null,
        state: "open",
        payeeSent: THORB.toUpperCase().replaceAll("-", ""),
        orderNumber: "shop_1001",
        returnTo: "https://shop.example.com/thanks?order=1001",
        failedReturnTo: "http://shop.example.com/cart",
        callbackUrl: "https://shop.example.com/?wc-api=wc_gateway_mixpay",
        callbackEvents: ["settle", "pending", "paid_less"],
      });
    });

    it("needs neither number nor trace; a blank settlement asset is as paid", async () => {
      const id = await code({ settlementAssetId: "" });
      expect(await rowOf(id)).toMatchObject({ settlementAsset: null, acceptedAsset: null, orderNumber: null });
      expect(await code({ settlementAssetId: "" })).not.toBe(id);
    });

    it("gives the order the trace it is to have", async () => {
      const traceId = randomUUID();
      expect(await code({ traceId: traceId.toUpperCase() })).toBe(traceId);
      expect(await code({ traceId: traceId.replaceAll("-", "") })).toBe(traceId);
      expect(await refused({ traceId, quoteAmount: "11" })).toMatchObject({ code: 10011 });
    });

    it("answers the same with the same code, and voids what is changed", async () => {
      const first = await code({ orderId: "shop_1001" });
      expect(await code({ orderId: "shop_1001", quoteAmount: 10.5, quoteAssetId: "usd" })).toBe(first);
      const second = await code({ orderId: "shop_1001", quoteAmount: "12" });
      expect(second).not.toBe(first);
      expect(await rowOf(first)).toMatchObject({ state: "cancelled", replacedBy: second });
    });

    const addresses: [what: string, sent: string, meant: string | null][] = [
      ["as it is", "https://a.example/b?c=%2Fd&e", "https://a.example/b?c=%2Fd&e"],
      ["encoded", encodeURIComponent("https://a.example/?x=%26"), "https://a.example/?x=%26"],
      [
        "encoded twice",
        encodeURIComponent(encodeURIComponent("https://a.example/?x=1&y=2")),
        "https://a.example/?x=1&y=2",
      ],
      ["encoded thrice", encodeURIComponent(encodeURIComponent(encodeURIComponent("https://a.example/"))), null],
      ["a script", "javascript:alert(1)//https://a.example", null],
      ["a script, encoded", encodeURIComponent("javascript:alert(1)"), null],
      ["a script behind a blank", "java\tscript:alert(1)", null],
      ["no host", "https://", null],
      ["a broken encoding", "https%3A%2F%2Fa.example%2F%ZZ", null],
      ["a new line", "https://a.example/\r\nSet-Cookie: a=b", null],
    ];
    it.each(addresses)("reads an address %s", async (_what, sent, meant) => {
      if (meant === null) expect(await refused({ returnTo: sent })).toMatchObject({ code: 10011 });
      else expect(await rowOf(await code({ returnTo: sent }))).toMatchObject({ returnTo: meant });
    });

    it("calls back by http only where the operator allows it", async () => {
      const callbackUrl = "http://localhost:3000/hook";
      expect(await refused({ callbackUrl })).toMatchObject({
        code: 10011,
        message: expect.stringMatching(/^callbackUrl/),
      });
      till.serve({ allowHttpCallbacks: true });
      expect(await rowOf(await code({ callbackUrl }))).toMatchObject({ callbackUrl });
    });

    const in_ = (ms: number) => Date.now() + ms;
    const deadlines: [what: string, fields: () => object, offMs: number | null | "refused"][] = [
      ["in seconds", () => ({ expiredTimestamp: Math.floor(in_(60_000) / 1000) }), 60_000],
      ["in milliseconds", () => ({ expiredTimestamp: String(in_(60_000)) }), 60_000],
      ["from now on", () => ({ expireSeconds: "90" }), 90_000],
      ["both, the earlier", () => ({ expireSeconds: 30, expiredTimestamp: in_(60_000) }), 30_000],
      ["not set, as programs write it", () => ({ expiredTimestamp: 0, expireSeconds: 0 }), null],
      ["too soon", () => ({ expiredTimestamp: in_(9_000) }), "refused"],
      ["past", () => ({ expiredTimestamp: 1_600_000_000 }), "refused"],
      ["in two days", () => ({ expiredTimestamp: in_(2880 * 60_000 + 5_000) }), "refused"],
      ["in words", () => ({ expiredTimestamp: "tomorrow" }), "refused"],
      ["in more than a year", () => ({ expireSeconds: 31_536_001 }), "refused"],
    ];
    it.each(deadlines)("takes a deadline %s", async (_what, fields, offMs) => {
      if (offMs === "refused") return expect(await refused(fields())).toMatchObject({ code: 10011 });
      const { deadline } = await rowOf(await code(fields()));
      if (offMs === null) return expect(deadline).toBeNull();
      return expect(Math.abs(deadline!.getTime() - in_(offMs))).toBeLessThan(3_000);
    });

    it("makes a Mixin user a payee when they are first named", async () => {
      const id = await code({ payeeId: MILA.userId });
      expect(await rowOf(id)).toMatchObject({ payeeId: MILA.userId, merchantId: MILA.userId });
      const { db } = till.database;
      const [payee] = await db.select().from(payees).where(eq(payees.id, MILA.userId));
      expect(payee).toMatchObject({ kind: "individual", members: [MILA.userId], threshold: 1 });
      const [person] = await db.select().from(people).where(eq(people.userId, MILA.userId));
      expect(person).toMatchObject({ fullName: "Mila", identityNumber: "7000104220", avatarUrl: MILA.avatarUrl });
      till.says = () => "busy";
      expect(await code({ payeeId: MILA.userId })).not.toBe(id);
    });

    it("refuses a payee who cannot be paid, and who cannot be asked after now", async () => {
      const payeeId = randomUUID();
      expect(await refused({ payeeId })).toMatchObject({ code: 40023 });
      till.says = (userId) => ({ ...MILA, userId });
      expect(await refused({ payeeId: BOT })).toMatchObject({ code: 40023, message: expect.stringMatching(/itself/) });
      till.says = (userId) => ({ ...MILA, userId, hasSafe: false });
      expect(await refused({ payeeId })).toMatchObject({ code: 40023, message: expect.stringMatching(/wallet/) });
      till.says = () => "busy";
      expect(await refused({ payeeId })).toMatchObject({ code: -1 });
      expect(await till.database.db.select().from(orders)).toEqual([]);
    });

    const wrong: [what: string, fields: object, code: number][] = [
      ["no such currency", { quoteAssetId: "xxx" }, 10002],
      ["a currency without a rate", { quoteAssetId: "eur" }, 10002],
      ["an unknown asset as price", { quoteAssetId: randomUUID() }, 10003],
      ["nothing", { quoteAmount: "0" }, 10004],
      ["less than nothing", { quoteAmount: "-1" }, 10004],
      ["too much", { quoteAmount: "1000000000001" }, 10005],
      ["cents of a cent", { quoteAmount: "1.001" }, 40005],
      ["sen", { quoteAssetId: "jpy", quoteAmount: "100.5" }, 40005],
      ["a comma", { quoteAmount: "10,50" }, 10011],
      ["an unknown settlement asset", { settlementAssetId: randomUUID() }, 10052],
      ["an unknown payment asset", { paymentAssetId: randomUUID() }, 10002],
      ["a number with a blank", { orderId: "shop 1001" }, 10011],
      ["a short number", { orderId: "1001" }, 10011],
      ["no payee", { payeeId: "" }, 10011],
      ["a long remark", { remark: "x".repeat(51) }, 10011],
      ["a long memo", { settlementMemo: "é".repeat(129) }, 10011],
      ["the memo of a refund", { settlementMemo: refundMemo(MILA.userId, 40021) }, 10011],
      ["such a memo without its end", { settlementMemo: btoa("RF|x").replace(/=+$/, "") }, 10011],
    ];
    it.each(wrong)("refuses %s", async (_what, fields, code) => {
      expect(await refused(fields)).toMatchObject({ code });
    });

    it("reads a price as it is written: zeros behind it are no places", async () => {
      expect(await rowOf(await code({ quoteAssetId: "jpy", quoteAmount: "1500.00" }))).toMatchObject({
        quoteAmount: "1500.00000000",
      });
    });
  });

  const pay = (fields: object = {}) =>
    till.told<Payment>("POST", "/payments", { ...usual, settlementAssetId: "", paymentAssetId: BTC, ...fields });
  const stateOf = async (id: string) => (await rowOf(id)).state;

  describe("/payments", () => {
    it("tells how to pay, in the types that clients read", async () => {
      const told = await pay({ orderId: "shop_1001", payeeId: THORB.toUpperCase(), quoteAmount: "100" });
      const [quote] = await till.database.db.select().from(quotes);
      expect(told).toEqual({
        isChain: false,
        expire: Math.floor(quote!.expiresAt.getTime() / 1000),
        seconds: 60,
        payeeId: THORB.toUpperCase(),
        traceId: quote!.orderId,
        clientId: quote!.id,
        orderId: "shop_1001",
        paymentAssetId: BTC,
        paymentAssetSymbol: "BTC",
        paymentAmount: "0.002",
        settlementAssetId: BTC,
        settlementAssetSymbol: "BTC",
        estimatedSettlementAmount: "0.002",
        quoteAssetId: "usd",
        quoteAssetSymbol: "USD",
        quoteAmount: "100",
        memo: Buffer.from(`payment|${quote!.id}`).toString("base64"),
        recipient: BOT,
        destination: "",
        tag: "",
      });
    });

    it("keeps a client's id of its own, in the memo, too", async () => {
      const clientId = randomUUID();
      const told = await pay({ clientId });
      expect(told).toMatchObject({ clientId, memo: Buffer.from(`payment|${clientId}`).toString("base64") });
    });

    it("is one order for whichever asset the payer chooses", async () => {
      const first = await pay({ orderId: "shop_1001" });
      const second = await pay({ orderId: "shop_1001", paymentAssetId: USDT_TRON });
      expect(second.traceId).toBe(first.traceId);
      expect(second.clientId).not.toBe(first.clientId);
      await till.pays(first);
      expect(await stateOf(first.traceId)).toBe("paid");
      expect(
        await refused({ orderId: "shop_1001", settlementAssetId: "", paymentAssetId: BTC }, "/payments"),
      ).toMatchObject({ code: 10011 });
    });

    it("takes the price in the payment asset, instead of any other", async () => {
      const told = await pay({ paymentAmount: "0.003" });
      expect(told).toMatchObject({ paymentAmount: "0.003", quoteAmount: "0.003", quoteAssetId: BTC });
      expect(await pay({ paymentAmount: 0.003, quoteAmount: null, quoteAssetId: null })).toMatchObject({
        paymentAmount: "0.003",
      });
    });

    const wrong: [what: string, fields: object, code: number][] = [
      ["an address on a chain", { isChain: "true" }, 10007],
      ["no payment asset", { paymentAssetId: "" }, 10011],
      ["an unknown payment asset", { paymentAssetId: randomUUID() }, 10002],
      ["no price", { quoteAmount: "" }, 10011],
      ["no currency", { quoteAssetId: "" }, 10011],
      ["an exchange that nobody makes", { settlementAssetId: USDT_ETH }, 10085],
    ];
    it.each(wrong)("refuses %s", async (_what, fields, code) => {
      expect(await refused({ paymentAssetId: BTC, ...fields }, "/payments")).toMatchObject({ code });
    });
  });

  describe("/payments/refresh and /payments_info", () => {
    it("tell the next amount, and the last one", async () => {
      const first = await pay();
      const { traceId } = first;
      const info = { traceId };
      expect(await till.told("GET", "/payments_info", info)).toEqual(first);
      expect(await till.told("POST", "/payments/refresh", info)).toEqual(first);
      till.ahead = 61_000;
      const second = await till.told<Payment>("POST", "/payments/refresh", { ...info, clientId: first.clientId });
      expect(second.traceId).toBe(traceId);
      expect(second.expire).toBeGreaterThan(first.expire + 50);
      expect(second.memo).not.toBe(first.memo);
      expect(await till.told("GET", "/payments_info", info)).toEqual(second);
      expect(await till.told("GET", "/payments_info", { ...info, clientId: first.clientId })).toEqual(first);
    });

    it("begin a payment of a one-time code, once it is said what it is paid in", async () => {
      const traceId = await code({ settlementAssetId: "" });
      expect(await refused({ traceId }, "/payments/refresh")).toMatchObject({ code: 10011 });
      expect(await till.ask("GET", "/payments_info", { traceId })).toMatchObject({ code: 10011 });
      const told = await till.told<Payment>("POST", "/payments/refresh", { traceId, paymentAssetId: BTC });
      await till.pays(told);
      expect(await stateOf(traceId)).toBe("paid");
      expect(await refused({ traceId }, "/payments/refresh")).toMatchObject({
        code: 10011,
        message: "This order is paid.",
      });
    });

    it("begin with the only asset it can be paid in", async () => {
      const traceId = await code({ settlementAssetId: "", paymentAssetId: BTC });
      expect(await till.told("POST", "/payments/refresh", { traceId })).toMatchObject({ paymentAssetId: BTC });
    });

    it("know no order of nobody", async () => {
      const traceId = randomUUID();
      expect(await refused({ traceId }, "/payments/refresh")).toMatchObject({ code: 40022 });
      expect(await till.ask("GET", "/payments_info", { traceId })).toMatchObject({ code: 40022, data: [] });
    });
  });

  describe("what a client shows as mixin://pay", () => {
    const codesOf = async (id: string) => {
      const rows = await till.database.db.select().from(intakes).where(eq(intakes.orderId, id));
      return rows.map(({ disposition, code }) => `${disposition} ${code}`);
    };

    it("pays", async () => {
      const told = await pay();
      await till.pays(told);
      expect(await stateOf(told.traceId)).toBe("paid");
    });

    const ways: [what: string, given: (told: Payment) => object][] = [
      ["its memo alone, when somebody has burnt the trace", () => ({ requestId: randomUUID() })],
      ["its trace alone", () => ({ memo: "" })],
      ["its trace, whatever stands in the memo", () => ({ memo: randomUUID() })],
      ["the order's id as memo", ({ traceId }) => ({ requestId: randomUUID(), memo: traceId })],
      ["the quote's id as trace", ({ clientId }) => ({ requestId: clientId, memo: "" })],
    ];
    it.each(ways)("pays by %s", async (_what, given) => {
      const told = await pay();
      await till.pays(told, given(told));
      expect(await stateOf(told.traceId)).toBe("paid");
    });

    it("pays by the trace when the client has an id of its own", async () => {
      const told = await pay({ clientId: randomUUID() });
      await till.pays(told);
      expect(await stateOf(told.traceId)).toBe("paid");
    });

    it("is not paid by dust on its trace, nor by another asset", async () => {
      const told = await pay();
      await till.pays(told, { amount: "0.00000001" });
      await till.pays(told, { assetId: USDT_TRON, requestId: randomUUID() });
      expect(await stateOf(told.traceId)).toBe("open");
      expect(await codesOf(told.traceId)).toEqual(["held 40024", "refunded 40020"]);
      await till.pays(told, { requestId: randomUUID() });
      expect(await stateOf(told.traceId)).toBe("paid");
    });

    it("is paid once", async () => {
      const told = await pay();
      await till.pays(told);
      await till.pays(told, { requestId: randomUUID() });
      expect(await codesOf(told.traceId)).toEqual(["applied null", "refunded 40021"]);
    });
  });
});
