import { formatNumber } from "../../../i18n/format.js";
import { texts } from "../../../i18n/index.js";
import { wholeOf } from "../../../payments/fiat.js";
import { assetLabel } from "../../../payments/labels.js";
import type { Order } from "../../../payments/orders.js";
import type { RefundPreview } from "../../../payments/refunds/preview.js";
import { FactList, paymentText, priceText } from "../../pages/parts.js";
import { type At, Bar, Frame } from "./frame.js";

export interface RefundProps {
  at: At;
  order: Order;
  payer: string;
  preview: RefundPreview;
  /** What is confirmed, signed. */
  sealed: string;
  /** The operator's limit in USD, when it is above that: it is asked once more. */
  limit: string | null;
  problem?: string | null;
}

/** The last page before money goes back: how much, to whom, and what it is worth. */
export function RefundSure(props: RefundProps) {
  const { at, order, payer, preview, sealed, limit, problem } = props;
  const { language } = at.speech;
  const t = texts(language);
  const worth = (amount: string | null) =>
    amount === null ? null : priceText(amount, preview.currency, at.rates, language);
  const part = wholeOf(preview.quoteAmount, preview.quoteAsset);
  const path = `/till/payments/${order.id}`;
  return (
    <Frame title={t("till.refund.sure")} speech={at.speech} view="list">
      <Bar at={at} here={null} />
      <div class="column">
        <section class="card">
          <h1 data-focus>{t("till.refund.sure")}</h1>
          <FactList
            facts={[
              [t("till.refund.gets"), <b>{paymentText(preview.amount, preview.assetId, at.rates, language)}</b>],
              [t("till.refund.to"), payer || t("till.payments.somebody")],
              [t("till.refund.of"), `${priceText(part, preview.quoteAsset, at.rates, language)} · ${order.title}`],
              [t("till.refund.worthThen"), worth(preview.worthThen)],
              [t("till.refund.worthNow"), worth(preview.worthNow)],
            ]}
          />
          <p class="hint">
            {preview.source === "unsettled"
              ? t("till.refund.unsettled")
              : t("till.refund.link", { unit: assetLabel(preview.assetId, at.rates) })}
          </p>
          <form method="post" action={`${path}/refund`} data-swap>
            <input type="hidden" name="sealed" value={sealed} />
            {limit === null ? null : (
              <div class="part">
                <p>{t("till.refund.large", { limit: formatNumber(limit, language) })}</p>
                <label class="choice">
                  <input type="checkbox" name="really" value="1" />
                  <span>{t("refund.really")}</span>
                </label>
              </div>
            )}
            {problem ? (
              <p class="error" role="alert">
                {problem}
              </p>
            ) : null}
            <button class="primary danger" type="submit">
              {t("refund.send")}
            </button>
          </form>
          <a class="secondary" href={path} data-swap>
            {t("refund.dont")}
          </a>
        </section>
      </div>
    </Frame>
  );
}
