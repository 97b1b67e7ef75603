import { LASTS } from "../../shop/invoices.js";
import type { Chat, Question } from "../engine/flow.js";
import { durationProblem, durationQuestion } from "../ask/lasts.js";
import { type AskedPrice, askPrice, priceProblem, type SaidPrice } from "../ask/price.js";
import { type Choice, choiceButtons, choose, titleQuestion, understood } from "../ask/questions.js";
import { askSettlement } from "../ask/settle.js";
import { wordsFor } from "../understand/answers.js";
import type { InvoiceLine } from "../understand/invoice-line.js";

/** What an invoice says; a price that is named. */
export interface AskedInvoice {
  title: string;
  price: AskedPrice & { quoteAmount: string };
  settlementAsset: string | null;
  lastsSeconds: number | null;
  /** What nobody said, so it is as usual. */
  usual: ReadonlySet<Part>;
}

type Part = "title" | "currency" | "settlement" | "lasts";

const FIXED = { fixed: true };

/**
 * Asks for what the line does not say. When the line names a price, the rest is as usual, to be shown before anything is
 * made; otherwise each is asked for.
 */
export async function askInvoice(chat: Chat, line: InvoiceLine): Promise<AskedInvoice> {
  const { t } = chat;
  const said: SaidPrice | null = line.price && {
    amount: line.price.value,
    unit: line.price.unit,
    unsure: line.price.ambiguous ? line.typed : null,
  };
  const text = line.refused ? priceProblem(chat, line.refused, FIXED) : t("invoice.price");
  const price = await askNamedPrice(chat, said, text);
  const inOneLine = said !== null;
  const usual = new Set<Part>();
  if (price.usual) usual.add("currency");

  const title = await askTitle(chat, line, inOneLine);
  if (inOneLine && line.title === null) usual.add("title");
  if (inOneLine) usual.add("settlement");
  const settlementAsset = inOneLine
    ? (chat.merchant?.settlementAsset ?? null)
    : await askSettlement(chat, t("chat.settlement.ask", { asPaid: t("chat.settlement.asPaid") }), { price });
  if (inOneLine && line.lasts === null) usual.add("lasts");
  const lastsSeconds = await askLasts(chat, line, inOneLine);
  return { title, price, settlementAsset, lastsSeconds, usual };
}

/** Asks for what was taken as usual. */
export async function changeInvoice(chat: Chat, asked: AskedInvoice): Promise<AskedInvoice> {
  const { t } = chat;
  const { usual } = asked;
  const price = usual.has("currency") ? await askNamedPrice(chat, null, t("invoice.price")) : asked.price;
  const title = usual.has("title") ? await chat.ask("title", whatFor(chat, null)) : asked.title;
  const settlementAsset = usual.has("settlement")
    ? await askSettlement(chat, t("chat.settlement.ask", { asPaid: t("chat.settlement.asPaid") }), { price })
    : asked.settlementAsset;
  const lastsSeconds = usual.has("lasts") ? await chat.ask("lasts", lastsQuestion(chat, null)) : asked.lastsSeconds;
  return { title, price, settlementAsset, lastsSeconds, usual: new Set() };
}

async function askNamedPrice(chat: Chat, said: SaidPrice | null, text: string): Promise<AskedInvoice["price"]> {
  const price = await askPrice(chat, said, { ...FIXED, text });
  if (price.quoteAmount === null) throw new Error("an invoice without an amount");
  return { ...price, quoteAmount: price.quoteAmount };
}

/** What it is for; a title that cannot be taken is asked for again. */
async function askTitle(chat: Chat, line: InvoiceLine, inOneLine: boolean): Promise<string> {
  if (line.title === null) return inOneLine ? chat.t("invoice.untitled") : chat.ask("title", whatFor(chat, null));
  const read = await titleQuestion(chat, "").understand(line.title);
  return read.ok ? read.value : chat.ask("title", whatFor(chat, read.problem));
}

function whatFor(chat: Chat, problem: string | null): Question<string> {
  const { t } = chat;
  const nothing: Choice<string>[] = [
    { value: t("invoice.untitled"), label: t("invoice.nothing"), words: wordsFor("nothing") },
  ];
  const question = titleQuestion(chat, problem ?? t("invoice.title"));
  return {
    ...question,
    buttons: choiceButtons(nothing),
    understand(typed) {
      const chosen = choose(nothing, typed);
      return chosen ? understood(chosen.value) : question.understand(typed);
    },
  };
}

async function askLasts(chat: Chat, line: InvoiceLine, inOneLine: boolean): Promise<number | null> {
  if (line.lasts?.ok) return line.lasts.seconds;
  if (line.lasts) return chat.ask("lasts", lastsQuestion(chat, durationProblem(chat, line.lasts.problem, LASTS)));
  return inOneLine ? LASTS.usual : chat.ask("lasts", lastsQuestion(chat, null));
}

const lastsQuestion = (chat: Chat, problem: string | null): Question<number | null> =>
  durationQuestion(chat, problem ?? chat.t("invoice.lasts.ask"), chat.t("invoice.lasts.none"), LASTS);
