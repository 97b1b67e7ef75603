import { and, eq } from "drizzle-orm";
import type { Executor } from "../db/database.js";
import { orders, transfers } from "../db/schema.js";

export type Order = typeof orders.$inferSelect;
export type OrderState = Order["state"];
export type Transfer = typeof transfers.$inferSelect;
export type TransferState = Transfer["state"];

/** Every legal move of an order. What has no way out is final: it never flips. */
export const ORDER_MOVES = {
  open: ["paid", "expired", "cancelled"],
  paid: ["settled"],
  settled: [],
  expired: [],
  cancelled: [],
} as const satisfies Record<OrderState, readonly OrderState[]>;

/** Every legal move of a transfer. Once signed bytes are stored they are the only ones that are ever sent for it. */
export const TRANSFER_MOVES = {
  waiting: ["signed", "stuck"],
  signed: ["done"],
  stuck: ["waiting"],
  done: [],
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
  facts: Partial<typeof transfers.$inferInsert> = {},
): Promise<boolean> {
  const moved = await tx
    .update(transfers)
    .set({ ...facts, state: to as TransferState })
    .where(and(eq(transfers.requestId, requestId), eq(transfers.state, from)))
    .returning({ requestId: transfers.requestId });
  return moved.length === 1;
}
