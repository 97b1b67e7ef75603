import type { Chat, Flow } from "./flow.js";
import { agrees, makeCode } from "./make-code.js";
import { askPrice, readAsText, readPrice } from "./price.js";
import { titleQuestion } from "./questions.js";
import { askSettlement, payingText } from "./settle.js";
import { isVisible } from "./understand/text.js";
import { priceText, settlementText } from "./wording.js";

/** "New receipt code": title, price, what to receive, confirm; then the poster and the card. */
export const receiptCode: Flow = {
  version: 1,
  async run(chat) {
    const { t } = chat;
    const started = readPrice(chat, chat.start);
    const title = await askTitle(chat, started !== null);
    const price = await askPrice(chat, started);
    const text = t("chat.settlement.ask", { asPaid: t("chat.settlement.asPaid") });
    const settlementAsset = await askSettlement(chat, text, { price });

    const words = { title, price: priceText(chat, price), settlement: settlementText(chat, settlementAsset) };
    const { quoteAsset, quoteAmount } = price;
    const hint = payingText(chat, { quoteAsset, quoteAmount, settlementAsset });
    if (!(await agrees(chat, readAsText(chat, price) + t("chat.confirm.code", words) + hint))) return;
    await makeCode(chat, { title, quoteAsset, quoteAmount, settlementAsset });
  },
};

/** The title may stand in the very first line: "receipt code Coffee". */
async function askTitle(chat: Chat, startIsPrice: boolean): Promise<string> {
  const question = titleQuestion(chat, chat.t("chat.title.ask"));
  const said = startIsPrice || !isVisible(chat.start) ? null : await question.understand(chat.start);
  return said?.ok ? said.value : chat.ask("title", question);
}
