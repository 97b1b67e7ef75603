import type { Language } from "../../i18n/index.js";
import { readAnywhere } from "./anywhere.js";
import { type Guess, MOST_GUESSES } from "./did-you-mean.js";
import type { Stage } from "../engine/engine.js";
import { NearWords } from "../understand/near.js";
import { isSentence } from "../understand/sentence.js";
import { allWords, type Control, longestWord, WORDS } from "../words.js";

const LONGEST_TYPED = 200;

type Meant = keyof typeof WORDS | Control;
const indexes = new Map<string, NearWords<Meant>>();
/** Words of the language that is spoken, and of English: of all six, too many would be near. */
function wordIndex(isOperator: boolean, language: Language): NearWords<Meant> {
  const key = `${language} ${isOperator}`;
  const known = indexes.get(key);
  if (known) return known;
  const index = new NearWords(
    [...allWords(isOperator, [...new Set<Language>([language, "en"])])].map(({ word, flow }) => ({
      word,
      value: flow,
    })),
  );
  indexes.set(key, index);
  return index;
}

/** The messages that a message which begins with a mistyped command may have been meant as. */
export function guessWord(text: string, isOperator: boolean, language: Language): Guess[] {
  const tokens = text.slice(0, LONGEST_TYPED).split(" ");
  const index = wordIndex(isOperator, language);
  for (let n = Math.min(longestWord, tokens.length); n > 0; n--) {
    const [typed, rest] = [tokens.slice(0, n).join(" "), tokens.slice(n).join(" ")];
    const found = index.find(typed).filter(({ value }) => takes(value, rest));
    if (found.length > 0) return firstOf(found, (word) => `${word} ${rest}`.trim()).map((said) => ({ typed, said }));
  }
  return [];
}

/** The same, or with the mistyped command somewhere in it. */
export async function guessCommand(text: string, stage: Stage): Promise<Guess[]> {
  const first = guessWord(text, stage.isOperator, stage.language);
  if (first.length > 0) return first;
  const tokens = text.slice(0, LONGEST_TYPED).split(" ");
  const index = wordIndex(stage.isOperator, stage.language);
  for (const [at, typed] of tokens.entries()) {
    const found = at === 0 ? [] : index.find(typed);
    const guesses: string[] = [];
    for (const { word } of found.slice(0, MOST_GUESSES)) {
      const read = await readAnywhere(tokens.with(at, word).join(" "), stage);
      if (read) guesses.push(`${word} ${read.rest}`);
    }
    if (guesses.length > 0) return guesses.map((said) => ({ typed, said }));
  }
  return [];
}

/** Whether this may stand behind the word of a flow. */
function takes(meant: Meant, rest: string): boolean {
  if (rest === "") return true;
  return meant in WORDS && WORDS[meant as keyof typeof WORDS].rest === "argument" && !isSentence(rest);
}

/** One word a flow: that of its button before any other. */
function firstOf(found: { word: string; value: Meant }[], whole: (word: string) => string): string[] {
  const byFlow = new Map<Meant, string>();
  for (const { word, value } of found) if (!byFlow.has(value)) byFlow.set(value, word);
  return [...byFlow.values()].slice(0, MOST_GUESSES).map(whole);
}
