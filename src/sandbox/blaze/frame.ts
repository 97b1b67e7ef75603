import { gunzipSync, gzipSync } from "node:zlib";
import { z } from "zod";
import { ApiError, errorBody } from "../errors.js";
import type { Message } from "../chat/types.js";

// Small windows: frames are short, and setting up a 32 KB window would cost more than packing them.
const PACKING = { level: 1, windowBits: 10, memLevel: 2 };
const MAX_FRAME = 1 << 20;

const frameSchema = z.object({
  id: z.string(),
  action: z.string(),
  params: z.record(z.string(), z.unknown()).nullish(),
});

export type Frame = z.infer<typeof frameSchema>;

/** gzip(JSON), the form of every frame in both directions. */
export function packFrame(frame: unknown): Buffer {
  return gzipSync(JSON.stringify(frame), PACKING);
}

/** Throws when the bytes are no gzipped frame. */
export function unpackFrame(bytes: Buffer): Frame {
  return frameSchema.parse(JSON.parse(gunzipSync(bytes, { maxOutputLength: MAX_FRAME }).toString("utf8")));
}

/** The view of a message both SDK families read: its content in both base64 forms. */
export function messageView(message: Message, source: string) {
  return {
    type: "message",
    conversation_id: message.conversation_id,
    user_id: message.user_id,
    session_id: message.session_id,
    message_id: message.message_id,
    category: message.category,
    data: message.data,
    data_base64: Buffer.from(message.data, "base64").toString("base64url"),
    representative_id: "",
    quote_message_id: message.quote_message_id,
    status: "SENT",
    source,
    silent: message.silent,
    expire_in: message.expire_in,
    created_at: message.created_at,
    updated_at: message.created_at,
  };
}

/** An ERROR frame; answers the frame whose id it carries. */
export function errorFrame(id: string, error: unknown) {
  const refusal = error instanceof ApiError ? error : new ApiError(7000, "Blaze server error.");
  return { id, action: "ERROR", ...errorBody(refusal, "") };
}
