import { decimal } from "../../src/payments/money.js";
import type { Market, Rates } from "../../src/payments/ports.js";
import { ratesForTests } from "../support/rates.js";

/** Prices that move: whatever is shown and confirmed later must not have become another amount meanwhile. */
export class MovingMarket {
  #factor = "1";
  readonly market: Market;

  constructor(clock: () => Date) {
    const rates = ratesForTests(clock);
    const moved = (price: ReturnType<Rates["usd"]>) =>
      price && { ...price, value: decimal(price.value).times(this.#factor).toFixed(6) };
    this.market = { rates: { ...rates, usd: (id) => moved(rates.usd(id)) }, liquidity: null };
  }

  /** To this share of the usual price. */
  move(factor: string): void {
    this.#factor = factor;
  }
}
