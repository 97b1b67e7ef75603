import i18next, { type TFunction } from "i18next";
import { de } from "./de.js";
import { en } from "./en.js";
import { zh } from "./zh.js";

export const LANGUAGES = ["en", "zh", "de"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each language in its own words, and the locale its numbers and dates are written in. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: "English", zh: "中文", de: "Deutsch" };
export const LOCALES: Record<Language, string> = { en: "en-GB", zh: "zh-CN", de: "de-DE" };

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof en };
  }
}

export type Translate = TFunction;

const catalogue = i18next.createInstance();
await catalogue.init({
  lng: "en",
  fallbackLng: false,
  supportedLngs: [...LANGUAGES],
  resources: { en: { translation: en }, zh: { translation: zh }, de: { translation: de } },
  interpolation: { escapeValue: false },
  returnNull: false,
  // A text that would show "{{who}}" to a person is our mistake: tests format every text, so it is found there.
  missingInterpolationHandler: (text: string, value: RegExpExecArray) => {
    throw new Error(`The text "${text}" misses ${value[0]}`);
  },
});

const fixed = Object.fromEntries(LANGUAGES.map((l) => [l, catalogue.getFixedT(l)])) as Record<Language, Translate>;

/** The texts of a language: `t("chat.greeting", { name })`. */
export const texts = (language: Language): Translate => fixed[language];

/** A language we speak, from a stored value or a browser's `Accept-Language`; English when none fits. */
export function pickLanguage(wanted: string | null | undefined): Language {
  for (const part of (wanted ?? "").split(",")) {
    const code = part.trim().slice(0, 2).toLowerCase();
    const known = LANGUAGES.find((l) => l === code);
    if (known && !/;q=0(\.0*)?$/.test(part.trim())) return known;
  }
  return "en";
}
