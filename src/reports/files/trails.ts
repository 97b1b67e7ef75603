import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import type { Executor } from "../../db/database.js";
import { intakes, refunds, transfers, walletOutputs } from "../../db/schema.js";

/** What is looked up on the network: transaction hashes and the ids the transfers were asked for with. */
export interface Trail {
  hashes: string[];
  requestIds: string[];
}

/** Of what never was on the network. */
export const NOTHING: Trail = { hashes: [], requestIds: [] };

function gather(rows: { key: string | null; hash: string | null; requestId: string }[]): Map<string, Trail> {
  const found = new Map<string, Trail>();
  for (const { key, hash, requestId } of rows) {
    if (key === null) continue;
    const trail = found.get(key) ?? { hashes: [], requestIds: [] };
    if (hash && !trail.hashes.includes(hash)) trail.hashes.push(hash);
    if (requestId) trail.requestIds.push(requestId);
    found.set(key, trail);
  }
  return found;
}

/** How payments came in, by order. */
export async function trailsIn(db: Executor, orderIds: string[]): Promise<Map<string, Trail>> {
  if (orderIds.length === 0) return new Map();
  const rows = await db
    .select({ key: intakes.orderId, hash: walletOutputs.transactionHash, requestId: intakes.requestId })
    .from(intakes)
    .innerJoin(walletOutputs, eq(walletOutputs.outputId, intakes.outputId))
    .where(and(inArray(intakes.orderId, orderIds), eq(intakes.disposition, "applied"), isNull(intakes.swapId)))
    .orderBy(asc(intakes.receivedAt), asc(intakes.outputId));
  return gather(rows);
}

/** How they went on to the payee, by order. */
export async function settlements(db: Executor, orderIds: string[]): Promise<Map<string, Trail>> {
  if (orderIds.length === 0) return new Map();
  const rows = await db
    .select({ key: transfers.orderId, hash: transfers.transactionHash, requestId: transfers.requestId })
    .from(transfers)
    .where(and(inArray(transfers.orderId, orderIds), eq(transfers.kind, "settlement"), eq(transfers.state, "done")))
    .orderBy(asc(transfers.seq));
  return gather(rows);
}

/** What was sent to the payer: out of money that had not gone out, or by the order the merchant paid for it. */
export async function refundTrails(db: Executor, refundIds: string[]): Promise<Map<string, Trail>> {
  if (refundIds.length === 0) return new Map();
  const sent = { key: refunds.id, hash: transfers.transactionHash, requestId: transfers.requestId };
  const done = and(inArray(refunds.id, refundIds), eq(transfers.state, "done"));
  const own = await db
    .select(sent)
    .from(refunds)
    .innerJoin(transfers, and(eq(transfers.orderId, refunds.orderId), eq(transfers.refundId, refunds.id)))
    .where(and(done, eq(transfers.kind, "merchant_refund")));
  const funded = await db
    .select(sent)
    .from(refunds)
    .innerJoin(transfers, eq(transfers.orderId, refunds.fundingOrderId))
    .where(and(done, eq(transfers.kind, "settlement")));
  return gather([...own, ...funded]);
}
