import { isFiat } from "./fiat.js";
import { type Decimal, decimal } from "./money.js";
import type { Rates } from "./ports.js";
import { freshPrice } from "./prices.js";

/**
 * What an amount of one thing comes to in another by the prices now, unrounded. Both may be a fiat code or an asset id.
 * Null when a price is missing, zero or stale.
 */
export function worth(amount: string | Decimal, from: string, to: string, rates: Rates, now: Date): Decimal | null {
  if (from === to) return decimal(amount);
  const source = usdFraction(from, rates, now);
  const target = usdFraction(to, rates, now);
  // One division, last: so that nothing is lost by an earlier rounding.
  return source && target ? decimal(amount).mul(source.usd).mul(target.per).div(source.per.mul(target.usd)) : null;
}

/** The price as `usd / per`: of an asset as it is, of a currency (whose price is told per USD) upside down. */
function usdFraction(unit: string, rates: Rates, now: Date): { usd: Decimal; per: Decimal } | null {
  const fiat = isFiat(unit);
  const price = freshPrice(fiat ? rates.fiat(unit) : rates.usd(unit), now);
  if (!price) return null;
  const one = decimal("1");
  return fiat ? { usd: one, per: price.value } : { usd: price.value, per: one };
}
