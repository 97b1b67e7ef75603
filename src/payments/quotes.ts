import { and, desc, eq } from "drizzle-orm";
import { type Db, inTransaction } from "../db/database.js";
import { freshId } from "../db/ids.js";
import { orders, quotes } from "../db/schema.js";
import type { Rates } from "./ports.js";
import { isSettleable, offer, QUOTE_SECONDS } from "./quoting.js";

export type Quote = typeof quotes.$inferSelect;

/** A quote that has less than this left is not handed out again: nobody could pay it in time. */
const REUSE_SECONDS = 10;

export interface QuoteRequest {
  orderId: string;
  assetId: string;
  now: Date;
  /** Wants a new trace even while the old one lives: somebody may have burnt that with a transfer of their own. */
  fresh?: boolean;
}

export type QuoteAnswer =
  | { ok: true; quote: Quote }
  | { ok: false; reason: "unknown" | "not_open" | "not_settleable" | "no_price" };

/** Holds a payment asset and amount for an open order until `expiresAt`; a live quote for the asset is given again. */
export async function requestQuote(db: Db, rates: Rates, wanted: QuoteRequest): Promise<QuoteAnswer> {
  const { orderId, assetId, now } = wanted;
  return inTransaction(db, async (tx): Promise<QuoteAnswer> => {
    const [order] = await tx.select().from(orders).where(eq(orders.id, orderId)).for("update");
    if (!order) return { ok: false, reason: "unknown" };
    if (order.state !== "open" || (order.deadline && order.deadline <= now)) return { ok: false, reason: "not_open" };
    if (!isSettleable(order, assetId)) return { ok: false, reason: "not_settleable" };
    const mine = and(eq(quotes.orderId, orderId), eq(quotes.paymentAsset, assetId));
    const [live] = wanted.fresh
      ? []
      : await tx.select().from(quotes).where(mine).orderBy(desc(quotes.ordinal)).limit(1);
    if (live && live.expiresAt.getTime() - now.getTime() > REUSE_SECONDS * 1000) return { ok: true, quote: live };
    const asset = rates.asset(assetId);
    const offered = asset && offer(order, asset, rates, now);
    if (!offered) return { ok: false, reason: "no_price" };
    const [last] = await tx
      .select({ ordinal: quotes.ordinal })
      .from(quotes)
      .where(eq(quotes.orderId, orderId))
      .orderBy(desc(quotes.ordinal))
      .limit(1);
    const [quote] = await tx
      .insert(quotes)
      .values({
        // Not derived from the order: whoever could compute the next trace could burn it before it is shown.
        id: freshId(),
        orderId,
        ordinal: (last?.ordinal ?? 0) + 1,
        paymentAsset: assetId,
        paymentAmount: offered.amount,
        rate: offered.rate,
        expiresAt: endOf(now, order.deadline),
        createdAt: now,
      })
      .returning();
    return { ok: true, quote: quote! };
  });
}

function endOf(now: Date, deadline: Date | null): Date {
  const end = new Date(now.getTime() + QUOTE_SECONDS * 1000);
  return deadline && deadline < end ? deadline : end;
}
