import type { Language } from "../../i18n/index.js";
import { type ReadPeriod, readPeriod } from "./period.js";
import { FILLERS, INVOICES, WHOLE_SHOP } from "./period/words.js";
import { foldLetters } from "./text.js";

/** A line about statistics: the time in it, and what is left, which names a code. */
export interface StatisticsLine {
  period: ReadPeriod | null;
  /** As typed; empty when nothing is left. */
  rest: string;
  /** What is left says that the whole shop is meant, or what was paid on invoices. */
  scope: "shop" | "invoices" | null;
}

/** "donate last week", "last week donate", "咖啡上周": the longest time at either end of a line is the time that is meant. */
export function readStatisticsLine(typed: string, today: string, language?: Language): StatisticsLine {
  const line = typed.replace(/\s+/g, " ").trim();
  let best: { length: number; around: number; rest: string; period: ReadPeriod } | null = null;
  for (let at = 0; at <= line.length; at++) {
    if (!isEdge(line, at)) continue;
    for (const [time, rest] of [
      [line.slice(at), line.slice(0, at)],
      [line.slice(0, at), line.slice(at)],
    ] as [string, string][]) {
      const meant = trimFillers(time);
      // Small words around it may belong to the rest: "all codes last month".
      const around = time.trim().length - meant.length;
      const isBetter = !best || meant.length > best.length || (meant.length === best.length && around < best.around);
      if (meant === "" || !isBetter) continue;
      const period = readPeriod(meant, today, language) ?? readPeriod(time.trim(), today, language);
      if (period) best = { length: meant.length, around, rest, period };
    }
  }
  const left = best ? best.rest : line;
  const rest = trimFillers(left);
  // "All codes" is said with a word that says nothing elsewhere.
  const said = [foldLetters(rest), foldLetters(left).trim()];
  const means = (names: readonly string[]) => said.some((one) => names.includes(one));
  const scope = means(WHOLE_SHOP) ? "shop" : means(INVOICES) ? "invoices" : null;
  return { period: best?.period ?? null, rest, scope };
}

const OPEN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** Where a line may be parted: at its spaces, and around characters of scripts that are written without. */
const isEdge = (line: string, at: number): boolean =>
  at === 0 ||
  at === line.length ||
  line[at] === " " ||
  line[at - 1] === " " ||
  OPEN.test(line[at]!) ||
  OPEN.test(line[at - 1]!);

function trimFillers(text: string): string {
  let left = text.trim();
  for (let before = ""; before !== left;) {
    before = left;
    for (const filler of FILLERS) {
      const folded = foldLetters(left);
      if (folded.length !== left.length) break;
      const open = OPEN.test(filler) || /^\p{P}$/u.test(filler);
      if (folded === filler) return "";
      if (folded.startsWith(open ? filler : `${filler} `)) left = left.slice(filler.length).trim();
      else if (folded.endsWith(open ? filler : ` ${filler}`)) left = left.slice(0, -filler.length).trim();
    }
  }
  return left;
}
