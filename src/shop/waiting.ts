import { and, asc, eq, inArray } from "drizzle-orm";
import type { Executor, Tx } from "../db/database.js";
import { intakes, orders } from "../db/schema.js";
import { answerLate } from "../payments/held.js";
import type { Intake, Order } from "../payments/orders.js";
import type { Market } from "../payments/ports.js";
import { record } from "./audit.js";
import { demand } from "./rights.js";

export interface LateMoney {
  intake: Intake;
  order: Order;
}

/** Money that came after the deadline of a shop's orders and waits for its word, oldest first. */
export async function lateMoneyOf(db: Executor, merchantId: string): Promise<LateMoney[]> {
  return db
    .select({ intake: intakes, order: orders })
    .from(intakes)
    .innerJoin(orders, eq(orders.id, intakes.orderId))
    .where(and(eq(orders.merchantId, merchantId), eq(intakes.disposition, "held"), eq(intakes.heldReason, "late")))
    .orderBy(asc(intakes.receivedAt), asc(intakes.outputId));
}

/** The shop's word on late money, by somebody who may give it; recorded as theirs. */
export async function decideLate(
  tx: Tx,
  decision: { late: LateMoney; accept: boolean; by: string; market: Market; now: Date; cause: string },
): ReturnType<typeof answerLate> {
  const { late, accept, by, market, now, cause } = decision;
  const { merchantId, title } = late.order;
  await demand(tx, { merchantId, by, action: "late" });
  const { outputId, amount, assetId } = late.intake;
  const answer = await answerLate(tx, { outputId, accept, market, now });
  if (answer === "accepted" || answer === "refunded") {
    const detail = { amount, asset: assetId };
    await record(tx, { merchantId, userId: by, action: `late.${answer}`, subject: title, detail, cause });
  }
  return answer;
}

/**
 * Money of this sender that waits for their own word, oldest first: a part of a price, or what nobody could place. The
 * order is there for a part.
 */
export async function waitingMoneyOf(
  db: Executor,
  senderId: string,
): Promise<{ intake: Intake; order: Order | null }[]> {
  return db
    .select({ intake: intakes, order: orders })
    .from(intakes)
    .leftJoin(orders, eq(orders.id, intakes.orderId))
    .where(
      and(
        eq(intakes.senderId, senderId),
        eq(intakes.disposition, "held"),
        inArray(intakes.heldReason, ["partial", "unknown"]),
      ),
    )
    .orderBy(asc(intakes.receivedAt), asc(intakes.outputId));
}
