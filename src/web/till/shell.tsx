import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createCanvas, Path2D } from "@napi-rs/canvas";
import { type Context, Hono } from "hono";
import { DIRECTIONS, LANGUAGES, type Language, texts } from "../../i18n/index.js";
import { icon, style, tillScript, tillStyle } from "../static-files.js";
import { Offline } from "./pages/notice.js";

const INK = "#0b5f66";
const GROUND = "#f1f5f6";
const WORKER = readFileSync(new URL("../../../assets/web/till-worker.js", import.meta.url), "utf8");
const DAY = "public, max-age=86400";

/** Of an icon that is cut to a shape, the middle four fifths are sure to be seen. */
const ICONS = {
  "icon-192": { side: 192, isMasked: false },
  "icon-512": { side: 512, isMasked: false },
  "icon-masked-512": { side: 512, isMasked: true },
} as const;
type IconName = keyof typeof ICONS;

const iconPath = (name: IconName): string => `/till/${name}.png`;

/**
 * What makes the counter a program on the device: what it is called, its icons, and a worker that keeps its shell, so that
 * without a connection it says so. None of it tells anything about money or anybody, so it is for everybody.
 */
export function shellRoutes(): Hono {
  const routes = new Hono();
  const drawn = new Map<IconName, Buffer>();

  routes.get("/till/manifest.webmanifest", (c) => {
    const language = languageOf(c);
    const t = texts(language);
    const png = { type: "image/png" };
    const manifest = {
      id: "/till",
      name: t("till.title"),
      short_name: t("till.short"),
      lang: language,
      dir: DIRECTIONS[language],
      start_url: "/till",
      scope: "/till",
      display: "standalone",
      background_color: GROUND,
      theme_color: INK,
      icons: [
        { ...png, src: iconPath("icon-192"), sizes: "192x192", purpose: "any" },
        { ...png, src: iconPath("icon-512"), sizes: "512x512", purpose: "any" },
        { ...png, src: iconPath("icon-masked-512"), sizes: "512x512", purpose: "maskable" },
      ],
    };
    const headers = { "content-type": "application/manifest+json; charset=utf-8", "cache-control": DAY };
    return c.body(JSON.stringify(manifest), 200, headers);
  });

  routes.get("/till/worker.js", (c) => {
    const headers = {
      "content-type": "text/javascript; charset=utf-8",
      // Its own folder is "/till/": the keypad is a step above.
      "service-worker-allowed": "/till",
      "cache-control": "no-cache",
    };
    return c.body(workerFor(languageOf(c)), 200, headers);
  });

  routes.get("/till/offline", (c) => c.html(<Offline speech={{ language: languageOf(c), chosen: false }} />));

  for (const name of Object.keys(ICONS) as IconName[]) {
    routes.get(iconPath(name), (c) => {
      const png = drawn.get(name) ?? drawIcon(ICONS[name]);
      drawn.set(name, png);
      return c.body(new Uint8Array(png), 200, { "content-type": "image/png", "cache-control": DAY });
    });
  }
  return routes;
}

const languageOf = (c: Context): Language => LANGUAGES.find((one) => one === c.req.query("lang")) ?? "en";

/** The worker with what it keeps; what it keeps has another name whenever anything of it is another. */
function workerFor(language: Language): string {
  const offline = `/till/offline?lang=${language}`;
  const files = [style.path, tillStyle.path, tillScript.path, icon.path, offline];
  const version = createHash("sha256").update(WORKER).update(files.join()).digest("base64url").slice(0, 12);
  const kept = JSON.stringify({ version: `till-${version}`, offline, files });
  return `const KEPT = ${kept};\n${WORKER}`;
}

/** The icon of the pages, as a picture of so many pixels; with room around its sign where it is cut to a shape. */
function drawIcon({ side, isMasked }: { side: number; isMasked: boolean }): Buffer {
  const canvas = createCanvas(side, side);
  const context = canvas.getContext("2d");
  context.scale(side / 64, side / 64);
  context.fillStyle = INK;
  context.beginPath();
  context.roundRect(0, 0, 64, 64, isMasked ? 0 : 16);
  context.fill();
  if (isMasked) {
    context.translate(32, 32);
    context.scale(0.75, 0.75);
    context.translate(-32, -32);
  }
  Object.assign(context, { strokeStyle: "#ffffff", lineWidth: 7, lineCap: "round", lineJoin: "round" });
  context.stroke(new Path2D("M16 46V20l16 16 16-16v26"));
  return canvas.toBuffer("image/png");
}
