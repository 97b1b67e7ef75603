import type { QuoteRate } from "../db/schema.js";
import { estimateConversion } from "./conversion/pricing.js";
import { isFiat } from "./fiat.js";
import { type Decimal, decimal, dividedDown, isAmount, plain, roundUp } from "./money.js";
import type { AssetInfo, Market, Price, Rates } from "./ports.js";
import { freshPrice, older, rateText } from "./prices.js";

export { MAX_PRICE_AGE_MS } from "./prices.js";

/** How long a quote holds. */
export const QUOTE_SECONDS = 60;

/** What an order says about money: the price, and what the payee wants (null: whatever is paid). */
export interface Wanted {
  quoteAsset: string;
  quoteAmount: string;
  settlementAsset: string | null;
  /** The only asset it can be paid in; null or absent: any. */
  acceptedAsset?: string | null;
}

/** What a payment becomes before it reaches the payee. */
export interface OfferSettlement {
  assetId: string;
  /** After spread and fee. */
  amount: string;
  /** Units of the settlement asset per unit paid, before spread and fee. */
  rate: string;
  spreadBps: number;
  feeBps: number;
  provider: "desk" | "route";
}

/** A payment asset and the exact amount of it that pays an order now. */
export interface Offer {
  asset: AssetInfo;
  amount: string;
  rate: QuoteRate;
  /** Null: it reaches the payee as it is. */
  settlement: OfferSettlement | null;
}

/** Every way to pay that can be settled now, most used assets first; empty when nothing is settleable or priced. */
export function offers(wanted: Wanted, market: Market, now: Date): Offer[] {
  return candidates(wanted, market).flatMap((asset) => offer(wanted, asset, market, now) ?? []);
}

/** True when it may be paid in this asset, and that can reach the payee: as it is, or because somebody converts. */
export const isSettleable = (wanted: Wanted, assetId: string, market: Market): boolean =>
  (wanted.acceptedAsset ?? assetId) === assetId &&
  (wanted.settlementAsset === null || wanted.settlementAsset === assetId || market.liquidity !== null);

/**
 * The amount due in one asset and what becomes of it. Null when a price is missing, zero or stale, or when what the
 * payee wants cannot be had for it as far as is known now.
 */
export function offer(wanted: Wanted, asset: AssetInfo, market: Market, now: Date): Offer | null {
  if (!isSettleable(wanted, asset.assetId, market)) return null;
  const due = amountDue(wanted, asset.assetId, market.rates, now);
  if (!due) return null;
  const { settlementAsset: to } = wanted;
  const provider = market.liquidity;
  if (to === null || to === asset.assetId || !provider) return { asset, ...due, settlement: null };
  const { feeBps } = provider;
  const offered = estimateConversion(market, { from: asset.assetId, to, amount: due.amount, feeBps }, now);
  if (!offered.ok) return null;
  const { settlementAmount: amount, feeAmount, rate, spreadBps } = offered.conversion;
  const cover = provider.cover(to);
  if (cover !== null && decimal(amount).plus(feeAmount).gt(cover)) return null;
  return { asset, ...due, settlement: { assetId: to, amount, rate, spreadBps, feeBps, provider: provider.name } };
}

/** What pays the price in an asset, rounded up to the network's places; null when a price is missing, zero or stale. */
export function amountDue(
  wanted: Pick<Wanted, "quoteAsset" | "quoteAmount">,
  assetId: string,
  rates: Rates,
  now: Date,
): { amount: string; rate: QuoteRate } | null {
  if (wanted.quoteAsset === assetId) return dueAsIs(wanted.quoteAmount, now);
  const fiat = isFiat(wanted.quoteAsset);
  const payment = rates.usd(assetId);
  const quote = fiat ? rates.fiat(wanted.quoteAsset) : rates.usd(wanted.quoteAsset);
  const pair = pairOf(payment, quote, fiat, now);
  if (!pair) return null;
  const amount = plain(roundUp(pair.perQuote.mul(wanted.quoteAmount)));
  return isAmount(amount) ? { amount, rate: pair.rate } : null;
}

/** Two prices and what follows from them. */
interface Pair {
  /**
   * Payment asset units per quote asset unit, rounded down after 80 digits: an amount that fits in the places is not
   * pushed over by it, and none that does not can come so near.
   */
  perQuote: Decimal;
  rate: QuoteRate;
}

/** Prices stay the same objects until the next are heard: a page with every way to pay divides nothing again. */
const pairs = new WeakMap<Price, WeakMap<Price, Pair>>();

function pairOf(paymentPrice: Price | null, quotePrice: Price | null, fiat: boolean, now: Date): Pair | null {
  const payment = freshPrice(paymentPrice, now);
  const quote = freshPrice(quotePrice, now);
  if (!payment || !quote) return null;
  const known = pairs.get(payment.price)?.get(quote.price);
  if (known) return known;
  const perQuote = fiat ? dividedDown("1", quote.value.mul(payment.value)) : dividedDown(quote.value, payment.value);
  const rate: QuoteRate = {
    rate: rateText(perQuote),
    paymentUsd: payment.value.toFixed(),
    quoteUsd: quote.value.toFixed(),
    at: older(payment, quote).toISOString(),
    source: "mixin",
  };
  const pair = { perQuote, rate };
  const others = pairs.get(payment.price) ?? new WeakMap<Price, Pair>();
  pairs.set(payment.price, others.set(quote.price, pair));
  return pair;
}

/** A quote in the order's own asset has no rate in it: it cannot be overtaken by time. */
export const isRateless = (rate: QuoteRate): boolean => rate.paymentUsd === null;

function dueAsIs(quoteAmount: string, now: Date): { amount: string; rate: QuoteRate } | null {
  const amount = plain(quoteAmount);
  const rate: QuoteRate = { rate: "1", paymentUsd: null, quoteUsd: null, at: now.toISOString(), source: "same" };
  return isAmount(amount) ? { amount, rate } : null;
}

/** Assets that may do: those with a price, and the order's own, whose price need not be known. */
function candidates({ quoteAsset, settlementAsset }: Wanted, { rates, liquidity }: Market): AssetInfo[] {
  if (settlementAsset !== null && !liquidity) return present(rates.asset(settlementAsset));
  const known = rates.assets();
  if (isFiat(quoteAsset) || known.some((asset) => asset.assetId === quoteAsset)) return known;
  return [...present(rates.asset(quoteAsset)), ...known];
}

const present = (asset: AssetInfo | null): AssetInfo[] => (asset ? [asset] : []);
