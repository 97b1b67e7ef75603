import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Context, Hono } from "hono";

const FOLDER = new URL("../../assets/web/", import.meta.url);

/** The address is written into shops' pages for good: after this time they ask whether there is another version. */
const HEADERS = {
  "cache-control": "public, max-age=300, stale-while-revalidate=86400",
  // Loaded by pages of any origin, also by those that check its hash or keep out what is not meant for them.
  "access-control-allow-origin": "*",
  "cross-origin-resource-policy": "cross-origin",
  "x-content-type-options": "nosniff",
};

/** Without comments that fill a line, indentation, and line ends after which none is needed. The formatter sees to `;`. */
const shortened = (script: string): string =>
  script.replaceAll(/^[ \t]*(\/\/.*|\/\*\*.*\*\/)?\n?/gm, "").replaceAll(/([{};,(])\n/g, "$1");

function sending(body: string, type: string) {
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  const headers = { ...HEADERS, etag };
  return (c: Context): Response => {
    // A proxy that has packed it may have marked it as weak.
    const known = (c.req.header("if-none-match") ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
    if (known.includes(etag)) return c.body(null, 304, headers);
    return c.body(body, 200, { ...headers, "content-type": `${type}; charset=utf-8` });
  };
}

/** What shops' own pages load: the payment in a dialog, its button, and the types of both. */
export function componentRoutes(): Hono {
  const read = (name: string) => readFileSync(new URL(name, FOLDER), "utf8");
  return new Hono()
    .get("/mixtill.js", sending(shortened(read("mixtill.js")), "text/javascript"))
    .get("/mixtill.d.ts", sending(read("mixtill.d.ts"), "text/plain"));
}
