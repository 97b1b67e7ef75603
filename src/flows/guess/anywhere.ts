import { isUuid } from "../../db/ids.js";
import { dayIn } from "../../reports/ranges.js";
import { codesOf } from "../../shop/codes.js";
import { LASTS } from "../../shop/invoices.js";
import type { Stage } from "../engine/engine.js";
import { readSpan, readWhat, todayOf } from "../files/what.js";
import { readAmount } from "../understand/amount.js";
import { readInvoiceLine, readTitledOpen, readTitledPrice } from "../understand/invoice-line.js";
import { readStatisticsLine } from "../understand/statistics-line.js";
import { countryOf } from "../understand/country.js";
import { readSendLine } from "../understand/send-line.js";
import { isSentence, withoutAround, withoutChineseGiving } from "../understand/sentence.js";
import { readInvitation } from "../team/invite.js";
import type { SaidFlow } from "../vocabulary.js";
import { findCode } from "../ask/which-code.js";
import { findNamed } from "../words.js";

type Fits = (rest: string, stage: Stage) => boolean | Promise<boolean>;

/**
 * Flows whose word may stand anywhere in a message, and when the rest of it is what they understand. Only flows that
 * tell something, or show all they understood before they do anything; none that deletes, pauses or changes.
 */
const ANYWHERE: Partial<Record<SaidFlow, Fits>> = {
  invoice: (rest, { units }) => {
    const line = readInvoiceLine(rest, units, LASTS);
    return line.price !== null && line.price.value !== null;
  },
  charge: (rest, { units }) => {
    const line = readInvoiceLine(rest, units, LASTS);
    return line.mixinId !== null && line.price !== null;
  },
  send: (rest, { units, person, language }) => {
    const line = readSendLine(rest, units, countryOf({ timeZone: person.timeZone, language }));
    return line.recipient !== null && line.price !== null && line.price.value !== null;
  },
  "receipt-code": (rest, { units }) => {
    const amount = readAmount(rest, units);
    if (amount.ok && amount.value !== null) return true;
    return readTitledPrice(rest, units) !== null || readTitledOpen(rest, units) !== null;
  },
  statistics: namesStatistics,
  csv: namesFile,
  statement: (rest, { person, now, language }) => readSpan(rest, todayOf({ person, now }), language)?.unit === "month",
  refund: (rest) => isUuid(rest),
  invite: (rest, stage) => {
    const { mixinId, role } = readInvitation(stage, rest);
    return mixinId !== null && role !== null;
  },
};

const names: ReadonlySet<string> = new Set(Object.keys(ANYWHERE));

/** The flow that is named in the middle or at the end of a message: "25 usd invoice coffee 2h"; null when it is none. */
export async function readAnywhere(text: string, stage: Stage): Promise<{ flow: SaidFlow; rest: string } | null> {
  for (const { flow, before, behind } of findNamed(text, names)) {
    const rest = [withoutAround(before), withoutAround(behind)].filter((part) => part !== "").join(" ");
    if (rest === "" || isSentence(rest)) continue;
    if (await ANYWHERE[flow]!(rest, stage)) return { flow, rest };
  }
  const given = withoutChineseGiving(text);
  return given !== null && !isSentence(given) && (await ANYWHERE.send!(given, stage))
    ? { flow: "send", rest: given }
    : null;
}

async function namesFile(rest: string, { merchant, person, now, tx, language }: Stage): Promise<boolean> {
  if (!merchant) return false;
  return readWhat(rest, await codesOf(tx, merchant.id), todayOf({ person, now }), language) !== null;
}

/** A code of the shop, a time, or both in any order: whatever else has the word in it is a sentence. */
async function namesStatistics(said: string, { merchant, person, now, tx, language }: Stage): Promise<boolean> {
  if (!merchant) return false;
  const { period, rest, scope } = readStatisticsLine(said, dayIn(now, person.timeZone), language);
  if (rest === "" || scope !== null) return period !== null || scope !== null;
  return findCode(await codesOf(tx, merchant.id), rest) !== undefined;
}
