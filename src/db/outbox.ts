import { sql } from "drizzle-orm";
import type { Executor } from "./database.js";
import type { PictureSpec } from "./tables/chat.js";
import { storable } from "./text.js";

/** A chat message to be sent; `messageId` is derived from its cause, so queueing it twice is queueing it once. */
export interface OutboxMessage {
  messageId: string;
  conversationId: string;
  recipientId: string;
  category: string;
  /** Payload text (not base64); of a picture, its caption; of a file, what is said when it cannot be made. */
  data: string;
  /** Drawn or made, and uploaded, when sent; the message becomes a PLAIN_IMAGE, or of a file (`isFile`) a PLAIN_DATA. */
  picture?: PictureSpec;
  /** Kept no longer than until it is sent, or given up. */
  isSecret?: boolean;
}

/** True for specs of files, whose kinds are named "file.…": the rest are pictures. */
export const isFile = ({ kind }: PictureSpec): boolean => kind.startsWith("file.");

/**
 * Adds messages to the outbox in the caller's transaction, in this order. The sender is woken by whoever commits.
 * They travel as one JSON parameter: a batch has hundreds, and building a parameter for each value costs more than
 * everything else a chat message does.
 */
export async function queueMessages(tx: Executor, messages: OutboxMessage[]): Promise<void> {
  if (messages.length === 0) return;
  const rows = JSON.stringify(messages, (_key, value: unknown) =>
    typeof value === "string" ? storable(value) : value,
  );
  await tx.execute(sql`
    insert into outbox (message_id, conversation_id, recipient_id, category, data, picture, to_draw, is_secret)
    select "messageId", "conversationId", "recipientId", category, data, picture, picture is not null,
      coalesce("isSecret", false)
    from rows from (jsonb_to_recordset(${rows}::jsonb) as ("messageId" uuid, "conversationId" uuid,
      "recipientId" uuid, category text, data text, picture jsonb, "isSecret" boolean)) with ordinality
    order by ordinality
    on conflict (message_id) do nothing`);
}
