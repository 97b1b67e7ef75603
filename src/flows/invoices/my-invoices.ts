import { type Invoice, type InvoiceList, invoicesOf } from "../../shop/invoices.js";
import { missingOf } from "../../payments/fiat.js";
import type { Button, Chat, Flow } from "../engine/flow.js";
import { listHead, moreButton } from "../ask/paging.js";
import { deadlineText, invoiceUrl } from "./invoice-card.js";
import { wordsFor } from "../understand/answers.js";
import { escapeMarkdown, foldLetters } from "../understand/text.js";
import { onlyBy } from "../ask/which-invoice.js";
import { flowButton, moneyText, priceText, shortUrl } from "../ask/wording.js";

/** Invoices on one page of the list: two groups of buttons. */
const PAGE = 12;

const LISTS: Record<InvoiceList, string[]> = {
  open: wordsFor("listOpen").map(foldLetters),
  paid: wordsFor("listPaid").map(foldLetters),
  closed: wordsFor("listClosed").map(foldLetters),
};

/** "My invoices", "my invoices paid", "my invoices 2": the list, a button for each. */
export const myInvoices: Flow = {
  version: 1,
  async run(chat) {
    const { t, merchant, now } = chat;
    const { list, page: wanted } = readList(chat.start);
    const found =
      merchant &&
      (await invoicesOf(chat.tx, merchant.id, list, { now, page: wanted, size: PAGE, madeBy: onlyBy(chat) }));
    const others = (Object.keys(LISTS) as InvoiceList[]).filter((other) => other !== list);
    const toOthers = others.map((other): Button => ({
      label: t(`invoice.list.${other}`),
      input: `/my-invoices ${other}`,
      tone: "calm",
    }));
    if (!found || found.invoices.length === 0) {
      const text = list === "open" ? t("invoice.none") : t("invoice.noneHere", { list: t(`invoice.list.${list}`) });
      return chat.say(text, [flowButton(chat, "invoice"), ...(merchant ? toOthers : []), flowButton(chat, "menu")]);
    }
    const { invoices, page, pages } = found;
    const from = (page - 1) * PAGE;
    const head = listHead(chat, t(`invoice.list.${list}`), { page, pages });
    chat.post(`**${head}**\n\n${invoices.map((one, i) => row(chat, one, from + i + 1)).join("\n\n")}`);
    const more = moreButton(chat, `my-invoices ${list}`, { page, pages });
    const buttons = invoices.map(({ order }, i): Button => ({
      label: `${from + i + 1}. ${order.title}`,
      input: `/show-invoice ${order.id}`,
    }));
    chat.say(t("invoice.listHint"), [...buttons, ...more, ...toOthers]);
  },
};

function readList(start: string): { list: InvoiceList; page: number } {
  const said = foldLetters(start).trim();
  const words = [said, ...said.split(" ")];
  const list = (Object.keys(LISTS) as InvoiceList[]).find((name) => LISTS[name].some((word) => words.includes(word)));
  return { list: list ?? "open", page: Number(words.find((word) => /^\d{1,4}$/.test(word)) ?? 1) };
}

const row = (chat: Chat, { order, ...invoice }: Invoice, number: number): string =>
  chat.t("chat.code.row", {
    number,
    title: escapeMarkdown(order.title),
    price: priceText(chat, order),
    state: invoiceStateText(chat, { order, ...invoice }),
    link: shortUrl(invoiceUrl(chat, order.id)),
  });

/** "open, payable until …", "partly paid, 5 USD to go", "paid" … */
export function invoiceStateText(chat: Chat, { order, state, rest }: Invoice): string {
  const { t } = chat;
  if (state === "open") return t("invoice.state.open", { deadline: deadlineText(chat, order) });
  if (state !== "partly") return t(`invoice.state.${state}`);
  return t("invoice.state.partly", {
    rest: moneyText(missingOf(rest, order.quoteAsset), order.quoteAsset, chat.rates, chat.language),
    deadline: deadlineText(chat, order),
  });
}
