import { formatDuration, formatItems, formatList } from "../../i18n/format.js";
import { decimal, plain } from "../../payments/money.js";
import type { Chat, Question } from "../engine/flow.js";
import { type Choice, choiceButtons, choose, notUnderstood, understood } from "../ask/questions.js";
import { wordsFor } from "../understand/answers.js";
import { readDuration } from "../understand/duration.js";
import { TERM } from "../understand/send-line.js";
import { moneyText } from "../ask/wording.js";
import { controlLabel } from "../words.js";
import { type Bad, type Good, type List, namesSomebody } from "./list.js";

/** What somebody answers to it. */
export type Answer =
  | "yes"
  | "no"
  | "term"
  /** The list is to be another one: asked for, or sent at once. */
  | "list"
  | { written: string }
  /** Said at once, instead of asking for the question: the time for all. */
  | number;

/** All lines with what was understood, and what they come to. `isNew`: the list is what was said last. */
export function dryRun(chat: Chat, list: List, termSeconds: number, isNew: boolean): Question<Answer> {
  const { t, language } = chat;
  const { good, bad } = list;
  const rows = [
    ...good.map((one) => ({ number: one.number, text: goodText(chat, one) })),
    ...bad.map((one) => ({ number: one.number, text: badText(chat, one) })),
  ].toSorted((a, b) => a.number - b.number);
  const sums = [...sumsOf(good)].map(([asset, sum]) => moneyText(sum, asset, chat.rates, language));
  const lines = [
    t("send.list.head"),
    ...rows.map(({ text }) => text),
    ...twice(chat, good),
    ...(bad.length > 0
      ? [
          t("send.list.left", {
            lines: formatItems(
              bad.map(({ number }) => String(number)),
              chat.language,
            ),
          }),
        ]
      : []),
    t("send.list.sum", { sums: formatList(sums, language) }),
    t("send.list.term", { term: formatDuration(termSeconds, language) }),
    ...(good.some(({ to }) => !to.user) ? [t(chat.mails ? "send.list.byLink" : "send.preview.phone")] : []),
  ];
  const yes = t("send.list.yes");
  const choices: Choice<Answer>[] = [
    { value: "yes", label: yes, words: wordsFor("yes") },
    { value: "term", label: t("send.term.change"), tone: "calm" },
  ];
  return {
    text: lines.join("\n"),
    buttons: choiceButtons(choices),
    lines: true,
    ...(isNew ? { back: "list" } : {}),
    understand(typed) {
      if (typed.includes("\n") && namesSomebody(chat, typed)) return understood({ written: typed });
      const chosen = choose([...choices, { value: "no", label: "no", words: wordsFor("no") }], typed);
      if (chosen) return understood(chosen.value);
      const lasts = readDuration(typed, TERM);
      if (lasts.ok && lasts.seconds !== null) return understood<Answer>(lasts.seconds);
      return notUnderstood(t("send.again", { yes, cancel: controlLabel("cancel", language) }));
    },
  };
}

function goodText(chat: Chat, { number, to, amount, quoteAsset, note, termSeconds }: Good): string {
  const words = { amount: moneyText(amount, quoteAsset, chat.rates, chat.language), to: to.text };
  const row = chat.t("send.list.row", { number: String(number), ...words });
  const term = termSeconds === null ? [] : [formatDuration(termSeconds, chat.language)];
  return [
    row,
    ...(note === null ? [] : [chat.t("transfer.card.note", { note })]),
    ...term,
    ...(to.hint === "" ? [] : [to.hint]),
  ].join(" · ");
}

/** A line that is left out, and why. */
export const badText = (chat: Chat, { number, line, problem }: Bad): string =>
  chat.t("send.list.bad", { number: String(number), line, problem });

/** People who are in the list more than once: meant perhaps, perhaps not. */
function twice(chat: Chat, good: Good[]): string[] {
  const byPerson = new Map<string, Good[]>();
  for (const one of good) {
    const key = one.to.user?.userId ?? one.to.address;
    byPerson.set(key, [...(byPerson.get(key) ?? []), one]);
  }
  return [...byPerson.values()]
    .filter((lines) => lines.length > 1)
    .map((lines) =>
      chat.t("send.list.twice", {
        lines: formatList(
          lines.map(({ number }) => String(number)),
          chat.language,
        ),
        to: lines[0]!.to.text,
      }),
    );
}

/** What it comes to, by currency, in the order it was written. */
export function sumsOf(good: Good[]): Map<string, string> {
  const sums = new Map<string, string>();
  for (const { quoteAsset, amount } of good) {
    sums.set(quoteAsset, plain(decimal(sums.get(quoteAsset) ?? "0").plus(amount)));
  }
  return sums;
}
