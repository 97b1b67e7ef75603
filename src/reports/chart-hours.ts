import { type Canvas, type SKRSContext2D } from "@napi-rs/canvas";
import { type Language, LOCALES, texts } from "../i18n/index.js";
import { across, heading, isFromRight, label, sheet, SIDE, SIZE, WIDTH } from "./chart-parts.js";
import { INK, LINE, MUTED, PAPER } from "./colours.js";
import { drawable } from "./fonts.js";

export interface HoursSpec {
  kind: "hours";
  title: string;
  /** Which days are counted. */
  note: string;
  language: Language;
  /** Of each weekday, Monday first, the payments of its 24 hours. */
  counts: number[][];
}

const GRID = { left: 200, right: WIDTH - SIDE, top: 370, row: 62 };
const BELOW = 40;
/** Cells as full as this carry their number in the paper's colour, others in ink: whichever is read better on them. */
const DARK = 0.75;
const A_MONDAY = Date.UTC(2024, 0, 1, 12);
const DAY_MS = 86_400_000;

/**
 * When payments come: a column for each weekday, a row for each hour from the first that had any to the last, one tone
 * from paper to full, and the number in each cell.
 */
export function drawHours(spec: HoursSpec): Canvas {
  const { language, counts } = spec;
  const [first, last] = busy(counts);
  const { canvas, context } = sheet(GRID.top + (last - first + 1) * GRID.row + BELOW);
  const most = Math.max(1, ...counts.flat());
  const sum = counts.flat().reduce((total, count) => total + count, 0);
  const payments = texts(language)("statistics.chart.payments", { count: sum });
  heading(context, spec.title, [spec.note, payments].filter((part) => part !== "").join(" · "), language);
  const width = (GRID.right - GRID.left) / counts.length;
  const weekday = new Intl.DateTimeFormat(LOCALES[language], { weekday: "short", timeZone: "UTC" });
  counts.forEach((hours, day) => {
    const begin = GRID.left + day * width;
    const left = isFromRight(language) ? across(begin + width, language) : begin;
    context.fillStyle = MUTED;
    context.textAlign = "center";
    const name = drawable(weekday.format(new Date(A_MONDAY + day * DAY_MS)));
    label(context, name, left + width / 2, GRID.top - 18, SIZE, width - 8, 400, language);
    hours.slice(first, last + 1).forEach((count, row) => {
      const box = { left, top: GRID.top + row * GRID.row, width, height: GRID.row };
      cell(context, box, count, count / most, language);
    });
  });
  context.fillStyle = MUTED;
  context.textAlign = isFromRight(language) ? "left" : "right";
  for (let hour = first; hour <= last; hour++) {
    const baseline = GRID.top + (hour - first + 0.5) * GRID.row + SIZE * 0.36;
    label(context, `${hour}:00`, across(GRID.left - 18, language), baseline, SIZE, GRID.left - 18, 400, language);
  }
  return canvas;
}

/** The first and the last hour that had payments; the whole day where none had. */
function busy(counts: number[][]): [first: number, last: number] {
  const hours = Array.from({ length: 24 }, (_, hour) => hour).filter((hour) => counts.some((day) => day[hour]! > 0));
  return [hours[0] ?? 0, hours.at(-1) ?? 23];
}

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

function cell(context: SKRSContext2D, box: Box, count: number, share: number, language: Language): void {
  context.fillStyle = tone(share);
  context.fillRect(box.left, box.top, box.width, box.height);
  context.strokeStyle = LINE;
  context.lineWidth = 2;
  context.strokeRect(box.left, box.top, box.width, box.height);
  if (count === 0) return;
  context.fillStyle = share >= DARK ? PAPER : INK;
  context.textAlign = "center";
  const text = new Intl.NumberFormat(LOCALES[language], { notation: "compact", maximumFractionDigits: 0 }).format(
    count,
  );
  const baseline = box.top + box.height / 2 + SIZE * 0.36;
  label(context, text, box.left + box.width / 2, baseline, SIZE, box.width - 6, 700, language);
}

/** From the paper to the accent, by lightness: as well told apart in grey. */
function tone(share: number): string {
  const mixed = [
    [255, 11],
    [255, 95],
    [255, 102],
  ].map(([paper, full]) => Math.round(paper! + (full! - paper!) * share));
  return `rgb(${mixed.join(", ")})`;
}
