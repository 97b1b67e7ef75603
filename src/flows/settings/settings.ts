import { formatMoment } from "../../i18n/format.js";
import { formatZone } from "../../i18n/zones.js";
import { LANGUAGE_NAMES } from "../../i18n/index.js";
import { quoteLabel } from "../../payments/labels.js";
import { payeeOf } from "../../payments/payees.js";
import type { Flow } from "../engine/flow.js";
import { payeeText } from "./payee/show.js";
import { mayRun } from "../engine/rights.js";
import { rulesText } from "./rules.js";
import { actingText, flowButton, receivesText, settlementText, shopUrl, shortUrl } from "../ask/wording.js";

/** "Settings": how they stand, and a button for each. Whoever works in a shop has their own, apart from the shop's. */
export const settings: Flow = {
  version: 1,
  async run(chat) {
    const { t, merchant, language, role } = chat;
    const { timeZone } = chat.person;
    const own = t("chat.settings.text", {
      language: LANGUAGE_NAMES[language],
      zone: formatZone(timeZone, language, chat.now),
      time: formatMoment(chat.now, language, timeZone),
    });
    const shop = t("chat.settings.shop", {
      address: merchant ? shortUrl(shopUrl(chat, merchant.handle)) : t("chat.settings.noShop"),
      currency: merchant ? quoteLabel(merchant.quoteAsset, chat.rates) : "–",
      receives: receivesText(chat, settlementText(chat, merchant?.settlementAsset ?? null)),
    });
    const flows = (
      [
        "language",
        "time-zone",
        "handle",
        "currency",
        "settlement",
        "payee",
        "grace",
        "tolerance",
        "strict",
        "staff",
        "digest",
        "notifications",
        "goal",
        "keys",
        "menu",
      ] as const
    ).filter((flow) => mayRun(role, flow));
    // Where the money goes is nobody's to see but its owner's.
    const payee = merchant && role === "owner" ? await payeeOf(chat.tx, merchant.payeeId) : null;
    const gets = payee ? [t("payee.settings", { who: payeeText(chat, payee) })] : [];
    // Somebody at the till has to know nothing of them.
    const shops = role === "cashier" ? [] : [shop, ...gets, ...(role === "owner" ? [rulesText(chat, merchant)] : [])];
    chat.say(
      [own, ...actingText(chat), ...shops].join("\n"),
      flows.map((flow) => flowButton(chat, flow)),
    );
  },
};
