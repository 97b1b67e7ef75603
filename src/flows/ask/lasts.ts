import { formatDuration } from "../../i18n/format.js";
import type { Chat, Question } from "../engine/flow.js";
import { choiceButtons, choose, notUnderstood, understood } from "./questions.js";
import { DAY, type DurationProblem, HOUR, MINUTE, readDuration } from "../understand/duration.js";

export interface Range {
  least: number;
  most: number;
}

/** Offered as buttons. */
const COMMON = [15 * MINUTE, HOUR, DAY];

/** How long something lasts, in seconds; null: no end. `none` is the button that says so. */
export function durationQuestion(chat: Chat, text: string, none: string, range: Range): Question<number | null> {
  const noEnd = { value: null, label: none };
  const usual = COMMON.map((seconds) => ({ value: seconds, label: formatDuration(seconds, chat.language) }));
  return {
    text,
    buttons: choiceButtons([noEnd, ...usual]),
    understand(typed) {
      if (choose([noEnd], typed)) return understood(null);
      const read = readDuration(typed, range);
      return read.ok ? understood(read.seconds) : notUnderstood(durationProblem(chat, read.problem, range));
    },
  };
}

/** The sentence of a refused duration. */
export function durationProblem(chat: Chat, problem: DurationProblem, { least, most }: Range): string {
  const { t, language } = chat;
  switch (problem) {
    case "not_a_duration":
      return t("invoice.lasts.unknown");
    case "past":
      return t("invoice.lasts.past");
    case "too_short":
      return t("invoice.lasts.short", { least: formatDuration(least, language) });
    case "too_long":
      return t("invoice.lasts.long", { most: formatDuration(most, language) });
    default:
      return problem satisfies never;
  }
}

/** "24 hours", or that there is no end. */
export const lastsText = (chat: Chat, seconds: number | null): string =>
  seconds === null ? chat.t("invoice.lasts.none") : formatDuration(seconds, chat.language);
