import type { SKRSContext2D } from "@napi-rs/canvas";
import { DIRECTIONS, type Language, LOCALES } from "../i18n/index.js";
import { font, graphemes, type Weight } from "./fonts.js";

export interface Lettering {
  size: number;
  lines: string[];
  language: Language;
}

export interface Room {
  weight: Weight;
  language: Language;
  width: number;
  maxSize: number;
  minSize: number;
  maxLines: number;
}

/** Distance of two baselines, as a share of the size. */
export const LEADING = 1.22;

const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}]/u;
/** What belongs to the piece before it: punctuation, and in Japanese particles and endings. */
const ENDING = /^(?:[^\p{L}\p{N}\p{Ps}\p{Pi}]+|[\p{Script=Hiragana}ー]+)$/u;
/** What the next piece belongs to: an opening bracket, the number of 500円. */
const OPENING = /[\p{Ps}\p{Pi}\p{N}]$/u;
/** A borrowed word the dictionary does not know is in pieces: ラ|テ. */
const KATAKANA = /^[\p{Script=Katakana}ー]+$/u;
const segmenters = new Map<Language, Intl.Segmenter>();

function words(text: string, language: Language): Iterable<Intl.SegmentData> {
  let segmenter = segmenters.get(language);
  if (!segmenter) {
    segmenter = new Intl.Segmenter(LOCALES[language], { granularity: "word" });
    segmenters.set(language, segmenter);
  }
  return segmenter.segment(text);
}

/**
 * The pieces a line may be broken between: words with what follows them and the space, and where Chinese or Japanese is
 * written, which has no spaces, phrases: スキャンして|支払う, 扫码|付款.
 */
function pieces(text: string, language: Language): string[] {
  const out: string[] = [];
  let last = "";
  for (const { segment } of words(text, language)) {
    const isWhole = KATAKANA.test(last) && KATAKANA.test(segment);
    const isPhrase = (CJK.test(last) || CJK.test(segment)) && !ENDING.test(segment) && !OPENING.test(last);
    const mayBreak = last.endsWith(" ") || (isPhrase && !isWhole);
    if (mayBreak || out.length === 0) out.push(segment);
    else out[out.length - 1] += segment;
    last = segment;
  }
  return out;
}

function wrap(context: SKRSContext2D, text: string, width: number, language: Language): string[] {
  const fits = (line: string) => context.measureText(line.trimEnd()).width <= width;
  const lines: string[] = [];
  let line = "";
  for (const piece of pieces(text, language)) {
    if (fits(line + piece)) {
      line += piece;
      continue;
    }
    if (line.trim()) lines.push(line.trim());
    line = "";
    // A word wider than the line is broken where it must be.
    for (const cluster of fits(piece) ? [piece] : graphemes(piece)) {
      if (line && !fits(line + cluster)) {
        lines.push(line.trim());
        line = "";
      }
      line += cluster;
    }
  }
  return line.trim() ? [...lines, line.trim()] : lines;
}

function shorten(context: SKRSContext2D, line: string, width: number): string {
  const parts = graphemes(line);
  while (parts.length > 1 && context.measureText(`${parts.join("").trimEnd()}…`).width > width) parts.pop();
  return `${parts.join("").trimEnd()}…`;
}

/** The largest size at which the text fits the room; at the smallest size what is too much ends in an ellipsis. */
export function fitText(context: SKRSContext2D, text: string, room: Room): Lettering {
  for (let size = room.maxSize; ; size = Math.max(room.minSize, size - 4)) {
    context.font = font(room.weight, size, room.language);
    const lines = wrap(context, text, room.width, room.language);
    if (lines.length <= room.maxLines) return { size, lines, language: room.language };
    if (size === room.minSize) {
      const kept = lines.slice(0, room.maxLines);
      kept[room.maxLines - 1] = shorten(context, kept[room.maxLines - 1] ?? "", room.width);
      return { size, lines: kept, language: room.language };
    }
  }
}

/** Words that are read from the right. */
export const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;

/** Height of the lettering in pixels. */
export const heightOf = (lettering: Lettering): number => lettering.lines.length * lettering.size * LEADING;

/**
 * Writes the lines with their block's top edge at `top`; returns the bottom edge. Colour and alignment are the context's;
 * the order of words is the language's, so that a number between Arabic words stands where its readers look for it. A line
 * without such words, as a price, reads from the left, as everywhere else.
 */
export function write(context: SKRSContext2D, lettering: Lettering, weight: Weight, x: number, top: number): number {
  context.font = font(weight, lettering.size, lettering.language);
  context.textBaseline = "alphabetic";
  let y = top;
  for (const line of lettering.lines) {
    context.direction = RIGHT_TO_LEFT.test(line) ? DIRECTIONS[lettering.language] : "ltr";
    context.fillText(line, x, y + lettering.size * 0.95);
    y += lettering.size * LEADING;
  }
  return y;
}
