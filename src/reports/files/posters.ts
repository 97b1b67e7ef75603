import type { SKRSContext2D } from "@napi-rs/canvas";
import { type Language, texts } from "../../i18n/index.js";
import { ACCENT, INK, LINE, MUTED, PAPER } from "../colours.js";
import { drawable } from "../fonts.js";
import { fitText, heightOf, type Room, write } from "../lettering.js";
import { handleOf, paintPoster, POSTER, type PosterSpec } from "../poster.js";
import { drawQr, qrModules } from "../qr.js";
import { A4, MM, pdf } from "./paper.js";
import type { Made } from "./ports.js";

export type PaperPoster = Omit<PosterSpec, "kind"> & { name: string };

/** The poster on A4, drawn in lines and letters: as sharp as the printer. */
export async function posterPdf(spec: PaperPoster): Promise<Made> {
  const page = (context: SKRSContext2D) => {
    // The picture is a little less tall than the paper: the rest of it stays white.
    const scale = A4.width / POSTER.width;
    context.scale(scale, scale);
    paintPoster(context, { ...spec, kind: "poster" });
  };
  const about = { title: `${spec.shop} – ${spec.title}`, author: spec.shop, language: spec.language };
  return made(await pdf(about, [page]), spec.name);
}

/** A face of the tent: A6 across. */
const FACE = { width: 148 * MM, height: 105 * MM };
/** What it stands on, and what is glued under the other end. */
const BASE = 40 * MM;
const FLAP = 15 * MM;
const MARK = 5 * MM;

/** A table tent with two faces of A6, to be cut out of A4, folded to a prism and glued. */
export async function tentPdf(spec: PaperPoster): Promise<Made> {
  const left = (A4.width - FACE.width) / 2;
  const top = (A4.height - (2 * FACE.height + BASE + FLAP)) / 2;
  const folds = [FLAP, FLAP + FACE.height, FLAP + 2 * FACE.height].map((y) => top + y);
  const bottom = top + FLAP + 2 * FACE.height + BASE;
  const page = (context: SKRSContext2D) => {
    context.save();
    // The face behind stands on its head: folded over, it is read from the other side.
    context.translate(left + FACE.width, top + FLAP + FACE.height);
    context.rotate(Math.PI);
    paintFace(context, spec);
    context.restore();
    context.save();
    context.translate(left, top + FLAP + FACE.height);
    paintFace(context, spec);
    context.restore();
    marks(context, { left, right: left + FACE.width, top, bottom }, folds);
    const t = texts(spec.language);
    const small: Room = { ...label(spec.language, 9), width: FACE.width };
    context.fillStyle = MUTED;
    context.textAlign = "center";
    write(context, fitText(context, t("files.poster.glue"), small), 400, A4.width / 2, top + FLAP / 2 - 6);
    const fold = fitText(context, t("files.poster.fold"), { ...small, width: left - MARK });
    for (const y of folds) write(context, fold, 400, left / 2, y - 14);
  };
  const about = { title: `${spec.shop} – ${spec.title}`, author: spec.shop, language: spec.language };
  return made(await pdf(about, [page]), spec.name);
}

const label = (language: Language, size: number) =>
  ({ weight: 400, language, maxSize: size, minSize: size - 2, maxLines: 1 }) as const;

function marks(
  context: SKRSContext2D,
  { left, right, top, bottom }: { left: number; right: number; top: number; bottom: number },
  folds: number[],
): void {
  context.strokeStyle = INK;
  context.lineWidth = 0.4;
  for (const x of [left, right]) {
    const out = x === left ? -1 : 1;
    for (const y of [top, bottom]) {
      const away = y === top ? -1 : 1;
      stroke(context, x + out * 1.5 * MM, y, x + out * (1.5 * MM + MARK), y);
      stroke(context, x, y + away * 1.5 * MM, x, y + away * (1.5 * MM + MARK));
    }
  }
  context.strokeStyle = MUTED;
  context.setLineDash([4, 3]);
  for (const y of folds) stroke(context, left - MARK, y, right + MARK, y);
  context.setLineDash([]);
}

function stroke(context: SKRSContext2D, x: number, y: number, toX: number, toY: number): void {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(toX, toY);
  context.stroke();
}

/** One face, with its upper left corner at the context's origin. */
function paintFace(context: SKRSContext2D, spec: PaperPoster): void {
  const { language } = spec;
  const t = texts(language);
  const pad = 8 * MM;
  const band = 24 * MM;
  context.fillStyle = ACCENT;
  context.fillRect(0, 0, FACE.width, band);
  const shop = fitText(context, drawable(spec.shop) || handleOf(spec.link), {
    weight: 700,
    language,
    width: FACE.width - 2 * pad,
    maxSize: 30,
    minSize: 14,
    maxLines: 1,
  });
  context.fillStyle = PAPER;
  context.textAlign = "center";
  write(context, shop, 700, FACE.width / 2, (band - heightOf(shop)) / 2);
  const size = FACE.height - band - 12 * MM;
  const fromRight = language === "ar";
  const qrLeft = fromRight ? FACE.width - pad - size : pad;
  drawQr(context, qrModules(spec.url), qrLeft, band + 4 * MM, size);
  const width = FACE.width - 2 * pad - size - 4 * MM;
  const middle = fromRight ? pad + width / 2 : FACE.width - pad - width / 2;
  const room = (weight: 400 | 700, maxSize: number, minSize: number, maxLines: number): Room => {
    return { weight, language, width, maxSize, minSize, maxLines };
  };
  const title = fitText(context, drawable(spec.title), room(400, 22, 12, 3));
  const price = fitText(context, drawable(spec.price), room(700, 30, 14, 1));
  const hint = fitText(context, t("reports.poster.hint"), room(700, 15, 10, 2));
  const free = size - heightOf(title) - heightOf(price) - heightOf(hint) - 10;
  context.fillStyle = INK;
  let y = write(context, title, 400, middle, band + 4 * MM + Math.max(0, free / 2)) + 4;
  context.fillStyle = ACCENT;
  y = write(context, price, 700, middle, y) + 6;
  context.fillStyle = INK;
  write(context, hint, 700, middle, y);
  context.fillStyle = MUTED;
  const link = fitText(context, spec.link, {
    weight: 400,
    language: "en",
    width: FACE.width - 2 * pad,
    maxSize: 11,
    minSize: 7,
    maxLines: 1,
  });
  write(context, link, 400, FACE.width / 2, FACE.height - 7 * MM);
}

export interface SheetCode {
  title: string;
  price: string;
  url: string;
  link: string;
}

export interface SheetSpec {
  shop: string;
  codes: SheetCode[];
  language: Language;
  name: string;
}

const COLUMNS = 2;
const ROWS = 3;
const MARGIN = 12 * MM;
const HEAD = 14 * MM;
const FOOT = 8 * MM;
const CELL = { width: (A4.width - 2 * MARGIN) / COLUMNS, height: (A4.height - 2 * MARGIN - HEAD - FOOT) / ROWS };

/** All codes of a shop, six on a page, with lines to cut along. */
export async function sheetPdf(spec: SheetSpec): Promise<Made> {
  const t = texts(spec.language);
  const perPage = COLUMNS * ROWS;
  const pages = Math.max(1, Math.ceil(spec.codes.length / perPage));
  const title = t("files.codes.title", { shop: drawable(spec.shop) || handleOf(spec.codes[0]?.link ?? "") });
  const page = (index: number) => (context: SKRSContext2D) => {
    context.textAlign = "center";
    context.fillStyle = INK;
    const heading = { weight: 700, language: spec.language, width: A4.width - 2 * MARGIN, maxLines: 1 } as const;
    const name = fitText(context, title, { ...heading, maxSize: 16, minSize: 10 });
    write(context, name, 700, A4.width / 2, MARGIN);
    for (const [i, code] of spec.codes.slice(index * perPage, (index + 1) * perPage).entries()) {
      context.save();
      context.translate(MARGIN + (i % COLUMNS) * CELL.width, MARGIN + HEAD + Math.floor(i / COLUMNS) * CELL.height);
      paintCell(context, code, spec.language);
      context.restore();
    }
    context.fillStyle = MUTED;
    const small: Room = { ...label(spec.language, 9), width: A4.width - 2 * MARGIN };
    const foot = t("files.statement.page", { page: index + 1, pages });
    write(context, fitText(context, foot, small), 400, A4.width / 2, A4.height - MARGIN - 8);
  };
  const about = { title, author: spec.shop, language: spec.language };
  return made(
    await pdf(
      about,
      Array.from({ length: pages }, (_, index) => page(index)),
    ),
    spec.name,
  );
}

function paintCell(context: SKRSContext2D, code: SheetCode, language: Language): void {
  context.strokeStyle = LINE;
  context.lineWidth = 0.5;
  context.setLineDash([3, 3]);
  context.strokeRect(0, 0, CELL.width, CELL.height);
  context.setLineDash([]);
  const middle = CELL.width / 2;
  const width = CELL.width - 10 * MM;
  const size = 50 * MM;
  drawQr(context, qrModules(code.url), middle - size / 2, 3 * MM, size);
  context.textAlign = "center";
  context.fillStyle = INK;
  const room = { language, width, maxLines: 2 } as const;
  const title = fitText(context, drawable(code.title), { ...room, weight: 700, maxSize: 14, minSize: 9 });
  let y = write(context, title, 700, middle, 3 * MM + size);
  const price = fitText(context, drawable(code.price), { ...room, weight: 400, maxSize: 12, minSize: 8, maxLines: 1 });
  context.fillStyle = ACCENT;
  y = write(context, price, 400, middle, y + 1);
  context.fillStyle = MUTED;
  const link = fitText(context, code.link, {
    ...room,
    language: "en",
    weight: 400,
    maxSize: 8,
    minSize: 6,
    maxLines: 1,
  });
  write(context, link, 400, middle, CELL.height - 5.5 * MM);
}

const made = (content: Blob, name: string): Made => ({ content, mimeType: "application/pdf", name: `${name}.pdf` });
