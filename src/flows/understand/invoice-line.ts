import { westernDigits } from "../../payments/typed.js";
import { anyAmount } from "./answers.js";
import { type AmountRefused, type ReadAmount, readAmount } from "./amount.js";
import { type ReadDuration, takeDuration } from "./duration.js";
import { withHanNumbers } from "./han-numbers.js";
import { withoutAround, withoutLead, withoutTail } from "./sentence.js";
import { isVisible } from "./text.js";
import { readUnit, type Unit, type Units } from "./units.js";

/** What one line says of an invoice: "25 usd coffee 2h", "@7000103970 5 usd tea". Null: not said. */
export interface InvoiceLine {
  /** To whom, digits. */
  mixinId: string | null;
  /** Somebody is meant, but this is no Mixin ID. */
  unknownId: string | null;
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
/** Chinese and Japanese are written without spaces: a Han character counts as a word, and a run of kana. */
const WORDS =
  /\p{Script=Han}|[\p{Script=Katakana}ー]+|\p{Script=Hiragana}+|[^\s\p{Script=Han}\p{Script=Katakana}\p{Script=Hiragana}ー]+/gu;
const MIXIN_ID = /(?:^|\s)@(\d{4,12})(?=\s|$)/u;
/** What was meant as somebody, but is no Mixin ID: "@999", and where one is wanted "@ada". */
const NO_MIXIN_ID = { wanted: /(?:^|\s)@[^\s@]*(?=\s|$)/u, unasked: /(?:^|\s)@\d[^\s@]*(?=\s|$)/u };
const EDGES = /^[\s,;:·，、；：。–-]+|[\s,;:·，、；：。–-]+$/gu;
const LEADING_ID = /^(\d{5,12})\s+(?=.*\d)/u;

/** `wantsId`: a leading number of a Mixin ID's length is one, when a price stands behind it. */
export function readInvoiceLine(
  typed: string,
  units: Units,
  lasting: { least: number; most: number },
  wantsId = false,
): InvoiceLine {
  let line = withHanNumbers(westernDigits(typed).slice(0, LONGEST)).trim();
  const named = MIXIN_ID.exec(line) ?? (wantsId ? leadingId(line, units) : null);
  if (named) line = without(line, named.index, named[0].length);
  const unknown = named ? null : NO_MIXIN_ID[wantsId ? "wanted" : "unasked"].exec(line);
  if (unknown) line = without(line, unknown.index, unknown[0].length);
  const ending = takeDuration(line, lasting);
  if (ending) line = ending.rest;
  const found = findAmount(line, units);
  const amount = found ? line.slice(found.at, found.at + found.length) : "";
  if (found?.read.ok) line = aroundAmount(line, found);
  const title = line.replace(EDGES, "");
  return {
    mixinId: named?.[1] ?? null,
    unknownId: unknown?.[0].trim() ?? null,
    price: found?.read.ok ? found.read : null,
    typed: amount,
    refused: found && !found.read.ok ? found.read : null,
    title: isVisible(title) && found?.read.ok !== false ? title : null,
    lasts: ending?.read ?? null,
  };
}

/** "5 usd coffee", "coffee for 5 usd": a price with its currency, and what is left as a title; null when there is none. */
export function readTitledPrice(
  typed: string,
  units: Units,
): { price: ReadAmount; typed: string; title: string } | null {
  const line = withHanNumbers(westernDigits(typed).slice(0, LONGEST)).trim();
  const found = findAmount(line, units);
  if (!found?.read.ok || found.read.unit === null) return null;
  const title = aroundAmount(line, found).replace(EDGES, "");
  return { price: found.read, typed: line.slice(found.at, found.at + found.length), title };
}

/** "Donate any amount", "咖啡 任意金额 人民币", "any amount in usd Donate": the payer decides; null when it is not said. */
export function readTitledOpen(typed: string, units: Units): { title: string; unit: Unit | null } | null {
  const line = typed.normalize("NFC").slice(0, LONGEST).trim();
  const found = anyAmount(line);
  if (!found) return null;
  const before = withoutTail(line.slice(0, found.at)).replace(EDGES, "");
  const behind = withoutAround(line.slice(found.at + found.length).replace(IN, "")).replace(EDGES, "");
  if (behind === "") return { title: before, unit: null };
  const unit = readUnit(behind, units);
  if (unit) return { title: before, unit };
  if (before !== "") return null;
  const [first = "", ...more] = behind.split(" ");
  const named = readUnit(first, units);
  return { title: withoutLead(named ? more.join(" ") : behind), unit: named };
}

/** What leads to a currency: "any amount in usd", "importe libre en euros". */
const IN = /^\s*(?:in|en|بال|بـ)(?=\s)/iu;

/** The line without its amount and what only led to it: "coffee for 25 usd", "25ドルのコーヒー", "25 usd for coffee". */
function aroundAmount(line: string, { at, length }: Found): string {
  const before = withoutTail(line.slice(0, at));
  const behind = line.slice(at + length);
  return `${before} ${before === "" ? withoutLead(behind) : behind}`.replace(/\s+/g, " ").trim();
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
      if (read.ok && read.value !== null && read.unit)
        return { at, length, read: { ...read, ...spaced(line, at, text) } };
      // A number that is no price may stand in a title: "2 coffees for table 7".
      if (read.ok && read.value !== null && (i === 0 || i + n === words.length)) bare ??= { at, length, read };
      if (!read.ok && !VAGUE.has(read.problem)) bad ??= { at, length, read };
    }
  }
  return bad ?? bare;
}

/** "table 7 250 usd": a space behind other words may stand between thousands, or between a title's number and the price. */
const spaced = (line: string, at: number, amount: string): { ambiguous: true } | null =>
  /\d[\u0020\u00a0\u2009\u202f]\d/.test(amount) && line.slice(0, at).trim() !== "" ? { ambiguous: true } : null;

const VAGUE = new Set<AmountRefused["problem"]>(["not_an_amount", "unknown_unit", "two_units"]);

const without = (line: string, at: number, length: number): string =>
  `${line.slice(0, at)} ${line.slice(at + length)}`.replace(/\s+/g, " ").trim();
