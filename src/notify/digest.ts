import type { OutboxMessage } from "../db/outbox.js";
import type { PictureSpec } from "../db/tables/chat.js";
import { type Language, LOCALES, texts, type Translate } from "../i18n/index.js";
import { buttonGroup, cut, text } from "../mixin/payloads.js";
import { fiatDigits } from "../payments/fiat.js";
import { quoteLabel } from "../payments/labels.js";
import { decimal } from "../payments/money.js";
import { plainName, reader, shopFacts } from "./facts.js";
import { BLUE, type Teller } from "./teller.js";

/** Figures of one currency. Sums are decimal text. */
interface Sums {
  count: number;
  gross: string;
  net: string;
  refunds: { count: number; sum: string };
  newPayers: number;
  returning: number;
}

/** What is told of a stretch of days; as reports have it. */
export interface Digest {
  span: { first: string | null; last: string };
  statistics: {
    unit: string;
    currencies: (Sums & {
      quoteAsset: string;
      before: Sums | null;
      series: { label: string; gross: string }[];
      seriesBefore: { gross: string }[];
    })[];
  };
  best: { title: string; gross: string; quoteAsset: string; count: number } | null;
  payers: { count: number; most: number };
  goals: { what: string | null; progress: string; amount: string; quoteAsset: string }[];
}

/** The shop's figures of a day or a week: in words, as a chart, and what to look at next. */
export async function digestMessages(
  teller: Teller,
  { merchantId, day, weekly }: { merchantId: string; day: string; weekly: boolean },
  digest: Digest,
): Promise<OutboxMessage[]> {
  const { language } = await reader(teller.db, merchantId);
  const t = texts(language);
  const { shop } = await shopFacts(teller.db, merchantId, null);
  const { first, last } = digest.span;
  const period = daysText(first ?? last, last, language);
  const words = { shop, period };
  const to = (purpose: string, payload: Parameters<Teller["to"]>[3]) =>
    teller.to(merchantId, `digest ${merchantId} ${day}`, purpose, payload);
  const paid = digest.statistics.currencies.filter(({ count }) => count > 0);
  const given = digest.statistics.currencies.filter(({ refunds }) => refunds.count > 0);
  if (paid.length === 0 && given.length === 0) {
    return [to("quiet", text(t(weekly ? "digest.quietWeek" : "digest.quietDay", words)))];
  }
  const lines = [
    t(weekly ? "digest.headWeek" : "digest.headDay", words),
    ...digest.statistics.currencies.flatMap((sums) => currencyLines(teller, t, language, sums, weekly)),
    ...bestLines(teller, t, language, digest),
    ...goalLines(teller, t, language, digest),
  ];
  const said = to("text", text(lines.join("\n")));
  const top = paid[0];
  const chart = top
    ? [chartOf(to("chart", { category: "PLAIN_IMAGE", data: "" }), t, language, { teller, digest, period, top })]
    : [];
  const buttons = buttonGroup([
    { label: t("digest.statistics"), color: BLUE, action: `input:/statistics ${first ?? last} - ${last}` },
    { label: t("digest.change"), color: BLUE, action: "input:/digest" },
  ]);
  return [said, ...chart, to("buttons", buttons)];
}

type Currency = Digest["statistics"]["currencies"][number];

const money = (teller: Teller, amount: string, quoteAsset: string, language: Language): string =>
  teller.price(
    decimal(amount)
      .toDecimalPlaces(fiatDigits(quoteAsset) ?? 8)
      .toFixed(),
    quoteAsset,
    language,
  );

function currencyLines(teller: Teller, t: Translate, language: Language, sums: Currency, weekly: boolean): string[] {
  const { quoteAsset, count, gross, net, refunds, before, newPayers, returning } = sums;
  const shown = (amount: string) => money(teller, amount, quoteAsset, language);
  if (count === 0 && refunds.count === 0) return [];
  return [
    t("digest.payments", { count, sum: shown(gross) }),
    ...(refunds.count > 0 ? [t("digest.refunds", { count: refunds.count, sum: shown(refunds.sum) })] : []),
    ...(decimal(net).eq(gross) ? [] : [t("digest.net", { amount: shown(net) })]),
    ...(count > 0 ? [t("digest.payers", { fresh: newPayers, returning })] : []),
    ...(before && before.count > 0 ? [compared(t, language, gross, before.gross, shown(before.gross), weekly)] : []),
  ];
}

function compared(t: Translate, language: Language, now: string, then: string, sum: string, weekly: boolean): string {
  const change = decimal(now).minus(then).div(then);
  const percent = new Intl.NumberFormat(LOCALES[language], {
    style: "percent",
    signDisplay: "exceptZero",
    maximumFractionDigits: change.abs().lt("0.1") ? 1 : 0,
  }).format(change.toFixed(4) as Intl.StringNumericLiteral);
  return t(weekly ? "digest.againstWeek" : "digest.againstDay", { change: percent, sum });
}

function bestLines(teller: Teller, t: Translate, language: Language, { best, payers }: Digest): string[] {
  return [
    ...(best
      ? [
          t("digest.best", {
            code: plainName(best.title),
            sum: money(teller, best.gross, best.quoteAsset, language),
            count: best.count,
          }),
        ]
      : []),
    ...(payers.most > 1 ? [t("digest.frequent", { count: payers.count, most: payers.most })] : []),
  ];
}

const goalLines = (teller: Teller, t: Translate, language: Language, { goals }: Digest): string[] =>
  goals.map(({ what, progress, amount, quoteAsset }) => {
    const words = {
      progress: money(teller, progress, quoteAsset, language),
      amount: money(teller, amount, quoteAsset, language),
    };
    return what === null ? t("digest.goalShop", words) : t("digest.goalCode", { ...words, code: plainName(what) });
  });

interface Charted {
  teller: Teller;
  digest: Digest;
  period: string;
  top: Currency;
}

/** Bars of the currency that was used most, beside those of the time before; the caption says the same in words. */
function chartOf(message: OutboxMessage, t: Translate, language: Language, charted: Charted): OutboxMessage {
  const { teller, digest, period, top } = charted;
  const { quoteAsset, series, seriesBefore, before } = top;
  const label = (one: string) => (digest.statistics.unit === "hour" ? `${one}:00` : one);
  const points = series.map((point) => ({ label: label(point.label), value: point.gross }));
  const most = points.reduce((best, point) => (decimal(point.value).gt(best.value) ? point : best), points[0]!);
  const picture: PictureSpec = {
    kind: "chart",
    title: cut(t("digest.chart.title", { period }), 120),
    unit: quoteLabel(quoteAsset, teller.rates),
    places: fiatDigits(quoteAsset) ?? 0,
    language,
    points: JSON.stringify(points),
    before: before && before.count > 0 ? JSON.stringify(seriesBefore.map(({ gross }) => gross)) : "[]",
  };
  const caption = t("digest.chart.caption", {
    period,
    sum: money(teller, top.gross, quoteAsset, language),
    label: digest.statistics.unit === "hour" ? most.label : daysText(most.label, most.label, language),
    most: money(teller, most.value, quoteAsset, language),
  });
  return { ...message, data: caption, picture };
}

function daysText(first: string, last: string, language: Language): string {
  const format = new Intl.DateTimeFormat(LOCALES[language], {
    weekday: first === last ? "short" : undefined,
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  });
  const [begin, end] = [new Date(`${first}T12:00:00Z`), new Date(`${last}T12:00:00Z`)];
  return first === last ? format.format(begin) : format.formatRange(begin, end);
}
