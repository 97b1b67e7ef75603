import { quoteLabel } from "../payments/labels.js";
import { updateMerchant } from "../shop/merchants.js";
import type { Flow } from "./flow.js";
import { DEFAULT_QUOTE } from "./handle.js";
import { openShop } from "./make-code.js";
import { askNetwork, currencyQuestion } from "./price.js";
import { askSettlement } from "./settle.js";
import { readUnit } from "./understand/units.js";
import { flowButton, settlementText } from "./wording.js";

/** "Currency", "currency aed": what a number without a currency means. */
export const currency: Flow = {
  version: 1,
  async run(chat) {
    const question = currencyQuestion(chat, chat.t("chat.settings.currency"), null);
    const unit = readUnit(chat.start, chat.units) ?? (await chat.ask("currency", question));
    const quoteAsset = unit.kind === "fiat" ? unit.code : await askNetwork(chat, "currency-network", unit);
    const shop = await openShop(chat, quoteAsset);
    chat.merchant = await updateMerchant(chat.tx, shop.id, { quoteAsset });
    const text = chat.t("chat.settings.currencySet", { unit: quoteLabel(quoteAsset, chat.rates) });
    chat.say(text, [flowButton(chat, "settings"), flowButton(chat, "menu")]);
  },
};

/** "What I receive", "settlement usdt trc20": the settlement that new codes suggest first. */
export const settlement: Flow = {
  version: 1,
  async run(chat) {
    const settlementAsset = await askSettlement(chat, chat.t("chat.settings.settlement"), { given: chat.start });
    const shop = await openShop(chat, DEFAULT_QUOTE[chat.language]);
    chat.merchant = await updateMerchant(chat.tx, shop.id, { settlementAsset });
    const text = chat.t("chat.settings.settlementSet", { settlement: settlementText(chat, settlementAsset) });
    chat.say(text, [flowButton(chat, "settings"), flowButton(chat, "menu")]);
  },
};
