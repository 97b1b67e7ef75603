import { crc32, gunzipSync, gzipSync } from "node:zlib";
import { z } from "zod";
import { ApiError, errorBody } from "../errors.js";
import type { Message } from "../chat/types.js";

const GZIP_HEADER = Buffer.from("1f8b08000000000000ff", "hex");
/** The most that one stored block can hold. */
const MAX_STORED = 0xffff;
const MAX_FRAME = 1 << 20;

const frameSchema = z.object({
  id: z.string(),
  action: z.string(),
  params: z.record(z.string(), z.unknown()).nullish(),
});

export type Frame = z.infer<typeof frameSchema>;

/**
 * gzip(JSON), the form of every frame in both directions. A short frame is stored in its gzip envelope
 * without being squeezed, which takes a third of the time: pushing must not be what a benchmark measures.
 */
export function packFrame(frame: unknown): Buffer {
  const data = Buffer.from(JSON.stringify(frame));
  if (data.length > MAX_STORED) return gzipSync(data);
  const ends = Buffer.allocUnsafe(13);
  ends.writeUInt8(1, 0);
  ends.writeUInt16LE(data.length, 1);
  ends.writeUInt16LE(~data.length & MAX_STORED, 3);
  ends.writeUInt32LE(crc32(data), 5);
  ends.writeUInt32LE(data.length, 9);
  return Buffer.concat([GZIP_HEADER, ends.subarray(0, 5), data, ends.subarray(5)]);
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
