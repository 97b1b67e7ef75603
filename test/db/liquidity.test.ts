import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { inTransaction } from "../../src/db/database.js";
import { jobs, quotes, transfers } from "../../src/db/schema.js";
import { Decimal, decimal, plain, roundDown, roundUp } from "../../src/payments/money.js";
import { approve, pendingApproval } from "../../src/payments/payouts/control.js";
import type { Quote } from "../../src/payments/quotes.js";
import { previewRefund } from "../../src/payments/refunds/preview.js";
import { changeSetting, resetSetting } from "../../src/payments/settings.js";
import { swapHandlers } from "../../src/payments/swaps.js";
import { eachEngine, quiet } from "../support/databases.js";
import { LiquidTill } from "../support/liquid-till.js";
import { BTC, USDT_ETH, USDT_TRON } from "../support/market.js";
import { until } from "../support/until.js";

/** What a quote promises before the fee. */
const promised = ({ conversion }: Quote): Decimal => decimal(conversion!.settlementAmount).plus(conversion!.feeAmount);

const sum = (a: string, b: string): string => plain(decimal(a).plus(b));
const difference = (a: string, b: string): string => plain(decimal(a).minus(b));

/** What every provider does, through the real till on the sandbox's network. */
function contract(kind: "desk" | "route", open: Parameters<Parameters<typeof eachEngine>[1]>[0]): () => LiquidTill {
  let till: LiquidTill;

  beforeAll(async () => {
    till = await LiquidTill.open(kind, await open());
    await changeSetting(till.database.db, "feeBps", 10, null);
    await till.book.refresh();
  });

  beforeEach(async () => {
    await till.prices({});
    await till.control.route({ reset: true, delay_ms: 10 });
  });

  afterAll(() => till.close());

  it("gives the payee what they want for what is paid: price, spread and fee to the last place", async () => {
    const { id, payeeId } = await till.bill({ quoteAsset: "aed", quoteAmount: "367" });
    const before = { btc: await till.owned(BTC), usdt: await till.owned(USDT_ETH) };
    const quote = await till.quoted(id);
    // 367 AED are 100 USD, at 50,000 a coin.
    expect(plain(quote.paymentAmount)).toBe("0.002");
    const gross = promised(quote);
    expect(quote.conversion).toMatchObject({ provider: kind, rate: "50000", settlementAsset: USDT_ETH });
    if (kind === "desk") expect(plain(gross)).toBe("99.5");
    else expect(gross.lt("99.71") && gross.gt("99.68")).toBe(true);
    const fee = roundDown(gross.mul(10).div(10_000));
    expect(plain(quote.conversion!.feeAmount)).toBe(plain(fee));

    const payer = await till.payer();
    await till.pay(payer, quote);
    const paid = await till.becomes(id, "settled");
    // Route gives what it has quoted, of which the till counts with what is left after a whole number of basis points.
    const out = kind === "desk" ? gross : decimal((await till.swap(id))!.receivedAmount!);
    expect(out.gte(gross.mul("0.9998"))).toBe(true);
    const charged = roundDown(out.mul(10).div(10_000));
    expect([paid.settledAsset, paid.oddity, paid.payerId]).toEqual([USDT_ETH, "none", payer.userId]);
    expect([paid.settlementAmount, paid.feeAmount].map((amount) => plain(amount!))).toEqual([
      plain(out.minus(charged)),
      plain(charged),
    ]);
    expect(await till.got(payeeId)).toEqual([`${plain(out.minus(charged))} ${USDT_ETH} PM|${id}`]);
    await till.atRest();

    const after = { btc: await till.owned(BTC), usdt: await till.owned(USDT_ETH) };
    expect(difference(after.usdt.fees, before.usdt.fees)).toBe(plain(charged));
    const moved = [difference(after.btc.float, before.btc.float), difference(after.usdt.float, before.usdt.float)];
    expect(moved).toEqual(kind === "desk" ? ["0.002", plain(gross.neg())] : ["0", "0"]);
    expect([await till.balance("network", BTC), await till.balance("network", USDT_ETH)]).toEqual(["0", "0"]);
  });

  it("leaves what is paid as it is when that is what the payee wants", async () => {
    const { id, payeeId } = await till.bill({ quoteAmount: "0.01", quoteAsset: BTC, settlementAsset: BTC });
    const quote = await till.quoted(id);
    expect(quote.conversion).toBeNull();
    await till.pay(await till.payer(), quote);
    await till.becomes(id, "settled");
    // A tenth of a percent of it is the operator's.
    expect(await till.got(payeeId)).toEqual([`0.00999 ${BTC} PM|${id}`]);
    await till.atRest();
  });

  it("tells assets of one symbol apart: what is paid on one chain is settled on the other", async () => {
    const { id, payeeId } = await till.bill();
    const quote = await till.quoted(id, { assetId: USDT_TRON });
    await till.pay(await till.payer(), quote);
    await till.becomes(id, "settled");
    const [settlement] = await till.got(payeeId);
    expect(settlement).toContain(USDT_ETH);
    await till.atRest();
  });

  it("converts the parts of one sender together, and sends a surplus back as it came", async () => {
    const { id, payeeId } = await till.bill();
    const payer = await till.payer();
    const quote = await till.quoted(id);
    await till.pay(payer, quote, "0.0015");
    await until("the part to be kept", async () => (await till.told(id, "tell.partial")).length === 1);
    const rest = await till.quoted(id, { payerId: payer.userId });
    expect([plain(rest.paymentAmount), plain(rest.covers!)]).toEqual(["0.0005", "25"]);
    expect(plain(promised(rest))).toBe(kind === "desk" ? "99.5" : plain(promised(rest)));
    await till.pay(payer, rest, "0.0007");
    const paid = await till.becomes(id, "settled");
    expect([paid.paymentAmount, paid.surplusAmount, paid.oddity]).toEqual(["0.00200000", "0.00020000", "over"]);
    expect(await till.gets(payer.userId, 1)).toEqual([`0.0002 ${BTC} RF|${id}|40024`]);
    const out = sum(paid.settlementAmount!, paid.feeAmount!);
    if (kind === "desk") expect(out).toBe("99.5");
    else expect((await till.swap(id))!.fromAmount).toBe("0.00200000");
    expect(await till.got(payeeId)).toHaveLength(1);
    await till.atRest();
  });

  it("takes a quote that is over at today's rate when that is near, and sends the money back when it is not", async () => {
    const payer = await till.payer();
    const old = { now: new Date(Date.now() - 10 * 60_000) };
    const [near, far, priceless] = [await till.bill(), await till.bill(), await till.bill()];
    const nearly = await till.quoted(near.id, old);
    const farOff = await till.quoted(far.id, old);
    const unknown = await till.quoted(priceless.id, old);
    // 100 USD were 0.002; now they are 0.00201005, half a percent more.
    await till.prices({ usd: { [BTC]: "49750" } });
    await till.pay(payer, nearly);
    const taken = await till.becomes(near.id, "settled");
    const out = sum(taken.settlementAmount!, taken.feeAmount!);
    const worth = decimal("0.002").mul("49750");
    if (kind === "desk") expect(out).toBe(plain(roundDown(worth.mul("0.995"))));
    else expect(decimal(out).lt(worth) && decimal(out).gt(worth.mul("0.99"))).toBe(true);

    await till.prices({ usd: { [BTC]: "48000" } });
    await till.pay(payer, farOff);
    expect(await till.gets(payer.userId, 1)).toEqual([`0.002 ${BTC} RF|${far.id}|40025`]);
    expect((await till.order(far.id)).state).toBe("open");
    // Without a price nobody can say whether it is near.
    await till.prices({ usd: { [BTC]: "0" } });
    await till.pay(payer, unknown);
    expect(await till.gets(payer.userId, 2)).toContain(`0.002 ${BTC} RF|${priceless.id}|40025`);
    await till.prices({});
    await till.atRest();
  });

  it("refuses what is too much, says how much is not, and takes that", async () => {
    if (kind === "desk") await changeSetting(till.database.db, "deskLimits", { [USDT_ETH]: "500" }, null);
    else await till.control.route({ ranges: { [BTC]: { min: "0.0001", max: "0.01" } } });
    await till.book.refresh();
    const answer = await till.ask((await till.bill({ quoteAmount: "600" })).id);
    expect(answer).toEqual({ ok: false, reason: "not_covered", most: "500" });
    if (kind === "route") {
      const tiny = await till.bill({ quoteAmount: "4.9" });
      expect(await till.ask(tiny.id)).toEqual({ ok: false, reason: "not_settleable" });
    }
    const { id } = await till.bill({ quoteAmount: "490" });
    await till.pay(await till.payer(), await till.quoted(id));
    await till.becomes(id, "settled");
    await resetSetting(till.database.db, "deskLimits");
    await till.book.refresh();
    await till.atRest();
  });

  it("serves many at once, each exactly, and the books agree", async () => {
    const bills = await Promise.all(Array.from({ length: 8 }, (_, i) => till.bill({ quoteAmount: String(20 + i) })));
    const payers = await Promise.all(bills.map(() => till.payer()));
    const made = await Promise.all(bills.map(({ id }) => till.quoted(id)));
    await Promise.all(made.map((quote, i) => till.pay(payers[i]!, quote)));
    for (const [i, { id, payeeId }] of bills.entries()) {
      const paid = await till.becomes(id, "settled");
      expect(plain(paid.paymentAmount!)).toBe(plain(roundUp(decimal(String(20 + i)).div(50_000))));
      const [settlement] = await till.gets(payeeId, 1);
      expect(settlement).toContain(`${plain(paid.settlementAmount!)} ${USDT_ETH} PM|`);
    }
    await till.atRest();
  });

  return () => till;
}

eachEngine("liquidity of the desk", (open) => {
  const till = contract("desk", open);

  describe("when the float is gone between quote and payment", () => {
    it("gives the payee what was paid, and says so", async () => {
      const { id, payeeId } = await till().bill();
      const quote = await till().quoted(id);
      const taken = await till().drain(USDT_ETH);
      await till().pay(await till().payer(), quote);
      const paid = await till().becomes(id, "settled");
      await till().refill(taken);
      expect([paid.settledAsset, plain(paid.settlementAmount!), plain(paid.feeAmount!)]).toEqual([
        BTC,
        "0.001998",
        "0.000002",
      ]);
      expect(await till().got(payeeId)).toEqual([`0.001998 ${BTC} PM|${id}`]);
      expect(await till().told(id, "tell.fallback")).toEqual(["as_paid"]);
      await till().atRest();
    });

    it("gives the payer everything back when the order is strict; it can be paid another way", async () => {
      const { id } = await till().bill({ strict: true });
      const quote = await till().quoted(id);
      const taken = await till().drain(USDT_ETH);
      const payer = await till().payer();
      await till().pay(payer, quote);
      expect(await till().gets(payer.userId, 1)).toEqual([`0.002 ${BTC} RF|${id}|40027`]);
      expect((await till().order(id)).state).toBe("open");
      await till().refill(taken);
      await till().pay(payer, await till().quoted(id, { fresh: true }));
      await till().becomes(id, "settled");
      await till().atRest();
    });
  });

  it("keeps what its quote promised when the price vanishes before the payment", async () => {
    const { id } = await till().bill();
    const quote = await till().quoted(id);
    await till().prices({ usd: { [BTC]: "0", [USDT_ETH]: "0" } });
    await till().pay(await till().payer(), quote);
    const paid = await till().becomes(id, "settled");
    expect(sum(paid.settlementAmount!, paid.feeAmount!)).toBe("99.5");
    await till().prices({});
    await till().atRest();
  });

  it("never gives more than its float: of payers at once those it has quoted are served", async () => {
    const { float } = await till().owned(USDT_ETH);
    const each = plain(decimal(float).div(4).toDecimalPlaces(0, Decimal.ROUND_DOWN));
    const bills = await Promise.all(Array.from({ length: 7 }, () => till().bill({ quoteAmount: each })));
    const answers = await Promise.all(bills.map(({ id }) => till().ask(id)));
    const made = answers.flatMap((answer) => (answer.ok ? [answer.quote] : []));
    expect(made).toHaveLength(4);
    const payer = await till().payer();
    for (const quote of made) await till().pay(payer, quote);
    for (const quote of made) {
      const paid = await till().becomes(quote.orderId, "settled");
      expect(paid.settledAsset).toBe(USDT_ETH);
    }
    await till().atRest();
    const left = await till().owned(USDT_ETH);
    expect(left.float).toBe(difference(float, plain(promised(made[0]!).mul(4))));
    expect(decimal(left.float).gte(0)).toBe(true);
  });
});

eachEngine("liquidity of Mixin Route", (open) => {
  const till = contract("route", open);

  /** An order that was paid in BTC, and who paid it. */
  async function paid(given: Parameters<LiquidTill["bill"]>[0] = {}) {
    const order = await till().bill(given);
    const payer = await till().payer();
    await till().pay(payer, await till().quoted(order.id));
    return { ...order, payer };
  }

  it("sends exactly what Route wants, once, under Route's trace", async () => {
    const { id } = await paid();
    await till().becomes(id, "settled");
    const swap = (await till().swap(id))!;
    const truth = await till().control.route({});
    const asked = truth.orders.find((one) => one.trace === swap.trace)!;
    expect(asked).toMatchObject({ input_asset: BTC, input_amount: "0.002", output_asset: USDT_ETH, state: "sent" });
    expect(truth.payments.filter((one) => one.order_id === asked.order_id)).toHaveLength(1);
    expect(swap).toMatchObject({ state: "received", memo: asked.order_id });
  });

  it("gives the payee what was paid when the swap fails, and the payer when the order is strict", async () => {
    await till().control.route({ fail: 2 });
    const kept = await paid();
    await till().becomes(kept.id, "settled");
    expect(await till().got(kept.payeeId)).toEqual([`0.001998 ${BTC} PM|${kept.id}`]);
    expect(await till().told(kept.id, "tell.fallback")).toEqual(["as_paid"]);
    const strict = await paid({ strict: true });
    await till().becomes(strict.id, "cancelled");
    expect(await till().gets(strict.payer.userId, 1)).toEqual([`0.002 ${BTC} RF|${strict.id}|40027`]);
    expect(await till().told(strict.id, "tell.fallback")).toEqual(["returned"]);
    for (const { id } of [kept, strict]) expect((await till().swap(id))!.state).toBe("returned");
    await till().atRest();
  });

  it("does not begin a swap that Route refuses or that would bring too little; nothing is sent then", async () => {
    const orders = [await till().bill(), await till().bill({ strict: true })];
    const payer = await till().payer();
    const made = await Promise.all(orders.map(({ id }) => till().quoted(id)));
    await till().prices({ usd: { [BTC]: "0" } });
    await till().pay(payer, made[0]!);
    await till().becomes(orders[0]!.id, "settled");
    await till().prices({});
    // Two percent less than promised is more than the operator's band.
    await till().control.route({ reset: true, fee_bps: 230 });
    await till().pay(payer, made[1]!);
    await till().becomes(orders[1]!.id, "cancelled");
    expect(await till().got(orders[0]!.payeeId)).toEqual([`0.001998 ${BTC} PM|${orders[0]!.id}`]);
    expect(await till().gets(payer.userId, 1)).toEqual([`0.002 ${BTC} RF|${orders[1]!.id}|40027`]);
    const ended = await Promise.all(orders.map(({ id }) => till().swap(id)));
    expect(ended.map((swap) => [swap!.state, swap!.recipient])).toEqual([
      ["failed", null],
      ["failed", null],
    ]);
    expect(ended.map((swap) => swap!.problem)).toEqual([
      "the exchange refuses: no_quote",
      "the exchange gives too little by now",
    ]);
    await till().atRest();
  });

  it("that brings less than the least is the payer's when the order is strict, else the payee's", async () => {
    await till().control.route({ slippage_bps: 300 });
    const [kept, strict] = [await paid(), await paid({ strict: true })];
    const settled = await till().becomes(kept.id, "settled");
    await till().becomes(strict.id, "cancelled");
    const swap = (await till().swap(strict.id))!;
    expect(decimal(swap.receivedAmount!).lt(swap.minimumAmount)).toBe(true);
    expect(await till().gets(strict.payer.userId, 1)).toEqual([
      `${plain(swap.receivedAmount!)} ${USDT_ETH} RF|${strict.id}|40027`,
    ]);
    expect(settled.settledAsset).toBe(USDT_ETH);
    await till().atRest();
  });

  it("waits for Route, tells operators when it takes too long, and ends well when it answers after all", async () => {
    await till().control.route({ never: 1 });
    const { id, payeeId } = await paid();
    const swap = await until("the swap to be paid", async () => {
      const found = await till().swap(id);
      return found?.state === "sent" && found;
    });
    const late = { name: "swap.late", dedupeKey: `swap.late:${swap.id}` };
    const [job] = await till().database.db.select().from(jobs).where(eq(jobs.dedupeKey, late.dedupeKey));
    expect(job!.runAt.getTime() - swap.sentAt!.getTime()).toBe(10 * 60_000);
    await until("our leg to arrive", async () =>
      (await till().control.route({})).orders.some(({ trace, state }) => trace === swap.trace && state !== "created"),
    );
    await till().database.db.update(jobs).set({ runAt: new Date() }).where(eq(jobs.id, job!.id));
    const alerts = await until("the alarm", async () => {
      const found = await till().alerts(swap.id);
      return found.length > 0 && found;
    });
    const since = swap.sentAt!.toISOString();
    expect(alerts).toEqual([{ kind: "swap_late", swapId: swap.id, assetId: BTC, amount: "0.002", since }]);
    expect((await till().order(id)).state).toBe("paid");
    await till().control.route({ release: true });
    await till().becomes(id, "settled");
    expect(await till().gets(payeeId, 1)).toHaveLength(1);
    await till().atRest();
  });

  it("takes back our leg when it could not leave in time; the money goes the other way", async () => {
    const { database } = till();
    await changeSetting(database.db, "perTransferUsd", "50", null);
    const [kept, strict] = [await paid(), await paid({ strict: true })];
    for (const { id } of [kept, strict]) {
      const leg = await until("our leg to wait for an operator", async () => {
        const [found] = await database.db.select().from(transfers).where(eq(transfers.orderId, id));
        return found?.state === "approval" && found;
      });
      const { id: swapId } = (await till().swap(id))!;
      await database.db
        .update(jobs)
        .set({ runAt: new Date() })
        .where(eq(jobs.dedupeKey, `swap.late:${swapId}`));
      await until("the swap to be given up", async () => (await till().swap(id))!.state === "failed");
      expect(await inTransaction(database.db, (tx) => approve(tx, leg.requestId, leg.requestId))).toBe(false);
      expect(await till().alerts(swapId)).toEqual([]);
    }
    await resetSetting(database.db, "perTransferUsd");
    // A payout that was begun under the limit comes to wait for its approval a moment later.
    await until("both to be approved", async () => {
      for (const { requestId, kind } of await pendingApproval(database.db)) {
        expect(["settlement", "refund"]).toContain(kind);
        await approve(database.db, requestId, requestId);
      }
      const [gotKept, gotStrict] = [await till().got(kept.payeeId), await till().got(strict.payer.userId)];
      return gotKept.length === 1 && gotStrict.length === 1;
    });
    await till().becomes(kept.id, "settled");
    await till().becomes(strict.id, "cancelled");
    expect(await till().gets(kept.payeeId, 1)).toEqual([`0.001998 ${BTC} PM|${kept.id}`]);
    expect(await till().gets(strict.payer.userId, 1)).toEqual([`0.002 ${BTC} RF|${strict.id}|40027`]);
    await till().atRest();
  });

  it("is not given back by the merchant while it may still go back by itself", async () => {
    const { database, market } = till();
    await till().control.route({ never: 1 });
    const { id, merchantId } = await paid({ strict: true });
    const swap = await until("the swap to be paid", async () => {
      const found = await till().swap(id);
      return found?.state === "sent" && found;
    });
    const wish = { merchantId, orderId: id, part: { of: "all" as const }, rate: "then" as const };
    const preview = () => previewRefund(database.db, market.rates, wish, new Date());
    expect(await preview()).toEqual({ ok: false, reason: "converting" });
    await until("our leg to arrive", async () => {
      const { orders } = await till().control.route({});
      return orders.some(({ trace, state }) => trace === swap.trace && state !== "created");
    });
    await till().control.route({ release: true });
    await till().becomes(id, "settled");
    expect(await preview()).toMatchObject({ ok: true, preview: { amount: "0.002", source: "link" } });
    await till().atRest();
  });

  it("that is begun twice, or by a process that dies between asking and storing, is made once", async () => {
    const { database, exchange } = till();
    const before = (await till().control.route({})).orders.length;
    const { id } = await till().bill();
    await till().withoutJobs(async () => {
      await till().pay(await till().payer(), await till().quoted(id));
      await till().becomes(id, "paid");
      const swapId = (await till().swap(id))!.id;
      const dedupeKey = `swap.begin:${swapId}`;
      const [job] = await database.db.select().from(jobs).where(eq(jobs.dedupeKey, dedupeKey));
      const { "swap.begin": begin } = swapHandlers({ database, exchange, log: quiet });
      await expect(begin.run(job!, () => Promise.reject(new Error("killed")))).rejects.toThrow("killed");
      expect((await till().swap(id))!.state).toBe("wanted");
      const run = () => begin.run(job!, (work) => database.db.transaction(work));
      await Promise.all([run(), run()]);
      await run();
    });
    await till().becomes(id, "settled");
    await till().atRest();
    const swap = (await till().swap(id))!;
    const made = await database.db.select().from(transfers).where(eq(transfers.swapId, swap.id));
    expect(made.filter(({ kind }) => kind === "swap")).toMatchObject([
      { requestId: swap.trace, account: "network", memo: swap.memo, state: "done" },
    ]);
    const asked = (await till().control.route({})).orders.slice(before);
    expect(asked.map(({ state }) => state).toSorted()).toEqual(["created", "created", "sent"]);
  });

  it("waits while payouts are paused, and while Route is silent", async () => {
    const { database } = till();
    await changeSetting(database.db, "paused", { why: "operator", at: new Date().toISOString() }, null);
    const { id } = await paid();
    await till().becomes(id, "paid");
    const put = await until("the swap to be put off", async () => {
      const found = await database.db.select().from(jobs).where(eq(jobs.name, "swap.begin"));
      return found.find((job) => job.doneAt === null && job.runAt > new Date());
    });
    expect((await till().swap(id))!.state).toBe("wanted");
    await resetSetting(database.db, "paused");
    await till().control.route({ silent: 1 });
    await database.db.update(jobs).set({ runAt: new Date() }).where(eq(jobs.id, put.id));
    await until("the swap", async () => (await till().order(id)).state === "settled", { timeoutMs: 40_000 });
    expect((await till().swap(id))!.state).toBe("received");
    await till().atRest();
  }, 60_000);

  it("is not quoted when Route is silent or its price is far from the oracle's", async () => {
    const { id } = await till().bill();
    await till().control.route({ fee_bps: 600 });
    expect(await till().ask(id)).toEqual({ ok: false, reason: "no_price" });
    await till().control.route({ no_quote: true });
    expect(await till().ask(id)).toEqual({ ok: false, reason: "no_price" });
    expect(await till().database.db.select().from(quotes).where(eq(quotes.orderId, id))).toEqual([]);
  });
});
