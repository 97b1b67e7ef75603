import { and, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import { type Executor, signal, type Tx } from "../../db/database.js";
import { deriveId } from "../../db/ids.js";
import { orders, transfers } from "../../db/schema.js";
import { announce } from "../announce.js";
import { transferSecret } from "../cursor.js";
import { type Account, post } from "../ledger.js";
import { type Decimal, decimal, plain } from "../money.js";
import { mailReceipts } from "../receipts.js";
import { isSaleRow } from "../sales.js";
import { CODES, refundMemo } from "../refund-codes.js";
import { moveOrder, moveTransfer, type Order, type Refund, type Transfer } from "../state.js";

type Payment = Pick<Order, "id" | "merchantId" | "payeeId">;

/** States of a transfer in which its bytes have not been signed: its money is still here. */
const HERE = ["waiting", "approval", "stuck"] as const;

/**
 * Settlements of this shop to the payment's payee, in one asset, that have not been signed: the payment's own first,
 * then the newest. What other shops get is not among them, though their payee may be the same.
 */
export async function unsettled(db: Executor, payment: Payment, assetId: string): Promise<Transfer[]> {
  const rows = await db
    .select({ transfer: transfers })
    .from(transfers)
    .innerJoin(orders, eq(orders.id, transfers.orderId))
    .where(ofShop(payment, assetId))
    .orderBy(...ownFirst(payment));
  return rows.map((row) => row.transfer);
}

const ofShop = (payment: Payment, assetId: string) =>
  and(
    eq(transfers.kind, "settlement"),
    eq(transfers.account, `payee:${payment.payeeId}`),
    eq(transfers.assetId, assetId),
    inArray(transfers.state, [...HERE]),
    isNull(transfers.batchId),
    eq(orders.merchantId, payment.merchantId),
    isSaleRow(),
  );

const ownFirst = (payment: Payment) => [desc(sql`${transfers.orderId} = ${payment.id}`), desc(transfers.seq)];

/**
 * Pays for a refund out of what has not been settled yet: settlements are cancelled, newest first, what is left of the
 * last goes out as a new one, and the sum goes to the payer. False, and nothing changed, when there is not enough.
 * A settlement keeps its amount for ever, so that bytes being signed at this moment cannot be for another one. Whoever calls
 * has taken their turn: two that lock the same settlements in another order would wait for each other.
 */
export async function payFromUnsettled(tx: Tx, payment: Payment, refund: Refund, now: Date): Promise<boolean> {
  const locked = await tx
    .select({ transfer: transfers })
    .from(transfers)
    .innerJoin(orders, eq(orders.id, transfers.orderId))
    .where(ofShop(payment, refund.assetId))
    .orderBy(...ownFirst(payment))
    .for("update", { of: transfers });
  const there = locked.map((row) => row.transfer);
  if (there.reduce((sum, t) => sum.plus(t.amount), decimal("0")).lt(refund.amount)) return false;
  const secret = await transferSecret(tx);
  let missing = decimal(refund.amount);
  for (const settlement of there) {
    if (missing.isZero()) break;
    const amount = decimal(settlement.amount);
    const taken = amount.gt(missing) ? missing : amount;
    await takeFrom(tx, settlement, taken, refund.id, secret, now);
    missing = missing.minus(taken);
  }
  const payee: Account = `payee:${payment.payeeId}`;
  const payer: Account = `payer:${refund.payerId}`;
  const { assetId, amount } = refund;
  await post(tx, {
    id: deriveId(refund.id, "refund of unsettled money"),
    orderId: payment.id,
    lines: [
      { account: payee, assetId, amount },
      { account: payer, assetId, amount: decimal(amount).neg() },
    ],
  });
  await tx.insert(transfers).values({
    requestId: deriveId(refund.id, `refund ${secret}`),
    kind: "merchant_refund",
    orderId: payment.id,
    refundId: refund.id,
    account: payer,
    assetId,
    amount,
    members: [refund.payerId],
    threshold: 1,
    memo: refundMemo(payment.id, CODES.byMerchant),
  });
  return true;
}

async function takeFrom(tx: Tx, settlement: Transfer, taken: Decimal, refundId: string, secret: string, now: Date) {
  const { requestId, state, orderId } = settlement;
  if (!(HERE as readonly string[]).includes(state)) throw new Error(`the settlement ${requestId} is ${state}`);
  const from = state as (typeof HERE)[number];
  // It was locked before it was looked at: somebody changing it now has passed the lock by.
  if (!(await moveTransfer(tx, requestId, from, "cancelled"))) throw new Error(`the settlement ${requestId} changed`);
  const rest = decimal(settlement.amount).minus(taken);
  if (rest.gt(0)) {
    const { kind, outputId, swapId, account, batchable, assetId, members, threshold, memo } = settlement;
    const same = { kind, outputId, orderId, swapId, account, batchable, assetId, members, threshold, memo };
    const id = deriveId(refundId, `rest of ${requestId} ${secret}`);
    await tx.insert(transfers).values({ ...same, requestId: id, amount: plain(rest) });
  }
  await tx
    .update(orders)
    .set({ settlementAmount: sql`${orders.settlementAmount} - ${plain(taken)}::numeric` })
    .where(eq(orders.id, orderId!));
  await settleIfNothingIsLeft(tx, orderId!, now);
}

/** A payment of which nothing has to go out any more is settled. */
async function settleIfNothingIsLeft(tx: Tx, orderId: string, now: Date): Promise<void> {
  const [open] = await tx
    .select({ id: transfers.requestId })
    .from(transfers)
    .where(
      and(
        eq(transfers.orderId, orderId),
        eq(transfers.kind, "settlement"),
        inArray(transfers.state, [...HERE, "signed"]),
      ),
    )
    .limit(1);
  if (open || !(await moveOrder(tx, orderId, "paid", "settled", { settledAt: now }))) return;
  await signal(tx, "orders", orderId);
  const [order] = await tx.select().from(orders).where(eq(orders.id, orderId));
  const change = { id: orderId, move: "paid→settled" as const, facts: {} };
  const happened = [{ order: { ...order!, state: "paid" as const }, held: [], done: { order: change, keeps: [] } }];
  await announce(tx, happened, now);
  await mailReceipts(tx, happened);
}
