import { merchantByHandle } from "../../shop/merchants.js";
import { type Muted, mutedShops, muteShop, unmuteShop } from "../../shop/mutes.js";
import { purchasesOf } from "../../shop/purchases.js";
import type { Button, Chat, Flow, Question, Understood } from "../engine/flow.js";
import { muteButton } from "./my-payments.js";
import { notUnderstood, understood } from "../ask/questions.js";
import { clean, excerpt, fold, unquote } from "../understand/text.js";
import { setNews } from "../settings/notifications.js";
import { readNews } from "../understand/news-words.js";
import { mayRun } from "../engine/rights.js";
import type { ShopNews } from "../../db/mutes.js";
import { flowButton } from "../ask/wording.js";
import { labelOf } from "../words.js";

const NAME_MAX = 40;
const OFFERED = 6;
/** Shops are offered from so many of the latest payments. */
const LOOKED_AT = 60;

/**
 * "Mute", "mute /coffee": nothing more of that shop but what becomes of one's own money. Whoever has a shop means by
 * "mute payments" what they are told of it; a shop called so is muted by its address.
 */
export const mute: Flow = {
  version: 1,
  async run(chat) {
    const news = ownNews(chat);
    if (news) return setNews(chat, news, true);
    const { t, person } = chat;
    const { purchases } = await purchasesOf(chat.tx, person.userId, { page: 1, size: LOOKED_AT });
    const shops = purchases.flatMap(({ shop: { id, name, handle } }) => (handle === null ? [] : { id, name, handle }));
    const paid = new Map(shops.map((shop) => [shop.id, shop]));
    paid.delete(person.userId);
    const shop = await whichShop(chat, [...paid.values()], t("payer.mute.which"));
    if (shop.id === person.userId) {
      const own = t("payer.mute.own", { notices: labelOf("notifications", chat.language) });
      return chat.say(own, [flowButton(chat, "notifications"), flowButton(chat, "menu")]);
    }
    await muteShop(chat.tx, person.userId, shop.id);
    chat.say(t("payer.mute.done", { shop: nameOf(shop) }), [
      muteButton(chat, shop.handle, true),
      flowButton(chat, "my-payments"),
      flowButton(chat, "menu"),
    ]);
  },
};

/** "Unmute", "unmute /coffee": to hear of a shop again. */
export const unmute: Flow = {
  version: 1,
  async run(chat) {
    const news = ownNews(chat);
    if (news) return setNews(chat, news, false);
    const { t, person } = chat;
    const muted = await mutedShops(chat.tx, person.userId);
    const after = [flowButton(chat, "my-payments"), flowButton(chat, "menu")];
    if (muted.length === 0) return chat.say(t("payer.mute.noneMuted"), after);
    const shop = await whichShop(chat, muted, t("payer.mute.whichBack"));
    await unmuteShop(chat.tx, person.userId, shop.id);
    chat.say(t("payer.mute.undone", { shop: nameOf(shop) }), after);
  },
};

const ownNews = (chat: Chat): ShopNews | null =>
  chat.merchant && mayRun(chat.role, "notifications") ? readNews(chat.start) : null;

const nameOf = ({ name }: Muted): string => excerpt(clean(name), NAME_MAX);

/** By its address, the name of one that is offered, or its button. */
async function whichShop(chat: Chat, offered: Muted[], text: string): Promise<Muted> {
  const question: Question<Muted> = {
    text,
    buttons: offered.slice(0, OFFERED).map((shop): Button => ({ label: nameOf(shop), input: `/${shop.handle}` })),
    async understand(typed): Promise<Understood<Muted>> {
      const said = fold(unquote(typed)).trim();
      const handle = said.replace(/^(?:https?:\/\/)?[^/\s]*\//, "").replace(/[/\s].*$/, "");
      const found =
        offered.find((shop) => shop.handle === said || fold(nameOf(shop)) === said) ??
        (await merchantByHandle(chat.tx, handle));
      if (!found) return notUnderstood(chat.t("payer.mute.unknown", { text: excerpt(clean(typed), 40) }));
      return understood({ id: found.id, name: found.name, handle: found.handle });
    },
  };
  const started = chat.start.trim() === "" ? null : await question.understand(chat.start);
  if (started?.ok) return started.value;
  return chat.ask("shop", started ? { ...question, text: started.problem } : question);
}
