import type { MixinApi, SafeAsset, SafeUtxoOutput } from "@mixin.dev/mixin-node-sdk";
import { Decimal } from "decimal.js";

export type Client = ReturnType<typeof MixinApi>;

/** One asset with what its owner holds; amounts are decimal strings. */
export interface Holding {
  asset_id: string;
  symbol: string;
  name: string;
  /** tells USDT on one chain from USDT on another */
  network: string;
  balance: string;
  price_usd: string;
  value_usd: string;
}

export interface HistoryItem {
  snapshot_id: string;
  asset: Holding;
  amount: string;
  opponent_id: string;
  memo: string;
  created_at: string;
}

const PAGE = 500;

/** What the wallet of one person shows: read from the outputs and snapshots, never counted on its own. */
export class Wallet {
  #networks: Promise<Map<string, string>> | undefined;

  constructor(
    readonly client: Client,
    readonly userId: string,
  ) {}

  /** Every unspent output of an asset, or of all assets, the largest first. */
  async outputs(asset?: string): Promise<SafeUtxoOutput[]> {
    const found = new Map<string, SafeUtxoOutput>();
    let offset = 0;
    for (;;) {
      const page = await this.client.utxo.safeOutputs({
        members: [this.userId],
        threshold: 1,
        state: "unspent",
        limit: PAGE,
        offset,
        ...(asset ? { asset } : {}),
      });
      for (const output of page) found.set(`${output.transaction_hash}:${output.output_index}`, output);
      const last = page.at(-1);
      if (page.length < PAGE || !last) break;
      // the offset is inclusive, so the last one comes again and is dropped by its key
      offset = last.sequence === offset ? offset + 1 : last.sequence;
    }
    return [...found.values()].sort((a, b) => new Decimal(b.amount).cmp(a.amount));
  }

  /** All that is held, the most valuable first. */
  async holdings(): Promise<Holding[]> {
    const sums = new Map<string, Decimal>();
    for (const { asset_id, amount } of await this.outputs()) {
      sums.set(asset_id, (sums.get(asset_id) ?? new Decimal(0)).plus(amount));
    }
    const assets = await this.#assets([...sums.keys()]);
    const held = assets.map((asset) => this.#holding(asset, sums.get(asset.asset_id)));
    return (await Promise.all(held)).sort((a, b) => new Decimal(b.value_usd).cmp(a.value_usd));
  }

  /** One asset with the balance, also when nothing of it is held; undefined when Mixin does not know it. */
  async holding(assetId: string): Promise<Holding | undefined> {
    const [[asset], outputs] = await Promise.all([this.#assets([assetId]), this.outputs(assetId)]);
    const sum = outputs.reduce((total, output) => total.plus(output.amount), new Decimal(0));
    return asset && this.#holding(asset, sum);
  }

  /** The assets that a person may ask the faucet for. */
  async known(): Promise<Holding[]> {
    const top = await this.client.network.topAssets("ALL");
    const assets = await this.#assets(top.map((asset) => asset.asset_id));
    return Promise.all(assets.map((asset) => this.#holding(asset)));
  }

  /** The newest movements first. */
  async history(): Promise<HistoryItem[]> {
    // the order is not in the SDK's type, and the default order is not documented
    const request = { limit: 100, order: "DESC" };
    const snapshots = await this.client.safe.fetchSafeSnapshots(request);
    const ids = [...new Set(snapshots.map((snapshot) => snapshot.asset_id))];
    const holdings = await Promise.all((await this.#assets(ids)).map((asset) => this.#holding(asset)));
    const byId = new Map(holdings.map((asset) => [asset.asset_id, asset]));
    return snapshots.flatMap((snapshot) => {
      const asset = byId.get(snapshot.asset_id);
      const { snapshot_id, amount, opponent_id, created_at } = snapshot;
      return asset ? [{ snapshot_id, amount, opponent_id, created_at, asset, memo: readMemo(snapshot.memo) }] : [];
    });
  }

  async #assets(ids: string[]): Promise<SafeAsset[]> {
    return ids.length > 0 ? this.client.safe.fetchAssets(ids) : [];
  }

  async #holding(asset: SafeAsset, sum: Decimal = new Decimal(0)): Promise<Holding> {
    this.#networks ??= this.#loadNetworks();
    const networks = await this.#networks;
    const { asset_id, symbol, name, price_usd } = asset;
    return {
      asset_id,
      symbol,
      name,
      price_usd,
      network: networks.get(asset.chain_id) ?? "unknown network",
      balance: sum.toFixed(),
      value_usd: sum.times(price_usd || 0).toFixed(),
    };
  }

  async #loadNetworks(): Promise<Map<string, string>> {
    try {
      const chains = await this.client.network.chains();
      return new Map(chains.map((chain) => [chain.chain_id, chain.name]));
    } catch (error) {
      // a failure is not remembered: the next look asks again
      this.#networks = undefined;
      throw error;
    }
  }
}

/** A memo travels as hex of its bytes; what is not text is shown as the hex. */
export function readMemo(hex: string): string {
  const text = Buffer.from(hex, "hex").toString("utf8");
  return text.includes("\uFFFD") ? hex : text;
}
