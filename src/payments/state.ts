import { and, eq, inArray } from "drizzle-orm";
import type { PgUpdateSetSource } from "drizzle-orm/pg-core";
import type { Executor } from "../db/database.js";
import { orders, refunds, remittances, swaps, transfers } from "../db/schema.js";

export type Order = typeof orders.$inferSelect;
export type OrderState = Order["state"];
export type Transfer = typeof transfers.$inferSelect;
export type TransferState = Transfer["state"];
export type Swap = typeof swaps.$inferSelect;
export type SwapState = Swap["state"];
export type Refund = typeof refunds.$inferSelect;
export type RefundState = Refund["state"];
export type Remittance = typeof remittances.$inferSelect;
export type RemittanceState = Remittance["state"];

/**
 * Every legal move of an order. What has no way out is final: it never flips. Paid money goes back as a whole only when
 * a strict payee's conversion failed afterwards.
 */
export const ORDER_MOVES = {
  open: ["paid", "expired", "cancelled"],
  paid: ["settled", "cancelled"],
  settled: [],
  expired: [],
  cancelled: [],
} as const satisfies Record<OrderState, readonly OrderState[]>;

/**
 * Every legal move of a swap: what was sent comes back, in one asset or the other. `sent` is still `wanted` after all when
 * our leg is taken back before its bytes are signed.
 */
export const SWAP_MOVES = {
  wanted: ["sent", "failed"],
  sent: ["received", "returned", "wanted"],
  received: [],
  returned: [],
  failed: [],
} as const satisfies Record<SwapState, readonly SwapState[]>;

/** Every legal move of a merchant's refund. */
export const REFUND_MOVES = {
  unpaid: ["sending", "cancelled"],
  sending: ["done"],
  done: [],
  cancelled: [],
} as const satisfies Record<RefundState, readonly RefundState[]>;

/**
 * Every legal move of a remittance. What its recipient has claimed goes back all the same when they cannot be paid where
 * they wanted it.
 */
export const REMITTANCE_MOVES = {
  unpaid: ["waiting", "cancelled"],
  waiting: ["claimed", "returning"],
  claimed: ["delivered", "returning"],
  delivered: [],
  returning: ["returned"],
  returned: [],
  cancelled: [],
} as const satisfies Record<RemittanceState, readonly RemittanceState[]>;

/** Every legal move of a transfer. Once signed bytes are stored they are the only ones that are ever sent for it. */
export const TRANSFER_MOVES = {
  waiting: ["signed", "approval", "stuck", "cancelled"],
  approval: ["waiting", "cancelled"],
  signed: ["done"],
  stuck: ["waiting", "cancelled"],
  done: [],
  cancelled: [],
} as const satisfies Record<TransferState, readonly TransferState[]>;

/** What an order in this state does with money that fits it. */
export function standing(state: OrderState): "payable" | "taken" | "closed" {
  switch (state) {
    case "open":
      return "payable";
    case "paid":
    case "settled":
      return "taken";
    case "expired":
    case "cancelled":
      return "closed";
    default:
      return state satisfies never;
  }
}

type TransferFacts = Omit<PgUpdateSetSource<typeof transfers>, "state">;

type Target<Moves, From extends keyof Moves> = Moves[From] extends readonly (infer To)[] ? To : never;

/** Moves an order and sets `facts` with it; false, and nothing changed, when it no longer stands at `from`. */
export async function moveOrder<From extends OrderState>(
  tx: Executor,
  id: string,
  from: From,
  to: Target<typeof ORDER_MOVES, From>,
  facts: Partial<typeof orders.$inferInsert> = {},
): Promise<boolean> {
  const moved = await tx
    .update(orders)
    .set({ ...facts, state: to as OrderState })
    .where(and(eq(orders.id, id), eq(orders.state, from)))
    .returning({ id: orders.id });
  return moved.length === 1;
}

/** Moves a transfer and sets `facts` with it; false, and nothing changed, when it no longer stands at `from`. */
export async function moveTransfer<From extends TransferState>(
  tx: Executor,
  requestId: string,
  from: From,
  to: Target<typeof TRANSFER_MOVES, From>,
  facts: TransferFacts = {},
): Promise<boolean> {
  return (await moveTransfers(tx, [requestId], from, to, facts)) === 1;
}

/** Moves those of the transfers that stand at `from`; returns how many did. */
export async function moveTransfers<From extends TransferState>(
  tx: Executor,
  requestIds: string[],
  from: From,
  to: Target<typeof TRANSFER_MOVES, From>,
  facts: TransferFacts = {},
): Promise<number> {
  if (requestIds.length === 0) return 0;
  const moved = await tx
    .update(transfers)
    .set({ ...facts, state: to as TransferState })
    .where(and(inArray(transfers.requestId, requestIds), eq(transfers.state, from)))
    .returning({ requestId: transfers.requestId });
  return moved.length;
}

/** Moves a swap and sets `facts` with it; false, and nothing changed, when it no longer stands at `from`. */
export async function moveSwap<From extends SwapState>(
  tx: Executor,
  id: string,
  from: From,
  to: Target<typeof SWAP_MOVES, From>,
  facts: Partial<typeof swaps.$inferInsert> = {},
): Promise<boolean> {
  const moved = await tx
    .update(swaps)
    .set({ ...facts, state: to as SwapState })
    .where(and(eq(swaps.id, id), eq(swaps.state, from)))
    .returning({ id: swaps.id });
  return moved.length === 1;
}

/** Moves a merchant's refund and sets `facts` with it; false, and nothing changed, when it no longer stands at `from`. */
export async function moveRefund<From extends RefundState>(
  tx: Executor,
  id: string,
  from: From,
  to: Target<typeof REFUND_MOVES, From>,
  facts: Partial<typeof refunds.$inferInsert> = {},
): Promise<boolean> {
  const moved = await tx
    .update(refunds)
    .set({ ...facts, state: to as RefundState })
    .where(and(eq(refunds.id, id), eq(refunds.state, from)))
    .returning({ id: refunds.id });
  return moved.length === 1;
}

/** Moves a remittance and sets `facts` with it; false, and nothing changed, when it no longer stands at `from`. */
export async function moveRemittance<From extends RemittanceState>(
  tx: Executor,
  id: string,
  from: From,
  to: Target<typeof REMITTANCE_MOVES, From>,
  facts: Partial<typeof remittances.$inferInsert> = {},
): Promise<boolean> {
  const moved = await tx
    .update(remittances)
    .set({ ...facts, state: to as RemittanceState })
    .where(and(eq(remittances.id, id), eq(remittances.state, from)))
    .returning({ id: remittances.id });
  return moved.length === 1;
}
