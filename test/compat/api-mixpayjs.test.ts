import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import type api from "mixpayjs/dist/types/api/index.js";
import type * as types from "mixpayjs/dist/types/types/index.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { ApiStage } from "../support/api-stage.js";
import type { Person } from "../support/payer.js";
import { ASSETS } from "../support/sandbox.js";
import { until } from "../support/until.js";

type APIClient = InstanceType<typeof api.default>;

/** The package is CommonJS, and its types say otherwise. */
const MixPay = createRequire(import.meta.url)("mixpayjs") as (apiKey?: string) => APIClient;

/** A check for every field that the package's types name, of the type they give it; optional ones must be there, too. */
type Checks<T> = { [K in keyof T]-?: z.ZodType<T[K]> };

const amount = z.string().regex(/^\d+(\.\d{1,8})?$/);
const id = z.uuid();

const chainAsset = z.object({
  id,
  name: z.string().min(1),
  // The coin of a chain may be one that nobody has a price of.
  symbol: z.string(),
  iconUrl: z.string(),
} satisfies Checks<types.ChainAssets>);

const quoteAsset = z.object({
  assetId: z.string().regex(/^([a-z]{3}|[0-9a-f-]{36})$/),
  symbol: z.string().min(1),
  iconUrl: z.string(),
  decimalDigit: z.int(),
  isAsset: z.union([z.literal(0), z.literal(1)]),
  minQuoteAmount: amount,
  maxQuoteAmount: amount,
  chainAsset: chainAsset.optional(),
} satisfies Checks<types.QuoteAssets>);

const settlementAsset = z.object({
  assetId: id,
  name: z.string().min(1),
  symbol: z.string().min(1),
  iconUrl: z.string(),
  network: z.string(),
  isAsset: z.boolean(),
  chainAsset: chainAsset.optional(),
} satisfies Checks<types.SettlementAssets>);

const paymentAsset = z.object({
  assetId: id,
  name: z.string().min(1),
  symbol: z.string().min(1),
  iconUrl: z.string(),
  network: z.string(),
  onChainSupported: z.boolean(),
  minPaymentAmount: amount,
  maxPaymentAmount: amount,
} satisfies Checks<types.PaymentAssets>);

const payment = z.object({
  clientId: id,
  destination: z.string(),
  estimatedSettlementAmount: amount,
  expire: z.int(),
  isChain: z.boolean(),
  memo: z.base64(),
  payeeId: z.string(),
  paymentAmount: amount,
  paymentAssetId: id,
  paymentAssetSymbol: z.string().min(1),
  quoteAmount: amount,
  quoteAssetId: z.string(),
  quoteAssetSymbol: z.string().min(1),
  recipient: id,
  seconds: z.int(),
  settlementAssetId: z.string(),
  settlementAssetSymbol: z.string(),
  tag: z.string(),
  traceId: id,
} satisfies Checks<types.Payment>);

const paymentResult = z.object({
  status: z.enum(["unpaid", "pending", "processing", "failed", "success"]),
  quoteAmount: amount,
  quoteSymbol: z.string().min(1),
  paymentAmount: z.string(),
  paymentSymbol: z.string(),
  payee: z.string(),
  payeeMixinNumber: z.string(),
  payeeAvatarUrl: z.string(),
  txid: z.string(),
  date: z.int(),
  surplusAmount: z.string(),
  surplusStatus: z.enum(["no", "pending", "sending", "success"]),
  confirmations: z.int(),
  payableAmount: z.string(),
  failureCode: z.string(),
  failureReason: z.string(),
  returnTo: z.string(),
  traceId: id,
} satisfies Checks<types.PaymentResult>);

const estimate = z.object({
  price: z.string().regex(/^\d+(\.\d+)?$/),
  estimatedSettlementAmount: amount,
  settlementAssetId: z.string(),
  settlementAssetSymbol: z.string(),
  paymentAssetId: id,
  paymentAssetSymbol: z.string().min(1),
  paymentAmount: amount,
  quoteAssetSymbol: z.string().min(1),
  quoteAssetId: z.string(),
  quoteAmount: amount,
} satisfies Checks<types.PaymentEstimated>);

describe("mixpayjs, unmodified but for its base address", { timeout: 120_000 }, () => {
  let stage: ApiStage;
  let client: APIClient;
  let shop: Person;
  let payer: Person;

  beforeAll(async () => {
    stage = await ApiStage.open();
    client = MixPay("an api key that it takes and never sends");
    client.request.defaults.baseURL = stage.base;
    [shop, payer] = [await stage.somebody("Shop"), await stage.somebody("Payer")];
    await stage.control.faucet(payer.userId, ASSETS.usdtTron, "1000");
    await stage.control.faucet(payer.userId, ASSETS.eth, "2");
  });
  afterAll(() => stage?.close());

  const params = (): types.PaymentParams => ({
    isChain: false,
    note: "Tea",
    remark: "A cup of tea",
    orderId: `js-${randomUUID().slice(0, 8)}`,
    payeeId: shop.userId,
    paymentAssetId: ASSETS.eth,
    quoteAmount: "10",
    quoteAssetId: "usd",
    settlementAssetId: ASSETS.usdtTron,
  });

  test("readPayeeId: a Mixin ID's uuid", async () => {
    const { payeeId } = await client.readPayeeId(shop.user.identity_number);
    expect(payeeId).toBe(shop.userId);
  });

  test("readQuoteAssets: currencies and assets, for everybody and for one payee", async () => {
    const all = z.array(quoteAsset).parse(await client.readQuoteAssets());
    expect(all.find(({ assetId }) => assetId === "usd")).toMatchObject({ isAsset: 0, decimalDigit: 2 });
    expect(all.find(({ assetId }) => assetId === "jpy")).toMatchObject({ isAsset: 0, decimalDigit: 0 });
    expect(all.find(({ assetId }) => assetId === ASSETS.usdtTron)).toMatchObject({ isAsset: 1, symbol: "USDT" });
    z.array(quoteAsset)
      .min(2)
      .parse(await client.readQuoteAssets(shop.userId));
  });

  test("readSettlementAssets", async () => {
    const all = z.array(settlementAsset).parse(await client.readSettlementAssets());
    const networks = all.filter(({ symbol }) => symbol === "USDT").map(({ network }) => network);
    expect(networks).toEqual(expect.arrayContaining(["Ethereum", "TRON"]));
    expect(new Set(networks).size).toBe(networks.length);
    z.array(settlementAsset)
      .min(1)
      .parse(await client.readSettlementAssets(shop.userId, "usd", "10"));
  });

  test("readPaymentAssets: without a price, and with one", async () => {
    const all = z.array(paymentAsset).parse(await client.readPaymentAssets());
    expect(all.map(({ assetId }) => assetId)).toContain(ASSETS.eth);
    z.array(paymentAsset)
      .min(1)
      .parse(await client.readPaymentAssets(shop.userId, "usd", "10"));
  });

  test("getPaymentEstimated: for a price", async () => {
    const given = await client.getPaymentEstimated(ASSETS.eth, ASSETS.usdtTron, "usd", "10");
    const told = estimate.parse(given);
    expect(told).toMatchObject({ paymentAssetId: ASSETS.eth, settlementAssetId: ASSETS.usdtTron, quoteAssetId: "usd" });
    expect(Number(told.quoteAmount)).toBe(10);
    expect(Number(told.paymentAmount)).toBeGreaterThan(0);
  });

  test("createOneTimePaymentLink and getPaymentResult: unpaid, by code and by order", async () => {
    const { orderId, payeeId, quoteAmount, quoteAssetId, settlementAssetId } = params();
    const asked = { orderId, payeeId, quoteAmount, quoteAssetId, settlementAssetId };
    const { code } = await client.createOneTimePaymentLink({ ...asked });
    expect((await client.createOneTimePaymentLink({ ...asked })).code).toBe(code);
    const result = paymentResult.parse(await client.getPaymentResult(code));
    expect(result).toMatchObject({ status: "unpaid", traceId: code, confirmations: -1, failureCode: "0" });
    expect(await client.getPaymentResult(undefined, orderId, payeeId)).toEqual(await client.getPaymentResult(code));
    const page = await fetch(`${stage.program.url}/code/${code}`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("<main")]);
  });

  test("createMixinPayment, getPaymentInfo, and a whole payment by what it says", async () => {
    const asked = params();
    const made = payment.parse(await client.createMixinPayment({ ...asked }));
    expect(made).toMatchObject({ isChain: false, payeeId: shop.userId, paymentAssetId: ASSETS.eth });
    expect(Buffer.from(made.memo, "base64").toString()).toBe(`payment|${made.clientId}`);
    expect(made.expire).toBeGreaterThan(Date.now() / 1000);
    const info = payment.parse(await client.getPaymentInfo(made.traceId, made.clientId));
    expect(info).toMatchObject({ traceId: made.traceId, paymentAmount: made.paymentAmount, memo: made.memo });

    // As `mixin://pay?recipient=&asset=&amount=&memo=&trace=` has a wallet do it.
    const { recipient: to, paymentAssetId: asset, paymentAmount, traceId: trace, memo } = made;
    await payer.pays({ to, asset, amount: paymentAmount, trace, memo });
    const status = async () => (await client.getPaymentResult(trace)).status === "success";
    await until("success", status, { timeoutMs: 60_000, everyMs: 200 });
    const result = paymentResult.parse(await client.getPaymentResult(undefined, asked.orderId, shop.userId));
    expect(result).toMatchObject({ status: "success", traceId: trace, paymentSymbol: "ETH", surplusStatus: "no" });
    expect(Number(result.paymentAmount)).toBe(Number(made.paymentAmount));
    expect(result.txid).not.toBe("");
    await until("the shop to have it", async () => Number(await shop.balance(ASSETS.usdtTron)) > 0);
  });

  test("createChainPayment: says in words that payments come from Mixin wallets alone", async () => {
    await expect(client.createChainPayment(params())).rejects.toThrow(/chain/i);
  });

  test("a refusal is an error with our sentence", async () => {
    const { quoteAmount, quoteAssetId, settlementAssetId } = params();
    const asked = { payeeId: randomUUID(), quoteAmount, quoteAssetId, settlementAssetId };
    const refused = client.createOneTimePaymentLink(asked);
    await expect(refused).rejects.toThrow("There is no such payee.");
    await expect(client.readPayeeId("99999999999")).rejects.toThrow(/user/);
  });

  test("what nobody has heard of is unpaid: programs make traces themselves", async () => {
    expect(await client.getPaymentResult(randomUUID())).toMatchObject({ status: "unpaid" });
  });
});
