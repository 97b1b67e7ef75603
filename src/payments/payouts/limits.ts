import { and, gt, isNull, sql } from "drizzle-orm";
import type { Tx } from "../../db/database.js";
import { transfers } from "../../db/schema.js";
import { alertOperators } from "../alerts.js";
import { type Decimal, decimal, plain } from "../money.js";
import type { OperatorSettings } from "../settings.js";
import { moveTransfer, type Transfer } from "../state.js";

/** Advisory lock under which one writer at a time adds to what went out in a day. */
const DAY_LOCK = 6_101_021;

const DAY_MS = 86_400_000;

/** Why a transfer waits for an operator's word. */
export type Excess = "above_transfer_limit" | "above_day_limit" | "worth_unknown";

type Limits = Pick<OperatorSettings, "perTransferUsd" | "perDayUsd">;

/**
 * Which of these transfers of one asset are above the operator's limits; `price` is USD per unit, null when unknown. What
 * an operator approved passes, and is not counted into the day: the limit is on what goes out without a word. Until the
 * transaction ends nobody else adds to the day.
 */
export async function aboveLimits(
  tx: Tx,
  limits: Limits,
  pays: readonly Transfer[],
  price: Decimal | null,
  now: Date,
): Promise<Map<Transfer, Excess>> {
  const above = new Map<Transfer, Excess>();
  if (limits.perTransferUsd === null && limits.perDayUsd === null) return above;
  let day = limits.perDayUsd === null ? null : await wentOut(tx, now);
  for (const transfer of pays) {
    if (transfer.approvedBy !== null) continue;
    const usd = price?.mul(transfer.amount) ?? null;
    if (usd === null) above.set(transfer, "worth_unknown");
    else if (limits.perTransferUsd !== null && usd.gt(limits.perTransferUsd)) {
      above.set(transfer, "above_transfer_limit");
    } else if (day !== null) {
      const after: Decimal = day.plus(usd);
      if (after.gt(limits.perDayUsd!)) above.set(transfer, "above_day_limit");
      else day = after;
    }
  }
  return above;
}

/** What was signed in the last 24 hours without an operator's word, in USD. */
async function wentOut(tx: Tx, now: Date): Promise<Decimal> {
  await tx.execute(sql`select pg_advisory_xact_lock(${DAY_LOCK})`);
  const [sum] = await tx
    .select({ usd: sql<string>`coalesce(sum(${transfers.usd}), 0)::text` })
    .from(transfers)
    .where(and(gt(transfers.signedAt, new Date(now.getTime() - DAY_MS)), isNull(transfers.approvedBy)));
  return decimal(sum!.usd);
}

/** Lets transfers wait for an operator's word, and tells the operators. */
export async function holdBack(tx: Tx, above: ReadonlyMap<Transfer, Excess>, now: Date): Promise<void> {
  for (const [{ requestId, assetId, amount }, reason] of above) {
    await moveTransfer(tx, requestId, "waiting", "approval");
    // Each large one is told; when the day is full, or a price is gone, one word an hour will do for all of them.
    const subject = reason === "above_transfer_limit" ? requestId : `${reason} ${assetId}`;
    await alertOperators(tx, { kind: "approval", requestId, assetId, amount: plain(amount), reason }, subject, now);
  }
}
