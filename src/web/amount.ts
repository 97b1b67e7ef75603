import { formatNumber } from "../i18n/format.js";
import { type Language, texts } from "../i18n/index.js";
import { decimal, isAmount, MAX_AMOUNT, plain } from "../payments/money.js";
import { readNumber, westernDigits } from "../payments/typed.js";

export type AmountProblem = "unreadable" | "notPositive" | "places" | "tooLarge";
export type TypedAmount = { ok: true; amount: string } | { ok: false; problem: AmountProblem };

/** Longer than any amount with its separators. */
const LONGEST = 60;

/**
 * The amount somebody typed, as plain decimal text. Both decimal signs are understood; a lone separator before exactly
 * three digits groups thousands where the language writes it so. The next page shows what was understood.
 */
export function readAmount(typed: string, language: Language, places: number): TypedAmount {
  const text = typed.length > LONGEST ? "" : westernDigits(typed.replace(DIRECTION_MARKS, "")).trim();
  // The sign is read so that a negative number gets the right answer; an exponent is not.
  const [, sign = "", digits = ""] = /^([+\-−]?)(.*)$/su.exec(text) ?? [];
  const number = readNumber(digits, language)?.number;
  if (number === undefined) return { ok: false, problem: "unreadable" };
  const value = decimal(number);
  if (/[-−]/.test(sign) || !value.gt(0)) return { ok: false, problem: "notPositive" };
  if (value.gt(MAX_AMOUNT)) return { ok: false, problem: "tooLarge" };
  const amount = plain(value);
  return isAmount(amount, places) ? { ok: true, amount } : { ok: false, problem: "places" };
}

/** What is wrong with what somebody typed, and what would be right; of an amount with at most so many places. */
export function amountError(problem: AmountProblem, places: number, language: Language): string {
  const t = texts(language);
  if (problem === "places" && places === 0) return t("web.code.problem.whole");
  const example = formatNumber(places === 0 ? "1234" : "12.5", language);
  return t(`web.code.problem.${problem}`, { example, places });
}

/** Phones put them around numbers in text that runs from right to left. */
const DIRECTION_MARKS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;
