import { html } from "hono/html";
import type { Child } from "hono/jsx";
import { DIRECTIONS, LANGUAGE_NAMES, LANGUAGES, LOCALES, texts } from "../../i18n/index.js";
import { inFrame } from "../frames.js";
import { inSpeech, type Speech } from "../language.js";
import { icon, script, style } from "../static-files.js";

interface LayoutProps {
  title: string;
  speech: Speech;
  /** Path of the page, with the query that makes it this page, for its versions in other languages; null: there are none. */
  path: string | null;
  /** Seconds after which a browser without script loads the page again. */
  reload?: number | undefined;
  wide?: boolean;
  children: Child;
}

/** The frame of every page: head, language switch, footer. */
export function Layout({ title, speech, path, reload, wide, children }: LayoutProps) {
  const t = texts(speech.language);
  return html`<!doctype html>${(
      <html
        lang={speech.language}
        dir={DIRECTIONS[speech.language]}
        data-locale={LOCALES[speech.language]}
        class={inFrame(speech) ? "framed" : undefined}
      >
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
          <meta name="color-scheme" content="light dark" />
          <meta name="theme-color" content="#0b5f66" />
          <meta name="robots" content="noindex" />
          <meta name="format-detection" content="telephone=no" />
          <title>{title}</title>
          <link rel="icon" href={icon.path} type="image/svg+xml" />
          <link rel="stylesheet" href={style.path} />
          <script src={script.path} defer></script>
          {reload ? (
            <noscript>
              <meta http-equiv="refresh" content={String(reload)} />
            </noscript>
          ) : null}
        </head>
        <body>
          <main class={wide ? "wide" : ""}>{children}</main>
          <footer>
            <p>{t("web.footer")}</p>
            {path === null ? null : <Languages path={path} speech={speech} />}
          </footer>
        </body>
      </html>
    )}`;
}

function Languages({ path, speech }: { path: string; speech: Speech }) {
  return (
    <nav aria-label={texts(speech.language)("web.language")}>
      {LANGUAGES.map((language) => (
        <a
          href={inSpeech(path, { ...speech, language, chosen: true })}
          lang={language}
          hreflang={language}
          rel="nofollow"
          aria-current={language === speech.language ? "true" : undefined}
        >
          {LANGUAGE_NAMES[language]}
        </a>
      ))}
    </nav>
  );
}
