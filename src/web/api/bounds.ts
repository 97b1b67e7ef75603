import { estimateConversion } from "../../payments/conversion/pricing.js";
import { Decimal, decimal, dividedDown, MAX_AMOUNT, PLACES, plain, roundDown, roundUp } from "../../payments/money.js";
import type { Market } from "../../payments/ports.js";
import { oracleRate } from "../../payments/prices.js";
import { amountDue } from "../../payments/quoting.js";
import type { Unit } from "./units.js";

/** The least and the most of something, decimal text; a most of "0": not possible now. */
export interface Bounds {
  min: string;
  max: string;
}

const SMALLEST = decimal(`1e-${PLACES}`);
const NONE: Bounds = { min: "0", max: "0" };
/** As far as a payment reaches the payee as it is, nobody limits it but the network's places and the largest amount taken. */
const ANY: Bounds = { min: plain(SMALLEST), max: plain(MAX_AMOUNT) };
/** Nobody who converts keeps more than that, so that this much more than the least is enough. */
const COST = decimal("1.06");

/** How much can be paid in an asset when the payee wants another. `to` null: they take it as it is. */
export function paymentBounds(market: Market, from: string, to: string | null, now: Date): Bounds {
  if (to === null || to === from) return ANY;
  const provider = market.liquidity;
  const oracle = oracleRate(market.rates, from, to, now);
  if (!provider || !oracle) return NONE;
  const { feeBps } = provider;
  // MixPay tells limits; a provider here tells them when it is asked for too little and for too much.
  const most = Decimal.min(MAX_AMOUNT, dividedDown(MAX_AMOUNT, decimal(oracle.rate)));
  const small = estimateConversion(market, { from, to, amount: plain(SMALLEST), feeBps }, now);
  const large = estimateConversion(market, { from, to, amount: plain(roundDown(most)), feeBps }, now);
  if (!large.ok && large.reason !== "not_covered") return NONE;
  if (!small.ok && small.reason !== "too_small") return NONE;
  const given = Decimal.min(large.ok ? MAX_AMOUNT : large.most, provider.cover(to) ?? MAX_AMOUNT);
  // What comes out is told; what goes in is a little more than that is worth, which is left out.
  const max = Decimal.min(most, dividedDown(given, decimal(oracle.rate)));
  const min = small.ok ? SMALLEST : dividedDown(decimal(small.least).mul(COST), decimal(oracle.rate));
  return bounded(roundUp(min), roundDown(max));
}

/** Which prices in a unit an asset can pay: what its own bounds are worth now, in whole minor units. */
export function quoteBounds(market: Market, unit: Unit, assetId: string, now: Date): Bounds {
  const due = amountDue({ quoteAsset: unit.id, quoteAmount: "1" }, assetId, market.rates, now);
  if (!due) return NONE;
  const worth = (amount: Decimal) => dividedDown(amount, decimal(due.rate.rate));
  const least = Decimal.max(leastPrice(unit), roundUp(worth(SMALLEST), unit.places));
  return bounded(least, roundDown(Decimal.min(MAX_AMOUNT, worth(MAX_AMOUNT)), unit.places));
}

/** One minor unit. */
export const leastPrice = ({ places }: Unit): Decimal => decimal(`1e-${places}`);

/** Prices in a unit, whatever they are paid in. */
export const unitBounds = (unit: Unit): Bounds => ({ min: plain(leastPrice(unit)), max: plain(MAX_AMOUNT) });

const bounded = (min: Decimal, max: Decimal): Bounds => (max.lt(min) ? NONE : { min: plain(min), max: plain(max) });
