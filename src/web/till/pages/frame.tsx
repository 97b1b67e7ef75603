import { html } from "hono/html";
import type { Child } from "hono/jsx";
import { formatNumber } from "../../../i18n/format.js";
import { DIRECTIONS, type Language, LANGUAGE_NAMES, LANGUAGES, LOCALES, texts } from "../../../i18n/index.js";
import type { Order } from "../../../payments/orders.js";
import type { Rates } from "../../../payments/ports.js";
import { hasReceipt } from "../../../payments/receipts.js";
import type { TillHolder } from "../../../shop/till.js";
import type { Speech } from "../../language.js";
import { icon, style, tillScript, tillStyle } from "../../static-files.js";
import { Icon } from "./icons.js";

/** Who is at the device, and all that is needed to tell them something. */
export interface At {
  holder: TillHolder;
  speech: Speech;
  rates: Rates;
  now: Date;
}

interface FrameProps {
  title: string;
  speech: Speech;
  /** How it is laid out. */
  view: "keypad" | "charge" | "list" | "notice";
  /** What is shown, in a word that changes with it: the script tells two looks at a page apart by it. */
  version?: string;
  /** The page's own path, when it loads itself again; and an order that it follows. */
  follows?: { orderId?: string; path: string } | null;
  now?: Date;
  /** Seconds after which a browser without script loads the page again. */
  reload?: number | undefined;
  children: Child;
}

/** "," or ".": what the language writes before the places of a number. */
export const markOf = (language: Language): string => formatNumber("1.5", language).replace(/\d/g, "");

/** The frame of every page of the counter. What is in `main` the script replaces; the rest stays while it is open. */
export function Frame({ title, speech, view, version, follows, now, reload, children }: FrameProps) {
  const { language } = speech;
  const t = texts(language);
  return html`<!doctype html>${(
      <html lang={language} dir={DIRECTIONS[language]} data-locale={LOCALES[language]} data-mark={markOf(language)}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
          <meta name="color-scheme" content="light dark" />
          <meta name="theme-color" content="#f1f5f6" media="(prefers-color-scheme: light)" />
          <meta name="theme-color" content="#0c1418" media="(prefers-color-scheme: dark)" />
          <meta name="robots" content="noindex" />
          <meta name="format-detection" content="telephone=no" />
          <meta name="apple-mobile-web-app-capable" content="yes" />
          <meta name="apple-mobile-web-app-title" content={t("till.short")} />
          <title>{title}</title>
          <link rel="icon" href={icon.path} type="image/svg+xml" />
          <link rel="apple-touch-icon" href="/till/icon-192.png" />
          <link rel="manifest" href={`/till/manifest.webmanifest?lang=${language}`} />
          <link rel="stylesheet" href={style.path} />
          <link rel="stylesheet" href={tillStyle.path} />
          <script src={tillScript.path} defer></script>
          {reload ? (
            <noscript>
              <meta http-equiv="refresh" content={String(reload)} />
            </noscript>
          ) : null}
        </head>
        <body
          class="counter"
          data-lost={t("till.charge.lost")}
          data-back={t("till.charge.back")}
          data-failed={t("till.failed")}
        >
          <p id="announce" class="unseen" aria-live="polite"></p>
          <p id="alert" class="unseen" aria-live="assertive"></p>
          <p id="lost" role="status" hidden></p>
          <main
            id="till"
            class={view}
            data-view={view}
            data-version={version}
            data-order={follows?.orderId}
            data-self={follows?.path}
            data-now={now === undefined ? undefined : String(now.getTime())}
          >
            {children}
          </main>
        </body>
      </html>
    )}`;
}

interface BarProps {
  at: At;
  here: "keypad" | "payments" | null;
  /** Something lies over it: nobody gets to it by the keyboard, either. */
  isCovered?: boolean;
}

/** Above every page of a device that is signed in: whose till it is, its two halves, and what is seldom needed. */
export function Bar({ at, here, isCovered = false }: BarProps) {
  const { speech, holder } = at;
  const t = texts(speech.language);
  const name = holder.person?.fullName ?? "";
  const link = (to: typeof here, href: string, text: string) => (
    <a class="tab" href={href} data-swap aria-current={here === to ? "page" : undefined}>
      {text}
    </a>
  );
  return (
    <header class="bar" inert={isCovered}>
      <p class="whose">
        <bdi>{holder.merchant.name}</bdi>
      </p>
      <nav aria-label={t("till.title")}>
        {link("keypad", "/till", t("till.bar.keypad"))}
        {link("payments", "/till/payments", t("till.bar.payments"))}
      </nav>
      <button id="sound" class="round" type="button" aria-pressed="true" aria-label={t("till.bar.sound")} hidden>
        <Icon name="sound" />
      </button>
      <details class="menu">
        <summary class="round" aria-label={t("till.bar.menu")}>
          <Icon name="more" />
        </summary>
        <div class="menu-sheet">
          <p class="hint">
            <bdi>{t("till.at", { shop: holder.merchant.name, name })}</bdi>
          </p>
          <Languages speech={speech} />
          <details class="sure">
            <summary class="secondary">{t("till.bar.signOut")}</summary>
            <form method="post" action="/till/out">
              <p>{t("till.bar.signOutSure")}</p>
              <button class="primary danger" type="submit">
                {t("till.bar.signOut")}
              </button>
            </form>
          </details>
        </div>
      </details>
    </header>
  );
}

/** To the receipt, which is printed and mailed from its own page; nothing where there is none. */
export function ReceiptLink({ at, order }: { at: At; order: Order }) {
  const { language } = at.speech;
  if (!hasReceipt(order)) return null;
  return (
    <a class="secondary" href={`/code/${order.id}/receipt?lang=${language}`} target="_blank" rel="noreferrer">
      {texts(language)("receipt.title")}
    </a>
  );
}

/** The counter in other languages, which the device remembers. */
export function Languages({ speech, path = "/till" }: { speech: Speech; path?: string }) {
  return (
    <nav class="languages" aria-label={texts(speech.language)("web.language")}>
      {LANGUAGES.map((language) => (
        <a
          href={`${path}?lang=${language}`}
          lang={language}
          hreflang={language}
          aria-current={language === speech.language ? "true" : undefined}
        >
          {LANGUAGE_NAMES[language]}
        </a>
      ))}
    </nav>
  );
}
