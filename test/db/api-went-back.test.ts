import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { inTransaction } from "../../src/db/database.js";
import { merchants, refunds, rollups } from "../../src/db/schema.js";
import { answerLate, returnHeld } from "../../src/payments/held.js";
import { expireOrders, viewOrder } from "../../src/payments/orders.js";
import { requestQuote } from "../../src/payments/quotes.js";
import { ApiTill, BOT, MILA, type Shown } from "../support/api-till.js";
import { eachEngine } from "../support/databases.js";
import { USDT_TRON } from "../support/market.js";
import { KeyHolder, keyOf } from "../support/own-api.js";
import { THORB } from "../support/pay-pages.js";

interface Told {
  status: string;
  failureCode: string;
  paymentAmount: string;
  txid: string;
  payment: { isMultiPay: boolean };
  transactions: { txid: string }[];
}

interface Refund {
  refundId: string;
  status: string;
  quoteAmount: string;
  amount: string;
  payUrl: string;
  payUntil?: number;
}

eachEngine("what programs are told where money went back", (open) => {
  const till = new ApiTill(open);
  let shop: KeyHolder;
  beforeEach(async () => {
    shop = new KeyHolder((path, init) => till.request(path, init), await keyOf(till.database, THORB));
    await till.database.db
      .update(merchants)
      .set({ toleranceBps: 500, graceSeconds: 3600 })
      .where(eq(merchants.id, THORB));
  });

  /** 100 in the coin it is paid in, for a minute. */
  const asked = () =>
    till.told<Shown>("POST", "/payments", {
      payeeId: THORB,
      quoteAmount: "100",
      quoteAssetId: USDT_TRON,
      paymentAssetId: USDT_TRON,
      settlementAssetId: USDT_TRON,
      expireSeconds: "60",
    });
  const result = (traceId: string) =>
    till.told<Told>("GET", "/payments_result", { traceId, with: "payment,transactions" });
  const listed = async (status: string) =>
    (await shop.told<{ orders: unknown[] }>("/orders", { fields: { status } })).orders.length;
  /** Money that is sent a second after the deadline. */
  const late = () => ({ createdAt: new Date(till.now().getTime() + 61_000).toISOString() });
  const answer = (outputId: string, accept: boolean) =>
    inTransaction(till.database.db, (tx) => answerLate(tx, { outputId, accept, market: till.market, now: till.now() }));

  it.each([false, true])("gives back no more than came of what was taken as enough (late: %s)", async (isLate) => {
    // Somebody else's money, out of which more could be given.
    await till.pays(await asked(), { senders: [randomUUID()] });
    const shown = await asked();
    const came = await till.pays(shown, { senders: [MILA.userId], amount: "96", ...(isLate && late()) });
    till.ahead = 62_000;
    if (isLate) await answer(came.outputId, true);
    const refund = await shop.post<Refund>("/refunds", { traceId: shown.traceId, rate: "today" });
    expect(refund.data).toMatchObject({ quoteAmount: "96", amount: "96" });
    // Midnight may lie between the two.
    const days = (await till.database.db.select().from(rollups)).filter(({ span }) => span === "day");
    const sum = (of: "gross" | "paid") => days.reduce((total, day) => total + Number(day[of]), 0);
    expect([sum("gross"), sum("paid")]).toEqual([196, 196]);
    expect((await viewOrder(till.database.db, shown.traceId, till.now()))?.order.oddity).toBe(
      isLate ? "late" : "partial",
    );
  });

  it("is no part any more once its sender has taken it back", async () => {
    const shown = await asked();
    const { outputId } = await till.pays(shown, { senders: [MILA.userId], amount: "40" });
    expect(await result(shown.traceId)).toMatchObject({ status: "paid_less", paymentAmount: "40" });
    expect(await listed("paid_less")).toBe(1);
    await inTransaction(till.database.db, (tx) => returnHeld(tx, { outputId, senderId: MILA.userId, now: till.now() }));
    expect(await result(shown.traceId)).toMatchObject({
      status: "unpaid",
      paymentAmount: "0",
      txid: "",
      transactions: [],
    });
    expect([await listed("paid_less"), await listed("unpaid")]).toEqual([0, 1]);
    till.ahead = 4_000_000;
    await expireOrders(till.database.db, till.now(), till.now());
    expect(await result(shown.traceId)).toMatchObject({ status: "failed", failureCode: "40000" });
  });

  it("is a part to the end where it was kept until then", async () => {
    const shown = await asked();
    const { transactionHash } = await till.pays(shown, { senders: [MILA.userId], amount: "40" });
    till.ahead = 4_000_000;
    await expireOrders(till.database.db, till.now(), till.now());
    expect(await result(shown.traceId)).toMatchObject({
      status: "failed",
      failureCode: "40024",
      paymentAmount: "40",
      txid: transactionHash,
    });
  });

  it("waits for nobody's word once the shop has said no", async () => {
    const shown = await asked();
    const { outputId } = await till.pays(shown, { senders: [MILA.userId], ...late() });
    till.ahead = 62_000;
    expect(await result(shown.traceId)).toMatchObject({ status: "confirming", paymentAmount: "100" });
    await answer(outputId, false);
    expect(await result(shown.traceId)).toMatchObject({ status: "unpaid", paymentAmount: "0", transactions: [] });
  });

  it("is not among what paid the order", async () => {
    const shown = await asked();
    await till.pays(shown, { senders: [randomUUID()], amount: "30", requestId: randomUUID() });
    const accepted = await till.pays(shown, { senders: [MILA.userId], ...late() });
    await till.pays(shown, { senders: [randomUUID()], requestId: randomUUID(), ...late() });
    till.ahead = 62_000;
    await answer(accepted.outputId, true);
    const hash = accepted.transactionHash;
    expect(await result(shown.traceId)).toMatchObject({
      status: "pending",
      paymentAmount: "100",
      txid: hash,
      payment: { isMultiPay: false },
      transactions: [{ txid: hash }],
    });
  });

  describe("a refund that the shop pays for", () => {
    it("is on its way once it is paid for, and offers nobody to pay again", async () => {
      const shown = await asked();
      await till.pays(shown, { senders: [MILA.userId] });
      await till.settle(async () => (await result(shown.traceId)).status === "success");
      const begun = await shop.post<Refund>("/refunds", { traceId: shown.traceId });
      expect(begun.data).toMatchObject({ status: "unpaid", payUrl: expect.stringContaining("/code/") });
      const [refund] = await till.database.db.select().from(refunds);
      const request = { orderId: refund!.fundingOrderId!, assetId: USDT_TRON, now: till.now() };
      const quoted = await requestQuote(till.database.db, till.market, request);
      if (!quoted.ok) throw new Error(quoted.reason);
      const { id: traceId, paymentAmount } = quoted.quote;
      await till.pays(
        { recipient: BOT, traceId, memo: "", paymentAssetId: USDT_TRON, paymentAmount },
        { senders: [THORB] },
      );
      const now = await shop.told<Refund>(`/refunds/${begun.data.refundId}`);
      expect(now).toMatchObject({ status: "pending", payUrl: "" });
      expect(now.payUntil).toBeUndefined();
      expect((await shop.post(`/refunds/${begun.data.refundId}/cancel`)).code).toBe(60008);
    });
  });
});
