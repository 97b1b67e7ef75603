import { isUuid } from "../db/ids.js";
import type { IncomingMessage } from "../mixin/blaze.js";
import { contactConversationId } from "../mixin/messages.js";
import { readText } from "./understand/text.js";

/** A message as we treat it. */
export type Heard = {
  messageId: string;
  conversationId: string;
  userId: string;
} & (
  | { kind: "text"; text: string }
  /** A picture, a sticker, a contact … */
  | { kind: "other" }
  /** In a group, and we were mentioned. */
  | { kind: "group" }
);

/** Not said by a person to us: receipts, recalls, pins, keys of the encrypted protocol, system news. */
const NOT_TALK = /^(?:SYSTEM_|SIGNAL_|MESSAGE_|PLAIN_JSON$)|^$/;
const TEXTS = new Set(["PLAIN_TEXT", "PLAIN_POST"]);

/** Looks at a message; null when there is nothing to answer. */
export function hear(message: IncomingMessage, bot: { botId: string; botNumber: string }): Heard | null {
  const { messageId, conversationId, userId, category } = message;
  if (NOT_TALK.test(category) || userId === bot.botId) return null;
  if (![messageId, conversationId, userId].every(isUuid)) return null;
  const ids = { messageId, conversationId, userId };
  const isText = TEXTS.has(category);
  if (conversationId !== contactConversationId(bot.botId, userId)) {
    return isText && mentions(message.data, bot.botNumber) ? { ...ids, kind: "group" } : null;
  }
  return isText ? { ...ids, kind: "text", text: readText(message.data) } : { ...ids, kind: "other" };
}

function mentions(data: Buffer, botNumber: string): boolean {
  return botNumber !== "" && new RegExp(`@${botNumber}(?!\\d)`).test(readText(data));
}
