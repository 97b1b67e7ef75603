import { type Language, LOCALES } from "../../i18n/index.js";
import { FIATS } from "../../payments/fiat.js";
import { assetLabel } from "../../payments/labels.js";
import type { Rates } from "../../payments/ports.js";
import { placesOf } from "../../shop/till-charge.js";

/** Something an amount can be rung up in. */
export interface TillUnit {
  /** A fiat code in lower case or an asset id. */
  id: string;
  /** "AED", "USDT (TRON)". */
  label: string;
  name: string;
  places: number;
}

/** Currencies that stand before the others. */
const USUAL = ["usd", "eur", "aed", "gbp", "cny", "jpy", "chf", "hkd", "sgd", "inr"];

const names = new Map<Language, Intl.DisplayNames>();

function currencyName(code: string, language: Language): string {
  const known = names.get(language) ?? new Intl.DisplayNames(LOCALES[language], { type: "currency" });
  names.set(language, known);
  return known.of(code.toUpperCase()) ?? "";
}

/** True for what has a rate by which it can be paid. */
const isPayable = (code: string, rates: Rates): boolean => code === "usd" || rates.fiat(code) !== null;

/** What can be rung up: `fiat` with the usual first, and `coins`, most used first. */
export function tillUnits(rates: Rates, language: Language): { fiat: TillUnit[]; coins: TillUnit[] } {
  const others = FIATS.map(({ code }) => code).filter((code) => !USUAL.includes(code));
  const fiat = [...USUAL, ...others]
    .filter((code) => isPayable(code, rates))
    .map((code) => unit(code, code.toUpperCase(), currencyName(code, language)));
  const coins = rates.assets().map(({ assetId, name }) => unit(assetId, assetLabel(assetId, rates), name));
  return { fiat, coins };
}

const unit = (id: string, label: string, name: string): TillUnit => ({ id, label, name, places: placesOf(id) });
