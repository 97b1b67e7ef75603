import { texts } from "../../../i18n/index.js";
import { TILL_DEVICES_MAX } from "../../../shop/till.js";
import type { Speech } from "../../language.js";
import { isolated, QrCode } from "../../pages/parts.js";
import { Frame, Languages } from "./frame.js";

interface NoticeProps {
  /** `out`: the device is not signed in. `over`: its link leads nowhere any more. */
  kind: "out" | "over" | "full" | "refused" | "tooMany" | "unknown";
  bot: string;
  speech: Speech;
}

/** A page that says why there is no till here now. */
export function TillNotice({ kind, bot, speech }: NoticeProps) {
  const t = texts(speech.language);
  const words = { bot: isolated(bot), word: t("till.title"), most: String(TILL_DEVICES_MAX) };
  const said = {
    out: [t("till.out.title"), t("till.out.text", words)],
    over: [t("till.open.overTitle"), t("till.open.over", words)],
    full: [t("till.open.fullTitle"), t("till.open.full", words)],
    refused: [t("till.refused.title"), t("till.refused.text")],
    tooMany: [t("till.tooMany.title"), t("till.tooMany.text")],
    unknown: [t("web.notFound.title"), t("web.notFound.text")],
  }[kind] as [string, string];
  const leadsBack = kind === "refused" || kind === "tooMany" || kind === "unknown";
  return (
    <Frame title={said[0]} speech={speech} view="notice">
      <div class="card notice">
        <h1 data-focus>{said[0]}</h1>
        <p>{said[1]}</p>
        {leadsBack ? (
          <a class="primary" href="/till">
            {t("till.refused.back")}
          </a>
        ) : null}
        <Languages speech={speech} />
      </div>
    </Frame>
  );
}

interface OpenProps {
  /** `/till/open/{secret}`, whole. */
  url: string;
  secret: string;
  shop: string;
  name: string;
  speech: Speech;
}

/** Where a link from the chat leads: programs that look at links press no button. */
export function OpenTill({ url, secret, shop, name, speech }: OpenProps) {
  const t = texts(speech.language);
  return (
    <Frame title={t("till.open.title")} speech={speech} view="notice">
      <div class="card notice">
        <h1>{t("till.open.title")}</h1>
        <p>{t("till.open.text", { shop: isolated(shop), name: isolated(name) })}</p>
        <form method="post" action="/till/open">
          <input type="hidden" name="secret" value={secret} />
          <button class="primary" type="submit">
            {t("till.open.button")}
          </button>
        </form>
        <details class="other">
          <summary>{t("till.open.other")}</summary>
          <figure class="qr">
            <QrCode text={url} label={t("till.open.qr")} />
          </figure>
          <p class="hint">{t("till.open.scan")}</p>
        </details>
        <Languages speech={speech} path={new URL(url).pathname} />
      </div>
    </Frame>
  );
}

/** What is kept on the device for when there is no connection. */
export function Offline({ speech }: { speech: Speech }) {
  const t = texts(speech.language);
  return (
    <Frame title={t("till.offline.title")} speech={speech} view="notice">
      <div class="card notice">
        <h1>{t("till.offline.title")}</h1>
        <p>{t("till.offline.text")}</p>
        <a class="primary" href="/till" data-again>
          {t("till.offline.again")}
        </a>
      </div>
    </Frame>
  );
}
