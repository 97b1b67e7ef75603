import type { Tx } from "../../db/database.js";
import { enqueue, type NewJob } from "../../db/jobs.js";
import { type Decimal, decimal, plain, roundDown } from "../money.js";
import { job } from "../rules/effects.js";
import { moveOrder, moveRemittance, type Order, type Remittance } from "../state.js";
import { remittancesOfOrder } from "./read.js";
import { tellRemittance, type Unfunded } from "./tell.js";

/** Who may claim for a shorter time is not reminded. */
const REMINDED_FROM_SECONDS = 2 * 60 * 60;

/** The coins that were paid for what is sent, after what was to be converted. */
interface Funds {
  assetId: string;
  amount: string;
}

/**
 * What is sent has been paid, and belongs to its recipients from now on: the order has nothing more to do. Its ledger
 * rows are written with the order's.
 */
export async function remittancesFunded(tx: Tx, order: Order, funds: Funds, now: Date): Promise<void> {
  const sent = await remittancesOfOrder(tx, order.id);
  const shares = sharesOf(order, sent, funds);
  for (const [n, remittance] of sent.entries()) await fund(tx, remittance, funds.assetId, shares[n]!, now);
  if (!(await moveOrder(tx, order.id, "paid", "settled", { settledAt: now }))) {
    throw new Error(`order ${order.id} changed while what it pays was given out`);
  }
}

/** To each their part of the price, rounded down; the last has what rounding leaves. What comes out exactly is exact. */
export function sharesOf(
  order: Pick<Order, "quoteAsset" | "quoteAmount">,
  sent: readonly Pick<Remittance, "quoteAmount">[],
  { assetId, amount }: Funds,
): Decimal[] {
  const isExact = order.quoteAsset === assetId && decimal(order.quoteAmount).eq(amount);
  const shares = sent.map(({ quoteAmount }) =>
    isExact ? decimal(quoteAmount) : roundDown(decimal(amount).mul(quoteAmount).div(order.quoteAmount)),
  );
  const others = shares.slice(0, -1).reduce((sum, share) => sum.plus(share), decimal("0"));
  return [...shares.slice(0, -1), decimal(amount).minus(others)];
}

async function fund(tx: Tx, remittance: Remittance, assetId: string, amount: Decimal, now: Date): Promise<void> {
  const { id, termSeconds } = remittance;
  const end = new Date(now.getTime() + termSeconds * 1000);
  const facts = { assetId, amount: plain(amount), paidAt: now, expiresAt: end };
  // A part of the price so small that nothing of the coin is left of it: there is nothing to claim.
  if (amount.isZero()) return unfund(tx, remittance, "not_convertible", now);
  if (!(await moveRemittance(tx, id, "unpaid", "waiting", facts))) {
    throw new Error(`the remittance ${id} is paid, and is ${remittance.state}`);
  }
  await enqueue(tx, ...jobsOf(remittance, now, end));
}

function jobsOf({ id, termSeconds }: Remittance, now: Date, end: Date): NewJob[] {
  const payload = { remittanceId: id };
  const half = new Date(now.getTime() + termSeconds * 500);
  return [
    job("tell.remitted", id, payload),
    ...(termSeconds >= REMINDED_FROM_SECONDS ? [job("remittance.remind", id, payload, half)] : []),
    job("remittance.expire", id, payload, end),
  ];
}

/** What is sent is not paid, and will not be: its money, if there was any, goes back by its order. */
export async function remittancesUnfunded(tx: Tx, orderId: string, why: Unfunded, now: Date): Promise<void> {
  for (const remittance of await remittancesOfOrder(tx, orderId)) await unfund(tx, remittance, why, now);
}

async function unfund(tx: Tx, { id }: Remittance, why: Unfunded, now: Date): Promise<void> {
  if (await moveRemittance(tx, id, "unpaid", "cancelled", { doneAt: now })) {
    await tellRemittance(tx, id, "cancelled", { why });
  }
}
