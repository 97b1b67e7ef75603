import { beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { LANGUAGE_NAMES, type Language, texts } from "../../src/i18n/index.js";
import { codesOf } from "../../src/shop/codes.js";
import { invoicesOf } from "../../src/shop/invoices.js";
import { freshId } from "../../src/db/ids.js";
import { startChat, type Talking } from "../support/conversation.js";
import { eachEngine } from "../support/databases.js";

const BOT_USER = freshId();

eachEngine("what people type", (open) => {
  let database: Database;
  let chat: ReturnType<typeof startChat>;
  beforeAll(async () => {
    database = await open();
    chat = startChat(database);
  });

  async function speaking(language: Language): Promise<Talking> {
    const who = chat.person("Ada");
    await who.says(LANGUAGE_NAMES[language]);
    return who;
  }
  const made = async ({ userId }: Talking) => ({
    codes: await codesOf(database.db, userId),
    invoices: (await invoicesOf(database.db, userId, "open", { now: new Date(), page: 1, size: 9 })).invoices,
  });

  describe("has its command anywhere", () => {
    it.each<[Language, string, string[]]>([
      ["en", "invoice 25 usd coffee 2h", ["25 USD", "coffee", "2 hours"]],
      ["en", "25 usd invoice coffee 2h", ["25 USD", "coffee", "2 hours"]],
      ["en", "coffee invoice 25 usd", ["25 USD", "coffee"]],
      ["en", "25 usd coffee invoice", ["25 USD", "coffee"]],
      ["en", "I would like an invoice for 25 usd coffee please", ["25 USD", "coffee"]],
      ["de", "Rechnung 19,90 eur", ["19,90 EUR"]],
      ["de", "Kaffee Rechnung über 19,90 eur", ["19,90 EUR", "Kaffee"]],
      ["de", "19,90 eur Rechnung Kaffee 2 Stunden", ["19,90 EUR", "Kaffee", "2 Stunden"]],
      ["zh", "账单 25 美元 咖啡 2小时", ["25 USD", "咖啡", "2小时"]],
      ["zh", "25美元账单", ["25 USD"]],
      ["ja", "25ドルの請求書", ["25 USD"]],
      ["ja", "コーヒー 25ドルの請求書 2時間", ["25 USD", "コーヒー"]],
      ["ja", "請求書 1,000円 コーヒー", ["1,000 JPY", "コーヒー"]],
      ["es", "factura 25 dólares café 2 horas", ["25 USD", "café", "2 horas"]],
      ["es", "café factura de 19,90 euros", ["19,90 EUR", "café"]],
      ["es", "quiero una factura por 25 dolares", ["25 USD"]],
      ["ar", "فاتورة 25 دولار قهوة ساعتين", ["25 USD", "قهوة"]],
      ["ar", "لـ 100 درهم فاتورة", ["100 AED"]],
      ["ar", "٢٥ دولار فاتورة قهوة", ["25 USD", "قهوة"]],
    ])("%s: %s", async (language, typed, shown) => {
      const who = await speaking(language);
      const answer = await who.says(typed);
      expect(answer.buttons.has(texts(language)("invoice.confirm.makeIt")), answer.text).toBe(true);
      const plain = answer.text.replace(/[\u2068\u2069]/g, "");
      for (const part of shown) expect(plain).toContain(part);
      expect(await made(who)).toEqual({ codes: [], invoices: [] });
    });

    it.each<[Language, string, string]>([
      ["en", "100 aed", "100 AED"],
      ["en", "100 aed receipt code", "100 AED"],
      ["zh", "收款 100 人民币", "100 CNY"],
      ["zh", "100 人民币 收款", "100 CNY"],
      ["ja", "100ディルハム", "100 AED"],
      ["es", "100 dirhams", "100 AED"],
      ["ar", "100 درهم", "100 AED"],
    ])("%s: %s, for a receipt code", async (language, typed, shown) => {
      const who = await speaking(language);
      let answer = await who.says(typed);
      if (!answer.text.includes(shown)) answer = await who.says("Tea");
      if (!answer.text.includes(shown)) answer = await who.taps(texts(language)("chat.settlement.asPaid"));
      expect(answer.text.replace(/[\u2068\u2069]/g, "")).toContain(shown);
      expect(await made(who)).toEqual({ codes: [], invoices: [] });
    });

    it.each([
      "why did the invoice 25 usd not arrive?",
      "I paid the invoice 25 usd yesterday",
      "Rest in peace, 25 usd",
      "invoice 25 usd not paid?",
      "is the invoice of 5 usd open",
      "please delete 5 usd coffee",
    ])("but a sentence is no command: %s", async (typed) => {
      const who = await speaking("en");
      const answer = await who.says(typed);
      expect(answer.text).not.toContain(texts("en")("invoice.confirm.make"));
      expect(answer.text).toContain("I read");
    });
  });

  describe("is guessed where it was mistyped, and never done by itself", () => {
    it.each<[Language, string, string]>([
      ["en", "invioce 25 usd coffee", "invoice 25 usd coffee"],
      ["en", "inovice", "invoice"],
      ["en", "25 usd invocie coffee", "invoice 25 usd coffee"],
      ["en", "statistcs today", "Statistics today"],
      ["en", "setings", "Settings"],
      ["en", "menuu", "Menu"],
      ["de", "Rechnug 19,90 eur", "rechnung 19,90 eur"],
      ["de", "Einstelungen", "Einstellungen"],
      ["ja", "タイムゾン", "タイムゾーン"],
      ["es", "factuar 25 dólares", "factura 25 dólares"],
      ["es", "estadistcas", "Estadísticas"],
      ["ar", "فاتررة 25 دولار", "فاتورة 25 دولار"],
      ["en", "25 eurp", "25 EUR"],
      ["en", "10 usdtt", "10 USDT"],
      ["en", "20 dirhms", "20 AED"],
      ["es", "25 dolres", "25 USD"],
      ["ar", "100 درهمم", "100 AED"],
      ["ja", "25 ユロー", "25 EUR"],
    ])("%s: %s", async (language, typed, meant) => {
      const who = await speaking(language);
      const answer = await who.says(typed);
      const offered = [...answer.buttons.values()].map((action) => action.replace(/^input:/, ""));
      expect(offered, answer.text).toContain(meant);
      expect(await made(who)).toEqual({ codes: [], invoices: [] });
      const t = texts(language);
      const asked = [t("chat.nonsense.didYouMean", { guess: meant }), t("chat.nonsense.oneOfThese")];
      expect(
        asked.some((sentence) => answer.text.includes(sentence)),
        answer.text,
      ).toBe(true);
      expect((await who.says(meant)).text).not.toContain(t("chat.nonsense.didYouMean", { guess: meant }));
    });

    it.each(["lost", "hold", "rent", "hell", "coda", "coffee", "money", "some", "great", "where are you"])(
      "but %s is a word of its own",
      async (typed) => {
        const answer = await (await speaking("en")).says(typed);
        expect(answer.text).not.toContain("Did you mean");
        expect(answer.text).toContain("I read");
      },
    );

    it("in the answer to a question, too: units and codes", async () => {
      const who = await speaking("en");
      await who.says("handle typos");
      for (const title of ["Donate", "Espresso"]) {
        for (const said of ["New receipt code", title, "5 usd", "as paid", "Make it"]) await who.says(said);
      }
      const which = await who.says("show Donat");
      expect(which.text).toContain("Did you mean “Donate”?");
      expect((await who.says("Expresso")).text).toContain("Did you mean “Espresso”?");
      expect((await who.taps("1. Donate")).text).toContain("Donate");
      await who.says("New receipt code");
      await who.says("Cake");
      const price = await who.says("25 eurp");
      expect(price.text).toMatch(/“?eurp“?.*Did you mean “25 EUR”\?/s);
      expect((await who.taps("25 EUR")).text).toContain(texts("en")("chat.settlement.asPaid"));
    });
  });

  describe("statistics by any order of words", () => {
    it.each([
      ["en", "stats donate last week"],
      ["en", "donate stats last week"],
      ["en", "last week donate stats"],
      ["en", "last week sales"],
      ["de", "donate Statistik letzte Woche"],
      ["es", "donate estadísticas de la semana pasada"],
      ["zh", "上周 donate 统计"],
      ["ja", "先週の donate の売上"],
      ["ar", "donate إحصائيات الأسبوع الماضي"],
    ] as [Language, string][])("%s: %s", async (language, typed) => {
      const who = await speaking(language);
      const t = texts(language);
      const buttons = [t("chat.settlement.asPaid"), t("chat.confirm.make")];
      for (const said of [`/receipt-code`, "donate", "5 usd", ...buttons]) await who.says(said);
      expect(await made(who)).toMatchObject({ codes: [{ title: "donate" }] });
      const direct = await who.says("/statistics donate last week");
      const answer = await who.says(typed);
      expect(answer.text).not.toContain(t("chat.nonsense.text", { text: typed }));
      if (typed.includes("donate")) expect(answer.text).toBe(direct.text);
    });

    it("but whoever speaks of a report gets no statistics", async () => {
      const who = await speaking("en");
      await who.says("handle garage");
      expect((await who.says("my garage sales went well")).text).toContain("I read");
    });
  });

  describe("while a question waits", () => {
    it("leads elsewhere when it is no answer and has a command in it", async () => {
      const who = await speaking("en");
      await who.says("tolerance");
      const answer = await who.says("25 usd invoice coffee");
      expect(answer.text).toContain(texts("en")("invoice.confirm.make"));
      expect(answer.text).toContain("25 USD");
    });

    it("offers a mistyped command, and keeps the question", async () => {
      const who = await speaking("en");
      await who.says("tolerance");
      const answer = await who.says("setings");
      expect(answer.text).toContain("Did you mean “Settings”?");
      expect((await who.says("cancle")).text).toContain("Did you mean “Cancel”?");
      expect((await who.says("1 %")).text).toContain("1 %");
    });
  });

  describe("makes no sense, and is answered kindly in its language", () => {
    it.each<[Language, string]>([
      ["en", "the quick brown fox"],
      ["de", "der schnelle braune Fuchs und ich"],
      ["zh", "敏捷的棕色狐狸"],
      ["ja", "いろはにほへと"],
      ["es", "el veloz murciélago hindú y la cigüeña"],
      ["ar", "نص حكيم له سر قاطع"],
    ])("%s: %s", async (language, typed) => {
      const stranger = await chat.person("Bo").says(typed);
      expect(stranger.text).toContain(texts(language)("chat.greeting.first", { bot: "Mixtill" }));
      const who = await speaking(language);
      expect((await who.says(typed)).text).toContain(texts(language)("chat.nonsense.text", { text: typed }));
    });
  });

  describe("in one line", () => {
    it("names a code and who gets its money", async () => {
      const who = await speaking("en");
      await who.says("handle one-line");
      for (const said of ["New receipt code", "Donate", "5 usd", "as paid", "Make it"]) await who.says(said);
      const user = {
        userId: BOT_USER,
        identityNumber: "7000103970",
        fullName: "Pay Bot",
        avatarUrl: "",
        hasSafe: true,
        isBot: true,
      };
      chat.directory.set("7000103970", { status: "found", user });
      for (const said of ["payee 1 7000103970", "payee Donate 7000103970", "payee donate @7000103970"]) {
        const answer = await who.says(said);
        expect(answer.text, said).toContain("Pay Bot");
        expect(answer.text).toContain("“Donate”");
        await who.says("cancel");
      }
    });

    it.each<[Language, string, string, string]>([
      ["en", "receipt code 5 usd coffee", "coffee", "5 USD"],
      ["en", "coffee 5 usd new code", "coffee", "5 USD"],
      ["de", "Zahlcode Kaffee für 4,50 eur", "Kaffee", "4,50 EUR"],
      ["zh", "收款 100 人民币 咖啡", "咖啡", "100 CNY"],
      ["ja", "受取コード 500円 コーヒー", "コーヒー", "500 JPY"],
    ])("has title and price of a receipt code: %s %s", async (language, typed, title, price) => {
      const who = await speaking(language);
      const t = texts(language);
      expect((await who.says(typed)).text).toContain(t("chat.settlement.ask", { asPaid: t("chat.settlement.asPaid") }));
      const check = await who.taps(t("chat.settlement.asPaid"));
      expect(check.text).toContain(title);
      expect(check.text).toContain(price);
    });

    it.each<[Language, string, string]>([
      ["en", "receipt code 100 aed", "100 AED"],
      ["zh", "收款 100 人民币", "100 CNY"],
      ["de", "Zahlcode 12,50 eur", "12,50 EUR"],
      ["ja", "受取コード 500円", "500 JPY"],
      ["es", "cobrar 20 usd", "20 USD"],
      ["ar", "رمز دفع 100 درهم", "100 AED"],
    ])("makes the code of an amount alone at once: %s %s", async (language, typed, price) => {
      const who = await speaking(language);
      const t = texts(language);
      const asked = await who.says(typed);
      expect(asked.text).toContain(price);
      expect(asked.buttons.has(t("chat.confirm.make"))).toBe(true);
      expect(asked.text).not.toContain(t("chat.title.ask"));
      const same = await who.says(typed.replace(/^\D+/u, ""));
      expect(same.text.replace(/^.*\n/u, "")).toBe(asked.text.replace(/^.*\n/u, ""));
    });

    it.each<[Language, string, string, string]>([
      ["en", "receipt code Donate any amount", "Donate", ""],
      ["en", "receipt code Donate for any amount in usd", "Donate", "USD"],
      ["en", "receipt code any amount eur Open air", "Open air", "EUR"],
      ["en", "new code Sugar free: payer decides", "Sugar free", ""],
      ["zh", "收款码 捐款 任意金额 人民币", "捐款", "CNY"],
      ["zh", "收款码捐款任意金额", "捐款", ""],
      ["de", "Zahlcode Spende für beliebigen Betrag in Euro", "Spende", "EUR"],
      ["de", "Zahlcode Spende offener Betrag", "Spende", ""],
      ["ja", "受取コード 寄付 任意の金額", "寄付", ""],
      ["ja", "受取コード 寄付 自由金額 円", "寄付", "JPY"],
      ["es", "cobrar Propina cualquier importe", "Propina", ""],
      ["es", "cobrar Propina importe libre en euros", "Propina", "EUR"],
      ["ar", "رمز دفع تبرع أي مبلغ", "تبرع", ""],
      ["ar", "رمز دفع تبرع مبلغ مفتوح درهم", "تبرع", "AED"],
    ])("lets the payer decide: %s %s", async (language, typed, title, unit) => {
      const who = await speaking(language);
      const t = texts(language);
      let asked = await who.says(typed);
      if (unit === "") {
        expect(asked.text).toContain(t("chat.price.openCurrency"));
        asked = await who.says("usd");
      }
      expect(asked.text).toContain(t("chat.settlement.ask", { asPaid: t("chat.settlement.asPaid") }));
      const check = (await who.taps(t("chat.settlement.asPaid"))).text.replace(/[\u2068\u2069]/gu, "");
      expect(check).toContain(t("chat.price.any", { unit: unit || "USD" }).replace(/[\u2068\u2069]/gu, ""));
      expect(check.split("\n")[1]).toMatch(new RegExp(`[:：] ?${title}$`, "u"));
    });

    it("charges somebody, in any order", async () => {
      const who = await speaking("en");
      const t = texts("en");
      const user = {
        userId: freshId(),
        identityNumber: "31001",
        fullName: "Max",
        avatarUrl: "",
        hasSafe: true,
        isBot: false,
      };
      chat.directory.set("31001", { status: "found", user });
      for (const said of [
        "charge @31001 5 usd tea",
        "5 usd tea charge @31001",
        "@31001 invoice 5 usd tea",
        "@31001 5 usd tea charge",
      ]) {
        const answer = await who.says(said);
        expect(answer.text, said).toContain(t("invoice.confirm.to", { name: "Max (31001)" }));
        expect(answer.text).toMatch(/tea[\s\S]*5 USD|5 USD[\s\S]*tea/);
        await who.says("cancel");
      }
      expect(await made(who)).toEqual({ codes: [], invoices: [] });
    });

    it("says what is wrong with a Mixin ID", async () => {
      const who = await speaking("en");
      const t = texts("en");
      for (const said of ["charge @999 5 usd tea", "charge @ada 5 usd tea", "invoice 5 usd tea @999"]) {
        expect((await who.says(said)).text, said).toContain(t("invoice.charge.noId"));
        await who.says("cancel");
      }
    });

    it("tells that a number was taken in the shop's own currency, also step by step", async () => {
      const who = await speaking("en");
      await who.says("currency chf");
      await who.says("New invoice");
      for (const said of ["25", "Tea", "as paid"]) await who.says(said);
      const answer = await who.says("2 h");
      expect(answer.text).toContain(texts("en")("invoice.confirm.usualCurrency", { price: "25 CHF", unit: "CHF" }));
    });

    it.each<[Language, string]>([
      ["en", "Thanks!"],
      ["zh", "谢谢 🙏"],
      ["de", "Danke schön."],
      ["ja", "ありがとうございます。"],
      ["es", "¡Muchas gracias!"],
      ["ar", "شكراً"],
    ])("thanks are no nonsense, in %s", async (language, said) => {
      const who = await speaking(language);
      expect((await who.says(said)).text).toContain(texts(language)("chat.nonsense.thanks"));
    });

    it("goes on in the language a conversation began in, whatever language a yes is of", async () => {
      const who = chat.person("Ada");
      await who.says("账单 25 美元 咖啡");
      const made = await who.says("sí");
      expect(made.text).toContain(texts("zh")("invoice.made", { title: "咖啡" }));
    });
  });
});
