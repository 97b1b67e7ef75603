import { and, eq, inArray } from "drizzle-orm";
import type { Executor } from "../../db/database.js";
import { orders, quotes, swaps } from "../../db/schema.js";
import { fiatDigits, isFiat } from "../fiat.js";
import { type Decimal, decimal, plain, roundDown, roundUp } from "../money.js";
import type { Rates } from "../ports.js";
import { isSale } from "../sales.js";
import type { Order, Refund } from "../state.js";
import { worth } from "../worth.js";
import { coinsThen, type Left, leftOf, partThen } from "./left.js";
import { unsettled } from "./unsettled.js";

/** How much of a payment: all that is left of it, a part of its price, or a number of the coins that were paid. */
export type RefundPart = { of: "all" } | { of: "price" | "coins"; amount: string };

/**
 * Why money cannot be given back. `unknown`: no such payment to this shop. `no_payer`: nobody is known to have paid.
 * `converting`: it is at an exchange, and goes back by itself if that fails. `too_much`: more than is left; `left` says
 * what that is. `stale`: what was confirmed is too old.
 */
export type RefundRefused =
  | { ok: false; reason: "unknown" | "not_paid" | "no_payer" | "converting" }
  | { ok: false; reason: "nothing_left" | "too_small" | "no_price" | "stale" }
  | { ok: false; reason: "too_much"; left: Left };

/** A refund as it would be made now. Amounts are decimal text. Survives JSON: what was shown is what is confirmed. */
export interface RefundPreview {
  orderId: string;
  rate: Refund["rate"];
  /** The part of the price. */
  quoteAsset: string;
  quoteAmount: string;
  /** The coins. */
  assetId: string;
  amount: string;
  source: Refund["source"];
  /** What the coins were worth then and are now, in the price's currency (USD for prices in coins); null: not known. */
  currency: string;
  worthThen: string | null;
  worthNow: string | null;
  /** Worth now in USD; null: not known. */
  usd: string | null;
  /** ISO moment of the rates. */
  at: string;
}

export interface RefundWish {
  merchantId: string;
  orderId: string;
  part: RefundPart;
  rate: Refund["rate"];
}

/** A payment to this shop that money of can be given back, and how much; or why not. */
export async function refundable(
  db: Executor,
  merchantId: string,
  orderId: string,
): Promise<{ ok: true; order: Order; left: Left } | RefundRefused> {
  const [order] = await db.select().from(orders).where(eq(orders.id, orderId));
  if (!order || order.merchantId !== merchantId || !isSale(order)) return { ok: false, reason: "unknown" };
  if (order.state !== "paid" && order.state !== "settled") return { ok: false, reason: "not_paid" };
  if (order.payerId === null || order.paymentAsset === null) return { ok: false, reason: "no_payer" };
  if (order.strict && (await isConverting(db, order.id))) return { ok: false, reason: "converting" };
  const left = await leftOf(db, order);
  return left.price.gt(0) ? { ok: true, order, left } : { ok: false, reason: "nothing_left" };
}

async function isConverting(db: Executor, orderId: string): Promise<boolean> {
  return (await db.$count(swaps, and(eq(swaps.orderId, orderId), inArray(swaps.state, ["wanted", "sent"])))) > 0;
}

/** What a refund would come to, and what would pay for it. Changes nothing. */
export async function previewRefund(
  db: Executor,
  rates: Rates,
  wish: RefundWish,
  now: Date,
): Promise<{ ok: true; preview: RefundPreview } | RefundRefused> {
  const found = await refundable(db, wish.merchantId, wish.orderId);
  if (!found.ok) return found;
  const { order, left } = found;
  const assetId = order.paymentAsset!;
  const sized = size(order, left, wish, rates, now);
  if (!sized.ok) return sized;
  const { part, coins } = sized;
  const currency = isFiat(order.quoteAsset) ? order.quoteAsset : "usd";
  const shown = (value: Decimal | null) => value && plain(value.toDecimalPlaces(fiatDigits(currency) ?? 2));
  const available = (await unsettled(db, order, assetId)).reduce((sum, t) => sum.plus(t.amount), decimal("0"));
  const usd = worth(coins, assetId, "usd", rates, now);
  const preview: RefundPreview = {
    orderId: order.id,
    rate: wish.rate,
    quoteAsset: order.quoteAsset,
    quoteAmount: plain(part),
    assetId,
    amount: plain(coins),
    source: available.gte(coins) ? "unsettled" : "link",
    currency,
    worthThen: shown(await worthThen(db, order, left.paid, coins)),
    worthNow: shown(worth(coins, assetId, currency, rates, now)),
    usd: usd && plain(roundUp(usd, 2)),
    at: now.toISOString(),
  };
  return { ok: true, preview };
}

type Sized = { ok: true; part: Decimal; coins: Decimal } | RefundRefused;

/** The part of the price and the coins of a wish. */
function size(order: Order, left: Left, { part: wanted, rate }: RefundWish, rates: Rates, now: Date): Sized {
  const asset = order.paymentAsset!;
  if (wanted.of !== "all" && decimal(wanted.amount).gt(wanted.of === "price" ? left.price : left.coins)) {
    return { ok: false, reason: "too_much", left };
  }
  if (wanted.of === "coins") {
    const coins = decimal(wanted.amount);
    const part = partThen(order, left.paid, coins);
    return { ok: true, part: part.gt(left.price) ? left.price : part, coins };
  }
  const part = wanted.of === "all" ? left.price : decimal(wanted.amount);
  const today = rate === "today" ? worth(part, order.quoteAsset, asset, rates, now) : null;
  if (rate === "today" && !today) return { ok: false, reason: "no_price" };
  const coins = today ? roundDown(today) : coinsThen(order, left.paid, part);
  return coins.gt(0) ? { ok: true, part, coins } : { ok: false, reason: "too_small" };
}

async function worthThen(db: Executor, order: Order, paid: Decimal, coins: Decimal): Promise<Decimal | null> {
  if (isFiat(order.quoteAsset)) return coins.mul(paid).div(order.paymentAmount ?? "1");
  if (order.quoteId === null) return null;
  const [quote] = await db.select({ rate: quotes.rate }).from(quotes).where(eq(quotes.id, order.quoteId));
  return quote?.rate.paymentUsd ? coins.mul(quote.rate.paymentUsd) : null;
}
