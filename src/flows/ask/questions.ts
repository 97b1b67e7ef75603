import { formatNumber } from "../../i18n/format.js";
import { wordsFor } from "../understand/answers.js";
import { clean, countGraphemes, excerpt, foldLetters, isVisible, unquote } from "../understand/text.js";
import type { Button, Chat, Question, Tone, Understood } from "../engine/flow.js";
import type { AmountProblem, AmountRefused } from "../understand/amount.js";
import { MAX_AMOUNT } from "../../payments/money.js";

export const TITLE_MAX = 64;
/** In UTF-16 units: what a reader sees as one character can be long. */
const TITLE_UNITS_MAX = 256;

export const understood = <T>(value: T): Understood<T> => ({ ok: true, value });
export const notUnderstood = (problem: string, buttons: Button[] = []): Refused => ({ ok: false, problem, buttons });

interface Refused {
  ok: false;
  problem: string;
  buttons: Button[];
}

/** A title: nearly anything that can be read. */
export function titleQuestion(chat: Chat, text: string): Question<string> {
  return {
    text,
    free: true,
    understand(typed) {
      const title = clean(unquote(typed));
      if (!isVisible(title)) return notUnderstood(chat.t("chat.title.empty"));
      const count = countGraphemes(title);
      if (count > TITLE_MAX || title.length > TITLE_UNITS_MAX) {
        return notUnderstood(chat.t("chat.title.long", { count: Math.max(count, TITLE_MAX + 1), max: TITLE_MAX }));
      }
      return understood(title);
    },
  };
}

export interface Choice<T> {
  value: T;
  /** Label of the button, and what it says. */
  label: string;
  /** More words that mean the same. */
  words?: string[];
  tone?: Tone;
}

export const choiceButtons = (choices: Choice<unknown>[]): Button[] =>
  choices.map(({ label, tone }) => ({ label, input: label, ...(tone ? { tone } : {}) }));

/** The choice whose label or word was said. */
export function choose<T>(choices: Choice<T>[], typed: string): Choice<T> | undefined {
  const said = foldLetters(unquote(typed))
    .replace(/[.!。！]+$/u, "")
    .trim();
  return choices.find(({ label, words = [] }) => [label, ...words].some((word) => foldLetters(word) === said));
}

/** One of a few things, by button. */
export function choiceQuestion<T>(text: string, choices: Choice<T>[], otherwise: string): Question<T> {
  return {
    text,
    buttons: choiceButtons(choices),
    understand(typed) {
      const chosen = choose(choices, typed);
      return chosen ? understood(chosen.value) : notUnderstood(otherwise);
    },
  };
}

/**
 * Yes or no; the labels say what each means. "Yes" and "no" in any language work as well. Without a label, "no" can
 * only be typed: cancel stands beside it.
 */
export function confirmQuestion(text: string, yes: string, no: string | null, otherwise: string): Question<boolean> {
  const choices: Choice<boolean>[] = [{ value: true, label: yes, words: wordsFor("yes") }];
  if (no !== null) choices.push({ value: false, label: no, tone: "calm" });
  return {
    ...choiceQuestion(text, choices, otherwise),
    understand(typed) {
      const chosen = choose([...choices, { value: false, label: "no", words: wordsFor("no") }], typed);
      return chosen ? understood(chosen.value) : notUnderstood(otherwise);
    },
  };
}

/** The sentence of a refused amount. `bare`: only a number was asked for. */
export function amountProblem(chat: Pick<Chat, "t" | "language">, refused: AmountRefused, bare = false): string {
  const { t } = chat;
  const { problem, detail } = refused;
  if (problem === "not_an_amount" && bare) return t("chat.amount.notANumber");
  if (problem === "too_many_places" && detail === "0") return t("chat.amount.wholeOnly");
  return t(SENTENCES[problem], {
    max: formatNumber(MAX_AMOUNT.toFixed(), chat.language),
    count: problem === "too_many_places" ? Number(detail) : 0,
    unit: excerpt(detail, 40),
  });
}

const SENTENCES = {
  not_an_amount: "chat.amount.notAnAmount",
  negative: "chat.amount.negative",
  zero: "chat.amount.zero",
  exponent: "chat.amount.exponent",
  too_large: "chat.amount.tooLarge",
  too_many_places: "chat.amount.tooManyPlaces",
  unknown_unit: "chat.amount.unknownUnit",
  two_units: "chat.amount.twoUnits",
} as const satisfies Record<AmountProblem, string>;
