import { createCanvas } from "@napi-rs/canvas";
import { beforeAll, describe, expect, it } from "vitest";
import { type Language, texts } from "../../src/i18n/index.js";
import { registerFonts } from "../../src/reports/fonts.js";
import { fitText, write } from "../../src/reports/lettering.js";

const SIZE = 20;
const context = createCanvas(600, 200).getContext("2d");
beforeAll(registerFonts);

/** In lines as wide as so many letters of the size. */
const lines = (text: string, language: Language, letters: number) =>
  fitText(context, text, { weight: 400, language, width: letters * SIZE, maxSize: SIZE, minSize: SIZE, maxLines: 9 })
    .lines;

describe("a line is broken", () => {
  it.each([
    ["ja", "抹茶ラテ（ホット）、大きいサイズ", 6, ["抹茶ラテ", "（ホット）、", "大きいサイズ"]],
    ["ja", "本日のランチ500円", 6.2, ["本日のランチ", "500円"]],
    ["zh", "这里折叠，然后粘上", 5.2, ["这里折叠，", "然后粘上"]],
    ["en", "Coffee & cake", 4, ["Coffee", "& cake"]],
    ["en", "till.example.com", 6, ["till.example.", "com"]],
  ] as const)("in %s at the borders of phrases: %s", (language, text, letters, expected) => {
    expect(lines(text, language, letters)).toEqual(expected);
  });

  it("never inside the Japanese for paying, however narrow the poster", () => {
    const hint = texts("ja")("reports.poster.hint");
    for (let letters = 8; letters < 14; letters += 0.5) {
      const parts = lines(hint, "ja", letters);
      expect(parts.join("")).toBe(hint);
      for (const part of parts.slice(1)) expect(part).toMatch(/^(スキャンして|支払う)/u);
    }
  });
});

describe("a line is read", () => {
  it.each([
    ["ar", "3.50 EUR", "ltr"],
    ["ar", "قهوة 2", "rtl"],
    ["en", "قهوة 2", "ltr"],
    ["en", "3.50 EUR", "ltr"],
  ] as const)("in %s: %s %s, as in the chat", (language, text, direction) => {
    write(context, { size: SIZE, lines: [text], language }, 400, 300, 10);
    expect(context.direction).toBe(direction);
  });
});
