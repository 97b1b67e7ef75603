import { describe, expect, test } from "vitest";
import { countryOf } from "../../src/flows/understand/country.js";
import type { CountryCode } from "libphonenumber-js/max";
import { takeRecipient } from "../../src/flows/understand/recipient.js";
import { readSendLine, severalLines } from "../../src/flows/understand/send-line.js";
import type { Language } from "../../src/i18n/index.js";
import { fiatDigits } from "../../src/payments/fiat.js";
import { ratesForTests } from "../support/rates.js";

const unitsOf = (language: Language) => ({ language, assets: ratesForTests().assets(), fiatDigits });
const mixin = (mixinId: string) => ({ kind: "mixin", mixinId, phone: null });
const phone = (number: string) => ({ kind: "phone", number });
const email = (address: string) => ({ kind: "email", address });

/** The recipient that the whole text is, with nothing around but marks. */
function readRecipient(typed: string, country: CountryCode) {
  const text = typed.trim();
  const took = takeRecipient(text, country, (rest) => rest === "");
  const around = took ? `${text.slice(0, took.at)}${text.slice(took.at + took.length)}` : "";
  return took && /^[\s<>.,;:"'„“”«»()]*$/u.test(around) ? took.recipient : null;
}

describe("several people in one line", () => {
  const lines = (typed: string, language: Language = "en") =>
    severalLines(typed, unitsOf(language), "AE")?.split("\n") ?? null;

  test.each<[string, string[] | null]>([
    ["2 usd to 2815162, 3721004, zoe@example.org", ["2815162 2 usd", "3721004 2 usd", "zoe@example.org 2 usd"]],
    ["2 usd to @2815162 and 3721004 for lunch", ["@2815162 2 usd for lunch", "3721004 2 usd for lunch"]],
    ["2815162 2 usd, 3721004 3 usd", ["2815162 2 usd", "3721004 3 usd"]],
    ["1,000 usd ada@example.com", null],
    ["10 usd 2815162 tea, cake", null],
    ["10 usd 2815162 bread and butter", null],
    ["10 usd 2815162, 3 eur", null],
    ["2815162, 3721004", null],
    ["2 usd 2815162, 3 usd 3721004, 2815163", null],
    // A number is somebody when hardly anything else is said.
    ["10 usd to 7000103970, thanks for 12345 apples", null],
    ["10 usd to 7000103970, 12345 apples", null],
    ["thanks for 12345 apples, 10 usd to 7000103970", null],
    ["10 usd to 7000103970, @12345 apples", ["7000103970 10 usd apples", "@12345 10 usd apples"]],
    ["2815162 2 usd tea, lunch 3 usd to 3721004", ["2815162 2 usd tea", "lunch 3 usd to 3721004"]],
  ])("%s", (typed, expected) => {
    expect(lines(typed)).toEqual(expected);
  });

  test("are never cut: each of many is named whole, and what is longer is not read", () => {
    const ids = (count: number) => Array.from({ length: count }, (_, n) => `@70001039${10 + n}`);
    const many = `2.50 usd to ${ids(60).join(", ")}`;
    expect(lines(many)).toEqual(ids(60).map((id) => `${id} 2.50 usd`));
    expect(lines(`${many}, ${"ada@example.com, ".repeat(30)}bob@example.com`)).toBeNull();
  });

  test.each<[Language, string, string[]]>([
    ["de", "5 eur an 2815162 und 3721004", ["2815162 5 eur", "3721004 5 eur"]],
    ["es", "5 eur a 2815162 y 3721004", ["2815162 5 eur", "3721004 5 eur"]],
    ["zh", "5 usd 给 2815162、3721004", ["2815162 5 usd", "3721004 5 usd"]],
    ["ja", "2815162と3721004に 5 usd", ["2815162 5 usd", "3721004 5 usd"]],
    ["ar", "5 usd إلى 2815162، 3721004", ["2815162 5 usd", "3721004 5 usd"]],
  ])("in %s: %s", (language, typed, expected) => {
    expect(lines(typed, language)).toEqual(expected);
  });
});

describe("a recipient", () => {
  test.each([
    ["7000103970", mixin("7000103970")],
    ["@7000103970", mixin("7000103970")],
    ["７０００１０３９７０", mixin("7000103970")],
    ["٧٠٠٠١٠٣٩٧٠", mixin("7000103970")],
    ["+971 50 123 4567", phone("+971501234567")],
    ["00971 50 123 4567", phone("+971501234567")],
    ["+971-50-1234567", phone("+971501234567")],
    ["(+971) 50 123 4567", phone("+971501234567")],
    ["050 123 4567", phone("+971501234567")],
    ["+49 (0)171 1234567", phone("+491711234567")],
    ["+1 650-253-0000", phone("+16502530000")],
    ["ada@example.com", email("ada@example.com")],
    ["<Ada@Example.COM>", email("ada@example.com")],
    ["mailto:ada@example.com", email("ada@example.com")],
    ["ada@bücher.example", email("ada@xn--bcher-kva.example")],
    ["ada@example.com.", email("ada@example.com")],
    ["ada@example", null],
    ["+1 234", null],
    ["+97150999", null],
    ["coffee", null],
    ["", null],
    ["ada@example.com ben@example.com", null],
  ])("%s", (typed, expected) => {
    expect(readRecipient(typed, "AE")).toEqual(expected);
  });

  test("digits of one's own country may be a Mixin ID or a phone number", () => {
    expect(readRecipient("13800138000", "CN")).toEqual({
      kind: "mixin",
      mixinId: "13800138000",
      phone: "+8613800138000",
    });
  });

  test.each([
    ["Asia/Dubai", "en", "AE"],
    ["Asia/Kolkata", "en", "IN"],
    ["Europe/Berlin", "zh", "DE"],
    ["UTC", "ja", "JP"],
    ["Etc/GMT-4", "de", "DE"],
  ] as const)("in %s, speaking %s, numbers are of %s", (timeZone, language, country) => {
    expect(countryOf({ timeZone, language })).toBe(country);
  });
});

describe("a line that sends money", () => {
  test.each([
    ["en", "10 usdt to +971 50 123 4567 lunch", phone("+971501234567"), "10", "lunch"],
    ["en", "0.002 btc +971 50 123 4567", phone("+971501234567"), "0.002", null],
    ["en", "lunch +971 50 123 4567 10 usd", phone("+971501234567"), "10", "lunch"],
    ["en", "10 usd 7000103970", mixin("7000103970"), "10", null],
    ["en", "7000103970 10 usd", mixin("7000103970"), "10", null],
    ["en", "20 eur to ada@example.com thanks", email("ada@example.com"), "20", "thanks"],
    ["de", "19,90 eur an 0171 1234567 Essen", phone("+491711234567"), "19.9", "Essen"],
    ["de", "0171 1234567 5 eur", phone("+491711234567"), "5", null],
    ["zh", "给 7000103970 100 人民币 午饭", mixin("7000103970"), "100", "午饭"],
    ["es", "25 euros a ada@example.com café", email("ada@example.com"), "25", "café"],
    ["es", "10 usd al +34 612 34 56 78 para la comida", phone("+34612345678"), "10", "comida"],
    ["ja", "7000103970 へ 100 円 ランチ", mixin("7000103970"), "100", "ランチ"],
    ["ar", "١٠٠ درهم إلى 7000103970 غداء", mixin("7000103970"), "100", "غداء"],
    ["ar", "١٠ دولار إلى رقم ٠٠٩٧١ ٥٥ ٧٦٥ ٤٣٢٢", phone("+971557654322"), "10", null],
  ] as const)("%s: %s", (language, line, recipient, amount, note) => {
    const read = readSendLine(line, unitsOf(language), language === "de" ? "DE" : "AE");
    expect(read).toMatchObject({ recipient, price: { value: amount }, note });
    expect(read.price?.unit).not.toBeNull();
  });

  test.each([
    ["10000 jpy 2815162", "2815162", "10000"],
    ["10000 jpy to 2815162", "2815162", "10000"],
    ["2815162 10000 jpy", "2815162", "10000"],
    ["10000 usd 7000103970 lunch", "7000103970", "10000"],
    ["¥ 10000 2815162", "2815162", "10000"],
  ])("a number with its currency beside it is the amount: %s", (line, mixinId, amount) => {
    const read = readSendLine(line, unitsOf("en"), "AE");
    expect(read).toMatchObject({ recipient: mixin(mixinId), price: { value: amount } });
  });

  test("of a line that is too long nothing is read", () => {
    const line = (more: number) => `10 usd to 7000103970 ${"x".repeat(more)}`;
    expect(readSendLine(line(279), unitsOf("en"), "AE").note).toHaveLength(279);
    expect(readSendLine(line(280), unitsOf("en"), "AE")).toEqual(readSendLine("", unitsOf("en"), "AE"));
  });

  test("how long it may be claimed", () => {
    const read = readSendLine("10 usd 7000103970 lunch 3 days", unitsOf("en"), "AE");
    expect(read).toMatchObject({ note: "lunch", lasts: { ok: true, seconds: 3 * 86_400 } });
  });

  test("what is not said is not made up", () => {
    const read = readSendLine("", unitsOf("en"), "AE");
    expect(read).toEqual({ recipient: null, price: null, typed: "", refused: null, lasts: null, note: null });
  });
});
