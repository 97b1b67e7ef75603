import { and, eq, gte, isNotNull, sql } from "drizzle-orm";
import type { Executor, Tx } from "../../db/database.js";
import { deriveId } from "../../db/ids.js";
import { ledgerEntries, transfers } from "../../db/schema.js";
import { deskCover, freeFloat } from "../conversion/cover.js";
import { transferSecret } from "../cursor.js";
import { type Decimal, decimal, plain, roundDown } from "../money.js";

/** The operator's own in one asset. Amounts are canonical decimals. */
export interface Float {
  assetId: string;
  /** By the ledger; negative when the wallet has lost money. */
  float: string;
  /** Of it: promised by live quotes, or on its way out. */
  reserved: string;
  /** What conversions take of it a day, less what they bring: over the last week, or since it began. */
  spentPerDay: string;
  /** How many days what is free lasts at that pace, rounded down; null when it does not shrink. */
  lastsDays: number | null;
}

/** Days the pace is measured over. */
const WEEK_DAYS = 7;
const DAY_MS = 86_400_000;

/** Every float that is not zero, by asset id. */
export async function floats(db: Executor, now = new Date()): Promise<Float[]> {
  const sums = await db
    .select({ assetId: ledgerEntries.assetId, amount: sql<string>`(-sum(${ledgerEntries.amount}))::text` })
    .from(ledgerEntries)
    .where(eq(ledgerEntries.account, "float"))
    .groupBy(ledgerEntries.assetId)
    .orderBy(ledgerEntries.assetId);
  const paces = await spentADay(db, now);
  const found: Float[] = [];
  for (const { assetId, amount } of sums) {
    const float = decimal(amount);
    if (float.isZero()) continue;
    const free = await freeFloat(db, assetId);
    const pace = paces.get(assetId) ?? decimal("0");
    found.push({
      assetId,
      float: plain(float),
      reserved: plain(float.gt(free) ? float.minus(free) : decimal("0")),
      spentPerDay: plain(pace),
      lastsDays: pace.gt(0) ? free.div(pace).floor().toNumber() : null,
    });
  }
  return found;
}

/** Conversions are the postings on the float that belong to an order; top-ups and withdrawals do not. */
async function spentADay(db: Executor, now: Date): Promise<Map<string, Decimal>> {
  const spent = await db
    .select({
      assetId: ledgerEntries.assetId,
      amount: sql<string>`sum(${ledgerEntries.amount})::text`,
      first: sql<string>`min(${ledgerEntries.createdAt})::text`,
    })
    .from(ledgerEntries)
    .where(
      and(
        eq(ledgerEntries.account, "float"),
        isNotNull(ledgerEntries.orderId),
        gte(ledgerEntries.createdAt, new Date(now.getTime() - WEEK_DAYS * DAY_MS)),
      ),
    )
    .groupBy(ledgerEntries.assetId);
  return new Map(
    spent.map(({ assetId, amount, first }) => {
      const days = Math.ceil((now.getTime() - new Date(first).getTime()) / DAY_MS);
      return [assetId, roundDown(decimal(amount).div(Math.min(WEEK_DAYS, Math.max(1, days))))];
    }),
  );
}

export type Withdrawal =
  | { ok: true; requestId: string }
  /** `most`: what could be withdrawn now. */
  | { ok: false; reason: "not_enough"; most: string };

/**
 * Sends some of the operator's float to a Mixin user: never more than is neither promised by a quote nor on its way out
 * already, so that other people's money is out of reach. `cause` names this one withdrawal: the same twice is one.
 * The amount is positive, with at most 8 places.
 */
export async function withdrawFloat(
  tx: Tx,
  wanted: { cause: string; assetId: string; amount: string; to: string; by: string },
): Promise<Withdrawal> {
  const { cause, assetId, amount, to, by } = wanted;
  const requestId = deriveId(cause, `withdrawal ${await transferSecret(tx)}`);
  const free = await deskCover(tx, assetId, null);
  const [made] = await tx.select().from(transfers).where(eq(transfers.requestId, requestId));
  if (made) return { ok: true, requestId };
  if (free.lt(amount)) return { ok: false, reason: "not_enough", most: plain(free) };
  const row = { requestId, kind: "withdrawal" as const, account: "float", assetId, amount: plain(amount) };
  await tx.insert(transfers).values({ ...row, members: [to], threshold: 1, memo: "", approvedBy: by });
  return { ok: true, requestId };
}
