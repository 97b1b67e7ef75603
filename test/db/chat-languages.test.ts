import { beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { LANGUAGE_NAMES, LANGUAGES, texts } from "../../src/i18n/index.js";
import { controlLabel, labelOf } from "../../src/flows/words.js";
import { codesOf } from "../../src/shop/codes.js";
import { startChat } from "../support/conversation.js";
import { eachEngine } from "../support/databases.js";

/** What one says in each language on the way through every flow. */
const SAID = {
  en: { title: "Lunch", renamed: "Dinner", price: "1,234.50 eur", shown: "1,234.50 EUR", city: "London" },
  zh: { title: "午餐", renamed: "晚餐", price: "１００ 人民币", shown: "100 CNY", city: "北京" },
  de: { title: "Mittagessen", renamed: "Abendessen", price: "1.234,50 Euro", shown: "1.234,50 EUR", city: "Wien" },
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
      expect((await tap("statistics")).text).toContain(t("chat.statistics.none"));

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
      await tap("language");
      await who.taps(cancel);

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
