import { Cron } from "croner";
import { and, eq, gte, isNull, lt } from "drizzle-orm";
import type { Tx } from "../db/database.js";
import { enqueue } from "../db/jobs.js";
import { jobs, merchants, people } from "../db/schema.js";
import { RECORDED, record } from "./audit.js";
import type { Merchant } from "./merchants.js";
import { demand } from "./rights.js";

/** When figures are sent, by the clocks of the owner's zone. */
export interface DigestTime {
  digest: Merchant["digest"];
  digestHour: number;
  /** Of a weekly one: 1 is Monday, 7 Sunday. */
  digestWeekday: number;
  /** Full hours are what people choose. */
  minute?: number;
}

export interface NextDigest {
  at: Date;
  /** The day it is then in the zone: what names a digest, since each day has one at most. */
  day: string;
}

/**
 * The first moment after `after` at which figures are sent; null when they are not. An hour that clocks skip is when they
 * have gone on, one that they show twice is the first. It is croner that knows the clocks, as it runs cron jobs by them.
 */
export function nextDigest(after: Date, timeZone: string, time: DigestTime): NextDigest | null {
  const { digest, digestHour, digestWeekday, minute = 0 } = time;
  if (digest === "off") return null;
  const weekday = digest === "weekly" ? String(digestWeekday % 7) : "*";
  const at = new Cron(`${minute} ${digestHour} * * ${weekday}`, { timezone: timeZone, paused: true }).nextRun(after);
  return at && { at, day: dayIn(at, timeZone) };
}

const dayIn = (at: Date, timeZone: string): string => {
  const parts = { year: "numeric", month: "2-digit", day: "2-digit" } as const;
  return new Intl.DateTimeFormat("en-CA", { timeZone, ...parts }).format(at);
};

/** The last moment before the day that it is in the zone. */
function beforeToday(now: Date, timeZone: string): Date {
  const midnight = new Cron("0 0 * * *", { timezone: timeZone, paused: true });
  const begun = midnight.nextRun(new Date(now.getTime() - 36 * 3_600_000));
  let last = begun;
  for (let at = begun; at && at <= now; at = midnight.nextRun(at)) last = at;
  return new Date((last ?? now).getTime() - 1);
}

const keyOf = (merchantId: string, day: string): string => `digest:${merchantId}:${day}`;

/**
 * Plans the shop's next digest, and nothing else: what was planned by other settings or in another zone is taken off. One
 * that should have been sent earlier today, by a till that was down, is still sent; those of days before are not. Called
 * in the transaction that changed the settings or the zone, and in the one that sends a digest.
 */
export async function planDigest(tx: Tx, merchantId: string, now: Date, late = false): Promise<NextDigest | null> {
  // Two who plan take turns.
  const [shop] = await tx.select().from(merchants).where(eq(merchants.id, merchantId)).for("update");
  const [owner] = await tx.select({ zone: people.timeZone }).from(people).where(eq(people.userId, merchantId));
  const ofShop = and(
    eq(jobs.name, "digest"),
    gte(jobs.dedupeKey, keyOf(merchantId, "0")),
    lt(jobs.dedupeKey, keyOf(merchantId, "9999")),
  );
  await tx.delete(jobs).where(and(ofShop, isNull(jobs.doneAt)));
  const sent = await tx.select({ key: jobs.dedupeKey }).from(jobs).where(ofShop);
  const zone = owner?.zone ?? "UTC";
  let next = shop ? nextDigest(late ? beforeToday(now, zone) : now, zone, shop) : null;
  while (next && sent.some(({ key }) => key === keyOf(merchantId, next!.day))) next = nextDigest(next.at, zone, shop!);
  if (!next) return null;
  const { at, day } = next;
  const payload = { merchantId, day };
  await enqueue(tx, { name: "digest", payload, dedupeKey: keyOf(merchantId, day), runAt: at });
  return next;
}

/** Changes when figures are sent, in somebody's name; recorded as done by them. Returns the next. */
export async function changeDigest(
  tx: Tx,
  change: { merchantId: string; by: string; time: Partial<DigestTime>; cause: string; now: Date },
): Promise<NextDigest | null> {
  const { merchantId, by, time, cause, now } = change;
  await demand(tx, { merchantId, by, action: RECORDED["digest.changed"] });
  await tx.update(merchants).set(time).where(eq(merchants.id, merchantId));
  await record(tx, { merchantId, userId: by, action: "digest.changed", cause });
  return planDigest(tx, merchantId, now);
}
