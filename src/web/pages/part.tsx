import { texts } from "../../i18n/index.js";
import type { Language } from "../../i18n/index.js";
import { missingOf } from "../../payments/fiat.js";
import type { OrderView } from "../../payments/orders.js";
import { inSpeech } from "../language.js";
import type { OrderPageProps } from "./order.js";
import { Moment, paymentText, priceText } from "./parts.js";

/** What has come of the price so far, whose rest this page asks for, and the way to the other amount. */
export function PartsThatCame({ view, asked, rates, speech }: OrderPageProps) {
  const { order, parts } = view;
  const { language } = speech;
  const t = texts(language);
  if (parts.length === 0) return null;
  const path = `/code/${order.id}`;
  if (asked.part) {
    const words = {
      received: paymentText(asked.part.received, asked.part.assetId, rates, language),
      price: priceText(order.quoteAmount, order.quoteAsset, rates, language),
      missing: priceText(missingOf(asked.price, order.quoteAsset), order.quoteAsset, rates, language),
    };
    return (
      <div class="part">
        <p>{t("web.money.part.came", words)}</p>
        <Returns order={order} language={language} />
        <p class="hint">
          {t("web.money.part.notYou")} <a href={inSpeech(path, speech, { whole: "1" })}>{t("web.money.part.whole")}</a>
        </p>
      </div>
    );
  }
  const one = parts.length === 1;
  return (
    <div class="part">
      <p>{one ? t("web.money.part.one") : t("web.money.part.several")}</p>
      {one ? (
        <p class="hint">
          <a href={inSpeech(path, speech)}>{t("web.money.part.mine")}</a>
        </p>
      ) : null}
    </div>
  );
}

/** When parts go back that were not completed. */
function Returns({ order, language }: { order: OrderView["order"]; language: Language }) {
  if (!order.deadline) return null;
  const end = new Date(order.deadline.getTime() + order.graceSeconds * 1000);
  return (
    <p class="hint">
      {texts(language)("web.money.part.returns")} <Moment at={end} language={language} />
    </p>
  );
}
