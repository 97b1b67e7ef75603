import { type Canvas, createCanvas } from "@napi-rs/canvas";
import type { Language } from "../i18n/index.js";
import { INK, PAPER } from "./colours.js";
import { drawable, registerFonts } from "./fonts.js";
import { fitText, heightOf, write } from "./lettering.js";
import { drawQr, qrModules, qrSize } from "./qr.js";

export interface QrSpec {
  kind: "qr";
  url: string;
  /** A line below the code; may be empty. */
  title: string;
  language: Language;
}

const SIZE = 720;

/** A QR code alone, with a caption below. */
export function drawQrPicture(spec: QrSpec): Canvas {
  registerFonts();
  const qr = qrModules(spec.url);
  const size = qrSize(qr, SIZE);
  const measure = createCanvas(1, 1).getContext("2d");
  const title = fitText(measure, drawable(spec.title), {
    weight: 700,
    language: spec.language,
    width: SIZE - 80,
    maxSize: 44,
    minSize: 28,
    maxLines: 2,
  });
  const caption = title.lines.length ? heightOf(title) + 40 : 0;
  const canvas = createCanvas(SIZE, Math.ceil(size + caption));
  const context = canvas.getContext("2d");
  context.fillStyle = PAPER;
  context.fillRect(0, 0, canvas.width, canvas.height);
  drawQr(context, qr, Math.floor((SIZE - size) / 2), 0, size);
  context.fillStyle = INK;
  context.textAlign = "center";
  write(context, title, 700, SIZE / 2, size);
  return canvas;
}
