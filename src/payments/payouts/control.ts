import { asc, eq, sql } from "drizzle-orm";
import type { Executor, Tx } from "../../db/database.js";
import { transfers } from "../../db/schema.js";
import { alertOperators } from "../alerts.js";
import { changeSetting, type OperatorSettings, readSettings } from "../settings.js";
import { moveTransfer, type Transfer } from "../state.js";

/** Advisory lock between those who sign (shared) and those who stop it (alone). */
const SIGNING_LOCK = 6_101_020;

/**
 * Stops new transfers from being signed; those that are signed already are still seen to their end. When this has
 * committed nothing more is signed. False when payouts were paused before: the older reason stays.
 */
export async function pausePayouts(
  tx: Tx,
  why: NonNullable<OperatorSettings["paused"]>["why"],
  by: string | null,
  now = new Date(),
): Promise<boolean> {
  await tx.execute(sql`select pg_advisory_xact_lock(${SIGNING_LOCK})`);
  if ((await readSettings(tx)).paused) return false;
  await changeSetting(tx, "paused", { why, at: now.toISOString() }, by);
  return true;
}

/** Lets payouts go on, and tells the other operators. False when they were not paused. */
export async function resumePayouts(tx: Tx, by: string, now = new Date()): Promise<boolean> {
  await tx.execute(sql`select pg_advisory_xact_lock(${SIGNING_LOCK})`);
  const { paused } = await readSettings(tx);
  if (!paused) return false;
  await changeSetting(tx, "paused", null, by);
  await alertOperators(tx, { kind: "resumed", by }, paused.at, now);
  return true;
}

/** The settings as they hold until the end of the transaction: nobody pauses payouts meanwhile. */
export async function settingsWhileSigning(tx: Tx): Promise<OperatorSettings> {
  await tx.execute(sql`select pg_advisory_xact_lock_shared(${SIGNING_LOCK})`);
  return readSettings(tx);
}

/** Lets a transfer above the limits go out. False when it does not wait for that (any more). */
export function approve(tx: Executor, requestId: string, by: string): Promise<boolean> {
  return moveTransfer(tx, requestId, "approval", "waiting", { approvedBy: by });
}

/** Transfers that wait for an operator's word, oldest first. */
export function pendingApproval(db: Executor): Promise<Transfer[]> {
  return db.select().from(transfers).where(eq(transfers.state, "approval")).orderBy(asc(transfers.seq));
}
