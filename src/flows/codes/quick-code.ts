import type { Flow } from "../engine/flow.js";
import { agrees, makeCode } from "./make-code.js";
import { askPrice, readAsText, readPrice } from "../ask/price.js";
import { payingText } from "../ask/settle.js";
import { priceText, receivesText, settlementText } from "../ask/wording.js";

/** "100 AED", just so: a code with that price and the shop's usual settlement, after one confirmation. */
export const quickCode: Flow = {
  version: 1,
  async run(chat) {
    const { t } = chat;
    const { unsure, usual, ...price } = await askPrice(chat, readPrice(chat, chat.start));
    const settlementAsset = chat.merchant?.settlementAsset ?? null;
    const title = priceText(chat, price);
    const words = { price: title, receives: receivesText(chat, settlementText(chat, settlementAsset)) };
    const hint = payingText(chat, { ...price, settlementAsset });
    const text = readAsText(chat, { ...price, unsure, usual }) + t("chat.confirm.quick", words) + hint;
    if (!(await agrees(chat, text))) return;
    await makeCode(chat, { title, ...price, settlementAsset });
  },
};
