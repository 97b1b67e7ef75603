import { and, asc, eq, inArray } from "drizzle-orm";
import type { Executor } from "../db/database.js";
import { intakes, orders } from "../db/schema.js";
import type { Intake, Order } from "../payments/orders.js";

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
