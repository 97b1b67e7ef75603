import { type Translate, texts } from "../../i18n/index.js";
import { sameAmount } from "../../payments/money.js";
import { CODES } from "../../payments/refund-codes.js";
import { inSpeech } from "../language.js";
import type { OrderPageProps } from "./order.js";
import { isolated, Moment, paymentText, priceText } from "./parts.js";

/** The order is paid; whether it is settled yet makes no difference to the payer. */
export function Paid({ view, shop, rates, speech, codePath }: OrderPageProps) {
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
      <p class="amount">{price}</p>
      {same ? null : (
        <p>{t("web.order.paidWith", { amount: paymentText(paid.amount, paid.asset, rates, speech.language) })}</p>
      )}
      <p>{t("web.order.paidText", { shop: isolated(shop.name) })}</p>
      {order.paidAt ? (
        <p class="label">
          {t("web.order.paidAt")} <Moment at={order.paidAt} language={speech.language} />
        </p>
      ) : null}
      <p class="hint">{t("web.order.closePage")}</p>
      {codePath ? (
        <a class="secondary" href={inSpeech(codePath, speech)}>
          {t("web.order.anotherPayment")}
        </a>
      ) : null}
    </div>
  );
}

/** The deadline is over, and not all that was sent before it is known to be read. */
export function Ending({ speech }: OrderPageProps) {
  const t = texts(speech.language);
  return (
    <div class="message">
      <h2 data-say={t("web.order.endingTitle")}>{t("web.order.endingTitle")}</h2>
      <p>{t("web.order.endingText")}</p>
    </div>
  );
}

/** Expired or cancelled, for good. */
export function Closed({ view, speech, codePath }: OrderPageProps) {
  const t = texts(speech.language);
  const title = view.order.state === "cancelled" ? t("web.order.cancelledTitle") : t("web.order.expiredTitle");
  return (
    <div class="message">
      <h2 data-say={title}>{title}</h2>
      <p>{t("web.order.closedText")}</p>
      {codePath ? (
        <a class="primary" href={inSpeech(codePath, speech)}>
          {t("web.order.again")}
        </a>
      ) : null}
    </div>
  );
}

/** Money that came for this order and did not fit it. */
export function Returned({ view, rates, speech }: OrderPageProps) {
  const t = texts(speech.language);
  const odd = view.intakes.filter((intake) => intake.disposition !== "applied");
  if (odd.length === 0) return null;
  return (
    <section class="returned">
      <h2>{t("web.order.refundTitle")}</h2>
      <ul>
        {odd.map((intake) => {
          const amount = paymentText(intake.amount, intake.assetId, rates, speech.language);
          return (
            <li>
              {intake.disposition === "held"
                ? t("web.order.heldMoney", { amount })
                : t("web.order.refund", { amount, reason: reason(t, intake.code) })}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

const REASONS = {
  [CODES.late]: "late",
  [CODES.wrongAsset]: "wrongAsset",
  [CODES.second]: "already",
  [CODES.wrongAmount]: "wrongAmount",
  [CODES.rateExpired]: "rateExpired",
} as const;

const reason = (t: Translate, code: number | null): string =>
  t(`web.order.reason.${(REASONS as Record<number, (typeof REASONS)[keyof typeof REASONS]>)[code ?? 0] ?? "other"}`);
