import { randomUUID } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { beforeAll, beforeEach, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { orders, people, refunds, transfers } from "../../src/db/schema.js";
import type { Market, Rates } from "../../src/payments/ports.js";
import { changeSetting } from "../../src/payments/settings.js";
import { codesOf } from "../../src/shop/codes.js";
import { openOrder } from "../../src/payments/orders.js";
import { BOT_ID, startChat, type Talking } from "../support/conversation.js";
import { eachEngine, empty } from "../support/databases.js";
import { createPaperNetwork } from "../support/paper-network.js";
import { payInto } from "../support/payments.js";
import { BTC, ratesForTests, USDT_TRON } from "../support/rates.js";

eachEngine("a refund in the chat", (open) => {
  let database: Database;
  let chat: ReturnType<typeof startChat>;
  let till: ReturnType<typeof payInto>;
  let thorb: Talking;
  let ada: Talking;
  const btc = { usd: "60000" };
  const usual = ratesForTests();
  const rates: Rates = {
    ...usual,
    usd: (id) => (id === BTC ? { value: btc.usd, at: new Date() } : usual.usd(id)),
  };
  const market: Market = { rates, liquidity: null };
  let clock: Date | null = null;

  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await empty(database);
    btc.usd = "60000";
    clock = null;
    chat = startChat(database, { market, clock: () => clock ?? new Date() });
    till = payInto(database, createPaperNetwork(BOT_ID), BOT_ID);
    thorb = await chat.english("Thorb");
    ada = await chat.english("Ada");
    await thorb.says("receipt code Coffee");
    await thorb.says("20 aed");
    await thorb.says("as paid");
    await thorb.taps("Make it");
  });

  /** Ada pays Thorb's coffee, in USDT (5.44588156 for 20 AED) unless told otherwise. */
  async function paid(assetId = USDT_TRON, quoteAmount = "20"): Promise<string> {
    const [code] = await codesOf(database.db, thorb.userId);
    const { id: codeId, payeeId, merchantId, title, settlementAsset } = code!;
    const words = { codeId, payeeId, merchantId, title, settlementAsset, quoteAsset: "aed", quoteAmount };
    const { id } = await openOrder(database.db, { ...words, id: randomUUID() });
    await till.pay(market, ada.userId, id, assetId);
    return id;
  }

  /** Its money has gone out. */
  const settle = (orderId: string) =>
    database.db.update(transfers).set({ state: "done" }).where(eq(transfers.orderId, orderId));

  const back = () => database.db.select().from(transfers).where(eq(transfers.kind, "merchant_refund"));

  it("all of it: shown, confirmed, and on its way to the payer", async () => {
    const orderId = await paid();
    const how = await thorb.says(`/refund ${orderId}`);
    expect(how.text).toContain("“Coffee”: 20 AED, 5.44588156 USDT (TRON), by Ada");
    expect(how.text).toContain("an amount in AED or USDT (TRON)");
    const rate = await thorb.taps("All of it");
    expect(rate.text).toContain("The same coins: 5.44588156 USDT (TRON)");
    const check = await thorb.taps("The same coins");
    expect(check.text).toContain("Give back: 5.44588156 USDT (TRON)\nTo: Ada");
    expect(check.text).toContain("For: 20 AED of “Coffee”");
    expect(check.text).toContain("Worth 20 AED then, 20 AED now");
    expect(check.text).toContain("has not been paid out yet");
    expect(await back()).toEqual([]);
    const done = await thorb.taps("Give it back");
    expect(done.text).toContain("5.44588156 USDT (TRON) goes back to Ada");
    expect(await back()).toMatchObject([{ amount: "5.44588156", members: [ada.userId] }]);
    expect((await thorb.says(`/refund ${orderId}`)).text).toMatch(/All of that payment.*5\.44588156.*on its way/s);
  });

  it("a part by a pay link when the money has gone out: one tap pays it, and it can be taken back", async () => {
    const orderId = await paid();
    await settle(orderId);
    await thorb.says(`/refund ${orderId}`);
    await thorb.says("5 aed");
    expect((await thorb.says("same")).text).toContain("too little USDT (TRON) of yours for that, so you get a link");
    const done = await thorb.says("yes");
    const [refund] = await database.db.select().from(refunds);
    expect(refund).toMatchObject({ source: "link", state: "unpaid", amount: "1.36147039", quoteAmount: "5.00000000" });
    const funding = refund!.fundingOrderId!;
    expect(done.buttons.get("Pay it now")).toContain(`amount=1.36147039&memo=${funding}&trace=`);
    expect(done.buttons.get("Open the page")).toContain(`/code/${funding}`);
    expect(done.text).toMatch(/Pay 1\.36147039 USDT \(TRON\) and Ada \(7000\) gets it back\. It can be paid until/);
    expect(await back()).toEqual([]);

    const again = await thorb.says(`/refund ${orderId}`);
    expect(again.text).toMatch(/1\.36147039 USDT \(TRON\).*waits for you to pay it/s);
    expect(again.text).toContain("Left to give back: 15 AED or 4.08441117 USDT (TRON)");
    await thorb.says("cancel");
    expect((await thorb.taps("Do not refund")).text).toContain("The refund is cancelled");
    const [order] = await database.db.select().from(orders).where(eq(orders.id, funding));
    expect(order!.state).toBe("cancelled");
    expect((await thorb.says(`/refund cancel ${refund!.id}`)).text).toContain("cancelled before");
  });

  it("a number of coins is shown as a part of the price in whole minor units", async () => {
    const orderId = await paid();
    await thorb.says(`/refund ${orderId}`);
    expect((await thorb.says("1 usdt trc20")).text).toContain("For: 3.67 AED of “Coffee”");
    await thorb.says("yes");
    expect((await thorb.says(`/refund ${orderId}`)).text).toMatch(/Left to give back: 16\.32 AED or 4\.4458815/);
  });

  it("at today's rate: what was shown is sent, however the price moves, but not long after", async () => {
    const orderId = await paid(BTC, "367.25");
    await paid(BTC, "367.25");
    btc.usd = "50000";
    await thorb.says(`/refund ${orderId}`);
    const rate = await thorb.taps("All of it");
    expect(rate.text).toContain("The same coins: 0.00166667 BTC");
    expect(rate.text).toContain("At today's rate: 0.002 BTC");
    expect((await thorb.taps("At today's rate")).text).toContain("Give back: 0.002 BTC");
    btc.usd = "40000";
    clock = new Date(Date.now() + 11 * 60_000);
    expect((await thorb.says("yes")).text).toContain("the rate has moved since; nothing was sent");
    clock = null;
    await thorb.says(`/refund ${orderId}`);
    await thorb.says("all");
    await thorb.says("today");
    btc.usd = "30000";
    await thorb.says("yes");
    expect(await back()).toMatchObject([{ amount: "0.00250000" }]);
  });

  it("is confirmed once more above the operator's limit", async () => {
    await changeSetting(database.db, "refundConfirmUsd", "5", null);
    const orderId = await paid();
    await thorb.says(`/refund ${orderId}`);
    await thorb.says("1 usdt trc20");
    expect((await thorb.says("yes")).text).toContain("goes back to Ada");
    await changeSetting(database.db, "refundConfirmUsd", "4", null);
    await thorb.says(`/refund ${orderId}`);
    await thorb.says("15 aed");
    await thorb.says("same");
    const large = await thorb.taps("Give it back");
    expect(large.text).toContain("worth more than 4 USD");
    expect((await thorb.taps("Do not")).text).toContain("Nothing was given back");
    await thorb.says(`/refund ${orderId}`);
    await thorb.says("15 aed");
    await thorb.says("same");
    await thorb.taps("Give it back");
    expect((await thorb.taps("Yes, really")).text).toContain("goes back to Ada");
    expect(await back()).toHaveLength(2);
  });

  it.each([
    ["the price falls", () => void (btc.usd = "6000")],
    ["the limit is raised", () => changeSetting(database.db, "refundConfirmUsd", "5000", null)],
  ])("the second question stays when %s: “no” and “back” send nothing", async (_, happens) => {
    await changeSetting(database.db, "refundConfirmUsd", "50", null);
    const orderId = await paid(BTC, "367.25");
    const ask = async () => {
      await thorb.says(`/refund ${orderId}`);
      await thorb.says("0.001 btc");
      return thorb.says("yes");
    };
    for (const said of ["no", "back", "help", "yes"]) {
      expect((await ask()).text).toContain("worth more than 50 USD");
      await happens();
      const answer = await thorb.says(said);
      if (said === "yes") expect(answer.text).toContain("goes back to Ada");
      else expect(await back()).toEqual([]);
      if (said === "no") expect(answer.text).toContain("Nothing was given back");
      if (said === "back") expect(answer.text).toContain("Give back: 0.001 BTC");
      if (said === "help") expect(answer.text).toContain("worth more than 50 USD");
      await thorb.says("cancel");
      btc.usd = "60000";
      await changeSetting(database.db, "refundConfirmUsd", "50", null);
    }
    expect(await back()).toHaveLength(1);
  });

  it("typed with nothing lists the latest payments, each with its button", async () => {
    expect((await thorb.says("refund")).text).toContain("Nothing has been paid to you yet");
    const [first, second] = [await paid(), await paid(USDT_TRON, "7")];
    const list = await thorb.says("refund");
    expect(list.text).toMatch(/1\. 7 AED · Coffee · Ada/);
    expect(list.buttons.get("1. 7 AED · Coffee")).toBe(`input:/refund ${second}`);
    expect(list.buttons.get("2. 20 AED · Coffee")).toBe(`input:/refund ${first}`);
    expect((await thorb.says("refund 2")).text).toContain("“Coffee”: 20 AED");
    await thorb.says("cancel");
    await thorb.says("refund");
    for (const typed of ["9", "coffee", "5 usd", randomUUID()]) {
      const again = await thorb.says(typed);
      expect(again.text, typed).toMatch(/I do not know that payment.*\n1\. 7 AED/);
      expect(again.buttons.has("2. 20 AED · Coffee"), typed).toBe(true);
    }
    expect((await thorb.says("1")).text).toContain("“Coffee”: 7 AED");
    expect((await thorb.says("back")).text).toContain("Which payment");
    expect((await thorb.taps("2. 20 AED · Coffee")).text).toMatch(/^“Coffee”: 20 AED/);
  });

  it("names a payer who never chatted as Mixin does, and somebody while Mixin does not answer", async () => {
    const orderId = await paid();
    await database.db.update(people).set({ fullName: "", identityNumber: "" }).where(eq(people.userId, ada.userId));
    expect((await thorb.says("refund")).text).toContain("· somebody on Mixin ·");
    const names = { identityNumber: "7009", fullName: "Ada L.", avatarUrl: "", isBot: false, hasSafe: true };
    chat.users.set(ada.userId, { userId: ada.userId, ...names });
    expect((await thorb.says("refund")).text).toContain("· Ada L. (7009) ·");
    expect((await thorb.says(`/refund ${orderId}`)).text).toContain("by Ada L. (7009)");
  });

  it("says what is wrong with an amount and keeps the question", async () => {
    const orderId = await paid();
    await thorb.says(`/refund ${orderId}`);
    for (const [typed, answer] of [
      ["20.01 aed", "more than is left of this payment: 20 AED or 5.44588156 USDT (TRON)"],
      ["5.5 usdt", "more than is left"],
      ["3 eur", "Please send the amount in that"],
      ["1.999 aed", "At most 2 decimal places"],
      ["0", "Zero cannot be paid"],
      ["-1", "cannot be below zero"],
      ["some", "Please send the amount in that"],
    ] as const) {
      const refused = await thorb.says(typed);
      expect(refused.text, typed).toContain(answer);
      expect(refused.buttons.has("All of it"), typed).toBe(true);
    }
    await thorb.says("cancel");
    expect(await back()).toEqual([]);
  });

  it("is the shop's that was paid: others typing it learn nothing and move nothing", async () => {
    const orderId = await paid();
    await settle(orderId);
    await thorb.says(`/refund ${orderId}`);
    await thorb.says("all");
    await thorb.says("same");
    await thorb.says("yes");
    const [refund] = await database.db.select().from(refunds);
    const rival = await chat.english("Rival");
    for (const typed of [`/refund ${orderId}`, `/refund cancel ${refund!.id}`, "/refund", "/refund 1"]) {
      const answer = await rival.says(typed);
      expect(answer.text, typed).toContain("Nothing has been paid to you yet");
      expect(answer.text, typed).not.toContain("Coffee");
    }
    await rival.says("handle rival-shop");
    expect((await rival.says(`/refund ${orderId}`)).text).not.toContain("Coffee");
    expect((await rival.says(`/refund cancel ${refund!.id}`)).text).toContain("I do not know that refund");
    expect((await ada.says(`/refund ${orderId}`)).text).not.toContain("Coffee");
    const unpaid = and(eq(refunds.id, refund!.id), eq(refunds.state, "unpaid"));
    expect(await database.db.select().from(refunds).where(unpaid)).toHaveLength(1);
    const funding = refund!.fundingOrderId!;
    expect((await thorb.says(`/refund ${funding}`)).text).toContain("Nothing has been paid to you yet that you could");
  });

  it("offers only payments of which something is left to give back", async () => {
    const [first, second] = [await paid(), await paid()];
    await settle(first);
    await settle(second);
    expect((await thorb.says("refund")).buttons.size).toBeGreaterThan(0);
    for (const said of [`/refund ${second}`, "5 aed", "same", "yes"]) await thorb.says(said);
    const listed = async () =>
      [...(await thorb.says("/refund")).buttons.values()].filter((action) => action.startsWith("input:/refund "));
    expect(await listed()).toEqual(expect.arrayContaining([`input:/refund ${second}`, `input:/refund ${first}`]));
    for (const said of [`/refund ${second}`, "all", "same", "yes"]) await thorb.says(said);
    expect(await listed()).toEqual([`input:/refund ${first}`]);
  });
});
