import type { AssetInfo, Rates } from "../../src/payments/ports.js";

export const BTC = "c6d0c728-2624-429b-8e0d-d9d19b6592fa";
export const ETH = "43d61dcd-e413-450d-80b8-101d5e903357";
export const USDT_ETHEREUM = "4d8c508b-91c5-375b-92b0-ee702ed2dac5";
export const USDT_TRON = "b91e18ff-a9ae-3dc7-8679-e935d9a4b34b";
export const XIN = "c94ac88f-4671-3976-b60a-09064f1811e8";

const asset = (assetId: string, symbol: string, name: string, network: string): AssetInfo => ({
  assetId,
  symbol,
  name,
  network,
  iconUrl: "",
});

export const ASSETS: AssetInfo[] = [
  asset(USDT_TRON, "USDT", "Tether USD", "TRON"),
  asset(USDT_ETHEREUM, "USDT", "Tether USD", "Ethereum"),
  asset(BTC, "BTC", "Bitcoin", "Bitcoin"),
  asset(ETH, "ETH", "Ether", "Ethereum"),
  asset(XIN, "XIN", "Mixin", "Ethereum"),
];

const USD: Record<string, string> = {
  [USDT_TRON]: "1",
  [USDT_ETHEREUM]: "1",
  [BTC]: "60000",
  [ETH]: "3000",
  [XIN]: "200",
};
const FIAT: Record<string, string> = {
  usd: "1",
  eur: "0.9",
  aed: "3.6725",
  cny: "7.1",
  chf: "0.88",
  jpy: "150",
  hkd: "7.8",
  bhd: "0.376",
};

/** Prices that never move, for tests of what is not about prices. */
export function ratesForTests(at = () => new Date()): Rates {
  const price = (value: string | undefined) => (value === undefined ? null : { value, at: at() });
  return {
    assets: () => ASSETS,
    asset: (id) => ASSETS.find((a) => a.assetId === id) ?? null,
    usd: (id) => price(USD[id]),
    fiat: (code) => price(FIAT[code.toLowerCase()]),
  };
}
