import { texts } from "../../../i18n/index.js";
import { decimal } from "../../../payments/money.js";
import type { Order } from "../../../payments/orders.js";
import type { TillPayment } from "../../../shop/till-payments.js";
import { Moment, priceText } from "../../pages/parts.js";
import { type At, Bar, Frame } from "./frame.js";
import { Icon } from "./icons.js";

export interface PaymentsProps {
  at: At;
  /** All of the shop, or only what this person charged. */
  isAll: boolean;
  waiting: Order[];
  payments: TillPayment[];
  page: number;
  isMore: boolean;
}

export type ShownState = "open" | "paid" | "returned" | "partly" | "expired" | "cancelled" | "wentBack";

/** Where an order stands, in the few words that a counter needs. `wentBack`: paid, and not as the shop would have it. */
export function stateOf({ order, givenBack, paid }: Omit<TillPayment, "payer">): ShownState {
  const { state } = order;
  if (state === "cancelled" && order.paidAt !== null) return "wentBack";
  if (state === "open" || state === "expired" || state === "cancelled") return state;
  if (decimal(givenBack).gte(paid)) return "returned";
  return decimal(givenBack).gt(0) ? "partly" : "paid";
}

/** `/till/payments`: what is still to be paid, and what was, newest first. */
export function Payments(props: PaymentsProps) {
  const { at, isAll, waiting, payments, page, isMore } = props;
  const t = texts(at.speech.language);
  const title = t("till.payments.title");
  return (
    <Frame
      title={`${title} · ${at.holder.merchant.name}`}
      speech={at.speech}
      view="list"
      version={[
        ...waiting.map(({ id }) => id),
        ...payments.map((payment) => `${payment.order.id} ${stateOf(payment)}`),
        String(isMore),
      ].join(" ")}
      follows={{ path: `/till/payments?page=${page}` }}
    >
      <Bar at={at} here="payments" />
      <div class="column">
        <h1 data-focus>{t(isAll ? "till.payments.all" : "till.payments.own")}</h1>
        {waiting.length === 0 ? null : (
          <section>
            <h2 class="label">{t("till.payments.waiting")}</h2>
            <ul class="rows">
              {waiting.map((order) => (
                <Row at={at} order={order} payer="" givenBack="0" paid="0" href={`/till/charge/${order.id}`} />
              ))}
            </ul>
          </section>
        )}
        {payments.length === 0 ? <p class="hint">{t("till.payments.none")}</p> : null}
        <ul class="rows">
          {payments.map((payment) => (
            <Row at={at} {...payment} href={`/till/payments/${payment.order.id}`} />
          ))}
        </ul>
        <nav class="pages">
          {page > 1 ? (
            <a class="secondary" href={`/till/payments?page=${page - 1}`} data-swap>
              {t("till.payments.newer")}
            </a>
          ) : null}
          {isMore ? (
            <a class="secondary" href={`/till/payments?page=${page + 1}`} data-swap>
              {t("till.payments.older")}
            </a>
          ) : null}
        </nav>
      </div>
    </Frame>
  );
}

function Row({ at, href, ...payment }: TillPayment & { at: At; href: string }) {
  const { order, payer } = payment;
  const { language } = at.speech;
  const t = texts(language);
  const state = stateOf(payment);
  const { tipAmount, quoteAsset } = order;
  const shown = (amount: string) => priceText(amount, quoteAsset, at.rates, language);
  return (
    <li>
      <a class="row" href={href} data-swap>
        <span class="what">
          <b>
            <bdi>{order.title}</bdi>
          </b>
          <small>
            <Moment at={order.paidAt ?? order.createdAt} language={language} />
          </small>
          {payer === "" ? null : (
            <small>
              <bdi>{payer}</bdi>
            </small>
          )}
        </span>
        <span class="cost">
          <b>
            <bdi>{shown(order.quoteAmount)}</bdi>
          </b>
          {tipAmount === null ? null : <small>{t("till.payments.tip", { tip: shown(tipAmount) })}</small>}
          <small class={`state ${state}`}>{t(`till.payments.state.${state}`)}</small>
        </span>
        <Icon name="next" />
      </a>
    </li>
  );
}
