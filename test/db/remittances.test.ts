import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inTransaction } from "../../src/db/database.js";
import { cursors, intakes, jobs, orders, remittances, transfers } from "../../src/db/schema.js";
import { createWorker } from "../../src/db/worker.js";
import { balances } from "../../src/payments/ledger.js";
import { setMilestone } from "../../src/payments/milestone.js";
import { decimal, plain } from "../../src/payments/money.js";
import { expireOrders } from "../../src/payments/orders.js";
import { stuckAt } from "../../src/payments/payouts/stuck.js";
import { payeeOf } from "../../src/payments/payees.js";
import { previewRefund } from "../../src/payments/refunds/preview.js";
import { expireRemittance } from "../../src/payments/remittances/close.js";
import { nudgeRemittance, remittanceJobs } from "../../src/payments/remittances/jobs.js";
import { fundingOf, remittancesFor, remittancesOf } from "../../src/payments/remittances/read.js";
import { returnStuckClaims } from "../../src/payments/remittances/undeliverable.js";
import { changeSetting } from "../../src/payments/settings.js";
import { verifyLedger } from "../../src/payments/verify.js";
import type { Treasury } from "../../src/payments/treasury.js";
import { eachEngine, quiet } from "../support/databases.js";
import { ADA, PaperTill } from "../support/paper-till.js";
import { Remitter, toUser } from "../support/remitter.js";
import { BTC, openShop, order as orderOf, standingMarket, USDT_TRON } from "../support/till.js";
import { until } from "../support/until.js";

const BOB = randomUUID();
const EVE = randomUUID();

eachEngine("money from person to person", (open, engine) => {
  const till = new PaperTill(open);
  let treasury: Treasury;
  let remitter: Remitter;

  beforeEach(async () => {
    remitter = new Remitter(till.database, standingMarket());
    await changeSetting(till.database.db, "feeBps", 100, null);
    treasury = await till.start();
  });

  /** Everything is final, and books, rows and network agree. */
  afterEach(async () => {
    await until("everything to be final", async () =>
      (await till.transfers()).every(({ state }) => state === "done" || state === "cancelled"),
    );
    await treasury.stop();
    await till.adds();
  });

  type Amounts = readonly string[];
  const sends = (amounts: Amounts, given: Parameters<Remitter["send"]>[2] = {}) =>
    remitter.send(
      ADA,
      amounts.map((quoteAmount) => ({ quoteAmount, recipientId: BOB })),
      given,
    );

  /** Ada pays an order, all of it or this amount. */
  async function pays(orderId: string, assetId: string, amount?: string, from = ADA): Promise<string> {
    const quote = await remitter.quoted(orderId, assetId);
    const paid = amount ?? plain(quote.paymentAmount);
    till.network.receive({ senders: [from], requestId: quote.id, memo: orderId, assetId, amount: paid });
    treasury.wake();
    return paid;
  }

  /** Paid by Ada, waiting for Bob. */
  async function sent(amounts: Amounts = ["10"], given: Parameters<Remitter["send"]>[2] = {}, assetId = USDT_TRON) {
    const { order } = await sends(amounts, given);
    await pays(order.id, assetId);
    return remitter.funded(order.id);
  }

  async function sentOne(given: Parameters<Remitter["send"]>[2] = {}) {
    const [one] = await sent(["10"], given);
    return one!;
  }

  const orderRow = async (id: string) => (await till.database.db.select().from(orders).where(eq(orders.id, id)))[0]!;

  /** What reached somebody: "amount asset memo". */
  const got = (userId: string) =>
    till.network.paid
      .filter(({ to }) => to[0] === userId)
      .map(({ amount, assetId, memo }) => `${amount} ${assetId} ${Buffer.from(memo, "base64").toString()}`);

  const keptInBooks = async () =>
    (await balances(till.database.db))
      .filter(({ account }) => account.startsWith("claim:"))
      .map(({ account, assetId, amount }) => `${account} ${assetId} ${amount}`);

  describe("paid for", () => {
    it("in coins: exactly those wait for each recipient, and no fee is taken", async () => {
      const { order, remittances: lines } = await sends(["10", "0.5", "2.25"]);
      expect(order).toMatchObject({ source: "transfer", strict: true, settlementAsset: USDT_TRON, merchantId: ADA });
      expect([plain(order.quoteAmount), lines.map(({ state }) => state)]).toEqual(["12.75", Array(3).fill("unpaid")]);
      expect(await pays(order.id, USDT_TRON)).toBe("12.75");
      const paid = await remitter.funded(order.id);
      expect(paid.map(({ amount, assetId }) => `${plain(amount!)} ${assetId}`)).toEqual(
        ["10", "0.5", "2.25"].map((amount) => `${amount} ${USDT_TRON}`),
      );
      expect(await orderRow(order.id)).toMatchObject({ state: "settled", payerId: ADA, oddity: "none" });
      expect(await keptInBooks()).toEqual([`claim:${order.id} ${USDT_TRON} -12.75`]);
      for (const { id } of paid) expect(await remitter.told(id)).toEqual(["sent"]);
      expect(await till.owed()).toEqual([]);
    });

    it("in a currency: what is paid is shared, and the last has the dust", async () => {
      const third = "3.34";
      const paid = await sent([third, third, third], { quoteAsset: "aed" }, BTC);
      const total = paid.reduce((sum, { amount }) => sum.plus(amount!), decimal("0"));
      const { paymentAmount } = await orderRow(paid[0]!.orderId);
      expect(plain(total)).toBe(plain(paymentAmount!));
      const [first, second, last] = paid.map(({ amount }) => decimal(amount!));
      expect(first!.eq(second!) && last!.gt(first!)).toBe(true);
      expect(paid.map(({ assetId }) => assetId)).toEqual([BTC, BTC, BTC]);
      for (const { id } of paid) expect(await remitter.claim(id, toUser(BOB))).toEqual({ ok: true });
      await Promise.all(paid.map(({ id }) => remitter.becomes(id, "delivered")));
    });

    it("too small a part of the price to be a coin's smallest: it is over, and the others have it", async () => {
      const { order, remittances: lines } = await sends(["0.00000001", "100"], { quoteAsset: "usd" });
      await pays(order.id, BTC);
      const rest = await remitter.becomes(lines[1]!.id, "waiting");
      const funding = await fundingOf(till.database.db, rest.id);
      expect(funding!.remittances.map(({ state }) => state)).toEqual(["cancelled", "waiting"]);
      expect([plain(rest.amount!), funding!.order.state]).toEqual(["0.00200001", "settled"]);
      expect(await remitter.told(lines[0]!.id)).toEqual(["cancelled not_convertible"]);
    });

    it("in parts, and too much: the rest is waited for, what is over goes back", async () => {
      const { order, remittances: lines } = await sends(["10"]);
      await pays(order.id, USDT_TRON, "4");
      await until("the part to be kept", async () => (await till.database.db.select().from(intakes)).length === 1);
      expect((await remitter.one(lines[0]!.id)).state).toBe("unpaid");
      await pays(order.id, USDT_TRON, "7.5");
      const [paid] = await remitter.funded(order.id);
      expect([plain(paid!.amount!), (await orderRow(order.id)).oddity]).toEqual(["10", "over"]);
      await until("the surplus to be back", () => got(ADA).length === 1);
      expect(got(ADA)).toEqual([`1.5 ${USDT_TRON} RF|${order.id}|40024`]);
    });

    it("not in time: nobody is sent anything, and money that comes then goes back", async () => {
      const { order, remittances: lines } = await sends(["10", "5"]);
      const quote = await remitter.quoted(order.id, USDT_TRON);
      const later = new Date(Date.now() + 2 * 60 * 60_000);
      expect(await expireOrders(till.database.db, later, later)).toBe(1);
      for (const { id } of lines) {
        expect([(await remitter.one(id)).state, await remitter.told(id)]).toEqual(["cancelled", ["cancelled expired"]]);
      }
      const late = { assetId: USDT_TRON, amount: "15", requestId: quote.id, memo: order.id };
      till.network.receive({ senders: [ADA], ...late });
      treasury.wake();
      await until("the money to be back", () => got(ADA).length === 1);
      expect(got(ADA)).toEqual([`15 ${USDT_TRON} RF|${order.id}|40000`]);
    });

    it("not at all, for its sender takes it back: all that was sent with it is over", async () => {
      const { order, remittances: lines } = await sends(["10", "5"]);
      expect(await remitter.cancel(lines[0]!.id, EVE)).toBe("unknown");
      expect(await remitter.cancel(lines[0]!.id, ADA)).toBe("cancelled");
      expect(await remitter.cancel(lines[1]!.id, ADA)).toBe("over");
      for (const { id } of lines) expect(await remitter.told(id)).toEqual(["cancelled cancelled"]);
      expect((await orderRow(order.id)).state).toBe("cancelled");
      expect(await remitter.claim(lines[0]!.id, toUser(BOB))).toEqual({ ok: false, reason: "unpaid" });
    });

    it("once, however often it is opened", async () => {
      const id = randomUUID();
      const first = await sends(["10", "5"], { id });
      expect(await sends(["10", "5"], { id })).toEqual(first);
    });
  });

  describe("claimed", () => {
    it("as it was sent: its recipient has all of it, and both are told", async () => {
      const { id, orderId } = await sentOne();
      expect(await remittancesFor(till.database.db, BOB)).toMatchObject([{ id }]);
      expect(await remitter.claim(id, toUser(BOB))).toEqual({ ok: true });
      const done = await remitter.becomes(id, "delivered");
      const claim = await orderRow(done.claimOrderId!);
      expect(claim).toMatchObject({ source: "claim", state: "settled", payerId: ADA, payeeId: BOB });
      expect([plain(claim.settlementAmount!), plain(claim.feeAmount!)]).toEqual(["10", "0"]);
      expect(got(BOB)).toEqual([`10 ${USDT_TRON} PM|${claim.id}`]);
      expect(await remitter.told(id)).toEqual(["sent", "claimed", "delivered"]);
      expect(await keptInBooks()).toEqual([]);
      expect(await remittancesFor(till.database.db, BOB)).toEqual([]);
      expect(await remittancesOf(till.database.db, ADA, { limit: 9 })).toMatchObject([{ id, orderId }]);
    });

    it("by a group of people, and by a link whoever has it becomes its recipient", async () => {
      const { order } = await remitter.send(ADA, [
        { quoteAmount: "3" },
        { quoteAmount: "4", recipientKind: "email", recipientId: null, address: "eve@example.com", claimHash: "hash" },
      ]);
      await pays(order.id, USDT_TRON);
      const [group, link] = await remitter.funded(order.id);
      const members = [BOB, EVE].toSorted();
      const to = { kind: "members" as const, members, threshold: 2, label: "MIX…" };
      expect(await remitter.claim(group!.id, { ...to, threshold: 3 })).toEqual({ ok: false, reason: "not_payable" });
      expect(await remitter.claim(group!.id, to)).toEqual({ ok: true });
      expect(await remitter.claim(link!.id, toUser(EVE))).toEqual({ ok: true });
      await remitter.becomes(group!.id, "delivered");
      expect((await remitter.becomes(link!.id, "delivered")).recipientId).toBe(EVE);
      expect(till.network.paid.map(({ to: whom, amount }) => `${amount} ${whom.join()}`).toSorted()).toEqual(
        [`3 ${members.join()}`, `4 ${EVE}`].toSorted(),
      );
    });

    it("by somebody who has only sent until now: the last page has a name for them", async () => {
      await remitter.send(EVE, [{ quoteAmount: "3" }]);
      const { id } = await sentOne();
      const label = async (text: string) => {
        const ready = await remitter.prepared(id, { kind: "user", userId: EVE, label: text });
        if (!ready.ok) throw new Error(ready.reason);
        return (await payeeOf(till.database.db, ready.order.payeeId)).label;
      };
      expect(await label("Eve (7000105555)")).toBe("Eve (7000105555)");
      expect(await label("another")).toBe("Eve (7000105555)");
    });

    it("out to a chain: with the address and the network's fee, which must leave something", async () => {
      const { id } = await sentOne();
      const to = { kind: "address" as const, address: "TXyz", tag: "", fee: "1.5", label: "TXyz" };
      expect(await remitter.claim(id, { ...to, fee: "10" })).toEqual({ ok: false, reason: "not_payable" });
      await treasury.stop();
      expect(await remitter.claim(id, to)).toEqual({ ok: true });
      const [transfer] = await till.owed();
      expect(transfer).toMatchObject({
        kind: "settlement",
        members: [],
        batchable: false,
        destination: { address: "TXyz", tag: "", fee: "1.5" },
      });
      expect(plain(transfer!.amount)).toBe("10");
      expect((await remitter.one(id)).recipientId).toBe(BOB);
      // The chain does not take it: its sender has all of it back, the fee was not spent.
      await till.database.db.update(transfers).set({ state: "stuck" }).where(eq(transfers.kind, "settlement"));
      await inTransaction(till.database.db, (tx) => returnStuckClaims(tx, new Date()));
      treasury = await till.start();
      await remitter.becomes(id, "returned");
      expect(till.paidTo(ADA)).toEqual([10]);
    });

    it("out to a chain, where it arrives less that fee", async () => {
      const { id } = await sentOne();
      const to = { kind: "address" as const, address: "TXyz", tag: "7", fee: "1.5", label: "TXyz" };
      expect(await remitter.claim(id, to)).toEqual({ ok: true });
      await remitter.becomes(id, "delivered");
      expect(got("TXyz").map((line) => line.split(" ").slice(0, 2))).toEqual([["8.5", USDT_TRON]]);
      expect(await keptInBooks()).toEqual([]);
    });

    it("the same claim twice is one; another's claim comes too late", async () => {
      const { id } = await sentOne();
      const bob = await remitter.prepared(id, toUser(BOB));
      const eve = await remitter.prepared(id, toUser(EVE));
      if (!bob.ok || !eve.ok) throw new Error("not prepared");
      expect(await remitter.take(id, bob.order.id)).toEqual({ ok: true });
      expect(await remitter.take(id, bob.order.id)).toEqual({ ok: true });
      expect(await remitter.take(id, eve.order.id)).toEqual({ ok: false, reason: "taken" });
      expect(await remitter.claim(id, toUser(EVE))).toEqual({ ok: false, reason: "taken" });
      expect(await remitter.cancel(id, ADA)).toBe("taken");
      expect(await remitter.refuse(id, BOB)).toBe("taken");
      await remitter.becomes(id, "delivered");
      expect([got(BOB).length, got(EVE).length]).toEqual([1, 0]);
    });

    it("only by an order that was made for it, and that nobody can pay from outside", async () => {
      const [one, other] = await sent(["10", "20"]);
      const ready = await remitter.prepared(one!.id, toUser(BOB));
      if (!ready.ok) throw new Error(ready.reason);
      const claimId = ready.order.id;
      expect(await remitter.take(other!.id, claimId)).toEqual({ ok: false, reason: "unknown" });
      expect(await remitter.take(one!.id, one!.orderId)).toEqual({ ok: false, reason: "unknown" });
      const quote = await remitter.quoted(claimId, USDT_TRON);
      till.network.receive({ senders: [EVE], requestId: quote.id, assetId: USDT_TRON, amount: "10" });
      treasury.wake();
      await until("the money to be back", () => got(EVE).length === 1);
      expect(got(EVE)).toEqual([`10 ${USDT_TRON} RF|${claimId}|40022`]);
      expect((await orderRow(claimId)).state).toBe("open");
      expect(await remitter.take(one!.id, claimId)).toEqual({ ok: true });
      await remitter.becomes(one!.id, "delivered");
    });

    it("by somebody whom the network refuses: it stays theirs while it is tried, or goes back to its sender", async () => {
      const [first, second] = await sent(["10", "20"]);
      till.network.refuse(BOB);
      for (const { id } of [first!, second!]) await remitter.claim(id, toUser(BOB));
      await until("both to be stuck", async () => (await till.owed()).every(({ state }) => state === "stuck"));
      // A shop of the sender's, and where its money goes, has nothing to do with it.
      expect(await stuckAt(till.database.db, ADA, BOB)).toBe(0);
      const back = () => inTransaction(till.database.db, (tx) => returnStuckClaims(tx, new Date()));
      expect([await back(), await back()]).toEqual([2, 0]);
      treasury.wake();
      for (const { id } of [first!, second!]) {
        expect((await remitter.becomes(id, "returned")).returnReason).toBe("undeliverable");
        expect(await remitter.told(id)).toEqual(["sent", "claimed", "returned"]);
      }
      expect(till.paidTo(ADA)).toEqual([10, 20]);
      expect(till.paidTo(BOB)).toEqual([]);
    });
  });

  describe("given back", () => {
    it("when its sender cancels: all of it, and nobody can claim it any more", async () => {
      const { id, orderId } = await sentOne();
      const ready = await remitter.prepared(id, toUser(BOB));
      if (!ready.ok) throw new Error(ready.reason);
      expect(await remitter.cancel(id, EVE)).toBe("unknown");
      expect(await remitter.cancel(id, ADA)).toBe("returning");
      expect(await remitter.cancel(id, ADA)).toBe("over");
      expect(await remitter.take(id, ready.order.id)).toEqual({ ok: false, reason: "returned" });
      expect((await remitter.becomes(id, "returned")).returnReason).toBe("cancelled");
      expect(got(ADA)).toEqual([`10 ${USDT_TRON} RF|${orderId}|40032`]);
      expect(await remitter.told(id)).toEqual(["sent", "returned"]);
    });

    it("when its recipient does not want it", async () => {
      const { id } = await sentOne();
      expect(await remitter.refuse(id, EVE)).toBe("unknown");
      expect(await remitter.refuse(id, BOB)).toBe("returning");
      expect(await remitter.refuse(id, BOB)).toBe("over");
      expect((await remitter.becomes(id, "returned")).returnReason).toBe("refused");
      expect(till.paidTo(ADA)).toEqual([10]);
    });

    it("when its term is over, by the job that was made when it was paid", async () => {
      const handlers = remittanceJobs();
      const worker = createWorker({ database: till.database, handlers, log: quiet });
      await worker.start();
      const { id, paidAt, expiresAt } = await sentOne({ termSeconds: 60 });
      expect(expiresAt!.getTime() - paidAt!.getTime()).toBe(60_000);
      expect(await remitter.dueAt("remittance.expire", id)).toEqual(expiresAt);
      expect(await remitter.dueAt("remittance.remind", id)).toBeNull();
      await till.database.db
        .update(jobs)
        .set({ runAt: new Date(0) })
        .where(eq(jobs.name, "remittance.expire"));
      expect((await remitter.becomes(id, "returned")).returnReason).toBe("expired");
      await worker.stop();
      expect(await remitter.claim(id, toUser(BOB))).toEqual({ ok: false, reason: "expired" });
      expect(got(ADA)).toHaveLength(1);
    });

    it("not before: but from its end on nobody can claim it, though the job has not run", async () => {
      const { id, expiresAt } = await sentOne();
      const ready = await remitter.prepared(id, toUser(BOB));
      if (!ready.ok) throw new Error(ready.reason);
      expect(await remitter.take(id, ready.order.id, null, expiresAt!)).toEqual({ ok: false, reason: "expired" });
      // Its order closes with it, and changes nothing.
      await expireOrders(till.database.db, new Date(expiresAt!.getTime() + 1), expiresAt!);
      expect((await remitter.one(id)).state).toBe("waiting");
      await inTransaction(till.database.db, (tx) => expireRemittance(tx, id));
      await remitter.becomes(id, "returned");
    });

    it("reminded of once at half its term, and when its sender asks, not again and again", async () => {
      const { id, paidAt } = await sentOne({ termSeconds: 7200 });
      const half = new Date(paidAt!.getTime() + 3_600_000);
      expect(await remitter.dueAt("remittance.remind", id)).toEqual(half);
      const worker = createWorker({ database: till.database, handlers: remittanceJobs(), log: quiet });
      await till.database.db
        .update(jobs)
        .set({ runAt: new Date(0) })
        .where(eq(jobs.name, "remittance.remind"));
      await worker.start();
      await until("the reminder", async () => (await remitter.one(id)).remindedAt !== null);
      await worker.stop();
      const nudge = (senderId: string, now: Date) =>
        inTransaction(till.database.db, (tx) => nudgeRemittance(tx, { remittanceId: id, senderId, now }));
      const now = new Date();
      expect([await nudge(EVE, now), await nudge(ADA, now), await nudge(ADA, now)]).toEqual([
        "unknown",
        "sent",
        "too_soon",
      ]);
      expect(await remitter.told(id)).toEqual(["sent", "reminder", "reminder"]);
      await remitter.cancel(id, ADA);
      expect(await nudge(ADA, now)).toBe("over");
    });
  });

  it("is proved from where the ledger stood before there was such a thing", async () => {
    const { db } = till.database;
    await till.pay();
    await until("a shop to be paid", () => till.isDone(1));
    // The change of that payout may still be on its way into the books; a milestone is set where nothing moves.
    await treasury.stop();
    await setMilestone(db, new Date(Date.now() + 60 * 60_000));
    const stood = eq(cursors.name, "ledger.proved");
    const [{ value } = { value: "" }] = await db.select().from(cursors).where(stood);
    expect(value).toContain('"claim":"0",');
    await db
      .update(cursors)
      .set({ value: value.replaceAll('"claim":"0",', "") })
      .where(stood);
    treasury = await till.start();
    await sentOne();
    expect((await verifyLedger(db)).problems).toEqual([]);
  });

  it("is no sale: its sender's shop cannot refund it", async () => {
    await till.database.db.delete(remittances);
    const shop = await openShop(till.database);
    const { id } = await orderOf(till.database, shop, { source: "transfer" });
    await till.database.db.update(orders).set({ state: "settled", payerId: ADA }).where(eq(orders.id, id));
    const wish = { merchantId: shop, orderId: id, part: { of: "all" as const }, rate: "then" as const };
    const { rates } = standingMarket();
    expect(await previewRefund(till.database.db, rates, wish, new Date())).toEqual({ ok: false, reason: "unknown" });
  });

  // The embedded engine has one session: there transactions take turns as it is.
  describe.skipIf(engine === "embedded")("at once", () => {
    it("claims, a refusal, its end and its sender's change of mind: one of them has it", async () => {
      const many = await sent(Array.from({ length: 12 }, () => "1"));
      const outcomes = await Promise.all(
        many.map(async ({ id }, n) => {
          const bob = await remitter.prepared(id, toUser(BOB));
          const eve = await remitter.prepared(id, toUser(EVE));
          if (!bob.ok || !eve.ok) throw new Error("not prepared");
          const tries: (() => Promise<string>)[] = [
            async () => ((await remitter.take(id, bob.order.id)).ok ? "bob" : ""),
            async () => ((await remitter.take(id, eve.order.id)).ok ? "eve" : ""),
            async () => ((await remitter.cancel(id, ADA)) === "returning" ? "ada" : ""),
            async () => ((await remitter.refuse(id, BOB)) === "returning" ? "ada" : ""),
            async () => {
              await inTransaction(till.database.db, (tx) => expireRemittance(tx, id));
              return (await remitter.one(id)).returnReason === "expired" ? "ada" : "";
            },
          ];
          const turned = [...tries.slice(n % tries.length), ...tries.slice(0, n % tries.length)];
          return (await Promise.all(turned.map((one) => one()))).filter((whose) => whose !== "");
        }),
      );
      expect(outcomes.every((winners) => winners.length === 1)).toBe(true);
      treasury.wake();
      await until("all to be over", async () => {
        const states = await Promise.all(many.map(async ({ id }) => (await remitter.one(id)).state));
        return states.every((state) => state === "delivered" || state === "returned");
      });
      for (const [whose, user] of [
        ["bob", BOB],
        ["eve", EVE],
        ["ada", ADA],
      ] as const) {
        expect(till.paidTo(user)).toHaveLength(outcomes.flat().filter((one) => one === whose).length);
      }
    });

    it("its payment and its sender's change of mind: it is sent or it is not, and the money is somewhere", async () => {
      for (let n = 0; n < 6; n += 1) {
        const { order, remittances: lines } = await sends(["10"]);
        const { id } = lines[0]!;
        await pays(order.id, USDT_TRON);
        const answer = await until("an answer", () => remitter.cancel(id, ADA));
        expect(["cancelled", "returning"]).toContain(answer);
        await until("it to be over", async () => ["cancelled", "returned"].includes((await remitter.one(id)).state));
      }
      await until("all of it to be back", () => till.paidTo(ADA).length === 6);
    });
  });
});
