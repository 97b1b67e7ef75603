import type { Executor } from "./database.js";
import { outbox, type PictureSpec } from "./tables/chat.js";

/** A chat message to be sent; `messageId` is derived from its cause, so queueing it twice is queueing it once. */
export interface OutboxMessage {
  messageId: string;
  conversationId: string;
  recipientId: string;
  category: string;
  /** Payload text (not base64); of a picture, its caption. */
  data: string;
  /** Drawn and uploaded when sent; the message becomes a PLAIN_IMAGE. */
  picture?: PictureSpec;
}

/** Adds messages to the outbox in the caller's transaction, in this order. The sender is woken by whoever commits. */
export async function queueMessages(tx: Executor, messages: OutboxMessage[]): Promise<void> {
  if (messages.length === 0) return;
  await tx
    .insert(outbox)
    .values(messages.map((m) => ({ ...m, picture: m.picture ?? null, toDraw: m.picture !== undefined })))
    .onConflictDoNothing({ target: outbox.messageId });
}
