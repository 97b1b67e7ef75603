import { html } from "hono/html";
import { DIRECTIONS, type Language } from "../../i18n/index.js";

const BODY = "margin:0;padding:24px;background:#f4f6f6;color:#17201f;font:16px/1.5 system-ui,sans-serif";
const CARD = "max-width:34rem;margin:0 auto;padding:24px;background:#ffffff;border-radius:12px";
export const AMOUNT = "margin:0 0 16px;font-size:28px;font-weight:700";
export const NOTE = "margin:16px 0;padding:0 16px;border-inline-start:3px solid #0b5f66";
export const BUTTON =
  "display:inline-block;padding:12px 24px;background:#0b5f66;color:#ffffff;border-radius:8px;font-weight:700;text-decoration:none";
export const SMALL = "margin:16px 0 0;font-size:13px;color:#566361";

interface Sheet {
  language: Language;
  title: string;
  content: ReturnType<typeof html>;
}

/** A letter as HTML. It loads nothing, and nothing tells that it was read. */
export async function paper({ language, title, content }: Sheet): Promise<string> {
  const page = await html`<!doctype html>
    <html lang="${language}" dir="${DIRECTIONS[language]}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light" />
        <title>${title}</title>
      </head>
      <body style="${BODY}">
        <div style="${CARD}" dir="${DIRECTIONS[language]}">${content}</div>
      </body>
    </html>`;
  return page.toString();
}

/** A name of any script inside a sentence of ours: its direction stays its own (Unicode's isolates). */
export const isolated = (name: string): string => `\u2068${name}\u2069`;
