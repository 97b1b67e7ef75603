import { formatSentences } from "../../i18n/format.js";
import { SHOP_NEWS, type ShopNews } from "../../db/mutes.js";
import { mutedNews, muteNews } from "../../shop/mutes.js";
import type { Button, Chat, Flow } from "../engine/flow.js";
import { DEFAULT_QUOTE } from "./handle.js";
import { openShop } from "../codes/make-code.js";
import { flowButton } from "../ask/wording.js";
import { readNewsWish } from "../understand/news-words.js";

/** "Notifications": what the shop's owner is told; "/notifications payments off" mutes a kind, "… on" unmutes it. */
export const notifications: Flow = {
  version: 1,
  async run(chat) {
    const wish = readNewsWish(chat.start);
    if (!wish) return show(chat, mutedNews(chat.merchant?.muted ?? []));
    await setNews(chat, wish.news, wish.muted);
  },
};

/** Mutes a kind of news of the shop, or unmutes it, and shows how all of them stand. */
export async function setNews(chat: Chat, news: ShopNews, muted: boolean): Promise<void> {
  const { t, person } = chat;
  const shop = await openShop(chat, DEFAULT_QUOTE[chat.language]);
  const cause = chat.id("notices");
  const after = await muteNews(chat.tx, { merchantId: shop.id, by: person.userId, news, muted, cause });
  chat.merchant = { ...shop, muted: after };
  const what = t(`digest.notices.${news}`);
  const note = muted && news === "parts" ? [t("digest.notices.partsMuted")] : [];
  const told = t(muted ? "digest.notices.muted" : "digest.notices.unmuted", { what });
  chat.say(formatSentences([told, ...note], chat.language));
  show(chat, after);
}

function show(chat: Chat, muted: ShopNews[]): void {
  const { t } = chat;
  const isMuted = (news: ShopNews) => muted.includes(news);
  const rows = SHOP_NEWS.map((news) =>
    t(isMuted(news) ? "digest.notices.rowOff" : "digest.notices.rowOn", { what: t(`digest.notices.${news}`) }),
  );
  const buttons = SHOP_NEWS.map((news): Button => {
    const what = t(`digest.notices.${news}`);
    return isMuted(news)
      ? { label: t("digest.notices.unmute", { what }), input: `/notifications ${news} on` }
      : { label: t("digest.notices.mute", { what }), input: `/notifications ${news} off`, tone: "calm" };
  });
  const text = [t("digest.notices.head"), ...rows, t("digest.notices.always"), t("digest.notices.hint")];
  chat.say(text.join("\n"), [...buttons, flowButton(chat, "menu")]);
}
