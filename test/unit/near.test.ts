import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { guessWord } from "../../src/flows/guess/guess-command.js";
import { NearWords, slips } from "../../src/flows/understand/near.js";
import { isSentence, withoutAround } from "../../src/flows/understand/sentence.js";
import { foldLetters } from "../../src/flows/understand/text.js";
import { nearUnits, readUnit } from "../../src/flows/understand/units.js";
import { findNamed, guessLanguage, readCommand } from "../../src/flows/words.js";
import type { Language } from "../../src/i18n/index.js";
import { fiatDigits } from "../../src/payments/fiat.js";
import { ASSETS, BTC, USDT_TRON } from "../support/rates.js";

describe("slips between words", () => {
  it.each([
    ["invoice", "invoice", 0],
    ["invioce", "invoice", 1],
    ["invoce", "invoice", 1],
    ["invoicee", "invoice", 1],
    ["invoise", "invoice", 1],
    ["inviocee", "invoice", 2],
    ["", "ab", 2],
    ["coffee", "invoice", Infinity],
  ])("%s, %s: %d", (a, b, count) => expect(slips(a, b, 2)).toBe(count));

  it("are the same in both directions, and none only for equal words", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 7 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(slips(a, b, 7)).toBe(slips(b, a, 7));
        expect(slips(a, b, 7) === 0).toBe(a === b);
      }),
    );
  });

  it("two are let pass in a long word, one in a short, none but exchanged letters in the shortest", () => {
    const near = new NearWords(
      ["statistics", "invoice", "menu", "eur", "統計", "請求書"].map((word) => ({ word, value: word })),
    );
    const found = (typed: string) => near.find(typed).map(({ value }) => value);
    expect(found("statisitcz")).toEqual(["statistics"]);
    expect(found("inviocce")).toEqual([]);
    expect(found("INVIOCE")).toEqual(["invoice"]);
    expect(found("meun")).toEqual(["menu"]);
    expect(found("menuu")).toEqual(["menu"]);
    expect(found("mend")).toEqual([]);
    expect(found("eru")).toEqual(["eur"]);
    expect(found("eux")).toEqual([]);
    expect(found("請求所")).toEqual(["請求書"]);
    expect(found("統一")).toEqual([]);
    expect(found("x".repeat(5000))).toEqual([]);
  });
});

describe("a mistyped command", () => {
  it.each<[string, string[], Language?]>([
    ["invioce 25 usd", ["invoice 25 usd"]],
    ["setings", ["Settings"]],
    ["Einstelungen", ["Einstellungen"], "de"],
    ["Einstelungen", [], "es"],
    ["optional", []],
    ["erhalten", [], "de"],
    ["estadistcas hoy", ["Estadísticas hoy"], "es"],
    ["cancle", ["Cancel"]],
    ["タイムゾン", ["タイムゾーン"], "ja"],
    ["invioce why is it not paid", []],
    ["the quick brown fox", []],
    ["constructor", []],
    ["", []],
  ])("%s", (typed, meant, language = "en") =>
    expect(guessWord(typed, false, language).map(({ said }) => said)).toEqual(meant),
  );

  it("of operators is guessed for them alone", () => {
    expect(guessWord("reconcil", true, "en").map(({ said }) => said)).toEqual(["Reconcile"]);
    expect(guessWord("reconcil", false, "en")).toEqual([]);
  });

  it("never throws, and what it guesses is a command", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (typed) => {
        for (const { said } of guessWord(typed, false, "de")) expect(said).not.toBe("");
      }),
    );
  });
});

describe("a mistyped currency", () => {
  const units = { language: "en", fiatDigits, assets: ASSETS };
  it.each([
    ["eurp", ["eur"]],
    ["usdtt", [USDT_TRON]],
    ["btcc", [BTC]],
    ["dirhamm", ["aed"]],
    ["dolares", []],
    ["dollor", ["usd"]],
    ["درهمم", ["aed"]],
    ["ユーロー", ["eur"]],
    ["pesos", ["mxn", "ars", "cop", "clp", "php", "uyu", "dop"]],
    ["دينار", ["kwd", "bhd", "jod", "iqd", "tnd"]],
    ["coffee", []],
    ["bath", []],
  ])("%s", (typed, codes) => {
    if (codes.length === 0)
      return expect(readUnit(typed, units) !== null || nearUnits(typed, units).length === 0).toBe(true);
    const found = nearUnits(typed, units);
    expect(found.slice(0, codes.length)).toEqual(codes);
  });
});

describe("what stands around a request", () => {
  it.each([
    ["I would like an", ""],
    ["please make an", ""],
    ["for 25 usd", "25 usd"],
    ["über 25 eur bitte", "25 eur"],
    ["por favor, 25 euros", "25 euros"],
    ["لـ 100 درهم", "100 درهم"],
    ["بـ100 درهم", "100 درهم"],
    ["من فضلك 100 درهم", "100 درهم"],
    ["25ドルの", "25ドル"],
    ["を作ってください", ""],
    ["请给我 25 美元的", "25 美元"],
    ["coffee", "coffee"],
    ["android phone", "android phone"],
    ["", ""],
  ])("“%s” leaves “%s”", (typed, rest) => expect(withoutAround(typed)).toBe(rest));

  it.each([
    ["why is it not paid", true],
    ["paid yesterday?", true],
    ["warum ist das so", true],
    ["ya pagué 25 euros", true],
    ["لماذا لم يصل", true],
    ["我的钱呢", true],
    ["届いていません", true],
    ["25 usd coffee", false],
    ["Kaffee und Kuchen 19,90 eur", false],
    ["café con leche 3 euros", false],
    ["コーヒー 500円", false],
    ["قهوة 10 درهم", false],
    ["咖啡 25 元", false],
  ])("“%s” is a sentence: %s", (typed, sentence) => expect(isSentence(typed)).toBe(sentence));
});

describe("commands anywhere", () => {
  const flows = new Set(["invoice", "charge", "receipt-code", "statistics", "refund"]);
  it.each([
    ["25 usd invoice coffee", "invoice", "25 usd", "coffee"],
    ["25ドルの請求書", "invoice", "25ドルの", ""],
    ["100 درهم الفاتورة", "invoice", "100 درهم", ""],
    ["donate stats last week", "statistics", "donate", "last week"],
    ["100 人民币 收款", "receipt-code", "100 人民币", ""],
  ])("%s", (typed, flow, before, behind) => expect(findNamed(typed, flows)).toContainEqual({ flow, before, behind }));

  it("are only those that may be named so", () => {
    expect(findNamed("donate delete", flows)).toEqual([]);
    expect(findNamed("25 usd pause", flows)).toEqual([]);
    expect(findNamed("constructor __proto__", flows)).toEqual([]);
  });

  it.each(["rest in peace", "for you my dear", "invoice not arrived?", "請求書はどこ"])(
    "%s begins no command",
    (typed) => expect(readCommand(typed)).toBeNull(),
  );
});

describe("the language of a text", () => {
  it.each([
    ["hello there", "en"],
    ["can you help me with this", "en"],
    ["ich brauche Hilfe", "de"],
    ["wie geht das", "de"],
    ["necesito ayuda por favor", "es"],
    ["¿cómo cobro?", "es"],
    ["murciélago", "es"],
    ["お金を受け取りたい", "ja"],
    ["コーヒー", "ja"],
    ["我想收款", "zh"],
    ["咖啡", "zh"],
    ["كيف أستلم المال", "ar"],
    ["سلام", "ar"],
    ["123", "en"],
  ])("%s: %s", (typed, language) => expect(guessLanguage(typed, readCommand(typed))).toBe(language));
});

describe("letters are alike", () => {
  it.each([
    ["Menü", "menu"],
    ["ESTADÍSTICAS", "estadisticas"],
    ["فَاتُورَة", "فاتوره"],
    ["إحصاء", "احصاء"],
    ["ﾄﾞﾙ", "ドル"],
    ["Straße", "strasse"],
  ])("%s, %s", (one, other) => expect(foldLetters(one)).toBe(foldLetters(other)));
  it("but not those that tell words apart", () => expect(foldLetters("ドル")).not.toBe(foldLetters("トル")));
});
