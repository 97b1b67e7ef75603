import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Context } from "hono";

// the browser's files are not compiled: this folder is three levels below the package both in src and in dist
const FOLDER = new URL("../../../src/sandbox/messenger/static/", import.meta.url);
const NAME = /^[a-z][a-z0-9-]*\.(?:js|css|svg)$/;
const TYPES: Record<string, string> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};
const QR_READER = "jsqr.js";

/** Sends one file of the page; the QR reader comes from its package. */
export async function sendStatic(c: Context): Promise<Response> {
  const name = c.req.param("file") ?? "";
  if (!NAME.test(name)) return c.text("There is no such file.", 404);
  try {
    const bytes = await readFile(pathOf(name));
    return c.body(bytes, 200, {
      "content-type": TYPES[extname(name)] ?? "application/octet-stream",
      "x-content-type-options": "nosniff",
      "cache-control": "no-cache",
    });
  } catch {
    return c.text("There is no such file.", 404);
  }
}

function pathOf(name: string): string {
  if (name === QR_READER) return createRequire(import.meta.url).resolve("jsqr/dist/jsQR.js");
  return fileURLToPath(new URL(name, FOLDER));
}
