import { eq, sql } from "drizzle-orm";
import type { Executor } from "../db/database.js";
import { settings } from "../db/schema.js";

/** What operators set in the chat. Basis points are hundredths of a percent; amounts are decimal text. */
export interface OperatorSettings {
  /** Nothing new goes out while this is set: an operator said so, or the books did not agree with the wallet. */
  paused: { why: "operator" | "ledger"; at: string } | null;
  /** What the desk keeps of a conversion. */
  spreadBps: number;
  /** What the operator keeps of every settlement. */
  feeBps: number;
  /** How far the rate may have moved against a payment on an expired quote that is taken all the same. */
  bandBps: number;
  /** Money out above these waits for an operator's word; null: no limit. */
  perTransferUsd: string | null;
  perDayUsd: string | null;
  /** A merchant's refund above this is confirmed twice. */
  refundConfirmUsd: string;
  /** The most the desk gives in one conversion, by asset id; an asset that is not there has no limit but the float. */
  deskLimits: Record<string, string>;
  /** A float below this is reported, by asset id. */
  floatLow: Record<string, string>;
}

export const DEFAULT_SETTINGS: OperatorSettings = {
  paused: null,
  spreadBps: 50,
  feeBps: 0,
  bandBps: 100,
  perTransferUsd: null,
  perDayUsd: null,
  refundConfirmUsd: "200",
  deskLimits: {},
  floatLow: {},
};

export async function readSettings(db: Executor): Promise<OperatorSettings> {
  // As text, and read here once: drizzle reads a JSON string a second time, which makes a number of the text "1000".
  const rows = await db.select({ key: settings.key, value: sql<string>`${settings.value}::text` }).from(settings);
  return {
    ...DEFAULT_SETTINGS,
    ...Object.fromEntries(rows.map(({ key, value }) => [key, JSON.parse(value) as unknown])),
  };
}

/** The operator who set it last; null when the program did, or nobody. */
export async function whoSet(db: Executor, key: keyof OperatorSettings): Promise<string | null> {
  const [row] = await db.select({ by: settings.updatedBy }).from(settings).where(eq(settings.key, key));
  return row?.by ?? null;
}

/** Sets one; `by` is the operator, null when the program itself does it. */
export async function changeSetting<Key extends keyof OperatorSettings>(
  tx: Executor,
  key: Key,
  value: OperatorSettings[Key],
  by: string | null,
): Promise<void> {
  const row = { value: sql`${JSON.stringify(value)}::jsonb`, updatedBy: by, updatedAt: sql`now()` };
  await tx
    .insert(settings)
    .values({ key, ...row })
    .onConflictDoUpdate({ target: settings.key, set: row });
}

/** Forgets what was set: the default holds again. */
export async function resetSetting(tx: Executor, key: keyof OperatorSettings): Promise<void> {
  await tx.delete(settings).where(eq(settings.key, key));
}
