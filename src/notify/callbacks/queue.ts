import { and, asc, eq, inArray, isNull, lte, notExists, notInArray, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { type Db, inTransaction } from "../../db/database.js";
import { apiOrders, deliveries, deliveryAttempts } from "../../db/schema.js";
import type { Attempt } from "./post.js";
import { waitAfter } from "./verdict.js";

/** Longer than any attempt with what is written of it: whose lease is over is dead, or frozen. */
export const LEASE_SECONDS = 30;

/** How far beyond what one receiver may have at once it is looked for others. */
const LOOKED_AT = 200;

/** A delivery with what it is made of. */
export interface Due {
  delivery: typeof deliveries.$inferSelect;
  order: typeof apiOrders.$inferSelect;
}

export interface Wanted {
  /** Of orders that were paid, or of the others. */
  isPaid: boolean;
  /** The moment, by the clock that due times and leases go by. */
  now: SQL;
  worker: string;
  /** Whose turn it is not. */
  busy: { hosts: string[]; payees: string[] };
  /** Which of them to take; first attempts come before others, each in the order they are due. */
  choose: (due: Due[]) => Due[];
}

/** "shop.example.com:8443", of an address as it is written; the same as `hostInSql`. */
export const hostOf = (url: string): string => url.split("/")[2] ?? "";
const hostInSql = sql<string>`split_part(${deliveries.url}, '/', 3)`;

/** Each has an index, so that what is not its turn yet is not looked at, however much there is. */
const FIRST = sql`${deliveries.state} = 'waiting' and ${deliveries.attempts} = 0`;
const AGAIN = sql`${deliveries.state} = 'waiting' and ${deliveries.attempts} > 0`;

/**
 * Claims deliveries that are due, of orders of which none is being posted. Those whose order was replaced meanwhile are put
 * away: nobody hears of it any more.
 */
export async function claimDeliveries(db: Db, wanted: Wanted): Promise<Due[]> {
  const { now, worker, choose } = wanted;
  const first = await findDue(db, FIRST, wanted);
  // What hangs comes again and again: who is new does not wait for it.
  const found = first.length < LOOKED_AT ? [...first, ...(await findDue(db, AGAIN, wanted))] : first;
  const replaced = found.filter(({ order }) => order.replacedBy !== null).map(({ delivery }) => delivery.id);
  if (replaced.length > 0) {
    await db
      .update(deliveries)
      .set({ state: "overtaken", endedAt: now })
      .where(and(inArray(deliveries.id, replaced), eq(deliveries.state, "waiting")));
  }
  const chosen = choose(found.filter(({ order }) => order.replacedBy === null));
  const claimed = await lease(db, { ids: chosen.map(({ delivery }) => delivery.id), now, worker });
  return chosen.filter(({ delivery }) => claimed.has(delivery.id));
}

function findDue(db: Db, which: SQL, { isPaid, now, busy }: Wanted): Promise<Due[]> {
  const posted = alias(deliveries, "posted");
  const isPosted = db
    .select({ one: sql`1` })
    .from(posted)
    .where(and(eq(posted.orderId, deliveries.orderId), sql`${posted.leasedUntil} > ${now}`));
  return db
    .select({ delivery: deliveries, order: apiOrders })
    .from(deliveries)
    .innerJoin(apiOrders, eq(apiOrders.orderId, deliveries.orderId))
    .where(
      and(
        which,
        eq(deliveries.isPaid, isPaid),
        lte(deliveries.dueAt, now),
        notExists(isPosted),
        busy.hosts.length > 0 ? notInArray(hostInSql, busy.hosts) : undefined,
        busy.payees.length > 0 ? notInArray(apiOrders.payeeId, busy.payees) : undefined,
      ),
    )
    .orderBy(asc(deliveries.dueAt))
    .limit(LOOKED_AT);
}

/**
 * Those of them that are still to be had. One that another is changing is left: the money's transactions lock several, too,
 * and nobody is to wait for each other.
 */
async function lease(db: Db, wanted: { ids: string[]; now: SQL; worker: string }): Promise<Set<string>> {
  const { ids, now, worker } = wanted;
  if (ids.length === 0) return new Set();
  const free = db
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(
      and(
        inArray(deliveries.id, ids),
        eq(deliveries.state, "waiting"),
        // Another may have tried it since it was looked for.
        lte(deliveries.dueAt, now),
        or(isNull(deliveries.leasedUntil), lte(deliveries.leasedUntil, now)),
      ),
    )
    .for("update", { skipLocked: true });
  const leased = await db
    .update(deliveries)
    .set({ leasedBy: worker, leasedUntil: sql`${now} + make_interval(secs => ${LEASE_SECONDS})` })
    .where(inArray(deliveries.id, free))
    .returning({ id: deliveries.id });
  return new Set(leased.map(({ id }) => id));
}

export interface Ended {
  delivery: Due["delivery"];
  attempt: Attempt;
  /** When it began. */
  at: Date;
  now: SQL;
  worker: string;
}

/** Writes down what became of an attempt and when the next one is; false when the lease had been lost. */
export function endAttempt(db: Db, { delivery, attempt, at, now, worker }: Ended): Promise<boolean> {
  const { millis, status, answer, problem } = attempt;
  const number = delivery.attempts + 1;
  const wait = waitAfter(number);
  const itself = eq(deliveries.id, delivery.id);
  return inTransaction(db, async (tx) => {
    const free = { attempts: number, leasedUntil: null, leasedBy: null };
    const freed = await tx
      .update(deliveries)
      .set(problem === null ? { ...free, state: "delivered", endedAt: now } : free)
      .where(and(itself, eq(deliveries.leasedBy, worker)))
      .returning({ id: deliveries.id });
    if (freed.length === 0) return false;
    await tx.insert(deliveryAttempts).values({ deliveryId: delivery.id, number, at, millis, status, answer, problem });
    if (problem !== null) {
      const next =
        wait === null
          ? { state: "failed" as const, endedAt: now }
          : { dueAt: sql`${now} + make_interval(secs => ${wait})` };
      await tx
        .update(deliveries)
        .set(next)
        .where(and(itself, eq(deliveries.state, "waiting")));
    }
    return true;
  });
}

/** Hands one back, to be claimed a moment later, as if it had not been: nothing was tried. */
export async function postpone(db: Db, { id, now, worker }: { id: string; now: SQL; worker: string }): Promise<void> {
  await db
    .update(deliveries)
    .set({ leasedUntil: null, leasedBy: null, dueAt: sql`${now} + interval '1 second'` })
    .where(and(eq(deliveries.id, id), eq(deliveries.leasedBy, worker)));
}

/** Hands back what is claimed, as if it had not been. */
export async function releaseDeliveries(db: Db, worker: string): Promise<void> {
  await db.update(deliveries).set({ leasedUntil: null, leasedBy: null }).where(eq(deliveries.leasedBy, worker));
}
