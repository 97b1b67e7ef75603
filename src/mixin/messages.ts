import { createHash } from "node:crypto";
import { MixinRefused } from "./errors.js";
import type { Transport } from "./transport.js";

/** A message of the bot; `data` is the payload's text, see payloads.ts. */
export interface OutgoingMessage {
  /** Derived from what caused the message: sending twice is sending once. */
  messageId: string;
  conversationId: string;
  recipientId: string;
  category: string;
  data: string;
  quoteMessageId?: string | undefined;
  silent?: boolean | undefined;
}

/** What became of one message. A refused one stays refused: sending it again does not help. */
export type SendResult = { messageId: string; ok: true } | { messageId: string; ok: false; error: MixinRefused };

export interface MessageApi {
  /**
   * Sends messages in order, as few requests as Mixin's limits allow. Returns one result per message, in order.
   * Throws MixinUnreachable when the outcome is unknown, MixinRefused when the refusal is about all of them (token,
   * rate limit): send the same again then, what was already sent is not shown twice.
   */
  send(batch: OutgoingMessage[]): Promise<SendResult[]>;
  /** Creates the conversation of the bot and a user; needed before writing to somebody who never wrote. */
  ensureConversation(userId: string): Promise<void>;
  conversationIdWith(userId: string): string;
  /** Tells Mixin that messages are handled; at most 100 ids. */
  acknowledge(messageIds: string[]): Promise<void>;
}

/** Mixin's limits for one request; 128 KB read as the smaller of its two meanings. */
const MAX_MESSAGES = 100;
const MAX_BYTES = 128_000;
/** Refusals that would hit each message of the batch alike. */
const ABOUT_ALL: ReadonlySet<number> = new Set([401, 429, 911, 10006]);
/** The conversation does not exist yet. */
const FORBIDDEN = 403;

export function createMessageApi(transport: Transport, botId: string): MessageApi {
  const conversationIdWith = (userId: string) => contactConversationId(botId, userId);

  async function ensureConversation(userId: string): Promise<void> {
    const body = {
      category: "CONTACT",
      conversation_id: conversationIdWith(userId),
      participants: [{ user_id: userId }],
    };
    await transport.request({ method: "POST", path: "/conversations", body });
  }

  const post = (wires: string[]) =>
    transport.request({ method: "POST", path: "/messages", body: `[${wires.join(",")}]` });

  /** Halves a refused batch until the messages that are refused stand alone. */
  async function deliver(batch: Prepared[]): Promise<SendResult[]> {
    try {
      await post(batch.map(({ wire }) => wire));
    } catch (error) {
      if (!(error instanceof MixinRefused) || ABOUT_ALL.has(error.code)) throw error;
      const [first] = batch;
      if (batch.length === 1 && first) return [await deliverRefused(first, error)];
      const middle = Math.ceil(batch.length / 2);
      return [...(await deliver(batch.slice(0, middle))), ...(await deliver(batch.slice(middle)))];
    }
    return batch.map(({ message }) => ({ messageId: message.messageId, ok: true }));
  }

  async function deliverRefused({ message, wire }: Prepared, refusal: MixinRefused): Promise<SendResult> {
    const { messageId, recipientId } = message;
    const isContact = message.conversationId === conversationIdWith(recipientId);
    if (refusal.code !== FORBIDDEN || !isContact) return { messageId, ok: false, error: refusal };
    try {
      await ensureConversation(recipientId);
      await post([wire]);
      return { messageId, ok: true };
    } catch (error) {
      if (!(error instanceof MixinRefused) || ABOUT_ALL.has(error.code)) throw error;
      return { messageId, ok: false, error };
    }
  }

  return {
    async send(batch) {
      const results: SendResult[] = [];
      for (const part of inRequests(batch.map(prepare))) results.push(...(await deliver(part)));
      return results;
    },
    ensureConversation,
    conversationIdWith,
    async acknowledge(messageIds) {
      const body = messageIds.map((id) => ({ message_id: id, status: "READ" }));
      await transport.request({ method: "POST", path: "/acknowledgements", body });
    },
  };
}

/** The id of the conversation between two users: md5 of both ids in order, made a version 3 uuid. */
export function contactConversationId(oneId: string, otherId: string): string {
  const [first = "", second = ""] = [oneId.toLowerCase(), otherId.toLowerCase()].sort();
  const bytes = createHash("md5")
    .update(first + second)
    .digest();
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x30, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

interface Prepared {
  message: OutgoingMessage;
  /** The message as JSON, written once: also when its batch is halved. */
  wire: string;
  bytes: number;
}

function prepare(message: OutgoingMessage): Prepared {
  const wire = JSON.stringify({
    conversation_id: message.conversationId,
    recipient_id: message.recipientId,
    message_id: message.messageId,
    category: message.category,
    data_base64: Buffer.from(message.data, "utf8").toString("base64url"),
    quote_message_id: message.quoteMessageId,
    silent: message.silent,
  });
  return { message, wire, bytes: Buffer.byteLength(wire) };
}

function inRequests(prepared: Prepared[]): Prepared[][] {
  const requests: Prepared[][] = [];
  let current: Prepared[] = [];
  let bytes = 2;
  for (const one of prepared) {
    if (current.length > 0 && (current.length >= MAX_MESSAGES || bytes + one.bytes + 1 > MAX_BYTES)) {
      requests.push(current);
      current = [];
      bytes = 2;
    }
    current.push(one);
    bytes += one.bytes + 1;
  }
  if (current.length > 0) requests.push(current);
  return requests;
}
