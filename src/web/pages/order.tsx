import type { Child } from "hono/jsx";
import { type Translate, texts } from "../../i18n/index.js";
import type { OrderView } from "../../payments/orders.js";
import type { Rates } from "../../payments/ports.js";
import { mayGoBack } from "../../payments/receipts.js";
import type { Receiver } from "../../shop/receivers.js";
import { told } from "../../payments/status-words.js";
import { inFrame } from "../frames.js";
import type { Speech } from "../language.js";
import type { Asked } from "../shown.js";
import { versionOf } from "../watch.js";
import type { Ways } from "../ways.js";
import { Layout } from "./layout.js";
import { Closed, Ending, Paid } from "./outcome.js";
import { Countdown, isolated, Moment, priceText, Shop } from "./parts.js";
import { Payable, Requote } from "./payable.js";
import { Receivers } from "./receivers.js";
import { Returned } from "./returned.js";

/**
 * What an order's page shows; `live`, `stale` and `used` by the newest quote, `ending` after the deadline until all is
 * read.
 */
export type Face = "live" | "stale" | "used" | "unquoted" | "ending" | "paid" | "expired" | "cancelled";

export function faceOf({ order, intakes }: OrderView, { quote }: Asked, now: Date): Face {
  if (order.state === "paid" || order.state === "settled") return "paid";
  if (order.state !== "open") return order.state;
  if (order.deadline && order.deadline <= now) return "ending";
  if (!quote) return "unquoted";
  // Money that did not fit came under this trace, from anybody who saw the link: wallets refuse to pay it once more.
  if (intakes.some((intake) => intake.requestId.toLowerCase() === quote.id)) return "used";
  return quote.expiresAt > now ? "live" : "stale";
}

export interface OrderPageProps {
  view: OrderView;
  asked: Asked;
  shop: { name: string; mixinId: string };
  /** Of what people send each other: who gets it. */
  receivers: Receiver[];
  /** Where the same can be paid anew; null when the code is gone. */
  codePath: string | null;
  /** Where the program that asked for the order wants its payer back; null: nowhere. */
  back: string | null;
  /** It leads its payer there by itself: they have just paid. */
  goesBack: boolean;
  /** The caller's own id of this attempt to pay, which a page around ours is told. */
  clientId: string;
  /** Whom wallets pay. */
  recipient: string;
  /** Its receipt can be mailed. */
  canMail: boolean;
  /** Null: there is nothing to be paid any more. */
  ways: Ways | null;
  rates: Rates;
  speech: Speech;
  now: Date;
  payLink: (payment: { assetId: string; amount: string; trace: string; memo: string }) => string;
  /** Opened inside Messenger: one tap is better than a QR. */
  inMixin: boolean;
  /** Why a new quote could not be had. */
  problem?: string | null;
}

/** What clients of MixPay call where it stands. */
const standingOf = ({ order, parts, late }: OrderView) =>
  told({
    state: order.state,
    isPaid: order.paidAt !== null,
    hasParts: parts.length > 0,
    hasLate: late.length > 0,
  });

/** Seconds between two looks of a browser without script; longer where there is a choice to be made. */
const RELOAD = { live: 6, ending: 6, stale: 30, used: 30, unquoted: 30 } as const;
const RELOAD_PAID = 6;

/** `/code/{id}`: what is to be paid for an order, and what became of it. */
export function OrderPage(props: OrderPageProps) {
  const { view, asked, shop, speech, rates, now } = props;
  const { order } = view;
  const t = texts(speech.language);
  const face = faceOf(view, asked, now);
  const waits = face in RELOAD;
  const isExchanged = mayGoBack(order);
  const framed = inFrame(speech);
  const { status } = standingOf(view);
  return (
    <Layout
      title={t("web.pageTitle", { title: order.title, shop: shop.name })}
      speech={speech}
      path={`/code/${order.id}`}
      wide={face === "live"}
      reload={isExchanged ? RELOAD_PAID : RELOAD[face as keyof typeof RELOAD]}
    >
      <p id="announce" class="unseen" role="status" aria-live="polite"></p>
      <div
        id="order"
        class={`card ${face}`}
        // A page around ours is told of the end, too.
        data-order={waits || isExchanged || (framed && status === "pending") ? order.id : undefined}
        data-tells={framed ? JSON.stringify({ traceId: order.id, clientId: props.clientId, status }) : undefined}
        data-go={face === "paid" && props.goesBack ? props.back : undefined}
        data-version={versionOf(view)}
        data-now={String(now.getTime())}
      >
        <header>
          <Kind source={order.source} shop={shop.name} t={t} />
          <Shop name={shop.name} mixinId={shop.mixinId} language={speech.language} />
          <h1>
            <bdi>{order.title}</bdi>
          </h1>
          {face === "live" || face === "paid" ? null : (
            <p class="price">
              <bdi>{priceText(order.quoteAmount, order.quoteAsset, rates, speech.language)}</bdi>
            </p>
          )}
          {waits && props.receivers.length > 0 ? <Receivers {...props} quoteAsset={order.quoteAsset} /> : null}
          {isOnce(order) && waits && face !== "ending" ? <Terms {...props} /> : null}
        </header>
        {body(face, props)}
        <Returned {...props} />
      </div>
    </Layout>
  );
}

/** Whose invoice it is, or that it is no sale but a refund or for other people; nothing for a code. */
function Kind({ source, shop, t }: { source: OrderView["order"]["source"]; shop: string; t: Translate }) {
  switch (source) {
    case "code":
    case "api":
    case "claim":
      return null;
    case "transfer":
      return (
        <>
          <p class="kind">{t("web.money.transferOrder.label")}</p>
          <p class="hint">{t("web.money.transferOrder.text", { shop: isolated(shop) })}</p>
        </>
      );
    case "invoice":
      return <p class="kind">{t("web.money.invoice.label")}</p>;
    case "refund":
      return (
        <>
          <p class="kind">{t("web.money.refundOrder.label")}</p>
          <p class="hint">{t("web.money.refundOrder.text", { shop: isolated(shop) })}</p>
        </>
      );
    default:
      return source satisfies never;
  }
}

/** Made for one payment: of a code each visit is an order of its own. */
const isOnce = ({ source }: OrderView["order"]): boolean => source === "invoice" || source === "api";

/** Until when it can be paid; of an invoice, whose link people pass on, also how often. */
function Terms({ view, speech, now }: OrderPageProps) {
  const t = texts(speech.language);
  const { deadline, source } = view.order;
  return deadline === null && source === "api" ? null : (
    <p class="hint">
      {deadline ? (
        <>
          {t("web.money.invoice.by")} <Moment at={deadline} language={speech.language} />
          <Countdown until={deadline} now={now} before={` (${t("web.money.invoice.left")} `} after=")" />
          {". "}
        </>
      ) : null}
      {source === "invoice" ? t("web.money.invoice.once") : null}
    </p>
  );
}

function body(face: Face, props: OrderPageProps): Child {
  switch (face) {
    case "live":
      return <Payable {...props} />;
    case "stale":
    case "used":
    case "unquoted":
      return <Requote {...props} why={face} />;
    case "ending":
      return <Ending {...props} />;
    case "paid":
      return <Paid {...props} />;
    case "expired":
    case "cancelled":
      return <Closed {...props} />;
    default:
      return face satisfies never;
  }
}
