import { membersHash } from "../bytes.js";
import type { UserRow } from "../people/types.js";
import { toUnits, unitsOf } from "../wallet/amount.js";
import { spend, type Spending } from "../wallet/spend.js";
import type { World } from "../world.js";

/** What each asset begins with, in USD, in so many outputs: what is sent at the same time must not share one. */
const STOCK_USD = 50_000;
const STOCK_OUTPUTS = 4;
const RETRY_MS = 100;

/** Route's wallet: stocked with an asset when it is first wanted, and the clock of what it has to send. */
export class Vault {
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(
    private readonly world: World,
    private readonly owner: UserRow,
  ) {}

  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  /** Units of an asset that are there, also those that come back as change in a moment. */
  stock(assetId: string): bigint {
    const { outputs, deposits, market } = this.world;
    const all = { assetId, limit: Number.MAX_SAFE_INTEGER, order: "ASC" } as const;
    const rows = outputs.list(membersHash([this.owner.user_id]), all);
    const wasStocked = rows.some((row) => row.deposit !== null);
    const asset = market.asset(assetId);
    if (!wasStocked && asset !== undefined) {
      // Made-up money: what its price in the catalogue buys is near enough.
      const each = toUnits((STOCK_USD / (Number(asset.price_usd) || 1)).toFixed(8)) ?? 0n;
      for (let n = 0; n < STOCK_OUTPUTS; n++) rows.push(deposits.faucet(this.owner.user_id, assetId, each, true));
    }
    return rows.reduce((sum, row) => (row.state === "spent" ? sum : sum + unitsOf(row.amount)), 0n);
  }

  /** False when what is free does not cover it just now. */
  send(spending: Spending): boolean {
    return spend(this.world, this.owner, spending);
  }

  /** Does something at its time, and again a little later for as long as it cannot be done. */
  at(time: number, task: () => boolean): void {
    const timer = setTimeout(
      () => {
        this.timers.delete(timer);
        try {
          if (!task()) this.at(Date.now() + RETRY_MS, task);
        } catch (error) {
          this.world.report(error);
          this.at(Date.now() + RETRY_MS, task);
        }
        this.world.store.journal.flush();
      },
      Math.max(0, time - Date.now()),
    );
    this.timers.add(timer);
  }
}
