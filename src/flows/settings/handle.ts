import { codesOf } from "../../shop/codes.js";
import { changeHandle, mayTakeHandle } from "../../shop/merchants.js";
import type { Chat, Flow, Question } from "../engine/flow.js";
import { openShop } from "../codes/make-code.js";
import { confirmQuestion, notUnderstood, understood } from "../ask/questions.js";
import { unquote } from "../understand/text.js";
import { flowButton, shopUrl, shortUrl } from "../ask/wording.js";

/** "Handle", "handle thorb": the name in the shop's links. Moving a shop with codes is asked once more. */
export const handle: Flow = {
  version: 1,
  async run(chat) {
    const { t, merchant } = chat;
    const question = handleQuestion(chat);
    const started = chat.start === "" ? null : await question.understand(chat.start);
    const wanted = started?.ok
      ? started.value
      : await chat.ask("handle", started ? { ...question, text: started.problem } : question);
    const link = shortUrl(shopUrl(chat, wanted));
    const old = shortUrl(shopUrl(chat, merchant?.handle ?? wanted));
    if (merchant && merchant.handle !== wanted && (await codesOf(chat.tx, merchant.id)).length > 0) {
      const [move, stay] = [t("chat.settings.move"), t("chat.settings.stay")];
      const again = t("chat.settings.moveAgain", { move, stay });
      const sure = await chat.ask(
        "confirm",
        confirmQuestion(t("chat.settings.handleWarning", { link }), move, stay, again),
      );
      if (!sure) return chat.say(t("chat.settings.handleKept", { link: old }), [flowButton(chat, "settings")]);
    }
    const shop = await openShop(chat, DEFAULT_QUOTE[chat.language]);
    const answer = await changeHandle(chat.tx, shop.id, wanted);
    if (answer.ok && answer.handle !== shop.handle) {
      await chat.did("handle.changed", "", { from: shop.handle, to: answer.handle });
    }
    if (!answer.ok) return chat.say(t(`chat.handleProblem.${answer.problem}`), [flowButton(chat, "handle")]);
    chat.merchant = { ...shop, handle: answer.handle };
    chat.say(t("chat.settings.handleSet", { link }), [flowButton(chat, "settings"), flowButton(chat, "menu")]);
  },
};

/** What a shop counts in that chose its address before its first price. */
export const DEFAULT_QUOTE = {
  en: "usd",
  zh: "cny",
  de: "eur",
  ja: "jpy",
  es: "eur",
  ar: "aed",
} as const;

function handleQuestion(chat: Chat): Question<string> {
  const { t, merchant } = chat;
  return {
    text: merchant
      ? t("chat.settings.handle", { link: shortUrl(shopUrl(chat, merchant.handle)) })
      : t("chat.settings.handleFirst"),
    // Nearly any word would do as a name: a tapped "Menu" must not move the shop.
    free: true,
    async understand(typed) {
      const answer = await mayTakeHandle(chat.tx, chat.person.userId, unquote(typed));
      return answer.ok ? understood(answer.handle) : notUnderstood(t(`chat.handleProblem.${answer.problem}`));
    },
  };
}
