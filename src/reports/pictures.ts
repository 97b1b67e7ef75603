import { type Canvas, createCanvas } from "@napi-rs/canvas";
import { z } from "zod";
import type { PictureSpec } from "../db/tables/chat.js";
import { LANGUAGES } from "../i18n/index.js";
import { drawChart } from "./chart.js";
import { drawHours } from "./chart-hours.js";
import { drawShares } from "./chart-shares.js";
import { drawPoster } from "./poster.js";
import { drawQrPicture, type QrSpec } from "./qr-picture.js";

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
/** The text of JSON of this shape: a spec's fields are words and numbers. */
const json = <T>(shape: z.ZodType<T>) => z.string().transform((text): T => shape.parse(JSON.parse(text)));
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
    points: json(points),
    before: json(z.array(value).max(120)).default([]),
  }),
  z.object({ kind: z.literal("shares"), title: z.string(), language, parts: json(points) }),
  z.object({
    kind: z.literal("hours"),
    title: z.string(),
    note: z.string(),
    language,
    counts: json(z.array(z.array(z.number().int().min(0)).length(24)).length(7)),
  }),
  // One that was queued before it had a language is drawn all the same.
  z.object({ kind: z.literal("qr"), url, title: z.string(), language: language.default("en") }),
]);

type Input = z.input<typeof specs>;

/** A spec of the shapes `drawPicture` understands; `points` of a chart is the JSON text of `ChartPoint[]`. */
export type KnownPicture =
  | Exclude<Input, { kind: "qr" | "chart" }>
  | (Omit<Extract<Input, { kind: "chart" }>, "before"> & { before: string })
  | Pick<QrSpec, keyof QrSpec>;

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
  switch (spec.kind) {
    case "poster":
      return drawPoster(spec);
    case "chart":
      return drawChart(spec);
    case "shares":
      return drawShares(spec);
    case "hours":
      return drawHours(spec);
    case "qr":
      return drawQrPicture(spec);
    default:
      return spec satisfies never;
  }
}

/** Longer side of the thumbnail in pixels: some 2 KB as JPEG, well below the wire's limit. */
const THUMBNAIL = 96;

async function thumbnailOf(canvas: Canvas): Promise<string> {
  const scale = THUMBNAIL / Math.max(canvas.width, canvas.height);
  const small = createCanvas(Math.round(canvas.width * scale), Math.round(canvas.height * scale));
  small.getContext("2d").drawImage(canvas, 0, 0, small.width, small.height);
  return (await small.encode("jpeg", 50)).toString("base64");
}
