import { formatDuration } from "../../i18n/format.js";
import type { Chat } from "../engine/flow.js";
import { askNetwork, priceProblem } from "../ask/price.js";
import { amountProblem } from "../ask/questions.js";
import { checkPlaces } from "../understand/amount.js";
import { countryOf } from "../understand/country.js";
import { isLineTooLong, LONGEST_LINE, readSendLine, type SendLine, TERM } from "../understand/send-line.js";
import { excerpt } from "../understand/text.js";
import { readUnit, type Unit } from "../understand/units.js";
import { isNoteShort, NOTE_MAX, noteFor } from "./note.js";
import type { Sending } from "./pay.js";
import { type ReadTo, whoAreThey } from "./who.js";

export const MOST_LINES = 50;
const MOST_BYTES = 4_000;
const QUOTED = 60;

/** A line that can be done. `termSeconds` null: as for all. */
export interface Good extends Sending {
  number: number;
  quoteAsset: string;
  termSeconds: number | null;
}

export interface Bad {
  number: number;
  line: string;
  problem: string;
}

export interface List {
  good: Good[];
  bad: Bad[];
}

/** The lines of a list. A first one that names neither anybody nor a number says what the list is for. */
function linesOf(written: string): string[] {
  const [first = "", ...more] = written.split("\n");
  return /[@\p{Nd}]/u.test(first) ? [first, ...more] : more;
}

/** Why a list is not even read; null when it is. */
export function refusal({ t }: Chat, written: string): string | null {
  if (linesOf(written).length > MOST_LINES) return t("send.list.tooMany", { max: MOST_LINES });
  return Buffer.byteLength(written) > MOST_BYTES ? t("send.list.tooLong") : null;
}

function parse(chat: Chat, lines: string[]): SendLine[] {
  const country = countryOf({ timeZone: chat.person.timeZone, language: chat.language });
  return lines.map((line) => readSendLine(line, chat.units, country));
}

/** True when one of the lines names somebody: it is meant as a list. */
export const namesSomebody = (chat: Chat, written: string): boolean =>
  parse(chat, linesOf(written).slice(0, MOST_LINES)).some(({ recipient }) => recipient !== null);

/**
 * The asset that each symbol of several networks means, by its candidates: asked once for the whole list, and not again
 * of those that are known.
 */
export async function askUnits(
  chat: Chat,
  written: string,
  known: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const meant = new Map(known);
  for (const { price } of parse(chat, linesOf(written))) {
    const unit = price?.unit;
    if (unit?.kind !== "several") continue;
    const key = unit.assetIds.join();
    if (!meant.has(key)) meant.set(key, await askNetwork(chat, `network ${key}`, unit));
  }
  return meant;
}

/** Who and how much each line says, or why it cannot be done. */
export async function readList(chat: Chat, written: string, units: ReadonlyMap<string, string>): Promise<List> {
  const lines = linesOf(written);
  const read = parse(chat, lines);
  const named = read.flatMap(({ recipient }) => (recipient ? [recipient] : []));
  const people = (await whoAreThey(chat, named)).values();
  const list: List = { good: [], bad: [] };
  for (const [i, line] of read.entries()) {
    const number = i + 1;
    const understood = isLineTooLong(lines[i]!)
      ? chat.t("send.list.lineTooLong", { max: LONGEST_LINE })
      : readOne(chat, line, line.recipient ? people.next().value! : null, units);
    if (typeof understood === "string")
      list.bad.push({ number, line: excerpt(lines[i]!, QUOTED), problem: understood });
    else list.good.push({ number, ...understood });
  }
  return list;
}

/** What one line says, or why it cannot be done. */
function readOne(
  chat: Chat,
  line: SendLine,
  who: ReadTo | null,
  units: ReadonlyMap<string, string>,
): Omit<Good, "number"> | string {
  if (!who) return chat.t("send.list.noRecipient");
  if (!who.ok) return who.problem;
  const price = priceOf(chat, line, units);
  if (typeof price === "string") return price;
  const termSeconds = termOf(chat, line);
  if (typeof termSeconds === "string") return termSeconds;
  if (line.note !== null && !isNoteShort(line.note)) return chat.t("send.list.noteTooLong", { max: NOTE_MAX });
  return { to: who.to, note: noteFor(line.note), termSeconds, ...price };
}

/** The amount, or why there is none. */
function priceOf(
  chat: Chat,
  { price, refused }: SendLine,
  units: ReadonlyMap<string, string>,
): { amount: string; quoteAsset: string } | string {
  const { t } = chat;
  if (refused) return priceProblem(chat, refused, { fixed: true });
  const amount = price?.value ?? null;
  if (!price || amount === null) return t("send.list.noAmount");
  const own = chat.merchant ? readUnit(chat.merchant.quoteAsset, chat.units) : null;
  const unit = price.unit ?? own;
  if (!unit) return t("send.list.noCurrency");
  const tooFine = checkPlaces(amount, unit, chat.units);
  if (tooFine) return amountProblem(chat, tooFine);
  const quoteAsset = assetOf(unit, units);
  return quoteAsset === undefined ? t("send.list.noCurrency") : { amount, quoteAsset };
}

const assetOf = (unit: Unit, units: ReadonlyMap<string, string>): string | undefined =>
  unit.kind === "fiat" ? unit.code : unit.kind === "asset" ? unit.assetId : units.get(unit.assetIds.join());

/** How long the line says it may be taken, null when it does not say; or what is wrong with that. */
function termOf({ t, language }: Chat, { lasts }: SendLine): number | null | string {
  if (!lasts) return null;
  if (lasts.ok && lasts.seconds !== null) return lasts.seconds;
  const [least, most] = [formatDuration(TERM.least, language), formatDuration(TERM.most, language)];
  return t("send.list.badTerm", { least, most });
}
