import type { IncomingMessage } from "node:http";
import type { Context } from "hono";

/** A group of 256 members, each in a multipart section of its own, fits. */
const BODY_BYTES = 64 * 1024;

/** What a request carries; `null`: more than anybody needs. Throws when it breaks off. */
export async function readBody(c: Context): Promise<Uint8Array<ArrayBuffer> | null> {
  const length = Number(c.req.header("content-length") ?? Number.NaN);
  if (length === 0) return new Uint8Array();
  if (length > BODY_BYTES) return null;
  const { method } = c.req.raw;
  if (method === "GET" || method === "HEAD") return readUnderGet(c, length);
  if (length > 0 && !c.req.header("transfer-encoding")) return new Uint8Array(await c.req.arrayBuffer());
  return collect(c.req.raw.body ?? []);
}

/** A GET with a body is nothing that a Request can hold: it is read from the connection. */
async function readUnderGet(c: Context, length: number): Promise<Uint8Array<ArrayBuffer> | null> {
  if (Number.isNaN(length) && !c.req.header("transfer-encoding")) return new Uint8Array();
  const { incoming } = (c.env ?? {}) as { incoming?: IncomingMessage };
  // Leaving early must not end the connection: the answer goes out by it.
  const body = await collect(incoming?.iterator({ destroyOnReturn: false }) ?? []);
  // What is left is let through, or the next request would wait behind it for ever.
  if (body === null) incoming?.resume();
  return body;
}

async function collect(chunks: AsyncIterable<Uint8Array> | []): Promise<Uint8Array<ArrayBuffer> | null> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > BODY_BYTES) return null;
    parts.push(chunk);
  }
  return new Uint8Array(Buffer.concat(parts));
}
