import type { QuoteRate } from "../db/schema.js";
import { isFiat } from "./fiat.js";
import { Decimal, decimal, isAmount, plain, roundUp } from "./money.js";
import type { AssetInfo, Price, Rates } from "./ports.js";

/** How long a quote holds. */
export const QUOTE_SECONDS = 60;

/** A price not confirmed for longer than this is no price. */
export const MAX_PRICE_AGE_MS = 15 * 60_000;

/** Digits of the rate kept with a quote, for people to read; amounts are computed from the prices themselves. */
const RATE_DIGITS = 18;

/** What an order says about money: the price, and what the payee wants (null: whatever is paid). */
export interface Wanted {
  quoteAsset: string;
  quoteAmount: string;
  settlementAsset: string | null;
}

/** A payment asset and the exact amount of it that pays an order now. */
export interface Offer {
  asset: AssetInfo;
  amount: string;
  rate: QuoteRate;
}

/** Every way to pay that can be settled now, most used assets first; empty when nothing is settleable or priced. */
export function offers(wanted: Wanted, rates: Rates, now: Date): Offer[] {
  return candidates(wanted, rates).flatMap((asset) => offer(wanted, asset, rates, now) ?? []);
}

/** True when money in this asset can reach the payee: as it is, for there is nothing yet that converts. */
export const isSettleable = (wanted: Wanted, assetId: string): boolean =>
  wanted.settlementAsset === null || wanted.settlementAsset === assetId;

/** The amount due in one asset, rounded up to the network's places; null when a price is missing, zero or stale. */
export function offer(wanted: Wanted, asset: AssetInfo, rates: Rates, now: Date): Offer | null {
  if (!isSettleable(wanted, asset.assetId)) return null;
  if (wanted.quoteAsset === asset.assetId) return offerAsIs(wanted, asset, now);
  const paymentUsd = fresh(rates.usd(asset.assetId), now);
  const fiat = isFiat(wanted.quoteAsset);
  const quoteUsd = fresh(fiat ? rates.fiat(wanted.quoteAsset) : rates.usd(wanted.quoteAsset), now);
  if (!paymentUsd || !quoteUsd) return null;
  // One division, last: so that an amount that fits in the places is not pushed over by an earlier rounding.
  const convert = (value: Decimal) =>
    fiat ? value.div(quoteUsd.value.mul(paymentUsd.value)) : value.mul(quoteUsd.value).div(paymentUsd.value);
  const amount = plain(roundUp(convert(decimal(wanted.quoteAmount))));
  if (!isAmount(amount)) return null;
  const rate: QuoteRate = {
    rate: convert(new Decimal(1)).toSignificantDigits(RATE_DIGITS).toFixed(),
    paymentUsd: paymentUsd.value.toFixed(),
    quoteUsd: quoteUsd.value.toFixed(),
    at: (paymentUsd.at < quoteUsd.at ? paymentUsd.at : quoteUsd.at).toISOString(),
    source: "mixin",
  };
  return { asset, amount, rate };
}

/** A quote in the order's own asset has no rate in it: it cannot be overtaken by time. */
export const isRateless = (rate: QuoteRate): boolean => rate.paymentUsd === null;

function offerAsIs(wanted: Wanted, asset: AssetInfo, now: Date): Offer | null {
  const amount = plain(wanted.quoteAmount);
  const rate: QuoteRate = { rate: "1", paymentUsd: null, quoteUsd: null, at: now.toISOString(), source: "same" };
  return isAmount(amount) ? { asset, amount, rate } : null;
}

function candidates(wanted: Wanted, rates: Rates): AssetInfo[] {
  if (wanted.settlementAsset !== null) return present(rates.asset(wanted.settlementAsset));
  const known = rates.assets();
  if (isFiat(wanted.quoteAsset) || known.some((asset) => asset.assetId === wanted.quoteAsset)) return known;
  return [...present(rates.asset(wanted.quoteAsset)), ...known];
}

const present = (asset: AssetInfo | null): AssetInfo[] => (asset ? [asset] : []);

function fresh(price: Price | null, now: Date): { value: Decimal; at: Date } | null {
  if (!price || now.getTime() - price.at.getTime() > MAX_PRICE_AGE_MS) return null;
  if (!/^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(price.value)) return null;
  const value = decimal(price.value);
  return value.gt(0) ? { value, at: price.at } : null;
}
