import { findMerchant } from "../../shop/merchants.js";
import { groupOf, linkGroup, unlinkAll, unlinkGroup } from "../../shop/groups.js";
import type { Chat, Flow } from "../engine/flow.js";
import { flowButton } from "../ask/wording.js";
import { labelOf } from "../words.js";

/** "@7000… link shop", said in a group by a shop's owner: its payments are announced there, its staff charge there. */
export const linkShop: Flow = {
  version: 1,
  async run(chat) {
    const { t, groupId, person, botNumber } = chat;
    if (groupId === null) return howTo(chat);
    const shop = await findMerchant(chat.tx, person.userId);
    if (!shop) return chat.say(t("staff.group.noShop"));
    const change = { conversationId: groupId, merchantId: shop.id, by: person.userId, cause: chat.id("link") };
    const answer = await linkGroup(chat.tx, change);
    const unlink = labelOf("unlink-shop", chat.language).toLowerCase();
    chat.say(t(`staff.group.${answer}`, { shop: shop.name, number: botNumber, unlink }));
  },
};

/** "@7000… unlink", said in the group by the shop's owner; in their own chat it unlinks the groups they have left, too. */
export const unlinkShop: Flow = {
  version: 1,
  async run(chat) {
    const { t, groupId, person, merchant } = chat;
    if (groupId === null) {
      const change = merchant && { merchantId: merchant.id, by: person.userId, cause: chat.id("unlink") };
      if (!change || (await unlinkAll(chat.tx, change)) === 0) return howTo(chat);
      return chat.say(t("staff.group.unlinkedAll", { shop: merchant.name }), [flowButton(chat, "menu")]);
    }
    const group = await groupOf(chat.tx, groupId);
    const shop = group && (await findMerchant(chat.tx, group.merchantId));
    if (!group || !shop) return chat.say(t("staff.group.notLinked"));
    const change = { conversationId: groupId, merchantId: shop.id, by: person.userId, cause: chat.id("unlink") };
    await unlinkGroup(chat.tx, change);
    chat.say(t("staff.group.unlinked", { shop: shop.name }));
  },
};

function howTo(chat: Chat): void {
  const link = labelOf("link-shop", chat.language).toLowerCase();
  chat.say(chat.t("staff.group.howTo", { number: chat.botNumber, link }), [flowButton(chat, "menu")]);
}
