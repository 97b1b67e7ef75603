const BTC = "c6d0c728-2624-429b-8e0d-d9d19b6592fa";
const ETH = "43d61dcd-e413-450d-80b8-101d5e903357";
const TRX = "25dabac5-056a-48ff-b9f9-f67395dc407c";
const SOL = "64692c23-8971-4cf4-84a7-4dd1271dd887";
const BNB = "1949e683-6a08-49e2-b087-d6b72398588f";
const POL = "b7938396-3f94-4e0a-9179-d3440718156f";
const TON = "ef660437-d915-4e27-ad3f-632bfb6ba0ee";
const AVAX = "1f67ac58-87ba-3571-9781-e9413c046f34";
const BASE = "3fb612c5-6844-3979-ae4a-5a84e79da870";
const OPTIMISM = "60360611-370c-3b69-9826-b13db93f6aba";
const ARBITRUM = "8c590110-1abc-3697-84f2-05214e6516aa";
const LTC = "76c802a2-7c88-447f-a93e-c29c9e5dd9c8";
const DOGE = "6770a1e5-6086-44d5-b60f-545f9d9e8ffd";

export interface CatalogueAsset {
  readonly asset_id: string;
  readonly chain_id: string;
  readonly symbol: string;
  readonly name: string;
  /** Plausible USD price to start from; "0" where nobody makes one. */
  readonly price_usd: string;
  readonly precision: number;
  readonly confirmations: number;
  /** How far the price strays, as a fraction; stable coins hardly do. */
  readonly swing: number;
  /** 12 good, 11 verified, 10 unknown. */
  readonly level: number;
}

function asset(
  symbol: string,
  name: string,
  assetId: string,
  chainId: string,
  price: string,
  precision: number,
  confirmations: number,
): CatalogueAsset {
  const stable = symbol === "USDT" || symbol === "USDC" || symbol === "pUSD";
  return {
    asset_id: assetId,
    chain_id: chainId,
    symbol,
    name,
    price_usd: price,
    precision,
    confirmations,
    swing: stable ? 0.0005 : 0.01,
    level: price === "0" ? 10 : 12,
  };
}

/** The assets this stand-in for the network knows, most wanted first. Ids are the real ones. */
export const CATALOGUE: readonly CatalogueAsset[] = [
  asset("BTC", "Bitcoin", BTC, BTC, "96500", 8, 3),
  asset("ETH", "Ether", ETH, ETH, "3400", 18, 64),
  asset("USDT", "Tether USD", "4d8c508b-91c5-375b-92b0-ee702ed2dac5", ETH, "1", 6, 64),
  asset("USDT", "Tether USD", "b91e18ff-a9ae-3dc7-8679-e935d9a4b34b", TRX, "1", 6, 20),
  asset("USDC", "USD Coin", "9b180ab6-6abe-3dc0-a13f-04169eb34bfa", ETH, "1", 6, 64),
  asset("XIN", "Mixin", "c94ac88f-4671-3976-b60a-09064f1811e8", ETH, "95", 18, 64),
  asset("SOL", "Solana", SOL, SOL, "190", 9, 32),
  asset("TRX", "TRON", TRX, TRX, "0.24", 6, 20),
  asset("DOGE", "Dogecoin", DOGE, DOGE, "0.33", 8, 40),
  asset("LTC", "Litecoin", LTC, LTC, "102", 8, 6),
  asset("BNB", "BNB", BNB, BNB, "690", 18, 20),
  asset("POL", "Polygon", POL, POL, "0.46", 18, 300),
  asset("TON", "Toncoin", TON, TON, "5.4", 9, 1),
  asset("XRP", "XRP", "23dfb5a5-5d7b-48b6-905f-3970e3176e27", "23dfb5a5-5d7b-48b6-905f-3970e3176e27", "2.3", 6, 1),
  asset("XMR", "Monero", "05c5ac01-31f9-4a69-aa8a-ab796de1d041", "05c5ac01-31f9-4a69-aa8a-ab796de1d041", "195", 12, 15),
  asset("ZEC", "Zcash", "c996abc9-d94e-4494-b1cf-2a3fd3ac5714", "c996abc9-d94e-4494-b1cf-2a3fd3ac5714", "54", 8, 24),
  asset("EOS", "EOS", "6cfe566e-4aad-470b-8c9a-2fd35b49c68d", "6cfe566e-4aad-470b-8c9a-2fd35b49c68d", "0.8", 4, 1),
  asset("USDT", "Tether USD", "218bc6f4-7927-3f8e-8568-3a3725b74361", POL, "1", 6, 300),
  asset("USDT", "Tether USD", "94213408-4ee7-3150-a9c4-9c5cce421c78", BNB, "1", 18, 20),
  asset("USDT", "Tether USD", "cb54aed4-1893-3977-b739-ec7b2e04f0c5", SOL, "1", 6, 32),
  asset("USDT", "Tether USD", "7369eea0-0c69-3906-b419-e960e3595a4f", TON, "1", 6, 1),
  asset("USDT", "Tether USD", "38ff9f68-d62a-3070-9766-69b6a84218b3", AVAX, "1", 6, 12),
  asset("USDC", "USD Coin", "de6fa523-c596-398e-b12f-6d6980544b59", SOL, "1", 6, 32),
  asset("USDC", "USD Coin", "2f845564-3898-3d17-8c24-3275e96235b5", BASE, "1", 6, 30),
  asset("USDC", "USD Coin", "5fec1691-561d-339f-8819-63d54bf50b52", POL, "1", 6, 300),
  asset("USDC", "USD Coin", "3d3d69f1-6742-34cf-95fe-3f8964e6d307", BNB, "1", 18, 20),
  asset("USDC", "USD Coin", "2adae45c-5077-3b96-b810-0da15bcc3097", OPTIMISM, "1", 6, 30),
  asset("USDC", "USD Coin", "d2d80f2c-0ac5-3d8c-82c2-e0a1aa25f928", ARBITRUM, "1", 6, 30),
  asset("pUSD", "pUSD", "31d2ea9c-95eb-3355-b65b-ba096853bc18", ETH, "1", 8, 64),
  asset("CNB", "Chui Niu Bi", "965e5c6e-434c-3fa9-b780-c50f43cd955c", ETH, "0", 8, 64),
];

export interface Chain {
  readonly chain_id: string;
  readonly name: string;
  readonly symbol: string;
  /** How many blocks until a deposit counts. */
  readonly threshold: number;
  /** The asset its fees are paid in. */
  readonly fee_asset_id: string;
  /** What a deposit address of this chain looks like. */
  readonly address: "bech32" | "hex" | "base58";
}

function chain(chainId: string, name: string, symbol: string, threshold: number, address: Chain["address"]): Chain {
  const layered = [BASE, OPTIMISM, ARBITRUM].includes(chainId);
  return { chain_id: chainId, name, symbol, threshold, fee_asset_id: layered ? ETH : chainId, address };
}

/** The chains those assets live on. */
export const CHAINS: readonly Chain[] = [
  chain(BTC, "Bitcoin", "BTC", 3, "bech32"),
  chain(ETH, "Ethereum", "ETH", 64, "hex"),
  chain(TRX, "TRON", "TRX", 20, "base58"),
  chain(SOL, "Solana", "SOL", 32, "base58"),
  chain(BNB, "BNB Smart Chain", "BNB", 20, "hex"),
  chain(POL, "Polygon", "POL", 300, "hex"),
  chain(TON, "TON", "TON", 1, "base58"),
  chain(LTC, "Litecoin", "LTC", 6, "bech32"),
  chain(DOGE, "Dogecoin", "DOGE", 40, "base58"),
  chain(AVAX, "Avalanche C-Chain", "AVAX", 12, "hex"),
  chain(BASE, "Base", "ETH", 30, "hex"),
  chain(OPTIMISM, "Optimism", "ETH", 30, "hex"),
  chain(ARBITRUM, "Arbitrum One", "ETH", 30, "hex"),
  chain("23dfb5a5-5d7b-48b6-905f-3970e3176e27", "Ripple", "XRP", 1, "base58"),
  chain("05c5ac01-31f9-4a69-aa8a-ab796de1d041", "Monero", "XMR", 15, "base58"),
  chain("c996abc9-d94e-4494-b1cf-2a3fd3ac5714", "Zcash", "ZEC", 24, "base58"),
  chain("6cfe566e-4aad-470b-8c9a-2fd35b49c68d", "EOS", "EOS", 1, "base58"),
];
