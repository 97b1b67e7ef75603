import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LANGUAGES } from "../../src/i18n/index.js";
import { fiatDigits } from "../../src/payments/fiat.js";
import { westernDigits } from "../../src/payments/typed.js";
import { readAmount, readNumber } from "../../src/flows/understand/amount.js";
import { readUnit, type Unit, type Units } from "../../src/flows/understand/units.js";
import { ASSETS, BTC, ETH, USDT_ETHEREUM, USDT_TRON } from "../support/rates.js";

const ONE_INCH = {
  assetId: "11111111-1111-4111-8111-111111111111",
  symbol: "1INCH",
  name: "1inch",
  network: "Ethereum",
  iconUrl: "",
};
const units = (language = "en"): Units => ({ language, fiatDigits, assets: [...ASSETS, ONE_INCH] });
const fiat = (code: string): Unit => ({ kind: "fiat", code });
const asset = (assetId: string): Unit => ({ kind: "asset", assetId });
const usdt: Unit = { kind: "several", assetIds: [USDT_TRON, USDT_ETHEREUM] };

describe("amounts are read as people write them", () => {
  it.each<[string, string | null, Unit | null]>([
    ["20", "20", null],
    ["+20", "20", null],
    ["20 aed", "20", fiat("aed")],
    ["AED 20", "20", fiat("aed")],
    ["20AED", "20", fiat("aed")],
    ["aed20", "20", fiat("aed")],
    ["20 Dirham", "20", fiat("aed")],
    ["1.234,50", "1234.5", null],
    ["1,234.50", "1234.5", null],
    ["1 234,5", "1234.5", null],
    ["1\u00a0234,5 €", "1234.5", fiat("eur")],
    ["1\u202f234\u202f567,89 eur", "1234567.89", fiat("eur")],
    ["1'234.50 CHF", "1234.5", fiat("chf")],
    ["1’234’567.50", "1234567.5", null],
    ["1,234,567", "1234567", null],
    ["1.234.567", "1234567", null],
    ["1,23,456.78 rs", "123456.78", fiat("inr")],
    ["12,34,567", "1234567", null],
    ["１００", "100", null],
    ["１，２３４．５０　ＵＳＤ", "1234.5", fiat("usd")],
    ["٢٠", "20", null],
    ["٢٠٫٥ درهم", "20.5", fiat("aed")],
    ["۱۲۳", "123", null],
    ["१००", "100", null],
    ["٢٬٥٠٠٫٧٥ درهم", "2500.75", fiat("aed")],
    ["۱٬۲۳۴", "1234", null],
    ["১০০", "100", null],
    ["١٫٢٣٤", "1.234", null],
    ["19,- eur", "19", fiat("eur")],
    ["٢٠،٥", "20.5", null],
    ["25ドル", "25", fiat("usd")],
    ["1,000円", "1000", fiat("jpy")],
    ["５０ ユーロ", "50", fiat("eur")],
    ["100 ディルハム", "100", fiat("aed")],
    ["0.01 ビットコイン", "0.01", asset(BTC)],
    ["10 テザー", "10", usdt],
    ["25 dólares", "25", fiat("usd")],
    ["25 dolares", "25", fiat("usd")],
    ["25,50 euros", "25.5", fiat("eur")],
    ["100 pesos mexicanos", "100", fiat("mxn")],
    ["10 soles", "10", fiat("pen")],
    ["100 dólares estadounidenses", "100", fiat("usd")],
    ["100 درهم", "100", fiat("aed")],
    ["٥٠ دولار", "50", fiat("usd")],
    ["50 دولار أمريكي", "50", fiat("usd")],
    ["20 ريال", "20", fiat("sar")],
    ["20 ريال قطري", "20", fiat("qar")],
    ["15 يورو", "15", fiat("eur")],
    ["5 دينار كويتي", "5", fiat("kwd")],
    ["10 تيثر ترون", "10", asset(USDT_TRON)],
    ["10 usdt en tron", "10", asset(USDT_TRON)],
    ["0.5 بيتكوين", "0.5", asset(BTC)],
    ["€5", "5", fiat("eur")],
    ["5€", "5", fiat("eur")],
    ["$20", "20", fiat("usd")],
    ["$20 usd", "20", fiat("usd")],
    ["US$ 20", "20", fiat("usd")],
    ["HK$20", "20", fiat("hkd")],
    ["20 Euro", "20", fiat("eur")],
    ["100元", "100", fiat("cny")],
    ["100 人民币", "100", fiat("cny")],
    ["人民币100", "100", fiat("cny")],
    ["100块", "100", fiat("cny")],
    ["0.01 btc", "0.01", asset(BTC)],
    ["0,01 Bitcoin", "0.01", asset(BTC)],
    ["₿0.5", "0.5", asset(BTC)],
    ["1 ether", "1", asset(ETH)],
    ["10 usdt", "10", usdt],
    ["10 USDT (TRON)", "10", asset(USDT_TRON)],
    ["10 usdt trc20", "10", asset(USDT_TRON)],
    ["10 usdt on tron", "10", asset(USDT_TRON)],
    ["10 usdt@ethereum", "10", asset(USDT_ETHEREUM)],
    ["10 usdt-erc20", "10", asset(USDT_ETHEREUM)],
    ["5 1inch", "5", asset(ONE_INCH.assetId)],
    ["1INCH 5", "5", asset(ONE_INCH.assetId)],
    ["usdt", null, usdt],
    ["aed", null, fiat("aed")],
    ["Euro", null, fiat("eur")],
    ["0.00000001 btc", "0.00000001", asset(BTC)],
    [".5 usd", "0.5", fiat("usd")],
    ["5. usd", "5", fiat("usd")],
    ["007", "7", null],
    ["1000000000000", "1000000000000", null],
    ["1.234 bhd", "1.234", fiat("bhd")],
    ["  20   aed  ", "20", fiat("aed")],
    ["20 aed.", "20", fiat("aed")],
    ["\u202e20 aed\u202c", "20", fiat("aed")],
  ])("%s", (typed, value, unit) => {
    expect(readAmount(typed, units())).toMatchObject({ ok: true, value, unit });
  });

  it("reads ¥ by language", () => {
    expect(readAmount("¥100", units("zh"))).toMatchObject({ unit: fiat("cny") });
    expect(readAmount("100 ￥", units("en"))).toMatchObject({ unit: fiat("jpy") });
  });

  it("asks which pesos and dinars are meant, but where the shop's own are among them", () => {
    expect(readAmount("100 pesos", units("es"))).toMatchObject({ problem: "unknown_unit" });
    expect(readAmount("100 pesos", { ...units("es"), own: "cop" })).toMatchObject({ unit: fiat("cop") });
    expect(readAmount("5 دينار", { ...units("ar"), own: "kwd" })).toMatchObject({ unit: fiat("kwd") });
    expect(readAmount("5 دينار", { ...units("ar"), own: "aed" })).toMatchObject({ problem: "unknown_unit" });
  });

  it("lets the language decide what could be both, and says that it was in doubt", () => {
    expect(readAmount("1.234", units("en"))).toMatchObject({ value: "1.234", ambiguous: true });
    expect(readAmount("1,234", units("en"))).toMatchObject({ value: "1234", ambiguous: true });
    expect(readAmount("1.234", units("de"))).toMatchObject({ value: "1234", ambiguous: true });
    expect(readAmount("1,234 btc", units("de"))).toMatchObject({ value: "1.234", ambiguous: true });
    expect(readAmount("1,234", units("zh"))).toMatchObject({ value: "1234", ambiguous: true });
    expect(readAmount("1.234", units("es"))).toMatchObject({ value: "1234", ambiguous: true });
    expect(readAmount("1,234", units("ja"))).toMatchObject({ value: "1234", ambiguous: true });
    expect(readAmount("1,234", units("ar"))).toMatchObject({ value: "1234", ambiguous: true });
    expect(readAmount("١٫٢٣٤", units("de"))).toMatchObject({ value: "1.234", ambiguous: false });
    expect(readAmount("0.123", units("de"))).toMatchObject({ value: "0.123", ambiguous: false });
    expect(readAmount("1,23", units("en"))).toMatchObject({ value: "1.23", ambiguous: false });
    expect(readAmount("1234.567", units("de"))).toMatchObject({ value: "1234.567", ambiguous: false });
  });
});

describe("what is no amount is refused with its reason", () => {
  it.each([
    ["-1", "negative"],
    ["−5 aed", "negative"],
    ["aed -5", "negative"],
    ["-0", "negative"],
    ["1e9", "exponent"],
    ["1E9 usd", "exponent"],
    ["1e-9", "exponent"],
    ["0", "zero"],
    ["0.00", "zero"],
    ["0 usd", "zero"],
    ["0.000000001", "too_many_places"],
    ["0.000000001 btc", "too_many_places"],
    ["20.005 usd", "too_many_places"],
    ["1.5 jpy", "too_many_places"],
    ["1000000000000.01", "too_large"],
    ["9".repeat(40), "too_large"],
    ["20 florins", "unknown_unit"],
    ["5 xyz", "unknown_unit"],
    ["5x", "unknown_unit"],
    ["20 %", "not_an_amount"],
    ["50%", "not_an_amount"],
    ["hello", "unknown_unit"],
    ["20 usd eur", "unknown_unit"],
    ["€20 usd", "two_units"],
    ["", "not_an_amount"],
    [".", "unknown_unit"],
    ["1.2.3", "not_an_amount"],
    ["1,2,3", "not_an_amount"],
    ["1.234,5.6", "not_an_amount"],
    ["1,234,5", "not_an_amount"],
    ["12 34", "not_an_amount"],
    ["1 2345", "not_an_amount"],
    ["0x10", "not_an_amount"],
    ["1/2", "not_an_amount"],
    ["½", "not_an_amount"],
    ["5²", "not_an_amount"],
    ["1٫2٫3", "not_an_amount"],
    ["20:30", "not_an_amount"],
    ["2x5", "not_an_amount"],
    ["Infinity", "unknown_unit"],
    ["NaN", "unknown_unit"],
    ["1".repeat(65_536), "not_an_amount"],
    ["5k usd", "unknown_unit"],
    ["constructor", "unknown_unit"],
    ["5 __proto__", "unknown_unit"],
    ["5 toString", "unknown_unit"],
  ])("%s", (typed, problem) => {
    expect(readAmount(typed, units())).toMatchObject({ ok: false, problem });
  });
});

describe("units", () => {
  it("knows assets by symbol, name, id and network, and nothing else", () => {
    expect(readUnit(BTC, units())).toEqual(asset(BTC));
    expect(readUnit("Tether USD", units())).toEqual(usdt);
    expect(readUnit("usdt polygon", units())).toBeNull();
    expect(readUnit("比特币", units())).toEqual(asset(BTC));
    expect(readUnit("xyz", units())).toBeNull();
  });
});

describe("for any text", () => {
  it("what is read is a positive decimal of at most 8 places", () => {
    const noisy = fc.stringMatching(/^[0-9.,'’ e+\-−aedusdt€$１２٣٫%]{0,24}$/u);
    fc.assert(
      fc.property(
        fc.oneof(noisy, fc.string({ unit: "binary" }), fc.string()),
        fc.constantFrom(...LANGUAGES),
        (text, language) => {
          const read = readAmount(text, units(language));
          if (read.ok && read.value !== null) {
            expect(read.value).toMatch(/^(?!0+(\.0*)?$)\d{1,13}(\.\d{1,8})?$/);
          }
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it("a number written in a language's own way is read back exactly", () => {
    const locales = { en: "en-IN", de: "de-CH", zh: "zh-CN", ja: "ja-JP", es: "es-MX", ar: "ar-EG" } as const;
    const cents = fc.integer({ min: 1, max: 99_999_999_999 });
    fc.assert(
      fc.property(cents, fc.constantFrom(...LANGUAGES), (n, language) => {
        const value = n / 100;
        const written = new Intl.NumberFormat(locales[language], { minimumFractionDigits: 2 }).format(value);
        const typed = westernDigits(written);
        expect(readNumber(typed, language)).toMatchObject({ ok: true, value: String(value), ambiguous: false });
      }),
      { numRuns: 2_000 },
    );
  });
});
