import { type Language, LOCALES } from "../../i18n/index.js";
import { addDays, addMonths, dayIn, type Span } from "../../reports/ranges.js";
import type { Code } from "../../shop/codes.js";
import type { Chat, Question } from "../engine/flow.js";
import { choiceButtons, type Choice, choose, notUnderstood, understood } from "../ask/questions.js";
import { readPeriod } from "../understand/period.js";
import { findCode } from "../ask/which-code.js";

/** What a line after the word says: a code, a time, both in either order, or nothing that is understood. */
export interface Said {
  code: Code | null;
  span: Span | null;
}

/** As many characters are tried as ends of the code's name. */
const LONGEST = 200;

/** Null when something was said that is neither. */
export function readWhat(typed: string, codes: Code[], today: string, language?: Language): Said | null {
  const text = typed.trim().slice(0, LONGEST);
  if (text === "") return { code: null, span: null };
  // A code may be called "March": then it is meant.
  const code = findCode(codes, text);
  if (code) return { code, span: null };
  const span = readSpan(text, today, language);
  if (span) return { code: null, span };
  for (let at = 1; at < text.length; at++) {
    const [head, tail] = [text.slice(0, at).trim(), text.slice(at).trim()];
    for (const [name, time] of [
      [head, tail],
      [tail, head],
    ] as const) {
      const found = findCode(codes, name);
      const when = found && readSpan(time, today, language);
      if (when) return { code: found, span: when };
    }
  }
  return null;
}

/** The time that is meant; null when it is none, or cannot be. */
export function readSpan(typed: string, today: string, language?: Language): Span | null {
  const read = readPeriod(typed, today, language);
  return read?.ok ? read.span : null;
}

/** What is wrong with a time that cannot be; null of one that can, and of what is no time. */
function problemOf(chat: Chat, typed: string): string | null {
  const read = readPeriod(typed, todayOf(chat), chat.language);
  return read === null || read.ok ? null : chat.t(`statistics.${read.problem}`);
}

/** A month to its end, also when that is still to come; null of any other time. */
export const wholeMonth = (span: Span | null): Span | null =>
  span?.unit === "month" && span.first !== null ? { ...span, last: addDays(addMonths(span.first, 1), -1) } : null;

export const todayOf = ({ now, person }: Pick<Chat, "now" | "person">): string => dayIn(now, person.timeZone);

/**
 * Asks for a time: any, or a month. `first` is asked when nothing was said yet; of what was said, but cannot be taken, why
 * not.
 */
export function whenQuestion(chat: Chat, first: string | null, again: string, kind: "any" | "month"): Question<Span> {
  const { t } = chat;
  const today = todayOf(chat);
  const said = (words: string) => readSpan(words, today)!;
  const choices: Choice<Span>[] = [
    { value: said("last month"), label: t("files.period.lastMonth") },
    { value: said("this month"), label: t("files.period.thisMonth") },
  ];
  if (kind === "any") {
    choices.push({ value: said("this year"), label: t("files.period.thisYear") });
    choices.push({ value: said("all"), label: t("files.period.all") });
  }
  return {
    text: first ?? problemOf(chat, chat.start) ?? again,
    buttons: choiceButtons(choices),
    understand(typed) {
      const span = choose(choices, typed)?.value ?? readSpan(typed, today, chat.language);
      return span && (kind === "any" || span.unit === "month")
        ? understood(span)
        : notUnderstood(problemOf(chat, typed) ?? again);
    },
  };
}

/** "March 2026", "1 March 2026 – 7 March 2026", "until 7 March 2026". */
export function spanText({ language, t }: Pick<Chat, "language" | "t">, { unit, first, last }: Span): string {
  const at = (day: string) => new Date(`${day}T00:00:00Z`);
  const locale = LOCALES[language];
  if (unit === "month" && first !== null) {
    return new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" }).format(at(first));
  }
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
  if (first === null) return t("files.period.since", { to: day.format(at(last)) });
  return first === last ? day.format(at(first)) : `${day.format(at(first))} – ${day.format(at(last))}`;
}

/** What is said instead of a file that cannot be made. */
export const failedText = (chat: Chat, say: string): string => chat.t("files.failed", { say });
