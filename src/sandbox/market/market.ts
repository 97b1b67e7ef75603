import { isHash, kernelAssetId } from "../bytes.js";
import { stamp } from "../clock.js";
import { seeded } from "../control/faults.js";
import type { Store } from "../store/store.js";
import { CATALOGUE, type CatalogueAsset } from "./catalogue.js";

const WALK_MS = 5_000;

export interface MarketOptions {
  /** Whether prices move by themselves. */
  readonly walk: boolean;
  readonly seed: number;
}

/** Assets and their prices: a seeded random walk around the catalogue's, or what was set by hand. */
export class Market {
  private readonly byId = new Map(CATALOGUE.map((asset) => [asset.asset_id, asset]));
  private readonly byKernelId = new Map(CATALOGUE.map((asset) => [kernelAssetId(asset.asset_id), asset]));
  /** How far each price has strayed, as a factor. */
  private readonly factors = new Map<string, number>();
  private readonly random: () => number;
  private readonly timer: NodeJS.Timeout | undefined;
  private walkedAt = stamp();

  constructor(
    private readonly store: Store,
    private readonly options: MarketOptions,
    private readonly url: () => string,
  ) {
    this.random = seeded(options.seed);
    if (!options.walk) return;
    this.timer = setInterval(() => this.walk(), WALK_MS);
    this.timer.unref();
  }

  close(): void {
    clearInterval(this.timer);
  }

  /** By uuid or kernel hash. */
  asset(id: string): CatalogueAsset | undefined {
    return isHash(id) ? this.byKernelId.get(id) : this.byId.get(id);
  }

  /** Those that the network tells of: all but what has disappeared. */
  listed(id: string): CatalogueAsset | undefined {
    const asset = this.asset(id);
    return asset === undefined || this.isGone(asset) ? undefined : asset;
  }

  /** The catalogue without what has disappeared. */
  all(): CatalogueAsset[] {
    return CATALOGUE.filter((asset) => !this.isGone(asset));
  }

  /** A price that stays until it is set again. `updatedAt` makes it look old; an asset may also disappear. */
  setPrice(assetId: string, priceUsd: string, updatedAt: string | null, isGone: boolean): void {
    this.store.prices.put(assetId, { asset_id: assetId, price_usd: priceUsd, updated_at: updatedAt, is_gone: isGone });
  }

  priceUsd(asset: CatalogueAsset): string {
    const fixed = this.store.prices.get(asset.asset_id);
    if (fixed !== undefined) return fixed.price_usd;
    const factor = this.factors.get(asset.asset_id);
    // Test money: eight significant digits are plenty for a made-up price.
    return factor === undefined ? asset.price_usd : plain(Number(asset.price_usd) * factor);
  }

  top(): CatalogueAsset[] {
    return this.all().filter((asset) => asset.price_usd !== "0");
  }

  search(word: string): CatalogueAsset[] {
    const wanted = word.toLowerCase();
    return this.all().filter(
      (asset) => asset.symbol.toLowerCase().includes(wanted) || asset.name.toLowerCase().includes(wanted),
    );
  }

  view(asset: CatalogueAsset) {
    const bitcoin = CATALOGUE[0] ?? asset;
    const price = this.priceUsd(asset);
    const updatedAt = this.store.prices.get(asset.asset_id)?.updated_at;
    const chainAsset = this.byId.get(asset.chain_id) ?? asset;
    return {
      type: "safe_asset",
      asset_id: asset.asset_id,
      chain_id: asset.chain_id,
      symbol: asset.symbol,
      name: asset.name,
      display_symbol: asset.symbol,
      display_name: asset.name,
      icon_url: `${this.url()}/sandbox/icons/${asset.asset_id}.svg`,
      price_usd: price,
      price_btc: plain(Number(price) / Number(this.priceUsd(bitcoin))),
      change_usd: plain((this.factors.get(asset.asset_id) ?? 1) - 1),
      change_btc: "0",
      asset_key: asset.asset_id,
      precision: asset.precision,
      dust: "0.0001",
      confirmations: asset.confirmations,
      kernel_asset_id: kernelAssetId(asset.asset_id),
      mixin_id: kernelAssetId(asset.asset_id),
      fee_asset_id: chainAsset.asset_id,
      withdrawal_memo_possibility: "negative",
      level: asset.level,
      price_updated_at: updatedAt ?? (this.options.walk ? this.walkedAt : stamp()),
      collection_hash: "",
    };
  }

  private isGone(asset: CatalogueAsset): boolean {
    return this.store.prices.get(asset.asset_id)?.is_gone === true;
  }

  /** A small step for every price, drawn back towards where it began so that it never runs away. */
  private walk(): void {
    for (const asset of CATALOGUE) {
      const factor = this.factors.get(asset.asset_id) ?? 1;
      const step = (this.random() - 0.5) * asset.swing * 0.2;
      this.factors.set(asset.asset_id, factor + step + (1 - factor) * 0.02);
    }
    this.walkedAt = stamp();
  }
}

/** A decimal string without an exponent. */
function plain(value: number): string {
  const text = value.toFixed(12).replace(/0+$/, "").replace(/\.$/, "");
  return text === "-0" ? "0" : text;
}
