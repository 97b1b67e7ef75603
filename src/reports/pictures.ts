import { type Canvas, createCanvas } from "@napi-rs/canvas";
import { z } from "zod";
import type { PictureSpec } from "../db/tables/chat.js";
import { LANGUAGES } from "../i18n/index.js";
import { drawChart } from "./chart.js";
import { drawPoster } from "./poster.js";
import { drawQrPicture } from "./qr-picture.js";

export interface Picture {
  png: Buffer;
  width: number;
  height: number;
  /** Base64 of a tiny JPEG, at most 5,120 characters. */
  thumbnail: string;
}

const language = z.enum(LANGUAGES);
const url = z.string().min(1).max(800);
const value = z.string().regex(/^\d{1,30}(\.\d{1,18})?$/);
const points = z.array(z.object({ label: z.string().max(40), value })).max(120);
const specs = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("poster"),
    shop: z.string(),
    title: z.string(),
    price: z.string(),
    url,
    link: z.string(),
    language,
  }),
  z.object({
    kind: z.literal("chart"),
    title: z.string(),
    unit: z.string(),
    places: z.number().int().min(0).max(8),
    language,
    points: z.string().transform((text) => points.parse(JSON.parse(text))),
  }),
  z.object({ kind: z.literal("qr"), url, title: z.string() }),
]);

/** A spec of the shapes `drawPicture` understands; `points` of a chart is the JSON text of `ChartPoint[]`. */
export type KnownPicture = z.input<typeof specs>;

/**
 * Draws a picture; the same spec gives the same picture. Throws on a spec that is none of ours.
 * Drawing takes some 20 ms of the main thread, encoding runs beside it.
 */
export async function drawPicture(spec: PictureSpec): Promise<Picture> {
  const canvas = draw(specs.parse(spec));
  const [png, thumbnail] = await Promise.all([canvas.encode("png"), thumbnailOf(canvas)]);
  return { png, width: canvas.width, height: canvas.height, thumbnail };
}

function draw(spec: z.output<typeof specs>): Canvas {
  if (spec.kind === "poster") return drawPoster(spec);
  return spec.kind === "chart" ? drawChart(spec) : drawQrPicture(spec);
}

/** Longer side of the thumbnail in pixels: some 2 KB as JPEG, well below the wire's limit. */
const THUMBNAIL = 96;

async function thumbnailOf(canvas: Canvas): Promise<string> {
  const scale = THUMBNAIL / Math.max(canvas.width, canvas.height);
  const small = createCanvas(Math.round(canvas.width * scale), Math.round(canvas.height * scale));
  small.getContext("2d").drawImage(canvas, 0, 0, small.width, small.height);
  return (await small.encode("jpeg", 50)).toString("base64");
}
