import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { inTransaction } from "../../src/db/database.js";
import { apiOrders, merchants, orders } from "../../src/db/schema.js";
import { cancelOrder, expireOrders } from "../../src/payments/orders.js";
import { openOrder } from "../../src/payments/orders.js";
import type { Result } from "../../src/web/api/result-schema.js";
import { ApiTill, MILA, type Shown } from "../support/api-till.js";
import { eachEngine } from "../support/databases.js";
import { BTC, USDT_ETH, USDT_TRON } from "../support/market.js";
import { THORB } from "../support/pay-pages.js";

const DAY_MS = 86_400_000;
const WITH = { with: "payment,transactions" };

/** The types that clients decode, written by hand from what breaks them. */
const decoded = z.strictObject({
  ...Object.fromEntries(
    [
      ["status", "quoteAmount", "quoteSymbol", "quoteAssetId", "quoteAssetVersion"],
      ["paymentAmount", "paymentSymbol", "paymentAssetId", "paymentAssetVersion"],
      ["payableAmount", "payableSymbol", "payableAssetId", "payableAssetVersion"],
      ["payee", "payeeId", "payeeMixinNumber", "payeeAvatarUrl", "txid", "blockExplorerUrl", "returnTo", "traceId"],
      ["surplusAmount", "surplusStatus", "failureCode", "failureReason"],
      ["settleStatus", "settleAmount", "settleSymbol", "settleAsset", "settleAssetVersion"],
    ].flatMap((names) => names.map((name) => [name, z.string()])),
  ),
  date: z.int(),
  confirmations: z.int(),
  expiredAt: z.int().optional(),
  payment: z
    .strictObject({ isMultiPay: z.boolean(), isFullyPaid: z.boolean(), totalTransactionsAmount: z.string() })
    .optional(),
  transactions: z
    .array(
      z.strictObject({
        paymentAmount: z.string(),
        paymentAssetId: z.string(),
        paymentAssetSymbol: z.string(),
        paymentAssetVersion: z.string(),
        requiredConfirms: z.int(),
        confirmations: z.int(),
        txid: z.string(),
        blockExplorerUrl: z.string(),
        broadcastAt: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
        confirmSeconds: z.int(),
      }),
    )
    .optional(),
});

eachEngine("results that programs ask for", (open) => {
  const till = new ApiTill(open);

  const asked = (fields: object = {}) =>
    till.told<Shown>("POST", "/payments", {
      payeeId: THORB,
      quoteAmount: "100",
      quoteAssetId: "usd",
      settlementAssetId: "",
      paymentAssetId: BTC,
      returnTo: "https://shop.example.com/thanks",
      failedReturnTo: "https://shop.example.com/cart",
      ...fields,
    });
  async function result(query: Record<string, string>): Promise<Result> {
    const data = await till.told<Result>("GET", "/payments_result", query);
    decoded.parse(data);
    return data;
  }
  const resultOf = ({ traceId }: Shown, more: object = WITH) => result({ traceId, ...more });
  const rowOf = async ({ traceId }: Shown) => {
    const [row] = await till.database.db.select().from(orders).where(eq(orders.id, traceId));
    return row!;
  };
  const settled = (shown: Shown) => till.settle(async () => (await rowOf(shown)).state === "settled");
  const expire = async () => {
    await expireOrders(till.database.db, till.now(), till.now());
  };
  const deadline = () => ({ expireSeconds: "60" });

  const NEUTRAL = {
    status: "unpaid",
    quoteAmount: "0",
    quoteSymbol: "",
    quoteAssetId: "",
    quoteAssetVersion: "",
    paymentAmount: "0",
    paymentSymbol: "",
    paymentAssetId: "",
    paymentAssetVersion: "",
    payableAmount: "0",
    payableSymbol: "",
    payableAssetId: "",
    payableAssetVersion: "",
    payee: "",
    payeeId: "",
    payeeMixinNumber: "",
    payeeAvatarUrl: "",
    txid: "",
    blockExplorerUrl: "",
    surplusAmount: "0",
    surplusStatus: "no",
    confirmations: -1,
    failureCode: "0",
    failureReason: "",
    returnTo: "",
    settleStatus: "pending",
    settleAmount: "",
    settleSymbol: "",
    settleAsset: "",
    settleAssetVersion: "",
  };

  describe("nothing is known of it", () => {
    it("is unpaid, by a trace that nobody has, and one that can be none", async () => {
      for (const traceId of [randomUUID(), "pos-terminal-7"]) {
        expect(await result({ traceId })).toMatchObject({ ...NEUTRAL, traceId });
      }
      const none = {
        payment: { isMultiPay: false, isFullyPaid: false, totalTransactionsAmount: "0" },
        transactions: [],
      };
      expect(await result({ traceId: randomUUID(), ...WITH })).toMatchObject({ ...NEUTRAL, ...none });
    });

    it("is unpaid, by a number that the payee does not have", async () => {
      await asked({ orderId: "shop_1001" });
      expect(await result({ orderId: "shop_1001", payeeId: MILA.userId })).toMatchObject({
        ...NEUTRAL,
        payeeId: MILA.userId,
      });
      expect(await result({ orderId: "shop_1002", payeeId: THORB })).toMatchObject({ ...NEUTRAL, payeeId: THORB });
    });

    it("is unpaid, by the trace of an order of another payee, or of another number", async () => {
      // What a payer can do who is shown a code before it reaches us.
      const shown = await asked({ payeeId: MILA.userId, orderId: "shop_1001" });
      await till.pays(shown);
      const { traceId } = shown;
      const { clientId } = shown as Shown & { clientId: string };
      for (const trace of [traceId, clientId]) {
        const other = await result({ traceId: trace, payeeId: THORB });
        expect(other).toMatchObject({ ...NEUTRAL, traceId: trace, payeeId: THORB });
        const number = await result({ traceId: trace, payeeId: MILA.userId, orderId: "shop_1002" });
        expect(number).toMatchObject({ ...NEUTRAL, traceId: trace, payeeId: MILA.userId });
        expect(await result({ traceId: trace, orderId: "shop_1002" })).toMatchObject({ ...NEUTRAL, traceId: trace });
        const payeeId = MILA.userId.toUpperCase().replaceAll("-", "");
        const right = await result({ traceId: trace, payeeId, orderId: "shop_1001" });
        expect(right).toMatchObject({ status: "pending", payeeId });
        expect(await result({ traceId: trace, orderId: "" })).toMatchObject({ status: "pending" });
      }
      expect(await result({ traceId: (await asked()).traceId, orderId: "shop_1001" })).toMatchObject(NEUTRAL);
    });

    it("refuses to be asked by half", async () => {
      expect(await till.ask("GET", "/payments_result", {})).toMatchObject({ code: 10011, data: [] });
      expect(await till.ask("GET", "/payments_result", { orderId: "shop_1001" })).toMatchObject({ code: 10011 });
      expect(await till.ask("GET", "/payments_result", { payeeId: THORB })).toMatchObject({ code: 10011 });
    });
  });

  describe("the way of a payment", () => {
    it("is unpaid, pending, success, and stays that", async () => {
      const payeeId = THORB.toUpperCase();
      const shown = await asked({ orderId: "shop_1001", payeeId, quoteAmount: "100.50" });
      const known = {
        quoteAmount: "100.5",
        quoteSymbol: "USD",
        quoteAssetId: "usd",
        quoteAssetVersion: "",
        payableAmount: "0.00201",
        payableSymbol: "BTC",
        payableAssetId: BTC,
        payee: "Thorb",
        payeeId,
        payeeMixinNumber: "7000103970",
        failureCode: "0",
        returnTo: "https://shop.example.com/thanks",
        traceId: shown.traceId,
      };
      expect(await resultOf(shown)).toMatchObject({ ...NEUTRAL, ...known, transactions: [] });
      expect(await resultOf(shown)).not.toHaveProperty("expiredAt");
      expect(await resultOf(shown, {})).not.toHaveProperty("payment");

      const { transactionHash } = await till.pays(shown);
      const paid = {
        ...known,
        paymentAmount: "0.00201",
        paymentSymbol: "BTC",
        paymentAssetId: BTC,
        txid: transactionHash,
        blockExplorerUrl: `https://mixin.space/tx/${transactionHash}`,
        payment: { isMultiPay: false, isFullyPaid: true, totalTransactionsAmount: "0.00201" },
      };
      const pending = await resultOf(shown);
      expect(pending).toMatchObject({ ...paid, status: "pending", settleStatus: "pending", settleAmount: "" });
      expect(Math.abs(pending.date - Date.now() / 1000)).toBeLessThan(30);
      expect(pending.transactions).toMatchObject([
        { paymentAmount: "0.00201", paymentAssetSymbol: "BTC", txid: transactionHash },
      ]);

      await settled(shown);
      const success = {
        ...paid,
        status: "success",
        settleStatus: "success",
        settleAmount: "0.00201",
        settleSymbol: "BTC",
        settleAsset: BTC,
        settleAssetVersion: "",
      };
      expect(await resultOf(shown)).toMatchObject(success);
      await till.pays(shown, { requestId: randomUUID() });
      expect(await resultOf(shown)).toMatchObject({ ...success, surplusAmount: "0", surplusStatus: "no" });
      expect(await result({ orderId: "shop_1001", payeeId: THORB })).toMatchObject({
        status: "success",
        payeeId: THORB,
      });
    });

    it("is told by the traces of its payments, too", async () => {
      const shown = await asked();
      const { clientId } = shown as Shown & { clientId: string };
      await till.pays(shown, { requestId: clientId });
      expect(await result({ traceId: clientId })).toMatchObject({
        status: "pending",
        traceId: clientId,
        quoteAmount: "100",
      });
      expect(await result({ traceId: shown.traceId.toUpperCase().replaceAll("-", "") })).toMatchObject({
        status: "pending",
      });
    });

    it("is paid_less while a part waits for its rest", async () => {
      const shown = await asked();
      const sender = { senders: [randomUUID()] };
      await till.pays(shown, { ...sender, amount: "0.0005" });
      await till.pays(shown, { amount: "0.0001", requestId: randomUUID() });
      const less = await resultOf(shown);
      expect(less).toMatchObject({
        status: "paid_less",
        paymentAmount: "0.0005",
        payableAmount: "0.002",
        paymentAssetId: BTC,
      });
      expect(less.payment).toEqual({ isMultiPay: true, isFullyPaid: false, totalTransactionsAmount: "0.0005" });
      expect(less.transactions).toHaveLength(2);
      const { transactionHash: txid } = await till.pays(shown, {
        ...sender,
        amount: "0.0015",
        requestId: randomUUID(),
      });
      const paid = await resultOf(shown);
      expect(paid).toMatchObject({ status: "pending", paymentAmount: "0.002", payableAmount: "0.002", txid });
      expect(paid.payment).toEqual({ isMultiPay: true, isFullyPaid: true, totalTransactionsAmount: "0.002" });
    });

    it("tells a surplus, and that it has gone back", async () => {
      const shown = await asked();
      await till.pays(shown, { amount: "0.0025" });
      const over = { paymentAmount: "0.0025", payableAmount: "0.002", surplusAmount: "0.0005" };
      expect(await resultOf(shown)).toMatchObject({ ...over, status: "pending", surplusStatus: "pending" });
      await till.settle(
        async () => (await resultOf(shown)).surplusStatus === "success" && (await rowOf(shown)).state === "settled",
      );
      expect(await resultOf(shown)).toMatchObject({ ...over, status: "success", settleAmount: "0.002" });
    });

    it("calls a token on Ethereum by its standard", async () => {
      const shown = await asked({ paymentAssetId: USDT_ETH });
      expect(await resultOf(shown)).toMatchObject({ payableAssetVersion: "ERC20", payableSymbol: "USDT" });
      const tron = await asked({ paymentAssetId: USDT_TRON });
      expect(await resultOf(tron)).toMatchObject({ payableAssetVersion: "", payableSymbol: "USDT" });
    });
  });

  describe("failed", () => {
    const failed = (failureCode: string) => ({
      status: "failed",
      failureCode,
      failureReason: expect.stringMatching(/\w.*\.$/) as string,
      returnTo: "https://shop.example.com/cart",
      settleStatus: "pending",
      settleAmount: "",
    });

    it("when nothing came in time, and not before that is known", async () => {
      const shown = await asked(deadline());
      const { expiredAt } = await resultOf(shown);
      expect(Math.abs(expiredAt! - Date.now() / 1000 - 60)).toBeLessThan(30);
      till.ahead = 120_000;
      expect(await resultOf(shown)).toMatchObject({ status: "unpaid", failureCode: "0" });
      await expire();
      expect(await resultOf(shown)).toMatchObject(failed("40000"));
      await till.pays(shown);
      expect(await resultOf(shown)).toMatchObject({ ...failed("40000"), paymentAmount: "0" });
    });

    it("when too little had come", async () => {
      const shown = await asked(deadline());
      await till.pays(shown, { amount: "0.001" });
      till.ahead = 120_000;
      await expire();
      expect(await resultOf(shown)).toMatchObject({
        ...failed("40024"),
        paymentAmount: "0.001",
        payment: { isFullyPaid: false },
      });
    });

    it("when late money was not wanted; until then it is being looked at", async () => {
      await till.database.db.update(merchants).set({ graceSeconds: 3600 });
      const shown = await asked(deadline());
      till.ahead = 65_000;
      await till.pays(shown);
      await expire();
      expect(await resultOf(shown)).toMatchObject({ status: "confirming", failureCode: "0", paymentAmount: "0.002" });
      till.ahead = DAY_MS;
      await expire();
      expect(await resultOf(shown)).toMatchObject(failed("40000"));
    });

    it("when it was cancelled", async () => {
      const shown = await asked();
      await inTransaction(till.database.db, (tx) => cancelOrder(tx, { orderId: shown.traceId, now: till.now() }));
      expect(await resultOf(shown)).toMatchObject(failed("40032"));
    });
  });

  describe("replaced", () => {
    const traced = ({ traceId }: Shown) => result({ traceId });
    const numbered = () => result({ orderId: "shop_1001", payeeId: THORB });

    it("tells what became of the one in its place, however many there were", async () => {
      const first = await asked({ orderId: "shop_1001" });
      const second = await asked({ orderId: "shop_1001", remark: "Tea" });
      const third = await asked({ orderId: "shop_1001", remark: "Coffee" });
      expect(new Set([first, second, third].map(({ traceId }) => traceId)).size).toBe(3);
      for (const old of [first, second]) {
        expect(await traced(old)).toMatchObject({ status: "unpaid", quoteAmount: "100", traceId: old.traceId });
      }
      await till.pays(third);
      // Nobody pays the old one any more.
      await till.pays(first);
      for (const old of [first, second]) expect(await traced(old)).toMatchObject({ status: "pending" });
      expect(await till.database.db.select().from(apiOrders)).toHaveLength(3);
    });

    it.each<[string, object]>([
      ["another price", { quoteAmount: "1" }],
      ["another currency", { quoteAssetId: USDT_TRON }],
      ["something else for the payee", { settlementAssetId: BTC }],
      ["nothing but what was agreed upon", { strictMode: "1" }],
    ])("by one that asks for %s, is unpaid for ever: its number tells of that", async (_what, change) => {
      const first = await asked({ orderId: "shop_1001" });
      const second = await asked({ orderId: "shop_1001", ...change });
      expect(second.traceId).not.toBe(first.traceId);
      expect(await traced(first)).toMatchObject({ ...NEUTRAL, traceId: first.traceId });
      expect(await numbered()).toMatchObject({ status: "unpaid", traceId: second.traceId });
      await till.pays(second);
      expect(await traced(first)).toMatchObject(NEUTRAL);
      expect(await numbered()).toMatchObject({ status: "pending" });
    });

    it("by the same in the end, tells of that", async () => {
      const first = await asked({ orderId: "shop_1001" });
      await asked({ orderId: "shop_1001", quoteAmount: "1" });
      const third = await asked({ orderId: "shop_1001" });
      await till.pays(third);
      expect(await traced(first)).toMatchObject({ status: "pending", quoteAmount: "100" });
    });

    it("after it had failed, stays failed, and so does what had its place until then", async () => {
      const first = await asked({ orderId: "shop_1001" });
      const second = await asked({ orderId: "shop_1001", remark: "Tea", ...deadline() });
      till.ahead = 120_000;
      expect(await traced(second)).toMatchObject({ status: "unpaid" });
      await expire();
      const failed = { status: "failed", failureCode: "40000" };
      for (const old of [first, second]) expect(await traced(old)).toMatchObject(failed);
      const third = await asked({ orderId: "shop_1001", remark: "Tea" });
      expect(third.traceId).not.toBe(second.traceId);
      for (const old of [first, second]) expect(await traced(old)).toMatchObject(failed);
      await till.pays(third);
      for (const old of [first, second]) expect(await traced(old)).toMatchObject(failed);
      expect(await traced(third)).toMatchObject({ status: "pending" });
      expect(await numbered()).toMatchObject({ status: "pending" });
    });

    it("after it had been cancelled, stays failed", async () => {
      const first = await asked({ orderId: "shop_1001" });
      await inTransaction(till.database.db, (tx) => cancelOrder(tx, { orderId: first.traceId, now: till.now() }));
      till.ahead = 1000;
      const second = await asked({ orderId: "shop_1001" });
      await till.pays(second);
      expect(await traced(first)).toMatchObject({ status: "failed", failureCode: "40032" });
    });
  });

  it("tells of invoices and visits to codes, and not of what people send each other", async () => {
    const base = { payeeId: THORB, merchantId: THORB, codeId: null, title: "Tea", settlementAsset: null };
    for (const source of ["invoice", "code", "transfer", "claim", "refund"] as const) {
      const { id } = await openOrder(till.database.db, {
        ...base,
        id: randomUUID(),
        quoteAsset: "usd",
        quoteAmount: "7",
        source,
      });
      const { quoteAmount, payeeId } = await result({ traceId: id });
      expect([source, quoteAmount, payeeId]).toEqual(
        source === "invoice" || source === "code" ? [source, "7", THORB] : [source, "0", ""],
      );
    }
  });
});
