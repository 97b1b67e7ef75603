import type { Flow } from "./flow.js";
import { makeCode } from "./make-code.js";
import { askPrice, readAsText, readPrice } from "./price.js";
import { confirmQuestion } from "./questions.js";
import { priceText, settlementText } from "./wording.js";

/** "100 AED", just so: a code with that price and the shop's usual settlement, after one confirmation. */
export const quickCode: Flow = {
  version: 1,
  async run(chat) {
    const { t } = chat;
    const { unsure, ...price } = await askPrice(chat, readPrice(chat, chat.start));
    const settlementAsset = chat.merchant?.settlementAsset ?? null;
    const title = priceText(chat, price);
    const words = { price: title, settlement: settlementText(chat, settlementAsset) };
    const [yes, no] = [t("chat.confirm.make"), t("chat.flow.no")];
    const text = t("chat.confirm.quick", words) + readAsText(chat, { ...price, unsure });
    const agreed = await chat.ask("confirm", confirmQuestion(text, yes, no, t("chat.flow.yesOrNo", { yes, no })));
    if (!agreed) return chat.say(t("chat.flow.cancelled"));
    return makeCode(chat, { title: title.replace(/\u00a0/g, " "), ...price, settlementAsset });
  },
};
