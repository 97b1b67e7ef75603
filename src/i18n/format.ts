import { type Language, LOCALES } from "./index.js";

const numbers = new Map<string, Intl.NumberFormat>();

/** A decimal string in the language's digits and separators, exactly: no place is lost, at least `minPlaces` shown. */
export function formatNumber(value: string, language: Language, minPlaces = 0): string {
  const key = `${language}:${minPlaces}`;
  let format = numbers.get(key);
  if (!format) {
    format = new Intl.NumberFormat(LOCALES[language], { minimumFractionDigits: minPlaces, maximumFractionDigits: 18 });
    numbers.set(key, format);
  }
  // Intl takes exact decimal strings; its type does not say so for all of them.
  return format.format(value as Intl.StringNumericLiteral);
}

/**
 * "20 AED", "19,90 EUR", "1.234,5 USDT": the number, an ordinary space (people search their chat for it), the unit.
 * `places` (of a fiat currency) are filled up only when there is a fraction: a price of 20 stays 20.
 */
export const formatAmount = (value: string, unit: string, language: Language, places = 0): string =>
  `${formatNumber(value, language, value.includes(".") ? places : 0)} ${unit}`;

const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

/** From here on days are counted; before, "24 hours" and "36 hours" say more. */
const COUNT_DAYS = 2 * 86_400;

/** "24 hours", "2 Tage 6 Stunden", "20分钟": whole minutes in words. */
export function formatDuration(seconds: number, language: Language): string {
  const parts: string[] = [];
  let left = seconds;
  for (const [unit, size] of UNITS) {
    const count = unit === "day" && seconds < COUNT_DAYS ? 0 : Math.floor(left / size);
    left -= count * size;
    if (count === 0 && !(unit === "minute" && parts.length === 0)) continue;
    const format = new Intl.NumberFormat(LOCALES[language], { style: "unit", unit, unitDisplay: "long" });
    parts.push(format.format(count));
  }
  return parts.join(language === "zh" ? "" : " ");
}

/**
 * A moment in the person's own time zone and order of day and month. UTC is named: it is what we use for people whose
 * zone is not known, and nobody should take it for their own.
 */
export function formatMoment(at: Date, language: Language, timeZone: string): string {
  const format = new Intl.DateTimeFormat(LOCALES[language], { dateStyle: "medium", timeStyle: "short", timeZone });
  return timeZone === "UTC" ? `${format.format(at)} UTC` : format.format(at);
}

/** Hundredths of a percent as people read them: "0.5%", "0,5 %". */
export function formatBps(bps: number, language: Language): string {
  const format = new Intl.NumberFormat(LOCALES[language], { style: "percent", maximumFractionDigits: 2 });
  return format.format(bps / 10_000);
}

/** "a and b", "a und b", "a和b". */
export const formatList = (items: string[], language: Language): string =>
  new Intl.ListFormat(LOCALES[language], { type: "conjunction" }).format(items);
