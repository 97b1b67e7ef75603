import { html } from "hono/html";
import type { Profile } from "./types.js";

type Html = ReturnType<typeof html>;

const STYLES = ["base", "desk", "contacts", "chat", "messages", "posts", "sheets", "wallet", "scanner"];

/** Everything comes from this server, except pictures of cards and the pages in the in-app browser. */
export const MESSENGER_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data: blob: http: https:",
  "frame-src http: https:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** A pay link may be opened inside any page's frame: it only hands its own address on. */
export const PAY_CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'";

export function messengerPage(): Html {
  return page(
    "Sandbox Messenger",
    html`<body class="messenger">
      <a class="skip" href="#desk">Skip to the chats</a>
      <header class="unseen"><h1>Sandbox Messenger</h1></header>
      <main id="desk" class="desk" tabindex="-1"></main>
      <noscript><p class="notice">The messenger needs JavaScript.</p></noscript>
      <script type="module" src="/messenger/static/app.js"></script>
    </body>`,
  );
}

/** Where a pay link leads in a browser that is not the messenger: choose who pays. */
export function payPage(people: Profile[], path: string): Html {
  const links = people.map(
    ({ identity_number, full_name }) =>
      html`<li>
        <a href="/messenger?as=${identity_number}&open=${encodeURIComponent(path)}">
          <span>Pay as <strong>${full_name}</strong></span
          ><small>${identity_number}</small>
        </a>
      </li>`,
  );
  return page(
    "Open in messenger",
    html`<body class="paylink">
      <script src="/messenger/static/pay-page.js"></script>
      <main class="paylink-card">
        <h1>Open in messenger</h1>
        <p>This is a pay link of the sandbox. Who pays?</p>
        <ul>
          ${links}
        </ul>
      </main>
    </body>`,
  );
}

function page(title: string, body: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="/messenger/static/icon.svg" />
        ${STYLES.map((name) => html`<link rel="stylesheet" href="/messenger/static/${name}.css" />`)}
      </head>
      ${body}
    </html>`;
}
