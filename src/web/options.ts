import type { Database } from "../db/database.js";
import type { Log } from "../log.js";
import type { Market } from "../payments/ports.js";
import type { Wanted } from "../payments/quoting.js";
import type { Ways } from "./ways.js";

export interface WebOptions {
  database: Database;
  /** Prices, and who converts. */
  market: Market;
  /** Where people reach us, without a slash at the end. */
  publicUrl: string;
  /** The link that opens the payment in the payer's wallet. */
  payLink: (payment: { assetId: string; amount: string; trace: string; memo: string }) => string;
  /** Origins that may show our pages in a frame; none when empty. */
  frameAncestors: string[];
  log: Log;
  clock?: () => Date;
  health: { live(): boolean; ready(): Promise<{ name: string; ok: boolean; note?: string }[]> };
  metrics: () => Promise<{ type: string; text: string }>;
  /** Whether X-Forwarded-For is believed. Absent: only from a proxy on this machine. */
  trustProxy?: boolean;
  /** How many orders and quotes one address may ask for: at once, and a second in the long run. */
  orderLimit?: { burst: number; perSecond: number };
}

/** What every route needs. */
export interface Services extends Pick<WebOptions, "database" | "market" | "payLink" | "log"> {
  now: () => Date;
  /** The ways to pay a price now. */
  ways: (wanted: Wanted) => Ways;
}
