import type { Child } from "hono/jsx";
import { texts } from "../../i18n/index.js";
import { inSpeech } from "../language.js";
import { Layout } from "./layout.js";
import { BackLink } from "./outcome.js";
import { Moment, noRateText, priceText, Shop } from "./parts.js";
import { PayForm, type PayFormProps } from "./pay-form.js";

export interface PayPageProps extends Omit<PayFormProps, "action" | "open"> {
  shop: { name: string; mixinId: string };
  /** What it is for. */
  title: string;
  /** Null: the payer says how much. */
  price: string | null;
  deadline: Date | null;
  /** Its address, with all that the link says. */
  path: string;
  back: string | null;
}

/** `/pay?…`: what a link asks for, from whom, and the ways to pay it. */
export function PayPage(props: PayPageProps) {
  const { shop, title, price, deadline, path, ways, rates, speech } = props;
  const t = texts(speech.language);
  return (
    <Layout title={t("web.pageTitle", { title, shop: shop.name })} speech={speech} path={path}>
      <div class="card">
        <header>
          <Shop name={shop.name} mixinId={shop.mixinId} language={speech.language} />
          <h1>
            <bdi>{title}</bdi>
          </h1>
          {price === null ? null : (
            <p class="price">
              <bdi>{priceText(price, props.quoteAsset, rates, speech.language)}</bdi>
            </p>
          )}
          {deadline ? (
            <p class="hint">
              {t("web.money.invoice.by")} <Moment at={deadline} language={speech.language} />
            </p>
          ) : null}
        </header>
        {ways.offers.length === 0 ? (
          <div class="message">
            <p>{noRateText(t("web.code.noOffer"), ways.staleSince, speech.language)}</p>
            <BackLink to={props.back} speech={speech} />
          </div>
        ) : (
          <PayForm {...props} action={inSpeech(path, speech)} open={price === null} />
        )}
      </div>
    </Layout>
  );
}

interface PayNoticeProps extends Pick<PayPageProps, "speech" | "path" | "back"> {
  title: string;
  text: string;
  /** What the shop's programmers read of it, in English as their documentation is. */
  reason?: string;
}

/** A link that cannot be paid: why, and the way back. */
export function PayNotice({ title, text, reason, speech, path, back }: PayNoticeProps): Child {
  return (
    <Layout title={title} speech={speech} path={path}>
      <div class="card notice">
        <h1>{title}</h1>
        <p>{text}</p>
        {reason === undefined ? null : (
          <p class="error" lang="en" dir="ltr">
            {reason}
          </p>
        )}
        <BackLink to={back} speech={speech} />
      </div>
    </Layout>
  );
}
