import { type Canvas, createCanvas, type SKRSContext2D } from "@napi-rs/canvas";
import { type Language, texts } from "../i18n/index.js";
import { ACCENT, INK, LINE, MUTED, PAPER } from "./colours.js";
import { drawable, registerFonts } from "./fonts.js";
import { fitText, heightOf, type Lettering, write } from "./lettering.js";
import { drawQr, qrModules, qrSize } from "./qr.js";

export interface PosterSpec {
  kind: "poster";
  shop: string;
  title: string;
  /** The formatted price, or words for "any amount"; may be empty. */
  price: string;
  /** What the QR says. */
  url: string;
  /** The same for people to type. */
  link: string;
  language: Language;
}

// A6 at 300 dpi, A5 at 210 dpi.
export const POSTER = { width: 1240, height: 1748 } as const;
const { width: WIDTH, height: HEIGHT } = POSTER;
const MARGIN = 100;
const BAND = 560;
const QR_ROOM = 840;
const CARD_PADDING = 18;

/** A name in a script we bundle no font for is printed as the shop's handle. */
export const handleOf = (link: string): string => link.split("/").at(-2) ?? "";

/** The poster of a receipt code as a picture. */
export function drawPoster(spec: PosterSpec): Canvas {
  const canvas = createCanvas(POSTER.width, POSTER.height);
  paintPoster(canvas.getContext("2d"), spec);
  return canvas;
}

/** The same on whatever the context draws on, as large as `POSTER` says in its units. */
export function paintPoster(context: SKRSContext2D, spec: PosterSpec): void {
  registerFonts();
  const t = texts(spec.language);
  const { language } = spec;
  const width = WIDTH - 2 * MARGIN;
  const middle = WIDTH / 2;
  context.fillStyle = PAPER;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.fillStyle = ACCENT;
  context.fillRect(0, 0, WIDTH, BAND);
  context.textAlign = "center";

  const qr = qrModules(spec.url);
  const size = qrSize(qr, QR_ROOM);
  const card = size + 2 * CARD_PADDING;
  const cardTop = 330;
  const shop = fitText(context, drawable(spec.shop) || handleOf(spec.link), {
    weight: 700,
    language,
    width,
    maxSize: 104,
    minSize: 56,
    maxLines: 2,
  });
  context.fillStyle = PAPER;
  write(context, shop, 700, middle, (cardTop - heightOf(shop)) / 2 + 10);

  context.fillStyle = PAPER;
  context.strokeStyle = LINE;
  context.lineWidth = 4;
  context.beginPath();
  context.roundRect(middle - card / 2, cardTop, card, card, 40);
  context.fill();
  context.stroke();
  drawQr(context, qr, Math.round(middle - size / 2), cardTop + CARD_PADDING, size);

  const link = fitText(context, spec.link, { weight: 400, language, width, maxSize: 38, minSize: 22, maxLines: 2 });
  const hint = fitText(context, t("reports.poster.hint"), {
    weight: 700,
    language,
    width,
    maxSize: 44,
    minSize: 28,
    maxLines: 1,
  });
  const footTop = HEIGHT - 84 - heightOf(hint) - heightOf(link);
  context.fillStyle = INK;
  const linkTop = write(context, hint, 700, middle, footTop);
  context.fillStyle = MUTED;
  write(context, link, 400, middle, linkTop + 8);

  const titleText = drawable(spec.title);
  const title = fitText(context, titleText, { weight: 400, language, width, maxSize: 68, minSize: 40, maxLines: 2 });
  const priceText = drawable(spec.price);
  const price = fitText(context, priceText, { weight: 700, language, width, maxSize: 100, minSize: 48, maxLines: 1 });
  const gap = titleText && priceText ? 8 : 0;
  const top = cardTop + card;
  const free = footTop - top - heightOf(title) - heightOf(price) - gap;
  context.fillStyle = INK;
  const priceTop = write(context, title, 400, middle, top + free / 2) + gap;
  writePrice(price, priceTop);

  function writePrice(lettering: Lettering, y: number): void {
    context.fillStyle = ACCENT;
    write(context, lettering, 700, middle, y);
  }
}
