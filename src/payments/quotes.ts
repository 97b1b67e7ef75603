import { and, desc, eq, gt, sql } from "drizzle-orm";
import { type Db, type Executor, inTransaction, type Tx } from "../db/database.js";
import { freshId } from "../db/ids.js";
import type { QuoteConversion, QuoteRate } from "../db/schema.js";
import { intakes, orders, quotes } from "../db/schema.js";
import { deskCover } from "./conversion/cover.js";
import { quoteConversion } from "./conversion/pricing.js";
import { decimal, plain, sameAmount } from "./money.js";
import type { Market } from "./ports.js";
import { amountDue, isSettleable, QUOTE_SECONDS } from "./quoting.js";
import { isSale } from "./sales.js";
import { readSettings } from "./settings.js";
import type { Order } from "./state.js";

export type Quote = typeof quotes.$inferSelect;

/** Live quotes of an order in one asset. Whoever wants one more gets the newest again: anybody may ask, without end. */
const LIVE_AT_MOST = 20;

/** A quote that has less than this left is not handed out again: nobody could pay it in time. */
const REUSE_SECONDS = 10;

export interface QuoteRequest {
  orderId: string;
  assetId: string;
  now: Date;
  /**
   * Wants a new trace even while the old one lives: somebody may have burnt that with a transfer of their own. Not when
   * too many live already.
   */
  fresh?: boolean;
  /** Who will pay. When they have paid a part, the quote is for their rest. */
  payerId?: string | null;
}

/** `not_covered`: at most `most` of the settlement asset can be had for a payment now. */
export type QuoteRefusal =
  | { ok: false; reason: "unknown" | "not_open" | "not_settleable" | "no_price" }
  | { ok: false; reason: "not_covered"; most: string };

export type QuoteAnswer = { ok: true; quote: Quote } | QuoteRefusal;

/**
 * Holds a payment asset and amount for an open order until `expiresAt`, with all that it was computed from, and
 * reserves what the desk will give for it. A live quote for the same is given again. May ask the network.
 */
export async function requestQuote(db: Db, market: Market, wanted: QuoteRequest): Promise<QuoteAnswer> {
  for (;;) {
    const bill = await readBill(db, market, wanted);
    if (!bill.ok) return bill;
    if (bill.live) return { ok: true, quote: bill.live };
    const priced = await price(db, market, wanted, bill);
    if (!priced.ok) return priced;
    const held = await inTransaction(db, (tx) => hold(tx, market, wanted, priced));
    if (held !== "changed") return held;
  }
}

/** What an order's next quote has to pay. */
interface Bill {
  ok: true;
  order: Order;
  /** Null: the whole price, by anybody. */
  rest: { payerId: string; quoteAmount: string; received: string } | null;
  live: Quote | null;
}

/** Reads what is to be paid, or why nothing is; with `lock` the order stays as it is until the transaction ends. */
async function readBill(
  db: Executor,
  market: Market,
  wanted: QuoteRequest,
  lock = false,
): Promise<Bill | QuoteRefusal> {
  const { orderId, assetId, now } = wanted;
  const found = db.select().from(orders).where(eq(orders.id, orderId));
  const [order] = await (lock ? found.for("update") : found);
  if (!order) return { ok: false, reason: "unknown" };
  if (order.state !== "open" || (order.deadline && order.deadline <= now)) return { ok: false, reason: "not_open" };
  if (!isSettleable(order, assetId, market)) return { ok: false, reason: "not_settleable" };
  const part = wanted.payerId ? await partOf(db, orderId, wanted.payerId) : null;
  // The rest has to come in the coins the part came in: two kinds cannot be settled, or given back, as one.
  if (part && part.assetId !== assetId) return { ok: false, reason: "not_settleable" };
  const quoteAmount = part && plain(decimal(order.quoteAmount).minus(part.credit));
  const rest = part && { payerId: wanted.payerId!, quoteAmount: quoteAmount!, received: part.received };
  const live = await liveQuote(db, wanted, rest);
  return { ok: true, order, rest, live };
}

/** What a sender has paid of an order that is kept for them; null when nothing. */
async function partOf(db: Executor, orderId: string, senderId: string) {
  const [part] = await db
    .select({
      assetId: intakes.assetId,
      received: sql<string>`sum(${intakes.amount})::text`,
      credit: sql<string>`sum(${intakes.credit})::text`,
    })
    .from(intakes)
    .where(
      and(
        eq(intakes.orderId, orderId),
        eq(intakes.senderId, senderId),
        eq(intakes.disposition, "held"),
        eq(intakes.heldReason, "partial"),
      ),
    )
    .groupBy(intakes.assetId);
  return part ?? null;
}

/** The quote that is given again; null when there is to be a new one. */
async function liveQuote(db: Executor, wanted: QuoteRequest, rest: Bill["rest"]): Promise<Quote | null> {
  const { orderId, assetId, now } = wanted;
  const live = await db
    .select()
    .from(quotes)
    .where(
      and(
        eq(quotes.orderId, orderId),
        gt(quotes.expiresAt, new Date(now.getTime() + REUSE_SECONDS * 1000)),
        // As text, so that no index by asset is taken for it: that has the quotes which are over, too, without end.
        sql`${quotes.paymentAsset}::text = ${assetId}`,
      ),
    )
    .orderBy(desc(quotes.ordinal));
  if (wanted.fresh && live.length < LIVE_AT_MOST) return null;
  const fits = ({ payerId, covers }: Quote): boolean =>
    rest ? payerId === rest.payerId && covers !== null && sameAmount(covers, rest.quoteAmount) : payerId === null;
  return live.find(fits) ?? null;
}

/** What a quote will say, computed before its transaction: a provider may have been asked. */
interface Priced {
  ok: true;
  quoteAmount: string;
  paymentAmount: string;
  rate: QuoteRate;
  conversion: QuoteConversion | null;
  feeBps: number;
}

async function price(db: Db, market: Market, wanted: QuoteRequest, bill: Bill): Promise<Priced | QuoteRefusal> {
  const { assetId, now } = wanted;
  const { order, rest } = bill;
  const quoteAmount = rest?.quoteAmount ?? order.quoteAmount;
  const due = amountDue({ quoteAsset: order.quoteAsset, quoteAmount }, assetId, market.rates, now);
  if (!due) return { ok: false, reason: "no_price" };
  const feeBps = isSale(order) ? (await readSettings(db)).feeBps : 0;
  const priced: Priced = { ok: true, quoteAmount, paymentAmount: due.amount, rate: due.rate, conversion: null, feeBps };
  const to = order.settlementAsset;
  if (to === null || to === assetId) return priced;
  // The parts that were paid before are converted with the rest, all in one.
  const amount = plain(decimal(due.amount).plus(rest?.received ?? "0"));
  const offered = await quoteConversion(market, { from: assetId, to, amount, feeBps }, now);
  if (offered.ok) return { ...priced, conversion: offered.conversion };
  return offered.reason === "too_small" ? { ok: false, reason: "not_settleable" } : offered;
}

/** `changed`: another part was paid while this was computed, which would ask for too much. */
async function hold(tx: Tx, market: Market, wanted: QuoteRequest, priced: Priced): Promise<QuoteAnswer | "changed"> {
  const { orderId, assetId, now } = wanted;
  const bill = await readBill(tx, market, wanted, true);
  if (!bill.ok) return bill;
  if (bill.live) return { ok: true, quote: bill.live };
  const { order, rest } = bill;
  if ((rest?.quoteAmount ?? order.quoteAmount) !== priced.quoteAmount) return "changed";
  const refused = await reserve(tx, orderId, priced.conversion);
  if (refused) return refused;
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
      paymentAmount: priced.paymentAmount,
      covers: rest?.quoteAmount ?? null,
      payerId: rest?.payerId ?? null,
      rate: priced.rate,
      conversion: priced.conversion,
      feeBps: priced.feeBps,
      expiresAt: endOf(now, order.deadline),
      createdAt: now,
    })
    .returning();
  return { ok: true, quote: quote! };
}

/** Null when the desk can keep what this promises, also beside all it has promised to others; it then is reserved. */
async function reserve(tx: Tx, orderId: string, conversion: QuoteConversion | null): Promise<QuoteRefusal | null> {
  if (conversion?.provider !== "desk") return null;
  const { settlementAsset, settlementAmount, feeAmount } = conversion;
  const cover = await deskCover(tx, settlementAsset, orderId);
  return cover.gte(decimal(settlementAmount).plus(feeAmount))
    ? null
    : { ok: false, reason: "not_covered", most: plain(cover) };
}

function endOf(now: Date, deadline: Date | null): Date {
  const end = new Date(now.getTime() + QUOTE_SECONDS * 1000);
  return deadline && deadline < end ? deadline : end;
}
