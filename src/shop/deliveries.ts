import { and, asc, desc, eq, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import { type Executor, signal, type Tx } from "../db/database.js";
import { apiOrders, deliveries, deliveryAttempts, orders, webhooks } from "../db/schema.js";
import { callbackBody } from "../payments/message-bodies.js";
import { detailsOf, record, type UsedKey } from "./audit.js";
import { demand } from "./rights.js";
import { hostIn } from "./webhooks.js";

type Row = typeof deliveries.$inferSelect;

/** A message to a program, as its shop's log shows it. */
export interface Delivered {
  id: string;
  event: Row["event"];
  url: string;
  state: Row["state"];
  attempts: number;
  createdAt: Date;
  endedAt: Date | null;
  /** When it is tried next, of one that waits. */
  dueAt: Date;
  /** Null: a callback to the address that the order names. */
  webhookId: string | null;
  /** The one that somebody wanted to have sent again. */
  resendOf: string | null;
  /** Null: a webhook is tried out. */
  order: { id: string; number: string | null; title: string } | null;
  /** The last try; null: there was none. */
  last: { at: Date; status: number | null; problem: string | null } | null;
}

export interface DeliveryPage {
  deliveries: Delivered[];
  /** From 1. */
  page: number;
  pages: number;
}

/** Strangers' orders that nobody pays fill a log, too: nobody leafs through more of one than this, newest first. */
export const LISTED_MAX = 2_000;

/** As its index has it. */
const TROUBLED: SQL = sql`(${deliveries.state} = 'failed' or (${deliveries.state} = 'waiting' and ${deliveries.attempts} > 0))`;

/** What programs of a shop were told, newest first. `troubled`: only what failed, or did and is tried again. `state`: only that. */
export async function deliveriesOf(
  db: Executor,
  wanted: { merchantId: string; page: number; size: number; troubled?: boolean; state?: Row["state"] },
): Promise<DeliveryPage> {
  const { merchantId, size, troubled = false, state } = wanted;
  const which = and(
    eq(deliveries.merchantId, merchantId),
    troubled ? TROUBLED : undefined,
    state && eq(deliveries.state, state),
  );
  const newest = db
    .select({ one: sql`1` })
    .from(deliveries)
    .where(which)
    .limit(LISTED_MAX)
    .as("newest");
  const pages = Math.max(1, Math.ceil((await db.$count(newest)) / size));
  const page = Math.min(Math.max(wanted.page, 1), pages);
  const rows = await read(db)
    .where(which)
    .orderBy(desc(deliveries.createdAt), desc(deliveries.id))
    .limit(size)
    .offset((page - 1) * size);
  return { deliveries: rows.map(shown), page, pages };
}

/** What was sent, and every try with what it came to. */
export interface DeliveryDetail extends Delivered {
  body: string;
  tries: {
    number: number;
    at: Date;
    millis: number;
    status: number | null;
    answer: string | null;
    problem: string | null;
  }[];
}

/** One of this shop's, with all that is known of it; null when it has none of that id. */
export async function deliveryOf(db: Executor, merchantId: string, id: string): Promise<DeliveryDetail | null> {
  const [found] = await read(db).where(and(eq(deliveries.id, id), eq(deliveries.merchantId, merchantId)));
  if (!found) return null;
  const tries = await db
    .select()
    .from(deliveryAttempts)
    .where(eq(deliveryAttempts.deliveryId, id))
    .orderBy(asc(deliveryAttempts.number));
  return {
    ...shown(found),
    body: found.row.body ?? (found.api ? callbackBody(found.api) : ""),
    tries: tries.map(({ number, at, millis, status, answer, problem }) => ({
      number,
      at,
      millis,
      status,
      answer,
      problem,
    })),
  };
}

const read = (db: Executor) =>
  db
    .select({ row: deliveries, title: orders.title, api: apiOrders, last: deliveryAttempts })
    .from(deliveries)
    .leftJoin(orders, eq(orders.id, deliveries.orderId))
    .leftJoin(apiOrders, eq(apiOrders.orderId, deliveries.orderId))
    .leftJoin(
      deliveryAttempts,
      and(eq(deliveryAttempts.deliveryId, deliveries.id), eq(deliveryAttempts.number, deliveries.attempts)),
    );

type Read = Awaited<ReturnType<typeof read>>[number];

function shown({ row, title, api, last }: Read): Delivered {
  const { id, event, url, state, attempts, createdAt, endedAt, dueAt, webhookId, resendOf, orderId } = row;
  return {
    id,
    event,
    url,
    state,
    attempts,
    createdAt,
    endedAt,
    dueAt,
    webhookId,
    resendOf,
    order: orderId === null ? null : { id: orderId, number: api?.orderNumber ?? null, title: title ?? "" },
    last: last && { at: last.at, status: last.status, problem: last.problem },
  };
}

/** `unknown`: this shop has none of that id. `gone`: nobody is told of it any more. */
export type Resent = { ok: true; deliveryId: string } | { ok: false; reason: "unknown" | "gone" };

/**
 * Sends a message once more, whatever became of it: one that waits is tried now, else a copy with the same body goes the
 * whole way. `id` and `cause` are derived from what caused it; `gone` when its webhook was removed, or when another order
 * has taken its order's number.
 */
export async function resend(
  tx: Tx,
  wanted: { merchantId: string; by: string; deliveryId: string; id: string; cause: string; now: Date; key?: UsedKey },
): Promise<Resent> {
  const { merchantId, by, deliveryId, id, cause, now } = wanted;
  await demand(tx, { merchantId, by, action: "programs" });
  // Two who want the same one take turns, so that it is sent once more and not twice.
  const [old] = await tx
    .select()
    .from(deliveries)
    .where(and(eq(deliveries.id, deliveryId), eq(deliveries.merchantId, merchantId)))
    .for("update");
  if (!old) return { ok: false, reason: "unknown" };
  const before = (await detailsOf(tx, "delivery.resent", [cause])).get(cause);
  // Wanted before by the same one, who has not heard of it: what was sent then may be delivered by now.
  if (before) return { ok: true, deliveryId: before["deliveryId"] ?? id };
  if (!(await isHeard(tx, old))) return { ok: false, reason: "gone" };
  const sentAs = (await hurried(tx, old)) ?? (await copied(tx, old, { id, now }));
  await signal(tx, "deliveries", "");
  await record(tx, {
    merchantId,
    userId: by,
    action: "delivery.resent",
    subject: hostIn(old.url),
    detail: { deliveryId: sentAs },
    key: wanted.key,
    cause,
  });
  return { ok: true, deliveryId: sentAs };
}

async function isHeard(tx: Tx, { webhookId, orderId }: Row): Promise<boolean> {
  if (webhookId !== null) {
    return (await tx.$count(webhooks, and(eq(webhooks.id, webhookId), isNull(webhooks.removedAt)))) > 0;
  }
  const counts = and(eq(apiOrders.orderId, orderId!), isNull(apiOrders.replacedBy));
  return (await tx.$count(apiOrders, counts)) > 0;
}

/** Makes the one that waits due: itself, or its last copy. Null when there is none. */
async function hurried(tx: Tx, { id, orderId, merchantId }: Row): Promise<string | null> {
  const copy = and(
    eq(deliveries.resendOf, id),
    eq(deliveries.merchantId, merchantId!),
    orderId === null ? isNull(deliveries.orderId) : eq(deliveries.orderId, orderId),
  );
  const [hurriedOne] = await tx
    .update(deliveries)
    .set({ dueAt: sql`least(${deliveries.dueAt}, now())` })
    .where(and(or(eq(deliveries.id, id), copy), eq(deliveries.state, "waiting")))
    .returning({ id: deliveries.id });
  return hurriedOne?.id ?? null;
}

async function copied(tx: Tx, old: Row, { id, now }: { id: string; now: Date }): Promise<string> {
  const { orderId, webhookId, merchantId, event, body, url } = old;
  // The order may have been paid since then, and what is said of it later waits for this.
  const isPaidNow = and(eq(orders.id, orderId ?? old.id), isNotNull(orders.paidAt));
  const isPaid = old.isPaid || (await tx.$count(orders, isPaidNow)) > 0;
  await tx
    .insert(deliveries)
    .values({ id, orderId, webhookId, merchantId, event, body, url, isPaid, resendOf: old.id, createdAt: now })
    .onConflictDoNothing({ target: deliveries.id });
  return id;
}
