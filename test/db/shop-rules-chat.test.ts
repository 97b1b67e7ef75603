import { beforeAll, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { createDesk } from "../../src/liquidity/desk.js";
import { type IntakeOptions, recordOutputs } from "../../src/payments/intake.js";
import { viewOrder } from "../../src/payments/orders.js";
import type { Market } from "../../src/payments/ports.js";
import { requestQuote } from "../../src/payments/quotes.js";
import { invoicesOf } from "../../src/shop/invoices.js";
import { findMerchant } from "../../src/shop/merchants.js";
import { BOT_ID, startChat } from "../support/conversation.js";
import { eachEngine, quiet } from "../support/databases.js";
import { createPaperNetwork } from "../support/paper-network.js";
import { BTC, ratesForTests, USDT_TRON } from "../support/rates.js";

eachEngine("a shop's rules for money, in the chat", (open) => {
  let database: Database;
  let chat: ReturnType<typeof startChat>;
  const desk = createDesk(() => ({ spreadBps: 50, feeBps: 0, limit: () => null, cover: () => null }));
  const market: Market = { rates: ratesForTests(), liquidity: desk };

  beforeAll(async () => {
    database = await open();
    chat = startChat(database, { market });
  });

  it("stand in the settings, with a button for each", async () => {
    const ada = await chat.english("Ada");
    const settings = await ada.says("settings");
    expect(settings.text).toContain(
      "Late payments may still be accepted for: Not at all\nMay be missing and still counts as paid: 0 %\nIf a conversion fails: Pay me what was paid",
    );
    const groups = settings.rows.filter((row) => row.category === "APP_BUTTON_GROUP");
    expect(groups.map((row) => (JSON.parse(row.data) as unknown[]).length)).toEqual([5, 5, 5]);
    for (const label of ["Grace period", "Tolerance", "Failed conversions", "Who gets the money", "API keys"])
      expect(settings.buttons.has(label)).toBe(true);
  });

  it("the grace period: by button or typed, none, up to seven days", async () => {
    const ben = await chat.english("Ben");
    const ask = await ben.says("grace period");
    expect([...ask.buttons.keys()]).toEqual(["Not at all", "15 minutes", "1 hour", "24 hours", "Cancel"]);
    for (const [typed, answer] of [
      ["a while", "could not read that as a duration"],
      ["8 days", "at most 7 days"],
      ["0 min", "at least 1 minute"],
      ["-1 h", "That lies in the past"],
    ] as const) {
      expect((await ben.says(typed)).text).toContain(answer);
    }
    expect(await findMerchant(database.db, ben.userId)).toBeNull();
    expect((await ben.taps("24 hours")).text).toContain("may be accepted for: 24 hours.\nThis holds for payments");
    expect(await findMerchant(database.db, ben.userId)).toMatchObject({ graceSeconds: 86_400 });
    await ben.says("grace 7 days");
    expect(await findMerchant(database.db, ben.userId)).toMatchObject({ graceSeconds: 7 * 86_400 });
    expect((await ben.says("grace 8 days")).text).toContain("how long may I still ask you");
    await ben.taps("Not at all");
    expect(await findMerchant(database.db, ben.userId)).toMatchObject({ graceSeconds: 0 });
  });

  it("the tolerance: by button or typed, up to ten percent", async () => {
    const cem = await chat.english("Cem");
    const ask = await cem.says("tolerance");
    expect([...ask.buttons.keys()]).toEqual(["0 %", "0.5 %", "1 %", "2 %", "Cancel"]);
    for (const typed of ["11 %", "0.001", "-1", "a little"]) {
      expect((await cem.says(typed)).text).toContain("Please send a share between 0 and 10 %");
    }
    expect((await cem.says("1,25 %")).text).toContain("up to 1.25 % of the price");
    expect(await findMerchant(database.db, cem.userId)).toMatchObject({ toleranceBps: 125 });
    await cem.says("tolerance 10 %");
    expect(await findMerchant(database.db, cem.userId)).toMatchObject({ toleranceBps: 1000 });
    await cem.says("tolerance");
    await cem.taps("0 %");
    expect(await findMerchant(database.db, cem.userId)).toMatchObject({ toleranceBps: 0 });
  });

  it("what a failed conversion does with the money", async () => {
    const dan = await chat.english("Dan");
    expect((await dan.says("failed conversions")).text).toContain("what shall I do with the money?");
    expect((await dan.says("dunno")).text).toContain("Please tap “Pay me what was paid” or “Return it”");
    expect((await dan.taps("Return it")).text).toContain("the money goes back to the payer");
    expect(await findMerchant(database.db, dan.userId)).toMatchObject({ strict: true });
    await dan.says("strict off");
    expect(await findMerchant(database.db, dan.userId)).toMatchObject({ strict: false });
    expect((await dan.says("settings")).text).toContain("If a conversion fails: Pay me what was paid");
  });

  it("tell which assets payers' money is turned into", async () => {
    const eve = await chat.english("Eve");
    expect((await eve.says("settlement")).text).toContain("for now into: USDT (TRON), USDT (Ethereum), BTC");
    await eve.says("btc");
    await eve.says("receipt code Coffee");
    const ask = await eve.says("20 usd");
    expect(ask.text).toContain("payers pay with what they like");
    expect(ask.text).not.toContain("only pay with that one");
    await eve.says("cancel");
  });

  it("an invoice in one asset is paid in another and settled in a third", async () => {
    const network = createPaperNetwork(BOT_ID);
    const options: IntakeOptions = { botId: BOT_ID, secret: "s", market, log: quiet, opening: true };
    // What is there when a database is new is the operator's float.
    await recordOutputs(database.db, [network.receive({ assetId: BTC, amount: "1", senders: [] })], options);
    const fay = await chat.english("Fay");
    await fay.says("invoice");
    await fay.says("0.5 eth");
    await fay.says("Bike");
    await fay.says("btc");
    expect((await fay.taps("1 hour")).text).toContain("Price: 0.5 ETH\nYou receive: BTC\nCan be paid: 1 hour");
    await fay.taps("Make it");
    const now = new Date();
    const { invoices } = await invoicesOf(database.db, fay.userId, "open", { now, page: 1, size: 1 });
    const { id } = invoices[0]!.order;
    const quoted = await requestQuote(database.db, market, { orderId: id, assetId: USDT_TRON, now });
    if (!quoted.ok) throw new Error(quoted.reason);
    expect(quoted.quote.paymentAmount).toBe("1500.00000000");
    const payment = { assetId: USDT_TRON, amount: "1500", requestId: quoted.quote.id, memo: id };
    const paid = network.receive({ ...payment, senders: [(await chat.english("Gus")).userId] });
    await recordOutputs(database.db, [paid], { ...options, opening: false });
    const view = await viewOrder(database.db, id);
    expect(view?.order).toMatchObject({ state: "paid", settledAsset: BTC, settlementAmount: "0.02487499" });
    expect(view?.settlements).toMatchObject([{ assetId: BTC, amount: "0.02487499", state: "waiting" }]);
    expect((await fay.says("my invoices paid")).text).toContain("**1. Bike** · 0.5 ETH · paid");
  });
});
