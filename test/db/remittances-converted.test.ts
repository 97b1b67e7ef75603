import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { transfers } from "../../src/db/schema.js";
import { decimal, plain } from "../../src/payments/money.js";
import { reconcile } from "../../src/payments/payouts/reconcile.js";
import { changeSetting } from "../../src/payments/settings.js";
import { eachEngine } from "../support/databases.js";
import { LiquidTill } from "../support/liquid-till.js";
import { BTC, USDT_ETH, USDT_TRON } from "../support/market.js";
import type { Person } from "../support/payer.js";
import { Remitter, toUser } from "../support/remitter.js";

type Open = Parameters<Parameters<typeof eachEngine>[1]>[0];

/** What every provider does, through the real till on the sandbox's network. */
function contract(kind: "desk" | "route", open: Open) {
  let till: LiquidTill;
  let remitter: Remitter;
  let ada: Person;

  beforeAll(async () => {
    till = await LiquidTill.open(kind, await open());
    remitter = new Remitter(till.database, till.market);
    await changeSetting(till.database.db, "feeBps", 100, null);
    await till.book.refresh();
    ada = await till.payer();
  });

  beforeEach(async () => {
    await till.prices({});
    await till.control.route({ reset: true, delay_ms: 10 });
  });

  afterAll(() => till.close());

  const somebody = async (): Promise<string> => (await till.control.addUser("Bob")).user_id;

  /** What Ada sends to one person, waiting for them. */
  async function sent(quoteAmount: string, quoteAsset = USDT_TRON, paidIn = USDT_TRON) {
    const { order } = await remitter.send(ada.userId, [{ quoteAmount }], { quoteAsset });
    await till.pay(ada, await remitter.quoted(order.id, paidIn));
    const [one] = await remitter.funded(order.id);
    return one!;
  }

  async function proves(): Promise<void> {
    await till.atRest();
    expect(await reconcile(till.database.db, till.wallet, { thorough: true })).toMatchObject({
      ok: true,
      problems: [],
    });
  }

  it("what is sent in coins and paid in others is shared as it was converted, without a fee", async () => {
    const { order } = await remitter.send(ada.userId, [{ quoteAmount: "30" }, { quoteAmount: "70.00000001" }], {
      quoteAsset: USDT_ETH,
    });
    const quote = await remitter.quoted(order.id, BTC);
    await till.pay(ada, quote);
    const [first, last] = await remitter.funded(order.id);
    const paid = await till.order(order.id);
    expect([paid.state, paid.settledAsset, plain(paid.feeAmount!)]).toEqual(["settled", USDT_ETH, "0"]);
    const net = decimal(paid.settlementAmount!);
    if (kind === "desk") expect(plain(net)).toBe(plain(quote.conversion!.settlementAmount));
    expect(net.gt(99) && net.lt(100)).toBe(true);
    expect([first!.assetId, last!.assetId]).toEqual([USDT_ETH, USDT_ETH]);
    expect(plain(decimal(first!.amount!).plus(last!.amount!))).toBe(plain(net));
    expect(decimal(first!.amount!).div(net).minus("0.3").abs().lt("0.000001")).toBe(true);
    const bob = await somebody();
    for (const { id } of [first!, last!]) expect(await remitter.claim(id, toUser(bob))).toEqual({ ok: true });
    await till.gets(bob, 2);
    await proves();
  });

  it("what cannot be had for what was paid is not sent, and its sender has the money back", async () => {
    const { order, remittances } = await remitter.send(ada.userId, [{ quoteAmount: "50" }], { quoteAsset: USDT_ETH });
    const quote = await remitter.quoted(order.id, BTC);
    const before = (await till.got(ada.userId)).length;
    const refill = kind === "desk" ? await till.drain(USDT_ETH) : null;
    await till.control.route({ fail: 1 });
    await till.pay(ada, quote);
    const back = await till.gets(ada.userId, before + 1);
    expect(back).toContain(`0.001 ${BTC} RF|${order.id}|40027`);
    const { id } = remittances[0]!;
    if (kind === "route") {
      expect((await till.order(order.id)).state).toBe("cancelled");
      expect(await remitter.becomes(id, "cancelled")).toMatchObject({ assetId: null, amount: null });
      expect(await remitter.told(id)).toEqual(["cancelled not_convertible"]);
    } else {
      // It is not taken in the first place, and may be paid in another way.
      expect([(await till.order(order.id)).state, (await remitter.one(id)).state]).toEqual(["open", "unpaid"]);
      await till.refill(refill!);
      expect(await remitter.cancel(id, ada.userId)).toBe("cancelled");
    }
    await proves();
  });

  it("its recipient chooses another coin, and gets what was shown, without a fee", async () => {
    const { id } = await sent("50");
    const bob = await somebody();
    const ready = await remitter.prepared(id, toUser(bob), USDT_ETH);
    if (!ready.ok) throw new Error(ready.reason);
    const { order, quote } = ready;
    expect([plain(quote!.paymentAmount), quote!.feeBps, quote!.conversion!.feeAmount]).toEqual(["50", 0, "0"]);
    expect(await remitter.take(id, order.id)).toEqual({ ok: false, reason: "quote_expired" });
    const late = new Date(quote!.expiresAt.getTime() + 31_000);
    expect(await remitter.take(id, order.id, quote!.id, late)).toEqual({ ok: false, reason: "quote_expired" });
    expect(await remitter.take(id, order.id, quote!.id)).toEqual({ ok: true });
    await remitter.becomes(id, "delivered");
    const { settlementAmount, quoteId } = await till.order(order.id);
    expect(await till.got(bob)).toEqual([`${plain(settlementAmount!)} ${USDT_ETH} PM|${order.id}`]);
    if (kind === "desk") expect(plain(settlementAmount!)).toBe(plain(quote!.conversion!.settlementAmount));
    else expect(decimal(settlementAmount!).gte(decimal(quote!.conversion!.settlementAmount).mul("0.9998"))).toBe(true);
    expect(quoteId).toBe(quote!.id);
    await proves();
  });

  it("two who choose different coins at once: one gets theirs, the other is told", async () => {
    const { id } = await sent("20");
    const [bob, eve] = [await somebody(), await somebody()];
    const theirs = await remitter.prepared(id, toUser(bob), USDT_ETH);
    const hers = await remitter.prepared(id, toUser(eve));
    if (!theirs.ok || !hers.ok) throw new Error("not prepared");
    const answers = await Promise.all([
      remitter.take(id, theirs.order.id, theirs.quote!.id),
      remitter.take(id, hers.order.id),
    ]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.find(({ ok }) => !ok)).toEqual({ ok: false, reason: "taken" });
    await remitter.becomes(id, "delivered");
    expect((await till.got(bob)).length + (await till.got(eve)).length).toBe(1);
    await proves();
  });

  return { till: () => till, ada: () => ada, remitter: () => remitter, sent, somebody, proves };
}

eachEngine("money from person to person in other coins", (open) => {
  describe("by the desk", () => {
    const { till, remitter, sent, somebody, proves } = contract("desk", open);

    it("what the desk cannot give any more is not claimed: it waits, and is taken as it was sent", async () => {
      const { id } = await sent("40");
      const bob = await somebody();
      const ready = await remitter().prepared(id, toUser(bob), USDT_ETH);
      if (!ready.ok) throw new Error(ready.reason);
      const refill = await till().drain(USDT_ETH);
      expect(await remitter().take(id, ready.order.id, ready.quote!.id)).toEqual({ ok: false, reason: "no_price" });
      expect((await remitter().one(id)).state).toBe("waiting");
      expect(await remitter().claim(id, toUser(bob))).toEqual({ ok: true });
      await remitter().becomes(id, "delivered");
      expect((await till().got(bob))[0]).toMatch(new RegExp(`^40 ${USDT_TRON} `));
      await till().refill(refill);
      await proves();
    });
  });

  describe("by an exchange", () => {
    const { till, ada, remitter, sent, somebody, proves } = contract("route", open);

    it("a claim whose swap fails is paid as it was sent", async () => {
      const { id } = await sent("0.001", BTC, BTC);
      const bob = await somebody();
      await till().control.route({ fail: 1 });
      expect(await remitter().claim(id, toUser(bob), USDT_ETH)).toEqual({ ok: true });
      const { claimOrderId } = await remitter().becomes(id, "delivered");
      expect(await till().got(bob)).toEqual([`0.001 ${BTC} PM|${claimOrderId}`]);
      await proves();
    });

    it("but to an address, which is of one chain: there its sender has it back", async () => {
      const { id } = await sent("0.001", BTC, BTC);
      const before = (await till().got(ada().userId)).length;
      await till().control.route({ fail: 1 });
      const to = { kind: "address" as const, address: "0xabc", tag: "", fee: "2", label: "0xabc" };
      expect(await remitter().claim(id, to, USDT_ETH)).toEqual({ ok: true });
      const { claimOrderId, returnReason } = await remitter().becomes(id, "returned");
      expect(returnReason).toBe("undeliverable");
      expect((await till().order(claimOrderId!)).state).toBe("cancelled");
      const back = await till().gets(ada().userId, before + 1);
      expect(back).toContain(`0.001 ${BTC} RF|${claimOrderId}|40027`);
      expect(await remitter().told(id)).toEqual(["sent", "claimed", "returned"]);
      await proves();
    });

    it("what a stranger sent to the claim's order and has back is not what its sender waits for", async () => {
      const { id } = await sent("0.001", BTC, BTC);
      const to = { kind: "address" as const, address: "0xdef", tag: "", fee: "2", label: "0xdef" };
      const ready = await remitter().prepared(id, to, USDT_ETH);
      if (!ready.ok) throw new Error(ready.reason);
      const eve = await till().payer();
      const before = (await till().got(eve.userId)).length;
      await till().pay(eve, ready.quote!, "0.00001");
      await till().gets(eve.userId, before + 1);
      await till().control.route({ fail: 1 });
      expect(await remitter().take(id, ready.order.id, ready.quote!.id)).toEqual({ ok: true });
      await remitter().becomes(id, "returned");
      const refunds = await till()
        .database.db.select()
        .from(transfers)
        .where(and(eq(transfers.orderId, ready.order.id), eq(transfers.kind, "refund")));
      expect(Object.fromEntries(refunds.map(({ account, remittanceId }) => [account, remittanceId]))).toEqual({
        [`payer:${ada().userId}`]: id,
        [`payer:${eve.userId}`]: null,
      });
      await proves();
    });

    it("while what was paid is at the exchange it is not sent, and cannot be taken back", async () => {
      await till().control.route({ delay_ms: 3_000 });
      const { order, remittances } = await remitter().send(ada().userId, [{ quoteAmount: "25" }], {
        quoteAsset: USDT_ETH,
      });
      const { id } = remittances[0]!;
      await till().pay(ada(), await remitter().quoted(order.id, BTC));
      await till().becomes(order.id, "paid");
      expect(await remitter().cancel(id, ada().userId)).toBe("converting");
      expect((await remitter().one(id)).state).toBe("unpaid");
      await remitter().becomes(id, "waiting");
      expect(await remitter().cancel(id, ada().userId)).toBe("returning");
      await remitter().becomes(id, "returned");
      await proves();
    });
  });
});
