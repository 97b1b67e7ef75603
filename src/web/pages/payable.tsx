import { formatAmount, formatBps, formatList, formatNumber } from "../../i18n/format.js";
import { texts } from "../../i18n/index.js";
import { missingOf } from "../../payments/fiat.js";
import { assetLabel, quoteLabel } from "../../payments/labels.js";
import { PLACES, plain, sameAmount } from "../../payments/money.js";
import type { Quote } from "../../payments/orders.js";
import { QUOTE_SECONDS } from "../../payments/quoting.js";
import { inFrame } from "../frames.js";
import { inSpeech, type Speech } from "../language.js";
import type { OrderPageProps } from "./order.js";
import { PartsThatCame } from "./part.js";
import { Clock, noRateText, paymentText, priceText, QrCode, rateText } from "./parts.js";

/** The amount of the live quote with its ways to pay: a tap, or a QR for the phone beside. */
export function Payable(props: OrderPageProps) {
  const { view, asked, rates, speech, payLink, inMixin, recipient } = props;
  const { order } = view;
  const quote = asked.quote!;
  const t = texts(speech.language);
  const amount = plain(quote.paymentAmount);
  const memo = order.id;
  const label = assetLabel(quote.paymentAsset, rates);
  const shown = formatAmount(amount, label, speech.language);
  const link = payLink({ assetId: quote.paymentAsset, amount, trace: quote.id, memo });
  const same = quote.paymentAsset === order.quoteAsset && sameAmount(quote.paymentAmount, asked.price);
  const rate = rateText(quote.rate, label, quoteLabel(order.quoteAsset, rates), speech.language);
  const symbol = rates.asset(quote.paymentAsset)?.symbol ?? "";
  const wallet = { assetId: quote.paymentAsset, symbol, amount, memo, traceId: quote.id, recipient, url: link };
  return (
    <div class={inMixin ? "payable in-mixin" : "payable"}>
      <div class="sum">
        <PartsThatCame {...props} />
        <p class="label">{t("web.order.toPay")}</p>
        <p class="amount">
          <bdi>
            <span>{formatNumber(amount, speech.language)}</span> <span class="unit">{label}</span>
          </bdi>
        </p>
        {same ? null : (
          <p class="label">
            {t("web.order.forPrice", {
              price: priceText(missingOf(asked.price, order.quoteAsset), order.quoteAsset, rates, speech.language),
            })}
          </p>
        )}
        {rate ? (
          <p class="hint">
            <bdi>{rate}</bdi> · {t("web.order.asOf")} <Clock at={new Date(quote.rate.at)} language={speech.language} />
          </p>
        ) : null}
        <ShopReceives {...props} quote={quote} />
        <p class="timer">
          <span class="with-script" hidden>
            {t("web.order.holds")}{" "}
            <b class="countdown" data-until={String(quote.expiresAt.getTime())}>{`${QUOTE_SECONDS} s`}</b>
          </span>
          <span class="without-script">
            {t("web.order.holdsUntil")} <Clock at={quote.expiresAt} language={speech.language} />
          </span>
        </p>
        <button
          class="primary"
          type="button"
          id="wallet"
          hidden
          data-payment={walletPayment(wallet)}
          data-only={walletWanted(speech)}
          data-says={t("web.checkout.payWithApp", { app: "{app}" })}
        ></button>
        {/* Mixin's page does not open in a frame. */}
        <a class="primary" href={link} id="pay" target={inFrame(speech) ? "_blank" : undefined} rel="noreferrer">
          {t("web.order.pay", { amount: shown })}
        </a>
        <p class="waiting" data-say={t("web.order.waiting")}>
          <span class="pulse" aria-hidden="true"></span>
          {t("web.order.waiting")}
        </p>
      </div>
      <figure class="qr">
        <QrCode text={link} label={t("web.order.qr", { amount: shown })} />
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

/**
 * A payment as wallets read it that show our page and put `window.mixpayPlus` into it. There are no addresses on chains:
 * what names a chain is empty, and the address is a Mixin user, who is paid with this trace and memo.
 */
const walletPayment = ({
  recipient,
  ...payment
}: Record<"recipient" | "assetId" | "amount" | "memo", string>): string =>
  JSON.stringify({
    ...payment,
    address: recipient,
    recipient,
    chainAssetId: "",
    chainId: "",
    contract: "",
    precision: PLACES,
  });

/** The only wallet that is to be offered, when it is there: by its own id, or whichever there is; empty: all are. */
const walletWanted = ({ carried = {} }: Speech): string =>
  carried["onlyShowWallet"] ?? (carried["paymentMethod"] === "mixpayplus" ? "mixpayplus" : "");

/** What becomes of the payment where that is not just what is paid, and what the operator keeps of it. */
function ShopReceives({ rates, speech, quote, view }: OrderPageProps & { quote: Quote }) {
  const { language } = speech;
  const t = texts(language);
  const { conversion, feeBps } = quote;
  const costs = [
    ...(conversion && conversion.spreadBps > 0
      ? [t("web.money.spread", { spread: formatBps(conversion.spreadBps, language) })]
      : []),
    ...(feeBps > 0 ? [t("web.money.fee", { fee: formatBps(feeBps, language) })] : []),
  ];
  // A refund's own order has a payer for whom nobody bears anything.
  if ((!conversion && costs.length === 0) || view.order.source === "refund") return null;
  const amount = conversion && paymentText(conversion.settlementAmount, conversion.settlementAsset, rates, language);
  if (view.order.source === "transfer") {
    return amount ? <p class="hint">{t("web.money.transferOrder.receives", { amount })}</p> : null;
  }
  return (
    <p class="hint">
      {amount ? `${t("web.money.receivesAmount", { amount })} ` : null}
      {costs.length > 0 ? t("web.money.borne", { costs: formatList(costs, language) }) : null}
    </p>
  );
}

/** No quote that could be paid: what to pay with, and a button for the amount of now. */
export function Requote(props: OrderPageProps & { why: "stale" | "used" | "unquoted" }) {
  const { asked, why } = props;
  const t = texts(props.speech.language);
  // Who has paid a part knows that its link is used up: nothing is wrong.
  const rests = asked.part !== null && why !== "stale";
  const title = rests ? t("web.money.part.title") : t(`web.order.${why}Title`);
  return (
    <div class="message">
      <h2 data-say={title}>{title}</h2>
      {why === "stale" ? <p>{t("web.order.staleText", { seconds: QUOTE_SECONDS })}</p> : null}
      {why === "used" && props.view.parts.length === 0 ? <p>{t("web.order.usedText")}</p> : null}
      <PartsThatCame {...props} />
      <QuoteForm
        {...props}
        fresh={why === "used"}
        button={rests ? t("web.money.part.show") : t("web.order.newAmount")}
      />
    </div>
  );
}

function QuoteForm(props: OrderPageProps & { button: string; fresh?: boolean; lesser?: boolean }) {
  const { view, asked, ways, speech, problem } = props;
  const { part } = asked;
  const t = texts(speech.language);
  const none = !ways || ways.offers.length === 0;
  const noRate = () => noRateText(t("web.order.noPrice"), ways?.staleSince ?? null, speech.language);
  const error = problem ?? (none ? noRate() : null);
  return (
    <form method="post" action={inSpeech(`/code/${view.order.id}/quote`, speech)} novalidate>
      {error ? (
        <p class="error" role="alert">
          {error}
        </p>
      ) : null}
      {props.fresh ? <input type="hidden" name="fresh" value="1" /> : null}
      {part ? null : <input type="hidden" name="whole" value="1" />}
      {none ? null : (
        <>
          {/* The rest is paid in the coins that the part came in. */}
          {part ? (
            <input type="hidden" name="asset" value={part.assetId} />
          ) : (
            ways.list({ language: speech.language, amounts: true, selected: asked.quote?.paymentAsset })
          )}
          <button class={props.lesser ? "secondary" : "primary"} type="submit">
            {props.button}
          </button>
        </>
      )}
    </form>
  );
}
