import { beforeAll, beforeEach, expect, it } from "vitest";
import { type Database, inTransaction } from "../../src/db/database.js";
import { refunds } from "../../src/db/schema.js";
import { viewOrder } from "../../src/payments/orders.js";
import type { Market } from "../../src/payments/ports.js";
import { ensureMerchant } from "../../src/shop/merchants.js";
import { programOver } from "../support/api-asked.js";
import { BOT_ID, startChat } from "../support/conversation.js";
import { eachEngine, empty } from "../support/databases.js";
import { createPaperNetwork } from "../support/paper-network.js";
import { payInto } from "../support/payments.js";
import { BTC, ratesForTests, USDT_TRON } from "../support/rates.js";

const market: Market = { rates: ratesForTests(), liquidity: null };

eachEngine("orders of programs in the chat", (open) => {
  let database: Database;
  const { asks, known } = programOver(() => database);
  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await empty(database);
  });

  it("are counted, found, listed for their payer and given back like any payment, but are no invoices", async () => {
    const chat = startChat(database, { market });
    const till = payInto(database, createPaperNetwork(BOT_ID), BOT_ID);
    const [thorb, ada] = [await chat.english("Thorb"), await chat.english("Ada")];
    await inTransaction(database.db, (tx) => ensureMerchant(tx, { userId: thorb.userId, name: "Thorb" }));
    const payee = await known(thorb.userId);
    const shopsOwn = { orderNumber: "100234", quoteAsset: "aed", quoteAmount: "20" };
    const { order } = await asks(payee, shopsOwn);
    expect((await thorb.says("my invoices")).text).not.toContain("100234");
    await till.pay(market, ada.userId, order.id, USDT_TRON);
    expect((await thorb.says("my invoices paid")).text).not.toContain("100234");
    expect((await thorb.says("stats today")).text).toContain("20 AED");
    expect((await ada.says("my payments")).text).toContain("#100234");
    const how = await thorb.says(`/refund ${order.id}`);
    expect(how.text).toContain("“#100234”: 20 AED");
    await thorb.taps("All of it");
    await thorb.taps("The same coins");
    await thorb.taps("Give it back");
    expect(await database.db.select().from(refunds)).toMatchObject([{ orderId: order.id, source: "unsettled" }]);
  });

  it("of a payee without a shop are payments like others to their payer, with nobody to write to or to mute", async () => {
    const chat = startChat(database, { market });
    const till = payInto(database, createPaperNetwork(BOT_ID), BOT_ID);
    const ada = await chat.english("Ada");
    const { stranger } = programOver(() => database);
    const { order } = await asks(await stranger(), { remark: "Two mugs" });
    await till.pay(market, ada.userId, order.id, USDT_TRON);
    const list = await ada.says("my payments");
    expect(list.text).toContain("Two mugs");
    expect(list.text).toContain("Mila \\(7000104220\\)");
    const one = await ada.says(`/my-payments ${order.id}`);
    expect([...one.buttons.values()].join(" ")).not.toMatch(/\/contact|\/mute/);
    expect((await ada.says(`/contact ${order.id}`)).text).toContain("no payment like that which you could write about");
    expect((await ada.says("mute")).text).not.toContain("Mila");
  });

  it("take money that named nothing when its sender says so, in the asset they accept alone", async () => {
    const chat = startChat(database, { market });
    const network = createPaperNetwork(BOT_ID);
    const till = payInto(database, network, BOT_ID);
    const ada = await chat.english("Ada");
    const { stranger } = programOver(() => database);
    const { order } = await asks(await stranger(), { remark: "Two mugs", acceptedAsset: USDT_TRON });
    const sent = async (assetId: string, amount: string) => {
      const output = network.receive({ senders: [ada.userId], assetId, amount });
      await till.record(market, output);
      return output.outputId;
    };
    await ada.says(`/for ${await sent(BTC, "1")} ${order.id}`);
    expect((await ada.taps("Use it for that")).text).toContain("cannot");
    const usable = await ada.says(`/for ${await sent(USDT_TRON, "10")} ${order.id}`);
    expect(usable.text).toContain("Use 10 USDT (TRON) for “Two mugs” of Mila (7000104220)");
    expect((await ada.taps("Use it for that")).text).toContain("“Two mugs” is paid");
    const view = await viewOrder(database.db, order.id);
    expect(view?.order).toMatchObject({ state: "paid", paymentAsset: USDT_TRON });
  });
});
