import { type AmountRefused, type ReadAmount, readAmount } from "./amount.js";
import { type ReadDuration, takeDuration } from "./duration.js";
import { isVisible } from "./text.js";
import type { Units } from "./units.js";

/** What one line says of an invoice: "25 usd coffee 2h", "@7000103970 5 usd tea". Null: not said. */
export interface InvoiceLine {
  /** To whom, digits. */
  mixinId: string | null;
  price: ReadAmount | null;
  /** The amount as typed. */
  typed: string;
  /** What is wrong with the amount, when there is one that cannot be taken. */
  refused: AmountRefused | null;
  title: string | null;
  lasts: ReadDuration | null;
}

/** Words of a line that are looked at together as an amount: "1 234 567,89 usdt trc20" has five. */
const WINDOW = 6;
const LONGEST = 300;
/** Chinese is written without spaces, so each of its characters counts as a word. */
const WORDS = /\p{Script=Han}|[^\s\p{Script=Han}]+/gu;
const MIXIN_ID = /(?:^|\s)@(\d{4,12})(?=\s|$)/u;
const LEADING_ID = /^(\d{5,12})\s+(?=.*\d)/u;

/** `wantsId`: a leading number of a Mixin ID's length is one, when a price stands behind it. */
export function readInvoiceLine(
  typed: string,
  units: Units,
  lasting: { least: number; most: number },
  wantsId = false,
): InvoiceLine {
  let line = typed.slice(0, LONGEST).trim();
  const named = MIXIN_ID.exec(line) ?? (wantsId ? leadingId(line, units) : null);
  if (named) line = without(line, named.index, named[0].length);
  const ending = takeDuration(line, lasting);
  if (ending) line = ending.rest;
  const found = findAmount(line, units);
  const amount = found ? line.slice(found.at, found.at + found.length) : "";
  if (found?.read.ok) line = without(line, found.at, found.length);
  const title = line.replace(/^[\s,;:·–-]+|[\s,;:·–-]+$/gu, "");
  return {
    mixinId: named?.[1] ?? null,
    price: found?.read.ok ? found.read : null,
    typed: amount,
    refused: found && !found.read.ok ? found.read : null,
    title: isVisible(title) && found?.read.ok !== false ? title : null,
    lasts: ending?.read ?? null,
  };
}

function leadingId(line: string, units: Units): RegExpExecArray | null {
  const found = LEADING_ID.exec(line);
  return found && findAmount(line.slice(found[0].length), units) ? found : null;
}

interface Found {
  at: number;
  length: number;
  read: ReadAmount | AmountRefused;
}

/** The amount in a line: with its unit before one without, the longest before a shorter, the first before a later. */
function findAmount(line: string, units: Units): Found | null {
  const words = [...line.matchAll(WORDS)].map((m) => ({ from: m.index, to: m.index + m[0].length }));
  let bare: Found | null = null;
  let bad: Found | null = null;
  for (let n = Math.min(WINDOW, words.length); n > 0; n--) {
    for (let i = 0; i + n <= words.length; i++) {
      const at = words[i]!.from;
      const length = words[i + n - 1]!.to - at;
      const text = line.slice(at, at + length);
      if (!/\p{Nd}/u.test(text)) continue;
      const read = readAmount(text, units);
      if (read.ok && read.value !== null && read.unit) return { at, length, read };
      // A number that is no price may stand in a title: "2 coffees for table 7".
      if (read.ok && read.value !== null && (i === 0 || i + n === words.length)) bare ??= { at, length, read };
      if (!read.ok && !VAGUE.has(read.problem)) bad ??= { at, length, read };
    }
  }
  return bad ?? bare;
}

const VAGUE = new Set<AmountRefused["problem"]>(["not_an_amount", "unknown_unit", "two_units"]);

const without = (line: string, at: number, length: number): string =>
  `${line.slice(0, at)} ${line.slice(at + length)}`.replace(/\s+/g, " ").trim();
