import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Hono } from "hono";
import type { Database } from "../../src/db/database.js";
import { payees } from "../../src/db/schema.js";
import type { Mixin } from "../../src/mixin/client.js";
import { readMixAddress } from "../../src/mixin/addresses.js";
import { decimal } from "../../src/payments/money.js";
import type { Market } from "../../src/payments/ports.js";
import { offer } from "../../src/payments/quoting.js";
import { apiForTests, asking } from "../support/api-web.js";
import { eachEngine } from "../support/databases.js";
import { openStage, type Stage } from "../support/mixin-stage.js";
import { deskMarket } from "../support/pay-pages.js";
import { ASSETS, BTC, ETH, ratesForTests, USDT_ETHEREUM, USDT_TRON, XIN } from "../support/rates.js";

interface Listed {
  assetId: string;
  symbol: string;
  network: string;
  minPaymentAmount: string;
  maxPaymentAmount: string;
  minQuoteAmount: string;
  maxQuoteAmount: string;
  quoteSymbol: string;
  isAsset: unknown;
  isAvailable: unknown;
  onChainSupported: unknown;
  decimalDigit: unknown;
  chainAsset: unknown;
}

eachEngine("the API's lists", (open) => {
  let stage: Stage;
  let mixin: Mixin;
  let database: Database;
  /** Nobody converts. */
  let plainApp: Hono;
  /** A desk with 100 USDT on TRON and nothing else. */
  let desk: Market;
  let deskApp: Hono;

  beforeAll(async () => {
    stage = await openStage();
    mixin = stage.client();
    database = await open();
    plainApp = apiForTests(database, mixin);
    desk = (await deskMarket(database, { [USDT_TRON]: "100" })).market;
    deskApp = apiForTests(database, mixin, { market: desk });
  });
  afterAll(() => stage.close());

  const list = async (app: Hono, path: string, sent: object = {}) => {
    const { code, message, data } = await asking<Listed[]>(app, "GET", path, sent);
    expect([code, message]).toEqual([0, ""]);
    return new Map(data.map((one) => [one.assetId, one]));
  };

  describe("payment assets", () => {
    test("are all that have a price, with fields of MixPay's types", async () => {
      const listed = await list(plainApp, "/setting/payment_assets");
      expect([...listed.keys()]).toEqual(ASSETS.map(({ assetId }) => assetId));
      expect(listed.get(USDT_TRON)).toEqual({
        assetId: USDT_TRON,
        name: "Tether USD",
        symbol: "USDT",
        iconUrl: "",
        network: "TRON",
        onChainSupported: false,
        minPaymentAmount: "0.00000001",
        maxPaymentAmount: "1000000000000",
      });
      expect([...(await list(plainApp, "/setting/assets")).keys()]).toEqual([...listed.keys()]);
    });

    test("are marked by a most of 0 when a price cannot be paid in them", async () => {
      const max = async (app: Hono, sent: object) =>
        [...(await list(app, "/setting/payment_assets", sent)).values()]
          .filter((one) => one.maxPaymentAmount !== "0")
          .map((one) => one.assetId);
      const price = { quoteAssetId: "USD", quoteAmount: "10" };
      expect(await max(plainApp, price)).toEqual(ASSETS.map(({ assetId }) => assetId));
      // Nobody converts: what the payee wants is all that can be paid.
      expect(await max(plainApp, { ...price, settlementAssetId: BTC })).toEqual([BTC]);
      expect(await max(plainApp, { settlementAssetId: BTC })).toEqual([BTC]);
      // The desk has 100 USDT, and only there.
      expect(await max(deskApp, { ...price, settlementAssetId: USDT_TRON })).toHaveLength(ASSETS.length);
      expect(await max(deskApp, { ...price, quoteAmount: "150", settlementAssetId: USDT_TRON })).toEqual([USDT_TRON]);
      expect(await max(deskApp, { ...price, settlementAssetId: BTC })).toEqual([BTC]);
      // More BTC than there will ever be of anything.
      expect(await max(plainApp, { quoteAssetId: BTC, quoteAmount: "900000000000" })).toEqual([BTC]);
    });

    test("have bounds within which the desk really converts", async () => {
      const listed = await list(deskApp, "/setting/payment_assets", { settlementAssetId: USDT_TRON });
      for (const assetId of [BTC, ETH, XIN, USDT_ETHEREUM]) {
        const { minPaymentAmount: min, maxPaymentAmount: max } = listed.get(assetId)!;
        const asset = ASSETS.find((one) => one.assetId === assetId)!;
        const offered = (amount: string) =>
          offer({ quoteAsset: assetId, quoteAmount: amount, settlementAsset: USDT_TRON }, asset, desk, new Date());
        expect([assetId, offered(min) !== null, offered(max) !== null]).toEqual([assetId, true, true]);
        expect(offered(decimal(max).mul("1.02").toFixed(8))).toBeNull();
      }
      expect(listed.get(USDT_TRON)!.maxPaymentAmount).toBe("1000000000000");
      expect(listed.get(ETH)!.maxPaymentAmount).toBe("0.03333333");
    });

    test("are refused for what is no price", async () => {
      const code = async (sent: object) => (await asking(plainApp, "GET", "/setting/payment_assets", sent)).code;
      expect(await code({ quoteAssetId: "xxx" })).toBe(10002);
      expect(await code({ quoteAssetId: "zmw" })).toBe(10002);
      expect(await code({ quoteAssetId: mixin.botId, quoteAmount: "1" })).toBe(10003);
      expect(await code({ quoteAmount: "1" })).toBe(10011);
      expect(await code({ quoteAssetId: "usd", quoteAmount: "1.001" })).toBe(40005);
      expect(await code({ settlementAssetId: mixin.botId })).toBe(10052);
      expect(await code({ payeeId: "whoever", quoteAssetId: "" })).toBe(0);
    });
  });

  test("settlement assets are available as far as their price is known, and tell which prices fit", async () => {
    const listed = await list(plainApp, "/setting/settlement_assets");
    expect([...listed.values()].map(({ isAsset, isAvailable }) => [isAsset, isAvailable])).toEqual(
      ASSETS.map(() => [true, true]),
    );
    expect(listed.get(BTC)).not.toHaveProperty("minQuoteAmount");
    const priced = await list(plainApp, "/setting/settlement_assets", { quoteAssetId: "jpy", quoteAmount: "100" });
    expect(priced.get(BTC)).toMatchObject({
      isAvailable: true,
      quoteSymbol: "JPY",
      minQuoteAmount: "1",
      maxQuoteAmount: "1000000000000",
    });
    const inBtc = await list(plainApp, "/setting/settlement_assets", { quoteAssetId: BTC, quoteAmount: "20000000" });
    expect(inBtc.get(USDT_TRON)).toMatchObject({ isAvailable: false, maxPaymentAmount: "0", quoteSymbol: "BTC" });
    expect(inBtc.get(BTC)).toMatchObject({ isAvailable: true, maxQuoteAmount: "1000000000000" });
    const old = new Date(Date.now() - 3_600_000);
    const stale = apiForTests(database, mixin, { market: { rates: ratesForTests(() => old), liquidity: null } });
    const unpriced = await list(stale, "/setting/settlement_assets");
    expect([...unpriced.values()].map(({ isAvailable }) => isAvailable)).toEqual(ASSETS.map(() => false));
  });

  test("quote assets are every currency with a rate, and every asset", async () => {
    const listed = await list(plainApp, "/setting/quote_assets", { payeeId: mixin.botId });
    expect(listed.get("aed")).toEqual({
      assetId: "aed",
      symbol: "AED",
      iconUrl: "",
      minQuoteAmount: "0.01",
      maxQuoteAmount: "1000000000000",
      decimalDigit: 2,
      isAsset: 0,
    });
    expect(listed.get("jpy")).toMatchObject({ minQuoteAmount: "1", decimalDigit: 0 });
    expect(listed.get("bhd")).toMatchObject({ minQuoteAmount: "0.001", decimalDigit: 3 });
    expect(listed.has("zmw")).toBe(false);
    expect(listed.get(BTC)).toMatchObject({ symbol: "BTC", minQuoteAmount: "0.00000001", decimalDigit: 8, isAsset: 1 });
  });

  test("assets name the coin of their network", async () => {
    const rates = ratesForTests();
    const withChains = {
      ...rates,
      assets: () => [
        { ...ASSETS[1]!, chainId: ETH },
        { ...ASSETS[0]!, chainId: mixin.botId },
      ],
    };
    const app = apiForTests(database, mixin, { market: { rates: withChains, liquidity: null } });
    const listed = await list(app, "/setting/payment_assets");
    expect(listed.get(USDT_ETHEREUM)!.chainAsset).toEqual({ id: ETH, name: "Ether", symbol: "ETH", iconUrl: "" });
    expect(listed.get(USDT_TRON)!.chainAsset).toEqual({ id: mixin.botId, name: "TRON", symbol: "", iconUrl: "" });
  });

  describe("an estimate", () => {
    const estimate = (app: Hono, sent: object) => asking(app, "GET", "/payments_estimated", sent);

    test("tells what pays a price and what the payee receives, as paid and converted", async () => {
      const asked = { paymentAssetId: BTC, quoteAssetId: "USD", quoteAmount: "60.00" };
      expect((await estimate(plainApp, asked)).data).toEqual({
        price: "0.0000166666666666666666",
        estimatedSettlementAmount: "0.001",
        settlementAssetId: BTC,
        settlementAssetSymbol: "BTC",
        paymentAssetId: BTC,
        paymentAssetSymbol: "BTC",
        paymentAmount: "0.001",
        quoteAssetId: "usd",
        quoteAssetSymbol: "USD",
        quoteAmount: "60",
      });
      const bps = desk.liquidity!.estimate({ from: BTC, to: USDT_TRON, amount: "0.001", rate: "60000" });
      expect((await estimate(deskApp, { ...asked, settlementAssetId: USDT_TRON })).data).toMatchObject({
        paymentAmount: "0.001",
        estimatedSettlementAmount: bps.ok ? bps.amount : "",
        settlementAssetSymbol: "USDT",
      });
    });

    test("goes from the payment to the price when that is given", async () => {
      const asked = { paymentAssetId: BTC, quoteAssetId: "jpy", quoteAmount: "1", paymentAmount: "0.00012345" };
      // 0.00012345 × 60000 × 150 = 1111.05
      expect((await estimate(plainApp, asked)).data).toMatchObject({
        paymentAmount: "0.00012345",
        quoteAmount: "1111",
      });
    });

    test("says why there is none", async () => {
      const asked = { paymentAssetId: BTC, quoteAssetId: "usd", quoteAmount: "60" };
      const code = async (app: Hono, sent: object) => (await estimate(app, { ...asked, ...sent })).code;
      expect(await code(plainApp, { settlementAssetId: USDT_TRON })).toBe(10085);
      expect(await code(plainApp, { settlementAssetId: mixin.botId })).toBe(10052);
      expect(await code(plainApp, { paymentAssetId: mixin.botId })).toBe(10002);
      expect(await code(plainApp, { quoteAssetId: mixin.botId })).toBe(10003);
      expect(await code(plainApp, { quoteAmount: "1.234" })).toBe(40005);
      expect(await code(plainApp, { paymentAmount: "1.123456789" })).toBe(40005);
      expect(await code(deskApp, { settlementAssetId: USDT_TRON, quoteAmount: "150" })).toBe(10005);
      expect(
        await code(deskApp, { settlementAssetId: BTC, paymentAssetId: USDT_TRON, paymentAmount: "0.00000001" }),
      ).toBe(10004);
      const old = new Date(Date.now() - 3_600_000);
      const stale = apiForTests(database, mixin, { market: { rates: ratesForTests(() => old), liquidity: null } });
      expect(await code(stale, {})).toBe(10034);
    });
  });

  describe("people of Mixin", () => {
    test("are found by their Mixin ID, as long as somebody has it", async () => {
      const ask = (id: string) => asking(plainApp, "GET", `/user/mixin_uuid/${id}`);
      expect((await ask(stage.ada.identity_number)).data).toEqual({ payeeId: stage.ada.user_id });
      expect((await ask(stage.bot.identity_number)).data).toEqual({ payeeId: mixin.botId });
      expect((await ask("70001039999")).code).toBe(10001);
      expect((await ask("ada")).code).toBe(10011);
    });

    test("are not told when Mixin does not answer", async () => {
      const silent = stage.client({ apiUrl: "http://127.0.0.1:9", timeoutMs: 200 });
      const app = apiForTests(database, silent);
      expect((await asking(app, "GET", "/user/mixin_uuid/28151620")).code).toBe(-1);
      const receivers = [stage.ada, stage.ben, stage.thorb].map((user) => user.user_id);
      expect((await asking(app, "POST", "/multisig", { receivers, threshold: "2" })).code).toBe(-1);
    });
  });

  test("Mixin that hangs makes nobody wait as long as their program would", async () => {
    const hanging = createServer(() => undefined).listen(0, "127.0.0.1");
    await once(hanging, "listening");
    try {
      const { port } = hanging.address() as AddressInfo;
      const app = apiForTests(database, stage.client({ apiUrl: `http://127.0.0.1:${port}` }));
      const receivers = [stage.ada, stage.ben, stage.thorb].map((user) => user.user_id);
      const began = Date.now();
      const answers = await Promise.all([
        asking(app, "GET", "/user/mixin_uuid/28151620"),
        asking(app, "POST", "/multisig", { receivers, threshold: "2" }),
        asking(app, "POST", "/one_time_payment", { payeeId: receivers[0], quoteAssetId: "usd", quoteAmount: "1" }),
      ]);
      expect(answers.map(({ status, code }) => [status, code])).toEqual(answers.map(() => [200, -1]));
      expect(Date.now() - began).toBeLessThan(4_500);
    } finally {
      hanging.closeAllConnections();
      hanging.close();
    }
  });

  describe("a group", () => {
    const group = (receivers: string[], threshold: unknown) =>
      asking<{ multisigId: string }>(plainApp, "POST", "/multisig", { receivers, threshold });

    test("is one payee, however its members are written", async () => {
      const members = [stage.ada.user_id, stage.ben.user_id, stage.thorb.user_id];
      const { data, code, message } = await group(members, 2);
      expect([code, message]).toEqual([0, ""]);
      const written = [members[2]!.toUpperCase(), members[0]!.replaceAll("-", ""), members[1]!, members[1]!];
      expect((await group(written, "2")).data).toEqual(data);
      const form = new URLSearchParams(members.map((member, n): [string, string] => [`receivers[${n}]`, member]));
      form.set("threshold", "2");
      const response = await plainApp.request("/v1/multisig", { method: "POST", body: form });
      expect(await response.json()).toMatchObject({ code: 0, data });
      expect((await group(members, 3)).data.multisigId).not.toBe(data.multisigId);
      const kept = (await database.db.select().from(payees)).find(({ id }) => id === data.multisigId)!;
      expect(kept).toMatchObject({ kind: "multisig", members: members.toSorted(), threshold: 2 });
      expect(readMixAddress(kept.label)).toEqual({ ok: true, group: { members: members.toSorted(), threshold: 2 } });
    });

    test("is refused when it is none", async () => {
      const members = [stage.ada.user_id, stage.ben.user_id, stage.thorb.user_id];
      expect((await group(members, 4)).code).toBe(10041);
      expect((await group(members, 0)).code).toBe(10011);
      expect((await group([...members, stage.bot.user_id], 2)).code).toBe(40023);
      expect((await group(members.slice(1), 1)).code).toBe(10011);
      expect((await group([members[0]!, members[0]!, members[1]!], 1)).code).toBe(10011);
      expect(
        (
          await group(
            Array.from({ length: 257 }, () => members[0]!),
            1,
          )
        ).message,
      ).toMatch(/at most 256 entries/);
      const unknown = await group([...members.slice(1), USDT_TRON], 2);
      expect([unknown.code, unknown.message]).toEqual([10001, `There is no Mixin user ${USDT_TRON}.`]);
    });
  });
});
