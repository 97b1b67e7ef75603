import { parsePhoneNumberFromString } from "libphonenumber-js/max";
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

/** "24 hours", "2 Tage 6 Stunden", "20分钟", "2日6時間", "يومان و6 ساعات": whole minutes in words. */
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
  const duration = parts.join(BETWEEN_UNITS[language] ?? " ");
  return language === "ja" ? duration.replace(/\s/gu, "") : duration;
}

const BETWEEN_UNITS: Partial<Record<Language, string>> = { zh: "", ja: "", ar: " و" };

const MEDIUM: Intl.DateTimeFormatOptions = { dateStyle: "medium", timeStyle: "short" };
/** Arabic's medium date is "22/11/2026" with direction marks in it; the month's name needs none. */
const MOMENT: Record<Language, Intl.DateTimeFormatOptions> = {
  en: MEDIUM,
  zh: MEDIUM,
  de: MEDIUM,
  ja: MEDIUM,
  es: MEDIUM,
  ar: { day: "numeric", month: "short", year: "numeric", hour: "numeric", minute: "2-digit" },
};

/**
 * A moment in the person's own time zone and order of day and month. UTC is named: it is what we use for people whose
 * zone is not known, and nobody should take it for their own.
 */
export function formatMoment(at: Date, language: Language, timeZone: string): string {
  const format = new Intl.DateTimeFormat(LOCALES[language], { ...MOMENT[language], timeZone });
  return timeZone === "UTC" ? `${format.format(at)} UTC` : format.format(at);
}

/** Hundredths of a percent as people read them: "0.5%", "0,5 %". Without Arabic's direction marks: it is said back. */
export function formatBps(bps: number, language: Language): string {
  const format = new Intl.NumberFormat(LOCALES[language], { style: "percent", maximumFractionDigits: 2 });
  return format.format(bps / 10_000).replace(/[\u200E\u200F\u061C]/g, "");
}

/** "a and b", "a und b", "a和b". */
export const formatList = (items: string[], language: Language): string =>
  new Intl.ListFormat(LOCALES[language], { type: "conjunction" }).format(items);

const SPACELESS: ReadonlySet<Language> = new Set(["zh", "ja"]);
const COMMAS: Partial<Record<Language, string>> = { zh: "、", ja: "、", ar: "، " };

/** Sentences one behind the other, empty ones left out: Chinese and Japanese are written without a space between them. */
export const formatSentences = (sentences: string[], language: Language): string =>
  sentences.filter((sentence) => sentence !== "").join(SPACELESS.has(language) ? "" : " ");

/** "a, b", "a、b". */
export const formatItems = (items: string[], language: Language): string => items.join(COMMAS[language] ?? ", ");

/** A price and what it was paid with: "20 AED, 5.45 USDT", "500 JPY（3.24 USDT）". */
export const formatPaid = (price: string, paid: string, language: Language): string =>
  SPACELESS.has(language) ? `${price}（${paid}）` : `${price}, ${paid}`;

/** A share as our texts write it: "0.5 %", "0,5 %", in Chinese and Japanese "0.5%". */
export const formatShare = (percent: string, language: Language): string =>
  `${formatNumber(percent, language)}${SPACELESS.has(language) ? "" : " "}%`;

/** "+971 50 123 4567": a phone number (E.164) in the groups of its country. */
export const formatPhone = (number: string): string =>
  parsePhoneNumberFromString(number)?.formatInternational() ?? number;
