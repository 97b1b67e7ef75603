import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Context, Hono } from "hono";

const FOLDER = new URL("../../assets/web/", import.meta.url);

interface StaticFile {
  body: string;
  path: string;
  type: string;
}

/** A file of the pages; its address has its contents' hash, so that browsers may keep it for ever. */
function load(name: string, extension: string, type: string): StaticFile {
  const body = readFileSync(new URL(`${name}.${extension}`, FOLDER), "utf8");
  const hash = createHash("sha256").update(body).digest("base64url").slice(0, 12);
  return { body, path: `/assets/${name}.${hash}.${extension}`, type };
}

export const style = load("style", "css", "text/css; charset=utf-8");
export const script = load("page", "js", "text/javascript; charset=utf-8");
export const docsStyle = load("docs", "css", "text/css; charset=utf-8");
export const docsScript = load("docs", "js", "text/javascript; charset=utf-8");
export const tillStyle = load("till", "css", "text/css; charset=utf-8");
export const tillScript = load("till", "js", "text/javascript; charset=utf-8");
export const icon = load("icon", "svg", "image/svg+xml");

const send = (file: StaticFile) => (c: Context) =>
  c.body(file.body, 200, { "content-type": file.type, "cache-control": "public, max-age=31536000, immutable" });

/** Serves exactly these files, and nothing from the disk by name. */
export function staticRoutes(): Hono {
  const routes = new Hono();
  for (const file of [style, script, docsStyle, docsScript, tillStyle, tillScript, icon])
    routes.get(file.path, send(file));
  // Asked for by browsers, whatever the page says.
  routes.get("/favicon.ico", send(icon));
  routes.get("/robots.txt", (c) =>
    c.text("User-agent: *\nDisallow: /code/\nDisallow: /pay\nDisallow: /claim/\nDisallow: /till\n"),
  );
  return routes;
}
