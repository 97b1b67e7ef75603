import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MIXPAY_ERRORS } from "../../src/web/api/errors.js";
import { type Answer, ApiStage, type Sent } from "../support/api-stage.js";
import type { Person } from "../support/payer.js";
import { ASSETS } from "../support/sandbox.js";
import { Visitor } from "../support/shop.js";
import { until } from "../support/until.js";

/** Codes of Mixtill's own have a table of their own, in own-api-codes.test.ts. */
type MixPayProblem = keyof typeof MIXPAY_ERRORS;

/** A request that is refused: with which code, and what the sentence names. */
interface Row {
  what: string;
  problem: MixPayProblem;
  says: RegExp;
  /** The HTTP status; MixPay's clients read 200 alone. */
  status?: number;
  send(): Promise<Answer>;
}

const XIN = "c94ac88f-4671-3976-b60a-09064f1811e8";
const NOBODY = "11111111-1111-4111-8111-111111111111";

describe("every code that a caller can provoke", { timeout: 120_000 }, () => {
  let stage: ApiStage;
  let shop: Person;
  let payer: Person;
  const provoked = new Set<MixPayProblem>();

  beforeAll(async () => {
    stage = await ApiStage.open();
    [shop, payer] = [await stage.somebody("Shop"), await stage.somebody("Payer")];
    await stage.control.faucet(payer.userId, ASSETS.usdtTron, "100");
  });
  afterAll(() => stage?.close());

  const fields = (change: Record<string, string>): Record<string, string> => ({
    payeeId: shop.userId,
    quoteAmount: "10",
    quoteAssetId: "usd",
    settlementAssetId: ASSETS.usdtTron,
    ...change,
  });
  const seconds = (ahead: number): string => String(Math.floor(Date.now() / 1000) + ahead);
  const asking = (change: Record<string, string>) => () =>
    stage.ask("POST", "/one_time_payment", { form: fields(change) });
  /** What is sent may name people of the stage: it is asked for when they are there. */
  const posting = (path: string, sent: () => Sent) => () => stage.ask("POST", path, sent());
  const getting =
    (path: string, query: Record<string, string> = {}) =>
    () =>
      stage.ask("GET", path, { query });
  const grouping = (receivers: string[], threshold: string) =>
    posting("/multisig", () => ({ json: { receivers, threshold } }));
  const body = (text: string, type = "application/json") =>
    posting("/one_time_payment", () => ({ json: text, headers: { "content-type": type } }));
  const estimating = (change: Record<string, string>) =>
    getting("/payments_estimated", {
      paymentAssetId: ASSETS.eth,
      settlementAssetId: ASSETS.usdtTron,
      quoteAssetId: "usd",
      quoteAmount: "10",
      ...change,
    });

  const wrong = (what: string, says: RegExp, change: Record<string, string>): Row => ({
    what,
    problem: "parameter",
    says,
    send: asking(change),
  });
  const bad = (what: string, says: RegExp, send: Row["send"], status = 200): Row => ({
    what,
    problem: "parameter",
    says,
    send,
    status,
  });

  const rows: Row[] = [
    { what: "a path that is none", problem: "notFound", says: /address/, status: 404, send: getting("/nothing") },
    { what: "another method", problem: "method", says: /way/, status: 405, send: getting("/one_time_payment") },

    wrong("no payee", /^payeeId is missing/, { payeeId: "" }),
    wrong("a payee that is no uuid", /^payeeId must be a UUID/, { payeeId: "thorb" }),
    wrong("no amount", /^quoteAmount is missing/, { quoteAmount: " " }),
    wrong("an amount in words", /^quoteAmount/, { quoteAmount: "ten" }),
    wrong("an amount with a comma", /^quoteAmount/, { quoteAmount: "10,50" }),
    wrong("an amount in powers of ten", /^quoteAmount/, { quoteAmount: "1e3" }),
    wrong("an amount of a thousand digits", /^quoteAmount/, { quoteAmount: "1".repeat(1000) }),
    wrong("no currency", /^quoteAssetId is missing/, { quoteAssetId: "" }),
    wrong("a settlement asset that is no uuid", /^settlementAssetId/, { settlementAssetId: "usdt" }),
    wrong("a payment asset that is no uuid", /^paymentAssetId/, { paymentAssetId: "btc" }),
    wrong("a short number", /^orderId must be 6 to 36/, { orderId: "12345" }),
    wrong("a long number", /^orderId must be 6 to 36/, { orderId: "1".repeat(37) }),
    wrong("a number with a space", /^orderId/, { orderId: "order 1001" }),
    wrong("a trace that is no uuid", /^traceId/, { traceId: "1001" }),
    wrong("a long remark", /^remark must have at most 50/, { remark: "é".repeat(51) }),
    wrong("a long memo", /^settlementMemo must have at most 200/, { settlementMemo: "m".repeat(201) }),
    wrong("a memo of too many bytes", /^settlementMemo must have at most 256 bytes/, {
      settlementMemo: "金".repeat(100),
    }),
    wrong("a script to return to", /^returnTo/, { returnTo: "javascript:alert(1)" }),
    wrong("data to return to", /^failedReturnTo/, { failedReturnTo: "data:text/html,hello" }),
    wrong("a path to return to", /^returnTo/, { returnTo: "/thanks" }),
    wrong("a callback by another protocol", /^callbackUrl/, { callbackUrl: "ftp://shop.example.com/" }),
    wrong("a deadline in the past", /^expiredTimestamp/, { expiredTimestamp: seconds(-60) }),
    wrong("a deadline in nine seconds", /^expiredTimestamp/, { expiredTimestamp: seconds(9) }),
    wrong("a deadline in three days", /^expiredTimestamp/, { expiredTimestamp: seconds(3 * 86_400) }),
    wrong("a deadline that is no number", /^expiredTimestamp/, { expiredTimestamp: "tomorrow" }),
    wrong("more than a year", /^expireSeconds/, { expireSeconds: "31536001" }),
    wrong("perhaps", /^strictMode must be true or false/, { strictMode: "perhaps" }),
    wrong("a character that is none", /^remark/, { remark: "a\0b" }),
    bad("JSON that is none", /JSON/, body("{")),
    bad("a list for parameters", /JSON/, body("[1]")),
    bad("a multipart form that is none", /multipart/, body("hello", "multipart/form-data; boundary=x")),
    bad(
      "an object for a text",
      /^payeeId/,
      posting("/one_time_payment", () => ({ json: { ...fields({}), payeeId: { a: 1 } } })),
    ),
    bad("a large body", /too large/, body(`{"remark":"${"x".repeat(100_000)}"}`), 413),
    bad("two members", /^receivers must have at least 3/, grouping([NOBODY, randomUUID()], "2")),
    bad("the same member three times", /^receivers/, grouping([NOBODY, NOBODY, NOBODY], "2")),
    bad("no threshold", /^threshold/, grouping([NOBODY, randomUUID(), randomUUID()], "0")),
    bad("a member that is no uuid", /^receivers\[1\]/, grouping([NOBODY, "x", randomUUID()], "2")),
    bad("a Mixin ID in letters", /^mixin_id/, getting("/user/mixin_uuid/thorb")),
    bad("a result of nothing", /traceId/, getting("/payments_result")),
    bad("a result without a payee", /payeeId/, getting("/payments_result", { orderId: "shop-1001" })),
    bad("an estimate of nothing", /quoteAmount/, estimating({ quoteAmount: "" })),
    bad("a price without a currency", /quoteAssetId/, getting("/setting/payment_assets", { quoteAmount: "10" })),
    bad(
      "no asset to pay in",
      /^paymentAssetId is missing/,
      posting("/payments", () => ({ form: fields({}) })),
    ),

    { what: "a Mixin ID of nobody", problem: "noUser", says: /user/, send: getting("/user/mixin_uuid/99999999") },
    {
      what: "a group with a stranger",
      problem: "noUser",
      says: new RegExp(NOBODY),
      send: () => grouping([NOBODY, shop.userId, payer.userId], "2")(),
    },
    {
      what: "a currency of pirates",
      problem: "currency",
      says: /currency/,
      send: asking({ quoteAssetId: "doubloons" }),
    },
    { what: "a price in no asset", problem: "quoteAsset", says: /price/, send: asking({ quoteAssetId: NOBODY }) },
    {
      what: "payment in no asset",
      problem: "currency",
      says: /^paymentAssetId/,
      send: asking({ paymentAssetId: NOBODY }),
    },
    { what: "a price of nothing", problem: "tooLow", says: /above zero/, send: asking({ quoteAmount: "0.00" }) },
    { what: "a price below nothing", problem: "tooLow", says: /above zero/, send: asking({ quoteAmount: "-5" }) },
    { what: "a price beyond all", problem: "tooHigh", says: /too high/, send: asking({ quoteAmount: "9".repeat(40) }) },
    {
      what: "a tenth of a cent",
      problem: "places",
      says: /2 decimal places/,
      send: asking({ quoteAmount: "1.001" }),
    },
    {
      what: "nine places of a coin",
      problem: "places",
      says: /8 decimal places/,
      send: asking({ quoteAssetId: ASSETS.btc, quoteAmount: "0.123456789" }),
    },
    {
      what: "settlement in no asset",
      problem: "settlementAsset",
      says: /settled/,
      send: asking({ settlementAssetId: NOBODY }),
    },
    { what: "a payee who is nobody", problem: "payee", says: /payee/, send: asking({ payeeId: NOBODY }) },
    {
      what: "more signatures than members",
      problem: "threshold",
      says: /threshold/,
      send: () => grouping([shop.userId, payer.userId, NOBODY], "4")(),
    },
    {
      what: "an address on a chain",
      problem: "refused",
      says: /chain/,
      send: posting("/payments", () => ({ form: fields({ paymentAssetId: ASSETS.eth, isChain: "1" }) })),
    },
    {
      what: "a new amount for an unknown trace",
      problem: "trace",
      says: /trace/,
      send: posting("/payments/refresh", () => ({ form: { traceId: NOBODY } })),
    },
    {
      what: "the amount of an unknown trace",
      problem: "trace",
      says: /trace/,
      send: getting("/payments_info", { traceId: NOBODY }),
    },
    {
      what: "more than can be converted",
      problem: "noPair",
      says: /At most/,
      send: posting("/payments", () => ({ form: fields({ quoteAmount: "90000", paymentAssetId: ASSETS.eth }) })),
    },
    {
      what: "an estimate of more than that",
      problem: "tooHigh",
      says: /More than/,
      send: estimating({ quoteAmount: "90000" }),
    },
  ];

  /** Sends it, and holds what is promised of every refusal. */
  async function refuses({ problem, says, status = 200, send }: Omit<Row, "what">): Promise<void> {
    const answer = await send();
    expect([answer.status, answer.body]).toEqual([
      status,
      {
        code: MIXPAY_ERRORS[problem][0],
        success: false,
        message: expect.stringMatching(says),
        data: [],
        timestampMs: expect.any(Number),
      },
    ]);
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(answer.text).not.toMatch(/node_modules|\.ts:|at \w+ \(/);
    provoked.add(problem);
  }

  for (const { what, ...row } of rows) test(what, () => refuses({ ...row }));

  test("a trace that stands for another order, and another payee's order", async () => {
    const traceId = randomUUID();
    await stage.told("POST", "/one_time_payment", { form: fields({ traceId }) });
    await refuses({ problem: "parameter", says: /^traceId/, send: asking({ traceId, quoteAmount: "11" }) });
  });

  test("a number whose order has had money, with other parameters", async () => {
    const orderId = "codes-paid";
    const { code } = await stage.told<{ code: string }>("POST", "/one_time_payment", { form: fields({ orderId }) });
    const page = await new Visitor().renews(`${stage.program.url}/code/${code}`, ASSETS.usdtTron);
    await payer.pays({ ...page.payment!, amount: "1" });
    await stage.result({ traceId: code }, "paid_less");
    await refuses({ problem: "parameter", says: /^orderId/, send: asking({ orderId, quoteAmount: "11" }) });
    expect(await stage.told("POST", "/one_time_payment", { form: fields({ orderId }) })).toEqual({ code });
  });

  test("a paid order wants nothing any more", async () => {
    const { code: traceId } = await stage.told<{ code: string }>("POST", "/one_time_payment", { form: fields({}) });
    const page = await new Visitor().renews(`${stage.program.url}/code/${traceId}`, ASSETS.usdtTron);
    await payer.pays(page.payment!);
    await stage.result({ traceId }, "success");
    const send = posting("/payments/refresh", () => ({ form: { traceId, paymentAssetId: ASSETS.usdtTron } }));
    await refuses({ problem: "parameter", says: /paid/, send });
  });

  test("more requests than one address may send; results are counted apart", async () => {
    const headers = ApiStage.address();
    const one = (path: string, query = {}) => stage.ask("GET", path, { headers, query });
    let last = await one("/setting/quote_assets");
    const limit = Number(last.headers.get("x-ratelimit-limit"));
    expect([limit, last.headers.get("x-ratelimit-remaining")]).toEqual([60, "59"]);
    for (let sent = 1; last.status === 200 && sent < 2 * limit; sent += 1) last = await one("/setting/quote_assets");
    await refuses({ problem: "rate", says: /Wait/, status: 429, send: () => Promise.resolve(last) });
    expect(Number(last.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await one("/payments_result", { traceId: NOBODY })).status).toBe(200);
    expect((await stage.ask("GET", "/setting/quote_assets")).status).toBe(200);
  });

  test("an asset without a price now", async () => {
    await stage.control.market(XIN, { updated_at: new Date(Date.now() - 86_400_000).toISOString() });
    const send = estimating({ paymentAssetId: XIN });
    await until("the price to be old here, too", async () => (await send()).body.code !== 0, { timeoutMs: 40_000 });
    await refuses({ problem: "noPrice", says: /rate/, send });
  });

  test("Mixin that does not answer", async () => {
    await stage.control.faults([{ kind: "http_500", match: { path: "/search" } }]);
    await refuses({ problem: "server", says: /Mixin/, send: getting("/user/mixin_uuid/88888888") });
    await stage.control.faults([]);
  });

  test("no code of the table is left", () => {
    expect(Object.keys(MIXPAY_ERRORS).filter((problem) => !provoked.has(problem as MixPayProblem))).toEqual([]);
  });
});
