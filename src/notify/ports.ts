import type { PictureSpec } from "../db/tables/chat.js";
import type { Log } from "../log.js";

/** A picture ready to be uploaded. `thumbnail` is base64, at most 5120 characters. */
export interface Picture {
  png: Buffer;
  width: number;
  height: number;
  thumbnail: string;
}

/** A file ready to be uploaded. */
export interface MadeFile {
  content: Blob;
  mimeType: string;
  /** With its ending. */
  name: string;
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
  /** Makes a file, or says in a sentence why there will be none. Reads the database; may take long. */
  makeFile(spec: PictureSpec): Promise<MadeFile | { refused: string }>;
  /** Uploads and returns the attachment's id. */
  upload(content: Uint8Array | Blob, mimeType: string): Promise<string>;
  /** A transfer's claim link, for its sender; null for anybody else, and when it has none. */
  claimLink(remittanceId: string, readerId: string): Promise<string | null>;
  /** True when the same request may succeed later. */
  isRetryable(error: unknown): boolean;
  log: Log;
}
