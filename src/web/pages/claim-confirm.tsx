import type { Child } from "hono/jsx";
import { formatBps } from "../../i18n/format.js";
import { texts } from "../../i18n/index.js";
import { assetLabel } from "../../payments/labels.js";
import { decimal, plain } from "../../payments/money.js";
import type { Quote } from "../../payments/quotes.js";
import type { Order } from "../../payments/state.js";
import { inSpeech } from "../language.js";
import { ClaimCard, type ClaimFrame, Problem } from "./claim.js";
import { Countdown, eachText, FactList, isolated, paymentText } from "./parts.js";

export interface ClaimConfirmProps extends ClaimFrame {
  order: Order;
  /** The one that holds; null: none is needed, or it has run out. */
  quote: Quote | null;
  /** Where it goes, as people read it. */
  to: string;
  isChain: boolean;
  problem: string | null;
}

/**
 * What arrives: what it was settled with, else of the exchange or what was sent; less what the network takes. Null: not
 * known any more.
 */
export function arriving({ order, quote }: Pick<ClaimConfirmProps, "order" | "quote">) {
  const net = (assetId: string, gross: string) => {
    return { assetId, amount: plain(decimal(gross).minus(order.networkFee ?? "0")) };
  };
  if (order.settledAsset !== null && order.settlementAmount !== null) {
    return net(order.settledAsset, order.settlementAmount);
  }
  if (order.settlementAsset === null) return net(order.quoteAsset, order.quoteAmount);
  return quote?.conversion ? net(order.settlementAsset, quote.conversion.settlementAmount) : null;
}

/** The last page before money moves: exactly what arrives, and where. */
export function ClaimConfirm(props: ClaimConfirmProps) {
  const { path, order, quote, to, isChain, problem, rates, speech, now } = props;
  const { language } = speech;
  const t = texts(language);
  const arrives = arriving(props);
  const conversion = quote?.conversion ?? null;
  const shown = (amount: string, assetId: string) => paymentText(amount, assetId, rates, language);
  const rows: [name: string, value: Child][] = [[t("claim.confirm.to"), <bdi class="address">{to}</bdi>]];
  if (conversion || order.networkFee !== null) {
    rows.push([t("claim.confirm.sent"), shown(order.quoteAmount, order.quoteAsset)]);
  }
  if (conversion) {
    const { rate, settlementAsset, settlementAmount, spreadBps } = conversion;
    rows.push([
      t("claim.confirm.rate"),
      eachText(rate, assetLabel(order.quoteAsset, rates), assetLabel(settlementAsset, rates), language),
    ]);
    if (spreadBps > 0) rows.push([t("claim.confirm.spread"), formatBps(spreadBps, language)]);
    if (order.networkFee !== null) rows.push([t("claim.confirm.exchanged"), shown(settlementAmount, settlementAsset)]);
  }
  if (order.networkFee !== null) {
    rows.push([t("claim.confirm.fee"), shown(order.networkFee, order.settlementAsset ?? order.quoteAsset)]);
  }
  const action = (what: string) => inSpeech(`${path}/${what}/${order.id}`, speech);
  return (
    <ClaimCard {...props} version={`${order.id} ${quote?.id ?? ""} ${arrives !== null}`}>
      <h2 data-say={arrives ? t("claim.confirm.title") : t("claim.confirm.stale")}>{t("claim.confirm.title")}</h2>
      {arrives ? (
        <section class="field">
          <p class="label">{t("claim.get")}</p>
          <p class="amount">
            <bdi>{shown(arrives.amount, arrives.assetId)}</bdi>
          </p>
          {quote ? (
            <Countdown until={quote.expiresAt} now={now} before={`${t("claim.confirm.holds")} `} after="" />
          ) : null}
        </section>
      ) : (
        <p>{t("claim.confirm.stale")}</p>
      )}
      <FactList facts={rows} />
      {isChain ? <p class="hint">{t("claim.confirm.chain")}</p> : null}
      {problem === null ? null : <Problem id="confirm-error" text={problem} />}
      <form method="post" action={action(arrives ? "take" : "confirm")}>
        {quote ? <input type="hidden" name="quote" value={quote.id} /> : null}
        <button class="primary" type="submit">
          {t(arrives ? "claim.confirm.take" : "claim.confirm.renew")}
        </button>
      </form>
      <a class="secondary" href={inSpeech(path, speech, { asset: order.settlementAsset ?? order.quoteAsset })}>
        {t("claim.confirm.back")}
      </a>
    </ClaimCard>
  );
}

export interface ClaimDoneProps extends ClaimFrame {
  arrived: boolean;
  amount: string;
  to: string;
  isChain: boolean;
  orderId: string;
  version: string;
}

/** What became of it, for whoever has taken it. */
export function ClaimDone(props: ClaimDoneProps) {
  const { arrived, amount, to, isChain, speech, orderId, ...frame } = props;
  const t = texts(speech.language);
  const title = t(arrived ? "claim.done.there" : "claim.done.way");
  return (
    <ClaimCard {...frame} speech={speech} {...(arrived ? {} : { orderId })}>
      <div class="outcome">
        <svg class="tick" viewBox="0 0 72 72" aria-hidden="true">
          <circle cx="36" cy="36" r="34" />
          <path d="M21 37l11 11 20-23" />
        </svg>
        <h2 data-say={title}>{title}</h2>
        <p>{t("claim.done.text", { amount: isolated(amount), to: isolated(to) })}</p>
        <p class="hint">{t(isChain ? "claim.done.chain" : "claim.done.close")}</p>
      </div>
    </ClaimCard>
  );
}
