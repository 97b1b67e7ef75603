import { randomUUID } from "node:crypto";
import { eq, inArray, sql } from "drizzle-orm";
import type { Db } from "../../src/db/database.js";
import { jobs, merchants, orders, quotes, remittances } from "../../src/db/schema.js";
import { openOrder } from "../../src/payments/orders.js";
import { Visitor } from "../support/shop.js";
import { isStale, isTimed, type Kind } from "./kinds.js";
import type { Plan, PlannedVisit } from "./plan.js";
import type { Agreed, Visit } from "./story.js";
import type { World } from "./world.js";

/** An invoice whose time is about to run out. */
export interface TimedOrder {
  kind: Kind;
  /** What it will be paid in. */
  asset: string;
  id: string;
  title: string;
  price: string;
  deadline: number;
  graceMs: number;
}

/** What was done for a run before it began. */
export interface Prepared {
  /** When that began: what is heard from then on is of this run. Null: nothing was. */
  since: string | null;
  timed: TimedOrder[];
  stale: { kind: Kind; order: Agreed }[];
  /** Visits of the run before whose orders end in this one. */
  waited: Visit[];
}

export const NOTHING: Prepared = { since: null, timed: [], stale: [], waited: [] };

/** What was sent in one run and ends in the next by its own term. */
const HAS_TERM: readonly Kind[] = ["claim against end", "sent, never taken"];
/** From now until a run that begins at once has shown all its pages. */
const READY_MS = { embedded: 6_500, postgres: 6_500, cluster: 4_500 };
/** Long enough for the merchant's word, whatever happens meanwhile. */
const LONG_GRACE_S = 120;
/** How long after its end an order is still open to what was sent in time. */
const MARGIN_MS = 120_000;
/** When in the next run the orders of this one end, at the latest. */
const WITHIN_MS = 8_000;
/** The same for money that waits to be taken: its page or card has to be there before. */
const TERM_WITHIN_MS = 3_000;

/** Opens pages for the next run, whose amounts shall be out of date by then. */
export async function openStale(world: World, next: Plan | null): Promise<Prepared> {
  if (!next) return NOTHING;
  const stale = next.visits.filter(({ kind }) => isStale(kind));
  return { ...NOTHING, stale: await Promise.all(stale.map(({ kind, asset }) => staleOrder(world, kind, asset))) };
}

async function staleOrder(world: World, kind: Kind, asset: string): Promise<Prepared["stale"][number]> {
  const { person, link, title, price, payee } = world.shops.plain;
  const { orderId, payment } = await new Visitor().opens(world.link(link), asset);
  if (!payment) throw new Error(`nothing to pay for ${title}`);
  const order: Agreed = {
    id: orderId,
    title,
    shop: person,
    payee,
    price,
    shown: payment,
    today: payment.amount,
    deadline: null,
    graceMs: 0,
    wants: null,
    strict: false,
    isInvoice: false,
    isRefund: false,
  };
  return { kind, order };
}

/**
 * Between two runs, with the database at hand: lets quotes of the next one be over, as if prices had moved since they were
 * made, opens invoices that end within it, and brings the ends of orders near that wait for theirs. Nobody could wait for
 * any of that.
 */
export async function prepare(
  db: Db,
  world: World,
  next: Plan | null,
  opened: Prepared,
  waited: Visit[],
  missed: string[],
): Promise<Prepared> {
  if (!next) return NOTHING;
  const since = new Date().toISOString();
  // They were over when somebody looked: they must not end in the middle of a later run.
  if (missed.length > 0) {
    await db.delete(quotes).where(inArray(quotes.orderId, missed));
    await db.delete(orders).where(inArray(orders.id, missed));
  }
  for (const visit of waited)
    await (HAS_TERM.includes(visit.kind) ? bringTermNear(db, world, visit) : bringDeadlineNear(db, visit));
  const stale = [];
  for (const { kind, order } of opened.stale) {
    const amount = kind === "stale in band" ? times(order.today, 0.995) : times(order.today, 0.9);
    await db
      .update(quotes)
      .set({ paymentAmount: amount, expiresAt: sql`now() - interval '100 seconds'` })
      .where(eq(quotes.id, order.shown.trace));
    stale.push({ kind, order: { ...order, shown: { ...order.shown, amount } } });
  }
  const timed = [];
  for (const planned of next.visits.filter(({ kind }) => isTimed(kind)))
    timed.push(await timedOrder(db, world, planned));
  return { since, stale, timed, waited };
}

async function bringDeadlineNear(db: Db, visit: Visit): Promise<void> {
  const end = new Date(Date.now() - MARGIN_MS + Math.floor(Math.random() * WITHIN_MS));
  // Of what was paid in part it counts when that came.
  if (visit.sending) visit.order!.deadline = end.getTime();
  await db.update(orders).set({ deadline: end, graceSeconds: 0 }).where(eq(orders.id, visit.order!.id));
}

/**
 * What was sent may be taken until then. Nobody could wait for the shortest term people may choose, an hour: its end is
 * moved where the till has written it down, and with it the job that looks for it.
 */
async function bringTermNear(db: Db, world: World, { order, sending }: Visit): Promise<void> {
  const end = new Date(Date.now() + READY_MS[world.engine] + Math.floor(Math.random() * TERM_WITHIN_MS));
  sending!.endsAt = end.getTime();
  const moved = await db
    .update(remittances)
    .set({ expiresAt: end })
    .where(eq(remittances.orderId, order!.id))
    .returning({ id: remittances.id });
  const keys = moved.map(({ id }) => `remittance.expire:${id}`);
  const due = await db.update(jobs).set({ runAt: end }).where(inArray(jobs.dedupeKey, keys)).returning({ id: jobs.id });
  if (due.length !== moved.length) throw new Error(`${due.length} of ${moved.length} ends are looked for`);
}

async function timedOrder(db: Db, world: World, { kind, asset }: PlannedVisit): Promise<TimedOrder> {
  const { person } = world.shops.plain;
  const [merchant] = await db.select().from(merchants).where(eq(merchants.id, person.userId));
  const graceSeconds = LONG_GRACE_S;
  const [id, price] = [randomUUID(), "6"];
  const title = `Timed ${id.slice(0, 8)}`;
  const deadline = new Date(Date.now() + READY_MS[world.engine]);
  await openOrder(db, {
    id,
    payeeId: merchant!.payeeId,
    merchantId: merchant!.id,
    codeId: null,
    title,
    quoteAsset: "usd",
    quoteAmount: price,
    settlementAsset: null,
    source: "invoice",
    deadline,
    graceSeconds,
  });
  return { kind, asset, id, title, price, deadline: deadline.getTime(), graceMs: graceSeconds * 1000 };
}

const times = (amount: string, factor: number): string => (Number(amount) * factor).toFixed(8);
