import { newTillLink, TILL_LINKS_A_DAY } from "../../shop/till.js";
import { flowButton } from "../ask/wording.js";
import { openShop } from "../codes/make-code.js";
import type { Flow } from "../engine/flow.js";
import { DEFAULT_QUOTE } from "../settings/handle.js";
import { closeButtons, devicesText, seenDevices } from "./devices.js";

/** "Till": a link that opens the counter on a phone or tablet, once; and the devices that are signed in. */
export const till: Flow = {
  version: 1,
  async run(chat) {
    const { t, now, person } = chat;
    const shop = await openShop(chat, DEFAULT_QUOTE[chat.language]);
    const wanted = { id: chat.id("till"), merchantId: shop.id, userId: person.userId, now };
    const link = await newTillLink(chat.tx, wanted);
    if (link.ok) {
      const open = { label: t("till.chat.open"), link: `${chat.publicUrl}/till/open/${link.secret}` };
      chat.secret(t("till.chat.link", { shop: shop.name }), [open]);
    } else chat.say(t("till.chat.many", { most: String(TILL_LINKS_A_DAY) }));
    const devices = await seenDevices(chat, shop);
    const menu = flowButton(chat, "menu");
    if (devices.length > 0)
      return chat.say(devicesText(chat, t("till.chat.devices"), devices), [
        ...closeButtons(chat, devices, false),
        menu,
      ]);
    if (!link.ok) chat.buttons([menu]);
  },
};
