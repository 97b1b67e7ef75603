import { formatList } from "../../i18n/format.js";
import { LOCALES } from "../../i18n/index.js";
import { fiatDigits } from "../../payments/fiat.js";
import { assetLabel, quoteLabel } from "../../payments/labels.js";
import { decimal, plain } from "../../payments/money.js";
import { dayIn, type Span } from "../../reports/ranges.js";
import type { Currency, Point, Statistics } from "../../reports/statistics.js";
import type { Chat } from "../engine/flow.js";
import { type About, daysText, isPattern, moneyShown, periodText, timesText } from "./words.js";

/** More shares than these could not be told apart: the rest is one. */
const SHARES = 5;

/** Charts of the currency that was used most, each with a caption that says the same. */
export function showCharts(chat: Chat, about: About, span: Span, found: Statistics): void {
  const currency = found.currencies.find(({ count }) => count > 0);
  if (!currency) return;
  bars(chat, about, span, found, currency);
  if (currency.byAsset.length > 1) shares(chat, about, currency);
  if (isPattern(found)) hours(chat, about, found);
}

function bars(chat: Chat, about: About, span: Span, found: Statistics, currency: Currency): void {
  const { t, language } = chat;
  const { quoteAsset, series, seriesBefore, gross, before } = currency;
  const period = periodText(chat, span);
  const label = labeller(chat, found);
  const points = series.map((point) => ({ label: label(point), value: point.gross }));
  const most = points.reduce((top, point) => (decimal(point.value).gt(top.value) ? point : top), points[0]!);
  const compared = before !== null && before.count > 0;
  const caption = t("statistics.chart.caption", {
    what: about.title,
    period,
    unit: t(`statistics.chart.${found.unit}`),
    sum: moneyShown(chat, gross, quoteAsset),
    label: most.label,
    most: moneyShown(chat, most.value, quoteAsset),
  });
  const beside = compared
    ? ` ${t("statistics.chart.captionBefore", { sum: moneyShown(chat, before.gross, quoteAsset) })}`
    : "";
  chat.picture(
    {
      kind: "chart",
      title: t("statistics.chart.title", { what: about.title, period }),
      unit: quoteLabel(quoteAsset, chat.rates),
      places: fiatDigits(quoteAsset) ?? 0,
      language,
      points: JSON.stringify(points),
      before: compared ? JSON.stringify(seriesBefore.map(({ gross: value }) => value)) : "[]",
    },
    `${caption}${beside}`,
  );
}

/** What stands below a bar. */
function labeller(chat: Chat, { unit }: Statistics): (point: Point) => string {
  const format = (options: Intl.DateTimeFormatOptions) => {
    const date = new Intl.DateTimeFormat(LOCALES[chat.language], { ...options, timeZone: "UTC" });
    return ({ label }: Point) => date.format(new Date(`${label}T12:00:00Z`));
  };
  switch (unit) {
    case "hour":
      return ({ label }) => `${label}:00`;
    case "day":
    case "week":
      return format({ day: "numeric", month: chat.language === "en" ? "short" : "numeric" });
    case "month":
      return format({ month: "short", year: "2-digit" });
    case "year":
      return format({ year: "numeric" });
    default:
      return unit satisfies never;
  }
}

function shares(chat: Chat, about: About, { byAsset, gross, quoteAsset }: Currency): void {
  const { t, language } = chat;
  const sorted = byAsset.toSorted((a, b) => decimal(b.gross).cmp(a.gross));
  const rest = sorted.slice(SHARES).reduce((sum, one) => sum.plus(one.gross), decimal("0"));
  const parts = [
    ...sorted.slice(0, SHARES).map((one) => ({ label: assetLabel(one.assetId, chat.rates), value: one.gross })),
    ...(rest.gt(0) ? [{ label: t("statistics.chart.others"), value: plain(rest) }] : []),
  ];
  const percent = new Intl.NumberFormat(LOCALES[language], { style: "percent", maximumFractionDigits: 1 });
  const list = parts.map(({ label, value }) =>
    t("statistics.chart.share", {
      asset: label,
      percent: percent.format(decimal(value).div(gross).toFixed(4) as Intl.StringNumericLiteral),
    }),
  );
  const title = t("statistics.chart.sharesTitle", { what: about.title });
  const caption = t("statistics.chart.sharesCaption", {
    sum: moneyShown(chat, gross, quoteAsset),
    list: formatList(list, language),
  });
  chat.picture({ kind: "shares", title, language, parts: JSON.stringify(parts) }, caption);
}

function hours(chat: Chat, about: About, found: Statistics): void {
  const { t, language } = chat;
  const { timeZone } = chat.person;
  const { from, to, counts } = found.hours;
  const dates = daysText(chat, dayIn(from, timeZone), dayIn(new Date(to.getTime() - 1), timeZone));
  const caption = t("statistics.chart.hoursCaption", { dates, times: timesText(chat, found) });
  const title = t("statistics.chart.hoursTitle", { what: about.title });
  chat.picture({ kind: "hours", title, language, note: dates, counts: JSON.stringify(counts) }, caption);
}
