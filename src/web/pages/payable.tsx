import { formatAmount, formatNumber } from "../../i18n/format.js";
import { texts } from "../../i18n/index.js";
import { assetLabel, quoteLabel } from "../../payments/labels.js";
import { plain, sameAmount } from "../../payments/money.js";
import { QUOTE_SECONDS } from "../../payments/quoting.js";
import { qrPath } from "../../reports/qr.js";
import { inSpeech } from "../language.js";
import type { OrderPageProps } from "./order.js";
import { Assets } from "./assets.js";
import { Clock, priceText, rateText } from "./parts.js";

/** The amount of the live quote with its ways to pay: a tap, or a QR for the phone beside. */
export function Payable(props: OrderPageProps) {
  const { view, rates, speech, payLink, inMixin } = props;
  const { order } = view;
  const quote = view.quote!;
  const t = texts(speech.language);
  const amount = plain(quote.paymentAmount);
  const label = assetLabel(quote.paymentAsset, rates);
  const shown = formatAmount(amount, label, speech.language);
  const link = payLink({ assetId: quote.paymentAsset, amount, trace: quote.id, memo: order.id });
  const same = quote.paymentAsset === order.quoteAsset && sameAmount(quote.paymentAmount, order.quoteAmount);
  const symbol = rates.asset(quote.paymentAsset)?.symbol ?? "";
  const rate = rateText(quote.rate, symbol, quoteLabel(order.quoteAsset, rates), speech.language);
  const qr = qrPath(link);
  return (
    <div class={inMixin ? "payable in-mixin" : "payable"}>
      <div class="sum">
        <p class="label">{t("web.order.toPay")}</p>
        <p class="amount">
          <span>{formatNumber(amount, speech.language)}</span> <span class="unit">{label}</span>
        </p>
        {same ? null : (
          <p class="label">
            {t("web.order.forPrice", {
              price: priceText(order.quoteAmount, order.quoteAsset, rates, speech.language),
            })}
          </p>
        )}
        {rate ? (
          <p class="hint">
            {rate} · {t("web.order.asOf")} <Clock at={new Date(quote.rate.at)} language={speech.language} />
          </p>
        ) : null}
        <p class="timer">
          <span class="with-script" hidden>
            {t("web.order.holds")} <b class="countdown">{`${QUOTE_SECONDS} s`}</b>
          </span>
          <span class="without-script">
            {t("web.order.holdsUntil")} <Clock at={quote.expiresAt} language={speech.language} />
          </span>
        </p>
        <a class="primary" href={link} id="pay">
          {t("web.order.pay", { amount: shown })}
        </a>
        <p class="waiting" data-say={t("web.order.waiting")}>
          <span class="pulse" aria-hidden="true"></span>
          {t("web.order.waiting")}
        </p>
      </div>
      <figure class="qr">
        <svg
          viewBox={qr.viewBox}
          role="img"
          aria-label={t("web.order.qr", { amount: shown })}
          shape-rendering="crispEdges"
        >
          <path d={qr.path} fill="#000" />
        </svg>
        <figcaption>{t("web.order.scan")}</figcaption>
      </figure>
      <details class="other">
        <summary>{t("web.order.other")}</summary>
        <p class="hint">{t("web.order.otherText")}</p>
        <QuoteForm {...props} fresh lesser button={t("web.order.newLink")} />
      </details>
    </div>
  );
}

/** No quote that could be paid: what to pay with, and a button for the amount of now. */
export function Requote(props: OrderPageProps & { why: "stale" | "used" | "unquoted" }) {
  const t = texts(props.speech.language);
  const title = t(`web.order.${props.why}Title`);
  return (
    <div class="message">
      <h2 data-say={title}>{title}</h2>
      {props.why === "stale" ? <p>{t("web.order.staleText", { seconds: QUOTE_SECONDS })}</p> : null}
      {props.why === "used" ? <p>{t("web.order.usedText")}</p> : null}
      <QuoteForm {...props} fresh={props.why === "used"} button={t("web.order.newAmount")} />
    </div>
  );
}

function QuoteForm(props: OrderPageProps & { button: string; fresh?: boolean; lesser?: boolean }) {
  const { view, offers, rates, speech, problem } = props;
  const t = texts(speech.language);
  const error = problem ?? (offers.length === 0 ? t("web.order.noPrice") : null);
  return (
    <form method="post" action={inSpeech(`/code/${view.order.id}/quote`, speech)} novalidate>
      {error ? (
        <p class="error" role="alert">
          {error}
        </p>
      ) : null}
      {props.fresh ? <input type="hidden" name="fresh" value="1" /> : null}
      {offers.length > 0 ? (
        <>
          <Assets
            offers={offers}
            quoteAsset={view.order.quoteAsset}
            amounts
            selected={view.quote?.paymentAsset}
            rates={rates}
            language={speech.language}
          />
          <button class={props.lesser ? "secondary" : "primary"} type="submit">
            {props.button}
          </button>
        </>
      ) : null}
    </form>
  );
}
