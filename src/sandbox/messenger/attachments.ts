import { isUuid } from "./pay-link.js";
import type { Phone } from "./phone.js";

/** As much as the storage takes. */
const LARGEST = 50 * 1024 * 1024;
const PICTURES: [string, (bytes: Buffer) => boolean][] = [
  ["image/png", (bytes) => bytes.subarray(0, 4).toString("latin1") === "\x89PNG"],
  ["image/jpeg", (bytes) => bytes.subarray(0, 3).toString("hex") === "ffd8ff"],
  ["image/gif", (bytes) => bytes.subarray(0, 4).toString("latin1") === "GIF8"],
  ["image/webp", (bytes) => bytes.subarray(8, 12).toString("latin1") === "WEBP"],
];

/**
 * The bytes of an attachment by its id, as the client gets them (`GET /attachments/:id`, then its `view_url`).
 * Passed through this server so that the scanner may read the pixels; the type is told by the bytes, not by the sender.
 */
export async function readAttachment(phone: Phone, id: string): Promise<Response> {
  if (!isUuid(id)) return new Response(null, { status: 404 });
  const { view_url } = await phone.client.attachment.fetch(id);
  const answer = await fetch(view_url, { signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) return new Response(null, { status: 404 });
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (bytes.length > LARGEST) return new Response(null, { status: 413 });
  const picture = PICTURES.find(([, matches]) => matches(bytes));
  return new Response(bytes, {
    headers: {
      "content-type": picture?.[0] ?? "application/octet-stream",
      "content-disposition": picture ? "inline" : "attachment",
      "content-security-policy": "sandbox",
      "x-content-type-options": "nosniff",
      "cache-control": "private, max-age=86400",
    },
  });
}
