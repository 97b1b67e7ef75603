import { describe, expect, it } from "vitest";
import { ar } from "../../src/i18n/ar.js";
import { de } from "../../src/i18n/de.js";
import { en } from "../../src/i18n/en.js";
import { es } from "../../src/i18n/es.js";
import { ja } from "../../src/i18n/ja.js";
import {
  formatAmount,
  formatBps,
  formatDuration,
  formatMoment,
  formatNumber,
  formatPhone,
} from "../../src/i18n/format.js";
import { DIRECTIONS, type Language, LANGUAGES, pickLanguage, texts } from "../../src/i18n/index.js";
import { zh } from "../../src/i18n/zh.js";
import { formatCity, formatZone } from "../../src/i18n/zones.js";
import { fold } from "../../src/flows/understand/text.js";
import { buttonGroup } from "../../src/mixin/payloads.js";

type Tree = { [key: string]: string | Tree };
const CATALOGUES: Record<Language, Tree> = { en, zh, de, ja, es, ar };

function flatten(tree: Tree, path = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[path + key, value]] : flatten(value, `${path}${key}.`),
  );
}

const variables = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1] ?? ""))].sort();
const english = new Map(flatten(en));
/** Formats a key that only this test makes up. */
const format = (language: Language, key: string, values: Record<string, unknown>) =>
  (texts(language) as unknown as (key: string, values: Record<string, unknown>) => string)(key, values);

const FORM = /_(zero|one|two|few|many|other)$/;
const plain = (key: string): string => key.replace(FORM, "");
/** Texts that count something, without the ending of their forms. */
const counted = new Set([...english.keys()].filter((key) => FORM.test(key)).map(plain));

/** The forms a language has; zh and ja have one, and are written with the two of English. */
const formsOf = (language: Language): Intl.LDMLPluralRule[] =>
  language === "zh" || language === "ja"
    ? ["one", "other"]
    : new Intl.PluralRules(language).resolvedOptions().pluralCategories;

/** Small counts, and one for each form of every language. */
const COUNTS = [0, 1, 2, 3, 7, 11, 100, 1_234, 1_000_000];
/** A count may be said by the word alone: "دفعة واحدة", "دفعتان". */
const saysTheCount = (language: Language, key: string): boolean => language === "ar" && /_(zero|one|two)$/.test(key);

describe.each(LANGUAGES)("the texts in %s", (language) => {
  const all = flatten(CATALOGUES[language]);

  it("are the same as in English, each in the language's own forms, none empty", () => {
    const wanted = [...english.keys()]
      .filter((key) => !FORM.test(key))
      .concat([...counted].flatMap((key) => formsOf(language).map((form) => `${key}_${form}`)));
    expect(all.map(([key]) => key).sort()).toEqual(wanted.sort());
    expect(all.filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  it("use the same variables as in English", () => {
    for (const [key, text] of all) {
      const wanted = variables(english.get(key) ?? english.get(`${plain(key)}_other`) ?? "");
      const left = saysTheCount(language, key) && !text.includes("{{count}}") ? ["count"] : [];
      expect(variables(text), key).toEqual(wanted.filter((name) => !left.includes(name)));
    }
  });

  it("can each be formatted, whatever is counted, and show every value", () => {
    const rules = new Intl.PluralRules(language);
    const shownIn = new Set<string>();
    for (const key of new Set(all.map(([name]) => plain(name)))) {
      for (const count of counted.has(key) ? COUNTS : [3]) {
        const form = counted.has(key) ? `${key}_${rules.select(count)}` : key;
        shownIn.add(form);
        const names = variables(all.find(([name]) => name === form)?.[1] ?? "");
        const values = Object.fromEntries(names.map((name) => [name, `‹${name}›`]));
        const shown = format(language, key, { ...values, count });
        expect(shown, form).not.toMatch(/\{\{|\}\}|\$t\(|undefined/);
        expect(shown, form).not.toBe(key);
        for (const name of names)
          expect(shown, form).toContain(name === "count" ? formatNumber(String(count), language) : `‹${name}›`);
      }
    }
    const never = all.map(([key]) => key).filter((key) => !shownIn.has(key));
    expect(never.filter((key) => !(["zh", "ja"].includes(language) && key.endsWith("_one")))).toEqual([]);
  });

  it("show what people typed as they typed it", () => {
    for (const text of ["{{bot}}", "$t(chat.menu.text)", "$& $1 $$", "<b>&amp;</b>", "\\n"]) {
      expect(texts(language)("chat.nonsense.text", { text })).toContain(text);
    }
  });

  it("in the chat, say that no PIN is ever asked for", () => {
    for (const key of ["chat.greeting.first", "chat.help.text", "chat.help.inFlow", "chat.paying.text"]) {
      expect(CATALOGUES[language] && all.find(([k]) => k === key)?.[1], key).toContain("PIN");
    }
  });
});

it("each line of Arabic begins in Arabic: clients decide by its first letter from which side a line is read", () => {
  for (const [key, text] of flatten(ar)) {
    for (const line of text.replaceAll(/\{\{\w+\}\}/g, "").split("\n")) {
      if (/\p{Script=Arabic}/u.test(line)) expect(/\p{L}/u.exec(line)?.[0], key).toMatch(/\p{Script=Arabic}/u);
    }
  }
});

describe("a value of the other direction", () => {
  it("is kept apart, so that the sentence around it stays in order", () => {
    expect(texts("en")("chat.code.kept", { title: "قهوة" })).toBe("“\u2068قهوة\u2069” stays.");
    expect(texts("ar")("refund.underway", { amount: "20 USDT", payer: "Anna" })).toContain("\u206820 USDT\u2069");
    // A message that begins with it is still shown from the right: the first letter outside decides.
    expect(texts("ar")("invoice.return.done", { amount: "20 USDT" })).toMatch(/^\u206820 USDT\u2069 في/);
  });

  it("is not marked where it needs no mark, nor a link", () => {
    expect(texts("en")("chat.code.kept", { title: "Café 咖啡" })).toBe("“Café 咖啡” stays.");
    expect(texts("ar")("chat.code.deleted", { title: "قهوة" })).toBe("حُذف «قهوة».");
    expect(texts("ar")("chat.settings.handleKept", { link: "https://till.example/anna" })).toMatch(
      / https:\/\/till\.example\/anna\.$/,
    );
    expect(texts("ar")("chat.settings.handleKept", { link: "till.example:8080/anna" })).not.toContain("\u2068");
    expect(texts("ar")("refund.underway", { amount: "\u20685 EUR\u2069", payer: "" })).not.toContain("\u2068\u2068");
  });

  it("goes into a button without its marks: a label is said back", () => {
    const label = texts("ar")("invoice.rest.button", { amount: "20 USDT" });
    const { data } = buttonGroup([{ label, color: "#123456", action: `input:${label}` }]);
    expect(JSON.parse(data)).toEqual([{ label: "ادفع 20 USDT", color: "#123456", action: "input:ادفع 20 USDT" }]);
    expect(fold(label)).toBe(fold("ادفع 20 USDT"));
  });
});

describe("numbers, moments and durations", () => {
  const AT = new Date("2026-11-22T13:05:00Z");
  it.each([
    ["en", "1,234.50 EUR", "0.5%", "22 Nov 2026, 17:05", "2 days 6 hours"],
    ["zh", "1,234.50 EUR", "0.5%", "2026年11月22日 17:05", "2天6小时"],
    ["de", "1.234,50 EUR", "0,5\u00a0%", "22.11.2026, 17:05", "2 Tage 6 Stunden"],
    ["ja", "1,234.50 EUR", "0.5%", "2026/11/22 17:05", "2日6時間"],
    ["es", "1234,50 EUR", "0,5\u00a0%", "22 nov 2026, 17:05", "2 días 6 horas"],
    ["ar", "1,234.50 EUR", "0.5%", "22 نوفمبر 2026، 5:05 م", "يومان و6 ساعات"],
  ] as const)("in %s", (language, amount, share, moment, duration) => {
    expect(formatAmount("1234.5", "EUR", language, 2)).toBe(amount);
    expect(formatBps(50, language)).toBe(share);
    expect(formatMoment(AT, language, "Asia/Dubai")).toBe(moment);
    expect(formatDuration(194_400, language)).toBe(duration);
  });

  it("are in digits that wallets and the bot read, without marks that would be copied along", () => {
    const shown = [formatNumber("9876543210.12345678", "ar"), formatMoment(AT, "ar", "UTC"), formatBps(1234, "ar")];
    for (const text of shown) expect(text).not.toMatch(/[٠-٩\u061c\u200e\u200f]/);
  });

  it.each([
    ["en", "Asia/Dubai", "Dubai, UTC+4"],
    ["en", "America/New_York", "New York, UTC-5"],
    ["en", "America/Argentina/Buenos_Aires", "Buenos Aires, UTC-3"],
    ["en", "Asia/Kolkata", "Kolkata, UTC+5:30"],
    ["zh", "Asia/Shanghai", "北京 UTC+8"],
    ["de", "Europe/Vienna", "Wien, UTC+1"],
    ["ja", "Asia/Tokyo", "東京 UTC+9"],
    ["es", "America/Mexico_City", "Ciudad de México, UTC-6"],
    ["ar", "Asia/Dubai", "دبي، UTC+4"],
    ["en", "Etc/GMT-4", "UTC+4"],
    ["en", "Etc/GMT+3", "UTC-3"],
    ["de", "UTC", "UTC"],
  ] as const)("name a time zone by its city: %s %s", (language, zone, shown) => {
    expect(formatZone(zone, language, AT)).toBe(shown);
    expect(shown.startsWith(formatCity(zone, language))).toBe(true);
  });

  it("know only zones that there are", () => {
    for (const language of LANGUAGES) {
      for (const zone of Intl.supportedValuesOf("timeZone")) {
        expect(formatZone(zone, language, AT), zone).toMatch(/UTC(?:[+-]\d{1,2}(?::\d{2})?)?$/);
      }
    }
  });

  it("group a phone number as its country does, and leave what is none", () => {
    expect(formatPhone("+971501234567")).toBe("+971 50 123 4567");
    expect(formatPhone("+4917112345678")).toBe("+49 171 12345678");
    expect(formatPhone("ada")).toBe("ada");
  });

  it("have a direction", () => {
    expect(LANGUAGES.filter((language) => DIRECTIONS[language] === "rtl")).toEqual(["ar"]);
  });
});

describe("a missing value", () => {
  it("is our mistake and is never shown", () => {
    expect(() => format("en", "chat.nonsense.text", {})).toThrow(/misses/);
  });
});

describe("the language of a browser", () => {
  it.each([
    ["de-AT,de;q=0.9,en;q=0.8", "de"],
    ["fr,zh-CN;q=0.8", "zh"],
    ["zh;q=0, de", "de"],
    ["fr", "en"],
    ["", "en"],
    [null, "en"],
  ])("%s", (header, language) => expect(pickLanguage(header)).toBe(language));
});
