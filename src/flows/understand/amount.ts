import { decimal, MAX_AMOUNT, PLACES, plain } from "../../payments/money.js";
import { readNumber as readTyped, westernDigits } from "../../payments/typed.js";
import { withHanNumbers } from "./han-numbers.js";
import { clean } from "./text.js";
import { readUnit, spellNetworks, type Unit, type Units } from "./units.js";

/** Why an amount was not taken; each has its own sentence in the chat. */
export type AmountProblem =
  | "not_an_amount"
  | "negative"
  | "zero"
  | "exponent"
  | "too_large"
  | "too_many_places"
  | "unknown_unit"
  | "two_units";

/** A problem with what its sentence needs: the places allowed, or the unit's words. */
export interface AmountRefused {
  ok: false;
  problem: AmountProblem;
  detail: string;
}

export interface ReadNumber {
  ok: true;
  /** Canonical decimal text. */
  value: string;
  /** One separator and three digits after it: read by the habit of the language, so it must be shown. */
  ambiguous: boolean;
}

export interface ReadAmount {
  ok: true;
  /** Null: only a unit was said ("aed"). */
  value: string | null;
  /** Null: only a number was said ("20"). */
  unit: Unit | null;
  ambiguous: boolean;
}

const LONGEST = 64;
/** Politeness behind an amount in Chinese and Japanese: "500円です", "30块就行". */
const POLITE = /(?<=.)(?:でお願いします|お願いします|でーす|です|で|就行|就好|好了|吧)$/u;
const SPACES = /[\u0020\u00a0\u2009\u202f]/g;
const NUMBER = /[+\-−–]?[.,٫]?\d(?:[\d.,'’_٫٬ ]*\d)?(?:e[+-]?\d+)?[.,]?(?!\d)/iu;

/**
 * Reads an amount as people write it in any of our languages: "20 aed", "AED 20", "1.234,50", "1'234.5", "１００",
 * "٢٠٫٥", "€5", "0.01 btc", "100元", "usdt". Where "1.234" could be both, the language decides. Never rounds.
 */
export function readAmount(typed: string, units: Units): ReadAmount | AmountRefused {
  const said = withHanNumbers(westernDigits(clean(typed)))
    .replace(/[。！!]+$/u, "")
    .replace(POLITE, "");
  const text = spellNetworks(said.replace(SPACES, " ").trim());
  if (text === "" || text.length > LONGEST) return refused("not_an_amount");
  const whole = readUnit(text, units);
  if (whole) return { ok: true, value: null, unit: whole, ambiguous: false };

  const { words, rest } = takeMixedUnit(text, units);
  const found = NUMBER.exec(rest);
  if (!found) return refused(/\p{N}/u.test(text) ? "not_an_amount" : "unknown_unit", text);
  const before = rest.slice(0, found.index).trim();
  const after = rest.slice(found.index + found[0].length).trim();
  if (/\p{N}/u.test(before + after) || /^[.,:/^×*%]/.test(after)) return refused("not_an_amount");
  const negative = /^[-−–]|[-−–]$/.test(before) || /^[-−–]/.test(found[0]);
  const labels = [words, before.replace(/[-−–]$/, "").trim(), after].filter((label) => label !== "");
  const unit = readLabels(labels, units);
  if (unit !== null && "ok" in unit) return unit;
  if (negative) return refused("negative");
  const number = readNumber(found[0].replace(/^\+/, ""), units.language);
  if (!number.ok) return number;
  const problem = unit ? checkPlaces(number.value, unit, units) : null;
  return problem ?? { ok: true, value: number.value, unit, ambiguous: number.ambiguous };
}

/** Whether the unit has as many decimal places as the amount; null when it has. */
export function checkPlaces(value: string, unit: Unit, units: Units): AmountRefused | null {
  const places = unit.kind === "fiat" ? (units.fiatDigits(unit.code) ?? 2) : PLACES;
  return decimal(value).decimalPlaces() > places ? refused("too_many_places", String(places)) : null;
}

/** Reads a number with the separators of any language, positive and within what we take anywhere. */
export function readNumber(typed: string, language: string): ReadNumber | AmountRefused {
  const text = typed.trim();
  if (/^[-−–]/.test(text)) return refused("negative");
  if (/^[\d.,]+e[+-]?\d+[.,]?$/i.test(text)) return refused("exponent");
  const read = readTyped(text, language);
  if (!read) return refused("not_an_amount");
  const value = decimal(read.number);
  if (value.isZero()) return refused("zero");
  if (value.gt(MAX_AMOUNT)) return refused("too_large");
  if (value.decimalPlaces() > PLACES) return refused("too_many_places", String(PLACES));
  return { ok: true, value: plain(value), ambiguous: read.ambiguous };
}

const refused = (problem: AmountProblem, detail = ""): AmountRefused => ({ ok: false, problem, detail });

/** A symbol with digits of its own ("1INCH") standing as a word is the unit, not the number. */
function takeMixedUnit(text: string, units: Units): { words: string; rest: string } {
  const tokens = text.split(" ");
  const at = tokens.findIndex((t) => /\d/.test(t) && /\p{L}/u.test(t) && readUnit(t, units) !== null);
  if (at < 0) return { words: "", rest: text };
  return { words: tokens[at] ?? "", rest: tokens.filter((_, i) => i !== at).join(" ") };
}

function readLabels(labels: string[], units: Units): Unit | null | AmountRefused {
  let unit: Unit | null = null;
  for (const label of labels) {
    const read = readUnit(label, units);
    if (!read) return refused("unknown_unit", label);
    if (unit && JSON.stringify(unit) !== JSON.stringify(read)) return refused("two_units");
    unit = read;
  }
  return unit;
}
