import type { Webhook } from "../../shop/webhooks.js";
import { hostIn } from "../../shop/webhooks.js";
import type { Chat } from "../engine/flow.js";
import { flowButton } from "../ask/wording.js";
import { whichOf } from "./which.js";

/** The webhook that is meant; null when there is none (any more), which was said then. */
export async function askWebhook(chat: Chat, all: Webhook[], text: string): Promise<Webhook | null> {
  const { t } = chat;
  if (all.length === 0) {
    chat.say(t("programs.webhooks.none"), [flowButton(chat, "add-webhook"), flowButton(chat, "menu")]);
    return null;
  }
  const unknown = (typed: string) => t("programs.webhooks.unknown", { text: typed });
  const webhook = await whichOf(chat, all, { nameOf: ({ url }) => shortName(url), text, unknown });
  if (!webhook) chat.say(t("programs.webhooks.gone"), [flowButton(chat, "webhooks"), flowButton(chat, "menu")]);
  return webhook ?? null;
}

/** "shop.example.com/paid", as far as a button has room. */
function shortName(url: string): string {
  const { pathname } = new URL(url);
  return `${hostIn(url)}${pathname === "/" ? "" : pathname}`.slice(0, 32);
}
