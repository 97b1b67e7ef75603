import { formatMoment } from "../../i18n/format.js";
import { type Webhook, webhooksOf } from "../../shop/webhooks.js";
import type { Chat, Flow } from "../engine/flow.js";
import { flowButton } from "../ask/wording.js";
import { excerpt } from "../understand/text.js";
import { docsButton, eventsText } from "./words.js";

/** Of an address in a list. */
export const URL_SHOWN = 120;

/** "Webhooks": the shop's own addresses that are told of its orders. */
export const webhooks: Flow = {
  version: 1,
  async run(chat) {
    const { t, merchant } = chat;
    const all = merchant ? await webhooksOf(chat.tx, merchant.id) : [];
    const add = flowButton(chat, "add-webhook");
    if (all.length === 0) {
      const none = [add, flowButton(chat, "deliveries"), docsButton(chat), flowButton(chat, "menu")];
      return chat.say(t("programs.webhooks.none"), none);
    }
    const rows = all.map((webhook, at) => row(chat, webhook, at + 1));
    const more = (["test-webhook", "remove-webhook", "deliveries", "menu"] as const).map((flow) =>
      flowButton(chat, flow),
    );
    const signed = t("programs.webhooks.signed", { key: publicKeyUrl(chat) });
    chat.say([t("programs.webhooks.head"), ...rows, signed].join("\n"), [add, ...more, docsButton(chat)]);
  },
};

/** What receivers check signatures by. */
export const publicKeyUrl = ({ publicUrl }: Pick<Chat, "publicUrl">): string =>
  `${publicUrl}/.well-known/mixtill-callbacks.pem`;

function row(chat: Chat, { url, events, createdAt }: Webhook, number: number): string {
  const since = formatMoment(createdAt, chat.language, chat.person.timeZone);
  const words = { number, url: excerpt(url, URL_SHOWN), events: eventsText(chat, events), since };
  return chat.t("programs.webhooks.row", words);
}
