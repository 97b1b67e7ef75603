import { inArray, sql } from "drizzle-orm";
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
  const namedBy = (output: WalletOutput): string => {
    const [trace, memo] = [key(output.requestId), key(output.memo)];
    return quoteOf(output)?.orderId ?? (sources.get(trace) === "api" && !sources.has(memo) ? trace : memo);
  };
  const asked = other.map((output) => ({ order: namedBy(output), asset: output.assetId }));
  const newest = await newestQuotes(
    tx,
    asked.filter(({ order }) => sources.has(order)),
  );
  for (const output of rest) {
    const named = namedBy(output);
    if (!isUuid(named)) continue;
    const quote = quoteOf(output) ?? newest.get(`${named} ${output.assetId}`) ?? null;
    matches.set(output.outputId, { to: "order", orderId: named, quote });
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

/** The newest quotes of orders in assets, by "order asset". Finds each by itself: an order may have very many. */
async function newestQuotes(tx: Tx, asked: { order: string; asset: string }[]): Promise<Map<string, Quote>> {
  if (asked.length === 0) return new Map();
  const newest = await tx
    .select({
      id: sql<
        string | null
      >`(select q.id from quotes q where q.order_id = asked."order" and q.payment_asset = asked.asset
        order by q.ordinal desc limit 1)`,
    })
    .from(sql`jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as asked("order" uuid, asset uuid)`);
  const ids = newest.map(({ id }) => id).filter((id) => id !== null);
  const found = await quotesById(tx, ids);
  return new Map([...found.values()].map((quote) => [`${quote.orderId} ${quote.paymentAsset}`, quote]));
}

const key = (text: string): string => text.trim().toLowerCase();

const uuids = (texts: string[]): string[] => [...new Set(texts.map(key).filter(isUuid))];
