import { type Canvas, type SKRSContext2D } from "@napi-rs/canvas";
import { formatAmount } from "../i18n/format.js";
import { type Language, LOCALES, texts } from "../i18n/index.js";
import { Decimal } from "../payments/money.js";
import {
  across,
  compact,
  hatch,
  heading,
  isFromRight,
  label,
  niceCeiling,
  sheet,
  SIDE,
  SIZE,
  WIDTH,
  widthOf,
} from "./chart-parts.js";
import { ACCENT, BESIDE, INK, LINE, MUTED, PAPER } from "./colours.js";
import { drawable } from "./fonts.js";
import { fitText, heightOf as heightOfLines, write } from "./lettering.js";

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
  /** The values of the time before, point by point; none: there is nothing to compare with. */
  before: string[];
}

const HEIGHT = 1120;
/** Its top is below what stands above it. */
const PLOT = { left: 190, right: WIDTH - SIDE, bottom: HEIGHT - 100 };
const TICKS = 4;
/** Over the highest bar: its value. */
const ABOVE = SIZE + 40;
const MARGIN = 16;
/** Between the labels of two bars. */
const APART = 24;

interface Bar {
  label: string;
  value: Decimal;
  before: Decimal | null;
}

/**
 * Bars of the points, dark and full, each beside a pale hatched one of the time before: told apart by place, tone and
 * pattern, never by hue alone. Languages that are read from the right have their axis and the first bar there.
 */
export function drawChart(spec: ChartSpec): Canvas {
  const { canvas, context } = sheet(HEIGHT);
  const { language } = spec;
  const paired = spec.before.length > 0;
  const bars: Bar[] = Array.from({ length: Math.max(spec.points.length, spec.before.length) }, (_, index) => {
    const [point, before] = [spec.points[index], spec.before[index]];
    const value = new Decimal(point?.value ?? "0");
    const name = drawable(dayLabel(point?.label ?? "", language));
    return { label: name, value, before: before ? new Decimal(before) : null };
  });
  const highest = bars.reduce<Bar | null>((top, bar) => (top && top.value.gte(bar.value) ? top : bar), null);
  const most = bars.reduce((top, { value, before }) => Decimal.max(top, value, before ?? 0), new Decimal(0));
  const scale = most.gt(0) ? niceCeiling(most) : null;
  const under = heading(context, spec.title, summary(spec, bars, highest), language);
  const top = (paired ? legend(context, under + 16, language) : under) + ABOVE;
  grid(context, top, scale, language);
  if (!scale) nothing(context, top, language);
  const slot = (PLOT.right - PLOT.left) / Math.max(1, bars.length);
  const hasRoom = bars.every(({ value }) => widthOf(context, compact(value, language), 700, language) < slot - 6);
  const widest = Math.max(1, ...bars.map((bar) => widthOf(context, bar.label, 400, language)));
  const every = Math.ceil((widest + APART) / slot);
  bars.forEach((bar, index) => {
    const middle = across(PLOT.left + slot * (index + 0.5), language);
    const drawn = column(context, bar, { middle, slot, top, scale, paired, language });
    if (bar.value.gt(0) && (hasRoom || bar === highest)) {
      const text = compact(bar.value, language);
      context.fillStyle = INK;
      halo(context, text, within(drawn.centre, widthOf(context, text, 700, language)), drawn.top - 16);
    }
    // Counted from the last bar, so that today always has its date.
    if ((bars.length - 1 - index) % every === 0) {
      context.fillStyle = MUTED;
      context.textAlign = "center";
      const width = Math.max(slot * every - 6, 40);
      const at = within(middle, Math.min(width, widest));
      label(context, bar.label, at, PLOT.bottom + SIZE + 16, SIZE, width, 400, language);
    }
  });
  return canvas;
}

/** The middle of something this wide, moved so that it is within the picture. */
const within = (middle: number, width: number): number =>
  Math.min(Math.max(middle, MARGIN + width / 2), WIDTH - MARGIN - width / 2);

interface Place {
  middle: number;
  slot: number;
  top: number;
  scale: Decimal | null;
  paired: boolean;
  language: Language;
}

/** A bar and, where there is a time before, its bar; returns where the value of the first stands. */
function column(context: SKRSContext2D, { value, before }: Bar, place: Place): { top: number; centre: number } {
  const { middle, slot, top, scale, paired, language } = place;
  const full = Math.max(2, Math.min(150, slot * (paired ? 0.8 : 0.68)));
  const thick = paired ? full / 2 : full;
  const heightOf = (amount: Decimal) => {
    const share = scale ? amount.div(scale).toNumber() : 0;
    // A bar of a small value stays visible.
    return amount.gt(0) ? Math.max(3, share * (PLOT.bottom - top)) : 0;
  };
  const draw = (from: number, amount: Decimal) => {
    const height = heightOf(amount);
    const round = Math.min(6, thick / 2, height);
    context.beginPath();
    context.roundRect(from, PLOT.bottom - height, thick, height, [round, round, 0, 0]);
    context.fill();
  };
  const left = middle - full / 2;
  // The earlier one comes first in the direction of reading.
  const [then, now] = isFromRight(language) ? [left + thick, left] : [left, left + thick];
  if (before?.gt(0)) {
    context.fillStyle = hatch(context, BESIDE, MUTED, 16);
    draw(then, before);
    context.strokeStyle = MUTED;
    context.lineWidth = 1.5;
    context.stroke();
  }
  context.fillStyle = ACCENT;
  draw(paired ? now : left, value);
  return { top: PLOT.bottom - heightOf(value), centre: (paired ? now : left) + thick / 2 };
}

/** A value over its bar, in the font last set, on the paper's colour where the neighbour is taller. */
function halo(context: SKRSContext2D, text: string, x: number, y: number): void {
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  context.strokeStyle = PAPER;
  context.lineWidth = 10;
  context.lineJoin = "round";
  context.strokeText(text, x, y);
  context.fillText(text, x, y);
}

function summary(spec: ChartSpec, bars: Bar[], highest: Bar | null): string {
  const t = texts(spec.language);
  const amount = (value: Decimal) => formatAmount(value.toFixed(), drawable(spec.unit), spec.language, spec.places);
  const total = bars.reduce((sum, bar) => sum.plus(bar.value), new Decimal(0));
  const parts: string[] = [t("reports.chart.total", { amount: amount(total) })];
  if (highest?.value.gt(0)) {
    parts.push(t("reports.chart.highest", { amount: amount(highest.value), day: highest.label }));
  }
  return parts.join(" · ");
}

/** Which bars are which, beside or below each other; returns its lower edge. */
function legend(context: SKRSContext2D, top: number, language: Language): number {
  const t = texts(language);
  const fromRight = isFromRight(language);
  const [swatch, gap] = [SIZE, 16];
  let [start, line] = [SIDE, top];
  for (const [words, fill] of [
    [t("statistics.chart.now"), ACCENT],
    [t("statistics.chart.earlier"), hatch(context, BESIDE, MUTED, 16)],
  ] as const) {
    const text = drawable(words);
    const width = swatch + gap + widthOf(context, text, 400, language);
    if (start > SIDE && start + width > WIDTH - SIDE) [start, line] = [SIDE, line + swatch + gap];
    context.fillStyle = fill;
    const x = across(start, language) - (fromRight ? swatch : 0);
    context.fillRect(x, line, swatch, swatch);
    context.strokeStyle = MUTED;
    context.lineWidth = 2;
    context.strokeRect(x, line, swatch, swatch);
    context.fillStyle = INK;
    context.textAlign = fromRight ? "right" : "left";
    const from = across(start + swatch + gap, language);
    label(context, text, from, line + SIZE * 0.86, SIZE, WIDTH - 2 * SIDE - swatch - gap, 400, language);
    start += width + 50;
  }
  return line + swatch;
}

function nothing(context: SKRSContext2D, top: number, language: Language): void {
  context.fillStyle = MUTED;
  context.textAlign = "center";
  const room = { weight: 400 as const, language, width: 900, maxSize: 52, minSize: SIZE, maxLines: 2 };
  const none = fitText(context, texts(language)("reports.chart.none"), room);
  // Between two lines of the grid.
  write(context, none, 400, WIDTH / 2, PLOT.bottom - ((PLOT.bottom - top) * 2.5) / TICKS - heightOfLines(none) / 2);
}

function grid(context: SKRSContext2D, top: number, scale: Decimal | null, language: Language): void {
  const left = Math.min(across(PLOT.left, language), across(PLOT.right, language));
  for (let tick = 0; tick <= TICKS; tick++) {
    const y = Math.round(PLOT.bottom - ((PLOT.bottom - top) * tick) / TICKS);
    context.fillStyle = tick === 0 ? MUTED : LINE;
    context.fillRect(left, y - 1, PLOT.right - PLOT.left, tick === 0 ? 4 : 3);
    if (!scale) continue;
    context.fillStyle = MUTED;
    context.textAlign = isFromRight(language) ? "left" : "right";
    const value = compact(scale.times(tick).div(TICKS), language);
    label(context, value, across(PLOT.left - 18, language), y + SIZE * 0.36, SIZE, PLOT.left - 24, 400, language);
  }
}

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
