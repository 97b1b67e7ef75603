import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createCanvas, GlobalFonts } from "@napi-rs/canvas";
import type { Language } from "../i18n/index.js";

const FOLDER = fileURLToPath(new URL("../../assets/fonts/", import.meta.url));

/** The bundled fonts in the order a glyph is looked for in them; each file is named `{family}-{weight}-normal.woff2`. */
const FAMILIES = [
  "inter-latin",
  "inter-latin-ext",
  "inter-cyrillic",
  "inter-greek",
  "inter-vietnamese",
  "noto-sans-arabic-arabic",
  "noto-sans-sc-chinese-simplified",
  "noto-sans-jp-japanese",
] as const;

const listOf = (families: readonly string[]): string => families.map((family) => `"${family}"`).join(",");
const LIST = listOf(FAMILIES);
/** Many Chinese characters are written otherwise in Japan: the same code, another shape. */
const JAPANESE_LIST = listOf(FAMILIES.toSorted((a, b) => Number(b.includes("-jp-")) - Number(a.includes("-jp-"))));
/** Latin letters are Inter's in every language. */
const LISTS: Partial<Record<Language, string>> = { ja: `"inter-latin",${JAPANESE_LIST}` };

export type Weight = 400 | 700;

/** The canvas font of a weight and size in pixels, with the shapes of characters that the language's readers know. */
export const font = (weight: Weight, size: number, language: Language): string =>
  `${weight} ${size}px ${LISTS[language] ?? LIST}`;

let registered = false;

/** Registers the bundled fonts once in the process; system fonts may add glyphs but are never needed. */
export function registerFonts(): void {
  if (registered) return;
  const files = readdirSync(FOLDER).filter((name) => name.endsWith(".woff2"));
  for (const family of FAMILIES) {
    for (const file of files.filter((name) => name.replace(/-\d+-normal\.woff2$/, "") === family)) {
      if (!GlobalFonts.registerFromPath(FOLDER + file, family)) throw new Error(`The font ${file} cannot be read`);
    }
  }
  registered = true;
}

const BOX = 48;
const drawn = new Map<string, boolean>();
/** Beyond this the memory of tested characters starts afresh; all of Unicode would be some 150,000. */
const REMEMBERED = 20_000;
let missing: Set<string> | null = null;

/** What a character looks like, as text: two characters without a glyph look the same. */
function look(char: string, family: string): string {
  const context = createCanvas(BOX, BOX).getContext("2d");
  context.font = `400 24px ${family}`;
  context.fillText(char, 8, 32);
  return Buffer.from(context.getImageData(0, 0, BOX, BOX).data.buffer).toString("latin1");
}

function hasGlyph(char: string): boolean {
  const known = drawn.get(char);
  if (known !== undefined) return known;
  // U+FFFE is no character in any font, so it shows each font's "missing glyph" box.
  missing ??= new Set(FAMILIES.flatMap((family) => [look("\ufffe", `"${family}"`), look("\ufffe", LIST)]));
  const found = !missing.has(look(char, LIST));
  if (drawn.size >= REMEMBERED) drawn.clear();
  drawn.set(char, found);
  return found;
}

const canDraw = (char: string): boolean => /[\x20-\x7e\s]/.test(char) || (!/\p{C}/u.test(char) && hasGlyph(char));

const clusters = new Intl.Segmenter("en", { granularity: "grapheme" });

/** The user-perceived characters of a text. */
export const graphemes = (text: string): string[] => Array.from(clusters.segment(text), (part) => part.segment);

/**
 * The text without what our fonts cannot draw (emoji, scripts we bundle no font for) and without control characters:
 * a printed poster must not show "missing glyph" boxes. Empty when nothing of it can be drawn.
 */
export function drawable(text: string): string {
  registerFonts();
  const kept = graphemes(text.slice(0, 2_000).normalize("NFC"))
    .map((cluster) => cluster.replace(/\p{Default_Ignorable_Code_Point}/gu, ""))
    .filter((cluster) => Array.from(cluster).every(canDraw));
  return kept.join("").replace(/\s+/g, " ").trim();
}
