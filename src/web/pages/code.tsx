import { texts } from "../../i18n/index.js";
import type { Code } from "../../shop/codes.js";
import type { Merchant } from "../../shop/merchants.js";
import { inSpeech } from "../language.js";
import { Layout } from "./layout.js";
import { noRateText, priceText, Shop } from "./parts.js";
import { PayForm, type PayFormProps } from "./pay-form.js";

export interface CodePageProps extends Omit<PayFormProps, "action" | "quoteAsset" | "open"> {
  merchant: Merchant;
  mixinId: string;
  code: Code;
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
            <p class="price">
              <bdi>{priceText(code.quoteAmount, code.quoteAsset, props.rates, speech.language)}</bdi>
            </p>
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
          <PayForm
            {...props}
            action={inSpeech(path, speech)}
            quoteAsset={code.quoteAsset}
            open={code.quoteAmount === null}
          />
        )}
      </div>
    </Layout>
  );
}
