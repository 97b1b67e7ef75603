import type { Database } from "../db/database.js";
import type { JobHandler } from "../db/worker.js";
import type { Log } from "../log.js";
import type { Mixin } from "../mixin/client.js";
import { tellHandlers } from "../notify/money.js";
import { reconcileHandler } from "../notify/reconciled.js";
import { remittanceTellers } from "../notify/remittances.js";
import type { TellOptions } from "../notify/teller.js";
import { goalJobs } from "../payments/goals.js";
import { moneyHandlers } from "../payments/money-jobs.js";
import type { Exchange } from "../payments/ports.js";
import { remittanceJobs } from "../payments/remittances/jobs.js";
import { swapHandlers } from "../payments/swaps.js";
import { digestTasks } from "./digests.js";
import { walletPort } from "./wallet.js";

export interface TaskOptions extends TellOptions {
  database: Database;
  mixin: Mixin;
  /** Who swaps outside; null: nobody. */
  exchange: Exchange | null;
  /** There is a transfer to make. */
  wakeTreasury(): void;
  log: Log;
}

/** Every job name, and what it leads to. */
export function tasks(options: TaskOptions): Record<string, JobHandler> {
  const { database, mixin, market, exchange, botId, log } = options;
  return {
    ...tellHandlers(options),
    ...moneyHandlers(),
    ...remittanceJobs(),
    ...remittanceTellers(options),
    ...swapHandlers({ database, exchange, log, onSent: () => options.wakeTreasury() }),
    ...goalJobs(database.db),
    ...digestTasks(options),
    ...reconcileHandler({ database, wallet: walletPort(mixin.wallet), rates: market.rates, botId, log }),
  };
}
