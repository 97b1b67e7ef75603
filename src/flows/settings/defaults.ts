import { quoteLabel } from "../../payments/labels.js";
import { changeShop } from "../../shop/merchants.js";
import type { Flow } from "../engine/flow.js";
import { DEFAULT_QUOTE } from "./handle.js";
import { openShop } from "../codes/make-code.js";
import { askNetwork, currencyQuestion } from "../ask/price.js";
import { askSettlement } from "../ask/settle.js";
import { readUnit } from "../understand/units.js";
import { flowButton, settlementText } from "../ask/wording.js";
import { labelOf } from "../words.js";

/** "Currency", "currency aed": what a number without a currency means. */
export const currency: Flow = {
  version: 1,
  async run(chat) {
    const question = currencyQuestion(chat, chat.t("chat.settings.currency"), null);
    const unit = readUnit(chat.start, chat.units) ?? (await chat.ask("currency", question));
    const quoteAsset = unit.kind === "fiat" ? unit.code : await askNetwork(chat, "currency-network", unit);
    const shop = await openShop(chat, quoteAsset);
    const before = quoteLabel(shop.quoteAsset, chat.rates);
    const changed = { merchantId: shop.id, by: chat.person.userId, deed: "currency.changed" as const };
    const to = { changes: { quoteAsset }, to: quoteAsset, cause: chat.id("currency") };
    const { merchant, limitsForgotten } = await changeShop(chat.tx, { ...changed, ...to });
    chat.merchant = merchant;
    const text = chat.t("chat.settings.currencySet", { unit: quoteLabel(quoteAsset, chat.rates) });
    const staff = labelOf("staff", chat.language);
    const forgotten = limitsForgotten > 0 ? [chat.t("staff.member.limitsForgotten", { unit: before, staff })] : [];
    chat.say([text, ...forgotten].join("\n"), [flowButton(chat, "settings"), flowButton(chat, "menu")]);
  },
};

/** "What I receive", "settlement usdt trc20": the settlement that new codes suggest first. */
export const settlement: Flow = {
  version: 1,
  async run(chat) {
    const settlementAsset = await askSettlement(chat, chat.t("chat.settings.settlement"), { given: chat.start });
    const shop = await openShop(chat, DEFAULT_QUOTE[chat.language]);
    const changed = { merchantId: shop.id, by: chat.person.userId, deed: "settlement.changed" as const };
    const to = { changes: { settlementAsset }, to: settlementAsset ?? "", cause: chat.id("settlement") };
    chat.merchant = (await changeShop(chat.tx, { ...changed, ...to })).merchant;
    const text = chat.t("chat.settings.settlementSet", { settlement: settlementText(chat, settlementAsset) });
    chat.say(text, [flowButton(chat, "settings"), flowButton(chat, "menu")]);
  },
};
