import { and, eq } from "drizzle-orm";
import type { Db } from "../db/database.js";
import { isFile } from "../db/outbox.js";
import { outbox, type PictureSpec } from "../db/tables/chat.js";
import { file, image, type Payload, text } from "../mixin/payloads.js";
import type { SenderPorts } from "./ports.js";
import { postpone, type Undrawn, undrawnMessages } from "./waiting.js";

/** After so many tries the words go without their picture or file: a receipt link is worth more than a pretty one. */
const MOST_TRIES = 6;

/** Pictures drawn at once: drawing is work for the processor, uploading is waiting. */
const PICTURES_AT_ONCE = 3;
/** Files made at once: a long one reads the database for half a minute. */
const FILES_AT_ONCE = 2;

/**
 * Draws (or makes) and uploads what waits for a picture (or a file) and stores what came of it, so that a restart uploads
 * nothing twice. What cannot be had now holds back only its own conversation. Returns how many were looked at.
 */
export async function drawWaiting(db: Db, ports: SenderPorts, what: "pictures" | "files"): Promise<number> {
  const undrawn = await undrawnMessages(db, what, what === "files" ? FILES_AT_ONCE : PICTURES_AT_ONCE);
  await Promise.all(undrawn.map((message) => drawOne(db, ports, message)));
  return undrawn.length;
}

async function drawOne(db: Db, ports: SenderPorts, message: Undrawn): Promise<void> {
  const drawn = await draw(ports, message).catch((error: unknown) => {
    ports.log("warn", "a picture or file could not be made or uploaded", { messageId: message.messageId, error });
    // A file is read from the database, whose errors say nothing of the next try; it has no caption to go without it.
    const again = ports.isRetryable(error) || (message.picture !== null && isFile(message.picture));
    return message.attempts < MOST_TRIES && again ? "later" : { category: "PLAIN_TEXT" };
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
  if (isFile(picture)) return make(ports, picture);
  const { png, width, height, thumbnail } = await ports.draw(picture);
  const attachmentId = await ports.upload(png, "image/png");
  return image({ attachmentId, mimeType: "image/png", width, height, size: png.length, thumbnail, caption });
}

async function make(ports: SenderPorts, spec: PictureSpec): Promise<Payload> {
  const made = await ports.makeFile(spec);
  if ("refused" in made) return text(made.refused);
  const { content, mimeType, name } = made;
  return file({ attachmentId: await ports.upload(content, mimeType), mimeType, size: content.size, name });
}
