import { readWebhookAddress } from "../../shop/webhook-address.js";
import {
  addWebhook,
  type Webhook,
  WEBHOOK_EVENTS,
  type WebhookEvent,
  WEBHOOKS_MAX,
  webhooksOf,
} from "../../shop/webhooks.js";
import { openShop } from "../codes/make-code.js";
import type { Chat, Flow, Question, Understood } from "../engine/flow.js";
import { notUnderstood, understood } from "../ask/questions.js";
import { flowButton } from "../ask/wording.js";
import { DEFAULT_QUOTE } from "../settings/handle.js";
import { unquote } from "../understand/text.js";
import { EVENT_PARTS } from "../understand/program-words.js";
import { severalQuestion } from "./several.js";
import { publicKeyUrl } from "./webhooks.js";
import { docsButton, eventsText } from "./words.js";

/** "Add webhook", "add webhook https://shop.example.com/paid": an address, and what it is to be told. */
export const addOneWebhook: Flow = {
  version: 1,
  async run(chat) {
    const { t, person, merchant, now } = chat;
    const full = () => chat.say(t("programs.add.full", { max: WEBHOOKS_MAX }), [flowButton(chat, "webhooks")]);
    const all = merchant ? await webhooksOf(chat.tx, merchant.id) : [];
    if (all.length >= WEBHOOKS_MAX) return full();
    const url = await askAddress(chat, all);
    const events = await chat.ask("events", eventsQuestion(chat, url));

    const shop = await openShop(chat, DEFAULT_QUOTE[chat.language]);
    const id = chat.id("webhook");
    const wanted = { id, merchantId: shop.id, by: person.userId, url, events, cause: id, now };
    const added = await addWebhook(chat.tx, wanted);
    if (!added.ok) return full();
    const words = { url, events: eventsText(chat, added.webhook.events), key: publicKeyUrl(chat) };
    chat.say(t("programs.add.done", words), [
      { ...flowButton(chat, "test-webhook"), input: `/test-webhook ${id}` },
      flowButton(chat, "webhooks"),
      docsButton(chat),
      flowButton(chat, "menu"),
    ]);
  },
};

async function askAddress(chat: Chat, all: Webhook[]): Promise<string> {
  const started = chat.start.trim() === "" ? null : readAddress(chat, all, chat.start);
  if (started?.ok) return started.value;
  return chat.ask("url", {
    text: started ? started.problem : chat.t("programs.add.url"),
    understand: (typed) => readAddress(chat, all, typed),
  });
}

function readAddress({ t, callsAnywhere }: Chat, all: Webhook[], typed: string): Understood<string> {
  const read = readWebhookAddress(unquote(typed), callsAnywhere);
  if (!read.ok) return notUnderstood(t(`programs.address.${read.problem}`));
  return all.some(({ url }) => url === read.url) ? notUnderstood(t("programs.address.known")) : understood(read.url);
}

function eventsQuestion({ t }: Chat, url: string): Question<WebhookEvent[]> {
  const choices: { label: string; value: WebhookEvent[] }[] = [
    { label: t("programs.add.all"), value: [...WEBHOOK_EVENTS] },
    { label: t("programs.event.order.success"), value: ["order.success"] },
    { label: t("programs.add.ends"), value: ["order.success", "order.failed"] },
    { label: t("programs.event.refund.success"), value: ["refund.success"] },
  ];
  return severalQuestion(t("programs.add.events", { url }), EVENT_PARTS, choices, t("programs.add.again"));
}
