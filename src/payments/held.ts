import { and, asc, eq, type SQL } from "drizzle-orm";
import type { Executor, Tx } from "../db/database.js";
import { intakes } from "../db/schema.js";
import { execute } from "./execute.js";
import { loadHeld } from "./load.js";
import type { Intake } from "./orders.js";
import type { Market } from "./ports.js";
import type { Answer } from "./rules/effects.js";
import type { HeldMoney } from "./rules/facts.js";
import { onKept, onReturned } from "./rules/unplaced.js";

export type HeldReason = NonNullable<Intake["heldReason"]>;

/** Held money, oldest first: of a sender, of an order, or held for one reason. */
export function heldOf(
  db: Executor,
  filter: { senderId?: string; orderId?: string; reason?: HeldReason },
): Promise<Intake[]> {
  const wanted: SQL[] = [eq(intakes.disposition, "held")];
  if (filter.senderId !== undefined) wanted.push(eq(intakes.senderId, filter.senderId));
  if (filter.orderId !== undefined) wanted.push(eq(intakes.orderId, filter.orderId));
  if (filter.reason !== undefined) wanted.push(eq(intakes.heldReason, filter.reason));
  return db
    .select()
    .from(intakes)
    .where(and(...wanted))
    .orderBy(asc(intakes.recordedAt), asc(intakes.outputId));
}

/**
 * The merchant's word on late money. `gone`: it is not waiting for it (any more). `not_convertible`: the order is strict,
 * and what it wants cannot be had now; the money goes on waiting.
 */
export async function answerLate(
  tx: Tx,
  { outputId, accept, market, now }: { outputId: string; accept: boolean; market: Market; now: Date },
): Promise<"accepted" | "refunded" | "gone" | "not_convertible"> {
  const orderId = await orderOf(tx, outputId);
  if (orderId === null) return "gone";
  const executor = await execute(tx, [orderId], { now, market });
  const money = await loadHeld(tx, outputId);
  if (money?.reason !== "late") return "gone";
  const { answer } = await executor.happen(orderId, { kind: "late_answered", money, accept });
  await executor.finish();
  if (answer === "paid") return "accepted";
  return answer === "refunded" || answer === "not_convertible" ? answer : "gone";
}

/** Whoever asks for held money back: its sender, an operator (null), or the clock. */
export interface ReturnRequest {
  outputId: string;
  senderId: string | null;
  now: Date;
}

/**
 * Gives held money back to its sender. The sender may have back what names no order, and a part of an order's price
 * until the deadline; an operator what names no order, and what says it is a refund.
 */
export async function returnHeld(
  tx: Tx,
  { outputId, senderId, now }: ReturnRequest,
): Promise<"returned" | "gone" | "not_yours" | "not_returnable"> {
  const orderId = await orderOf(tx, outputId);
  const executor = await execute(tx, orderId === null ? [] : [orderId], { now, market: null });
  const money = await loadHeld(tx, outputId);
  // Given to an order between the two looks: whoever asks may ask again.
  if (!money || money.orderId !== orderId) return "gone";
  if (senderId !== null && money.senderId !== senderId) return "not_yours";
  const bySender = senderId !== null;
  const deadline = orderId === null ? null : (executor.order(orderId)?.deadline ?? null);
  if (!isReturnable(money, bySender, deadline === null || now <= deadline)) return "not_returnable";
  if (money.orderId === null) executor.decide((terms) => onReturned(money, terms, bySender));
  else await executor.happen(money.orderId, { kind: "returned", money, bySender });
  await executor.finish();
  return "returned";
}

function isReturnable({ senderId, reason }: HeldMoney, bySender: boolean, inTime: boolean): boolean {
  if (senderId === null) return false;
  switch (reason) {
    case "unknown":
      return true;
    // Once late money may complete it the merchant has the next word.
    case "partial":
      return bySender && inTime;
    case "refund_came_back":
      return !bySender;
    case "late":
    case "no_single_sender":
      return false;
    default:
      return reason satisfies never;
  }
}

/** What a sender says their unknown money is for. */
export interface Assignment {
  outputId: string;
  senderId: string;
  orderId: string;
  market: Market;
  now: Date;
}

export type Assigned =
  | { ok: true; became: "paid" | "kept" }
  | {
      ok: false;
      reason: "gone" | "not_yours" | "unknown_order" | "not_open" | "wrong_asset" | "no_price" | "not_convertible";
    };

/**
 * Pays an open order with money that named none, at today's rate: all of it, or a part that is kept. Refused, the money
 * goes on waiting for its sender's word.
 */
export async function assignHeld(tx: Tx, request: Assignment): Promise<Assigned> {
  const { outputId, senderId, orderId, market, now } = request;
  const executor = await execute(tx, [orderId], { now, market });
  const money = await loadHeld(tx, outputId);
  if (money?.reason !== "unknown") return { ok: false, reason: "gone" };
  if (money.senderId !== senderId) return { ok: false, reason: "not_yours" };
  if (!executor.order(orderId)) return { ok: false, reason: "unknown_order" };
  const { answer } = await executor.happen(orderId, { kind: "assigned", money });
  await executor.finish();
  return toAssigned(answer);
}

function toAssigned(answer: Answer): Assigned {
  switch (answer) {
    case "paid":
    case "kept":
      return { ok: true, became: answer };
    case "not_open":
    case "wrong_asset":
    case "no_price":
    case "not_convertible":
      return { ok: false, reason: answer };
    case "gone":
    case "too_small":
    case "closed":
    case "float":
    case "held":
    case "late":
    case "noted":
    case "refunded":
      return { ok: false, reason: "gone" };
    default:
      return answer satisfies never;
  }
}

/**
 * Makes held money the operator's own: what nobody can be given back, what came back from another till, what named no
 * order. False when it is not held for such a reason. Whoever asks has to be an operator.
 */
export async function keepAsFloat(tx: Tx, { outputId, now }: { outputId: string; now: Date }): Promise<boolean> {
  const executor = await execute(tx, [], { now, market: null });
  const money = await loadHeld(tx, outputId);
  if (!money || money.reason === "partial" || money.reason === "late") return false;
  executor.decide((terms) => onKept(money, terms));
  await executor.finish();
  return true;
}

/** The order that held money belongs to; null when it belongs to none, or is not held. */
async function orderOf(tx: Tx, outputId: string): Promise<string | null> {
  const [intake] = await tx
    .select({ orderId: intakes.orderId })
    .from(intakes)
    .where(and(eq(intakes.outputId, outputId), eq(intakes.disposition, "held")));
  return intake?.orderId ?? null;
}
