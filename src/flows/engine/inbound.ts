import { deriveId, isUuid } from "../../db/ids.js";
import type { IncomingMessage } from "../../mixin/blaze.js";
import { contactConversationId } from "../../mixin/messages.js";
import { readLines, readText } from "../understand/text.js";

/** A message as we treat it. */
export type Heard = {
  messageId: string;
  conversationId: string;
  userId: string;
  /** Whose answers a waiting flow takes: in a group each member has a thread of their own. */
  thread: string;
} &
  /** `written`: the text with its line breaks, when it has several lines. */
  (
    | { kind: "text"; text: string; written?: string }
    /** A picture, a sticker, a contact … */
    | { kind: "other" }
    /** In a group, and we were mentioned; without the mention. */
    | { kind: "group"; text: string }
    /** We came to a group, or had to leave it. */
    | { kind: "joined" | "removed" }
  );

/** Not said by a person to us: receipts, recalls, pins, keys of the encrypted protocol, system news. */
const NOT_TALK = /^(?:SYSTEM_|SIGNAL_|MESSAGE_|PLAIN_JSON$)|^$/;
const TEXTS = new Set(["PLAIN_TEXT", "PLAIN_POST"]);

/** Looks at a message; null when there is nothing to answer. */
export function hear(message: IncomingMessage, bot: { botId: string; botNumber: string }): Heard | null {
  const { messageId, conversationId, userId, category } = message;
  if (category === "SYSTEM_CONVERSATION") return hearOfGroup(message, bot.botId);
  if (NOT_TALK.test(category) || userId === bot.botId) return null;
  if (![messageId, conversationId, userId].every(isUuid)) return null;
  const ids = { messageId, conversationId, userId, thread: conversationId };
  const isText = TEXTS.has(category);
  if (conversationId !== contactConversationId(bot.botId, userId)) {
    const text = isText ? mentioned(message.data, bot.botNumber) : null;
    return text === null
      ? null
      : { ...ids, thread: deriveId(conversationId, `thread of ${userId}`), kind: "group", text };
  }
  if (!isText) return { ...ids, kind: "other" };
  const written = readLines(message.data);
  return { ...ids, kind: "text", text: readText(message.data), ...(written !== null && { written }) };
}

/** What was said to us; null when we were not mentioned. */
function mentioned(data: Buffer, botNumber: string): string | null {
  if (botNumber === "") return null;
  const mention = new RegExp(`@${botNumber}(?!\\d)`, "g");
  const text = readText(data);
  const rest = text.replace(mention, " ");
  // Of a long message only the beginning is read, and we may be called at its end.
  if (rest === text && data.toString("utf8").search(mention) < 0) return null;
  return rest.replace(/^[\s,:،、]+|\s+$/gu, "");
}

/** News of who is in a group: of interest when it is about us. */
function hearOfGroup({ messageId, conversationId, userId, data }: IncomingMessage, botId: string): Heard | null {
  const news = readNews(data);
  const actor = news?.user_id ?? userId;
  if (!news || ![messageId, conversationId, actor].every(isUuid) || actor === botId) return null;
  if (conversationId === contactConversationId(botId, actor)) return null;
  const heard = { messageId, conversationId, userId: actor, thread: conversationId };
  const isUs = news.participant_id === botId;
  if (news.action === "CREATE" || (isUs && (news.action === "ADD" || news.action === "JOIN"))) {
    return { ...heard, kind: "joined" };
  }
  return isUs && (news.action === "REMOVE" || news.action === "EXIT") ? { ...heard, kind: "removed" } : null;
}

function readNews(data: Buffer): Partial<Record<"action" | "participant_id" | "user_id", string>> | null {
  try {
    const news: unknown = JSON.parse(data.toString("utf8"));
    return typeof news === "object" ? news : null;
  } catch {
    return null;
  }
}
