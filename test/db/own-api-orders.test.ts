import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { orders } from "../../src/db/schema.js";
import { findMerchant } from "../../src/shop/merchants.js";
import { ensurePeople } from "../../src/shop/people.js";
import { ApiTill, MILA, type Shown } from "../support/api-till.js";
import { eachEngine } from "../support/databases.js";
import { USDT_TRON } from "../support/market.js";
import { anotherShop, KeyHolder, keyOf } from "../support/own-api.js";
import { addCode, THORB } from "../support/pay-pages.js";
import { order } from "../support/till.js";

interface Told {
  traceId: string;
  status: string;
  title: string;
}
interface Page {
  orders: Told[];
  next: string;
}

eachEngine("orders that programs read", (open) => {
  const till = new ApiTill(open);
  const holder = (key: string) => new KeyHolder((path, init) => till.request(path, init), key);
  let shop: KeyHolder;

  beforeEach(async () => {
    shop = holder(await keyOf(till.database, THORB));
    await ensurePeople(till.database.db, [MILA]);
  });

  const asked = (fields: Record<string, string> = {}): Promise<Shown> =>
    till.told<Shown>("POST", "/payments", {
      payeeId: THORB,
      quoteAmount: "10",
      quoteAssetId: "usd",
      paymentAssetId: USDT_TRON,
      settlementAssetId: USDT_TRON,
      ...fields,
    });
  const list = (fields: Record<string, string | number> = {}): Promise<Page> => shop.told<Page>("/orders", { fields });
  const traces = async (fields: Record<string, string | number> = {}): Promise<string[]> =>
    (await list(fields)).orders.map(({ traceId }) => traceId);
  const settled = (traceId: string) =>
    till.settle(async () => {
      const [row] = await till.database.db.select().from(orders).where(eq(orders.id, traceId));
      return row!.state === "settled";
    });
  /** As if it had been made so many seconds after the first of 2024. */
  const madeAt = (id: string, second: number) =>
    till.database.db
      .update(orders)
      .set({ createdAt: new Date(Date.UTC(2024, 0, 1) + second * 1000) })
      .where(eq(orders.id, id));

  test("have every field, in the words of payments_result", async () => {
    const shown = await asked({ orderId: "shop-1001", remark: "Coffee" });
    await till.pays(shown, { senders: [MILA.userId] });
    await settled(shown.traceId);
    await till.database.db.update(orders).set({ tipAmount: "1.5" }).where(eq(orders.id, shown.traceId));
    const page = await list();
    const result = await till.told<Record<string, unknown>>("GET", "/payments_result", {
      traceId: shown.traceId,
      with: "payment,transactions",
    });
    const same = (...names: string[]) => Object.fromEntries(names.map((name) => [name, result[name]]));
    const expected = {
      traceId: shown.traceId,
      orderId: "shop-1001",
      source: "api",
      codeSlug: "",
      title: "Coffee",
      ...same("status", "failureCode", "failureReason", "quoteAmount", "quoteAssetId", "quoteSymbol"),
      ...same("paymentAmount", "paymentAssetId", "paymentSymbol", "surplusAmount"),
      ...same("settleStatus", "settleAmount", "settleAsset", "settleSymbol"),
      tipAmount: "1.5",
      refundedAmount: "0",
      payerId: MILA.userId,
      payerMixinNumber: MILA.identityNumber,
      payerName: MILA.fullName,
      createdAt: expect.any(Number),
      paidAt: result["date"],
      settledAt: expect.any(Number),
    };
    expect(page).toEqual({ orders: [expected], next: "" });
    expect(page.orders[0]).toMatchObject({ status: "success", quoteAmount: "10", settleAmount: "10" });

    const one = await shop.told<Record<string, unknown>>(`/orders/${shown.traceId}`);
    expect(one).toEqual({
      ...expected,
      remark: "Coffee",
      refundableAmount: "10",
      ...same("payment", "transactions"),
      settlements: [
        {
          settleStatus: "success",
          settleAmount: "10",
          settleAsset: USDT_TRON,
          settleSymbol: "USDT",
          txid: expect.stringMatching(/./),
          date: expect.any(Number),
        },
      ],
      refunds: [],
    });
  });

  test("tell what was given back", async () => {
    const shown = await asked();
    await till.pays(shown, { senders: [MILA.userId] });
    const refund = await shop.post<{ refundId: string }>("/refunds", { traceId: shown.traceId, quoteAmount: "4" });
    await till.settle(async () => {
      const { status } = await shop.told<{ status: string }>(`/refunds/${refund.data.refundId}`);
      return status === "success";
    });
    expect((await list()).orders).toMatchObject([{ refundedAmount: "4" }]);
    expect(await shop.told(`/orders/${shown.traceId}`)).toMatchObject({
      refundableAmount: "6",
      refundedAmount: "4",
      refunds: [{ refundId: refund.data.refundId, status: "success", quoteAmount: "4" }],
    });
  });

  test("are told of with the status that payments_result tells, and found by it", async () => {
    const made: Record<string, Shown> = {};
    for (const name of ["unpaid", "paid_less", "pending", "failed"]) made[name] = await asked({ remark: name });
    await till.pays(made["paid_less"]!, { amount: "4" });
    await till.pays(made["pending"]!);
    await till.database.db
      .update(orders)
      .set({ state: "cancelled", closedAt: new Date() })
      .where(eq(orders.id, made["failed"]!.traceId));
    for (const [status, { traceId }] of Object.entries(made)) {
      expect(await till.told("GET", "/payments_result", { traceId })).toMatchObject({ status });
      expect([status, await traces({ status })]).toEqual([status, [traceId]]);
    }
    expect(await traces({ status: "success" })).toEqual([]);
    expect(await traces({ status: "confirming" })).toEqual([]);
    const page = await list();
    expect(Object.fromEntries(page.orders.map(({ title, status }) => [title, status]))).toEqual(
      Object.fromEntries(Object.keys(made).map((name) => [name, name])),
    );
    const less = page.orders.find(({ status }) => status === "paid_less");
    expect(less).toMatchObject({ paymentAmount: "4", paymentAssetId: USDT_TRON, payerId: "" });
    await settled(made["pending"]!.traceId);
    expect(await traces({ status: "success" })).toEqual([made["pending"]!.traceId]);
  });

  test("are confirming while late money waits for the shop's word", async () => {
    const shown = await asked();
    await till.database.db
      .update(orders)
      .set({ deadline: new Date(Date.now() - 60_000), graceSeconds: 86_400 })
      .where(eq(orders.id, shown.traceId));
    await till.pays(shown);
    expect(await till.told("GET", "/payments_result", { traceId: shown.traceId })).toMatchObject({
      status: "confirming",
    });
    expect(await traces({ status: "confirming" })).toEqual([shown.traceId]);
    expect(await traces({ status: "unpaid" })).toEqual([]);
  });

  test("are found by what is known of them", async () => {
    const coffee = await asked({ orderId: "shop-1001", remark: "Two Coffees, très CHAUDS" });
    const tea = await asked({ remark: "Tea 100%" });
    await till.pays(tea, { senders: [MILA.userId] });
    const { db } = till.database;
    const { id: invoice } = await order(till.database, THORB, { source: "invoice", title: "Invoice_1" });
    await Promise.all([madeAt(coffee.traceId, 10), madeAt(tea.traceId, 20), madeAt(invoice, 30)]);
    const at = (second: number) => Date.UTC(2024, 0, 1) / 1000 + second;

    expect(await traces()).toEqual([invoice, tea.traceId, coffee.traceId]);
    expect(await traces({ source: "invoice" })).toEqual([invoice]);
    expect(await traces({ source: "code" })).toEqual([]);
    expect(await traces({ orderId: "shop-1001" })).toEqual([coffee.traceId]);
    expect(await traces({ orderId: "shop-100" })).toEqual([]);
    expect(await traces({ traceId: tea.traceId })).toEqual([tea.traceId]);
    expect(await traces({ traceId: randomUUID() })).toEqual([]);
    expect(await traces({ payer: MILA.identityNumber })).toEqual([tea.traceId]);
    expect(await traces({ payer: "99999999" })).toEqual([]);
    expect(await traces({ from: at(20) })).toEqual([invoice, tea.traceId]);
    expect(await traces({ to: at(20) })).toEqual([coffee.traceId]);
    expect(await traces({ from: `${at(20)}000`, to: at(21) })).toEqual([tea.traceId]);
    expect(await traces({ q: "COFFEES" })).toEqual([coffee.traceId]);
    expect(await traces({ q: "chauds" })).toEqual([coffee.traceId]);
    expect(await traces({ q: "%" })).toEqual([tea.traceId]);
    expect(await traces({ q: "_" })).toEqual([invoice]);
    expect(await traces({ q: "e", source: "api", status: "unpaid" })).toEqual([coffee.traceId]);
    const quote = await till.told<{ clientId: string }>("GET", "/payments_info", { traceId: coffee.traceId });
    expect(await traces({ traceId: quote.clientId })).toEqual([coffee.traceId]);
    expect(await db.$count(orders)).toBe(3);
  });

  test("of a code are found by its address", async () => {
    const merchant = (await findMerchant(till.database.db, THORB))!;
    const code = await addCode(till.database, merchant, { title: "Donate" });
    const { id } = await order(till.database, THORB, { source: "code", codeId: code.id, title: "Donate" });
    await asked();
    expect(await traces({ code: "donate" })).toEqual([id]);
    expect((await list({ code: "DONATE" })).orders).toMatchObject([{ codeSlug: "donate", source: "code" }]);
    const { status, code: said, message } = await shop.ask("/orders", { fields: { code: "tips" } });
    expect([status, said, message]).toEqual([200, 10011, "code must be the address of one of the shop's codes."]);
  });

  test("come in pages that neither repeat nor leave out any, whatever is new meanwhile", async () => {
    const ids: string[] = [];
    for (let n = 0; n < 7; n++) ids.push((await order(till.database, THORB, { title: `No ${n}` })).id);
    // Three of the same moment.
    for (const [n, id] of ids.entries()) await madeAt(id, n < 3 ? 0 : n);
    const seen: string[] = [];
    let page = await list({ limit: 2 });
    await asked({ remark: "new" });
    for (;;) {
      seen.push(...page.orders.map(({ traceId }) => traceId));
      if (page.next === "") break;
      expect(page.orders).toHaveLength(2);
      page = await list({ limit: 2, cursor: page.next });
    }
    const sorted = [...ids.slice(3).toReversed(), ...ids.slice(0, 3).toSorted().toReversed()];
    expect(seen).toEqual(sorted);
    expect((await list({ limit: 8 })).next).toBe("");
    const first = await list({ q: "no", limit: 4 });
    expect([first.orders.length, first.next === ""]).toEqual([4, false]);
    const last = await list({ q: "no", limit: 4, cursor: first.next });
    expect([last.orders.length, last.next]).toEqual([3, ""]);
  });

  test("are refused where nobody can tell what is asked for", async () => {
    const cases: [string, string | number, RegExp][] = [
      ["limit", 0, /^limit must be a whole number from 1 to 100/],
      ["limit", 101, /^limit must/],
      ["limit", "ten", /^limit must/],
      ["cursor", "x", /^cursor must be the next of an answer/],
      ["cursor", Buffer.from(`9999999999999999.${randomUUID()}`).toString("base64url"), /^cursor must/],
      ["status", "paid", /^status must be one of unpaid/],
      ["source", "refund", /^source must be one of code, invoice, api/],
      ["from", "yesterday", /^from must be a whole number/],
      ["from", "999999999999999", /^from must be a moment before the year 2200/],
      ["payer", "thorb", /^payer must be a Mixin ID/],
      ["orderId", "1", /^orderId must be 6 to 36/],
      ["traceId", "x", /^traceId must be a UUID/],
      ["q", "x".repeat(101), /^q must have at most 100 characters/],
    ];
    for (const [name, value, says] of cases) {
      const answer = await shop.ask("/orders", { fields: { [name]: value } });
      expect([name, value, answer.status, answer.code]).toEqual([name, value, 200, 10011]);
      expect(answer.message).toMatch(says);
    }
  });

  test("of another shop, and what is no sale, are not seen", async () => {
    const other = await anotherShop(till.database);
    const mine = await asked({ orderId: "shop-1001" });
    await till.pays(mine, { senders: [MILA.userId] });
    const { id: theirs } = await order(till.database, other, { title: "Theirs" });
    const { id: back } = await order(till.database, THORB, { source: "refund", title: "Refund" });
    const { id: sent } = await order(till.database, THORB, { source: "transfer", title: "Lunch" });
    expect(await traces()).toEqual([mine.traceId]);
    for (const traceId of [theirs, back, sent]) {
      expect(await traces({ traceId })).toEqual([]);
      expect((await shop.ask(`/orders/${traceId}`)).code).toBe(40022);
    }
    const stranger = holder(await keyOf(till.database, other));
    expect((await stranger.told<Page>("/orders")).orders.map(({ title }) => title)).toEqual(["Theirs"]);
    for (const fields of [{ orderId: "shop-1001" }, { traceId: mine.traceId }, { payer: MILA.identityNumber }]) {
      expect((await stranger.told<Page>("/orders", { fields })).orders).toEqual([]);
    }
    expect((await stranger.ask(`/orders/${mine.traceId}`)).code).toBe(40022);
  });

  test("that were replaced say by which", async () => {
    const first = await asked({ orderId: "shop-1001" });
    const second = await asked({ orderId: "shop-1001", quoteAmount: "11" });
    const page = (await list()).orders as (Told & { replacedBy?: string })[];
    expect(page.find(({ traceId }) => traceId === first.traceId)).toMatchObject({
      status: "failed",
      replacedBy: second.traceId,
    });
    expect(await traces({ orderId: "shop-1001" })).toEqual([second.traceId]);
  });
});
