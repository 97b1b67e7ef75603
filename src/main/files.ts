import type { Db } from "../db/database.js";
import type { Log } from "../log.js";
import type { UserDirectory } from "../mixin/users.js";
import { fiatDigits } from "../payments/fiat.js";
import { quoteLabel } from "../payments/labels.js";
import type { Rates } from "../payments/ports.js";
import type { FilePorts } from "../reports/files/index.js";

/** What files are made of: the database, what assets are called, and who paid. */
export function filePorts(db: Db, rates: Rates, users: UserDirectory, log: Log): FilePorts {
  return {
    db,
    unit(asset) {
      const label = quoteLabel(asset, rates);
      const places = fiatDigits(asset) ?? 0;
      const info = rates.asset(asset);
      return { symbol: info?.symbol ?? label, network: info?.network ?? null, label, places };
    },
    // A name is nice to have: its user id stands beside it.
    names: (userIds) =>
      users.byIds(userIds).catch((error: unknown) => {
        log("warn", "names for a file could not be read", { error });
        return new Map<string, never>();
      }),
  };
}
