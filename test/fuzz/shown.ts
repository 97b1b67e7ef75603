import type { outbox } from "../../src/db/schema.js";
import { LANGUAGES, texts } from "../../src/i18n/index.js";
import { UNSHOWABLE } from "../support/conversation.js";

/** A message as its reader sees it, and what its buttons do. */
export interface Read {
  text: string;
  actions: string[];
}

export function readRow({ category, data, picture }: typeof outbox.$inferSelect): Read {
  type Buttons = { label: string; action: string }[];
  const labels = (buttons: Buttons = []) => buttons.map(({ label }) => `[${label}]`);
  const does = (buttons: Buttons = []) => buttons.map(({ action }) => action);
  if (category === "APP_BUTTON_GROUP") {
    const buttons = JSON.parse(data) as Buttons;
    return { text: labels(buttons).join("\n"), actions: does(buttons) };
  }
  if (category === "APP_CARD") {
    const { title, description, actions } = JSON.parse(data) as {
      title: string;
      description: string;
      actions?: Buttons;
    };
    return { text: [title, description, ...labels(actions)].join("\n"), actions: does(actions) };
  }
  const drawn = Object.entries(picture ?? {}).flatMap(([field, value]) =>
    typeof value === "string" && /^(title|shop|name|caption|label)/.test(field) ? [value] : [],
  );
  return { text: [data, ...drawn].join("\n"), actions: [] };
}

const SORRY = LANGUAGES.map((language) => texts(language)("chat.flow.sorry", { cancel: "\0" }).split("\0")[0]!);

/** Where a claim link stands once the message is sent: the id of what it claims. */
export const CLAIM_MARK = /⟦claim:([0-9a-f-]{36})⟧/g;

/** What stands in a text of ours where a value belongs. */
export const PLACE = /\{\{\w+\}\}/g;

/** What is broken to a reader: what no message of ours may contain. `said`: what they
 * typed comes back in quotes; `mayShow`: ids and places that somebody typed, or a memo had. */
export function unfitFor(
  { text, actions }: Read,
  said: string[],
  mayShow: Record<"id" | "place", (shown: string) => boolean>,
): string[] {
  const typed = said.join("\n");
  const problems: string[] = [];
  const check = (isWrong: boolean, what: string) => void (isWrong && problems.push(`${what}: ${text.slice(0, 500)}`));
  check(
    SORRY.some((sorry) => text.startsWith(sorry)),
    "an apology",
  );
  check(UNSHOWABLE.test(text), "characters that cannot be shown");
  check(/\bundefined\b|\[object |\bNaN\b/.test(text) && !/undefined|\[object|nan/i.test(typed), "a value that is none");
  const ours = text.replace(PLACE, (place) => (mayShow.place(place) ? "" : place));
  check(/\{\{|\}\}/.test(ours) && !/\{|\}/.test(typed), "a place that was not filled");
  check(/\n\s+at .+:\d+:\d+|\bError: /.test(text), "a stack trace");
  check(text.trim() === "" && actions.length === 0, "nothing");
  const sentences = text.replace(/\S*\/\S*/g, " ").replace(CLAIM_MARK, " ");
  for (const [id] of sentences.matchAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi)) {
    check(!mayShow.id(id.toLowerCase()), `an id in a sentence (${id})`);
  }
  return problems;
}
