import { texts } from "../../i18n/index.js";
import { quoteLabel } from "../../payments/labels.js";
import type { Rates } from "../../payments/ports.js";
import { QUOTE_SECONDS } from "../../payments/quoting.js";
import type { Code } from "../../shop/codes.js";
import type { Merchant } from "../../shop/merchants.js";
import { inSpeech, type Speech } from "../language.js";
import type { Ways } from "../ways.js";
import { Layout } from "./layout.js";
import { noRateText, priceText, Shop } from "./parts.js";

export interface CodePageProps {
  merchant: Merchant;
  mixinId: string;
  code: Code;
  ways: Ways;
  rates: Rates;
  speech: Speech;
  /** Identity of this visit: sending its form twice opens one order. */
  visit: string;
  /** What was typed and chosen before, when the form is shown again. */
  typed?: { amount: string; assetId: string };
  amountError?: string | null;
  assetError?: string | null;
}

/** `/{handle}/{slug}`: what is paid, to whom, and with what. */
export function CodePage(props: CodePageProps) {
  const { merchant, mixinId, code, ways, speech } = props;
  const t = texts(speech.language);
  const path = `/${merchant.handle}/${code.slug}`;
  const paused = code.state === "paused";
  return (
    <Layout title={t("web.pageTitle", { title: code.title, shop: merchant.name })} speech={speech} path={path}>
      <div class="card">
        <header>
          <Shop name={merchant.name} mixinId={mixinId} language={speech.language} />
          <h1>
            <bdi>{code.title}</bdi>
          </h1>
          {code.quoteAmount === null || paused ? null : (
            <p class="price">{priceText(code.quoteAmount, code.quoteAsset, props.rates, speech.language)}</p>
          )}
        </header>
        {paused ? (
          <div class="message">
            <h2>{t("web.paused.title")}</h2>
            <p>{t("web.paused.text")}</p>
          </div>
        ) : ways.offers.length === 0 ? (
          <p class="message">{noRateText(t("web.code.noOffer"), ways.staleSince, speech.language)}</p>
        ) : (
          <Form {...props} path={path} />
        )}
      </div>
    </Layout>
  );
}

function Form(props: CodePageProps & { path: string }) {
  const { code, ways, rates, speech, typed, amountError, assetError } = props;
  const t = texts(speech.language);
  const open = code.quoteAmount === null;
  return (
    <form method="post" action={inSpeech(props.path, speech)} novalidate>
      <input type="hidden" name="visit" value={props.visit} />
      {open ? (
        <div class="field">
          <label for="amount">{t("web.code.amount", { unit: quoteLabel(code.quoteAsset, rates) })}</label>
          <input
            id="amount"
            name="amount"
            type="text"
            inputmode="decimal"
            autocomplete="off"
            maxlength={60}
            required
            value={typed?.amount ?? ""}
            aria-invalid={amountError ? "true" : undefined}
            aria-describedby={amountError ? "amount-error" : undefined}
            autofocus={Boolean(amountError)}
          />
          {amountError ? (
            <p class="error" id="amount-error" role="alert">
              {amountError}
            </p>
          ) : null}
        </div>
      ) : null}
      {ways.list({ language: speech.language, amounts: !open, selected: typed?.assetId })}
      {assetError ? (
        <p class="error" role="alert">
          {assetError}
        </p>
      ) : null}
      <button class="primary" type="submit">
        {t("web.code.next")}
      </button>
      <p class="hint">{t("web.code.held", { seconds: QUOTE_SECONDS })}</p>
    </form>
  );
}
