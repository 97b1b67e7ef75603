import { texts } from "../../i18n/index.js";
import { quoteLabel } from "../../payments/labels.js";
import type { Rates } from "../../payments/ports.js";
import { QUOTE_SECONDS } from "../../payments/quoting.js";
import type { Speech } from "../language.js";
import type { Ways } from "../ways.js";

export interface PayFormProps {
  /** Where it is sent. */
  action: string;
  /** Identity of this visit: sending its form twice opens one order. */
  visit: string;
  quoteAsset: string;
  /** The payer says how much. */
  open: boolean;
  ways: Ways;
  rates: Rates;
  speech: Speech;
  /** What was typed and chosen before, when the form is shown again. */
  typed?: { amount: string; assetId: string };
  amountError?: string | null;
  assetError?: string | null;
}

/** What to pay with, and how much where that is the payer's to say. */
export function PayForm(props: PayFormProps) {
  const { open, quoteAsset, ways, rates, speech, typed, amountError, assetError } = props;
  const t = texts(speech.language);
  return (
    <form method="post" action={props.action} novalidate>
      <input type="hidden" name="visit" value={props.visit} />
      {open ? (
        <div class="field">
          <label for="amount">{t("web.code.amount", { unit: quoteLabel(quoteAsset, rates) })}</label>
          <input
            id="amount"
            name="amount"
            type="text"
            dir="ltr"
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
