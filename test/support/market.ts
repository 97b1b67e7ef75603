import type { AssetInfo, LiquidityProvider, Market, Rates } from "../../src/payments/ports.js";

export const BTC = "c6d0c728-2624-429b-8e0d-d9d19b6592fa";
export const USDT_TRON = "b91e18ff-a9ae-3dc7-8679-e935d9a4b34b";
export const USDT_ETH = "4d8c508b-91c5-375b-92b0-ee702ed2dac5";

const ASSETS: AssetInfo[] = [
  { assetId: USDT_TRON, symbol: "USDT", name: "Tether USD", network: "TRON", iconUrl: "" },
  { assetId: USDT_ETH, symbol: "USDT", name: "Tether USD", network: "Ethereum", iconUrl: "" },
  { assetId: BTC, symbol: "BTC", name: "Bitcoin", network: "Bitcoin", iconUrl: "" },
];

/** Rates that stand still: three assets, some currencies. What is not given keeps a usual value. */
export function standingRates(given: { usd?: Record<string, string>; fiat?: Record<string, string>; at?: Date } = {}) {
  const usd: Record<string, string> = { [USDT_TRON]: "1", [USDT_ETH]: "1", [BTC]: "50000", ...given.usd };
  const fiat: Record<string, string> = { USD: "1", AED: "3.67", JPY: "150", ...given.fiat };
  const price = (value: string | undefined) => (value === undefined ? null : { value, at: given.at ?? new Date() });
  const rates: Rates = {
    assets: () => ASSETS,
    asset: (assetId) => ASSETS.find((asset) => asset.assetId === assetId) ?? null,
    usd: (assetId) => price(usd[assetId]),
    fiat: (code) => price(fiat[code.toUpperCase()]),
  };
  return rates;
}

/** The same with somebody who converts, or nobody. */
export const standingMarket = (
  given: Parameters<typeof standingRates>[0] = {},
  liquidity: LiquidityProvider | null = null,
): Market => ({ rates: standingRates(given), liquidity });
