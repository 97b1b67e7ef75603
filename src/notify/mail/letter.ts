import { html } from "hono/html";
import { DIRECTIONS, texts } from "../../i18n/index.js";
import type { RemittanceWords } from "./facts.js";
import type { Letter } from "../../mail/post.js";

const BODY = "margin:0;padding:24px;background:#f4f6f6;color:#17201f;font:16px/1.5 system-ui,sans-serif";
const CARD = "max-width:34rem;margin:0 auto;padding:24px;background:#ffffff;border-radius:12px";
const AMOUNT = "margin:0 0 16px;font-size:28px;font-weight:700";
const NOTE = "margin:16px 0;padding:0 16px;border-inline-start:3px solid #0b5f66";
const BUTTON =
  "display:inline-block;padding:12px 24px;background:#0b5f66;color:#ffffff;border-radius:8px;font-weight:700;text-decoration:none";
const SMALL = "margin:16px 0 0;font-size:13px;color:#566361";

export interface LetterAbout {
  id: string;
  kind: "claim" | "reminder";
  to: string;
  words: RemittanceWords;
  link: string;
}

/** The mail that brings somebody their claim link. It loads nothing, and nothing tells that it was read. */
export async function claimLetter({ id, kind, to, words, link }: LetterAbout): Promise<Letter> {
  const { language, sender, mixinId, amount, note, until } = words;
  const t = texts(language);
  const who = isolated(mixinId === "" ? sender : `${sender} (${mixinId})`);
  const subject = t(`mail.${kind}.subject`, { sender, amount });
  const intro = t(`mail.${kind}.intro`, { sender: who, amount: isolated(amount) });
  const wrote = note === null ? null : t("mail.note", { note: isolated(note) });
  const term = t("mail.until", { date: until });
  const lines = [intro, wrote, `${t("mail.take")}\n${link}`, t("mail.ways"), term, t("mail.keep"), t("mail.safe")];
  const why = t("mail.why", { sender: who });
  const page = await html`<!doctype html>
    <html lang="${language}" dir="${DIRECTIONS[language]}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light" />
        <title>${subject}</title>
      </head>
      <body style="${BODY}">
        <div style="${CARD}" dir="${DIRECTIONS[language]}">
          <p>${intro}</p>
          <p style="${AMOUNT}">${amount}</p>
          ${wrote === null ? "" : html`<p style="${NOTE}">${wrote}</p>`}
          <p><a style="${BUTTON}" href="${link}">${t("mail.button")}</a></p>
          <p>${t("mail.ways")} ${term}</p>
          <p>${t("mail.keep")} ${t("mail.safe")}</p>
          <p style="${SMALL}">${t("mail.plain")}<br /><span dir="ltr" style="word-break:break-all">${link}</span></p>
          <p style="${SMALL}">${why}</p>
        </div>
      </body>
    </html>`;
  return {
    id,
    to,
    fromName: t("mail.from"),
    subject,
    text: `${[...lines, why].filter((line) => line !== null).join("\n\n")}\n`,
    html: page.toString(),
    language,
  };
}

/** A name of any script inside a sentence of ours: its direction stays its own (Unicode's isolates). */
const isolated = (name: string): string => `\u2068${name}\u2069`;
