import type { Child } from "hono/jsx";
import { formatAmount, formatMoment } from "../../i18n/format.js";
import { type Language, LANGUAGES, LOCALES, texts } from "../../i18n/index.js";
import { fiatDigits } from "../../payments/fiat.js";
import { assetLabel, quoteLabel, readableRate } from "../../payments/labels.js";
import { decimal, plain } from "../../payments/money.js";
import type { QuoteRate } from "../../db/schema.js";
import type { Rates } from "../../payments/ports.js";
import { qrPath } from "../../reports/qr.js";

/** Who is paid: the shop's name, and its owner's Mixin ID where known, so that payers can tell shops apart. */
export function Shop({ name, mixinId, language }: { name: string; mixinId: string; language: Language }) {
  return (
    <p class="shop">
      <bdi>{name}</bdi>
      {mixinId ? <small>{texts(language)("web.mixinId", { id: mixinId })}</small> : null}
    </p>
  );
}

/** A list of names and values; those without a value are left out. */
export function FactList({ facts }: { facts: [name: string, value: Child][] }) {
  return (
    <dl class="facts">
      {facts
        .filter(([, value]) => value !== null)
        .map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
    </dl>
  );
}

/** The QR code of a text; `label` is read out. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const qr = qrPath(text);
  return (
    <svg viewBox={qr.viewBox} role="img" aria-label={label} shape-rendering="crispEdges">
      <path d={qr.path} fill="#000" />
    </svg>
  );
}

/** Narrows a list as it is typed into; the page's script shows it and does the work. `nothing`: said when none is left. */
export function Search({ label, nothing, withScript }: { label: string; nothing: string; withScript?: boolean }) {
  return (
    <div class={withScript ? "search with-script" : "search"} hidden>
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        autocomplete="off"
        spellcheck={false}
        maxlength={40}
        data-search
      />
      <p class="hint" role="status" data-none={nothing}></p>
    </div>
  );
}

/** A name of any script inside a sentence of ours: its direction stays its own (Unicode's isolates). */
export const isolated = (name: string): string => `\u2068${name}\u2069`;

/** "20 AED", "5 USDT (TRON)". */
export const priceText = (amount: string, quoteAsset: string, rates: Rates, language: Language): string =>
  formatAmount(plain(amount), quoteLabel(quoteAsset, rates), language, fiatDigits(quoteAsset) ?? 0);

/** "5.45 USDT (TRON)". */
export const paymentText = (amount: string, assetId: string, rates: Rates, language: Language): string =>
  formatAmount(plain(amount), assetLabel(assetId, rates), language);

/** "1 USDT = 3.6725 AED", or the other way round where that is easier to read; null when nothing is exchanged. */
export function rateText(
  { rate, paymentUsd }: QuoteRate,
  payment: string,
  quote: string,
  language: Language,
): string | null {
  const perQuote = decimal(rate);
  if (paymentUsd === null || !perQuote.gt(0)) return null;
  return eachText(decimal("1").div(perQuote).toFixed(), payment, quote, language);
}

/** The same for a rate that says how many of `unit` one of `of` is. */
export function eachText(rate: string, of: string, unit: string, language: Language): string | null {
  const readable = readableRate(rate);
  if (!readable) return null;
  const [one, other] = readable.inverted ? [unit, of] : [of, unit];
  return texts(language)("web.code.each", { one, amount: formatAmount(readable.value, other, language) });
}

/** What is said where nothing can be paid: `text`, and when rates are too old the age of the last one with MixPay's code. */
export function noRateText(text: string, staleSince: Date | null, language: Language): string {
  if (staleSince === null) return text;
  return `${text} ${texts(language)("web.lastRate", { date: formatMoment(staleSince, language, "UTC") })}`;
}

/** Making one costs as much as a tenth of a page. */
const clocks = Object.fromEntries(
  LANGUAGES.map((l) => [l, new Intl.DateTimeFormat(LOCALES[l], { timeStyle: "short", timeZone: "UTC" })]),
) as Record<Language, Intl.DateTimeFormat>;

/** The time of day, in UTC until the page's script shows it in the reader's own zone. */
export function Clock({ at, language }: { at: Date; language: Language }) {
  const text = clocks[language].format(at);
  return <time datetime={at.toISOString()} data-show="time">{`${text} UTC`}</time>;
}

/** Day and time, likewise. */
export function Moment({ at, language }: { at: Date; language: Language }) {
  return (
    <time datetime={at.toISOString()} data-show="moment">
      {formatMoment(at, language, "UTC")}
    </time>
  );
}

/** Beyond it the moment says more than a clock that runs. */
const COUNTED_MS = 86_400_000;
export const isCounted = (until: Date, now: Date): boolean => until.getTime() - now.getTime() <= COUNTED_MS;

/** How long it is until then, counted by the page's script; nothing without it, and nothing a day before. */
export function Countdown({ until, now, before, after }: { until: Date; now: Date; before: string; after: string }) {
  if (!isCounted(until, now)) return null;
  return (
    <span class="with-script" hidden>
      {before}
      <b class="countdown" data-until={String(until.getTime())}></b>
      {after}
    </span>
  );
}
