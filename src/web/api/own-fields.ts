import { z } from "zod";
import type { OrderFilter, Place } from "../../shop/order-search.js";
import { meaning, moment } from "./fields.js";
import { STATUSES, type Status } from "../../payments/status-words.js";

/** What the endpoints that ask for a key take, besides what all do. Messages go on after the parameter's name. */

const MOST = 100;
const USUAL = 20;
/** Whatever happens here happens before. */
const LATEST = Date.UTC(2200, 0, 1);

/** How many of a list. */
export const limit = z
  .string()
  .regex(/^([1-9]\d?|100)$/, `must be a whole number from 1 to ${MOST}`)
  .transform(Number)
  .optional()
  .transform((size) => size ?? USUAL)
  .describe(`How many at most, 1 to ${MOST}; absent: ${USUAL}`);

/** A moment in time; zero is none. */
export const when = moment.refine(
  (at) => at === null || at.getTime() < LATEST,
  "must be a moment before the year 2200",
);

/** Where a list goes on; whatever stands in it is ours to know. */
export const cursor = meaning(placeIn, "must be the next of an answer, as it was told").describe(
  "The next of the page before, as it was told; absent: the first page",
);

export const cursorTo = ({ at, id }: Place): string => Buffer.from(`${at}.${id}`).toString("base64url");

function placeIn(text: string): Place | null {
  const [, at, id] =
    /^(\d{1,18})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(
      Buffer.from(text, "base64url").toString("latin1"),
    ) ?? [];
  // Microseconds: the same bound as of moments.
  return at !== undefined && id !== undefined && Number(at) < LATEST * 1000 ? { at, id } : null;
}

/** Which orders a status is told of, as `told` tells them. */
export const STANDINGS: Record<Status, Pick<OrderFilter, "states" | "kept">> = {
  unpaid: { states: ["open"], kept: "nothing" },
  confirming: { states: ["open"], kept: "late" },
  paid_less: { states: ["open"], kept: "part" },
  pending: { states: ["paid"] },
  success: { states: ["settled"] },
  failed: { states: ["expired", "cancelled"] },
};

export const status = z.enum(STATUSES);

/** A code's address under the shop's. */
export const slug = z.string().max(100).describe("The last part of a code's address; absent: all of the shop");

/** The zone that clocks are read in, by its IANA name. */
export const timeZone = meaning(zoneNamed, 'must be an IANA time zone such as "Europe/Berlin"').describe(
  'IANA name of a time zone, such as "Europe/Berlin"; absent: the shop owner\'s',
);

/** Twice as long as the longest name of a zone. */
const ZONE_LENGTH = 64;

/** As the engine calls it, whatever its letters: there are no more of these than there are zones. */
function zoneNamed(text: string): string | null {
  if (text.length > ZONE_LENGTH || !/^[a-z]+([/_+-][a-z0-9]+){0,5}$/i.test(text)) return null;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}
