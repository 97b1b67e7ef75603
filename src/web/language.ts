import type { Context } from "hono";
import { type Language, LANGUAGES, pickLanguage } from "../i18n/index.js";

/** The language of a visit, and whether it was chosen by hand: then links carry it on. */
export interface Speech {
  language: Language;
  chosen: boolean;
}

const known = (text: string | null | undefined): Language | undefined => LANGUAGES.find((l) => l === text);

/** `?lang=` (or the form's `lang`) before the browser's wish; English when neither is spoken here. */
export function speechOf(c: Context, form?: URLSearchParams): Speech {
  const wanted = known(form?.get("lang")) ?? known(c.req.query("lang"));
  return { language: wanted ?? pickLanguage(c.req.header("accept-language")), chosen: wanted !== undefined };
}

/** A path of ours that keeps the chosen language, with what else the address says. */
export function inSpeech(path: string, speech: Speech, more: Record<string, string> = {}): string {
  const query = new URLSearchParams({ ...more, ...(speech.chosen && { lang: speech.language }) }).toString();
  return query ? `${path}?${query}` : path;
}
