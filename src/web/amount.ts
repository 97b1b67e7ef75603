import type { Language } from "../i18n/index.js";
import { decimal, isAmount, MAX_AMOUNT, plain } from "../payments/money.js";

export type AmountProblem = "unreadable" | "notPositive" | "places" | "tooLarge";
export type TypedAmount = { ok: true; amount: string } | { ok: false; problem: AmountProblem };

/** Group and decimal separator as the language writes them. */
const SEPARATORS: Record<Language, { group: string; decimal: string }> = {
  en: { group: ",", decimal: "." },
  zh: { group: ",", decimal: "." },
  de: { group: ".", decimal: "," },
};

/**
 * The amount somebody typed, as plain decimal text. Both decimal signs are understood; a lone separator before exactly
 * three digits groups thousands where the language writes it so. The next page shows what was understood.
 */
export function readAmount(typed: string, language: Language, places: number): TypedAmount {
  const text = typed.normalize("NFKC").replace(/[\s'’_]/g, "");
  // The sign is read so that a negative number gets the right answer; no other sign or exponent is.
  const match = /^(-?)(\d[\d.,]*|[.,]\d+)$/.exec(text);
  if (text.length > 60 || !match) return { ok: false, problem: "unreadable" };
  const number = plainNumber(match[2]!, language);
  if (number === null) return { ok: false, problem: "unreadable" };
  const value = decimal(number);
  if (match[1] === "-" || !value.gt(0)) return { ok: false, problem: "notPositive" };
  if (value.gt(MAX_AMOUNT)) return { ok: false, problem: "tooLarge" };
  const amount = plain(value);
  return isAmount(amount, places) ? { ok: true, amount } : { ok: false, problem: "places" };
}

/** "1.234,50" and "1,234.50" → "1234.50"; null when the separators make no number. */
function plainNumber(text: string, language: Language): string | null {
  const last = Math.max(text.lastIndexOf("."), text.lastIndexOf(","));
  if (last < 0) return text;
  const sign = text[last]!;
  const whole = text.slice(0, last);
  const rest = text.slice(last + 1);
  const other = sign === "." ? "," : ".";
  if (whole.includes(sign)) return !whole.includes(other) ? ungrouped(text, sign) : null;
  if (whole.includes(other)) {
    const digits = ungrouped(whole, other);
    return digits && /^\d+$/.test(rest) ? `${digits}.${rest}` : null;
  }
  if (sign === SEPARATORS[language].group && /^[1-9]\d{0,2}$/.test(whole) && /^\d{3}$/.test(rest)) return whole + rest;
  return `${whole || "0"}.${rest || "0"}`;
}

const ungrouped = (text: string, sign: string): string | null =>
  (sign === "." ? /^[1-9]\d{0,2}(\.\d{3})+$/ : /^[1-9]\d{0,2}(,\d{3})+$/).test(text) ? text.replaceAll(sign, "") : null;
