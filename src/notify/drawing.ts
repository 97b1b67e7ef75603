import { and, eq } from "drizzle-orm";
import type { Db } from "../db/database.js";
import { outbox } from "../db/tables/chat.js";
import { image, type Payload } from "../mixin/payloads.js";
import type { SenderPorts } from "./ports.js";
import { postpone, type Undrawn, undrawnMessages } from "./waiting.js";

/** After so many tries the words go without their picture: a receipt link is worth more than a pretty one. */
const MOST_TRIES = 6;

/** Pictures drawn at once: drawing is work for the processor, uploading is waiting. */
const AT_ONCE = 3;

/**
 * Draws and uploads what waits for a picture and stores what came of it, so that a restart uploads nothing twice.
 * A picture that cannot be had now holds back only its own conversation. Returns how many were looked at.
 */
export async function drawWaiting(db: Db, ports: SenderPorts): Promise<number> {
  const undrawn = await undrawnMessages(db, AT_ONCE);
  await Promise.all(undrawn.map((message) => drawOne(db, ports, message)));
  return undrawn.length;
}

async function drawOne(db: Db, ports: SenderPorts, message: Undrawn): Promise<void> {
  const drawn = await draw(ports, message).catch((error: unknown) => {
    ports.log("warn", "a picture could not be drawn or uploaded", { messageId: message.messageId, error });
    return message.attempts < MOST_TRIES && ports.isRetryable(error) ? "later" : { category: "PLAIN_TEXT" };
  });
  // A database that fails here is no fault of the picture: the round ends, and another draws it again.
  if (drawn === "later") await postpone(db, message, 1_000 * 2 ** message.attempts);
  else
    await db
      .update(outbox)
      .set({ ...drawn, toDraw: false })
      // Another process may have drawn it meanwhile, and sent it.
      .where(and(eq(outbox.seq, message.seq), eq(outbox.toDraw, true)));
}

async function draw(ports: SenderPorts, { picture, data: caption }: Undrawn): Promise<Payload> {
  if (!picture) throw new Error("a message waits for a picture that nobody described");
  const { png, width, height, thumbnail } = await ports.draw(picture);
  const attachmentId = await ports.upload(png);
  return image({ attachmentId, mimeType: "image/png", width, height, size: png.length, thumbnail, caption });
}
