import { describe, expect, it } from "vitest";
import { LANGUAGES } from "../../src/i18n/index.js";
import {
  controlLabel,
  CONTROLS,
  guessLanguage,
  labelOf,
  readCommand,
  readControl,
  WORDS,
} from "../../src/flows/words.js";
import { FLOWS } from "../../src/flows/table.js";
import {
  clean,
  escapeMarkdown,
  excerpt,
  foldLetters,
  isEmojiOnly,
  isVisible,
  readLines,
  readText,
  unquote,
} from "../../src/flows/understand/text.js";
import { CITIES_OFFERED, readTimeZone } from "../../src/flows/understand/time-zone.js";

const names = Object.keys(WORDS) as (keyof typeof WORDS)[];

describe("the table of words", () => {
  it.each(names)("%s: every word of every language leads there, also as a command", (flow) => {
    expect(FLOWS[flow]).toBeDefined();
    for (const language of LANGUAGES) {
      for (const word of WORDS[flow].words[language]) {
        expect(readCommand(word, true), word).toMatchObject({ flow, rest: "" });
        expect(readCommand(`/${word.toUpperCase()}`, true), word).toMatchObject({ flow, strong: true });
      }
      expect(readCommand(labelOf(flow, language), true)).toMatchObject({ strong: true });
      expect(labelOf(flow, language).length).toBeLessThanOrEqual(36);
    }
    expect(readCommand(`/${flow}`, true)).toMatchObject({ flow, strong: true });
  });

  it("has no word in two flows", () => {
    const seen = new Map<string, string>();
    for (const flow of names) {
      for (const word of LANGUAGES.flatMap((l) => WORDS[flow].words[l]).map(foldLetters)) {
        expect(seen.get(word) ?? flow, word).toBe(flow);
        seen.set(word, flow);
      }
    }
  });

  it.each([
    ["stats donate", "statistics", "donate"],
    ["Stats  Donate", "statistics", "Donate"],
    ["统计 donate", "statistics", "donate"],
    ["统计咖啡", "statistics", "咖啡"],
    ["/statistics donate", "statistics", "donate"],
    ["ｓｔａｔｓ donate", "statistics", "donate"],
    ["time zone New York", "time-zone", "New York"],
    ["收款 100 人民币", "receipt-code", "100 人民币"],
    ["hello there my friend", "greeting", ""],
    ["Hilfe!", "help", ""],
    ["الإحصاءات قهوة", "statistics", "قهوة"],
    ["احصاءات قهوة", "statistics", "قهوة"],
    ["فاتورة 25 USD قهوة", "invoice", "25 USD قهوة"],
    ["فاتوره الى @12345 5 USD شاي", "charge", "@12345 5 USD شاي"],
    ["أهلًا وسهلًا", "greeting", ""],
    ["كيف ادفع؟", "paying", ""],
    ["ردّ مبـلغ", "refund", ""],
    ["HELP.", "help", ""],
    ["?", "help", ""],
    ["löschen Kaffee", "delete-code", "Kaffee"],
    ["統計コーヒー", "statistics", "コーヒー"],
    ["請求書 25 usd コーヒー 2時間", "invoice", "25 usd コーヒー 2時間"],
    ["請求 @12345 500円 お茶", "charge", "@12345 500円 お茶"],
    ["メニュー", "menu", ""],
    ["こんにちは、はじめまして", "greeting", ""],
    ["ESTADISTICAS donar", "statistics", "donar"],
    ["cobrar a @12345 5 usd té", "charge", "@12345 5 usd té"],
    ["cobrar 20 usd", "receipt-code", "20 usd"],
    ["send 10 usdt to +971 50 123 4567 lunch", "send", "10 usdt to +971 50 123 4567 lunch"],
    ["überweise 20 eur an ada@example.com", "send", "20 eur an ada@example.com"],
    ["转账100元给7000103970", "send", "100元给7000103970"],
    ["¿cuánto vendí ayer?", "statistics", "ayer"],
    ["كم بعت امس؟", "statistics", "امس"],
    ["sales today?", "statistics", "today"],
    ["how much did I sell yesterday?", "statistics", "yesterday"],
    ["在吗？", "greeting", ""],
    ["¿Ayuda?", "help", ""],
    ["send invoice @12345 5 usd tea", "charge", "@12345 5 usd tea"],
  ])("%s", (text, flow, rest) => {
    expect(readCommand(text)).toMatchObject({ flow, rest });
  });

  it.each([
    "",
    "   ",
    "/",
    "menu of the day",
    "donate",
    "settings please",
    "send an invoice 25 usd",
    "send me?",
    "sales are not shown?",
    "“Menu”",
    "constructor",
    "!!!",
    "x".repeat(4000),
  ])("%s names no flow", (text) => expect(readCommand(text)).toBeNull());

  it("knows back, cancel and help in every language", () => {
    for (const control of ["back", "cancel", "help"] as const) {
      for (const language of LANGUAGES) {
        for (const word of CONTROLS[control][language]) {
          for (const typed of [word, `/${word}`, word.toUpperCase(), `${word}!`])
            expect(readControl(typed), typed).toBe(control);
        }
        expect(readControl(controlLabel(control, language))).toBe(control);
      }
    }
    expect(readControl("ＢＡＣＫ")).toBe("back");
    for (const typed of ["الغاء", "إلغاء!", "إلغـاء"]) expect(readControl(typed), typed).toBe("cancel");
    expect(readControl("back to the future")).toBeNull();
  });

  it("takes the name of a language as the wish to speak it", () => {
    for (const name of ["English", "中文", "deutsch", "/German", "ＥＮＧＬＩＳＨ", "日本語", "español"])
      expect(readCommand(name)).toMatchObject({ flow: "language" });
    expect(readCommand("deutsch")?.rest).toBe("Deutsch");
    expect(readCommand("english breakfast")).toBeNull();
  });

  it("guesses the language of who has chosen none", () => {
    expect(guessLanguage("hallo", readCommand("hallo"))).toBe("de");
    expect(guessLanguage("统计", readCommand("统计"))).toBe("zh");
    expect(guessLanguage("咖啡", null)).toBe("zh");
    expect(guessLanguage("集計", readCommand("集計"))).toBe("ja");
    expect(guessLanguage("支払いたいです", null)).toBe("ja");
    expect(guessLanguage("quiero cobrar", null)).toBe("es");
    expect(guessLanguage("/claim 6a7a2a80-95c7-52a9-8f6a-de57425ee60e", null)).toBe("en");
    expect(guessLanguage("¿y ahora?", null)).toBe("es");
    expect(guessLanguage("أريد قهوة", null)).toBe("ar");
    expect(guessLanguage("مساعدة", readCommand("مساعدة"))).toBe("ar");
    expect(guessLanguage("ich möchte zahlen bitte", null)).toBe("de");
    expect(guessLanguage("hm", null)).toBe("en");
  });
});

describe("text hygiene", () => {
  it("takes out what must not be shown and keeps what belongs to words", () => {
    expect(clean("a\u0000b\u0007c\u007f")).toBe("abc");
    expect(clean("evil\u202egnp.exe\u202c")).toBe("evilgnp.exe");
    expect(clean("\u2066x\u2069\u200f")).toBe("x");
    expect(clean("مرحبا")).toBe("مرحبا");
    expect(clean("שלום")).toBe("שלום");
    expect(clean("👨‍👩‍👧 ok")).toBe("👨‍👩‍👧 ok");
    expect(clean("e\u0301")).toBe("é");
    expect(clean("line\nbreak\t\ttab\u2028sep")).toBe("line break tab sep");
    expect(clean(`z${"\u0336".repeat(100)}`).length).toBeLessThan(8);
    expect(clean("\ud800x")).toBe("x");
  });

  it("reads the beginning of a long message without a broken last character", () => {
    const text = readText(Buffer.from("漢".repeat(30_000)));
    expect(text).toMatch(/^漢+$/);
    expect(text.length).toBeLessThan(2_000);
    expect(readText(Buffer.from([0xff, 0xfe, 0x41, 0xc3]))).not.toContain("\0");
    expect(readText(Buffer.alloc(0))).toBe("");
  });

  it("keeps the lines of a list apart, and only of a list", () => {
    expect(readLines(Buffer.from("a  b\r\n\n \u202ec\n"))).toBe("a b\nc");
    expect(readLines(Buffer.from("one line\n"))).toBeNull();
    expect(readLines(Buffer.from("one line"))).toBeNull();
    expect(readLines(Buffer.from("漢\n".repeat(30_000)))!.length).toBeLessThan(8_000);
    expect(readText(Buffer.from("a\nb"))).toBe("a b");
    // A table is pasted with more spaces than words: none of its lines is lost.
    const table = Array.from({ length: 45 }, (_, n) => `70001039${n + 10}${" ".repeat(300)}10 usd`).join("\n");
    expect(readLines(Buffer.from(table))!.split("\n")).toHaveLength(45);
  });

  it("cuts between what readers see as characters", () => {
    expect(excerpt("👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", 2)).toBe("👨‍👩‍👧👨‍👩‍👧…");
    expect(excerpt("short", 10)).toBe("short");
    expect(excerpt("x".repeat(100), 3)).toBe("xxx…");
  });

  it("tells emoji, visible text and nothing apart", () => {
    expect(isEmojiOnly("😀👍🏽")).toBe(true);
    expect(isEmojiOnly("🇩🇪")).toBe(true);
    expect(isEmojiOnly("12")).toBe(false);
    expect(isEmojiOnly("ok 😀")).toBe(false);
    expect(isVisible("☕")).toBe(true);
    expect(isVisible("\u200d")).toBe(false);
    expect(isVisible("")).toBe(false);
  });

  it("takes quoted words as they are, and keeps Markdown from working", () => {
    expect(unquote("“Menu”")).toBe("Menu");
    expect(unquote("„Hilfe“")).toBe("Hilfe");
    expect(unquote("「菜单」")).toBe("菜单");
    expect(unquote('"a" and "b"')).not.toBe("a");
    expect(unquote("it's")).toBe("it's");
    expect(escapeMarkdown("[x](http://evil) *b* <i>")).toBe("\\[x\\]\\(http://evil\\) \\*b\\* \\<i\\>");
  });
});

describe("time zones", () => {
  it.each(LANGUAGES)("offered in %s are understood", (language) => {
    expect(CITIES_OFFERED[language].filter((city) => readTimeZone(city) === null)).toEqual([]);
  });

  it.each([
    ["Dubai", "Asia/Dubai"],
    ["dubai", "Asia/Dubai"],
    ["New York", "America/New_York"],
    ["new_york", "America/New_York"],
    ["Europe/Berlin", "Europe/Berlin"],
    ["Asia/Kolkata", "Asia/Kolkata"],
    ["kolkata", "Asia/Kolkata"],
    ["Kathmandu", "Asia/Kathmandu"],
    ["Mumbai", "Asia/Kolkata"],
    ["München", "Europe/Berlin"],
    ["Zürich", "Europe/Zurich"],
    ["北京", "Asia/Shanghai"],
    ["São Paulo", "America/Sao_Paulo"],
    ["東京", "Asia/Tokyo"],
    ["ドバイ", "Asia/Dubai"],
    ["ニューヨーク", "America/New_York"],
    ["Ciudad de México", "America/Mexico_City"],
    ["bogota", "America/Bogota"],
    ["Nueva York", "America/New_York"],
    ["دبي", "Asia/Dubai"],
    ["أبو ظبي", "Asia/Dubai"],
    ["القاهره", "Africa/Cairo"],
    ["الرياض", "Asia/Riyadh"],
    ["UTC+٤", "Etc/GMT-4"],
    ["UTC", "UTC"],
    ["UTC+4", "Etc/GMT-4"],
    ["+8", "Etc/GMT-8"],
    ["gmt-5", "Etc/GMT+5"],
    ["UTC−3:30", null],
    ["+5:30", "Asia/Kolkata"],
    ["utc+05:45", "Asia/Kathmandu"],
    ["UTC+00:00", "UTC"],
    ["+15", null],
    ["-13", null],
    ["Atlantis", null],
    ["", null],
    ["constructor", null],
    ["x".repeat(1000), null],
  ])("%s", (typed, zone) => {
    expect(readTimeZone(typed)).toBe(zone);
    if (zone) expect(() => new Intl.DateTimeFormat("en", { timeZone: zone })).not.toThrow();
  });
});
