import { and, asc, eq, inArray, isNotNull, lt, ne, or } from "drizzle-orm";
import type { Executor } from "../db/database.js";
import { transfers } from "../db/schema.js";
import type { Alert } from "./alerts.js";
import { decimal, plain } from "./money.js";
import { floats } from "./payouts/floats.js";
import { stuckTransfers } from "./payouts/stuck.js";
import type { Rates } from "./ports.js";
import { isStale, lastRateAt } from "./prices.js";
import { readSettings } from "./settings.js";
import type { Transfer } from "./state.js";
import type { WatchdogOptions } from "./watchdog.js";

/** A payout that takes longer than this hangs. */
const HANGS_MS = 10 * 60_000;

/** A connection is often made again within a moment. */
const BLAZE_MS = 2 * 60_000;

/** What must be wrong in two looks in a row before it is told: it may have been about to be mended. */
export function createWatch({ database, rates, blazeDownSince }: WatchdogOptions) {
  const { db } = database;
  let hung = new Set<string>();
  let wereStale = false;

  /** One look round: what operators have to hear of. */
  async function look(now: Date): Promise<Alert[]> {
    const before = hung;
    const hanging = await hangingTransfers(db, now);
    hung = new Set(hanging.map(({ requestId }) => requestId));
    const stale = arePricesStale(rates, now);
    const alerts = [
      about("stuck", await stuckTransfers(db)),
      about(
        "hangs",
        hanging.filter(({ requestId }) => before.has(requestId)),
      ),
      ...(await lowFloats(db)),
      stale && wereStale ? { kind: "prices_stale" as const } : null,
      blazeAlert(blazeDownSince(), now),
    ];
    wereStale = stale;
    return alerts.filter((alert) => alert !== null);
  }

  return { look };
}

/** The first of them, and how many there are. */
function about(kind: "stuck" | "hangs", found: readonly Transfer[]): Alert | null {
  const [first] = found;
  if (!first) return null;
  const { requestId, assetId, problem, createdAt } = first;
  const alert = {
    kind,
    requestId,
    amount: plain(first.amount),
    since: createdAt.toISOString(),
    count: String(found.length),
  };
  return { ...alert, assetId, ...(problem ? { reason: problem } : {}) };
}

/** What should have gone out by now; while payouts are paused only what is signed can. */
async function hangingTransfers(db: Executor, now: Date): Promise<Transfer[]> {
  const { paused } = await readSettings(db);
  const before = new Date(now.getTime() - HANGS_MS);
  const waits = and(eq(transfers.state, "waiting"), lt(transfers.createdAt, before));
  const isOut = and(eq(transfers.state, "signed"), isNotNull(transfers.signedAt), lt(transfers.signedAt, before));
  return db
    .select()
    .from(transfers)
    .where(
      and(
        inArray(transfers.state, paused ? ["signed"] : ["waiting", "signed"]),
        ne(transfers.kind, "batch"),
        or(waits, isOut),
      ),
    )
    .orderBy(asc(transfers.seq));
}

async function lowFloats(db: Executor): Promise<Alert[]> {
  const { floatLow } = await readSettings(db);
  if (Object.keys(floatLow).length === 0) return [];
  const there = new Map((await floats(db)).map(({ assetId, float }) => [assetId, float]));
  return Object.entries(floatLow).flatMap(([assetId, low]): Alert[] => {
    const amount = there.get(assetId) ?? "0";
    return decimal(amount).lt(low) ? [{ kind: "float_low", assetId, amount }] : [];
  });
}

/** True when no asset has a price of late, or no currency has. */
const arePricesStale = (rates: Rates, now: Date): boolean => isStale(lastRateAt("usd", rates), now);

/** What operators have to hear of a connection that is down since then; nothing for the first moments. */
export function blazeAlert(since: Date | null, now: Date): Alert | null {
  if (!since || now.getTime() - since.getTime() < BLAZE_MS) return null;
  return { kind: "blaze_down", since: since.toISOString() };
}
