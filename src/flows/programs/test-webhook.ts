import { tryWebhook, webhooksOf } from "../../shop/webhooks.js";
import type { Flow } from "../engine/flow.js";
import { flowButton } from "../ask/wording.js";
import { askWebhook } from "./which-webhook.js";

/** "Test webhook": a message that tells nothing, to see how the address answers. */
export const testOneWebhook: Flow = {
  version: 1,
  async run(chat) {
    const { t, merchant, person, now } = chat;
    const all = merchant ? await webhooksOf(chat.tx, merchant.id) : [];
    const webhook = await askWebhook(chat, all, t("programs.test.which"));
    if (!webhook) return;
    const id = chat.id("test");
    const wanted = { id, merchantId: webhook.merchantId, by: person.userId, webhookId: webhook.id, now };
    const after = [flowButton(chat, "webhooks"), flowButton(chat, "menu")];
    if (!(await tryWebhook(chat.tx, wanted))) return chat.say(t("programs.webhooks.gone"), after);
    const look = { label: t("programs.test.look"), input: `/delivery ${id}` };
    chat.say(t("programs.test.done", { url: webhook.url }), [look, ...after]);
  },
};
