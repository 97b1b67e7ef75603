import { html } from "hono/html";
import { texts } from "../../i18n/index.js";
import type { RemittanceWords } from "./facts.js";
import type { Letter } from "../../mail/post.js";
import { AMOUNT, BUTTON, isolated, NOTE, paper, SMALL } from "./paper.js";

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
  const content = html`<p>${intro}</p>
    <p style="${AMOUNT}">${isolated(amount)}</p>
    ${wrote === null ? "" : html`<p style="${NOTE}">${wrote}</p>`}
    <p><a style="${BUTTON}" href="${link}">${t("mail.button")}</a></p>
    <p>${t("mail.ways")} ${term}</p>
    <p>${t("mail.keep")} ${t("mail.safe")}</p>
    <p style="${SMALL}">${t("mail.plain")}<br /><span dir="ltr" style="word-break:break-all">${link}</span></p>
    <p style="${SMALL}">${why}</p>`;
  return {
    id,
    to,
    fromName: t("mail.from"),
    subject,
    text: `${[...lines, why].filter((line) => line !== null).join("\n\n")}\n`,
    html: await paper({ language, title: subject, content }),
    language,
  };
}
