import { texts } from "../../i18n/index.js";
import type { Rates } from "../../payments/ports.js";
import type { Receiver } from "../../shop/receivers.js";
import type { Speech } from "../language.js";
import { priceText } from "./parts.js";

interface ReceiversProps {
  receivers: Receiver[];
  quoteAsset: string;
  rates: Rates;
  speech: Speech;
}

/** Who gets what, and what its sender writes to them: as long as it is not paid, when only the sender has the link. */
export function Receivers({ receivers, quoteAsset, rates, speech: { language } }: ReceiversProps) {
  const t = texts(language);
  return (
    <ul class="hint">
      {receivers.map(({ name, quoteAmount, note }) => (
        <li>
          {t("send.preview.to", { to: name })} · <bdi>{priceText(quoteAmount, quoteAsset, rates, language)}</bdi>
          {note === null ? null : ` · ${t("send.preview.note", { note })}`}
        </li>
      ))}
    </ul>
  );
}
