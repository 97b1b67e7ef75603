import { MixinRefused, MixinUnreachable } from "./errors.js";
import type { Log } from "../log.js";
import { reasonOf } from "./reason.js";
import type { Sdk } from "./sdk.js";
import { backOff, pause } from "./wait.js";

export interface Uploaded {
  attachmentId: string;
  viewUrl: string;
  mimeType: string;
  /** Bytes. */
  size: number;
}

export interface AttachmentApi {
  /** Stores a file for a message. Throws MixinRefused or MixinUnreachable after the last try. */
  upload(bytes: Uint8Array | Blob, options: { mime: string; timeoutMs?: number }): Promise<Uploaded>;
}

const TRIES = 3;
const TIMEOUT_MS = 30_000;
/** A second more for each so many bytes: a large file takes its time. */
const BYTES_A_SECOND = 250_000;

const sizeOf = (bytes: Uint8Array | Blob): number => (bytes instanceof Blob ? bytes.size : bytes.byteLength);

export function createAttachmentApi(sdk: Sdk, log: Log): AttachmentApi {
  const delay = backOff(500, 5000);

  async function attempt(bytes: Uint8Array | Blob, mime: string, timeoutMs: number): Promise<Uploaded> {
    const slot = await sdk.attachment.create();
    if (!slot.upload_url) throw new Error("Mixin gave no upload address");
    await put(slot.upload_url, bytes, timeoutMs);
    return { attachmentId: slot.attachment_id, viewUrl: slot.view_url, mimeType: mime, size: sizeOf(bytes) };
  }

  return {
    async upload(bytes, { mime, timeoutMs }) {
      const patience = timeoutMs ?? TIMEOUT_MS + Math.ceil(sizeOf(bytes) / BYTES_A_SECOND) * 1_000;
      for (let tried = 1; ; tried += 1) {
        try {
          return await attempt(bytes, mime, patience);
        } catch (error) {
          if (!(error instanceof MixinUnreachable) || tried >= TRIES) throw error;
          log("debug", "uploading again", { reason: error.message });
          await pause(delay(tried - 1));
        }
      }
    },
  };
}

/** The storage's own request: no token of ours, and the headers Mixin signed the address with. */
async function put(url: string, bytes: Uint8Array | Blob, timeoutMs: number): Promise<void> {
  const failed = { call: "PUT attachment", requestId: "" };
  let response: Response;
  try {
    response = await fetch(url, {
      method: "PUT",
      headers: { "Content-Type": "application/octet-stream", "x-amz-acl": "public-read" },
      body: bytes,
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.arrayBuffer();
  } catch (error) {
    throw new MixinUnreachable(failed, reasonOf(error), { cause: error });
  }
  if (response.status >= 500) throw new MixinUnreachable(failed, `HTTP ${response.status}`);
  if (!response.ok) throw new MixinRefused(failed, { code: response.status, description: `HTTP ${response.status}` });
}
