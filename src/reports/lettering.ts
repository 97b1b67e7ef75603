import type { SKRSContext2D } from "@napi-rs/canvas";
import { font, graphemes, type Weight } from "./fonts.js";

export interface Lettering {
  size: number;
  lines: string[];
}

export interface Room {
  weight: Weight;
  width: number;
  maxSize: number;
  minSize: number;
  maxLines: number;
}

/** Distance of two baselines, as a share of the size. */
export const LEADING = 1.22;

const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}，。、；：！？「」（）]/u;

/** The pieces a line may be broken between: words with the space after them, single CJK characters. */
function pieces(text: string): string[] {
  const out: string[] = [];
  let word = "";
  for (const cluster of graphemes(text)) {
    const alone = CJK.test(cluster);
    if (alone && word) {
      out.push(word);
      word = "";
    }
    word += cluster;
    if (alone || cluster === " ") {
      out.push(word);
      word = "";
    }
  }
  return word ? [...out, word] : out;
}

function wrap(context: SKRSContext2D, text: string, width: number): string[] {
  const fits = (line: string) => context.measureText(line.trimEnd()).width <= width;
  const lines: string[] = [];
  let line = "";
  for (const piece of pieces(text)) {
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
    context.font = font(room.weight, size);
    const lines = wrap(context, text, room.width);
    if (lines.length <= room.maxLines) return { size, lines };
    if (size === room.minSize) {
      const kept = lines.slice(0, room.maxLines);
      kept[room.maxLines - 1] = shorten(context, kept[room.maxLines - 1] ?? "", room.width);
      return { size, lines: kept };
    }
  }
}

/** Height of the lettering in pixels. */
export const heightOf = (lettering: Lettering): number => lettering.lines.length * lettering.size * LEADING;

/** Writes the lines with their block's top edge at `top`; returns the bottom edge. Colour and alignment are the context's. */
export function write(context: SKRSContext2D, lettering: Lettering, weight: Weight, x: number, top: number): number {
  context.font = font(weight, lettering.size);
  context.textBaseline = "alphabetic";
  let y = top;
  for (const line of lettering.lines) {
    context.fillText(line, x, y + lettering.size * 0.95);
    y += lettering.size * LEADING;
  }
  return y;
}
