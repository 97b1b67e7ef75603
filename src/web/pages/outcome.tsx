import { texts, type Translate } from "../../i18n/index.js";
import { sameAmount } from "../../payments/money.js";
import { hasReceipt, mayGoBack } from "../../payments/receipts.js";
import { isSale } from "../../payments/sales.js";
import { inSpeech, type Speech } from "../language.js";
import { Facts } from "./facts.js";
import type { OrderPageProps } from "./order.js";
import { isolated, Moment, paymentText, priceText } from "./parts.js";
import { MailForm } from "./receipt-mail.js";

/** The order is paid; whether it is settled yet makes no difference to the payer, unless the money may still go back. */
export function Paid(props: OrderPageProps) {
  const { view, shop, rates, speech, codePath, back } = props;
  const { order } = view;
  const t = texts(speech.language);
  const price = priceText(order.quoteAmount, order.quoteAsset, rates, speech.language);
  const paid =
    order.paymentAsset && order.paymentAmount ? { asset: order.paymentAsset, amount: order.paymentAmount } : null;
  const same = !paid || (paid.asset === order.quoteAsset && sameAmount(paid.amount, order.quoteAmount));
  return (
    <div class="outcome">
      <svg class="tick" viewBox="0 0 72 72" aria-hidden="true">
        <circle cx="36" cy="36" r="34" />
        <path d="M21 37l11 11 20-23" />
      </svg>
      <h2 data-say={`${t("web.order.paidTitle")}: ${price}`}>{t("web.order.paidTitle")}</h2>
      <p class="amount">
        <bdi>{price}</bdi>
      </p>
      {same ? null : (
        <p>{t("web.order.paidWith", { amount: paymentText(paid.amount, paid.asset, rates, speech.language) })}</p>
      )}
      <p>{paidText(order, shop.name, t)}</p>
      {order.paidAt ? (
        <p class="label">
          {t("web.order.paidAt")} <Moment at={order.paidAt} language={speech.language} />
        </p>
      ) : null}
      <Facts {...props} />
      <p class="hint">{t("web.order.closePage")}</p>
      {props.goesBack ? (
        <p class="hint with-script" hidden>
          {t("web.checkout.returning")}
        </p>
      ) : null}
      <BackLink to={back} speech={speech} />
      {hasReceipt(order) ? (
        <>
          <a class="secondary" href={inSpeech(`/code/${order.id}/receipt`, speech)}>
            {t("receipt.title")}
          </a>
          {props.canMail ? <MailForm orderId={order.id} speech={speech} /> : null}
        </>
      ) : null}
      {codePath ? (
        <a class="secondary" href={inSpeech(codePath, speech)}>
          {t("web.order.anotherPayment")}
        </a>
      ) : null}
    </div>
  );
}

/** Out of here, to an address that others wrote: it hears nothing of this page's. */
export function BackLink({ to, speech }: { to: string | null; speech: Speech }) {
  return to === null ? null : (
    <a class="primary" href={to} rel="noreferrer" target="_top">
      {texts(speech.language)("web.order.backToShop")}
    </a>
  );
}

/** Who has the money now. */
function paidText(order: OrderPageProps["view"]["order"], shop: string, t: Translate): string {
  const { source } = order;
  if (isSale(order) && mayGoBack(order)) return t("web.order.exchanging", { shop: isolated(shop) });
  if (source === "refund") return t("web.money.refundOrder.paid");
  return source === "transfer" ? t("web.money.transferOrder.paid") : t("web.order.paidText", { shop: isolated(shop) });
}

/** The deadline is over: the shop decides on what came late, or not all that was sent in time is known to be read. */
export function Ending({ view, shop, rates, speech, now }: OrderPageProps) {
  const { language } = speech;
  const t = texts(language);
  const { order, late } = view;
  const end = order.deadline && new Date(order.deadline.getTime() + order.graceSeconds * 1000);
  if (late.length > 0 && end && end > now) {
    const title = t("web.money.late.title");
    return (
      <div class="message">
        <h2 data-say={title}>{title}</h2>
        {late.map((intake) => {
          const amount = paymentText(intake.amount, intake.assetId, rates, language);
          return <p>{t("web.money.late.text", { amount, shop: isolated(shop.name) })}</p>;
        })}
        <p class="hint">
          {t("web.money.late.until")} <Moment at={end} language={language} />
        </p>
      </div>
    );
  }
  return (
    <div class="message">
      <h2 data-say={t("web.order.endingTitle")}>{t("web.order.endingTitle")}</h2>
      <p>{t("web.order.endingText")}</p>
    </div>
  );
}

/** Expired or cancelled, for good. */
export function Closed({ view, speech, codePath, back }: OrderPageProps) {
  const t = texts(speech.language);
  const { state, source } = view.order;
  const cancelled = state === "cancelled";
  const title =
    source === "invoice"
      ? t(cancelled ? "web.money.invoice.cancelled" : "web.money.invoice.expired")
      : t(cancelled ? "web.order.cancelledTitle" : "web.order.expiredTitle");
  return (
    <div class="message">
      <h2 data-say={title}>{title}</h2>
      <p>{t("web.order.closedText")}</p>
      {codePath ? (
        <a class="primary" href={inSpeech(codePath, speech)}>
          {t("web.order.again")}
        </a>
      ) : null}
      <BackLink to={back} speech={speech} />
    </div>
  );
}
