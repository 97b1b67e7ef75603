import { getPublicFromMainnetAddress, parseMixAddress } from "@mixin.dev/mixin-node-sdk";
import { Decimal } from "decimal.js";

/** Who a transfer goes to: Mixin users by uuid or mainnet addresses, and how many of them must agree to spend it. */
export interface Recipient {
  members: string[];
  threshold: number;
}

/** A pay link taken apart. Asset and amount are missing when the payer chooses them, the trace when nobody cares. */
export interface PayLink {
  recipient: Recipient;
  asset: string | undefined;
  amount: string | undefined;
  memo: string;
  trace: string | undefined;
}

/** A link that the real client would refuse, said in words for the payer. */
export class PayLinkError extends Error {}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const AMOUNT = /^\d{1,20}(?:\.\d{1,8})?$/;
// the kernel's limit for what a transaction may carry
const MAX_MEMO_BYTES = 256;

/**
 * Reads `…/pay/<uuid | MIX… | XIN…>?asset&amount&memo&trace` of any host, as the Android client does.
 * Throws PayLinkError.
 */
export function parsePayLink(href: string): PayLink {
  const url = parseUrl(href);
  const id = recipientOf(url);
  const query = url.searchParams;
  const asset = optional(query.get("asset"), isUuid, "The asset of this link is not a valid id.");
  const trace = optional(query.get("trace"), isUuid, "The trace of this link is not a valid id.");
  const amount = optional(query.get("amount"), isAmount, "The amount of this link must be a number above zero.");
  const memo = decodeAgain(query.get("memo") ?? "");
  if (Buffer.byteLength(memo) > MAX_MEMO_BYTES) throw new PayLinkError("The memo of this link is too long.");
  return { recipient: parseRecipient(id), asset: asset?.toLowerCase(), amount, memo, trace: trace?.toLowerCase() };
}

/** An amount as people type it and links carry it: above zero, at most 8 decimals, no exponent. */
export function isAmount(text: string): boolean {
  return AMOUNT.test(text) && new Decimal(text).gt(0);
}

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

function recipientOf(url: URL): string {
  const path = url.protocol === "mixin:" && url.host === "pay" ? `/pay${url.pathname}` : url.pathname;
  const id = /^\/pay\/([^/]+)\/?$/.exec(path)?.[1];
  if (!id) throw new PayLinkError("This is not a pay link.");
  return decodeURIComponent(id);
}

function parseRecipient(id: string): Recipient {
  if (isUuid(id)) return { members: [id.toLowerCase()], threshold: 1 };
  if (id.startsWith("MIN")) throw new PayLinkError("Invoices with several payments (MIN…) cannot be paid here.");
  if (id.startsWith("XIN")) {
    if (getPublicFromMainnetAddress(id)) return { members: [id], threshold: 1 };
    throw new PayLinkError("The address in this link has a typing error.");
  }
  const address = readMixAddress(id);
  if (!address) throw new PayLinkError("The recipient of this link cannot be read.");
  return { members: [...address.uuidMembers, ...address.xinMembers], threshold: address.threshold };
}

/** The SDK answers undefined for some broken addresses and throws for others. */
function readMixAddress(text: string): ReturnType<typeof parseMixAddress> {
  try {
    return parseMixAddress(text);
  } catch {
    return undefined;
  }
}

/** The Android client decodes a memo twice; a link that decodes differently there must do so here. */
function decodeAgain(memo: string): string {
  try {
    return decodeURIComponent(memo);
  } catch {
    return memo;
  }
}

function optional(value: string | null, valid: (text: string) => boolean, message: string): string | undefined {
  if (!value) return undefined;
  if (!valid(value)) throw new PayLinkError(message);
  return value;
}

function parseUrl(href: string): URL {
  try {
    return new URL(href);
  } catch {
    throw new PayLinkError("This is not a pay link.");
  }
}
