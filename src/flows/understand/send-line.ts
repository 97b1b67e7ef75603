import type { CountryCode } from "libphonenumber-js/max";
import { westernDigits } from "../../payments/typed.js";
import { withHanNumbers } from "./han-numbers.js";
import { type InvoiceLine, readInvoiceLine } from "./invoice-line.js";
import { type FoundRecipient, type Recipient, takeRecipient } from "./recipient.js";
import { readUnit, type Units } from "./units.js";

/** What one line says of money to be sent: "10 usdt to +971 50 123 4567 lunch". Null: not said. */
export interface SendLine extends Pick<InvoiceLine, "price" | "typed" | "refused" | "lasts"> {
  recipient: Recipient | null;
  note: string | null;
}

/** How long what is sent may wait to be claimed, in seconds. */
export const TERM = { least: 3600, most: 30 * 86_400, usual: 7 * 86_400 } as const;

/** The longest line for one person. Nothing is ever cut: half a number is somebody else's, or another amount. */
export const LONGEST_LINE = 300;
/** …and for several people in one. */
const LONGEST_OF_SEVERAL = 1_000;

/** True for a line that is not read at all. */
export const isLineTooLong = (typed: string): boolean => typed.trim().length > LONGEST_LINE;

/** What stands before a recipient in a sentence, in six languages; "an" and "a" are to somebody only there. */
const TO =
  /(?:^|\s|(?=[发转给給]))(?:to|for|an|für|a|al|para|al número|al teléfono|a la cuenta|给|給|发给|转给|إلى|الى|إلى رقم|الى رقم|لـ?)\s*$/iu;
/** …and behind one. */
const FROM_BEHIND = /^\s*(?:へ|に|さんに|さんへ)(?=\s|$|\p{N}|\p{L})/u;

/** Reads recipient, amount, note and term in whatever order they stand; of a line that is too long nothing. */
export function readSendLine(typed: string, units: Units, country: CountryCode): SendLine {
  const line = isLineTooLong(typed) ? "" : typed.trim();
  const took = findRecipient(line, units, country);
  const rest = took ? around(line, took.at, took.length) : line;
  const { price, typed: amount, refused, lasts, title } = readInvoiceLine(rest, units, TERM);
  return { recipient: took?.recipient ?? null, price, typed: amount, refused, lasts, note: title };
}

/** Somebody that leaves an amount; and of bare numbers rather none that is an amount itself: "10000 jpy 2815162". */
function findRecipient(line: string, units: Units, country: CountryCode): FoundRecipient | null {
  const hasAmount = (rest: string) => isPriced(readInvoiceLine(rest, units, TERM));
  const isSomebody = (rest: string, { at, length, recipient }: FoundRecipient) =>
    hasAmount(rest) && (recipient.kind !== "mixin" || !isAmount(line.slice(0, at), line.slice(at + length), units));
  return (
    takeRecipient(line, country, isSomebody) ?? takeRecipient(line, country, hasAmount) ?? takeRecipient(line, country)
  );
}

const isPriced = ({ price }: Pick<InvoiceLine, "price">): boolean => price !== null && price.value !== null;

/** Whether a number between these has its currency beside it. */
function isAmount(before: string, behind: string, units: Units): boolean {
  if (/\p{Sc}\s*$/u.test(before) || /^\s*\p{Sc}/u.test(behind)) return true;
  const [first = "", second = ""] = behind.trim().split(/\s+/);
  return [first, `${first} ${second}`].some((said) => said.trim() !== "" && readUnit(said, units) !== null);
}

/** Between the people of a list; the comma of "1,000" has no space behind it. */
const BETWEEN = /\s*(?:[;；，、،]|,(?=\s))\s*|\s+(?:and|und|y|e|&|و)\s+|\s*[和と](?=[\s@\d])\s*/iu;
const JOINED_BEFORE = /^(?:and|und|y|e|&|و|和|と)\s*/iu;
/** What a note begins with that stands behind a number: "3721004 for lunch", but not "12345 apples". */
const WHAT_FOR = /^\s*(?:(?:for|für|para|por|عن|مقابل|من أجل)(?=\s)|用于|作为)/iu;

/**
 * "2 usd to 2815162, 3721004 and zoe@example.org lunch" as lines, one for each: what is said once is meant for all of
 * them. Null when not every part names somebody, when it is not clear who gets how much, or when it is too long.
 */
export function severalLines(typed: string, units: Units, country: CountryCode): string | null {
  if (typed.trim().length > LONGEST_OF_SEVERAL) return null;
  const parts = typed.trim().split(BETWEEN);
  if (parts.length < 2) return null;
  const read = parts.map((part) => {
    const line = part.replace(JOINED_BEFORE, "");
    const took = isLineTooLong(line) ? null : findRecipient(line, units, country);
    if (!took || !isMeant(line, took, units)) return null;
    const rest = around(line, took.at, took.length);
    const who = line.slice(took.at, took.at + took.length);
    return { line, who, rest, priced: isPriced(readInvoiceLine(rest, units, TERM)) };
  });
  if (read.some((one) => one === null)) return null;
  const named = read.filter((one) => one !== null);
  if (named.every(({ priced }) => priced)) return named.map(({ line }) => line).join("\n");
  if (named.filter(({ priced }) => priced).length !== 1) return null;
  const said = named.map(({ rest }) => rest).filter((rest) => rest !== "");
  return named.map(({ who }) => [who, ...said].join(" ")).join("\n");
}

/**
 * Whether it is somebody that this part of a line names: bare digits may as well be how many apples there are, unless
 * hardly anything else is said, or the amount stands beside them.
 */
function isMeant(line: string, { at, length, recipient }: FoundRecipient, units: Units): boolean {
  if (recipient.kind !== "mixin" || line.startsWith("@", at)) return true;
  const read = (said: string) => readInvoiceLine(said.trim(), units, TERM);
  const before = read(line.slice(0, at).replace(TO, " "));
  const rest = line.slice(at + length).replace(FROM_BEHIND, " ");
  const behind = read(rest);
  const isCurrencySaid = [before, behind].some((part) => isPriced(part) && part.price?.unit !== null);
  if (before.title !== null) return behind.title === null && isCurrencySaid;
  if (behind.title === null || isPriced(before) || WHAT_FOR.test(rest)) return true;
  return isPriced(behind) && withHanNumbers(westernDigits(rest)).trim().startsWith(behind.typed);
}

/** The line without somebody, and without the word that led to them. */
function around(line: string, at: number, length: number): string {
  const before = line.slice(0, at).replace(TO, " ");
  const behind = line.slice(at + length).replace(FROM_BEHIND, " ");
  return `${before} ${behind}`.replace(/\s+/g, " ").trim();
}
