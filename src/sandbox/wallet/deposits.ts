import { outputId } from "../bytes.js";
import { stamp } from "../clock.js";
import { ApiError, invalidField, notFound } from "../errors.js";
import type { Market } from "../market/market.js";
import type { People } from "../people/people.js";
import type { Store } from "../store/store.js";
import { fromUnits } from "./amount.js";
import type { Entries } from "./entries.js";
import type { Ghosts } from "./ghosts.js";
import type { Outputs } from "./outputs.js";
import type { Snapshots } from "./snapshots.js";
import type { DepositRow, OutputRow } from "./types.js";

export interface DepositParts {
  readonly store: Store;
  readonly people: People;
  readonly market: Market;
  readonly ghosts: Ghosts;
  readonly outputs: Outputs;
  readonly snapshots: Snapshots;
  readonly entries: Entries;
}

/** Money that comes in from chains: seen first, an output once it is confirmed. */
export class Deposits {
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(private readonly parts: DepositParts) {}

  /** Takes up deposits that were not confirmed when the process ended. */
  open(): void {
    for (const row of this.parts.store.deposits.values()) if (row.state === "pending") this.confirmLater(row);
  }

  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  /** Test money for one person, confirmed at once; `quiet` sends no message. */
  faucet(userId: string, assetId: string, units: bigint, quiet: boolean): OutputRow {
    return this.confirm(this.insert([userId], 1, assetId, units, "", 0), quiet);
  }

  /** Somebody on the chain pays to a deposit address; it counts after `confirmMs`. */
  arrive(destination: string, assetId: string, units: bigint, confirmMs: number): DepositRow {
    const entry = this.parts.entries.find(destination);
    if (entry === undefined) throw notFound();
    const asset = this.parts.market.asset(assetId);
    if (asset !== undefined && asset.chain_id !== entry.chain_id) throw invalidField("asset_id", "of another chain");
    const row = this.insert(entry.members, entry.threshold, assetId, units, destination, confirmMs);
    this.confirmLater(row);
    return row;
  }

  /** Deposits for a person or, when it is a bot, its network users. */
  list(userId: string): DepositRow[] {
    const isTheirs = (id: string): boolean => id === userId || this.parts.people.get(id)?.app_id === userId;
    return [...this.parts.store.deposits.values()].filter((row) => row.members.some(isTheirs));
  }

  private insert(
    members: readonly string[],
    threshold: number,
    assetId: string,
    units: bigint,
    destination: string,
    confirmMs: number,
  ): DepositRow {
    const asset = this.parts.market.asset(assetId);
    if (asset === undefined) throw notFound();
    if (units <= 0n) throw new ApiError(20120, "The amount is too small.");
    const hash = this.parts.snapshots.depositHash();
    const now = stamp();
    const row: DepositRow = {
      deposit_id: outputId(hash, 0),
      asset_id: asset.asset_id,
      chain_id: asset.chain_id,
      amount: fromUnits(units),
      transaction_hash: hash,
      destination,
      members,
      threshold,
      state: "pending",
      confirms_at: Date.now() + confirmMs,
      created_at: now,
      updated_at: now,
    };
    this.parts.store.deposits.put(row.deposit_id, row);
    return row;
  }

  private confirmLater(row: DepositRow): void {
    const timer = setTimeout(
      () => {
        this.timers.delete(timer);
        this.confirm(row, false);
        this.parts.store.journal.flush();
      },
      Math.max(0, row.confirms_at - Date.now()),
    );
    this.timers.add(timer);
  }

  private confirm(row: DepositRow, quiet: boolean): OutputRow {
    const { ghosts, outputs, snapshots, store } = this.parts;
    const { transaction_hash: hash, destination, chain_id: chain } = row;
    const ghost = ghosts.issue(row.members, 0, hash);
    const output = outputs.create({
      output_id: outputId(hash, 0),
      transaction_hash: hash,
      output_index: 0,
      asset_id: row.asset_id,
      amount: row.amount,
      mask: ghost.mask,
      keys: ghost.keys,
      views: ghost.views,
      senders: [],
      senders_threshold: 0,
      receivers: ghost.receivers,
      receivers_threshold: row.threshold,
      extra: "",
      request_id: "",
      deposit: { chain, deposit_hash: hash, deposit_index: 0, sender: "", destination, tag: "" },
      created_at: stamp(),
    });
    row.state = "confirmed";
    row.updated_at = stamp();
    store.deposits.put(row.deposit_id, row);
    snapshots.ofDeposit(output, quiet);
    return output;
  }
}
