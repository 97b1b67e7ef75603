import type { Executor } from "../db/database.js";
import { enqueue } from "../db/jobs.js";

/** What operators are told of. `ledger`: books and wallet differ, payouts are paused. `resumed`: they go on. */
export type AlertKind =
  | "ledger"
  | "stuck"
  | "hangs"
  | "float_low"
  | "prices_stale"
  | "blaze_down"
  | "approval"
  | "held"
  | "swap_late"
  | "resumed";

/** An alert, with what is known of its cause; every field is text. */
export interface Alert {
  kind: AlertKind;
  assetId?: string;
  amount?: string;
  /** In words, English: for operators and logs. */
  reason?: string;
  /** ISO moment. */
  since?: string;
  /** The operator who did it, and need not be told. */
  by?: string;
  /** How many, when it is about several. */
  count?: string;
  requestId?: string;
  outputId?: string;
  swapId?: string;
}

const HOUR_MS = 60 * 60_000;

/** Tells the operators, in the caller's transaction; the same kind about the same `subject` at most once an hour. */
export async function alertOperators(tx: Executor, alert: Alert, subject: string, now: Date): Promise<void> {
  const hour = Math.floor(now.getTime() / HOUR_MS);
  const dedupeKey = `tell.operators:${alert.kind}:${subject}:${hour}`;
  await enqueue(tx, { name: "tell.operators", payload: { alert }, dedupeKey });
}
