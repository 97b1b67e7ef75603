import type { SKRSContext2D } from "@napi-rs/canvas";
import qrcode from "qrcode";

/** Light modules around the code that scanners need (ISO/IEC 18004). */
export const QUIET_ZONE = 4;

export interface QrModules {
  /** Modules a side, without the quiet zone. */
  side: number;
  dark(row: number, column: number): boolean;
}

/** The modules of a QR code with error correction level M (15 % may be lost, and it stays coarse for small prints). */
export function qrModules(text: string): QrModules {
  const { modules } = qrcode.create(text, { errorCorrectionLevel: "M" });
  return { side: modules.size, dark: (row, column) => modules.get(row, column) !== 0 };
}

/** Pixels a side that `drawQr` uses when given at most `room` pixels: a whole number of pixels a module, so edges stay crisp. */
export const qrSize = (qr: QrModules, room: number): number => {
  const all = qr.side + 2 * QUIET_ZONE;
  return Math.max(1, Math.floor(room / all)) * all;
};

/**
 * Draws the code with its quiet zone into the square at (x, y) of `size` pixels, a size that `qrSize` gave; on paper any
 * size will do. It is one shape, so that no printer shows the seams between its modules.
 */
export function drawQr(context: SKRSContext2D, qr: QrModules, x: number, y: number, size: number): void {
  const pixels = size / (qr.side + 2 * QUIET_ZONE);
  context.fillStyle = "#ffffff";
  context.fillRect(x, y, size, size);
  context.fillStyle = "#000000";
  context.beginPath();
  for (const { row, column, run } of runs(qr)) {
    context.rect(x + (column + QUIET_ZONE) * pixels, y + (row + QUIET_ZONE) * pixels, run * pixels, pixels);
  }
  context.fill();
}

/** The dark modules, neighbours of a row together. */
function* runs(qr: QrModules): Generator<{ row: number; column: number; run: number }> {
  for (let row = 0; row < qr.side; row++) {
    for (let column = 0; column < qr.side; column++) {
      if (!qr.dark(row, column)) continue;
      let run = 1;
      while (column + run < qr.side && qr.dark(row, column + run)) run++;
      yield { row, column, run };
      column += run;
    }
  }
}

export interface QrPath {
  path: string;
  viewBox: string;
}

const paths = new Map<string, QrPath>();
/** A page is looked at again and again while its payment is awaited, and finding the best mask takes milliseconds. */
const PATHS_KEPT = 500;

/** The dark modules as one SVG path in a `0 0 n n` view box, quiet zone included; for pages. */
export function qrPath(text: string): QrPath {
  const known = paths.get(text);
  if (known) return known;
  if (paths.size >= PATHS_KEPT) paths.clear();
  const made = makePath(text);
  paths.set(text, made);
  return made;
}

function makePath(text: string): QrPath {
  const qr = qrModules(text);
  let path = "";
  for (const { row, column, run } of runs(qr)) {
    path += `M${column + QUIET_ZONE} ${row + QUIET_ZONE}h${run}v1h-${run}z`;
  }
  const all = qr.side + 2 * QUIET_ZONE;
  return { path, viewBox: `0 0 ${all} ${all}` };
}
