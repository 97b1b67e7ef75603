import { formatAmount, formatBps } from "../../i18n/format.js";
import { texts } from "../../i18n/index.js";
import { assetLabel } from "../../payments/labels.js";
import type { Choice as Currency } from "../../shop/claim-choices.js";
import type { ClaimPageProps } from "./claim.js";
import { eachText } from "./parts.js";

/** Currencies that are shown at once; the rest is in a list. */
const SHOWN = 8;

/** The choice of the currency to receive, with what comes out of each. Choosing is looking: it changes nothing. */
export function Currencies(props: Pick<ClaimPageProps, "path" | "choices" | "chosen" | "person" | "rates" | "speech">) {
  const { path, choices, chosen, person, rates, speech } = props;
  const { language, chosen: spoken } = speech;
  const t = texts(language);
  if (choices.length < 2) return null;
  const shown = choices.slice(0, SHOWN);
  const rest = choices.slice(SHOWN);
  const label = ({ assetId, amount }: Currency) => formatAmount(amount, assetLabel(assetId, rates), language);
  const isInList = !shown.includes(chosen);
  const spread = Math.max(...choices.map(({ spreadBps }) => spreadBps));
  return (
    <details>
      <summary>{t("claim.currency.change")}</summary>
      <form method="get" action={path}>
        {spoken ? <input type="hidden" name="lang" value={language} /> : null}
        {person?.request ? <input type="hidden" name="request" value={person.request} /> : null}
        <fieldset>
          <legend>{t("claim.currency.legend")}</legend>
          <div class="choices">
            {shown.map((choice) => (
              <label class="choice">
                <input type="radio" name="asset" value={choice.assetId} checked={choice === chosen} />
                <span class="row">
                  <span class="name">
                    <b>{choice.asset?.symbol ?? choice.assetId.slice(0, 8)}</b>
                    <small>{choice.rate === null ? t("claim.asSent") : choice.asset?.network}</small>
                  </span>
                  <span class="cost">
                    <b>{label(choice)}</b>
                    {choice.rate === null ? null : (
                      <small>
                        {eachText(
                          choice.rate,
                          assetLabel(choices[0]!.assetId, rates),
                          assetLabel(choice.assetId, rates),
                          language,
                        )}
                      </small>
                    )}
                  </span>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
        {spread > 0 ? <p class="hint">{t("claim.currency.spread", { spread: formatBps(spread, language) })}</p> : null}
        {rest.length > 0 ? (
          <div class="field">
            <label for="claim-other">{t("claim.currency.other")}</label>
            <select id="claim-other" name="other">
              <option value="">{t("claim.currency.none")}</option>
              {rest.map((choice) => (
                <option value={choice.assetId} selected={isInList && choice === chosen}>
                  {label(choice)}
                </option>
              ))}
            </select>
          </div>
        ) : null}
        <button class="secondary" type="submit">
          {t("claim.currency.choose")}
        </button>
      </form>
    </details>
  );
}
