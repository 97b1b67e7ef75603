import { gunzipSync, gzipSync } from "node:zlib";

/** A message somebody sent to the bot, as Blaze delivers it. */
export interface IncomingMessage {
  messageId: string;
  conversationId: string;
  /** The sender. For system messages the user they are about. */
  userId: string;
  category: string;
  /** The payload's bytes; text of PLAIN_TEXT is their UTF-8. */
  data: Buffer;
  /** RFC 3339. */
  createdAt: string;
  /** Empty when it quotes nothing. */
  quoteMessageId: string;
  source: string;
}

/** One frame of Blaze: gzipped JSON. */
export interface Frame {
  id: string;
  action: string;
  params?: Record<string, unknown>;
  data?: unknown;
  error?: { code?: number; description?: string };
}

/** A frame unpacks to at most this much; the payload of a message is capped at 128 KB by Mixin. */
const MAX_FRAME_BYTES = 8 * 1024 * 1024;

/** Frames are tiny: packing them at once is cheaper than a trip through the thread pool. */
export function encodeFrame(frame: Frame): Buffer {
  return gzipSync(JSON.stringify(frame));
}

/** Throws when the bytes are not a gzipped JSON object. */
export function decodeFrame(bytes: Buffer): Frame {
  const value: unknown = JSON.parse(gunzipSync(bytes, { maxOutputLength: MAX_FRAME_BYTES }).toString("utf8"));
  if (typeof value !== "object" || value === null) throw new Error("the frame is not an object");
  const { id, action, ...rest } = value as Record<string, unknown>;
  return {
    ...(rest as Partial<Frame>),
    id: typeof id === "string" ? id : "",
    action: typeof action === "string" ? action : "",
  };
}

/**
 * The message in a frame, or nothing when it carries none: receipts of our own messages have another action, replies
 * to what we sent have an empty category.
 */
export function messageIn(frame: Frame): IncomingMessage | undefined {
  if (frame.action !== "CREATE_MESSAGE" || typeof frame.data !== "object" || frame.data === null) return undefined;
  const view = frame.data as Record<string, unknown>;
  const text = (name: string): string => {
    const value = view[name];
    return typeof value === "string" ? value : "";
  };
  const messageId = text("message_id");
  const category = text("category");
  if (messageId === "" || category === "") return undefined;
  return {
    messageId,
    conversationId: text("conversation_id"),
    userId: text("user_id"),
    category,
    // Node reads both of Mixin's base64 alphabets; "data" is the standard one, "data_base64" the url-safe one.
    data: Buffer.from(text("data") || text("data_base64"), "base64"),
    createdAt: text("created_at"),
    quoteMessageId: text("quote_message_id"),
    source: text("source"),
  };
}
