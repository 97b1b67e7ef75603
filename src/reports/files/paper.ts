import { setImmediate as breathe } from "node:timers/promises";
import { PDFDocument, type SKRSContext2D } from "@napi-rs/canvas";
import { DIRECTIONS, type Language } from "../../i18n/index.js";
import { INK, LINE, MUTED, TINT } from "../colours.js";
import { drawable, font, graphemes, registerFonts, type Weight } from "../fonts.js";
import { RIGHT_TO_LEFT } from "../lettering.js";

/** Points a millimetre: paper is measured in both. */
export const MM = 72 / 25.4;

/** A4 in points. */
export const A4 = { width: 210 * MM, height: 297 * MM } as const;

export interface About {
  title: string;
  author: string;
  language: Language;
}

/** Draws the pages of a document one after the other, each in points; the event loop gets its turn between them. */
export async function pdf(
  { title, author }: About,
  pages: AsyncIterable<(context: SKRSContext2D) => void> | Iterable<(context: SKRSContext2D) => void>,
): Promise<Blob> {
  registerFonts();
  const document = new PDFDocument({ title, author, creator: "Mixtill" });
  for await (const draw of pages) {
    // Declared as a browser's context, which it is besides.
    const context = document.beginPage(A4.width, A4.height) as SKRSContext2D;
    draw(context);
    document.endPage();
    await breathe();
  }
  return new Blob([new Uint8Array(document.close())], { type: "application/pdf" });
}

export interface Style {
  size: number;
  weight?: Weight;
  color?: string;
}

/** Writes lines that begin on the side where the language begins. Places are measured from that side, in points. */
export class Pen {
  readonly fromRight: boolean;

  constructor(
    readonly context: SKRSContext2D,
    readonly language: Language,
    readonly left: number,
    readonly width: number,
  ) {
    this.fromRight = DIRECTIONS[language] === "rtl";
  }

  /** One line at its baseline, cut with an ellipsis where it is wider than `room`. */
  line(text: string, from: number, y: number, room: number, style: Style, end = false): void {
    const { context } = this;
    context.font = font(style.weight ?? 400, style.size, this.language);
    context.fillStyle = style.color ?? INK;
    context.textBaseline = "alphabetic";
    context.textAlign = this.fromRight === end ? "left" : "right";
    const arabic = RIGHT_TO_LEFT.test(text);
    // Amounts and Latin names read from the left in every language.
    context.direction = this.fromRight && arabic ? "rtl" : "ltr";
    // Inter has other shapes for signs between digits and capitals, which are no characters to whoever copies the text;
    // at this quality it does without them. Arabic needs its shapes.
    context.textRendering = arabic ? "auto" : "optimizeSpeed";
    const at = end ? from + room : from;
    context.fillText(shortened(context, drawable(text), room), this.x(at), y);
  }

  /** A rectangle across, from a top edge. */
  bar(y: number, height: number, color: string): void {
    this.context.fillStyle = color;
    this.context.fillRect(this.left, y, this.width, height);
  }

  x(from: number): number {
    return this.fromRight ? this.left + this.width - from : this.left + from;
  }
}

function shortened(context: SKRSContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text;
  const parts = graphemes(text);
  while (parts.length > 1 && context.measureText(`${parts.join("").trimEnd()}…`).width > room) parts.pop();
  return `${parts.join("").trimEnd()}…`;
}

export interface Column {
  title: string;
  /** Share of the width. */
  share: number;
  /** Numbers end where they can be compared. */
  end?: boolean;
}

export interface Table {
  heading: string;
  columns: Column[];
  rows: string[][];
  /** Said below in small print. */
  note?: string | undefined;
}

const ROW = 15;
const SIZE = 8.5;
const GAP = 6;

/** How high a heading with its first rows is: what is not split from them. */
const HEAD = 24 + ROW;

/** What is drawn on one page below the other. */
interface Block {
  height: number;
  draw(pen: Pen, top: number): void;
}

/** Tables as blocks that are laid on pages; a table that goes over a page has its column titles on each. */
export function tableBlocks(tables: Table[]): { head: Block | null; rows: Block[]; again: Block | null }[] {
  return tables.map((table) => {
    const titles = (pen: Pen, top: number) => {
      pen.bar(top, ROW, TINT);
      cells(
        pen,
        table.columns.map(({ title }) => title),
        table.columns,
        top,
        { size: SIZE, weight: 700, color: MUTED },
      );
    };
    return {
      head: {
        height: HEAD,
        draw(pen, top) {
          pen.line(table.heading, 0, top + 17, pen.width, { size: 11, weight: 700 });
          titles(pen, top + 24);
        },
      },
      again: { height: ROW, draw: titles },
      rows: [
        ...table.rows.map((row) => ({
          height: ROW,
          draw(pen: Pen, top: number) {
            cells(pen, row, table.columns, top, { size: SIZE });
            pen.bar(top + ROW - 0.5, 0.5, LINE);
          },
        })),
        {
          height: table.note === undefined ? GAP : ROW + GAP,
          draw(pen: Pen, top: number) {
            if (table.note !== undefined) pen.line(table.note, 0, top + 11, pen.width, { size: SIZE, color: MUTED });
          },
        },
      ],
    };
  });
}

function cells(pen: Pen, texts: string[], columns: Column[], top: number, style: Style): void {
  const all = columns.reduce((sum, { share }) => sum + share, 0);
  let from = 0;
  for (const [i, { share, end }] of columns.entries()) {
    const width = (share / all) * pen.width;
    pen.line(texts[i] ?? "", from + 3, top + 10.5, width - 6, style, end);
    from += width;
  }
}

/** Lays tables on pages: the first has `first` points to its top taken, the others `others`. */
export function pagesOf(tables: Table[], room: { top: number; firstTop: number; bottom: number }): Block[][] {
  const pages: Block[][] = [[]];
  let y = room.firstTop;
  const put = (block: Block) => {
    pages.at(-1)!.push(block);
    y += block.height;
  };
  const turn = () => {
    pages.push([]);
    y = room.top;
  };
  for (const { head, again, rows } of tableBlocks(tables)) {
    const together = (head?.height ?? 0) + rows.slice(0, 2).reduce((sum, { height }) => sum + height, 0);
    if (y + together > room.bottom) turn();
    if (head) put(head);
    for (const row of rows) {
      if (y + row.height > room.bottom) {
        turn();
        if (again && row.height >= ROW) put(again);
      }
      put(row);
    }
  }
  return pages;
}
