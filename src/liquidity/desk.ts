import { decimal, plain, roundDown } from "../payments/money.js";
import type { ConversionAnswer, ConversionAsk, ConversionBook, LiquidityProvider } from "../payments/ports.js";

/**
 * The operator's own coins, at the oracle's price less a spread. Asks nobody, so an estimate is as good as a quote; whether
 * the float covers it is seen when it is promised.
 */
export function createDesk(book: () => ConversionBook): LiquidityProvider {
  function estimate({ to, amount, rate }: ConversionAsk): ConversionAnswer {
    const now = book();
    const given = roundDown(
      decimal(amount)
        .mul(rate)
        .mul(10_000 - now.spreadBps)
        .mul("0.0001"),
    );
    const most = now.limit(to);
    if (most !== null && given.gt(most)) return { ok: false, reason: "not_covered", most: plain(most) };
    if (!given.gt(0)) return { ok: false, reason: "too_small", least: "0.00000001" };
    return { ok: true, amount: plain(given), spreadBps: now.spreadBps };
  }

  return {
    name: "desk",
    get feeBps() {
      return book().feeBps;
    },
    cover: (assetId) => book().cover(assetId),
    estimate,
    quote: (ask) => Promise.resolve(estimate(ask)),
  };
}
