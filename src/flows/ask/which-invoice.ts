import { isUuid } from "../../db/ids.js";
import { type Invoice, invoiceOf, invoicesOf } from "../../shop/invoices.js";
import type { Merchant } from "../../shop/merchants.js";
import { may } from "../../shop/rights.js";
import type { Button, Chat } from "../engine/flow.js";
import { notUnderstood, understood } from "./questions.js";
import { excerpt, foldLetters, unquote } from "../understand/text.js";
import { flowButton } from "./wording.js";

export interface OwnInvoice {
  merchant: Merchant;
  invoice: Invoice;
}

/** Open invoices offered as buttons, and found by number or title; any other by its id or link. */
const OFFERED = 12;

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/** The id in what was typed: alone, or in a link to `/code/{id}`. */
export function readOrderId(typed: string): string | null {
  const text = unquote(typed).trim();
  if (isUuid(text)) return text.toLowerCase();
  const inLink = new RegExp(`/code/(${UUID.source})`, "i").exec(text)?.[1];
  return inLink?.toLowerCase() ?? null;
}

/**
 * The invoice that is meant, of the person's shop only, and of a cashier only one of their own: named in the first line, the only open one, or asked for.
 * Null when there is none (any more), which was said then.
 */
export async function whichInvoice(chat: Chat): Promise<OwnInvoice | null> {
  const { merchant, t } = chat;
  const open = merchant ? await openInvoices(chat, merchant) : [];
  const id = readOrderId(chat.start);
  if (!merchant || (open.length === 0 && id === null)) {
    chat.say(t("invoice.none"), [flowButton(chat, "invoice"), flowButton(chat, "menu")]);
    return null;
  }
  const named = id !== null ? id : chat.start === "" && open.length === 1 ? open[0]?.order.id : find(open, chat.start);
  const chosen = named ?? (await askInvoiceId(chat, open));
  const invoice = await invoiceOf(chat.tx, merchant.id, chosen, chat.now, onlyBy(chat));
  if (invoice) return { merchant, invoice };
  chat.say(t("invoice.gone"), [flowButton(chat, "my-invoices"), flowButton(chat, "menu")]);
  return null;
}

/** Whose invoices the person may see: a cashier their own; null: all of the shop. */
export const onlyBy = ({ role, person }: Pick<Chat, "role" | "person">): string | null =>
  may(role, "all invoices") ? null : person.userId;

async function openInvoices(chat: Chat, merchant: Merchant): Promise<Invoice[]> {
  const page = { now: chat.now, page: 1, size: OFFERED, madeBy: onlyBy(chat) };
  return (await invoicesOf(chat.tx, merchant.id, "open", page)).invoices;
}

async function askInvoiceId(chat: Chat, open: Invoice[]): Promise<string> {
  const unknown = (text: string) => chat.t("invoice.unknown", { text: excerpt(text, 40) });
  return chat.ask("invoice", {
    text: chat.start === "" ? chat.t("invoice.which") : unknown(chat.start),
    buttons: open.map(({ order }, i): Button => ({ label: `${i + 1}. ${order.title}`, input: `/code/${order.id}` })),
    understand(typed) {
      const found = readOrderId(typed) ?? find(open, typed);
      return found ? understood(found) : notUnderstood(unknown(typed));
    },
  });
}

/** By number ("2", newest first) or title. */
function find(open: Invoice[], typed: string): string | undefined {
  const said = foldLetters(unquote(typed)).trim();
  if (said === "") return undefined;
  const titled = open.find(({ order }) => foldLetters(order.title) === said);
  const number = /^#?(\d{1,4})[.)]?$/.exec(said)?.[1];
  return (titled ?? (number === undefined ? undefined : open[Number(number) - 1]))?.order.id;
}
