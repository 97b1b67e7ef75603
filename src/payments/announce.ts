import { inArray } from "drizzle-orm";
import type { Tx } from "../db/database.js";
import { deriveId } from "../db/ids.js";
import { orders, type WEBHOOK_EVENTS } from "../db/schema.js";
import { slices } from "../db/slices.js";
import {
  type ApiOrder,
  askedFor,
  hasten,
  nextSequence,
  type NewDelivery,
  overtakeCallbacks,
  type Webhook,
  webhooksOfShops,
  writeDeliveries,
} from "./listeners.js";
import { orderTold, refundTold, webhookBody } from "./message-bodies.js";
import { mostPaid } from "./rules/due.js";
import { type Effects, stateAfter } from "./rules/effects.js";
import type { HeldMoney } from "./rules/facts.js";
import { isSale } from "./sales.js";
import type { Order, Refund } from "./state.js";

/** Something that programs may want to hear; the same cause is told once. */
interface News {
  event: "success" | "failed" | "pending" | "paid_less";
  cause: string;
  /** It cost somebody the price. */
  isPaid: boolean;
}

/** An order as it was before, with the money it held, and what has happened to it. */
export interface Happened {
  order: Order | null;
  held: readonly HeldMoney[];
  done: Pick<Effects, "order" | "keeps">;
}

/** News of an order that stands now as it says, with the money it held before or holds. */
interface Heard extends News {
  order: Order;
  held: readonly HeldMoney[];
}

/** What one webhook hears of it. */
interface Told {
  news: Heard;
  asked: ApiOrder | null;
  webhook: Webhook;
}

/**
 * Writes down what programs are to hear of their orders, in the transaction that changes the orders and has them locked:
 * the address that a program named, and the webhooks of the order's shop. Orders between people cost nothing here, those
 * of a shop one look for its webhooks.
 */
export async function announce(tx: Tx, happened: readonly Happened[], now: Date): Promise<void> {
  const heard = happened.flatMap(heardOf);
  if (heard.length === 0) return;
  const shops = await webhooksOfShops(
    tx,
    heard.map(({ order }) => order.merchantId),
  );
  const asked = await askedFor(
    tx,
    heard.flatMap(({ order }) => (order.source === "api" ? order.id : [])),
  );
  const callbacks = new Map<string, NewDelivery>();
  const told: Told[] = [];
  for (const news of heard) {
    const { id, merchantId } = news.order;
    const api = asked.get(id) ?? null;
    // Another order has taken its number: whoever asked for that one knows, and hears of that one alone.
    if (api?.replacedBy) continue;
    const webhooks = shops.get(merchantId);
    const callback = api && callbackOf(news, api, webhooks ? merchantId : null);
    if (callback) callbacks.set(id, callback);
    told.push(
      ...(webhooks ?? []).filter(hears(`order.${news.event}`)).map((webhook) => ({ news, asked: api, webhook })),
    );
  }
  await overtakeCallbacks(tx, [...callbacks.keys()], now);
  // What comes before news of a payment is as urgent: also when both were read at once.
  const paid = new Set(told.flatMap(({ news }) => (news.isPaid ? news.order.id : [])));
  await hasten(tx, [...paid]);
  const sequence = told.length > 0 ? await nextSequence(tx) : 0;
  const others = told.map((one, n) =>
    messageOf(one, { isPaid: paid.has(one.news.order.id), sequence: sequence + n, now }),
  );
  await writeDeliveries(tx, [...callbacks.values(), ...others]);
}

/** Writes down what webhooks are to hear of refunds that are done now; where none listens that costs one look for them. */
export async function announceRefunds(tx: Tx, done: readonly Refund[], now: Date): Promise<void> {
  const event = "refund.success";
  const shops = await webhooksOfShops(
    tx,
    done.map(({ merchantId }) => merchantId),
  );
  const listening = ({ merchantId }: Refund): Webhook[] => (shops.get(merchantId) ?? []).filter(hears(event));
  const wanted = done.filter((refund) => listening(refund).length > 0);
  const ids = [...new Set(wanted.map(({ orderId }) => orderId))];
  const asked = await askedFor(tx, ids);
  const sequence = ids.length > 0 ? await nextSequence(tx) : 0;
  const rows: NewDelivery[] = [];
  for (const some of slices(ids)) {
    for (const order of await tx.select().from(orders).where(inArray(orders.id, some))) {
      const said = orderTold({ order, asked: asked.get(order.id) ?? null, hasParts: false, part: null });
      for (const refund of wanted.filter(({ orderId }) => orderId === order.id)) {
        const data = { refund: refundTold(refund, order), order: said };
        for (const webhook of listening(refund)) {
          const id = deriveId(refund.id, `webhook ${webhook.id} ${event}`);
          const body = webhookBody({ id, event, webhook, at: now, sequence: sequence + rows.length, data });
          rows.push({ id, orderId: order.id, ...addressed(webhook), event, body, isPaid: true });
        }
      }
    }
  }
  await hasten(tx, ids);
  await writeDeliveries(tx, rows);
}

function heardOf({ order, held, done }: Happened): Heard[] {
  const news = order && isSale(order) ? newsOf(done) : null;
  if (!order || !news) return [];
  const now = done.order ? { ...order, ...done.order.facts, state: stateAfter(done.order) } : order;
  return [{ ...news, order: now, held: [...held, ...done.keeps] }];
}

/** MixPay's callback, when the program named an address and wants to hear of this. */
function callbackOf({ event, cause, isPaid }: Heard, api: ApiOrder, merchantId: string | null): NewDelivery | null {
  const { orderId, callbackUrl, callbackEvents } = api;
  if (callbackUrl === null || !(isEnd(event) || callbackEvents.includes(event))) return null;
  // As the URL has it, or what a program wrote might show another host than the one it leads to.
  const url = URL.canParse(callbackUrl) ? new URL(callbackUrl).href : callbackUrl;
  return { id: deriveId(orderId, `delivery ${event} ${cause}`), orderId, merchantId, event, url, isPaid };
}

/** Every program that has an address hears of it; of the rest only who asked. */
const isEnd = (event: News["event"]): event is "success" | "failed" => event === "success" || event === "failed";

function messageOf(
  { news, asked, webhook }: Told,
  { isPaid, sequence, now }: { isPaid: boolean; sequence: number; now: Date },
): NewDelivery {
  const { order, held, cause } = news;
  const event = `order.${news.event}` as const;
  const id = deriveId(order.id, `webhook ${webhook.id} ${event} ${cause}`);
  const parts = held.filter(({ reason }) => reason === "partial");
  const part = news.event === "paid_less" ? mostPaid(parts) : null;
  const data = { order: orderTold({ order, asked, hasParts: parts.length > 0, part }) };
  const body = webhookBody({ id, event, webhook, at: now, sequence, data });
  return { id, orderId: order.id, ...addressed(webhook), event, body, isPaid };
}

const addressed = ({ id, merchantId, url }: Webhook) => ({ webhookId: id, merchantId, url });

const hears =
  (event: (typeof WEBHOOK_EVENTS)[number]) =>
  ({ events }: Webhook): boolean =>
    events.includes(event);

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
