import { type CountryCode, getCountries } from "libphonenumber-js/max";
import type { Language } from "../../i18n/index.js";

/** Where a language is most likely spoken by somebody of whom nothing else is known. */
const LIKELY: Record<Language, CountryCode> = { en: "US", zh: "CN", de: "DE", ja: "JP", es: "ES", ar: "AE" };

let byZone: Map<string, CountryCode> | null = null;

/**
 * The country whose phone numbers somebody writes without its code: that of their time zone, by the zones Intl knows of
 * each country; in UTC, which says nothing, that of their language.
 */
export function countryOf({ timeZone, language }: { timeZone: string; language: Language }): CountryCode {
  byZone ??= new Map(getCountries().flatMap((country) => zonesOf(country).map((zone) => [zone, country] as const)));
  return byZone.get(canonical(timeZone)) ?? LIKELY[language];
}

/** One spelling for each zone: Intl lists Asia/Calcutta, people have Asia/Kolkata. */
const canonical = (zone: string): string =>
  new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;

/** Newer engines have a method, older ones a property. */
function zonesOf(country: CountryCode): string[] {
  const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & {
    timeZones?: string[];
    getTimeZones?: () => string[] | undefined;
  };
  return (locale.getTimeZones?.() ?? locale.timeZones ?? []).map(canonical);
}
