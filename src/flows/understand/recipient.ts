import { domainToASCII } from "node:url";
import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js/max";
import { z } from "zod";
import { westernDigits } from "../../payments/typed.js";

/** Somebody money can be sent to, as they are written to. */
export type Recipient =
  /** `phone`: the number that the same digits would be in the sender's country (E.164); for when no such ID exists. */
  | { kind: "mixin"; mixinId: string; phone: string | null }
  /** E.164. */
  | { kind: "phone"; number: string }
  /** The domain in ASCII, all small letters. */
  | { kind: "email"; address: string };

/** A recipient inside a line. */
export interface FoundRecipient {
  at: number;
  length: number;
  recipient: Recipient;
}

/** Whether what is left of a line without somebody makes sense. */
type IsRest = (rest: string, one: FoundRecipient) => boolean;

const LONGEST_ADDRESS = 254;
const email = z.email().max(LONGEST_ADDRESS);
/** `<ada@example.com>,` and `mailto:` as they are pasted. */
const EMAIL = /(?:mailto:)?([^\s@<>()[\]{},;:"']+@[^\s@<>()[\]{},;:"']+\.[^\s@<>()[\]{},;:"']+)/iu;
const AT_ID = /(?<![\p{L}\p{N}.])@(\d{4,12})(?!\p{N})/u;
/**
 * Chinese and Japanese set no space between a number and what leads to it or on: "给12345转", "12345に". What has a plus
 * is a phone number, and when it is none, a mistake: never somebody else's Mixin ID.
 */
const BARE_ID = /(?<=^|[^\p{L}\p{N}.,+]|[给給账])(\d{5,12})(?![.,]?\p{N})(?!(?![にへ宛さ转轉打汇])\p{L})/gu;
/** Begins like a phone number: a country code, or a zero to dial in one's own country. */
const PHONE = /(?<![\p{L}\p{N}.,])(?:\+|00|\(?0)[\d\s()./-]{5,30}/gu;

/**
 * The first recipient that a line names: an e-mail address, "@7000103970", a phone number any way people write one, or
 * bare digits. `isRest`: whether what is left of the line makes sense, so that "0171 1234567 5 eur" keeps its five.
 */
export function takeRecipient(line: string, country: CountryCode, isRest: IsRest = () => true): FoundRecipient | null {
  const text = westernDigits(line);
  const mail = EMAIL.exec(text);
  const address = mail && readEmail(mail[1]!);
  if (mail && address) {
    const said = mail[0].replace(/[.!?]+$/, "");
    return { at: mail.index, length: said.length, recipient: { kind: "email", address } };
  }
  const named = AT_ID.exec(text);
  if (named) return found(named.index, named[0], { kind: "mixin", mixinId: named[1]!, phone: null });
  return takePhone(text, country, isRest) ?? takeBareId(text, country, isRest);
}

const found = (at: number, said: string, recipient: Recipient): FoundRecipient => ({
  at,
  length: said.length,
  recipient,
});

function readEmail(said: string): string | null {
  const [local = "", domain = ""] = said.replace(/[.!?]+$/, "").split("@");
  const address = `${local}@${domainToASCII(domain)}`.toLowerCase();
  return email.safeParse(address).success ? address : null;
}

function takePhone(text: string, country: CountryCode, isRest: IsRest): FoundRecipient | null {
  // An amount may begin like one: "0.002 btc +4915112345678".
  const all = [...text.matchAll(PHONE)].flatMap((start) =>
    beginnings(start[0]).flatMap((said) => {
      const number = readPhone(said, country);
      return number === null ? [] : [found(start.index, said, { kind: "phone", number })];
    }),
  );
  const left = ({ at, length }: FoundRecipient) => `${text.slice(0, at)} ${text.slice(at + length)}`.trim();
  return all.find((one) => isRest(left(one), one)) ?? all[0] ?? null;
}

/** The longest first, each ending with a whole group of digits. */
function beginnings(said: string): string[] {
  const ends = [...said.matchAll(/\d(?!\d)\)?/gu)].map((end) => end.index + end[0].length);
  return ends.toReversed().map((end) => said.slice(0, end));
}

function readPhone(said: string, country: CountryCode): string | null {
  const typed = said.replace(/^00/, "+");
  const number = parsePhoneNumberFromString(typed, country);
  return number?.isValid() ? number.number : null;
}

/** Of several bare numbers the first that leaves an amount; a Mixin ID before a phone number of one's own country. */
function takeBareId(text: string, country: CountryCode, isRest: IsRest): FoundRecipient | null {
  const all = [...text.matchAll(BARE_ID)].map((match) => found(match.index, match[0], bare(match[1]!, country)));
  const left = ({ at, length }: FoundRecipient) => `${text.slice(0, at)} ${text.slice(at + length)}`.trim();
  return all.find((one) => isRest(left(one), one)) ?? null;
}

const bare = (digits: string, country: CountryCode): Recipient => ({
  kind: "mixin",
  mixinId: digits,
  phone: readPhone(digits, country),
});
