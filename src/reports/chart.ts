import { type Canvas, createCanvas, type SKRSContext2D } from "@napi-rs/canvas";
import { formatAmount } from "../i18n/format.js";
import { type Language, LOCALES, texts } from "../i18n/index.js";
import { Decimal } from "../payments/money.js";
import { ACCENT, INK, LINE, MUTED, PAPER } from "./colours.js";
import { drawable, font, registerFonts } from "./fonts.js";
import { fitText, write } from "./lettering.js";

export interface ChartPoint {
  /** A day as YYYY-MM-DD, shown in the language's short form, or any short text. */
  label: string;
  /** A decimal string, not negative. */
  value: string;
}

export interface ChartSpec {
  kind: "chart";
  title: string;
  /** Symbol of the values, shown after each number. */
  unit: string;
  /** Decimal places of the unit, filled up where there is a fraction: "12.50 EUR". */
  places: number;
  language: Language;
  points: ChartPoint[];
}

const WIDTH = 1200;
const HEIGHT = 800;
const PLOT = { left: 130, right: 1150, top: 250, bottom: 690 };
/** Fewer bars than this carry their value each; more would overlap. */
const LABELLED = 11;
const TICKS = 4;
const VALUE_SIZE = 26;
const MARGIN = 16;

/** Bars of the points in one dark colour on white: told apart by place and number, never by hue. */
export function drawChart(spec: ChartSpec): Canvas {
  registerFonts();
  const canvas = createCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext("2d");
  context.fillStyle = PAPER;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  const bars = spec.points.map((point) => ({
    label: dayLabel(point.label, spec.language),
    value: new Decimal(point.value),
  }));
  const total = bars.reduce((sum, bar) => sum.plus(bar.value), new Decimal(0));
  const highest = bars.reduce<(typeof bars)[number] | null>(
    (top, bar) => (top && top.value.gte(bar.value) ? top : bar),
    null,
  );
  const scale = highest?.value.gt(0) ? niceCeiling(highest.value) : null;

  heading(context, spec, total, highest?.value.gt(0) ? highest : null);
  grid(context, scale, spec.language);
  if (!scale) {
    context.fillStyle = MUTED;
    context.textAlign = "center";
    const none = fitText(context, texts(spec.language)("reports.chart.none"), {
      weight: 400,
      width: 900,
      maxSize: 44,
      minSize: 28,
      maxLines: 1,
    });
    write(context, none, 400, (PLOT.left + PLOT.right) / 2, (PLOT.top + PLOT.bottom) / 2 - 40);
  }
  const slot = (PLOT.right - PLOT.left) / Math.max(1, bars.length);
  const every = Math.ceil((bars.length * 92) / (PLOT.right - PLOT.left));
  bars.forEach((bar, index) => {
    const share = scale ? bar.value.div(scale).toNumber() : 0;
    // A bar of a small value stays visible.
    const height = bar.value.gt(0) ? Math.max(3, share * (PLOT.bottom - PLOT.top)) : 0;
    const middle = PLOT.left + slot * (index + 0.5);
    const thick = Math.max(2, Math.min(90, slot * 0.68));
    context.fillStyle = ACCENT;
    context.beginPath();
    context.roundRect(middle - thick / 2, PLOT.bottom - height, thick, height, [
      Math.min(6, thick / 2, height),
      Math.min(6, thick / 2, height),
      0,
      0,
    ]);
    context.fill();
    context.textAlign = "center";
    if (bar.value.gt(0) && (bars.length < LABELLED || bar === highest)) {
      const room = bars.length < LABELLED ? slot - 6 : 200;
      const text = compact(bar.value, spec.language);
      context.font = font(700, VALUE_SIZE);
      const half = context.measureText(text).width / 2;
      // Above its bar, and within the picture.
      const centre = Math.min(Math.max(middle, PLOT.left + half), WIDTH - MARGIN - half);
      context.fillStyle = INK;
      label(context, text, centre, PLOT.bottom - height - 14, VALUE_SIZE, room, 700);
    }
    // Counted from the last bar, so that today always has its date.
    if ((bars.length - 1 - index) % every === 0) {
      context.fillStyle = MUTED;
      label(context, drawable(bar.label), middle, PLOT.bottom + 40, 24, Math.max(slot * every - 6, 40), 400);
    }
  });
  return canvas;
}

function heading(
  context: SKRSContext2D,
  spec: ChartSpec,
  total: Decimal,
  highest: { label: string; value: Decimal } | null,
): void {
  const t = texts(spec.language);
  context.textAlign = "left";
  context.fillStyle = INK;
  const title = fitText(context, drawable(spec.title), {
    weight: 700,
    width: WIDTH - 120,
    maxSize: 52,
    minSize: 34,
    maxLines: 2,
  });
  const below = write(context, title, 700, 60, 44);
  const amount = (value: Decimal) => formatAmount(value.toFixed(), drawable(spec.unit), spec.language, spec.places);
  const parts: string[] = [t("reports.chart.total", { amount: amount(total) })];
  if (highest) parts.push(t("reports.chart.highest", { amount: amount(highest.value), day: highest.label }));
  context.fillStyle = MUTED;
  const summary = fitText(context, drawable(parts.join(" · ")), {
    weight: 400,
    width: WIDTH - 120,
    maxSize: 32,
    minSize: 22,
    maxLines: 1,
  });
  write(context, summary, 400, 60, below + 4);
}

function grid(context: SKRSContext2D, scale: Decimal | null, language: Language): void {
  for (let tick = 0; tick <= TICKS; tick++) {
    const y = Math.round(PLOT.bottom - ((PLOT.bottom - PLOT.top) * tick) / TICKS);
    context.fillStyle = tick === 0 ? MUTED : LINE;
    context.fillRect(PLOT.left, y - 1, PLOT.right - PLOT.left, 2);
    if (!scale) continue;
    context.fillStyle = MUTED;
    context.textAlign = "right";
    label(context, compact(scale.times(tick).div(TICKS), language), PLOT.left - 16, y + 8, 24, PLOT.left - 24, 400);
  }
}

/** One line at its baseline, made smaller until it fits. */
function label(
  context: SKRSContext2D,
  text: string,
  x: number,
  y: number,
  size: number,
  width: number,
  weight: 400 | 700,
): void {
  context.textBaseline = "alphabetic";
  for (let s = size; ; s -= 2) {
    context.font = font(weight, s);
    if (s <= 12 || context.measureText(text).width <= width) break;
  }
  context.fillText(text, x, y);
}

/** The end of the axis: 1, 2, 4 or 8 times a power of ten, so that quarters of it are short numbers. */
function niceCeiling(value: Decimal): Decimal {
  const power = new Decimal(10).pow(value.e);
  const step = [1, 2, 4, 8, 10].find((factor) => power.times(factor).gte(value)) ?? 10;
  return power.times(step);
}

const compact = (value: Decimal, language: Language): string =>
  new Intl.NumberFormat(LOCALES[language], {
    notation: value.gte(10_000) ? "compact" : "standard",
    maximumSignificantDigits: 4,
  }).format(value.toFixed() as Intl.StringNumericLiteral);

function dayLabel(label: string, language: Language): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(label)) return label;
  const day = new Date(`${label}T00:00:00Z`);
  if (Number.isNaN(day.getTime())) return label;
  return new Intl.DateTimeFormat(LOCALES[language], {
    day: "numeric",
    month: language === "en" ? "short" : "numeric",
    timeZone: "UTC",
  }).format(day);
}
