import { formatAmount } from "../../i18n/format.js";
import { type Language, texts } from "../../i18n/index.js";
import { assetLabel, quoteLabel } from "../../payments/labels.js";
import type { Rates } from "../../payments/ports.js";
import type { Offer } from "../../payments/quoting.js";
import { Clock, rateText, Search } from "./parts.js";

/** Ways to pay that are shown at once; the rest unfolds. */
const SHOWN = 5;

interface AssetsProps {
  offers: Offer[];
  quoteAsset: string;
  /** Whether amounts are shown: not while the price is still to be typed. */
  amounts: boolean;
  /** The asset that is chosen at first. */
  selected: string | undefined;
  rates: Rates;
  language: Language;
}

/** The choice of payment asset: a radio list with what each would cost and its rate. */
export function Assets({ offers, quoteAsset, amounts, selected, rates, language }: AssetsProps) {
  const t = texts(language);
  const isChosen = (offer: Offer) => offer.asset.assetId === selected;
  const row = (offer: Offer) => (
    <Choice {...{ offer, quoteAsset, amounts, rates, language }} checked={isChosen(offer)} />
  );
  const rest = offers.slice(SHOWN);
  const rated = offers.filter((offer) => offer.rate.paymentUsd !== null).map((offer) => offer.rate.at);
  const oldest = rated.sort()[0];
  const settlement = offers.find((offer) => offer.settlement !== null)?.settlement;
  const converts = settlement ? assetLabel(settlement.assetId, rates) : null;
  return (
    <fieldset>
      <legend>{t("web.code.payWith")}</legend>
      {rest.length > 0 ? <Search label={t("web.checkout.search")} nothing={t("web.checkout.searchNone")} /> : null}
      <div class="choices">{offers.slice(0, SHOWN).map(row)}</div>
      {rest.length > 0 ? (
        <details open={rest.some(isChosen)}>
          <summary>{t("web.code.more")}</summary>
          <div class="choices">{rest.map(row)}</div>
        </details>
      ) : null}
      {oldest ? (
        <p class="hint">
          {t("web.code.ratesOf")} <Clock at={new Date(oldest)} language={language} />
        </p>
      ) : null}
      {converts ? <p class="hint">{t("web.money.receives", { unit: converts })}</p> : null}
    </fieldset>
  );
}

function Choice(props: Omit<AssetsProps, "offers" | "selected"> & { offer: Offer; checked: boolean }) {
  const { offer, quoteAsset, amounts, rates, language, checked } = props;
  const { symbol } = offer.asset;
  const label = assetLabel(offer.asset.assetId, rates);
  const network = label === symbol ? offer.asset.name : offer.asset.network;
  const unit = quoteLabel(quoteAsset, rates);
  // The network stands beside it; beside another asset of that symbol it is said again.
  const isTwin = unit.startsWith(`${symbol} `);
  const rate = rateText(offer.rate, isTwin ? label : symbol, unit, language);
  return (
    <label class="choice" data-names={`${symbol} ${offer.asset.name} ${offer.asset.network}`.toLowerCase()}>
      <input type="radio" name="asset" value={offer.asset.assetId} checked={checked} required />
      <span class="row">
        <span class="name">
          <b>{symbol}</b>
          <small>
            <bdi>{network}</bdi>
          </small>
        </span>
        <span class="cost">
          {amounts ? (
            <b>
              <bdi>{formatAmount(offer.amount, symbol, language)}</bdi>
            </b>
          ) : null}
          {rate ? (
            <small>
              <bdi>{rate}</bdi>
            </small>
          ) : null}
        </span>
      </span>
    </label>
  );
}
