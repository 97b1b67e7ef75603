import { createHash } from "node:crypto";
import { plainDecimal } from "./amounts.js";
import { MixinRefused } from "./errors.js";
import type { Sdk } from "./sdk.js";
import type { Transport } from "./transport.js";

export interface Asset {
  assetId: string;
  chainId: string;
  symbol: string;
  name: string;
  displaySymbol: string;
  iconUrl: string;
  /** Places on its chain; Safe itself always counts 8. */
  precision: number;
  /** The asset's id inside the network: sha3-256 of its uuid. */
  kernelAssetId: string;
  /** The network it lives on, which tells USDT on two chains apart; empty when unknown. */
  chainName: string;
  chainSymbol: string;
}

export interface AssetBook {
  /** Undefined when Mixin has no such asset. */
  asset(assetId: string): Promise<Asset | undefined>;
  /** Every asset seen so far: the most used ones and those asked for. */
  assets(): Promise<Asset[]>;
  /** US dollars for one; undefined when Mixin names no price. `at`: when the price was true. */
  price(assetId: string): Promise<{ usd: string; at: Date } | undefined>;
  /** Units of a currency (`usd`, any case) for one US dollar. `at`: when we were told. */
  fiatRate(code: string): Promise<{ rate: string; at: Date } | undefined>;
  /** Every currency Mixin has a rate for, lower case. */
  fiatCodes(): Promise<string[]>;
  /** Asks for everything anew now. Throws when a part of that fails; the other parts are newer all the same. */
  refresh(): Promise<void>;
  /** All that is known now, to be recalled after a restart. */
  picture(): MarketPicture;
  /** Takes what an earlier picture knows, with its age, where nothing newer is known. */
  recall(picture: MarketPicture): void;
}

/** What a book knew at some moment; JSON. `at`: when we were told, epoch milliseconds. */
export interface MarketPicture {
  assets: { wire: WireAsset; at: number }[];
  chains: Record<string, { name: string; symbol: string }>;
  rates: Record<string, { rate: string; at: number }>;
}

interface WireAsset {
  asset_id: string;
  chain_id: string;
  symbol: string;
  name: string;
  display_symbol?: string;
  icon_url: string;
  precision?: number;
  price_usd?: string;
  price_updated_at?: string;
}

const FETCH_AT_ONCE = 100;
const DEFAULT_PRECISION = 8;

/**
 * Assets, prices and currency rates as Mixin tells them. When a refresh fails the old values stay, with their age:
 * the caller decides what is too old.
 */
export function createAssetBook(sdk: Sdk, transport: Transport, now: () => number = Date.now): AssetBook {
  const wires = new Map<string, { wire: WireAsset; at: number }>();
  const chains = new Map<string, { name: string; symbol: string }>();
  const rates = new Map<string, { rate: string; at: Date }>();
  let areChainsRead = false;
  let refreshing: Promise<void> | undefined;

  function remember(list: WireAsset[]): void {
    for (const wire of list) wires.set(wire.asset_id, { wire, at: now() });
  }

  async function readAssets(): Promise<void> {
    const top = await sdk.network.topAssets();
    const topIds = new Set(top.map(({ asset_id: id }) => id));
    const others = [...wires.keys()].filter((id) => !topIds.has(id));
    remember(top);
    for (let at = 0; at < others.length; at += FETCH_AT_ONCE) {
      remember(await sdk.safe.fetchAssets(others.slice(at, at + FETCH_AT_ONCE)));
    }
  }

  async function readRates(): Promise<void> {
    const call = { method: "GET", path: "/external/fiats", parse: parseFiats };
    for (const { code, rate } of await transport.request<{ code: string; rate: string }[]>(call)) {
      rates.set(code.toLowerCase(), { rate: plainDecimal(rate), at: new Date(now()) });
    }
  }

  async function readChains(): Promise<void> {
    if (areChainsRead) return;
    for (const chain of await sdk.network.chains()) {
      chains.set(chain.chain_id, { name: chain.name, symbol: chain.symbol });
    }
    areChainsRead = true;
  }

  function refresh(): Promise<void> {
    refreshing ??= Promise.all([readAssets(), readRates(), readChains()])
      .then(() => undefined)
      .finally(() => (refreshing = undefined));
    return refreshing;
  }

  const load = async () => {
    if (wires.size === 0 || rates.size === 0) await refresh();
  };

  async function entryOf(assetId: string): Promise<{ wire: WireAsset; at: number } | undefined> {
    await load();
    if (!wires.has(assetId)) {
      try {
        remember([await sdk.safe.fetchAsset(encodeURIComponent(assetId))]);
      } catch (error) {
        if (!(error instanceof MixinRefused) || error.code !== 404) throw error;
      }
    }
    return wires.get(assetId);
  }

  return {
    async asset(assetId) {
      const entry = await entryOf(assetId);
      return entry && readAsset(entry.wire, chains);
    },
    async assets() {
      await load();
      return [...wires.values()].map(({ wire }) => readAsset(wire, chains));
    },
    async price(assetId) {
      const entry = await entryOf(assetId);
      return entry && readPrice(entry.wire, entry.at);
    },
    async fiatRate(code) {
      await load();
      return rates.get(code.toLowerCase());
    },
    async fiatCodes() {
      await load();
      return [...rates.keys()];
    },
    refresh,
    picture: () => ({
      assets: [...wires.values()],
      chains: Object.fromEntries(chains),
      rates: Object.fromEntries([...rates].map(([code, { rate, at }]) => [code, { rate, at: at.getTime() }])),
    }),
    recall(picture) {
      for (const { wire, at } of picture.assets) if (!wires.has(wire.asset_id)) wires.set(wire.asset_id, { wire, at });
      for (const [id, chain] of Object.entries(picture.chains)) if (!chains.has(id)) chains.set(id, chain);
      for (const [code, { rate, at }] of Object.entries(picture.rates))
        if (!rates.has(code)) rates.set(code, { rate, at: new Date(at) });
    },
  };
}

/** The network's id of an asset. */
export function kernelAssetId(assetId: string): string {
  return createHash("sha3-256").update(assetId).digest("hex");
}

function readAsset(wire: WireAsset, chains: Map<string, { name: string; symbol: string }>): Asset {
  const chain = chains.get(wire.chain_id);
  return {
    assetId: wire.asset_id,
    chainId: wire.chain_id,
    symbol: wire.symbol,
    name: wire.name,
    displaySymbol: wire.display_symbol || wire.symbol,
    iconUrl: wire.icon_url,
    precision: wire.precision ?? DEFAULT_PRECISION,
    kernelAssetId: kernelAssetId(wire.asset_id),
    chainName: chain?.name ?? "",
    chainSymbol: chain?.symbol ?? "",
  };
}

/** Mixin writes "0" for an asset whose price it does not know. */
function readPrice(wire: WireAsset, fetchedAt: number): { usd: string; at: Date } | undefined {
  if (!wire.price_usd || !/[1-9]/.test(wire.price_usd.replace(/[eE].*$/, ""))) return undefined;
  const updatedAt = Date.parse(wire.price_updated_at ?? "");
  return { usd: plainDecimal(wire.price_usd), at: new Date(updatedAt > 0 ? updatedAt : fetchedAt) };
}

/** Rates come as JSON numbers: quoted before parsing, so that they never become floats. */
function parseFiats(text: string): unknown {
  return JSON.parse(text.replace(/("rate"\s*:\s*)(-?\d[\d.eE+-]*)/g, '$1"$2"'));
}
