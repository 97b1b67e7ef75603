import {
  and,
  asc,
  desc,
  eq,
  inArray,
  isNotNull,
  isNull,
  lte,
  notExists,
  notInArray,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import { alias, union } from "drizzle-orm/pg-core";
import { type Db, type Executor, inTransaction, type Tx } from "../../db/database.js";
import { apiOrders, deliveries, deliveryAttempts, webhooks } from "../../db/schema.js";
import type { Attempt } from "./post.js";
import { placeIsDead, placeLives } from "./dead.js";
import { declines, waitAfter } from "./verdict.js";

/** Longer than any attempt with what is written of it: whose lease is over is dead, or frozen. */
export const LEASE_SECONDS = 30;

/** How far beyond what one receiver may have at once it is looked for others. */
const LOOKED_AT = 200;

/**
 * Of how many they are picked, from either end of what is due: among the oldest there may be none but one stranger's, and
 * what has just come is seen however much waits before it.
 */
const PICKED_FROM = 1_000;

/**
 * What waits apart from each other: all of orders that were paid; of the others what goes to webhooks, which shops set up
 * themselves; and callbacks, which anybody makes for nothing.
 */
export const KINDS = ["paid", "webhooks", "unpaid"] as const;
export type Kind = (typeof KINDS)[number];

export function kindOf({ isPaid, webhookId }: Pick<Due["delivery"], "isPaid" | "webhookId">): Kind {
  if (isPaid) return "paid";
  return webhookId === null ? "unpaid" : "webhooks";
}

/** A delivery with what it is made of. */
export interface Due {
  delivery: typeof deliveries.$inferSelect;
  /** What the program said whose callback it is; null: it goes to a webhook. */
  asked: typeof apiOrders.$inferSelect | null;
  /** Who has what one may have at once: the order's payee, or the shop whose webhook it is. */
  payee: string;
}

export interface Wanted {
  kind: Kind;
  /** The moment, by the clock that due times and leases go by. */
  now: SQL;
  worker: string;
  /** Whose turn it is not. */
  busy: {
    hosts: string[];
    /** None of theirs, but for the first one to a webhook that has none underway. */
    payees: string[];
    /** Webhooks that have one underway. */
    webhooks: string[];
  };
  /** Which of them to take; first attempts come before others, of each the oldest of every payee before their next. */
  choose: (due: Due[]) => Due[];
}

const payeeInSql = sql<string>`coalesce(${apiOrders.payeeId}::text, 'webhooks of ' || ${deliveries.merchantId})`;
/** The same as `hostOf`, of addresses as the URL has them. */
const hostInSql = sql<string>`regexp_replace(split_part(${deliveries.url}, '/', 3), '^.*@|[.](?=(:[0-9]+)?$)', '', 'g')`;

/** Each has an index, so that what is not its turn yet is not looked at, however much there is. */
const FIRST = sql`${deliveries.state} = 'waiting' and ${deliveries.attempts} = 0`;
const AGAIN = sql`${deliveries.state} = 'waiting' and ${deliveries.attempts} > 0`;

/**
 * Claims deliveries that are due, each the oldest of what its receiver is still to be told of its order. What nobody is
 * to hear any more is put away: messages to a webhook that was removed, and callbacks of an order whose number another has
 * taken. Of those a shop misses nothing. Only an order without money is replaced, by whoever asked for it: they know, and
 * hear how the new one ends. "Failed" under its number would be taken for news of the new one, which can still be paid.
 */
export async function claimDeliveries(db: Db, wanted: Wanted): Promise<Due[]> {
  const { now, worker, choose } = wanted;
  // What hangs comes again and again: who is new does not wait for it.
  const found = [...(await findDue(db, FIRST, wanted)), ...(await findDue(db, AGAIN, wanted))];
  const gone = found.filter(({ isGone }) => isGone).map(({ delivery }) => delivery.id);
  if (gone.length > 0) {
    await db
      .update(deliveries)
      .set({ state: "overtaken", endedAt: now })
      .where(and(inArray(deliveries.id, gone), eq(deliveries.state, "waiting")));
  }
  const chosen = choose(oldestOfEach(found.filter(({ isGone }) => !isGone)));
  const claimed = await lease(db, { chosen, now, worker });
  return chosen.filter(({ delivery }) => claimed.has(delivery.id));
}

/** Those of one order to one receiver go one after the other; each time a webhook is tried out is by itself. */
const turnOf = ({ delivery: { id, orderId, webhookId } }: Due): string => `${orderId ?? id} ${webhookId ?? "callback"}`;

function oldestOfEach<Some extends Due>(due: Some[]): Some[] {
  const oldest = new Map<string, Some>();
  for (const one of due) {
    const before = oldest.get(turnOf(one));
    if (!before || one.delivery.createdAt < before.delivery.createdAt) oldest.set(turnOf(one), one);
  }
  return due.filter((one) => oldest.get(turnOf(one)) === one);
}

/**
 * True of a delivery when no other of its order to the same receiver is being posted, and no older one waits for its first
 * try. One that was tried in vain holds up nothing: its next try may be hours away.
 */
function isItsTurn(db: Executor, now: SQL) {
  const other = alias(deliveries, "other");
  const isPosted = sql`${other.leasedUntil} > ${now}`;
  const isFirst = sql`${other.state} = 'waiting' and ${other.attempts} = 0 and ${other.createdAt} < ${deliveries.createdAt}`;
  return notExists(
    db
      .select({ one: sql`1` })
      .from(other)
      .where(
        and(
          eq(other.orderId, deliveries.orderId),
          sql`${other.webhookId} is not distinct from ${deliveries.webhookId}`,
          or(isPosted, isFirst),
        ),
      ),
  );
}

/** Nobody is posting it. */
const isFree = (now: SQL) => or(isNull(deliveries.leasedUntil), lte(deliveries.leasedUntil, now));

/** It goes to a webhook that has nothing underway. */
const isIdle = (busy: string[]) =>
  and(isNotNull(deliveries.webhookId), busy.length > 0 ? notInArray(deliveries.webhookId, busy) : undefined);

/** Of every payee the oldest, then of each the next; of these shops' come first: other payees can be named by the thousand. */
function findDue(db: Db, which: SQL, wanted: Wanted): Promise<(Due & { isGone: boolean })[]> {
  const { id, merchantId, dueAt, createdAt } = deliveries;
  const isGone = sql<boolean>`(${apiOrders.replacedBy} is not null or ${webhooks.removedAt} is not null)`;
  const ends = union(oneEnd(db, which, wanted, asc), oneEnd(db, which, wanted, desc)).as("ends");
  const turn = sql<number>`row_number() over (partition by ${ends.payee} order by ${ends.dueAt}, ${ends.createdAt})`;
  const turns = db
    .select({ id: ends.id, turn: turn.as("turn") })
    .from(ends)
    .as("turns");
  return db
    .select({ delivery: deliveries, asked: apiOrders, payee: payeeInSql, isGone })
    .from(turns)
    .innerJoin(deliveries, eq(deliveries.id, turns.id))
    .leftJoin(apiOrders, isOfCallback)
    .leftJoin(webhooks, eq(webhooks.id, deliveries.webhookId))
    .orderBy(asc(turns.turn), sql`${merchantId} is null`, asc(dueAt), asc(createdAt), asc(id))
    .limit(LOOKED_AT);
}

const isOfCallback = and(eq(apiOrders.orderId, deliveries.orderId), isNull(deliveries.webhookId));

const IS_OF_KIND: Record<Kind, SQL | undefined> = {
  paid: eq(deliveries.isPaid, true),
  webhooks: and(eq(deliveries.isPaid, false), isNotNull(deliveries.webhookId)),
  unpaid: and(eq(deliveries.isPaid, false), isNull(deliveries.webhookId)),
};

/** The oldest of what is due, or the newest: as much of it as is looked through at a time. */
function oneEnd(db: Db, which: SQL, { kind, now, busy }: Wanted, order: typeof asc) {
  const { id, dueAt, createdAt } = deliveries;
  return db
    .select({ id, dueAt, createdAt, payee: payeeInSql.as("payee") })
    .from(deliveries)
    .leftJoin(apiOrders, isOfCallback)
    .where(
      and(
        which,
        IS_OF_KIND[kind],
        lte(dueAt, now),
        isFree(now),
        isItsTurn(db, now),
        busy.hosts.length > 0 ? notInArray(hostInSql, busy.hosts) : undefined,
        busy.payees.length > 0 ? or(notInArray(payeeInSql, busy.payees), isIdle(busy.webhooks)) : undefined,
      ),
    )
    .orderBy(order(dueAt))
    .limit(PICKED_FROM);
}

/**
 * Those of them that are still to be had. What another is claiming or changing is left: the money's transactions lock
 * several, too, and nobody is to wait for each other.
 */
async function lease(
  db: Db,
  { chosen, now, worker }: { chosen: Due[]; now: SQL; worker: string },
): Promise<Set<string>> {
  if (chosen.length === 0) return new Set();
  return inTransaction(db, async (tx) => {
    const mine = await takeTurns(tx, chosen);
    const ids = chosen.filter((one) => mine.has(turnOf(one))).map(({ delivery }) => delivery.id);
    if (ids.length === 0) return new Set<string>();
    const free = tx
      .select({ id: deliveries.id })
      .from(deliveries)
      .where(
        and(
          inArray(deliveries.id, ids),
          eq(deliveries.state, "waiting"),
          // Another may have tried it since it was looked for, or one that goes before it.
          lte(deliveries.dueAt, now),
          isFree(now),
          isItsTurn(tx, now),
        ),
      )
      .for("update", { skipLocked: true });
    const leased = await tx
      .update(deliveries)
      .set({ leasedBy: worker, leasedUntil: sql`${now} + make_interval(secs => ${LEASE_SECONDS})` })
      .where(inArray(deliveries.id, free))
      .returning({ id: deliveries.id });
    return new Set(leased.map(({ id }) => id));
  });
}

/** Whose turn is decided here and by nobody else until the transaction ends: two would each take another one of it. */
async function takeTurns(tx: Tx, chosen: Due[]): Promise<Set<string>> {
  const turns = sql.join(
    chosen.map((one) => sql`(${turnOf(one)}::text)`),
    sql`, `,
  );
  const mine = await tx
    .select({ turn: sql<string>`turn` })
    .from(sql`(values ${turns}) as turns (turn)`)
    .where(sql`pg_try_advisory_xact_lock(hashtextextended('delivery ' || turn, 0))`);
  return new Set(mine.map(({ turn }) => turn));
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
  // Somebody looks how a webhook answers: what it says now is what they want to know.
  const wait = delivery.event === "ping" ? null : waitAfter(number);
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
    if (problem === null) {
      await placeLives(tx, delivery);
      return true;
    }
    const next =
      wait === null
        ? { state: "failed" as const, endedAt: now }
        : { dueAt: sql`${now} + make_interval(secs => ${wait})` };
    const moved = await tx
      .update(deliveries)
      .set(next)
      .where(and(itself, eq(deliveries.state, "waiting")))
      .returning({ state: deliveries.state });
    const isDead = delivery.event !== "ping" && !(delivery.webhookId === null && declines(answer));
    if (moved[0]?.state === "failed" && isDead) await placeIsDead(tx, delivery, now);
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
