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
  isEmojiOnly,
  isVisible,
  readText,
  unquote,
} from "../../src/flows/understand/text.js";
import { readTimeZone } from "../../src/flows/understand/time-zone.js";

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
      for (const word of LANGUAGES.flatMap((l) => WORDS[flow].words[l]).map((w) => w.toLowerCase())) {
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
    ["HELP.", "help", ""],
    ["?", "help", ""],
    ["löschen Kaffee", "delete-code", "Kaffee"],
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
    expect(readControl("back to the future")).toBeNull();
  });

  it("takes the name of a language as the wish to speak it", () => {
    for (const name of ["English", "中文", "deutsch", "/German", "ＥＮＧＬＩＳＨ"])
      expect(readCommand(name)).toMatchObject({ flow: "language" });
    expect(readCommand("deutsch")?.rest).toBe("Deutsch");
    expect(readCommand("english breakfast")).toBeNull();
  });

  it("guesses the language of who has chosen none", () => {
    expect(guessLanguage("hallo", readCommand("hallo"))).toBe("de");
    expect(guessLanguage("统计", readCommand("统计"))).toBe("zh");
    expect(guessLanguage("咖啡", null)).toBe("zh");
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
  it.each([
    ["Dubai", "Asia/Dubai"],
    ["dubai", "Asia/Dubai"],
    ["New York", "America/New_York"],
    ["new_york", "America/New_York"],
    ["Europe/Berlin", "Europe/Berlin"],
    ["München", "Europe/Berlin"],
    ["Zürich", "Europe/Zurich"],
    ["北京", "Asia/Shanghai"],
    ["São Paulo", "America/Sao_Paulo"],
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
