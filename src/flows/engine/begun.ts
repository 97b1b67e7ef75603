import type { Language } from "../../i18n/index.js";
import { LANGUAGES } from "../../i18n/index.js";
import type { Merchant } from "../../shop/merchants.js";

/** Where a run of a flow began, kept with its first word. */
export interface Begun {
  /** Id of the shop it is for; null: there was none yet. */
  shop: string | null;
  /** What is spoken in it, also to somebody whose language is only guessed. */
  language: Language;
  /** The question that waits; absent in a run from before this was kept. */
  asked?: string;
}

/** As it was stored; null of a run from before this was kept. */
export function readBegun(value: unknown): Begun | null {
  if (typeof value !== "object" || value === null || !("shop" in value) || !("language" in value)) return null;
  const { shop, language } = value;
  const known = LANGUAGES.find((one) => one === language);
  if (!known || (shop !== null && typeof shop !== "string")) return null;
  const asked = "asked" in value && typeof value.asked === "string" ? { asked: value.asked } : {};
  return { shop, language: known, ...asked };
}

/** Whether a run goes on for the shop it was begun for. */
export const startedFor = (begun: Begun | null, merchant: Merchant | null): boolean =>
  begun === null || begun.shop === (merchant?.id ?? null);
