import type { Question } from "../engine/flow.js";
import { type Choice, choiceButtons, choose, notUnderstood, understood } from "../ask/questions.js";
import { wordsFor } from "../understand/answers.js";
import { type Part, readSeveral } from "../understand/program-words.js";

/** Some of several things: usual choices by button, any others by naming them. "All" is all of them. */
export function severalQuestion<T>(
  text: string,
  parts: readonly Part<T>[],
  choices: Choice<T[]>[],
  again: string,
): Question<T[]> {
  const all = { value: parts.map(({ value }) => value), label: "all", words: wordsFor("all") };
  return {
    text,
    buttons: choiceButtons(choices),
    understand(typed) {
      const named = choose([...choices, all], typed)?.value ?? readSeveral(parts, typed);
      return named ? understood(named) : notUnderstood(again);
    },
  };
}
