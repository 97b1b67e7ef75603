import i18next, { type FormatterModule, type PostProcessorModule, type TFunction } from "i18next";
import { ar } from "./ar.js";
import { de } from "./de.js";
import { en } from "./en.js";
import { es } from "./es.js";
import { ja } from "./ja.js";
import { asShown, tightened, withEdges } from "./values.js";
import { zh } from "./zh.js";

export const LANGUAGES = ["en", "zh", "de", "ja", "es", "ar"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each language in its own words, and the locale its numbers and dates are written in. */
export const LANGUAGE_NAMES: Record<Language, string> = {
  en: "English",
  zh: "中文",
  de: "Deutsch",
  ja: "日本語",
  es: "Español",
  ar: "العربية",
};
export const LOCALES: Record<Language, string> = {
  en: "en-GB",
  zh: "zh-CN",
  de: "de-DE",
  ja: "ja-JP",
  es: "es-ES",
  // Latin digits: shops of the Gulf write money in them, and amounts are copied into wallets and back into the chat.
  ar: "ar-AE-u-nu-latn",
};

/** Which way a language is written. */
export const DIRECTIONS: Record<Language, "ltr" | "rtl"> = {
  en: "ltr",
  zh: "ltr",
  de: "ltr",
  ja: "ltr",
  es: "ltr",
  ar: "rtl",
};

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof en };
  }
}

export type Translate = TFunction;

const counts = Object.fromEntries(LANGUAGES.map((l) => [l, new Intl.NumberFormat(LOCALES[l])])) as Record<
  Language,
  Intl.NumberFormat
>;

/** What stands in the place of a variable: counts by locale, texts kept apart where they run the other way. */
const formatter: FormatterModule = {
  type: "formatter",
  init: () => undefined,
  add: () => undefined,
  addCached: () => undefined,
  format(value: unknown, _format, language) {
    const known = pickLanguage(language);
    if (typeof value === "number") return counts[known].format(value);
    // Undefined stays so: it is a missing value, and the handler below throws.
    return typeof value === "string" ? withEdges(asShown(value, known), known) : (value as string);
  },
};

/** Chinese and Japanese values take no space around them, which our texts have for Latin ones. */
const tight: PostProcessorModule = { type: "postProcessor", name: "tight", process: (text: string) => tightened(text) };

const catalogue = i18next.createInstance().use(formatter).use(tight);
await catalogue.init({
  lng: "en",
  fallbackLng: false,
  supportedLngs: [...LANGUAGES],
  resources: {
    en: { translation: en },
    zh: { translation: zh },
    de: { translation: de },
    ja: { translation: ja },
    es: { translation: es },
    ar: { translation: ar },
  },
  interpolation: { escapeValue: false, alwaysFormat: true },
  postProcess: [tight.name],
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
