import { quoteLabel } from "../../payments/labels.js";
import type { Button, Chat } from "../engine/flow.js";
import type { AmountRefused } from "../understand/amount.js";
import { excerpt } from "../understand/text.js";
import { nearUnits } from "../understand/units.js";

/** What somebody may have meant: never done by itself, only offered as a button that says it. */
export interface Guess {
  /** What was not understood of the message. */
  typed: string;
  /** The whole message as it may have been meant. */
  said: string;
}

/** Guesses offered at once. */
export const MOST_GUESSES = 3;
const LABEL_MAX = 34;

/** The messages that an amount with an unknown currency may have been meant as. */
export function guessUnit(chat: Pick<Chat, "units" | "rates">, typed: string, refused: AmountRefused): Guess[] {
  if (refused.problem !== "unknown_unit" || refused.detail === "") return [];
  return nearUnits(refused.detail, chat.units)
    .slice(0, MOST_GUESSES)
    .map((asset) => chat.rates.asset(asset)?.symbol ?? quoteLabel(asset, chat.rates))
    .map((label) => ({ typed: refused.detail, said: withUnit(typed, refused.detail, label) }));
}

function withUnit(typed: string, unit: string, label: string): string {
  const text = typed.normalize("NFKC");
  const at = text.toLowerCase().indexOf(unit.toLowerCase());
  if (at < 0) return `${text.replace(/[^\p{Nd}.,'’٫٬ ]/gu, "").trim()} ${label}`.trim();
  const [before, behind] = [text.slice(0, at).trim(), text.slice(at + unit.length).trim()];
  return [before, label, behind].filter((part) => part !== "").join(" ");
}

export const guessButtons = (guesses: Guess[]): Button[] =>
  [...new Set(guesses.map(({ said }) => said))].map((said) => ({ label: excerpt(said, LABEL_MAX), input: said }));

/** "Did you mean …?", a sentence for behind the one that says what was not understood; empty without a guess. */
export function didYouMean(chat: Pick<Chat, "t">, guesses: Guess[]): string {
  const [first, ...more] = guesses;
  if (!first) return "";
  return more.length > 0
    ? chat.t("chat.nonsense.oneOfThese")
    : chat.t("chat.nonsense.didYouMean", { guess: first.said });
}
