import { describe, expect, it } from "vitest";
import { de } from "../../src/i18n/de.js";
import { en } from "../../src/i18n/en.js";
import { LANGUAGES, pickLanguage, texts } from "../../src/i18n/index.js";
import { zh } from "../../src/i18n/zh.js";

type Tree = { [key: string]: string | Tree };
const CATALOGUES: Record<(typeof LANGUAGES)[number], Tree> = { en, zh, de };

function flatten(tree: Tree, path = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[path + key, value]] : flatten(value, `${path}${key}.`),
  );
}

const variables = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1] ?? ""))].sort();
const english = new Map(flatten(en));
/** Formats a key that only this test makes up. */
const format = (language: (typeof LANGUAGES)[number], key: string, values: Record<string, unknown>) =>
  (texts(language) as unknown as (key: string, values: Record<string, unknown>) => string)(key, values);

describe.each(LANGUAGES)("the texts in %s", (language) => {
  const all = flatten(CATALOGUES[language]);

  it("are the same as in English, none empty", () => {
    expect(all.map(([key]) => key).sort()).toEqual([...english.keys()].sort());
    expect(all.filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  it("use the same variables as in English", () => {
    for (const [key, text] of all) expect(variables(text), key).toEqual(variables(english.get(key) ?? ""));
  });

  it("can each be formatted, and show every value", () => {
    for (const [key, text] of all) {
      const values = Object.fromEntries(variables(text).map((name) => [name, name === "count" ? 3 : `‹${name}›`]));
      const plain = key.replace(/_(zero|one|two|few|many|other)$/, "");
      const shown = format(language, plain, {
        ...values,
        ...("count" in values ? { count: key.endsWith("_one") ? 1 : 3 } : {}),
      });
      expect(shown, key).not.toMatch(/\{\{|\}\}|\$t\(|undefined/);
      for (const name of variables(text))
        expect(shown, key).toContain(name === "count" ? (key.endsWith("_one") ? "1" : "3") : `‹${name}›`);
    }
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
