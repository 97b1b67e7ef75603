import { LANGUAGES, type Language } from "../i18n/index.js";
import { fold } from "./understand/text.js";
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
      const before = known.get(fold(word));
      known.set(fold(word), {
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
    known.set(fold(word), { flow: "language", rest: "nothing", label: false, language, preset: word });
  }
}
const longestWord = Math.max(...[...known.keys()].map((word) => word.split(" ").length));
/** Chinese is written without spaces: "统计咖啡" is the word and its argument. Longest first. */
const unspaced = [...known.keys()].filter((word) => /\p{Script=Han}/u.test(word)).sort((a, b) => b.length - a.length);

function meaning(word: string, isOperator: boolean, slash = false): Known | undefined {
  const found = known.get(word);
  if (!found || (found.slashOnly && !slash)) return undefined;
  return isOperator || !OPERATOR_FLOWS.has(found.flow) ? found : undefined;
}

const controls = new Map<string, { control: Control; language: Language }>();
for (const control of Object.keys(CONTROLS) as Control[]) {
  for (const language of LANGUAGES) {
    for (const word of CONTROLS[control][language]) controls.set(fold(word), { control, language });
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
  for (let n = Math.min(longestWord, original.length - 1); n > 0; n--) {
    const word = bare(original.slice(0, n).join(" ")).text;
    const found = meaning(word, isOperator, slash);
    if (!found || found.rest === "nothing") continue;
    const rest = found.rest === "argument" ? original.slice(n).join(" ") : "";
    return { flow: found.flow, rest, strong: slash, language: found.language };
  }
  const start = unspaced.find((word) => said.startsWith(word) && meaning(word, isOperator));
  const found = start === undefined ? undefined : known.get(start);
  if (!start || !found || found.rest === "nothing") return null;
  const rest = found.rest === "argument" ? original.join(" ").slice(start.length).trim() : "";
  return { flow: found.flow, rest, strong: slash, language: found.language };
}

/** A flow named somewhere in a message that is no command: what to say was understood. */
export function findHint(text: string, isOperator = false): keyof typeof WORDS | null {
  const said = fold(text);
  for (const token of said.split(/[^\p{L}\p{N}-]+/u).slice(0, 40)) {
    const found = token.length > 2 ? meaning(token, isOperator) : undefined;
    if (found) return found.flow;
  }
  const inside = /\p{Script=Han}/u.test(said)
    ? unspaced.find((word) => word.length > 1 && said.includes(word) && meaning(word, isOperator))
    : undefined;
  return inside === undefined ? null : (known.get(inside)?.flow ?? null);
}

/** The language a text is likely in, for people who have not chosen one. */
export function guessLanguage(text: string, command: Command | null): Language {
  if (command?.language) return command.language;
  if (/\p{Script=Han}/u.test(text)) return "zh";
  const control = controls.get(bare(text).text);
  if (control) return control.language;
  return /[äöüß]|\b(ich|und|bitte|nicht|wie|der|die|das|ist|danke)\b/i.test(text) ? "de" : "en";
}

function bare(text: string): { text: string; slash: boolean } {
  const folded = fold(text).trim();
  const slash = folded.startsWith("/");
  const word = folded.replace(/^\//, "").replace(/\s+/g, " ").trim();
  return { text: word.replace(/(?<=.)[!?.。,:：…~]+$/u, "").trim(), slash };
}
