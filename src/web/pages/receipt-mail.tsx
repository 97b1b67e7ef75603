import { texts } from "../../i18n/index.js";
import { RECEIPT_ADDRESSES } from "../../shop/receipts.js";
import type { ReceiptMail } from "../../payments/receipts.js";
import { inSpeech, type Speech } from "../language.js";

/** What kept a receipt from being sent; `wrong`: that is no address. */
export type MailProblem = "wrong" | "most" | "often" | "fast";

interface MailFormProps {
  orderId: string;
  speech: Speech;
  /** What was typed before, and what is wrong with it, when the form is shown again. */
  typed?: string;
  problem?: MailProblem | null;
}

const EXAMPLE = "ada@example.com";

/** Asks where the receipt is to be sent; folded up until somebody wants it. */
export function MailForm({ orderId, speech, typed = "", problem = null }: MailFormProps) {
  const t = texts(speech.language);
  const most = RECEIPT_ADDRESSES;
  return (
    <details class="mail" open={problem !== null}>
      <summary>{t("receipt.mail.open")}</summary>
      <form method="post" action={inSpeech(`/code/${orderId}/receipt`, speech)} novalidate>
        <div class="field">
          <label for="email">{t("receipt.mail.address")}</label>
          <input
            class="long"
            id="email"
            name="email"
            type="email"
            dir="ltr"
            inputmode="email"
            autocomplete="email"
            spellcheck={false}
            maxlength={254}
            required
            value={typed}
            aria-invalid={problem ? "true" : undefined}
            aria-describedby={problem ? "email-error email-hint" : "email-hint"}
            autofocus={problem !== null}
          />
          {problem ? (
            <p class="error" id="email-error" role="alert">
              {t(`receipt.mail.${problem}`, { example: EXAMPLE, most })}
            </p>
          ) : null}
          <p class="hint" id="email-hint">
            {t("receipt.mail.hint")}
          </p>
        </div>
        <button class="secondary" type="submit">
          {t("receipt.mail.send")}
        </button>
      </form>
    </details>
  );
}

/** What has become of the mail that this visitor has asked for; of those of others, and of addresses, nothing. */
export function MailSent({ state, speech }: { state: ReceiptMail["state"]; speech: Speech }) {
  const line = texts(speech.language)(`receipt.mail.${state}`);
  return (
    <p class="sent-to" data-say={line}>
      {line}
    </p>
  );
}
