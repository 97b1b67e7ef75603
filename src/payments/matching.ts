import { asc, inArray } from "drizzle-orm";
import type { Tx } from "../db/database.js";
import { isUuid } from "../db/ids.js";
import { orders, quotes } from "../db/schema.js";
import { matchSwaps } from "./conversion/legs.js";
import type { WalletOutput } from "./ports.js";
import type { Quote } from "./quotes.js";
import { attemptOf } from "./refund-codes.js";

type Source = (typeof orders.$inferSelect)["source"];

/**
 * What an output names: an order, with the quote (by memo, the order's newest in the asset that came; null: none in that
 * asset); the order of a swap that is underway; or `stray`: it is from an exchange that owes us, and names nothing.
 */
export type Match =
  | { to: "order"; orderId: string; quote: Quote | null }
  | { to: "swap"; orderId: string }
  | { to: "stray" };

/**
 * Finds what each output names: a swap when it comes from the exchange, else an order by request id (a quote's id), then by
 * memo (a quote's id, or an order's that exists), then by request id again (the order's own, where a program shows it). That
 * comes last: programs choose these ids, and could choose what another's payers will have as theirs. What names nobody's
 * order in its memo is told as that order's.
 */
export async function matchOutputs(tx: Tx, outputs: WalletOutput[]): Promise<Map<string, Match>> {
  const matches = new Map<string, Match>();
  for (const [outputId, swap] of await matchSwaps(tx, outputs)) {
    matches.set(outputId, swap ? { to: "swap", orderId: swap.orderId } : { to: "stray" });
  }
  const rest = outputs.filter((output) => !matches.has(output.outputId));
  const byId = await quotesById(tx, uuids(rest.flatMap((output) => [output.requestId, attemptOf(output.memo) ?? ""])));
  const quoteOf = ({ requestId, memo }: WalletOutput) =>
    byId.get(key(requestId)) ?? byId.get(key(attemptOf(memo) ?? ""));
  const other = rest.filter((output) => !quoteOf(output));
  const sources = await sourcesOf(tx, uuids(other.flatMap((output) => [output.requestId, output.memo])));
  const newest = await newestQuotes(tx, [...sources.keys()]);
  for (const output of rest) {
    const quote = quoteOf(output);
    const [trace, memo] = [key(output.requestId), key(output.memo)];
    const named = quote?.orderId ?? (sources.get(trace) === "api" && !sources.has(memo) ? trace : memo);
    if (!isUuid(named)) continue;
    const own = quote ?? newest.get(`${named} ${output.assetId}`) ?? null;
    matches.set(output.outputId, { to: "order", orderId: named, quote: own });
  }
  return matches;
}

async function quotesById(tx: Tx, ids: string[]): Promise<Map<string, Quote>> {
  const found = ids.length ? await tx.select().from(quotes).where(inArray(quotes.id, ids)) : [];
  return new Map(found.map((quote) => [quote.id, quote]));
}

/** Those that are orders, and where they come from. */
async function sourcesOf(tx: Tx, ids: string[]): Promise<Map<string, Source>> {
  if (ids.length === 0) return new Map();
  const found = await tx.select({ id: orders.id, source: orders.source }).from(orders).where(inArray(orders.id, ids));
  return new Map(found.map(({ id, source }) => [id, source]));
}

/** The newest quote of each order and asset, by "order asset". */
async function newestQuotes(tx: Tx, orderIds: string[]): Promise<Map<string, Quote>> {
  if (orderIds.length === 0) return new Map();
  const found = await tx.select().from(quotes).where(inArray(quotes.orderId, orderIds)).orderBy(asc(quotes.ordinal));
  return new Map(found.map((quote) => [`${quote.orderId} ${quote.paymentAsset}`, quote]));
}

const key = (text: string): string => text.trim().toLowerCase();

const uuids = (texts: string[]): string[] => [...new Set(texts.map(key).filter(isUuid))];
