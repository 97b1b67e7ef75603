import { describe, expect, it } from "vitest";
import { LANGUAGES } from "../../src/i18n/index.js";
import { choose } from "../../src/flows/ask/questions.js";
import { type Meaning, MEANINGS, wordsFor, wordsIn } from "../../src/flows/understand/answers.js";
import { foldLetters } from "../../src/flows/understand/text.js";
import { projectFiles } from "../support/project-files.js";
import { readFileSync } from "node:fs";

describe("small words of answers", () => {
  it.each(MEANINGS)("%s has words in every language, each of them taken", (meaning) => {
    const words = wordsIn(meaning);
    for (const language of LANGUAGES) {
      expect(
        words[language].filter((word) => word.trim() !== ""),
        language,
      ).not.toEqual([]);
      for (const word of words[language]) {
        for (const typed of [word, word.toUpperCase(), `${word}.`, `  ${word}!`]) {
          const found = choose([{ value: meaning, label: "the label", words: wordsFor(meaning) }], typed);
          expect(found?.value, typed).toBe(meaning);
        }
      }
    }
  });

  it.each<[Meaning, Meaning]>([
    ["yes", "no"],
    ["payOut", "giveBack"],
    ["accept", "reject"],
    ["asThen", "today"],
    ["me", "bot"],
    ["bot", "group"],
    ["cashier", "manager"],
    ["listOpen", "listPaid"],
    ["listPaid", "listClosed"],
    ["listOpen", "listClosed"],
  ])("%s is never %s", (one, other) => {
    const words = new Set(wordsFor(one).map(foldLetters));
    expect(wordsFor(other).filter((word) => words.has(foldLetters(word)))).toEqual([]);
  });

  it("are taken without their accents, and in Arabic however they are written", () => {
    const yes = [{ value: true, label: "Erstellen", words: wordsFor("yes") }];
    for (const typed of ["si", "SÍ", "Sí!", "نعم", "نَعَم", "ايوه", "はい。", "ＯＫ"]) {
      expect(choose(yes, typed)?.value, typed).toBe(true);
    }
    expect(choose(yes, "tal vez")).toBeUndefined();
  });

  it("are in tables: no flow has words of other scripts of its own", () => {
    const flows = projectFiles().filter((path) => /^src\/flows\/.*\.ts$/.test(path));
    const tables = /^src\/flows\/(vocabulary|understand\/|words\.ts)/;
    const words = /["'`|][^"'`]*(?=\p{L})[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Arabic}]/u;
    const withWords = flows
      .filter((path) => !tables.test(path))
      .filter((path) =>
        readFileSync(path, "utf8")
          .split("\n")
          .some((line) => words.test(line) && !/^\s*(\/\*\*|\*|\/\/)/.test(line)),
      );
    expect(withWords, "their words belong into understand/answers.ts").toEqual([]);
  });
});
