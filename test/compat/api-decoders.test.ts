import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openEmbedded } from "../../src/db/embedded.js";
import { expireOrders } from "../../src/payments/orders.js";
import { ApiStage, type Fields } from "../support/api-stage.js";
import { ApiTill, MILA } from "../support/api-till.js";
import type { Person } from "../support/payer.js";
import { ASSETS } from "../support/sandbox.js";
import { Visitor } from "../support/shop.js";

/** What a decoder with types demands of a field. */
type Kind = "text" | "amount" | "amount or empty" | "integer" | "boolean" | "1 or 0" | "uuid" | "moment";
type Shape = Record<string, Kind>;

const AMOUNT = /^\d+(\.\d{1,8})?$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const isA: Record<Kind, (value: unknown) => boolean> = {
  text: (value) => typeof value === "string",
  amount: (value) => typeof value === "string" && AMOUNT.test(value),
  "amount or empty": (value) => value === "" || isA.amount(value),
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === "boolean",
  "1 or 0": (value) => value === 1 || value === 0,
  uuid: (value) => typeof value === "string" && UUID.test(value),
  moment: (value) => typeof value === "string" && /^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{6}Z$/.test(value),
};

/** Which fields are missing or of another type; empty: it decodes. */
const wrongIn = (value: object, shape: Shape): string[] =>
  Object.entries(shape).flatMap(([name, kind]) => {
    const found = (value as Record<string, unknown>)[name];
    return found !== undefined && isA[kind](found) ? [] : [`${name}: ${JSON.stringify(found)} is no ${kind}`];
  });

const RESULT: Shape = {
  status: "text",
  quoteAmount: "amount",
  quoteSymbol: "text",
  quoteAssetId: "text",
  quoteAssetVersion: "text",
  paymentAmount: "amount or empty",
  paymentSymbol: "text",
  paymentAssetId: "text",
  paymentAssetVersion: "text",
  payableAmount: "amount or empty",
  payableSymbol: "text",
  payableAssetId: "text",
  payableAssetVersion: "text",
  surplusAmount: "amount or empty",
  surplusStatus: "text",
  payee: "text",
  payeeId: "text",
  payeeMixinNumber: "text",
  payeeAvatarUrl: "text",
  txid: "text",
  blockExplorerUrl: "text",
  date: "integer",
  confirmations: "integer",
  failureCode: "text",
  failureReason: "text",
  returnTo: "text",
  traceId: "uuid",
  settleStatus: "text",
  settleAmount: "amount or empty",
  settleSymbol: "text",
  settleAsset: "text",
  settleAssetVersion: "text",
};

const TRANSACTION: Shape = {
  paymentAmount: "amount",
  paymentAssetId: "uuid",
  paymentAssetSymbol: "text",
  paymentAssetVersion: "text",
  requiredConfirms: "integer",
  confirmations: "integer",
  txid: "text",
  blockExplorerUrl: "text",
  broadcastAt: "moment",
  confirmSeconds: "integer",
};

const PAYMENT: Shape = { isMultiPay: "boolean", isFullyPaid: "boolean", totalTransactionsAmount: "amount" };

const CHAIN: Shape = { id: "uuid", name: "text", symbol: "text", iconUrl: "text" };
const PAYMENT_ASSET: Shape = {
  assetId: "uuid",
  name: "text",
  symbol: "text",
  iconUrl: "text",
  network: "text",
  onChainSupported: "boolean",
  minPaymentAmount: "amount",
  maxPaymentAmount: "amount",
};
const SETTLEMENT_ASSET: Shape = {
  assetId: "uuid",
  name: "text",
  symbol: "text",
  iconUrl: "text",
  network: "text",
  isAsset: "boolean",
  isAvailable: "boolean",
};
const QUOTE_ASSET: Shape = {
  assetId: "text",
  symbol: "text",
  iconUrl: "text",
  decimalDigit: "integer",
  isAsset: "1 or 0",
  minQuoteAmount: "amount",
  maxQuoteAmount: "amount",
};

interface Result {
  status: string;
  failureCode: string;
  failureReason: string;
  returnTo: string;
  settleStatus: string;
  settleAmount: string;
  settleAsset: string;
  confirmations: number;
  payment: object;
  transactions: object[];
}

describe("decoders with types", { timeout: 180_000 }, () => {
  let stage: ApiStage;
  let shop: Person;
  let payer: Person;

  beforeAll(async () => {
    stage = await ApiStage.open();
    [shop, payer] = [await stage.somebody("Shop"), await stage.somebody("Payer")];
    await stage.control.faucet(payer.userId, ASSETS.usdtTron, "1000");
  });
  afterAll(() => stage?.close());

  async function asked(change: Record<string, string> = {}): Promise<string> {
    const form = {
      payeeId: shop.userId,
      quoteAmount: "30",
      quoteAssetId: "usd",
      settlementAssetId: ASSETS.usdtTron,
      returnTo: "https://shop.example.com/thanks",
      failedReturnTo: "https://shop.example.com/failed",
      ...change,
    };
    return (await stage.told<{ code: string }>("POST", "/one_time_payment", { form })).code;
  }

  const withAll = (traceId: string): Fields => ({ traceId, with: "payment,transactions" });

  /** The result in this status, after every field of it was looked at. */
  async function decoded(traceId: string, status: string): Promise<Result> {
    const result = await stage.result<Result>(withAll(traceId), status);
    expect(wrongIn(result, RESULT)).toEqual([]);
    expect(wrongIn(result.payment, PAYMENT)).toEqual([]);
    expect(result.transactions.flatMap((one) => wrongIn(one, TRANSACTION))).toEqual([]);
    const { text } = await stage.ask("GET", "/payments_result", { query: withAll(traceId) });
    expect(text).toMatch(/"confirmations":-?\d+[,}]/);
    expect(text).toMatch(/"code":0,/);
    return result;
  }

  test("payments_result, from unpaid over a part to success", async () => {
    const code = await asked();
    const unpaid = await decoded(code, "unpaid");
    expect(unpaid).toMatchObject({ confirmations: -1, failureCode: "0", settleStatus: "pending", transactions: [] });
    expect([unpaid.settleAmount, unpaid.settleAsset]).toEqual(["", ""]);

    const page = `${stage.program.url}/code/${code}`;
    const first = await new Visitor().renews(page, ASSETS.usdtTron);
    await payer.pays({ ...first.payment!, amount: "10" });
    const part = await decoded(code, "paid_less");
    expect(part.payment).toMatchObject({ isMultiPay: true, isFullyPaid: false, totalTransactionsAmount: "10" });
    expect(part.transactions).toEqual([expect.objectContaining({ paymentAmount: "10" })]);

    const rest = await new Visitor().renews(page, ASSETS.usdtTron);
    await payer.pays(rest.payment!);
    const success = await decoded(code, "success");
    expect(success).toMatchObject({
      settleStatus: "success",
      settleAsset: ASSETS.usdtTron,
      returnTo: "https://shop.example.com/thanks",
      failureCode: "0",
    });
    expect(success.payment).toMatchObject({ isFullyPaid: true });
    expect(success.transactions).toHaveLength(2);
    expect(Number(success.settleAmount)).toBeGreaterThan(29);
  });

  test("payments_result of a trace that nobody has heard of, and of an order that was never asked for", async () => {
    const traceId = randomUUID();
    const result = await stage.told<Result>("GET", "/payments_result", { query: withAll(traceId) });
    expect(result).toMatchObject({ status: "unpaid", traceId, failureCode: "0", confirmations: -1 });
    expect(Array.isArray(result)).toBe(false);
    const { text } = await stage.ask("GET", "/payments_result", { query: { traceId } });
    expect(text).not.toMatch(/"(quoteAmount|failureCode|confirmations)":(?!"|-?\d+[,}])/);
  });

  test("payment_assets, settlement_assets, quote_assets, assets", async () => {
    const list = (path: string, query: Fields = {}) => stage.told<object[]>("GET", path, { query });
    const price = { quoteAssetId: "usd", quoteAmount: "10", payeeId: shop.userId };
    for (const [path, shape] of [
      ["/setting/payment_assets", PAYMENT_ASSET],
      ["/setting/settlement_assets", SETTLEMENT_ASSET],
      ["/setting/quote_assets", QUOTE_ASSET],
    ] as const) {
      for (const query of [{}, price]) {
        const all = await list(path, query);
        expect([path, all.length > 0, all.flatMap((one) => wrongIn(one, shape))]).toEqual([path, true, []]);
        const chains = all.flatMap((one) => ("chainAsset" in one ? [one.chainAsset as object] : []));
        expect([path, chains.length > 0, chains.flatMap((one) => wrongIn(one, CHAIN))]).toEqual([path, true, []]);
      }
    }
    expect((await list("/setting/assets")).length).toBeGreaterThan(0);
  });

  test("a refusal has a code that is a number, and an empty list", async () => {
    const { text, body } = await stage.ask("GET", "/payments_estimated", { query: { quoteAmount: "x" } });
    expect(text).toMatch(/"code":-?\d+,/);
    expect(body).toMatchObject({ success: false, data: [], message: expect.any(String) });
    expect(Number.isInteger(body.timestampMs)).toBe(true);
  });
});

describe("decoders with types, of an order that has failed", () => {
  const till = new ApiTill(() => openEmbedded(null));
  afterAll(() => till.database.close());

  test("payments_result says why, and where the payer goes", async () => {
    const { code: traceId } = await till.told<{ code: string }>("POST", "/one_time_payment", {
      payeeId: MILA.userId,
      quoteAmount: "30",
      quoteAssetId: "usd",
      failedReturnTo: "https://shop.example.com/failed",
      expireSeconds: 60,
    });
    await expireOrders(till.database.db, new Date(Date.now() + 61_000));
    const result = await till.told<Result>("GET", "/payments_result", { traceId, with: "payment,transactions" });
    expect([wrongIn(result, { ...RESULT, expiredAt: "integer" }), wrongIn(result.payment, PAYMENT)]).toEqual([[], []]);
    expect(result).toMatchObject({
      status: "failed",
      failureCode: "40000",
      returnTo: "https://shop.example.com/failed",
      transactions: [],
    });
    expect(result.failureReason).not.toBe("");
  });
});
