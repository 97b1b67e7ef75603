import { beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { freshId } from "../../src/db/ids.js";
import { LANGUAGE_NAMES, LANGUAGES, texts } from "../../src/i18n/index.js";
import { controlLabel, labelOf } from "../../src/flows/words.js";
import { codesOf } from "../../src/shop/codes.js";
import { startChat } from "../support/conversation.js";
import { formatDuration } from "../../src/i18n/format.js";
import { invoicesOf } from "../../src/shop/invoices.js";
import { eachEngine } from "../support/databases.js";

/** What one says in each language on the way through every flow. */
const SAID = {
  en: {
    title: "Lunch",
    renamed: "Dinner",
    price: "1,234.50 eur",
    shown: "1,234.50 EUR",
    city: "London",
    line: "invoice 25 usd coffee 2h",
    line2: "charge @31001 5 usd tea",
  },
  zh: {
    title: "午餐",
    renamed: "晚餐",
    price: "１００ 人民币",
    shown: "100 CNY",
    city: "北京",
    line: "账单 25 美元 coffee 2小时",
    line2: "发账单给 @31001 5 美元 tea",
  },
  de: {
    title: "Mittagessen",
    renamed: "Abendessen",
    price: "1.234,50 Euro",
    shown: "1.234,50 EUR",
    city: "Wien",
    line: "Rechnung 25 usd coffee 2 Std",
    line2: "Rechnung an @31001 5 usd tea",
  },
  ja: {
    title: "ランチ",
    renamed: "ディナー",
    price: "1,234円",
    shown: "1,234 JPY",
    city: "東京",
    line: "請求書 25 usd coffee 2時間",
    line2: "請求 @31001 5 ドル tea",
  },
  es: {
    title: "Almuerzo",
    renamed: "Cena",
    price: "1.234,50 euros",
    shown: "1234,50 EUR",
    city: "Madrid",
    line: "factura 25 dólares coffee 2 horas",
    line2: "cobrar a @31001 5 usd tea",
  },
  ar: {
    title: "غداء",
    renamed: "عشاء",
    price: "١٬٢٣٤٫٥٠ يورو",
    shown: "1,234.50 EUR",
    city: "دبي",
    line: "فاتورة 25 دولار coffee ساعتين",
    line2: "فاتورة إلى @31001 5 دولار tea",
  },
} as const;

eachEngine("the whole conversation", (open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });

  describe.each(LANGUAGES)("in %s", (language) => {
    it("goes through every flow by its buttons", async () => {
      const chat = startChat(database);
      await chat.newRows();
      const t = texts(language);
      const said = SAID[language];
      const who = chat.person(`Shop ${language}`);
      const tap = (flow: Parameters<typeof labelOf>[0]) => who.taps(labelOf(flow, language));
      const back = controlLabel("back", language);
      const cancel = controlLabel("cancel", language);

      await who.says("hello");
      expect((await who.taps(LANGUAGE_NAMES[language])).text).toContain(t("chat.settings.languageSet"));
      expect((await tap("receipt-code")).text).toContain(t("chat.title.ask"));
      expect((await who.says(said.title)).text).toContain(t("chat.price.ask"));
      expect((await who.says("-1")).text).toContain(t("chat.amount.negative"));
      expect((await who.taps(back)).text).toContain(t("chat.title.ask"));
      await who.says(said.title);
      await who.says(said.price);
      const check = await who.taps(t("chat.settlement.asPaid"));
      expect(check.text).toContain(said.title);
      expect(check.text).toContain(said.shown);
      expect((await who.taps(back)).text).toContain(t("chat.settlement.asPaid"));
      await who.taps(t("chat.settlement.asPaid"));
      const made = await who.taps(t("chat.confirm.make"));
      expect(made.rows.some((row) => row.picture?.["language"] === language)).toBe(true);

      await tap("my-codes");
      const shown = await who.taps(`1. ${said.title}`);
      expect(shown.text).toContain(t("chat.code.active"));
      await tap("rename-code");
      expect((await who.says(said.renamed)).text).toContain(said.renamed);
      await who.says("/show-code 1");
      expect((await tap("pause-code")).text).toContain(t("chat.code.nowPaused", { title: said.renamed }));
      expect((await tap("resume-code")).text).toContain(t("chat.code.nowActive", { title: said.renamed }));
      expect((await tap("statistics")).text).toContain(t("statistics.none"));

      await who.says(labelOf("menu", language));
      await tap("settings");
      await tap("time-zone");
      await who.taps(said.city);
      await tap("settings");
      await tap("handle");
      await who.says(`shop-of-${language}`);
      expect((await who.taps(t("chat.settings.move"))).text).toContain(`/shop-of-${language}`);
      await tap("settings");
      await tap("currency");
      await who.says("chf");
      await tap("settings");
      await tap("settlement");
      await who.says("btc");
      expect((await tap("settings")).text).toMatch(/CHF[\s\S]*BTC/);
      await tap("grace");
      const day = formatDuration(86_400, language);
      expect((await who.taps(day)).text).toContain(t("invoice.rules.graceSet", { grace: day }));
      await tap("settings");
      await tap("tolerance");
      expect((await who.says("0,5 %")).text).toContain(t("invoice.rules.fromNowOn"));
      await tap("settings");
      await tap("strict");
      await who.taps(t("invoice.rules.return"));
      expect((await tap("settings")).text).toContain(t("invoice.rules.return"));
      await tap("language");
      await who.taps(cancel);

      await who.says(labelOf("menu", language));
      expect((await tap("invoice")).text).toContain(t("invoice.price"));
      await who.says("0");
      await who.says(said.price);
      expect((await who.taps(t("invoice.nothing"))).text).toContain(t("chat.settlement.asPaid"));
      expect((await who.taps(back)).text).toContain(t("invoice.title"));
      await who.says(said.title);
      expect((await who.taps(t("chat.settlement.asPaid"))).text).toContain(t("invoice.lasts.ask"));
      expect((await who.says("banana")).text).toContain(t("invoice.lasts.unknown"));
      expect((await who.taps(t("invoice.lasts.none"))).text).toContain(said.shown);
      const paper = await who.taps(t("invoice.confirm.makeIt"));
      expect(paper.text).toContain(t("invoice.made", { title: said.title }));
      expect(paper.rows.some((row) => row.picture?.["kind"] === "qr")).toBe(true);

      const line = await who.says(said.line);
      expect(line.text).toContain("25 USD");
      expect(line.text).toContain(formatDuration(7_200, language));
      expect(line.text).toContain(t("invoice.confirm.usual", { value: "BTC" }));
      await who.taps(t("invoice.confirm.change"));
      await who.says("usdc");
      await who.taps(t("chat.settlement.asPaid"));
      await who.taps(t("invoice.confirm.makeIt"));

      const userId = freshId();
      const max = { userId, identityNumber: "31001", fullName: "Max", avatarUrl: "", hasSafe: true, isBot: false };
      chat.directory.set("31001", { status: "found", user: max });
      expect((await who.says(said.line2)).text).toContain(t("invoice.confirm.to", { name: "Max (31001)" }));
      const words = { name: "Max (31001)", title: "tea" };
      expect((await who.taps(t("invoice.confirm.sendIt"))).text).toContain(t("invoice.charge.sent", words));

      await who.says(labelOf("menu", language));
      const list = await tap("my-invoices");
      expect(list.text).toContain(t("invoice.list.open"));
      await who.taps("1. tea");
      await tap("charge");
      expect((await who.says("31001")).text).toContain(t("invoice.confirm.sendIt"));
      expect((await who.taps(t("invoice.confirm.sendIt"))).text).toContain(t("invoice.charge.tooSoon", words));
      expect((await tap("cancel-invoice")).text).toContain(t("invoice.cancel.done", { title: "tea" }));
      await tap("my-invoices");
      expect((await who.taps(t("invoice.list.closed"))).text).toContain(t("invoice.state.cancelled"));
      await who.taps("1. tea");
      await tap("duplicate-invoice");
      await who.taps(t("invoice.confirm.makeIt"));
      const open = await invoicesOf(database.db, who.userId, "open", { now: new Date(), page: 1, size: 9 });
      expect(open.invoices.map(({ order }) => order.title)).toEqual(["tea", "coffee", said.title]);
      expect((await who.says(labelOf("late", language))).text).toContain(t("invoice.late.none"));
      expect((await who.says(labelOf("return", language))).text).toContain(t("invoice.money.none"));
      expect((await who.says(labelOf("for", language))).text).toContain(t("invoice.money.none"));
      expect((await who.says(labelOf("rest", language))).text).toContain(t("invoice.rest.none"));

      expect((await who.says("50 chf")).text).toContain("BTC");
      expect((await who.says(cancel)).text).toContain(t("chat.flow.cancelled"));
      await who.says("/delete-code 1");
      expect((await who.taps(t("chat.code.deleteIt"))).text).toContain(t("chat.code.deleted", { title: said.renamed }));
      expect(await codesOf(database.db, who.userId)).toEqual([]);
      expect((await tap("menu")).text).toContain(t("chat.menu.text"));
      expect((await tap("paying")).text).toContain("PIN");
      await tap("menu");
      expect((await tap("help")).text).toContain("PIN");
      expect((await who.says("qwertz")).text).toContain(t("chat.nonsense.text", { text: "qwertz" }));
      expect(chat.problems).toEqual([]);
    });
  });
});
