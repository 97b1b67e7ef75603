import { resend as sendAgain } from "../../shop/deliveries.js";
import type { Flow } from "../engine/flow.js";
import { flowButton } from "../ask/wording.js";
import { deliveries, orderText } from "./deliveries.js";
import { findDelivery } from "./delivery.js";

/** "Send again 2", or by its id: a message to a program goes once more. */
export const resend: Flow = {
  version: 1,
  async run(chat) {
    const { t, merchant, person, now } = chat;
    if (chat.start.trim() === "") return deliveries.run(chat);
    const after = [flowButton(chat, "deliveries"), flowButton(chat, "menu")];
    const found = await findDelivery(chat);
    if (!merchant || !found) return chat.say(t("programs.one.unknown"), after);
    const id = chat.id("resend");
    const wanted = { merchantId: merchant.id, by: person.userId, deliveryId: found.id, id, cause: id, now };
    const sent = await sendAgain(chat.tx, wanted);
    if (!sent.ok) return chat.say(t(sent.reason === "gone" ? "programs.one.gone" : "programs.one.unknown"), after);
    const look = { label: t("programs.test.look"), input: `/delivery ${sent.deliveryId}` };
    const words = { event: t(`programs.event.${found.event}`), what: orderText(chat, found) };
    chat.say(t("programs.one.resent", words), [look, ...after]);
  },
};
