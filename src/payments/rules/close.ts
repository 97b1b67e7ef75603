import { CODES, type RefundCode } from "../refund-codes.js";
import { type Effects, effects, job, together } from "./effects.js";
import type { Aggregate, HeldMoney, Terms } from "./facts.js";
import { giveBack, heldPiece } from "./piece.js";

/** Nothing sent in time, or within the grace, can come any more. */
export const onExpired = (aggregate: Aggregate, terms: Terms): Effects =>
  close(aggregate, "open→expired", (money) => (money.reason === "late" ? CODES.late : CODES.wrongAmount), terms);

/** Whoever opened the order takes it back. */
export const onCancelled = (aggregate: Aggregate, terms: Terms): Effects =>
  close(aggregate, "open→cancelled", () => CODES.cancelled, terms);

function close(
  { order, held }: Aggregate,
  move: "open→expired" | "open→cancelled",
  code: (money: HeldMoney) => RefundCode,
  terms: Terms,
): Effects {
  if (order.state !== "open") return effects("not_open");
  return together(
    effects("closed", {
      order: { id: order.id, move, facts: { closedAt: terms.now } },
      jobs: order.source === "invoice" ? [job("tell.closed", order.id, { orderId: order.id })] : [],
    }),
    ...held.map((money) => giveBack(heldPiece(money), code(money), terms)),
  );
}
