import { and, eq, gt, gte, inArray, ne } from "drizzle-orm";
import type { Executor } from "../db/database.js";
import { merchants, people, refunds, rollups } from "../db/schema.js";
import { dayIn, DAY_MS, QUARTER_MS } from "./ranges.js";

const HOUR_MS = 60 * 60_000;

/** What makes silence unusual: payments on so many days of the last so many, then so many times the longest pause. */
const SILENCE = { days: 14, active: 10, times: 3, leastMs: DAY_MS } as const;
/** Silence that began to be unusual longer ago is no news; it also says how far back anybody has to look. */
const NEWS_MS = 2 * DAY_MS;
/** A pause within the days above lasts five of them at most: three times that, the days before, and a day of any zone. */
const LOOK_BACK_MS = (SILENCE.days + SILENCE.times * (SILENCE.days - SILENCE.active + 1) + 4) * DAY_MS;

/**
 * Since when nobody pays a code that is paid nearly every day; null: nothing unusual. `paid`: quarters of an hour in which
 * somebody paid, in order. What is usual is what the fourteen days up to the last payment were like.
 */
export function silentSince(paid: Date[], timeZone: string, now: Date): Date | null {
  const last = paid.at(-1);
  if (!last) return null;
  const recent = paid.filter((at) => at.getTime() > last.getTime() - SILENCE.days * DAY_MS);
  if (new Set(recent.map((at) => dayIn(at, timeZone))).size < SILENCE.active) return null;
  const pauses = recent.slice(1).map((at, i) => at.getTime() - recent[i]!.getTime());
  const limit = Math.max(SILENCE.leastMs, SILENCE.times * Math.max(0, ...pauses));
  const quiet = now.getTime() - (last.getTime() + QUARTER_MS);
  return quiet > limit && quiet <= limit + NEWS_MS ? last : null;
}

/** What makes refunds a burst: so many within an hour, and so many times what an hour with refunds usually has. */
const BURST = { least: 5, times: 3, withinMs: HOUR_MS, usualDays: 14 } as const;

export interface Burst {
  /** When it became one: which names it. */
  from: Date;
  /** The most within an hour so far. */
  count: number;
}

/** The last refund so far that was part of it. */
type Going = Burst & { last: number };

/**
 * The burst of refunds that goes on now or ended less than two hours ago; null: none. `done`: moments of refunds, in order,
 * of four weeks. One is over when an hour passes without being part of it.
 */
export function burstOf(done: Date[], now: Date): Burst | null {
  let burst: Going | null = null;
  let first = 0;
  for (const [i, at] of done.entries()) {
    while (done[first]!.getTime() <= at.getTime() - BURST.withinMs) first++;
    const count = i - first + 1;
    if (count < BURST.least || count <= BURST.times * usualPerHour(done.slice(0, first), done[first]!)) continue;
    burst = goesOn(burst, at, count);
  }
  if (!burst || burst.last < now.getTime() - 2 * HOUR_MS) return null;
  return { from: burst.from, count: burst.count };
}

/** The same burst for as long as no hour passes without it. */
function goesOn(before: Going | null, at: Date, count: number): Going {
  if (!before || at.getTime() - before.last > HOUR_MS) return { from: at, count, last: at.getTime() };
  return { from: before.from, count: Math.max(before.count, count), last: at.getTime() };
}

/** Refunds in an hour of the clock that had any, on average, in the fourteen days before. */
function usualPerHour(earlier: Date[], before: Date): number {
  const recent = earlier.filter((at) => at.getTime() >= before.getTime() - BURST.usualDays * DAY_MS);
  const hours = new Set(recent.map((at) => Math.floor(at.getTime() / HOUR_MS)));
  return hours.size === 0 ? 0 : recent.length / hours.size;
}

export interface Unusual {
  silent: { merchantId: string; codeId: string; since: Date }[];
  bursts: (Burst & { merchantId: string })[];
}

const SHOPS_AT_ONCE = 200;
/** More refunds of one shop in four weeks are no burst that anybody has to be told of. */
const REFUNDS_READ = 5_000;

/** What is unusual now in any shop. Reads sums of days, and refunds of those shops that gave back much just now. */
export async function unusualNow(db: Executor, now: Date): Promise<Unusual> {
  const found: Unusual = { silent: [], bursts: [] };
  for (let after: string | null = null; ;) {
    const shops: { id: string; zone: string | null }[] = await db
      .select({ id: merchants.id, zone: people.timeZone })
      .from(merchants)
      .leftJoin(people, eq(people.userId, merchants.id))
      .where(after === null ? undefined : gt(merchants.id, after))
      .orderBy(merchants.id)
      .limit(SHOPS_AT_ONCE);
    if (shops.length === 0) return found;
    found.silent.push(...(await silentIn(db, shops, now)));
    found.bursts.push(...(await burstsIn(db, shops, now)));
    after = shops.at(-1)!.id;
  }
}

type Shop = { id: string; zone: string | null };

async function silentIn(db: Executor, shops: Shop[], now: Date): Promise<Unusual["silent"]> {
  const ids = shops.map(({ id }) => id);
  const rows = await db
    .select({ merchantId: rollups.merchantId, codeId: rollups.codeId, at: rollups.at, counts: rollups.counts })
    .from(rollups)
    .where(
      and(
        inArray(rollups.merchantId, ids),
        eq(rollups.span, "day"),
        gte(rollups.at, new Date(now.getTime() - LOOK_BACK_MS)),
        ne(rollups.codeId, INVOICES),
      ),
    );
  const codes = new Map<string, { merchantId: string; paid: Set<number> }>();
  for (const { merchantId, codeId, at, counts } of rows) {
    const code = codes.get(codeId) ?? { merchantId, paid: new Set<number>() };
    codes.set(codeId, code);
    for (const [quarter, count] of counts.entries()) if (count > 0) code.paid.add(at.getTime() + quarter * QUARTER_MS);
  }
  const zones = new Map(shops.map(({ id, zone }) => [id, zone ?? "UTC"]));
  return [...codes].flatMap(([codeId, { merchantId, paid }]) => {
    const moments = [...paid].sort((a, b) => a - b).map((at) => new Date(at));
    const since = silentSince(moments, zones.get(merchantId)!, now);
    return since ? [{ merchantId, codeId, since }] : [];
  });
}

/** The code of what was paid on invoices: a shop need not make any. */
const INVOICES = "00000000-0000-0000-0000-000000000000";

async function burstsIn(db: Executor, shops: Shop[], now: Date): Promise<Unusual["bursts"]> {
  const ids = shops.map(({ id }) => id);
  const doneSince = (ms: number) => gt(refunds.doneAt, new Date(now.getTime() - ms));
  const latest = await db
    .select({ merchantId: refunds.merchantId })
    .from(refunds)
    .where(and(inArray(refunds.merchantId, ids), doneSince(3 * HOUR_MS)));
  const count = (id: string) => latest.filter(({ merchantId }) => merchantId === id).length;
  const found: Unusual["bursts"] = [];
  for (const merchantId of ids.filter((id) => count(id) >= BURST.least)) {
    const done = await db
      .select({ at: refunds.doneAt })
      .from(refunds)
      .where(and(eq(refunds.merchantId, merchantId), doneSince(2 * BURST.usualDays * DAY_MS)))
      .orderBy(refunds.doneAt)
      .limit(REFUNDS_READ);
    const burst = burstOf(
      done.map(({ at }) => at!),
      now,
    );
    if (burst) found.push({ merchantId, ...burst });
  }
  return found;
}
