import { and, eq, inArray, isNotNull, isNull } from "drizzle-orm";
import { signal, type Tx } from "../db/database.js";
import { deriveId } from "../db/ids.js";
import { apiOrders, deliveries } from "../db/schema.js";
import { slices } from "../db/slices.js";
import type { Effects } from "./rules/effects.js";
import type { Order } from "./state.js";

type NewDelivery = typeof deliveries.$inferInsert;

/** Something that a program may want to hear; the same cause is told once. */
interface News {
  event: NewDelivery["event"];
  cause: string;
  /** It cost somebody the price. */
  isPaid: boolean;
}

/** An order as it was before, and what has happened to it. */
export interface Happened {
  order: Order | null;
  done: Pick<Effects, "order" | "keeps">;
}

/**
 * Writes down what programs are to hear of their orders, in the transaction that changes the orders and has them locked.
 * What is still to be said of an order is overtaken by what is said now. Orders of no program cost nothing here.
 */
export async function announce(tx: Tx, happened: readonly Happened[], now: Date): Promise<void> {
  const heard = new Map<string, News[]>();
  for (const { order, done } of happened) {
    const news = order?.source === "api" ? newsOf(done) : null;
    if (order && news) heard.set(order.id, [...(heard.get(order.id) ?? []), news]);
  }
  const rows: NewDelivery[] = [];
  for (const ids of slices([...heard.keys()])) {
    const listening = await tx
      .select({ orderId: apiOrders.orderId, url: apiOrders.callbackUrl, events: apiOrders.callbackEvents })
      .from(apiOrders)
      .where(and(inArray(apiOrders.orderId, ids), isNotNull(apiOrders.callbackUrl), isNull(apiOrders.replacedBy)));
    for (const { orderId, url, events } of listening) {
      const last = heard.get(orderId)!.findLast(({ event }) => isEnd(event) || events.includes(event));
      if (!last || url === null) continue;
      const { event, cause, isPaid } = last;
      rows.push({ id: deriveId(orderId, `delivery ${event} ${cause}`), orderId, event, url, isPaid });
    }
  }
  for (const some of slices(rows)) await replaceWaiting(tx, some, now);
  if (rows.length > 0) await signal(tx, "deliveries", "");
}

async function replaceWaiting(tx: Tx, rows: NewDelivery[], now: Date): Promise<void> {
  const ids = rows.map((row) => row.orderId);
  await tx
    .update(deliveries)
    .set({ state: "overtaken", endedAt: now })
    .where(and(inArray(deliveries.orderId, ids), eq(deliveries.state, "waiting")));
  await tx.insert(deliveries).values(rows).onConflictDoNothing({ target: deliveries.id });
}

/** Every program that has an address hears of it; of the rest only who asked. */
const isEnd = (event: News["event"]): event is "success" | "failed" => event === "success" || event === "failed";

function newsOf({ order, keeps }: Happened["done"]): News | null {
  const move = order?.move;
  switch (move) {
    case "open→paid":
      return { event: "pending", cause: "", isPaid: true };
    case "paid→settled":
      return { event: "success", cause: "", isPaid: true };
    case "open→expired":
    case "open→cancelled":
      return { event: "failed", cause: "", isPaid: false };
    case "paid→cancelled":
      return { event: "failed", cause: "", isPaid: true };
    case "paid":
    case undefined: {
      const part = keeps.find(({ reason }) => reason === "partial");
      return part ? { event: "paid_less", cause: part.outputId, isPaid: false } : null;
    }
    default:
      return move satisfies never;
  }
}
