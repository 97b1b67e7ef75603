import { type Canvas } from "@napi-rs/canvas";
import { type Language, LOCALES } from "../i18n/index.js";
import { Decimal } from "../payments/money.js";
import { across, hatch, heading, isFromRight, label, sheet, SIDE, SIZE, WIDTH } from "./chart-parts.js";
import { ACCENT, BESIDE, INK, MUTED, PAPER } from "./colours.js";
import { drawable } from "./fonts.js";

export interface SharesSpec {
  kind: "shares";
  title: string;
  language: Language;
  /** Largest first; decimal strings, not negative. */
  parts: { label: string; value: string }[];
}

const BAR = { left: SIDE, right: WIDTH - SIDE, top: 220, height: 150 };
const ROWS = { top: 430, height: 84, swatch: 56 };
const ROOM_FOR_PERCENT = 230;

/** Parts of a whole as one bar and a list below it, each with its own tone and pattern, its name and its percent. */
export function drawShares(spec: SharesSpec): Canvas {
  const { canvas, context } = sheet(ROWS.top + Math.max(1, spec.parts.length) * ROWS.height + 20);
  const { language } = spec;
  heading(context, spec.title, "", language);
  const fills = [
    ACCENT,
    hatch(context, BESIDE, MUTED, 20),
    "#9aa7b5",
    hatch(context, PAPER, INK, 36),
    hatch(context, ACCENT, PAPER, 28),
    PAPER,
  ];
  const total = spec.parts.reduce((sum, part) => sum.plus(part.value), new Decimal(0));
  const percent = new Intl.NumberFormat(LOCALES[language], { style: "percent", maximumFractionDigits: 1 });
  const fromRight = isFromRight(language);
  context.strokeStyle = INK;
  context.lineWidth = 3;
  let start = BAR.left;
  spec.parts.forEach((part, index) => {
    const share = total.gt(0) ? new Decimal(part.value).div(total) : new Decimal(0);
    const width = (BAR.right - BAR.left) * share.toNumber();
    const from = fromRight ? across(start + width, language) : start;
    context.fillStyle = fills[index % fills.length]!;
    context.fillRect(from, BAR.top, width, BAR.height);
    context.strokeRect(from, BAR.top, width, BAR.height);
    const top = ROWS.top + index * ROWS.height;
    const swatch = across(BAR.left, language) - (fromRight ? ROWS.swatch : 0);
    context.fillRect(swatch, top, ROWS.swatch, ROWS.swatch);
    context.strokeRect(swatch, top, ROWS.swatch, ROWS.swatch);
    context.fillStyle = INK;
    context.textAlign = fromRight ? "right" : "left";
    const baseline = top + ROWS.swatch - 12;
    const name = across(BAR.left + ROWS.swatch + 24, language);
    const room = BAR.right - BAR.left - ROWS.swatch - 24 - ROOM_FOR_PERCENT;
    label(context, drawable(part.label) || "…", name, baseline, SIZE, room, 400, language);
    context.textAlign = fromRight ? "left" : "right";
    const text = percent.format(share.toFixed(4) as Intl.StringNumericLiteral);
    label(context, drawable(text), across(BAR.right, language), baseline, SIZE, ROOM_FOR_PERCENT, 700, language);
    start += width;
  });
  return canvas;
}
