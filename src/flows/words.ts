import { LANGUAGES, type Language } from "../i18n/index.js";
import { guessLatin, isSentence, withoutLead } from "./understand/sentence.js";
import { foldLetters } from "./understand/text.js";
import { CONTROLS, type Entry, LANGUAGE_WORDS, OPERATOR_FLOWS, type Rest, WORDS } from "./vocabulary.js";

export { CONTROLS, LANGUAGE_WORDS, WORDS } from "./vocabulary.js";

export type FlowName = keyof typeof WORDS | "quick-code";
export type Control = keyof typeof CONTROLS;
/** A message that names a flow. */
export interface Command {
  flow: FlowName;
  /** What stood behind the word, as typed. */
  rest: string;
  /** Written as a command ("/stats") or exactly as a button says it: meant as a command even where any text is taken. */
  strong: boolean;
  /** The language the word is of; null when several share it. */
  language: Language | null;
}

/** The text on the button that leads to a flow, which is also what tapping it says. */
export const labelOf = (flow: keyof typeof WORDS, language: Language): string => WORDS[flow].words[language][0]!;
export const controlLabel = (control: Control, language: Language): string => CONTROLS[control][language][0]!;

interface Known {
  flow: keyof typeof WORDS;
  rest: Rest;
  label: boolean;
  language: Language | null;
  /** A flow's name that is no word of any language: only "/for" is a command, not any sentence with "for". */
  slashOnly?: boolean;
  /** What the word alone says to its flow. */
  preset?: string;
}

const known = new Map<string, Known>();
for (const [flow, { rest, words: all }] of Object.entries(WORDS) as [keyof typeof WORDS, Entry][]) {
  // A flow's own name is its command in every language: buttons on cards say "/statistics donate".
  known.set(flow, { flow, rest, label: false, language: null, slashOnly: true });
  for (const language of LANGUAGES) {
    for (const [i, word] of all[language].entries()) {
      const before = known.get(foldLetters(word));
      known.set(foldLetters(word), {
        flow,
        rest,
        label: i === 0 || before?.label === true,
        language: before ? null : language,
      });
    }
  }
}
for (const language of LANGUAGES) {
  for (const word of LANGUAGE_WORDS[language]) {
    known.set(foldLetters(word), { flow: "language", rest: "nothing", label: false, language, preset: word });
  }
}
/** Of how many words a command has at most. */
export const longestWord = Math.max(...[...known.keys()].map((word) => word.split(" ").length));
/** The first words of commands: where a text has none of them, no command begins. */
const firstWords = new Set([...known.keys()].map((word) => word.split(" ")[0]!));
/** Chinese and Japanese are written without spaces: "统计咖啡" is the word and its argument. Longest first. */
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
const isUnspaced = (text: string): boolean => /\p{Script=Han}/u.test(text) || KANA.test(text);
const unspaced = [...known.keys()].filter(isUnspaced).sort((a, b) => b.length - a.length);
/** "The", and what Arabic writes before it in one word: "الفاتورة", "بالفاتورة". */
const ARABIC_ARTICLE = /^[وبلف]?ال(?=.{3})/u;
/** Marks what a Japanese sentence is about: what stands before it is no command. */
const TOPIC = /^[はがも]/u;

function mayBegin(typed: string): boolean {
  const word = bare(typed).text;
  return firstWords.has(word) || firstWords.has(word.replace(ARABIC_ARTICLE, ""));
}

function meaning(word: string, isOperator: boolean, slash = false): Known | undefined {
  const found = known.get(word) ?? known.get(word.replace(ARABIC_ARTICLE, ""));
  if (!found || (found.slashOnly && !slash)) return undefined;
  return isOperator || !OPERATOR_FLOWS.has(found.flow) ? found : undefined;
}

const controls = new Map<string, { control: Control; language: Language }>();
for (const control of Object.keys(CONTROLS) as Control[]) {
  for (const language of LANGUAGES) {
    for (const word of CONTROLS[control][language]) controls.set(foldLetters(word), { control, language });
  }
}

/** "back", "/cancel", "帮助!" and the like, said alone; null otherwise. */
export function readControl(text: string): Control | null {
  return controls.get(bare(text).text)?.control ?? null;
}

/** The flow a message names, with what stands behind; null when it names none that this person may know. */
export function readCommand(text: string, isOperator = false): Command | null {
  const { text: said, slash } = bare(text);
  if (said === "") return null;
  const whole = meaning(said, isOperator, slash);
  if (whole)
    return { flow: whole.flow, rest: whole.preset ?? "", strong: slash || whole.label, language: whole.language };
  const original = text
    .replace(/^[/／]/, "")
    .trim()
    .split(" ");
  const most = mayBegin(original[0] ?? "") ? Math.min(longestWord, original.length - 1) : 0;
  for (let n = most; n > 0; n--) {
    const word = bare(original.slice(0, n).join(" ")).text;
    const found = meaning(word, isOperator, slash);
    if (!found || found.rest === "nothing") continue;
    const behind = original.slice(n).join(" ");
    if (!slash && (isTalk(found, behind) || sendsOther(found, behind))) continue;
    const rest = found.rest === "argument" ? asked(found, behind) : "";
    return { flow: found.flow, rest, strong: slash, language: found.language };
  }
  if (!isUnspaced(said)) return null;
  const start = unspaced.find((word) => said.startsWith(word) && meaning(word, isOperator));
  const found = start === undefined ? undefined : known.get(start);
  if (!start || !found || found.rest === "nothing") return null;
  const behind = original.join(" ").normalize("NFKC").slice(start.length).trim();
  if (TOPIC.test(behind) || (!slash && (isTalk(found, behind) || sendsOther(found, behind)))) return null;
  const rest = found.rest === "argument" ? asked(found, behind.replace(/^[:をの、,]+\s*/u, "")) : "";
  return { flow: found.flow, rest, strong: slash, language: found.language };
}

/** What these take is an order, by its number, id or link; their words alone begin any sentence. */
const TAKES_AN_ORDER: ReadonlySet<string> = new Set(["rest", "for", "return"]);

/** True for a sentence that only begins with a command's word: "rest in peace", "invoice not paid?". */
const isTalk = (known: Known, behind: string): boolean =>
  known.rest === "argument" &&
  (isQuestion(asked(known, behind)) || (TAKES_AN_ORDER.has(known.flow) && !/^\S*[\d/]/.test(behind)));

const isQuestion = (text: string): boolean => /[?？؟]\s*$/u.test(text);

/** Figures may be asked for: "sales today?", "¿cuánto vendí ayer?". */
function asked({ flow }: Known, behind: string): string {
  const said = behind.replace(/[?？؟\s]+$/u, "");
  return flow === "statistics" && isQuestion(behind) && !isSentence(said) ? said : behind;
}

/** True for "send the statement", "send an invoice 25 usd": what is to be sent is no money. */
function sendsOther({ flow }: Known, behind: string): boolean {
  const other = flow === "send" ? readCommand(withoutLead(behind)) : null;
  return other !== null && other.flow !== "send";
}

/** A flow named somewhere in a message that is no command: what to say was understood. */
export function findHint(text: string, isOperator = false): keyof typeof WORDS | null {
  const said = foldLetters(text);
  for (const token of said.split(/[^\p{L}\p{N}-]+/u).slice(0, 40)) {
    const found = token.length > 2 ? meaning(token, isOperator) : undefined;
    if (found) return found.flow;
  }
  const inside = isUnspaced(said)
    ? unspaced.find((word) => word.length > 1 && said.includes(word) && meaning(word, isOperator))
    : undefined;
  return inside === undefined ? null : (known.get(inside)?.flow ?? null);
}

/** A word of a flow inside a message: where it stands, and what is left without it. */
export interface Named {
  flow: keyof typeof WORDS;
  /** Before and behind the word, as typed. */
  before: string;
  behind: string;
}

/** Where the words of these flows stand in a message, not at its beginning; the longest word of each place. */
export function findNamed(text: string, flows: ReadonlySet<string>): Named[] {
  const found: Named[] = [];
  const tokens = text.normalize("NFKC").split(" ");
  for (let at = 0; at < tokens.length; at++) {
    if (!mayBegin(tokens[at]!)) continue;
    for (let n = Math.min(longestWord, tokens.length - at); n > 0; n--) {
      const one = meaning(bare(tokens.slice(at, at + n).join(" ")).text, false);
      if (!one || !flows.has(one.flow) || one.rest !== "argument") continue;
      found.push({
        flow: one.flow,
        before: tokens.slice(0, at).join(" "),
        behind: tokens.slice(at + n).join(" "),
      });
      break;
    }
  }
  if (found.length > 0 || !isUnspaced(text)) return found;
  const said = tokens.join(" ");
  const word = unspaced.find((one) => one.length > 1 && flows.has(known.get(one)!.flow) && said.includes(one));
  if (word === undefined) return [];
  const at = said.indexOf(word);
  return [
    { flow: known.get(word)!.flow, before: said.slice(0, at).trim(), behind: said.slice(at + word.length).trim() },
  ];
}

/** Every word that is a command in these languages, with its flow or control: what a mistyped one may be meant as. */
export function* allWords(
  isOperator: boolean,
  languages: Language[],
): Generator<{ word: string; flow: keyof typeof WORDS | Control }> {
  for (const [flow, { words: all }] of Object.entries(WORDS) as [keyof typeof WORDS, Entry][]) {
    if (OPERATOR_FLOWS.has(flow) && !isOperator) continue;
    for (const language of languages) for (const word of all[language]) yield { word, flow };
  }
  for (const control of ["back", "cancel"] as const) {
    for (const language of languages) for (const word of CONTROLS[control][language]) yield { word, flow: control };
  }
}

/** The language a text is likely in, for people who have not chosen one. */
export function guessLanguage(text: string, command: Command | null): Language {
  if (command?.language) return command.language;
  if (KANA.test(text)) return "ja";
  if (/\p{Script=Han}/u.test(text)) return "zh";
  if (/\p{Script=Arabic}/u.test(text)) return "ar";
  const control = controls.get(bare(text).text);
  if (control) return control.language;
  return guessLatin(text);
}

function bare(text: string): { text: string; slash: boolean } {
  const folded = foldLetters(text).trim();
  const slash = folded.startsWith("/");
  const word = folded
    .replace(/^[/¿¡]+/u, "")
    .replace(/\s+/g, " ")
    .trim();
  return { text: word.replace(/(?<=.)[!?.。,:：…~؟،؛]+$/u, "").trim(), slash };
}
