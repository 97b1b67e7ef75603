import { type Canvas, createCanvas, type SKRSContext2D } from "@napi-rs/canvas";
import { DIRECTIONS, type Language, LOCALES } from "../i18n/index.js";
import { Decimal } from "../payments/money.js";
import { INK, MUTED, PAPER } from "./colours.js";
import { drawable, font, registerFonts, type Weight } from "./fonts.js";
import { fitText, write } from "./lettering.js";

export const WIDTH = 1200;
export const SIDE = 50;
/** Of all words but the title. A chat shows the picture some 300 points wide: a quarter of it is what one reads there. */
export const SIZE = 44;

/** An empty picture of a chart. */
export function sheet(height: number): { canvas: Canvas; context: SKRSContext2D } {
  registerFonts();
  const canvas = createCanvas(WIDTH, Math.round(height));
  const context = canvas.getContext("2d");
  context.fillStyle = PAPER;
  context.fillRect(0, 0, WIDTH, canvas.height);
  return { canvas, context };
}

/** How wide a text is at the size of all words. */
export function widthOf(context: SKRSContext2D, text: string, weight: Weight, language: Language): number {
  context.font = font(weight, SIZE, language);
  return context.measureText(text).width;
}

/** Where a place is in a language that is read from the right: on the other side. */
export const across = (x: number, language: Language): number => (isFromRight(language) ? WIDTH - x : x);

export const isFromRight = (language: Language): boolean => DIRECTIONS[language] === "rtl";

/** The title and a line of our own words below it; returns their lower edge. */
export function heading(context: SKRSContext2D, title: string, below: string, language: Language): number {
  context.textAlign = isFromRight(language) ? "right" : "left";
  const start = across(SIDE, language);
  const line = (text: string, weight: Weight, maxSize: number, minSize: number, maxLines: number, top: number) => {
    const room = { weight, language, width: WIDTH - 2 * SIDE, maxSize, minSize, maxLines };
    return write(context, fitText(context, text, room), weight, start, top);
  };
  context.fillStyle = INK;
  const under = line(drawable(title), 700, 60, 48, 2, 36);
  context.fillStyle = MUTED;
  return below === "" ? under : line(below, 400, SIZE, 40, 2, under + 8);
}

/** A pattern of lines, so that two series are told apart without any colour. */
export function hatch(
  context: SKRSContext2D,
  ground: string,
  line: string,
  step: number,
): ReturnType<SKRSContext2D["createPattern"]> {
  const tile = createCanvas(step, step);
  const on = tile.getContext("2d");
  on.fillStyle = ground;
  on.fillRect(0, 0, step, step);
  on.strokeStyle = line;
  on.lineWidth = Math.max(2, step / 5);
  on.beginPath();
  for (const shift of [-step, 0, step]) {
    on.moveTo(shift, step);
    on.lineTo(shift + step, 0);
  }
  on.stroke();
  return context.createPattern(tile, "repeat");
}

/** One line at its baseline, made smaller until it fits. */
export function label(
  context: SKRSContext2D,
  text: string,
  x: number,
  y: number,
  size: number,
  width: number,
  weight: Weight,
  language: Language,
): void {
  context.textBaseline = "alphabetic";
  context.font = font(weight, fitting(context, text, size, width, weight, language), language);
  context.fillText(text, x, y);
}

/** The size, from this one down, at which a line fits. */
function fitting(
  context: SKRSContext2D,
  text: string,
  size: number,
  width: number,
  weight: Weight,
  language: Language,
): number {
  for (let s = size; ; s -= 2) {
    context.font = font(weight, s, language);
    if (s <= 12 || context.measureText(text).width <= width) return s;
  }
}

/** Times a power of ten: what ends an axis, since quarters of these are short numbers. */
const ENDS = [1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10];

/** The end of the axis, not far above the highest value. */
export function niceCeiling(value: Decimal): Decimal {
  const power = new Decimal(10).pow(value.e);
  const step = ENDS.find((factor) => power.times(factor).gte(value)) ?? 10;
  return power.times(step);
}

export const compact = (value: Decimal, language: Language): string =>
  new Intl.NumberFormat(LOCALES[language], {
    notation: value.gte(10_000) ? "compact" : "standard",
    maximumSignificantDigits: 4,
  }).format(value.toFixed() as Intl.StringNumericLiteral);
