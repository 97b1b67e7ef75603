import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { deriveId } from "../../src/db/ids.js";
import { auditEntries, orders, refunds, transfers } from "../../src/db/schema.js";
import { beginProgramRefund } from "../../src/shop/program-refunds.js";
import { ApiTill, MILA, type Shown } from "../support/api-till.js";
import { eachEngine } from "../support/databases.js";
import { USDT_TRON } from "../support/market.js";
import { anotherShop, KeyHolder, keyOf } from "../support/own-api.js";
import { THORB } from "../support/pay-pages.js";

interface Told {
  refundId: string;
  status: string;
  quoteAmount: string;
  amount: string;
  payUrl: string;
  payUntil?: number;
  reason: string;
}

eachEngine("refunds that programs ask for", (open) => {
  const till = new ApiTill(open);
  const holder = (key: string) => new KeyHolder((path, init) => till.request(path, init), key);
  let shop: KeyHolder;

  beforeEach(async () => {
    shop = holder(await keyOf(till.database, THORB));
  });

  /** Ten dollars in USDT, to be received so; `payer` has paid. */
  async function paid(payer = MILA.userId, payeeId = THORB): Promise<string> {
    const fields = { payeeId, quoteAmount: "10", quoteAssetId: "usd", paymentAssetId: USDT_TRON };
    const shown = await till.told<Shown>("POST", "/payments", { ...fields, settlementAssetId: USDT_TRON });
    await till.pays(shown, { senders: [payer] });
    return shown.traceId;
  }
  const settled = (traceId: string) =>
    till.settle(async () => {
      const [order] = await till.database.db.select().from(orders).where(eq(orders.id, traceId));
      return order!.state === "settled";
    });
  const begin = (fields: Record<string, string>, key?: string) =>
    shop.post<Told>("/refunds", fields, key === undefined ? {} : { "idempotency-key": key });
  const begun = async (fields: Record<string, string>, key?: string): Promise<Told> => {
    const { code, message, data } = await begin(fields, key);
    expect([code, message]).toEqual([0, ""]);
    return data;
  };
  const rows = () => till.database.db.select().from(refunds).orderBy(refunds.createdAt, refunds.id);

  test("go out of money that has not been settled, in part and then in whole", async () => {
    const traceId = await paid();
    const part = await begun({ traceId, quoteAmount: "4", reason: "One cup was cold" });
    expect(part).toEqual({
      refundId: expect.any(String),
      traceId,
      status: "pending",
      quoteAmount: "4",
      quoteAssetId: "usd",
      quoteSymbol: "USD",
      rate: "then",
      amount: "4",
      assetId: USDT_TRON,
      symbol: "USDT",
      payerId: MILA.userId,
      reason: "One cup was cold",
      payUrl: "",
      createdAt: expect.any(Number),
    });
    const rest = await begun({ traceId });
    expect([rest.quoteAmount, rest.reason]).toEqual(["6", ""]);
    const over = await begin({ traceId });
    expect([over.status, over.code, over.message]).toEqual([
      200,
      60004,
      "All of this payment has been given back, or is about to be.",
    ]);
    await till.settle(async () => (await rows()).every(({ state }) => state === "done"));
    const after = await shop.told<Told & { doneAt: number }>(`/refunds/${part.refundId}`);
    expect([after.status, after.doneAt]).toEqual(["success", expect.any(Number)]);
    const all = await shop.told<Told[]>("/refunds", { fields: { traceId } });
    expect(all.map(({ refundId }) => refundId)).toEqual([part.refundId, rest.refundId]);
    const recorded = await till.database.db.select().from(auditEntries).where(eq(auditEntries.action, "refund.begun"));
    expect(recorded.map(({ userId }) => userId)).toEqual([THORB, THORB]);
  });

  test("are paid by the shop once its money has gone out, until they are taken back", async () => {
    const traceId = await paid();
    await settled(traceId);
    const told = await begun({ traceId, quoteAmount: "2.50" });
    const [row] = await rows();
    expect(told).toMatchObject({
      status: "unpaid",
      quoteAmount: "2.5",
      payUrl: `https://till.example.com/code/${row!.fundingOrderId}`,
    });
    expect(told.payUntil! - Math.floor(row!.createdAt.getTime() / 1000)).toBe(86_400);
    const page = await till.request(new URL(told.payUrl).pathname);
    expect(page.status).toBe(200);
    const cancelled = await shop.post<Told>(`/refunds/${told.refundId}/cancel`);
    expect(cancelled.data).toMatchObject({ status: "cancelled", payUrl: "" });
    expect((await shop.post<Told>(`/refunds/${told.refundId}/cancel`)).data).toEqual(cancelled.data);
    expect((await begun({ traceId })).quoteAmount).toBe("10");
  });

  test("that are on their way are not taken back", async () => {
    const told = await begun({ traceId: await paid() });
    const answer = await shop.post(`/refunds/${told.refundId}/cancel`);
    expect([answer.status, answer.code]).toEqual([200, 60008]);
    expect((await shop.told<Told>(`/refunds/${told.refundId}`)).status).toBe("pending");
  });

  test("at today's rate are coins of that worth now", async () => {
    const traceId = await paid();
    const told = await begun({ traceId, quoteAmount: "5", rate: "today" });
    expect(told).toMatchObject({ rate: "today", quoteAmount: "5", status: "pending" });
  });

  test("are refused with a code each, and then nothing is written", async () => {
    const traceId = await paid();
    const open = await till.told<{ code: string }>("POST", "/one_time_payment", {
      payeeId: THORB,
      quoteAmount: "10",
      quoteAssetId: "usd",
    });
    const cases: [Record<string, string>, number, RegExp][] = [
      [{}, 10011, /^traceId is missing/],
      [{ traceId: "x" }, 10011, /^traceId must be a UUID/],
      [{ traceId: randomUUID() }, 40022, /no order/],
      [{ traceId: open.code }, 60001, /not paid/],
      [{ traceId, quoteAmount: "0" }, 10004, /above zero/],
      [{ traceId, quoteAmount: "-1" }, 10004, /above zero/],
      [{ traceId, quoteAmount: "1.001" }, 40005, /2 decimal places/],
      [{ traceId, quoteAmount: "10.01" }, 60005, /^No more than 10 USD/],
      [{ traceId, quoteAmount: "9".repeat(50) }, 60005, /^No more than 10 USD/],
      [{ traceId, rate: "tomorrow" }, 10011, /^rate must be one of then, today/],
      [{ traceId, reason: "x".repeat(201) }, 10011, /^reason must have at most 200/],
    ];
    for (const [fields, code, says] of cases) {
      const answer = await begin(fields);
      expect([fields, answer.status, answer.code, answer.data]).toEqual([fields, 200, code, []]);
      expect(answer.message).toMatch(says);
    }
    for (const path of [`/refunds/${randomUUID()}`, `/refunds/${randomUUID()}/cancel`]) {
      const answer = await shop.ask(path, { method: path.endsWith("cancel") ? "POST" : "GET" });
      expect([answer.status, answer.code]).toEqual([200, 60007]);
    }
    expect(await rows()).toEqual([]);
  });

  test("are not begun by a slip: what nobody knows, is blank or is said twice is named, not passed over", async () => {
    const traceId = await paid();
    const json = (fields: object) => ({
      headers: { "content-type": "application/json" },
      body: JSON.stringify(fields),
    });
    const form = (body: string) => ({ headers: { "content-type": "application/x-www-form-urlencoded" }, body });
    const said = `traceId=${traceId}`;
    const unknown = (name: string) =>
      `There is no parameter “${name}” here: this address takes traceId, quoteAmount, rate, reason. Nothing was done.`;
    const blank = (name: string) => `${name} is blank: give it a value, or leave it out. Nothing was done.`;
    const repeated = (name: string) => `${name} is said more than once: say it once. Nothing was done.`;
    const slips: [string, { headers: Record<string, string>; body: string }, string][] = [
      ["", json({ traceId, amount: "4" }), unknown("amount")],
      ["", json({ traceId, amount: "" }), unknown("amount")],
      ["", json({ traceId, quoteamount: "4" }), unknown("quoteamount")],
      ["", form(`${said}&quote_amount=4`), unknown("quote_amount")],
      ["", form(`${said}&quoteAmount[amount]=4`), unknown("quoteAmount[amount]")],
      ["?amount=4", json({ traceId }), unknown("amount")],
      ["", json({ traceId, [`quoteAmount${"x".repeat(60)}`]: "4" }), unknown(`quoteAmount${"x".repeat(29)}`)],
      ["", json({ traceId, quoteAmount: "" }), blank("quoteAmount")],
      ["", json({ traceId, quoteAmount: " \t" }), blank("quoteAmount")],
      ["", json({ traceId, quoteAmount: null }), blank("quoteAmount")],
      ["", json({ traceId, quoteAmount: [] }), blank("quoteAmount")],
      ["", json({ traceId, quoteAmount: {} }), blank("quoteAmount")],
      ["", json({ traceId, quoteAmount: ["", "4"] }), blank("quoteAmount")],
      ["", form(`${said}&quoteAmount=`), blank("quoteAmount")],
      ["?quoteAmount=", json({ traceId, quoteAmount: "4" }), blank("quoteAmount")],
      ["", json({ traceId, quoteAmount: "4", reason: "" }), blank("reason")],
      ["", json({ traceId, quoteAmount: ["4", "4"] }), repeated("quoteAmount")],
      ["", form(`${said}&quoteAmount=4&quoteAmount=400`), repeated("quoteAmount")],
      ["?quoteAmount=9", json({ traceId, quoteAmount: "4" }), repeated("quoteAmount")],
    ];
    for (const [query, { headers, body }, message] of slips) {
      const authorization = `Bearer ${shop.key}`;
      const request = { method: "POST", headers: { authorization, ...headers }, body };
      const response = await till.request(`/v1/refunds${query}`, request);
      const answer = (await response.json()) as { code: number; message: string };
      expect([query, body, response.status, answer.code, answer.message]).toEqual([query, body, 200, 10011, message]);
    }
    const unnamed = await shop.post("/refunds", { traceId, quoteAmount: "4" }, { "idempotency-key": " " });
    expect([unnamed.code, unnamed.message]).toEqual([10011, blank("Idempotency-Key")]);
    expect(await rows()).toEqual([]);
    const begunOne = await begun({ traceId, quoteAmount: "4" });
    const cancel = await shop.post(`/refunds/${begunOne.refundId}/cancel`, { reason: "none" });
    expect([cancel.code, cancel.message]).toEqual([
      10011,
      "There is no parameter “reason” here: this address takes refundId. Nothing was done.",
    ]);
  });

  describe("with an Idempotency-Key", () => {
    test("are begun once, however often and at once they are asked for", async () => {
      const traceId = await paid();
      const fields = { traceId, quoteAmount: "3", reason: "cold" };
      const answers = await Promise.all([1, 2, 3, 4].map(() => begun(fields, "refund 1")));
      expect(new Set(answers.map(({ refundId }) => refundId)).size).toBe(1);
      expect(await begun({ ...fields, quoteAmount: "3.00" }, "refund 1")).toEqual(answers[0]);
      expect(await rows()).toHaveLength(1);
      expect((await begun({ traceId }, "refund 2")).quoteAmount).toBe("7");
      expect((await begun({ traceId }, "refund 2")).quoteAmount).toBe("7");
    });

    test("are not begun for anything else", async () => {
      const [traceId, other] = [await paid(), await paid()];
      await begun({ traceId, quoteAmount: "3" }, "refund 1");
      for (const fields of [
        { traceId, quoteAmount: "4" },
        { traceId },
        { traceId: other, quoteAmount: "3" },
        { traceId, quoteAmount: "3", rate: "today" },
        { traceId, quoteAmount: "3", reason: "cold" },
      ]) {
        const answer = await begin(fields, "refund 1");
        expect([fields, answer.status, answer.code]).toEqual([fields, 409, 409]);
      }
      const both = await Promise.all([begin({ traceId }, "race"), begin({ traceId: other }, "race")]);
      expect(both.map(({ status }) => String(status)).toSorted()).toEqual(["200", "409"]);
    });
  });

  test("never come to more than was paid, whatever races", async () => {
    const traceId = await paid();
    const answers = await Promise.all(Array.from({ length: 8 }, () => begin({ traceId, quoteAmount: "3" })));
    expect(answers.filter(({ code }) => code === 0)).toHaveLength(3);
    expect(new Set(answers.filter(({ code }) => code !== 0).map(({ code }) => code))).toEqual(new Set([60005]));
    const out = await till.database.db.select().from(transfers).where(eq(transfers.kind, "merchant_refund"));
    expect(out.map(({ amount }) => Number(amount)).reduce((sum, one) => sum + one, 0)).toBe(9);
  });

  test("wait for each other in one order, also where one takes what the other is of", async () => {
    const [sold, here] = [[] as string[], [] as string[]];
    for (let n = 0; n < 4; n++) sold.push(await paid());
    for (const traceId of sold) await settled(traceId);
    for (let n = 0; n < 4; n++) here.push(await paid());
    const { rates } = till.market;
    const key = { id: randomUUID(), name: "Till" };
    const common = { merchantId: THORB, key, quoteAmount: null, rate: "then", reason: "", language: "en" } as const;
    const wanted = (orderId: string) =>
      ({ ...common, id: randomUUID(), orderId, title: () => "A refund", now: till.now() }) as const;
    // Without the retries that would hide that two waited in a circle.
    const answers = await Promise.all(
      sold
        .flatMap((one, n) => [here[n]!, one])
        .map((one) => till.database.db.transaction((tx) => beginProgramRefund(tx, wanted(one), rates))),
    );
    expect(answers.map(({ ok }) => ok)).toEqual(answers.map(() => true));
    expect(await rows()).toHaveLength(8);
  });

  test("can be paid for under any name, whatever code a stranger has taken", async () => {
    const traceId = await paid();
    await settled(traceId);
    const refundId = deriveId(THORB, "refund shop-1001-cold");
    const taken = { payeeId: MILA.userId, quoteAmount: "1", quoteAssetId: "usd", settlementAssetId: USDT_TRON };
    const code = await till.ask("POST", "/one_time_payment", { ...taken, traceId: deriveId(refundId, "funding") });
    expect(code.code).toBe(0);
    const refund = await begun({ traceId }, "shop-1001-cold");
    expect([refund.refundId, refund.status, refund.payUrl]).toEqual([refundId, "unpaid", expect.any(String)]);
  });

  test("are told to be unsure where something broke, and are safe to ask for again by their name alone", async () => {
    const [unnamed, named] = [await paid(), await paid()];
    const asset = till.market.rates.asset.bind(till.market.rates);
    let isBroken = false;
    till.market.rates.asset = (id) => {
      // What it comes to is known by then, and it is begun.
      if (isBroken && id === USDT_TRON) throw new Error("broken");
      return asset(id);
    };
    isBroken = true;
    const first = await begin({ traceId: unnamed });
    expect([first.status, first.code, first.message]).toEqual([
      500,
      -1,
      expect.stringContaining("Look before you ask"),
    ]);
    const second = await begin({ traceId: named }, "once");
    expect([second.status, second.code, second.message]).toEqual([500, -1, expect.stringContaining("try again")]);
    isBroken = false;
    const again = await begun({ traceId: named }, "once");
    const all = await rows();
    expect(all.map(({ orderId }) => orderId).toSorted()).toEqual([unnamed, named].toSorted());
    expect(all.find(({ orderId }) => orderId === named)?.id).toBe(again.refundId);
  });

  test("of another shop are neither seen nor touched", async () => {
    const traceId = await paid();
    await settled(traceId);
    const { refundId } = await begun({ traceId, quoteAmount: "1" });
    const stranger = holder(await keyOf(till.database, await anotherShop(till.database)));
    const answers = [
      await stranger.post("/refunds", { traceId }),
      await stranger.post("/refunds", { traceId }, { "idempotency-key": "x" }),
      await stranger.ask("/refunds", { fields: { traceId } }),
      await stranger.ask(`/refunds/${refundId}`),
      await stranger.post(`/refunds/${refundId}/cancel`),
    ];
    expect(answers.map(({ code }) => code)).toEqual([40022, 40022, 40022, 60007, 60007]);
    expect((await rows()).map(({ state }) => state)).toEqual(["unpaid"]);
  });
});
