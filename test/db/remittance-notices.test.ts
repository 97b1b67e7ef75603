import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { people } from "../../src/db/tables/chat.js";
import { transfers } from "../../src/db/tables/money.js";
import { orders } from "../../src/db/tables/orders.js";
import { refundMemo } from "../../src/payments/refund-codes.js";
import { eachEngine } from "../support/databases.js";
import { noticesStage } from "../support/notices.js";
import { Remitter } from "../support/remitter.js";
import { standingMarket, USDT_TRON } from "../support/till.js";

/** What people send each other is no shop's: nobody hears of it as a merchant, with or without a shop of their own. */
eachEngine("notices of money from person to person", (open) => {
  const stage = noticesStage(open);
  let sender = "";
  let payer = "";

  beforeEach(async () => {
    [sender, payer] = [randomUUID(), randomUUID()];
    await stage.database.db.insert(people).values({ userId: sender, fullName: "Sam", language: "en" });
  });

  /** What the sender pays for 10 USDT to one person, titled "To Bob". */
  async function funding(given: Partial<typeof orders.$inferInsert> = {}): Promise<string> {
    const remitter = new Remitter(stage.database, standingMarket());
    const { order } = await remitter.send(sender, [{ quoteAmount: "10" }], { title: "To Bob" });
    await stage.database.db
      .update(orders)
      .set({ state: "open", ...given })
      .where(eq(orders.id, order.id));
    return order.id;
  }

  const paidBy = (payerId: string, given: Partial<typeof orders.$inferInsert> = {}) =>
    funding({ state: "settled", payerId, paymentAsset: USDT_TRON, paymentAmount: "10", ...given });

  test("who pays for what they send hears of that where it is told, who pays for another has a receipt", async () => {
    const told = await stage.told();
    await stage.tell("tell.paid", { orderId: await paidBy(sender), outputId: randomUUID() });
    expect(await stage.told()).toBe(told);
    await stage.tell("tell.paid", { orderId: await paidBy(payer), outputId: randomUUID() });
    expect(await stage.heardBy(sender)).toEqual([]);
    const [receipt, ...more] = await stage.heardBy(payer);
    expect([receipt!.title, more]).toEqual(["Receipt: 10 USDT (TRON)", []]);
    expect(receipt!.text).toContain("You paid 10 USDT (TRON) to Sam for “To Bob”");
  });

  test("a part of it, what is too much, and what comes too late are told to who paid, and to nobody else", async () => {
    const orderId = await funding();
    const came = { orderId, senderId: sender };
    const part = await stage.intake({ ...came, amount: "4", heldReason: "partial", credit: "4" });
    await stage.tell("tell.partial", { orderId, outputId: part });
    const [asked, ...more] = await stage.heardBy(sender);
    expect([asked!.text.includes("Sam"), more]).toEqual([true, []]);
    expect(Object.values(asked!.buttons)).toContain(`input:/return ${part}`);
    await stage.tell("tell.refund", { outputId: part, code: 40024, requestId: randomUUID(), takenBack: true });
    expect(await stage.heardBy(sender)).toHaveLength(1);
    const late = await stage.intake({ ...came, disposition: "refunded", code: 40000 });
    await stage.tell("tell.refund", { outputId: late, code: 40000, requestId: randomUUID() });
    expect((await stage.heardBy(sender))[1]!.text).toContain("“To Bob”");
  });

  test("what became of an exchange is told by those who send and claim; only money that comes back is told here", async () => {
    const settled = { settledAsset: USDT_TRON, settlementAmount: "9.9" };
    const kept = await paidBy(sender, settled);
    const claim = await paidBy(sender, { ...settled, source: "claim", state: "paid" });
    const told = await stage.told();
    for (const orderId of [kept, claim]) {
      await stage.tell("tell.settled", { orderId });
      await stage.tell("tell.fallback", { orderId, why: "as_paid" });
    }
    const requestId = randomUUID();
    const row = {
      requestId,
      kind: "settlement" as const,
      orderId: claim,
      account: "payee:bob",
      state: "stuck" as const,
    };
    const coins = { assetId: USDT_TRON, members: [payer], threshold: 1 };
    await stage.database.db.insert(transfers).values({ ...row, ...coins, amount: "9.9", memo: "" });
    await stage.tell("tell.stuck", { requestId });
    expect(await stage.told()).toBe(told);

    const back = { requestId: randomUUID(), kind: "refund" as const, orderId: kept, swapId: randomUUID() };
    const owed = { account: `payer:${sender}`, amount: "10", memo: refundMemo(kept, 40027) };
    await stage.database.db.insert(transfers).values({ ...back, ...coins, ...owed });
    await stage.tell("tell.fallback", { orderId: kept, why: "returned" });
    const heard = await stage.heardBy(sender);
    expect(heard).toHaveLength(1);
    expect(heard[0]!.text).toContain("10 USDT (TRON)");
  });
});
