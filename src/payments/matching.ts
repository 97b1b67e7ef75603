import { asc, inArray } from "drizzle-orm";
import type { Tx } from "../db/database.js";
import { isUuid } from "../db/ids.js";
import { quotes } from "../db/schema.js";
import { matchSwaps } from "./conversion/legs.js";
import type { WalletOutput } from "./ports.js";
import type { Quote } from "./quotes.js";

/**
 * What an output names: an order, with the quote (by memo, the order's newest in the asset that came; null: none in that
 * asset); the order of a swap that is underway; or `stray`: it is from an exchange that owes us, and names nothing.
 */
export type Match =
  | { to: "order"; orderId: string; quote: Quote | null }
  | { to: "swap"; orderId: string }
  | { to: "stray" };

/**
 * Finds what each output names: a swap when it comes from the exchange, else an order by request id
 * (the quote's id), then by memo (the order's id, which may be nobody's).
 */
export async function matchOutputs(tx: Tx, outputs: WalletOutput[]): Promise<Map<string, Match>> {
  const matches = new Map<string, Match>();
  for (const [outputId, swap] of await matchSwaps(tx, outputs)) {
    matches.set(outputId, swap ? { to: "swap", orderId: swap.orderId } : { to: "stray" });
  }
  const rest = outputs.filter((output) => !matches.has(output.outputId));
  const traces = uuids(rest.map((output) => output.requestId));
  const traced = traces.length ? await tx.select().from(quotes).where(inArray(quotes.id, traces)) : [];
  const byTrace = new Map(traced.map((quote) => [quote.id, quote]));
  const named = uuids(rest.filter((output) => !byTrace.has(key(output.requestId))).map((output) => output.memo));
  const newest = await newestQuotes(tx, named);
  for (const output of rest) {
    const quote = byTrace.get(key(output.requestId)) ?? newest.get(`${key(output.memo)} ${output.assetId}`) ?? null;
    const orderId = quote?.orderId ?? key(output.memo);
    if (isUuid(orderId)) matches.set(output.outputId, { to: "order", orderId, quote });
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
