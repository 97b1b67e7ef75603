import { freshId } from "../../../db/ids.js";
import { texts } from "../../../i18n/index.js";
import { wholeOf } from "../../../payments/fiat.js";
import { quoteLabel } from "../../../payments/labels.js";
import { decimal, plain } from "../../../payments/money.js";
import type { Order } from "../../../payments/orders.js";
import { fundingDeadline } from "../../../payments/refunds/begin.js";
import type { Refund } from "../../../payments/state.js";
import { FactList, Moment, paymentText, priceText, QrCode } from "../../pages/parts.js";
import { type At, Bar, Frame, ReceiptLink } from "./frame.js";
import { Icon } from "./icons.js";
import { stateOf } from "./payments.js";

/** What of a payment somebody may give back: how much is left, or why nothing. */
export type MayGiveBack = { ok: true; left: string } | { ok: false; why: string };

export interface PaymentProps {
  at: At;
  order: Order;
  payer: string;
  refunds: Refund[];
  /** The part of the price that was paid, decimal text. */
  paid: string;
  /** Refunds that are this person's to pay, and to call off. */
  isTheirs: (refund: Refund) => boolean;
  /** Null: it was not paid. */
  giveBack: MayGiveBack | null;
  /** Where the shop pays for a refund. */
  fundingUrl: (refund: Refund) => string;
  version: string;
  typed?: { part: string; amount: string; rate: string };
  problem?: string | null;
}

/** `/till/payments/{id}`: all about one payment, and its way back. */
export function Payment(props: PaymentProps) {
  const { at, order, refunds, giveBack, isTheirs } = props;
  const t = texts(at.speech.language);
  // What waits for the shop comes before all that is told.
  const toPay = refunds.some((refund) => refund.state === "unpaid" && isTheirs(refund));
  const underway = refunds.some(({ state }) => state === "unpaid" || state === "sending");
  return (
    <Frame
      title={`${order.title} · ${at.holder.merchant.name}`}
      speech={at.speech}
      view="list"
      version={props.version}
      follows={underway ? { orderId: order.id, path: `/till/payments/${order.id}` } : null}
      now={at.now}
      reload={underway ? 10 : undefined}
    >
      <Bar at={at} here={null} />
      <div class="column">
        <a class="back" href="/till/payments" data-swap>
          <Icon name="back" />
          {t("till.payment.back")}
        </a>
        {toPay ? <Refunds {...props} /> : null}
        <section class="card">
          <h1 data-focus>
            <bdi>{order.title}</bdi>
          </h1>
          <Facts {...props} />
          {order.state === "open" ? (
            <a class="primary" href={`/till/charge/${order.id}`} data-swap>
              {t("till.payment.show")}
            </a>
          ) : null}
          <ReceiptLink at={at} order={order} />
        </section>
        {toPay || refunds.length === 0 ? null : <Refunds {...props} />}
        {giveBack === null ? null : (
          <section class="card">
            <h2>{t("till.refund.title")}</h2>
            {giveBack.ok ? <GiveBack {...props} left={giveBack.left} /> : <p class="hint">{giveBack.why}</p>}
          </section>
        )}
      </div>
    </Frame>
  );
}

function Facts({ at, order, payer, refunds, paid }: PaymentProps) {
  const { language } = at.speech;
  const t = texts(language);
  const { quoteAsset, paymentAsset, paymentAmount, tipAmount } = order;
  const shown = (amount: string) => priceText(amount, quoteAsset, at.rates, language);
  const given = refunds
    .filter(({ state }) => state === "sending" || state === "done")
    .reduce((sum, refund) => sum.plus(refund.quoteAmount), decimal("0"));
  const state = stateOf({ order, givenBack: plain(given), paid });
  return (
    <FactList
      facts={[
        [t("till.payment.price"), <b>{shown(order.quoteAmount)}</b>],
        [t("till.payment.tip"), tipAmount === null ? null : shown(tipAmount)],
        [
          t("till.payment.with"),
          paymentAsset && paymentAmount ? paymentText(paymentAmount, paymentAsset, at.rates, language) : null,
        ],
        [t("till.payment.payer"), order.paidAt === null ? null : payer || t("till.payments.somebody")],
        order.paidAt === null
          ? [t("till.payment.made"), <Moment at={order.createdAt} language={language} />]
          : [t("till.payment.when"), <Moment at={order.paidAt} language={language} />],
        [t("till.payment.state"), <span class={`state ${state}`}>{t(`till.payments.state.${state}`)}</span>],
      ]}
    />
  );
}

function Refunds(props: PaymentProps) {
  const { at, refunds, isTheirs } = props;
  const { language } = at.speech;
  const t = texts(language);
  const waiting = refunds.filter((refund) => refund.state === "unpaid" && isTheirs(refund));
  return (
    <section class="card">
      <h2>{t("till.payment.refunds")}</h2>
      <ul class="plain">
        {refunds.map((refund) => (
          <li data-say={refund.state === "done" ? t("refund.state.done") : undefined}>
            <b>
              <bdi>{paymentText(refund.amount, refund.assetId, at.rates, language)}</bdi>
            </b>{" "}
            <span class={`state ${refund.state}`}>{t(`refund.state.${refund.state}`)}</span>{" "}
            <small>
              <Moment at={refund.createdAt} language={language} />
            </small>
          </li>
        ))}
      </ul>
      {waiting.map((refund) => (
        <ToPay {...props} refund={refund} />
      ))}
    </section>
  );
}

/** A refund that the shop has to pay: where, and the way out of it. */
function ToPay({ at, order, refund, fundingUrl }: PaymentProps & { refund: Refund }) {
  const { language } = at.speech;
  const t = texts(language);
  const url = fundingUrl(refund);
  return (
    <div class="to-pay">
      <figure class="qr">
        <QrCode text={url} label={t("till.refund.payQr")} />
        <figcaption>{t("till.refund.pay")}</figcaption>
      </figure>
      <p class="hint">
        <UntilText at={at} refund={refund} />
      </p>
      <a class="primary" href={url} target="_blank" rel="noreferrer">
        {t("refund.page")}
      </a>
      <form method="post" action={`/till/payments/${order.id}/refund/cancel`} data-swap>
        <input type="hidden" name="refund" value={refund.id} />
        <button class="secondary" type="submit">
          {t("refund.cancel")}
        </button>
      </form>
    </div>
  );
}

/** The sentence around a moment that the script shows in the device's own time. */
function UntilText({ at, refund }: { at: At; refund: Refund }) {
  const { language } = at.speech;
  const mark = "\u0000";
  const [before = "", after = ""] = texts(language)("till.refund.payText", { until: mark }).split(mark);
  return (
    <>
      {before.replace(/[\u2066-\u2069]/g, "")}
      <Moment at={fundingDeadline(refund)} language={language} />
      {after.replace(/[\u2066-\u2069]/g, "")}
    </>
  );
}

function GiveBack({ at, order, left, typed, problem }: PaymentProps & { left: string }) {
  const { language } = at.speech;
  const t = texts(language);
  const { quoteAsset, paymentAsset } = order;
  const part = typed?.part ?? "all";
  const radio = (name: string, value: string, isChosen: boolean, text: string) => (
    <label class="choice">
      <input type="radio" name={name} value={value} checked={isChosen} />
      <span>{text}</span>
    </label>
  );
  const shown = priceText(wholeOf(left, quoteAsset), quoteAsset, at.rates, language);
  return (
    <form method="get" action={`/till/payments/${order.id}/refund`} data-swap>
      <input type="hidden" name="written" value={language} />
      <input type="hidden" name="visit" value={freshId()} />
      <p>{t("till.refund.left", { left: shown })}</p>
      {problem ? (
        <p class="error" role="alert" data-focus tabindex={-1}>
          {problem}
        </p>
      ) : null}
      <fieldset class="choices">
        <legend>{t("till.refund.how")}</legend>
        {radio("part", "all", part === "all", t("refund.all"))}
        {radio("part", "part", part === "part", t("till.refund.part"))}
        <div class="field part-amount">
          <label for="part-amount">{t("till.refund.amount", { unit: quoteLabel(quoteAsset, at.rates) })}</label>
          <input
            id="part-amount"
            name="amount"
            type="text"
            dir="ltr"
            inputmode="decimal"
            autocomplete="off"
            maxlength={40}
            value={typed?.amount ?? ""}
          />
        </div>
      </fieldset>
      {quoteAsset === paymentAsset ? null : (
        <fieldset class="choices">
          <legend>{t("till.refund.rate")}</legend>
          {radio("rate", "then", typed?.rate !== "today", t("refund.same"))}
          {radio("rate", "today", typed?.rate === "today", t("refund.today"))}
        </fieldset>
      )}
      <button class="secondary" type="submit">
        {t("till.refund.next")}
      </button>
    </form>
  );
}
