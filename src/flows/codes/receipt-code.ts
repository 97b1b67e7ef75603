import type { Chat, Flow } from "../engine/flow.js";
import { agrees, makeCode } from "./make-code.js";
import { askPrice, readAsText, readPrice, type SaidPrice } from "../ask/price.js";
import { titleQuestion } from "../ask/questions.js";
import { askSettlement, payingText } from "../ask/settle.js";
import { quickCode } from "./quick-code.js";
import { readTitledOpen, readTitledPrice } from "../understand/invoice-line.js";
import { isVisible } from "../understand/text.js";
import { priceText, receivesText, settlementText } from "../ask/wording.js";

/**
 * "New receipt code": title, price, what to receive, confirm; then the poster and the card. With nothing but an amount,
 * "receipt code 100 aed", it is made as by "100 aed".
 */
export const receiptCode: Flow = {
  version: 2,
  async run(chat) {
    const { t } = chat;
    const { price: started, title: said } = readStart(chat);
    if (said === "" && started && started.amount !== null && started.amount !== "open") return quickCode.run(chat);
    const title = await askTitle(chat, said);
    const price = await askPrice(chat, started);
    const text = t("chat.settlement.ask", { asPaid: t("chat.settlement.asPaid") });
    const settlementAsset = await askSettlement(chat, text, { price });

    const words = {
      title,
      price: priceText(chat, price),
      receives: receivesText(chat, settlementText(chat, settlementAsset)),
    };
    const { quoteAsset, quoteAmount } = price;
    const hint = payingText(chat, { quoteAsset, quoteAmount, settlementAsset });
    if (!(await agrees(chat, readAsText(chat, price) + t("chat.confirm.code", words) + hint))) return;
    await makeCode(chat, { title, quoteAsset, quoteAmount, settlementAsset });
  },
};

/**
 * Title and price may stand in the very first line: "receipt code Coffee", "receipt code 5 usd", or both, "Coffee 5 usd",
 * "Donate any amount".
 */
function readStart(chat: Chat): { price: SaidPrice | null; title: string } {
  const price = readPrice(chat, chat.start);
  if (price) return { price, title: "" };
  const open = readTitledOpen(chat.start, chat.units);
  if (open) return { price: { amount: "open", unit: open.unit, unsure: null }, title: open.title };
  const both = readTitledPrice(chat.start, chat.units);
  if (!both) return { price: null, title: chat.start };
  const { value, unit, ambiguous } = both.price;
  return { price: { amount: value, unit, unsure: ambiguous ? both.typed : null }, title: both.title };
}

async function askTitle(chat: Chat, said: string): Promise<string> {
  const question = titleQuestion(chat, chat.t("chat.title.ask"));
  const read = isVisible(said) ? await question.understand(said) : null;
  return read?.ok ? read.value : chat.ask("title", question);
}
