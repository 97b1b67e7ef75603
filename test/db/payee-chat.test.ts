import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeAll, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { codes, jobs, merchants, transfers } from "../../src/db/schema.js";
import { mixAddress } from "../../src/mixin/addresses.js";
import type { User } from "../../src/mixin/users.js";
import { openOrder } from "../../src/payments/orders.js";
import { codesOf } from "../../src/shop/codes.js";
import { payeeOf } from "../../src/payments/payees.js";
import { BOT_ID, startChat, type Talking } from "../support/conversation.js";
import { eachEngine } from "../support/databases.js";
import { USDT_TRON } from "../support/rates.js";

const MIX_OF_KEYS =
  "MIXPYWwhjxKsbFRzAP2Dcb2mMjj7sQQo4MpCSv3NYaYCdQ2kEcbcimpPT81gaxtuNhunLWPx7Sv7fawjZ8DhRmEj8E2hrQM4Z6e";

eachEngine("who gets the money", (open) => {
  let database: Database;
  let chat: ReturnType<typeof startChat>;
  let count = 0;

  beforeAll(async () => {
    database = await open();
    chat = startChat(database);
  });

  /** Somebody Mixin knows, by id and by Mixin ID. */
  function known(name: string, given: Partial<User> = {}): User {
    const isBot = given.isBot ?? false;
    const identityNumber = `${isBot ? "7000" : "3900"}${String(100_000 + ++count)}`;
    const user = {
      userId: randomUUID(),
      identityNumber,
      fullName: name,
      avatarUrl: "",
      hasSafe: true,
      isBot,
      ...given,
    };
    chat.users.set(user.userId, user);
    chat.directory.set(user.identityNumber, { status: "found", user });
    return user;
  }

  /** A shop with the codes Donate and Tea. */
  async function shopOf(name: string): Promise<Talking> {
    const owner = await chat.english(name);
    known(name, { userId: owner.userId });
    for (const code of ["Donate", "Tea"]) {
      await owner.says(`receipt code ${code}`);
      await owner.says("20 aed");
      await owner.says("as paid");
      await owner.taps("Make it");
    }
    return owner;
  }

  async function payeesOf(shop: string) {
    const [merchant] = await database.db.select().from(merchants).where(eq(merchants.id, shop));
    const own = await codesOf(database.db, shop);
    return { shop: merchant!.payeeId, donate: own[0]!.payeeId, tea: own[1]!.payeeId };
  }

  const tellings = async (shop: string) =>
    (await database.db.select().from(jobs).where(eq(jobs.name, "tell.payee")))
      .map(({ payload }) => payload)
      .filter(({ merchantId }) => merchantId === shop);

  it("can be a Mixin bot: shown, confirmed, and the one before is told; its codes go with the shop", async () => {
    const thorb = await shopOf("Thorb");
    const billing = known("Billing", { isBot: true });
    const ask = await thorb.says("who gets the money");
    expect(ask.text).toContain("Who should get the money of your shop? Now it is you.");
    expect([...ask.buttons.keys()]).toEqual(expect.arrayContaining(["Me", "A Mixin bot", "A group"]));
    expect((await thorb.taps("A Mixin bot")).text).toContain("Which bot?");
    const check = await thorb.says(billing.identityNumber);
    expect(check.text).toContain("Please check who gets the money of your shop from now on:");
    expect(check.text).toContain(`Billing (${billing.identityNumber})`);
    expect(check.text).toContain("2 codes go with it: “Donate”, “Tea”.");
    expect(await payeesOf(thorb.userId)).toMatchObject({ shop: thorb.userId });

    const done = await thorb.taps("Change it");
    expect(done.text).toContain(`goes to Billing (${billing.identityNumber}) from now on`);
    const { userId: id } = billing;
    expect(await payeesOf(thorb.userId)).toEqual({ shop: id, donate: id, tea: id });
    expect(await payeeOf(database.db, id)).toMatchObject({ kind: "developer", members: [id], threshold: 1 });
    expect(await tellings(thorb.userId)).toEqual([
      { merchantId: thorb.userId, codeId: null, oldPayeeId: thorb.userId, newPayeeId: id },
    ]);
    expect((await thorb.says(`payee ${billing.identityNumber}`)).text).toContain("goes to Billing");
    expect((await thorb.says("payee")).text).toContain("Now it is Billing");
    await thorb.taps("Me");
    expect((await thorb.taps("Change it")).text).toContain("goes to you from now on");
    expect((await payeesOf(thorb.userId)).tea).toBe(thorb.userId);
  });

  it("can be another for one code, which then keeps it when the shop's changes, or goes back to the shop's", async () => {
    const ada = await shopOf("Ada");
    const charity = known("Charity", { isBot: true });
    const billing = known("Billing", { isBot: true });
    await ada.says("/payee donate");
    expect((await ada.says(charity.identityNumber)).text).toContain("the money of “Donate” from now on");
    await ada.taps("Change it");
    expect(await payeesOf(ada.userId)).toEqual({ shop: ada.userId, donate: charity.userId, tea: ada.userId });

    const check = await ada.says(`payee ${billing.identityNumber}`);
    expect(check.text).toContain("1 code goes with it: “Tea”.");
    expect(check.text).toContain("1 code keeps a payee of its own: “Donate”.");
    await ada.taps("Change it");
    expect(await payeesOf(ada.userId)).toEqual({ shop: billing.userId, donate: charity.userId, tea: billing.userId });

    await ada.says("/payee donate");
    expect((await ada.taps("As the shop")).text).toContain(`Billing (${billing.identityNumber})`);
    await ada.says("yes");
    expect((await payeesOf(ada.userId)).donate).toBe(billing.userId);
  });

  it("is set back by “me”, and named together with its code, in one line", async () => {
    const una = await shopOf("Una");
    const billing = known("Billing", { isBot: true });
    const { identityNumber: id, userId } = billing;
    expect((await una.says(`payee 2 ${id}`)).text).toContain("the money of “Tea” from now on");
    await una.taps("Change it");
    expect((await una.says(`payee donate ${id}`)).text).toContain("the money of “Donate” from now on");
    await una.taps("Change it");
    expect(await payeesOf(una.userId)).toEqual({ shop: una.userId, donate: userId, tea: userId });
    expect((await una.says("payee me")).text).toContain("The money of your shop goes to you already.");
    expect((await una.says("payee Tea me")).text).toContain("the money of “Tea” from now on");
    await una.taps("Change it");
    expect(await payeesOf(una.userId)).toEqual({ shop: una.userId, donate: userId, tea: una.userId });
    await una.says(`payee ${id}`);
    await una.taps("Change it");
    expect((await una.says("payee me")).text).toMatch(/who gets the money of your shop from now on:\nUna \(/);
    await una.taps("Change it");
    expect(await payeesOf(una.userId)).toMatchObject({ shop: una.userId, tea: una.userId });
  });

  it("of the shop is what “payee” is about, and one code is a choice there", async () => {
    const lin = await shopOf("Lin");
    const billing = known("Billing", { isBot: true });
    expect((await lin.says("payee")).text).toContain("Who should get the money of your shop? Now it is you.");
    expect((await lin.taps("For one code only")).text).toContain("Which code?");
    const ask = await lin.taps("2. Tea");
    expect(ask.text).toContain("Who should get the money of “Tea”? Now it is you.");
    expect([...ask.buttons.keys()]).not.toContain("For one code only");
    expect((await lin.says("back")).text).toContain("Which code?");
    await lin.taps("2. Tea");
    await lin.says(billing.identityNumber);
    expect((await lin.taps("Change it")).text).toContain("the money of “Tea” goes to Billing");
    expect(await payeesOf(lin.userId)).toEqual({ shop: lin.userId, donate: lin.userId, tea: billing.userId });
  });

  it("can be a group by Mixin IDs and a threshold: everybody is shown, with the address", async () => {
    const eva = await shopOf("Eva");
    const [ben, cai] = [known("Ben"), known("Cai")];
    const me = [...chat.users.values()].find(({ userId }) => userId === eva.userId)!;
    await eva.says("payee");
    await eva.taps("A group");
    const ids = [me, ben, cai].map(({ identityNumber }) => identityNumber);
    const threshold = await eva.says(ids.join(" "));
    expect(threshold.text).toContain("How many of the 3 members have to agree");
    expect((await eva.says("4")).text).toContain("a number from 1 to 3");
    expect((await eva.says("0")).text).toContain("a number from 1 to 3");
    const check = await eva.says("2 of 3");
    const members = [me, ben, cai].map(({ userId }) => userId).sort();
    const address = mixAddress({ members, threshold: 2 });
    for (const { fullName, identityNumber } of [me, ben, cai]) {
      expect(check.text).toContain(`${fullName} (${identityNumber})`);
    }
    expect(check.text).toContain("2 of 3 members have to agree");
    expect(check.text).toContain(address);
    await eva.taps("Change it");
    const payee = await payeeOf(database.db, (await payeesOf(eva.userId)).shop);
    expect(payee).toMatchObject({ kind: "multisig", members, threshold: 2, label: address });
    expect((await eva.says(`payee ${address}`)).text).toContain("goes to a group in which 2 of 3 have to agree");
  });

  it("can be a group by its address, in any order of members the same payee", async () => {
    const kim = await shopOf("Kim");
    const [ben, cai] = [known("Ben"), known("Cai")];
    const members = [ben, cai].map(({ userId }) => userId);
    await kim.says(`payee ${mixAddress({ members, threshold: 2 })}`);
    await kim.taps("Change it");
    const { shop } = await payeesOf(kim.userId);
    const lee = await shopOf("Lee");
    await lee.says("payee");
    await lee.says(`${cai.identityNumber}, ${ben.identityNumber}`);
    await lee.says("2");
    await lee.taps("Change it");
    expect((await payeesOf(lee.userId)).shop).toBe(shop);
  });

  it("refuses who is not on Safe yet, with what to do, and takes them when they are", async () => {
    const mia = await shopOf("Mia");
    const bot = known("Bot", { isBot: true, hasSafe: false });
    const [ben, cai] = [known("Ben"), known("Cai", { hasSafe: false })];
    await mia.says("payee");
    expect((await mia.says(bot.identityNumber)).text).toContain("Its developer has to open it in Mixin's dashboard");
    const group = mixAddress({ members: [ben.userId, cai.userId], threshold: 1 });
    const refused = await mia.says(group);
    expect(refused.text).toContain(`Cai (${cai.identityNumber}) cannot receive money yet`);
    expect(refused.text).toContain("open Mixin Messenger, update it, and create a PIN");
    expect((await mia.says(`${ben.identityNumber} ${cai.identityNumber}`)).text).toContain("cannot receive money yet");
    chat.users.set(mia.userId, { ...chat.users.get(mia.userId)!, hasSafe: false });
    expect((await mia.taps("Me")).text).toContain("You cannot receive money yet");
    chat.users.set(cai.userId, { ...cai, hasSafe: true });
    expect((await mia.says(group)).text).toContain("1 of 2 members has to agree");
    expect((await mia.taps("Leave it as it is")).text).toContain("Nothing was changed");
    expect((await payeesOf(mia.userId)).shop).toBe(mia.userId);
  });

  it("says what is wrong with what was sent, and keeps the question", async () => {
    const zoe = await shopOf("Zoe");
    const ben = known("Ben");
    const till = known("Mixtill", { userId: BOT_ID, isBot: true });
    const address = mixAddress({ members: [ben.userId, zoe.userId], threshold: 2 });
    await zoe.says("payee");
    for (const [typed, answer] of [
      ["my brother", "Please tap one of the buttons"],
      ["7000999999", "Mixin knows nobody with the ID 7000999999"],
      [ben.identityNumber, `Ben (${ben.identityNumber}) is a person`],
      [till.identityNumber, "That is me"],
      [`${till.identityNumber} ${ben.identityNumber}`, "That is me"],
      [`${ben.identityNumber} ${ben.identityNumber}`, "more than once"],
      [Array.from({ length: 65 }, (_, i) => 4_000_000 + i).join(" "), "at most 64 members; I count 65"],
      [address.replace(/.$/, (last) => (last === "a" ? "b" : "a")), "typing error"],
      [MIX_OF_KEYS, "keys of the network"],
      [mixAddress({ members: [ben.userId], threshold: 1 }), "at least two members"],
      [mixAddress({ members: [randomUUID(), ben.userId], threshold: 1 }), "does not know one member"],
    ] as const) {
      const refused = await zoe.says(typed);
      expect(refused.text, typed).toContain(answer);
      expect(refused.buttons.has("A group"), typed).toBe(true);
    }
    await zoe.taps("A group");
    expect((await zoe.says(zoe.userId)).text).toContain("digits only");
    expect((await zoe.says("cancel")).text).toContain("Cancelled");
    expect((await payeesOf(zoe.userId)).shop).toBe(zoe.userId);
  });

  it("is the owner's to say alone: of another's shop nobody can change anything by typing", async () => {
    const owner = await shopOf("Olga");
    const other = await shopOf("Otto");
    const stranger = await chat.english("Sam");
    const billing = known("Billing", { isBot: true });
    const before = await payeesOf(owner.userId);
    const [donate] = await codesOf(database.db, owner.userId);
    await database.db.update(codes).set({ slug: "only-olgas" }).where(eq(codes.id, donate!.id));
    for (const typed of ["/payee only-olgas", `/payee ${donate!.id}`, `/payee ${billing.identityNumber}`, "/payee"]) {
      expect((await stranger.says(typed)).text, typed).toContain("You have no receipt code yet");
      expect((await stranger.says("Change it")).text, typed).toContain("belongs to a question that is over");
    }
    expect((await other.says("/payee only-olgas")).text).toContain("You have no code “only-olgas”");
    await other.says("cancel");
    await other.says(`/payee ${billing.identityNumber}`);
    await other.taps("Change it");
    expect(await payeesOf(owner.userId)).toEqual(before);
  });

  it("leaves open orders with the payee they were made with, and sends what could not be paid to the new one", async () => {
    const rob = await shopOf("Rob");
    const billing = known("Billing", { isBot: true });
    const orderId = randomUUID();
    const words = { merchantId: rob.userId, payeeId: rob.userId, codeId: null, title: "Tea", settlementAsset: null };
    const order = await openOrder(database.db, { ...words, id: orderId, quoteAsset: USDT_TRON, quoteAmount: "3" });
    const settlement = (state: "stuck" | "signed") => ({
      requestId: randomUUID(),
      kind: "settlement" as const,
      orderId,
      account: `payee:${rob.userId}`,
      assetId: USDT_TRON,
      amount: "3",
      members: [rob.userId],
      threshold: 1,
      memo: "",
      state,
    });
    const [stuck, signed] = [settlement("stuck"), settlement("signed")];
    await database.db.insert(transfers).values([stuck, signed]);
    const check = await rob.says(`payee ${billing.identityNumber}`);
    expect(check.text).toContain("1 payment that could not be paid out until now goes there, too.");
    await rob.taps("Change it");
    const to = async (requestId: string) =>
      (await database.db.select().from(transfers).where(eq(transfers.requestId, requestId)))[0];
    expect(await to(stuck.requestId)).toMatchObject({ state: "waiting", members: [billing.userId] });
    expect(await to(signed.requestId)).toMatchObject({ state: "signed", members: [rob.userId] });
    expect(order.payeeId).toBe(rob.userId);
  });

  it("speaks German and Chinese, too", async () => {
    const eva = chat.person("Eva");
    await eva.says("Deutsch");
    known("Eva", { userId: eva.userId });
    await eva.says("20 eur");
    await eva.says("ja");
    expect((await eva.says("empfänger")).text).toContain("Wer soll das Geld von Ihrem Laden bekommen? Derzeit: Sie.");
    expect((await eva.says("中文")).text).toContain("我们说中文");
    expect((await eva.says("收款人")).text).toContain("您店铺的钱打给谁？现在是：您本人。");
    expect((await eva.taps("我自己")).text).toContain("已经是打给您本人");
  });
});
