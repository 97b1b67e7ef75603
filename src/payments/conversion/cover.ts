import { and, eq, inArray, ne, sql } from "drizzle-orm";
import type { Executor, Tx } from "../../db/database.js";
import { orders, quotes, transfers } from "../../db/schema.js";
import { type Decimal, decimal } from "../money.js";
import { floatOf } from "./float.js";
import { SLACK_SECONDS } from "../rules/due.js";

/**
 * What the desk can still promise of an asset: the operator's float, less what is leaving it and what quotes of other
 * orders have reserved. Never negative. Until the transaction ends nobody else promises anything of this asset, so that
 * many at once cannot promise the same coins.
 */
export async function deskCover(tx: Tx, assetId: string, orderId: string | null): Promise<Decimal> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`desk ${assetId}`}, 0))`);
  return freeFloat(tx, assetId, orderId);
}

/** The same without the lock: for looking, not for promising. */
export async function freeFloat(db: Executor, assetId: string, orderId: string | null = null): Promise<Decimal> {
  // The float last: what becomes final meanwhile is then taken off twice, which lasts a moment. The other way round it
  // would not be taken off at all, and other people's money would be promised.
  const gone = (await leaving(db, assetId)).plus(await reserved(db, assetId, orderId));
  const free = (await floatOf(db, assetId)).minus(gone);
  return free.gt(0) ? free : decimal("0");
}

/** Of the float, what transfers that are not done will take. */
async function leaving(db: Executor, assetId: string): Promise<Decimal> {
  const [sum] = await db
    .select({ amount: sql<string>`coalesce(sum(${transfers.amount}), 0)::text` })
    .from(transfers)
    .where(
      and(
        eq(transfers.account, "float"),
        eq(transfers.assetId, assetId),
        inArray(transfers.state, ["waiting", "approval", "signed", "stuck"]),
      ),
    );
  return decimal(sum!.amount);
}

/** What live quotes of open orders have reserved. An order is paid once: of its quotes the largest counts. */
export async function reserved(db: Executor, assetId: string, exceptOrderId: string | null = null): Promise<Decimal> {
  const conversion = quotes.conversion;
  const promised = sql<string>`(${conversion}->>'settlementAmount')::numeric + (${conversion}->>'feeAmount')::numeric`;
  const largest = db
    .select({ amount: sql<string>`max(${promised})`.as("amount") })
    .from(quotes)
    .innerJoin(orders, eq(orders.id, quotes.orderId))
    .where(
      and(
        sql`${quotes.expiresAt} > now() - make_interval(secs => ${SLACK_SECONDS})`,
        eq(orders.state, "open"),
        sql`${conversion}->>'provider' = 'desk'`,
        sql`${conversion}->>'settlementAsset' = ${assetId}`,
        exceptOrderId === null ? undefined : ne(orders.id, exceptOrderId),
      ),
    )
    .groupBy(quotes.orderId)
    .as("largest");
  const [sum] = await db.select({ amount: sql<string>`coalesce(sum(${largest.amount}), 0)::text` }).from(largest);
  return decimal(sum!.amount);
}
