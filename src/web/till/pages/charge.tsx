import type { Child } from "hono/jsx";
import { texts } from "../../../i18n/index.js";
import { missingOf, wholeOf } from "../../../payments/fiat.js";
import { quoteLabel } from "../../../payments/labels.js";
import { decimal, plain, sameAmount } from "../../../payments/money.js";
import type { OrderView } from "../../../payments/orders.js";
import { mayGoBack } from "../../../payments/receipts.js";
import { Clock, Countdown, isCounted, isolated, Moment, paymentText, priceText, QrCode } from "../../pages/parts.js";
import { versionOf } from "../../watch.js";
import { type At, Bar, Frame, ReceiptLink } from "./frame.js";
import { Icon } from "./icons.js";

export interface ChargeProps {
  at: At;
  view: OrderView;
  /** Where the customer pays it. */
  url: string;
  /** Who has paid; empty: not known. */
  payer: string;
}

/**
 * `scanned`: somebody has asked what it comes to. `ending`: after the deadline, until all is read. `returned`: it was paid,
 * and could not be exchanged, so it went back.
 */
type Face = "waiting" | "scanned" | "part" | "ending" | "late" | "paid" | "returned" | "expired" | "cancelled";

function faceOf({ order, parts, late, quotes }: OrderView, now: Date): Face {
  switch (order.state) {
    case "paid":
    case "settled":
      return "paid";
    case "expired":
      return "expired";
    case "cancelled":
      return order.paidAt === null ? "cancelled" : "returned";
    case "open":
      if (late.length > 0) return "late";
      if (order.deadline !== null && order.deadline <= now) return "ending";
      if (parts.length > 0) return "part";
      return quotes.some(({ expiresAt }) => expiresAt > now) ? "scanned" : "waiting";
    default:
      return order.state satisfies never;
  }
}

const RELOAD_SECONDS = 5;

/** `/till/charge/{id}`: the code that the customer scans, and what has become of it. */
export function Charge(props: ChargeProps) {
  const { at, view } = props;
  const { order } = view;
  const t = texts(at.speech.language);
  const face = faceOf(view, at.now);
  const isOver = ["paid", "returned", "expired", "cancelled"].includes(face) && !mayGoBack(order);
  return (
    <Frame
      title={t("till.pageTitle", { shop: at.holder.merchant.name })}
      speech={at.speech}
      view="charge"
      version={`${face} ${versionOf(view)}`}
      follows={isOver ? null : { orderId: order.id, path: `/till/charge/${order.id}` }}
      now={at.now}
      reload={isOver ? undefined : RELOAD_SECONDS}
    >
      <Bar at={at} here={null} isCovered={face === "paid"} />
      {bodyOf(face, props)}
    </Frame>
  );
}

function bodyOf(face: Face, props: ChargeProps): Child {
  const { at, view } = props;
  const { language } = at.speech;
  const t = texts(language);
  switch (face) {
    case "waiting":
    case "scanned":
    case "part":
      return <Asking {...props} face={face} />;
    case "ending":
      return <Said {...props} title={t("till.charge.ending")} text={t("till.charge.endingText")} />;
    case "late": {
      const [first] = view.late;
      const amount = first ? paymentText(first.amount, first.assetId, at.rates, language) : "";
      return <Said {...props} title={t("till.charge.late")} text={t("till.charge.lateText", { amount })} />;
    }
    case "paid":
      return <Paid {...props} />;
    case "returned":
      return <Said {...props} title={t("till.charge.returned")} text={t("till.charge.returnedText")} />;
    case "expired":
      return <Said {...props} title={t("till.charge.expired")} text={t("till.charge.expiredText")} />;
    case "cancelled":
      return <Said {...props} title={t("till.charge.cancelled")} text={t("till.charge.cancelledText")} />;
    default:
      return face satisfies never;
  }
}

/** The keypad for the next customer, in the same currency. */
const nextPath = ({ quoteAsset }: OrderView["order"]): string => `/till?unit=${encodeURIComponent(quoteAsset)}`;

function Sum({ at, view }: Pick<ChargeProps, "at" | "view">) {
  const { quoteAmount, quoteAsset, tipAmount, title } = view.order;
  const { language } = at.speech;
  const t = texts(language);
  const shown = (amount: string) => priceText(amount, quoteAsset, at.rates, language);
  const unit = quoteLabel(quoteAsset, at.rates);
  return (
    <div class="sum">
      <p class="figure">
        <bdi>
          <span>{shown(quoteAmount).slice(0, -unit.length - 1)}</span> <span class="unit">{unit}</span>
        </bdi>
      </p>
      {tipAmount === null ? null : <p class="hint">{t("till.charge.tip", { tip: shown(tipAmount) })}</p>}
      <p class="hint">
        <bdi>{title}</bdi>
      </p>
    </div>
  );
}

function Asking({ face, ...props }: ChargeProps & { face: "waiting" | "scanned" | "part" }) {
  const { at, view, url } = props;
  const { order } = view;
  const { language } = at.speech;
  const t = texts(language);
  const price = priceText(order.quoteAmount, order.quoteAsset, at.rates, language);
  const said = t(face === "scanned" ? "till.charge.scanned" : "till.charge.waiting");
  return (
    <div class="asking">
      <h1 class="unseen">{t("till.charge.scan")}</h1>
      <figure class="qr">
        <QrCode text={url} label={t("till.charge.qr", { amount: price })} />
        <figcaption>{t("till.charge.scan")}</figcaption>
      </figure>
      <div class="beside">
        <Sum {...props} />
        {face === "part" ? <PartThatCame {...props} /> : null}
        <p class="waiting" data-say={said}>
          <span class="pulse" aria-hidden="true"></span>
          <span>{said}</span>
        </p>
        {order.deadline === null ? null : (
          <p class="hint timer">
            {isCounted(order.deadline, at.now) ? (
              <span class="without-script">
                {t("till.charge.until")} <Clock at={order.deadline} language={language} />
              </span>
            ) : (
              <>
                {t("till.charge.until")} <Moment at={order.deadline} language={language} />
              </>
            )}
            <Countdown until={order.deadline} now={at.now} before={`${t("till.charge.left")} `} after="" />
          </p>
        )}
        <div class="ways-on">
          <details class="sure">
            <summary class="secondary">{t("till.charge.cancel")}</summary>
            <form method="post" action={`/till/charge/${order.id}/cancel`} data-swap>
              <p>{t("till.charge.cancelSure")}</p>
              <button class="primary danger" type="submit">
                {t("till.charge.cancelYes")}
              </button>
            </form>
          </details>
          <a class="secondary" href={nextPath(order)} data-swap>
            {t("till.charge.another")}
          </a>
        </div>
      </div>
    </div>
  );
}

/** What whoever has paid most has paid of the price, and what is missing. */
function PartThatCame({ at, view }: ChargeProps) {
  const { order, parts } = view;
  const { language } = at.speech;
  const t = texts(language);
  const most = parts.reduce(
    (best, part) => (decimal(part.credit).gt(best) ? decimal(part.credit) : best),
    decimal("0"),
  );
  const shown = (amount: string) => priceText(amount, order.quoteAsset, at.rates, language);
  const paid = wholeOf(plain(most), order.quoteAsset);
  const rest = missingOf(plain(decimal(order.quoteAmount).minus(most)), order.quoteAsset);
  const said = t("till.charge.part", { paid: shown(paid), rest: shown(rest) });
  return (
    <div class="part">
      <p>
        <b data-say={said}>{said}</b>
      </p>
      <p class="hint">{t("till.charge.partText")}</p>
    </div>
  );
}

function Paid({ at, view, payer }: ChargeProps) {
  const { order } = view;
  const { language } = at.speech;
  const t = texts(language);
  const price = priceText(order.quoteAmount, order.quoteAsset, at.rates, language);
  const { paymentAsset: asset, paymentAmount: amount } = order;
  const isSame =
    asset === null || amount === null || (asset === order.quoteAsset && sameAmount(amount, order.quoteAmount));
  return (
    <section class="all-paid" data-done={order.id} data-say={`${t("till.charge.paid")}: ${price}`}>
      <svg class="tick" viewBox="0 0 72 72" aria-hidden="true">
        <circle cx="36" cy="36" r="34" />
        <path d="M21 37l11 11 20-23" />
      </svg>
      <h1>{t("till.charge.paid")}</h1>
      <Sum at={at} view={view} />
      {isSame ? null : <p>{t("till.charge.paidAs", { amount: paymentText(amount, asset, at.rates, language) })}</p>}
      {payer === "" ? null : <p>{t("till.charge.by", { name: isolated(payer) })}</p>}
      <div class="after">
        <a class="primary" href={nextPath(order)} data-swap data-focus>
          {t("till.charge.next")}
          <Icon name="next" />
        </a>
        <a class="secondary" href={`/till/payments/${order.id}`} data-swap>
          {t("till.charge.receipt")}
        </a>
        <ReceiptLink at={at} order={order} />
      </div>
    </section>
  );
}

/** It is over, or nobody knows yet how it ends. */
function Said({ title, text, ...props }: ChargeProps & { title: string; text: string }) {
  const t = texts(props.at.speech.language);
  return (
    <div class="card notice">
      <h1 data-say={title} data-focus>
        {title}
      </h1>
      <Sum {...props} />
      <p>{text}</p>
      <a class="primary" href={nextPath(props.view.order)} data-swap>
        {t("till.charge.again")}
      </a>
    </div>
  );
}
