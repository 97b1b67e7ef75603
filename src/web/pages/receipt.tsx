import type { Child } from "hono/jsx";
import { formatAmount, formatMoment } from "../../i18n/format.js";
import { type Language, texts, type Translate } from "../../i18n/index.js";
import { quoteLabel } from "../../payments/labels.js";
import type { OrderView } from "../../payments/orders.js";
import type { Rates } from "../../payments/ports.js";
import { paidPrice, receiptLines } from "../../payments/receipt-lines.js";
import type { ReceiptFacts, ReceiptMail } from "../../payments/receipts.js";
import { explorer } from "../api/result-words.js";
import { inSpeech, type Speech } from "../language.js";
import { versionOf } from "../watch.js";
import { Layout } from "./layout.js";
import { FactList, paymentText, priceText, Shop } from "./parts.js";
import { MailForm, type MailProblem, MailSent } from "./receipt-mail.js";

export interface ReceiptPageProps {
  view: OrderView;
  facts: ReceiptFacts;
  /** `page`: its own page's path; null: a payee without a shop. */
  shop: { name: string; mixinId: string; page: string | null };
  publicUrl: string;
  /** The mail that this visitor has asked for, as their address says; null: none. */
  asked: { ticket: string; state: ReceiptMail["state"] } | null;
  /** Null: mail is not set up. */
  form: { typed: string; problem: MailProblem | null } | null;
  rates: Rates;
  speech: Speech;
}

type Row = [name: string, value: Child];

/** Seconds between two looks of a page whose mail is under way. */
const LOOK_SECONDS = 5;

/** `/code/{id}/receipt`: that an order was paid, to keep and to print. It tells of the payer nothing. */
export function ReceiptPage(props: ReceiptPageProps) {
  const { view, facts, shop, publicUrl, asked, form, rates, speech } = props;
  const { order } = view;
  const { language } = speech;
  const t = texts(language);
  const path = `/code/${order.id}/receipt${asked ? `?asked=${asked.ticket}` : ""}`;
  return (
    <Layout title={t("receipt.pageTitle", { shop: shop.name })} speech={speech} path={path}>
      <p id="announce" class="unseen" role="status" aria-live="polite"></p>
      <div
        id="order"
        class="card receipt"
        data-version={`${versionOf(view)} ${asked?.state ?? ""}`}
        data-poll={asked?.state === "waiting" ? String(LOOK_SECONDS) : undefined}
      >
        <header>
          <p class="kind">{t("receipt.title")}</p>
          <Shop name={shop.name} mixinId={shop.mixinId} language={language} />
          {shop.page ? (
            <p class="hint">
              <a href={inSpeech(shop.page, speech)}>
                <bdi>{publicUrl.replace(/^https?:\/\//, "") + shop.page}</bdi>
              </a>
            </p>
          ) : null}
          <h1>
            <bdi>{order.title}</bdi>
          </h1>
          <p class="price">
            <bdi>{priceText(paidPrice(view, facts.paidPart), order.quoteAsset, rates, language)}</bdi>
          </p>
        </header>
        <FactList facts={rowsOf(props)} />
        <div class="actions">
          <button class="secondary" type="button" data-print hidden>
            {t("receipt.print")}
          </button>
          <p class="hint" data-print-hint>
            {t("receipt.printHint")}
          </p>
          {asked ? <MailSent state={asked.state} speech={speech} /> : null}
          {form ? <MailForm orderId={order.id} speech={speech} {...form} /> : null}
          <a class="secondary" href={inSpeech(`/code/${order.id}`, speech)}>
            {t("receipt.back")}
          </a>
        </div>
      </div>
    </Layout>
  );
}

function rowsOf({ view, facts, rates, speech }: ReceiptPageProps): Row[] {
  const { language } = speech;
  const t = texts(language);
  const price = (amount: string) => priceText(amount, view.order.quoteAsset, rates, language);
  return receiptLines(view, facts).map((line): Row => {
    switch (line.name) {
      case "number":
        return [t("receipt.number"), line.text];
      case "date":
        return [t("receipt.date"), <Stamp at={line.at} language={language} />];
      case "amount":
      case "tip":
      case "total":
      case "paidPart":
        return [t(`receipt.${line.name}`), price(line.price)];
      case "paidWith":
      case "surplus":
        return [t(`receipt.${line.name}`), paymentText(line.amount, line.assetId, rates, language)];
      case "rate": {
        const amount = formatAmount(line.value, quoteLabel(line.unit, rates), language);
        return [t("web.money.facts.rate"), t("web.code.each", { one: quoteLabel(line.one, rates), amount })];
      }
      case "ratedAt":
        return [
          t("web.money.facts.at"),
          <>
            <Stamp at={line.at} language={language} /> · {line.source}
          </>,
        ];
      case "givesBack":
      case "gaveBack":
        return [
          t(`receipt.${line.name}`),
          <>
            {paymentText(line.amount, line.assetId, rates, language)}
            <br />
            <Stamp at={line.at} language={language} />
          </>,
        ];
      case "status":
        return [t("receipt.status"), t(`receipt.state.${line.state}`)];
      case "trace":
        return [t("receipt.trace"), <Code text={line.text} />];
      case "transaction":
        return [
          t("receipt.transaction"),
          <a href={explorer(line.text)} rel="noreferrer" target="_blank">
            <Code text={line.text} />
          </a>,
        ];
      default:
        return line satisfies never;
    }
  });
}

/** Day, time and zone: on paper nobody can ask which one is meant. In UTC until the page's script knows the reader's. */
function Stamp({ at, language }: { at: Date; language: Language }) {
  return (
    <time datetime={at.toISOString()} data-show="stamp">
      {formatMoment(at, language, "UTC")}
    </time>
  );
}

const Code = ({ text }: { text: string }) => (
  <code class="id" dir="ltr">
    {text}
  </code>
);

/** An order that is not paid (any more), or not for good yet: why there is no receipt, and the way to its page. */
export function NoReceipt({ order, speech }: { order: OrderView["order"]; speech: Speech }) {
  const t = texts(speech.language);
  const { title, text } = whyNone(order.state, t);
  // It may still go back: the page looks until that is known.
  const waits = order.state === "paid";
  return (
    <Layout title={title} speech={speech} path={`/code/${order.id}/receipt`} reload={waits ? LOOK_SECONDS : undefined}>
      <p id="announce" class="unseen" role="status" aria-live="polite"></p>
      <div
        id="order"
        class="card notice"
        data-version={order.state}
        data-poll={waits ? String(LOOK_SECONDS) : undefined}
      >
        <h1 data-say={title}>{title}</h1>
        <p>{text}</p>
        <a class="primary" href={inSpeech(`/code/${order.id}`, speech)}>
          {t("receipt.back")}
        </a>
      </div>
    </Layout>
  );
}

function whyNone(state: OrderView["order"]["state"], t: Translate): { title: string; text: string } {
  switch (state) {
    case "open":
      return { title: t("receipt.none.title"), text: t("receipt.none.text") };
    case "paid":
    case "settled":
      return { title: t("receipt.none.title"), text: t("receipt.none.waits") };
    case "cancelled":
      return { title: t("web.order.cancelledTitle"), text: t("receipt.none.over") };
    case "expired":
      return { title: t("web.order.expiredTitle"), text: t("receipt.none.over") };
    default:
      return state satisfies never;
  }
}
