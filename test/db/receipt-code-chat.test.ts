import { beforeAll, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { codesOf } from "../../src/shop/codes.js";
import { findMerchant } from "../../src/shop/merchants.js";
import { startChat } from "../support/conversation.js";
import { eachEngine } from "../support/databases.js";
import { USDT_TRON } from "../support/rates.js";

eachEngine("a shop opens in the chat", (open) => {
  let database: Database;
  let chat: ReturnType<typeof startChat>;

  beforeAll(async () => {
    database = await open();
    chat = startChat(database);
  });

  it("greets, asks for the language, and shows the menu in it", async () => {
    const thorb = chat.person("Thorb");
    const hello = await thorb.says("hello");
    expect(hello.text).toContain("Which language shall we speak?");
    expect(hello.text).toContain("never ask for your PIN");
    expect([...hello.buttons.keys()]).toEqual(["English", "中文", "Deutsch", "日本語", "Español", "العربية"]);

    const chinese = await thorb.taps("中文");
    expect(chinese.text).toContain("好的，我们说中文");
    expect(chinese.buttons.has("新建收款码")).toBe(true);
    expect((await chat.personRow(thorb.userId))?.timeZone).toBe("Asia/Shanghai");

    expect((await thorb.taps("统计")).text).toContain("您还没有收款码");
    expect((await thorb.says("hi")).text).toContain("Thorb，您好");
  });

  it("makes a receipt code: title, price, what to receive, confirm, poster and card", async () => {
    const thorb = await chat.english("Thorb");
    expect((await thorb.taps("New receipt code")).text).toContain("What do people pay for?");
    const price = await thorb.says("Donate");
    expect(price.text).toContain("What does it cost?");
    expect([...price.buttons.keys()]).toEqual(
      expect.arrayContaining(["Payer decides", "USD", "EUR", "AED", "Back", "Cancel"]),
    );
    const settle = await thorb.says("20 aed");
    expect(settle.text).toContain("What do you want to receive?");
    expect([...settle.buttons.keys()].slice(0, 4)).toEqual(["As paid", "USDT (TRON)", "USDT (Ethereum)", "BTC"]);
    const check = await thorb.taps("USDT (TRON)");
    expect(check.text).toContain("Title: Donate\nPrice: 20 AED\nYou receive: USDT (TRON)");
    expect(await codesOf(database.db, thorb.userId)).toEqual([]);

    const made = await thorb.taps("Make it");
    const poster = made.rows.find((row) => row.picture);
    expect(poster).toMatchObject({
      category: "PLAIN_IMAGE",
      toDraw: true,
      picture: {
        kind: "poster",
        shop: "Thorb",
        title: "Donate",
        url: "http://127.0.0.1:8080/thorb/donate",
        link: "127.0.0.1:8080/thorb/donate",
      },
    });
    expect(poster?.data).toContain("scan the QR code to pay Thorb for “Donate”");
    const card = made.rows.find((row) => row.category === "APP_CARD");
    expect(JSON.parse(card?.data ?? "{}")).toMatchObject({
      title: "Donate",
      shareable: true,
      actions: [{ label: "Pay", action: "http://127.0.0.1:8080/thorb/donate" }],
    });
    expect(made.text).toContain("your shop is open at 127.0.0.1:8080/thorb");

    expect(await findMerchant(database.db, thorb.userId)).toMatchObject({
      handle: "thorb",
      quoteAsset: "aed",
      payeeId: thorb.userId,
    });
    expect(await codesOf(database.db, thorb.userId)).toMatchObject([
      {
        slug: "donate",
        title: "Donate",
        quoteAsset: "aed",
        quoteAmount: "20.00000000",
        settlementAsset: USDT_TRON,
        state: "active",
      },
    ]);
  });

  it("goes on where it was after a restart, and with back, help and cancel at each step", async () => {
    const ada = await chat.english("Ada");
    await ada.says("New receipt code");
    await ada.says("Coffee");
    const restarted = startChat(database);
    await restarted.newRows();
    const again = restarted.person("Ada", ada.userId);
    expect((await again.says("help")).text).toMatch(/You are at: New receipt code.*So far: Coffee.*What does it cost/s);
    expect((await again.says("back")).text).toContain("What do people pay for?");
    expect((await again.says("/back")).text).toMatch(/first question.*What do people pay for/s);
    expect((await again.says("Espresso")).text).toContain("What does it cost?");
    expect((await again.says("cancel")).text).toContain("Cancelled");
    expect((await again.says("cancel")).text).toContain("nothing to cancel");
    await chat.newRows();
  });

  it("says what is wrong with an amount and keeps the question", async () => {
    const ada = await chat.english("Ada");
    await ada.says("New receipt code");
    await ada.says("Tea");
    for (const [typed, answer] of [
      ["-1", "cannot be below zero"],
      ["1e9", "without “e”"],
      ["0", "Zero cannot be paid"],
      ["0.000000001 btc", "At most 8 decimal places"],
      ["1.234 eur", "At most 2 decimal places"],
      ["20 florins", "I do not know “florins” as a currency"],
      ["5 xyz", "I do not know “xyz” as a currency"],
      ["99999999999999 usd", "more than I can handle"],
      ["five", "I do not know “five” as a currency"],
    ] as const) {
      const refused = await ada.says(typed);
      expect(refused.text).toContain(answer);
      expect(refused.buttons.has("Payer decides")).toBe(true);
    }
    expect((await ada.says("1.5")).text).toContain("1.50 of what?");
    expect((await ada.says("jpy")).text).toContain("“Back” lets you change the amount");
    expect((await ada.says("1.234,50")).text).toContain("“Back” lets you change the amount");
    expect((await ada.says("back")).text).toContain("What does it cost?");
    expect((await ada.says("１００")).text).toContain("100 of what?");
    expect((await ada.taps("AED")).text).toContain("What do you want to receive?");
    const which = await ada.says("usdt");
    expect(which.text).toContain("USDT exists on several networks");
    expect((await ada.says("trc20")).text).toContain("You receive: USDT (TRON)");
    expect((await ada.says("yes")).text).toContain("Here is “Tea”");
  });

  it("shows how it read an amount that could be read in two ways", async () => {
    const eva = chat.person("Eva");
    await eva.says("Deutsch");
    await eva.says("Neuer Zahlcode");
    await eva.says("Miete");
    await eva.says("1.234 eur");
    expect((await eva.says("wie bezahlt")).text).toContain("„1.234 eur“ lese ich als 1234 EUR.\nBitte prüfen Sie");
    expect((await eva.says("Erstellen")).text).toContain("Hier ist „Miete“");
  });

  it("takes nearly any title, but leaves the flow for a tapped menu button", async () => {
    const ada = await chat.english("Ada");
    await ada.says("New receipt code");
    expect((await ada.says("\u202e\u0007  ")).text).toContain("cannot see any text");
    expect((await ada.says("x".repeat(65))).text).toContain("65 characters");
    expect((await ada.says("menu of the day")).text).toContain("What does it cost?");
    expect((await ada.says("back")).text).toContain("What do people pay for?");
    const left = await ada.says("Statistics");
    expect(left.text).toMatch(/put “New receipt code” aside.*no receipt code yet/s);
    await ada.says("New receipt code");
    await ada.says("“Statistics”");
    await ada.says("open usd");
    expect((await ada.says("as paid")).text).toContain("Title: Statistics\nPrice: any amount in USD");
    await ada.says("cancel");
  });

  it("speaks another language in the middle, and takes a typed no for an answer", async () => {
    const ada = await chat.english("Ada");
    await ada.says("New receipt code");
    await ada.says("Tea");
    expect((await ada.says("任意金额")).text).toContain("In which currency should payers enter the amount?");
    expect((await ada.says("人民币")).text).toContain("What do you want to receive?");
    expect((await ada.says("中文")).text).toMatch(/put “New receipt code” aside.*我们说中文/s);
    await ada.says("新建收款码");
    await ada.says("茶");
    await ada.says("任意金额 人民币");
    expect((await ada.says("原币")).text).toContain("价格：任意金额（CNY）");
    expect((await ada.says("不要")).text).toContain("已取消");
    expect((await ada.says("生成收款码")).text).toContain("这个按钮已经过期");
  });

  it("makes a code of a price in one line", async () => {
    const ada = await chat.english("Ada");
    expect((await ada.says("100 aed")).text).toContain("A receipt code for 100 AED");
    expect((await ada.taps("Make it")).text).toContain("“100 AED”");
    expect((await ada.says("code 1")).text).toContain("is active: 100 AED");
    expect((await ada.says("-1")).text).toContain("cannot be below zero");
    expect((await ada.says("20.005 usd")).text).toContain("At most 2 decimal places");
  });
});
