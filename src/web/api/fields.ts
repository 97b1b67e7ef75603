import { z } from "zod";
import { plain } from "../../payments/money.js";
import { isRefundMemo } from "../../payments/refund-codes.js";
import { flag, id, idAsSent } from "./params.js";

/** What those take that ask for an order. Messages go on after the parameter's name. */

/** What fits into a memo on the network. */
const MEMO_BYTES = 256;
const EVENTS = ["settle", "pending", "paid_less"] as const;
/** From here on a moment is in milliseconds: in seconds it would be in the year 33658. */
const MILLISECONDS_FROM = 1e12;
/** How often callers may have encoded an address. */
const ENCODED_AT_MOST = 2;

/** A text that means something else, or (null) nothing. */
export const meaning = <T>(read: (text: string) => T | null, must: string) =>
  z.string().transform((text, ctx): T => {
    const meant = read(text);
    if (meant !== null) return meant;
    ctx.addIssue({ code: "custom", message: must });
    return z.NEVER;
  });

/** What a price is in: whether we know it is for the rates to say. */
export const priceUnit = z
  .string()
  .max(64)
  .transform((unit) => (/^[0-9a-f-]{32,36}$/i.test(unit) ? (id.safeParse(unit).data ?? unit) : unit.toLowerCase()))
  .describe('A currency such as "usd", or an asset id');

/** A price of either sign: how much it may be is decided where its unit is known. */
export const price = z
  .string()
  .max(60, { abort: true })
  .regex(/^[+-]?(\d+(\.\d*)?|\.\d+)$/, 'must be decimal text such as "10.5"')
  .transform((text) => plain(text))
  .describe("Decimal text above zero")
  .meta({ examples: ["10.5"] });

const words = (most: number) =>
  z.string().refine((text) => Array.from(text).length <= most, `must have at most ${most} characters`);

const webAddress = meaning(readAddress, "must be an http or https address, URL-encoded or not");

/** Letter by letter as it was meant: shops compare it, and its query is theirs. */
function readAddress(text: string): string | null {
  let address = text;
  for (let encoded = 0; !isHttp(address) && encoded < ENCODED_AT_MOST; encoded += 1) address = decoded(address);
  const isPlain = address.length <= 2048 && !/[\0-\x20\x7f\p{Cs}]/u.test(address);
  return isPlain && isHttp(address) && URL.canParse(address) ? address : null;
}

const isHttp = (text: string): boolean => /^https?:\/\//i.test(text);

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Those it does not know are passed over: success and failure are told in any case. */
function readEvents(text: string): (typeof EVENTS)[number][] {
  const named = new Set(text.split("|").map((event) => event.trim().toLowerCase()));
  return EVENTS.filter((event) => named.has(event));
}

const whole = z
  .string()
  .regex(/^\d{1,15}$/, "must be a whole number")
  .transform(Number);

/** Zero means none: programs send it for what they have not set. */
export const moment = whole.transform((at) => (at === 0 ? null : new Date(at >= MILLISECONDS_FROM ? at : at * 1000)));

/** What the documentation says first of what changes nothing. */
export const IGNORED = "Accepted and ignored";

const ignored = (why: string) => z.unknown().optional().describe(`${IGNORED}: ${why}`);

/** The shop's own number of an order. */
export const orderId = z
  .string()
  .regex(/^[\w-]{6,36}$/, "must be 6 to 36 letters, digits, - and _")
  .describe("The shop's own number of the order: 6 to 36 letters, digits, - and _");

export const clientId = id.optional().describe("An id of the caller's own for this attempt to pay; a UUID");

/** What both ways of asking for an order have in common. */
export const asking = {
  payeeId: idAsSent.describe("Who gets the money: a payee, or a Mixin user or bot; told back as it was sent"),
  quoteAssetId: priceUnit,
  settlementAssetId: id.optional().describe("What the payee receives; blank: whatever is paid"),
  orderId: orderId.optional(),
  traceId: id.optional().describe("The UUID the order is to have; absent: a fresh one"),
  strictMode: flag.optional().describe("Return what cannot be settled in that asset; by default it is settled as paid"),
  remark: words(50).optional().describe("What it is for"),
  note: words(50).optional().describe("The same, of old clients; it counts when there is no remark"),
  settlementMemo: words(200)
    .refine((memo) => Buffer.byteLength(memo) <= MEMO_BYTES, `must have at most ${MEMO_BYTES} bytes`)
    // Or the till would tell another till, in a program's words, that a refund of its own has come.
    .refine((memo) => !isRefundMemo(memo), "must not be what a refund says")
    .optional()
    .describe("What the payee finds on the settlement instead of our memo"),
  returnTo: webAddress.optional().describe("Where the payer goes when it is paid: http or https"),
  failedReturnTo: webAddress.optional().describe("Where the payer goes when it has failed: http or https"),
  callbackUrl: webAddress.optional().describe("Where we say that there is news: https"),
  callbackEvent: z
    .string()
    .max(100)
    .transform(readEvents)
    .optional()
    .describe("News besides that of the end: settle, pending, paid_less, with | between them"),
  expiredTimestamp: moment.optional().describe("When it is too late to pay, in unix seconds (or milliseconds)"),
  expireSeconds: whole.optional().describe("The same in seconds from now, up to a year; of both the earlier counts"),
  isTemp: ignored("every code is for one payment"),
  tagname: ignored("old clients send it"),
  cancelUrl: ignored("failedReturnTo is the one"),
  from: ignored("it names the caller's software"),
  linkId: ignored("old clients send it"),
  origin: ignored("old clients send it"),
  memo: ignored("settlementMemo is the one"),
};
