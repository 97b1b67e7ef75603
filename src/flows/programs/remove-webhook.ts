import { removeWebhook, webhooksOf } from "../../shop/webhooks.js";
import type { Flow } from "../engine/flow.js";
import { confirmQuestion } from "../ask/questions.js";
import { flowButton } from "../ask/wording.js";
import { askWebhook } from "./which-webhook.js";

/** "Remove webhook": nothing more is told to it. */
export const removeOneWebhook: Flow = {
  version: 1,
  async run(chat) {
    const { t, merchant, person, now } = chat;
    const all = merchant ? await webhooksOf(chat.tx, merchant.id) : [];
    const webhook = await askWebhook(chat, all, t("programs.remove.which"));
    if (!webhook) return;
    const { url } = webhook;
    const after = [flowButton(chat, "webhooks"), flowButton(chat, "menu")];
    const [yes, no] = [t("programs.remove.yes"), t("programs.remove.no")];
    const again = t("chat.code.deleteAgain", { delete: yes, keep: no });
    if (!(await chat.ask("confirm", confirmQuestion(t("programs.remove.sure", { url }), yes, no, again)))) {
      return chat.say(t("programs.remove.kept", { url }), after);
    }
    const cause = chat.id("remove");
    const done = { merchantId: webhook.merchantId, by: person.userId, webhookId: webhook.id, cause, now };
    const removed = await removeWebhook(chat.tx, done);
    chat.say(removed ? t("programs.remove.done", { url }) : t("programs.webhooks.gone"), after);
  },
};
