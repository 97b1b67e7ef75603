import { type Language, texts } from "../../src/i18n/index.js";
import { FLOWS } from "../../src/flows/table.js";
import { readCommand, readControl } from "../../src/flows/words.js";
import type { Script } from "./script.js";

/** What is not begun by a word, and what can happen in any flow: shown where Mixtill says this. */
const SHOWN_BY = {
  "quick-code": ["chat.confirm.quick"],
  cancel: ["chat.flow.cancelled"],
  "nothing to cancel": ["chat.menu.nothingRuns"],
  "back at the first question": ["chat.flow.first"],
  "help within a flow": ["chat.help.inFlow"],
  nonsense: ["chat.nonsense.text"],
  "a hint": ["chat.nonsense.hint"],
  "a number alone": ["chat.nonsense.number"],
  "did you mean": ["chat.nonsense.didYouMean", "chat.nonsense.oneOfThese"],
  "an old button": ["chat.menu.oldButton"],
  "a flow that was put aside": ["chat.flow.left"],
  "a flow that changed meanwhile": ["chat.flow.changed"],
} as const;

/** What the scripts of a language should show and do not. */
export function missingIn(language: Language, scripts: Script[]): string[] {
  const scenes = scripts.flatMap((script) => script.scenes);
  const said = scenes.flatMap(({ act }) =>
    act.kind === "says" && !act.isHidden ? [act.text.replace(/^\[(.+?)(?: ↗)?\]$/u, "$1").replace(/^@\S+ /, "")] : [],
  );
  const begun = new Set<string>(said.map((text) => readCommand(text, true)?.flow ?? ""));
  const answers = scenes
    .flatMap((scene) => scene.answers)
    .map((line) => line.trim())
    .join("\n");
  const t = texts(language) as (key: string, values: Record<string, string>) => string;
  const isShown = (keys: readonly string[]) => keys.some((key) => patternOf(t(key, PLACES)).test(answers));
  const shown = Object.entries(SHOWN_BY).filter(([, keys]) => isShown(keys));
  const all = [...Object.keys(FLOWS), ...Object.keys(SHOWN_BY), "back"];
  const there = new Set([...begun, ...shown.map(([what]) => what)]);
  if (said.some((text) => readControl(text) === "back")) there.add("back");
  return [...new Set(all)].filter((what) => !there.has(what));
}

/** In the place of every value. */
const ANY = "\u0000";
const PLACES = Object.fromEntries(
  ["price", "receives", "cancel", "what", "soFar", "back", "text", "hint", "number", "guess"].map((n) => [n, ANY]),
);

/** A text with anything where its values stand. */
function patternOf(text: string): RegExp {
  const parts = text.replace(/[\u2066-\u2069]/g, "").split(ANY);
  return new RegExp(parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("[^]*?"), "u");
}
