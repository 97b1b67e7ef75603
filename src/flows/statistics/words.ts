import { formatList } from "../../i18n/format.js";
import { LOCALES } from "../../i18n/index.js";
import { fiatDigits } from "../../payments/fiat.js";
import { Decimal, decimal, PLACES, plain } from "../../payments/money.js";
import { addDays, DAY_MS, dayIn, daysBetween, spanBefore, type Span } from "../../reports/ranges.js";
import type { Currency, Statistics } from "../../reports/statistics.js";
import type { Chat } from "../engine/flow.js";
import { spanNamed } from "../understand/period.js";
import { moneyText } from "../ask/wording.js";

/** What statistics are about. */
export interface About {
  /** Null: all of the shop. */
  codeId: string | null;
  title: string;
  /** How it is said in front of a time; empty for the shop. */
  said: string;
}

/** Whole days of a calendar as people write them. */
export function daysText(chat: Chat, first: string, last: string): string {
  const sameYear = first.slice(0, 4) === last.slice(0, 4) && last.slice(0, 4) === String(chat.now.getUTCFullYear());
  const format = new Intl.DateTimeFormat(LOCALES[chat.language], {
    day: "numeric",
    month: "short",
    ...(!sameYear && { year: "numeric" }),
    timeZone: "UTC",
  });
  const [begin, end] = [new Date(`${first}T12:00:00Z`), new Date(`${last}T12:00:00Z`)];
  // Ordinary spaces: people search their chat for what they read.
  return first === last ? format.format(begin) : format.formatRange(begin, end).replace(/[\u2009\u202f]/g, " ");
}

const NAMES = [
  ["today", "statistics.today"],
  ["yesterday", "statistics.yesterday"],
  ["week", "statistics.days7"],
  ["month", "statistics.days30"],
  ["thisMonth", "statistics.thisMonth"],
  ["lastMonth", "statistics.lastMonth"],
] as const;

/** A time by its name, where it has one, and its days. */
export function periodText(chat: Chat, span: Span): string {
  if (span.first === null) return chat.t("statistics.all");
  const today = dayIn(chat.now, chat.person.timeZone);
  const dates = daysText(chat, span.first, span.last);
  const name = NAMES.find(([one]) => {
    const named = spanNamed(one, today);
    return named.unit === span.unit && named.first === span.first && named.last === span.last;
  });
  return name ? `${chat.t(name[1])} (${dates})` : dates;
}

/** An amount in the places its currency has: the fee of one payment may have more. */
export const moneyShown = (chat: Chat, amount: string | Decimal, quoteAsset: string): string =>
  moneyText(plain(rounded(amount, quoteAsset)), quoteAsset, chat.rates, chat.language);

const rounded = (amount: string | Decimal, quoteAsset: string): Decimal =>
  decimal(amount).toDecimalPlaces(fiatDigits(quoteAsset) ?? PLACES, Decimal.ROUND_HALF_EVEN);

/** Statistics as one message. */
export function describe(chat: Chat, about: About, span: Span, found: Statistics): string {
  const { t } = chat;
  const head = t("statistics.head", { what: about.title, period: periodText(chat, span) });
  const [first, ...more] = found.currencies;
  if (!first) return `${head}\n${t(span.first === null ? "statistics.noneYet" : "statistics.none")}`;
  const blocks = [first, ...more].map((currency) => blockOf(chat, currency, span).join("\n"));
  const note = more.length > 0 ? [t("statistics.otherCurrencies")] : [];
  const busy = hoursText(chat, found);
  return [head, blocks.join("\n\n"), ...note, ...(busy === null ? [] : [busy])].join("\n");
}

function blockOf(chat: Chat, currency: Currency, span: Span): string[] {
  const { t } = chat;
  const { count, gross, fees, refunds, quoteAsset, newPayers, returning, byAsset } = currency;
  const money = (amount: string | Decimal) => moneyShown(chat, amount, quoteAsset);
  const [fee, back] = [rounded(fees, quoteAsset), rounded(refunds.sum, quoteAsset)];
  const lines: string[] = [t("statistics.payments", { count, sum: money(gross) })];
  if (count > 1) {
    const average = decimal(currency.average).toDecimalPlaces(fiatDigits(quoteAsset) ?? PLACES, Decimal.ROUND_DOWN);
    lines.push(t("statistics.average", { amount: money(average) }));
  }
  if (fee.gt(0)) lines.push(t("statistics.fees", { amount: money(fee) }));
  if (refunds.count > 0) lines.push(t("statistics.refunds", { count: refunds.count, sum: money(back) }));
  // Of what is shown above, so that it adds up as it is read.
  if (fee.gt(0) || back.gt(0))
    lines.push(t("statistics.net", { amount: money(decimal(gross).minus(fee).minus(back)) }));
  if (byAsset.length > 0) {
    const list = byAsset.map(({ assetId, amount, count: times }) =>
      t("statistics.asset", { amount: moneyText(amount, assetId, chat.rates, chat.language), times }),
    );
    lines.push(t("statistics.assets", { list: formatList(list, chat.language) }));
  }
  if (count > 0) lines.push(t("statistics.payers", { fresh: newPayers, returning }));
  const compared = comparison(chat, currency, span);
  return compared === null ? lines : [...lines, compared];
}

/** "+12 % against the 7 days before (214 AED)"; null when there is nothing to compare with. */
function comparison(chat: Chat, { gross, before, quoteAsset }: Currency, span: Span): string | null {
  const { t, language } = chat;
  if (!before) return null;
  if (before.count === 0) return t("statistics.nothingBefore");
  const change = decimal(gross).minus(before.gross).div(before.gross);
  if (change.isZero()) return t("statistics.same");
  const format = new Intl.NumberFormat(LOCALES[language], {
    style: "percent",
    signDisplay: "always",
    maximumFractionDigits: change.abs().lt("0.1") ? 1 : 0,
  });
  return t("statistics.more", {
    change: format.format(change.toFixed(4) as Intl.StringNumericLiteral),
    before: beforeText(chat, span),
    sum: moneyShown(chat, before.gross, quoteAsset),
  });
}

function beforeText(chat: Chat, span: Span): string {
  const today = dayIn(chat.now, chat.person.timeZone);
  const before = spanBefore(span, today);
  if (!before || before.first === null || span.first === null) return "";
  if (span.unit !== "days") {
    return chat.t("statistics.before.dates", { dates: daysText(chat, before.first, before.last) });
  }
  const count = daysBetween(span.first, span.last) + 1;
  if (count > 1) return chat.t("statistics.before.days", { count });
  return chat.t(span.last === today ? "statistics.before.dayNow" : "statistics.before.day");
}

/** "Fri 18:00–19:00 (5×)", the busiest hours, most first. */
export function timesText(chat: Chat, { hours }: Statistics): string {
  const times = hours.busiest.map(({ weekday, hour, count }) =>
    chat.t("statistics.chart.time", {
      day: weekdayText(chat, weekday),
      hours: `${hour}:00–${hour + 1}:00`,
      times: count,
    }),
  );
  return formatList(times, chat.language);
}

const A_MONDAY = "2024-01-01";

const weekdayText = (chat: Chat, weekday: number): string =>
  new Intl.DateTimeFormat(LOCALES[chat.language], { weekday: "short", timeZone: "UTC" }).format(
    new Date(`${addDays(A_MONDAY, weekday)}T12:00:00Z`),
  );

/** Hours of a few payments are no pattern. */
const PAYMENTS_FOR_HOURS = 10;
export const isPattern = ({ hours }: Statistics): boolean =>
  hours.counts.flat().reduce((sum, count) => sum + count, 0) >= PAYMENTS_FOR_HOURS;

function hoursText(chat: Chat, found: Statistics): string | null {
  const { hours, range } = found;
  if (!isPattern(found)) return null;
  const part = hours.from.getTime() - range.from.getTime() >= DAY_MS;
  return chat.t(part ? "statistics.busiestRecent" : "statistics.busiest", { times: timesText(chat, found) });
}
