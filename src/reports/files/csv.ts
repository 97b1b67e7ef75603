/** Makes spreadsheets know the file for UTF-8. */
export const BOM = "\ufeff";

/** What spreadsheets take for the beginning of a formula, in any width of its sign. */
const FORMULA = /^\s*[=+\-@＝＋－＠|%]/u;

/**
 * What people wrote, as a cell: nothing in it is ever run. A leading apostrophe makes spreadsheets show the rest as text;
 * line breaks and control characters become spaces.
 */
export function words(text: string): string {
  const line = text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
  return FORMULA.test(line) ? `'${line}` : line;
}

/** One line as RFC 4180 has it. Cells of people's words go through `words` before. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(cell).join(",")}\r\n`;

const cell = (text: string): string => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
