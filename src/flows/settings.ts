import { formatMoment } from "../i18n/format.js";
import { LANGUAGE_NAMES } from "../i18n/index.js";
import { quoteLabel } from "../payments/labels.js";
import { payeeOf } from "../payments/payees.js";
import type { Flow } from "./flow.js";
import { payeeText } from "./payee/show.js";
import { rulesText } from "./rules.js";
import { flowButton, settlementText, shopUrl, shortUrl, zoneText } from "./wording.js";

/** "Settings": how they stand, and a button for each. */
export const settings: Flow = {
  version: 1,
  async run(chat) {
    const { t, merchant, language } = chat;
    const { timeZone } = chat.person;
    const text = t("chat.settings.text", {
      language: LANGUAGE_NAMES[language],
      zone: zoneText(timeZone),
      time: formatMoment(chat.now, language, timeZone),
      address: merchant ? shortUrl(shopUrl(chat, merchant.handle)) : t("chat.settings.noShop"),
      currency: merchant ? quoteLabel(merchant.quoteAsset, chat.rates) : "–",
      settlement: settlementText(chat, merchant?.settlementAsset ?? null),
    });
    const flows = [
      ...(["language", "time-zone", "handle", "currency", "settlement"] as const),
      ...(["payee", "grace", "tolerance", "strict", "menu"] as const),
    ];
    const payee = merchant && (await payeeOf(chat.tx, merchant.payeeId));
    const gets = payee ? [t("payee.settings", { who: payeeText(chat, payee) })] : [];
    chat.say(
      [text, ...gets, rulesText(chat, merchant)].join("\n"),
      flows.map((flow) => flowButton(chat, flow)),
    );
  },
};
