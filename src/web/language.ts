import type { Context } from "hono";
import { type Language, LANGUAGES, pickLanguage } from "../i18n/index.js";

/** The language of a visit, and whether it was chosen by hand: then links carry it on. */
export interface Speech {
  language: Language;
  chosen: boolean;
  /** What else of the visit's address links carry on, because it says how pages look. */
  carried?: Record<string, string>;
}

/** How a payment is shown: in a frame of the shop's, in which wallet. */
const CARRIED = ["style", "paymentMethod", "onlyShowWallet"] as const;
/** Longer than any that means something. */
const LONGEST_CARRIED = 40;

const known = (text: string | null | undefined): Language | undefined => LANGUAGES.find((l) => l === text);

/** `?lang=` (or the form's `lang`) before the browser's wish; English when neither is spoken here. */
export function speechOf(c: Context, form?: URLSearchParams): Speech {
  const wanted = known(form?.get("lang")) ?? known(c.req.query("lang"));
  return {
    language: wanted ?? pickLanguage(c.req.header("accept-language")),
    chosen: wanted !== undefined,
    carried: carriedBy(c),
  };
}

function carriedBy(c: Context): Record<string, string> {
  const found = CARRIED.map((name) => [name, c.req.query(name) ?? ""] as const);
  return Object.fromEntries(found.filter(([, value]) => value !== "" && value.length <= LONGEST_CARRIED));
}

/** A path of ours, which may have a query, that keeps the chosen language, with what else the address says. */
export function inSpeech(path: string, speech: Speech, more: Record<string, string> = {}): string {
  // Only the first "?" begins the query: shops write addresses with one of their own into it, unencoded.
  const at = path.indexOf("?");
  const bare = at < 0 ? path : path.slice(0, at);
  const query = new URLSearchParams(at < 0 ? "" : path.slice(at));
  const added = { ...speech.carried, ...more, ...(speech.chosen && { lang: speech.language }) };
  for (const [name, value] of Object.entries(added)) query.set(name, value);
  return query.size > 0 ? `${bare}?${query.toString()}` : bare;
}
