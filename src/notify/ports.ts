import type { PictureSpec } from "../db/tables/chat.js";
import type { Log } from "../log.js";

/** A picture ready to be uploaded. `thumbnail` is base64, at most 5120 characters. */
export interface Picture {
  png: Buffer;
  width: number;
  height: number;
  thumbnail: string;
}

/** What became of one message of a batch. */
export interface SendResult {
  messageId: string;
  ok: boolean;
  error?: unknown;
}

/** What the sender needs of the world. */
export interface SenderPorts {
  /** Sends in this order; throws when the outcome is unknown, else tells what became of each. Repeating is harmless: ids are derived. */
  send(
    messages: { messageId: string; conversationId: string; recipientId: string; category: string; data: string }[],
  ): Promise<SendResult[]>;
  draw(spec: PictureSpec): Promise<Picture>;
  /** Uploads and returns the attachment's id. */
  upload(png: Buffer): Promise<string>;
  /** True when the same request may succeed later. */
  isRetryable(error: unknown): boolean;
  log: Log;
}
