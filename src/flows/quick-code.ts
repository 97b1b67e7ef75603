import type { Flow } from "./flow.js";
import { agrees, makeCode } from "./make-code.js";
import { askPrice, readAsText, readPrice } from "./price.js";
import { payingText } from "./settle.js";
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
    const hint = payingText(chat, { ...price, settlementAsset });
    const text = readAsText(chat, { ...price, unsure }) + t("chat.confirm.quick", words) + hint;
    if (!(await agrees(chat, text))) return;
    await makeCode(chat, { title, ...price, settlementAsset });
  },
};
