import { isFiat } from "./fiat.js";
import { Decimal, decimal, dividedDown } from "./money.js";
import type { Price, Rates } from "./ports.js";

/** A price not confirmed for longer than this is no price. */
export const MAX_PRICE_AGE_MS = 15 * 60_000;

/** Digits of a rate that is kept. */
const RATE_DIGITS = 18;

/** A price above zero that is not stale. */
export interface Known {
  value: Decimal;
  price: Price;
}

/** Prices stay the same object until the next is heard: each is read once. Null: not a number above zero. */
const read = new WeakMap<Price, Decimal | null>();

/** Whether a price of that moment is too old to be one; so is one that there never was. */
export const isStale = (at: Date | null, now: Date): boolean =>
  at === null || now.getTime() - at.getTime() > MAX_PRICE_AGE_MS;

/** The moment of the newest rate by which prices in a unit (a currency or an asset) could be paid; null: there never was one. */
export function lastRateAt(unit: string, rates: Rates): Date | null {
  const own = (isFiat(unit) ? rates.fiat(unit) : rates.usd(unit))?.at;
  const others = rates.assets().flatMap(({ assetId }) => rates.usd(assetId)?.at.getTime() ?? []);
  return own && others.length > 0 ? new Date(Math.min(own.getTime(), Math.max(...others))) : null;
}

/** The price as a number; null when it is missing, zero, no number or stale. */
export function freshPrice(price: Price | null, now: Date): Known | null {
  if (!price || isStale(price.at, now)) return null;
  let value = read.get(price);
  if (value === undefined) read.set(price, (value = parse(price.value)));
  return value && { value, price };
}

function parse(text: string): Decimal | null {
  if (!/^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) return null;
  const value = decimal(text);
  return value.gt(0) ? value : null;
}

/** When the older of two prices was last known to be the price. */
export const older = ({ price: a }: Known, { price: b }: Known): Date => (a.at < b.at ? a.at : b.at);

/** A rate as it is kept: rounded down, so that what is computed from it never is more than what the prices say. */
export const rateText = (rate: Decimal): string => rate.toSignificantDigits(RATE_DIGITS, Decimal.ROUND_DOWN).toFixed();

/** What the oracle says of two assets; `rate` is in units of `to` per unit of `from`. */
export interface OracleRate {
  rate: string;
  /** USD per unit of `to`. */
  usd: string;
  /** ISO moment of the older price. */
  at: string;
}

/** Computed once for each two prices. */
const rated = new WeakMap<Price, WeakMap<Price, OracleRate>>();

/** Null when a price is missing, zero or stale. */
export function oracleRate(rates: Rates, from: string, to: string, now: Date): OracleRate | null {
  const paid = freshPrice(rates.usd(from), now);
  const wanted = freshPrice(rates.usd(to), now);
  if (!paid || !wanted) return null;
  const known = rated.get(paid.price)?.get(wanted.price);
  if (known) return known;
  const rate = rateText(dividedDown(paid.value, wanted.value));
  const oracle = { rate, usd: wanted.value.toFixed(), at: older(paid, wanted).toISOString() };
  rated.set(paid.price, (rated.get(paid.price) ?? new WeakMap<Price, OracleRate>()).set(wanted.price, oracle));
  return oracle;
}
