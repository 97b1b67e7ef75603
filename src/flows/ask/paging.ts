import type { Button, Chat } from "../engine/flow.js";

/** A page of a list, from 1, of so many. */
export interface Page {
  page: number;
  pages: number;
}

/** The page that is asked for: "2"; the first when nothing else is said. */
export const pageSaid = (text: string): number => Number(/^\d{1,4}$/.exec(text.trim())?.[0] ?? 1);

/** What a list is called, and which page of it this is, when there are several. */
export const listHead = ({ t }: Pick<Chat, "t">, title: string, { page, pages }: Page): string =>
  pages > 1 ? `${title} · ${t("chat.code.page", { page, pages })}` : title;

/** Leads to the next page of a list by its command; nothing on the last one. */
export const moreButton = ({ t }: Pick<Chat, "t">, command: string, { page, pages }: Page): Button[] =>
  page < pages ? [{ label: t("chat.code.more"), input: `/${command} ${page + 1}`, tone: "calm" }] : [];
