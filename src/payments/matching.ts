import { asc, inArray } from "drizzle-orm";
import type { Tx } from "../db/database.js";
import { isUuid } from "../db/ids.js";
import { orders, quotes } from "../db/schema.js";
import type { WalletOutput } from "./ports.js";
import type { Quote } from "./quotes.js";
import type { Order } from "./state.js";

export interface Match {
  order: Order;
  /** The quote the money names; by memo, the order's newest in the asset that came. Null: none in that asset. */
  quote: Quote | null;
}

/**
 * Finds the order each output names: by request id (the quote's id), then by memo (the order's id).
 * The orders stay locked for the rest of the transaction; they are locked in one order, so that two readers cannot wait
 * for each other.
 */
export async function matchOutputs(tx: Tx, outputs: WalletOutput[]): Promise<Map<string, Match>> {
  const traces = uuids(outputs.map((output) => output.requestId));
  const traced = traces.length ? await tx.select().from(quotes).where(inArray(quotes.id, traces)) : [];
  const byTrace = new Map(traced.map((quote) => [quote.id, quote]));
  const named = uuids(outputs.filter((output) => !byTrace.has(key(output.requestId))).map((output) => output.memo));
  const ids = [...new Set([...traced.map((quote) => quote.orderId), ...named])];
  if (ids.length === 0) return new Map();
  const locked = await tx.select().from(orders).where(inArray(orders.id, ids)).orderBy(asc(orders.id)).for("update");
  const byId = new Map(locked.map((order) => [order.id, order]));
  const newest = await newestQuotes(tx, named);

  const matches = new Map<string, Match>();
  for (const output of outputs) {
    const quote = byTrace.get(key(output.requestId)) ?? newest.get(`${key(output.memo)} ${output.assetId}`) ?? null;
    const order = byId.get(quote?.orderId ?? key(output.memo));
    if (order) matches.set(output.outputId, { order, quote });
  }
  return matches;
}

/** The newest quote of each order and asset, by "order asset". */
async function newestQuotes(tx: Tx, orderIds: string[]): Promise<Map<string, Quote>> {
  if (orderIds.length === 0) return new Map();
  const found = await tx.select().from(quotes).where(inArray(quotes.orderId, orderIds)).orderBy(asc(quotes.ordinal));
  return new Map(found.map((quote) => [`${quote.orderId} ${quote.paymentAsset}`, quote]));
}

const key = (text: string): string => text.trim().toLowerCase();

const uuids = (texts: string[]): string[] => [...new Set(texts.map(key).filter(isUuid))];
