import { decimal, MAX_AMOUNT, PLACES, plain } from "../../payments/money.js";
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
/** First digit of each set of decimal digits that people here type; full-width ones are folded before. */
const DIGIT_SETS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50];
const SPACES = /[\u0020\u00a0\u2009\u202f]/g;
const NUMBER = /[+\-−–]?[.,]?\d(?:[\d.,'’_ ]*\d)?(?:e[+-]?\d+)?[.,]?(?!\d)/iu;

/**
 * Reads an amount as people write it in any of our languages: "20 aed", "AED 20", "1.234,50", "1'234.5", "１００",
 * "٢٠٫٥", "€5", "0.01 btc", "100元", "usdt". Where "1.234" could be both, the language decides. Never rounds.
 */
export function readAmount(typed: string, units: Units): ReadAmount | AmountRefused {
  const text = spellNetworks(westernDigits(clean(typed).normalize("NFKC")).replace(SPACES, " ").trim());
  if (text === "" || text.length > LONGEST) return refused("not_an_amount");
  const whole = readUnit(text, units);
  if (whole) return { ok: true, value: null, unit: whole, ambiguous: false };

  const { words, rest } = takeMixedUnit(text, units);
  const found = NUMBER.exec(rest);
  if (!found) return refused(/\d/.test(text) ? "not_an_amount" : "unknown_unit", text);
  const before = rest.slice(0, found.index).trim();
  const after = rest.slice(found.index + found[0].length).trim();
  if (/\d/.test(before + after) || /^[.,:/^×*%]/.test(after)) return refused("not_an_amount");
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
  const text = typed.trim().replace(/[.,]$/, "");
  if (/^[-−–]/.test(text)) return refused("negative");
  if (/^[\d.,]+e[+-]?\d+$/i.test(text)) return refused("exponent");
  const { number, ambiguous } = separators(text, language);
  if (number === null) return refused("not_an_amount");
  const value = decimal(number);
  if (value.isZero()) return refused("zero");
  if (value.gt(MAX_AMOUNT)) return refused("too_large");
  if (value.decimalPlaces() > PLACES) return refused("too_many_places", String(PLACES));
  return { ok: true, value: plain(value), ambiguous };
}

const refused = (problem: AmountProblem, detail = ""): AmountRefused => ({ ok: false, problem, detail });

function separators(text: string, language: string): { number: string | null; ambiguous: boolean } {
  const spaced = text.split(/[ '’_]/);
  if (spaced.length > 1) {
    const [first = "", ...rest] = spaced;
    const inGroups = /^\d{1,3}$/.test(first) && rest.every((g, i) => groupPattern(i === rest.length - 1).test(g));
    return inGroups ? separated(spaced.join(""), language, true) : { number: null, ambiguous: false };
  }
  return separated(text, language, false);
}

const groupPattern = (last: boolean) => (last ? /^\d{3}([.,]\d+)?$/ : /^\d{3}$/);

/** `grouped`: thousands are told apart already, so a point or comma can only be the decimal one. */
function separated(text: string, language: string, grouped: boolean): { number: string | null; ambiguous: boolean } {
  const sure = (number: string | null) => ({ number, ambiguous: false });
  const points = text.split(".").length - 1;
  const commas = text.split(",").length - 1;
  if (points === 0 && commas === 0) return sure(/^\d+$/.test(text) ? text : null);
  if (points > 0 && commas > 0) {
    const decimalMark = text.lastIndexOf(".") > text.lastIndexOf(",") ? "." : ",";
    if ((decimalMark === "." ? points : commas) > 1) return sure(null);
    const [whole = "", fraction = ""] = text.split(decimalMark);
    const digits = ungroup(whole, decimalMark === "." ? "," : ".");
    return sure(digits === null || !/^\d+$/.test(fraction) ? null : `${digits}.${fraction}`);
  }
  const mark = points > 0 ? "." : ",";
  if (points + commas > 1) return sure(grouped ? null : ungroup(text, mark));
  const [whole = "", fraction = ""] = text.split(mark);
  if (!/^\d*$/.test(whole) || !/^\d+$/.test(fraction)) return sure(null);
  const asDecimal = `${whole || "0"}.${fraction}`;
  const couldGroup = !grouped && fraction.length === 3 && /^[1-9]\d{0,2}$/.test(whole);
  if (!couldGroup) return sure(asDecimal);
  const thousands = language === "de" ? "." : ",";
  return { number: mark === thousands ? whole + fraction : asDecimal, ambiguous: true };
}

function ungroup(text: string, mark: string): string | null {
  const groups = text.split(mark);
  const [first = "", ...rest] = groups;
  const western = /^\d{1,3}$/.test(first) && rest.every((g) => /^\d{3}$/.test(g));
  const indian =
    mark === "," &&
    /^\d{1,2}$/.test(first) &&
    rest.every((g, i) => (i < rest.length - 1 ? /^\d{2}$/ : /^\d{3}$/).test(g));
  return western || indian ? groups.join("") : null;
}

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

function westernDigits(text: string): string {
  return text
    .replace(/\p{Nd}/gu, (digit) => {
      const point = digit.codePointAt(0) ?? 0;
      const start = DIGIT_SETS.find((first) => point >= first && point <= first + 9);
      return start === undefined ? digit : String(point - start);
    })
    .replace(/٫/g, ".")
    .replace(/٬/g, "'")
    .replace(/،/g, ",");
}
