import type { Hono } from "hono";
import { errorBody, notFound } from "../errors.js";
import type { World } from "../world.js";

const MAX_FILE = 50 * 1024 * 1024;
const COLOURS = ["#7983C2", "#8F7AC5", "#C5595A", "#C97B46", "#76A048", "#3D98D0", "#5979F0", "#8A64D0"];

/** A round badge with a letter or two, in a colour that belongs to the text. */
function badge(text: string, seed: string): string {
  const hash = Buffer.from(seed).reduce((sum, byte) => (sum * 31 + byte) >>> 0, 7);
  const label = text.replaceAll(/[^\p{L}\p{N}]/gu, "") || "?";
  const size = label.length > 3 ? 26 : 34;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="100" height="100">` +
    `<circle cx="50" cy="50" r="50" fill="${COLOURS[hash % COLOURS.length]}"/><text x="50" y="50" dy=".36em" ` +
    `text-anchor="middle" font-family="sans-serif" font-weight="600" font-size="${size}" fill="#fff">${label}</text></svg>`
  );
}

/** The storage that attachments are put to and read from, and the pictures of people and assets. */
export function fileRoutes(app: Hono, world: World): void {
  const { attachments, people } = world;
  const gone = () => Response.json(errorBody(notFound(), ""), { status: 404 });
  const svg = (text: string, seed: string) =>
    new Response(badge(text, seed), {
      headers: { "content-type": "image/svg+xml", "cache-control": "public, max-age=86400" },
    });

  app.put("/sandbox/attachments/:id", async (c) => {
    if (Number(c.req.header("content-length") ?? 0) > MAX_FILE) return c.text("too large", 413);
    const bytes = Buffer.from(await c.req.arrayBuffer());
    const taken = attachments.upload(c.req.param("id"), c.req.query("secret") ?? "", bytes);
    world.store.journal.flush();
    return taken ? c.body(null, 200) : c.text("Forbidden", 403);
  });

  app.get("/sandbox/attachments/:id", (c) => {
    const bytes = attachments.bytes(c.req.param("id"));
    if (bytes === undefined) return gone();
    return new Response(new Uint8Array(bytes), { headers: { "content-type": "application/octet-stream" } });
  });

  app.get("/sandbox/avatars/:file{.+\\.svg}", (c) => {
    const user = people.get(c.req.param("file").slice(0, -4));
    return user === undefined ? gone() : svg(user.full_name.slice(0, 1).toUpperCase(), user.user_id);
  });

  app.get("/sandbox/icons/:file{.+\\.svg}", (c) => {
    const asset = world.market.asset(c.req.param("file").slice(0, -4));
    return asset === undefined ? gone() : svg(asset.symbol.slice(0, 4), asset.symbol);
  });
}
